"""Claims: what the shop says did not come as it was billed, and what is credited for it.

A claim is granted by itself when it is made in time and matches: by the receipt that counts, short
goods by what that receipt says, damaged and expired ones with a photo, all within what was sent and
up to the supplier's limit. Anything else waits for an operator. What is credited is the part of the
bill that the claimed goods made: all claims together never give back more than was billed for them.

What the rule decides is a function of the facts: when a receipt comes that counts instead of
another one, the rule looks at the delivery's claims anew, and the account gets an entry for what
differs. What an operator decided stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from sync.hq.store import supply_notes as notes
from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.supply import CHINA, Supplier, suppliers
from sync.hq.store.supply_credits import (
    BY_RULE,
    CLAIM,
    GRANTED,
    OPEN,
    REFUSED,
    Filed,
    forget_lines,
    keep_lines,
    known,
    lines_of,
    set_claim,
    tell_claim,
)
from sync.hq.store.supply_ledger import tell_account
from sync.hq.store.supply_receipts import COUNTED, of_shipment
from sync.hq.store.supply_said import said_of, write_said
from sync.wire.facts import ClaimMade
from sync.wire.supply import (
    DAMAGED,
    EXPIRED,
    LOCAL,
    NO_RECEIPT,
    OTHER_RECEIPT,
    OVER,
    SHORT,
    TOO_LATE,
    ClaimLine,
    Said,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """``take`` thousandths of a shipment's item are credited with ``fen``."""

    item: str
    take: int
    fen: int


@dataclass(slots=True)
class Sent:
    """A line of the note while its claims are looked at."""

    qty: int
    amount: int
    arrived: int | None
    claimed: int
    credited: int


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: str
    said: tuple[Said, ...] = ()
    by: str = ""
    credits: tuple[Credit, ...] = ()


def take_claim(scope: Scope, store: str, fact: ClaimMade, filed: Filed, now: int) -> None:
    """Book a claim, once, and grant it where the rule does.

    Who delivered it says HQ's own note; what stands on none, and is of nobody that HQ knows, waits
    for an operator, unless it is between the shop and a supplier of its own.
    """
    if fact.supplier == LOCAL or known(scope, store, fact.claim):
        return
    said = () if notes.find(scope, store, fact.shipment) else (Said(code=NO_RECEIPT),)
    row = filed.row(store) | {
        "claim_id": fact.claim, "kind": CLAIM, "shipment_id": fact.shipment,
        "supplier": fact.supplier, "state": OPEN, "amount": fact.amount,
        "note": "", "said": write_said(said),
        "decided_by": "", "body": msgspec.json.encode(fact),
    }  # fmt: skip
    scope.insert(st.claim, [row])
    settle_claims(scope, store, fact.shipment, now)
    tell_claim(scope, store, fact.claim)


def settle_claims(scope: Scope, store: str, shipment: str, now: int) -> None:
    """Let the rule decide what no operator did, by what is known of the delivery now."""
    note = notes.find(scope, store, shipment)
    supplier = suppliers(scope).get(note.supplier) if note else None
    if note is None or supplier is None:
        return
    free = _free(scope, store, shipment)
    if not free:
        return
    sent = _sent(scope, store, shipment)
    for row in free:
        for line in lines_of(scope, store, row.claim_id):
            sent[line.item].claimed -= line.taken
            sent[line.item].credited -= line.fen
    receipts = of_shipment(scope, store, shipment)
    counted = {one.receiving for one in receipts if one.state == COUNTED}
    heard = {one.receiving for one in receipts}
    deadline = _claim_deadline(note, supplier)
    changed = False
    for row in free:
        fact = msgspec.json.decode(bytes(row.body), type=ClaimMade)
        if row.at > deadline:
            verdict = _Verdict(REFUSED, (Said(code=TOO_LATE),), BY_RULE)
        elif fact.receiving not in counted:
            why = OTHER_RECEIPT if fact.receiving in heard else NO_RECEIPT
            verdict = _Verdict(OPEN, (Said(code=why),))
        else:
            verdict = _judge(fact.lines, sent, supplier)
        for credit in verdict.credits:
            _apply(sent[credit.item], credit)
        changed |= _write(scope, store, row, verdict, now)
    _write_lines(scope, store, shipment, sent)
    if changed:
        tell_account(scope, store)


def _free(scope: Scope, store: str, shipment: str) -> Sequence[Any]:
    """Claims of a delivery that no operator has decided, in the order in which they were made.

    One that was granted before its lines were kept stays as it is.
    """
    c = st.claim.c
    rows = scope.conn.execute(
        scope.select(st.claim)
        .where(c.store_id == store, c.shipment_id == shipment, c.kind == CLAIM)
        .where(c.decided_by.in_(("", BY_RULE)))
    ).all()
    return [
        row
        for row in sorted(rows, key=lambda r: (r.at, r.till, r.pos, r.claim_id))
        if row.state != GRANTED or lines_of(scope, store, row.claim_id)
    ]


