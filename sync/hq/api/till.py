"""What tills call: enrol, token, journal, feed, the way back, digests."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import Parameter
from msgspec import Raw
from sqlalchemy import Row as SqlRow

from sync.hq.api.problems import RefusalError
from sync.hq.service import Hq
from sync.hq.store import devices, feed, ingest
from sync.hq.store import tables as t
from sync.hq.store.chains import counts, piece
from sync.hq.store.database import Scope
from sync.wire.limits import BATCH_FACTS, OLDEST_WIRE_VERSION
from sync.wire.messages import (
    ChainAnswer,
    ChainsAnswer,
    Change,
    ChangesAnswer,
    DigestAnswer,
    EnrolAnswer,
    EnrolRequest,
    EpochHead,
    HeadAnswer,
    PushAnswer,
    PushRequest,
    RotateRequest,
    SnapshotAnswer,
    TokenAnswer,
    TokenRequest,
)

AnyRequest = Request[Any, Any, Any]
Place = Annotated[int, Parameter(ge=0, le=1 << 62)]
Limit = Annotated[int, Parameter(ge=1, le=BATCH_FACTS)]
Epoch = Annotated[int, Parameter(ge=1, le=1 << 20)]
Name = Annotated[str, Parameter(min_length=1, max_length=64, pattern="^[0-9a-f]+$")]
SKEW_MS = 10 * 60_000


def caller(request: AnyRequest, hq: Hq) -> SqlRow[Any]:
    """The device whose token this is. Raises RefusalError 401."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    device_id = hq.keys.read_token(token, hq.now()) if kind.lower() == "bearer" else None
    if device_id is None:
        raise RefusalError(401, "bad_token", "the access token is missing, wrong or too old")
    with hq.database.operator() as scope:
        device = devices.get(scope, device_id)
    if device is None or device.revoked_at is not None:
        raise RefusalError(403, "revoked", "this till may not speak for its store any more")
    return device


@post("/v1/enrol", status_code=200, sync_to_thread=True, tags=["till"])
def enrol(data: EnrolRequest, hq: Hq) -> EnrolAnswer:
    with hq.database.operator() as scope:
        made = devices.enrol(scope, data, hq.now())
    device = made.device
    return EnrolAnswer(
        device=device.device_id,
        store=device.store_id,
        shop_name=made.shop_name,
        till=device.till,
        epoch=device.epoch,
        hq_key=hq.keys.public,
    )


@post("/v1/token", status_code=200, sync_to_thread=True, tags=["till"])
def token(data: TokenRequest, hq: Hq) -> TokenAnswer:
    """A short-lived token for a proof of the device's key. Skew of clocks does not lock out."""
    now = hq.now()
    with hq.database.operator() as scope:
        device = devices.get(scope, data.device)
        if device is None:
            raise RefusalError(401, "unknown_device", "this till is not known here")
        devices.check_signature(device, f"{data.device}|{data.at}|{data.nonce}", data.signature)
        if device.revoked_at is not None:
            raise RefusalError(403, "revoked", "this till may not speak for its store any more")
        scope.conn.execute(
            scope.update(t.device)
            .where(t.device.c.device_id == data.device)
            .values(skew_ms=max(-(1 << 50), min(1 << 50, data.at - now)), last_seen=now)
        )
    text, expires = hq.keys.new_token(data.device, now)
    return TokenAnswer(token=text, expires_at=expires, now=now)


@post("/v1/rotate", status_code=204, sync_to_thread=True, tags=["till"])
def rotate(data: RotateRequest, request: AnyRequest, hq: Hq) -> None:
    device = caller(request, hq)
    with hq.database.scope(device.store_id) as scope:
        devices.rotate(scope, device, data.public_key, data.signature)


@post("/v1/journal", status_code=200, sync_to_thread=True, tags=["till"])
def push(data: PushRequest, request: AnyRequest, hq: Hq) -> PushAnswer:
    device = caller(request, hq)
    _check_push(data, device)
    now = hq.now()
    forked: ingest.ForkError | None = None
    with hq.database.scope(device.store_id) as scope:
        locked = devices.lock(scope, device.device_id)
        if locked is None or locked.revoked_at is not None:
            raise RefusalError(403, "revoked", "this till may not speak for its store any more")
        _seen(scope, locked, now)
        try:
            done = ingest.accept(scope, locked, data, now)
        except ingest.ForkError as error:
            ingest.remember_fork(scope, locked, data, error.seq, now)
            forked = error
    if forked is not None:
        raise forked
    return PushAnswer(
        acked_seq=done.acked_seq,
        head_hash=done.head.hex(),
        quarantined=done.quarantined,
        signature=hq.keys.countersign(device.device_id, device.epoch, done.acked_seq, done.head),
        now=now,
    )


