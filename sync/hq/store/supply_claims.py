"""What came and what did not: receipts, claims and goods sent back, and what is credited for them.

A claim is granted by itself when it is made in time and matches: short goods by the shop's own
receipt, damaged and expired ones with a photo, all within what was sent and up to the supplier's
limit. Anything else waits for an operator. What is credited is the part of the bill that the
claimed goods made: all claims together never give back more than was billed for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply import CHINA, Supplier, local_date, packs, suppliers
from sync.hq.store.supply_ledger import CREDIT, Entry, add, tell_account
from sync.hq.store.supply_orders import RECEIVED, tell_order
from sync.hq.store.supply_said import note_of, said_of
from sync.wire.facts import ClaimMade, GoodsReceived, GoodsSentBack
from sync.wire.supply import (
    DAMAGED,
    EXPIRED,
    LOCAL,
    OVER,
    SHORT,
    TOO_LATE,
    ClaimLine,
    ReceivedLine,
    Said,
)
from sync.wire.supply_feed import ClaimRow, ShipmentRow

OPEN, GRANTED, REFUSED = "open", "granted", "refused"
CLAIM, RETURN = "claim", "return"
BY_RULE = "rule"


class DecidedError(Exception):
    """The claim is not open any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """``take`` thousandths of a shipment's item are credited with ``fen``."""

    item: str
    take: int
    fen: int


def take_receipt(scope: Scope, store: str, fact: GoodsReceived, day: str) -> None:
    """Close the note that was received and keep what differed; without a note there is nothing."""
    found = _shipment(scope, store, fact.shipment)
    if found is None:
        return
    sent = _lines(scope, store, fact.shipment)
    arrived: dict[str, int] = {}
    for line in fact.lines:
        arrived[line.item] = arrived.get(line.item, 0) + line.qty
    names = {line.item: line.name for line in fact.lines}
    differs = False
    for item in sorted(set(sent) | set(arrived)):
        before = sent[item].arrived if item in sent else None
        now_there = (before or 0) + arrived.get(item, 0)
        differs |= now_there != (sent[item].qty if item in sent else 0)
        if item in sent:
            _set_line(scope, store, fact.shipment, item, arrived=now_there)
        else:
            _add_line(scope, store, fact.shipment, item, names[item], now_there)
    state = "differs" if differs else RECEIVED
    body = msgspec.json.decode(bytes(found.body), type=ShipmentRow)
    told = msgspec.structs.replace(body, state=RECEIVED)
    s = st.shipment.c
    scope.conn.execute(
        scope.update(st.shipment)
        .where(s.store_id == store, s.shipment_id == fact.shipment)
        .values(state=state, received_on=day, body=msgspec.json.encode(told))
    )
    o = st.supply_order.c
    scope.conn.execute(
        scope.update(st.supply_order)
        .where(o.store_id == store, o.order_id == found.order_id)
        .values(state=RECEIVED)
    )
    put_in(scope, store, [("shipment", fact.shipment, told)])
    tell_order(scope, store, found.order_id)


def _shipment(scope: Scope, store: str, shipment: str) -> Any:  # noqa: ANN401 - a row or None
    s = st.shipment.c
    return scope.conn.execute(
        scope.select(st.shipment).where(s.store_id == store, s.shipment_id == shipment)
    ).first()


def _lines(scope: Scope, store: str, shipment: str) -> dict[str, Any]:
    ln = st.shipment_line.c
    rows = scope.conn.execute(
        scope.select(st.shipment_line).where(ln.store_id == store, ln.shipment_id == shipment)
    )
    return {row.item: row for row in rows}


def _set_line(scope: Scope, store: str, shipment: str, item: str, **values: int) -> None:
    ln = st.shipment_line.c
    scope.conn.execute(
        scope.update(st.shipment_line)
        .where(ln.store_id == store, ln.shipment_id == shipment, ln.item == item)
        .values(values)
    )


def _add_line(scope: Scope, store: str, shipment: str, item: str, name: str, arrived: int) -> None:
    """Goods that came and stood on no note."""
    row = {
        "store_id": store, "shipment_id": shipment, "item": item, "name": name, "qty": 0,
        "amount": 0, "arrived": arrived,
    }  # fmt: skip
    scope.insert(st.shipment_line, [row])


