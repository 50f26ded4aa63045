"""库存: goods that arrive, goods that grow old, what is owed for them."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.calendar import business_date
from pos_app.domain.near_expiry import SEND_BACK, WATCH
from pos_app.runtime.i18n import tr
from pos_app.ui.models.stock_rows import advice_words
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.stock.account_page import AccountPage
from pos_app.ui.screens.stock.keys import SCOPE, stock_actions
from pos_app.ui.screens.stock.near_page import NearPage
from pos_app.ui.screens.stock.receive_page import ReceivePage
from pos_app.ui.screens.stock.shelf_page import ShelfPage
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Button,
    KeyCap,
    Label,
    PrimaryButton,
    Segmented,
    column,
    reveal,
    row,
)

RECEIVE, NEAR, ACCOUNT, SHELF = "receive", "near", "account", "shelf"
PAGES = (RECEIVE, NEAR, ACCOUNT, SHELF)


BUTTONS = (
    "blind", "local", "find", "quantity", "expiry", "cost", "claim", "drop", "give_up", "print",
)  # fmt: skip
OWN_WORDS = ("quantity", "expiry", "print", "claim", "give_up")


class StockScreen(Screen):
    """``on_shown("near")`` opens that page."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.actions_.add(stock_actions())
        self.receive = ReceivePage(place, self._today)
        self.near = NearPage(place, self._today)
        self.account = AccountPage(place)
        self.shelf = ShelfPage(place)
        self.tabs = Segmented([
            (RECEIVE, tr("收货")), (NEAR, tr("临期")), (ACCOUNT, tr("账款")), (SHELF, tr("盘点")),
        ])  # fmt: skip
        self._pages = QStackedWidget()
        for page in (self.receive, self.near, self.account, self.shelf):
            self._pages.addWidget(page)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        action = self.actions_.qaction
        self.go = PrimaryButton(size="large").bind(action("stock.do"), own_words=True)
        self.buttons = {
            name: Button(size="medium").bind(action(f"stock.{name}"), own_words=name in OWN_WORDS)
            for name in BUTTONS
        }
        title = Label(tr("库存"), size=Size.TITLE, bold=True)
        head = row(title, self.tabs, KeyCap("F3"), None, gap=14, margins=(4, 0, 4, 0))
        foot = row(None, *self.buttons.values(), self.go, gap=10, margins=(4, 0, 0, 0))
        whole = column(head, self._pages, foot, gap=10, margins=(12, 8, 12, 8))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        connect = self.actions_.connect_action
        connect("stock.page", lambda: self._show(self.tabs.step()))
        connect("stock.quantity", self._on_quantity)
        connect("stock.more", lambda: self._step(1))
        connect("stock.fewer", lambda: self._step(-1))
        connect("stock.find", self._find)
        connect("stock.drop", self._drop)
        connect("stock.expiry", self._on_expiry)
        connect("stock.cost", self.receive.type_cost)
        connect("stock.claim", self._on_claim)
        connect("stock.blind", lambda: self._begin(local=False))
        connect("stock.local", lambda: self._begin(local=True))
        connect("stock.give_up", self._give_up)
        connect("stock.print", self._print)
        connect("stock.do", self._do)
        self.tabs.changed.connect(self._show)
        self.session.changed.connect(self._on_changed)
        self.receive.changed.connect(self._dress)
        self.receive.table.current_row.connect(lambda _at: self._dress())
        self.near.changed.connect(self._dress)
        self.shelf.changed.connect(self._dress)
        self.shelf.table.current_row.connect(lambda _at: self._dress())

    def on_shown(self, argument: object = None) -> None:
        if argument in PAGES:
            self.tabs.set_current(argument)
        self._show(self.tabs.current())

    def focus_home(self) -> None:
        page = self._page()
        if page == NEAR:
            self.near.table.setFocus()
        elif page == ACCOUNT:
            self.account.table.setFocus()
        elif page == SHELF:
            self.shelf.table.setFocus()
        else:
            (self.receive.table if self.receive.counting else self.receive.notes.table).setFocus()

    def on_scan(self, text: str) -> bool:
        if self._page() == NEAR:
            return self.near.on_scan(text)
        if self._page() == SHELF:
            return self.shelf.on_scan(text)
        return self._page() == RECEIVE and self.receive.on_scan(text)

    def _page(self) -> str:
        return str(self.tabs.current())

    def _today(self) -> str:
        now = self.session.clock.now_ms()
        offset = self.session.clock.offset_minutes(now)
        return business_date(now, offset, self.session.desk.settings.day_end_hour())

    def _show(self, page: object) -> None:
        self._pages.setCurrentIndex(PAGES.index(str(page)))
        self._refresh()
        self.focus_home()

    def _refresh(self) -> None:
        if self._page() == RECEIVE:
            self.receive.refresh()
        elif self._page() == NEAR:
            self.near.refresh()
        elif self._page() == SHELF:
            self.shelf.refresh()
        else:
            self.account.refresh()
        self._dress()

    def _dress(self) -> None:
        """The buttons that mean something on this page, with what they do to the chosen line."""
        page = self._page()
        wanted, deed = {
            RECEIVE: self._at_the_door, NEAR: self._on_the_radar, ACCOUNT: self._in_the_books,
            SHELF: self._on_the_shelf,
        }[page]()  # fmt: skip
        for name, button in self.buttons.items():
            reveal(button, name in wanted)
        self.buttons["quantity"].setText(tr("自己降价") if page == NEAR else tr("改数量"))
        self.buttons["print"].setText(tr("特价海报") if page == NEAR else tr("打印"))
        names = {ACCOUNT: tr("报损和退货"), SHELF: tr("为什么少")}
        self.buttons["claim"].setText(names.get(page, tr("有问题")))
        only = tr("看全部") if self.shelf.only_differing else tr("只看差的")
        self.buttons["expiry"].setText(only if page == SHELF else tr("到期日"))
        self.buttons["give_up"].setText(tr("都不盘了") if page == SHELF else tr("不收了"))
        self.go.setText(deed)
        reveal(self.go, bool(deed))

    def _at_the_door(self) -> tuple[tuple[str, ...], str]:
        receive = self.receive
        if not receive.counting:
            return ("blind", "local"), tr("开始收货") if receive.notes.some else ""
        if not receive.model.rowCount():
            return ("find", "give_up"), ""
        claim = ("claim",) if receive.can_claim else ()
        return ("quantity", "expiry", "cost", *claim, "give_up"), tr("收下入库")

    def _on_the_shelf(self) -> tuple[tuple[str, ...], str]:
        if not self.shelf.counting:
            return ("find",), ""
        why = ("claim",) if self.shelf.can_explain else ()
        return ("find", "quantity", "expiry", *why, "drop", "give_up"), tr("按实点改库存")

    def _on_the_radar(self) -> tuple[tuple[str, ...], str]:
        near = self.near.chosen()
        poster = ("print",) if self.near.has_offers else ()
        if near is None:
            return poster, ""
        words = tr("改价") if near.advice == WATCH else advice_words(near.advice)
        return (*(("quantity",) if near.advice == SEND_BACK else ()), *poster), words

    def _in_the_books(self) -> tuple[tuple[str, ...], str]:
        return ("claim", "print"), ""

    def _on_quantity(self) -> None:
        if self._page() == RECEIVE:
            self.receive.type_quantity()
        elif self._page() == NEAR:
            self.near.mark_down_anyway()
        elif self._page() == SHELF:
            self.shelf.type_quantity()

    def _on_expiry(self) -> None:
        if self._page() == SHELF:
            self.shelf.filter()
        elif self._page() == RECEIVE:
            self.receive.type_expiry()

    def _step(self, delta: int) -> None:
        if self._page() == SHELF:
            self.shelf.step(delta)
        elif self._page() == RECEIVE:
            self.receive.step(delta)

    def _find(self) -> None:
        if self._page() == SHELF:
            self.shelf.look_for()
        elif self._page() == RECEIVE:
            self.receive.look_for()

    def _drop(self) -> None:
        if self._page() == SHELF:
            self.shelf.drop()

    def _on_claim(self) -> None:
        if self._page() == RECEIVE:
            self.receive.open_claim()
        elif self._page() == ACCOUNT:
            self.account.open_claims()
        elif self._page() == SHELF:
            self.shelf.explain()

    def _begin(self, *, local: bool) -> None:
        if self._page() == RECEIVE and not self.receive.counting:
            self.receive.begin(None, local=local)

    def _give_up(self) -> None:
        if self._page() == RECEIVE:
            self.receive.give_up()
        elif self._page() == SHELF:
            self.shelf.give_up()

    def _print(self) -> None:
        if self._page() == ACCOUNT:
            self.session.screen_wanted.emit("reports", "statement")
        elif self._page() == NEAR:
            self.near.open_poster()

    def _do(self) -> None:
        if self._page() == RECEIVE:
            self.receive.finish()
        elif self._page() == NEAR:
            self.near.act()
        elif self._page() == SHELF:
            self.shelf.accept()

    def _on_changed(self, what: frozenset[str]) -> None:
        if self.isVisible() and self.sheets.current() is None and {"supply", "goods"} & what:
            self._refresh()


def make(place: Place) -> StockScreen:
    return StockScreen(place)
