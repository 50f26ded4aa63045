"""Draws every widget of the kit in both themes to PNG: ``python tests/visual/kit_gallery.py``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from pos_app.ui.actions import PAGES, SELL, ActionRegistry
from pos_app.ui.theme import CellRole, Size, Tag, ThemeName, apply_theme, font, px, set_motion
from pos_app.ui.widgets import (
    LEFT,
    MIDDLE,
    RIGHT,
    Avatar,
    Banner,
    Button,
    Card,
    CheckBox,
    ChipRow,
    ColumnSpec,
    ComboBox,
    DataTable,
    EmptyState,
    FigureBand,
    FigureCard,
    FormRow,
    GhostButton,
    HelpOverlay,
    IconButton,
    KeyCap,
    Keypad,
    Label,
    MeterBar,
    NumberField,
    PinPad,
    PrimaryButton,
    ProgressRow,
    QuickGrid,
    QuickPage,
    QuickTile,
    Rail,
    RailEntry,
    ReceiptView,
    SearchField,
    SecondaryButton,
    SectionHeader,
    Segmented,
    Sheet,
    SheetHost,
    Stepper,
    Switch,
    TableCard,
    TagLabel,
    TextField,
    ToastHost,
    TopBar,
    column,
    holder,
    row,
)

Cells = Sequence[dict[int, object]]
Index = QModelIndex | QPersistentModelIndex
OUT = Path(__file__).resolve().parents[2] / "build" / "kit"
RIGHT_V = RIGHT | Qt.AlignmentFlag.AlignVCenter
TEXT = Qt.ItemDataRole.DisplayRole.value
ALIGN = Qt.ItemDataRole.TextAlignmentRole.value


class Rows(QAbstractTableModel):
    """Fixed rows: one dict of role to value for each cell."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Cells]) -> None:
        super().__init__()
        self._heads, self._rows = heads, rows

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._rows)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._heads)

    def data(self, index: Index, role: int = TEXT) -> object:
        return self._rows[index.row()][index.column()].get(int(role))

    def headerData(self, section: int, _orientation: Qt.Orientation, role: int = TEXT) -> object:
        return self._heads[section] if role == TEXT else None


def basket_model() -> Rows:
    lines = [
        ("冰峰橙味汽水", "玻璃瓶 200ml · 冷藏", "", "", "3.50", "6", "21.00"),
        ("麦香全麦吐司", "袋 400g · 今天到期", "临期 7 折", "9.90", "6.90", "1", "6.90"),
        ("本地鸡蛋", "散称 · 9.96/kg", "", "", "9.96", "1.235 kg", "12.30"),
        ("清源矿泉水", "瓶 550ml", "整箱价", "", "2.00", "12", "20.00"),
        ("青山纯牛奶", "盒 250ml · 产地直发 呼伦贝尔", "第二件半价", "", "4.50", "4", "13.50"),
        ("好劲道红烧牛肉面", "桶 110g", "", "", "5.50", "2", "11.00"),
    ]
    rows = [
        [
            {TEXT: str(n), CellRole.MUTED: True},
            {
                TEXT: name,
                CellRole.BOLD: True,
                CellRole.SUB: spec,
                CellRole.TAGS: [Tag(promo)] if promo else [],
            },
            {TEXT: price, ALIGN: RIGHT_V, CellRole.STRUCK: old, CellRole.SIZE: Size.LABEL},
            {TEXT: qty, CellRole.STEPPER: True},
            {TEXT: amount, ALIGN: RIGHT_V, CellRole.BOLD: True, CellRole.SIZE: 17},
        ]
        for n, (name, spec, promo, old, price, qty, amount) in enumerate(lines, 1)
    ]
    return Rows(("#", "商品", "单价", "数量", "金额"), rows)


def rail() -> Rail:
    places = (
        ("sell", "收银", "cart"), ("orders", "订单", "orders"), ("goods", "商品", "box"),
        ("stock", "库存", "warehouse"), ("replenish", "补货", "truck"),
        ("members", "会员", "person"), ("reports", "报表", "bars"), ("settings", "设置", "gear"),
    )  # fmt: skip
    made = Rail([RailEntry(*place) for place in places])
    for key, count in (("orders", 3), ("stock", 2), ("replenish", 1)):
        made.set_badge(key, count)
    return made


