"""What is in no book: facts in quarantine, forks of a chain, alarms of tills."""

from __future__ import annotations

import json

from sync.hq.store import quarantine
from sync.hq.store.database import ALL_STORES
from sync.hq.store.quarantine import Trouble
from sync.hq.web.asking import Answer, Ask, Go, Leaf, Page, SorryError

PAGE_SIZE = 25
SHOWN_CHARS = 20_000


def trouble(ask: Ask) -> Answer:
    store_id = ask.query.get("store", "")[:16]
    with ask.hq.database.reading(ALL_STORES) as scope:
        number = ask.page_number()
        found, count = quarantine.troubles(
            scope, store_id=store_id, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
        forks = quarantine.forks(scope, store_id=store_id)
        alarms = quarantine.alarmed(scope)
    pages = max(1, -(-count // PAGE_SIZE))
    values = {
        "store": store_id,
        "page": Leaf(found, min(number, pages), pages, count),
        "forks": forks,
        "alarms": [a for a in alarms if not store_id or a.store_id == store_id],
        "reason": lambda one: reason(ask, one),
        "alarm_words": lambda text: alarm_words(ask, text),
        "pretty": pretty,
    }
    return Page(template="trouble.html", values=values)


def reason(ask: Ask, one: Trouble) -> str:
    """Why a fact is in no book, in an operator's words."""
    known = {
        "place": ask.say("写的门店、收银机或序号与来处不符"),
        "bad id": ask.say("编号不合规"),
        "bad time": ask.say("日期或时间不合规"),
        "bad amount": ask.say("金额或数量大得不合理"),
        "bad line": ask.say("商品行不合规"),
        "too large": ask.say("单条内容太大"),
        "id taken": ask.say("编号已被另一条占用"),
    }
    if one.state == "fork":
        return ask.say("与总部已有的链在同一序号上内容不同")
    return known.get(one.reason) or ask.say("总部的程序读不懂:{why}", why=one.reason)


def alarm_words(ask: Ask, alarm: str) -> str:
    """An alarm as the store keeps it (``fork at 1-5``), in words."""
    what, _, place = alarm.rpartition(" at ")
    if what == "fork":
        return ask.say("链分叉,在 {place}", place=place)
    if what == "id taken":
        return ask.say("编号重复,在 {place}", place=place)
    return alarm


def pretty(payload: bytes) -> str:
    """The fact's JSON, indented; for what is no JSON, its text as far as it can be read."""
    try:
        text = json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = payload.decode("utf-8", "replace")
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + " …"


def _place(ask: Ask) -> tuple[str, int, int]:
    device, epoch, seq = (ask.form.get(name, "") for name in ("device", "epoch", "seq"))
    if not (epoch.isascii() and epoch.isdigit() and seq.isascii() and seq.isdigit()):
        raise SorryError(400, ask.say("没有这条记录"))
    if len(epoch) > 9 or len(seq) > 15:
        raise SorryError(404, ask.say("没有这条记录"))
    return device, int(epoch), int(seq)


def try_again(ask: Ask) -> Answer:
    """Digest one fact once more."""
    place = _place(ask)
    with ask.hq.database.operator() as scope:
        try:
            why = quarantine.retry(scope, *place)
            told = "digested" if not why else "still"
            ask.note(scope, f"retried_{told}", at=f"{place[1]}-{place[2]}", device=place[0])
        except LookupError as error:
            raise SorryError(404, ask.say("没有这条记录")) from error
    return Go(path="/trouble", told="still" if why else "digested")


def try_all_again(ask: Ask) -> Answer:
    with ask.hq.database.operator() as scope:
        good, left = quarantine.retry_all(scope)
        ask.note(scope, "retried_all", good=good, left=left)
    return Go(path="/trouble", told="all_digested", query={"n": str(good)})


def acknowledge(ask: Ask) -> Answer:
    with ask.hq.database.operator() as scope:
        device, alarm = ask.form.get("device", ""), ask.form.get("alarm", "")
        done = quarantine.acknowledge(scope, device, alarm)
        if done:
            ask.note(scope, "alarm_seen", alarm=alarm, device=device)
    return Go(path="/trouble", told="acknowledged" if done else "alarm_changed")
