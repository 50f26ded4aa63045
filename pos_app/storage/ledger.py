"""The writing side of the shop's file: a fact and all its projections in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from pos_app.domain.calendar import business_date
from pos_app.domain.identifier import new_id
from pos_app.domain.receipt_number import format_number
from pos_app.services.ports import Clock, Identity, kind_of
from pos_app.storage import journal, projections
from pos_app.storage.connection import Connection, DatabaseError, translate
from sync.wire.chain import Entry
from sync.wire.facts import AnyFact, Person


class DayEnd(Protocol):
    """Where the ledger learns at which hour the business day ends."""

    def day_end_hour(self) -> int: ...


class Transaction:
    """An open transaction; made by the ledger alone."""

    def __init__(
        self, conn: Connection, identity: Identity, actor: Person, at: tuple[int, int, str]
    ) -> None:
        self._conn = conn
        self._identity = identity
        self._actor = actor
        self._at, self._offset, self._date = at
        self._head = journal.head(conn, identity.epoch)

    def next_receipt(self) -> str:
        i = self._identity
        return format_number(i.store, i.till, i.epoch, self._head.seq + 1)

    def append(self, fact: AnyFact) -> Entry:
        entry = Entry(
            store=self._identity.store,
            till=self._identity.till,
            epoch=self._identity.epoch,
            seq=self._head.seq + 1,
            id=new_id(self._at),
            at=self._at,
            offset=self._offset,
            date=self._date,
            actor=self._actor,
            fact=fact,
        )
        self._head = journal.append(self._conn, entry, kind_of(entry), self._head)
        projections.apply(self._conn, journal.position(entry.epoch, entry.seq), entry)
        return entry


class FileLedger:
    """The one writer. It belongs to the thread that opened its connection."""

    def __init__(self, conn: Connection, identity: Identity, clock: Clock, day_end: DayEnd) -> None:
        self._conn = conn
        self._identity = identity
        self._clock = clock
        self.day_end = day_end

    @property
    def identity(self) -> Identity:
        return self._identity

    @contextmanager
    def transaction(self, actor: Person) -> Iterator[Transaction]:
        """Everything in the block or nothing. Raises ShopError for a trouble of disk or file."""
        now = self._clock.now_ms()
        offset = self._clock.offset_minutes(now)
        date = business_date(now, offset, self.day_end.day_end_hour())
        with immediate(self._conn):
            yield Transaction(self._conn, self._identity, actor, (now, offset, date))


@contextmanager
def immediate(conn: Connection) -> Iterator[None]:
    """``BEGIN IMMEDIATE`` to ``COMMIT``; rolled back when the block or the commit fails."""
    try:
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                conn.execute("ROLLBACK")
            raise
    except DatabaseError as error:
        if type(error).__name__ == "OperationalError":
            raise translate(error) from error
        raise
