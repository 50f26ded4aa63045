"""What a planner learned, as bytes that outlive a changed range of goods.

Columns are kept by item and tables by category under their names, so that goods and categories may
come, go and change places between two nights; what is new starts with nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec
import numpy as np

from sync.hq.planning.items import Items, PlanningError, Schedule, Supplier
from sync.hq.planning.planner import Planner

ITEM, CATEGORY, SCALAR = "item", "category", "scalar"
PROBE_ITEMS, PROBE_CATEGORIES = 3, 2
ZLIB = b"\x78"
"""What memories of earlier releases begin with: they were compressed."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """``arrays``: raw float64 by name with the kind of its first axis."""

    items: tuple[str, ...]
    categories: tuple[str, ...]
    arrays: dict[str, tuple[str, tuple[int, ...], bytes]]


@cache
def _kinds() -> dict[str, str]:
    """What the first axis of each array of a planner's state stands for."""
    some = np.arange(PROBE_ITEMS)
    zero = np.zeros(PROBE_ITEMS, dtype=np.int64)
    items = Items(
        names=("a", "b", "c"), price=zero, cost=zero, pack=zero + 1, moq=zero, life=zero,
        category=some % PROBE_CATEGORIES, supplier=zero, capacity=zero, first_day=zero,
        regulated=zero.astype(bool),
    )  # fmt: skip
    every_day = Schedule(suppliers={0: Supplier(order_days=frozenset(range(7)))})
    first = {PROBE_ITEMS: ITEM, PROBE_CATEGORIES: CATEGORY}
    return {
        name: first[np.shape(array)[0]] if np.ndim(array) else SCALAR
        for name, array in Planner(items, every_day).state().items()
    }


def pack_memory(
    state: Mapping[str, np.ndarray], items: Sequence[str], categories: Sequence[str]
) -> bytes:
    """Raw: to compress what hardly repeats itself costs more than the rest of a night's memory."""
    kinds = _kinds()
    arrays = {}
    for name, array in state.items():
        table = np.asarray(array, dtype="<f8")
        arrays[name] = (kinds[name], tuple(table.shape), table.tobytes())
    whole = Memory(items=tuple(items), categories=tuple(categories), arrays=arrays)
    return msgspec.msgpack.encode(whole)


def unpack_memory(
    body: bytes, items: Sequence[str], categories: Sequence[str], fresh: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """The state for a planner of these goods; ``fresh`` is what a new one of them starts with.

    Raises PlanningError for bytes that are no memory.
    """
    try:
        raw = zlib.decompress(body) if body[:1] == ZLIB else body
        held = msgspec.msgpack.decode(raw, type=Memory)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise PlanningError("state: not what a planner wrote") from error
    places = {
        ITEM: _places(held.items, tuple(items)),
        CATEGORY: _places(held.categories, tuple(categories)),
    }
    found = {}
    for name, empty in fresh.items():
        found[name] = np.array(empty, dtype=np.float64)
        if name not in held.arrays:
            continue
        kind, shape, part = held.arrays[name]
        old = np.frombuffer(part, dtype="<f8").reshape(shape)
        if kind == SCALAR or (places[kind] is None and old.shape == found[name].shape):
            found[name] = old
        elif (place := places[kind]) is not None and old.shape[1:] == found[name].shape[1:]:
            to, source = place
            found[name][to] = old[source]
    return found


def _places(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[list[int], list[int]] | None:
    """Where each that is still there stands and where it stood; None: all is where it was."""
    if before == now:
        return None
    stood = {key: n for n, key in enumerate(before)}
    both = [(n, stood[key]) for n, key in enumerate(now) if key in stood]
    return [n for n, _ in both], [n for _, n in both]
