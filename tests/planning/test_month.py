"""A month day by day at HQ: sold, planned, ordered, shipped, received, claimed and paid."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from sync.hq.planning.nightly.engine import Order, local, run
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.supply_ledger import PAYMENT, Entry, account, add, tell_account
from sync.hq.store.supply_shipping import ship
from sync.wire.facts import ClaimMade, GoodsReceived
from sync.wire.supply import ClaimLine, ReceivedLine
from sync.wire.supply_feed import (
    BillRow,
    ClaimRow,
    CreditRow,
    ProposalLineRow,
    ProposalRow,
    ShipmentRow,
    SupplyOrderRow,
)
from tests.support.hq import NOON, RunningHq, TillByHand, line, received, sale
from tests.support.supply import DAY_MS, TODAY, fed, give_credit, order, stock_chain, tell

DAYS = 30
RATES = {"A1": 7, "A2": 4, "A3": 2, "A4": 1}


class Shop:
    """A shop that sells what it has and orders what is proposed."""

    def __init__(self, hq: RunningHq, till: TillByHand, seed: int) -> None:
        self.hq, self.till, self.luck = hq, till, random.Random(seed)
        self.store = till.me.store
        self.stock = dict.fromkeys(RATES, 20)
        self.missed = self.sold = 0
        tell(till, *(received(i, 20_000) for i in RATES), at=NOON - DAY_MS,
             day=TODAY - timedelta(days=1))  # fmt: skip

    def at(self, day: date, hour: int = 12) -> int:
        return NOON + (day - TODAY).days * DAY_MS + (hour - 12) * 3_600_000

    def morning(self, day: date) -> None:
        """The truck: all notes of the day, now and then a pack short."""
        for note in fed(self.hq, self.store, ShipmentRow).values():
            assert isinstance(note, ShipmentRow)
            if note.date != day.isoformat() or note.state != "on_the_way":
                continue
            lines, claims = [], []
            for ln in (ln for carton in note.cartons for ln in carton.lines):
                missing = 1_000 if self.luck.random() < 0.3 else 0
                lines.append(
                    ReceivedLine(
                        item=ln.item, name=ln.name, expected=ln.qty, qty=ln.qty - missing,
                        cost=ln.cost, expiry=ln.expiry,
                    )
                )  # fmt: skip
                if missing:
                    claims.append(ClaimLine(item=ln.item, name=ln.name, qty=missing, cost=ln.cost,
                                            reason="short"))  # fmt: skip
                self.stock[ln.item] += (ln.qty - missing) // 1000
            receiving = f"r{note.id}"[:60]
            came = GoodsReceived(
                receiving=receiving, supplier="W1", supplier_name="", lines=tuple(lines), total=0,
                shipment=note.id, order=note.order,
            )  # fmt: skip
            tell(self.till, came, at=self.at(day, 8), day=day)
            if claims:
                claim = ClaimMade(
                    claim=f"c{note.id}"[:60], receiving=receiving, shipment=note.id, supplier="W1",
                    lines=tuple(claims), amount=sum(c.cost for c in claims),
                )  # fmt: skip
                tell(self.till, claim, at=self.at(day, 9), day=day)

    def trade(self, day: date) -> None:
        lines = []
        for no, (item, rate) in enumerate(RATES.items(), 1):
            wanted = sum(self.luck.random() < rate / 12 for _ in range(12))
            got = min(wanted, self.stock[item])
            self.stock[item] -= got
            self.sold, self.missed = self.sold + got, self.missed + wanted - got
            if got:
                lines.append(line(no, item, got * 1000, 500))
        tell(self.till, sale(day.toordinal(), lines), at=self.at(day, 20), day=day)

    def order(self, day: date) -> None:
        for head in fed(self.hq, self.store, ProposalRow).values():
            assert isinstance(head, ProposalRow)
            rows = fed(self.hq, self.store, ProposalLineRow).values()
            wanted = [(r.item, r.packs) for r in rows if r.proposal == head.id and r.packs]
            if head.date == day.isoformat() and head.state == "open" and wanted:
                tell(self.till, order(f"{self.store}-{head.id}", *wanted, proposal=head.id),
                     at=self.at(day, 16), day=day)  # fmt: skip


@pytest.mark.slow
def test_a_month_adds_up_on_both_sides(hq: RunningHq) -> None:
    stock_chain(hq)
    give_credit(hq, "S001", 2_000_000)
    shops = [Shop(hq, hq.till("S001"), 1), Shop(hq, hq.till("S002"), 2)]
    for day in (TODAY + timedelta(days=n) for n in range(DAYS)):
        hq.clock.at = shops[0].at(day, 7)
        for shop in shops:
            shop.till.log_in(hq.clock.at)
            shop.morning(day)
        done = list(run(hq.hq.database, Order(day=day, stores=("S001", "S002")), local))
        assert not any(w.failed for w in done)
        for shop in shops:
            shop.order(day)
            shop.trade(day)
        ship(hq.hq.database, (day + timedelta(days=1)).isoformat(), hq.clock.at)
        if day.weekday() == 2:
            pay_what_is_due(hq, shops, day)
    for shop in shops:
        check_books(hq, shop)
    service = 1 - sum(s.missed for s in shops) / sum(s.sold + s.missed for s in shops)
    assert service > 0.9, f"{service:.1%} of what was wanted was there"


def pay_what_is_due(hq: RunningHq, shops: list[Shop], day: date) -> None:
    for shop in shops:
        with hq.hq.database.scope(shop.store) as scope:
            due = [d for d in account(scope, shop.store).due() if d.date <= day.isoformat()]
            amount = sum(d.amount for d in due)
            if amount:
                add(scope, shop.store, Entry(id=f"p{day}", kind=PAYMENT, date=day.isoformat(),
                                             amount=-amount, at=hq.clock.at))  # fmt: skip
                tell_account(scope, shop.store)


def check_books(hq: RunningHq, shop: Shop) -> None:
    """HQ's ledger, the rows that the till holds, the notes and the shelf tell the same."""
    store = shop.store
    ledger = [r for r in hq.rows(st.ledger) if r["store_id"] == store]
    bills = fed(hq, store, BillRow)
    credit = fed(hq, store, CreditRow)["account"]
    assert sum(r["amount"] for r in ledger) == sum(b.amount for b in bills.values())
    assert credit.balance == sum(r["amount"] for r in ledger)
    assert sum(d.amount for d in credit.due) == max(credit.balance, 0)
    notes = fed(hq, store, ShipmentRow)
    billed = sum(b.amount for b in bills.values() if b.kind == "bill")
    assert billed == sum(n.total for n in notes.values()) > 0
    given = sum(c.credited for c in fed(hq, store, ClaimRow).values())
    assert given == -sum(b.amount for b in bills.values() if b.kind == "credit") > 0
    assert all(c.state == "granted" for c in fed(hq, store, ClaimRow).values())
    states = {o.state for o in fed(hq, store, SupplyOrderRow).values()}
    assert states <= {"received", "shipped"}
    hand = {r["item"]: r["qty"] for r in hq.rows(t.on_hand) if r["store_id"] == store}
    assert {i: q // 1000 for i, q in hand.items() if i in RATES} == shop.stock
