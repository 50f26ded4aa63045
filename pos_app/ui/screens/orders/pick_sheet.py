"""Picking by scan: what belongs into the bag goes in, what does not is refused in plain words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI, format_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_pick import Bag, Refused
from pos_app.ui.models.order_words import joined
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.accepting import print_slip
from pos_app.ui.screens.orders.choice_sheet import answer_sheet
from pos_app.ui.screens.orders.deeds import OrderDeed
from pos_app.ui.screens.orders.lines import bag_model, bag_rows, headline
from pos_app.ui.screens.orders.shortage import ShortageSheet
from pos_app.ui.screens.sell.quantity import WeighSheet
from pos_app.ui.theme import Size, Tone
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    Banner,
    Button,
    ColumnSpec,
    DataTable,
    Label,
    MeterBar,
    TableCard,
    reveal,
    row,
)
from sync.wire.order_machine import ACCEPTED, NEW, OrderView
from sync.wire.orders import OrderLine

Ready = Callable[[OrderView], None]
KEYS = (
    (Qt.Key.Key_Plus, "plus"), (Qt.Key.Key_Minus, "minus"), (Qt.Key.Key_F2, "weigh"),
    (Qt.Key.Key_F4, "short"), (Qt.Key.Key_F6, "answer"), (Qt.Key.Key_F11, "print"),
)  # fmt: skip


class PickSheet(OrderDeed):
    """``scan`` what is put into the bag; ``ready`` gets the order when it is packed.

    How far it is is kept as a draft: Esc, a power cut or another customer lose nothing.
    """

    def __init__(self, place: Place, view: OrderView, ready: Ready) -> None:
        super().__init__(place.session, tr("拣货"), tr("拣好了"), width=720)
        self._place, self._ready = place, ready
        self.bag = Bag.of(view, self.session.desk.orders.picked(view.order.id))
        self.model = bag_model()
        self.table = DataTable([ColumnSpec(0, LEFT), ColumnSpec(170, RIGHT)], row_height=60)
        self.table.setModel(self.model)
        self.progress = Label("", size=Size.LARGE, bold=True)
        self.meter = MeterBar(0, "good")
        self.said = Banner("", "info")
        reveal(self.said, False)
        self.buttons: dict[str, Button] = {}
        self._lay_out(view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        self.table.picked.connect(lambda _row: self._step(1))
        self._show()
        self.table.select(0)
        if view.state in (NEW, ACCEPTED):
            self._begin()

    def _lay_out(self, view: OrderView) -> None:
        self.add(headline(view))
        note = joined(view.order.note, view.order.customer.address)
        if note:
            self.add(Banner(note, "warn"))
        line = row(self.progress, self.meter, gap=14)
        line.setStretch(1, 1)
        self.add(line)
        self.add(self.said)
        self.add(TableCard(self.table), 1)
        words = {
            "plus": (tr("加一件"), "+"), "minus": (tr("拿出"), "−"), "weigh": (tr("称重"), "F2"),
            "short": (tr("缺货"), "F4"), "answer": (tr("答复"), "F6"),
            "print": (tr("拣货单"), "F11"),
        }  # fmt: skip
        strip = row(gap=8)
        for name, (text, key) in words.items():
            button = Button(text, size="compact", key=key)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _c=False, n=name: self._deed_of_key(n))
            self.buttons[name] = button
            strip.addWidget(button)
        strip.addStretch(1)
        self.add(strip)

    def _begin(self) -> None:
        staff, order_id = self.session.staff, self.bag.view.order.id
        self.do(lambda shop, _who: shop.orders.pick(order_id, staff), self._become)

    def _become(self, view: OrderView) -> None:
        """The order changed: the customer answered, a line was taken out."""
        self.bag = self.bag.with_view(view)
        self._show()

    def on_uncovered(self) -> None:
        """A sheet above has closed; the answer may have come from her own page meanwhile."""
        super().on_uncovered()
        self._look_again()

    def _look_again(self) -> None:
        view = self.session.desk.orders.get(self.bag.view.order.id)
        if view is not None and view != self.bag.view:
            self._become(view)

    def on_changed(self) -> None:
        """Orders changed while this is open: an answer, a request to cancel."""
        before = self.bag.view
        self._look_again()
        after = self.bag.view
        if before.offered and not after.offered:
            self.say(tr("顾客答复了,清单已经更新"), "info")
        if not after.is_open:
            self.say(tr("这一单已经结束:{why}", why=after.reason), "bad")

    def _show(self) -> None:
        bag = self.bag
        chosen = self.line()
        done, total = bag.progress()
        self.progress.setText(f"{done}/{total}")
        self.meter.set_share(1000 * done // max(total, 1), "good")
        self.model.show(bag_rows(bag))
        if chosen is not None:
            self.table.select(self.model.row_of(chosen.no))
        self.buttons["answer"].setEnabled(bool(bag.view.offered))
        self._show_deed(done, total)

    def _show_deed(self, done: int, total: int) -> None:
        if self.bag.is_complete:
            self.set_deed(tr("拣好了,装袋"))
        elif self.bag.view.offered and not self.bag.missing():
            self.set_deed(tr("等顾客答复"))
        else:
            self.set_deed(tr("还差 {n} 件", n=total - done))

    def line(self) -> OrderLine | None:
        """The chosen line."""
        chosen = self.model.row(self.table.row_now())
        return chosen.line if chosen is not None else None

    def say(self, words: str, tone: Tone) -> None:
        self.said.set_banner(words, tone)

    def on_scan(self, text: str) -> bool:
        """Goods, a scale's label, or a code of the order's own that this till does not know."""
        code = text.strip()
        if self.is_busy():
            QApplication.beep()
            return True
        item, name, qty = "", code, MILLI
        try:
            found = self.session.register.look_up(code)
            item, name, qty = found.item.id, found.item.name, found.qty
        except ShopError as error:
            if not self.bag.lines_of("", code):
                unknown = tr("没见过 {code},不在这单里", code=code)
                self._refuse(unknown if error.code == "unknown_code" else str(error))
                return True
        try:
            bag, line = self.bag.take(item=item, code=code, name=name, qty=qty)
        except Refused as refused:
            self._refuse(str(refused))
            return True
        self._keep(bag)
        self.table.select(self.model.row_of(line.no))
        self.table.flash(line.no)
        self.say(tr("放进去了:{name} {qty}", name=line.name, qty=format_qty(bag.has(line))), "good")
        return True

    def _refuse(self, words: str) -> None:
        QApplication.beep()
        self.say(words, "bad")

    def _keep(self, bag: Bag) -> None:
        """The screen at once, the draft behind it."""
        self.bag = bag
        self._show()
        order_id, picked = bag.view.order.id, dict(bag.picked)
        self.session.writer.submit(
            lambda shop: shop.orders.keep_picked(order_id, picked),
            failed=self.session.complain,
        )

    def _step(self, pieces: int) -> None:
        line = self.line()
        if line is None or line.no in self.bag.waiting:
            return
        self._keep(self.bag.step(line, pieces))
        if pieces > 0 and self.bag.is_done(line):
            self._to_next()

    def _to_next(self) -> None:
        missing = self.bag.missing()
        if missing:
            self.table.select(self.model.row_of(missing[0].no))

    def _deed_of_key(self, name: str) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "plus": lambda: self._step(1),
            "minus": lambda: self._step(-1),
            "weigh": self._weigh,
            "short": self._short,
            "answer": self._answer,
            "print": lambda: print_slip(self.session, self.bag.view),
        }
        if not self.is_busy():
            deeds[name]()

    def _weigh(self) -> None:
        line = self.line()
        if line is None or not line.weighed:
            self.say(tr("选一种散称的,再按 F2 输重量"), "info")
            return
        known = self.session.desk.goods.get(line.item)
        item = known or Item(
            id=line.item, name=line.name, spec=line.spec, price=line.price, unit=line.unit,
            weighed=True,
        )  # fmt: skip
        chosen = line
        self._place.sheets.open_sheet(
            WeighSheet(self.session, item, lambda qty: self._keep(self.bag.put(chosen, qty)))
        )

    def _short(self) -> None:
        line = self.line()
        if line is not None:
            self._place.sheets.open_sheet(ShortageSheet(self._place, self.bag, line, self._become))

    def _answer(self) -> None:
        if self.bag.view.offered:
            self._place.sheets.open_sheet(answer_sheet(self._place, self.bag.view, self._become))

    def act(self) -> None:
        """Packed; what is not there has to be settled first."""
        bag = self.bag
        if bag.missing():
            names = joined(*(line.name for line in bag.missing()[:3]))
            self._refuse(tr("还没齐:{names}。没有就按 F4", names=names))
            return
        if bag.view.offered:
            self._answer()
            return
        order_id, changes, staff = bag.view.order.id, bag.changes(), self.session.staff

        def done(view: OrderView) -> None:
            self.request_close()
            self._ready(view)

        self.do(lambda shop, _who: shop.orders.ready(order_id, staff, changes=changes), done)

    def on_key(self, key: int) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is not None:
            self.table.step_row(step)
            return True
        name = dict(KEYS).get(Qt.Key(key))
        if name is not None:
            self._deed_of_key(name)
        return name is not None
