"""In-store codes (店内码) from the shop's scale: goods number with an amount, a weight or both.

No standard fixes them, so their shapes are data that the shop sets to what its scale prints.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.check_digit import has_valid_check, is_digits
from pos_app.domain.errors import ShopError

FIELDS = frozenset("FPAWCX")


@dataclass(frozen=True, slots=True, kw_only=True)
class InStoreFormat:
    """One shape of label. ``layout`` names each digit: F flag, P goods number (PLU), A amount in
    fen, W weight in grams, C check digit (last), X ignored. ``prefixes``: the flags that mark it.

    ``check`` off for scales that print a wrong check digit. Raises ValueError for an unusable one.
    """

    layout: str
    prefixes: frozenset[str]
    check: bool = True

    def __post_init__(self) -> None:
        flags = len(self.layout) - len(self.layout.lstrip("F"))
        usable = set(self.layout) <= FIELDS and "P" in self.layout and flags > 0
        if not usable or "C" in self.layout[:-1] or self.layout.count("F") != flags:
            raise ValueError(f"unusable label layout {self.layout!r}")
        if not ("A" in self.layout or "W" in self.layout):
            raise ValueError(f"label layout {self.layout!r} has neither amount nor weight")
        if not self.prefixes or not all(is_digits(p) and len(p) == flags for p in self.prefixes):
            raise ValueError(f"flags {sorted(self.prefixes)} do not fit {self.layout!r}")

    @property
    def length(self) -> int:
        return len(self.layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class InStoreCode:
    """``amount`` in fen, ``qty`` in thousandths of a kilogram; None where the label has none."""

    plu: str
    amount: int | None
    qty: int | None


def _flags(first: int, last: int) -> frozenset[str]:
    return frozenset(str(flag) for flag in range(first, last + 1))


DEFAULT_FORMATS = (
    InStoreFormat(layout="FFPPPPPAAAAAC", prefixes=_flags(20, 24)),
    InStoreFormat(layout="FFPPPPPWWWWWC", prefixes=_flags(25, 29)),
    InStoreFormat(layout="FFPPPPPAAAAAWWWWWC", prefixes=_flags(20, 29)),
)
"""The usual shapes; a shop sets which flags its scale uses for amounts and which for weights."""


UNCHECKED = "nocheck"


def read_formats(text: str) -> tuple[InStoreFormat, ...]:
    """Formats as the owner writes them, one a line: layout, flags, ``nocheck`` for a scale that
    prints wrong check digits: ``FFPPPPPAAAAAC 20-22,24 nocheck``. Empty: the usual shapes.

    Raises ShopError ``bad_label_layout`` with the line.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return tuple(_read_format(words) for words in lines) or DEFAULT_FORMATS


def write_formats(formats: tuple[InStoreFormat, ...]) -> str:
    """The text that `read_formats` reads."""
    lines = [
        f"{f.layout} {','.join(sorted(f.prefixes))}{'' if f.check else f' {UNCHECKED}'}"
        for f in formats
    ]
    return "\n".join(lines)


def _read_format(words: list[str]) -> InStoreFormat:
    wrong = ShopError("bad_label_layout", line=" ".join(words))
    if len(words) not in (2, 3) or words[2:] not in ([], [UNCHECKED]):
        raise wrong
    try:
        flags = frozenset(flag for part in words[1].split(",") for flag in _flag_range(part))
        return InStoreFormat(layout=words[0].upper(), prefixes=flags, check=len(words) == 2)
    except ValueError:
        raise wrong from None


def _flag_range(text: str) -> frozenset[str]:
    first, _, last = text.partition("-")
    if not (is_digits(first) and is_digits(last or first)):
        raise ValueError(text)
    return frozenset(f"{n:0{len(first)}d}" for n in range(int(first), int(last or first) + 1))


def read_in_store(digits: str, formats: tuple[InStoreFormat, ...]) -> InStoreCode | None:
    """Read a scale label by the first format that fits; None: none does."""
    if not is_digits(digits):
        return None
    for fmt in formats:
        if fmt.length != len(digits) or digits[: fmt.layout.count("F")] not in fmt.prefixes:
            continue
        if fmt.check and fmt.layout.endswith("C") and not has_valid_check(digits):
            continue
        return InStoreCode(
            plu=_field(digits, fmt, "P"),
            amount=_number(digits, fmt, "A"),
            qty=_number(digits, fmt, "W"),
        )
    return None


def _field(digits: str, fmt: InStoreFormat, name: str) -> str:
    return "".join(d for d, field in zip(digits, fmt.layout, strict=True) if field == name)


def _number(digits: str, fmt: InStoreFormat, name: str) -> int | None:
    text = _field(digits, fmt, name)
    return int(text) if text else None
