"""The pages that every first start has; `PAGES` in the package says in which order."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.staff import check_pin
from pos_app.ui.screens.people import role_name
from pos_app.ui.screens.wizard.answers import Answers
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Button,
    FormRow,
    Label,
    Segmented,
    TextField,
    column,
    row,
)


class WizardPage(QWidget):
    """``problem`` marks what is wrong beside its field and says whether one may go on."""

    changed = Signal()
    language_chosen = Signal(str)

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers

    def title(self) -> str:
        raise NotImplementedError

    def hint(self) -> str:
        return ""

    def wanted(self) -> bool:
        """Whether the answers so far leave this page anything to ask."""
        return True

    def last_words(self) -> str:
        """What the button says when nothing more is asked."""
        return tr("开店")

    def accept(self) -> bool:
        """Take what was filled in; False when something has to be put right first."""
        return True

    def focus_first(self) -> None:
        self.setFocus()


class KindPage(WizardPage):
    """One's own shop, or the invented one to look around in."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.own = Button(tr("开我自己的店"), size="huge", icon="home")
        self.demo = Button(tr("先看看示范店"), size="huge", icon="eye")
        for button, demo in ((self.own, False), (self.demo, True)):
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(answers.demo is demo)
            button.clicked.connect(lambda _c=False, d=demo: self._choose(d))
        people = ", ".join(f"{p.name} {p.pin}" for p in DEMO_STAFF)
        words = tr("示范店有六百来种商品和三个人,登录密码:{people}", people=people)
        note = Label(words, size=Size.CAPTION, tone="muted", wrap=True)
        both = row(self.own, self.demo, gap=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.language = Segmented([("zh", tr("中文")), ("en", "English")])
        self.language.set_current(answers.language)
        self.language.changed.connect(lambda key: self.language_chosen.emit(str(key)))
        self.setLayout(column(both, 8, note, None, row(None, self.language), gap=12))

    def title(self) -> str:
        return tr("欢迎用喜铺")

    def hint(self) -> str:
        return tr("几步就能开始收银,以后都能在设置里改。")

    def _choose(self, demo: bool) -> None:
        self.answers.demo = demo
        self.changed.emit()


class ShopPage(WizardPage):
    """What stands on top of every receipt."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.name = TextField(answers.shop_name, placeholder=tr("例如 东丽万新店"))
        self.phone = TextField(answers.phone, placeholder=tr("可以不填"), ime=False)
        self._name_row = FormRow(tr("店名"), self.name, hint=tr("印在小票最上面"))
        self.setLayout(column(self._name_row, FormRow(tr("电话"), self.phone), None, gap=16))

    def title(self) -> str:
        return tr("店叫什么?")

    def wanted(self) -> bool:
        return not self.answers.demo and self.answers.hq == "alone"

    def accept(self) -> bool:
        self.answers.shop_name = self.name.text().strip()
        self.answers.phone = self.phone.text().strip()
        self._name_row.set_error("" if self.answers.shop_name else tr("店名要填"))
        return bool(self.answers.shop_name)

    def focus_first(self) -> None:
        self.name.setFocus()


class OwnerPage(WizardPage):
    """The owner and the six digits that open everything."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.name = TextField(answers.owner_name, placeholder=tr("例如 王姐"))
        self.pin = TextField(ime=False, secret=True, placeholder=tr("六位数字"))
        self.again = TextField(ime=False, secret=True, placeholder=tr("再输一次"))
        for field in (self.pin, self.again):
            field.setMaxLength(6)
        self._name_row = FormRow(tr("店主怎么称呼"), self.name)
        self._pin_row = FormRow(tr("密码"), self.pin, hint=tr("不能全一样或连号,不要用生日"))
        self._again_row = FormRow(tr("再输一次密码"), self.again)
        pins = row(self._pin_row, self._again_row, gap=16)
        pins.setStretch(0, 1)
        pins.setStretch(1, 1)
        pins.setAlignment(self._pin_row, Qt.AlignmentFlag.AlignTop)
        pins.setAlignment(self._again_row, Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(self._name_row, pins, None, gap=16))

    def title(self) -> str:
        return tr("谁是{role}?", role=role_name("owner"))

    def hint(self) -> str:
        return tr("店主能做所有的事;其他人以后在设置里加。")

    def wanted(self) -> bool:
        return not self.answers.demo and self.answers.hq != "back"

    def accept(self) -> bool:
        self.answers.owner_name = self.name.text().strip()
        self._name_row.set_error("" if self.answers.owner_name else tr("称呼要填"))
        weak = weakness(self.pin.text())
        self._pin_row.set_error(weak)
        same = self.pin.text() == self.again.text()
        self._again_row.set_error("" if same else tr("两次输的不一样"))
        self.answers.pin = self.pin.text()
        return bool(self.answers.owner_name) and not weak and same

    def focus_first(self) -> None:
        self.name.setFocus()


def weakness(pin: str) -> str:
    try:
        check_pin(pin)
    except ShopError as error:
        return str(error)
    return ""


class PrinterPage(WizardPage):
    """How receipts come out; none at first is fine."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        kinds = [
            ("none", tr("先不接")),
            ("network", tr("网线")),
            ("usb", tr("USB")),
            ("file", tr("写到文件")),
        ]
        self.kind = Segmented(kinds)
        self.paper = Segmented([(32, tr("58 毫米")), (48, tr("80 毫米"))])
        self.target = TextField(answers.printer_target, ime=False)
        self._target_row = FormRow(tr("地址"), self.target)
        self.setLayout(
            column(
                FormRow(tr("怎么接"), self.kind),
                self._target_row,
                FormRow(tr("纸宽"), self.paper),
                None,
                gap=16,
            )
        )
        self.kind.changed.connect(self._on_kind)
        self._on_kind("none")

    def title(self) -> str:
        return tr("小票机")

    def hint(self) -> str:
        return tr("没有小票机也能卖,小票可以在屏幕上看。")

    def wanted(self) -> bool:
        return not self.answers.demo and self.answers.hq != "back"

    def _on_kind(self, kind: object) -> None:
        hints = {"network": "192.168.1.100:9100", "usb": "0416:5011", "file": "receipts.bin"}
        self.target.setPlaceholderText(hints.get(str(kind), ""))
        self._target_row.setVisible(kind != "none")
        self._target_row.set_error("")

    def accept(self) -> bool:
        answers = self.answers
        answers.printer_kind = str(self.kind.current())
        answers.printer_target = self.target.text().strip()
        answers.printer_columns = int(str(self.paper.current()))
        missing = answers.printer_kind != "none" and not answers.printer_target
        self._target_row.set_error(tr("地址要填,或先选“先不接”") if missing else "")
        return not missing
