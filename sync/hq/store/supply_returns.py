"""Goods sent back: credited in the supplier's window, up to what was received of them.

What may go back of an article is what HQ's deliveries brought of it by the receipts that count and
what was not credited already by claims; of a dated batch no more than was received of that batch
or of no known date. What is beyond waits for an operator: the goods have left the shelf.

As with claims, what the rule credits is a function of the facts: returns are looked at in the order
in which they were made, whatever the order in which HQ heard of them and of the receipts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import func

from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.supply import Supplier, packs, suppliers
from sync.hq.store.supply_credits import (
    BY_RULE,
    GRANTED,
    OPEN,
    RETURN,
    Filed,
    keep_lines,
    known,
    lines_of,
    set_claim,
    tell_claim,
)
from sync.hq.store.supply_ledger import tell_account
from sync.hq.store.supply_receipts import COUNTED
from sync.hq.store.supply_said import said_of
from sync.wire.facts import GoodsSentBack
from sync.wire.supply import LOCAL, MORE_THAN_CAME, ReceivedLine, Said


@dataclass(slots=True)
class Room:
    """Thousandths of an article that may still be credited: in all, and by expiry date."""

    left: int = 0
    dated: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, expiry: str, qty: int) -> int:
        """As much of ``qty`` as there is room for; it is used up."""
        most = min(qty, self.left)
        if expiry:
            most = min(most, self.dated[expiry] + self.dated[""])
        most = max(0, most)
        self.left -= most
        own = min(most, self.dated[expiry])
        self.dated[expiry] -= own
        self.dated[""] = max(0, self.dated[""] - (most - own))
        return most


def take_return(scope: Scope, store: str, fact: GoodsSentBack, filed: Filed, now: int) -> None:
    """Book a return, once. Others than the rule takes wait for an operator, also those for a
    supplier that HQ does not know."""
    if fact.supplier == LOCAL or known(scope, store, fact.sending):
        return
    lines = _lines(scope, fact.lines)
    supplier = suppliers(scope).get(fact.supplier)
    worth = sum(line["worth"] for line in lines)
    by_rule = (
        supplier is not None
        and _in_window(supplier, fact.lines, filed.date)
        and 0 < worth <= supplier.grant_up_to
    )
    row = filed.row(store) | {
        "claim_id": fact.sending, "kind": RETURN, "shipment_id": "", "supplier": fact.supplier,
        "state": OPEN, "amount": fact.amount, "body": msgspec.json.encode(fact),
        "decided_by": BY_RULE if by_rule else "",
    }  # fmt: skip
    scope.insert(st.claim, [row])
    keep_lines(scope, store, fact.sending, lines)
    settle_returns(scope, store, {line["item"] for line in lines}, now)
    tell_claim(scope, store, fact.sending)


def _in_window(supplier: Supplier, lines: Iterable[ReceivedLine], day: str) -> bool:
    if supplier.return_days < 0:
        return False
    try:
        last = (date.fromisoformat(day) + timedelta(days=supplier.return_days)).isoformat()
    except OverflowError:  # the calendar ends in 9999
        return False
    return all(line.expiry >= last for line in lines)


def _lines(scope: Scope, lines: Sequence[ReceivedLine]) -> list[dict[str, Any]]:
    """Each line and its worth: what a unit costs at HQ now, and no more than the shop paid."""
    known_packs = packs(scope, sorted({line.item for line in lines}))
    found = []
    for no, line in enumerate(lines, 1):
        pack, worth = known_packs.get(line.item), 0
        if pack is not None and line.qty > 0:
            at_hq = (2 * pack.cost * line.qty + pack.pack) // (2 * pack.pack)
            worth = max(0, min(at_hq, (2 * line.cost * line.qty + 1000) // 2000))
        found.append(
            {"no": no, "item": line.item, "expiry": line.expiry, "qty": line.qty, "worth": worth,
             "taken": 0, "fen": 0}
        )  # fmt: skip
    return found


def settle_returns(scope: Scope, store: str, items: Iterable[str], now: int) -> None:
    """Credit what the rule credits of returns of these goods, by what is known of them now."""
    wanted = sorted(set(items))
    claims = _claims(scope, store, wanted)
    free = [row for row in claims if row.decided_by == BY_RULE]
    if not free:
        return
    lines = {row.claim_id: lines_of(scope, store, row.claim_id) for row in claims}
    everything = {line.item for row in free for line in lines[row.claim_id]}
    if everything - set(wanted):
        settle_returns(scope, store, everything | set(wanted), now)
        return
    rooms = _rooms(scope, store, wanted)
    changed = False
    for row in claims:
        if row.decided_by == BY_RULE:
            changed |= _settle(scope, store, row, lines[row.claim_id], rooms, now)
        else:  # what somebody granted takes its turn, and from no other what the rule gave it
            for line in lines[row.claim_id]:
                rooms[line.item].take(line.expiry, line.taken)
    if changed:
        tell_account(scope, store)


def _claims(scope: Scope, store: str, items: Sequence[str]) -> Sequence[Any]:
    """Returns of any of these goods, in the order in which they were made."""
    c, ln = st.claim.c, st.claim_line.c
    mine = scope.select(st.claim_line, ln.claim_id).where(ln.store_id == store, ln.item.in_(items))
    rows = scope.conn.execute(
        scope.select(st.claim).where(
            c.store_id == store, c.kind == RETURN, c.claim_id.in_(mine.scalar_subquery())
        )
    ).all()
    return sorted(rows, key=lambda r: (r.at, r.till, r.pos, r.claim_id))


def _rooms(scope: Scope, store: str, items: Sequence[str]) -> dict[str, Room]:
    """What HQ's deliveries brought of these goods."""
    rooms: dict[str, Room] = defaultdict(Room)
    x = st.shipment_line.c
    for row in scope.conn.execute(
        scope.select(st.shipment_line).where(x.store_id == store, x.item.in_(items))
    ):
        rooms[row.item].left += max(0, min(row.arrived or 0, row.qty - row.claimed))
    r, ln, s = st.receipt.c, st.receipt_line.c, st.shipment.c
    came = scope.conn.execute(
        scope.select(st.receipt_line, ln.item, ln.expiry, func.sum(ln.qty).label("qty"))
        .join(
            st.receipt,
            (r.store_id == ln.store_id) & (r.till == ln.till) & (r.pos == ln.pos),
        )
        .join(
            st.shipment,
            (s.store_id == r.store_id) & (s.shipment_id == r.shipment_id),
        )
        .where(ln.store_id == store, ln.item.in_(items), r.state == COUNTED)
        .group_by(ln.item, ln.expiry)
    )
    for item, expiry, qty in came:
        rooms[item].dated[expiry] += int(qty)
    return rooms


