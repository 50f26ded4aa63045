"""How the shop hands over: what it offers, when, where to, and what happens when time runs out."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_app.domain.money import MILLI, format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.order_timers import CHOICES
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.settings.controls import Control, SwitchControl, TextControl
from pos_app.ui.screens.settings.rows import Page, Section, SettingRow
from pos_app.ui.screens.settings.rule_rows import (
    RuleNumber,
    RuleRow,
    TimeControl,
    TimerControl,
)
from pos_app.ui.screens.settings.zone_sheet import ZoneSheet
from pos_app.ui.theme import CellRole, px
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    SecondaryButton,
    TableCard,
    column,
    holder,
    row,
)
from sync.wire.fulfilment import DAY_MINUTES, ShopRules, Zone

_END = Qt.AlignmentFlag.AlignRight


def timer_words(name: str) -> tuple[str, str]:
    """What a timer is called and when it begins."""
    return {
        "accept": (tr("接单"), tr("从下单算起")),
        "unpaid": (tr("网上付款"), tr("从下单算起,由总部看着")),
        "pick": (tr("拣货"), tr("从接单算起;约了时间的从开工算起")),
        "answer": (tr("顾客答复缺货"), tr("从问她算起")),
        "rider": (tr("出发"), tr("从备好算起;约了时间的从开工算起")),
        "deliver": (tr("送到顾客手里"), tr("从约好的时间算起")),
        "hold": (tr("等人来取"), tr("0 是留到关门")),
    }[name]


def then_words(then: str) -> str:
    return {
        "remind": tr("提醒"),
        "escalate": tr("找店长"),
        "cancel": tr("取消并退款"),
        "decline": tr("按不要处理"),
    }[then]


class Zones(QWidget):
    """Enter or a tap opens a zone, the button adds one."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.model: RowsModel[Zone] = RowsModel(
            (
                Column(
                    title=lambda: tr("送货区"), text=lambda z: z.name,
                    look=lambda z: {CellRole.SUB: "、".join(z.places), CellRole.BOLD: True},
                ),
                Column(
                    title=lambda: tr("配送费"), text=lambda z: format_fen(z.fee), align=_END,
                    look=lambda z: {CellRole.SUB: _free_words(z)},
                ),
                Column(
                    title=lambda: tr("起送"), align=_END,
                    text=lambda z: format_fen(z.minimum) if z.minimum else tr("不限"),
                ),
            ),
            lambda z: z.name,
        )  # fmt: skip
        self.table = DataTable(
            [ColumnSpec(0, LEFT), ColumnSpec(170, RIGHT), ColumnSpec(120, RIGHT)],
            row_height=60, focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("送货区"))
        self.table.setMinimumHeight(px(230))
        self.more = SecondaryButton(tr("加一个送货区"), icon="plus")
        self.more.clicked.connect(lambda _c=False: self.open_zone(None))
        self.setLayout(column(TableCard(self.table), row(self.more, None), gap=8))
        self.table.picked.connect(self._on_picked)
        self.table.clicked.connect(lambda index: self._on_picked(index.row()))
        self.refresh()

    def refresh(self) -> None:
        self.model.show(self._place.session.desk.orders.rules().zones)

    def _on_picked(self, at: int) -> None:
        zone = self.model.row(at)
        if zone is not None:
            self.open_zone(zone)

    def open_zone(self, zone: Zone | None) -> None:
        self._place.sheets.open_sheet(ZoneSheet(self._place, zone))


def _free_words(zone: Zone) -> str:
    if not zone.free_over:
        return ""
    return tr("满 {amount} 免", amount=format_fen(zone.free_over))


