"""Shipment notes and what came of them: closed by the receipt that counts."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.supply_order_book import RECEIVED, tell_order
from sync.hq.store.supply_receipts import COUNTED, Receipt, lines_of, of_shipment
from sync.wire.supply import SecondReceipt
from sync.wire.supply_feed import ShipmentRow

DIFFERS = "differs"


def close_note(scope: Scope, store: str, shipment: str) -> bool:
    """Write to a note what the receipt that counts says; False where HQ knows no such note."""
    found = find(scope, store, shipment)
    receipts = of_shipment(scope, store, shipment)
    counted = next((one for one in receipts if one.state == COUNTED), None)
    if found is None or counted is None:
        return False
    sent = lines(scope, store, shipment)
    arrived, names = _arrived(scope, store, counted)
    for item in sorted(set(sent) | set(arrived)):
        if item not in sent:
            _add_line(scope, store, shipment, item, names[item])
        set_line(scope, store, shipment, item, arrived=arrived.get(item, 0))
    _drop_empty(scope, store, shipment)
    differs = any(
        arrived.get(item, 0) != (sent[item].qty if item in sent else 0)
        for item in set(sent) | set(arrived)
    )
    told = msgspec.structs.replace(
        msgspec.json.decode(bytes(found.body), type=ShipmentRow),
        state=RECEIVED, received_by=counted.till,
        again=tuple(
            _second(scope, store, one, arrived) for one in receipts if one is not counted
        ),
    )  # fmt: skip
    s, o = st.shipment.c, st.supply_order.c
    scope.conn.execute(
        scope.update(st.shipment)
        .where(s.store_id == store, s.shipment_id == shipment)
        .values(
            state=DIFFERS if differs else RECEIVED, received_on=counted.date,
            body=msgspec.json.encode(told),
        )
    )  # fmt: skip
    scope.conn.execute(
        scope.update(st.supply_order)
        .where(o.store_id == store, o.order_id == found.order_id)
        .values(state=RECEIVED)
    )
    put_in(scope, store, [("shipment", shipment, told)])
    tell_order(scope, store, found.order_id)
    return True


def _arrived(scope: Scope, store: str, one: Receipt) -> tuple[dict[str, int], dict[str, str]]:
    """Thousandths and names by item."""
    arrived: dict[str, int] = {}
    names: dict[str, str] = {}
    for line in lines_of(scope, store, one):
        arrived[line.item] = arrived.get(line.item, 0) + line.qty
        names[line.item] = line.name
    return arrived, names


def _second(scope: Scope, store: str, one: Receipt, counted: dict[str, int]) -> SecondReceipt:
    said, _ = _arrived(scope, store, one)
    items = set(said) | set(counted)
    differs = any(said.get(item, 0) != counted.get(item, 0) for item in items)
    return SecondReceipt(receiving=one.receiving, till=one.till, at=one.at, differs=differs)


def find(scope: Scope, store: str, shipment: str) -> Any:  # noqa: ANN401 - a row or None
    s = st.shipment.c
    return scope.conn.execute(
        scope.select(st.shipment).where(s.store_id == store, s.shipment_id == shipment)
    ).first()


def lines(scope: Scope, store: str, shipment: str) -> dict[str, Any]:
    ln = st.shipment_line.c
    rows = scope.conn.execute(
        scope.select(st.shipment_line).where(ln.store_id == store, ln.shipment_id == shipment)
    )
    return {row.item: row for row in rows}


def set_line(scope: Scope, store: str, shipment: str, item: str, **values: int) -> None:
    ln = st.shipment_line.c
    scope.conn.execute(
        scope.update(st.shipment_line)
        .where(ln.store_id == store, ln.shipment_id == shipment, ln.item == item)
        .values(values)
    )


def _add_line(scope: Scope, store: str, shipment: str, item: str, name: str) -> None:
    """Goods that came and stood on no note."""
    row = {
        "store_id": store, "shipment_id": shipment, "item": item, "name": name, "qty": 0,
        "amount": 0, "arrived": 0,
    }  # fmt: skip
    scope.insert(st.shipment_line, [row])


def _drop_empty(scope: Scope, store: str, shipment: str) -> None:
    """Goods of no note that stand on a receipt which does not count any more."""
    ln = st.shipment_line.c
    scope.conn.execute(
        scope.delete(st.shipment_line)
        .where(ln.store_id == store, ln.shipment_id == shipment)
        .where(ln.qty == 0, ln.arrived == 0, ln.claimed == 0)
    )