class Frame(QWidget):
    """Rail, top bar and a page; keys, sheets and toasts over it."""

    def __init__(self, page: QWidget, *, offline: bool = False, place: str = "sell") -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.registry = ActionRegistry(self)
        self.registry.set_scopes(PAGES, SELL)
        bar = TopBar("东丽万新店", "早班 · 王姐")
        if offline:
            bar.set_pill("hq", "没联网 · 照常卖 · 3 单待上传", "warn")
        else:
            bar.set_pill("hq", "已同步", "good")
        bar.set_pill("printer", "小票机", "neutral", dot="good")
        bar.set_clock("14:26")
        self.page = page
        left = rail()
        left.set_current(place)
        main = column(bar, page, gap=0)
        main.setStretch(1, 1)
        layout = row(left, main, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.sheets = SheetHost(page)
        self.toasts = ToastHost(self, bar)
        self.help = HelpOverlay(self, self.registry)


def due_card() -> Card:
    card = Card()
    left = column(
        None,
        Label("应收", size=Size.LABEL, tone="muted"),
        Label("6 种 26 件", size=Size.CAPTION, tone="muted"),
        gap=2,
    )
    yuan = Label("¥", size=Size.LARGE, bold=True, align=Qt.AlignmentFlag.AlignBottom)
    yuan.setContentsMargins(0, 0, 0, px(8))
    total = row(None, yuan, Label("84.70", size=Size.DUE, bold=True), gap=0)
    saved = Label("已省 11.50", size=Size.CAPTION, tone="accent", align=Qt.AlignmentFlag.AlignRight)
    card.setLayout(row(left, None, column(total, saved, gap=0), margins=(20, 4, 20, 12)))
    card.setFixedHeight(px(114))
    return card


def quick_pages() -> list[QuickPage]:
    goods = (
        ("散称鸡蛋", "#EBBF69"), ("馒头", "#D0AE8C"), ("豆浆", "#DDCBB0"), ("茶叶蛋", "#A08268"),
        ("关东煮", "#CF6D59"), ("塑料袋", "#8E9FB5"), ("打火机", "#7080AD"), ("冰块", "#84B4D4"),
    )  # fmt: skip
    tiles = tuple(QuickTile(name, name, shade) for name, shade in goods)
    return [QuickPage(name, tiles) for name in ("常用", "熟食", "散称", "烟", "生鲜")]


def sell_page() -> QWidget:
    search = SearchField("扫码,或输入条码后几位、品名、拼音首字母", hint="* 数量")
    table = DataTable(
        (ColumnSpec(36, LEFT), ColumnSpec(0), ColumnSpec(130, RIGHT), ColumnSpec(160, MIDDLE),
         ColumnSpec(120, RIGHT)),
    )  # fmt: skip
    table.setModel(basket_model())
    table.select(5)
    keys = (
        ("改数量", "F2"), ("改价", "F3"), ("折扣", "F4"), ("挂单", "F5"), ("取单 2", "F6"),
        ("退货", "F8"), ("没货", "Ins"), ("删除", "Del"),
    )  # fmt: skip
    buttons = [SecondaryButton(text, size="strip", key=key) for text, key in keys]
    strip = row(*buttons, None, margins=(12, 0, 12, 0))
    basket = TableCard(table, holder(strip))
    left = column(search, basket, gap=10)
    left.setStretch(1, 1)
    member = Card()
    who = column(
        Label("李阿姨 · 6021", size=Size.LABEL, bold=True),
        Label("储值 ¥126.40 · 积分 1,284", size=Size.CAPTION, tone="muted"),
        gap=0,
    )
    member.setLayout(row(Avatar("李"), who, None, KeyCap("F7"), gap=12, margins=(16, 8, 16, 8)))
    quick = QuickGrid()
    quick.set_pages(quick_pages())
    quick_card = Card()
    quick_card.setLayout(column(quick, margins=(10, 2, 10, 10)))
    pay = QGridLayout()
    pay.setSpacing(px(8))
    for spot, button in (
        ((0, 0), SecondaryButton("储值支付", size="large")),
        ((0, 1), SecondaryButton("转自提 / 送货", size="large")),
        ((1, 0), SecondaryButton("现金", size="huge", key="F9")),
        ((1, 1), PrimaryButton("扫付款码", size="huge", key="F10")),
    ):
        pay.addWidget(button, *spot)
    right = column(due_card(), member, quick_card, pay, gap=8)
    right.setStretch(2, 1)
    page = QWidget()
    side = holder(right)
    side.setFixedWidth(px(450))
    layout = row(holder(left), side, gap=12, margins=(12, 12, 12, 12))
    layout.setStretch(0, 1)
    page.setLayout(layout)
    page.setFocusProxy(search)
    return page


def cash_sheet() -> Sheet:
    sheet = Sheet("现金收款")
    received = NumberField("money", label="实收", note="现金")
    received.set_value(10000)
    sums = row(FigureCard("应收", "84.70", "可抹零到 84.50(F3)"), received, gap=12)
    sums.setStretch(0, 1)
    sums.setStretch(1, 1)
    sheet.add(sums)
    sheet.add(FigureBand("找零", "15.30"))
    notes = [Button(t, size="medium", bold=True) for t in ("正好", "85", "90", "100", "200")]
    for note in notes:
        note.setCheckable(True)
    notes[3].setChecked(True)
    sheet.add(row(*notes))
    keypad = Keypad((("back", ""), ("clear", "清空"), ("split", "拆分"), ("other", "其他")))
    keypad.key.connect(received.press)
    sheet.add(keypad, 1)
    sheet.footer.addWidget(PrimaryButton("收款 84.70 并打印", size="huge", key="Enter"))
    sheet.first_focus = received.edit
    return sheet


def forms_page() -> QWidget:
    wrong = TextField("6901234", ime=False)
    wrong_row = FormRow("条码", wrong)
    wrong_row.set_error("条码 6901234 校验位不对")
    price = NumberField("money", label="售价", size=Size.LARGE, suffix="元")
    price.set_value(350)
    amount = NumberField("money", label="备用金", size=Size.LARGE)
    amount.set_error("数字太长,像是条码,没有填进来")
    check = CheckBox("收款后自动打印小票")
    check.setChecked(True)
    switch = Switch("语音播报")
    switch.setChecked(True)
    left = column(
        SectionHeader("商品资料", "今天 14 单 · 送货 6 · 自提 8"),
        FormRow("品名", TextField("冰峰橙味汽水 200ml"), hint="顾客在小票上看到的名字"),
        wrong_row,
        FormRow("分类", ComboBox([("a", "饮料"), ("b", "乳品")])),
        row(price, amount, gap=12),
        row(check, None, Label("语音播报", tone="muted"), switch),
        None,
        gap=14,
    )
    busy = ProgressRow("正在导入商品")
    busy.set_progress(3200, 10000)
    disabled = SecondaryButton("停用")
    disabled.setEnabled(False)
    right = column(
        Banner("上一笔还没有等到付款结果,先别让顾客离开", "warn", action="再查一次"),
        Banner("硬盘写不进去,这单没有记上,请重启或联系维修", "bad"),
        row(TagLabel("临期 7 折"), TagLabel("自提", "info"), TagLabel("送货", "warn"),
            TagLabel("已收", "good"), TagLabel("作废", "bad"), TagLabel("下架", "neutral"),
            KeyCap("F9"), KeyCap("Ctrl N"), None),
        row(PrimaryButton("保存", key="Enter"), SecondaryButton("整类接受"), GhostButton("取消"),
            Button("删除", kind="danger", icon="trash"), disabled, IconButton("edit", "改"), None),
        row(ChipRow([(i, t) for i, t in enumerate(("全部 86", "快断货 9", "促销 12", "新品 4"))])),
        row(Segmented([(0, "今天"), (1, "本周"), (2, "本月")]), Stepper("1.235 kg"), None),
        busy,
        row(Label("本周可用额度 ¥4,200", size=Size.CAPTION, tone="muted"), MeterBar(440), gap=12),
        EmptyState("cart", "还没有商品", "扫一件,或按品名找", action="看挂单", key="F6"),
        gap=14,
    )  # fmt: skip
    page = QWidget()
    layout = row(holder(left), holder(right), gap=32, margins=(24, 20, 24, 20))
    layout.setStretch(0, 5)
    layout.setStretch(1, 7)
    page.setLayout(layout)
    return page


def paper_view() -> ReceiptView:
    paper = QPixmap(384, 420)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.setFont(font(22))
    middle = int(Qt.AlignmentFlag.AlignHCenter.value)
    painter.drawText(paper.rect(), middle, "东丽万新店\n\n应收 84.70")
    painter.end()
    receipt = ReceiptView()
    receipt.set_picture(paper)
    return receipt


def table_page() -> QWidget:
    why = (
        "周五到货。到下次到货前预计卖 62(平时 48,周末 +14),旺的话 79。"
        "现有 38 → 订 3 箱。断货可能 4%。",
        "促销周五开始:预计卖 15(平时 9,促销 +6)。现有 4 → 订 1 箱。断货可能 11%。",
        "在途 16 盒周三到,够卖到下下次到货。不订。",
    )  # fmt: skip
    hot = Tag("促销", "warn")
    goods = (
        ("清源矿泉水 550ml", "箱 24 瓶", None, "38", (5, 6, 7, 9, 10, 6, 5), "9 天", "3"),
        ("冰峰橙味汽水 200ml", "箱 12 瓶", hot, "4", (3, 8, 3, 3, 8, 4, 3), "2 天", "1"),
        ("青山纯牛奶 250ml", "箱 16 盒", None, "21", (8, 6, 8, 7, 8, 5, 8), "8 天", "0"),
    )  # fmt: skip
    rows = []
    for (name, spec, tag, stock, days, left, order), reason in zip(goods, why, strict=True):
        urgent = left == "2 天"
        rows.append([
            {TEXT: name, CellRole.BOLD: True, CellRole.SUB: spec,
             CellRole.TAGS: [tag] if tag else [], CellRole.SIZE: Size.LABEL},
            {TEXT: stock, ALIGN: RIGHT_V, CellRole.SIZE: Size.LABEL},
            {CellRole.BARS: days, CellRole.STRONG_BARS: 2},
            {TEXT: left, ALIGN: RIGHT_V, CellRole.BOLD: urgent, CellRole.SIZE: Size.LABEL,
             CellRole.TONE: "accent" if urgent else None},
            {TEXT: order, CellRole.STEPPER: True},
            {TEXT: reason, CellRole.WRAP: True, CellRole.TONE: "neutral"},
            {CellRole.ACTION: "看明细"},
        ])  # fmt: skip
    table = DataTable(
        (ColumnSpec(250), ColumnSpec(80, RIGHT), ColumnSpec(120), ColumnSpec(90, RIGHT),
         ColumnSpec(170, MIDDLE), ColumnSpec(0), ColumnSpec(110, MIDDLE)),
    )  # fmt: skip
    table.setModel(Rows(("商品", "现有", "近 7 天", "还能卖", "订(箱/件)", "为什么", ""), rows))
    table.select(1)
    card = TableCard(table)
    receipt = paper_view()
    pin = PinPad()
    for _ in range(3):
        pin.press("1")
    wrong = PinPad()
    wrong.fail("密码不对,还可以试 4 次")
    header = SectionHeader("补货建议", "周三到货")
    header.add(SearchField("扫提货码,或输手机尾号、单号", icon="search", compact=True))
    header.add(SecondaryButton("新建自提/送货", key="Ctrl N"))
    low = row(pin, wrong, receipt, gap=24)
    card.setMinimumHeight(px(230))
    low.setStretch(2, 1)
    page = QWidget()
    layout = column(header, card, low, gap=12, margins=(12, 12, 12, 12))
    layout.setStretch(1, 1)
    page.setLayout(layout)
    return page


def shot(name: str, frame: Frame, then: Callable[[Frame], object] | None = None) -> None:
    """Show, do one thing, keep the picture."""
    frame.resize(1366, 768)
    frame.show()
    frame.page.setFocus()
    QApplication.processEvents()
    if then is not None:
        then(frame)
    QApplication.processEvents()
    frame.grab().save(str(OUT / f"{name}.png"))
    frame.close()
    frame.deleteLater()


def say(frame: Frame) -> None:
    frame.toasts.show_toast("已删除 好劲道红烧牛肉面", undo=lambda: None)
    frame.toasts.show_toast("小票机没纸了,换纸后按 F11 补打", "warn")


def main() -> int:
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    OUT.mkdir(parents=True, exist_ok=True)
    set_motion(False)
    themes: tuple[ThemeName, ...] = ("light", "dark")
    for theme in themes:
        apply_theme(app, theme)
        shot(f"sell-{theme}", Frame(sell_page(), offline=theme == "dark"))
        shot(f"cash-{theme}", Frame(sell_page()), lambda f: f.sheets.open_sheet(cash_sheet()))
        shot(f"forms-{theme}", Frame(forms_page(), place="goods"))
        shot(f"table-{theme}", Frame(table_page(), place="replenish"))
        shot(f"help-{theme}", Frame(sell_page()), lambda f: f.help.show_help())
        shot(f"toast-{theme}", Frame(sell_page()), say)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
