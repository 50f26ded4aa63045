"""Opening a shift: the float is what the last one left, one key confirms."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos_app.domain.calendar import local_time
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.shifts import MAX_CASH, ShiftState
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import ChipRow, FieldError, Label, NumberField, PrimaryButton, Sheet

NOON_HOUR, EVENING_HOUR = 14, 20


def shift_label(hour: int) -> str:
    """What a shift that begins at this hour of the wall clock is called."""
    if hour < NOON_HOUR:
        return tr("早班")
    return tr("中班") if hour < EVENING_HOUR else tr("晚班")


class OpenShiftSheet(Sheet):
    """Float and name of the shift. What is scanned meanwhile is sold as soon as it is open."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("开班"), width=480)
        self._session = session
        self._scanned: list[str] = []
        suggested = session.desk.shifts.last_left()
        note = tr("上个班留下 {fen}", fen=format_fen(suggested)) if suggested else tr("点一点再填")
        self.float_ = NumberField("money", label=tr("钱箱里的备用金"), note=note, maximum=MAX_CASH)
        self.float_.set_value(suggested)
        names = [tr("早班"), tr("中班"), tr("晚班")]
        self.label = ChipRow([(name, name) for name in names])
        now = session.clock.now_ms()
        moment = local_time(now, session.clock.offset_minutes(now))
        self.label.set_current(shift_label(moment.hour))
        self._error = FieldError()
        self.add(Label(tr("数目对就按回车,马上开始卖。"), size=Size.LABEL, tone="muted"))
        self.add(self.float_)
        self.add(self.label)
        self.add(self._error)
        self.body.addStretch(1)
        self.go = PrimaryButton(tr("开班"), size="large", key="Enter")
        self.go.clicked.connect(self._open)
        self.footer.addWidget(self.go)
        self.first_focus = self.float_.edit
        session.shift_changed.connect(self._on_shift)

    def on_scan(self, text: str) -> bool:
        """The first customer is quicker than the drawer: keep it."""
        self._scanned.append(text)
        self._session.say(tr("按回车开班,扫的这件接着就记上"))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if not self.go.isEnabled():
            return
        amount = self.float_.value()
        if amount is None:
            self.float_.set_error(tr("请先填一个数"))
            return
        staff, label = self._session.staff, str(self.label.current() or "")
        self.go.setEnabled(False)
        self._session.write(
            lambda shop, _: shop.shifts.open(staff, amount, label),
            self._opened,
            touches=("shift",),
            failed=while_alive(self, self._refused),
        )

    def _opened(self, state: ShiftState) -> None:
        staff = self._session.staff
        self._session.write(lambda shop, _: shop.goods.note_what_sells(staff))
        self._session.say(tr("{label}开了,备用金 {fen}", label=state.label,
                             fen=format_fen(state.opening_float)), "good")  # fmt: skip

    def _on_shift(self, state: ShiftState | None) -> None:
        if state is not None:
            self.request_close()
            for text in self._scanned:
                self._session.screen_wanted.emit("scan", text)

    def _refused(self, error: ShopError) -> None:
        self.go.setEnabled(True)
        self._error.set_text(str(error))
