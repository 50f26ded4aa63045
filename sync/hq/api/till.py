"""What tills call to be let in and to send: enrol, token, rotate, push."""

from __future__ import annotations

from litestar import post

from sync.hq.api.decoding import decode_body
from sync.hq.api.problems import RefusalError
from sync.hq.api.pulls import PULLS
from sync.hq.api.speaker import AnyRequest, OwnHq, OwnWriters, bearer, writing
from sync.hq.keys import Bearer
from sync.hq.service import Hq
from sync.hq.store import devices, ingest, readmission
from sync.hq.store import tables as t
from sync.wire.limits import BATCH_FACTS, OLDEST_WIRE_VERSION
from sync.wire.messages import (
    EnrolAnswer,
    EnrolRequest,
    PushAnswer,
    PushRequest,
    ReadmitRequest,
    RotateRequest,
    TokenAnswer,
    TokenRequest,
)

MOST_SKEW_MS = 1 << 50


@post("/v1/enrol", status_code=200, tags=["till"])
async def enrol(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> EnrolAnswer:
    """A one-time code in, a device out; the same code and key again get the same answer."""
    return await writers.run(_enrol, hq, await request.body())


def _enrol(hq: Hq, body: bytes) -> EnrolAnswer:
    data = decode_body(body, EnrolRequest)
    with hq.database.operator() as scope:
        return _admitted(hq, devices.enrol(scope, data, hq.now()))


def _admitted(hq: Hq, made: devices.Enrolled) -> EnrolAnswer:
    device = made.device
    return EnrolAnswer(
        device=device.device_id,
        store=device.store_id,
        shop_name=made.shop_name,
        till=device.till,
        epoch=device.epoch,
        hq_key=hq.keys.public,
    )


@post("/v1/readmit", status_code=200, tags=["till"])
async def readmit(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> EnrolAnswer:
    """A till that HQ forgot goes on with its chain: a code for that and the till's own key."""
    return await writers.run(_readmit, hq, await request.body())


def _readmit(hq: Hq, body: bytes) -> EnrolAnswer:
    data = decode_body(body, ReadmitRequest)
    with hq.database.operator() as scope:
        return _admitted(hq, readmission.readmit(scope, data, hq.now()))


@post("/v1/token", status_code=200, tags=["till"])
async def token(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> TokenAnswer:
    """A short-lived token for a proof of the device's key. Skew of clocks does not lock out."""
    return await writers.run(_token, hq, await request.body())


def _token(hq: Hq, body: bytes) -> TokenAnswer:
    data = decode_body(body, TokenRequest)
    now = hq.now()
    with hq.database.operator() as scope:
        device = devices.get(scope, data.device)
        if device is None:
            raise RefusalError(401, "unknown_device", "this till is not known here")
        devices.check_signature(device, f"{data.device}|{data.at}|{data.nonce}", data.signature)
        if device.revoked_at is not None:
            raise RefusalError(403, "revoked", "this till may not speak for its store any more")
        if not hq.proofs.first_time(data.signature.lower()):
            raise RefusalError(401, "replayed", "this proof was shown before, sign a new one")
        scope.conn.execute(
            scope.update(t.device)
            .where(t.device.c.device_id == data.device)
            .values(skew_ms=max(-MOST_SKEW_MS, min(MOST_SKEW_MS, data.at - now)), last_seen=now)
        )
    text, expires = hq.keys.new_token(device.store_id, device.device_id, now)
    return TokenAnswer(token=text, expires_at=expires, now=now)


@post("/v1/rotate", status_code=204, tags=["till"])
async def rotate(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> None:
    """A new public key in the place of the one that signs this."""
    await writers.run(_rotate, hq, bearer(request, hq), await request.body())


def _rotate(hq: Hq, who: Bearer, body: bytes) -> None:
    data = decode_body(body, RotateRequest)
    with writing(hq, who) as (scope, device):
        devices.rotate(scope, device, data.public_key, data.signature)


@post("/v1/journal", status_code=200, tags=["till"])
async def push(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> PushAnswer:
    """Facts of the caller's chain; what is held already is success."""
    return await writers.run(_push, hq, bearer(request, hq), await request.body())


def _push(hq: Hq, who: Bearer, body: bytes) -> PushAnswer:
    data = decode_body(body, PushRequest)
    _check_push(data)
    now = hq.now()
    forked: ingest.ForkError | None = None
    with writing(hq, who) as (scope, device):
        if data.device != device.device_id or data.epoch != device.epoch:
            raise RefusalError(403, "wrong_device", "the batch is not this till's")
        try:
            done = ingest.accept(scope, device, data, now)
        except ingest.ForkError as error:
            ingest.remember_fork(scope, device, data, error.seq, now)
            forked = error
    if forked is not None:  # what contradicted is committed now; the batch is refused all the same
        raise forked
    return PushAnswer(
        acked_seq=done.acked_seq,
        head_hash=done.head.hex(),
        quarantined=done.quarantined,
        signature=hq.keys.countersign(device.device_id, device.epoch, done.acked_seq, done.head),
        now=now,
    )


def _check_push(data: PushRequest) -> None:
    if data.wire < OLDEST_WIRE_VERSION:
        raise RefusalError(400, "too_old", "this till's program is too old to push")
    if not 1 <= len(data.facts) <= BATCH_FACTS:
        raise RefusalError(400, "bad_batch", f"1 to {BATCH_FACTS} facts a batch")
    try:
        if len(bytes.fromhex(data.prev_hash)) != 32:
            raise ValueError
    except ValueError as error:
        raise RefusalError(400, "bad_hash", "prev_hash is 64 hex digits") from error


ROUTES = [enrol, readmit, token, rotate, push, *PULLS]
