"""Where outside sources tell of their orders: a signed form, answered in their own shape."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from litestar import post
from litestar.params import Parameter

from sync.hq import channel_work
from sync.hq.api.problems import RefusalError
from sync.hq.api.speaker import AnyRequest, OwnHq, OwnWriters
from sync.hq.channels.port import BadWebhookError
from sync.hq.service import Hq
from sync.wire.order_messages import ChannelAnswer

Name = Annotated[str, Parameter(min_length=1, max_length=20, pattern="^[a-z]+$")]
StoreId = Annotated[str, Parameter(min_length=1, max_length=16, pattern="^[0-9a-zA-Z_-]+$")]
MOST_FIELDS = 20
SENTENCES = {
    "signature": (403, "bad_signature", "the signature of this call does not hold"),
    "body": (400, "bad_call", "this call makes no sense"),
}


@post("/v1/channels/{name:str}/{store_id:str}", status_code=200, tags=["orders"])
async def told(
    request: AnyRequest, hq: OwnHq, writers: OwnWriters, name: Name, store_id: StoreId
) -> ChannelAnswer:
    """A new order, a cancel, an answer to an adjustment, where the rider is; told twice it counts
    once."""
    return await writers.run(_told, hq, name, store_id, await request.body())


def _told(hq: Hq, name: str, store_id: str, body: bytes) -> ChannelAnswer:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:  # also what is no UTF-8
        raise RefusalError(400, "bad_form", "the body is no form") from error
    try:
        known = channel_work.heard(hq, name, store_id, dict(pairs))
    except BadWebhookError as error:
        raise RefusalError(*SENTENCES[str(error)]) from error
    except KeyError as error:
        raise RefusalError(404, "no_such_store", "there is no such store") from error
    if not known:
        raise RefusalError(404, "no_such_channel", "this source is not set up for this store")
    return ChannelAnswer(code="0", msg="success")


ROUTES = [told]
