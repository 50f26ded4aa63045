"""Keeping the program light where a library would load a heavy one just because it is there."""

from __future__ import annotations

import sys
from importlib import import_module


def import_without(module: str, *unwanted: str) -> None:
    """Import ``module`` as if the ``unwanted`` ones were not installed; they stay importable later.

    sqlite-utils loads pandas and numpy when it finds them, which takes two seconds and 130 MB that
    no till needs; where they are not installed this changes nothing.
    """
    hidden = [name for name in unwanted if name not in sys.modules]
    absent: dict[str, None] = dict.fromkeys(hidden)
    sys.modules.update(absent)  # type: ignore[arg-type]  # None says: there is no such module
    try:
        import_module(module)
    finally:
        for name in hidden:
            del sys.modules[name]
