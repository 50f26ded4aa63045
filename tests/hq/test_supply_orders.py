"""From a shop's order to the truck and the bill: taken, shared out, shipped, received, claimed."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from pos_app.ui.models.hq_said import hq_words
from sync.hq.store import supply_tables as st
from sync.hq.store.supply import put_packs, put_special
from sync.hq.store.supply_decisions import DecidedError, grant, refuse
from sync.hq.store.supply_ledger import account
from sync.hq.store.supply_said import note_of, said_of, write_said
from sync.hq.store.supply_shipping import carton_code, share, ship
from sync.wire.facts import AnyFact, ClaimMade, GoodsReceived, GoodsSentBack
from sync.wire.supply import (
    BELOW_LEAST,
    NEXT_TRUCK,
    SAID,
    TWICE,
    ClaimLine,
    ReceivedLine,
    Said,
    SupplyLine,
)
from sync.wire.supply_feed import (
    BillRow,
    ClaimRow,
    CreditRow,
    ShipmentRow,
    SupplyOrderRow,
)
from tests.support.hq import NOON, RunningHq, TillByHand
from tests.support.supply import DAY_MS, fed, give_credit, order, packs, stock_chain, tell

WEDNESDAY = "2026-03-04"


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    return hq.till("S001")


def shipped(hq: RunningHq, day: str = WEDNESDAY) -> ShipmentRow:
    ship(hq.hq.database, day, hq.clock())
    (note,) = fed(hq, "S001", ShipmentRow).values()
    assert isinstance(note, ShipmentRow)
    return note


def came(note: ShipmentRow, **less: int) -> GoodsReceived:
    """All that stands on the note, less what is named by item."""
    lines = []
    for carton in note.cartons:
        for ln in carton.lines:
            missing = min(less.get(ln.item, 0), ln.qty)
            less[ln.item] = less.get(ln.item, 0) - missing
            lines.append(
                ReceivedLine(
                    item=ln.item, name=ln.name, expected=ln.qty, qty=ln.qty - missing,
                    cost=ln.cost, expiry=ln.expiry,
                )
            )  # fmt: skip
    return GoodsReceived(
        receiving="r1", supplier="W1", supplier_name="天津仓", lines=tuple(lines), total=0,
        shipment=note.id, order=note.order,
    )  # fmt: skip


def claim(note: ShipmentRow, item: str, qty: int, reason: str, **more: str) -> ClaimMade:
    line = ClaimLine(item=item, name=item, qty=qty, cost=330, reason=reason, **more)
    return ClaimMade(
        claim=f"c{item}{reason}", receiving="r1", shipment=note.id, supplier="W1", lines=(line,),
        amount=qty * 330 // 1000,
    )  # fmt: skip


def test_an_order_in_time_goes_with_its_delivery(hq: RunningHq, till: TillByHand) -> None:
    tell(till, order("o1", ("A1", 3), ("A2", 2)))
    (told,) = fed(hq, "S001", SupplyOrderRow).values()
    assert (told.state, told.delivery, told.total) == ("taken", WEDNESDAY, 3 * 1_200 + 2 * 3_960)
    credit = fed(hq, "S001", CreditRow)["account"]
    assert (credit.ordered, credit.balance, credit.line) == (told.total, 0, 500_000)
    note = shipped(hq)
    assert note.total == told.total
    assert {ln.item: ln.qty for c in note.cartons for ln in c.lines if ln.item == "A1"} == {
        "A1": 36_000
    }
    milk = [ln for c in note.cartons for ln in c.lines if ln.item == "A2"]
    assert [(ln.qty, ln.expiry) for ln in milk] == [
        (12_000, "2026-03-17"), (12_000, "2026-03-16"),
    ]  # fmt: skip
    bill = fed(hq, "S001", BillRow)[f"b{note.id}"]
    assert (bill.amount, bill.due, bill.open) == (note.total, "2026-03-11", note.total)
    credit = fed(hq, "S001", CreditRow)["account"]
    assert (credit.ordered, credit.balance) == (0, note.total)
    assert [(d.date, d.amount) for d in credit.due] == [("2026-03-11", note.total)]


def test_shipped_twice_is_shipped_once(hq: RunningHq, till: TillByHand) -> None:
    tell(till, order("o1", ("A1", 3)))
    note = shipped(hq)
    before = hq.rows(st.ledger)
    assert ship(hq.hq.database, WEDNESDAY, NOON) == []
    assert hq.rows(st.ledger) == before and shipped(hq) == note


def test_a_proposal_that_two_tills_answered_is_delivered_and_billed_once(
    hq: RunningHq, till: TillByHand
) -> None:
    """The line was down: neither till knew of the other's order."""
    for name, one in (("o1", till), ("o2", hq.till("S001", "02"))):
        tell(one, replace(order(name, ("A1", 3)), proposal="p1"))
    told = fed(hq, "S001", SupplyOrderRow)
    assert (told["o1"].state, told["o2"].state) == ("taken", "refused")
    assert "已经订过" in told["o2"].note
    assert told["o2"].said == (Said(code=TWICE),)
    assert shipped(hq).total == told["o1"].total


