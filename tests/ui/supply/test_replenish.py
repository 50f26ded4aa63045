"""16:20, ordering before 17:00: look at what runs out, change two lines, send."""

from __future__ import annotations

import pytest

from pos_app.services.stock import OWN_USE, Moved
from pos_app.ui.screens.replenish.screen import ReplenishScreen
from sync.wire.chain import decode
from sync.wire.facts import SupplyOrdered
from tests.support.face import TillWindow
from tests.support.fed_supply import HOUR_MS, feed, week_of_supply


@pytest.fixture
def at_replenish(open_till: TillWindow) -> TillWindow:
    till = open_till
    goods = till.goods(24)
    till.session.writer.call(lambda shop: feed(shop, week_of_supply(shop, goods)))
    till.press("Ctrl+5")
    return till


def screen_of(till: TillWindow) -> ReplenishScreen:
    screen = till.screen
    assert isinstance(screen, ReplenishScreen)
    return screen


def orders_of(till: TillWindow) -> list[SupplyOrdered]:
    rows = till.session.writer.call(
        lambda shop: shop.conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
    )
    facts = [decode(p).fact for (p,) in rows]
    return [f for f in facts if isinstance(f, SupplyOrdered)]


def test_she_changes_two_lines_and_sends_before_the_deadline(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    till.sees("京东仓", "产业带厂直", "截单", "可用额度")
    assert screen.model.rowCount() == 20
    first = screen.model.rows[0]
    till.press("+", "+")
    assert screen.model.rows[0].packs == first.packs + 2
    till.press("Down", "Del")
    till.press("F5")
    till.type("1")
    till.press("Enter")
    till.press("F9")
    till.wait(lambda: len(orders_of(till)) == 1)
    (order,) = orders_of(till)
    lines = {ln.item: ln for ln in order.lines}
    assert lines[first.row.item].packs == first.packs + 2
    assert lines[first.row.item].proposed == first.packs
    assert order.proposal == "P-hq"
    assert all(ln.packs for ln in order.lines)
    till.wait(lambda: screen.model.rowCount() == 4)


def test_what_she_changed_is_still_there_after_the_lights_went_out(
    at_replenish: TillWindow,
) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    item = screen.model.rows[0].row.item
    till.press("+")
    till.session.writer.call(lambda _shop: None)
    screen.refresh()
    assert next(r for r in screen.model.rows if r.row.item == item).changed


def test_the_filter_shows_what_runs_out(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    till.press("F3")
    left = [row.days_left for row in screen.model.rows]
    assert left and all(days is not None and days <= 3 for days in left)


def test_goods_that_hq_proposes_are_listed_by_one_key(at_replenish: TillWindow) -> None:
    till = at_replenish
    till.press("F8")
    till.sees("无糖乌龙茶", "11 家店")
    till.click("上架")
    till.wait(lambda: "assortment.answered" in till.journal_kinds())
    listed = till.session.desk.goods.get("HQ-WULONG")
    assert listed is not None
    assert listed.price == 450


def test_without_hq_the_till_estimates_and_says_so(open_till: TillWindow) -> None:
    till = open_till
    goods = till.goods(3)
    for item in goods:
        till.scan(item.code)
    till.press("F9", "Enter")
    till.wait(lambda: "sale.completed" in till.journal_kinds())
    gone = tuple(Moved(item=item, qty=-till.session.desk.stock.on_hand(item.id)) for item in goods)
    till.session.writer.call(lambda shop: shop.stock.adjust(gone, OWN_USE, till.session.staff))
    till.press("Ctrl+5")
    till.sees("本机按四周销量估算", goods[0].name)
    till.press("F9")
    till.wait(lambda: len(orders_of(till)) == 1)
    assert orders_of(till)[0].fallback


def test_a_category_left_to_the_till_is_ordered_at_the_last_minute(
    at_replenish: TillWindow,
) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    chosen = screen.model.rows[0].row
    till.press("F7")
    till.wait(lambda: till.session.desk.settings.text("automatic_categories") == chosen.category)
    till.window.automatic.look()
    assert orders_of(till) == []
    till.clock.advance(2 * HOUR_MS + 30 * 60_000)
    till.window.automatic.look()
    till.wait(lambda: len(orders_of(till)) == 1)
    (order,) = orders_of(till)
    assert order.automatic
    rows = till.session.desk.supply.lines("P-hq")
    wanted = {r.item for r in rows if r.category == chosen.category and r.packs}
    assert {line.item for line in order.lines} == wanted
