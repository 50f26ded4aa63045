"""16:20, ordering before 17:00: look at what runs out, change two lines, send."""

from __future__ import annotations

import threading

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from pos_app.commands.demo import OPENING
from pos_app.domain.staff import Staff
from pos_app.runtime.clock import FixedClock
from pos_app.services.stock import OWN_USE, Moved
from pos_app.storage.supply_book import SupplyBook
from pos_app.ui.screens.replenish.assortment import AssortmentSheet
from pos_app.ui.screens.replenish.deadline import deadline_words
from pos_app.ui.screens.replenish.screen import ReplenishScreen
from pos_app.ui.screens.step_up import StepUp
from pos_app.ui.widgets import Card
from sync.wire.chain import decode
from sync.wire.facts import AssortmentAnswered, SupplyOrdered
from tests.support.face import TillWindow
from tests.support.fed_supply import HOUR_MS, feed, proposal, week_of_supply


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
    assert list(order.left_out.values()) == ["holiday"], "HQ learns why none was wanted"
    till.wait(lambda: screen.model.rowCount() == 4)


def test_a_reason_is_given_by_one_tap(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    item = screen.model.rows[0].row.item
    till.press("+", "F5")
    till.click("有办席、活动")
    till.wait(lambda: till.sheet is None)
    assert next(r for r in screen.model.rows if r.row.item == item).reason == "event"


def test_what_she_changed_is_still_there_after_the_lights_went_out(
    at_replenish: TillWindow,
) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    item = screen.model.rows[0].row.item
    till.press("+")
    till.session.writer.call(lambda _shop: None)
    screen.refresh()
    assert next(r for r in screen.model.rows if r.row.item == item).changed


def test_another_proposal_starts_with_what_runs_out_first(at_replenish: TillWindow) -> None:
    """The same goods stand in both; she reads the new one from its top."""
    till, screen = at_replenish, screen_of(at_replenish)
    till.press("Down", "Down", "Down")
    chosen = screen.model.rows[3].row
    one = proposal(till.session.clock.now_ms(), lines=2, supplier="late", name="晚班车")
    rows = [
        msgspec.structs.replace(
            line.row, proposal=one.id, have=1_000_000 if line.row == chosen else 0
        )
        for line in screen.model.rows[2:4]
    ]
    fed = [("proposal", one.id, one), *(("proposal_line", f"{one.id}|{r.item}", r) for r in rows)]
    till.session.writer.call(lambda shop: feed(shop, fed))
    screen.refresh(one.id)
    assert [r.row.item for r in screen.model.rows][1] == chosen.item
    assert screen.table.row_now() == 0


def test_what_hq_is_out_of_is_said_where_she_orders(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    one = till.session.desk.supply.proposals()[0]
    names = ("清源矿泉水", "青山纯牛奶", "麦香吐司", "好劲道牛肉面", "曹县馒头")
    told = msgspec.structs.replace(one, missing=names)
    till.session.writer.call(lambda shop: feed(shop, [("proposal", one.id, told)]))
    screen.refresh(one.id)
    till.sees("总部缺货,这次送不了:清源矿泉水、青山纯牛奶、麦香吐司、好劲道牛肉面 等 5 种")


def test_the_filter_shows_what_runs_out(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    till.press("F3")
    left = [row.days_left for row in screen.model.rows]
    assert left and all(days is not None and days <= 3 for days in left)


def reached(till: TillWindow) -> list[str]:
    """The goods whose card the keys mean: the only one with the accent, and with the keys on it."""
    assert isinstance(till.sheet, AssortmentSheet)
    cards = [card for card in till.sheet.findChildren(Card) if card.isVisible()]
    assert {card.yes.kind for card in cards} <= {"primary", "secondary"}
    return [card.proposal.name for card in cards if card.yes.kind == "primary"]


def answers_of(till: TillWindow) -> list[tuple[str, bool]]:
    rows = till.session.writer.call(
        lambda shop: shop.conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
    )
    facts = [decode(p).fact for (p,) in rows]
    return [(f.proposal, f.accepted) for f in facts if isinstance(f, AssortmentAnswered)]


def test_goods_that_hq_proposes_are_listed_by_one_touch(at_replenish: TillWindow) -> None:
    till = at_replenish
    till.press("F8")
    till.sees("无糖乌龙茶", "11 家店")
    till.click("上架")
    till.wait(lambda: "assortment.answered" in till.journal_kinds())
    listed = till.session.desk.goods.get("HQ-WULONG")
    assert listed is not None
    assert listed.price == 450


def test_what_hq_proposes_is_answered_by_keys_alone(at_replenish: TillWindow) -> None:
    """She walks over the cards; Enter takes out the last one, Del says no to the first."""
    till = at_replenish
    old = next(r for r in till.session.desk.supply.assortment() if r.deed == "delist")
    till.press("F8")
    assert reached(till) == ["无糖乌龙茶"]
    till.press("Up")
    assert reached(till) == ["无糖乌龙茶"]
    till.press("Down", "Down")
    assert reached(till) == [old.name]
    till.press("Tab", "Shift+Tab")
    assert reached(till) == ["无糖乌龙茶"]
    till.press("Down", "Enter")
    till.wait(lambda: reached(till) == ["无糖乌龙茶"])
    till.press("Del", "Del")
    till.wait(lambda: till.sheet is None)
    assert answers_of(till) == [("A2", True), ("A1", False)], "each once"
    taken_out = till.session.desk.goods.get(old.item)
    assert taken_out is not None
    assert not taken_out.active
    assert till.session.desk.goods.get("HQ-WULONG") is None
    till.press("F8")
    till.sees("没有新的推荐")
    till.press("Enter", "Del", "Down", "Tab", "Esc")
    assert till.sheet is None
    assert len(answers_of(till)) == 2


def test_a_card_is_reached_by_touch_and_esc_answers_nothing(at_replenish: TillWindow) -> None:
    till = at_replenish
    till.press("F8")
    last = till.sheet.findChildren(Card)[-1]
    QTest.mouseClick(last, Qt.MouseButton.LeftButton, pos=QPoint(30, 12))
    assert reached(till) == [last.proposal.name]
    till.press("Esc")
    assert till.sheet is None
    assert answers_of(till) == []


def test_a_card_that_is_left_while_its_answer_is_written_is_answered(
    at_replenish: TillWindow,
) -> None:
    till = at_replenish
    go = threading.Event()
    till.press("F8")
    till.session.writer.submit(lambda _shop: go.wait(10))
    till.press("Enter", "Enter", "Esc")
    assert till.sheet is None
    go.set()
    till.wait(lambda: answers_of(till) == [("A1", True)])
    till.sees("无糖乌龙茶 已上架")


def test_a_cashier_asks_the_owner_and_may_ask_again(at_replenish: TillWindow) -> None:
    till = at_replenish
    till.session.set_staff(Staff(id="9", name="小李", role="cashier"))
    till.press("F8", "Enter")
    till.wait(lambda: isinstance(till.sheet, StepUp))
    till.press("Esc")
    assert reached(till) == ["无糖乌龙茶"]
    till.press("Enter")
    till.wait(lambda: isinstance(till.sheet, StepUp))
    till.type("135790")
    till.wait(lambda: answers_of(till) == [("A1", True)])


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


def test_the_button_still_says_what_it_sends_after_a_sheet_was_looked_at(
    at_replenish: TillWindow,
) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    said = screen.send.text()
    assert "行" in said
    till.press("F10", "Esc")
    assert screen.send.text() == said
    for line in range(len(screen.model.rows)):
        screen.table.select(line)
        till.press("Del")
    assert not screen.send.isEnabled()
    till.press("F10", "Esc")
    assert not screen.send.isEnabled()
    till.press("F9")
    till.session.writer.call(lambda _shop: None)
    assert orders_of(till) == []


def test_only_kinds_of_lines_that_there_are_can_be_chosen(at_replenish: TillWindow) -> None:
    till, screen = at_replenish, screen_of(at_replenish)
    assert "changed" not in screen.filters.choices()
    screen.table.select(3)
    till.press("+")
    assert "changed" in screen.filters.choices()
    while screen.filters.current() != "changed":
        till.press("F3")
        assert screen.model.rows
    assert [line.changed for line in screen.model.rows] == [True]
    till.press("-")
    till.press("F3")
    assert "changed" not in screen.filters.choices()


def test_the_estimate_is_worked_out_beside_the_face(
    open_till: TillWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page shows at once and says that it is still reckoning; a sale could go on."""
    till = open_till
    go = threading.Event()
    walked: list[threading.Thread] = []
    look = type(till.session.desk.supply).sold_by_day

    def slowly(book: SupplyBook, since: str) -> dict[str, dict[str, int]]:
        walked.append(threading.current_thread())
        go.wait(10)
        return look(book, since)

    monkeypatch.setattr(SupplyBook, "sold_by_day", slowly)
    goods = till.goods(2)
    for item in goods:
        till.scan(item.code)
    till.press("F9", "Enter")
    till.wait(lambda: "sale.completed" in till.journal_kinds())
    gone = tuple(Moved(item=item, qty=-till.session.desk.stock.on_hand(item.id)) for item in goods)
    till.session.writer.call(lambda shop: shop.stock.adjust(gone, OWN_USE, till.session.staff))
    till.press("Ctrl+5")
    till.sees("正在按四周销量估算")
    for _ in range(20):
        till.session.changed.emit(frozenset({"goods"}))
    till.press("Ctrl+1")
    till.scan(goods[0].code)
    assert not till.session.register.basket.is_empty
    till.press("Ctrl+5")
    go.set()
    till.wait(lambda: bool(screen_of(till).model.rows))
    till.sees(goods[0].name)
    till.wait(lambda: len(walked) == 2)
    assert threading.main_thread() not in walked


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (90, "今天 08:10 截单 · 还有 1 小时 30 分", "bad"),
        (8 * 60, "今天 14:40 截单 · 还有 8 小时 0 分", "warn"),
        (24 * 60, "明天 06:40 截单", "muted"),
        (3 * 24 * 60, "周五 06:40 截单", "muted"),
        (9 * 24 * 60, "03-12 06:40 截单", "muted"),
        (-10, "今天 06:30 已截单,现在发排下一次送货", "bad"),
    ],
)
def test_the_deadline_says_which_day_it_is(minutes: int, words: str, tone: str) -> None:
    clock = FixedClock(OPENING)
    one = proposal(OPENING, lines=1)
    at = msgspec.structs.replace(one, deadline=OPENING + minutes * 60_000)
    assert deadline_words(at, clock) == (words, tone)
