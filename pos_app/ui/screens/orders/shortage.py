"""Something is out while an order is picked: fewer, none, or something else instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI, format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.order_lines import order_line
from pos_app.ui.models.order_pick import Bag, money_words
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.deeds import OrderDeed
from pos_app.ui.screens.sell.lookup import Offer, find
from pos_app.ui.theme import CellRole, Size
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    CheckBox,
    ColumnSpec,
    DataTable,
    FigureBand,
    KeyCap,
    Label,
    NumberField,
    SearchField,
    Segmented,
    TableCard,
    column,
    holder,
    row,
)
from sync.wire.order_machine import OrderView
from sync.wire.orders import LineChange, OrderLine

FEWER, NONE, OTHER = "fewer", "none", "other"


class ShortageSheet(OrderDeed):
    """What is chosen says at once what goes back to the customer.

    Something else is offered and waits for her answer, unless she agreed on the telephone.
    """

    def __init__(
        self, place: Place, bag: Bag, line: OrderLine, done: Callable[[OrderView], None]
    ) -> None:
        super().__init__(place.session, tr("这件没有了"), tr("就这样"), width=640)
        self._bag, self._line, self._done = bag, line, done
        self.instead: Item | None = None
        self.way = Segmented([(FEWER, tr("少给")), (NONE, tr("不给了")), (OTHER, tr("换别的"))])
        self.qty = NumberField(
            "quantity", label=tr("给多少"), suffix=line.unit, size=Size.LARGE, max_digits=5
        )
        self.field = SearchField(tr("扫要换的商品,或输品名找"), compact=True)
        self.hits: RowsModel[Offer] = RowsModel(
            (
                Column(
                    title=lambda: tr("换成"), text=lambda o: o.item.name,
                    look=lambda o: {CellRole.SUB: o.item.spec},
                ),
                Column(
                    title=lambda: tr("价格 / 存"), align=Qt.AlignmentFlag.AlignRight,
                    text=lambda o: format_fen(o.item.price or 0),
                    look=lambda o: {CellRole.SUB: tr("存 {qty}", qty=format_qty(o.stock))},
                ),
            ),
            lambda o: o.item.id,
        )  # fmt: skip
        self.table = DataTable([ColumnSpec(0, LEFT), ColumnSpec(130, RIGHT)], row_height=56)
        self.table.setModel(self.hits)
        self.agreed = CheckBox(tr("电话里已经答应了(F7)"))
        self.band = FigureBand("", "")
        self.band.figure.set_size(Size.HUGE)
        for part in (self.qty, self.band):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._wire()
        self._choose(FEWER if bag.has(line) or line.qty > MILLI else NONE)

    def _lay_out(self) -> None:
        line = self._line
        title = Label(line.name, size=Size.LEAD, bold=True)
        wants = Label(
            tr("要 {qty},每件 ¥{price}", qty=format_qty(line.qty), price=format_fen(line.price)),
            size=Size.LABEL, tone="muted",
        )  # fmt: skip
        self.add(column(title, wants, gap=2))
        self.add(row(self.way, None, *(KeyCap(f"F{n}") for n in (2, 3, 4))))
        line_of_figures = row(self.qty, self.band, gap=12)
        for at in (0, 1):
            line_of_figures.setStretch(at, 1)
        self.add(line_of_figures)
        search = column(self.field, TableCard(self.table), self.agreed, gap=8)
        search.setStretch(1, 1)
        self.other = holder(search)
        self.add(self.other, 1)
        self.body.addStretch(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def _wire(self) -> None:
        self.way.changed.connect(lambda way: self._choose(str(way)))
        self.qty.changed.connect(lambda _v: self._show())
        self.qty.submitted.connect(lambda _v: self.enter())
        self.field.edited.connect(self._search)
        self.field.submitted.connect(lambda _t: self.enter())
        self.field.moved.connect(self.table.step_row)
        self.table.current_row.connect(lambda _at: self._take_row())
        self.agreed.toggled.connect(lambda _on: self._show())

    def _choose(self, way: str) -> None:
        self.way.set_current(way)
        self.other.setVisible(way == OTHER)
        self.qty.setVisible(way != NONE)
        has = self._bag.has(self._line)
        if way == FEWER:
            less = max(self._line.qty - MILLI, 0)
            self.qty.set_value(has if has < self._line.qty and has else less)
            self.qty.edit.setFocus()
        elif way == OTHER:
            self.qty.set_value(self._line.qty)
            self.field.setFocus()
        else:
            self.setFocus()
        self._show()

    def _search(self, text: str) -> None:
        self.hits.show(find(self.session, text))
        self.table.select(0 if self.hits.rowCount() else -1)
        self._take_row()

    def _take_row(self) -> None:
        chosen = self.hits.row(self.table.row_now())
        self.instead = chosen.item if chosen is not None else None
        self._show()

    def on_scan(self, text: str) -> bool:
        """The goods in her hand are what she wants to offer."""
        if self.is_busy():
            return True
        try:
            item = self.session.register.look_up(text).item
        except ShopError as error:
            self.refuse(error)
            return True
        self._choose(OTHER)
        self.field.set_text(item.name)
        stock = self.session.desk.stock.on_hand(item.id)
        self.hits.show([Offer(item=item, stock=stock)])
        self.table.select(0)
        self.instead = item
        self._show()
        return True

    def changes(self) -> tuple[LineChange, ...]:
        """What is chosen, as a change of the line; nothing while something is missing."""
        no, way = self._line.no, self.way.current()
        if way == NONE:
            return (LineChange(no=no, qty=0),)
        qty = self.qty.value() or 0
        if way == FEWER:
            return (LineChange(no=no, qty=qty),) if qty < self._line.qty else ()
        if self.instead is None or self.instead.price is None or qty <= 0:
            return ()
        return (LineChange(no=no, qty=qty, instead=order_line(self.instead, qty, no=no)),)

    def _show(self) -> None:
        changes = self.changes()
        asks = self._asks()
        if changes:
            cheaper = self._bag.difference(changes)
            figure = format_fen(abs(cheaper))
            words = money_words(self._bag.view, cheaper).partition("¥")[0].strip()
            self.band.set_band(words, figure if cheaper else "", "warn" if cheaper < 0 else "info")
        else:
            self.band.set_band(tr("先选好怎么办"), "", "info")
        self.set_deed(tr("问顾客") if asks else tr("改这一单"))

    def _asks(self) -> bool:
        return self.way.current() == OTHER and not self.agreed.isChecked()

    def act(self) -> None:
        changes = self.changes()
        if not changes:
            self.set_words(
                tr("先扫或选要换成什么") if self.way.current() == OTHER
                else tr("要比顾客要的少;一件不少就不用改"), "warn",
            )  # fmt: skip
            return
        order_id, staff, asks = self._bag.view.order.id, self.session.staff, self._asks()

        def done(view: OrderView) -> None:
            self.request_close()
            self._done(view)

        self.do(lambda shop, _who: shop.orders.adjust(order_id, changes, staff, ask=asks), done)

    def on_key(self, key: int) -> bool:
        if key == Qt.Key.Key_F7 and self.way.current() == OTHER:
            self.agreed.toggle()
            return True
        way = {Qt.Key.Key_F2: FEWER, Qt.Key.Key_F3: NONE, Qt.Key.Key_F4: OTHER}.get(Qt.Key(key))
        if way is not None:
            self._choose(way)
        return way is not None
