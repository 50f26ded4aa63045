"""Facts of orders that tills send: what was placed and moved there, and the shop's rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.feed import publish
from sync.hq.store.orders_book import ORIGIN_TILL, insert_new, lock_store, record, refresh
from sync.hq.store.orders_pay_again import remember
from sync.hq.store.shop_rules import days_until, keep_rules
from sync.wire.chain import Entry
from sync.wire.facts import OrderMoved, OrderPlaced, ShopRulesSet
from sync.wire.feed import ShopRulesRow
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import NO_REFUND, REFUND_DONE
from sync.wire.orders import OrderLine, OrderMove, PlacedOrder

MOST = 10**13
"""Fen or thousandths in one place; as in any other fact."""
MOST_PRICE = 10**9
MOST_QTY = 10**9
"""Ten million yuan apiece, a million pieces: with both, a thousand lines still fit 64 bits."""
MOST_LINES = 1_000
MOST_MOVES = 2_000
LAST_MS = 1 << 47
MOST_STEP = 1 << 40
DAY = 1440
AT_ONCE = 500
FED_MS = 60 * 86_400_000
"""An order that ended is fed to new tills for so long."""


@dataclass(slots=True)
class OrderFacts:
    """What a run of facts says of orders, in the order in which they were read."""

    placed: list[PlacedOrder] = field(default_factory=list)
    moves: list[OrderMove] = field(default_factory=list)
    rules: ShopRulesRow | None = None

    def add(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, OrderPlaced):
            self.placed.append(fact.order)
        elif isinstance(fact, OrderMoved):
            if fact.order is not None:
                self.placed.append(fact.order)
            self.moves += [*fact.known, fact.move]
        elif isinstance(fact, ShopRulesSet):
            self._add_rules(ShopRulesRow(id=entry.id, rules=fact.rules, version=fact.version))

    def _add_rules(self, row: ShopRulesRow) -> None:
        held = self.rules
        if held is None or (row.version, row.id) > (held.version, held.id):
            self.rules = row

    def write(self, scope: Scope, store_id: str) -> None:
        """Into the book and on to all tills of the store; the store is held from here on."""
        if self.placed or self.moves or self.rules:
            lock_store(scope, store_id)
            record(scope, store_id, ORIGIN_TILL, self.placed, self.moves)
            remember(scope, store_id, self.moves)
            self._write_rules(scope, store_id)

    def write_again(self, scope: Scope, store_id: str) -> None:
        """For a rebuild that holds the store and folds all orders at its end."""
        insert_new(scope, store_id, ORIGIN_TILL, self.placed, self.moves)
        self._write_rules(scope, store_id)

    def _write_rules(self, scope: Scope, store_id: str) -> None:
        if self.rules is not None:
            keep_rules(scope, store_id, ORIGIN_TILL, self.rules)


def take_orders(scope: Scope, store_id: str, entries: Iterable[Entry]) -> None:
    """Take a batch's facts of orders in."""
    facts = OrderFacts()
    for entry in entries:
        facts.add(entry)
    facts.write(scope, store_id)


def forget_orders(scope: Scope, store_id: str) -> None:
    """Empty what facts alone built, before they are folded again; what HQ itself took stays."""
    lock_store(scope, store_id)
    for table in (t.shop_order, t.order_move, t.shop_rules):
        scope.conn.execute(
            scope.delete(table).where(table.c.store_id == store_id, table.c.origin == ORIGIN_TILL)
        )
    held = t.order_reserve.c.store_id == store_id
    scope.conn.execute(scope.delete(t.order_reserve).where(held))


def refold_orders(scope: Scope, store_id: str) -> None:
    """Work every order of the store out again; the feed hears of those that came out otherwise,
    but not of those that were old enough to be taken from it."""
    c = t.shop_order.c
    rows = scope.conn.execute(
        scope.select(t.shop_order, c.order_id, c.placed_at).where(c.store_id == store_id)
    ).all()
    ids = [row.order_id for row in rows]
    oldest = max((row.placed_at for row in rows), default=0) - FED_MS
    old = {row.order_id for row in rows if row.placed_at < oldest}
    for start in range(0, len(ids), AT_ONCE):
        refresh(scope, store_id, ids[start : start + AT_ONCE], old)


