"""A chain with a day of supply behind it, for looking at."""

from __future__ import annotations

import json
from datetime import date
from itertools import count

from sync.hq.planning.nightly.engine import Order, local, run
from sync.hq.store import tables as t
from sync.hq.store.catalogue import rows_of
from sync.hq.store.projections import Sums
from sync.hq.store.supply_facts import take_supply
from sync.hq.store.supply_ledger import PAYMENT, Entry, add, tell_account
from sync.hq.store.supply_receipts import take_receipts
from sync.hq.store.supply_shipping import ship
from sync.wire import chain
from sync.wire.facts import AnyFact, ClaimMade, GoodsReceived, SaleAsked, SupplyOrdered
from sync.wire.supply import ClaimLine, ReceivedLine, SupplyLine
from sync.wire.supply_feed import ProposalLineRow, ProposalRow, ShipmentRow
from tests.support.hq import BOSS, NOON, RunningHq

TODAY = date(2026, 3, 3)
seqs = count(1)
"""Places in the journal of a till that nobody sees."""


def book(hq: RunningHq, store: str, *facts: AnyFact, at: int = NOON) -> None:
    """Facts as if a till had sent them."""
    entries = [
        chain.Entry(store=store, till="01", epoch=1, seq=next(seqs),
                    id=f"{store}{at}{n}"[:32], at=at, offset=480, date="2026-03-03", actor=BOSS,
                    fact=fact)
        for n, fact in enumerate(facts)
    ]  # fmt: skip
    with hq.hq.database.scope(store) as scope:
        sums = Sums(store)
        take_receipts(scope, store, entries, sums)
        sums.write(scope)
        take_supply(scope, store, entries, at)


def order_all(hq: RunningHq, store: str) -> list[str]:
    """Every proposal of the store is ordered, one line changed; gives the orders."""
    with hq.hq.database.reading(store) as scope:
        heads = rows_of(scope, store, ProposalRow)
        lines = rows_of(scope, store, ProposalLineRow)
    orders = []
    for head in heads:
        mine = [ln for ln in lines if ln.proposal == head.id and ln.packs]
        asked = tuple(
            SupplyLine(item=ln.item, name=ln.name, packs=ln.packs + (2 if n == 0 else 0),
                       pack=ln.pack, cost=ln.cost, proposed=ln.packs, spec=ln.spec, unit=ln.unit,
                       code=ln.code, reason="event" if n == 0 else "")
            for n, ln in enumerate(mine)
        )  # fmt: skip
        if asked:
            orders.append(f"{store}-{head.id}")
            book(hq, store, SupplyOrdered(
                order=orders[-1], supplier=head.supplier, supplier_name=head.supplier_name,
                delivery=head.delivery, deadline=head.deadline, lines=asked, proposal=head.id,
                total=sum(ln.packs * ln.cost for ln in asked)))  # fmt: skip
    return orders


def receive(hq: RunningHq, store: str) -> None:
    """All notes are received; of the first a carton is missing and something is crushed."""
    with hq.hq.database.reading(store) as scope:
        notes = rows_of(scope, store, ShipmentRow)
    for n, note in enumerate(notes):
        cartons = note.cartons[1:] if n == 0 else note.cartons
        lines = tuple(
            ReceivedLine(item=ln.item, name=ln.name, expected=ln.qty, qty=ln.qty, cost=ln.cost,
                         expiry=ln.expiry, carton=carton.code)
            for carton in cartons for ln in carton.lines
        )  # fmt: skip
        book(hq, store, GoodsReceived(
            receiving=f"r{note.id}"[:60], supplier=note.supplier, supplier_name="", lines=lines,
            total=0, shipment=note.id, order=note.order), at=NOON + 72_000_000)  # fmt: skip
        if n == 0:
            for k, (short, reason) in enumerate(
                ((note.cartons[0], "short"), (note.cartons[-1], "damaged"))
            ):
                claimed = tuple(
                    ClaimLine(item=ln.item, name=ln.name, qty=ln.qty, cost=ln.cost, reason=reason,
                              note="" if k == 0 else "压坏了,没拍照")
                    for ln in short.lines[: 2 - k]
                )  # fmt: skip
                book(hq, store, ClaimMade(
                    claim=f"{store}-{reason}", receiving=f"r{note.id}"[:60], shipment=note.id,
                    supplier=note.supplier, lines=claimed,
                    amount=sum(c.cost * c.qty // 1000 for c in claimed)),
                    at=NOON + 72_000_001 + k)  # fmt: skip


def supply_day(hq: RunningHq, stores: list[str]) -> None:
    """Planned, ordered, shipped, received, claimed, paid; and what customers asked for."""
    list(run(hq.hq.database, Order(day=TODAY, stores=stores), local))
    for store in stores:
        order_all(hq, store)
    book(hq, stores[-1], SupplyOrdered(
        order="late-one", supplier="R1", supplier_name="天津鲜食中心", delivery="2026-03-03",
        deadline=0, lines=(SupplyLine(item="nothing", name="停产的糖", packs=2, pack=1000,
                                      cost=100),), total=200))  # fmt: skip
    ship(hq.hq.database, "2026-03-04", NOON + 36_000_000)
    receive(hq, stores[0])
    with hq.hq.database.scope(stores[0]) as scope:
        add(scope, stores[0], Entry(id="pay1", kind=PAYMENT, date="2026-03-04", amount=-200_000,
                                    at=NOON + 80_000_000, note="转账"))  # fmt: skip
        tell_account(scope, stores[0])
    for n, words in enumerate(("无糖乌龙茶", "无糖乌龙茶", "冰豆浆", "红薯", "无糖乌龙茶", "红薯")):
        book(hq, stores[n % len(stores)], SaleAsked(asked=words), at=NOON + n * 1000)
    known = hq.rows(t.feed)
    goods = [json.loads(bytes(r["body"])) for r in known if r["tab"] == "item" and r["body"]]
    book(hq, stores[0], SaleAsked(asked=goods[3]["name"], item=goods[3]["id"]), at=NOON + 9_000)
