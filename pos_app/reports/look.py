"""Colours and measures of the printed page: the light face of the till, on white paper."""

from __future__ import annotations

PAPER = "#FFFFFF"
TEXT = "#171B22"
MUTED = "#5D6675"
ACCENT = "#CF2A1E"
GOOD = "#05693F"
WARN = "#9A4A05"
WARN_SOFT = "#FEF3E2"
BORDER = "#E2E5EA"
RULE = "#CBD0D8"
RAISED = "#F8F9FB"
BAR = "#C3C8D1"
SHARES = (ACCENT, "#1550B8", "#05693F", "#D98A2B", "#7F8794", "#8A5BB5")
"""One for each way of paying; past the last they begin again."""
TONES = {"plain": MUTED, "good": GOOD, "warn": WARN}

REGULAR, BOLD = "XipuSans", "XipuSans-Bold"
MARGIN = 42.0
WIDTH = 595.28 - 2 * MARGIN
"""Points between the margins of A4."""
GAP = 20.0
"""Between two stacks beside each other."""
SMALL, BODY, HEAD = 8.0, 9.0, 11.0
