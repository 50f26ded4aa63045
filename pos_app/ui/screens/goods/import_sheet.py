"""The sheet that brings goods in from a file: choose, look, store, see what stayed outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_import import ImportResult
from pos_app.services.catalogue_raw import BadRow
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.file_path import FilePath
from pos_app.ui.screens.goods.importing import Preview, Storing, Ticker, look_through
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import CellRole, Size
from pos_app.ui.widgets import (
    LEFT,
    ColumnSpec,
    DataTable,
    EmptyState,
    FigureCard,
    FormRow,
    Label,
    ProgressRow,
    TableCard,
    column,
    holder,
    reveal,
    row,
)

WIDTH = 860
_COLUMNS: tuple[Column[BadRow], ...] = (
    Column(
        title=lambda: tr("行"), text=lambda bad: str(bad.line),
        look=lambda _bad: {CellRole.BOLD: True},
    ),
    Column(title=lambda: tr("栏目"), text=lambda bad: bad.column or tr("整行")),
    Column(
        title=lambda: tr("哪里不对"), text=lambda bad: bad.reason,
        look=lambda bad: {CellRole.TONE: "bad", CellRole.SUB: bad.value, CellRole.SIZE: Size.LABEL},
    ),
)  # fmt: skip


class ImportSheet(DeedSheet):
    """Enter looks through the file, Enter again stores its good rows. ``done`` follows."""

    gives_way = False

    def __init__(self, place: Place, done: Callable[[], None]) -> None:
        super().__init__(place.session, tr("从文件导入商品"), tr("看看这个文件"), width=WIDTH)
        self._after = done
        self._preview: Preview | None = None
        self._stored = False
        self.path = FilePath(tr("商品表 (*.csv *.xlsx *.xls *.ods);;所有文件 (*)"))
        self.path_row = FormRow(tr("CSV 或 Excel 文件,也可以拖进来"), self.path)
        self.ticker = Ticker()
        self.progress = ProgressRow()
        self._figures = [FigureCard(t, size=Size.LARGE) for t in (tr("新商品"), tr("要更新"),
                                                                  tr("进不去"))]  # fmt: skip
        self.bad = RowsModel(_COLUMNS, lambda bad: (bad.line, bad.column, bad.reason))
        self._pages = QStackedWidget()
        self._lay_out()
        self.path.changed.connect(lambda _text: self._start_over())
        self.ticker.ticked.connect(self._on_tick)
        self.progress.cancelled.connect(self.ticker.stop)
        self.setAcceptDrops(True)
        self.first_focus = self.path.field

    def _lay_out(self) -> None:
        table = DataTable([ColumnSpec(84, LEFT), ColumnSpec(170, LEFT), ColumnSpec(0, LEFT)])
        table.setModel(self.bad)
        self._all_well = EmptyState("check", tr("每一行都能进"), "")
        self._result = QStackedWidget()
        self._result.addWidget(TableCard(table))
        self._result.addWidget(self._all_well)
        found = column(row(*self._figures, gap=12), self._result, gap=12)
        found.setStretch(1, 1)
        for page in (self._how(), holder(found)):
            self._pages.addWidget(page)
        self.add(self.path_row)
        self.add(self.progress)
        self.add(self._pages, 1)
        reveal(self.progress, False)

    def _how(self) -> QWidget:
        lines = (
            tr("第一行是表头:品名、规格、单位、条码、分类、售价、进价、箱码、箱装数,中英文都认得"),
            tr("条码已经有的商品会更新,没有的新建;空着的格子不动原来的"),
            tr("有错的行不会进,会告诉您第几行、哪一栏、为什么;好的行照样进"),
            tr("先看一遍再存,看的时候什么都不会改"),
        )
        words = [Label("· " + line, size=Size.LABEL, tone="muted", wrap=True) for line in lines]
        return holder(column(*words, None, gap=10))

    def _start_over(self) -> None:
        self._preview, self._stored = None, False
        self.path_row.set_error("")
        self._pages.setCurrentIndex(0)
        self.set_deed(tr("看看这个文件"))
        self.button.setEnabled(True)

    def act(self) -> None:
        if self._stored:
            self.request_close()
        elif self._preview is not None:
            self._store(self._preview)
        else:
            self._look()

    def _look(self) -> None:
        path = self.path.path()
        if path is None:
            self.path_row.set_error(tr("先选一个文件"))
            return
        self._run(tr("正在看 {file}", file=path.name))
        now = self.session.clock.now_ms()
        self.session.readers.submit(
            look_through(path, self.ticker, now),
            while_alive(self, self._show_preview),
            while_alive(self, self._on_failed),
        )

    def _run(self, words: str) -> None:
        self.ticker.start()
        self.progress.set_progress(0, 0, words)
        reveal(self.progress, True)
        self.set_busy(True)

    def _rest(self) -> None:
        reveal(self.progress, False)
        self.set_busy(False)

    def _on_tick(self, rows: int) -> None:
        if self._preview is None:
            self.progress.set_progress(0, 0, tr("看了 {n} 行", n=f"{rows:,}"))
        else:
            self.progress.set_progress(min(rows, self._preview.good), self._preview.good)

    def _show_preview(self, preview: Preview) -> None:
        self._rest()
        self._preview = preview
        self._show_figures(preview.created, preview.updated, preview.refused)
        if preview.good:
            self.set_deed(tr("存进 {n} 种商品", n=f"{preview.good:,}"))
        else:
            self.set_deed(tr("没有能存的行"))
        self.button.setEnabled(preview.good > 0)

    def _show_figures(self, created: int, updated: int, refused: Sequence[BadRow]) -> None:
        for card, n in zip(self._figures, (created, updated, len(refused)), strict=True):
            card.set_figure(f"{n:,}")
        self._figures[2].figure.set_tone("bad" if refused else "text")
        self.bad.show(tuple(refused))
        self._result.setCurrentIndex(0 if refused else 1)
        self._pages.setCurrentIndex(1)

    def _store(self, preview: Preview) -> None:
        self._run(tr("正在存进去,照常卖货"))
        storing = Storing(self.session, preview.path, self.ticker)
        storing.start(while_alive(self, self._show_result), while_alive(self, self._on_failed))

    def _show_result(self, result: ImportResult) -> None:
        self._rest()
        self._stored = True
        self._show_figures(result.created, result.updated, result.refused)
        well = tr("停下来了,前面的存好了") if self.ticker.stopped else tr("都存好了")
        self._all_well.set_state("check", well, "")
        self.set_deed(tr("好了"))
        figures = {
            "new": f"{result.created:,}", "old": f"{result.updated:,}",
            "bad": f"{len(result.refused):,}",
        }  # fmt: skip
        if self.ticker.stopped:
            words = tr("停下来了。已经进去:新 {new} 种,更新 {old} 种,没进去 {bad} 行", **figures)
        else:
            words = tr("导入好了:新 {new} 种,更新 {old} 种,没进去 {bad} 行", **figures)
        self.session.say(words, "warn" if result.refused else "good")
        self._after()

    def _on_failed(self, error: ShopError) -> None:
        self._rest()
        if error.code in ("file_missing", "import_unreadable"):
            self.path_row.set_error(str(error))
        else:
            self.refuse(error)

    def on_uncovered(self) -> None:
        self._rest()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            if url.isLocalFile() and not self.is_busy():
                self.path.field.setText(url.toLocalFile())
