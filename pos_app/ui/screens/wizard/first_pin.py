"""A shop that came back from HQ knows its people but no PIN: the owner sets the first one."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.wizard.answers import Answers
from pos_app.ui.screens.wizard.pages import WizardPage, weakness
from pos_app.ui.widgets import ChipRow, FormRow, TextField, column, row


class FirstPinPage(WizardPage):
    """Which owner, and six digits twice; a name where the shop knows no owner."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.who = ChipRow([(o.id, o.name) for o in answers.owners])
        self.name = TextField(placeholder=tr("例如 王姐"))
        self.pin = TextField(ime=False, secret=True, placeholder=tr("六位数字"))
        self.again = TextField(ime=False, secret=True, placeholder=tr("再输一次"))
        for field in (self.pin, self.again):
            field.setMaxLength(6)
        known = bool(answers.owners)
        self._name_row = FormRow(tr("店主怎么称呼"), self.who if known else self.name)
        self._pin_row = FormRow(tr("新密码"), self.pin, hint=tr("不能全一样或连号,不要用生日"))
        self._again_row = FormRow(tr("再输一次密码"), self.again)
        pins = row(self._pin_row, self._again_row, gap=16)
        pins.setStretch(0, 1)
        pins.setStretch(1, 1)
        pins.setAlignment(self._pin_row, Qt.AlignmentFlag.AlignTop)
        pins.setAlignment(self._again_row, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(self._name_row, pins, None, gap=16))

    def title(self) -> str:
        return tr("店回来了,设一个新密码")

    def hint(self) -> str:
        return tr("密码从不离开收银机,所以没有跟着回来。别人的密码以后在设置里重设。")

    def accept(self) -> bool:
        chosen = next((o for o in self.answers.owners if o.id == self.who.current()), None)
        name = chosen.name if chosen else self.name.text().strip()
        self._name_row.set_error("" if name else tr("称呼要填"))
        weak = weakness(self.pin.text())
        self._pin_row.set_error(weak)
        same = self.pin.text() == self.again.text()
        self._again_row.set_error("" if same else tr("两次输的不一样"))
        self.answers.owner_id = chosen.id if chosen else ""
        self.answers.owner_name, self.answers.pin = name, self.pin.text()
        return bool(name) and not weak and same

    def focus_first(self) -> None:
        (self.pin if self.answers.owners else self.name).setFocus()
