"""The chain on one page: today's takings, who is silent, what needs a hand; a line for a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sync.hq.store.database import ALL_STORES
from sync.hq.web import chain_view as view
from sync.hq.web.asking import Answer, Ask, Page, leaf
from sync.hq.web.chain_view import Hour, StoreLine
from sync.hq.web.charts import Bar, columns, scale_marks
from sync.hq.web.figures import HOUR, money, short_yuan

PAGE_SIZE = 50
TOP = 8
SILENT_HOURS = (1, 24, 72, 168)
DEFAULT_SILENT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the operator picked: words, a filter, since when silence counts, an order."""

    text: str
    region: str
    show: str
    silent: int
    sort: str

    @classmethod
    def read(cls, ask: Ask, sorts: Sequence[str]) -> Choice:
        """Anything that is not offered counts as not picked."""
        query = ask.query
        hours = query.get("silent", "")
        show, sort = query.get("show", ""), query.get("sort", "")
        return cls(
            text=query.get("q", "")[:80],
            region=query.get("region", "")[:80],
            show=show if show in FILTERS else "",
            silent=int(hours) if hours in {str(h) for h in SILENT_HOURS} else DEFAULT_SILENT,
            sort=sort if sort in sorts else sorts[0],
        )


FILTERS = ("silent", "alarmed", "trouble", "bare")
SORTS: dict[str, Callable[[StoreLine], Any]] = {
    "need": lambda s: (not s.alarmed, not s.trouble, -s.turnover, s.id),
    "turnover": lambda s: (-s.turnover, s.id),
    "sales": lambda s: (-s.sales, s.id),
    "seen": lambda s: (s.last_seen, s.id),
    "name": lambda s: s.id,
}


def overview(ask: Ask) -> Answer:
    choice = Choice.read(ask, list(SORTS))
    week_ago = ask.today - timedelta(days=7)
    with ask.hq.database.reading(ALL_STORES) as scope:
        stores = view.stores(scope, ask.today)
        before = view.hours_of(scope, week_ago)
        regions = view.regions(scope)
    since = ask.now - choice.silent * HOUR
    tests = _tests(since)
    near = [s for s in stores if not choice.region or s.region == choice.region]
    found = [s for s in near if view.matches(s, choice.text)]
    wanted = [s for s in found if not choice.show or tests[choice.show](s)]
    silent_first = choice.sort == "need"
    wanted.sort(key=SORTS[choice.sort])
    if silent_first:
        wanted.sort(key=lambda s: not (s.alarmed or s.trouble or tests["silent"](s)))
    sales, turnover, refunds = view.total(stores)
    hour, hours = ask.local(ask.now).hour, _by_hour(stores)
    values = {
        "choice": choice,
        "regions": regions,
        "silent_hours": SILENT_HOURS,
        "counts": {"": len(found)} | {n: sum(map(test, found)) for n, test in tests.items()},
        "needs": {n: sum(map(test, stores)) for n, test in tests.items()},
        "stores": len(stores),
        "heard": sum(bool(s.tills) and not tests["silent"](s) for s in stores),
        "page": leaf(wanted, ask.page_number(), PAGE_SIZE),
        "is_silent": tests["silent"],
        "most": max((max(s.hours) for s in wanted), default=0),
        "sales": sales,
        "turnover": turnover,
        "refunds": refunds,
        # Finished hours alone: half an hour must not be held against a whole one.
        "so_far": sum(h.turnover for h in hours[:hour]),
        "before": sum(h.turnover for h in before[:hour]),
        "chart": hour_chart(ask, hours, before),
        "top": sorted(stores, key=SORTS["turnover"])[:TOP],
    }
    return Page(template="overview.html", values=values)


def _tests(since: int) -> dict[str, Callable[[StoreLine], bool]]:
    return {
        "silent": lambda s: s.silent_since(since),
        "alarmed": lambda s: s.alarmed,
        "trouble": lambda s: s.trouble > 0,
        "bare": lambda s: not s.tills,
    }


def _by_hour(stores: Sequence[StoreLine]) -> list[Hour]:
    return [Hour(0, sum(s.hours[hour] for s in stores)) for hour in range(24)]


def hour_chart(ask: Ask, today: Sequence[Hour], before: Sequence[Hour]) -> Any:  # noqa: ANN401 - markup
    """Today's hours over those of the same day last week; without the hours of deep night that
    nobody traded in."""
    busy = [h for h in range(24) if today[h].turnover or before[h].turnover]
    first, last = min([*busy, 6]), max([*busy, 22])
    most = max(max(today[h].turnover, before[h].turnover) for h in range(first, last + 1))
    bars = [
        Bar(
            mark=str(h),
            value=today[h].turnover,
            beside=before[h].turnover,
            unfinished=h == ask.local(ask.now).hour,
            told=ask.say(
                "{hour} 点:今天 {now},上周同日 {then}",
                hour=h, now=money(today[h].turnover), then=money(before[h].turnover),
            ),
        )
        for h in range(first, last + 1)
    ]  # fmt: skip
    marks = [(value, short_yuan(value, ask.words)) for value in scale_marks(most)]
    return columns(bars, marks=marks, width=720, height=202)
