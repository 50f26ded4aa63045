"""What screens ask of supply: HQ's rows as they were fed, beside this till's own orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from pos_app.domain.near_expiry import Batch
from pos_app.domain.receiving import EarlierLine, EarlierReceipt
from pos_app.storage.connection import Connection
from sync.wire.feed_row import Row
from sync.wire.supply_feed import (
    AssortmentRow,
    BillRow,
    ClaimRow,
    CreditRow,
    ProposalLineRow,
    ProposalRow,
    ShipmentRow,
    SupplierRow,
    SupplyItemRow,
    SupplyOrderRow,
)

RECEIVED = "received"
"""HQ's word for a note whose goods are in the shop."""
R = TypeVar("R", bound=Row)
GONE = ("refused", "received")
"""States of an order of which nothing comes any more; another till may have received it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOrder:
    """An order of this till; ``answer`` None: HQ has not said anything yet."""

    id: str
    supplier_name: str
    date: str
    delivery: str
    total: int
    lines: int
    received: bool
    answer: SupplyOrderRow | None
    deadline: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLine:
    """Thousandths of an item that were claimed or went back; ``reason`` is one of the wire's."""

    name: str
    qty: int
    reason: str
    note: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClaim:
    """A claim of this till, or goods it sent back; ``answer`` None: HQ has said nothing yet."""

    id: str
    date: str
    supplier: str
    shipment: str
    amount: int
    back: bool
    lines: tuple[WrongLine, ...]
    answer: ClaimRow | None


