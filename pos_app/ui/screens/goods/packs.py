"""Case codes: further codes of the same goods, each with its number of pieces and its price."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Pack
from pos_app.domain.money import MILLI
from pos_app.runtime.i18n import tr
from pos_app.services.goods import has_wrong_check
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Card,
    EmptyState,
    FieldError,
    FormRow,
    IconButton,
    NumberField,
    SecondaryButton,
    TextField,
    column,
    reveal,
    row,
)

MOST = 8


class PackRow(Card):
    """One case: its code, how many pieces, its price where it has one of its own."""

    changed = Signal()
    removed = Signal()

    def __init__(self, pack: Pack | None = None) -> None:
        super().__init__()
        self._before = pack
        self.code = TextField(pack.code if pack else "", placeholder=tr("扫一下箱码"), ime=False)
        self.qty = NumberField("quantity", label=tr("几件"), size=Size.LEAD, minimum=1)
        self.price = NumberField("money", label=tr("整箱价(可空)"), size=Size.LEAD)
        self.qty.set_value(pack.qty if pack else None)
        self.price.set_value(pack.price if pack else None)
        self.error = FieldError()
        remove = IconButton("trash", tr("去掉这个箱码"))
        remove.clicked.connect(lambda _c=False: self.removed.emit())
        parts = row(FormRow(tr("箱码"), self.code), self.qty, self.price, remove, gap=10)
        for at, stretch in enumerate((4, 2, 3, 0)):
            parts.setStretch(at, stretch)
        parts.setAlignment(remove, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(parts, self.error, gap=2, margins=(14, 8, 8, 8)))
        self.code.textChanged.connect(lambda _text: self.changed.emit())
        self.qty.changed.connect(lambda _value: self.changed.emit())
        self.price.changed.connect(lambda _value: self.changed.emit())

    def pack(self) -> Pack:
        return Pack(
            code=self.code.text().strip(), qty=self.qty.value() or 0, price=self.price.value()
        )

    def check(self) -> bool:
        """Says what is wrong with it; True when nothing is."""
        pack = self.pack()
        words, known = "", self._before is not None and pack.code == self._before.code
        if not pack.code:
            words = tr("请扫或输入箱码,不要就点右边去掉")
        elif pack.qty <= 0:
            words = tr("请填一箱有几件")
        elif has_wrong_check(pack.code) and not known:
            words = str(ShopError("bad_check_digit", code=pack.code))
        self.error.set_text(words)
        return not words


class PackList(QWidget):
    """All cases of some goods. ``changed`` on every edit."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[PackRow] = []
        self._list = column(gap=10)
        self._none = EmptyState(
            "box", tr("还没有箱码"), tr("整箱卖的、整箱到货的,扫一下箱子上的码就加进来")
        )
        self._add = SecondaryButton(tr("加一个箱码"), icon="plus")
        self._add.clicked.connect(lambda _c=False: self.add())
        layout = column(self._list, self._none, row(self._add, None), None, gap=12)
        layout.setContentsMargins(px(2), px(2), px(2), px(8))
        self.setLayout(layout)

    def show_packs(self, packs: Sequence[Pack]) -> None:
        while self._rows:
            self._drop(self._rows[-1])
        for pack in packs:
            self.add(pack)
        self._show_none()

    def add(self, pack: Pack | None = None) -> PackRow | None:
        """A new row, empty or with what was scanned; None when there are enough."""
        if len(self._rows) >= MOST:
            return None
        made = PackRow(pack)
        made.changed.connect(self.changed)
        made.removed.connect(lambda: self._on_removed(made))
        self._rows.append(made)
        self._list.addWidget(made)
        self._show_none()
        if pack is None:
            made.code.setFocus()
        self.changed.emit()
        return made

    def add_code(self, code: str) -> None:
        """A scanned case code: how many pieces is asked next."""
        made = self.add(Pack(code=code, qty=12 * MILLI))
        if made is not None:
            made.qty.setFocus()

    def packs(self) -> tuple[Pack, ...]:
        return tuple(one.pack() for one in self._rows)

    def check(self) -> bool:
        wrong = [one for one in self._rows if not one.check()]
        return not wrong

    def show_error(self, error: ShopError) -> bool:
        """Beside the case it is about; False when it is about none."""
        code = error.values.get("code")
        blamed = [one for one in self._rows if one.pack().code == code]
        for one in blamed:
            one.error.set_text(str(error))
        return bool(blamed)

    def _on_removed(self, made: PackRow) -> None:
        self._drop(made)
        self._show_none()
        self.changed.emit()

    def _drop(self, made: PackRow) -> None:
        self._rows.remove(made)
        self._list.removeWidget(made)
        made.hide()
        made.deleteLater()

    def _show_none(self) -> None:
        reveal(self._none, not self._rows)
