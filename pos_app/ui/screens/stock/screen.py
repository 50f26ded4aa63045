"""库存: goods that arrive, goods that grow old, what is owed for them, what lies there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.calendar import business_date
from pos_app.domain.near_expiry import SEND_BACK, WATCH
from pos_app.runtime.i18n import tr
from pos_app.ui.models.stock_rows import advice_words
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.stock.account_page import AccountPage
from pos_app.ui.screens.stock.keys import (
    ACCOUNT,
    BUTTONS,
    NEAR,
    PAGES,
    RECEIVE,
    SCOPE,
    SHELF,
    action_id,
    page_scope,
    stock_actions,
)
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
    holder,
    reveal,
    row,
)

OWN_WORDS = ("only",)
"""Buttons whose words go with what is shown."""
Shown = tuple[tuple[str, ...], str]
"""The buttons that mean something now, and what the primary one does; empty for no such."""


class StockScreen(Screen):
    """``on_shown("near")`` opens that page."""

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
        self._pages, self._feet = QStackedWidget(), QStackedWidget()
        self.buttons: dict[str, dict[str, Button]] = {}
        self.go: dict[str, Button] = {}
        for page in (self.receive, self.near, self.account, self.shelf):
            self._pages.addWidget(page)
        for name in PAGES:
            self._feet.addWidget(self._foot(name))
        self._lay_out()
        self._wire()
        self._take_keys()

    def _foot(self, page: str) -> QWidget:
        action = self.actions_.qaction
        self.buttons[page] = {
            name: Button(size="medium").bind(
                action(action_id(page, name)), own_words=name in OWN_WORDS
            )
            for name in BUTTONS[page]
        }
        parts: list[QWidget] = list(self.buttons[page].values())
        if page != ACCOUNT:
            self.go[page] = PrimaryButton(size="large").bind(
                action(action_id(page, "do")), own_words=True
            )
            parts.append(self.go[page])
        return holder(row(None, *parts, gap=10, margins=(4, 0, 0, 0)))

    def _lay_out(self) -> None:
        title = Label(tr("库存"), size=Size.TITLE, bold=True)
        head = row(title, self.tabs, KeyCap("F3"), None, gap=14, margins=(4, 0, 4, 0))
        whole = column(head, self._pages, self._feet, gap=10, margins=(12, 8, 12, 8))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.actions_.connect_action("stock.page", lambda: self._show(self.tabs.step()))
        for page, deeds in self._deeds().items():
            for name, deed in deeds.items():
                self.actions_.connect_action(action_id(page, name), deed)
        self.tabs.changed.connect(self._show)
        self.session.changed.connect(self._on_changed)
        for changing in (self.receive, self.near, self.shelf):
            changing.changed.connect(self._dress)
        for table in (self.receive.table, self.shelf.table):
            table.current_row.connect(lambda _at: self._dress())

    def _deeds(self) -> dict[str, dict[str, Callable[[], object]]]:
        """What every key of every page does."""
        receive, near, shelf = self.receive, self.near, self.shelf
        return {
            RECEIVE: {
                "quantity": receive.type_quantity, "more": lambda: receive.step(1),
                "fewer": lambda: receive.step(-1), "expiry": receive.type_expiry,
                "claim": receive.open_claim, "cost": receive.type_cost, "find": receive.look_for,
                "blind": lambda: self._begin(local=False),
                "local": lambda: self._begin(local=True), "give_up": receive.give_up,
                "do": receive.finish,
            },
            NEAR: {
                "quantity": near.mark_down_anyway, "do": near.act, "print": near.open_poster,
            },
            ACCOUNT: {
                "claim": self.account.open_claims,
                "print": lambda: self.session.screen_wanted.emit("reports", "statement"),
            },
            SHELF: {
                "quantity": shelf.type_quantity, "more": lambda: shelf.step(1),
                "fewer": lambda: shelf.step(-1), "why": shelf.explain, "drop": shelf.drop,
                "find": shelf.look_for, "only": shelf.filter, "give_up": shelf.give_up,
                "do": shelf.accept,
            },
        }  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        if argument in PAGES:
            self.tabs.set_current(argument)
        self._show(self.tabs.current())

    def focus_home(self) -> None:
        {
            RECEIVE: self.receive.table if self.receive.counting else self.receive.notes.table,
            NEAR: self.near.table, ACCOUNT: self.account.table, SHELF: self.shelf.table,
        }[self._page()].setFocus()  # fmt: skip

    def on_scan(self, text: str) -> bool:
        page = self._page()
        if page == NEAR:
            return self.near.on_scan(text)
        if page == SHELF:
            return self.shelf.on_scan(text)
        return page == RECEIVE and self.receive.on_scan(text)

    def _page(self) -> str:
        return str(self.tabs.current())

    def _today(self) -> str:
        now = self.session.clock.now_ms()
        offset = self.session.clock.offset_minutes(now)
        return business_date(now, offset, self.session.desk.settings.day_end_hour())

    def _show(self, page: object) -> None:
        for stack in (self._pages, self._feet):
            stack.setCurrentIndex(PAGES.index(str(page)))
        self._take_keys()
        self._refresh()
        self.focus_home()

    def _take_keys(self) -> None:
        """The keys mean what they mean on this page."""
        self.scopes = (SCOPE, page_scope(self._page()))
        self.rescoped.emit()

    def _refresh(self) -> None:
        refresh: dict[str, Callable[[], None]] = {
            RECEIVE: self.receive.refresh, NEAR: self.near.refresh,
            ACCOUNT: self.account.refresh, SHELF: self.shelf.refresh,
        }  # fmt: skip
        refresh[self._page()]()
        self._dress()

    def _dress(self) -> None:
        """The buttons that mean something on this page, with what they do to the chosen line."""
        page = self._page()
        wanted, deed = {
            RECEIVE: self._at_the_door, NEAR: self._on_the_radar, ACCOUNT: self._in_the_books,
            SHELF: self._on_the_shelf,
        }[page]()  # fmt: skip
        for name, button in self.buttons[page].items():
            reveal(button, name in wanted)
        if page in self.go:
            self.go[page].setText(deed)
            reveal(self.go[page], bool(deed))

    def _at_the_door(self) -> Shown:
        receive = self.receive
        if not receive.counting:
            return ("blind", "local"), tr("开始收货") if receive.notes.some else ""
        if not receive.model.rowCount():
            return ("find", "give_up"), ""
        claim = ("claim",) if receive.can_claim else ()
        return ("quantity", "expiry", "cost", *claim, "give_up"), tr("收下入库")

    def _on_the_radar(self) -> Shown:
        near = self.near.chosen()
        poster = ("print",) if self.near.has_offers else ()
        if near is None:
            return poster, ""
        words = tr("改价") if near.advice == WATCH else advice_words(near.advice)
        return (*(("quantity",) if near.advice == SEND_BACK else ()), *poster), words

    def _in_the_books(self) -> Shown:
        return ("claim", "print"), ""

    def _on_the_shelf(self) -> Shown:
        if not self.shelf.counting:
            return ("find",), ""
        only = tr("看全部") if self.shelf.only_differing else tr("只看差的")
        self.buttons[SHELF]["only"].setText(only)
        why = ("why",) if self.shelf.can_explain else ()
        return ("find", "quantity", "only", *why, "drop", "give_up"), tr("按实点改库存")

    def _begin(self, *, local: bool) -> None:
        if not self.receive.counting:
            self.receive.begin(None, local=local)

    def _on_changed(self, what: frozenset[str]) -> None:
        if self.isVisible() and self.sheets.current() is None and {"supply", "goods"} & what:
            self._refresh()


def make(place: Place) -> StockScreen:
    return StockScreen(place)
