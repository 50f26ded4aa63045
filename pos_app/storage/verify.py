"""`xipu verify`: the chain over the stored bytes, a replay, SQLite's own check."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pos_app.services.ports import kind_of
from pos_app.storage import chain_walk, journal, orders, projections
from pos_app.storage.connection import Connection, DatabaseError, driver
from pos_app.storage.migrations import create_projections
from sync.wire import chain


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What the check found. ``bad_seq`` is the first fact that does not hold, as (epoch, seq)."""

    facts: int = 0
    problems: list[str] = field(default_factory=list)
    bad_seq: tuple[int, int] | None = None
    chain_seconds: float = 0.0
    replay_seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.problems

    def blame(self, epoch: int, seq: int, why: str) -> None:
        if self.bad_seq is None:
            self.bad_seq = (epoch, seq)
        self.problems.append(f"epoch {epoch} seq {seq}: {why}")


def verify(conn: Connection) -> Verdict:
    """Everything that can be held against the file, reading only."""
    verdict = Verdict()
    try:
        conn.execute("BEGIN")
        try:
            _check_sqlite(conn, verdict)
            check_chain(conn, verdict)
            if verdict.bad_seq is None:
                _check_projections(conn, verdict)
        finally:
            conn.execute("ROLLBACK")
    except DatabaseError as error:
        verdict.problems.append(f"sqlite: {error}")
    return verdict


def _check_sqlite(conn: Connection, verdict: Verdict) -> None:
    for (line,) in conn.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            verdict.problems.append(f"sqlite: {line}")


def check_chain(conn: Connection, verdict: Verdict) -> None:
    """Recompute every link over the stored bytes; stops at the first that does not hold."""
    started = time.perf_counter()
    conn.execute(f"PRAGMA mmap_size={chain_walk.MAPPED}")
    try:
        walked = chain_walk.walk_together(conn)
    finally:
        conn.execute("PRAGMA mmap_size=0")
    verdict.facts = walked.facts
    if walked.bad >= 0:
        verdict.blame(*chain_walk.place(walked.bad), walked.why)
    verdict.chain_seconds = time.perf_counter() - started


def _check_projections(conn: Connection, verdict: Verdict) -> None:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="xipu-verify-") as folder:
        path = Path(folder) / "replay.db"
        fresh = driver.connect(str(path), isolation_level=None, cached_statements=400)
        try:
            fresh.execute("PRAGMA journal_mode=OFF")
            fresh.execute("PRAGMA synchronous=OFF")
            fresh.execute("PRAGMA cache_size=-200000")
            fresh.execute("BEGIN")
            create_projections(fresh)
            _replay(conn, fresh, verdict)
            verdict.replay_seconds = time.perf_counter() - started
            for table in projections.TABLES:
                _compare(conn, fresh, table, verdict)
            _check_order_book(conn, fresh, verdict)
            fresh.execute("COMMIT")
        finally:
            fresh.close()


def _replay(conn: Connection, fresh: Connection, verdict: Verdict) -> None:
    """Fold every fact again and hold the journal's columns against the bytes they came from."""
    columns = conn.execute(
        """SELECT pos, epoch, seq, id, kind, business_date, recorded_at, utc_offset, actor, payload
        FROM journal ORDER BY pos"""
    )
    for pos, epoch, seq, ident, kind, date, at, offset, actor, payload in columns:
        try:
            entry = chain.decode(payload)
        except msgspec.MsgspecError as error:
            verdict.blame(epoch, seq, f"unreadable: {error}")
            return
        said = (pos, epoch, seq, ident, kind, date, at, offset, actor)
        if said != _columns(entry):
            verdict.blame(epoch, seq, "its columns do not say what its bytes say")
            return
        projections.apply(fresh, pos, entry)


def _columns(e: chain.Entry) -> tuple[object, ...]:
    place = journal.position(e.epoch, e.seq), e.epoch, e.seq
    return (*place, e.id, kind_of(e), e.date, e.at, e.offset, e.actor.id)


def _check_order_book(conn: Connection, fresh: Connection, verdict: Verdict) -> None:
    """The book of orders is worked out from the journal and HQ's rows, so it is worked out again.

    Orders are few beside sales: HQ's rows are copied and every order is folded anew.
    """
    fresh.executemany("INSERT INTO hq_order VALUES (?,?)", conn.execute("SELECT * FROM hq_order"))
    orders.rebuild(fresh)
    for table in orders.WORKED_OUT:
        _compare(conn, fresh, table, verdict)


def _compare(conn: Connection, fresh: Connection, table: str, verdict: Verdict) -> None:
    """Both tables row by row, in key order."""
    key = _key(conn, table)
    sql = f"SELECT * FROM {table} ORDER BY {key}"
    ours, theirs = conn.execute(sql), fresh.execute(sql)
    while True:
        mine, its = ours.fetchmany(5000), theirs.fetchmany(5000)
        if mine != its:
            pairs = zip(mine, its, strict=False)
            first = next((m for m, i in pairs if m != i), (mine or its)[-1])
            verdict.problems.append(f"table {table}: differs from the journal at {first[:2]}")
            return
        if not mine:
            return


def _key(conn: Connection, table: str) -> str:
    info = conn.execute(f"PRAGMA table_info({table})").fetchall()
    keys = sorted((row[5], row[1]) for row in info if row[5])
    return ", ".join(name for _, name in keys)
