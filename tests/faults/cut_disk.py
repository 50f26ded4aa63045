"""A disk whose power can be cut: writes that were not synced may be lost, kept or torn.

It stands under SQLite as a VFS of its own (apsw, in tests alone). What a sync covered is kept;
of the rest each sector of 512 bytes is kept or lost by the toss of a coin.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import apsw

SECTOR = 512


class PowerCutError(Exception):
    """The light went out."""


@dataclass
class Platter:
    """One file: what is safe, what the program sees, and the writes in between."""

    durable: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes]] = field(default_factory=list)
    size_pending: bool = False


class Disk:
    """Files in memory and a fuse: at the ``fuse``-th write or sync the power goes."""

    def __init__(self, files: dict[str, bytes], fuse: int, dice: random.Random) -> None:
        self.files = {
            name: Platter(bytearray(data), bytearray(data)) for name, data in files.items()
        }
        self.fuse = fuse
        self.dice = dice
        self.dead = False

    def tick(self) -> None:
        if self.dead:
            raise PowerCutError
        self.fuse -= 1
        if self.fuse <= 0:
            self.dead = True
            raise PowerCutError

    def open(self, name: str) -> Platter:
        return self.files.setdefault(name, Platter())

    def after_the_cut(self) -> dict[str, bytes]:
        """The files as the next start finds them."""
        return {name: self._survivor(platter) for name, platter in self.files.items()}

    def _survivor(self, platter: Platter) -> bytes:
        image = bytearray(platter.durable)
        for offset, data in platter.pending:
            for start in range(0, len(data), SECTOR):
                if self.dice.random() < 0.5:
                    piece = data[start : start + SECTOR]
                    end = offset + start + len(piece)
                    image.extend(bytes(max(0, end - len(image))))
                    image[offset + start : end] = piece
        return bytes(image)


class CutFile:
    """What SQLite holds of an open file."""

    def __init__(self, disk: Disk, platter: Platter) -> None:
        self.disk = disk
        self.platter = platter

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.platter.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        kept = bytes(data)
        self.platter.pending.append((offset, kept))
        self.disk.tick()
        seen = self.platter.seen
        seen.extend(bytes(max(0, offset + len(kept) - len(seen))))
        seen[offset : offset + len(kept)] = kept

    def xTruncate(self, size: int) -> None:
        self.disk.tick()
        del self.platter.seen[size:]

    def xSync(self, flags: int) -> None:
        self.disk.tick()
        self.platter.durable = bytearray(self.platter.seen)
        self.platter.pending.clear()

    def xFileSize(self) -> int:
        return len(self.platter.seen)

    def xLock(self, level: int) -> None:
        """One process, one connection: nobody to keep out."""

    def xUnlock(self, level: int) -> None:
        """As xLock."""

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0

    def xClose(self) -> None:
        """The platter stays with the disk."""


class CutVfs(apsw.VFS):
    """The VFS that serves one disk."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, base="")
        self.disk = disk

    def xOpen(self, name: object, flags: list[int]) -> CutFile:  # type: ignore[override]
        filename = name.filename() if isinstance(name, apsw.URIFilename) else str(name or "temp")
        flags[1] = flags[0]
        return CutFile(self.disk, self.disk.open(Path(filename).name))

    def xDelete(self, filename: str, sync_dir: bool) -> None:
        self.disk.tick()
        self.disk.files.pop(Path(filename).name, None)

    def xAccess(self, pathname: str, flags: int) -> bool:
        platter = self.disk.files.get(Path(pathname).name)
        return platter is not None and len(platter.seen) > 0

    def xFullPathname(self, name: str) -> str:
        return name
