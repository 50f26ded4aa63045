"""Tills of the whole chain: lag, program, last head, last seen, clock; and revoking one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.hq.store import devices
from sync.hq.store.database import ALL_STORES
from sync.hq.web import chain_view as view
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError, leaf
from sync.hq.web.chain_view import TillLine
from sync.hq.web.figures import HOUR
from sync.hq.web.overview import SILENT_HOURS, Choice

PAGE_SIZE = 100
BEHIND = 500
"""Rows of the feed: a till further behind than one page is told apart."""
SKEW_MS = 5 * 60_000
SORTS: dict[str, Callable[[TillLine], Any]] = {
    "store": lambda d: (d.store, d.till),
    "seen": lambda d: (d.last_seen, d.store),
    "behind": lambda d: (-d.behind, d.store),
    "skew": lambda d: (-abs(d.skew_ms), d.store),
    "program": lambda d: (d.program, d.store),
}


def tills(ask: Ask) -> Answer:
    choice = Choice.read(ask, list(SORTS))
    show = ask.query.get("show", "")
    with ask.hq.database.reading(ALL_STORES) as scope:
        everyone = view.tills(scope)
    since = ask.now - choice.silent * HOUR
    tests: dict[str, Callable[[TillLine], bool]] = {
        "silent": lambda d: d.last_seen < since,
        "alarmed": lambda d: bool(d.alarm),
        "behind": lambda d: d.behind > BEHIND,
        "skewed": lambda d: abs(d.skew_ms) > SKEW_MS,
    }
    found = [d for d in everyone if _matches(d, choice.text)]
    wanted = sorted(
        (d for d in found if show not in tests or tests[show](d)), key=SORTS[choice.sort]
    )
    values = {
        "choice": choice,
        "show": show if show in tests else "",
        "silent_hours": SILENT_HOURS,
        "counts": {"": len(found)} | {n: sum(map(test, found)) for n, test in tests.items()},
        "page": leaf(wanted, ask.page_number(), PAGE_SIZE),
        "since": since,
        "late": BEHIND,
        "far": SKEW_MS,
    }
    return Page(template="tills.html", values=values)


def _matches(till: TillLine, text: str) -> bool:
    line = f"{till.store} {till.store_name} {till.region} {till.till} {till.program} {till.head}"
    return all(word in line.casefold() for word in text.casefold().split())


def _one(ask: Ask) -> TillLine:
    wanted = ask.parts["device"]
    with ask.hq.database.reading(ALL_STORES) as scope:
        device = devices.get(scope, wanted)
        found = view.tills(scope, store_id=device.store_id, revoked=True) if device else []
    for till in found:
        if till.device == wanted:
            return till
    raise SorryError(404, ask.say("没有这台收银机"))


def ask_revoke(ask: Ask) -> Answer:
    """What revoking means, before it is done."""
    return Page(template="revoke.html", values={"till": _one(ask), "trouble": ""})


def do_revoke(ask: Ask) -> Answer:
    till = _one(ask)
    if ask.form.get("sure") != "yes":
        values = {"till": till, "trouble": ask.say("请先勾选确认")}
        return Page(
            template="revoke.html", values=values, status=400, here=f"/tills/{till.device}/revoke"
        )
    with ask.hq.database.operator() as scope:
        if devices.revoke(scope, till.device, ask.now):
            ask.note(scope, "till_revoked", till.store, till=till.till, epoch=till.epoch)
    return Go(path=f"/stores/{till.store}", told="revoked")
