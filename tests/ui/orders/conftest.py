"""王姐 before the orders: what comes from the page lands by the feed, the rest she does herself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_app.ui.screens.orders.board import OrderColumn
from pos_app.ui.screens.orders.screen import OrdersScreen
from sync.wire.feed import OrderRow
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import OrderView
from sync.wire.orders import OrderMove, PlacedOrder
from tests.support.face import TillWindow
from tests.ui.sell.conftest import BREAD, EGGS, SODA, WATER, Counter

ON_SHELF = (SODA, BREAD, WATER, EGGS)


@dataclass
class Bell:
    """A chime that is counted instead of heard."""

    rings: int = 0

    def ring(self) -> None:
        self.rings += 1


@dataclass
class OrderDesk:
    """The window with an open shift, and the orders behind it."""

    till: TillWindow
    bell: Bell = field(default_factory=Bell)

    @property
    def screen(self) -> OrdersScreen:
        screen = self.till.screen
        assert isinstance(screen, OrdersScreen)
        return screen

    def arrive(self, order: PlacedOrder, *moves: OrderMove) -> None:
        """HQ feeds an order with what it knows of it."""
        from pos_app.storage.orders import land_orders

        row = OrderRow(order=order, moves=moves)

        def land(shop: object) -> None:
            conn = shop.conn  # type: ignore[attr-defined]
            conn.execute("BEGIN IMMEDIATE")
            land_orders(conn, [(order.id, msgspec.json.encode(row))])
            conn.execute("COMMIT")

        self.till.session.writer.call(land)
        self.till.session.changed.emit(frozenset({"orders"}))
        QApplication.processEvents()

    def rules(self, rules: ShopRules) -> None:
        """The owner says how the shop hands over."""
        staff = self.till.session.staff
        self.till.session.writer.call(lambda shop: shop.orders.set_rules(rules, staff))

    def go(self) -> None:
        self.till.press("Ctrl+2")

    def view(self, number: str) -> OrderView:
        """The order as the book has it."""
        found = self.till.session.desk.orders.get(f"order-{number}")
        assert found is not None
        return found

    def state(self, number: str) -> str:
        return self.view(number).state

    def until(self, number: str, state: str) -> None:
        self.till.wait(lambda: self.state(number) == state)

    def column(self, name: str) -> OrderColumn:
        return self.screen.board.columns[name]

    def column_of(self, number: str) -> str:
        """Where its card stands on the board."""
        for name, part in self.screen.board.columns.items():
            if part.model.row_of(f"order-{number}") >= 0:
                return name
        return ""

    def press_button(self, number: str) -> None:
        """Touch the one button of its card."""
        part = self.column(self.column_of(number))
        at = part.model.row_of(f"order-{number}")
        part.list.select(at)
        spot = part.list.button_place(at).center().toPoint()
        QTest.mouseClick(part.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
        QApplication.processEvents()

    def until_no_sheet(self) -> None:
        self.till.wait(lambda: self.till.sheet is None)


@pytest.fixture
def desk(open_till: TillWindow) -> Iterator[OrderDesk]:
    """王姐 at the orders, her shift open, our goods on the shelf."""
    Counter(open_till).shelve(*ON_SHELF)
    made = OrderDesk(open_till)
    open_till.window.orders.chime = made.bell
    made.go()
    yield made


@pytest.fixture
def desk_of(till: TillWindow) -> Callable[[str], OrderDesk]:
    """Somebody else at the orders."""

    def start(name: str) -> OrderDesk:
        till.start_day(name)
        Counter(till).shelve(*ON_SHELF)
        made = OrderDesk(till)
        till.window.orders.chime = made.bell
        made.go()
        return made

    return start
