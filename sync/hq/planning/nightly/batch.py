"""A store's plan into its feed: one transaction, the same date once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import bindparam, select

from sync.hq.planning.nightly.gather import Known
from sync.hq.planning.nightly.ranges import Chain
from sync.hq.planning.nightly.task import PlannedLine, StorePlan
from sync.hq.planning.nightly.trading import ASIDE
from sync.hq.store import plan_tables as pt
from sync.hq.store import supply_assortment as assortment
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put_bodies
from sync.hq.store.database import Scope
from sync.hq.store.day_marks import fold
from sync.hq.store.feed import publish_bodies
from sync.hq.store.supply import Supplier, packs, suppliers, tell_store
from sync.hq.store.supply_ledger import tell_account
from sync.wire.feed import canonical
from sync.wire.supply import Choice
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

KEPT_DAYS = 60
"""How long HQ remembers what it proposed."""
NEXT = {"open": "lapsed", "ordered": "done"}
"""What becomes of a proposal when the next one takes its place."""
News = tuple[str, str, bytes | None]
"""Table, key and body of a row for the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of a store: proposals and their lines, or why there are none."""

    store: str
    proposals: int = 0
    lines: int = 0
    cost: int = 0
    listed: int = 0
    already: bool = False
    failed: str = ""
    skipped: tuple[str, ...] = ()


def read_chain(scope: Scope) -> Chain:
    return Chain(suppliers=suppliers(scope), packs=packs(scope))


def is_planned(scope: Scope, store: str, day: date) -> bool:
    planned = scope.conn.execute(_PLANNED, {"store": store}).scalar_one_or_none()
    return planned is not None and planned >= day.isoformat()


def write(
    scope: Scope, chain: Chain, known: Known, plan: StorePlan, day: date,
    around: assortment.District | None = None,
) -> Written:  # fmt: skip
    """Write proposals and state in the caller's transaction, which holds the store from here on.

    What was ordered already stays as it was ordered.
    """
    store = plan.store
    if plan.failed:
        return Written(store=store, failed=plan.failed, skipped=plan.skipped)
    stood = _locked(scope, store)
    first = _tell_of_supply(scope, store, chain, known)
    earlier = _proposals(scope, store, day)
    ordered, before = _of_the_day(earlier, day)
    instead, missing = _stood_in_for(known), _missing(known, plan)
    fresh: list[tuple[ProposalRow, list[ProposalLineRow]]] = []
    for code, supplier in chain.suppliers.items():
        ident = proposal_id(day, code)
        mine = [ln for ln in plan.lines if known.range.packs[ln.at].supplier == code]
        if mine and ident not in ordered:
            rows = [_line_row(ident, known, line, instead.get(line.at, ())) for line in mine]
            head = _head(supplier, rows, day, known.task.budget or 0, missing.get(code, ()))
            fresh.append((head, rows))
    news = _retire(scope, store, day, earlier, {row.supplier for row, _ in fresh})
    total = _propose(scope, store, fresh, before, news)
    if before:
        put_bodies(scope, store, news)
    else:  # of a proposal that was not there before, there is nothing in the feed yet
        publish_bodies(scope, store, news)
    listed, place = 0, known.held.head
    if place == stood:  # nobody else told the store anything meanwhile
        place = scope.published.get(store, stood)
    if around is not None:
        prices = dict(zip(known.task.items, map(int, known.prices), strict=True))
        listed = assortment.propose(scope, store, around, day.isoformat(), prices)
    _remember(scope, store, known, plan, day, place)
    if first:  # from then on it is told whenever anything of it changes
        tell_account(scope, store)
    return Written(
        store=store, proposals=len(fresh), lines=sum(len(rows) for _, rows in fresh), cost=total,
        listed=listed, skipped=plan.skipped,
    )  # fmt: skip


def proposal_id(day: date, supplier: str) -> str:
    return f"p{day:%Y%m%d}-{supplier}"


def _proposals(scope: Scope, store: str, day: date) -> Sequence[Any]:
    """Those of the day, those that were not replaced yet, those that may be forgotten."""
    limit = (day - timedelta(days=KEPT_DAYS)).isoformat()
    asked = {"store": store, "day": day.isoformat(), "limit": limit}
    return scope.conn.execute(_PROPOSALS, asked).all()


def _of_the_day(earlier: Sequence[Any], day: date) -> tuple[set[str], set[str]]:
    """Those of that day that were ordered, and those that were not."""
    of_it = [row for row in earlier if row.date == day.isoformat()]
    ordered = {row.proposal_id for row in of_it if row.state == "ordered"}
    return ordered, {row.proposal_id for row in of_it} - ordered


def _line_row(
    ident: str, known: Known, line: PlannedLine, instead: Sequence[str]
) -> ProposalLineRow:
    """``instead``: names of goods that it stands in for."""
    goods, pack = known.range.goods[line.at], known.range.packs[line.at]
    promo = line.expected - line.plain - line.stand_in
    none = line.choices[0] if line.choices else (0, 0, 0)
    tags = {
        "promo": promo > 0, "new": goods.id in known.fresh, "sold_out": goods.id in known.sold_out,
        "waste": line.waste >= 1_000, "low": none[1] >= 3_000, "tobacco": goods.tobacco,
        "stand_in": line.stand_in >= 500, "habit": line.habit != 0,
    }  # fmt: skip
    why_zh, why_en = line.why_zh, line.why_en
    if instead and line.stand_in:
        why_zh += f"总部缺{'、'.join(instead)},它的一部分顾客会买这个。"
        why_en += f" HQ is out of {', '.join(instead)}: some of its customers will take this."
    return ProposalLineRow(
        proposal=ident, item=goods.id, name=goods.name, packs=line.packs, pack=pack.pack,
        cost=pack.cost, have=line.on_hand, coming=line.on_order, expected=line.expected,
        upper=line.upper, spec=goods.spec, unit=goods.unit, code=goods.code,
        choices=tuple(Choice(packs=n, risk_bp=risk, waste=waste)
                      for n, risk, waste in line.choices),
        category=goods.category, category_name=goods.category_name,
        sold=tuple(int(qty) for qty in known.week[line.at]), sold28=int(known.month[line.at]),
        base=line.plain, promo=promo, why_zh=why_zh, why_en=why_en,
        tags=tuple(name for name, holds in tags.items() if holds), shelf_life=goods.shelf_life,
        price=int(known.prices[line.at]), moq=pack.moq, cut=max(line.wanted - line.packs, 0),
        stand_in=line.stand_in, habit=line.habit,
    )  # fmt: skip


def _missing(known: Known, plan: StorePlan) -> dict[str, tuple[str, ...]]:
    """By supplier the names of what the store would need and cannot have."""
    found: dict[str, tuple[str, ...]] = {}
    for at in plan.missing:
        code = known.range.packs[at].supplier
        found[code] = (*found.get(code, ()), known.range.goods[at].name)
    return found


def _stood_in_for(known: Known) -> dict[int, list[str]]:
    """By position the names of goods that it stands in for."""
    found: dict[int, list[str]] = {}
    to = known.task.stand_in
    if to is not None:
        for n in np.flatnonzero(to >= 0):
            found.setdefault(int(to[n]), []).append(known.range.goods[n].name)
    return found


def _retire(
    scope: Scope, store: str, day: date, earlier: Sequence[Any], fresh: set[str]
) -> list[News]:
    """Take earlier proposals of these suppliers out of the feed, forget those of long ago."""
    p, ln = st.proposal.c, st.proposal_line.c
    limit = (day - timedelta(days=KEPT_DAYS)).isoformat()
    old = [row for row in earlier if row.date != day.isoformat()]
    retired = {r.proposal_id: r.state for r in old if r.supplier in fresh and r.state in NEXT}
    gone: dict[str, list[News]] = {ident: [] for ident in retired}
    if retired:
        lines = scope.conn.execute(
            scope.select(st.proposal_line, ln.proposal_id, ln.item)
            .where(ln.store_id == store, ln.proposal_id.in_(list(retired)))
            .order_by(ln.proposal_id, ln.item)
        )
        for ident, item in lines:
            gone[ident].append(("proposal_line", f"{ident}|{item}", None))
    for before, after in NEXT.items():
        if idents := [ident for ident, state in retired.items() if state == before]:
            scope.conn.execute(
                scope.update(st.proposal)
                .where(p.store_id == store, p.proposal_id.in_(idents))
                .values(state=after)
            )
    if forgotten := [row.proposal_id for row in old if row.date < limit]:
        for table in (st.proposal_line, st.proposal):
            scope.conn.execute(
                scope.delete(table).where(
                    table.c.store_id == store, table.c.proposal_id.in_(forgotten)
                )
            )
    return [row for ident, rows in gone.items() for row in (*rows, ("proposal", ident, None))]


def _propose(
    scope: Scope, store: str, fresh: Sequence[tuple[ProposalRow, list[ProposalLineRow]]],
    before: set[str], news: list[News],
) -> int:  # fmt: skip
    """Write the day's proposals and add to ``news`` what the feed is told; gives their cost."""
    ln, replaced = st.proposal_line.c, before & {head.id for head, _ in fresh}
    gone: set[tuple[str, str]] = set()
    if replaced:
        where = (ln.store_id == store, ln.proposal_id.in_(sorted(replaced)))
        rows = scope.conn.execute(
            scope.delete(st.proposal_line).where(*where).returning(ln.proposal_id, ln.item)
        )
        gone = {(ident, item) for ident, item in rows}
    heads, lines, total = [], [], 0
    for head, mine in fresh:
        ident, cost = head.id, sum(row.packs * row.cost for row in mine)
        body = canonical(head)
        heads.append(
            {"store_id": store, "proposal_id": ident, "supplier": head.supplier,
             "date": head.date, "state": "open", "deadline": head.deadline, "cost": cost,
             "body": body}
        )  # fmt: skip
        news.append(("proposal", ident, body))
        for row in mine:
            body = canonical(row)
            lines.append(
                {"store_id": store, "proposal_id": ident, "item": row.item, "packs": row.packs,
                 "habit": row.habit, "body": body}
            )  # fmt: skip
            news.append(("proposal_line", f"{ident}|{row.item}", body))
        left = {item for of, item in gone if of == ident} - {row.item for row in mine}
        news += [("proposal_line", f"{ident}|{item}", None) for item in sorted(left)]
        total += cost
    scope.upsert(st.proposal, heads)
    scope.insert(st.proposal_line, lines)
    return total


