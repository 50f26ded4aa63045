"""The orders as they stand, as screens and use cases ask for them."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pos_app.domain.calendar import DAY_MS, business_date
from pos_app.runtime.clock import SystemClock
from pos_app.services.order_moves import OrdersDay, PastCustomer
from pos_app.services.order_timers import moment
from pos_app.services.ports import Clock
from pos_app.services.settings import Settings
from pos_app.storage import orders
from pos_app.storage.connection import Connection
from pos_app.storage.drafts import DraftBook
from pos_app.storage.mirrors import SettingTable
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import CANCELLED, NEW, RETURNED, OrderView
from sync.wire.orders import PICKUP, OrderMove

LAST_DIGITS = 4
"""So many digits of a telephone number find its orders."""
_view = lru_cache(maxsize=1024)(msgspec.json.Decoder(OrderView).decode)
"""A board reads all open orders whenever one of them changes; the others are as they were."""
_rules = msgspec.json.Decoder(ShopRules).decode
_picked = msgspec.json.Decoder(dict[int, int]).decode


def pick_slot(order_id: str) -> str:
    """The draft slot of what was picked of an order so far."""
    return f"pick:{order_id}"


class OrderBook:
    """Reads on the connection it is given; money in fen, quantities in thousandths."""

    def __init__(self, conn: Connection, clock: Clock | None = None) -> None:
        self._conn = conn
        self._clock: Clock = clock or SystemClock()

    def _views(self, rest: str, *values: object) -> list[OrderView]:
        rows = self._conn.execute(f"SELECT view FROM order_book {rest}", values)
        return [_view(body) for (body,) in rows]

    def open(self) -> list[OrderView]:
        """Every order whose goods are promised and still here, the oldest first."""
        return self._views("WHERE open = 1 ORDER BY placed_at, id")

    def closed(self, date: str) -> list[OrderView]:
        """What ended on that business date (handed over, cancelled, back on the shelf), last first.

        An order that was delivered and is not yet completed is among them.
        """
        start, end = self._day(date)
        return self._views(
            "WHERE open = 0 AND since >= ? AND since < ? ORDER BY since DESC, id", start, end
        )

    def get(self, order_id: str) -> OrderView | None:
        found = self._views("WHERE id = ?", order_id)
        return found[0] if found else None

    def find(self, text: str, limit: int = 50) -> list[OrderView]:
        """By pickup code, number, the last digits of a phone (four or more), or part of a name.

        Open ones first, then the newest.
        """
        words = text.strip()
        if not words:
            return []
        tail = words if words.isdigit() and len(words) >= LAST_DIGITS else ""
        return self._views(
            """WHERE id IN (SELECT id FROM order_book
              WHERE code = ?1 OR number = ?1 OR number LIKE '%-' || ?1
              OR (?2 <> '' AND phone LIKE '%' || ?2) OR (name <> '' AND instr(name, ?1) > 0))
            ORDER BY open DESC, placed_at DESC LIMIT ?3""",
            words, tail, limit,
        )  # fmt: skip

    def waiting(self) -> int:
        """Orders that nobody has accepted yet: the badge."""
        (number,) = self._conn.execute(
            "SELECT count(*) FROM order_book WHERE open = 1 AND state = ?", (NEW,)
        ).fetchone()
        return int(number)

    def promised(self, item: str) -> int:
        """Thousandths of an item that open orders hold back."""
        (qty,) = self._conn.execute(
            "SELECT coalesce(sum(qty), 0) FROM order_held WHERE item = ?", (item,)
        ).fetchone()
        return int(qty)

    def available(self, item: str) -> int:
        """Thousandths on hand over all tills less what is promised; may be negative."""
        (on_hand,) = self._conn.execute(
            """SELECT coalesce((SELECT qty FROM stock WHERE item = ?1), 0)
            + coalesce((SELECT qty FROM other_stock WHERE item = ?1), 0)""",
            (item,),
        ).fetchone()
        return int(on_hand) - self.promised(item)

    def holders(self, item: str) -> list[tuple[OrderView, int]]:
        """Whose the promised goods are, with the thousandths of each, the oldest order first."""
        rows = self._conn.execute(
            """SELECT b.view, h.qty FROM order_held h JOIN order_book b ON b.id = h.order_id
            WHERE h.item = ? ORDER BY b.placed_at, b.id""",
            (item,),
        )
        return [(_view(body), qty) for body, qty in rows]

    def rules(self) -> ShopRules:
        """How the shop hands over; the defaults (pickup only) until the owner or HQ set it."""
        row = self._conn.execute("SELECT body FROM shop_rules").fetchone()
        return _rules(row[0]) if row else ShopRules()

    def rules_version(self) -> int:
        """Which version of the rules holds; 0 until someone set them."""
        row = self._conn.execute("SELECT version FROM shop_rules").fetchone()
        return int(row[0]) if row else 0

    def refunds_due(self) -> list[OrderView]:
        """Orders of which the counter still owes money (``view.owed_here``), whenever they ended;
        the oldest first."""
        return self._views("WHERE owed > 0 AND open = 0 ORDER BY since, id")

    def today(self, date: str = "") -> OrdersDay:
        """What was placed on a business date (empty: today); what was cancelled counts apart."""
        day = date or self.business_date(self._clock.now_ms())
        start, end = self._day(day)
        rows = self._conn.execute(
            "SELECT mode, state, total FROM order_book WHERE placed_at >= ? AND placed_at < ?",
            (start, end),
        ).fetchall()
        stands = [
            (mode, total) for mode, state, total in rows if state not in (CANCELLED, RETURNED)
        ]
        pickup = sum(mode == PICKUP for mode, _ in stands)
        return OrdersDay(
            orders=len(stands),
            pickup=pickup,
            delivery=len(stands) - pickup,
            amount=sum(total for _, total in stands),
            gone=len(rows) - len(stands),
        )

    def picked(self, order_id: str) -> dict[int, int]:
        """What was picked of an order so far: thousandths by the line's number."""
        draft = DraftBook(self._conn).load(pick_slot(order_id))
        return _picked(draft) if draft else {}

    def keep_picked(self, order_id: str, picked: dict[int, int]) -> None:
        """The picking's draft; nothing picked clears it. On the writer's connection."""
        content = msgspec.json.encode(picked).decode() if picked else ""
        DraftBook(self._conn).save(pick_slot(order_id), content, self._clock.now_ms())

    def moves(self, order_id: str) -> list[OrderMove]:
        """Every move known, each once, as they were made."""
        _, moves = orders.sources(self._conn, order_id)
        once = {move.id: move for move in moves}
        return sorted(once.values(), key=lambda move: (move.step, move.at, move.id))

    def placed_here(self, order_id: str) -> bool:
        """Whether this till's own facts say what was placed, so that its moves need not."""
        found = self._conn.execute("SELECT 1 FROM order_placed WHERE id = ?", (order_id,))
        return found.fetchone() is not None

    def codes(self) -> set[str]:
        """Pickup codes that are in use."""
        return {
            code for (code,) in self._conn.execute("SELECT code FROM order_book WHERE open = 1")
        }

    def slots_taken(self, date: str) -> dict[int, int]:
        """Open orders of a date by the minute at which their slot starts."""
        taken: dict[int, int] = {}
        for view in self.open():
            slot = view.order.slot
            if slot is not None and slot.date == date:
                taken[slot.start] = taken.get(slot.start, 0) + 1
        return taken

    def customers(self, digits: str, limit: int = 8) -> list[PastCustomer]:
        """Who ordered before, by the last digits (or the first) of the phone, the latest first."""
        if not digits.isdigit():
            return []
        found: dict[str, PastCustomer] = {}
        rows = self._conn.execute(
            """SELECT view FROM order_book WHERE id IN (
              SELECT id FROM order_book
              WHERE phone <> '' AND (phone LIKE '%' || ?1 OR phone LIKE ?1 || '%'))
            ORDER BY placed_at DESC LIMIT 100""",
            (digits,),
        )
        for (body,) in rows:
            order = _view(body).order
            found.setdefault(
                order.customer.phone,
                PastCustomer(customer=order.customer, mode=order.mode, at=order.placed_at),
            )
        return list(found.values())[:limit]

    def business_date(self, at: int) -> str:
        return business_date(at, self._clock.offset_minutes(at), self._day_end())

    def _day_end(self) -> int:
        return Settings(SettingTable(self._conn)).day_end_hour()

    def _day(self, date: str) -> tuple[int, int]:
        """UTC ms from and to which a business date runs."""
        offset = self._clock.offset_minutes(self._clock.now_ms())
        start = moment(date, self._day_end() * 60, offset)
        return start, start + DAY_MS
