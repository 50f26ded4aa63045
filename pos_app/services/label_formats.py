"""The shapes of the scale's labels as the owner writes them down: one shape, one line."""

from __future__ import annotations

from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import DEFAULT_FORMATS, InStoreFormat

UNCHECKED = "nocheck"


def read_formats(text: str) -> tuple[InStoreFormat, ...]:
    """``FFPPPPPAAAAAC 20-24`` or ``FFPPPPPWWWWWC 25,27-29 nocheck``; more by ``;`` or lines.

    An empty text gives the usual shapes. Raises ShopError ``bad_setting``.
    """
    lines = [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]
    if not lines:
        return DEFAULT_FORMATS
    try:
        return tuple(_format(line.split()) for line in lines)
    except ValueError as error:
        raise ShopError("bad_setting", name="in_store_formats") from error


def _format(words: list[str]) -> InStoreFormat:
    layout, flags, *rest = words
    if rest not in ([], [UNCHECKED]):
        raise ValueError(rest)
    return InStoreFormat(layout=layout.upper(), prefixes=_flags(flags), check=not rest)


def _flags(text: str) -> frozenset[str]:
    found: set[str] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        end = int(last) if dash else int(first)
        found |= {str(flag).zfill(len(first)) for flag in range(int(first), end + 1)}
    return frozenset(found)
