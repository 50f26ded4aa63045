"""What could explain a drawer that does not match: every move of cash that was no plain sale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.reporting import Events
from pos_app.ui.theme import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One line; ``fen`` is what it did to the drawer, 0 where nobody knows. ``exact``: it fits."""

    when: datetime
    words: str
    fen: int
    exact: bool = False

    @property
    def money(self) -> str:
        return format_fen(self.fen) if self.fen else ""


def causes(events: Events, variance: int) -> list[Cause]:
    """Cash moves, refunds, drawer openings and voids; those of the variance's size come first."""
    found = [
        Cause(when=c.when, words=_joined(c.reason, c.note, c.who), fen=c.amount)
        for c in events.cash
    ]
    found += [
        Cause(when=r.when, words=_joined(tr("退货"), r.goods, r.who), fen=-r.amount)
        for r in events.refunds
    ]
    found += [
        Cause(when=d.when, words=_joined(tr("开钱箱"), d.reason, d.who), fen=0)
        for d in events.drawer
    ]
    found += [
        Cause(when=v.when, words=_joined(tr("整单作废"), format_fen(v.amount), v.who), fen=0)
        for v in events.voids
    ]
    sizes = _sizes(variance) if variance else set()
    marked = [replace(c, exact=abs(c.fen) in sizes) for c in found]
    return sorted(marked, key=lambda c: (not c.exact, c.when))


def _sizes(variance: int) -> set[int]:
    """A move booked the wrong way round shows up doubled."""
    size = abs(variance)
    return {size, size // 2} if size % 2 == 0 else {size}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def variance_words(variance: int) -> tuple[str, str, Tone]:
    """Label, figure and tone of the band."""
    if variance == 0:
        return tr("正好"), "0.00", "good"
    if variance < 0:
        return tr("少了"), format_fen(-variance), "bad"
    return tr("多了"), format_fen(variance), "warn"
