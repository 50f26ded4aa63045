"""A till that HQ forgot comes back: with its chain, its key and its epoch, and what waits in it.

HQ that was restored from a backup older than a till's enrolment does not know the till, and the
till may not begin a new epoch while facts of this one wait. An operator gives a code of its own
kind; the till shows with its key who it was, and sends its chain from the first fact on.
"""

from __future__ import annotations

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.devices import (
    Enrolled,
    RefusedError,
    check_key,
    check_word,
    code_hash,
    enrolled,
    lock_code,
    make_device,
    newest_epoch,
    use_code,
)
from sync.wire.messages import ReadmitRequest

LAST_EPOCH = 1 << 20


def readmit(scope: Scope, request: ReadmitRequest, now: int) -> Enrolled:
    """The till as a device in its own epoch. The same code and key again give the same device.

    Raises RefusedError ``bad_code`` (also for another till's code, which stays good for its own),
    ``bad_key``, ``bad_signature``, ``epoch_taken`` (HQ knows another till under that number and
    epoch, or a later one: two chains never share a place).
    """
    public_key = check_key(request.public_key)
    word = f"readmit|{request.code}|{request.store}|{request.till}|{request.epoch}"
    check_word(public_key, word, request.signature)
    if not 1 <= request.epoch <= LAST_EPOCH:
        raise RefusedError("epoch_taken")
    row, known = lock_code(scope, code_hash(request.code, readmit=True), public_key, now)
    if (row.store_id, row.till) != (request.store, request.till):
        raise RefusedError("bad_code")
    if known is not None:
        return enrolled(scope, known)
    d = t.device.c
    there = scope.conn.execute(
        scope.select(t.device).where(
            d.store_id == row.store_id, d.till == row.till, d.epoch == request.epoch
        )
    ).first()
    if there is not None and there.public_key == public_key and there.revoked_at is None:
        use_code(scope, row, there.device_id)
        return enrolled(scope, there)
    if newest_epoch(scope, row.store_id, row.till) >= request.epoch:
        raise RefusedError("epoch_taken")
    return make_device(scope, row, public_key, request.epoch, request.program, now)
