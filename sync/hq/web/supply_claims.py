"""Claims and goods sent back that wait for an operator: grant or refuse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.store.supply_credits import RETURN
from sync.hq.store.supply_decisions import DecidedError, grant, refuse
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError, leaf
from sync.hq.web.supply_said import said_words
from sync.wire.facts import ClaimMade, GoodsSentBack
from sync.wire.supply import ClaimLine, ReceivedLine

PAGE_SIZE = 40
SHOWN = 400
MOST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim with its lines; ``sent`` are the shipment's lines by item.

    ``taken``: thousandths of each line of a return that were credited.
    """

    row: Any
    lines: tuple[ClaimLine | ReceivedLine, ...]
    sent: dict[str, Any]
    taken: dict[int, int]


def reason_words(ask: Ask) -> dict[str, str]:
    return {
        "short": ask.say("短少"),
        "over": ask.say("多送"),
        "damaged": ask.say("破损"),
        "wrong": ask.say("送错"),
        "expired": ask.say("过期"),
    }


def state_words(ask: Ask) -> dict[str, str]:
    return {
        "open": ask.say("等着定"),
        "granted": ask.say("已同意"),
        "refused": ask.say("已拒绝"),
    }


def claims(ask: Ask) -> Answer:
    show = ask.query.get("show", "open")
    show = show if show in ("open", "granted", "refused") else "open"
    c, x, ln = st.claim.c, st.shipment_line.c, st.claim_line.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        rows = scope.conn.execute(
            scope.select(st.claim, st.claim, t.store.c.name)
            .join(t.store, t.store.c.store_id == c.store_id)
            .where(c.state == show)
            .order_by(c.at.desc(), c.store_id, c.claim_id)
            .limit(SHOWN)
        ).all()
        lines = scope.conn.execute(
            scope.select(st.shipment_line).where(
                x.shipment_id.in_(sorted({row.shipment_id for row in rows}))
            )
        ).all()
        back = [row.claim_id for row in rows if row.kind == RETURN]
        kept = scope.conn.execute(scope.select(st.claim_line).where(ln.claim_id.in_(back))).all()
    taken: dict[tuple[str, str], dict[int, int]] = {}
    for line in kept:
        taken.setdefault((line.store_id, line.claim_id), {})[line.no] = line.taken
    sent: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        sent.setdefault((line.store_id, line.shipment_id), {})[line.item] = line
    found = [
        Claimed(
            row=row, lines=_lines(row), sent=sent.get((row.store_id, row.shipment_id), {}),
            taken=taken.get((row.store_id, row.claim_id), {}),
        )
        for row in rows
    ]  # fmt: skip
    values = {
        "page": leaf(found, ask.page_number(), PAGE_SIZE), "show": show,
        "states": state_words(ask), "reasons": reason_words(ask), "most_note": MOST_NOTE,
        "said_words": partial(said_words, ask),
    }  # fmt: skip
    return Page(template="supply_claims.html", values=values)


def _lines(row: Any) -> tuple[ClaimLine | ReceivedLine, ...]:  # noqa: ANN401 - a row of claim
    body = bytes(row.body)
    if row.kind == "claim":
        return msgspec.json.decode(body, type=ClaimMade).lines
    return msgspec.json.decode(body, type=GoodsSentBack).lines


def decide(ask: Ask) -> Answer:
    """Grant or refuse one claim; refusing needs a word for the shop."""
    form = ask.form
    store, claim = form.get("store", "")[:16], form.get("claim", "")[:64]
    yes, note = form.get("deed") == "grant", form.get("note", "").strip()[:MOST_NOTE]
    who = ask.session.account if ask.session else ""
    if not yes and not note:
        raise SorryError(400, ask.say("拒绝要写原因,门店看得到"))
    try:
        with ask.hq.database.scope(store) as scope:
            if yes:
                fen = grant(scope, store, claim, who, ask.now)
                ask.note(scope, "claim_granted", store, claim=claim, fen=fen)
            else:
                refuse(scope, store, claim, who, note)
                ask.note(scope, "claim_refused", store, claim=claim, title=note)
    except LookupError as error:
        raise SorryError(404, ask.say("没有这个索赔")) from error
    except DecidedError as error:
        raise SorryError(409, ask.say("这个索赔已经处理过了")) from error
    return Go(path="/supply/claims", told="claim_granted" if yes else "claim_refused")
