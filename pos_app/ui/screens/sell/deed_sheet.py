"""A sheet for one deed: fields, one button, Enter does it, once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.session import Session
from pos_app.ui.theme import Tone, px
from pos_app.ui.widgets import Banner, Keypad, PrimaryButton, Sheet

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DeedSheet(Sheet):
    """Subclasses fill the body and write ``act``; ``busy`` keeps a second Enter from a second deed.

    A scan never reaches a field. ``gives_way`` sheets close and let the goods be sold; the others
    keep the scan: ``scanned`` carries it to the screen, which sells it when the sheet is gone.
    """

    scanned = Signal(str)
    gives_way = True

    def __init__(self, session: Session, title: str, deed: str, *, width: int = 560) -> None:
        super().__init__(title, width=width)
        self.session = session
        self._deed = deed
        self._busy = False
        self._keypad: Keypad | None = None
        self.strip: QWidget | None = None
        self.spare: list[QWidget] = []
        self.words = Banner("", "bad")
        self.words.hide()
        self.button = PrimaryButton(size="huge")
        self.button.clicked.connect(lambda _c=False: self.enter())
        self.footer.addWidget(self.words)
        self.footer.addWidget(self.button)
        self.set_deed(deed)

    def add_keypad(self, keypad: Keypad) -> None:
        """The last part of the body. It makes room where the sheet is too low for everything:
        the keyboard has the same keys."""
        self._keypad = keypad
        self.body.addWidget(keypad, 1)
        self.body.addStretch(0)

    def make_room(self) -> None:
        """Move closer together on a low screen; where that is not enough, do without the keypad
        and then without what is ``spare``, the first of it first."""
        extras = [*([self._keypad] if self._keypad else []), *self.spare]
        for extra in extras:
            extra.show()
        for compact in (False, True):
            self.set_compact(compact)
            if self._fits():
                return
        for extra in extras:
            extra.hide()
            if self._fits():
                return

    def set_compact(self, compact: bool) -> None:
        """Closer together, and without what is only there to be looked at."""
        self.body.setSpacing(px(6 if compact else 14))
        if self.strip is not None:
            self.strip.setVisible(not compact)

    def _fits(self) -> bool:
        layout = self.layout()
        if layout is None:
            return True
        for part in (self.body, self.footer, layout):  # a layout does not wake those inside it
            part.invalidate()
        if layout.hasHeightForWidth():  # chips and words flow over as many lines as they need
            return layout.totalMinimumHeightForWidth(self.width()) <= self.height()
        return layout.minimumSize().height() <= self.height()

    def set_words(self, words: str, tone: Tone = "bad") -> None:
        """A line above the button; empty takes it away."""
        self.words.set_banner(words, tone)
        self.make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.make_room()

    def set_deed(self, words: str) -> None:
        """What Enter does now."""
        self._deed = words
        if not self._busy:
            self.button.setText(tr("{deed} · Enter", deed=words))

    def act(self) -> None:
        """The deed; ends with ``request_close``, ``refuse`` or ``set_busy``."""
        raise NotImplementedError

    def enter(self) -> None:
        """What Enter and the button do, unless it is being done already."""
        if self._busy or not self.button.isEnabled():
            return
        if not self.words.isHidden():
            self.set_words("")
        self.act()

    def is_busy(self) -> bool:
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """While it is being written nothing else can be asked for, not even Esc."""
        self._busy = busy
        self.button.setEnabled(not busy)
        self.button.setText(tr("正在记账…") if busy else tr("{deed} · Enter", deed=self._deed))
        self.set_closable(not busy)

    def refuse(self, error: ShopError) -> None:
        """Say what stands in the way and stay."""
        self.set_busy(False)
        self.set_words(str(error))

    def attempt(self, change: Callable[[Staff | None], object]) -> None:
        """Change the basket and close; where a right is missing close and ask for a PIN."""

        def again(approver: Staff | None) -> None:
            change(approver)

        try:
            change(None)
        except NeedsApproval:
            self.request_close()
            self.session.attempt(again)
        except ShopError as error:
            self.refuse(error)
        else:
            self.request_close()
            self.session.basket_changed.emit()

    def on_scan(self, text: str) -> bool:
        """A scan while this sheet is open; see the class."""
        if self._busy or not self.gives_way:
            QApplication.beep()
            self.set_words(self.held_words(text), "warn")
        else:
            self.request_close()
        self.scanned.emit(text)
        return True

    def held_words(self, text: str) -> str:
        """What is said when a scan has to wait."""
        return tr("先做完这一步或按 Esc,刚扫的 {code} 接着就卖", code=text.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            if not event.isAutoRepeat():
                self.enter()
            return
        if not self.on_key(event.key()):
            super().keyPressEvent(event)

    def on_key(self, key: int) -> bool:
        """A key of this sheet's own; True when it meant something."""
        return False
