"""Walking the hash chain over the stored bytes; the far half of a long one in a second process.

Run as a program it walks one stretch of a file and prints what it found as JSON. It imports next to
nothing, so that it has begun before the first half is far.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pos_app.storage.connection import Connection

EPOCH_SHIFT = 40
"""A fact's position in the file is ``epoch << 40 | seq``: one number that orders all of them."""
GENESIS = bytes(32)
END = (1 << 63) - 1
MAPPED = 1 << 36
"""Bytes of the file that are read without copying; SQLite caps it."""
TOGETHER_FROM = 50_000
"""Facts of an epoch from which a second process is worth its start."""
NEAR_PERCENT = 54
"""Share of this process, which walks while the other one starts."""


class Walked(NamedTuple):
    """``bad`` is the position of the first fact that does not hold, with ``why``; -1: all hold."""

    facts: int
    bad: int = -1
    why: str = ""


def place(pos: int) -> tuple[int, int]:
    """Epoch and seq of a position."""
    return pos >> EPOCH_SHIFT, pos & (1 << EPOCH_SHIFT) - 1


def walk(conn: Connection, first: int = 0, end: int = END) -> Walked:
    """Recompute every link from position ``first`` on, up to but without ``end``.

    A stretch from the middle begins at the stored hash of the fact before it; one that has an end
    reaches it without a gap.
    """
    expected, last, facts = first or 1, GENESIS, 0
    if first:
        row = conn.execute("SELECT hash FROM journal WHERE pos = ?", (first - 1,)).fetchone()
        if row is None:
            return Walked(0, first - 1, "missing")
        last = row[0]
    sha256 = hashlib.sha256
    for pos, payload, prev_hash, digest in conn.execute(
        """SELECT pos, payload, prev_hash, hash FROM journal WHERE pos >= ? AND pos < ?
        ORDER BY pos""",
        (first, end),
    ):
        if pos != expected:
            (epoch, seq), (old_epoch, next_seq) = place(pos), place(expected)
            if epoch == old_epoch or seq != 1:
                due = next_seq if epoch == old_epoch else 1
                return Walked(facts, epoch << EPOCH_SHIFT | due, f"missing, found seq {seq}")
            expected, last = pos, GENESIS
        if prev_hash != last:
            return Walked(facts, pos, "does not follow the fact before it")
        if sha256(prev_hash + payload).digest() != digest:
            return Walked(facts, pos, "its bytes were changed")
        last = digest
        expected += 1
        facts += 1
    if end in (END, expected):
        return Walked(facts)
    due = expected if place(expected)[0] == place(end)[0] else place(end)[0] << EPOCH_SHIFT | 1
    return Walked(facts, due, "missing")


def walk_together(conn: Connection) -> Walked:
    """The whole chain; a long one by two processes, each from its end of the last epoch."""
    middle = _middle(conn)
    if not middle:
        return walk(conn)
    (path,) = conn.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    command = [sys.executable, "-P", __file__, path, str(middle)]
    with subprocess.Popen(  # noqa: S603 - this file, by this Python, over the shop's own path
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as other:
        near = walk(conn, end=middle)
        if near.bad >= 0:
            other.kill()
            return near
        said, _ = other.communicate()
    far = Walked(*json.loads(said)) if other.returncode == 0 else walk(conn, middle)
    return far._replace(facts=near.facts + far.facts)


def _middle(conn: Connection) -> int:
    """Where the second process begins; 0: one is enough, or all that there can be."""
    (pos,) = conn.execute("SELECT coalesce(max(pos), 0) FROM journal").fetchone()
    epoch, seq = place(pos)
    alone = getattr(sys, "frozen", False) or (os.cpu_count() or 1) < 2
    if alone or seq < TOGETHER_FROM:
        return 0
    return epoch << EPOCH_SHIFT | seq * NEAR_PERCENT // 100


def main(path: str, first: str) -> None:
    try:
        import pysqlite3 as sqlite  # noqa: PLC0415 - the library that wrote the file
    except ImportError:
        import sqlite3 as sqlite  # noqa: PLC0415 - where it is the library
    conn = sqlite.connect(path, isolation_level=None)
    conn.execute("PRAGMA query_only=ON")
    conn.execute(f"PRAGMA mmap_size={MAPPED}")
    print(json.dumps(walk(conn, int(first))))


if __name__ == "__main__":
    main(*sys.argv[1:])
