"""Log-in, shift, step-up, first start and their states."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from pos_app.domain.errors import NeedsApproval
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.i18n import set_language
from pos_app.ui.screens.wizard import FirstStart
from pos_app.ui.theme import apply_theme
from tests.visual.camera import BOSS, Album, Camera, Look


class ShellGallery:
    """Walks one look through a day, from the log-in page to good night."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> None:
        """From the log-in page to good night."""
        self._open()
        self._sell(9)
        self._help()
        self._move_cash()
        self._close()

    def _open(self) -> None:
        till = self.till
        self._camera.shot("log-in")
        till.type("112233")
        till.wait(lambda: any("4" in text and len(text) > 8 for text in till.texts()))
        self._camera.shot("log-in-wrong")
        till.log_in()
        self._camera.shot("shift-open")
        till.press("Esc", "Ctrl+0")
        self._camera.shot("shift-none")
        till.press("Enter")
        till.type("200")
        till.press("Enter")
        till.wait(lambda: till.session.shift is not None and till.sheet is None)

    def _help(self) -> None:
        till = self.till
        till.press("F1")
        self._camera.shot("help")
        till.press("F1")
        self._camera.shot("handbook")
        for word, name in (("csv", "handbook-found"), ("zzqq", "handbook-none")):
            till.press("Ctrl+A")
            till.type(word)
            self._camera.shot(name)
        till.press("Esc")

    def _move_cash(self) -> None:
        till = self.till
        till.press("Ctrl+0", "F3")
        till.type("50")
        self._camera.shot("cash-out")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        till.press("F4")
        self._camera.shot("drawer")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)

    def _sell(self, times: int) -> None:
        for n in range(times):
            self.till.scan(self.till.goods(9)[n].code)
            basket = self.till.session.register.basket
            paid = (Paid(method=CASH, received=50_000),)
            self.till.session.writer.call(
                lambda shop, b=basket, p=paid: shop.checkout.complete(b, p, BOSS)
            )
            self.till.session.register.start()
        self.till.session.refresh_shift()

    def _close(self) -> None:
        till = self.till
        till.press("Ctrl+1", "Ctrl+0")
        self._camera.settle()
        self._camera.shot("shift")
        till.session.approval_wanted.emit(NeedsApproval("override_price"), lambda _who: None)
        self._camera.shot("step-up")
        till.press("Esc")
        till.window.close()
        self._camera.shot("leaving")
        till.press("Esc", "F9")
        till.type("2")
        till.press("Enter")
        self._camera.shot("count")
        till.press(*["Enter"] * 8)
        self._camera.settle()
        self._camera.shot("compare")
        till.press("Enter")
        till.wait(lambda: till.session.shift is None)
        till.wait(lambda: bool(till.paper.slips[1:]))
        till.window.face.toasts.clear()
        self._camera.shot("good-night")


def first_start(look: Look, album: Album) -> None:
    """Every page of the first start."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    set_language("en" if look.words == "en" else "zh")
    apply_theme(app, "dark" if look.theme == "dark" else "light")
    window = FirstStart()
    window.resize(*look.size)
    window.show()
    for n, page in enumerate(window.pages, 1):
        window.show_page(page)
        QApplication.processEvents()
        album.keep(window, f"first-start-{n}")
    window.close()
