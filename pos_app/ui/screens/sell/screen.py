"""The sale screen put together: who listens to whom, and what is shown when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QResizeEvent

from pos_app.domain.item import Item
from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE
from pos_app.runtime.i18n import tr
from pos_app.ui.actions import SELL
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.sell import drawer_keys
from pos_app.ui.screens.sell.after_sale import LastSale
from pos_app.ui.screens.sell.basket_panel import BasketPanel
from pos_app.ui.screens.sell.cash import CashSheet
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.due_card import DueCard, DueWords
from pos_app.ui.screens.sell.extra_actions import add_extra
from pos_app.ui.screens.sell.hand_over import RefundSheet, StaticCodeSheet
from pos_app.ui.screens.sell.key_bar import KeyBar, MoreSheet
from pos_app.ui.screens.sell.leaving import Leaving
from pos_app.ui.screens.sell.line_keys import LineKeys
from pos_app.ui.screens.sell.lookup import find
from pos_app.ui.screens.sell.lost_sale import LostSaleSheet
from pos_app.ui.screens.sell.ordering import Ordering
from pos_app.ui.screens.sell.parked import ParkSheet, RecallSheet
from pos_app.ui.screens.sell.quick_keys import QuickKeys
from pos_app.ui.screens.sell.reason import drawer_sheet, void_sheet
from pos_app.ui.screens.sell.scan_bar import ScanBar
from pos_app.ui.screens.sell.scanning import Scanning
from pos_app.ui.theme import px
from pos_app.ui.widgets import Button, PrimaryButton, column, holder, row

RIGHT_SHARE, RIGHT_LEAST, RIGHT_MOST = 351, 300, 640
"""Width of the right side: thousandths of the screen, and its bounds in pixels at 100 percent."""
_LINE_KEYS = ("quantity", "price", "delete_line", "more", "fewer", "note")
_BASKET_KEYS = ("discount", "park", "order", "cash", "payment_code", "void")


class SellScreen(Screen):
    scopes = (SELL,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        add_extra(place.actions)
        sold = self.session.last_sold
        self.last = LastSale.of(sold) if sold else None
        self.bar = ScanBar(self)
        self.keys = KeyBar(self._open_more)
        self.panel = BasketPanel(self.keys)
        self.due = DueCard()
        self.quick = QuickKeys()
        self.leaving = Leaving(self.session)
        self.ordering = Ordering(self.session, self.leaving, self.open_sheet)
        self.scanning = Scanning(self.session, self.open_sheet, self.ordering)
        self.lines = LineKeys(self.session, self.open_sheet)
        self._fill_keys()
        self._lay_out()
        self._connect_keys()
        self._connect_parts()
        self._on_changed(frozenset({"goods", "parked"}))
        self.refresh()

    def _lay_out(self) -> None:
        self.code_button = Button(tr("收款码"), size="huge", key="F10")
        self.cash_button = PrimaryButton(tr("现金"), size="huge", key="F9")
        for button, name in ((self.code_button, "payment_code"), (self.cash_button, "cash")):
            button.setFocusPolicy(self.panel.focusPolicy())
            action = self.actions_.qaction(f"sell.{name}")
            button.clicked.connect(lambda _c=False, chosen=action: chosen.trigger())
        pay = row(self.code_button, self.cash_button)
        pay.setStretch(0, 1)
        pay.setStretch(1, 1)
        right = column(self.due, self.quick, pay, gap=10)
        right.setStretch(1, 1)
        left = column(self.bar, self.panel, gap=10)
        left.setStretch(1, 1)
        self._right = holder(right)
        layout = row(left, self._right, gap=12, margins=(13, 12, 12, 12))
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def _action(self, name: str) -> QAction:
        return self.actions_.qaction(f"sell.{name}")

    def _fill_keys(self) -> None:
        words = {
            "quantity": tr("数量"), "price": tr("改价"), "discount": tr("折扣"),
            "park": tr("挂单"),
        }  # fmt: skip
        for name, text in words.items():
            self.keys.add_key(self._action(name), text)
        self._recall = self.keys.add_key(self._action("recall"), tr("取单"))
        self.keys.add_key(self._action("return"), tr("退货"))
        self.keys.add_key(self._action("lost_sale"), tr("没货"))
        self.keys.add_key(self._action("order"), tr("预订"))
        self.keys.add_key(self._action("delete_line"), tr("删除"))
        later = ("undo", "note", "void", "reprint", "drawer")
        self.keys.add_later(*(self._action(name) for name in later))

    def _connect_keys(self) -> None:
        lines = self.lines
        deeds = {
            "quantity": lines.quantity,
            "price": lines.price,
            "discount": lines.discount,
            "note": lines.note,
            "delete_line": lines.remove_selected,
            "more": lambda: lines.step_selected(1),
            "fewer": lambda: lines.step_selected(-1),
            "multiply": self._multiply,
            "park": self._open_park,
            "recall": self._open_recall,
            "order": self.ordering.begin,
            "return": lambda: self.session.screen_wanted.emit("returns", ""),
            "lost_sale": self._open_lost_sale,
            "cash": lambda: self.pay(CASH),
            "payment_code": lambda: self.pay(STATIC_CODE),
            "reprint": self._reprint,
            "drawer": self._open_drawer,
            "undo": self.leaving.undo,
            "void": self._open_void,
        }
        for name, deed in deeds.items():
            self.actions_.connect_action(f"sell.{name}", deed)

    def _connect_parts(self) -> None:
        self.bar.entered.connect(self._on_entered)
        self.bar.searched.connect(lambda text: self.bar.show_hits(find(self.session, text)))
        self.bar.chosen.connect(self._add_item)
        self.bar.create_wanted.connect(self.scanning.create)
        self.bar.walked.connect(self.panel.table.step_row)
        self.scanning.added.connect(self._on_added)
        self.scanning.trouble.connect(self.bar.mark_wrong)
        self.scanning.searched.connect(lambda hits, _text: self.bar.show_hits(hits))
        self.panel.stepped.connect(self.lines.step)
        self.panel.selected.connect(self.lines.select)
        self.panel.picked.connect(lambda _no: self.lines.quantity())
        self.panel.open_shift.connect(lambda: self.session.screen_wanted.emit("shift", "open"))
        self.panel.reprint.connect(self._reprint)
        self.quick.picked.connect(self._add_item)
        self.leaving.sold.connect(self._on_sold)
        self.session.basket_changed.connect(self.refresh)
        self.session.shift_changed.connect(self._on_shift)
        self.session.changed.connect(self._on_changed)

    def on_shown(self, argument: object = None) -> None:
        self._show_parked()
        self.refresh()
        if argument == "order":
            self.ordering.begin()

    def on_scan(self, text: str) -> bool:
        """Every code that is scanned here is for the basket."""
        self.bar.reset()
        self.scanning.scan(text, self.bar.take_times())
        return True

    def focus_home(self) -> None:
        self.bar.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        share = self.width() * RIGHT_SHARE // 1000
        self._right.setFixedWidth(min(max(share, px(RIGHT_LEAST)), px(RIGHT_MOST)))
        super().resizeEvent(event)

    def refresh(self) -> None:
        """Show the basket as the register has it."""
        register = self.session.register
        priced, empty = register.priced, register.basket.is_empty
        if not empty:
            self.last = self.session.last_sold = None
        self.panel.show_basket(priced, register.basket.selected)
        if empty:
            self.panel.show_calm(self.last, shift_open=self.session.shift is not None)
        self.due.show_words(self._due_words())
        for name in (*_LINE_KEYS, *_BASKET_KEYS):
            self._action(name).setEnabled(not empty)
        self.code_button.setEnabled(not empty)
        self.cash_button.setEnabled(not empty)

    def _on_shift(self, _shift: object) -> None:
        self.refresh()

    def _due_words(self) -> DueWords:
        if self.last is not None:
            return self.last.words()
        priced = self.session.register.priced
        if not priced.lines:
            return DueWords(label=tr("应收"), under=tr("还没有商品"), figure=format_fen(0))
        under = tr("{kinds} 种 {pieces} 件", kinds=priced.kinds, pieces=priced.pieces)
        if priced.total < 0:
            return DueWords(
                label=tr("应退"), under=under, figure=format_fen(-priced.total), tone="info"
            )
        saved = tr("已省 {amount}", amount=format_fen(priced.saved)) if priced.saved else ""
        return DueWords(label=tr("应收"), under=under, figure=format_fen(priced.total), note=saved)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "goods" in what:
            self.quick.show_pages(self.session.desk.goods.quick_items())
        if "parked" in what:
            self._show_parked()

    def _show_parked(self) -> None:
        waiting = self.session.desk.parked.count()
        self._recall.setText(tr("取单 {n}", n=waiting) if waiting else tr("取单"))
        self._recall.setChecked(waiting > 0)
        self.keys.place()

    def _on_added(self, no: int) -> None:
        self.bar.reset()
        self.panel.table.flash(no)

    def _on_sold(self, last: LastSale) -> None:
        self.last = last
        missed = self.scanning.drop_held()
        if missed:
            codes = ", ".join(missed)
            self.session.say(tr("收款时扫的 {codes} 没有算进去,请再扫", codes=codes), "warn")

    def _on_entered(self, text: str) -> None:
        times = self.bar.take_times()
        if text:
            chosen = self.bar.list.current() if self.bar.is_open() else None
            self.scanning.enter(text, chosen, times)
        elif times is not None:
            self.lines.set_qty(times)

    def _add_item(self, item: Item) -> None:
        self.scanning.add_item(item, self.bar.take_times())
        self.focus_home()

    def _multiply(self) -> None:
        if not self.bar.multiply():
            self.lines.quantity()

    def open_sheet(self, sheet: DeedSheet) -> None:
        """Open a sheet of this screen and look after the scans that come meanwhile."""
        sheet.scanned.connect(lambda text: self._on_sheet_scan(sheet, text))
        sheet.closed.connect(self.scanning.release)
        self.bar.list.hide()
        self.sheets.open_sheet(sheet)

    def _on_sheet_scan(self, sheet: DeedSheet, text: str) -> None:
        if sheet.gives_way and not sheet.is_busy():
            self.on_scan(text)
        else:
            self.scanning.hold(text)

    def pay(self, method: str) -> None:
        """Open the way to pay that fits what is due."""
        register = self.session.register
        if register.basket.is_empty:
            return
        if self.session.shift is None:
            self.session.say(tr("还没开班,先开班再收款"), "warn")
            return
        sheet: DeedSheet
        if register.priced.total < 0:
            sheet = RefundSheet(
                self.session, lambda paid, off: self.leaving.pay(sheet, paid, off), method
            )
        elif method == STATIC_CODE and register.priced.total > 0:
            sheet = StaticCodeSheet(
                self.session, lambda paid, off: self.leaving.pay(sheet, paid, off)
            )
        else:
            sheet = CashSheet(self.session, lambda paid, off: self.leaving.pay(sheet, paid, off))
        self.open_sheet(sheet)

    def _open_park(self) -> None:
        self.open_sheet(ParkSheet(self.session, self.leaving.park))

    def _open_recall(self) -> None:
        waiting = self.session.desk.parked.waiting()
        self.open_sheet(RecallSheet(self.session, waiting, self.leaving.recall))

    def _open_void(self) -> None:
        self.open_sheet(void_sheet(self.session, self.leaving.void))

    def _open_drawer(self) -> None:
        if self.session.shift is None:
            self.session.say(tr("还没开班,先开班再收款"), "warn")
            return
        self.open_sheet(
            drawer_sheet(self.session, lambda why: drawer_keys.open_drawer(self.session, why))
        )

    def _open_lost_sale(self) -> None:
        self.open_sheet(LostSaleSheet(
            self.session, lambda words, item: drawer_keys.asked(self.session, words, item)
        ))  # fmt: skip

    def _open_more(self, actions: Sequence[QAction]) -> None:
        self.sheets.open_sheet(MoreSheet(actions))

    def _reprint(self) -> None:
        drawer_keys.reprint(self.session, self.last.receipt if self.last else "")


def make(place: Place) -> Screen:
    """What the window calls to build this screen."""
    return SellScreen(place)
