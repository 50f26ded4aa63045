"""Two tills, one shop: whatever HQ hears first and however often, the books end the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace
from sqlalchemy import Table

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.offer_table import mark_down
from sync.hq.store.projections import rebuild
from sync.hq.store.supply_ledger import account
from sync.hq.store.supply_shipping import ship
from sync.wire.facts import AnyFact, GoodsSentBack, MarkedDown
from sync.wire.supply import ReceivedLine
from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow, ShipmentRow
from tests.hq.test_supply_orders import came, claim
from tests.support.hq import NOON, RunningHq, line, received, sale
from tests.support.supply import fed, give_credit, order, stock_chain, tell

MINUTE = 60_000
SOON, LATER = "2026-03-06", "2026-03-09"
PHOTO = {"photo": "a.jpg", "photo_sha256": "ab" * 32}
Deed = tuple[str, int, int]
"""What, of which delivery, how much."""
Hearing = tuple[list[list[tuple[Deed, int]]], list[list[int]], list[int]]
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in a till's journal and when the till says that it was."""

    fact: AnyFact
    at: int


deeds = some.tuples(
    some.sampled_from(
        ["receive", "receive", "early", "short", "broken", "back", "sell", "count", "mark"]
    ),
    some.integers(0, 1),
    some.integers(1, 14),
)
days = some.lists(some.tuples(deeds, some.integers(0, 9)), min_size=1, max_size=6)


def journal(number: str, day: list[tuple[Deed, int]], notes: list[ShipmentRow]) -> list[Told]:
    """What a till writes; its receipts may come twice and its clock may stand still or go back."""
    told: list[Told] = []
    last = {note.id: "" for note in notes}
    early = dict(last)
    for n, ((what, which, much), minute) in enumerate(day):
        note, qty, ident = notes[which], much * 1_000, f"{number}{n}"
        fact: AnyFact
        if what in ("receive", "early"):
            fact = replace(came(note, A2=qty - 1_000), receiving=f"r{ident}")
            if what == "early":  # before there was a note; the next count by it stands for this
                early[note.id] = fact.receiving
                fact = replace(fact, shipment="", order="", supplier="")
            else:
                last[note.id] = fact.receiving
                fact = replace(fact, instead_of=early[note.id])
            read = (SOON, LATER)[much % 2]  # of one delivery two people read two dates
            fact = replace(fact, lines=tuple(replace(ln, expiry=read) for ln in fact.lines))
        elif what in ("short", "broken"):
            reason, photo = ("short", {}) if what == "short" else ("damaged", PHOTO)
            fact = replace(claim(note, "A2", qty, reason, **photo), claim=f"c{ident}",
                           receiving=last[note.id] or "none")  # fmt: skip
        elif what == "back":
            gone = ReceivedLine(item="A2", name="", expected=0, qty=qty, cost=400, expiry=SOON)
            fact = GoodsSentBack(sending=f"b{ident}", supplier="W1", lines=(gone,), amount=400)
        elif what == "sell":
            fact = sale(n, [line(1, "A2", qty=qty)])
        elif what == "count":
            fact = received("A1", qty)
        else:
            fact = MarkedDown(item="A2", name="", expiry=SOON, old=450, price=much, qty=qty)
        told.append(Told(fact, NOON + minute * MINUTE))
    return told


def rows(hq: RunningHq, store: str, table: Table) -> list[dict[str, Any]]:
    """A store's rows, without its name."""
    return [
        {k: v for k, v in row.items() if k != "store_id"}
        for row in hq.rows(table)
        if row["store_id"] == store
    ]


def books(hq: RunningHq, store: str) -> dict[str, Any]:
    """All that is summed or told; of the account the sums, for its entries say when HQ heard."""
    sums: Counter[str] = Counter()
    for row in rows(hq, store, st.ledger):
        sums[row["kind"]] += row["amount"]
    tables = {tab.name: rows(hq, store, tab) for tab in (
        t.on_hand, t.till_move, st.dated_stock, st.receipt, st.receipt_line, st.shipment_line,
        st.shipment, st.claim, st.claim_line, mark_down,
    )}  # fmt: skip
    told = {kind.__name__: fed(hq, store, kind) for kind in (ShipmentRow, ClaimRow)}
    return {"sums": sums, "credit": fed(hq, store, CreditRow)["account"]} | tables | told


