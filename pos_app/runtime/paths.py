"""Where the till keeps its file, its secrets and its logs."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_dir() -> Path:
    """``XIPU_HOME``, else the platform's folder for a program's data."""
    chosen = os.environ.get("XIPU_HOME")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Xipu"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Xipu"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "xipu"


def shop_file() -> Path:
    """The shop's file unless a command names another."""
    return data_dir() / "shop.db"
