"""A shopkeeper who does her days at a real till.

She writes down for herself what she saw at the door, on the shelf and in the drawer. Whoever
asks at the end holds these notes against the books of both sides.
"""

from __future__ import annotations

import math
import random
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import msgspec

from pos_app.bootstrap import Shop
from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import NeedsApproval
from pos_app.domain.item import Item, Scanned
from pos_app.domain.near_expiry import MARK_DOWN, SEND_BACK, WRITE_OFF
from pos_app.domain.pricing import price
from pos_app.domain.receiving import EarlierReceipt
from pos_app.domain.tender import CASH, PIECES, STATIC_CODE, Paid
from pos_app.runtime.clock import FixedClock
from pos_app.services import receiving_count as door
from pos_app.services import stocktake as shelf
from pos_app.services.checkout import Sold
from pos_app.services.expiry_radar import Near, radar
from pos_app.services.lost_sales import note_asked
from pos_app.services.order_moves import Wish
from pos_app.services.receiving import Counted
from pos_app.services.register import Register
from pos_app.services.replenish_plan import is_stale, own_proposals, sheet_of
from pos_app.services.returns import Wanted
from pos_app.services.shifts import Count
from pos_app.services.stock import WRITE_OFF as WRITTEN_OFF
from pos_app.services.stock import Moved
from pos_app.storage.order_book import OrderBook
from pos_app.storage.stock import StockBook
from sync.wire import order_machine as m
from sync.wire.facts import SaleCompleted
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, NOW, ON_HAND_OVER, PICKUP, Customer
from sync.wire.supply import DAMAGED, ClaimLine, ReceivedLine
from sync.wire.supply_feed import ShipmentRow
from tests.support.till import BOSS

FLOAT = 20_000
SORTS = 90
"""So many goods have buyers; the rest of the shelf stands still."""


@dataclass(slots=True)
class Notes:
    """What she saw, thousandths by item and fen, from her own hands and eyes."""

    opening: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    sold: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    cash: int = 0
    turnover: int = 0
    done: Counter[str] = field(default_factory=Counter)

    def left(self, item: str) -> int:
        went = self.sold[item] + self.gone[item] + self.back[item]
        return self.opening[item] + self.came[item] - went


