"""What a customer's page is asked and what it answers: pages are functions from one to other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from sync.hq.service import Hq
from sync.hq.web.asking import SorryError
from sync.hq.web.storefront.basket import Basket
from sync.hq.web.words import Words

OWN_WORDS = "sync.hq.web.storefront"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of a customer, read and cleaned.

    ``guard`` is what every form of ours carries, ``scripted`` says that the page's own script asks
    and wants data, ``site`` is the address of this host.
    """

    hq: Hq
    words: Words
    store: str
    shop_name: str
    guard: str
    basket: Basket
    zone: timedelta
    now: int
    site: str
    path: str
    method: str = "GET"
    scripted: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: str, **values: object) -> str:
        return self.words.say(text, **values)

    def at(self, *steps: str, **query: str) -> str:
        """A path of this shop's pages; empty choices are left out."""
        path = "/".join(("/s", self.store, *(quote(step, safe="") for step in steps)))
        wanted = {name: value for name, value in query.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path

    def in_language(self, language: str) -> str:
        """This page in that language."""
        kept = {k: v for k, v in self.query.items() if k not in ("lang", "told")}
        return f"{self.path}?{urlencode(kept | {'lang': language})}"

    def local(self, at: int) -> datetime:
        """A time (UTC ms) as the shop's clock shows it."""
        return datetime.fromtimestamp(at / 1000, UTC) + self.zone

    @property
    def today(self) -> str:
        return self.local(self.now).date().isoformat()

    @property
    def minute(self) -> int:
        """Minutes since midnight in the shop."""
        local = self.local(self.now)
        return local.hour * 60 + local.minute


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page to be drawn; ``basket`` goes into the cookie when it is given."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    basket: Basket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """On to another page."""

    path: str
    basket: Basket | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """An answer for the page's own script."""

    values: dict[str, Any]
    status: int = 200
    basket: Basket | None = None


Answer = View | Turn | Data
Work = Callable[[Visit], Answer]

__all__ = ["OWN_WORDS", "Answer", "Data", "SorryError", "Turn", "View", "Visit", "Work"]
