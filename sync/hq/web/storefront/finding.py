"""Finding goods by what a customer types: Chinese, pinyin, its initials, or a mixture of them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MOST_TYPED = 24
"""Letters of what was typed that are looked at."""
NAMES_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Sounds:
    """A folded name; all syllables of each of its letters, and what those begin with."""

    folded: str
    syllables: tuple[tuple[str, ...], ...]
    starts: tuple[str, ...]


def fold(text: str) -> str:
    """Full width as half width, small letters, no spaces: how texts are compared."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def found(name: str, typed: str) -> bool:
    """Whether the name contains the folded text, or sounds like it from some letter on."""
    sounds = _sounds(name)
    if typed in sounds.folded:
        return True
    if not typed.isascii() or not typed.isalnum():
        return False
    cut, first = typed[:MOST_TYPED], typed[0]
    return any(
        first in start and _reads(cut, sounds.syllables, at)
        for at, start in enumerate(sounds.starts)
    )


@lru_cache(maxsize=NAMES_KEPT)
def _sounds(name: str) -> Sounds:
    """朝 is both chao and zhao; a Latin letter reads as itself."""
    # Loading the readings takes a tenth of a second and only a search needs them.
    from pypinyin import Style, pinyin

    folded = fold(name)
    sounds: list[tuple[str, ...]] = []
    for char in folded:
        if char.isascii():
            if char.isalnum():
                sounds.append((char,))
            continue
        syllables = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
        sounds.append(tuple(dict.fromkeys(syllables[0])) if syllables else ())
    starts = tuple("".join(syllable[0] for syllable in letter) for letter in sounds)
    return Sounds(folded, tuple(sounds), starts)


def _reads(typed: str, sounds: tuple[tuple[str, ...], ...], at: int) -> bool:
    """Whether the letters from there on can be typed so, each by its syllable cut anywhere."""
    if not typed:
        return True
    if at >= len(sounds):
        return False
    for syllable in sounds[at]:
        same = _common(typed, syllable)
        if same == len(typed):
            return True
        if any(_reads(typed[n:], sounds, at + 1) for n in range(same, 0, -1)):
            return True
    return False


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
