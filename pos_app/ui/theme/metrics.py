"""Sizes of the face. All are logical pixels at 100 percent; ``px`` applies the shop's scale."""

from __future__ import annotations

from enum import IntEnum

FAMILY = "Xipu Sans"


class Size(IntEnum):
    """Type scale. BODY to DUE are 12, 14, 16, 20, 28 and 44 points at 96 dots an inch."""

    CAP = 11
    TINY = 12
    CAPTION = 13
    LABEL = 15
    BODY = 16
    LEAD = 19
    TITLE = 21
    LARGE = 27
    HUGE = 37
    DUE = 59


SPACE = 4
RADIUS = 8
CARD_RADIUS = 10
TOUCH = 48
ROW = 58
ROW_COMPACT = 48
RAIL_WIDTH = 84
TOPBAR_HEIGHT = 52
MOTION_MS = 130
