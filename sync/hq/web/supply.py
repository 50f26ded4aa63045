"""Supply in the console: what a store is proposed and why; what a town asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import func

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.web.asking import Answer, Ask, Page, leaf
from sync.hq.web.audience import looked_at
from sync.hq.web.chain_view import regions
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

PAGE_SIZE = 50
ASKED_DAYS = (7, 28, 90)
MOST_ASKED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A line of a proposal and what the owner made of it; ``why`` in the reader's language."""

    row: ProposalLineRow
    ordered: int | None
    reason: str
    why: str


def plan(ask: Ask) -> Answer:
    """The proposals of one store, the latest first; the chosen one in full."""
    stores, store = looked_at(ask, ask.query.get("store", "")[:16])
    chosen = ask.query.get("proposal", "")[:64]
    heads: list[tuple[ProposalRow, str]] = []
    lines: list[Proposed] = []
    if store:
        p, ln = st.proposal.c, st.proposal_line.c
        with ask.hq.database.reading(store) as scope:
            found = scope.conn.execute(
                scope.select(st.proposal, p.body, p.state)
                .order_by(p.date.desc(), p.supplier)
                .limit(30)
            )
            heads = [(_decode(body, ProposalRow), state) for body, state in found]
            known = [head.id for head, _ in heads]
            chosen = chosen if chosen in known else next(iter(known), "")
            rows = scope.conn.execute(
                scope.select(st.proposal_line, ln.body, ln.ordered, ln.reason).where(
                    ln.proposal_id == chosen
                )
            )
            lines = [_proposed(ask, *row) for row in rows]
    lines.sort(key=lambda one: (-one.row.packs, one.row.item))
    head = next((h for h, _ in heads if h.id == chosen), None)
    values = {
        "stores": stores, "store": store, "heads": heads, "head": head,
        "page": leaf(lines, ask.page_number(), PAGE_SIZE),
        "total": sum(one.row.packs * one.row.cost for one in lines),
        "reasons": reason_words(ask),
    }  # fmt: skip
    return Page(template="supply_plan.html", values=values)


def _decode(body: Any, kind: type[Any]) -> Any:  # noqa: ANN401 - a fed row of that kind
    return msgspec.json.decode(bytes(body), type=kind)


def _proposed(ask: Ask, body: bytes, ordered: int | None, reason: str) -> Proposed:
    row: ProposalLineRow = _decode(body, ProposalLineRow)
    why = row.why_en if ask.words.language == "en" else row.why_zh
    return Proposed(row=row, ordered=ordered, reason=reason, why=why)


def reason_words(ask: Ask) -> dict[str, str]:
    """Why an owner changed a line."""
    return {
        "holiday": ask.say("过节"),
        "event": ask.say("有活动"),
        "no_room": ask.say("没地方放"),
        "no_cash": ask.say("周转不开"),
        "other": ask.say("别的原因"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for: how often, for how much (thousandths), in how many shops."""

    words: str
    item: str
    times: int
    qty: int
    shops: int
    last: str


def asked(ask: Ask) -> Answer:
    """What customers asked for in vain, grouped by goods, or by words where nobody knew them."""
    days = ask.query.get("days", "")
    number = int(days) if days in {str(n) for n in ASKED_DAYS} else ASKED_DAYS[1]
    region = ask.query.get("region", "")[:80]
    first = (ask.today - timedelta(days=number - 1)).isoformat()
    a, s = st.asked.c, t.store.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        places = regions(scope)
        query = (
            scope.select(
                st.asked, a.item, func.max(a.asked), func.count(), func.sum(a.qty),
                func.count(a.store_id.distinct()), func.max(a.date),
            )
            .join(t.store, s.store_id == a.store_id)
            .where(a.date >= first)
        )  # fmt: skip
        if region:
            query = query.where(s.region == region)
        key = func.lower(func.trim(a.asked))
        known = scope.conn.execute(query.where(a.item != "").group_by(a.item)).all()
        unknown = scope.conn.execute(query.where(a.item == "").group_by(a.item, key)).all()
    wishes = [
        Wish(words=words, item=item, times=times, qty=int(qty), shops=shops, last=last)
        for item, words, times, qty, shops, last in (*known, *unknown)
    ]
    wishes.sort(key=lambda w: (-w.times, -w.shops, w.words))
    values = {
        "wishes": wishes[:MOST_ASKED], "days": number, "choices": ASKED_DAYS,
        "region": region, "regions": places, "times": sum(w.times for w in wishes),
        "most": max((w.times for w in wishes), default=0),
    }  # fmt: skip
    return Page(template="supply_asked.html", values=values)
