"""Orders of the shops: taken for a delivery, late ones for the next, told back to the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply import Pack, Supplier, packs, packs_of, suppliers
from sync.hq.store.supply_ledger import account, tell_account
from sync.hq.store.supply_order_book import (
    HELD,
    LATE,
    OPEN,
    REFUSED,
    TAKEN,
    OrderLine,
    find_order,
    hold,
    resume,
    tell_order,
    turn_down,
)
from sync.hq.store.supply_said import write_said
from sync.wire.facts import SupplyOrdered
from sync.wire.supply import (
    BELOW_LEAST,
    NEXT_TRUCK,
    NO_ORDER_DAY,
    NO_SUPPLIER,
    TWICE,
    WAREHOUSE,
    Said,
    SupplyLine,
)
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

MOST_PACKS = 9_999


def take_order(scope: Scope, store: str, fact: SupplyOrdered, placed: str, now: int) -> None:
    """Make HQ's order of it, once; an order told again changes nothing."""
    known = scope.select(st.supply_order, st.supply_order.c.order_id).where(
        st.supply_order.c.store_id == store, st.supply_order.c.order_id == fact.order
    )
    if scope.conn.execute(known).first() is not None:
        return
    supplier = _supplier(scope, fact.supplier)
    lines: list[OrderLine] = []
    terms = _Terms(REFUSED, fact.delivery, Said(code=NO_SUPPLIER))
    again = bool(fact.proposal) and _ordered(scope, store, fact.proposal)
    if again:
        terms = _Terms(REFUSED, fact.delivery, Said(code=TWICE))
    elif supplier is not None:
        terms = _terms(scope, store, fact, supplier, now)
    if supplier is not None:
        mine = packs_of(scope, store, packs(scope, [line.item for line in fact.lines]))
        offered = _offered(scope, store, fact.proposal) if terms.state == TAKEN else {}
        lines = [_line(line, mine.get(line.item), offered.get(line.item)) for line in fact.lines]
    total = sum(line.gets * line.cost for line in lines)
    below = supplier is not None and terms.state != REFUSED and total < supplier.minimum
    order = NewOrder(
        id=fact.order, supplier=supplier.code if supplier else fact.supplier,
        supplier_name=supplier.name if supplier else fact.supplier_name, state=terms.state,
        delivery=terms.delivery, placed=placed, proposal=fact.proposal,
        said=(*filter(None, [terms.said]), *([Said(code=BELOW_LEAST)] if below else [])),
    )  # fmt: skip
    keep_order(scope, store, order, lines, now)
    if fact.proposal and not again:
        _answer(scope, store, fact)


def _ordered(scope: Scope, store: str, proposal: str) -> bool:
    """Whether a proposal was ordered: tills without a line do not know of each other's orders."""
    o = st.supply_order.c
    query = scope.select(st.supply_order, o.order_id).where(
        o.store_id == store, o.proposal_id == proposal, o.state != REFUSED
    )
    return scope.conn.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class _Terms:
    state: str
    delivery: str
    said: Said | None = None


def _supplier(scope: Scope, code: str) -> Supplier | None:
    """The supplier that is meant; where the till knew none, HQ's own warehouse."""
    known = suppliers(scope)
    if code in known:
        return known[code]
    if code not in ("", "own"):
        return None
    return next((s for s in known.values() if s.kind == WAREHOUSE), None)


def _terms(scope: Scope, store: str, fact: SupplyOrdered, supplier: Supplier, now: int) -> _Terms:
    """An order that is here by its deadline goes with that delivery, a later one with the next.

    The deadline is HQ's own where the proposal is known: a till's clock decides nothing.
    """
    p = st.proposal.c
    known = scope.conn.execute(
        scope.select(st.proposal, p.deadline, p.date).where(
            p.store_id == store, p.proposal_id == fact.proposal
        )
    ).first()
    if known is not None and now <= known.deadline:
        day = date.fromisoformat(known.date)
        return _Terms(TAKEN, (day + timedelta(days=supplier.lead_days)).isoformat())
    next_day = supplier.next_order_day(now)
    if next_day is None:
        return _Terms(REFUSED, fact.delivery, Said(code=NO_ORDER_DAY))
    delivery = (next_day + timedelta(days=supplier.lead_days)).isoformat()
    if known is None and (not fact.delivery or delivery <= fact.delivery):
        return _Terms(TAKEN, delivery)
    return _Terms(LATE, delivery, Said(code=NEXT_TRUCK, date=delivery))


