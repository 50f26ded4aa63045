"""Sessions of the console, kept at HQ: the browser holds a random token and nothing else."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sync.hq.service import Hq
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES

SESSION_MS = 12 * 3_600_000
"""A working day; then the password is asked again."""


@dataclass(frozen=True, slots=True)
class Session:
    account: str
    language: str
    csrf: str


def open_session(hq: Hq, account: str) -> str:
    """A new token for that account; sessions that ran out are cleared away."""
    token, now = secrets.token_urlsafe(32), hq.now()
    row = {
        "token_hash": _hash(token),
        "account": account,
        "csrf": secrets.token_hex(32),
        "expires_at": now + SESSION_MS,
    }
    with hq.database.operator() as scope:
        scope.conn.execute(scope.delete(t.session).where(t.session.c.expires_at <= now))
        scope.insert(t.session, [row])
    return token


def read_session(hq: Hq, token: str) -> Session | None:
    """Whose session that is, if it still holds."""
    if not token:
        return None
    s, a = t.session.c, t.account.c
    with hq.database.reading(ALL_STORES) as scope:
        row = scope.conn.execute(
            scope.select(t.session, s.account, s.csrf, a.language)
            .select_from(t.session)
            .join(t.account, a.name == s.account)
            .where(s.token_hash == _hash(token), s.expires_at > hq.now(), a.active)
        ).first()
    return Session(row.account, row.language, row.csrf) if row else None


def close_session(hq: Hq, token: str) -> None:
    with hq.database.operator() as scope:
        scope.conn.execute(scope.delete(t.session).where(t.session.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