def _settle(
    scope: Scope, store: str, row: Any, lines: Sequence[Any], rooms: dict[str, Room], now: int  # noqa: ANN401 - a row of claim
) -> bool:  # fmt: skip
    credited, whole = 0, True
    for line in lines:
        taken = rooms[line.item].take(line.expiry, line.qty)
        fen = (2 * line.worth * taken + line.qty) // (2 * line.qty) if line.qty else 0
        credited += fen
        whole &= taken == line.qty
        if (taken, fen) != (line.taken, line.fen):
            _set_line(scope, store, line, taken, fen)
    state, said = (GRANTED, ()) if whole else (OPEN, (Said(code=MORE_THAN_CAME),))
    if (row.state, said_of(row.said), row.credited) == (state, said, credited):
        return False
    set_claim(scope, store, row, now, state=state, said=said, by=BY_RULE, credited=credited)
    tell_claim(scope, store, row.claim_id)
    return True


def _set_line(scope: Scope, store: str, line: Any, taken: int, fen: int) -> None:  # noqa: ANN401 - a row of claim_line
    ln = st.claim_line.c
    scope.conn.execute(
        scope.update(st.claim_line)
        .where(ln.store_id == store, ln.claim_id == line.claim_id, ln.no == line.no)
        .values(taken=taken, fen=fen)
    )


def grant_return(scope: Scope, store: str, row: Any, by: str, now: int) -> int:  # noqa: ANN401 - a row of claim
    """An operator grants the whole of it; gives the fen credited in all."""
    lines = lines_of(scope, store, row.claim_id)
    if not lines:  # it came before its lines were kept
        fact = msgspec.json.decode(bytes(row.body), type=GoodsSentBack)
        keep_lines(scope, store, row.claim_id, _lines(scope, fact.lines))
        lines = lines_of(scope, store, row.claim_id)
    for line in lines:
        _set_line(scope, store, line, line.qty, line.worth)
    fen = int(sum(line.worth for line in lines))
    set_claim(scope, store, row, now, state=GRANTED, by=by, credited=fen)
    return fen
