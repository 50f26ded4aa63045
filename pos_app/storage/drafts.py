"""The basket on the screen, saved at every change so that a crash does not lose it. No fact."""

from __future__ import annotations

from pos_app.storage.connection import Connection

SCHEMA = """
CREATE TABLE draft (
  slot TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


class DraftBook:
    """Drafts by slot name; an empty text clears the slot."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def save(self, slot: str, content: str, at: int) -> None:
        if content:
            self._conn.execute("INSERT OR REPLACE INTO draft VALUES (?,?,?)", (slot, at, content))
        else:
            self._conn.execute("DELETE FROM draft WHERE slot = ?", (slot,))

    def load(self, slot: str) -> str:
        row = self._conn.execute("SELECT content FROM draft WHERE slot = ?", (slot,)).fetchone()
        return row[0] if row else ""
