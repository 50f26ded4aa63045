"""Taking a table out of the shop: goods, stock, sales, as CSV or Excel."""

from __future__ import annotations

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import today
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.file_path import FilePath, documents
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import Size
from pos_app.ui.widgets import ChipRow, FormRow, Label, ProgressRow, Segmented, reveal


def tables() -> list[tuple[object, str]]:
    return [
        ("goods", tr("商品")), ("stock", tr("库存")), ("sales", tr("小票")),
        ("sale_lines", tr("卖出的每一行")), ("shifts", tr("班次")),
    ]  # fmt: skip


class ExportSheet(DeedSheet):
    """Enter writes the file."""

    gives_way = False

    def __init__(self, place: Place) -> None:
        super().__init__(place.session, tr("导出"), tr("导出"), width=640)
        self.table = ChipRow(tables())
        self.kind = Segmented([(".xlsx", tr("Excel")), (".csv", tr("CSV"))])
        self.path = FilePath(tr("表格 (*.xlsx *.csv)"), saving=True)
        self.path_row = FormRow(tr("存到哪里"), self.path)
        self.progress = ProgressRow(tr("正在写文件"))
        self.progress.set_cancellable(False)
        reveal(self.progress, False)
        self.add(FormRow(tr("导出什么"), self.table))
        self.add(FormRow(tr("什么格式"), self.kind))
        self.add(self.path_row)
        self.add(Label(
            tr("用 Excel 或 WPS 打开都行,里面不会有会运行的东西。"),
            size=Size.CAPTION, tone="muted", wrap=True,
        ))  # fmt: skip
        self.add(self.progress)
        self.body.addStretch(1)
        self.table.changed.connect(lambda _key: self._name_it())
        self.kind.changed.connect(lambda _key: self._name_it())
        self.path.changed.connect(lambda _text: self.path_row.set_error(""))
        self.first_focus = self.path.field
        self._name_it()

    def _name_it(self) -> None:
        """A name that says what is in it, beside the file that was named before."""
        before = self.path.path()
        folder = before.parent if before else documents()
        words = dict(tables())[self.table.current()]
        self.path.set_path(folder / f"{words}-{today(self.session)}{self.kind.current()}")

    def act(self) -> None:
        path = self.path.path()
        if path is None:
            self.path_row.set_error(tr("先写存到哪里"))
            return
        table = str(self.table.current())
        self.set_busy(True)
        self.progress.set_progress(0, 0)
        reveal(self.progress, True)

        def done(rows: int) -> None:
            self.set_busy(False)
            self.session.say(tr("导出 {n} 行:{file}", n=f"{rows:,}", file=path), "good")
            self.request_close()

        self.session.readers.submit(
            lambda desk: desk.care.export(table, path),
            while_alive(self, done),
            while_alive(self, self._on_failed),
        )

    def _on_failed(self, error: ShopError) -> None:
        self.set_busy(False)
        reveal(self.progress, False)
        if error.code in ("bad_report_file", "file_not_written"):
            self.path_row.set_error(str(error))
        else:
            self.refuse(error)
