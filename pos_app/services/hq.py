"""HQ as the face knows it: how the line stands, what waits, joining, matching at day close."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from pos_app.domain.errors import ShopError
from sync.wire.limits import CODE_ALPHABET, CODE_LENGTH

NO_LINE = frozenset({"", "unreachable", "timeout", "busy", "bad_answer"})
"""Codes of a line that is down or an HQ that does not answer; it comes back by itself."""
HERE = ("127.0.0.1", "localhost")
"""An HQ on this machine needs no https."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HqStatus:
    """How this till stands with HQ. ``since``: UTC ms of the last good contact, 0 never.

    ``code`` says why it is not online. ``elsewhere``: another program syncs this file, so nothing
    is known of the line but what the file says. ``begun``: HQ was spoken to, or tried, by now.
    """

    joined: bool = False
    online: bool = False
    waiting: int = 0
    sales_waiting: int = 0
    since: int = 0
    code: str = ""
    elsewhere: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Facts of one kind that HQ has not acknowledged; ``oldest`` UTC ms."""

    kind: str
    count: int
    oldest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A fact that HQ holds but could not digest; HQ's people look after it."""

    seq: int
    kind: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row of HQ that cannot be what it says; what was in force before it still is."""

    table: str
    key: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HqDetails:
    """What stands behind the pill: the link, what waits, what either side kept apart."""

    url: str = ""
    device: str = ""
    store: str = ""
    till: str = ""
    epoch: int = 0
    waiting: tuple[Waiting, ...] = ()
    kept: tuple[Kept, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def oldest(self) -> int:
        """UTC ms of the oldest fact that waits, 0 when none does."""
        return min((w.oldest for w in self.waiting), default=0)


MatchState = Literal["alone", "matched", "waiting", "differs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The till's chain held against HQ's at day close.

    ``matched``: number and hash of the last fact, number of sales and their sum are the same.
    ``waiting``: so many facts are not there yet. ``differs``: HQ holds something else.
    """

    state: MatchState
    waiting: int = 0
    sales: int = 0
    turnover: int = 0


class HqLine(Protocol):
    """One till's line to HQ. What may take long is for a thread beside the face."""

    def status(self) -> HqStatus:
        """As last heard; at once."""
        ...

    def on_status(self, listener: Callable[[HqStatus], None]) -> None:
        """Called from the line's thread at each change."""
        ...

    def on_fed(self, listener: Callable[[], None]) -> None:
        """Called from the line's thread when goods, prices, people or settings came from HQ."""
        ...

    def poke(self) -> None:
        """Something was recorded: send it when the line is good."""
        ...

    def send_now(self) -> None:
        """The cashier asked: try at once, whatever the line was like."""
        ...

    def try_again(self) -> None:
        """Take the sync over if another program that had it is gone."""
        ...

    def details(self) -> HqDetails:
        """Reads the file; slow when weeks wait."""
        ...

    def match(self) -> Match:
        """Hold the till's books against HQ's; waits some seconds for what is on its way."""
        ...

    def join(self, url: str, code: str, authority: Path | None = None) -> None:
        """Join the shop's file; on the thread that writes it, nothing else may write meanwhile.

        The file's identity is another one afterwards: whoever has it open opens it again.
        ``authority``: the certificate file of a chain that has an authority of its own.
        Raises ShopError ``bad_join_code``, ``hq_unreachable``, ``hq_insecure``,
        ``hq_not_trusted``, ``unsent``, ``file_busy``, ``ca_bad``, ``ca_unreadable``.
        """
        ...

    def readmit(self, code: str) -> None:
        """Back in at an HQ that forgot this till: same books, everything is sent anew.

        Raises ShopError as `join` does, and ``till_replaced``.
        """
        ...

    def trust(self, file: Path) -> str:
        """Check and copy a certificate file; gives the value for the setting ``hq_ca``.

        Raises ShopError ``ca_unreadable``, ``ca_bad``, ``file_not_written``.
        """
        ...

    def reconnect(self) -> None:
        """Begin anew by what the settings say now; may take some seconds."""
        ...


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What was typed as a one-time code, as it was meant. ``strange``: not of a code's letters."""

    text: str
    strange: str = ""

    @property
    def missing(self) -> int:
        """Characters still to be typed; negative when there are too many."""
        return CODE_LENGTH - len(self.text)

    @property
    def good(self) -> bool:
        return not self.missing and not self.strange

    @property
    def shown(self) -> str:
        """In two halves, as it is read out."""
        half = CODE_LENGTH // 2
        return f"{self.text[:half]} {self.text[half:]}".strip()


def read_code(typed: str) -> TypedCode:
    """Small letters, spaces, dashes and full-width characters are forgiven."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(c for c in plain if not c.isspace() and c not in "-‐‑–—_.")
    return TypedCode(text, "".join(dict.fromkeys(c for c in text if c not in CODE_ALPHABET)))


def tidy_address(typed: str) -> str:
    """An address as it was meant: the scheme may be left out. Empty stays empty."""
    text = unicodedata.normalize("NFKC", typed).replace("。", ".").strip().rstrip("/")
    if not text or "://" in text:
        return text
    here = urlsplit(f"//{text}").hostname in HERE
    return f"{'http' if here else 'https'}://{text}"


class Alone:
    """A shop on its own, and the double of a line: satisfies `HqLine`, nothing ever waits."""

    def __init__(self, status: HqStatus | None = None) -> None:
        self._status = status or HqStatus()
        self._listeners: list[Callable[[HqStatus], None]] = []
        self._fed: list[Callable[[], None]] = []
        self.asked = 0
        """How often it was told to send now."""

    def become(self, status: HqStatus) -> None:
        """The line goes down, or comes back."""
        self._status = status
        for listener in self._listeners:
            listener(status)

    def feed(self) -> None:
        """Something came from HQ."""
        for listener in self._fed:
            listener()

    def status(self) -> HqStatus:
        return self._status

    def on_status(self, listener: Callable[[HqStatus], None]) -> None:
        self._listeners.append(listener)

    def on_fed(self, listener: Callable[[], None]) -> None:
        self._fed.append(listener)

    def poke(self) -> None:
        """Nobody is told."""

    def send_now(self) -> None:
        self.asked += 1

    def try_again(self) -> None:
        """Nothing to take over."""

    def details(self) -> HqDetails:
        return HqDetails()

    def match(self) -> Match:
        return Match(state="alone")

    def join(self, url: str, code: str, authority: Path | None = None) -> None:
        raise ShopError("hq_unreachable")

    def readmit(self, code: str) -> None:
        raise ShopError("hq_unreachable")

    def trust(self, file: Path) -> str:
        return file.name

    def reconnect(self) -> None:
        """Nobody to speak to."""
