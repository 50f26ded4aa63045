"""Orders among random days: placed, moved in every way that keys allow, told of late and twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from msgspec.structs import replace

from pos_app.domain.basket import Basket
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Scanned
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.order_moves import Wish
from sync.wire import order_machine as m
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.order_machine import OrderView
from sync.wire.orders import CUSTOMER, DELIVERY, HQ, PICKUP, Customer, LineChange, OrderMove
from tests.support.orders import feed, from_page
from tests.support.till import BOSS, Till
from tests.unit.goods import BREAD, SODA, WATER

if TYPE_CHECKING:
    from sync.wire.orders import PlacedOrder

WHOM = Customer(name="陈奶奶", phone="13800001234", address="万新花园")
RULES = ShopRules(
    delivery=True, zones=(Zone(name="万新", places=("万新",), fee=333, free_over=9_000),)
)
REFUSED = {
    "order_moved_on", "order_nothing_left", "order_too_many", "order_no_such_line",
    "order_adjusted_once", "order_not_ready", "order_ended", "order_too_early",
}  # fmt: skip


class OrderDays:
    """Rules and invariants of orders; the drawer, the shelf and the basket are the machine's."""

    till: Till
    basket: Basket
    drawer: int
    in_shift: bool
    stock: dict[str, int]
    sold: list[str]
    page: dict[str, tuple[PlacedOrder, list[OrderMove]]]

    def fresh(self) -> Basket:
        raise NotImplementedError

    def begin_orders(self) -> None:
        self.till.orders.set_rules(RULES, BOSS)
        self.page = {}

    def _open(self, pick: int) -> OrderView | None:
        views = self.till.book.open()
        return views[pick % len(views)] if views else None

    @precondition(lambda self: self.basket.lines)
    @rule(mode=st.sampled_from([PICKUP, DELIVERY]), now=st.booleans(), over=st.integers(0, 5_000))
    def place(self, mode: str, now: bool, over: int) -> None:
        now = now and self.in_shift
        total = price(self.basket).total
        fee = 333 if mode == DELIVERY and total < 9_000 else 0
        paid = (Paid(method=CASH, received=total + fee + over),) if now else ()
        wish = Wish(mode=mode, customer=WHOM, pay="now" if now else "on_hand_over")
        view = self.till.orders.place(self.basket, wish, BOSS, paid=paid)
        assert self.till.orders.place(self.basket, wish, BOSS, paid=paid) == view
        assert (view.total, view.order.fee) == (total + fee, fee)
        self.drawer += total + fee if now else 0
        self.basket = self.fresh()

    @rule(item=st.sampled_from([SODA, WATER, BREAD]), qty=st.integers(1, 9), paid=st.booleans())
    def comes_from_the_page(self, item: object, qty: int, paid: bool) -> None:
        scanned = Scanned(item=item, qty=qty * 1_000)  # type: ignore[arg-type]
        order = from_page(
            self.fresh().id, scanned, pay="online" if paid else "on_hand_over",
            at=self.till.clock.now_ms(),
        )  # fmt: skip
        moves = []
        if paid:
            moves.append(self._told(order.id, "pay", amount=order.total, who=HQ))
        self.page[order.id] = (order, moves)
        feed(self.till, order, *moves)

    def _told(self, order: str, name: str, *, who: str, amount: int = 0) -> OrderMove:
        step = 1 + len(self.page.get(order, ((), []))[1])
        return OrderMove(
            id=self.fresh().id, order=order, move=name, step=step, at=self.till.clock.now_ms(),
            who=who, amount=amount, method="online" if amount else "",
        )  # fmt: skip

    @precondition(lambda self: self.page)
    @rule(
        pick=st.integers(0, 99), again=st.booleans(),
        name=st.sampled_from(["request_cancel", "cancel", "agree", "decline", "channel"]),
    )  # fmt: skip
    def the_customer_says(self, pick: int, name: str, again: bool) -> None:
        """HQ tells of it late, perhaps twice, and of nothing that this till did."""
        order, moves = list(self.page.values())[pick % len(self.page)]
        view = self.till.book.get(order.id)
        assert view is not None
        move = self._told(order.id, name, who=CUSTOMER)
        moves.append(replace(move, step=max(1, view.step + 1 - pick % 4)))
        feed(self.till, order, *moves)
        before = self.till.book.get(order.id)
        if again:
            feed(self.till, order, *reversed(moves), *moves)
            assert self.till.book.get(order.id) == before

    @rule(pick=st.integers(0, 99), name=st.sampled_from(["accept", "pick", "ready", "again"]))
    def moves_on(self, pick: int, name: str) -> None:
        view = self._open(pick)
        if view is None:
            return
        deed = {
            "accept": self.till.orders.accept, "pick": self.till.orders.pick,
            "ready": self.till.orders.ready, "again": self.till.orders.again,
        }[name]  # fmt: skip
        self._try(lambda: deed(view.order.id, BOSS))

    def _try(self, deed: object) -> bool:
        try:
            deed()  # type: ignore[operator]
        except ShopError as error:
            assert error.code in REFUSED, error.code
            return False
        return True

    @rule(pick=st.integers(0, 99), qty=st.integers(0, 3), other=st.booleans(), ask=st.booleans())
    def something_is_out(self, pick: int, qty: int, other: bool, ask: bool) -> None:
        view = self._open(pick)
        if view is None or not view.lines:
            return
        line = view.lines[pick % len(view.lines)]
        instead = replace(line, item=WATER.id, name=WATER.name, qty=1_000, price=200, amount=200,
                          off=0) if other else None  # fmt: skip
        change = LineChange(no=line.no, qty=min(qty * 1_000, line.qty), instead=instead)
        self._try(lambda: self.till.orders.adjust(view.order.id, (change,), BOSS, ask=ask))

    @rule(pick=st.integers(0, 99), yes=st.booleans())
    def she_answers(self, pick: int, yes: bool) -> None:
        view = self._open(pick)
        if view is not None:
            self._try(lambda: self.till.orders.answer(view.order.id, yes, BOSS))

    @rule(pick=st.integers(0, 99))
    def goes_out(self, pick: int) -> None:
        view = self._open(pick)
        if view is not None:
            self._try(lambda: self.till.orders.send_out((view.order.id,), "老赵", BOSS))

    @rule(pick=st.integers(0, 99), back=st.booleans())
    def fails(self, pick: int, back: bool) -> None:
        view = self._open(pick)
        orders = self.till.orders
        if (
            view is not None
            and self._try(lambda: orders.fail(view.order.id, "没人", BOSS))
            and back
        ):
            self._try(lambda: orders.put_back(view.order.id, BOSS))

    @rule(pick=st.integers(0, 99), refuse=st.integers(0, 2))
    def is_cancelled(self, pick: int, refuse: int) -> None:
        view = self._open(pick)
        if view is None:
            return
        if refuse:
            self._try(lambda: self.till.orders.refuse_cancel(view.order.id, BOSS))
        else:
            self._try(lambda: self.till.orders.cancel(view.order.id, "不要了", BOSS))

    @precondition(lambda self: self.in_shift)
    @rule(pick=st.integers(0, 99), over=st.integers(0, 5_000), code=st.integers(0, 2_000),
          off=st.booleans(), hurry=st.integers(0, 3))  # fmt: skip
    def is_handed_over(self, pick: int, over: int, code: int, off: bool, hurry: int) -> None:
        """In a hurry it is picked and packed on the spot."""
        view = self._open(pick)
        if view is None:
            return
        if hurry:
            self._try(lambda: self.till.orders.pick(view.order.id, BOSS))
            self._try(lambda: self.till.orders.ready(view.order.id, BOSS))
            view = self.till.book.get(view.order.id)
            assert view is not None
        orders, due = self.till.orders, max(0, view.to_pay)
        code = min(code, due)
        paid = (
            Paid(method=STATIC_CODE, received=code),
            Paid(method=CASH, received=due - code + over),
        )
        try:
            if view.order.mode == PICKUP:
                sold = orders.collect(view.order.id, view.order.code, paid, BOSS, round_off=off)
            else:
                sold = orders.deliver(view.order.id, paid, BOSS, round_off=off)
        except ShopError as error:
            assert error.code in REFUSED, error.code
            return
        sale = sold.sale
        assert sale.total == sum(line.amount for line in sale.lines) + sale.fee
        assert sale.due == sum(t.amount for t in sale.tenders)
        assert sum(t.amount for t in sale.tenders if t.method == "prepaid") == min(
            view.paid - view.refunded, view.total
        )
        self.drawer += due - code + over - sold.change
        for line in sale.lines:
            self.stock[line.item] = self.stock.get(line.item, 0) - line.qty
        self.sold.append(sale.receipt)
        done = self.till.book.get(view.order.id)
        assert done is not None
        assert done.state in m.HANDED_OVER
        assert done.to_pay <= 0

    @precondition(lambda self: self.in_shift)
    @rule(pick=st.integers(0, 99))
    def gives_money_back(self, pick: int) -> None:
        rows = self.till.conn.execute("SELECT id FROM order_book ORDER BY id").fetchall()
        if not rows:
            return
        view = self.till.book.get(rows[pick % len(rows)][0])
        assert view is not None
        try:
            after = self.till.orders.refund(view.order.id, CASH, BOSS)
        except ShopError as error:
            assert error.code in ("order_nothing_due", "order_refund_online")
            return
        self.drawer += view.to_pay
        assert after.to_pay == 0

    @rule()
    def timers_run(self) -> None:
        """What one timer did may start another that has run out as well; then it is quiet."""
        for _ in range(3):
            self.till.orders.run_timers()
        assert self.till.orders.run_timers() == []

    @invariant()
    def what_open_orders_hold_is_promised_and_nothing_else(self) -> None:
        wanted: dict[str, int] = {}
        for view in self.till.book.open():
            for item, qty in m.reserved(view).items():
                wanted[item] = wanted.get(item, 0) + qty
        held = self.till.conn.execute("SELECT item, sum(qty) FROM order_held GROUP BY item")
        assert dict(held) == wanted

    @invariant()
    def turnover_is_what_was_handed_over(self) -> None:
        state = self.till.shifts.current()
        if state is not None:
            sql = f"SELECT coalesce(sum(due), 0) FROM sale WHERE shift = '{state.id}'"
            assert state.turnover == self.till.one(sql)
