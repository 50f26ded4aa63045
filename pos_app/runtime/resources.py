"""Where the files that ship with the program lie: beside the checkout or inside the wheel."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def resource_dir() -> Path:
    """The folder `resources/`; the wheel is always installed unpacked, so it is a real path."""
    checkout = Path(__file__).resolve().parents[2] / "resources"
    if checkout.is_dir():
        return checkout
    return Path(str(files("pos_app"))) / "resources"
