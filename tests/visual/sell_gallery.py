"""The sale screen in every state to PNG: ``python -m tests.visual.sell_gallery [OUT]``.

Real services, a real file, the real window; what is drawn here is what a cashier sees.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.domain.basket import BasketLine
from pos_app.domain.item import Item
from pos_app.ui.theme import set_motion
from tests.support.face import TillWindow, build_demo_shop, copy_shop
from tests.ui.sell import conftest as shelf
from tests.ui.sell.conftest import Counter

SIZES = ((1366, 768), (1920, 1080), (1280, 720))
LONG = Item(
    id="t9", name="樱花味无糖零度可乐限定版家庭聚会分享装听装整箱", spec="听 330ml×24",
    price=9900, code="6901234500080", supply="origin", origin="呼伦贝尔",
)  # fmt: skip
NEW_CODE = "6977777777777"


class Patience:
    """The two things that the window wants of pytest-qt."""

    @contextmanager
    def waitActive(self, _widget: object, timeout: int = 0) -> Iterator[None]:
        yield

    def waitUntil(self, ready: Callable[[], bool], timeout: int = 5000) -> None:
        until = time.monotonic() + timeout / 1000
        while not ready():
            QApplication.processEvents()
            if time.monotonic() > until:
                raise TimeoutError


class Gallery:
    """Walks one look through all states."""

    def __init__(self, shop: Path, out: Path, size: tuple[int, int], look: dict[str, str]) -> None:
        self.till = TillWindow(cast(QtBot, Patience()), shop, size=size)
        set_motion(False)
        self._out = out
        self._name = f"{look['language']}-{look['theme']}-{size[0]}"
        self.till.log_in()

    def look(self, values: dict[str, str]) -> None:
        staff = self.till.session.staff
        for name, value in values.items():
            self.till.session.writer.call(
                lambda shop, n=name, v=value: shop.settings.change(n, v, staff)
            )
        self.till.session.desk.settings.reload()
        self.till.session.look_changed.emit()
        QApplication.processEvents()

    def shot(self, state: str) -> None:
        self.till.window.face.toasts.clear() if "toast" not in state else None
        QApplication.processEvents()
        self.till.picture(self._out / f"{self._name}-{state}.png")

    def sheet(self, key: str, state: str) -> None:
        self.till.press(key)
        self.shot(state)
        self.till.press("Esc")

    def walk(self) -> None:
        till = self.till
        self.shot("00-no-shift") if till.session.shift is None and till.sheet is None else None
        if till.sheet is not None:
            till.press("Esc")
            self.shot("00-no-shift")
        staff = till.session.staff
        till.session.writer.call(lambda shop: shop.shifts.open(staff, 20_000, "早班"))
        till.session.refresh_shift()
        counter = Counter(till)
        shelf._prepare(counter)
        counter.shelve(LONG)
        self.shot("01-empty")
        self._basket(counter)
        self._sheets(counter)
        self._pay(counter)
        self._many(counter)

    def _basket(self, counter: Counter) -> None:
        till = self.till
        till.type("6*")
        counter.scan(shelf.SODA.code, shelf.BREAD.code)
        till.press("F3", "Down")
        till.type("6.9")
        till.press("Enter")
        counter.scan(shelf.EGG_LABEL, shelf.CASE, LONG.code, shelf.NOODLES.code)
        till.press("+")
        self.shot("02-normal")
        till.type("ys")
        self.shot("03-found-by-letters")
        till.press("Esc")
        till.type("0035")
        self.shot("04-found-by-digits")
        till.press("Esc")
        till.type("zzqq")
        self.shot("05-nothing-found")
        till.press("Esc")
        till.press("Del")
        QApplication.processEvents()
        self.shot("06-removed-toast")
        till.press("Ctrl+Z")

    def _sheets(self, counter: Counter) -> None:
        till = self.till
        for key, state in (
            ("F2", "10-quantity"), ("F3", "11-price"), ("F4", "12-discount"), ("F5", "13-park"),
            ("F6", "14-recall-empty"), ("Ctrl+B", "15-note"), ("Ins", "16-lost-sale"),
            ("Shift+Del", "17-void"), ("F12", "18-drawer"), ("F10", "19-shop-code"),
        ):  # fmt: skip
            self.sheet(key, state)
        counter.screen.keys._more.click()
        self.shot("20-more")
        till.press("Esc")
        counter.scan(NEW_CODE)
        self.shot("21-new-goods")
        till.press("Esc")
        counter.scan(shelf.UNPRICED.code)
        self.shot("22-ask-price")
        till.press("Esc")
        counter.scan(shelf.STALE.code)
        self.shot("23-expired")
        till.press("Esc")
        till.press("F5")
        till.type("blue")
        till.press("Enter")
        till.wait(lambda: not counter.lines())
        counter.scan(shelf.SODA.code)
        self.sheet("F6", "24-recall")
        till.press("F6", "1")
        till.wait(lambda: len(counter.lines()) > 2)

    def _pay(self, counter: Counter) -> None:
        till = self.till
        till.press("F9")
        self.shot("30-cash")
        till.type("200")
        self.shot("31-cash-change")
        till.press("F3", "Ctrl+A")
        till.type("50")
        self.shot("32-cash-missing")
        till.press("F4")
        self.shot("33-cash-split")
        counter.scan(shelf.BREAD.code)
        self.shot("34-scan-while-paying")
        till.press("Esc")
        counter.pay_cash("500")
        self.shot("35-change-due")
        till.session.register.add_return(
            BasketLine(no=0, item=shelf.BREAD, qty=-1000, code=shelf.BREAD.code)
        )
        till.session.basket_changed.emit()
        self.shot("36-to-refund")
        till.press("F9")
        self.shot("37-refund")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        self.shot("38-refunded")

    def _many(self, counter: Counter) -> None:
        items = counter.till.session.desk.goods.page(limit=100)
        for item in items:
            if item.price is not None:
                counter.screen.scanning.add_item(item, 1000)
        self.shot("40-hundred-lines")


def main() -> None:
    app = QApplication.instance() or QApplication([])
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "build/shots/sell")
    with tempfile.TemporaryDirectory() as folder:
        master = Path(folder) / "master"
        master.mkdir()
        shop = build_demo_shop(master)
        looks = [{"language": a, "theme": b} for a in ("zh", "en") for b in ("light", "dark")]
        for look in looks:
            for size in SIZES:
                own = Path(folder) / f"{look['language']}{look['theme']}{size[0]}"
                own.mkdir()
                gallery = Gallery(copy_shop(shop, own), out, size, look)
                gallery.look(look)
                gallery.walk()
                gallery.till.close()
                print(gallery._name)
    app.processEvents()


if __name__ == "__main__":
    main()