def _offered(scope: Scope, store: str, proposal: str) -> dict[str, int]:
    """Fen a pack that were proposed: they hold until the deadline."""
    rows = scope.conn.execute(
        scope.select(st.proposal_line, st.proposal_line.c.item, st.proposal_line.c.body).where(
            st.proposal_line.c.store_id == store, st.proposal_line.c.proposal_id == proposal
        )
    )
    decoder = msgspec.json.Decoder(ProposalLineRow)
    return {item: decoder.decode(bytes(body)).cost for item, body in rows}


def _line(line: SupplyLine, pack: Pack | None, offered: int | None) -> OrderLine:
    """As HQ can give it: its own packs and prices; none of what it does not have."""
    wanted = max(0, min(line.packs, MOST_PACKS))
    if pack is None or not pack.available:
        return OrderLine(
            item=line.item, name=line.name, packs=wanted, given=0, pack=line.pack, cost=line.cost,
            unit=line.unit, spec=line.spec, code=line.code,
        )  # fmt: skip
    packs_wanted = -(-wanted * line.pack // pack.pack) if line.pack > 0 else wanted
    return OrderLine(
        item=line.item, name=line.name, packs=min(packs_wanted, MOST_PACKS), given=None,
        pack=pack.pack, cost=pack.cost if offered is None else offered, unit=line.unit,
        spec=line.spec, code=line.code,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order as HQ books it; ``placed`` is the shop's business date."""

    id: str
    supplier: str
    supplier_name: str
    state: str
    delivery: str
    placed: str
    said: tuple[Said, ...] = ()
    proposal: str = ""


def keep_order(
    scope: Scope, store: str, order: NewOrder, lines: Sequence[OrderLine], now: int
) -> None:
    """Write an order and tell the store of it; held where the credit line has no room for it."""
    held = account(scope, store)
    row: dict[str, Any] = {
        "store_id": store, "order_id": order.id, "supplier": order.supplier,
        "supplier_name": order.supplier_name, "state": order.state, "placed": order.placed,
        "received_at": now, "delivery": order.delivery, "proposal_id": order.proposal,
        "total": sum(line.gets * line.cost for line in lines), "said": write_said(order.said),
    }  # fmt: skip
    scope.insert(st.supply_order, [row])
    scope.insert(
        st.supply_order_line,
        [
            {"store_id": store, "order_id": order.id, "no": no}
            | {name: getattr(line, name) for name in OrderLine.__slots__}
            for no, line in enumerate(lines, 1)
        ],
    )
    tell_order(scope, store, order.id)
    if order.state in OPEN and not held.bears(row["total"], held.ordered):
        hold(scope, store, find_order(scope, store, order.id))


def let_go(scope: Scope, store: str, order: str) -> None:
    """An operator lets a held order go, whatever the line says. Raises LookupError."""
    resume(scope, store, _held(scope, store, order), by_word=True)
    tell_account(scope, store)


def refuse(scope: Scope, store: str, order: str) -> None:
    """An operator refuses a held order: what waits behind it may have room. Raises LookupError."""
    turn_down(scope, store, _held(scope, store, order))
    tell_account(scope, store)


def _held(scope: Scope, store: str, order: str) -> Any:  # noqa: ANN401 - a row of supply_order
    lock_store(scope, store)
    row = find_order(scope, store, order)
    if row is None or row.state != HELD:
        raise LookupError(order)
    return row


def _answer(scope: Scope, store: str, fact: SupplyOrdered) -> None:
    """Mark the proposal ordered, and each of its lines with what became of it."""
    p = st.proposal.c
    body = scope.conn.execute(
        scope.select(st.proposal, p.body).where(p.store_id == store, p.proposal_id == fact.proposal)
    ).scalar_one_or_none()
    if body is None:
        return
    row = msgspec.json.decode(bytes(body), type=ProposalRow)
    answered = msgspec.structs.replace(row, state="ordered")
    where = (p.store_id == store, p.proposal_id == fact.proposal)
    scope.conn.execute(
        scope.update(st.proposal)
        .where(*where)
        .values(state="ordered", body=msgspec.json.encode(answered))
    )
    line = st.proposal_line.c
    mine = (line.store_id == store, line.proposal_id == fact.proposal)
    scope.conn.execute(scope.update(st.proposal_line).where(*mine).values(ordered=0))
    answers = [(item, 0, reason) for item, reason in fact.left_out.items()]
    answers += [(ln.item, max(0, min(ln.packs, MOST_PACKS)), ln.reason) for ln in fact.lines]
    for item, packs_asked, reason in answers:
        scope.conn.execute(
            scope.update(st.proposal_line)
            .where(*mine, line.item == item)
            .values(ordered=packs_asked, reason=reason[:32])
        )
    put_in(scope, store, [("proposal", fact.proposal, answered)])
