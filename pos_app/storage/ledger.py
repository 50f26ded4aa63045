"""The writing side of the shop's file: a fact and all its projections in one transaction."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from pos_app.domain.calendar import business_date
from pos_app.domain.identifier import new_id
from pos_app.domain.receipt_number import format_number
from pos_app.services.ports import Clock, Identity, kind_of
from pos_app.storage import journal, projections
from pos_app.storage.connection import Connection, DatabaseError, OperationalError, translate
from sync.wire.chain import Entry
from sync.wire.facts import AnyFact, Person


class DayEnd(Protocol):
    """Where the ledger learns at which hour the business day ends."""

    def day_end_hour(self) -> int: ...


class Immediate:
    """``BEGIN IMMEDIATE`` to ``COMMIT``; rolled back when the block or the commit fails.

    Raises ShopError for a trouble of disk or file.
    """

    __slots__ = ("_conn",)

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def __enter__(self) -> Self:
        try:
            self._conn.execute("BEGIN IMMEDIATE")
        except OperationalError as error:
            raise translate(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._give_up(error)
            return
        try:
            self._conn.execute("COMMIT")
        except BaseException as failed:
            self._give_up(failed)
            raise

    def _give_up(self, error: BaseException) -> None:
        try:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
        except DatabaseError as worse:
            raise translate(worse) from error
        if isinstance(error, OperationalError):
            raise translate(error) from error


def immediate(conn: Connection) -> Immediate:
    """A transaction without facts: mirrors, settings, acknowledgements."""
    return Immediate(conn)


class Transaction(Immediate):
    """An open transaction that takes facts; made by the ledger alone."""

    __slots__ = ("_actor", "_at", "_date", "_head", "_identity", "_offset")

    _head: journal.Head

    def __init__(
        self, conn: Connection, identity: Identity, actor: Person, at: tuple[int, int, str]
    ) -> None:
        self._conn = conn
        self._identity = identity
        self._actor = actor
        self._at, self._offset, self._date = at

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            self._begin()
        except BaseException as error:
            self._give_up(error)
            raise
        return self

    def _begin(self) -> None:
        self._head = journal.head(self._conn, self._identity.epoch)

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


class Selling(Transaction):
    """A transaction that begins with all that a sale must know, in one question to the file."""

    __slots__ = ("_basket", "shift", "sold_before")

    shift: str | None
    sold_before: bool

    def __init__(
        self,
        conn: Connection,
        identity: Identity,
        actor: Person,
        at: tuple[int, int, str],
        basket: str,
    ) -> None:
        super().__init__(conn, identity, actor, at)
        self._basket = basket

    def _begin(self) -> None:
        epoch = self._identity.epoch
        first, last = journal.span(epoch)
        self.shift, sold, pos, digest = self._conn.execute(
            _STANDING, (self._basket, first, last)
        ).fetchone()
        self.sold_before = bool(sold)
        self._head = journal.Head.at(epoch, pos, digest)


_STANDING = """SELECT
 (SELECT id FROM shift WHERE closed_at IS NULL ORDER BY pos DESC LIMIT 1),
 EXISTS (SELECT 1 FROM sale WHERE basket = ?1 AND basket <> ''),
 max(pos), hash FROM journal WHERE pos BETWEEN ?2 AND ?3"""


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

    def transaction(self, actor: Person) -> Transaction:
        """Everything in the block or nothing. Raises ShopError for a trouble of disk or file."""
        return Transaction(self._conn, self._identity, actor, self._now())

    def selling(self, actor: Person, basket: str) -> Selling:
        """The same for a basket, with the open shift and whether it was sold before."""
        return Selling(self._conn, self._identity, actor, self._now(), basket)

    def _now(self) -> tuple[int, int, str]:
        now = self._clock.now_ms()
        offset = self._clock.offset_minutes(now)
        return now, offset, business_date(now, offset, self.day_end.day_end_hour())