class SupplyBook:
    """Everything that only looks."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def _rows(self, tab: str, kind: type[R], like: str = "%") -> list[R]:
        rows = self._conn.execute(
            "SELECT body FROM fed WHERE tab = ? AND key LIKE ? ORDER BY key", (tab, like)
        )
        return [msgspec.json.decode(body, type=kind) for (body,) in rows]

    def proposals(self) -> list[ProposalRow]:
        """Those that wait for an answer, the nearest deadline first."""
        done = {r[0] for r in self._conn.execute("SELECT proposal FROM supply_order")}
        waiting = [
            p for p in self._rows("proposal", ProposalRow) if p.state == "open" and p.id not in done
        ]
        return sorted(waiting, key=lambda p: (p.deadline, p.id))

    def lines(self, proposal: str) -> list[ProposalLineRow]:
        return self._rows("proposal_line", ProposalLineRow, f"{proposal}|%")

    def last_deadline(self) -> int | None:
        """UTC ms until when HQ's latest proposal can be ordered, answered ones as well; 0: no
        limit; None: HQ has proposed nothing."""
        known = [p.deadline for p in self._rows("proposal", ProposalRow)]
        return None if not known else 0 if 0 in known else max(known)

    def order_of(self, proposal: str) -> str:
        """The order that answered a proposal; empty when none did."""
        row = self._conn.execute(
            "SELECT id FROM supply_order WHERE proposal = ? LIMIT 1", (proposal,)
        ).fetchone()
        return str(row[0]) if row else ""

    def assortment(self) -> list[AssortmentRow]:
        """Goods to list or take out that wait for an answer."""
        done = {r[0] for r in self._conn.execute("SELECT proposal FROM assortment_answer")}
        rows = self._rows("assortment", AssortmentRow)
        return [row for row in rows if row.state == "open" and row.id not in done]

    def suppliers(self) -> list[SupplierRow]:
        return self._rows("supplier", SupplierRow)

    def supply_items(self) -> list[SupplyItemRow]:
        return self._rows("supply_item", SupplyItemRow)

    def sent_orders(self, limit: int = 30) -> list[SentOrder]:
        """What was ordered here, the newest first, with what HQ says of it."""
        answers = {row.id: row for row in self._rows("supply_order", SupplyOrderRow)}
        rows = self._conn.execute(
            """SELECT o.id, o.supplier_name, o.date, o.delivery, o.total,
              (SELECT count(*) FROM supply_order_line l WHERE l.order_id = o.id),
              EXISTS (SELECT 1 FROM receiving r WHERE r.order_id = o.id), o.deadline
            FROM supply_order o ORDER BY o.pos DESC LIMIT ?""",
            (limit,),
        )
        return [
            SentOrder(
                id=r[0], supplier_name=r[1], date=r[2], delivery=r[3], total=r[4], lines=r[5],
                received=bool(r[6]), answer=answers.get(r[0]), deadline=r[7],
            )
            for r in rows
        ]  # fmt: skip

    def shipments(self) -> list[ShipmentRow]:
        """Notes of goods that are on their way or at the door: not yet received here."""
        return [
            s
            for s in self._rows("shipment", ShipmentRow)
            if s.state == "on_the_way" and not self.was_received(s.id)
        ]

    def notes(self) -> dict[str, ShipmentRow]:
        """Every note that HQ feeds, received ones as well, by id."""
        return {s.id: s for s in self._rows("shipment", ShipmentRow)}

    def received_again(self, since: str = "") -> list[ShipmentRow]:
        """Deliveries from ``since`` on that were received more than once, the latest first."""
        found = [s for s in self._rows("shipment", ShipmentRow) if s.again and s.date >= since]
        return sorted(found, key=lambda s: (s.date, s.id), reverse=True)

    def was_booked(self, receiving: str) -> bool:
        return (
            self._conn.execute("SELECT 1 FROM receiving WHERE id = ?", (receiving,)).fetchone()
            is not None
        )

    def was_received(self, shipment: str) -> bool:
        """Here, or by another till as HQ told meanwhile."""
        here = self._conn.execute("SELECT 1 FROM receiving WHERE shipment = ?", (shipment,))
        if here.fetchone() is not None:
            return True
        fed = self._conn.execute(
            "SELECT body FROM fed WHERE tab = 'shipment' AND key = ?", (shipment,)
        ).fetchone()
        return bool(fed) and msgspec.json.decode(fed[0], type=ShipmentRow).state == RECEIVED

    def without_note(self, receiving: str) -> EarlierReceipt | None:
        """A receiving of this till that had no note and still counts by itself."""
        row = self._conn.execute(
            """SELECT pos, at, supplier_name FROM receiving WHERE id = ?1 AND shipment = ''
            AND NOT EXISTS (SELECT 1 FROM receiving_replaced WHERE receiving = ?1)""",
            (receiving,),
        ).fetchone()
        if row is None:
            return None
        lines = self._conn.execute(
            "SELECT item, name, qty, cost, expiry FROM receiving_line WHERE pos = ? ORDER BY no",
            (row[0],),
        )
        return EarlierReceipt(
            id=receiving, at=row[1], supplier_name=row[2],
            lines=tuple(
                EarlierLine(item=r[0], name=r[1], qty=r[2], cost=r[3], expiry=r[4]) for r in lines
            ),
        )  # fmt: skip

    def taken_in_before(self, note: ShipmentRow, since: str) -> EarlierReceipt | None:
        """The receiving without a note from ``since`` (a date) on that has most goods of this note,
        the latest of equals; bought from somebody else it is another delivery."""
        items = {line.item for carton in note.cartons for line in carton.lines}
        rows = self._conn.execute(
            """SELECT r.id, l.item FROM receiving r JOIN receiving_line l USING (pos)
            WHERE r.shipment = '' AND r.supplier IN ('', ?) AND r.date >= ? AND l.qty > 0
            AND r.id NOT IN (SELECT receiving FROM receiving_replaced) ORDER BY r.pos""",
            (note.supplier, since),
        )
        shared: dict[str, set[str]] = {}
        for ident, item in rows:
            if item in items:
                shared.setdefault(ident, set()).add(item)
        best = max(reversed(shared), key=lambda ident: len(shared[ident]), default="")
        return self.without_note(best) if best else None

    def made_claims(self, limit: int = 60) -> list[MadeClaim]:
        """What was claimed and what went back from here, the newest first."""
        answers = {row.id: row for row in self.claims()}
        rows = self._conn.execute(
            """SELECT id, pos, date, supplier, shipment, amount, 0 FROM claim UNION ALL
            SELECT sending, pos, date, min(supplier), '', sum((cost * qty + 500) / 1000), 1
            FROM sent_back GROUP BY sending, pos, date ORDER BY pos DESC LIMIT ?""",
            (limit,),
        ).fetchall()
        return [
            MadeClaim(
                id=r[0], date=r[2], supplier=r[3], shipment=r[4], amount=r[5], back=bool(r[6]),
                lines=self._wrong_lines(r[0], back=bool(r[6])), answer=answers.get(r[0]),
            )
            for r in rows
        ]  # fmt: skip

    def _wrong_lines(self, claim: str, *, back: bool) -> tuple[WrongLine, ...]:
        query = (
            "SELECT name, qty, reason, '', '' FROM sent_back WHERE sending = ? ORDER BY no"
            if back
            else "SELECT name, qty, reason, note, photo FROM claim_line WHERE claim = ? ORDER BY no"
        )
        return tuple(
            WrongLine(name=r[0], qty=r[1], reason=r[2], note=r[3], photo=r[4])
            for r in self._conn.execute(query, (claim,))
        )

    def claims(self) -> list[ClaimRow]:
        return self._rows("claim", ClaimRow)

    def bills(self) -> list[BillRow]:
        return sorted(self._rows("bill", BillRow), key=lambda b: (b.date, b.id))

    def credit(self) -> CreditRow | None:
        """Where the shop stands with HQ; None for a shop without an account."""
        found = self._rows("credit", CreditRow)
        return found[0] if found else None

    def sold_by_day(self, since: str) -> dict[str, dict[str, int]]:
        """Thousandths sold by item and business date from ``since`` on, in one walk."""
        found: dict[str, dict[str, int]] = {}
        for item, day, qty in self._conn.execute(
            """SELECT l.item, s.date, sum(l.qty) FROM sale s JOIN sale_line l ON l.pos = s.pos
            WHERE s.date >= ? GROUP BY l.item, s.date""",
            (since,),
        ):
            found.setdefault(item, {})[day] = int(qty)
        return found

    def coming(self) -> dict[str, int]:
        """Thousandths by item that were ordered and still come: not received here, not refused by
        HQ, without the packs that HQ could not give."""
        answers = {row.id: row for row in self._rows("supply_order", SupplyOrderRow)}
        found: dict[str, int] = {}
        cut: dict[tuple[str, str], int] = {}
        for order, item, packs, pack in self._conn.execute(
            """SELECT order_id, item, packs, pack FROM supply_order_line
            WHERE order_id NOT IN (SELECT order_id FROM receiving WHERE order_id <> '')
            ORDER BY order_id, no"""
        ):
            answer = answers.get(order)
            if answer is not None and answer.state in GONE:
                continue
            missing = cut.setdefault((order, item), answer.cut.get(item, 0) if answer else 0)
            given = max(packs - missing, 0)
            cut[order, item] = missing - (packs - given)
            if given:
                found[item] = found.get(item, 0) + given * pack
        return found

    def batches(self) -> dict[str, tuple[Batch, ...]]:
        """Every dated batch that came and was not sold by its date, by item."""
        found: dict[str, list[Batch]] = {}
        rows = self._conn.execute("SELECT item, expiry, qty FROM batch WHERE qty > 0")
        for item, expiry, qty in rows:
            found.setdefault(item, []).append(Batch(expiry=expiry, qty=qty))
        return {item: tuple(batches) for item, batches in found.items()}
