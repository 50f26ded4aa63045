"""HQ went mad, or somebody sits between: no row of it stops the till, and each is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.domain.item import Item
from pos_app.runtime.clock import FixedClock
from pos_app.services.expiry_radar import radar
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.replenish_plan import own_proposals, sheet_of
from pos_app.services.report_span import Span
from pos_app.storage import hq_view, outbox
from pos_app.storage.feed_sink import FeedMirror
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.stock import StockBook
from sync.wire.feed import TABLES, OtherTillRow, canonical
from sync.wire.feed_row import Row
from sync.wire.messages import Change
from tests.support.fed_supply import proposal, proposal_line, shipment, week_of_supply
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)
HUGE = 2**70


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    path, clock = tmp_path / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    with closing(open_shop(path, clock=clock)) as shop:
        for n in range(8):
            shop.goods.create(Item(id=f"g{n}", name=f"货{n}", price=600, cost=300), BOSS)
        outbox.save_link(shop.conn, "https://hq.example.com", "d" * 16, 1, "")
        yield shop


def raw(table: str, key: str, body: bytes, seq: int) -> Change:
    return Change(seq=seq, table=table, key=key, body=msgspec.Raw(body))


def put(shop: Shop, *rows: tuple[str, str, bytes]) -> None:
    """A page as it came over the line."""
    mirror = FeedMirror(shop.conn, shop.clock.now_ms, pause=lambda _s: None)
    start = mirror.cursor()
    page = [raw(*row, start + n) for n, row in enumerate(rows, 1)]
    mirror.apply(page, start + len(page), complete=True)
    assert mirror.cursor() == start + len(page) and not mirror.pending()
    theirs: dict[str, dict[str, bytes]] = {}
    for table, key, body in rows:
        theirs.setdefault(table, {})[key] = body
    for table, known in theirs.items():
        assert mirror.digests()[table][1] >= len(known)


def changed(row: Row, **fields: object) -> bytes:
    return msgspec.json.encode(msgspec.to_builtins(row) | fields, order="sorted")


def look_everywhere(shop: Shop) -> None:
    """Every page of supply, as the screens and reports look at it."""
    supply, today = shop.supply, "2026-03-03"
    for one in supply.proposals():
        sheet = sheet_of(one, supply.lines(one.id), {})
        assert sheet.total >= 0 and sheet.risk_bp >= 0 and sheet.waste >= 0
    own_proposals(supply, shop.goods_book, StockBook(shop.conn), today)
    radar(supply, shop.goods_book, StockBook(shop.conn), today)
    for found in (
        supply.assortment(), supply.suppliers(), supply.supply_items(), supply.sent_orders(),
        supply.shipments(), supply.notes(), supply.claims(), supply.bills(), supply.coming(),
        supply.received_again(), supply.last_deadline(), supply.batches(),
    ):  # fmt: skip
        assert found is not NotImplemented
    supply.credit()
    ReportQueries(shop.conn).statement(Span(start="2026-03-01", end="2026-03-31"))


def refused(shop: Shop) -> dict[str, str]:
    return {f"{r.table} {r.key}": r.reason for r in hq_view.details(shop.conn).refused}


def test_absurd_rows_are_named_and_the_good_ones_land(shop: Shop) -> None:
    goods = list(shop.goods_book.page(limit=8))
    one = proposal(MORNING, lines=1)
    line, note = proposal_line(one, goods[0], 0), shipment(goods)
    far = changed(note, id="far", date="9999-12-31")
    undated = msgspec.to_builtins(note) | {"id": "undated"}
    undated["cartons"][0]["lines"][0]["expiry"] = "soon"
    other = OtherTillRow(till="02", item="g1", date="2026-03-03", qty=3_000)
    put(
        shop,
        ("proposal", "wild", changed(one, id="wild", deadline=HUGE)),
        ("proposal", one.id, canonical(one)),
        ("proposal_line", f"{one.id}|g0", canonical(line)),
        ("proposal_line", f"{one.id}|g1", changed(line, item="g1", packs=-3)),
        ("proposal_line", f"{one.id}|g2", changed(line, item="g2", pack=0)),
        ("shipment", note.id, canonical(note)),
        ("shipment", "far", far),
        ("shipment", "undated", msgspec.json.encode(undated)),
        ("shipment", "nobody", changed(note, id="nobody", supplier="")),
        ("bill", "b1", b'{"id":"b1","kind":"bill","date":"2026-03-01","amount":%d}' % HUGE),
        ("credit", "S1", b'{"id":"S1","line":1e400,"balance":0,"terms_days":7}'),
        ("price", "g0|0", b'{"item":"g0","valid_from":0,"price":%d}' % HUGE),
        ("other_till", "02|2026-03-03|g0", changed(other, item="g0", qty=HUGE)),
        ("other_till", "02|2026-03-03|g1", canonical(other)),
        ("claim", "c1", b"[1,2,3]"),
    )
    assert refused(shop) == {
        "proposal wild": "too_big", f"proposal_line {one.id}|g1": "negative",
        f"proposal_line {one.id}|g2": "negative", "shipment far": "bad_date",
        "shipment undated": "bad_date", "shipment nobody": "no_name", "bill b1": "too_big",
        "credit S1": "unreadable", "price g0|0": "too_big",
        "other_till 02|2026-03-03|g0": "too_big", "claim c1": "unreadable",
    }  # fmt: skip
    assert [p.id for p in shop.supply.proposals()] == [one.id]
    assert [ln.item for ln in shop.supply.lines(one.id)] == ["g0"]
    assert [s.id for s in shop.supply.shipments()] == [note.id]
    assert StockBook(shop.conn).on_hand("g1") == 3_000
    look_everywhere(shop)


def test_a_row_that_comes_right_is_named_no_more(shop: Shop) -> None:
    """What had landed before the absurd one stays in force until then, and is not added twice."""
    key = "02|2026-03-03|g1"
    row = OtherTillRow(till="02", item="g1", date="2026-03-03", qty=3_000)
    put(shop, ("other_till", key, canonical(row)))
    put(shop, ("other_till", key, changed(row, qty=HUGE)))
    assert StockBook(shop.conn).on_hand("g1") == 3_000
    assert list(refused(shop)) == [f"other_till {key}"]
    put(shop, ("other_till", key, changed(row, qty=5_000)))
    assert StockBook(shop.conn).on_hand("g1") == 5_000
    assert refused(shop) == {}
    put(shop, ("claim", "c1", b"null"))
    mirror = FeedMirror(shop.conn, shop.clock.now_ms, pause=lambda _s: None)
    gone = Change(seq=mirror.cursor() + 1, table="claim", key="c1")
    mirror.apply([gone], gone.seq, complete=True)
    assert refused(shop) == {}


def test_a_snapshot_names_them_anew(shop: Shop) -> None:
    put(shop, ("claim", "c1", b"null"), ("bill", "b1", b"7"))
    mirror = FeedMirror(shop.conn, shop.clock.now_ms, pause=lambda _s: None)
    mirror.begin_snapshot()
    mirror.snapshot_page([raw("bill", "b1", b"7", 1)], "")
    mirror.end_snapshot(9)
    assert list(refused(shop)) == ["bill b1"]
    assert mirror.digests()["bill"][1] == 1 and mirror.digests()["claim"][1] == 0


ODD = some.one_of(
    some.integers(-(2**80), 2**80), some.integers(-3, 3), some.text(max_size=6), some.none(),
    some.sampled_from(["", "9999-12-31", "0000-00-00", "2026-03-04", "x" * 5_000, "\0", "-1"]),
    some.just([]), some.just({}), some.just({"g0": -(2**66)}), some.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_whatever_stands_in_a_row_the_till_goes_on(shop: Shop, data: some.DataObject) -> None:
    """One field of each of a week's rows is something else."""
    goods = list(shop.goods_book.page(limit=8))
    note = shipment(goods)
    rows = [r for r in [*week_of_supply(shop, goods), ("shipment", note.id, note)] if r[2]]
    tab, key, row = data.draw(some.sampled_from(rows))
    assert row is not None
    field = data.draw(some.sampled_from(row.__struct_fields__))
    body = changed(row, **{field: data.draw(ODD)})
    put(shop, (tab, key, body), ("notice", "n", b'{"id":"n","at":1,"title":"t","text":"x"}'))
    assert TABLES[tab] is type(row)
    look_everywhere(shop)
