"""Figures and times as an operator reads them. Money comes in fen, quantities in thousandths."""

from __future__ import annotations

from sync.hq.web.asking import Ask
from sync.hq.web.words import Words

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def money(fen: int) -> str:
    """``-1,234.50``; a sign alone tells a refund from a sale."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02d}"


def yuan(fen: int) -> str:
    """Whole yuan for charts and big figures, rounded half up."""
    whole = (abs(fen) + 50) // 100
    return f"{'-' if fen < 0 else ''}{whole:,}"


def short_yuan(fen: int, words: Words) -> str:
    """A scale's mark: ``800``, ``1.2万`` or ``12k``."""
    whole = abs(fen) // 100
    if words.language == "zh" and whole >= 10_000:
        return words.say("{n}万", n=_tenths(whole, 10_000))
    if words.language == "en" and whole >= 1_000_000:
        return f"{_tenths(whole, 1_000_000)}M"
    if words.language == "en" and whole >= 1_000:
        return f"{_tenths(whole, 1_000)}k"
    return str(whole)


def _tenths(number: int, unit: int) -> str:
    tenths = number * 10 // unit
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def quantity(milli: int) -> str:
    """``12``, ``1.235``: no more digits than the number has."""
    whole, part = divmod(abs(milli), 1000)
    digits = f".{part:03d}".rstrip("0") if part else ""
    return f"{'-' if milli < 0 else ''}{whole:,}{digits}"


def count(number: int) -> str:
    return f"{number:,}"


def when(ask: Ask, at: int) -> str:
    """Date and time at HQ's place; empty for never."""
    if not at:
        return ""
    local = ask.local(at)
    if local.date() == ask.today:
        return f"{local:%H:%M}"
    if local.year == ask.today.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def full_time(ask: Ask, at: int) -> str:
    return f"{ask.local(at):%Y-%m-%d %H:%M:%S}" if at else ""


def span(words: Words, ms: int) -> str:
    """How long: the two words that matter."""
    ms = max(0, ms)
    if ms < MINUTE:
        return words.say("不到 1 分钟")
    if ms < HOUR:
        return words.say("{n} 分钟", n=ms // MINUTE)
    if ms < DAY:
        return words.say("{n} 小时", n=ms // HOUR)
    return words.say("{n} 天", n=ms // DAY)


def ago(ask: Ask, at: int) -> str:
    """``5 分钟前``; never for 0."""
    if not at:
        return ask.say("从没连过")
    if ask.now - at < MINUTE:
        return ask.say("刚刚")
    return ask.say("{span}前", span=span(ask.words, ask.now - at))


def skew(words: Words, ms: int) -> str:
    """How far a till's clock is off, in words; under 2 seconds it is right."""
    if abs(ms) < 2_000:
        return words.say("准")
    length = words.say("{n} 秒", n=abs(ms) // 1000) if abs(ms) < MINUTE else span(words, abs(ms))
    return words.say("快 {span}", span=length) if ms > 0 else words.say("慢 {span}", span=length)
