"""The office behind the counter: the demo shop with a few receipts in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest

from pos_app.bootstrap import Shop
from pos_app.domain.basket import Basket, add
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item, Scanned
from pos_app.domain.pricing import price
from pos_app.domain.staff import OWNER, Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.services.founding import DEMO_STAFF
from sync.wire.chain import decode
from sync.wire.facts import AnyFact
from tests.support.face import TillWindow

BOSS = Staff(id="1", name="王姐", role=OWNER)
F = TypeVar("F", bound=AnyFact)


@dataclass
class Office:
    """The window, and the file behind it."""

    till: TillWindow

    def sell(self, *lines: tuple[Item, int], method: str = CASH) -> str:
        """A sale five minutes later; gives its receipt number."""
        self.till.clock.advance(300_000)

        def work(shop: Shop) -> str:
            basket = Basket(id=new_id(shop.clock.now_ms()))
            for item, pieces in lines:
                basket = add(basket, Scanned(item=item), pieces * 1000)
            paid = Paid(method=method, received=price(basket).total)
            return shop.checkout.complete(basket, (paid,), BOSS).sale.receipt

        receipt = self.till.session.writer.call(work)
        self.till.session.refresh_shift()
        return receipt

    def facts(self, kind: type[F]) -> list[F]:
        """All facts of a kind, oldest first."""
        rows = self.till.session.writer.call(
            lambda shop: shop.conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
        )
        found = (decode(payload).fact for (payload,) in rows)
        return [fact for fact in found if isinstance(fact, kind)]

    def give_pin(self, name: str = "王姐") -> None:
        """Somebody with the right steps up in the sheet that asks for it."""
        self.till.sees("请店长授权")
        tile = next(t for t in self.till.texts() if t.startswith(f"{name} "))
        if not self.till.button(tile).isChecked():
            self.till.click(tile)
        self.till.type(next(p.pin for p in DEMO_STAFF if p.name == name))

    def tobacco(self) -> Item:
        shelf = self.till.session.desk.goods.page(limit=800)
        return next(i for i in shelf if i.tobacco and i.price)

    def wait_no_sheet(self) -> None:
        self.till.wait(lambda: self.till.sheet is None)


@pytest.fixture
def office(open_till: TillWindow) -> Office:
    """王姐 in her shop, the shift open."""
    return Office(open_till)


@pytest.fixture
def office_of(till: TillWindow) -> Callable[[str], Office]:
    """Somebody else at the till."""

    def start(name: str) -> Office:
        till.start_day(name)
        return Office(till)

    return start
