"""The orders in their states: empty, an afternoon of them, two hundred, without a line, refused.

Orders of the page land as HQ would feed them; what is done to them goes through the real services.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pos_app.services.hq import HqStatus
from pos_app.storage.orders import land_orders
from pos_app.ui.screens.orders.screen import OrdersScreen
from pos_app.ui.screens.settings.screen import SettingsScreen
from sync.wire.feed import OrderRow
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.orders import DELIVERY, OrderMove, PlacedOrder
from tests.support.face import MORNING
from tests.ui.orders import make
from tests.ui.orders.conftest import ON_SHELF
from tests.ui.sell.conftest import Counter
from tests.visual.camera import BOSS, Camera

RULES = ShopRules(
    delivery=True,
    zones=(
        Zone(name="近处", places=("海棠苑", "翠阜新村"), fee=300, minimum=2000, free_over=5000),
        Zone(name="河对面", places=("万新里",), fee=600, minimum=3000, minutes=45),
    ),
)


class OrdersGallery:
    """Walks one look through the orders."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    @property
    def screen(self) -> OrdersScreen:
        screen = self.till.screen
        assert isinstance(screen, OrdersScreen)
        return screen

    def walk(self) -> None:
        """An afternoon, from nothing to a board that is full."""
        till = self.till
        till.log_in()
        till.press("Esc")
        self._camera.open_shift()
        Counter(till).shelve(*ON_SHELF)
        till.session.writer.call(lambda shop: shop.orders.set_rules(RULES, BOSS))
        self._open("Ctrl+2", "empty")
        self._land(make.afternoon_orders(MORNING))
        self._camera.shot("board")
        self._news()
        self._keys("F6", name="list")
        self._keys("F6", name="done-empty")
        till.press("F6")
        self._picking()
        self._hand_over()
        self._round()
        self._answers()
        self._keys("F6", "F6", name="done")
        till.press("F6")
        self._search()
        self._offline()
        self._land(make.many_orders(200, MORNING))
        self._camera.shot("board-200")
        self._keys("F6", name="list-200")
        till.press("F6")
        self._settings()

    def _land(self, orders: Sequence[tuple[PlacedOrder, tuple[OrderMove, ...]]]) -> None:
        rows = [
            (order.id, msgspec.json.encode(OrderRow(order=order, moves=moves)))
            for order, moves in orders
        ]

        def land(shop: object) -> None:
            conn = shop.conn  # type: ignore[attr-defined]
            conn.execute("BEGIN IMMEDIATE")
            land_orders(conn, rows)
            conn.execute("COMMIT")

        self.till.session.writer.call(land)
        self.till.session.changed.emit(frozenset({"orders"}))
        self._camera.settle()

    def _open(self, key: str, name: str) -> None:
        self.till.press(key)
        self._camera.settle()
        self._camera.shot(name)

    def _keys(self, *keys: str, name: str, toasts: bool = False) -> None:
        self.till.press(*keys)
        self._camera.settle()
        self._camera.shot(name, toasts=toasts)

    def _at(self, number: str, *keys: str, name: str = "", toasts: bool = False) -> None:
        self.screen.point_at(f"order-{number}")
        self.till.press(*keys)
        self._camera.settle()
        if name:
            self._camera.shot(name, toasts=toasts)

    def _news(self) -> None:
        till = self.till
        till.press("Ctrl+1")
        self._land([(make.placed("0419", DELIVERY, customer=make.HAITANG), ())])
        self._camera.shot("news-while-selling", toasts=True)
        self._keys("Ctrl+J", name="accepted-by-key", toasts=True)
        self._open("Ctrl+2", "back-on-board")

    def _picking(self) -> None:
        till = self.till
        self._at("0420", "Enter", name="pick")
        till.scan("6901234500011")
        till.scan("6901234500028")
        self._camera.shot("pick-scanned")
        till.scan("6901234500035")
        self._camera.shot("pick-wrong")
        till.press("Up", "Down", "F4")
        self._camera.shot("shortage-fewer")
        till.press("F4")
        till.scan("6901234500035")
        self._camera.shot("shortage-instead")
        till.press("Enter")
        self._camera.settle()
        self._camera.shot("pick-waits")
        self._keys("F6", name="answer")
        self._keys("Esc", "Esc", name="board-picking")

    def _hand_over(self) -> None:
        till = self.till
        till.type("482916")
        self._keys("Enter", name="hand-over")
        till.press("Ctrl+A")
        till.type("111111")
        self._keys("Enter", name="wrong-code")
        till.press("Ctrl+A")
        till.type("482916")
        self._keys("Enter", name="hand-over-money")
        till.type("50")
        self._keys("Enter", name="collected")

    def _round(self) -> None:
        till = self.till
        self._at("0413", "F4", name="send")
        till.press("Esc")
        self._at("0410", "F5", name="settle")
        self._keys("Enter", name="settled")
        till.window.face.sheets.close_all()

    def _answers(self) -> None:
        till = self.till
        self._at("0409", "Enter", name="not-delivered")
        till.press("Esc")
        self._at("0411", "Enter", name="asks-to-cancel")
        till.press("Esc")
        self._at("0417", "F3", name="details")
        till.press("Esc")
        self._at("0417", "Shift+Del", name="cancel")
        till.press("Esc")

    def _search(self) -> None:
        till = self.till
        till.type("8816")
        self._camera.settle()
        self._camera.shot("found")
        till.press("Ctrl+A")
        till.type("9999")
        self._camera.settle()
        self._camera.shot("nothing-found")
        till.press("Esc")

    def _offline(self) -> None:
        status = HqStatus(joined=True, begun=True, online=False, code="unreachable")
        self.till.session.sync_changed.emit(status)
        self._camera.shot("offline")

    def _settings(self) -> None:
        till = self.till
        till.press("Ctrl+8")
        screen = till.screen
        assert isinstance(screen, SettingsScreen)
        screen.list.select(screen.groups.row_of("orders"))
        self._camera.settle()
        self._camera.shot("settings")
        page = screen.page()
        bar = page.verticalScrollBar()  # type: ignore[union-attr]  # a Page is a scroll area
        for part in (1, 2, 3):
            bar.setValue(bar.maximum() * part // 3)
            self._camera.shot(f"settings-{part + 1}")
        page.zones.open_zone(RULES.zones[0])  # type: ignore[union-attr]
        self._camera.shot("zone")
        till.press("Esc")