def _check_push(data: PushRequest, device: SqlRow[Any]) -> None:
    if data.wire < OLDEST_WIRE_VERSION:
        raise RefusalError(400, "too_old", "this till's program is too old to push")
    if data.device != device.device_id or data.epoch != device.epoch:
        raise RefusalError(403, "wrong_device", "the batch is not this till's")
    if not 1 <= len(data.facts) <= BATCH_FACTS:
        raise RefusalError(400, "bad_batch", f"1 to {BATCH_FACTS} facts a batch")
    try:
        if len(bytes.fromhex(data.prev_hash)) != 32:
            raise ValueError
    except ValueError as error:
        raise RefusalError(400, "bad_hash", "prev_hash is 64 hex digits") from error


def _seen(scope: Scope, device: SqlRow[Any], now: int) -> None:
    scope.conn.execute(
        scope.update(t.device).where(t.device.c.device_id == device.device_id).values(last_seen=now)
    )


@get("/v1/head", sync_to_thread=True, tags=["till"])
def head(request: AnyRequest, hq: Hq) -> HeadAnswer:
    """What HQ holds of the caller's own chain, countersigned: for the proof at day close."""
    device = caller(request, hq)
    with hq.database.scope(device.store_id) as scope:
        facts, quarantined = counts(scope, device)
    digest = bytes(device.head_hash)
    return HeadAnswer(
        device=device.device_id,
        epoch=device.epoch,
        seq=device.acked_seq,
        hash=digest.hex(),
        facts=facts,
        sales=device.sales,
        turnover=device.turnover,
        quarantined=quarantined,
        signature=hq.keys.countersign(device.device_id, device.epoch, device.acked_seq, digest),
    )


@get("/v1/changes", sync_to_thread=True, tags=["till"])
def changes(
    request: AnyRequest, hq: Hq, cursor: Place = 0, limit: Limit = BATCH_FACTS
) -> ChangesAnswer:
    device = caller(request, hq)
    now = hq.now()
    with hq.database.scope(device.store_id) as scope:
        page, after, more = feed.changes(scope, cursor, limit)
        if now - device.last_seen > 5_000 or device.cursor != cursor:
            scope.conn.execute(
                scope.update(t.device)
                .where(t.device.c.device_id == device.device_id)
                .values(last_seen=now, cursor=cursor)
            )
    return ChangesAnswer(changes=[_change(row) for row in page], cursor=after, more=more, now=now)


def _change(row: feed.FeedRow) -> Change:
    body = Raw(bytes(row.body)) if row.body is not None else None
    return Change(seq=row.seq, table=row.tab, key=row.key, body=body)


@get("/v1/snapshot", sync_to_thread=True, tags=["till"])
def snapshot(
    request: AnyRequest,
    hq: Hq,
    after: Annotated[str, Parameter(max_length=300)] = "",
    limit: Limit = BATCH_FACTS,
) -> SnapshotAnswer:
    device = caller(request, hq)
    with hq.database.scope(device.store_id) as scope:
        page, cursor, go_on = feed.snapshot(scope, after.replace("\x00", ""), limit)
    return SnapshotAnswer(changes=[_change(row) for row in page], cursor=cursor, after=go_on)


@get("/v1/chains", sync_to_thread=True, tags=["till"])
def chains(request: AnyRequest, hq: Hq) -> ChainsAnswer:
    """The epochs of the caller's till number: what a new PC fetches back."""
    device = caller(request, hq)
    with hq.database.scope(device.store_id) as scope:
        epochs = devices.chains(scope, device)
    return ChainsAnswer(
        till=device.till,
        epochs=[EpochHead(device=d.device_id, epoch=d.epoch, seq=d.acked_seq) for d in epochs],
    )


@get("/v1/journal", sync_to_thread=True, tags=["till"])
def journal(
    request: AnyRequest,
    hq: Hq,
    device: Name,
    epoch: Epoch,
    after: Place = 0,
    limit: Limit = BATCH_FACTS,
) -> ChainAnswer:
    """A piece of a chain of the caller's own till number."""
    asking = caller(request, hq)
    with hq.database.scope(asking.store_id) as scope:
        known = devices.get(scope, device)
        if known is None or known.till != asking.till or known.epoch != epoch:
            raise RefusalError(404, "no_such_chain", "there is no such chain of this till")
        facts, more = piece(scope, known, after, limit)
    return ChainAnswer(device=device, epoch=epoch, from_seq=after + 1, facts=facts, more=more)


@get("/v1/digest", sync_to_thread=True, tags=["till"])
def digest(request: AnyRequest, hq: Hq) -> DigestAnswer:
    device = caller(request, hq)
    with hq.database.scope(device.store_id) as scope:
        found = feed.digests(scope)
    return DigestAnswer(
        tables={tab: value for tab, (value, _) in found.items()},
        rows={tab: n for tab, (_, n) in found.items()},
    )


ROUTES = [enrol, token, rotate, push, head, changes, snapshot, chains, journal, digest]
