"""Which outside sources a store sells through: kept beside HQ's own keys, never in the database."""

from __future__ import annotations

import re

import msgspec

from sync.hq.channels.jd import JdChannel
from sync.hq.channels.port import Channel
from sync.hq.keys import Keys

NAMES = ("jd",)
_is_store = re.compile(r"[0-9A-Za-z_-]{1,16}").fullmatch


class ChannelFile(msgspec.Struct, frozen=True, kw_only=True):
    """``url`` is where the source listens to what the shop did."""

    app_key: str
    secret: str
    url: str


def configure(keys: Keys, name: str, store_id: str, file: ChannelFile) -> None:
    """Raises ValueError for a source that is not known here."""
    keys.keep(_file(name, store_id), msgspec.json.encode(file))


def channel_of(keys: Keys, name: str, store_id: str) -> Channel | None:
    """The source as it was set up for that store; None where it was not."""
    try:
        body = keys.kept(_file(name, store_id))
    except ValueError:
        return None
    if body is None:
        return None
    file = msgspec.json.decode(body, type=ChannelFile)
    return JdChannel(app_key=file.app_key, secret=file.secret, url=file.url)


def _file(name: str, store_id: str) -> str:
    if name not in NAMES or not _is_store(store_id):
        raise ValueError(name)
    return f"channel_{name}_{store_id}.json"
