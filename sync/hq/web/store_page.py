"""One store: its tills and their chains, two weeks of turnover, what sells and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.devices import is_store_id
from sync.hq.store.projections import stock
from sync.hq.web import chain_view as view
from sync.hq.web.asking import Answer, Ask, Page, SorryError
from sync.hq.web.charts import Bar, columns, scale_marks
from sync.hq.web.figures import money, short_yuan
from sync.hq.web.words import Words

DAYS = 14
TOP = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """What an item sold in the last two weeks, and how many thousandths are left of it."""

    item: str
    name: str
    qty: int
    amount: int
    left: int
    days_left: int | None


def days_left(qty: int, left: int) -> int | None:
    """How long the rest lasts at the pace of those two weeks; None when it cannot be told."""
    return left * DAYS // qty if qty > 0 and left > 0 else None


def store(ask: Ask) -> Answer:
    store_id = ask.parts["store"]
    if not is_store_id(store_id):
        raise SorryError(404, ask.say("没有这家门店"))
    first = ask.today - timedelta(days=DAYS - 1)
    with ask.hq.database.reading(store_id) as scope:
        row = scope.conn.execute(
            scope.select(t.store).where(t.store.c.store_id == store_id)
        ).first()
        if row is None:
            raise SorryError(404, ask.say("没有这家门店"))
        tills = view.tills(scope, revoked=True)
        trouble = view.troubles(scope).get(store_id, 0)
        days = _days(scope, first, ask.today)
        sellers = _sellers(scope, first, ask.today)
    today = days.get(ask.today, (0, 0, 0))
    values = {
        "store": row,
        "tills": [till for till in tills if till.revoked_at is None],
        "gone": [till for till in reversed(tills) if till.revoked_at is not None],
        "trouble": trouble,
        "today": {"sales": today[0], "turnover": today[1], "refunds": today[2]},
        "fortnight": sum(day[1] for day in days.values()),
        "chart": day_chart(ask, days, first),
        "sellers": sellers,
        "most": max((seller.amount for seller in sellers), default=0),
    }
    return Page(template="store.html", values=values)


def _days(scope: Scope, first: date, last: date) -> dict[date, tuple[int, int, int]]:
    """Sales, turnover and refunds by day."""
    d = t.sales_day.c
    rows = scope.conn.execute(
        scope.select(
            t.sales_day, d.date, func.sum(d.sales), func.sum(d.turnover), func.sum(d.refunds)
        )
        .where(d.date.between(first.isoformat(), last.isoformat()))
        .group_by(d.date)
    )
    return {date.fromisoformat(day): (int(n), int(due), int(back)) for day, n, due, back in rows}


def _sellers(scope: Scope, first: date, last: date) -> list[Seller]:
    i = t.sales_item.c
    rows = scope.conn.execute(
        scope.select(t.sales_item, i.item, func.max(i.name), func.sum(i.qty), func.sum(i.amount))
        .where(i.date.between(first.isoformat(), last.isoformat()))
        .group_by(i.item)
        .order_by(func.sum(i.amount).desc(), i.item)
        .limit(TOP)
    ).all()
    left = stock(scope)
    return [
        Seller(
            item=item,
            name=name,
            qty=int(qty),
            amount=int(amount),
            left=left.get(item, 0),
            days_left=days_left(int(qty), left.get(item, 0)),
        )
        for item, name, qty, amount in rows
    ]


def weekday(words: Words, day: date) -> str:
    names = (
        words.say("一"), words.say("二"), words.say("三"), words.say("四"),
        words.say("五"), words.say("六"), words.say("日"),
    )  # fmt: skip
    return names[day.weekday()]


def day_chart(ask: Ask, days: Mapping[date, Sequence[int]], first: date) -> Any:  # noqa: ANN401 - drawn by a template
    """Two weeks day by day; today is not over and so marked."""
    bars = []
    for n in range(DAYS):
        day = first + timedelta(days=n)
        sales, turnover, _ = days.get(day, (0, 0, 0))
        told = ask.say("{day}:{money},{n} 单", day=f"{day:%m-%d}", money=money(turnover), n=sales)
        mark = f"{day.day} {weekday(ask.words, day)}"
        bars.append(Bar(mark=mark, value=turnover, told=told, unfinished=day == ask.today))
    marks = [
        (value, short_yuan(value, ask.words))
        for value in scale_marks(max(bar.value for bar in bars))
    ]
    return columns(bars, marks=marks, width=720, height=190)
