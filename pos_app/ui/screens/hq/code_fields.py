"""HQ's address and the code that it reads out; what is odd about them is said beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from pos_app.runtime.i18n import tr
from pos_app.services.hq import read_code, tidy_address
from pos_app.ui.screens.file_path import FilePath
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FormRow, GhostButton, Label, TextField, column, reveal, row

MOST_TYPED = 24


class JoinFields(QWidget):
    """``changed`` at every key; `check` marks what is missing."""

    changed = Signal()

    def __init__(self, url: str = "", *, side_by_side: bool = False) -> None:
        super().__init__()
        self.url = TextField(url, ime=False, placeholder=tr("总部给的网址,例如 hq.example.com"))
        self.code = TextField(ime=False, placeholder=tr("8 位,大小写都行"))
        self.code.setMaxLength(MOST_TYPED)
        self._url_row = FormRow(tr("总部地址"), self.url)
        self._code_row = FormRow(tr("开通码"), self.code)
        self._as_meant = Label("", size=Size.TITLE, bold=True)
        reveal(self._as_meant, False)
        if side_by_side:
            rows: QLayout = row(self._url_row, self._code_row, gap=16)
            for field in (self._url_row, self._code_row):
                rows.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        else:
            rows = column(self._url_row, self._code_row, gap=12)
        self.own = GhostButton(tr("总部给了证书文件"))
        self._authority = FilePath(tr("证书 (*.pem *.crt *.cer)"))
        self._authority_row = FormRow(tr("总部的证书"), self._authority)
        reveal(self._authority_row, False)
        self.own.clicked.connect(self.ask_authority)
        own = row(self.own, None, gap=0)
        self.setLayout(column(rows, self._as_meant, own, self._authority_row, gap=12))
        self.url.textEdited.connect(self._on_url)
        self.code.textEdited.connect(self._on_code)

    def address(self) -> str:
        return tidy_address(self.url.text())

    def typed_code(self) -> str:
        return read_code(self.code.text()).text

    def ask_authority(self) -> None:
        """A chain with an authority of its own gives a file; most need none."""
        reveal(self.own, False)
        reveal(self._authority_row, True)

    def authority(self) -> Path | None:
        return self._authority.path()

    def check(self) -> bool:
        """Whether both can be tried; says what is wrong."""
        code = read_code(self.code.text())
        self._url_row.set_error("" if self.address() else tr("总部地址要填"))
        if not code.strange and code.missing > 0:
            self._code_row.set_error(tr("还差 {n} 位", n=code.missing))
        elif not code.strange and code.missing < 0:
            self._code_row.set_error(tr("多了 {n} 位", n=-code.missing))
        return bool(self.address()) and code.good

    def focus_first(self) -> None:
        (self.code if self.url.text() else self.url).setFocus()

    def _on_url(self) -> None:
        self._url_row.set_error("")
        self.changed.emit()

    def _on_code(self, text: str) -> None:
        code = read_code(text)
        shown = code.shown if code.text and not code.strange else ""
        self._as_meant.setText(tr("开通码 {shown}", shown=shown))
        reveal(self._as_meant, bool(shown))
        self._code_row.set_error(_strange(code.strange))
        self.changed.emit()


def _strange(letters: str) -> str:
    """Look-alikes never stand in a code; anything else is a slip."""
    if not letters:
        return ""
    shown = " ".join(letters)
    if set(letters) <= set("01OIL"):
        return tr("开通码里没有 {shown},请总部把这一位再读一遍", shown=shown)
    return tr("{shown} 不是开通码里的字", shown=shown)
