"""One delivery, received at two tills that could not hear each other: it is in the shop once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from msgspec.structs import replace

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.projections import rebuild
from sync.hq.store.supply_shipping import ship
from sync.wire.facts import AnyFact, GoodsReceived
from sync.wire.feed import OtherTillRow
from sync.wire.supply_feed import ClaimRow, CreditRow, ShipmentRow, SupplyOrderRow
from tests.hq.test_supply_orders import came, claim
from tests.support.hq import NOON, RunningHq, TillByHand, received
from tests.support.supply import fed, give_credit, order, stock_chain, tell

WEDNESDAY = "2026-03-04"
MINUTE = 60_000


@pytest.fixture
def tills(hq: RunningHq) -> tuple[TillByHand, TillByHand]:
    """Two tills of one shop, to which a delivery of A1 and A2 is on the way."""
    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    pair = hq.till("S001"), hq.till("S001", "02")
    tell(pair[0], order("o1", ("A1", 1), ("A2", 2)))
    ship(hq.hq.database, WEDNESDAY, hq.clock())
    return pair


def note_of(hq: RunningHq) -> ShipmentRow:
    (note,) = fed(hq, "S001", ShipmentRow).values()
    assert isinstance(note, ShipmentRow)
    return note


def on_hand(hq: RunningHq) -> dict[str, int]:
    return {r["item"]: r["qty"] for r in hq.rows(t.on_hand) if r["qty"]}


def told_moves(hq: RunningHq, *, but: str) -> dict[str, int]:
    """What a till hears of all others."""
    found: dict[str, int] = {}
    for row in fed(hq, "S001", OtherTillRow).values():
        assert isinstance(row, OtherTillRow)
        if row.till != but:
            found[row.item] = found.get(row.item, 0) + row.qty
    return {item: qty for item, qty in found.items() if qty}


def test_a_delivery_that_two_tills_received_is_in_the_shop_once(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    note = note_of(hq)
    first, second = came(note), replace(came(note, A2=4_000), receiving="r2")
    tell(tills[1], second, at=NOON + 10 * MINUTE)
    assert on_hand(hq) == {"A1": 12_000, "A2": 20_000}
    tell(tills[0], first, at=NOON + MINUTE)
    assert on_hand(hq) == {"A1": 12_000, "A2": 24_000}
    dated = {(r["item"], r["expiry"]): r["qty"] for r in hq.rows(st.dated_stock)}
    assert dated == {("A2", "2026-03-16"): 12_000, ("A2", "2026-03-17"): 12_000}
    own = {r["item"]: r["qty"] for r in hq.rows(t.till_move) if r["till"] == "02"}
    assert own == {"A1": 12_000, "A2": 20_000}, "what the till itself has booked"
    assert {i: q + told_moves(hq, but="02").get(i, 0) for i, q in own.items()} == on_hand(hq)
    assert told_moves(hq, but="01") == {}


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_who_received_first_counts_whoever_is_heard_first(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand], turn: tuple[int, int]
) -> None:
    note = note_of(hq)
    facts: Sequence[tuple[AnyFact, ...]] = (
        (came(note, A2=2_000), claim(note, "A2", 2_000, "short")),
        (
            replace(came(note, A2=4_000), receiving="r2"),
            replace(claim(note, "A2", 4_000, "short"), receiving="r2", claim="c2"),
        ),
    )
    for n in turn:
        tell(tills[n], *facts[n], at=NOON + (1 + n) * MINUTE)
    (row,) = (r for r in hq.rows(st.shipment_line) if r["item"] == "A2")
    assert (row["arrived"], row["claimed"], row["credited"]) == (22_000, 2_000, 660)
    told = fed(hq, "S001", ClaimRow)
    assert {k: (c.state, c.credited) for k, c in told.items()} == {
        "cA2short": ("granted", 660), "c2": ("open", 0),
    }  # fmt: skip
    assert "另一台" in told["c2"].note
    assert fed(hq, "S001", CreditRow)["account"].balance == note.total - 660
    assert sum(r["amount"] for r in hq.rows(st.ledger) if r["kind"] == "credit") == -660
    now = note_of(hq)
    assert now.state == "received" and fed(hq, "S001", SupplyOrderRow)["o1"].state == "received"
    assert (now.received_by, [(a.till, a.receiving, a.differs) for a in now.again]) == (
        "01", [("02", "r2", True)],
    )  # fmt: skip


def test_three_tills_agree_in_every_order(hq: RunningHq) -> None:
    """By the time of the receipt, then by the till's number."""
    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    names = ("01", "02", "03")
    made = {name: hq.till("S001", name) for name in names}
    for n, turn in enumerate(permutations(names)):
        tell(made["01"], order(f"o{n}", ("A1", 1)))
        ship(hq.hq.database, WEDNESDAY, hq.clock())
        note = fed(hq, "S001", ShipmentRow)[f"so{n}"]
        for name in turn:
            less = int(name) * 1_000
            fact = replace(came(note, A1=less), receiving=f"r{n}-{name}")
            tell(made[name], fact, at=NOON + (name == "03") * MINUTE)
        assert on_hand(hq) == {"A1": 11_000 * (n + 1)}
        now = fed(hq, "S001", ShipmentRow)[f"so{n}"]
        assert (now.received_by, [a.till for a in now.again]) == ("01", ["02", "03"])


