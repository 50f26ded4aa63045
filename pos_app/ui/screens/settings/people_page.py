"""The people of the shop: who they are, what they may, their PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import CASHIER, ROLES, Staff
from pos_app.runtime.i18n import tr
from pos_app.services.staff import StaffRecord
from pos_app.ui.models.staff_rows import StaffModel, role_name, role_words
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    FormRow,
    Label,
    PrimaryButton,
    SectionHeader,
    Segmented,
    Switch,
    TableCard,
    TextField,
    column,
    row,
)


class PersonSheet(DeedSheet):
    """Add a person (one without id) or change one. An empty PIN leaves the PIN."""

    gives_way = False

    def __init__(self, place: Place, person: Staff) -> None:
        title = person.name or tr("新员工")
        super().__init__(place.session, title, tr("保存"), width=560)
        self._person = person
        new = not person.id
        self.name = TextField(person.name, placeholder=tr("大家怎么叫"))
        self.name.setMaxLength(20)
        self.name_row = FormRow(tr("姓名"), self.name)
        self.role = Segmented([(role, role_name(role)) for role in ROLES])
        self.role.set_current(person.role)
        self._may = Label("", size=Size.CAPTION, tone="muted", wrap=True)
        keep = tr("6 位数字") if new else tr("不改就空着")
        self.pin = TextField(placeholder=keep, ime=False, secret=True)
        self.again = TextField(placeholder=tr("再输一遍"), ime=False, secret=True)
        self.pin_row = FormRow(tr("密码"), self.pin)
        self.again_row = FormRow(tr("再输一遍密码"), self.again)
        for field in (self.pin, self.again):
            field.setMaxLength(12)
        self.active = Switch(tr("在用"))
        self.active.setChecked(person.active)
        self.add(self.name_row)
        self.add(column(FormRow(tr("角色"), self.role), self._may, gap=4))
        pins = row(self.pin_row, self.again_row, gap=12)
        for pin_row in (self.pin_row, self.again_row):
            pins.setAlignment(pin_row, Qt.AlignmentFlag.AlignTop)
        self.add(pins)
        self.add(row(Label(tr("在用"), size=Size.LABEL), self.active, None, gap=10))
        self.add(Label(
            tr("停用的人不能登录,以前记的账不变。"), size=Size.CAPTION, tone="muted", wrap=True
        ))  # fmt: skip
        self.body.addStretch(1)
        self.first_focus = self.name
        self.role.changed.connect(lambda _role: self._show_role())
        self._show_role()

    def _show_role(self) -> None:
        self._may.setText(role_words(str(self.role.current())))

    def act(self) -> None:
        name, pin = self.name.text().strip(), self.pin.text()
        self.name_row.set_error("" if name else tr("请填名字"))
        self.pin_row.set_error("")
        differ = pin != self.again.text()
        self.again_row.set_error(tr("两次输入的不一样") if differ else "")
        if not name or differ:
            (self.again if name else self.name).setFocus()
            return
        session, by = self.session, self.session.staff
        person = Staff(
            id=self._person.id or _next_id(session.desk.staff.all()), name=name,
            role=str(self.role.current()), active=self.active.isChecked(),
        )  # fmt: skip
        self.set_busy(True)
        session.write(
            lambda shop, who: shop.staff.save(by, person, pin, approved_by=who),
            while_alive(self, lambda _none: self._done(person)), touches=("staff",),
            failed=while_alive(self, self.refuse),
        )  # fmt: skip

    def _done(self, person: Staff) -> None:
        self.set_busy(False)
        session = self.session
        if session.logged_in and session.staff.id == person.id:
            session.set_staff(replace(person))
        session.say(tr("{name} 存好了", name=person.name), "good")
        self.request_close()

    def refuse(self, error: ShopError) -> None:
        super().refuse(error)
        if error.code in ("pin_weak", "pin_taken"):
            self.words.hide()
            self.pin_row.set_error(str(error))
            self.pin.setFocus()

    def on_uncovered(self) -> None:
        """The sheet above has gone, with a PIN or without: it can be tried again."""
        self.set_busy(False)


def _next_id(records: Sequence[StaffRecord]) -> str:
    """The number after the highest one that was ever given."""
    ids = [record.staff.id for record in records]
    return str(max((int(i) for i in ids if i.isdigit()), default=0) + 1)


class PeoplePage(QWidget):
    """Enter opens a person, the button adds one."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.model = StaffModel()
        self.table = DataTable(
            [ColumnSpec(0, LEFT), ColumnSpec(160, LEFT), ColumnSpec(110, RIGHT)],
            row_height=66, focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("员工"))
        self.add_button = PrimaryButton(tr("加一位员工"), icon="plus")
        self.add_button.clicked.connect(lambda _c=False: self.open_person(_newcomer()))
        head = SectionHeader(tr("员工"), tr("点一位改名字、角色、密码"), size=Size.LEAD)
        head.add(self.add_button)
        layout = column(head, TableCard(self.table), gap=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.table.picked.connect(self._on_picked)
        self.table.clicked.connect(lambda index: self._on_picked(index.row()))
        place.session.changed.connect(self._on_changed)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "staff" in what and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        self.model.show([record.staff for record in self._place.session.desk.staff.all()])
        if self.table.row_now() < 0:
            self.table.select(0)

    def on_scan(self, _text: str) -> bool:
        return False

    def _on_picked(self, at: int) -> None:
        person = self.model.row(at)
        if person is not None:
            self.open_person(person)

    def open_person(self, person: Staff) -> None:
        self._place.sheets.open_sheet(PersonSheet(self._place, person))


def _newcomer() -> Staff:
    return Staff(id="", name="", role=CASHIER)
