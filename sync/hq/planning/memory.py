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
    """Compressed; a few dozen bytes an item."""
    kinds = _kinds()
    arrays = {}
    for name, array in state.items():
        table = np.asarray(array, dtype="<f8")
        arrays[name] = (kinds[name], tuple(table.shape), table.tobytes())
    whole = Memory(items=tuple(items), categories=tuple(categories), arrays=arrays)
    return zlib.compress(msgspec.msgpack.encode(whole), 1)


def unpack_memory(
    body: bytes, items: Sequence[str], categories: Sequence[str], fresh: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """The state for a planner of these goods; ``fresh`` is what a new one of them starts with.

    Raises PlanningError for bytes that are no memory.
    """
    try:
        held = msgspec.msgpack.decode(zlib.decompress(body), type=Memory)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise PlanningError("state: not what a planner wrote") from error
    names = {ITEM: (held.items, items), CATEGORY: (held.categories, categories)}
    found = {}
    for name, empty in fresh.items():
        table = np.array(empty, dtype=np.float64)
        if name in held.arrays:
            kind, shape, raw = held.arrays[name]
            old = np.frombuffer(raw, dtype="<f8").reshape(shape)
            if kind == SCALAR:
                table = old.copy()
            elif old.shape[1:] == table.shape[1:]:
                before = {key: n for n, key in enumerate(names[kind][0])}
                pairs = [(n, before[k]) for n, k in enumerate(names[kind][1]) if k in before]
                if pairs:
                    to, source = np.array(pairs).T
                    table[to] = old[source]
        found[name] = table
    return found
