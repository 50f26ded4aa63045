"""How the shop stands with HQ, and by whose certificate HQ is known."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.models import hq_words
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.file_path import FilePath
from pos_app.ui.screens.settings.rows import Page, Section
from pos_app.ui.screens.settings.simple_pages import fixed_line
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Banner, FormRow, Label, SecondaryButton, column, holder, reveal, row

SETTING = "hq_ca"


class Trust(QWidget):
    """The certificate of a chain with an authority of its own: chosen, checked, used at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        words = tr("总部用自己的证书时才要选;别的总部不用管。连总部一直是验证的,关不掉。")
        self._now = Label("", size=Size.BODY, bold=True)
        self.file = FilePath(tr("证书 (*.pem *.crt *.cer)"))
        self._row = FormRow(tr("总部给的证书文件"), self.file)
        self.use = SecondaryButton(tr("用这个证书"), icon="check")
        self.drop = SecondaryButton(tr("不用了"))
        self.told = Banner("", "good")
        self.told.hide()
        head = row(Label(tr("总部的证书")), None, self._now, gap=12)
        self.setLayout(
            column(
                head, Label(words, size=Size.CAPTION, tone="muted", wrap=True), self._row,
                row(self.use, self.drop, None, gap=10), self.told,
                gap=10, margins=(18, 12, 18, 12),
            )
        )  # fmt: skip
        self.use.clicked.connect(lambda _c=False: self.use_file())
        self.drop.clicked.connect(lambda _c=False: self._write(""))
        self.file.changed.connect(lambda _text: self._row.set_error(""))
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored."""
        name = self._session.desk.settings.text(SETTING)
        self._now.setText(name or tr("没有另选"))
        reveal(self.drop, bool(name))

    def use_file(self) -> None:
        """Check the file, keep a copy of it, and connect anew."""
        path = self.file.path()
        if path is None:
            self._row.set_error(tr("先选一个文件"))
            return
        try:
            self._write(self._session.hq.trust(path))
        except ShopError as error:
            self._row.set_error(str(error))

    def _write(self, name: str) -> None:
        staff = self._session.staff
        self._session.write(
            lambda shop, who: shop.settings.change(SETTING, name, staff, approved_by=who),
            while_alive(self, lambda _none: self._written(name)),
            touches=("settings",),
            failed=while_alive(self, lambda error: self._row.set_error(str(error))),
        )

    def _written(self, name: str) -> None:
        self.refresh()
        words = tr("已换上,正在重新连总部") if name else tr("已去掉,正在重新连总部")
        self.told.set_banner(words, "good")
        self._session.readers.submit(lambda _desk: self._session.hq.reconnect())


class HqPage(Page):
    def __init__(self, session: Session) -> None:
        self._session = session
        status = session.hq_status()
        self._says = Label("", size=Size.BODY, wrap=True)
        lines: list[QWidget] = [holder(column(self._says, margins=(18, 12, 18, 12)))]
        details = session.hq.details()
        if status.joined:
            lines += [
                fixed_line(tr("总部地址"), details.url),
                fixed_line(tr("设备号"), details.device),
            ]
        self.trust = Trust(session)
        super().__init__(Section(tr("总部"), *lines), Section(tr("证书"), self.trust))
        session.sync_changed.connect(self._on_status)
        self._on_status(status)

    def _on_status(self, _status: object) -> None:
        status = self._session.hq_status()
        alone = tr("单店用,没有接总部。要接就点右上角的“单店”。")
        self._says.setText(hq_words.answer(status).words if status.joined else alone)

    def refresh(self) -> None:
        """Show what is stored now."""
        super().refresh()
        self.trust.refresh()
