"""A store's plan into its feed: one transaction, the same date once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import numpy as np

from sync.hq.planning.gather import Chain, Known
from sync.hq.planning.task import PlannedLine, StorePlan
from sync.hq.store import supply_assortment as assortment
from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply import Supplier, packs, packs_of, suppliers, tell_store
from sync.hq.store.supply_ledger import tell_account
from sync.wire.feed import canonical
from sync.wire.feed_row import Row
from sync.wire.supply import Choice
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

KEPT_DAYS = 60
"""How long HQ remembers what it proposed."""


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
    planned = scope.conn.execute(
        scope.select(st.plan_state, st.plan_state.c.planned).where(
            st.plan_state.c.store_id == store
        )
    ).scalar_one_or_none()
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
    lock_store(scope, store)
    _tell_of_supply(scope, store, chain, known)
    ordered, instead = _ordered(scope, store, day), _stood_in_for(known)
    fresh: list[tuple[Supplier, list[ProposalLineRow]]] = []
    for code, supplier in chain.suppliers.items():
        ident = proposal_id(day, code)
        mine = [ln for ln in plan.lines if known.packs[ln.at].supplier == code]
        if mine and ident not in ordered:
            rows = [_line_row(ident, known, line, instead.get(line.at, ())) for line in mine]
            fresh.append((supplier, rows))
    _retire(scope, store, day, {s.code for s, _ in fresh})
    room = known.task.budget or 0
    missing = _missing(known, plan)
    total = sum(
        _propose(scope, store, supplier, rows, day, room, missing.get(supplier.code, ()))
        for supplier, rows in fresh
    )
    listed = 0
    if around is not None:
        prices = dict(zip(known.task.items, map(int, known.prices), strict=True))
        listed = assortment.propose(scope, store, around, day.isoformat(), prices)
    _remember(scope, store, known, plan, day)
    tell_account(scope, store)
    return Written(
        store=store, proposals=len(fresh), lines=sum(len(rows) for _, rows in fresh), cost=total,
        listed=listed, skipped=plan.skipped,
    )  # fmt: skip


def proposal_id(day: date, supplier: str) -> str:
    return f"p{day:%Y%m%d}-{supplier}"


def _ordered(scope: Scope, store: str, day: date) -> set[str]:
    p = st.proposal.c
    rows = scope.conn.execute(
        scope.select(st.proposal, p.proposal_id).where(
            p.store_id == store, p.date == day.isoformat(), p.state == "ordered"
        )
    ).scalars()
    return set(rows)


def _line_row(
    ident: str, known: Known, line: PlannedLine, instead: Sequence[str]
) -> ProposalLineRow:
    """``instead``: names of goods that it stands in for."""
    goods, pack = known.goods[line.at], known.packs[line.at]
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
        code = known.packs[at].supplier
        found[code] = (*found.get(code, ()), known.goods[at].name)
    return found


def _stood_in_for(known: Known) -> dict[int, list[str]]:
    """By position the names of goods that it stands in for."""
    found: dict[int, list[str]] = {}
    to = known.task.stand_in
    if to is not None:
        for n in np.flatnonzero(to >= 0):
            found.setdefault(int(to[n]), []).append(known.goods[n].name)
    return found


def _retire(scope: Scope, store: str, day: date, fresh: set[str]) -> None:
    """Take earlier proposals of these suppliers out of the feed, forget those of long ago."""
    p, ln = st.proposal.c, st.proposal_line.c
    old = scope.conn.execute(
        scope.select(st.proposal)
        .where(p.store_id == store, p.supplier.in_(sorted(fresh)))
        .where(p.state.in_(("open", "ordered")), p.date != day.isoformat())
        .order_by(p.proposal_id)
    ).all()
    gone: list[tuple[str, str, Row | None]] = []
    for row in old:
        items = scope.conn.execute(
            scope.select(st.proposal_line, ln.item)
            .where(ln.store_id == store, ln.proposal_id == row.proposal_id)
            .order_by(ln.item)
        ).scalars()
        gone += [("proposal_line", f"{row.proposal_id}|{item}", None) for item in items]
        gone.append(("proposal", row.proposal_id, None))
        state = "lapsed" if row.state == "open" else "done"
        scope.conn.execute(
            scope.update(st.proposal)
            .where(p.store_id == store, p.proposal_id == row.proposal_id)
            .values(state=state)
        )
    put_in(scope, store, gone)
    limit = (day - timedelta(days=KEPT_DAYS)).isoformat()
    forgotten = scope.select(st.proposal, p.proposal_id).where(p.store_id == store, p.date < limit)
    idents = list(scope.conn.execute(forgotten).scalars())
    if idents:
        for table in (st.proposal_line, st.proposal):
            scope.conn.execute(
                scope.delete(table).where(
                    table.c.store_id == store, table.c.proposal_id.in_(idents)
                )
            )


def _propose(
    scope: Scope, store: str, supplier: Supplier, rows: Sequence[ProposalLineRow], day: date,
    room: int, missing: tuple[str, ...],
) -> int:  # fmt: skip
    ident, cost = rows[0].proposal, sum(row.packs * row.cost for row in rows)
    head = ProposalRow(
        id=ident, supplier=supplier.code, supplier_name=supplier.name, date=day.isoformat(),
        delivery=(day + timedelta(days=supplier.lead_days)).isoformat(),
        deadline=supplier.deadline(day), budget=room, lines=len(rows),
        risk_bp=sum(_chosen(row).risk_bp for row in rows) // len(rows),
        waste=sum(_chosen(row).waste * row.cost // row.pack for row in rows), missing=missing,
    )  # fmt: skip
    where = (st.proposal_line.c.store_id == store, st.proposal_line.c.proposal_id == ident)
    before = scope.conn.execute(
        scope.delete(st.proposal_line).where(*where).returning(st.proposal_line.c.item)
    ).scalars()
    gone = set(before) - {row.item for row in rows}
    scope.upsert(
        st.proposal,
        [
            {"store_id": store, "proposal_id": ident, "supplier": supplier.code,
             "date": day.isoformat(), "state": "open", "deadline": head.deadline, "cost": cost,
             "body": msgspec.json.encode(head)}
        ],
    )  # fmt: skip
    scope.insert(
        st.proposal_line,
        [
            {"store_id": store, "proposal_id": ident, "item": row.item, "packs": row.packs,
             "habit": row.habit, "body": msgspec.json.encode(row)}
            for row in rows
        ],
    )  # fmt: skip
    told: list[tuple[str, str, Row | None]] = [("proposal", ident, head)]
    told += [("proposal_line", f"{ident}|{row.item}", row) for row in rows]
    told += [("proposal_line", f"{ident}|{item}", None) for item in sorted(gone)]
    put_in(scope, store, told)
    return cost


def _chosen(row: ProposalLineRow) -> Choice:
    return min(row.choices, key=lambda c: abs(c.packs - row.packs))


def _tell_of_supply(scope: Scope, store: str, chain: Chain, known: Known) -> None:
    """Suppliers and packs, when they are not what the store was told of last."""
    mine = packs_of(scope, store, chain.packs)
    items = {goods.id for goods in known.goods}
    mark = _mark(chain, [canonical(mine[item].row()) for item in sorted(items & set(mine))])
    held = scope.conn.execute(
        scope.select(st.plan_state, st.plan_state.c.fed).where(st.plan_state.c.store_id == store)
    ).scalar_one_or_none()
    if held != mark:
        tell_store(scope, store, chain.suppliers, mine, items)
        _put_state(scope, store, fed=mark)


def _mark(chain: Chain, rows: Sequence[bytes]) -> str:
    total = hashlib.sha256(repr(sorted(chain.suppliers.items())).encode())
    for row in rows:
        total.update(row)
    return total.hexdigest()


def _remember(scope: Scope, store: str, known: Known, plan: StorePlan, day: date) -> None:
    _put_state(scope, store, settled=known.settled, planned=day.isoformat(), body=plan.state)


def _put_state(scope: Scope, store: str, **values: str | bytes) -> None:
    where = st.plan_state.c.store_id == store
    held = scope.conn.execute(scope.select(st.plan_state, st.plan_state.c.fed).where(where)).first()
    if held is None:
        row = {"store_id": store, "settled": "", "planned": "", "fed": "", "body": b""}
        scope.insert(st.plan_state, [row | values])
    else:
        scope.conn.execute(scope.update(st.plan_state).where(where).values(values))
