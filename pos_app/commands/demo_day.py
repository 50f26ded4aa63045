"""A trading morning in the demo shop, played through the real window by keys and scans."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from pos_app.commands.hands import Hands
from pos_app.domain.check_digit import check_digit
from pos_app.domain.item import Item
from pos_app.domain.tender import CASH
from pos_app.runtime.clock import FixedClock
from pos_app.services.founding import DEMO_STAFF

MINUTE_MS = 60_000
OWNER = DEMO_STAFF[0]
BASKETS = 60


class DemoDay:
    """王姐's counter from log-in to the Z report; pictures of each screen go to ``folder``."""

    def __init__(self, hands: Hands, clock: FixedClock, folder: Path) -> None:
        self._hands = hands
        self._clock = clock
        self.folder = folder
        self._dice = random.Random(640)
        self._count = 0
        shelf = hands.session.desk.goods.page(limit=2000)
        self._shelf = [i for i in shelf if i.code and i.price and not i.weighed]
        self._weighed = [i for i in shelf if i.weighed and i.plu]

    @property
    def shelf(self) -> list[Item]:
        """Priced goods with a barcode."""
        return self._shelf

    def morning(self) -> None:
        """From log-in to noon. Raises HandsTiedError when the window does not follow."""
        self._open()
        for number in range(BASKETS):
            self._clock.advance(self._dice.randint(2, 8) * MINUTE_MS)
            self._serve(number)
        self._look_around()

    def close(self) -> None:
        """Count and close."""
        self._close()

    def shot(self, name: str) -> None:
        """A picture, numbered in the order of the day."""
        self._shot(name)

    def _shot(self, name: str) -> None:
        self._count += 1
        self._hands.picture(self.folder / f"{self._count:02d}-{name}.png")

    def _open(self) -> None:
        hands = self._hands
        self._shot("log-in")
        hands.type(OWNER.pin)
        hands.wait(lambda: hands.session.logged_in, "log in")
        self._shot("open-shift")
        hands.type("200")
        hands.press("Enter")
        hands.wait(
            lambda: hands.session.shift is not None and hands.sheet is None, "open the shift"
        )
        self._shot("sell-empty")

    def _serve(self, number: int) -> None:
        """Mostly two to four goods; some customers bring what makes a morning."""
        special: dict[int, Callable[[], None]] = {
            4: self._weighed_label,
            9: self._wallet_forgotten,
            14: self._four_bottles,
            19: self._unknown_code,
            24: self._price_quarrel,
            29: self._comes_back,
            34: self._by_pinyin,
            39: self._changed_her_mind,
        }
        act = special.get(number)
        if act is None:
            self._scan_some()
            self._pay(by_code=number % 3 == 1)
        else:
            act()

    def _scan_some(self) -> None:
        for item in self._dice.sample(self._shelf, self._dice.randint(1, 5)):
            self._hands.scan(item.code)

    def _pay(self, *, by_code: bool = False, picture: str = "") -> None:
        hands = self._hands
        basket = hands.session.register.basket.id
        hands.press("F10" if by_code else "F9")
        hands.wait(lambda: hands.sheet is not None, "a payment sheet")
        if picture:
            self._shot(picture)
        hands.press("Enter")
        hands.wait(lambda: hands.sheet is None, "the payment")
        if hands.session.register.basket.id == basket and hands.session.register.basket.lines:
            raise RuntimeError(f"basket {basket} was not paid")

    def _weighed_label(self) -> None:
        """Eggs with a label of the scale: flag, goods number, amount, check digit."""
        item = self._weighed[0]
        self._scan_some()
        body = f"21{item.plu:0>5}{1230:05d}"
        self._hands.scan(body + check_digit(body))
        self._shot("sell-weighed")
        self._pay(picture="cash")
        self._shot("change-due")

    def _wallet_forgotten(self) -> None:
        """Park, serve somebody else, recall."""
        hands = self._hands
        self._scan_some()
        hands.press("F5")
        hands.settle()
        if hands.sheet is not None:
            self._shot("park")
            hands.press("Enter")
        hands.wait(lambda: not hands.session.register.basket.lines, "the basket put aside")
        hands.settle()
        self._scan_some()
        self._pay()
        hands.press("F6")
        hands.settle()
        if hands.sheet is not None:
            self._shot("recall")
            hands.press("Enter")
        hands.wait(lambda: bool(hands.session.register.basket.lines), "the basket taken back")
        self._pay(by_code=True, picture="static-code")

    def _four_bottles(self) -> None:
        self._hands.type("4*")
        self._hands.scan(self._dice.choice(self._shelf).code)
        self._pay()

    def _unknown_code(self) -> None:
        """A new snack that nobody listed: three fields, sold at once."""
        hands = self._hands
        body = "690000099001"
        hands.scan(body + check_digit(body))
        hands.wait(lambda: hands.sheet is not None, "the sheet for new goods")
        hands.type("新到小零食")
        hands.press("Enter")
        hands.type("6.5")
        self._shot("new-goods")
        hands.press("Enter")
        hands.wait(lambda: bool(hands.session.register.basket.lines), "the new goods")
        hands.settle()
        self._pay()

    def _price_quarrel(self) -> None:
        """The label says less than the till."""
        hands = self._hands
        dear = next(i for i in self._shelf if (i.price or 0) > 800 and not i.tobacco)
        hands.scan(dear.code)
        hands.press("F3")
        hands.wait(lambda: hands.sheet is not None, "the price sheet")
        hands.type("5.5")
        self._shot("price")
        hands.press("Enter")
        hands.wait(lambda: hands.sheet is None, "the other price")
        self._shot("sell-changed-price")
        self._pay()

    def _comes_back(self) -> None:
        """A torn bag from an earlier receipt."""
        hands = self._hands
        receipt = self._receipt_to_return()
        hands.press("F8")
        hands.wait(lambda: hands.sheet is not None, "the return sheet")
        self._shot("return-find")
        hands.scan(receipt)
        hands.settle()
        self._shot("return")
        hands.press("+", "Right")
        hands.settle()
        self._shot("return-one")
        hands.press("Enter")
        hands.settle()
        if hands.sheet is not None:
            hands.press("Enter")
        hands.wait(lambda: hands.sheet is None, "the refund")

    def _receipt_to_return(self) -> str:
        """The latest receipt that tobacco did not stand on and that was paid in cash."""
        for row in self._hands.session.desk.receipts.search(limit=50):
            found = self._hands.session.desk.returns.find(row.receipt)
            if row.methods == CASH and not any(s.line.tobacco for s in found.lines):
                return row.receipt
        raise RuntimeError("no receipt to return")

    def _by_pinyin(self) -> None:
        """No barcode, but a name."""
        hands = self._hands
        hands.type("kq")
        hands.settle()
        self._shot("find")
        hands.press("Enter")
        hands.wait(lambda: bool(hands.session.register.basket.lines), "the goods found")
        self._pay()

    def _changed_her_mind(self) -> None:
        """Not this one, the blue one."""
        hands = self._hands
        first, second = self._two_goods()
        hands.scan(first.code)
        hands.press("Del")
        hands.scan(second.code)
        self._pay()

    def _two_goods(self) -> tuple[Item, Item]:
        one, two = self._dice.sample(self._shelf, 2)
        return one, two

    def _look_around(self) -> None:
        hands = self._hands
        hands.window.face.toasts.clear()
        hands.press("F1")
        self._shot("help")
        hands.press("Esc")
        self._scan_some()
        self._shot("sell")
        for key, name in (("goods", "goods"), ("receipts", "receipts"), ("shift", "shift"),
                          ("reports", "reports"), ("settings", "settings")):  # fmt: skip
            hands.session.screen_wanted.emit(key, None)
            hands.linger()
            self._shot(name)
        hands.session.screen_wanted.emit("sell", None)
        self._pay()

    def _close(self) -> None:
        """Count what is there, look at the variance, close."""
        hands = self._hands
        hands.session.screen_wanted.emit("shift", "close")
        hands.wait(lambda: hands.sheet is not None, "the count")
        shift = hands.session.shift
        assert shift is not None  # noqa: S101 - it was opened in the morning
        left = shift.expected
        for face in (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10):
            pieces, left = divmod(left, face)
            hands.type(str(pieces))
            hands.press("Enter")
        self._shot("count")
        for _ in range(6):
            if hands.session.shift is None:
                break
            hands.press("Enter")
            hands.settle()
            self._shot("closing")
        hands.wait(lambda: hands.session.shift is None, "the close")
        hands.linger()
        self._shot("closed")
