"""The sale screen in every state.

Real services, a real file, the real window; what is drawn here is what a cashier sees.
"""

from __future__ import annotations

from pos_app.domain.basket import BasketLine
from pos_app.domain.item import Item
from tests.ui.sell import conftest as shelf
from tests.ui.sell.conftest import Counter
from tests.visual.camera import Camera

LONG = Item(
    id="t9", name="樱花味无糖零度可乐限定版家庭聚会分享装听装整箱", spec="听 330ml×24",
    price=9900, code="6901234500080", supply="origin", origin="呼伦贝尔",
)  # fmt: skip
NEW_CODE = "6977777777777"


class SellGallery:
    """Walks one look through all states."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> None:
        """From a till without a shift to a basket of a hundred lines."""
        till = self.till
        till.log_in()
        till.press("Esc")
        self._camera.shot("no-shift")
        self._camera.open_shift()
        counter = Counter(till)
        shelf._prepare(counter)
        counter.shelve(LONG)
        self._camera.shot("empty")
        self._basket(counter)
        self._sheets(counter)
        self._pay(counter)
        self._trouble(counter)
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
        self._camera.shot("normal")
        till.type("ys")
        self._camera.shot("found-by-letters")
        till.press("Esc")
        till.type("0035")
        self._camera.shot("found-by-digits")
        till.press("Esc")
        till.type("zzqq")
        self._camera.shot("nothing-found")
        till.press("Esc")
        till.press("Del")
        self._camera.shot("removed", toasts=True)
        till.press("Ctrl+Z")

    def _sheets(self, counter: Counter) -> None:
        till = self.till
        for key, state in (
            ("F2", "quantity"), ("F3", "price"), ("F4", "discount"), ("F5", "park"),
            ("F6", "recall-empty"), ("Ctrl+B", "note"), ("Ins", "lost-sale"),
            ("Shift+Del", "void"), ("F12", "drawer"), ("F10", "shop-code"),
        ):  # fmt: skip
            self._camera.sheet(key, state)
        counter.screen.keys._more.click()
        self._camera.shot("more")
        till.press("Esc")
        counter.scan(NEW_CODE)
        self._camera.shot("new-goods")
        till.press("Esc")
        counter.scan(shelf.UNPRICED.code)
        self._camera.shot("ask-price")
        till.press("Esc")
        counter.scan(shelf.STALE.code)
        self._camera.shot("expired")
        till.press("Esc")
        till.press("F5")
        till.type("blue")
        till.press("Enter")
        till.wait(lambda: not counter.lines())
        counter.scan(shelf.SODA.code)
        self._camera.sheet("F6", "recall")
        till.press("F6", "1")
        till.wait(lambda: len(counter.lines()) > 2)

    def _pay(self, counter: Counter) -> None:
        till = self.till
        till.press("F9")
        self._camera.shot("cash")
        till.type("200")
        self._camera.shot("cash-change")
        till.press("F3", "Ctrl+A")
        till.type("50")
        self._camera.shot("cash-missing")
        till.press("F4")
        self._camera.shot("cash-split")
        counter.scan(shelf.BREAD.code)
        self._camera.shot("scan-while-paying")
        till.press("Esc")
        counter.pay_cash("500")
        self._camera.shot("change-due")
        till.session.register.add_return(
            BasketLine(no=0, item=shelf.BREAD, qty=-1000, code=shelf.BREAD.code)
        )
        till.session.basket_changed.emit()
        self._camera.shot("to-refund")
        till.press("F9")
        self._camera.shot("refund")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        self._camera.shot("refunded")

    def _trouble(self, counter: Counter) -> None:
        """The printer is out of paper, and selling goes on."""
        till = self.till
        counter.scan(shelf.SODA.code)
        till.paper.become("printer_paper")
        self._camera.settle()
        self._camera.shot("printer-paper", toasts=True)
        till.window.face.top_line.printer_clicked.emit()
        self._camera.shot("printer-sheet")
        till.press("Esc")
        till.paper.become("ready")

    def _many(self, counter: Counter) -> None:
        items = counter.till.session.desk.goods.page(limit=100)
        for item in items:
            if item.price is not None:
                counter.screen.scanning.add_item(item, 1000)
        self._camera.shot("hundred-lines")