def take_claim(scope: Scope, store: str, fact: ClaimMade, day: str, at: int, now: int) -> None:
    """Book a claim, once, and grant it where the rule does.

    Who delivered it says HQ's own note; what stands on none, and is of nobody that HQ knows, waits
    for an operator, unless it is between the shop and a supplier of its own.
    """
    shipment = _shipment(scope, store, fact.shipment)
    supplier = suppliers(scope).get(shipment.supplier if shipment else fact.supplier)
    if fact.supplier == LOCAL or _known(scope, store, fact.claim):
        return
    sent = _lines(scope, store, fact.shipment)
    row = {
        "store_id": store, "claim_id": fact.claim, "kind": CLAIM, "shipment_id": fact.shipment,
        "supplier": fact.supplier, "state": OPEN, "date": day, "at": at, "amount": fact.amount,
        "note": "", "body": msgspec.json.encode(fact),
    }  # fmt: skip
    if shipment is None or supplier is None:
        scope.insert(st.claim, [row | {"decided_by": ""}])
    elif at > _claim_deadline(shipment, supplier):
        row |= {"state": REFUSED, "note": note_of([Said(code=TOO_LATE)]), "decided_by": BY_RULE}
        scope.insert(st.claim, [row])
    else:
        scope.insert(st.claim, [row | {"decided_by": ""}])
        credits = _credits(fact.lines, sent)
        within = sum(c.fen for c in credits) <= supplier.grant_up_to
        if within and _all_match(fact.lines, sent):
            _grant(scope, store, fact.claim, fact.shipment, credits, BY_RULE, now)
    tell_claim(scope, store, fact.claim)


def _known(scope: Scope, store: str, claim: str) -> bool:
    c = st.claim.c
    query = scope.select(st.claim, c.claim_id).where(c.store_id == store, c.claim_id == claim)
    return scope.conn.execute(query).first() is not None


def _claim_deadline(shipment: Any, supplier: Supplier) -> int:  # noqa: ANN401 - a row of shipment
    """The end (UTC ms) of the last day for claims, counted from the day of receipt."""
    first = date.fromisoformat(shipment.received_on or shipment.date)
    end = (first - date(1970, 1, 1)).days + supplier.claim_days + 1
    return end * 86_400_000 - int(CHINA.total_seconds()) * 1000


def _all_match(lines: Iterable[ClaimLine], sent: dict[str, Any]) -> bool:
    """Whether what is claimed can be so by what HQ knows itself, all lines of an item together.

    What was credited before counts as short: the same carton is not credited twice by rule.
    """
    lines = list(lines)
    return all(
        _matches([ln for ln in lines if ln.item == item], sent.get(item))
        for item in {ln.item for ln in lines}
    )


def _matches(lines: list[ClaimLine], row: Any) -> bool:  # noqa: ANN401 - a line of the note or None
    if row is None or any(ln.qty <= 0 for ln in lines):
        return False
    short = sum(ln.qty for ln in lines if ln.reason == SHORT)
    if sum(ln.qty for ln in lines) > row.qty - row.claimed:
        return False
    if short and (row.arrived is None or short > row.qty - row.arrived - row.claimed):
        return False
    shown = (ln for ln in lines if ln.reason != SHORT)
    return all(ln.reason in (DAMAGED, EXPIRED) and ln.photo_sha256 for ln in shown)


def _credits(lines: Iterable[ClaimLine], sent: dict[str, Any]) -> list[Credit]:
    """What each item's claim is worth: its cumulative share of what was billed."""
    wanted: dict[str, int] = {}
    for line in lines:
        if line.reason != OVER and line.qty > 0:
            wanted[line.item] = wanted.get(line.item, 0) + line.qty
    found = []
    for item, qty in wanted.items():
        row = sent.get(item)
        if row is None or row.qty <= 0:
            continue
        take = min(qty, row.qty - row.claimed)
        whole = (2 * row.amount * (row.claimed + take) + row.qty) // (2 * row.qty)
        if take > 0:
            found.append(Credit(item=item, take=take, fen=whole - row.credited))
    return found


def _grant(
    scope: Scope, store: str, claim: str, shipment: str, credits: list[Credit], by: str, now: int
) -> int:
    for credit in credits:
        row = _lines(scope, store, shipment)[credit.item]
        _set_line(
            scope, store, shipment, credit.item,
            claimed=row.claimed + credit.take, credited=row.credited + credit.fen,
        )  # fmt: skip
    return _close(scope, store, claim, GRANTED, sum(c.fen for c in credits), by, now, shipment)


