"""The colours of the face: one frozen class, one value of it for each theme."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

ThemeName = Literal["light", "dark"]
Tone = Literal["neutral", "accent", "good", "warn", "bad", "info"]
TONES: tuple[Tone, ...] = ("neutral", "accent", "good", "warn", "bad", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as ``#RRGGBB``; ``scrim`` and ``shadow`` are an alpha of black, 0 to 255."""

    background: str
    surface: str
    raised: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    inverse: str
    on_inverse: str
    bar: str
    bar_strong: str
    scrim: int
    shadow: int

    def ink(self, tone: Tone) -> str:
        """The text colour of a tone."""
        return _pairs(self)[tone][0]

    def soft(self, tone: Tone) -> str:
        """The quiet background that goes with ``ink``."""
        return _pairs(self)[tone][1]

    def colours(self) -> dict[str, str]:
        """Every colour by its name, for the style sheet templates."""
        return {f.name: v for f in fields(self) if isinstance(v := getattr(self, f.name), str)}


def _pairs(t: Tokens) -> dict[Tone, tuple[str, str]]:
    return {
        "neutral": (t.muted, t.raised),
        "accent": (t.accent, t.accent_soft),
        "good": (t.good, t.good_soft),
        "warn": (t.warn, t.warn_soft),
        "bad": (t.bad, t.bad_soft),
        "info": (t.info, t.info_soft),
    }


LIGHT = Tokens(
    background="#F3F4F6",
    surface="#FFFFFF",
    raised="#F8F9FB",
    hover="#F1F3F6",
    pressed="#E8EBF0",
    border="#E2E5EA",
    border_strong="#CBD0D8",
    text="#171B22",
    muted="#5D6675",
    accent="#CF2A1E",
    accent_hover="#BC251A",
    accent_pressed="#A72017",
    on_accent="#FFFFFF",
    accent_soft="#FDEFED",
    good="#05693F",
    good_soft="#E7F6EE",
    warn="#9A4A05",
    warn_soft="#FEF3E2",
    bad="#B3261E",
    bad_soft="#FDEBEA",
    info="#1550B8",
    info_soft="#E9F0FD",
    inverse="#171B22",
    on_inverse="#FFFFFF",
    bar="#B6BBC4",
    bar_strong="#7F8794",
    scrim=110,
    shadow=20,
)

DARK = Tokens(
    background="#0F1217",
    surface="#181C23",
    raised="#1E232C",
    hover="#222833",
    pressed="#2A313D",
    border="#2B313C",
    border_strong="#414A59",
    text="#F1F3F6",
    muted="#9AA4B2",
    accent="#F2604F",
    accent_hover="#F57466",
    accent_pressed="#DE5545",
    on_accent="#1A0705",
    accent_soft="#3A1D1A",
    good="#4CC38A",
    good_soft="#12291F",
    warn="#F0A04B",
    warn_soft="#33230F",
    bad="#FF7B6E",
    bad_soft="#3A1D1A",
    info="#7DAAF7",
    info_soft="#16243D",
    inverse="#F1F3F6",
    on_inverse="#181C23",
    bar="#4A5362",
    bar_strong="#8590A1",
    scrim=150,
    shadow=0,
)

THEMES: dict[ThemeName, Tokens] = {"light": LIGHT, "dark": DARK}

TEXT_ON: tuple[tuple[str, str], ...] = (
    *(
        (ink, ground)
        for ink in ("text", "muted", "accent")
        for ground in ("background", "surface", "raised", "accent_soft")
    ),
    ("text", "hover"),
    ("text", "pressed"),
    ("muted", "hover"),
    *((tone, f"{tone}_soft") for tone in ("good", "warn", "bad", "info")),
    *((tone, "surface") for tone in ("good", "warn", "bad", "info")),
    *((tone, "raised") for tone in ("good", "warn", "bad", "info")),
    *(("text", f"{tone}_soft") for tone in ("good", "warn", "bad", "info")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_inverse", "inverse"),
)
"""Every pair of text and ground that the face draws; the contrast test walks it."""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2: 1.0 (same) to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
