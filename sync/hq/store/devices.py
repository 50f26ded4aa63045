"""Tills as HQ knows them: one-time codes, enrolment, tokens, rotation, revocation, chains."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Row as SqlRow
from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.feed import publish
from sync.hq.store.moves import move_rows, parked_rows
from sync.wire.chain import GENESIS, Entry, decode
from sync.wire.limits import CODE_ALPHABET, CODE_LENGTH
from sync.wire.messages import EnrolRequest

MAX_EPOCH = 1 << 16
CODE_LIFE_MS = 24 * 3_600_000
is_store_id = re.compile(r"[0-9A-Za-z_-]{1,16}").fullmatch
"""A store's id travels inside tokens and receipt numbers."""
is_till = re.compile(r"[0-9A-Za-z]{1,8}").fullmatch


class RefusedError(Exception):
    """A credential, code or signature that does not hold; ``code`` is the wire's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: SqlRow[Any]
    shop_name: str


def code_hash(code: str, *, readmit: bool = False) -> str:
    """What is kept of a code; what it is for is a part of it, so that no kind passes as another."""
    purpose = "readmit|" if readmit else ""
    return hashlib.sha256(f"{purpose}{code.strip().upper()}".encode()).hexdigest()


def new_code(scope: Scope, store_id: str, till: str, now: int, *, readmit: bool = False) -> str:
    """A one-time code for that till of the store, valid for a day.

    ``readmit``: for a till that HQ forgot and that goes on with its chain (`readmission.readmit`).
    Raises RefusedError ``bad_till``, ``no_such_store``.
    """
    if not is_till(till):
        raise RefusedError("bad_till")
    known = scope.select(t.store, t.store.c.store_id).where(t.store.c.store_id == store_id)
    if scope.conn.execute(known).first() is None:
        raise RefusedError("no_such_store")
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    scope.insert(
        t.enrol_code,
        [
            {
                "code_hash": code_hash(code, readmit=readmit),
                "store_id": store_id,
                "till": till,
                "created_at": now,
                "expires_at": now + CODE_LIFE_MS,
                "used_by": "",
            }
        ],
    )
    return code


def enrol(scope: Scope, request: EnrolRequest, now: int) -> Enrolled:
    """A code for a device. The same code and key again gives the same device.

    A till number that was enrolled before gets the next epoch, and the old device is revoked: two
    tills never write one chain. Raises RefusedError ``bad_code``, ``bad_key``.
    """
    public_key = check_key(request.public_key)
    row, known = lock_code(scope, code_hash(request.code), public_key, now)
    if known is not None:
        return enrolled(scope, known)
    newest = newest_epoch(scope, row.store_id, row.till)
    epoch = max(newest, min(max(request.after_epoch, 0), MAX_EPOCH)) + 1
    return make_device(scope, row, public_key, epoch, request.program, now)


def lock_code(
    scope: Scope, hashed: str, public_key: str, now: int
) -> tuple[SqlRow[Any], SqlRow[Any] | None]:
    """The code's row and the device that it made already, which must have this key.

    Every code of its till is held from now on, so that enrolments come one by one. Raises
    RefusedError ``bad_code``.
    """
    row = _locked(scope, hashed)
    if row is None:
        raise RefusedError("bad_code")
    if row.used_by:
        known = get(scope, row.used_by)
        if known is None or known.public_key != public_key:
            raise RefusedError("bad_code")
        return row, known
    if row.expires_at < now:
        raise RefusedError("bad_code")
    return row, None


def _locked(scope: Scope, hashed: str) -> SqlRow[Any] | None:
    c = t.enrol_code.c
    row = scope.conn.execute(scope.select(t.enrol_code).where(c.code_hash == hashed)).first()
    if row is None:
        return None
    rows = scope.conn.execute(
        scope.select(t.enrol_code)
        .where(c.store_id == row.store_id, c.till == row.till)
        .order_by(c.code_hash)
        .with_for_update()
    ).all()
    return next(r for r in rows if r.code_hash == row.code_hash)


def newest_epoch(scope: Scope, store_id: str, till: str) -> int:
    """The highest epoch that HQ knows of this till number; 0 for a new one."""
    d = t.device.c
    found = scope.conn.execute(
        scope.select(t.device, func.max(d.epoch)).where(d.store_id == store_id, d.till == till)
    ).scalar_one()
    return int(found or 0)


def make_device(
    scope: Scope, code: SqlRow[Any], public_key: str, epoch: int, program: str, now: int
) -> Enrolled:
    """The code's till as a device in that epoch; the one before is locked out, the code used up."""
    first = newest_epoch(scope, code.store_id, code.till) == 0
    device_id = secrets.token_hex(8)
    scope.conn.execute(
        scope.update(t.device)
        .where(
            t.device.c.store_id == code.store_id,
            t.device.c.till == code.till,
            t.device.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    scope.insert(
        t.device,
        [
            {
                "device_id": device_id,
                "store_id": code.store_id,
                "till": code.till,
                "epoch": epoch,
                "public_key": public_key,
                "program": "".join(c for c in program[:40] if c.isprintable()),
                "enrolled_at": now,
                "head_hash": GENESIS,
            }
        ],
    )
    use_code(scope, code, device_id)
    if first:
        _tell_each_other(scope, code.store_id)
    made = get(scope, device_id)
    if made is None:  # pragma: no cover - it was written above
        raise RefusedError("bad_code")
    return enrolled(scope, made)


def use_code(scope: Scope, code: SqlRow[Any], device_id: str) -> None:
    """From now on the code answers for this device alone."""
    scope.conn.execute(
        t.enrol_code.update()
        .where(t.enrol_code.c.code_hash == code.code_hash)
        .values(used_by=device_id)
    )


def _tell_each_other(scope: Scope, store_id: str) -> None:
    """When a store gets its second till, what the first one did so far goes into the feed.

    From then on every push tells it by itself. The tills are held, so that no push slips between.
    """
    held = scope.conn.execute(
        scope.select(t.device, t.device.c.till)
        .where(t.device.c.store_id == store_id)
        .order_by(t.device.c.device_id)
        .with_for_update()
    ).scalars()
    tills = sorted(set(held))
    if len(tills) != 2:
        return
    for till in tills:
        publish(scope, store_id, move_rows(scope, store_id, till, None))
        publish(scope, store_id, parked_rows(till, _parking(scope, store_id, till)))


def _parking(scope: Scope, store_id: str, till: str) -> list[Entry]:
    """The facts of a till that put baskets aside and took them up again, in order."""
    fact = t.fact.c
    payloads = scope.conn.execute(
        scope.select(t.fact, fact.payload)
        .join(t.device, t.device.c.device_id == fact.device_id)
        .where(fact.store_id == store_id, t.device.c.till == till, fact.state == "ok")
        .where(fact.kind.in_(("basket.parked", "basket.recalled")))
        .order_by(fact.epoch, fact.seq)
    ).scalars()
    return [decode(bytes(payload)) for payload in payloads]


def enrolled(scope: Scope, device: SqlRow[Any]) -> Enrolled:
    """A device with its shop's name, as it is told to the till."""
    name = (
        scope.conn.execute(t.store.select().where(t.store.c.store_id == device.store_id)).one().name
    )
    return Enrolled(device=device, shop_name=name)


def check_key(text: str) -> str:
    """Raises RefusedError ``bad_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError as error:
        raise RefusedError("bad_key") from error
    return text.lower()


def get(scope: Scope, device_id: str) -> SqlRow[Any] | None:
    return scope.conn.execute(
        scope.select(t.device).where(t.device.c.device_id == device_id)
    ).first()


def lock(scope: Scope, device_id: str) -> SqlRow[Any] | None:
    """The device's row, held until the transaction ends, so that two pushes come one by one."""
    query = scope.select(t.device).where(t.device.c.device_id == device_id).with_for_update()
    return scope.conn.execute(query).first()


def check_signature(device: SqlRow[Any], message: str, signature: str) -> None:
    """Raises RefusedError ``bad_signature``."""
    check_word(device.public_key, message, signature)


def check_word(public_key: str, message: str, signature: str) -> None:
    """Raises RefusedError ``bad_signature``; the key is hex as it is kept."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), message.encode())
    except (InvalidSignature, ValueError) as error:
        raise RefusedError("bad_signature") from error


def rotate(scope: Scope, device: SqlRow[Any], public_key: str, signature: str) -> None:
    """Put a new key in the old one's place; signed by the old one."""
    checked = check_key(public_key)
    check_signature(device, f"rotate|{device.device_id}|{checked}", signature)
    scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device.device_id)
        .values(public_key=checked)
    )


def revoke(scope: Scope, device_id: str, now: int) -> bool:
    """From now on this device's requests are refused; False when there is no such device."""
    done = scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device_id, t.device.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return bool(done.rowcount)


def chains(scope: Scope, device: SqlRow[Any]) -> list[SqlRow[Any]]:
    """All epochs of the device's till number, oldest first: what a new PC gets back."""
    return list(
        scope.conn.execute(
            scope.select(t.device)
            .where(t.device.c.store_id == device.store_id, t.device.c.till == device.till)
            .order_by(t.device.c.epoch)
        )
    )


def all_devices(scope: Scope) -> list[SqlRow[Any]]:
    """Every device that the scope sees, by store, till and epoch."""
    c = t.device.c
    return list(scope.conn.execute(scope.select(t.device).order_by(c.store_id, c.till, c.epoch)))
