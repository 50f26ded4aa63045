"""Text measured in columns of a receipt printer: one for ASCII, two for everything else.

With GB18030 and its kin a printer draws every character of more than one byte two columns wide,
Chinese or not, so that this rule holds for × and é as it does for 茶.
"""

from __future__ import annotations

import unicodedata

YUAN = "\uffe5"
"""The yuan sign that Chinese printers have; U+00A5 is not in GBK."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp"})


def printable(text: str) -> str:
    """The text without anything that a printer could take for a command, and with its yuan sign.

    Control characters and line ends become blanks, so that goods named by a stranger can neither
    feed paper nor open the drawer.
    """
    composed = unicodedata.normalize("NFC", text).replace("\u00a5", YUAN)
    return "".join(_plain(char) for char in composed).strip()


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Zs", "Cc", "Zl", "Zp"):
        return " "
    return "" if category in _INVISIBLE else char


def char_columns(char: str) -> int:
    return 1 if char.isascii() else 2


def width(text: str) -> int:
    """Columns that the text takes."""
    return sum(map(char_columns, text))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns``, broken after a blank where one is near, else anywhere but in a
    character. Joined again without blanks they are the text without blanks.
    """
    lines: list[str] = []
    rest = text.strip()
    while width(rest) > columns:
        cut = _fitting(rest, columns)
        blank = rest.rfind(" ", 0, cut + 1)
        if blank > 0 and width(rest[:blank]) * 2 >= columns:
            cut = blank
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, rest] if rest or not lines else lines


def _fitting(text: str, columns: int) -> int:
    """How many characters fit; always one at least."""
    used = 0
    for count, char in enumerate(text):
        used += char_columns(char)
        if used > columns:
            return max(1, count)
    return len(text)


def spread(left: str, right: str, columns: int) -> list[str]:
    """``left`` and ``right`` at the two edges; wrapped onto more lines where one is too short.

    The right part is kept whole on a line of its own when it fits one.
    """
    room = columns - width(right) - 1
    if width(left) <= room:
        return [left + " " * (columns - width(left) - width(right)) + right]
    tail = [_flush_right(part, columns) for part in wrap(right, columns)]
    lines = wrap(left, columns)
    if len(tail) == 1 and width(lines[-1]) <= room:
        return [*lines[:-1], *spread(lines[-1], right, columns)]
    return [*lines, *tail]


def _flush_right(text: str, columns: int) -> str:
    return " " * (columns - width(text)) + text
