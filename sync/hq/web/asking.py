"""What a page is asked and what it answers: the console's pages are functions from one to other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sync.hq.service import Hq
from sync.hq.store import operator_log
from sync.hq.store.database import Scope
from sync.hq.web.sessions import Session
from sync.hq.web.words import Words

MOST_TEXT = 4_000
"""Characters of one field of a form or query; more is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, read and cleaned: no text in here is longer than it should be or holds a NUL."""

    hq: Hq
    words: Words
    session: Session | None
    csrf: str
    path: str
    zone: timedelta
    token: str = ""
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None
    now: int = 0

    def note(self, scope: Scope, what: str, place: str = "", /, **details: object) -> None:
        """Write down that this operator did that, in the deed's own transaction."""
        who = self.session.account if self.session else ""
        operator_log.note(scope, self.now, who, what, place, **details)

    def noted(self, what: str, stores: Sequence[str], /, **details: object) -> None:
        """Write a deed down that was done to these stores, each in a transaction of its own."""
        place = stores[0] if len(stores) == 1 else ""
        with self.hq.database.operator() as scope:
            self.note(scope, what, place, stores=len(stores), **details)

    def say(self, text: str, **values: object) -> str:
        return self.words.say(text, **values)

    @property
    def today(self) -> date:
        """The day at HQ's place."""
        return self.local(self.now).date()

    def local(self, at: int) -> datetime:
        """A time (UTC ms) as the clock on HQ's wall shows it."""
        return datetime.fromtimestamp(at / 1000, UTC) + self.zone

    def midnight(self, day: date) -> int:
        """When that day begins at HQ's place, UTC ms."""
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - self.zone
        return int(start.timestamp() * 1000)

    def link(self, **changes: object) -> str:
        """This page with other choices in its query; an empty one is left out."""
        kept = {k: v for k, v in self.query.items() if k not in ("page", "told")}
        merged = kept | {name: str(value) for name, value in changes.items()}
        query = urlencode({name: value for name, value in merged.items() if value})
        return f"?{query}" if query else self.path.partition("?")[0]

    def page_number(self) -> int:
        """The wanted page of a list, from 1."""
        text = self.query.get("page", "1")
        return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to be drawn. ``here`` is where reloading it leads, when that is not its own path."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    here: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """On to another page, with what was done told there. An empty cookie is taken away."""

    path: str
    told: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        query = dict(self.query) | ({"told": self.told} if self.told else {})
        joined = "&" if "?" in self.path else "?"
        return f"{self.path}{joined}{urlencode(query)}" if query else self.path


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """One leaf of a long list: its lines, its number from 1, how many there are, lines in all."""

    lines: Sequence[T]
    number: int
    of: int
    total: int


def leaf(lines: Sequence[T], number: int, size: int) -> Leaf[T]:
    """That page of a list that is at hand; beyond the end the last one."""
    of = max(1, -(-len(lines) // size))
    number = min(number, of)
    return Leaf(lines[(number - 1) * size : number * size], number, of, len(lines))


Answer = Page | Go
Work = Callable[[Ask], Answer]


class SorryError(Exception):
    """Something that cannot be shown or done: a status and a sentence for the operator."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def clean(text: str, most: int = MOST_TEXT) -> str:
    """Text that can be stored anywhere: no control characters but line ends, no half letters."""
    kept = "".join(c for c in text[: most * 2] if c == "\n" or (c.isprintable() and c != "\ufffd"))
    return kept[:most]


def safe_path(path: str) -> str:
    """A path of this console, or the overview: nobody is led elsewhere by a made-up link."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and path.isprintable() and len(path) < 400 else "/"