def assert_sound(hq: RunningHq, store: str) -> None:
    """Within one order of hearing: sums, and that nothing is given back that was not billed."""
    with hq.hq.database.reading(store) as scope:
        held = account(scope, store)
    ledger = rows(hq, store, st.ledger)
    assert held.balance == sum(r["amount"] for r in ledger)
    assert sum(held.open.values()) == max(held.balance, 0)
    assert sum(b.amount for b in fed(hq, store, BillRow).values()) == held.balance
    credited: Counter[str] = Counter()
    for row in ledger:
        if row["kind"] == "credit":
            credited[row["entry_id"][1:].partition(".")[0]] -= row["amount"]
    assert {k: v for k, v in credited.items() if v} == {
        r["claim_id"]: r["credited"] for r in rows(hq, store, st.claim) if r["credited"]
    }
    lines = rows(hq, store, st.shipment_line)
    for row in lines:
        assert 0 <= row["claimed"] <= row["qty"] and 0 <= row["credited"] <= row["amount"]
    back = sum(r["taken"] for r in rows(hq, store, st.claim_line) if r["worth"])
    kept = (min(r["arrived"] or 0, r["qty"] - r["claimed"]) for r in lines if r["item"] == "A2")
    assert back <= sum(kept)
    moved: Counter[str] = Counter()
    for row in rows(hq, store, t.till_move):
        moved[row["item"]] += row["qty"]
    assert dict(moved) == {r["item"]: r["qty"] for r in rows(hq, store, t.on_hand)}
    before = {tab.name: rows(hq, store, tab) for tab in t.PROJECTIONS}
    with hq.hq.database.scope(store) as scope:
        rebuild(scope, store)
    for table in t.PROJECTIONS:
        assert rows(hq, store, table) == before[table.name], table.name


class Shop:
    """A store of its own for each hearing: two deliveries, two tills that tell."""

    def __init__(self, hq: RunningHq) -> None:
        self.hq, self.store = hq, f"R{next(numbers):05d}"
        hq.add_store(self.store)
        stock_chain(hq, [self.store])
        give_credit(hq, self.store, 10_000_000)
        tell(hq.till(self.store, "09"), order("o1", ("A1", 1), ("A2", 1)), order("o2", ("A2", 1)))
        ship(hq.hq.database, "2026-03-04", hq.clock())
        self.tills = [hq.till(self.store, "01"), hq.till(self.store, "02")]

    @property
    def notes(self) -> list[ShipmentRow]:
        found = fed(self.hq, self.store, ShipmentRow)
        return [note for key in ("so1", "so2") if isinstance(note := found[key], ShipmentRow)]

    def hear(self, told: list[list[Told]], turns: list[int], again: list[int]) -> dict[str, Any]:
        """These journals in that order of tills; ``again``: what comes twice."""
        for till, facts in zip(self.tills, told, strict=True):
            for one in facts:
                till.record(one.fact, at=one.at)
        done = [0, 0]
        for n, k in enumerate(turns):
            done[k] += 1
            self.tills[k].push(done[k], done[k])
            if n in again:
                self.tills[k].push(1, done[k])
        assert_sound(self.hq, self.store)
        return books(self.hq, self.store)


@some.composite
def hearings(draw: some.DrawFn) -> Hearing:
    """Two days, two orders in which HQ hears of them, and what comes twice."""
    pair = [draw(days), draw(days)]
    flat = [k for k, day in enumerate(pair) for _ in day]
    turns = [draw(some.permutations(flat)) for _ in range(2)]
    return pair, turns, draw(some.lists(some.integers(0, len(flat)), max_size=3))


@pytest.mark.parametrize("number", [4, pytest.param(30, marks=pytest.mark.slow)])
def test_the_books_do_not_depend_on_who_is_heard_first(hq: RunningHq, number: int) -> None:
    """Half as many on PostgreSQL, where a day takes longer."""
    number //= 2 if hq.hq.database.is_postgresql else 1

    @settings(max_examples=number, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(heard=hearings())
    def check(heard: Hearing) -> None:
        pair, turns, again = heard
        shops = Shop(hq), Shop(hq)
        told = [journal(f"{k + 1}", day, shops[0].notes) for k, day in enumerate(pair)]
        first, second = (
            shop.hear(told, turn, again) for shop, turn in zip(shops, turns, strict=True)
        )
        for name, book in first.items():
            assert book == second[name], name

    check()
