"""From orders to shipment notes and bills: shortages shared out, goods packed into cartons.

An order line is given as packs; the note lists units with the expiry that the warehouse ships:
goods of up to 60 days leave it on the eve of delivery, longer-lived ones with a tenth of their life
behind them, and of a perishable of several packs the last is a day older.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Database, Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply import Pack, packs
from sync.hq.store.supply_ledger import BILL, Entry, account, add, due_date, tell_account
from sync.hq.store.supply_order_book import (
    OPEN,
    SHIPPED,
    OrderLine,
    hold,
    order_lines,
    tell_order,
    was_let_go,
)
from sync.hq.store.supply_said import write_said
from sync.wire.supply import SOLD_OUT, Carton, Said, ShipmentLine
from sync.wire.supply_feed import ShipmentRow

CARTON_PACKS = 6
SHORT_LIFE = 60
PREFIX = "06999000"
"""Extension digit and company prefix of our carton codes (SSCC-18)."""


@dataclass(frozen=True, slots=True)
class Shipped:
    store: str
    shipments: int
    total: int
    cut: int


def share(left: int, wanted: Sequence[int]) -> list[int]:
    """``left`` packs in proportion to what each wants, by largest remainder; never above it."""
    total = sum(wanted)
    if total <= left:
        return list(wanted)
    left = max(left, 0)
    parts = [left * want // total for want in wanted]
    by_rest = sorted(range(len(wanted)), key=lambda n: (-(left * wanted[n] % total), n))
    for n in by_rest[: left - sum(parts)]:
        parts[n] += 1
    return parts


def share_out(scope: Scope, day: str) -> None:
    """Settle what every order for a delivery up to ``day`` gets; ``scope`` sees all stores.

    What a supplier has left is shared among the stores; a store's part goes to its lines in order.
    """
    o, ln = st.supply_order.c, st.supply_order_line.c
    rows = scope.conn.execute(
        scope.select(st.supply_order_line)
        .join(st.supply_order, (o.store_id == ln.store_id) & (o.order_id == ln.order_id))
        .where(o.state.in_(OPEN), o.delivery <= day, ln.given.is_(None))
        .order_by(ln.item, ln.store_id, ln.order_id, ln.no)
    ).all()
    by_item = defaultdict(list)
    for row in rows:
        by_item[row.item].append(row)
    known = packs(scope, sorted(by_item))
    for item, lines in by_item.items():
        pack = known.get(item)
        wanted = [line.packs for line in lines]
        given = wanted if pack is None or pack.left is None else share(pack.left, wanted)
        for line, got in zip(lines, given, strict=True):
            scope.conn.execute(
                scope.update(st.supply_order_line)
                .where(ln.store_id == line.store_id, ln.order_id == line.order_id)
                .where(ln.no == line.no)
                .values(given=got)
            )
        if pack is not None and pack.left is not None:
            scope.conn.execute(
                st.supply_item.update()
                .where(st.supply_item.c.item == item)
                .values(left_packs=pack.left - sum(given))
            )


def ship(database: Database, day: str, now: int) -> list[Shipped]:
    """Notes and bills for every delivery due up to ``day``; what was shipped stays shipped.

    Shortages are settled in one transaction, then each store in its own: stopped half-way, the
    next call goes on.
    """
    with database.operator() as scope:
        share_out(scope, day)
        o = st.supply_order.c
        stores = scope.conn.execute(
            scope.select(st.supply_order, o.store_id)
            .where(o.state.in_(OPEN), o.delivery <= day)
            .distinct()
            .order_by(o.store_id)
        ).scalars()
        waiting = list(stores)
    done = []
    for store in waiting:
        with database.scope(store) as scope:
            done.append(ship_store(scope, store, day, now))
    return done


def ship_store(scope: Scope, store: str, day: str, now: int) -> Shipped:
    lock_store(scope, store)
    o = st.supply_order.c
    orders = scope.conn.execute(
        scope.select(st.supply_order)
        .where(o.store_id == store, o.state.in_(OPEN), o.delivery <= day)
        .order_by(o.order_id)
        .with_for_update()
    ).all()
    number = total = cut = 0
    for order in orders:
        lines = order_lines(scope, store, order.order_id)
        if any(line.given is None for line in lines):
            continue  # it came after the shortages were settled: the next truck
        worth = sum(line.gets * line.cost for line in lines)
        if not (was_let_go(order) or account(scope, store).bears(worth)):
            hold(scope, store, order)
            continue
        cut += sum(line.packs - line.gets for line in lines)
        billed = _ship_order(scope, store, order.order_id, order.supplier, day, lines, now)
        number += bool(billed)
        total += billed
    tell_account(scope, store)
    return Shipped(store, number, total, cut)


def _ship_order(
    scope: Scope, store: str, order: str, supplier: str, day: str, lines: Sequence[OrderLine],
    now: int,
) -> int:  # fmt: skip
    sent = [line for line in lines if line.gets > 0]
    total = sum(line.gets * line.cost for line in sent)
    state = SHIPPED if sent else "refused"
    changes: dict[str, object] = {"state": state, "total": total, "delivery": day}
    if not sent:
        changes["said"] = write_said([Said(code=SOLD_OUT)])
    scope.conn.execute(
        scope.update(st.supply_order)
        .where(st.supply_order.c.store_id == store, st.supply_order.c.order_id == order)
        .values(changes)
    )
    tell_order(scope, store, order)
    if not sent:
        return 0
    known = packs(scope, sorted({line.item for line in sent}))
    ident = f"s{order}"[:64]
    due = due_date(day, account(scope, store).terms_days)
    name = scope.conn.execute(
        scope.select(st.supply_order, st.supply_order.c.supplier_name).where(
            st.supply_order.c.store_id == store, st.supply_order.c.order_id == order
        )
    ).scalar_one()
    note = ShipmentRow(
        id=ident, order=order, supplier=supplier, supplier_name=name, date=day, total=total,
        due=due, cartons=cartons(ident, _units(sent, known, day)),
    )  # fmt: skip
    _keep_note(scope, store, note, sent)
    add(scope, store, Entry(id=f"b{ident}"[:64], kind=BILL, date=day, amount=total, at=now,
                            ref=ident, due=due))  # fmt: skip
    return total


def _keep_note(scope: Scope, store: str, note: ShipmentRow, sent: Sequence[OrderLine]) -> None:
    row = {
        "store_id": store, "shipment_id": note.id, "order_id": note.order,
        "supplier": note.supplier, "date": note.date, "total": note.total, "due": note.due,
        "state": note.state, "body": msgspec.json.encode(note),
    }  # fmt: skip
    scope.insert(st.shipment, [row])
    whole: dict[str, dict[str, object]] = {}
    for line in sent:
        held = whole.setdefault(
            line.item,
            {"store_id": store, "shipment_id": note.id, "item": line.item, "name": line.name,
             "qty": 0, "amount": 0},
        )  # fmt: skip
        held["qty"] = int(str(held["qty"])) + line.gets * line.pack
        held["amount"] = int(str(held["amount"])) + line.gets * line.cost
    scope.insert(st.shipment_line, list(whole.values()))
    put_in(scope, store, [("shipment", note.id, note)])


def _units(
    sent: Iterable[OrderLine], known: dict[str, Pack], day: str
) -> list[tuple[ShipmentLine, int]]:
    """What goes into the cartons, with the packs that each line fills."""
    found = []
    for line in sent:
        pack = known.get(line.item)
        life = pack.card.shelf_life if pack else 0
        older = 1 if 0 < life <= SHORT_LIFE and line.gets > 1 else 0
        for packs_of_it, days in ((line.gets - older, 0), (older, 1)):
            if packs_of_it:
                expiry, batch = _dates(life, day, days)
                unit = ShipmentLine(
                    item=line.item, name=line.name, qty=packs_of_it * line.pack, expiry=expiry,
                    cost=(2 * line.cost * 1000 + line.pack) // (2 * line.pack), batch=batch,
                    spec=line.spec, unit=line.unit, code=line.code,
                )  # fmt: skip
                found.append((unit, packs_of_it))
    return found


def _dates(life: int, day: str, older: int) -> tuple[str, str]:
    """Expiry and batch; goods without a shelf life have neither."""
    if life <= 0:
        return "", ""
    age = (1 if life <= SHORT_LIFE else life // 10) + older
    made = date.fromisoformat(day) - timedelta(days=min(age, life - 1))
    return (made + timedelta(days=life)).isoformat(), f"{made:%Y%m%d}"


def cartons(shipment: str, units: Sequence[tuple[ShipmentLine, int]]) -> tuple[Carton, ...]:
    """Packed in order, up to six packs together; an item that fills a carton has its own."""
    packed: list[list[ShipmentLine]] = []
    room = 0
    for line, number in units:
        if number >= CARTON_PACKS:
            packed.insert(0, [line])
            continue
        if number > room:
            packed.append([])
            room = CARTON_PACKS
        packed[-1].append(line)
        room -= number
    return tuple(
        Carton(code=carton_code(shipment, n), lines=tuple(lines))
        for n, lines in enumerate(packed, 1)
    )


def carton_code(shipment: str, number: int) -> str:
    """18 digits with a check digit, the same for the same carton at every call."""
    serial = int.from_bytes(hashlib.sha256(f"{shipment}|{number}".encode()).digest()[:8], "big")
    digits = f"{PREFIX}{serial % 10**9:09d}"
    weighted = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(digits))
    return f"{digits}{-weighted % 10}"
