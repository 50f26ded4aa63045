"""Logging in: choose yourself, type six digits."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.calendar import local_time
from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.people import PeopleGrid, PinWait
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Card, Label, PinPad, column, row

_ARROWS = {
    Qt.Key.Key_Left: (-1, False),
    Qt.Key.Key_Right: (1, False),
    Qt.Key.Key_Up: (-1, True),
    Qt.Key.Key_Down: (1, True),
}


def _day(moment: datetime) -> str:
    """``3月3日 星期二``, as far as the language has it."""
    names = (tr("星期一"), tr("星期二"), tr("星期三"), tr("星期四"), tr("星期五"), tr("星期六"),
             tr("星期日"))  # fmt: skip
    weekday = names[moment.weekday()]
    return tr("{month} 月 {day} 日 {weekday}", month=moment.month, day=moment.day, weekday=weekday)


class LoginPage(QWidget):
    """``logged_in`` carries the Staff whose PIN was right."""

    logged_in = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._session = session
        self._last = ""
        self.people = PeopleGrid(columns=2)
        self.pad = PinPad()
        self._wait = PinWait(self.pad)
        self._greeting = Label("", size=Size.TITLE, bold=True)
        self._hint = Label("", size=Size.LABEL, tone="muted")
        self._clock = Label("", size=Size.LABEL, tone="muted")
        self._lay_out()
        self.setFocusProxy(self.pad)
        self.people.chosen.connect(self._on_chosen)
        self.pad.entered.connect(self._on_pin)

    def _lay_out(self) -> None:
        shop = Label(self._session.desk.identity.shop_name, size=Size.LARGE, bold=True)
        ask = Label(tr("谁来收银?"), size=Size.LABEL, tone="muted")
        tip = Label(tr("方向键换人,直接按数字键输密码"), size=Size.CAPTION, tone="muted")
        left = column(self._clock, shop, 4, ask, 8, self.people, None, tip, gap=6)
        middle = Qt.AlignmentFlag.AlignHCenter
        right = column(self._greeting, self._hint, 12, self.pad, None, gap=4)
        right.setAlignment(self._greeting, middle)
        right.setAlignment(self._hint, middle)
        card = Card()
        both = row(left, right, gap=56, margins=(44, 36, 44, 36))
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        card.setLayout(both)
        card.setMinimumSize(920, 520)
        self.setLayout(column(None, row(None, card, None), None))

    def on_shown(self, staff_id: str = "") -> None:
        """The people as they are now, the last cashier chosen, the pad empty."""
        people = [r.staff for r in self._session.desk.staff.all() if r.staff.active]
        self.people.set_people(people, staff_id or self._last or self._last_cashier())
        self._on_chosen(self.people.current())
        now = self._session.clock.now_ms()
        self._clock.setText(_day(local_time(now, self._session.clock.offset_minutes(now))))

    def _last_cashier(self) -> str:
        recent = self._session.desk.shifts.recent(1)
        return recent[0].opened_by if recent else ""

    def _on_chosen(self, staff: Staff | None) -> None:
        self._wait.forget()
        self.pad.clear()
        self.pad.setFocus()
        if staff is not None:
            self._greeting.setText(staff.name)
            self._hint.setText(tr("输入六位密码"))

    def _on_pin(self, pin: str) -> None:
        staff = self.people.current()
        if staff is not None:
            self._session.writer.submit(
                lambda shop: shop.staff.log_in(staff.id, pin),
                while_alive(self, self._on_right),
                while_alive(self, self._on_wrong),
            )

    def _on_right(self, staff: Staff) -> None:
        self._last = staff.id
        self.pad.clear()
        self.logged_in.emit(staff)

    def _on_wrong(self, error: ShopError) -> None:
        self._wait.show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is None:
            super().keyPressEvent(event)
            return
        by, whole_row = arrow
        self.people.step(by * (self.people.columns() if whole_row else 1))
