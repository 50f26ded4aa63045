"""A calm colour for goods that have none of their own, the same one every day."""

from __future__ import annotations

from zlib import crc32

from pos_app.domain.item import Item

_CALM = (
    "#E9BD69", "#CFAD8C", "#DCCBB1", "#9F8069", "#CE6D5A", "#8B9DB2", "#7180A9", "#82B0CF",
    "#8FB38A", "#C99BB0",
)  # fmt: skip


def tile_colour(item: Item) -> str:
    return item.colour or _CALM[crc32(item.name.encode()) % len(_CALM)]
