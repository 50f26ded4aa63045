"""Behind the pill of a shop on its own: join HQ with the code that it reads out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import Staff, require
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.hq.code_fields import JoinFields
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Banner, FieldError, Label, PrimaryButton, ProgressRow, Sheet


class JoinSheet(Sheet):
    """Between two shifts: the books before stay in this file, the new ones go to HQ as well."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("接总部"), width=560)
        self._session = session
        self.fields = JoinFields()
        self._stands = Banner("", "warn")
        self._error = FieldError()
        self._busy = ProgressRow(tr("正在和总部接上"))
        self._busy.set_cancellable(False)
        self._busy.set_progress(0, 0)
        self._busy.hide()
        words = tr(
            "这台收银机单独用,没有接总部;不接也一样卖。接上以后,商品、价格和账由总部一起管。"
        )
        self.add(Label(words, size=Size.LABEL, tone="muted", wrap=True))
        self.add(self._stands)
        self.add(self.fields)
        after = tr("接好后窗口会重新打开一次,要重新输密码。以前的账留在本机,不会动。")
        self.add(Label(after, size=Size.LABEL, tone="muted", wrap=True))
        self.body.addStretch(1)
        self.footer.addWidget(self._error)
        self.footer.addWidget(self._busy)
        self.go = PrimaryButton(tr("接上总部"), size="large", key="Enter")
        self.go.clicked.connect(self._join)
        self.footer.addWidget(self.go)
        self.first_focus = self.fields.url
        self._stands.acted.connect(self._close_shift)
        session.shift_changed.connect(self._look)
        self._look()

    def on_scan(self, text: str) -> bool:
        """A printed code may be scanned; nothing is sold into this sheet."""
        self.fields.code.setText(text)
        self.fields.code.textEdited.emit(text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._join()
        else:
            super().keyPressEvent(event)

    def _look(self, _shift: object = None) -> None:
        """A shift belongs to one till's books: it is closed before they become HQ's."""
        session = self._session
        if session.shift is not None:
            words = tr("先收班,再接总部:一个班的账要记在一处。")
            self._stands.set_banner(words, "warn", action=tr("去收班"))
        elif not session.register.basket.is_empty:
            self._stands.set_banner(tr("屏幕上这单先收完或挂起。"), "warn")
        else:
            self._stands.set_banner("", "warn")
        self.go.setEnabled(not self._stands.text())

    def _close_shift(self) -> None:
        self.request_close()
        self._session.screen_wanted.emit("shift", "close")

    def _join(self) -> None:
        self._look()
        if self.go.isEnabled() and self.fields.check():
            self._try(None)

    def _try(self, approver: Staff | None) -> None:
        try:
            require(self._session.staff, "settings", approver)
        except NeedsApproval as needed:
            self._session.approval_wanted.emit(needed, self._try)
            return
        url, code = self.fields.address(), self.fields.typed_code()
        authority = self.fields.authority()
        self._wait(True)
        hq = self._session.hq
        self._session.writer.submit_and_reopen(
            lambda _shop: hq.join(url, code, authority),
            self._joined,
            while_alive(self, self._refused),
        )

    def _wait(self, on: bool) -> None:
        self._error.set_text("")
        self._busy.setVisible(on)
        self.set_closable(not on)
        self.fields.setEnabled(not on)
        self.go.setEnabled(not on)

    def _joined(self, _done: None) -> None:
        """From here on the file is HQ's till: window, people and counters are built anew."""
        self._session.reopen_wanted.emit()

    def _refused(self, error: ShopError) -> None:
        self._wait(False)
        self._error.set_text(str(error))
        if error.code in ("hq_not_trusted", "ca_bad", "ca_unreadable"):
            self.fields.ask_authority()
        self.fields.focus_first()
