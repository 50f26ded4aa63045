"""Counting at the door: cartons and goods against the note, dates kept apart; pure steps.

A note's lines start at nothing; scanning a carton counts what the note says is in it, scanning
goods counts one (a case what is in a case). What is not on the note is counted all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.receiving import EarlierReceipt, differences
from pos_app.services.receiving import Counted, Draft
from sync.wire.supply import OVER, SHORT, ClaimLine
from sync.wire.supply_feed import ShipmentRow

FIRST_YEAR, LAST_YEAR = 2020, 2099
DAY_MS = 86_400_000


def against(draft: Draft, note: ShipmentRow) -> Draft:
    """A draft that knows what the note promises, with nothing counted yet."""
    lines = tuple(
        Counted(
            item=ln.item, name=ln.name, qty=0, cost=ln.cost, expected=ln.qty, expiry=ln.expiry,
            batch=ln.batch, carton=carton.code, unit=ln.unit, spec=ln.spec,
        )
        for carton in note.cartons
        for ln in carton.lines
    )  # fmt: skip
    return _with(
        draft, shipment=note.id, order=note.order, supplier=note.supplier,
        supplier_name=note.supplier_name, counted=lines,
    )  # fmt: skip


def carton_of(note: ShipmentRow, code: str) -> bool:
    return any(carton.code == code for carton in note.cartons)


def scan_carton(draft: Draft, code: str) -> Draft:
    """The whole carton is here. Raises ShopError ``carton_twice``, ``no_such_carton``."""
    if code in draft.cartons:
        raise ShopError("carton_twice", code=code)
    if not any(line.carton == code for line in draft.counted):
        raise ShopError("no_such_carton", code=code)
    counted = tuple(
        _set(line, qty=line.expected) if line.carton == code else line for line in draft.counted
    )
    return _with(draft, counted=counted, cartons=(*draft.cartons, code))


def count(draft: Draft, item: Item, qty: int, *, expiry: str = "") -> tuple[Draft, int]:
    """``qty`` thousandths more of an item; gives the line it went to.

    A date that was scanned leads to its own line; without one the first line that is not full.
    """
    at = _line_for(draft, item.id, expiry)
    if at is None:
        line = Counted(
            item=item.id, name=item.name, qty=qty, cost=item.cost, expiry=expiry, unit=item.unit,
            spec=item.spec,
        )  # fmt: skip
        return _with(draft, counted=(*draft.counted, line)), len(draft.counted)
    line = draft.counted[at]
    return set_qty(draft, at, line.qty + qty), at


def _line_for(draft: Draft, item: str, expiry: str) -> int | None:
    own = [n for n, line in enumerate(draft.counted) if line.item == item]
    if expiry:
        dated = [n for n in own if draft.counted[n].expiry == expiry]
        undated = [n for n in own if not draft.counted[n].expiry and not draft.counted[n].qty]
        return next(iter(dated or undated), None)
    open_ = [n for n in own if draft.counted[n].qty < draft.counted[n].expected]
    return next(iter(open_ or own[-1:]), None)


def instead_of(draft: Draft, earlier: EarlierReceipt) -> Draft:
    """The note was late: what was taken in without it, poured into its lines, for her to look over.

    What was counted beyond the note, or is not on it, keeps its place in the count.
    """
    counted = list(draft.counted)
    for line in earlier.lines:
        rest = line.qty
        own = [
            n
            for n, one in enumerate(counted)
            if one.item == line.item and (not line.expiry or one.expiry in ("", line.expiry))
        ]
        for n in own:
            part = max(min(rest, counted[n].expected - counted[n].qty), 0)
            if part:
                date = counted[n].expiry or line.expiry
                counted[n] = _set(counted[n], qty=counted[n].qty + part, expiry=date)
            rest -= part
        if rest and own:
            counted[own[-1]] = _set(counted[own[-1]], qty=counted[own[-1]].qty + rest)
        elif rest:
            same = next((one for one in counted if one.item == line.item), None)
            counted.append(
                Counted(
                    item=line.item, name=line.name, qty=rest, cost=line.cost, expiry=line.expiry,
                    unit=same.unit if same else "", spec=same.spec if same else "",
                )
            )  # fmt: skip
    return _with(draft, counted=tuple(counted), instead_of=earlier.id)


def set_qty(draft: Draft, at: int, qty: int) -> Draft:
    """Raises ShopError ``bad_quantity``."""
    if not 0 <= qty < 10_000_000:
        raise ShopError("bad_quantity")
    return _replace(draft, at, _set(draft.counted[at], qty=qty))


def set_cost(draft: Draft, at: int, cost: int) -> Draft:
    if not 0 <= cost < 10_000_000:
        raise ShopError("bad_price")
    return _replace(draft, at, _set(draft.counted[at], cost=cost))


def set_expiry(draft: Draft, at: int, expiry: str) -> Draft:
    return _replace(draft, at, _set(draft.counted[at], expiry=expiry))


def split(draft: Draft, at: int, qty: int, expiry: str) -> Draft:
    """Some of a line has another date: it becomes a line of its own."""
    line = draft.counted[at]
    if not 0 < qty < line.qty:
        raise ShopError("bad_quantity")
    rest = _set(line, qty=line.qty - qty, expected=max(line.expected - qty, 0))
    part = _set(line, qty=qty, expected=min(qty, line.expected), expiry=expiry)
    counted = (*draft.counted[:at], rest, part, *draft.counted[at + 1 :])
    return _with(draft, counted=counted)


def claim(draft: Draft, one: ClaimLine) -> Draft:
    """Something is wrong with so much of an item; the same reason again replaces it."""
    kept = tuple(c for c in draft.claims if (c.item, c.reason) != (one.item, one.reason))
    return _with(draft, claims=(*kept, one) if one.qty else kept)


def claimed_by_line(draft: Draft) -> list[int]:
    """Thousandths of each counted line that are claimed as crushed, wrong or expired: first what
    the note has and the line does not, then the rest on the last line of the item."""
    left: dict[str, int] = {}
    for wrong in draft.claims:
        if wrong.reason not in (SHORT, OVER):
            left[wrong.item] = left.get(wrong.item, 0) + wrong.qty
    last = {line.item: n for n, line in enumerate(draft.counted)}
    found = []
    for n, line in enumerate(draft.counted):
        rest = left.get(line.item, 0)
        part = rest if n == last[line.item] else min(rest, max(line.expected - line.qty, 0))
        left[line.item] = rest - part
        found.append(part)
    return found


def with_shorts(draft: Draft) -> Draft:
    """The draft with a claim for whatever the note has and the door did not see."""
    if not draft.shipment:
        return draft
    noted: dict[str, int] = {}
    came: dict[str, int] = {}
    first = {line.item: line for line in reversed(draft.counted)}
    for line in draft.counted:
        noted[line.item] = noted.get(line.item, 0) + line.expected
        came[line.item] = came.get(line.item, 0) + line.qty
    for wrong in draft.claims:
        if wrong.reason not in (SHORT, OVER):
            came[wrong.item] = came.get(wrong.item, 0) + wrong.qty
    claims = [c for c in draft.claims if c.reason not in (SHORT, OVER)]
    claims += [
        ClaimLine(
            item=d.item, name=first[d.item].name, qty=abs(d.qty), cost=first[d.item].cost,
            reason=d.kind,
        )
        for d in differences(noted, came)
        if d.kind == SHORT
    ]  # fmt: skip
    return _with(draft, claims=tuple(claims))


def typed_date(text: str, today: str) -> str:
    """``260320`` or ``20260320`` or ``2026-03-20`` as a date. Raises ShopError ``bad_date``."""
    digits = "".join(ch for ch in text if ch.isdecimal())
    if len(digits) == 4:
        digits = today[2:4] + digits
    if len(digits) == 6:
        digits = "20" + digits
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise ShopError("bad_date") from error
    if len(digits) != 8 or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ShopError("bad_date")
    return found.isoformat()


def named(draft: Draft, supplier_name: str) -> Draft:
    return _with(draft, supplier_name=supplier_name or draft.supplier_name)


def claim_until(received: str, days: int, offset_minutes: int) -> int:
    """The end (UTC ms) of the last day on which HQ takes a claim, counted from the receipt.

    ``offset_minutes`` is the shop's zone: its day ends at its own midnight.
    """
    at = int(datetime.fromisoformat(received).replace(tzinfo=UTC).timestamp() * 1000)
    return at + (days + 1) * DAY_MS - offset_minutes * 60_000


def booked(draft: Draft) -> Draft:
    """What is written down: lines of which nothing came stay, so that the note is answered."""
    return _with(with_shorts(draft), counted=_worth(draft.counted))


def _worth(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    return tuple(line for line in counted if line.qty or line.expected)


def _set(line: Counted, **changed: int | str) -> Counted:
    return msgspec.structs.replace(line, **changed)


def _with(draft: Draft, **changed: object) -> Draft:
    return msgspec.structs.replace(draft, **changed)


def _replace(draft: Draft, at: int, line: Counted) -> Draft:
    return _with(draft, counted=(*draft.counted[:at], line, *draft.counted[at + 1 :]))
