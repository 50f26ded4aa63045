"""Naming a file: typed, or chosen in the system's own dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.widgets import SecondaryButton, TextField, row


def documents() -> Path:
    """Where people look for what they saved."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place else Path.home()


class FilePath(QWidget):
    """A path with a button beside it. ``saving``: a file that shall be written."""

    changed = Signal(str)

    def __init__(self, filters: str, *, saving: bool = False, path: Path | None = None) -> None:
        super().__init__()
        self._filters, self._saving = filters, saving
        self.field = TextField(str(path or ""), placeholder=tr("文件的位置"))
        self.button = SecondaryButton(tr("选文件"), icon="file")
        layout = row(self.field, self.button, gap=8)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self.setAccessibleName(tr("文件的位置"))
        self.field.textChanged.connect(self.changed)
        self.button.clicked.connect(lambda _c=False: self._ask())

    def path(self) -> Path | None:
        text = self.field.text().strip().strip('"')
        return Path(text).expanduser() if text else None

    def set_path(self, path: Path) -> None:
        self.field.setText(str(path))

    def set_wrong(self, wrong: bool) -> None:
        self.field.set_wrong(wrong)

    def _ask(self) -> None:
        start = str(self.path() or documents())
        if self._saving:
            name, _ = QFileDialog.getSaveFileName(self, tr("保存到"), start, self._filters)
        else:
            name, _ = QFileDialog.getOpenFileName(self, tr("选文件"), start, self._filters)
        if name:
            self.field.setText(name)
