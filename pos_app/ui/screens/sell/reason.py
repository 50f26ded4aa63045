"""Deeds that need a reason and nothing else: giving a basket up, opening the drawer, a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.choices import Keyed
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FormRow, Label, TextField


class ReasonSheet(DeedSheet):
    """Chips with the usual reasons, a line for another one; ``chosen`` gets the words."""

    def __init__(
        self,
        session: Session,
        title: str,
        deed: str,
        hint: str,
        reasons: Sequence[str],
        chosen: Callable[[str], None],
    ) -> None:
        super().__init__(session, title, deed)
        self._chosen = chosen
        self.reasons = Keyed(reasons)
        self.other = TextField(placeholder=tr("别的原因(按 Tab 写)"))
        self.other.textEdited.connect(self._on_typed)
        self.reasons.changed.connect(lambda _k: self.other.clear())
        self.add(Label(hint, size=Size.LABEL, tone="muted", wrap=True))
        self.add(self.reasons)
        self.add(self.other)
        self.body.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def _on_typed(self, text: str) -> None:
        if text.strip():
            self.reasons.set_current("")

    def act(self) -> None:
        reason = self.other.text().strip() or self.reasons.current()
        self.request_close()
        self._chosen(reason)

    def on_key(self, key: int) -> bool:
        return self.reasons.on_key(key)


def void_sheet(session: Session, chosen: Callable[[str], None]) -> ReasonSheet:
    """Give up the basket on the screen."""
    return ReasonSheet(
        session, tr("整单作废"), tr("作废这一单"),
        tr("这一单不卖了。记下谁作废的和为什么,几秒内还可以撤销。"),
        (tr("顾客不要了"), tr("扫错了"), tr("付不了款"), tr("试机")), chosen,
    )  # fmt: skip


def drawer_sheet(session: Session, chosen: Callable[[str], None]) -> ReasonSheet:
    """Open the drawer without a sale."""
    return ReasonSheet(
        session, tr("开钱箱"), tr("打开钱箱"),
        tr("不收款打开钱箱会记下来:谁、什么时候、为什么。"),
        (tr("换零钱"), tr("找错钱"), tr("放硬币"), tr("检查")), chosen,
    )  # fmt: skip


class NoteSheet(DeedSheet):
    """A few words on one line; they are printed under it."""

    def __init__(self, session: Session, no: int, name: str, before: str) -> None:
        super().__init__(session, tr("备注"), tr("记下"))
        self._no = no
        self.field = TextField(before, placeholder=tr("例如:加热、不要袋"))
        self.field.setMaxLength(80)
        self.add(FormRow(name, self.field))
        self.body.addStretch(1)
        self.first_focus = self.field

    def act(self) -> None:
        self.attempt(lambda _who: self.session.register.note(self._no, self.field.text()))
