"""Random days in the shop: whatever is done, the books hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_app.domain import basket as b
from pos_app.domain.basket import Approval, Basket, Discount, Override
from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item, Scanned
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services import stocktake as shelf
from pos_app.services.returns import Wanted
from pos_app.services.shifts import Count
from pos_app.services.stock import FOUND, WRITE_OFF, Moved
from pos_app.storage.verify import verify
from tests.storage.order_days import OrderDays
from tests.support.till import BOSS, open_till
from tests.unit.goods import BREAD, EGGS, SODA, WATER, WATER_CASE, scan

GOODS = (SODA, WATER, BREAD, EGGS)
NET = "SELECT coalesce(sum(net), 0) FROM sale_line"
WHO = Approval(id="1", name="王姐")


class ShopDays(OrderDays, RuleBasedStateMachine):
    """A till that is used in every order that keys allow."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.till = open_till(Path(self.folder.name) / "shop.db")
        self.basket = self.fresh()
        self.sold: list[str] = []
        self.drawer = 0
        self.in_shift = False
        self.stock: dict[str, int] = {}
        self.paid_back: dict[str, int] = {}
        self.begin_orders()

    def teardown(self) -> None:
        verdict = verify(self.till.conn)
        self.till.conn.close()
        self.folder.cleanup()
        assert verdict.ok, verdict.problems

    def fresh(self) -> Basket:
        return Basket(id=new_id(self.till.clock.now_ms()))

    @rule(hours=st.integers(-30, 30))
    def time_passes_or_jumps(self, hours: int) -> None:
        self.till.clock.advance(hours * 3_600_000)

    @precondition(lambda self: not self.in_shift)
    @rule(opening=st.integers(0, 50_000))
    def open_shift(self, opening: int) -> None:
        self.till.shifts.open(BOSS, opening)
        self.in_shift, self.drawer = True, opening

    @rule(item=st.sampled_from(GOODS), qty=st.integers(1, 12))
    def scan(self, item: object, qty: int) -> None:
        chosen: Scanned = scan(item, qty * 173 if item is EGGS else 1000)  # type: ignore[arg-type]
        self.basket = b.add(self.basket, chosen, 1000 if item is EGGS else qty * 1000)

    @rule(cases=st.integers(1, 3))
    def scan_case(self, cases: int) -> None:
        case = Scanned(item=WATER, code=WATER_CASE.code, qty=12_000, pack=WATER_CASE)
        self.basket = b.add(self.basket, case, cases * 1000)

    @rule(amount=st.integers(1, 9_999))
    def scan_scale_label(self, amount: int) -> None:
        label = Scanned(item=EGGS, qty=max(1, amount * 1000 // 996), amount=amount)
        self.basket = b.add(self.basket, label)

    @precondition(lambda self: self.basket.lines)
    @rule(pick=st.integers(0, 99), fen=st.integers(0, 3000))
    def override(self, pick: int, fen: int) -> None:
        line = self.basket.lines[pick % len(self.basket.lines)]
        self.basket = b.set_price(self.basket, line.no, Override(price=fen, reason="价签"))

    @precondition(lambda self: self.basket.lines)
    @rule(pick=st.integers(0, 99), rate=st.integers(0, 10_000), whole=st.booleans())
    def discount(self, pick: int, rate: int, whole: bool) -> None:
        line = self.basket.lines[pick % len(self.basket.lines)]
        off = Discount(rate_bp=rate, reason="临期")
        if whole:
            self.basket = b.set_basket_discount(self.basket, off)
        else:
            self.basket = b.set_discount(self.basket, line.no, off)

    @precondition(lambda self: self.basket.lines)
    @rule(pick=st.integers(0, 99))
    def take_out(self, pick: int) -> None:
        line = self.basket.lines[pick % len(self.basket.lines)]
        self.basket = b.remove(self.basket, line.no, WHO)

    @precondition(lambda self: self.basket.lines)
    @rule()
    def park(self) -> None:
        self.till.parking.park(self.basket, BOSS)
        self.basket = self.fresh()

    @precondition(lambda self: self.basket.is_empty and self.till.parked.count())
    @rule(pick=st.integers(0, 99))
    def recall(self, pick: int) -> None:
        waiting = self.till.parking.waiting()
        self.basket = self.till.parking.recall(waiting[pick % len(waiting)].basket, BOSS)

    @precondition(lambda self: self.basket.lines)
    @rule()
    def void(self) -> None:
        self.till.checkout.void(self.basket, BOSS, reason="不要了")
        self.basket = self.fresh()

    @precondition(lambda self: self.basket.lines and self.in_shift)
    @rule(by_code=st.integers(0, 3000), over=st.integers(0, 10_000), off=st.booleans())
    def pay(self, by_code: int, over: int, off: bool) -> None:
        total = price(self.basket).total
        code = min(by_code, total)
        paid = (
            Paid(method=STATIC_CODE, received=code),
            Paid(method=CASH, received=total - code + over),
        )
        sold = self.till.checkout.complete(self.basket, paid, BOSS, round_off=off)
        again = self.till.checkout.complete(self.basket, paid, BOSS, round_off=off)
        assert again.again
        assert again.sale.receipt == sold.sale.receipt
        self.drawer += total - code + over - sold.change
        for line in sold.sale.lines:
            self.stock[line.item] = self.stock.get(line.item, 0) - line.qty
        self.sold.append(sold.sale.receipt)
        self.basket = self.fresh()

    @precondition(lambda self: self.sold and self.in_shift)
    @rule(pick=st.integers(0, 99), qty=st.integers(1, 20), restock=st.booleans())
    def give_back(self, pick: int, qty: int, restock: bool) -> None:
        receipt = self.sold[pick % len(self.sold)]
        found = self.till.returns.find(receipt)
        line = found.lines[pick % len(found.lines)]
        want = Wanted(line=line.line.no, qty=qty * 1000, restock=restock)
        try:
            back = self.till.returns.fill(self.fresh(), receipt, (want,))
        except ShopError as error:
            assert error.code == "already_returned"
            assert want.qty > line.left
            return
        refund = price(back).total
        assert refund <= 0
        paid = (Paid(method=CASH, received=refund),)
        done = self.till.checkout.complete(back, paid, BOSS, reason="破损")
        self.drawer += refund
        self.paid_back[receipt] = self.paid_back.get(receipt, 0) - refund
        assert self.paid_back[receipt] <= found.sale.due
        if restock:
            self.stock[line.line.item] = self.stock.get(line.line.item, 0) + want.qty
        assert done.sale.mode == "return"

    @precondition(lambda self: self.in_shift)
    @rule(fen=st.integers(-20_000, 20_000).filter(bool))
    def move_cash(self, fen: int) -> None:
        self.till.shifts.move_cash(BOSS, fen, "买冰")
        self.drawer += fen

    @rule(item=st.sampled_from(GOODS), qty=st.integers(-30, 30).filter(bool))
    def adjust(self, item: object, qty: int) -> None:
        reason = FOUND if qty > 0 else WRITE_OFF
        self.till.stock.adjust((Moved(item=item, qty=qty * 1000),), reason, BOSS)  # type: ignore[arg-type]
        self.stock[item.id] = self.stock.get(item.id, 0) + qty * 1000  # type: ignore[attr-defined]

    @rule(counted=st.dictionaries(st.sampled_from(GOODS), st.integers(0, 40), min_size=1))
    def take_stock(self, counted: dict[Item, int]) -> None:
        """Whatever the books said, afterwards they say what lies there."""
        done = shelf.begin(self.till.clock.now_ms())
        for item, pieces in counted.items():
            done, _ = shelf.count(done, item, pieces * 1000, self.stock.get(item.id, 0))
        self.till.stocktake.keep(done, BOSS)
        self.till.stocktake.finish(done, BOSS)
        for item, pieces in counted.items():
            if pieces * 1000 != self.stock.get(item.id, 0):
                self.stock[item.id] = pieces * 1000

    @precondition(lambda self: self.in_shift)
    @rule(pieces=st.dictionaries(st.sampled_from([10_000, 1_000, 100, 10]), st.integers(0, 9)))
    def close_shift(self, pieces: dict[int, int]) -> None:
        closed = self.till.shifts.close(BOSS, Count(notes=pieces))
        assert closed.expected == self.drawer
        assert closed.variance == closed.counted - self.drawer
        assert closed.parked == self.till.parked.count()
        self.in_shift = False

    @invariant()
    def drawer_is_float_plus_cash_facts(self) -> None:
        state = self.till.shifts.current()
        assert (state is not None) == self.in_shift
        if state is not None:
            assert state.expected == self.drawer

    @invariant()
    def stock_is_the_sum_of_moves(self) -> None:
        held = dict(self.till.conn.execute("SELECT item, qty FROM stock"))
        assert held == self.stock

    @invariant()
    def tenders_make_up_what_was_due(self) -> None:
        due = self.till.one("SELECT coalesce(sum(due), 0) FROM sale")
        assert due == self.till.one("SELECT coalesce(sum(amount), 0) FROM sale_tender")
        fees = self.till.one("SELECT coalesce(sum(fee), 0) FROM order_sale")
        let_go = self.till.one("SELECT coalesce(sum(rounding), 0) FROM sale WHERE basket IN "
                               "(SELECT order_id FROM order_sale)")  # fmt: skip
        fees_taken = int(str(due)) - int(str(self.till.one(NET)))
        assert int(str(fees)) - int(str(let_go)) <= fees_taken <= int(str(fees))


TestShopDays = ShopDays.TestCase
TestShopDays.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
