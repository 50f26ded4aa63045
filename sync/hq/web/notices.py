"""Words from HQ to the tills: written here, shown there until a day."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import and_, func

from sync.hq.store import catalogue
from sync.hq.store import tables as t
from sync.hq.store.catalogue import CatalogueError
from sync.hq.store.database import ALL_STORES, Scope
from sync.hq.web.asking import Answer, Ask, Go, Page
from sync.hq.web.audience import Audience, UnclearError, audience, chosen
from sync.hq.web.entries import day
from sync.hq.web.goods_words import catalogue_words
from sync.wire.feed import NoticeRow

LONGEST_TITLE = 60
LONGEST_TEXT = 1_000
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice over the stores that have it; ``where`` names the store when it is one."""

    notice: NoticeRow
    stores: int
    where: str


def show(ask: Ask) -> Answer:
    until = (ask.today + timedelta(days=7)).isoformat()
    filled = {"title": "", "text": "", "until": until}
    return _page(ask, audience(ask, {"store": ask.query.get("store", "")}), filled, "")


def _page(ask: Ask, whom: Audience, filled: dict[str, str], trouble: str) -> Page:
    with ask.hq.database.reading(ALL_STORES) as scope:
        posted = _posted(scope)
    values = {
        "whom": whom,
        "filled": filled,
        "trouble": trouble,
        "posted": posted,
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
        "first": ask.today.isoformat(),
    }
    status = 400 if trouble else 200
    return Page(template="notices.html", values=values, status=status, here="/notices")


def _posted(scope: Scope) -> list[Posted]:
    f, s = t.feed.c, t.store.c
    rows = scope.conn.execute(
        scope.select(t.store, f.body, func.count(), func.min(s.name))
        .select_from(t.store)
        .join(t.feed, and_(f.store_id == s.store_id, f.tab == "notice"))
        .where(f.body.is_not(None))
        .group_by(f.key, f.body)
    )
    decoder = msgspec.json.Decoder(NoticeRow)
    found = [
        Posted(decoder.decode(bytes(body)), int(number), name if number == 1 else "")
        for body, number, name in rows
    ]
    return sorted(found, key=lambda p: -p.notice.at)[:MOST_SHOWN]


def send(ask: Ask) -> Answer:
    form = ask.form
    whom = audience(ask, form)
    filled = {name: form.get(name, "").strip() for name in ("title", "text", "until")}
    try:
        stores = chosen(ask, whom)
        notice = _notice(ask, filled)
        catalogue.put(ask.hq.database, stores, [notice])
        ask.noted("notice_sent", stores, title=notice.title)
    except UnclearError as error:
        return _page(ask, whom, filled, str(error))
    except CatalogueError as error:
        return _page(ask, whom, filled, catalogue_words(ask, error.code))
    return Go(path="/notices", told="notice_sent", query={"n": str(len(stores))})


def _notice(ask: Ask, filled: dict[str, str]) -> NoticeRow:
    title, text = filled["title"], filled["text"]
    if not title or len(title) > LONGEST_TITLE:
        raise UnclearError(ask.say("标题要 1 到 {n} 个字", n=LONGEST_TITLE))
    if len(text) > LONGEST_TEXT:
        raise UnclearError(ask.say("正文最多 {n} 个字", n=LONGEST_TEXT))
    last = day(filled["until"]) if filled["until"] else None
    if filled["until"] and last is None:
        raise UnclearError(ask.say("到期的日期不对"))
    if last is not None and last < ask.today:
        raise UnclearError(ask.say("到期日期已经过去了"))
    until = ask.midnight(last + timedelta(days=1)) if last else 0
    return NoticeRow(id=f"n{secrets.token_hex(6)}", at=ask.now, title=title, text=text, until=until)


def drop(ask: Ask) -> Answer:
    """Take a notice back from every store that has it."""
    key = ask.form.get("id", "")[:32]
    f = t.feed.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        holders = list(
            scope.conn.execute(
                scope.select(t.store, f.store_id)
                .select_from(t.store)
                .join(t.feed, and_(f.store_id == t.store.c.store_id, f.tab == "notice"))
                .where(f.key == key, f.body.is_not(None))
            ).scalars()
        )
    catalogue.remove(ask.hq.database, holders, [("notice", key)])
    if holders:
        ask.noted("notice_dropped", holders, notice=key)
    return Go(path="/notices", told="notice_dropped")
