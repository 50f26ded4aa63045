"""Orders of the shops, what was cut of them, and the shipments made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import func

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES, Scope
from sync.hq.store.supply_orders import let_go, refuse
from sync.hq.store.supply_receipts import without_note
from sync.hq.store.supply_shipping import ship
from sync.hq.web.asking import Answer, Ask, Go, Leaf, Page, SorryError
from sync.hq.web.entries import day
from sync.hq.web.supply_said import said_words
from sync.wire.supply_feed import ShipmentRow

PAGE_SIZE = 40
MOST_STRANGE = 20
STATES = ("taken", "late", "held", "shipped", "received", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order with its lines; ``differs``: something else arrived than was on the note.

    ``note`` is the shipment as the store has it.
    """

    row: Any
    lines: list[Any]
    shipment: Any
    differs: bool
    note: ShipmentRow | None = None

    @property
    def cut(self) -> int:
        return sum(ln.packs - ln.given for ln in self.lines if ln.given is not None)


def state_words(ask: Ask) -> dict[str, str]:
    return {
        "taken": ask.say("已接单"),
        "late": ask.say("改下一班"),
        "held": ask.say("超额度,等着"),
        "shipped": ask.say("已发货"),
        "received": ask.say("已收货"),
        "refused": ask.say("已拒绝"),
    }


def orders(ask: Ask) -> Answer:
    state, store = ask.query.get("show", ""), ask.query.get("store", "")[:16]
    state = state if state in STATES else ""
    o = st.supply_order.c
    bound = [o.store_id == store] if store else []
    number = ask.page_number()
    with ask.hq.database.reading(ALL_STORES) as scope:
        counts = {
            name: int(n)
            for name, n in scope.conn.execute(
                scope.select(st.supply_order, o.state, func.count()).where(*bound).group_by(o.state)
            )
        }
        wanted = [*bound, o.state == state] if state else bound
        rows = scope.conn.execute(
            scope.select(st.supply_order, st.supply_order, t.store.c.name)
            .join(t.store, t.store.c.store_id == o.store_id)
            .where(*wanted)
            .order_by(o.received_at.desc(), o.store_id, o.order_id)
            .limit(PAGE_SIZE)
            .offset((number - 1) * PAGE_SIZE)
        ).all()
        found = _whole(scope, rows)
        strange = without_note(scope, MOST_STRANGE)
    total = counts.get(state, 0) if state else sum(counts.values())
    values = {
        "page": Leaf(found, number, max(1, -(-total // PAGE_SIZE)), total),
        "counts": counts, "states": state_words(ask), "state": state, "store": store,
        "tomorrow": (ask.today + timedelta(days=1)).isoformat(),
        "said_words": partial(said_words, ask),
        "strange": [one for one in strange if store in ("", one.store_id)],
    }  # fmt: skip
    return Page(template="supply_orders.html", values=values)


def _whole(scope: Any, rows: Any) -> list[Ordered]:  # noqa: ANN401 - a scope and rows of orders
    ids = [row.order_id for row in rows]
    ln, s, x = st.supply_order_line.c, st.shipment.c, st.shipment_line.c
    lines: dict[tuple[str, str], list[Any]] = {}
    for line in scope.conn.execute(
        scope.select(st.supply_order_line).where(ln.order_id.in_(ids)).order_by(ln.no)
    ):
        lines.setdefault((line.store_id, line.order_id), []).append(line)
    notes = {
        (note.store_id, note.order_id): note
        for note in scope.conn.execute(scope.select(st.shipment).where(s.order_id.in_(ids)))
    }
    arrived: dict[tuple[str, str], dict[str, Any]] = {}
    for got in scope.conn.execute(
        scope.select(st.shipment_line).where(
            x.shipment_id.in_([note.shipment_id for note in notes.values()])
        )
    ):
        arrived.setdefault((got.store_id, got.shipment_id), {})[got.item] = got
    found = []
    for row in rows:
        key = (row.store_id, row.order_id)
        note = notes.get(key)
        got = arrived.get((row.store_id, note.shipment_id), {}) if note else {}
        found.append(
            Ordered(
                row=row, lines=lines.get(key, []), shipment=(note, got) if note else None,
                differs=note is not None and note.state == "differs",
                note=msgspec.json.decode(bytes(note.body), type=ShipmentRow) if note else None,
            )
        )  # fmt: skip
    return found


def release(ask: Ask) -> Answer:
    """Let an order go that the shop's credit line held."""
    return _decide(ask, let_go, "order_let_go")


def turn_down(ask: Ask) -> Answer:
    """Refuse an order that the shop's credit line held."""
    return _decide(ask, refuse, "order_refused")


def _decide(ask: Ask, decide: Callable[[Scope, str, str], None], deed: str) -> Answer:
    store, order = ask.form.get("store", "")[:16], ask.form.get("order", "")[:64]
    try:
        with ask.hq.database.scope(store) as scope:
            decide(scope, store, order)
            ask.note(scope, deed, store, order=order)
    except (LookupError, KeyError) as error:
        raise SorryError(404, ask.say("没有这样等着的订单")) from error
    return Go(path="/supply/orders", told=deed)


def send(ask: Ask) -> Answer:
    """Ship what is due by a day; what was shipped before stays as it is."""
    by = day(ask.form.get("date", ""))
    if by is None or by > ask.today + timedelta(days=31):
        raise SorryError(400, ask.say("送货日期不对"))
    done = ship(ask.hq.database, by.isoformat(), ask.now)
    number = sum(one.shipments for one in done)
    if number:
        ask.noted("shipped", [one.store for one in done], n=number, date=by.isoformat())
    return Go(path="/supply/orders", told="shipped", query={"n": str(number)})
