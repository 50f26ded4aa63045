"""Operators of the console: passwords as Argon2id, and a lock after wrong ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from sync.hq.service import Hq
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES, Scope
from sync.hq.store.operator_log import COMMAND, note

TRIES = 5
"""Wrong passwords in a row until the account is locked."""
FIRST_LOCK_MS = 60_000
LONGEST_LOCK_MS = 3_600_000
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
is_name = re.compile(r"[^\W_][\w.@-]{0,39}").fullmatch


class AccountError(Exception):
    """``code``: bad_name, short_password, long_password, name_taken, no_account."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LockedError(Exception):
    """Too many wrong passwords; nobody is let in until ``until`` (UTC ms)."""

    def __init__(self, until: int) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    language: str


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """Checked for names that do not exist, so that they take as long as the others."""
    return _hasher().hash("nobody")


def add_account(hq: Hq, name: str, password: str) -> None:
    """Raises AccountError ``bad_name``, ``short_password``, ``long_password``, ``name_taken``."""
    if not is_name(name):
        raise AccountError("bad_name")
    hashed = _hash(password)
    with hq.database.operator() as scope:
        if _find(scope, name) is not None:
            raise AccountError("name_taken")
        scope.insert(t.account, [{"name": name, "password_hash": hashed}])
        note(scope, hq.now(), COMMAND, "account_added", name=name)


def change_password(hq: Hq, name: str, password: str) -> None:
    """A new password unlocks the account and ends its sessions. Raises AccountError."""
    hashed = _hash(password)
    values = {"password_hash": hashed, "failures": 0, "locked_until": 0, "active": True}
    _change(hq, name, values, "account_password")


def close_account(hq: Hq, name: str) -> None:
    """Nobody logs in under this name any more. Raises AccountError ``no_account``."""
    _change(hq, name, {"active": False}, "account_closed")


def account_names(hq: Hq) -> list[tuple[str, bool]]:
    """Every account by name, and whether it may log in."""
    with hq.database.reading(ALL_STORES) as scope:
        rows = scope.conn.execute(
            scope.select(t.account, t.account.c.name, t.account.c.active).order_by(t.account.c.name)
        )
        return [(row.name, bool(row.active)) for row in rows]


def set_language(hq: Hq, name: str, language: str) -> None:
    with hq.database.operator() as scope:
        scope.conn.execute(
            scope.update(t.account).where(t.account.c.name == name).values(language=language)
        )


def check_password(hq: Hq, name: str, password: str) -> Account | None:
    """The account whose password this is, else None. Raises LockedError.

    The try is counted before the password is looked at, so that many at once gain nothing; the
    slow hash is reckoned outside of the transaction.
    """
    with hq.database.operator() as scope:
        stored = _count_try(scope, name, hq.now())
    if len(password) > LONGEST_PASSWORD or not _holds(stored or _nobody(), password):
        return None
    if stored is None:
        return None
    with hq.database.operator() as scope:
        c = t.account.c
        found = scope.conn.execute(
            scope.update(t.account)
            .where(c.name == name, c.active, c.password_hash == stored)
            .values(failures=0, locked_until=0)
            .returning(c.name, c.language)
        ).first()
    return Account(found.name, found.language) if found else None


def _count_try(scope: Scope, name: str, now: int) -> str | None:
    """The stored hash of an account that may be tried; None for a name that is not there."""
    row = scope.conn.execute(
        scope.select(t.account).where(t.account.c.name == name).with_for_update()
    ).first()
    if row is None or not row.active:
        return None
    if row.locked_until > now:
        raise LockedError(row.locked_until)
    failures = row.failures + 1
    until = now + lock_ms(failures) if failures >= TRIES else 0
    scope.conn.execute(
        scope.update(t.account)
        .where(t.account.c.name == name)
        .values(failures=failures, locked_until=until)
    )
    return str(row.password_hash)


def lock_ms(failures: int) -> int:
    """A minute after the fifth wrong password, twice as long after each further one."""
    doubled: int = FIRST_LOCK_MS << min(max(0, failures - TRIES), 10)
    return min(doubled, LONGEST_LOCK_MS)


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError("short_password")
    if len(password) > LONGEST_PASSWORD:
        raise AccountError("long_password")
    return _hasher().hash(password)


def _holds(stored: str, password: str) -> bool:
    try:
        return _hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _find(scope: Scope, name: str) -> str | None:
    found = scope.conn.execute(select(t.account.c.name).where(t.account.c.name == name)).scalar()
    return None if found is None else str(found)


def _change(hq: Hq, name: str, values: dict[str, object], deed: str) -> None:
    with hq.database.operator() as scope:
        if _find(scope, name) is None:
            raise AccountError("no_account")
        scope.conn.execute(scope.update(t.account).where(t.account.c.name == name).values(values))
        scope.conn.execute(scope.delete(t.session).where(t.session.c.account == name))
        note(scope, hq.now(), COMMAND, deed, name=name)
