"""The keys that change the selected line."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.pricing import PricedLine
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.discount import DiscountSheet
from pos_app.ui.screens.sell.price import PriceSheet
from pos_app.ui.screens.sell.put_back import put_back
from pos_app.ui.screens.sell.quantity import QuantitySheet
from pos_app.ui.screens.sell.reason import NoteSheet
from pos_app.ui.session import Session

OpenSheet = Callable[[DeedSheet], None]


class LineKeys:
    """Each key acts on the line that is selected and does nothing where there is none."""

    def __init__(self, session: Session, open_sheet: OpenSheet) -> None:
        self._session = session
        self._open = open_sheet

    def line(self) -> PricedLine | None:
        """The selected line with its price."""
        selected = self._session.register.basket.selected
        lines = self._session.register.priced.lines
        return next((p for p in lines if p.line.no == selected), None)

    def select(self, no: int) -> None:
        if no != self._session.register.basket.selected:
            self._session.register.select(no)

    def step(self, no: int, pieces: int) -> None:
        """Minus and plus; the step below one takes the line out, and can be undone."""
        line = next((p for p in self._session.register.priced.lines if p.line.no == no), None)
        if line is None:
            return
        if pieces < 0 and 0 < line.line.qty <= 1000:
            self.remove(no)
            return
        self._session.attempt(lambda who: self._step(no, pieces, who))

    def _step(self, no: int, pieces: int, who: Staff | None) -> None:
        self._session.register.step(no, pieces, self._session.staff, approved_by=who)

    def step_selected(self, pieces: int) -> None:
        self.step(self._session.register.basket.selected, pieces)

    def set_qty(self, qty: int) -> None:
        """A number and the star, then Enter: so many of the selected goods."""
        line = self.line()
        if line is not None:
            no = line.line.no
            self._session.attempt(lambda who: self._set_qty(no, qty, who))

    def _set_qty(self, no: int, qty: int, who: Staff | None) -> None:
        self._session.register.set_qty(no, qty, approved_by=who)

    def remove_selected(self) -> None:
        self.remove(self._session.register.basket.selected)

    def remove(self, no: int) -> None:
        """Take the line out and offer to put it back."""
        register = self._session.register
        lines = register.basket.lines
        gone = next((line for line in lines if line.no == no), None)
        if gone is None:
            return
        at = lines.index(gone)
        self._session.attempt(lambda _who: self._remove(no))

        def undo() -> None:
            register.replace_basket(put_back(register.basket, gone, at))
            self._session.basket_changed.emit()

        self._session.undo_offered.emit(tr("已删除 {name}", name=gone.item.name), undo)

    def _remove(self, no: int) -> None:
        self._session.register.remove(no, self._session.staff)

    def quantity(self) -> None:
        line = self.line()
        if line is None:
            return
        if line.line.amount is not None or line.line.source is not None:
            self._session.say(tr("这一行的数量是标签或小票定的,不能改"), "warn")
            return
        no = line.line.no
        self._open(QuantitySheet(self._session, line, lambda: self.remove(no)))

    def price(self) -> None:
        line = self.line()
        if line is not None:
            self._open(PriceSheet(self._session, line))

    def discount(self) -> None:
        self._open(DiscountSheet(self._session, self.line()))

    def note(self) -> None:
        line = self.line()
        if line is not None:
            at = line.line
            self._open(NoteSheet(self._session, at.no, at.item.name, at.note))
