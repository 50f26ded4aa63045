"""In-store codes (店内码) from the shop's scale: goods number with an amount, a weight or both.

No standard fixes them, so their shapes are data that the shop sets to what its scale prints.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.check_digit import has_valid_check, is_digits

FIELDS = frozenset("FPAWCX")


@dataclass(frozen=True, slots=True, kw_only=True)
class InStoreFormat:
    """One shape of label. ``layout`` names each digit: F flag, P goods number (PLU), A amount in fen,
    W weight in grams, C check digit (last), X ignored. ``prefixes`` are the flags that mark it.

    ``check`` off for scales that print a wrong check digit. Raises ValueError for an unusable layout.
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
