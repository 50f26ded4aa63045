"""Cash in and out of the drawer by other ways than a sale, and opening the drawer with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.shifts import MAX_CASH
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.session import Session
from pos_app.ui.widgets import (
    ChipRow,
    FieldError,
    FormRow,
    Keypad,
    NumberField,
    PrimaryButton,
    Sheet,
    TextField,
)

OTHER = ""
"""The reason that has to be written down by hand."""


def move_title(move: int) -> str:
    return tr("放入现金") if move > 0 else tr("取出现金")


def in_reasons() -> list[str]:
    return [tr("备零钱"), tr("收押金"), tr("还款")]


def out_reasons() -> list[str]:
    return [tr("买冰"), tr("换零钱"), tr("缴款"), tr("付货款"), tr("退押金")]


def drawer_reasons() -> list[str]:
    return [tr("换零钱"), tr("查钱箱"), tr("退错找零")]


class _ReasonSheet(Sheet):
    """A reason by chip or in words; Enter does it."""

    def __init__(self, title: str, reasons: list[str], width: int = 600) -> None:
        super().__init__(title, width=width)
        self._sent = False
        chips: list[tuple[object, str]] = [(reason, reason) for reason in reasons]
        self.reasons = ChipRow([*chips, (OTHER, tr("其他"))])
        self.note = TextField(placeholder=tr("备注,可以不填"))
        self.error = FieldError()
        self.go = PrimaryButton("", size="large", key="Enter")
        self.go.clicked.connect(self._try)
        self.footer.addWidget(self.error)
        self.footer.addWidget(self.go)
        self.reasons.changed.connect(self._on_reason)

    def _on_reason(self, reason: object) -> None:
        if reason == OTHER:
            self.note.setFocus()

    def reason(self) -> str:
        """The chip's words, or what was written instead."""
        return str(self.reasons.current() or self.note.text()).strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._try()
        else:
            super().keyPressEvent(event)

    def on_uncovered(self) -> None:
        """The PIN was not given after all: it can be tried again."""
        self._sent = False

    def _try(self) -> None:
        if self._sent:
            return
        if not self.reason():
            self.note.setFocus()
            self.refuse(ShopError("reason_missing"))
            return
        self.error.set_text("")
        self._sent = self.do()

    def refuse(self, error: ShopError) -> None:
        self._sent = False
        self.error.set_text(str(error))

    def do(self) -> bool:
        """Write it down; False when something is missing."""
        raise NotImplementedError


class CashMoveSheet(_ReasonSheet):
    """``sign`` 1 puts cash in, -1 takes it out."""

    def __init__(self, session: Session, sign: int) -> None:
        super().__init__(move_title(sign), in_reasons() if sign > 0 else out_reasons())
        self._session, self._sign = session, sign
        self.amount = NumberField("money", label=tr("金额"), maximum=MAX_CASH)
        self.keypad = Keypad()
        self.keypad.key.connect(self.amount.press)
        self.add(self.amount)
        self.add(self.reasons)
        self.add(FormRow(tr("备注"), self.note))
        self.body.addStretch(1)
        self.add(self.keypad)
        self.first_focus = self.amount.edit
        self.amount.changed.connect(self._on_amount)
        self._on_amount(None)

    def _on_amount(self, value: object) -> None:
        amount = value if isinstance(value, int) else 0
        fen = format_fen(amount)
        words = tr("放入 {fen}", fen=fen) if self._sign > 0 else tr("取出 {fen}", fen=fen)
        self.go.setText(words)
        self.go.setEnabled(amount > 0)

    def do(self) -> bool:
        amount = self.amount.value()
        if not amount:
            self.amount.set_error(tr("请先填一个数"))
            return False
        staff, reason, note = self._session.staff, self.reason(), self.note.text().strip()
        move = amount * self._sign
        self._session.write(
            lambda shop, approver: shop.shifts.move_cash(
                staff, move, reason, note=note, approved_by=approver
            ),
            lambda _state: self._done(move, reason, note),
            touches=("shift",),
            failed=while_alive(self, self.refuse),
        )
        return True

    def _done(self, move: int, reason: str, note: str) -> None:
        session, title = self._session, move_title(move)
        session.paper.kick_drawer()
        rows = [(tr("原因"), reason), (tr("金额"), format_fen(move))]
        session.paper.slip(title, rows, [note] if note else [])
        session.say(f"{title} {format_fen(abs(move))} · {reason}", "good")
        if isValid(self):
            self.request_close()


class DrawerSheet(_ReasonSheet):
    """Opens the drawer without a sale; who and why is written down first."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("开钱箱"), drawer_reasons())
        self._session = session
        self.add(self.reasons)
        self.add(FormRow(tr("备注"), self.note))
        self.body.addStretch(1)
        self.go.setText(tr("开钱箱"))
        self.first_focus = self.note

    def reason(self) -> str:
        parts = [str(self.reasons.current() or ""), self.note.text().strip()]
        return " · ".join(part for part in parts if part)

    def do(self) -> bool:
        staff, reason = self._session.staff, self.reason()
        self._session.write(
            lambda shop, approver: shop.shifts.open_drawer(staff, reason, approved_by=approver),
            lambda _none: self._done(),
            touches=("shift",),
            failed=while_alive(self, self.refuse),
        )
        return True

    def _done(self) -> None:
        self._session.paper.kick_drawer()
        self._session.say(tr("钱箱开了,已记下"), "good")
        if isValid(self):
            self.request_close()
