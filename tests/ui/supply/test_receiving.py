"""8:00, the truck: cartons by scan, one short, one crushed, two dates; and what grows old."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from pos_app.domain.item import Item
from pos_app.services.stock import OWN_USE, Moved
from pos_app.ui.screens.stock.claims_sheet import ClaimSheetOf
from pos_app.ui.screens.stock.poster_sheet import PosterSheet
from pos_app.ui.screens.stock.screen import StockScreen
from sync.wire.chain import decode
from sync.wire.facts import ClaimMade, GoodsReceived, MarkedDown, StockAdjusted
from sync.wire.supply import DAMAGED, SHORT, ReceivedLine, Said, SecondReceipt
from sync.wire.supply_feed import ClaimRow
from tests.support.face import TillWindow
from tests.support.fed_supply import feed, shipment

DAY_MS = 86_400_000


@pytest.fixture
def goods(open_till: TillWindow) -> list[Item]:
    return open_till.goods(2)


@pytest.fixture
def at_door(open_till: TillWindow, goods: list[Item]) -> TillWindow:
    till, note = open_till, shipment(goods)
    till.session.writer.call(lambda shop: feed(shop, [("shipment", note.id, note)]))
    till.press("Ctrl+4")
    return till


def test_a_delivery_that_another_till_received_as_well_is_said(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till = at_door
    again = SecondReceipt(receiving="r2", till="02", at=0, differs=True)
    note = replace(shipment(goods), state="received", received_by="01", again=(again,))
    till.session.writer.call(lambda shop: feed(shop, [("shipment", note.id, note)]))
    screen_of(till).receive.refresh()
    till.sees("收了两次", "算 01 号机的", "02 号机的不算", "请盘点")


def screen_of(till: TillWindow) -> StockScreen:
    screen = till.screen
    assert isinstance(screen, StockScreen)
    return screen


def crushed(folder: Path) -> Path:
    """A photo of what came."""
    picture = folder / "crushed.png"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFFAA3300)
    assert image.save(str(picture))
    return picture


def column_of(screen: StockScreen, row: int, column: int) -> str:
    """What a cell of the count says."""
    return str(screen.receive.model.index(row, column).data())


def facts_of(till: TillWindow) -> list[object]:
    rows = till.session.writer.call(
        lambda shop: shop.conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
    )
    return [decode(p).fact for (p,) in rows]


def test_cartons_are_scanned_without_a_key_before(at_door: TillWindow) -> None:
    """The first one opens its note and is counted, the next follows at once."""
    till, screen = at_door, screen_of(at_door)
    till.scan("CT0002")
    till.scan("CT0001")
    till.wait(lambda: screen.receive.model.rowCount() == 3)
    till.wait(lambda: [column_of(screen, n, 5) for n in range(3)] == ["齐了"] * 3)


def test_the_note_of_what_was_taken_in_without_it_is_counted_once(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    before = till.session.desk.stock.on_hand(goods[0].id)
    till.press("F6")
    till.wait(lambda: screen.receive.counting)
    till.scan(goods[0].code)
    till.press("F2")
    till.type("22")
    till.press("Enter", "F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    assert till.session.desk.stock.on_hand(goods[0].id) == before + 22_000
    till.press("F9")
    till.sees("是同一车货吗", "没有单子收过其中 1 种", goods[0].name)
    till.press("Enter")
    till.sees("代替没有单子收的那次")
    assert [column_of(screen, row, 5) for row in range(3)] == ["齐了", "还差 2", "还差 24"]
    till.press("F9")
    till.sees("没有单子收的那次不再算", "少 2", "少 24")
    till.press("Enter")
    till.wait(lambda: not screen.receive.counting)
    assert till.session.desk.stock.on_hand(goods[0].id) == before + 22_000
    facts = [f for f in facts_of(till) if isinstance(f, GoodsReceived)]
    assert [f.instead_of for f in facts] == ["", facts[0].receiving]


def test_another_truck_with_the_same_goods_is_counted_by_itself(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    before = till.session.desk.stock.on_hand(goods[0].id)
    till.press("F6")
    till.wait(lambda: screen.receive.counting)
    till.scan(goods[0].code)
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    till.scan("CT0001")
    till.sees("是同一车货吗")
    till.press("Esc")
    till.wait(lambda: column_of(screen, 0, 5) == "齐了")
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    assert till.session.desk.stock.on_hand(goods[0].id) == before + 25_000


def test_a_truck_with_one_carton_short_and_one_crushed(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    before = till.session.desk.stock.on_hand(goods[0].id)
    till.sees("京东仓")
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    lines = screen.receive.model.rows
    assert [(r.line.qty, r.line.expiry) for r in lines[:2]] == [
        (12_000, "2026-03-20"), (12_000, "2026-03-24"),
    ]  # fmt: skip
    till.scan("CT0001")
    till.sees("这一箱点过了")
    till.press("F5")
    till.sees("哪里不对")
    till.type("12")
    till.press("Enter")
    till.wait(lambda: till.sheet is None)
    assert [column_of(screen, row, 5) for row in range(3)] == ["齐了", "齐了", "还差 24"]
    till.press("F9")
    till.sees("向总部报", "破损", "少")
    till.press("Enter")
    till.wait(lambda: not screen.receive.counting)
    received = next(f for f in facts_of(till) if isinstance(f, GoodsReceived))
    claim = next(f for f in facts_of(till) if isinstance(f, ClaimMade))
    assert {(c.reason, c.item, c.qty) for c in claim.lines} == {
        (DAMAGED, goods[0].id, 2000), (SHORT, goods[1].id, 24_000),
    }  # fmt: skip
    assert received.shipment == "SH-0001"
    assert till.session.desk.stock.on_hand(goods[0].id) == before + 22_000
    assert not screen.receive.notes.some


def test_the_rail_counts_the_truck_at_the_door_and_what_grows_old(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    badge = till.window.face.badge
    till.window.supply.look()
    till.wait(lambda: badge("stock") == 0 and badge("replenish") == 0)
    till.clock.advance(3 * DAY_MS)
    till.window.supply.look()
    till.wait(lambda: badge("stock") == 1)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    till.press("F9", "Enter")
    till.wait(lambda: badge("stock") == 2)
    till.press("F3")
    till.wait(lambda: screen.near.model.rowCount() == 2)
    till.press("F9", "Enter")
    till.wait(lambda: badge("stock") == 1)


def test_a_half_done_count_survives_the_power_cut(at_door: TillWindow, goods: list[Item]) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan(goods[1].code)
    till.session.writer.call(lambda _shop: None)
    screen.receive.forget()
    screen.receive.refresh()
    assert sum(row.line.qty for row in screen.receive.model.rows) == 1000


def test_part_of_a_line_has_another_date(at_door: TillWindow, goods: list[Item]) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0002")
    till.press("F4")
    till.type("0401")
    till.press("Tab")
    till.type("6")
    till.press("Enter")
    till.wait(lambda: till.sheet is None)
    dates = [(r.line.expiry, r.line.qty) for r in screen.receive.model.rows[2:]]
    assert dates == [("", 18_000), ("2026-04-01", 6000)]


def test_goods_without_a_note_are_counted_blind(open_till: TillWindow) -> None:
    till, item = open_till, open_till.goods(1)[0]
    before = till.session.desk.stock.on_hand(item.id)
    till.press("Ctrl+4", "F6")
    screen = screen_of(till)
    till.wait(lambda: screen.receive.counting)
    till.scan(item.code)
    till.scan(item.code)
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    assert till.session.desk.stock.on_hand(item.id) == before + 2000


def test_what_was_bought_around_the_corner_is_paid_from_the_drawer(open_till: TillWindow) -> None:
    till, item = open_till, open_till.goods(1)[0]
    till.press("Ctrl+4", "F7")
    screen = screen_of(till)
    till.wait(lambda: screen.receive.counting)
    till.scan(item.code)
    till.press("F9", "Tab")
    till.type("12.5")
    till.press("Enter")
    till.wait(lambda: not screen.receive.counting)
    shift = till.session.desk.shifts.open_shift()
    assert shift is not None
    assert shift.cash_out == 1250


@pytest.mark.parametrize(("keys", "why"), [((), "expired"), (("2",), "damaged"), (("3",), "other")])
def test_near_expiry_is_marked_down_and_what_expired_is_written_off(
    at_door: TillWindow, goods: list[Item], keys: tuple[str, ...], why: str
) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    sold = Moved(item=goods[0], qty=12_000 - till.session.desk.stock.on_hand(goods[0].id))
    till.session.writer.call(lambda shop: shop.stock.adjust((sold,), OWN_USE, till.session.staff))
    till.clock.advance(21 * DAY_MS)
    till.press("F3")
    till.wait(lambda: screen.near.model.rowCount() == 1)
    (near,) = screen.near.model.rows
    assert (near.expiry, near.qty, near.days) == ("2026-03-24", 12_000, 0)
    till.press("F2", "Enter")
    till.wait(lambda: any(isinstance(f, MarkedDown) for f in facts_of(till)))
    till.clock.advance(DAY_MS)
    till.press("F3", "F3", "F3", "F3")
    till.wait(lambda: any(near.days == -1 for near in screen.near.model.rows))
    till.sees("过期 1 天")
    assert screen.go["near"].text() == "报废"
    till.press("F9", *keys, "Enter")
    till.wait(lambda: till.session.desk.stock.on_hand(goods[0].id) == 0)
    written = [f for f in facts_of(till) if isinstance(f, StockAdjusted)]
    assert (written[-1].reason, written[-1].note) == ("write_off", why)
    assert written[-1].lines[0].expiry == "2026-03-24"


def test_goods_that_cost_something_else_now_get_a_new_label(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    staff = till.session.staff
    till.clock.advance(60_000)
    till.session.writer.call(lambda shop: shop.goods.set_price(goods[0].id, 990, staff))
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    till.sees("1 种变了价")
    (title, rows, _notes) = till.paper.slips[-1]
    assert title == "价签"
    assert [value for _name, value in rows] == [f"¥9.90/{goods[0].unit}"]


def test_wrong_goods_are_claimed_by_keys_alone_and_hq_answers(
    at_door: TillWindow, goods: list[Item], tmp_path: Path
) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    till.scan("CT0002")
    picture = crushed(tmp_path)
    till.press("F5")
    till.wait(lambda: till.sheet is not None)
    till.type("23")
    till.press("Tab", "Tab")
    till.type(str(picture))
    till.press("Enter")
    till.wait(lambda: till.sheet is None)
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    claim = next(f for f in facts_of(till) if isinstance(f, ClaimMade))
    assert [(c.reason, c.qty, bool(c.photo)) for c in claim.lines] == [("wrong", 3000, True)]
    till.press("F3", "F3", "F5")
    till.sees("报损和退货", "还没传到总部", "有照片", "送错 3")
    till.press("Esc")
    answer = ClaimRow(
        id=claim.claim, shipment="SH-0001", state="refused", amount=claim.amount,
        note="过了索赔期限", said=(Said(code="too_late"),),
    )  # fmt: skip
    till.session.writer.call(lambda shop: feed(shop, [("claim", claim.claim, answer)]))
    till.press("F5")
    till.sees("没批", "过了索赔期限")
    till.press("Enter")
    till.sees("总部说", "送错 3")
    till.wait(lambda: pictures_of(till) == 1)
    sees_no_photo_that_is_gone(till)


def sees_no_photo_that_is_gone(till: TillWindow) -> None:
    till.press("Esc")
    for photo in till.session.desk.care.photos.iterdir():
        photo.unlink()
    till.press("Enter")
    till.wait(lambda: "照片不在这台电脑上" in till.texts())
    assert pictures_of(till) == 0


def pictures_of(till: TillWindow) -> int:
    labels = till.sheet.findChildren(QLabel) if till.sheet else []
    return sum(not label.pixmap().isNull() for label in labels)


def test_a_key_typed_right_after_f5_is_for_the_claims(
    at_door: TillWindow, goods: list[Item]
) -> None:
    """A sale is still being written: the sheet is there all the same, and Enter opens the claim."""
    till, screen = at_door, screen_of(at_door)
    line = ReceivedLine(
        item=goods[0].id, name=goods[0].name, expected=2000, qty=2000, cost=240, expiry=""
    )
    till.session.writer.call(
        lambda shop: shop.receiving.send_back(
            "hq", (line,), till.session.staff, reason="near_expiry"
        )
    )
    till.press("F3", "F3")
    go = threading.Event()
    till.session.writer.submit(lambda _shop: go.wait(10))
    till.press("F5", "Enter")
    assert isinstance(till.sheet, ClaimSheetOf)
    till.sees(f"临期 2 · {goods[0].name}")
    till.press("Esc", "Esc")
    assert till.sheet is None
    go.set()
    assert screen.isVisible()


def test_what_is_scanned_while_a_sheet_is_open_is_counted_afterwards(
    at_door: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan(goods[1].code)
    till.press("F2")
    till.scan("CT0001")
    till.sees("接着就点")
    till.type("5")
    till.press("Enter")
    till.wait(lambda: [r.line.qty for r in screen.receive.model.rows] == [12_000, 12_000, 5000])
    till.press("F9")
    till.scan("CT0002")
    till.wait(lambda: [r.line.qty for r in screen.receive.model.rows] == [12_000, 12_000, 24_000])
    assert till.sheet is None


def test_goods_that_nobody_knows_are_made_at_the_door(at_door: TillWindow) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F6")
    till.wait(lambda: screen.receive.counting)
    till.sees("扫第一件")
    assert not screen.go["receive"].isVisible()
    till.scan("6901234567892")
    till.wait(lambda: till.sheet is not None)
    till.type("怪味豆")
    till.press("Tab")
    till.type("3.5")
    till.press("Enter")
    till.wait(lambda: screen.receive.model.rowCount() == 1)
    assert screen.receive.model.rows[0].line.name == "怪味豆"
    assert till.session.register.basket.is_empty


def test_what_is_marked_down_gets_a_label_and_a_poster(
    at_door: TillWindow, goods: list[Item], tmp_path: Path
) -> None:
    till, screen = at_door, screen_of(at_door)
    till.press("F9")
    till.wait(lambda: screen.receive.counting)
    till.scan("CT0001")
    till.press("F9", "Enter")
    till.wait(lambda: not screen.receive.counting)
    till.clock.advance(17 * DAY_MS)
    till.press("F3")
    till.wait(lambda: screen.near.model.rowCount() > 0)
    till.scan(goods[0].code)
    assert till.session.register.basket.is_empty
    assert not screen.buttons["near"]["print"].isVisible()
    till.press("F2", "Enter")
    till.wait(lambda: screen.near.has_offers)
    assert till.paper.slips[-1][0] == "降价标签"
    till.press("F8")
    till.wait(lambda: isinstance(till.sheet, PosterSheet) and till.sheet.button.isEnabled())
    assert isinstance(till.sheet, PosterSheet)
    till.sheet.where.set_key("")
    till.sheet.path.set_path(tmp_path / "offers.pdf")
    till.press("Enter")
    till.wait((tmp_path / "offers.pdf").exists)
    assert (tmp_path / "offers.pdf").read_bytes().startswith(b"%PDF")
