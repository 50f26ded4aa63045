"""The pieces: they say what was touched and show what they were told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_app.ui.theme import CellRole, Tag, apply_theme
from pos_app.ui.widgets import (
    RIGHT,
    Badge,
    Banner,
    ChipRow,
    ColumnSpec,
    DataTable,
    EmptyState,
    FormRow,
    Keypad,
    NumberField,
    PinPad,
    ProgressRow,
    QuickGrid,
    QuickPage,
    QuickTile,
    Rail,
    RailEntry,
    ReceiptView,
    SearchField,
    Sheet,
    Stepper,
    TextField,
    TopBar,
    column,
    holder,
)

LEFT_CLICK = Qt.MouseButton.LeftButton


def basket() -> QStandardItemModel:
    model = QStandardItemModel(3, 3)
    model.setHorizontalHeaderLabels(["商品", "数量", "金额"])
    for r, name in enumerate(("汽水", "吐司", "鸡蛋")):
        item = QStandardItem(name)
        item.setData("袋 400g", CellRole.SUB.value)
        item.setData([Tag("临期 7 折")], CellRole.TAGS.value)
        item.setData(name, CellRole.KEY.value)
        model.setItem(r, 0, item)
        quantity = QStandardItem("6")
        quantity.setData(True, CellRole.STEPPER.value)
        model.setItem(r, 1, quantity)
        amount = QStandardItem("21.00")
        amount.setData("看", CellRole.ACTION.value)
        model.setItem(r, 2, amount)
    return model


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    made = DataTable((ColumnSpec(0), ColumnSpec(160), ColumnSpec(120, RIGHT)))
    qtbot.addWidget(made)
    model = basket()
    model.setParent(made)
    made.setModel(model)
    made.resize(700, 400)
    made.show()
    return made


def middle(table: DataTable, row: int, column: int) -> QPoint:
    model = table.model()
    assert model is not None
    return table.visualRect(model.index(row, column)).center()


def test_columns_fill_the_table_and_rows_have_the_height_of_a_finger(table: DataTable) -> None:
    assert table.columnWidth(0) == 700 - 280
    assert table.rowHeight(0) == 58


def test_a_touch_on_minus_or_plus_steps_the_row(qtbot: QtBot, table: DataTable) -> None:
    steps: list[tuple[int, int]] = []
    table.stepped.connect(lambda row, delta: steps.append((row, delta)))
    spot = middle(table, 1, 1)
    for dx in (-40, 0, 40):
        qtbot.mouseClick(table.viewport(), LEFT_CLICK, pos=spot + QPoint(dx, 0))
    assert steps == [(1, -1), (1, 1)]
    assert table.row_now() == 1


def test_the_button_in_a_row_is_a_button(qtbot: QtBot, table: DataTable) -> None:
    with qtbot.waitSignal(table.action_clicked) as caught:
        qtbot.mouseClick(table.viewport(), LEFT_CLICK, pos=middle(table, 2, 2))
    assert caught.args == [2, 2]


def test_the_selection_walks_and_stops_at_the_ends(table: DataTable) -> None:
    for _ in range(5):
        table.step_row(1)
    assert table.row_now() == 2
    for _ in range(5):
        table.step_row(-1)
    assert table.row_now() == 0
    table.select(-1)
    assert table.row_now() == -1


def test_a_double_click_picks(qtbot: QtBot, table: DataTable) -> None:
    with qtbot.waitSignal(table.picked) as caught:
        qtbot.mouseClick(table.viewport(), LEFT_CLICK, pos=middle(table, 1, 0))
        qtbot.mouseDClick(table.viewport(), LEFT_CLICK, pos=middle(table, 1, 0))
    assert caught.args == [1]


def test_arrow_keys_in_the_scan_box_move_the_list(qtbot: QtBot) -> None:
    search = SearchField("扫码")
    qtbot.addWidget(search)
    moves: list[int] = []
    search.moved.connect(moves.append)
    qtbot.keyClick(search.edit, Qt.Key.Key_Down)
    qtbot.keyClick(search.edit, Qt.Key.Key_Up)
    assert moves == [1, -1]
    qtbot.keyClicks(search.edit, "qs")
    with qtbot.waitSignal(search.submitted) as caught:
        qtbot.keyClick(search.edit, Qt.Key.Key_Return)
    assert caught.args == ["qs"]


def test_the_rail_goes_places_and_counts(qtbot: QtBot) -> None:
    rail = Rail([RailEntry("sell", "收银", "cart"), RailEntry("orders", "订单", "orders")])
    qtbot.addWidget(rail)
    rail.set_badge("orders", 3)
    assert rail.item("orders").accessibleName() == "订单 3"
    with qtbot.waitSignal(rail.chosen) as caught:
        qtbot.mouseClick(rail.item("orders"), LEFT_CLICK)
    assert caught.args == ["orders"]
    assert rail.current() == "orders"


def test_a_pill_changes_its_words(qtbot: QtBot) -> None:
    bar = TopBar("东丽万新店", "早班 · 王姐")
    qtbot.addWidget(bar)
    pill = bar.set_pill("hq", "已同步", "good")
    assert bar.set_pill("hq", "没联网 · 3 单待上传", "warn") is pill
    assert pill.accessibleName() == "没联网 · 3 单待上传"
    assert pill.tone() == "warn"


def test_a_pin_fills_dots_and_is_handed_over_once(qtbot: QtBot) -> None:
    pad = PinPad()
    qtbot.addWidget(pad)
    entered: list[str] = []
    pad.entered.connect(entered.append)
    qtbot.keyClicks(pad, "12345")
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    qtbot.keyClicks(pad, "906")
    assert entered == ["123490"]
    pad.fail("密码不对")
    qtbot.keyClicks(pad, "654321")
    assert entered == ["123490", "654321"]


def test_the_keypad_names_its_keys(qtbot: QtBot) -> None:
    pad = Keypad((("back", ""), ("clear", "清空"), ("split", "拆分"), ("other", "其他")))
    qtbot.addWidget(pad)
    pressed: list[str] = []
    pad.key.connect(pressed.append)
    for name in ("7", "00", "back", "split"):
        qtbot.mouseClick(pad.button(name), LEFT_CLICK)
    assert pressed == ["7", "00", "back", "split"]
    assert pad.button("back").accessibleName() == "退格"


def test_quick_keys_turn_pages_and_spill_over(qtbot: QtBot) -> None:
    grid = QuickGrid(columns=2, rows=1)
    qtbot.addWidget(grid)
    tiles = tuple(QuickTile(n, f"货 {n}") for n in range(3))
    grid.set_pages([QuickPage("常用", tiles), QuickPage("烟", ())])
    with qtbot.waitSignal(grid.picked) as caught:
        grid.tile_button(1).click()
    assert caught.args == [1]
    with pytest.raises(KeyError):
        grid.tile_button(2)
    grid.set_page(1)
    assert grid.tile_button(2).text() == "货 2"


def test_chips_keep_the_choice_when_counts_change(qtbot: QtBot) -> None:
    chips = ChipRow([("all", "全部 86"), ("low", "快断货 9")])
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.changed):
        chips.chip("low").click()
    chips.set_chips([("all", "全部 85"), ("low", "快断货 8")])
    assert chips.current() == "low"


def test_an_error_stands_beside_its_field(qtbot: QtBot) -> None:
    row = FormRow("条码", TextField(ime=False), hint="13 位")
    qtbot.addWidget(row)
    row.set_error("校验位不对")
    assert row.error() == "校验位不对"
    assert row.field.property("wrong") is True
    row.set_error("")
    assert row.error() == ""


def test_states_offer_the_next_step(qtbot: QtBot) -> None:
    for widget in (
        EmptyState("cart", "还没有商品", action="看挂单"),
        Banner("没纸了", action="补打"),
    ):
        qtbot.addWidget(widget)
        with qtbot.waitSignal(widget.acted):
            widget._button.click()


def test_long_work_can_be_stopped(qtbot: QtBot) -> None:
    work = ProgressRow("正在导入")
    qtbot.addWidget(work)
    work.set_progress(3, 10)
    assert work._count.text() == "3 / 10"
    with qtbot.waitSignal(work.cancelled):
        work._cancel.click()


def test_a_stepper_listens_to_fingers_and_keys(qtbot: QtBot) -> None:
    stepper = Stepper("6")
    qtbot.addWidget(stepper)
    steps: list[int] = []
    stepper.stepped.connect(steps.append)
    qtbot.mouseClick(stepper, LEFT_CLICK, pos=QPoint(10, 24))
    qtbot.keyClicks(stepper, "+")
    assert steps == [-1, 1]


def test_a_long_receipt_fits_the_width(qtbot: QtBot) -> None:
    view = ReceiptView()
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    view.set_picture(QPixmap(576, 2000))
    assert view.verticalScrollBar().maximum() > 0
    assert view.horizontalScrollBar().maximum() == 0


def test_no_piece_pops_up_as_a_window_of_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    before = set(qapp.topLevelWindows())
    for widget in (
        NumberField("money", label="售价", suffix="元"),
        Banner("没纸了", action="补打"),
        EmptyState("cart", "空", action="看挂单"),
        FormRow("条码", TextField(), hint="13 位"),
        Badge(3),
        Sheet("改价"),
    ):
        qtbot.addWidget(widget)
    assert [w for w in qapp.topLevelWindows() if w not in before and w.isVisible()] == []


def test_what_was_hidden_before_it_had_a_parent_can_come_back(qtbot: QtBot) -> None:
    banner = Banner("没纸了")
    banner.set_banner("", "info")
    banner.set_banner("又没纸了", "warn")
    page = holder(column(banner))
    qtbot.addWidget(page)
    page.show()
    assert banner.isVisible()


def test_everything_draws_in_the_dark_and_twice_as_large(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark", 2.0)
    widgets: list[QWidget] = [
        SearchField("扫码", hint="* 数量"), PinPad(), Keypad(), Stepper(), EmptyState("cart", "空"),
    ]  # fmt: skip
    for widget in widgets:
        qtbot.addWidget(widget)
        widget.show()
        shades = {widget.grab().toImage().pixel(x, 30) for x in range(0, widget.width(), 2)}
        assert len(shades) > 1
