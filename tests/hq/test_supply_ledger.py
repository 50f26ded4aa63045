"""A shop's account sums to the fen, whatever comes in whatever order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from sync.hq.store import supply_tables as st
from sync.hq.store.supply_ledger import (
    BILL,
    CREDIT,
    PAYMENT,
    Account,
    Entry,
    account,
    add,
    balances,
    due_date,
    open_amounts,
    set_terms,
    tell_account,
)
from sync.wire.supply_feed import BillRow, CreditRow
from tests.support.hq import NOON, RunningHq
from tests.support.supply import fed

FEN = some.integers(1, 10**9)


@some.composite
def histories(draw: some.DrawFn) -> list[Entry]:
    """Bills, credits for some of them and payments, also more than was ever owed."""
    entries = []
    for n in range(draw(some.integers(0, 8))):
        due = due_date("2026-03-03", draw(some.integers(0, 40)))
        entries.append(Entry(id=f"b{n}", kind=BILL, date="2026-03-03", amount=draw(FEN), at=n,
                             ref=f"s{n}", due=due))  # fmt: skip
    bills = len(entries)
    for n in range(draw(some.integers(0, 8))):
        kind = draw(some.sampled_from((CREDIT, PAYMENT)))
        ref = f"s{draw(some.integers(0, bills))}" if kind == CREDIT else ""
        entries.append(Entry(id=f"c{n}", kind=kind, date="2026-03-04", amount=-draw(FEN),
                             at=100 + n, ref=ref))  # fmt: skip
    return draw(some.permutations(entries))


@given(histories())
def test_what_is_open_is_the_balance_or_was_paid_ahead(entries: list[Entry]) -> None:
    held = Account(line=None, terms_days=7, entries=tuple(entries), ordered=0,
                   open=open_amounts(entries))  # fmt: skip
    left = sum(held.open.values())
    assert left == max(held.balance, 0)
    amounts = {e.id: e.amount for e in entries if e.kind == BILL}
    assert all(0 <= held.open[ident] <= fen for ident, fen in amounts.items())
    assert sum(d.amount for d in held.due()) == left
    assert [d.date for d in held.due()] == sorted({d.date for d in held.due()})


@given(histories())
def test_bills_that_fall_due_first_are_paid_first(entries: list[Entry]) -> None:
    """Unless a bill has a credit of its own, nothing is paid while an earlier one is open."""
    own = {e.ref for e in entries if e.kind == CREDIT}
    plain = [e for e in entries if e.kind == BILL and e.ref not in own]
    plain.sort(key=lambda e: (e.due, e.at, e.id))
    left = open_amounts(entries)
    for earlier, later in pairwise(plain):
        assert not left[earlier.id] or left[later.id] == later.amount


def test_an_entry_counts_once_and_both_sides_have_the_same_books(hq: RunningHq) -> None:
    bill = Entry(id="b1", kind=BILL, date="2026-03-03", amount=12_345, at=NOON, ref="s1",
                 due="2026-03-10")  # fmt: skip
    paid = Entry(id="p1", kind=PAYMENT, date="2026-03-04", amount=-345, at=NOON)
    with hq.hq.database.scope("S001") as scope:
        assert add(scope, "S001", bill) and add(scope, "S001", paid)
        assert not add(scope, "S001", bill)
        tell_account(scope, "S001")
        set_terms(scope, "S001", 10_000, 14)
        held = account(scope, "S001")
    assert (held.balance, held.room, held.open) == (12_000, 0, {"b1": 12_000})
    rows = fed(hq, "S001", BillRow)
    assert sum(row.amount for row in rows.values()) == 12_000
    credit = fed(hq, "S001", CreditRow)["account"]
    assert (credit.balance, credit.line, credit.terms_days) == (12_000, 10_000, 14)
    with hq.hq.database.operator() as scope:
        assert balances(scope) == [("S001", 12_000)]
    assert len(hq.rows(st.ledger)) == 2
    with hq.hq.database.scope("S002") as scope:
        assert account(scope, "S001").entries == ()
