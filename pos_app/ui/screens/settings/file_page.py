"""The shop's file: is everything as it was written down, and a copy of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.file_care import Checkup
from pos_app.ui.models.day_words import moment
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.file_path import FilePath, documents
from pos_app.ui.screens.settings.rows import Page, Section
from pos_app.ui.screens.settings.simple_pages import fixed_line
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Banner,
    FormRow,
    Label,
    ProgressRow,
    SecondaryButton,
    column,
    holder,
    reveal,
    row,
)


class _Job(QWidget):
    """Words, a button, its progress and what came out."""

    def __init__(self, words: str, hint: str, button: str, icon: str, busy: str) -> None:
        super().__init__()
        self.button = SecondaryButton(button, icon=icon)
        self.progress = ProgressRow(busy)
        self.progress.set_cancellable(False)
        self.result = Banner("", "good")
        reveal(self.progress, False)
        self.result.hide()
        left = column(Label(words), Label(hint, size=Size.CAPTION, tone="muted", wrap=True), gap=2)
        line = row(left, self.button, gap=24)
        line.setStretch(0, 1)
        self.parts = column(
            line, self.progress, self.result,
            gap=10, margins=(18, 12, 18, 12),
        )  # fmt: skip
        self.setLayout(self.parts)

    def start(self) -> None:
        self.result.hide()
        self.button.setEnabled(False)
        self.progress.set_progress(0, 0)
        reveal(self.progress, True)

    def end(self, words: str, tone: str) -> None:
        reveal(self.progress, False)
        self.button.setEnabled(True)
        self.result.set_banner(words, "good" if tone == "good" else "bad")


class FilePage(Page):
    def __init__(self, session: Session) -> None:
        self._session = session
        self.check = _Job(
            tr("核对账本"), tr("把每一笔从头算一遍,看有没有少、有没有被改过。照常卖货"),
            tr("现在核对"), "check", tr("正在核对,账多的店要几分钟"),
        )  # fmt: skip
        self.copy = _Job(
            tr("备份"), tr("把整个账本拷一份,拷完会检查。照常卖货"), tr("现在备份"), "download",
            tr("正在备份"),
        )  # fmt: skip
        self.path = FilePath(tr("备份 (*.db)"), saving=True)
        self.path_row = FormRow(tr("存到哪里(最好是 U 盘)"), self.path)
        self.copy.parts.insertWidget(1, self.path_row)
        where = fixed_line(tr("账本在"), str(session.desk.care.path))
        super().__init__(
            Section(tr("账本"), where, self.check),
            Section(tr("备份"), self.copy),
            holder(row(Label(
                tr("恢复备份要先关掉程序,用命令 xipu restore。"), size=Size.CAPTION, tone="muted"
            ))),
        )  # fmt: skip
        self.check.button.clicked.connect(lambda _c=False: self.check_now())
        self.copy.button.clicked.connect(lambda _c=False: self.back_up_now())
        self.path.changed.connect(lambda _text: self.path_row.set_error(""))
        self._name_it(documents())

    def _name_it(self, folder: Path) -> None:
        now = moment(self._session, self._session.clock.now_ms())
        self.path.set_path(folder / f"xipu-{now:%Y%m%d-%H%M%S}.db")

    def check_now(self) -> None:
        """Everything, reading only."""
        self.check.start()
        self._session.readers.submit(
            lambda desk: desk.care.check(), while_alive(self, self._show_checkup),
            while_alive(self, lambda error: self.check.end(str(error), "bad")),
        )  # fmt: skip

    def _show_checkup(self, found: Checkup) -> None:
        if found.ok:
            words = tr(
                "{n} 条记录都对得上:一条没少,一条没改({seconds} 秒)",
                n=f"{found.facts:,}", seconds=f"{found.seconds:.1f}",
            )  # fmt: skip
            self.check.end(words, "good")
        elif found.bad_seq:
            words = tr("从第 {n} 条起对不上。先备份,再找维修的人看", n=found.bad_seq)
            self.check.end(words, "bad")
        else:
            words = tr("账本对不上:{why}。先备份,再找维修的人看", why=found.problems[0])
            self.check.end(words, "bad")

    def back_up_now(self) -> None:
        """Copy to where the path says; the next copy gets another name."""
        path = self.path.path()
        if path is None:
            self.path_row.set_error(tr("先写存到哪里"))
            return
        self.copy.start()

        def done(size: int) -> None:
            self.copy.end(
                tr("备份好了,{mb} MB:{file}", mb=f"{size / 1_000_000:.1f}", file=path), "good"
            )

        self._session.readers.submit(
            lambda desk: _back_up(desk.care.back_up, path),
            while_alive(self, done),
            while_alive(self, self._on_failed),
        )

    def _on_failed(self, error: ShopError) -> None:
        self.copy.end(str(error), "bad")
        if error.code == "file_exists":
            self.copy.result.hide()
            self.path_row.set_error(str(error))


def _back_up(copy: Callable[[Path], int], path: Path) -> int:
    """Raises ShopError ``file_not_written`` where the folder is gone or shut, and as `copy`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return copy(path)
    except OSError as error:
        raise ShopError("file_not_written", file=path) from error
