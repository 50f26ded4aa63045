"""The demo's afternoon: orders from the phone page, picked, handed over, driven round, given up."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.commands.demo_customers import Customers, Placed
from pos_app.commands.hands import Hands
from pos_app.domain.item import Item
from pos_app.runtime.clock import FixedClock
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.order_machine import (
    ACCEPTED,
    ADJUSTED,
    CANCELLED,
    COLLECTED,
    COMPLETED,
    OUT,
    PICKING,
    READY,
    RETURNED,
    RETURNING,
)

MINUTE_MS = 60_000
RULES = ShopRules(
    delivery=True,
    opens=7 * 60,
    closes=22 * 60,
    zones=(
        Zone(name="海棠苑", places=("海棠苑",), fee=300, free_over=5000, metres=400),
        Zone(name="翠阜新村", places=("翠阜",), fee=500, minimum=1500, metres=900),
    ),
    margin=0,
    phone="022-0000 0000",
    address="天津市东丽区万新街道",
)


class DemoAfternoon:
    """Four orders: one with a substitute and a wrong code, two deliveries of which one comes back,
    one that the customer cancels."""

    def __init__(
        self, hands: Hands, clock: FixedClock, shot: Callable[[str], None], goods: list[Item]
    ) -> None:
        self._hands, self._clock, self._shot = hands, clock, shot
        self._goods = [i for i in goods if not i.tobacco and (i.price or 0) >= 500][:40]

    def set_rules(self) -> None:
        """The owner says how the shop hands over; HQ hears of it before anybody orders."""
        session = self._hands.session
        staff = session.staff
        session.writer.call(lambda shop: shop.orders.set_rules(RULES, staff))
        self._synced()

    def _synced(self) -> None:
        """Everything that was written is at HQ."""
        session = self._hands.session
        session.hq.poke()
        self._hands.wait(lambda: not session.desk.outbox.unsent(), "the line to HQ")

    def play(self, customers: Customers) -> None:
        """Raises HandsTiedError when the window does not follow."""
        hands, goods = self._hands, self._goods
        pickup = customers.order("陈奶奶", "13800138000", goods[:3], pay=True)
        first = customers.order("刘女士", "13612208816", goods[3:6], address="海棠苑 3-2-501")
        second = customers.order("张先生", "13512202290", goods[6:9], address="海棠苑 12-1-202")
        given_up = customers.order("小李", "13912345678", goods[9:11])
        placed = (pickup, first, second, given_up)
        self._arrived(placed)
        self._shot("orders-toast")
        hands.press("Ctrl+2")
        hands.settle()
        self._shot("orders-new")
        customers.answer(given_up, "cancel")
        self._until(given_up, CANCELLED)
        self._clock.advance(4 * MINUTE_MS)
        self._pick_with_a_substitute(pickup, customers)
        for one in (first, second):
            self._pick(one)
        self._shot("orders-ready")
        self._hand_over(pickup)
        customers.look(pickup, "page-collected")
        self._round(first, second)
        self._synced()

    def _arrived(self, placed: tuple[Placed, ...]) -> None:
        orders = self._hands.session.desk.orders
        self._hands.session.hq.poke()
        self._hands.wait(
            lambda: all(orders.get(one.id) is not None for one in placed), "the orders"
        )
        self._hands.linger(0.3)

    def _until(self, placed: Placed, state: str) -> None:
        orders, session = self._hands.session.desk.orders, self._hands.session
        session.hq.poke()

        def there() -> bool:
            view = orders.get(placed.id)
            return view is not None and view.state == state

        self._hands.wait(there, f"{placed.id} {state}")
        self._hands.settle()

    def _point_at(self, placed: Placed) -> None:
        self._hands.session.screen_wanted.emit("orders", placed.id)
        self._hands.settle()

    def _begin(self, placed: Placed) -> None:
        """Accept, then open the picking."""
        self._point_at(placed)
        self._hands.press("Enter")
        self._until(placed, ACCEPTED)
        self._point_at(placed)
        self._hands.press("Enter")
        self._hands.wait(lambda: self._hands.sheet is not None, "the picking")
        self._until(placed, PICKING)

    def _scan_all(self, placed: Placed, skip: str = "") -> None:
        view = self._hands.session.desk.orders.get(placed.id)
        for line in view.lines if view is not None else ():
            if line.item != skip:
                self._hands.scan(line.code)

    def _pick(self, placed: Placed) -> None:
        self._begin(placed)
        self._scan_all(placed)
        self._hands.press("Enter")
        self._until(placed, READY)

    def _pick_with_a_substitute(self, placed: Placed, customers: Customers) -> None:
        """The last line is out: something else is offered, and she agrees on her page."""
        hands = self._hands
        self._begin(placed)
        gone, instead = self._goods[2], self._goods[15]
        self._scan_all(placed, skip=gone.id)
        self._shot("orders-picking")
        hands.press("Down", "Down", "F4", "F4")
        hands.settle()
        hands.scan(instead.code)
        hands.settle()
        self._shot("orders-substitute")
        hands.press("Enter")
        self._until(placed, ADJUSTED)
        self._synced()
        customers.look(placed, "page-offer")
        customers.answer(placed, "agree")
        self._until(placed, PICKING)
        hands.linger(0.3)
        self._shot("orders-agreed")
        hands.scan(instead.code)
        hands.press("Enter")
        self._until(placed, READY)

    def _hand_over(self, placed: Placed) -> None:
        """She reads her digits wrong first."""
        hands = self._hands
        self._point_at(placed)
        hands.press("Enter")
        hands.wait(lambda: hands.sheet is not None, "the hand-over")
        code = self._code(placed)
        hands.type(f"{(int(code) + 1) % 1_000_000:06d}")
        hands.press("Enter")
        hands.settle()
        self._shot("orders-wrong-code")
        hands.type(code)
        hands.press("Enter")
        hands.settle()
        if hands.sheet is not None:
            hands.press("Enter")
        self._until(placed, COLLECTED)
        self._shot("orders-collected")

    def _code(self, placed: Placed) -> str:
        view = self._hands.session.desk.orders.get(placed.id)
        return view.order.code if view is not None else placed.code

    def _round(self, first: Placed, second: Placed) -> None:
        """Two deliveries in one trip: one paid at the door, one not at home."""
        hands = self._hands
        self._point_at(first)
        hands.press("F4", "Down", "Space")
        hands.settle()
        self._shot("orders-round")
        hands.press("Enter")
        self._until(first, OUT)
        self._until(second, OUT)
        self._clock.advance(35 * MINUTE_MS)
        hands.press("F5")
        hands.wait(lambda: hands.sheet is not None, "the settling")
        hands.press("Enter")
        hands.settle()
        self._shot("orders-settle")
        hands.press("F4", "Enter")
        states = {self._state(first), self._state(second)}
        hands.wait(
            lambda: {self._state(first), self._state(second)} == {COMPLETED, RETURNING},
            f"the round, {states}",
        )
        hands.settle()
        back = first if self._state(first) == RETURNING else second
        self._point_at(back)
        hands.press("Enter", "2", "Enter")
        self._until(back, RETURNED)
        self._shot("orders-back")

    def _state(self, placed: Placed) -> str:
        view = self._hands.session.desk.orders.get(placed.id)
        return view.state if view is not None else ""