def _close(
    scope: Scope, store: str, claim: str, state: str, fen: int, by: str, now: int, ref: str
) -> int:
    c = st.claim.c
    scope.conn.execute(
        scope.update(st.claim)
        .where(c.store_id == store, c.claim_id == claim)
        .values(state=state, credited=fen, decided_by=by, note="")
    )
    if fen:
        day = local_date(now).isoformat()
        add(scope, store, Entry(id=f"c{claim}"[:64], kind=CREDIT, date=day, amount=-fen, at=now,
                                ref=ref, made_by=by))  # fmt: skip
    tell_account(scope, store)
    return fen


def grant(scope: Scope, store: str, claim: str, by: str, now: int) -> int:
    """An operator grants it; gives the fen credited. Raises LookupError, DecidedError."""
    row = _undecided(scope, store, claim)
    if row.kind == CLAIM:
        fact = msgspec.json.decode(bytes(row.body), type=ClaimMade)
        credits = _credits(fact.lines, _lines(scope, store, row.shipment_id))
        fen = _grant(scope, store, claim, row.shipment_id, credits, by, now)
    else:
        back = msgspec.json.decode(bytes(row.body), type=GoodsSentBack)
        fen = _close(scope, store, claim, GRANTED, _worth(scope, back.lines), by, now, "")
    tell_claim(scope, store, claim)
    return fen


def refuse(scope: Scope, store: str, claim: str, by: str, note: str) -> None:
    """An operator refuses it. Raises LookupError, DecidedError."""
    _undecided(scope, store, claim)
    c = st.claim.c
    scope.conn.execute(
        scope.update(st.claim)
        .where(c.store_id == store, c.claim_id == claim)
        .values(state=REFUSED, decided_by=by, note=note)
    )
    tell_claim(scope, store, claim)


def _undecided(scope: Scope, store: str, claim: str) -> Any:  # noqa: ANN401 - a row of claim
    lock_store(scope, store)
    c = st.claim.c
    row = scope.conn.execute(
        scope.select(st.claim).where(c.store_id == store, c.claim_id == claim)
    ).first()
    if row is None:
        raise LookupError(claim)
    if row.state != OPEN:
        raise DecidedError(claim)
    return row


def take_return(scope: Scope, store: str, fact: GoodsSentBack, day: str, at: int, now: int) -> None:
    """Credit goods that went back in the supplier's window; others wait for an operator, also
    those for a supplier that HQ does not know: they have left the shelf."""
    supplier = suppliers(scope).get(fact.supplier)
    if fact.supplier == LOCAL or _known(scope, store, fact.sending):
        return
    row = {
        "store_id": store, "claim_id": fact.sending, "kind": RETURN, "shipment_id": "",
        "supplier": fact.supplier, "state": OPEN, "date": day, "at": at, "amount": fact.amount,
        "body": msgspec.json.encode(fact),
    }  # fmt: skip
    scope.insert(st.claim, [row])
    fen = _worth(scope, fact.lines)
    in_window = supplier is not None and _in_window(supplier, fact.lines, day)
    if supplier is not None and in_window and 0 < fen <= supplier.grant_up_to:
        _close(scope, store, fact.sending, GRANTED, fen, BY_RULE, now, "")
    tell_claim(scope, store, fact.sending)


def _in_window(supplier: Supplier, lines: Iterable[ReceivedLine], day: str) -> bool:
    if supplier.return_days < 0:
        return False
    last = (date.fromisoformat(day) + timedelta(days=supplier.return_days)).isoformat()
    return all(line.expiry >= last for line in lines)


def _worth(scope: Scope, lines: Iterable[ReceivedLine]) -> int:
    """Fen for goods sent back: what a unit costs at HQ, and no more than the shop paid."""
    lines = list(lines)
    known = packs(scope, sorted({line.item for line in lines}))
    total = 0
    for line in lines:
        pack = known.get(line.item)
        if pack is None or line.qty <= 0:
            continue
        at_hq = (2 * pack.cost * line.qty + pack.pack) // (2 * pack.pack)
        paid = (2 * line.cost * line.qty + 1000) // 2000
        total += max(0, min(at_hq, paid))
    return total


def tell_claim(scope: Scope, store: str, claim: str) -> None:
    c = st.claim.c
    row = scope.conn.execute(
        scope.select(st.claim).where(c.store_id == store, c.claim_id == claim)
    ).one()
    told = ClaimRow(
        id=claim, shipment=row.shipment_id, state=row.state, amount=row.amount,
        credited=row.credited, note=row.note, said=said_of(row.note),
    )  # fmt: skip
    put_in(scope, store, [("claim", claim, told)])
