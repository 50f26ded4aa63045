"""Small tables that are no projection: who this till is, its link to HQ, settings, staff."""

from __future__ import annotations

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff
from pos_app.services.ports import Identity
from pos_app.services.staff import StaffRecord
from pos_app.storage.connection import Connection
from pos_app.storage.ledger import immediate
from sync.wire import chain
from sync.wire.facts import StaffChanged

SCHEMA = """
CREATE TABLE identity (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  store TEXT NOT NULL,
  till TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  shop_name TEXT NOT NULL
) STRICT;
CREATE TABLE pepper_mark (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  mark TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  active INTEGER NOT NULL,
  pin_hash TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
"""


def read_identity(conn: Connection) -> Identity:
    """Raises ShopError ``file_not_shop`` for a file that was never founded."""
    row = conn.execute("SELECT store, till, epoch, shop_name FROM identity").fetchone()
    if row is None:
        raise ShopError("file_not_shop", file="")
    return Identity(store=row[0], till=row[1], epoch=row[2], shop_name=row[3])


def write_identity(conn: Connection, identity: Identity) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO identity VALUES (1,?,?,?,?)",
        (identity.store, identity.till, identity.epoch, identity.shop_name),
    )


def keep_pepper_mark(conn: Connection, mark: str) -> bool:
    """Note which pepper the PINs of this file were made with; False when it was another one.

    Then the file came from another machine: its PINs can never match here, so they are let go and
    an owner sets a first one.
    """
    row = conn.execute("SELECT mark FROM pepper_mark").fetchone()
    if row is not None and row[0] == mark:
        return True
    with immediate(conn):
        conn.execute("INSERT OR REPLACE INTO pepper_mark VALUES (1, ?)", (mark,))
        if row is not None:
            conn.execute("UPDATE staff SET pin_hash = '', failures = 0, locked_until = 0")
    return row is None


class SettingTable:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def read(self) -> dict[str, str]:
        return dict(self._conn.execute("SELECT name, value FROM setting"))

    def write(self, name: str, value: str) -> None:
        self._conn.execute("INSERT OR REPLACE INTO setting VALUES (?,?)", (name, value))


class StaffTable:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def all(self) -> list[StaffRecord]:
        return [_record(row) for row in self._conn.execute("SELECT * FROM staff ORDER BY id")]

    def get(self, staff_id: str) -> StaffRecord | None:
        row = self._conn.execute("SELECT * FROM staff WHERE id = ?", (staff_id,)).fetchone()
        return _record(row) if row else None

    def save(self, record: StaffRecord) -> None:
        s = record.staff
        self._conn.execute(
            "INSERT OR REPLACE INTO staff VALUES (?,?,?,?,?,?,?)",
            (
                s.id, s.name, s.role, int(s.active), record.pin_hash, record.failures,
                record.locked_until,
            ),
        )  # fmt: skip

    def count_failure(self, staff_id: str, failures: int, locked_until: int) -> None:
        self._conn.execute(
            "UPDATE staff SET failures = ?, locked_until = ? WHERE id = ?",
            (failures, locked_until, staff_id),
        )

    def take_from_journal(self) -> None:
        """People as the journal's facts have them, where they are not known: without a PIN."""
        for (payload,) in self._conn.execute(
            "SELECT payload FROM journal WHERE kind = 'staff.changed' ORDER BY pos"
        ).fetchall():
            fact = chain.decode(payload).fact
            if isinstance(fact, StaffChanged):
                self._conn.execute(
                    """INSERT INTO staff(id, name, role, active, pin_hash) VALUES (?,?,?,?,'')
                    ON CONFLICT(id) DO UPDATE SET name = excluded.name, role = excluded.role,
                    active = excluded.active""",
                    (fact.staff.id, fact.staff.name, fact.role, int(fact.active)),
                )


def _record(row: tuple[str, str, str, int, str, int, int]) -> StaffRecord:
    return StaffRecord(
        staff=Staff(id=row[0], name=row[1], role=row[2], active=bool(row[3])),
        pin_hash=row[4],
        failures=row[5],
        locked_until=row[6],
    )