def _head(
    supplier: Supplier, rows: Sequence[ProposalLineRow], day: date, room: int,
    missing: tuple[str, ...],
) -> ProposalRow:  # fmt: skip
    return ProposalRow(
        id=rows[0].proposal, supplier=supplier.code, supplier_name=supplier.name,
        date=day.isoformat(), delivery=(day + timedelta(days=supplier.lead_days)).isoformat(),
        deadline=supplier.deadline(day), budget=room, lines=len(rows),
        risk_bp=sum(_chosen(row).risk_bp for row in rows) // len(rows),
        waste=sum(_chosen(row).waste * row.cost // row.pack for row in rows), missing=missing,
    )  # fmt: skip


def _chosen(row: ProposalLineRow) -> Choice:
    """Choices are for none, one, two and so on."""
    return row.choices[min(row.packs, len(row.choices) - 1)]


def _tell_of_supply(scope: Scope, store: str, chain: Chain, known: Known) -> bool:
    """Suppliers and packs, when they are not what the store was told of last; whether it is the
    first time."""
    total = hashlib.sha256(repr(sorted(chain.suppliers.items())).encode())
    total.update(known.range.told)
    mark = total.hexdigest()
    held = scope.conn.execute(_FED, {"store": store}).scalar_one_or_none()
    if held != mark:
        mine = {pack.item: pack for pack in known.range.packs}
        tell_store(scope, store, chain.suppliers, mine, set(mine))
        _put_state(scope, store, fed=mark)
    return not held


def _locked(scope: Scope, store: str) -> int:
    """Hold the store until the transaction ends; gives where its feed stands."""
    return int(scope.conn.execute(_HEAD, {"store": store}).scalar_one())


def _remember(
    scope: Scope, store: str, known: Known, plan: StorePlan, day: date, place: int
) -> None:
    trade, kept = known.trade, iter(plan.kept)
    values: dict[str, str | bytes] = {"planned": day.isoformat()}
    marks = trade.marks
    if trade.settled is not None:
        aside = trade.settled.after == ASIDE
        values["settled"] = trade.settled.until
        values["body"] = _laid_aside(scope, store) if aside else next(kept)
        marks -= fold(scope, store, trade.settled.until)
    _put_state(scope, store, **values)
    if trade.aside is not None:
        row = {"store_id": store, "settled": trade.aside.until, "body": next(kept)}
        scope.upsert(pt.plan_next, [row])
    if known.packed:
        scope.upsert(pt.plan_range, [{"store_id": store, "body": known.packed}])
    eve = (day - timedelta(days=1)).isoformat()
    scope.upsert(
        pt.plan_recent,
        [
            {"store_id": store, "learned": eve, "marks": marks, "place": place,
             "days": msgspec.msgpack.encode(trade.kept), "body": plan.state}
        ],
    )  # fmt: skip


def _laid_aside(scope: Scope, store: str) -> bytes:
    query = scope.select(pt.plan_next, pt.plan_next.c.body).where(pt.plan_next.c.store_id == store)
    return bytes(scope.conn.execute(query).scalar_one())


def _put_state(scope: Scope, store: str, **values: str | bytes) -> None:
    where = st.plan_state.c.store_id == store
    if scope.conn.execute(_FED, {"store": store}).first() is None:
        row = {"store_id": store, "settled": "", "planned": "", "fed": "", "body": b""}
        scope.insert(st.plan_state, [row | values])
    else:
        scope.conn.execute(scope.update(st.plan_state).where(where).values(values))


_p, _s = st.proposal.c, st.plan_state.c
_PROPOSALS = (
    select(_p.proposal_id, _p.supplier, _p.date, _p.state)
    .where(_p.store_id == bindparam("store"))
    .where(
        _p.state.in_(tuple(NEXT)) | (_p.date == bindparam("day")) | (_p.date < bindparam("limit"))
    )
    .order_by(_p.proposal_id)
)
_FED = select(_s.fed).where(_s.store_id == bindparam("store"))
_PLANNED = select(_s.planned).where(_s.store_id == bindparam("store"))
_HEAD = select(t.store.c.feed_seq).where(t.store.c.store_id == bindparam("store")).with_for_update()
