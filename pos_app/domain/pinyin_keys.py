"""The keys under which a Chinese name is typed: pinyin initials and full pinyin, every reading.

Made when goods are saved or imported, never at a keystroke: loading the readings takes a tenth of
a second.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby, product

MOST_INITIALS = 16
MOST_PINYIN = 6
"""Most spellings kept of one name; those that differ least from the usual reading come first."""
MOST_TAILS = 8
"""Of these so many can be typed from their middle as well."""
INITIALS_LENGTH = 8
PINYIN_LENGTH = 12
"""Keys are cut here; whatever is typed beyond is compared with the whole spelling."""
UNREADABLE = "_"
Reading = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKeys:
    """``initials``: whole spellings (``cyy``, ``zyy``). ``pinyin``: whole, each syllable with a
    capital (``ChaoYangYe``). Both have one letter or syllable for each letter of `readable(name)`.
    """

    initials: tuple[str, ...]
    pinyin: tuple[str, ...]


def fold(text: str) -> str:
    """Full width as half width, capitals as small letters, spaces single: how texts compare."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def readable(folded: str) -> str:
    """The letters and digits of a folded text; each makes one letter of the initials."""
    return "".join(c for c in folded if c.isalnum())


@cache
def readings(char: str) -> Reading:
    """All syllables of a character without tones; a Latin one reads as itself."""
    if char.isascii():
        return (char,)
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    syllables = (s for s in (found[0] if found else ()) if s.isascii() and s.isalpha())
    return tuple(dict.fromkeys(syllables)) or (UNREADABLE,)


def usual_reading(text: str) -> Reading:
    """One syllable for each character, chosen by the words it stands in (长 in 长城 is chang)."""
    found: list[str] = []
    for ascii_run, chars in groupby(text, key=str.isascii):
        run = "".join(chars)
        found += run if ascii_run else _usual(run)
    return tuple(found)


def _usual(run: str) -> Reading:
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(run, errors="ignore")
    if len(syllables) != len(run) or not all(s.isascii() and s.isalpha() for s in syllables):
        return tuple(readings(c)[0] for c in run)
    return tuple(syllables)


def variants(choices: Sequence[Reading]) -> Iterator[Reading]:
    """Ways to read a name, first those that leave the usual reading at the fewest places."""
    usual = tuple(c[0] for c in choices)
    yield usual
    open_places = [i for i, c in enumerate(choices) if len(c) > 1]
    for places in range(1, len(open_places) + 1):
        for where in combinations(open_places, places):
            for other in product(*(choices[i][1:] for i in where)):
                reading = list(usual)
                for i, syllable in zip(where, other, strict=True):
                    reading[i] = syllable
                yield tuple(reading)


def name_keys(name: str) -> NameKeys:
    """The spellings of a name; both tuples are empty for a name without letters and digits."""
    text = readable(fold(name))
    if not text:
        return NameKeys(initials=(), pinyin=())
    choices = [
        (first, *(r for r in readings(c) if r != first))
        for c, first in zip(text, usual_reading(text), strict=True)
    ]
    letters = [tuple(dict.fromkeys(s[0] for s in c)) for c in choices]
    return NameKeys(
        initials=_first(MOST_INITIALS, letters, "".join),
        pinyin=_first(MOST_PINYIN, choices, _capitals),
    )


def _capitals(reading: Reading) -> str:
    return "".join(s.capitalize() for s in reading)


def _first(
    most: int, choices: Sequence[Reading], join: Callable[[Reading], str]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for reading in variants(choices):
        found[join(reading)] = None
        if len(found) == most:
            break
    return tuple(found)


def tails(keys: NameKeys) -> tuple[set[str], set[str]]:
    """Initials and full pinyin from every later letter on, cut to the length of a key."""
    initials = {
        key[i : i + INITIALS_LENGTH]
        for key in keys.initials[:MOST_TAILS]
        for i in range(1, len(key))
    }
    pinyin: set[str] = set()
    for key in keys.pinyin:
        starts = [i for i, c in enumerate(key) if i and not c.islower()]
        pinyin.update(key[i : i + PINYIN_LENGTH].lower() for i in starts)
    return initials, pinyin