def take_out_old(scope: Scope, store_id: str, now: int) -> int:
    """Take orders that ended long ago and owe nothing from the feed: a new till need not fetch
    years of them. HQ keeps them, and who moved one keeps it by his own facts. Gives their number.
    """
    c, f = t.shop_order.c, t.feed.c
    old = (
        scope.select(t.shop_order, c.order_id)
        .join(t.feed, (f.store_id == c.store_id) & (f.key == c.order_id))
        .where(c.store_id == store_id, c.is_open.is_(False), c.placed_at < now - FED_MS)
        .where(c.refund.in_((NO_REFUND, REFUND_DONE)))
        .where(f.tab == "order", f.body.is_not(None))
        .order_by(c.placed_at)
        .limit(AT_ONCE)
    )
    ids = list(scope.conn.execute(old).scalars())
    publish(scope, store_id, [("order", order_id, None) for order_id in ids])
    return len(ids)


def objection(fact: object, store_id: str) -> str:
    """Why a fact of orders cannot be taken into the book; empty when it can."""
    if isinstance(fact, OrderPlaced):
        return _order_objection(fact.order, store_id)
    if isinstance(fact, OrderMoved):
        return _moved_objection(fact, store_id)
    if isinstance(fact, ShopRulesSet):
        return _rules_objection(fact.rules) if 0 <= fact.version <= MOST_STEP else "bad rules"
    return ""


def _order_objection(order: PlacedOrder, store_id: str) -> str:
    if order.store != store_id:
        return "place"
    if not _is_key(order.id) or len(order.lines) > MOST_LINES:
        return "bad order"
    words = ((order.number, 40), (order.code, 12), (order.mode, 12), (order.channel, 20),
             (order.channel_ref, 80), (order.pay, 16))  # fmt: skip
    if not all(len(text) <= most and "\0" not in text for text, most in words):
        return "bad order"
    if not 0 <= order.placed_at < LAST_MS or not all(
        map(_fits, (order.goods, order.total, order.fee))
    ):
        return "bad order"
    slot = order.slot
    if slot and not (_is_date(slot.date) and 0 <= slot.start <= slot.end <= DAY):
        return "bad slot"
    return "" if all(map(_is_line, order.lines)) else "bad line"


def _moved_objection(fact: OrderMoved, store_id: str) -> str:
    if fact.order is not None:
        if fact.order.id != fact.move.order:
            return "other order"
        if reason := _order_objection(fact.order, store_id):
            return reason
    if len(fact.known) > MOST_MOVES:
        return "bad move"
    moves = (fact.move, *fact.known)
    return "" if all(_is_move(move, fact.move.order) for move in moves) else "bad move"


def _is_move(move: OrderMove, order: str) -> bool:
    if move.order != order or not _is_key(order) or not 0 < len(move.id) <= 64 or "\0" in move.id:
        return False
    if not (0 <= move.step <= MOST_STEP and 0 <= move.at < LAST_MS and _fits(move.amount)):
        return False
    offered = [c.instead for c in move.changes if c.instead is not None]
    return (
        len(move.changes) <= MOST_LINES
        and all(0 <= change.qty <= MOST_QTY for change in move.changes)
        and all(map(_is_line, offered))
    )


def _rules_objection(rules: ShopRules) -> str:
    times = rules.timers
    numbers = (
        rules.opens, rules.closes, rules.slot_minutes, rules.lead_minutes, rules.slot_orders,
        rules.days_ahead, rules.margin, rules.narrow_margin, rules.narrow_after, rules.close_after,
        times.unpaid, times.accept, times.pick, times.rider, times.hold, times.answer,
        times.deliver,
        *(n for z in rules.zones for n in (z.fee, z.minimum, z.free_over, z.metres, z.minutes)),
    )  # fmt: skip
    good = all(0 <= n <= 10**9 for n in numbers) and rules.days_ahead <= 31
    return "" if good and max(rules.opens, rules.closes) <= DAY else "bad rules"


def _is_line(line: OrderLine) -> bool:
    prices = line.price, line.cost, line.list_price
    return (
        _is_key(line.item)
        and 0 <= line.qty <= MOST_QTY
        and all(-MOST_PRICE <= n <= MOST_PRICE for n in prices)
        and _fits(line.amount)
        and _fits(line.off)
    )


def _is_date(text: str) -> bool:
    return len(text) == len("2026-03-03") and days_until(text, 0) is not None


def _fits(number: int) -> bool:
    return -MOST <= number <= MOST


def _is_key(text: str) -> bool:
    return 0 < len(text) <= 32 and "\0" not in text