def _sent(scope: Scope, store: str, shipment: str) -> dict[str, Sent]:
    return {
        item: Sent(row.qty, row.amount, row.arrived, row.claimed, row.credited)
        for item, row in notes.lines(scope, store, shipment).items()
    }


def _write_lines(scope: Scope, store: str, shipment: str, sent: dict[str, Sent]) -> None:
    for item, row in notes.lines(scope, store, shipment).items():
        if (row.claimed, row.credited) != (sent[item].claimed, sent[item].credited):
            notes.set_line(
                scope, store, shipment, item,
                claimed=sent[item].claimed, credited=sent[item].credited,
            )  # fmt: skip


def _write(scope: Scope, store: str, row: Any, verdict: _Verdict, now: int) -> bool:  # noqa: ANN401 - a row of claim
    """Keep a verdict that differs from how the claim stands; tells whether it does."""
    credits = {c.item: (c.take, c.fen) for c in verdict.credits}
    held = {ln.item: (ln.taken, ln.fen) for ln in lines_of(scope, store, row.claim_id)}
    as_it_was = (row.state, said_of(row.said), row.decided_by) == (
        verdict.state, verdict.said, verdict.by,
    )  # fmt: skip
    if as_it_was and held == credits:
        return False
    forget_lines(scope, store, row.claim_id)
    _keep(scope, store, row.claim_id, verdict.credits)
    set_claim(scope, store, row, now, state=verdict.state, said=verdict.said, by=verdict.by,
              credited=sum(c.fen for c in verdict.credits))  # fmt: skip
    tell_claim(scope, store, row.claim_id)
    return True


def _keep(scope: Scope, store: str, claim: str, credits: Iterable[Credit]) -> None:
    rows = [
        {"no": no, "item": c.item, "expiry": "", "qty": c.take, "worth": 0, "taken": c.take,
         "fen": c.fen}
        for no, c in enumerate(credits, 1)
    ]  # fmt: skip
    keep_lines(scope, store, claim, rows)


def _judge(lines: Sequence[ClaimLine], sent: dict[str, Sent], supplier: Supplier) -> _Verdict:
    credits = tuple(_credits(lines, sent))
    within = sum(c.fen for c in credits) <= supplier.grant_up_to
    if within and _all_match(lines, sent):
        return _Verdict(GRANTED, by=BY_RULE, credits=credits)
    return _Verdict(OPEN)


def _claim_deadline(shipment: Any, supplier: Supplier) -> int:  # noqa: ANN401 - a row of shipment
    """The end (UTC ms) of the last day for claims, counted from the day of receipt."""
    first = date.fromisoformat(shipment.received_on or shipment.date)
    end = (first - date(1970, 1, 1)).days + supplier.claim_days + 1
    return end * 86_400_000 - int(CHINA.total_seconds()) * 1000


def _all_match(lines: Sequence[ClaimLine], sent: dict[str, Sent]) -> bool:
    """Whether what is claimed can be so by what HQ knows itself, all lines of an item together.

    What was credited before counts as short: the same carton is not credited twice by rule.
    """
    return all(
        _matches([ln for ln in lines if ln.item == item], sent.get(item))
        for item in {ln.item for ln in lines}
    )


def _matches(lines: list[ClaimLine], row: Sent | None) -> bool:
    if row is None or any(ln.qty <= 0 for ln in lines):
        return False
    short = sum(ln.qty for ln in lines if ln.reason == SHORT)
    if sum(ln.qty for ln in lines) > row.qty - row.claimed:
        return False
    if short and (row.arrived is None or short > row.qty - row.arrived - row.claimed):
        return False
    shown = (ln for ln in lines if ln.reason != SHORT)
    return all(ln.reason in (DAMAGED, EXPIRED) and ln.photo_sha256 for ln in shown)


def _credits(lines: Iterable[ClaimLine], sent: dict[str, Sent]) -> list[Credit]:
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


def _apply(row: Sent, credit: Credit) -> None:
    row.claimed += credit.take
    row.credited += credit.fen


def grant_claim(scope: Scope, store: str, row: Any, by: str, now: int) -> int:  # noqa: ANN401 - a row of claim
    """An operator grants it, up to what was billed; gives the fen credited."""
    fact = msgspec.json.decode(bytes(row.body), type=ClaimMade)
    sent = _sent(scope, store, row.shipment_id)
    credits = _credits(fact.lines, sent)
    for credit in credits:
        _apply(sent[credit.item], credit)
    _write_lines(scope, store, row.shipment_id, sent)
    _keep(scope, store, row.claim_id, credits)
    fen = sum(c.fen for c in credits)
    set_claim(scope, store, row, now, state=GRANTED, by=by, credited=fen)
    return fen