def test_one_till_that_tells_a_receipt_again_counts_it_once(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    """The same receiving told again, and the same delivery under another id."""
    note = note_of(hq)
    extra = replace(came(note).lines[0], item="A3", qty=5_000, expiry="")
    loose = GoodsReceived(receiving="r5", supplier="W1", supplier_name="", lines=(extra,), total=0)
    tell(tills[0], came(note), came(note), replace(came(note), receiving="r9"), loose, loose)
    assert on_hand(hq) == {"A1": 12_000, "A2": 24_000, "A3": 5_000}
    own = {r["item"]: r["qty"] for r in hq.rows(t.till_move) if r["till"] == "01"}
    assert own == on_hand(hq)
    assert [a.receiving for a in note_of(hq).again] == ["r1", "r9"]


def test_a_delivery_that_hq_does_not_know_is_counted_once_too(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    strange = replace(came(note_of(hq)), shipment="nobody's")
    tell(tills[0], strange)
    tell(tills[1], replace(strange, receiving="r2"))
    assert on_hand(hq) == {"A1": 12_000, "A2": 24_000}


def bare(note: ShipmentRow, receiving: str, **less: int) -> GoodsReceived:
    """The note's goods, taken in before there was a note."""
    return replace(came(note, **less), receiving=receiving, shipment="", order="", supplier="")


def test_goods_taken_in_before_their_note_count_by_it(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    """And once, though the till tells the bare receiving again."""
    note = note_of(hq)
    early = bare(note, "r0", A2=4_000)
    tell(tills[0], early)
    assert on_hand(hq) == {"A1": 12_000, "A2": 20_000}
    by_note = replace(came(note), instead_of="r0")
    tell(tills[0], by_note, early, replace(early, receiving="r7"))
    assert on_hand(hq) == {"A1": 24_000, "A2": 44_000}, "another receiving is other goods"
    states = {(r["receiving_id"], r["state"]) for r in hq.rows(st.receipt)}
    assert states == {("r0", "again"), ("r1", "counted"), ("r7", "counted")}
    assert note_of(hq).state == "received" and note_of(hq).again == ()
    own = {r["item"]: r["qty"] for r in hq.rows(t.till_move) if r["till"] == "01"}
    assert own == on_hand(hq)


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_a_bare_receiving_stays_replaced_where_the_other_till_was_first(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand], turn: tuple[int, int]
) -> None:
    """Till 02 had the note first: neither what 01 took in bare nor its own count by it counts."""
    note = note_of(hq)
    facts = (
        (bare(note, "r0"), replace(came(note, A1=1_000), instead_of="r0")),
        (replace(came(note), receiving="r2"),),
    )
    for n in turn:
        tell(tills[n], *facts[n], at=NOON - n * MINUTE)
    assert on_hand(hq) == {"A1": 12_000, "A2": 24_000}
    own = {r["item"]: r["qty"] for r in hq.rows(t.till_move) if r["till"] == "01"}
    assert own == {"A1": 11_000, "A2": 24_000}, "as its own file says"


def test_a_bare_receiving_told_again_moves_nothing_of_the_other_tills(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    """What is looked at again is whole: the delivery with everybody who received it."""
    note = note_of(hq)
    early = bare(note, "r0")
    tell(tills[1], replace(came(note), receiving="r2"), at=NOON - MINUTE)
    tell(tills[0], early, replace(came(note, A1=1_000), instead_of="r0"))
    before = {table.name: hq.rows(table) for table in t.PROJECTIONS}
    states = [(r["receiving_id"], r["state"]) for r in hq.rows(st.receipt)]
    assert states == [("r0", "again"), ("r1", "elsewhere"), ("r2", "counted")]
    tell(tills[0], early)
    after = {table.name: hq.rows(table) for table in t.PROJECTIONS}
    for name in ("on_hand", "till_move", "dated_stock"):
        assert after[name] == before[name], name
    assert on_hand(hq) == {"A1": 12_000, "A2": 24_000}


def test_what_had_a_note_or_is_the_other_tills_is_not_replaced(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    note = note_of(hq)
    tell(tills[1], bare(note, "x0"))
    tell(tills[0], replace(bare(note, "r0"), shipment="s9"), replace(came(note), instead_of="r0"))
    assert on_hand(hq) == {"A1": 36_000, "A2": 72_000}
    tell(tills[0], replace(came(note), receiving="r5", shipment="s5", instead_of="x0"))
    assert on_hand(hq) == {"A1": 48_000, "A2": 96_000}


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_the_books_fold_again_to_what_they_were(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand], turn: tuple[int, int]
) -> None:
    """Two people read two dates off one carton: what does not count is known, and empty."""
    note = note_of(hq)
    other = replace(came(note, A1=3_000), receiving="r2")
    other = replace(other, lines=tuple(replace(ln, expiry="2026-03-09") for ln in other.lines))
    facts = [(came(note), came(note)), (received("A1", 7_000), other)]
    for n in turn:
        tell(tills[n], *facts[n], at=NOON + n * MINUTE)
    before = {table.name: hq.rows(table) for table in t.PROJECTIONS}
    empty = {(r["item"], r["expiry"]) for r in before["dated_stock"] if not r["qty"]}
    assert empty == {("A1", "2026-03-09"), ("A2", "2026-03-09")}
    with hq.hq.database.scope("S001") as scope:
        assert rebuild(scope, "S001") == 5
    assert {table.name: hq.rows(table) for table in t.PROJECTIONS} == before
