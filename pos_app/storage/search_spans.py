"""Where in a name the typed text matched, for the eye."""

from __future__ import annotations

import re

from pos_app.domain import pinyin_keys

Span = tuple[int, int]
_SYLLABLE = re.compile(r"[^a-z][a-z]*")


def spans_of(name: str, query: str, kind: str, initials: str, pinyin: str) -> tuple[Span, ...]:
    """``initials`` and ``pinyin`` are the stored spellings, a bar before each.

    Spans are (start, end) in ``name``, in order and apart; empty where the match is not in it.
    """
    if kind in ("code", "tail", "plu"):
        return ()
    places = _readable_places(name)
    found: set[int] = set()
    for word in pinyin_keys.fold(query).split():
        found |= _text_span(name, word) or _letters_span(places, word, initials, pinyin)
    return _runs(found)


def _text_span(name: str, word: str) -> set[int]:
    folded = name.lower()
    at = folded.find(word) if len(folded) == len(name) else -1
    if at >= 0:
        return set(range(at, at + len(word)))
    if word.isascii():
        return set()
    return {i for i, c in enumerate(folded) if c in word}


def _letters_span(places: list[int], word: str, initials: str, pinyin: str) -> set[int]:
    letters = pinyin_keys.readable(word)
    if not letters.isascii():
        return set()
    first, count = _in_initials(letters, initials)
    if not count:
        first, count = _in_pinyin(letters, pinyin)
    return set(places[first : first + count])


def _in_initials(letters: str, initials: str) -> Span:
    for spelling in initials.split("|")[1:]:
        at = spelling.find(letters)
        if at >= 0:
            return at, len(letters)
    return 0, 0


def _in_pinyin(letters: str, pinyin: str) -> Span:
    """The syllables that the letters touch."""
    for spelling in pinyin.split("|")[1:]:
        syllables = [s.lower() for s in _SYLLABLE.findall(spelling)]
        for first in range(len(syllables)):
            if "".join(syllables[first:]).startswith(letters):
                count, length = 0, 0
                while length < len(letters):
                    length += len(syllables[first + count])
                    count += 1
                return first, count
    return 0, 0


def _readable_places(name: str) -> list[int]:
    """Places in the name of the characters that its spellings stand for."""
    places = []
    for i, char in enumerate(name):
        places += [i] * len(pinyin_keys.readable(pinyin_keys.fold(char)))
    return places


def _runs(places: set[int]) -> tuple[Span, ...]:
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place:
            runs[-1][1] = place + 1
        else:
            runs.append([place, place + 1])
    return tuple((a, b) for a, b in runs)
