"""Who at HQ did what when: written with the deed, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope

COMMAND = "xipu hq"
"""Who did it on the command line; no account of the console can have this name."""
MOST_CHARS = 200
"""Of one detail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """``at`` UTC ms; ``place`` a store's id or empty; ``details`` by name, as the deed needs."""

    at: int
    who: str
    what: str
    place: str
    details: Mapping[str, str]


def note(scope: Scope, at: int, who: str, what: str, place: str = "", /, **details: object) -> None:
    """Write a deed down in the caller's transaction: with it, or not at all."""
    kept = {name: str(value)[:MOST_CHARS] for name, value in details.items()}
    scope.insert(
        t.operator_log,
        [
            {
                "at": at,
                "who": who[:40],
                "deed": what,
                "place": place[:16],
                "details": json.dumps(kept, ensure_ascii=False),
            }
        ],
    )


def deeds(
    scope: Scope, *, who: str = "", what: str = "", place: str = "", limit: int, offset: int = 0
) -> tuple[list[Deed], int]:
    """Deeds, the latest first, and how many there are in all."""
    c = t.operator_log.c
    bound = [
        column == value
        for column, value in ((c.who, who), (c.deed, what), (c.place, place))
        if value
    ]
    query = scope.select(t.operator_log).where(*bound)
    number = scope.conn.execute(
        scope.select(t.operator_log, func.count()).where(*bound)
    ).scalar_one()
    rows = scope.conn.execute(query.order_by(c.id.desc()).limit(limit).offset(offset))
    found = [
        Deed(
            at=row.at, who=row.who, what=row.deed, place=row.place, details=json.loads(row.details)
        )
        for row in rows
    ]
    return found, int(number)


def doers(scope: Scope) -> list[str]:
    """Everyone who ever did anything, by name."""
    c = t.operator_log.c
    query = scope.select(t.operator_log, c.who).distinct().order_by(c.who)
    return list(scope.conn.execute(query).scalars())
