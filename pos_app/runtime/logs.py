"""The till's own log: a few files beside the shop's, turned over before they grow.

It names codes and places in the program, no customer, no amount and no PIN.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_BYTES = 2 << 20
FILES = 4


def keep_logs(folder: Path) -> None:
    """Write warnings and worse to ``folder/xipu.log``; without a folder to write to, nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "xipu.log",
            maxBytes=FILE_BYTES,
            backupCount=FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
