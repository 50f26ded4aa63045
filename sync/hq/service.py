"""HQ as one object: its database, its keys, its clock; what the API and the console work with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sync.hq.bells import Bells
from sync.hq.keys import Keys
from sync.hq.proofs import UsedProofs
from sync.hq.store.database import Database
from sync.hq.store.orders import OrderDesk
from sync.hq.store.schema import bypasses_security, migrate
from sync.hq.store.shelf import Shelf


def system_now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hq:
    database: Database
    keys: Keys
    now: Callable[[], int] = system_now
    proofs: UsedProofs = field(default_factory=UsedProofs)
    shelf: Shelf = field(default_factory=Shelf)
    bells: Bells = field(default_factory=Bells)

    @property
    def orders(self) -> OrderDesk:
        """Where orders from outside are taken."""
        return OrderDesk(self.keys, self.shelf)

    def close(self) -> None:
        self.database.close()


class InsecureRoleError(Exception):
    """The PostgreSQL role would see every store's rows whatever the policies say."""


def open_hq(url: str, secrets: Path, *, now: Callable[[], int] = system_now) -> Hq:
    """Open HQ and bring its database up to date. Raises InsecureRoleError."""
    database = Database(url)
    if bypasses_security(database):
        database.close()
        raise InsecureRoleError(
            "this PostgreSQL role is a superuser or may bypass row-level security:"
            " connect as a plain role"
        )
    migrate(database)
    return Hq(database=database, keys=Keys(secrets), now=now)


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file for `open_hq`."""
    return f"sqlite:///{path.absolute()}"