class OrdersPage(Page):
    """Everything here takes effect at once at this till, on the page when HQ hears of it."""

    def __init__(self, place: Place) -> None:
        self._session = session = place.session
        self.zones = Zones(place)
        parts = (
            Section(
                tr("怎么卖"), self._switch("pickup", tr("到店自提")),
                self._switch("delivery", tr("送货上门"), tr("先在下面加送货区")),
                self._switch("online", tr("网上付款")),
                self._switch("on_collection", tr("取货、送到时再付")),
                self._text("phone", tr("给顾客看的电话")),
                self._text("address", tr("给顾客看的地址")),
                note=tr("这台收银机马上生效,顾客的网页等总部知道后生效"),
            ),
            Section(
                tr("时间"), self._time("opens", tr("几点开始接单")),
                self._time("closes", tr("几点结束")),
                self._number("slot_minutes", tr("一个时段多长"), 5, 240, tr("分钟")),
                self._number("slot_orders", tr("一个时段最多几单"), 1, 999, tr("单")),
                self._number("lead_minutes", tr("备货要多久"), 0, 600, tr("分钟")),
                self._number("days_ahead", tr("最多提前几天"), 0, 30, tr("天")),
            ),
            Section(tr("送到哪里"), holder(column(self.zones, margins=(14, 10, 14, 10)))),
            Section(
                tr("网上少卖一点"),
                self._milli("margin", tr("平时每样留几件不在网上卖"), tr("货架上可能数错")),
                self._milli("narrow_margin", tr("断网时留几件"), tr("要不少于平时")),
                self._number("narrow_after", tr("断网多久开始多留"), 0, DAY_MINUTES, tr("分钟")),
                self._number("close_after", tr("断网多久网上打烊"), 0, 9999, tr("分钟")),
            ),
            Section(
                tr("到点怎么办"), *(self._timer(name) for name in CHOICES),
                note=tr("0 分钟是不计时"),
            ),
            Section(
                tr("这台收银机"),
                SettingRow(session, "order_chime", tr("新订单响一声"),
                           SwitchControl(tr("新订单响一声"))),
                SettingRow(session, "order_print_slip", tr("接单就打拣货单"),
                           SwitchControl(tr("接单就打拣货单"))),
            ),
        )  # fmt: skip
        super().__init__(*parts)
        self._rules = [r for part in parts for r in part.findChildren(RuleRow)]

    def refresh(self) -> None:
        super().refresh()
        for rule in self._rules:
            rule.refresh()
        self.zones.refresh()

    def _row(
        self, name: str, words: str, control: Control, hint: str = "",
        read: Callable[[object], object] = lambda value: value,
    ) -> RuleRow:  # fmt: skip
        return RuleRow(
            self._session, words, control,
            lambda rules: control.show_value(getattr(rules, name)),
            lambda rules, value: _with(rules, name, read(value)), hint=hint,
        )  # fmt: skip

    def _switch(self, name: str, words: str, hint: str = "") -> RuleRow:
        return self._row(name, words, SwitchControl(words), hint)

    def _text(self, name: str, words: str) -> RuleRow:
        return self._row(name, words, TextControl(longest=80))

    def _time(self, name: str, words: str) -> RuleRow:
        return self._row(name, words, TimeControl(), tr("写成 07:00 这样"))

    def _number(self, name: str, words: str, low: int, high: int, suffix: str) -> RuleRow:
        return self._row(name, words, RuleNumber("whole", low, high, suffix))

    def _milli(self, name: str, words: str, hint: str) -> RuleRow:
        return self._row(name, words, RuleNumber("quantity", 0, 999 * MILLI, tr("件")), hint)

    def _timer(self, name: str) -> RuleRow:
        words, hint = timer_words(name)
        control = TimerControl([(then, then_words(then)) for then in CHOICES[name]])

        def show(rules: ShopRules) -> None:
            timers = rules.timers
            control.show_pair(getattr(timers, name), getattr(timers, f"{name}_then"))

        def put(rules: ShopRules, value: object) -> ShopRules:
            if not isinstance(value, tuple):
                return rules
            changed = {name: value[0], f"{name}_then": value[1]}
            return replace(rules, timers=replace(rules.timers, **changed))

        return RuleRow(self._session, words, control, show, put, hint=hint)


def _with(rules: ShopRules, name: str, value: object) -> ShopRules:
    return replace(rules, **{name: value})
