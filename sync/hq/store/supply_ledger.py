"""A shop's account with HQ: bills, credits, payments; what is open, what falls due when.

Entries are written once and never changed; the balance is their sum. What is credited for a
shipment goes against its bill first; what is left of it, and payments, go against the bills that
fall due first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply_order_book import HELD, OPEN, resume
from sync.wire.feed_row import Row
from sync.wire.supply import BY_LINE, NO_ACCOUNT, NO_LIMIT, Due
from sync.wire.supply_feed import BillRow, CreditRow

BILL, CREDIT, PAYMENT = "bill", "credit", "payment"
TERMS_DAYS = 7
"""For a shop that has no terms of its own."""
CREDIT_KEY = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``amount`` fen, positive: owed by the shop; ``ref`` the shipment of a bill or credit."""

    id: str
    kind: str
    date: str
    amount: int
    at: int
    ref: str = ""
    due: str = ""
    note: str = ""
    made_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """``line`` None: nothing is limited. ``limit`` says why: NO_ACCOUNT was opened for the shop, or
    it has NO_LIMIT; BY_LINE else."""

    line: int | None
    terms_days: int
    entries: tuple[Entry, ...]
    open: dict[str, int]
    ordered: int
    limit: str = NO_ACCOUNT
    held: int = 0

    @property
    def balance(self) -> int:
        return sum(entry.amount for entry in self.entries)

    @property
    def room(self) -> int | None:
        """Fen that may still be ordered for."""
        if self.line is None:
            return None
        return max(self.line - self.balance - self.ordered, 0)

    def bears(self, fen: int, promised: int = 0) -> bool:
        """Whether the line has room for so much more, beside what is ``promised``."""
        return self.line is None or self.balance + promised + fen <= self.line

    def due(self) -> tuple[Due, ...]:
        """What is still open, by the date on which it falls due."""
        by_date: dict[str, int] = {}
        for entry in self.entries:
            if self.open.get(entry.id):
                by_date[entry.due] = by_date.get(entry.due, 0) + self.open[entry.id]
        return tuple(Due(date=day, amount=fen) for day, fen in sorted(by_date.items()))


def open_amounts(entries: Iterable[Entry]) -> dict[str, int]:
    """Fen of each bill that nothing was paid or credited for yet.

    Their sum is the balance, or the balance is below it by what was paid ahead.
    """
    bills = sorted((e for e in entries if e.kind == BILL), key=lambda e: (e.due, e.at, e.id))
    left = {bill.id: bill.amount for bill in bills}
    by_ref = {bill.ref: bill.id for bill in bills if bill.ref}
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.kind != BILL:  # a credit that was taken back in part stands as their sum
            sums[by_ref.get(entry.ref, "")] -= entry.amount
    spare = 0
    for own, given in sums.items():
        used = max(0, min(given, left.get(own, 0)))
        if used:
            left[own] -= used
        spare += given - used
    for bill in bills:
        used = max(0, min(spare, left[bill.id]))
        left[bill.id] -= used
        spare -= used
    return left


def add(scope: Scope, store: str, entry: Entry) -> bool:
    """Write an entry, once: an id that is there already changes nothing. Tells whether it did."""
    lock_store(scope, store)
    known = scope.select(st.ledger, st.ledger.c.entry_id).where(
        st.ledger.c.store_id == store, st.ledger.c.entry_id == entry.id
    )
    if scope.conn.execute(known).first() is not None:
        return False
    row = {
        "store_id": store, "entry_id": entry.id, "kind": entry.kind, "date": entry.date,
        "amount": entry.amount, "ref": entry.ref, "due": entry.due, "note": entry.note,
        "made_by": entry.made_by, "at": entry.at,
    }  # fmt: skip
    scope.insert(st.ledger, [row])
    return True


