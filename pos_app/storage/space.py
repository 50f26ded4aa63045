"""Room on the shop's disk: kept back before it is needed, and told of before it runs out.

A file of some megabytes lies beside the shop's file. When the disk is full it is given up, so that
the sale at the counter can be repeated and the day be closed while somebody clears up.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

RESERVE_BYTES = 16 << 20
"""A sale takes some 4 KB of the file for good: a few days' worth."""
LOW_BYTES = 256 << 20
"""From here on the owner is warned: at a shop's pace that is months before the end."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Space:
    """``free``: bytes that the shop's file may still take; ``reserved``: kept back beside them."""

    free: int
    reserved: int

    @property
    def low(self) -> bool:
        return self.free < LOW_BYTES

    @property
    def megabytes(self) -> int:
        return (self.free + self.reserved) >> 20


class Reserve:
    """The room that is kept back for one shop's file."""

    def __init__(self, shop_file: Path, size: int = RESERVE_BYTES) -> None:
        self._path = shop_file.with_name(shop_file.name + ".reserve")
        self._size = size

    @property
    def held(self) -> int:
        """Bytes that are kept back now."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def keep(self) -> bool:
        """Keep the room back where there is twice as much; True when it is held.

        Trouble with it is no reason not to open the shop.
        """
        if self.held == self._size:
            return True
        try:
            if shutil.disk_usage(self._path.parent).free < 2 * self._size:
                return False
            with self._path.open("wb") as file:
                _fill(file.fileno(), self._size)
        except OSError:
            self.give_up()
            return False
        return True

    def give_up(self) -> bool:
        """Let the shop's file have the room; False when nothing was held."""
        held = self.held > 0
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return False
        return held

    def space(self) -> Space:
        """How much room is left. Raises OSError."""
        return Space(free=shutil.disk_usage(self._path.parent).free, reserved=self.held)


def _fill(descriptor: int, size: int) -> None:
    """Take real room: a hole in a file would keep nothing back."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
        return
    for _ in range(0, size, CHUNK):
        os.write(descriptor, bytes(min(CHUNK, size)))
    os.ftruncate(descriptor, size)
