"""Python's garbage collector, told what a till knows: what is there after start-up stays."""

from __future__ import annotations

import gc

YOUNG = 20_000
"""New objects between two looks; a sale makes a few hundred, none of them in a circle."""


def settle() -> None:
    """Call once when start-up is done: old objects are not looked at again, young ones less often.

    A full look over a window's objects takes longer than a durable sale.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
