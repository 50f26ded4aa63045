"""The proposals as the owner sees them: HQ's, or the till's own stand-in when HQ is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

import msgspec

from pos_app.domain import own_plan
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI, divide, extend
from pos_app.services.replenish import Changed
from sync.wire.supply import Choice, SupplyLine
from sync.wire.supply_feed import ProposalLineRow, ProposalRow, SupplierRow, SupplyItemRow

SALES_DAYS = 28
OWN = "own"
"""Id of the supplier that stands for HQ where none is known."""
OWN_COVER, OWN_LEAD = 3, 1
DAY_MS = 86_400_000


class Sales(Protocol):
    """What the stand-in looks at."""

    def proposals(self) -> list[ProposalRow]: ...
    def lines(self, proposal: str) -> list[ProposalLineRow]: ...
    def suppliers(self) -> list[SupplierRow]: ...
    def supply_items(self) -> list[SupplyItemRow]: ...
    def sold_by_day(self, since: str) -> dict[str, dict[str, int]]: ...
    def coming(self) -> dict[str, int]: ...
    def order_of(self, proposal: str) -> str: ...


class Catalogue(Protocol):
    def get(self, item_id: str) -> Item | None: ...


class Levels(Protocol):
    def levels(self) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A proposed line and what the owner made of it.

    ``choice`` is what that many packs mean, ``waste`` the fen of goods that are expected to expire,
    ``days_left`` the days that what is here and coming lasts at the pace of four weeks (None: no
    sales): worked out once, for the page walks over all lines at every key.
    """

    row: ProposalLineRow
    packs: int
    reason: str = ""
    choice: Choice = field(init=False, compare=False)
    waste: int = field(init=False, compare=False)
    days_left: int | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        row = self.row
        choice = _nearest(row.choices, self.packs)
        waste = 0
        if choice.waste:
            waste = extend(divide(row.cost * MILLI, max(row.pack, 1)), choice.waste)
        left = None
        if row.sold28 > 0:
            left = max(0, (row.have + row.coming) * SALES_DAYS // row.sold28)
        object.__setattr__(self, "choice", choice)
        object.__setattr__(self, "waste", waste)
        object.__setattr__(self, "days_left", left)

    @property
    def changed(self) -> bool:
        return self.packs != self.row.packs

    @property
    def cost(self) -> int:
        """Fen for what is ordered of it."""
        return self.packs * self.row.cost

    def with_packs(self, packs: int, reason: str = "") -> Line:
        return replace(self, packs=max(0, min(packs, 9_999)), reason=reason or self.reason)


def _nearest(known: Sequence[Choice], packs: int) -> Choice:
    """What so many packs mean; beyond what HQ worked out, the nearest it did."""
    if not known:
        return Choice(packs=packs, risk_bp=0)
    return min(known, key=lambda c: (abs(c.packs - packs), c.packs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One proposal with its lines; ``fallback``: the till worked it out by itself."""

    proposal: ProposalRow
    lines: tuple[Line, ...]
    fallback: bool = False

    @property
    def total(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def risk_bp(self) -> int:
        """Chance that an item runs out, over the lines."""
        return divide(sum(ln.choice.risk_bp for ln in self.lines), max(len(self.lines), 1))

    @property
    def waste(self) -> int:
        return sum(line.waste for line in self.lines)

    def with_changes(self, kept: Mapping[str, Changed]) -> Sheet:
        """As proposed but for what was changed; the other lines are not worked out again."""
        if not kept:
            return self
        lines = tuple(
            ln.with_packs(kept[ln.row.item].packs, kept[ln.row.item].reason)
            if ln.row.item in kept
            else ln
            for ln in self.lines
        )
        return replace(self, lines=lines)

    def order_lines(self) -> tuple[SupplyLine, ...]:
        return tuple(
            SupplyLine(
                item=ln.row.item, name=ln.row.name, packs=ln.packs, pack=ln.row.pack,
                cost=ln.row.cost, spec=ln.row.spec, unit=ln.row.unit, code=ln.row.code,
                proposed=ln.row.packs, reason=ln.reason,
            )
            for ln in self.lines
        )  # fmt: skip


def sheet_of(
    proposal: ProposalRow,
    rows: Sequence[ProposalLineRow],
    kept: Mapping[str, Changed],
    *,
    fallback: bool = False,
) -> Sheet:
    """A proposal with the changes that were kept; those that run out first stand first."""
    lines = [Line(row=row, packs=row.packs) for row in rows]
    lines.sort(key=lambda ln: (ln.days_left is None, ln.days_left or 0, ln.row.item))
    return Sheet(proposal=proposal, lines=tuple(lines), fallback=fallback).with_changes(kept)


def own_proposals(
    sales: Sales, goods: Catalogue, stock: Levels, today: str
) -> list[tuple[ProposalRow, list[ProposalLineRow]]]:
    """What the till proposes by itself, a proposal for each supplier that it knows of.

    Goods are only looked up where something is to be ordered: a large shop sells thousands.
    """
    last = date.fromisoformat(today)
    sold = sales.sold_by_day((last - timedelta(days=SALES_DAYS)).isoformat())
    week = [(last - timedelta(days=n)).isoformat() for n in range(7, 0, -1)]
    coming, levels = sales.coming(), stock.levels()
    bought = {row.item: row for row in sales.supply_items() if row.available}
    suppliers = {row.code: row for row in sales.suppliers()}
    by_supplier: dict[str, list[ProposalLineRow]] = {}
    for item_id, days in sorted(sold.items()):
        how = bought.get(item_id)
        supplier = suppliers.get(how.supplier) if how else None
        need = _need(
            sum(days.values()), how, supplier, levels.get(item_id, 0), coming.get(item_id, 0)
        )
        if not own_plan.packs(need):  # a shelf life only ever asks for less
            continue
        item = goods.get(item_id)
        if item is None or not item.active or item.supply == "local":
            continue
        line = _own_line(item, replace(need, shelf_life=item.shelf_life), how)
        if line is not None:
            line = msgspec.structs.replace(line, sold=tuple(days.get(day, 0) for day in week))
            by_supplier.setdefault(supplier.code if supplier else OWN, []).append(line)
    return [
        (_own_proposal(code, suppliers.get(code), lines, today), lines)
        for code, lines in sorted(by_supplier.items())
    ]


def _need(
    sold28: int, how: SupplyItemRow | None, supplier: SupplierRow | None, have: int, coming: int
) -> own_plan.Need:
    days = len(supplier.order_days) if supplier else 0
    return own_plan.Need(
        sold28=sold28, days=SALES_DAYS, on_hand=have, coming=coming,
        pack=how.pack if how else MILLI, moq=how.moq if how else 1,
        lead=supplier.lead_days if supplier else OWN_LEAD,
        cover=-(-7 // days) if days else OWN_COVER,
    )  # fmt: skip


def _own_line(item: Item, need: own_plan.Need, how: SupplyItemRow | None) -> ProposalLineRow | None:
    packs = own_plan.packs(need)
    if not packs:
        return None
    return ProposalLineRow(
        proposal="", item=item.id, name=item.name, packs=packs, pack=need.pack,
        cost=how.cost if how else extend(item.cost, need.pack), have=need.on_hand,
        coming=need.coming, expected=own_plan.daily(need) * (need.lead + need.cover), upper=0,
        choices=(), spec=item.spec, unit=item.unit, code=item.code, category=item.category,
        category_name=item.category_name, sold28=need.sold28, shelf_life=item.shelf_life,
        price=item.price or 0, moq=need.moq,
    )  # fmt: skip


def _own_proposal(
    code: str,
    supplier: SupplierRow | None,
    lines: Sequence[ProposalLineRow],
    today: str,
) -> ProposalRow:
    lead = supplier.lead_days if supplier else OWN_LEAD
    delivery = (date.fromisoformat(today) + timedelta(days=lead)).isoformat()
    return ProposalRow(
        id=f"{OWN}-{code}-{today}", supplier=code,
        supplier_name=supplier.name if supplier else "", date=today, delivery=delivery,
        deadline=0, budget=0, lines=len(lines),
    )  # fmt: skip


def is_stale(last_deadline: int | None, now: int) -> bool:
    """Whether HQ is silent: it has proposed nothing, or its last deadline is a day behind.

    ``last_deadline`` is of all that it proposed, also of what is ordered already (0: none is set).
    """
    return last_deadline is None or 0 < last_deadline < now - DAY_MS


def minutes_to(deadline: int, now: int) -> int:
    return (deadline - now) // 60_000