def account(scope: Scope, store: str) -> Account:
    rows = scope.conn.execute(
        scope.select(st.ledger)
        .where(st.ledger.c.store_id == store)
        .order_by(st.ledger.c.date, st.ledger.c.at, st.ledger.c.entry_id)
    )
    entries = tuple(
        Entry(
            id=row.entry_id, kind=row.kind, date=row.date, amount=int(row.amount), at=row.at,
            ref=row.ref, due=row.due, note=row.note, made_by=row.made_by,
        )
        for row in rows
    )  # fmt: skip
    terms = scope.conn.execute(
        scope.select(st.credit_line).where(st.credit_line.c.store_id == store)
    ).first()
    waiting = _waiting(scope, store)
    limited = terms is not None and terms.limited
    return Account(
        line=int(terms.fen) if terms is not None and limited else None, entries=entries,
        terms_days=TERMS_DAYS if terms is None else int(terms.terms_days),
        open=open_amounts(entries), ordered=sum(waiting.get(state, 0) for state in OPEN),
        held=waiting.get(HELD, 0),
        limit=NO_ACCOUNT if terms is None else BY_LINE if limited else NO_LIMIT,
    )  # fmt: skip


def room(scope: Scope, store: str) -> int | None:
    """`Account.room` without reading the entries."""
    given = {"store": store}
    line = scope.conn.execute(_LINE, given).scalar_one_or_none()
    if line is None:
        return None
    owed, ordered = (scope.conn.execute(query, given).scalar_one() for query in (_OWED, _ORDERED))
    return max(int(line) - int(owed) - int(ordered), 0)


_c, _l, _o = st.credit_line.c, st.ledger.c, st.supply_order.c
_LINE = select(_c.fen).where(_c.store_id == bindparam("store"), _c.limited)
_OWED = select(func.coalesce(func.sum(_l.amount), 0)).where(_l.store_id == bindparam("store"))
_ORDERED = select(func.coalesce(func.sum(_o.total), 0)).where(
    _o.store_id == bindparam("store"), _o.state.in_(OPEN)
)


def _waiting(scope: Scope, store: str) -> dict[str, int]:
    """Fen of orders that were not shipped, by how they stand."""
    o = st.supply_order.c
    rows = scope.conn.execute(
        scope.select(st.supply_order, o.state, func.sum(o.total))
        .where(o.store_id == store, o.state.in_((*OPEN, HELD)))
        .group_by(o.state)
    )
    return {state: int(fen) for state, fen in rows}


def set_terms(scope: Scope, store: str, fen: int | None, terms_days: int) -> None:
    """``fen`` None: the shop has an account without a limit."""
    lock_store(scope, store)
    row = {"store_id": store, "fen": fen or 0, "terms_days": terms_days, "limited": fen is not None}
    scope.upsert(st.credit_line, [row])
    tell_account(scope, store)


def release(scope: Scope, store: str) -> None:
    """Let those held orders go for which the credit line has room now, the oldest first."""
    o = st.supply_order.c
    rows = scope.conn.execute(
        scope.select(st.supply_order)
        .where(o.store_id == store, o.state == HELD)
        .order_by(o.received_at, o.order_id)
    ).all()
    if not rows:
        return
    held = account(scope, store)
    promised = held.ordered
    for row in rows:
        if held.bears(row.total, promised):
            promised += row.total
            resume(scope, store, row)


def due_date(day: str, terms_days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=terms_days)).isoformat()


def tell_account(scope: Scope, store: str) -> None:
    """Let go what waited for room, and feed the shop's side of its account; only what changed
    travels."""
    release(scope, store)
    held = account(scope, store)
    rows: list[tuple[str, str, Row | None]] = [
        ("bill", entry.id, bill_row(entry, held.open)) for entry in held.entries
    ]
    whole = CreditRow(
        id=CREDIT_KEY, line=held.line or 0, balance=held.balance, terms_days=held.terms_days,
        due=held.due(), ordered=held.ordered, limit=held.limit, held=held.held,
    )  # fmt: skip
    put_in(scope, store, [*rows, ("credit", CREDIT_KEY, whole)])


def bill_row(entry: Entry, left: dict[str, int]) -> BillRow:
    return BillRow(
        id=entry.id, kind=entry.kind, date=entry.date, amount=entry.amount, ref=entry.ref,
        due=entry.due, note=entry.note, open=left.get(entry.id, 0),
    )  # fmt: skip


def balances(scope: Scope) -> Sequence[tuple[str, int]]:
    """What each store owes (fen), over the stores that the scope sees."""
    rows = scope.conn.execute(
        select(st.ledger.c.store_id, func.sum(st.ledger.c.amount)).group_by(st.ledger.c.store_id)
    )
    return [(store, int(fen)) for store, fen in rows]
