"""Keeping a report: PDF to hang up, Excel to work with, CSV for anything else."""

from __future__ import annotations

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.file_path import FilePath, documents
from pos_app.ui.screens.reports.making import Made
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.widgets import FormRow, Segmented


class SaveSheet(DeedSheet):
    """Enter writes the file. The name says which report of which days it is."""

    gives_way = False

    def __init__(self, place: Place, made: Made, name: str) -> None:
        super().__init__(place.session, tr("另存报表"), tr("保存"), width=640)
        self._made, self._name = made, name
        self.kind = Segmented([(".pdf", tr("PDF")), (".xlsx", tr("Excel")), (".csv", tr("CSV"))])
        self.path = FilePath(tr("报表 (*.pdf *.xlsx *.csv)"), saving=True)
        self.path_row = FormRow(tr("存到哪里"), self.path)
        self.add(FormRow(tr("什么格式"), self.kind))
        self.add(self.path_row)
        self.body.addStretch(1)
        self.kind.changed.connect(lambda _key: self._name_it())
        self.path.changed.connect(lambda _text: self.path_row.set_error(""))
        self.first_focus = self.path.field
        self._name_it()

    def _name_it(self) -> None:
        before = self.path.path()
        folder = before.parent if before else documents()
        self.path.set_path(folder / f"{self._name}{self.kind.current()}")

    def act(self) -> None:
        path = self.path.path()
        if path is None:
            self.path_row.set_error(tr("先写存到哪里"))
            return
        office, report, by = self.session.office, self._made.report, self.session.staff.name
        self.set_busy(True)
        self.session.readers.submit(
            lambda _desk: office.write((report,), path, by),
            while_alive(self, lambda _none: self._done(str(path))),
            while_alive(self, self._failed),
        )

    def _done(self, path: str) -> None:
        self.set_busy(False)
        self.session.say(tr("存好了:{file}", file=path), "good")
        self.request_close()

    def _failed(self, error: ShopError) -> None:
        self.set_busy(False)
        self.path_row.set_error(str(error))
