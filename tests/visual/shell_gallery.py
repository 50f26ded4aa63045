"""Log-in, shift, step-up, first start and their states to PNG: ``-m tests.visual.shell_gallery``.

Takes the folder as its only argument; real services, a real file, the real window.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.domain.errors import NeedsApproval
from pos_app.domain.staff import OWNER, Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.i18n import set_language
from pos_app.ui.screens.wizard import FirstStart
from pos_app.ui.theme import apply_theme
from tests.support.face import TillWindow, build_demo_shop, copy_shop
from tests.visual.sell_gallery import Patience

LOOKS = (("light", "zh", (1366, 768)), ("dark", "en", (1920, 1080)), ("dark", "zh", (1280, 720)))
BOSS = Staff(id="1", name="王姐", role=OWNER)


class Gallery:
    """Walks one look through a day."""

    def __init__(
        self, shop: Path, out: Path, theme: str, words: str, size: tuple[int, int]
    ) -> None:
        self._out, self._name = out, f"{words}-{theme}-{size[0]}"
        self.till = TillWindow(cast("QtBot", Patience()), shop, size=size)
        self.till.session.writer.call(
            lambda shop: [
                shop.settings.change("theme", theme, BOSS),
                shop.settings.change("language", words, BOSS),
            ]
        )
        self.till.session.desk.settings.reload()
        self.till.session.look_changed.emit()

    def shot(self, what: str) -> None:
        QApplication.processEvents()
        self.till.picture(self._out / f"{self._name}-{what}.png")

    def walk(self) -> None:
        """From the log-in page to good night."""
        till = self.till
        self.shot("log-in")
        till.type("112233")
        till.wait(lambda: any("4" in text and len(text) > 8 for text in till.texts()))
        self.shot("log-in-wrong")
        till.log_in()
        self.shot("shift-open")
        till.press("Esc", "Ctrl+0")
        self.shot("shift-none")
        till.press("Enter")
        till.type("200")
        till.press("Enter")
        till.wait(lambda: till.session.shift is not None and till.sheet is None)
        self._sell(9)
        till.press("F1")
        self.shot("help")
        till.press("Esc", "Ctrl+0", "F3")
        till.type("50")
        self.shot("cash-out")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        till.press("F4")
        self.shot("drawer")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        till.window.face.toasts.clear()
        self._close()

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
        till.sees("-50.00")
        self.shot("shift")
        till.session.approval_wanted.emit(NeedsApproval("override_price"), lambda _who: None)
        self.shot("step-up")
        till.press("Esc")
        till.window.close()
        self.shot("leaving")
        till.press("Esc", "F9")
        till.type("2")
        till.press("Enter")
        self.shot("count")
        till.press(*["Enter"] * 8)
        till.sees("200.00")
        self.shot("compare")
        till.press("Enter")
        till.wait(lambda: till.session.shift is None)
        till.wait(lambda: bool(till.paper.slips[1:]))
        till.window.face.toasts.clear()
        self.shot("good-night")
        till.close()


def first_start(out: Path, app: QApplication) -> None:
    """Every page of the first start in both looks."""
    for theme, words in (("light", "zh"), ("dark", "en")):
        set_language("en" if words == "en" else "zh")
        apply_theme(app, "dark" if theme == "dark" else "light")
        window = FirstStart()
        window.resize(1366, 768)
        window.show()
        for n, page in enumerate(window.pages):
            window.show_page(page)
            QApplication.processEvents()
            QApplication.processEvents()
            window.grab().save(str(out / f"{words}-{theme}-1366-first-start-{n + 1}.png"))
        window.close()


def main(out: Path) -> None:
    """All pictures into ``out``."""
    app = QApplication.instance() or QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xipu-shots-") as folder:
        shop = build_demo_shop(Path(folder))
        for n, (theme, words, size) in enumerate(LOOKS):
            own = Path(folder) / str(n)
            own.mkdir()
            Gallery(copy_shop(shop, own), out, theme, words, size).walk()
    if isinstance(app, QApplication):
        first_start(out, app)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/shots"))
