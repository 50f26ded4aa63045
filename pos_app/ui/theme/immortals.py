"""Keeps None, True and False alive under Python 3.11.

PySide6 6.12 hands these three out without counting the reference, as is right from Python 3.12
on, where they are immortal. Python 3.11 counts: each Qt call without a result takes one from None,
and after some thousands of calls the interpreter stops with "deallocating None". A count that no
shift can use up gives 3.11 what later Pythons do by themselves.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << (8 * ctypes.sizeof(ctypes.c_ssize_t) - 4)
_SINGLETONS: tuple[object, ...] = (None, True, False, NotImplemented)


def keep_singletons() -> None:
    """Give the singletons a count that is never used up; does nothing from Python 3.12 on."""
    counted_first = not hasattr(sys, "gettotalrefcount")
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or not counted_first:
        return
    for singleton in _SINGLETONS:
        ctypes.c_ssize_t.from_address(id(singleton)).value = _PLENTY