def test_goods_that_were_short_are_credited_once_however_often_they_are_claimed(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A2", 2)))
    note = shipped(hq)
    twice = claim(note, "A2", 12_000, "short")
    again = replace(twice, claim="again")
    both = replace(twice, claim="both", lines=twice.lines * 2)
    tell(till, came(note, A2=12_000), twice, again, both)
    told = fed(hq, "S001", ClaimRow)
    assert [told[c].state for c in (twice.claim, "again", "both")] == ["granted", "open", "open"]
    assert sum(row.credited for row in told.values()) == note.total // 2


def test_an_order_that_comes_late_goes_with_the_next_delivery(
    hq: RunningHq, till: TillByHand
) -> None:
    """Written before the deadline, with the line down until the evening."""
    hq.clock.at = NOON + 6 * 3_600_000
    till.log_in(hq.clock.at)
    tell(till, order("o1", ("A1", 3)))
    (told,) = fed(hq, "S001", SupplyOrderRow).values()
    assert (told.state, told.delivery) == ("late", "2026-03-05")
    assert "过了截单" in told.note
    late, least = told.said
    assert late == Said(code=NEXT_TRUCK, date="2026-03-05")
    assert least.code == BELOW_LEAST
    assert ship(hq.hq.database, WEDNESDAY, NOON) == []
    assert shipped(hq, "2026-03-05").date == "2026-03-05"


def test_orders_that_nobody_can_fill_are_harmless_and_said(hq: RunningHq, till: TillByHand) -> None:
    with hq.hq.database.operator() as scope:
        put_special(scope, "S001", "A2", available=False)
    tell(
        till,
        order("o1", ("A1", 3), supplier="W9"),
        order("o2", ("Z9", 2), ("A2", 1)),
        order("o3", ("A3", 1), supplier="own", delivery="", deadline=0),
        order("o3", ("A3", 1)),
    )
    told = fed(hq, "S001", SupplyOrderRow)
    assert told["o1"].state == "refused"
    assert (told["o2"].cut, told["o2"].total) == ({"A2": 1, "Z9": 2}, 0)
    assert told["o3"].supplier == "W1" and "起订额" in told["o3"].note
    assert told["o3"].said == (Said(code=BELOW_LEAST),)
    assert ship(hq.hq.database, WEDNESDAY, NOON)[0].shipments == 1
    assert fed(hq, "S001", SupplyOrderRow)["o2"].state == "refused"


def test_shortage_is_shared_in_proportion_and_shown(hq: RunningHq, till: TillByHand) -> None:
    with hq.hq.database.operator() as scope:
        fields = {n: getattr(packs()[0], n) for n in packs()[0].__slots__} | {"left": 5}
        put_packs(scope, [type(packs()[0])(**fields)])
    other = hq.till("S002")
    tell(till, order("o1", ("A1", 6), ("A3", 1)))
    tell(other, order("o2", ("A1", 2)))
    ship(hq.hq.database, WEDNESDAY, NOON)
    assert fed(hq, "S001", SupplyOrderRow)["o1"].cut == {"A1": 2}
    assert fed(hq, "S002", SupplyOrderRow)["o2"].cut == {"A1": 1}
    assert fed(hq, "S001", SupplyOrderRow)["o1"].total == 4 * 1_200 + 620
    (left,) = [r["left_packs"] for r in hq.rows(st.supply_item) if r["item"] == "A1"]
    assert left == 0


@given(some.integers(0, 500), some.lists(some.integers(0, 200), min_size=1, max_size=20))
def test_a_fair_share_wastes_nothing_and_gives_nobody_too_much(
    left: int, wanted: list[int]
) -> None:
    given_out = share(left, wanted)
    assert sum(given_out) == min(left, sum(wanted))
    assert all(0 <= got <= want for got, want in zip(given_out, wanted, strict=True))
    for got, want in zip(given_out, wanted, strict=True):
        assert abs(got * sum(wanted) - min(left, sum(wanted)) * want) < max(sum(wanted), 1)


def test_a_short_carton_is_kept_claimed_and_credited_by_rule(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A1", 3), ("A2", 2)))
    note = shipped(hq)
    tell(till, came(note, A2=12_000), claim(note, "A2", 12_000, "short"))
    (row,) = [r for r in hq.rows(st.shipment_line) if r["item"] == "A2"]
    assert (row["qty"], row["arrived"], row["credited"]) == (24_000, 12_000, 3_960)
    (sent,) = hq.rows(st.shipment)
    assert sent["state"] == "differs"
    answered = fed(hq, "S001", ClaimRow)["cA2short"]
    assert (answered.state, answered.credited) == ("granted", 3_960)
    assert fed(hq, "S001", SupplyOrderRow)["o1"].state == "received"
    assert fed(hq, "S001", CreditRow)["account"].balance == note.total - 3_960
    assert fed(hq, "S001", BillRow)[f"b{note.id}"].open == note.total - 3_960


def test_what_does_not_match_waits_for_an_operator(hq: RunningHq, till: TillByHand) -> None:
    tell(till, order("o1", ("A1", 3), ("A2", 2)))
    note = shipped(hq)
    tell(
        till,
        came(note),
        claim(note, "A2", 12_000, "short"),
        claim(note, "A1", 2_000, "damaged"),
        ClaimMade(claim="photo", receiving="r1", shipment=note.id, supplier="W1", amount=100,
                   lines=(ClaimLine(item="A1", name="", qty=1_000, cost=100, reason="damaged",
                                    photo="a.jpg", photo_sha256="ab" * 32),)),
    )  # fmt: skip
    told = fed(hq, "S001", ClaimRow)
    assert {k: c.state for k, c in told.items()} == {
        "cA2short": "open", "cA1damaged": "open", "photo": "granted",
    }  # fmt: skip
    with hq.hq.database.scope("S001") as scope:
        assert grant(scope, "S001", "cA1damaged", "li.na", NOON) == 200
        refuse(scope, "S001", "cA2short", "li.na", "签收时数目是对的")
        with pytest.raises(DecidedError):
            grant(scope, "S001", "cA2short", "li.na", NOON)
        with pytest.raises(LookupError):
            refuse(scope, "S001", "nothing", "li.na", "")
    told = fed(hq, "S001", ClaimRow)
    assert (told["cA2short"].state, told["cA2short"].note) == ("refused", "签收时数目是对的")
    assert told["cA2short"].said == ()
    assert told["photo"].credited == 100 and told["cA1damaged"].credited == 200


def test_claims_never_give_back_more_than_was_billed(hq: RunningHq, till: TillByHand) -> None:
    """A pack of twelve at 45.61 does not divide: the parts still make the whole."""
    tell(till, order("o1", ("A4", 2)))
    note = shipped(hq)
    tell(till, came(note))
    photo = {"photo": "a.jpg", "photo_sha256": "ab" * 32}
    for n in range(5):
        line = ClaimLine(item="A4", name="", qty=7_000, cost=380, reason="damaged", **photo)
        tell(till, ClaimMade(claim=f"c{n}", receiving="r1", shipment=note.id, supplier="W1",
                             lines=(line,), amount=2_660))  # fmt: skip
    with hq.hq.database.scope("S001") as scope:
        for n in (3, 4):
            grant(scope, "S001", f"c{n}", "li.na", NOON)
        assert account(scope, "S001").balance == 0
    told = fed(hq, "S001", ClaimRow)
    assert sum(told[f"c{n}"].credited for n in range(5)) == note.total == 9_122


def test_a_claim_after_its_last_day_is_refused(hq: RunningHq, till: TillByHand) -> None:
    tell(till, order("o1", ("A2", 1)))
    note = shipped(hq)
    tell(till, came(note, A2=1_000))
    tell(till, claim(note, "A2", 1_000, "short"), at=NOON + 5 * DAY_MS)
    assert fed(hq, "S001", ClaimRow)["cA2short"].state == "refused"


def test_what_is_of_no_supplier_that_hq_knows_waits_for_an_operator(
    hq: RunningHq, till: TillByHand
) -> None:
    """The goods have left the shelf: nobody may lose sight of them."""
    line = ReceivedLine(
        item="A2", name="", expected=0, qty=3_000, cost=400, expiry="2026-03-09"
    )  # fmt: skip
    gone = GoodsSentBack(sending="b3", supplier="hq", lines=(line,), amount=1_200)
    own = GoodsSentBack(sending="b4", supplier="local", lines=(line,), amount=1_200)
    tell(till, order("o1", ("A2", 1)))
    note = shipped(hq)
    other = replace(claim(note, "A2", 1_000, "short"), supplier="hq")
    tell(till, gone, own, came(note, A2=1_000), other)
    told = fed(hq, "S001", ClaimRow)
    assert {ident: row.state for ident, row in told.items()} == {
        "b3": "open", "cA2short": "granted",
    }  # fmt: skip
    with hq.hq.database.scope("S001") as scope:
        assert grant(scope, "S001", "b3", "li.na", NOON) == 990


def test_a_note_that_disagrees_and_goods_that_stand_on_none_are_kept(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A1", 1)))
    note = shipped(hq)
    extra = ReceivedLine(item="A3", name="麦香吐司", expected=0, qty=2_000, cost=620)
    whole = came(note)
    tell(
        till,
        GoodsReceived(receiving="r0", supplier="L", supplier_name="菜场", lines=(extra,), total=0),
        GoodsReceived(receiving="r9", supplier="W1", supplier_name="", lines=(extra,), total=0,
                      shipment="unknown"),
        GoodsReceived(receiving="r1", supplier="W1", supplier_name="", total=0, shipment=note.id,
                      lines=(*whole.lines, extra)),
    )  # fmt: skip
    lines = {r["item"]: (r["qty"], r["arrived"]) for r in hq.rows(st.shipment_line)}
    assert lines == {"A1": (12_000, 12_000), "A3": (0, 2_000)}


@pytest.mark.parametrize(
    "wrong",
    [
        order("x" * 65, ("A1", 1)),
        order("", ("A1", 1)),
        order("o1", ("A" * 33, 1)),
        order("o1", ("A1", 1), supplier="s" * 33),
        order("o1", ("A1", 1), delivery="someday, perhaps"),
        order("o1", ("A1", -5)),
        order("o1", ("A1", 10**14)),
        order("o\0", ("A1", 1)),
        GoodsReceived(receiving="r", supplier="W1", supplier_name="", total=10**15, lines=()),
    ],
)
def test_an_order_that_cannot_be_booked_is_put_aside(
    hq: RunningHq, till: TillByHand, wrong: AnyFact
) -> None:
    till.record(wrong)
    till.record(order("good", ("A1", 5)))
    answer = till.push()
    assert [q.seq for q in answer.quarantined] == [1]
    assert list(fed(hq, "S001", SupplyOrderRow)) == ["good"]


def test_a_carton_code_scans_as_eighteen_digits_with_a_check_digit() -> None:
    codes = {carton_code("s1", n) for n in range(200)}
    assert len(codes) == 200
    for code in codes:
        digits = [int(d) for d in code]
        assert len(code) == 18
        assert sum(d * (3 if n % 2 == 0 else 1) for n, d in enumerate(digits)) % 10 == 0
        assert not code.startswith(("1", "2"))  # no payment code begins so


def test_an_order_of_absurd_size_is_bounded(hq: RunningHq, till: TillByHand) -> None:
    line = SupplyLine(item="A1", name="", packs=10**7, pack=12_000, cost=1)
    fact = order("o1", ("A1", 1))
    tell(till, type(fact)(**{n: getattr(fact, n) for n in fact.__struct_fields__ if n != "v"}
                          | {"lines": (line,)}))  # fmt: skip
    (row,) = hq.rows(st.supply_order_line)
    assert row["packs"] == 9_999


@pytest.mark.parametrize("code", SAID)
def test_whatever_hq_says_has_words_for_old_and_new_tills(code: str) -> None:
    said = (Said(code=code, date="2026-03-04"),)
    assert len(note_of(said)) > 3
    assert hq_words(said, "old words") not in ("", "old words")


before_codes = import_module("sync.hq.store.migrations.versions.0012_said_as_codes")
codes_of = before_codes._said
"""How sentences were read that were kept before there were codes."""
said_by_rule = some.builds(
    Said,
    code=some.sampled_from(sorted(before_codes.SENTENCES)),
    date=some.dates().map(str),
).map(lambda one: one if one.code == NEXT_TRUCK else replace(one, date=""))


@given(some.lists(said_by_rule, max_size=3))
def test_what_was_kept_as_a_sentence_is_told_as_codes(said: list[Said]) -> None:
    assert said_of(write_said(said)) == tuple(said)
    note = note_of(said)
    assert said_of(codes_of(note)) == tuple(said)
    assert not said or said_of(codes_of(f"{note}另外,请回电。")) == ()
