"""Figures, dates and goods as a customer reads them, for the templates."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable
from datetime import date, timedelta

from sync.hq.store.shelf import Good
from sync.hq.web.figures import money, quantity
from sync.hq.web.storefront.asking import Visit
from sync.hq.web.storefront.basket import step
from sync.wire.orders import Slot

Say = Callable[..., str]
TINTS = ("#E9BD69", "#CFAD8C", "#9F8069", "#CE6D5A", "#C99BB0", "#7180A9", "#82B0CF", "#8FB38A")
"""The colours that a shopkeeper gives to quick keys; the page has a quiet tint for each."""
FEW = 5000
"""So few left is worth a word."""


def yuan(fen: int) -> str:
    """``¥1,234.50``; ``-¥0.50``."""
    return f"{'-' if fen < 0 else ''}¥{money(abs(fen))}"


def least(good: Good) -> int:
    """The least that can be had of it."""
    return step(good.weighed)


def amount(good: Good, qty: int) -> str:
    """``3`` pieces, ``0.75 kg``."""
    return f"{quantity(qty)} {good.unit}" if good.weighed else quantity(qty)


def few(good: Good) -> bool:
    return not good.weighed and least(good) <= good.available < FEW


def facts(good: Good, say: Say) -> str:
    """Spec and unit in one line."""
    if good.weighed:
        return " · ".join(part for part in (good.spec, say("按重量卖")) if part)
    unit = "" if good.unit in good.spec else good.unit
    return " · ".join(part for part in (good.spec, unit) if part)


def origin(good: Good, say: Say) -> str:
    if good.supply == "factory":
        return say("{place}工厂直供", place=good.origin)
    return say("{place}产地直发", place=good.origin)


def initials(name: str) -> str:
    """One or two letters of a name, for a coloured tile."""
    letters = [c for c in unicodedata.normalize("NFKC", name) if c.isalnum()]
    return "".join(letters[:2]).upper()


def tint(good: Good) -> str:
    """The class of its tile: the shopkeeper's colour, else one by its category."""
    colour = good.colour.upper()
    if colour in TINTS:
        return f"t{TINTS.index(colour)}"
    return f"t{zlib.crc32(good.category.encode()) % len(TINTS)}"


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_word(visit: Visit, day: str) -> str:
    today = visit.local(visit.now).date()
    if day == today.isoformat():
        return visit.say("今天")
    if day == (today + timedelta(days=1)).isoformat():
        return visit.say("明天")
    found = date.fromisoformat(day)
    return f"{found.month}-{found.day:02d}"


def slot_words(visit: Visit, slot: Slot) -> str:
    """``今天 14:30–15:00``."""
    return f"{day_word(visit, slot.date)} {clock(slot.start)}–{clock(slot.end)}"


def digits(code: str) -> str:
    """A code in groups of three, as it is read out."""
    return f"{code[:3]} {code[3:]}" if len(code) == 6 else code
