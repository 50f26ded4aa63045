"""What the file says about its HQ: what waits, what was kept apart, sums to hold against it."""

from __future__ import annotations

from pos_app.services.hq import HqDetails, Kept, MatchState, Refused, Waiting
from pos_app.storage import journal
from pos_app.storage.connection import Connection
from pos_app.storage.mirrors import read_identity

FedMark = tuple[int, int]
"""The feed's place and the number of prices still to come."""


def details(conn: Connection) -> HqDetails:
    """The link and what waits on it; everything empty but the names for a shop on its own."""
    who = read_identity(conn)
    link = conn.execute("SELECT url, device, epoch, acked_seq FROM hq_link").fetchone()
    if link is None:
        return HqDetails(store=who.store, till=who.till, epoch=who.epoch)
    url, device, epoch, acked = link
    return HqDetails(
        url=url,
        device=device,
        store=who.store,
        till=who.till,
        epoch=epoch,
        waiting=_waiting(conn, epoch, acked),
        kept=_kept(conn, epoch),
        refused=_refused(conn),
    )


def _waiting(conn: Connection, epoch: int, acked: int) -> tuple[Waiting, ...]:
    rows = conn.execute(
        """SELECT kind, count(*), min(recorded_at) FROM journal WHERE pos > ? AND pos < ?
        GROUP BY kind ORDER BY count(*) DESC, kind""",
        (journal.position(epoch, acked), journal.position(epoch + 1, 0)),
    )
    return tuple(Waiting(kind=k, count=n, oldest=at) for k, n, at in rows)


def _kept(conn: Connection, epoch: int) -> tuple[Kept, ...]:
    rows = conn.execute(
        """SELECT q.seq, j.kind, j.recorded_at, q.reason FROM quarantined q
        JOIN journal j ON j.pos = (? | q.seq) AND j.id = q.id ORDER BY q.seq""",
        (journal.position(epoch, 0),),
    )
    return tuple(Kept(seq=s, kind=k, at=at, reason=why) for s, k, at, why in rows)


def _refused(conn: Connection) -> tuple[Refused, ...]:
    rows = conn.execute("SELECT tab, key, reason, at FROM feed_refused ORDER BY at DESC, tab, key")
    return tuple(Refused(table=tab, key=key, reason=why, at=at) for tab, key, why, at in rows)


def fed_mark(conn: Connection) -> FedMark | None:
    """Another one after rows from HQ were shown; None while they are still coming in."""
    if conn.execute("SELECT 1 FROM feed_stage LIMIT 1").fetchone():
        return None
    row = conn.execute(
        """SELECT cursor, (SELECT count(*) FROM price_due WHERE in_force = 0) FROM hq_link
        WHERE snapshot_after IS NULL"""
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else None


def shift_match(conn: Connection, opened: int) -> tuple[MatchState, int]:
    """Whether HQ holds the chain with the same hash up to the close of the shift opened there.

    HQ's head is held against ours whenever it acknowledges; sums that were found to differ at the
    close stay so until a later close finds them equal. An open shift, and one from before the
    shop joined, is this shop's alone.
    """
    link = conn.execute("SELECT epoch, acked_seq FROM hq_link").fetchone()
    closed = conn.execute(
        """SELECT epoch, seq FROM journal WHERE pos > ? AND kind = 'shift.closed'
        ORDER BY pos LIMIT 1""",
        (opened,),
    ).fetchone()
    if link is None or closed is None or closed[0] < link[0]:
        return "alone", 0
    waiting = max(0, int(closed[1]) - int(link[1]))
    if waiting:
        return "waiting", waiting
    differed = conn.execute(
        "SELECT 1 FROM hq_match WHERE pos = ? AND state = 'differs'",
        (journal.position(int(closed[0]), int(closed[1])),),
    ).fetchone()
    return ("differs", 0) if differed else ("matched", 0)


def sums(conn: Connection, epoch: int, seq: int) -> tuple[int, int]:
    """Number of sales and what was due for them in fen, up to a seq of that epoch."""
    count, due = conn.execute(
        "SELECT count(*), coalesce(sum(due), 0) FROM sale WHERE pos BETWEEN ? AND ?",
        (journal.position(epoch, 1), journal.position(epoch, seq)),
    ).fetchone()
    return int(count), int(due)


def hash_at(conn: Connection, epoch: int, seq: int) -> str:
    """The chain's hash at a seq as hex; empty where there is no such fact."""
    row = conn.execute(
        "SELECT hash FROM journal WHERE pos = ?", (journal.position(epoch, seq),)
    ).fetchone()
    return bytes(row[0]).hex() if row else ""
