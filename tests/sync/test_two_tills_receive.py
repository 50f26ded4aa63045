"""The truck stands at the door, the line is down, and both tills take the same cartons in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.services import receiving_count as door
from pos_app.services.people import person
from pos_app.services.receiving import Counted
from pos_app.storage.verify import verify
from sync.hq.service import sqlite_url
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.supply import put_packs
from sync.hq.store.supply_shipping import ship
from sync.wire.chain import decode
from sync.wire.facts import GoodsReceived
from tests.support.hq import RunningHq, TillByHand, running_hq
from tests.support.joined import assert_equal
from tests.support.supply import give_credit, order, packs, stock_chain, tell
from tests.support.till import BOSS
from tests.support.two_tills import Counter, two_tills

WEDNESDAY = "2026-03-04"
MINUTE = 60_000


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[RunningHq]:
    with running_hq(sqlite_url(tmp_path / "hq.db"), tmp_path / "hq") as running:
        running.add_store("S001")
        stock_chain(running, ["S001"])
        give_credit(running, "S001", 500_000)
        yield running


@pytest.fixture
def office(hq: RunningHq) -> TillByHand:
    """A third till that only orders."""
    return hq.till("S001", "09")


@pytest.fixture
def counters(hq: RunningHq, tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    with two_tills(hq, tmp_path) as pair:
        yield pair


def deliver(hq: RunningHq, office: TillByHand, name: str, packs_of_a1: int) -> None:
    tell(office, order(name, ("A1", packs_of_a1), ("A2", 1)))
    ship(hq.hq.database, WEDNESDAY, hq.clock())


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_it_is_in_the_shop_once_on_every_screen(
    hq: RunningHq, office: TillByHand, counters: tuple[Counter, Counter], turn: tuple[int, int]
) -> None:
    deliver(hq, office, "o1", 2)
    for counter in counters:
        counter.sync()
    first, second = (counters[n] for n in turn)
    note = first.note()
    first.clock.advance(MINUTE)
    second.clock.advance(2 * MINUTE)
    first.receive(note)
    ident = second.receive(note, A1=1_000)
    assert second.on_hand("A1") == {"A1": 23_000}, "nobody has told it yet"
    for counter in (second, first, second):
        counter.sync()
    expected = {"A1": 24_000, "A2": 12_000}
    theirs = {r["item"]: r["qty"] for r in hq.rows(t.on_hand) if r["qty"]}
    assert theirs == first.on_hand("A1", "A2") == second.on_hand("A1", "A2") == expected
    assert sum(r["amount"] for r in hq.rows(st.ledger) if r["kind"] == "bill") == note.total
    for counter in counters:
        assert verify(counter.shop.conn).ok
        (double,) = counter.shop.supply.received_again()
        assert double.id == note.id
        assert [(a.receiving, a.differs) for a in double.again] == [(ident, True)]
        assert counter.shop.supply.shipments() == []


def test_taken_in_before_its_note_it_is_in_the_shop_once(
    hq: RunningHq, office: TillByHand, counters: tuple[Counter, Counter]
) -> None:
    """The line was down when the truck came; the note is there in the evening."""
    deliver(hq, office, "o1", 2)
    first, second = counters
    goods = {"A1": 24_000, "A2": 11_000}
    for counter in counters:  # the shop's goods come with the first round, the note as well
        counter.sync()
    note = first.note()
    lines = tuple(
        Counted(item=item, name=item, qty=qty, cost=0, expiry="") for item, qty in goods.items()
    )
    bare = first.shop.receiving.begin(blind=True)
    first.shop.receiving.finish(replace(bare, counted=lines), BOSS)
    for counter in (first, second):
        counter.sync()
    assert second.on_hand(*goods) == goods
    earlier = first.shop.supply.taken_in_before(note, "2026-01-01")
    assert earlier is not None
    draft = door.instead_of(door.against(first.shop.receiving.begin(), note), earlier)
    first.shop.receiving.finish(door.booked(draft), BOSS)
    for counter in (first, second):
        counter.sync()
        assert counter.on_hand(*goods) == goods
        assert_equal(hq, counter.shop)
    theirs = {r["item"]: r["qty"] for r in hq.rows(t.on_hand) if r["qty"]}
    assert theirs == goods
    (short,) = hq.rows(st.claim_line)
    assert (short["item"], short["qty"]) == ("A2", 1_000)
    assert first.cost("A1") == next(ln.cost for ln in note.cartons[0].lines if ln.item == "A1")
    assert verify(first.shop.conn).ok


def test_the_next_average_is_made_of_what_is_really_there(
    hq: RunningHq, office: TillByHand, counters: tuple[Counter, Counter]
) -> None:
    """24 at 1.00 and 24 at 2.00 are 1.50 each, at the till whose receipt did not count as well."""
    deliver(hq, office, "o1", 2)
    for counter in counters:
        counter.sync()
    note = counters[0].note()
    for minute, counter in enumerate(counters):
        counter.clock.advance(minute * MINUTE)
        counter.receive(note)
    for counter in (*counters, *counters):
        counter.sync()
    dear = next(p for p in packs() if p.item == "A1")
    with hq.hq.database.operator() as scope:
        fields = {n: getattr(dear, n) for n in dear.__slots__} | {"cost": 2 * dear.cost}
        put_packs(scope, [type(dear)(**fields)])
    deliver(hq, office, "o2", 2)
    counters[1].sync()
    counters[1].receive(counters[1].note("so2"))
    assert counters[1].cost("A1") == 150
    assert counters[1].on_hand("A1") == {"A1": 48_000}


def test_a_delivery_told_again_by_another_receiving_is_in_the_file_once(
    hq: RunningHq, office: TillByHand, counters: tuple[Counter, Counter]
) -> None:
    """Facts that no screen makes: the file and HQ read them alike."""
    deliver(hq, office, "o1", 2)
    here = counters[0]
    here.sync()
    here.receive(here.note())
    ((payload,),) = here.shop.conn.execute(
        "SELECT payload FROM journal WHERE kind = 'goods.received'"
    ).fetchall()
    fact = decode(bytes(payload)).fact
    assert isinstance(fact, GoodsReceived)
    with here.shop.ledger.transaction(person(BOSS)) as tx:
        tx.append(fact)
        tx.append(replace(fact, receiving="another"))
    assert here.on_hand("A1") == {"A1": 24_000}
    here.sync()
    assert {r["item"]: r["qty"] for r in hq.rows(t.on_hand)} == {"A1": 24_000, "A2": 12_000}
    here.sync()
    assert here.on_hand("A1") == {"A1": 24_000} and verify(here.shop.conn).ok
