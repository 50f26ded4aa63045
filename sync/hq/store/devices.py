"""Tills as HQ knows them: one-time codes, enrolment, tokens, rotation, revocation, chains."""

from __future__ import annotations

import hashlib
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
from sync.hq.store.moves import move_rows
from sync.wire.chain import GENESIS
from sync.wire.limits import CODE_ALPHABET, CODE_LENGTH
from sync.wire.messages import EnrolRequest

CODE_LIFE_MS = 24 * 3_600_000


class RefusedError(Exception):
    """A credential, code or signature that does not hold; ``code`` is the wire's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: SqlRow[Any]
    shop_name: str


def _code_hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def new_code(scope: Scope, store_id: str, till: str, now: int) -> str:
    """A one-time code for that till of the store, valid for a day. Raises RefusedError."""
    if (
        scope.conn.execute(
            scope.select(t.store, t.store.c.store_id).where(t.store.c.store_id == store_id)
        ).first()
        is None
    ):
        raise RefusedError("no_such_store")
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    scope.insert(
        t.enrol_code,
        [
            {
                "code_hash": _code_hash(code),
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
    public_key = _check_key(request.public_key)
    row = scope.conn.execute(
        t.enrol_code.select().where(t.enrol_code.c.code_hash == _code_hash(request.code))
    ).first()
    if row is None:
        raise RefusedError("bad_code")
    if row.used_by:
        known = get(scope, row.used_by)
        if known is None or known.public_key != public_key:
            raise RefusedError("bad_code")
        return _enrolled(scope, known)
    if row.expires_at < now:
        raise RefusedError("bad_code")
    device_id = secrets.token_hex(8)
    _make_device(scope, row, device_id, public_key, request.program, now)
    scope.conn.execute(
        t.enrol_code.update()
        .where(t.enrol_code.c.code_hash == row.code_hash)
        .values(used_by=device_id)
    )
    made = get(scope, device_id)
    if made is None:  # pragma: no cover - it was written above
        raise RefusedError("bad_code")
    return _enrolled(scope, made)


def _make_device(
    scope: Scope, code: SqlRow[Any], device_id: str, public_key: str, program: str, now: int
) -> None:
    epoch = scope.conn.execute(
        scope.select(t.device, func.max(t.device.c.epoch)).where(
            t.device.c.store_id == code.store_id, t.device.c.till == code.till
        )
    ).scalar_one()
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
                "epoch": (epoch or 0) + 1,
                "public_key": public_key,
                "program": program[:40],
                "enrolled_at": now,
                "head_hash": GENESIS,
            }
        ],
    )
    _tell_each_other(scope, code.store_id)


def _tell_each_other(scope: Scope, store_id: str) -> None:
    """With a second till, what every till moved so far goes into the feed."""
    tills = scope.conn.execute(
        scope.select(t.device, t.device.c.till).where(t.device.c.store_id == store_id).distinct()
    ).all()
    if len(tills) < 2:
        return
    rows = [row for (till,) in tills for row in move_rows(scope, store_id, till, None)]
    if rows:
        publish(scope, store_id, rows)


def _enrolled(scope: Scope, device: SqlRow[Any]) -> Enrolled:
    name = (
        scope.conn.execute(t.store.select().where(t.store.c.store_id == device.store_id)).one().name
    )
    return Enrolled(device=device, shop_name=name)


def _check_key(text: str) -> str:
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
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(device.public_key))
        key.verify(bytes.fromhex(signature), message.encode())
    except (InvalidSignature, ValueError) as error:
        raise RefusedError("bad_signature") from error


def rotate(scope: Scope, device: SqlRow[Any], public_key: str, signature: str) -> None:
    """Put a new key in the old one's place; signed by the old one."""
    checked = _check_key(public_key)
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