class Keeper:
    """The owner at the counter."""

    def __init__(self, shop: Shop, clock: FixedClock, seed: int, path: Path) -> None:
        self.path = path
        self.shop, self.clock, self.luck = shop, clock, random.Random(seed)
        self.notes = Notes()
        self.stock, self.book = StockBook(shop.conn), OrderBook(shop.conn, clock)
        self.notes.opening.update(self.on_hand())
        goods = {item.id: item for item in shop.goods_book.page(limit=5000)}
        bought = sorted(row.item for row in shop.supply.supply_items() if row.item in goods)
        whole = [i for i in bought if not goods[i].weighed and not goods[i].tobacco]
        self.luck.shuffle(whole)
        fresh = [i for i in whole if 0 < goods[i].shelf_life <= 20][: SORTS // 3]
        wanted_ = [*fresh, *(i for i in whole if i not in fresh)][:SORTS]
        self.rates = {i: 0.3 + self.luck.paretovariate(1.6) for i in wanted_}
        self._baskets = 0

    def on_hand(self) -> dict[str, int]:
        rows = self.shop.conn.execute("SELECT item, qty FROM stock WHERE qty <> 0")
        return dict(rows.fetchall())

    def open(self) -> None:
        self.shop.shifts.open(BOSS, FLOAT)
        self.notes.cash = 0
        self.shop.put_prices_in_force()

    def close(self) -> int:
        """She counts what should be there by her notes; gives by how much the till disagrees."""
        rest, found = FLOAT + self.notes.cash, {}
        for face in PIECES:
            found[face], rest = divmod(rest, face)
        assert not rest, "no coin is that small"
        return self.shop.shifts.close(BOSS, Count(notes=found, left=FLOAT)).variance

    # the door

    def receive(self, day: date) -> None:
        """Every note of the day: cartons by scan, sometimes one is missing, crushed or too much."""
        for note in sorted(self.shop.supply.shipments(), key=lambda n: n.id):
            if note.date > day.isoformat():
                continue
            since = (day - timedelta(days=7)).isoformat()
            earlier = self.shop.supply.taken_in_before(note, since)
            if earlier is not None:
                self._late_note(note, earlier)
            else:
                self._receive(note, day)

    def take_in_unheard(self) -> None:
        """Nobody told her that a note was received already: she takes all of it in, carefully."""
        for note in sorted(self.shop.supply.shipments(), key=lambda n: n.id):
            draft = door.against(self.shop.receiving.begin(), note)
            for carton in note.cartons:
                draft = door.scan_carton(draft, carton.code)
            self.shop.receiving.finish(door.booked(draft), BOSS)
            self.notes.done["received again"] += 1

    def take_in_bare(self, note: ShipmentRow) -> None:
        """The truck is there, the note is not, for the line is down: she counts what she sees."""
        came: Counter[str] = Counter()
        for carton in note.cartons:
            for ln in carton.lines:
                came[ln.item] += ln.qty
        counted = tuple(Counted(item=i, name=i, qty=qty, cost=100) for i, qty in came.items())
        draft = msgspec.structs.replace(self.shop.receiving.begin(blind=True), counted=counted)
        self.shop.receiving.finish(draft, BOSS)
        self.notes.came.update(came)
        self.notes.done["taken in bare"] += 1

    def _late_note(self, note: ShipmentRow, earlier: EarlierReceipt) -> None:
        """She looks the numbers over and finds that she had missed one."""
        draft = door.instead_of(door.against(self.shop.receiving.begin(), note), earlier)
        draft = door.set_qty(draft, 0, max(draft.counted[0].qty - 1_000, 0))
        final = door.booked(draft)
        self.shop.receiving.finish(final, BOSS)
        for line in earlier.lines:
            self.notes.came[line.item] -= line.qty
        for one in final.counted:
            self.notes.came[one.item] += one.qty
        self.notes.done["note came late"] += 1

    def _receive(self, note: ShipmentRow, day: date) -> None:
        draft = door.against(self.shop.receiving.begin(), note)
        codes = [carton.code for carton in note.cartons]
        if len(codes) > 1 and self.luck.random() < 0.3:
            codes.pop()
            self.notes.done["carton missing"] += 1
        for code in codes:
            draft = door.scan_carton(draft, code)
        if self.luck.random() < 0.4:
            at = next(n for n, ln in enumerate(draft.counted) if ln.qty)
            bad = draft.counted[at]
            photo = "5e" * 32 if self.luck.random() < 0.5 else ""
            draft = door.claim(
                draft,
                ClaimLine(item=bad.item, name=bad.name, qty=1000, cost=bad.cost, reason=DAMAGED,
                          photo="a.jpg" if photo else "", photo_sha256=photo),
            )  # fmt: skip
            draft = door.set_qty(draft, at, bad.qty - 1000)
            self.notes.done["damaged"] += 1
        if self.luck.random() < 0.2:
            item = self.shop.goods_book.get(draft.counted[0].item)
            if item is not None:
                draft, _ = door.count(draft, item, 2000)
                self.notes.done["too much"] += 1
        self.shop.receiving.keep(draft, BOSS)
        kept = self.shop.receiving.kept()
        assert kept == draft
        final = door.booked(kept)
        days = next(s.claim_days for s in self.shop.supply.suppliers() if s.code == note.supplier)
        until = door.claim_until(day.isoformat(), days, 480)
        self.shop.receiving.finish(final, BOSS, claim_until=until)
        for line in final.counted:
            self.notes.came[line.item] += line.qty
        by_item = Counter(ln.item for ln in final.counted if ln.qty)
        self.notes.done["two dates"] += any(n > 1 for n in by_item.values())
        self.notes.done["received"] += 1

    def buy_around_the_corner(self, pieces: int, each: int) -> None:
        """A local supplier is paid from the drawer."""
        item = self.shop.goods_book.get(next(iter(self.rates)))
        assert item is not None
        draft, at = door.count(self.shop.receiving.begin(supplier="local"), item, pieces * 1000)
        draft = door.named(door.set_cost(draft, at, each), "早市老李")
        self.shop.receiving.finish(draft, BOSS, paid_cash=pieces * each)
        self.notes.came[item.id] += pieces * 1000
        self.notes.cash -= pieces * each

    # the shelf

    def take_stock(self) -> None:
        """A dozen goods in the evening: some are gone, one turned up, most are right."""
        done = shelf.begin(self.clock.now_ms())
        for ident in self.luck.sample(sorted(self.rates), 12):
            item, book = self.shop.goods_book.get(ident), self.stock.on_hand(ident)
            if item is None or self.book.available(ident) < 3_000:
                continue
            lost = self.luck.choice((0, 0, 0, 1, 2, -1)) * 1_000
            done, at = shelf.count(done, item, book - lost, book)
            if lost > 0:
                done = shelf.explain(done, at, self.luck.choice(shelf.REASONS))
            self.notes.gone[ident] += lost
            self.notes.done["missing"] += lost > 0
        self.shop.stocktake.keep(done, BOSS)
        self.shop.stocktake.finish(done, BOSS)

    def look_at_dates(self, day: date) -> None:
        for near in radar(self.shop.supply, self.shop.goods_book, self.stock, day.isoformat()):
            if near.advice == WRITE_OFF:
                moved = Moved(item=near.item, qty=-near.qty, expiry=near.expiry)
                self.shop.stock.adjust((moved,), WRITTEN_OFF, BOSS)
                self.notes.gone[near.item.id] += near.qty
            elif near.advice == SEND_BACK and self.luck.random() < 0.6:
                self._send_back(near)
            elif near.advice == MARK_DOWN and near.proposed:
                self.shop.receiving.mark_down(
                    near.item.id, near.expiry, near.proposed, near.qty, BOSS
                )
            else:
                continue
            self.notes.done[near.advice] += 1

    def _send_back(self, near: Near) -> None:
        line = ReceivedLine(item=near.item.id, name=near.item.name, expected=near.qty,
                            qty=near.qty, cost=near.item.cost, expiry=near.expiry)  # fmt: skip
        self.shop.receiving.send_back(near.supplier, (line,), BOSS, reason="near_expiry")
        self.notes.back[near.item.id] += near.qty

    # the counter

    def trade(self, day: date) -> None:
        """Customers of a day, in baskets of up to four things."""
        busy = 1.35 if day.weekday() > 4 else 0.9
        wishes = [i for i, rate in self.rates.items() for _ in range(self._number(rate * busy))]
        self.luck.shuffle(wishes)
        while wishes:
            size = self.luck.randint(1, 4)
            basket, wishes = wishes[:size], wishes[size:]
            self._serve(basket, day)
            self.clock.advance(60_000)

    def _number(self, mean: float) -> int:
        """How many of a thing are wanted, by Knuth's product of chances."""
        limit, product, n = math.exp(-mean), self.luck.random(), 0
        while product > limit:
            product *= self.luck.random()
            n += 1
        return n

    def _serve(self, ids: Sequence[str], day: date) -> None:
        register = Register(
            self.shop.goods_book, self.stock, self.shop.settings, self.clock, lambda _: None, (),
            promises=self.book,
        )  # fmt: skip
        for ident in ids:
            item = self.shop.goods_book.get(ident)
            taken = sum(ln.qty for ln in register.basket.lines if ln.item.id == ident)
            if item is None or self.book.available(ident) - taken < 1000:
                if item is not None and self.luck.random() < 0.1:
                    note_asked(self.shop.ledger, item.name, BOSS, item)
                continue
            with _left_there():
                register.scan(self._code(item, day))
        if register.basket.is_empty:
            return
        due = register.priced.total
        paid = (Paid(method=CASH, received=-(-due // 1000) * 1000),)
        if self.luck.random() < 0.4:
            paid = (Paid(method=STATIC_CODE, received=due),)
        sold = self.shop.checkout.complete(register.basket, paid, BOSS, priced=register.priced)
        self._noted(sold.sale)
        self._baskets += 1
        if self._baskets % 40 == 0:
            self._bring_back(sold.sale)

    def _code(self, item: Item, day: date) -> str:
        """The label of a marked-down batch where there is one, else the goods' own code."""
        rows = self.shop.conn.execute(
            """SELECT d.expiry FROM mark_down d JOIN batch b USING (item, expiry)
            WHERE d.item = ? AND d.expiry >= ? AND b.qty >= 1000 ORDER BY d.expiry LIMIT 1""",
            (item.id, day.isoformat()),
        ).fetchone()
        if rows is None or not item.code:
            return item.code
        self.notes.done["label sold"] += 1
        return f"]C101{item.code.zfill(14)}17{rows[0][2:].replace('-', '')}"

    def _bring_back(self, sale: SaleCompleted) -> None:
        """The customer changed her mind about one of the first thing."""
        filled = self.shop.returns.fill(
            Basket(id=secrets.token_hex(16)), sale.receipt, (Wanted(line=1, qty=1000),)
        )
        paid = (Paid(method=CASH, received=price(filled).total),)
        self._noted(self.shop.checkout.complete(filled, paid, BOSS).sale)
        self.notes.done["brought back"] += 1

    def _noted(self, sale: SaleCompleted) -> None:
        self.notes.turnover += sale.due
        self.notes.cash += sum(t.amount for t in sale.tenders if t.method == CASH)
        for line in sale.lines:
            if line.qty > 0 or line.restock:
                self.notes.sold[line.item] += line.qty

    # orders of customers

    def take_orders(self, number: int) -> None:
        """By telephone: to be collected or brought, paid now or later."""
        for n in range(number):
            ids = [i for i in self.rates if self.book.available(i) >= 4_000]
            if len(ids) < 2:
                return
            basket = Basket(id=secrets.token_hex(16))
            for ident in self.luck.sample(ids, 2):
                item = self.shop.goods_book.get(ident)
                if item is not None and item.price:
                    basket = add(basket, Scanned(item=item), 2000)
            mode = (PICKUP, DELIVERY)[n % 2]
            pay = self.luck.choice((NOW, ON_HAND_OVER))
            who = Customer(name="李", phone="13900005678", address="万新街 3 号楼")
            wish = Wish(mode=mode, customer=who, pay=pay, channel="phone")
            if mode == DELIVERY and price(basket).total < 1_000:
                continue
            paid = (Paid(method=CASH, received=100_000),) if pay == NOW else ()
            view = self.shop.orders.place(basket, wish, BOSS, paid=paid)
            self.notes.cash += view.total if pay == NOW else 0
            self.notes.done[f"order {mode}"] += 1

    def work_off(self) -> None:
        """Every open order comes a step further; one in eight is given up."""
        orders = self.shop.orders
        for view in self.book.open():
            ident = view.order.id
            if view.state == m.NEW:
                orders.accept(ident, BOSS)
            elif view.state == m.ACCEPTED and self.luck.random() < 0.12:
                self._give_up(view)
            elif view.state == m.ACCEPTED:
                orders.pick(ident, BOSS)
            elif view.state == m.PICKING:
                orders.ready(ident, BOSS)
            elif view.state == m.READY and view.order.mode == DELIVERY:
                orders.send_out((ident,), "小周", BOSS)
            elif view.state == m.READY:
                paid = (Paid(method=CASH, received=view.to_pay),)
                self._handed(orders.collect(ident, view.order.code, paid, BOSS))
            elif view.may("deliver", "shop"):
                paid = (Paid(method=CASH, received=view.to_pay),)
                self._handed(orders.deliver(ident, paid, BOSS))

    def _handed(self, sold: Sold) -> None:
        self._noted(sold.sale)
        self.notes.done["handed over"] += 1

    def _give_up(self, view: OrderView) -> None:
        left = self.shop.orders.cancel(view.order.id, "customer", BOSS)
        if left.owed_here:
            self.notes.cash -= left.owed_here
            self.shop.orders.refund(view.order.id, CASH, BOSS)
        self.notes.done["given up"] += 1

    # ordering

    def order(self, day: date) -> None:
        """What HQ proposes, with a line changed; where HQ is silent what the till estimates."""
        supply, now = self.shop.supply, self.clock.now_ms()
        fed = supply.proposals()
        silent = is_stale(supply.last_deadline(), now)
        found = [(p, supply.lines(p.id)) for p in fed]
        if silent:
            own = own_proposals(supply, self.shop.goods_book, self.stock, day.isoformat())
            found = [one for one in own if not supply.order_of(one[0].id)]
        for proposal, rows in found:
            sheet = sheet_of(proposal, rows, self.shop.replenish.kept(proposal.id))
            lines = list(sheet.lines)
            at = self.luck.randrange(len(lines))
            lines[at] = lines[at].with_packs(lines[at].packs + self.luck.choice((-1, 1)), "event")
            changed = type(sheet)(proposal=proposal, lines=tuple(lines), fallback=silent)
            if not changed.total or self.luck.random() < 0.05:
                continue
            sent = self.shop.replenish.send(proposal, changed.order_lines(), BOSS, fallback=silent)
            self.notes.done["ordered late" if sent.late else "ordered"] += 1
            self.notes.done["own plan"] += silent

    def answer_assortment(self) -> None:
        """The first that HQ would list she takes, the others not."""
        for n, row in enumerate(self.shop.supply.assortment()):
            accepted = row.deed == "list" and n < 2
            reason = "" if accepted else "no_room"
            self.shop.replenish.answer(row, BOSS, accepted=accepted, reason=reason)
            if accepted:
                self.rates[row.item] = 2.0
                self.notes.done["listed"] += 1


@contextmanager
def _left_there() -> Iterator[None]:
    """Expired, or promised to others: she does not sell it."""
    with suppress(NeedsApproval):
        yield
