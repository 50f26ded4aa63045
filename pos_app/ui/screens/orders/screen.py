"""订单: the board, the list, what is done; one search box for codes, phones, names and numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.services.hq import HqStatus
from pos_app.ui.models.day_words import today
from pos_app.ui.models.order_cards import ACCEPT, OrderCard, card_of, cards_of
from pos_app.ui.models.order_words import joined, short_number
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.days import DayBar
from pos_app.ui.screens.orders.board import OrderBoard
from pos_app.ui.screens.orders.change_strip import ChangeStrip
from pos_app.ui.screens.orders.finding import is_code, progress, wanting
from pos_app.ui.screens.orders.keys import SCOPE, add_keys
from pos_app.ui.screens.orders.lines import shop_now
from pos_app.ui.screens.orders.listing import DoneList, OrderList
from pos_app.ui.screens.orders.pick_sheet import PickSheet
from pos_app.ui.screens.orders.steps import Steps
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Banner,
    Button,
    Label,
    SearchField,
    SecondaryButton,
    Segmented,
    column,
    holder,
    reveal,
    row,
)
from sync.wire.order_machine import OrderView
from sync.wire.orders import PICKUP, read_pickup

BOARD, LIST, DONE, FOUND = "board", "list", "done", "found"
VIEWS = (BOARD, LIST, DONE)
TICK_MS, TYPING_MS = 1000, 120
WORDS_EVERY = 30
"""Seconds after which "waits 35 min" is said anew."""


class OrdersScreen(Screen):
    """``screen_wanted("orders", order id)`` points at an order."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        add_keys(place.actions)
        self._ticks = 0
        self._cards: dict[str, list[OrderCard]] = {}
        self.steps = Steps(place, self.point_at, self._on_handed_over)
        self.field = SearchField(tr("扫取货码,或输手机尾号、名字、单号"), compact=True)
        self.view = Segmented([(BOARD, tr("看板")), (LIST, tr("列表")), (DONE, tr("已完成"))])
        self.summary = Label("", size=Size.LABEL, tone="muted", elide=True)
        self.offline = Banner("", "warn")
        self.change = ChangeStrip()
        self.board = OrderBoard()
        self.list = OrderList(self.session)
        self.found = OrderList(self.session)
        self.done = DoneList(self.session)
        self.days = DayBar(place)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect_keys()
        self._connect_parts()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._search)

    def _lay_out(self) -> None:
        action = self.actions_.qaction
        head = row(
            Label(tr("订单"), size=Size.TITLE, bold=True), self.summary, self.view, self.field,
            SecondaryButton().bind(action("orders.place")), gap=12,
        )  # fmt: skip
        head.setStretch(1, 1)
        self.field.setFixedWidth(px(310))
        self._day_row = holder(row(self.days, None))
        self._day_row.hide()
        reveal(self.offline, False)
        for page in (self.board, self.list, self.done, self.found):
            self._pages.addWidget(page)
        keys = row(gap=8)
        for name in ("accept", "look", "send", "settle", "view", "refund", "print", "cancel"):
            button = Button(size="compact").bind(action(f"orders.{name}"))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            keys.addWidget(button)
        hint = Label(tr("方向键选单,Enter 下一步"), size=Size.CAPTION, tone="muted", elide=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        keys.addWidget(hint, 1)
        whole = column(
            head, self.offline, self.change, self._day_row, self._pages, keys, gap=8,
            margins=(12, 12, 12, 6),
        )  # fmt: skip
        whole.setStretch(4, 1)
        self.setLayout(whole)

    def _connect_keys(self) -> None:
        deeds: dict[str, Callable[[], object]] = {
            "accept": self._accept,
            "look": lambda: self._with_card(self.steps.look),
            "send": lambda: self.steps.send(self._chosen_id()),
            "settle": lambda: self.steps.settle(self._chosen_id()),
            "view": self._next_view,
            "refund": lambda: self._with_card(self.steps.refund),
            "print": lambda: self._with_card(self.steps.print_slip),
            "cancel": lambda: self._with_card(self.steps.cancel),
            "day_before": lambda: self.days.step(-1),
            "day_after": lambda: self.days.step(1),
            "place": lambda: self.session.screen_wanted.emit("sell", "order"),
        }
        for name, deed in deeds.items():
            self.actions_.connect_action(f"orders.{name}", partial(self._on_key, deed))

    def _on_key(self, deed: Callable[[], object]) -> None:
        self.change.hide()
        deed()

    def _connect_parts(self) -> None:
        self.field.edited.connect(self._on_edited)
        self.field.submitted.connect(self._on_enter)
        self.field.moved.connect(lambda down: self._move(0, down))
        self.field.edit.installEventFilter(self)
        self.view.changed.connect(lambda key: self.show_view(str(key)))
        self.days.changed.connect(lambda _day: self.refresh())
        for page in (self.board, self.list, self.found):
            page.deed_wanted.connect(self._do)
            page.opened.connect(self.steps.look)
        self.done.opened.connect(self.steps.look)
        self.session.changed.connect(self._on_changed)
        self.session.sync_changed.connect(self._show_line)

    def on_shown(self, argument: object = None) -> None:
        self.refresh()
        self._show_line(self.session.hq_status())
        if isinstance(argument, str) and argument:
            self.point_at(argument)
        elif self._cards["new"]:
            self.point_at(self._cards["new"][0].id)

    def focus_home(self) -> None:
        self.field.setFocus()

    def current_view(self) -> str:
        return str(self.view.current())

    def show_view(self, key: str) -> None:
        """The board, the list, or what is done; a search that is on ends."""
        self.field.clear()
        self.view.set_current(key)
        self.refresh()

    def _next_view(self) -> None:
        self.show_view(VIEWS[(VIEWS.index(self.current_view()) + 1) % len(VIEWS)])

    def refresh(self) -> None:
        """The orders as they stand now, on whichever page is in front."""
        orders, now = self.session.desk.orders, shop_now(self.session)
        rules, views = orders.rules(), orders.open()
        self._cards = cards_of(views, rules, now, progress(self.session, views))
        self._show_day()
        page = FOUND if self.field.text().strip() else self.current_view()
        self._pages.setCurrentIndex((BOARD, LIST, DONE, FOUND).index(page))
        self._day_row.setVisible(page == DONE)
        if page == BOARD:
            self.board.show_cards(self._cards, now.ms)
        elif page == LIST:
            self.list.show_cards([card for cards in self._cards.values() for card in cards])
        elif page == DONE:
            if not self.days.day():
                self.days.set_day(today(self.session))
            closed = orders.closed(self.days.day())
            self.done.show_cards([card_of(view, rules, now, {}) for view in closed])
        else:
            text = self.field.text().strip()
            found = orders.find(text)
            picked = progress(self.session, found)
            self.found.show_cards(
                [card_of(view, rules, now, picked) for view in found], looked_for=text
            )

    def _show_day(self) -> None:
        """What the day brought, and what is still to be given back."""
        date = today(self.session)
        orders = self.session.desk.orders
        day, owing = orders.today(date), len(orders.refunds_due())
        self.summary.setText(joined(
            tr("今天 {n} 单", n=day.orders), tr("送货 {n}", n=day.delivery),
            tr("自提 {n}", n=day.pickup), f"¥{format_fen(day.amount)}",
            tr("待退款 {n} 单", n=owing) if owing else "",
        ))  # fmt: skip

    def _show_line(self, status: HqStatus) -> None:
        """Without a line everything here goes on; what HQ does about it comes later."""
        cut = status.joined and status.begun and not (status.online or status.elsewhere)
        words = tr(
            "没联网,接单、拣货、交货照常。顾客的网页和网上退款要等联上网才知道,新的网上订单也要等。"
        )
        self.offline.set_banner(words if cut else "", "warn")

    def _tick(self) -> None:
        if not self.isVisible():
            return
        self._ticks += 1
        if self._ticks % WORDS_EVERY == 0 and self.sheets.current() is None:
            self.refresh()
            return
        page = self._pages.currentWidget()
        if page is self.board:
            self.board.tick(self.session.clock.now_ms())
        elif isinstance(page, OrderList):
            page.tick()

    def _on_changed(self, what: frozenset[str]) -> None:
        if "orders" not in what:
            return
        if self.isVisible():
            self.refresh()
        top = self.sheets.current()
        if isinstance(top, PickSheet):
            top.on_changed()

    # who is meant

    def current_card(self) -> OrderCard | None:
        page = self._pages.currentWidget()
        if isinstance(page, (OrderBoard, OrderList, DoneList)):
            return page.current_card()
        return None

    def _chosen_id(self) -> str:
        card = self.current_card()
        return card.id if card is not None else ""

    def _with_card(self, deed: Callable[[OrderCard], None]) -> None:
        card = self.current_card()
        if card is None:
            self.session.say(tr("先选一单"), "info")
        else:
            deed(card)

    def point_at(self, order_id: str) -> None:
        """Show where an order stands now."""
        if self.field.text() or self.current_view() == DONE:
            self.show_view(BOARD if self.current_view() == DONE else self.current_view())
        page = self._pages.currentWidget()
        if isinstance(page, (OrderBoard, OrderList)):
            page.select(order_id)

    def _move(self, across: int, down: int) -> None:
        page = self._pages.currentWidget()
        if isinstance(page, OrderBoard):
            page.step(across, down)
        elif isinstance(page, (OrderList, DoneList)):
            page.step(down or across)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and right walk over the board while nothing is typed; Esc ends a search."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape and bool(self.field.text())
        if event.type() == QEvent.Type.ShortcutOverride and escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if across is not None and plain and not self.field.text():
                self._move(across, 0)
                return True
            if escape:
                self.show_view(self.current_view())
                return True
        return super().eventFilter(watched, event)

    # what is done

    def _do(self, card: OrderCard) -> None:
        self.change.hide()
        self.steps.do(card)

    def _accept(self) -> None:
        """The chosen one, else whichever came first."""
        card = self.current_card()
        if card is None or card.deed != ACCEPT:
            card = self._cards["new"][0] if self._cards["new"] else None
        if card is None or card.deed != ACCEPT:
            self.session.say(tr("没有新订单"), "info")
            return
        self._do(card)

    def _on_edited(self, _text: str) -> None:
        self.field.set_wrong(False)
        self.change.hide()
        self._pause.start()

    def _search(self) -> None:
        self.refresh()

    def _on_enter(self, text: str) -> None:
        """Nothing typed: the next step of the chosen order. Else what was typed is looked for."""
        self._pause.stop()
        if text.strip():
            self._resolve(text.strip())
            return
        card = self.current_card()
        if card is not None:
            self._do(card)

    def on_scan(self, text: str) -> bool:
        """A pickup code hands over; goods go on where an order is picked that misses them."""
        self.change.hide()
        code = text.strip()
        if read_pickup(code) is not None or is_code(code):
            self._resolve(code)
            return True
        try:
            item = self.session.register.look_up(code).item.id
        except ShopError:
            item = ""
        picks = wanting(self.session, item, code)
        if len(picks) == 1:
            self.steps.pick(picks[0]).on_scan(text)
            return True
        if len(picks) > 1:
            numbers = joined(*(short_number(view.order.number) for view in picks))
            self.session.say(tr("{numbers} 都要这个,先点一单再扫", numbers=numbers), "info")
            return True
        return False

    def _resolve(self, text: str) -> None:
        """A pickup code, a phone's end, a name or a number, to the order that it means."""
        scanned = read_pickup(text)
        if scanned is not None and scanned[0] != self.session.desk.identity.store:
            self._not_found(ShopError("order_other_shop"))
            return
        words = scanned[1] if scanned is not None else text
        found = self.session.desk.orders.find(words)
        coded = [v for v in found if v.order.code == words and v.order.mode == PICKUP]
        if coded:
            self.field.clear()
            self.refresh()
            self.point_at(coded[0].order.id)
            self.steps.hand_over(coded[0], text)
        elif not found and (scanned is not None or is_code(words)):
            self._not_found(ShopError("order_wrong_code"))
        else:
            self.field.set_text(words)
            self.refresh()
            card = self.found.current_card()
            if card is not None:
                self.steps.look(card)

    def _not_found(self, error: ShopError) -> None:
        self.session.complain(error)
        self.field.set_wrong(True)
        self.field.edit.selectAll()

    def _on_handed_over(self, view: OrderView, sold: Sold) -> None:
        """The change stands here until the next thing is done."""
        number = short_number(view.order.number)
        self.change.show_sale(number, sold)


def make(place: Place) -> OrdersScreen:
    return OrdersScreen(place)
