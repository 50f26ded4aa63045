"""HQ forgot this till, as after an old backup: the code that lets it back in with its books."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.hq import read_code
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.hq.code_fields import MOST_TYPED
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Button, FormRow, Label, TextField, column, holder, row

CODE_WIDTH = 200


class BackIn(QWidget):
    """A field and a button; selling goes on meanwhile, nothing is opened anew."""

    def __init__(self, session: Session, done: Callable[[], None]) -> None:
        super().__init__()
        self._session, self._done = session, done
        words = tr(
            "请总部在“入网”里选“重新接上”,把码读给您。这台机器的账会从头再传一遍,不会丢也不会重。"
        )
        self.code = TextField(ime=False, placeholder=tr("8 位,大小写都行"))
        self.code.setMaxLength(MOST_TYPED)
        self.code.setFixedWidth(CODE_WIDTH)
        self.go = Button(tr("重新接上"))
        line = holder(row(self.code, self.go, None, gap=12))
        self._row = FormRow(tr("重新接上的码"), line)
        self.go.clicked.connect(self.send)
        self.code.returnPressed.connect(self.send)
        self.setLayout(
            column(
                Label(words, size=Size.LABEL, tone="muted", wrap=True),
                self._row,
                gap=8,
            )
        )

    def send(self) -> None:
        """Try it on a thread of its own; what is wrong is said under the field."""
        typed = read_code(self.code.text())
        if not typed.good:
            self._row.set_error(tr("码是 8 位字母和数字,请再看一遍"))
            return
        self._wait(True)
        self._session.readers.submit(
            lambda _desk: self._session.hq.readmit(typed.text),
            while_alive(self, lambda _: self._done()),
            while_alive(self, self._refused),
        )

    def _wait(self, on: bool) -> None:
        self._row.set_error("")
        self.code.setEnabled(not on)
        self.go.setEnabled(not on)

    def _refused(self, error: ShopError) -> None:
        self._wait(False)
        self._row.set_error(str(error))
        self.code.setFocus()
