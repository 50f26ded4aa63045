"""Facts that are not in the books: what they are, trying them again, letting an alarm go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import func

from sync.hq.store import devices
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.moves import publish_moves
from sync.hq.store.orders_book import lock_store
from sync.hq.store.orders_facts import take_orders
from sync.hq.store.projections import Sums
from sync.hq.store.reading import Place, read
from sync.hq.store.supply_facts import take_supply
from sync.hq.store.supply_receipts import take_receipts
from sync.wire.chain import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A fact that was acknowledged and is in no book, or one that was refused for its place.

    ``state``: quarantined (could not be digested), conflict (its id was taken) or fork (another
    fact holds its place in the chain).
    """

    store: str
    till: str
    device: str
    epoch: int
    seq: int
    kind: str
    state: str
    reason: str
    received_at: int
    payload: bytes


def troubles(
    scope: Scope, *, store_id: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[Trouble], int]:
    """Facts in quarantine or conflict, latest first, and how many there are in all."""
    f, d = t.fact.c, t.device.c
    bound = [f.state != "ok"] + ([f.store_id == store_id] if store_id else [])
    number = scope.conn.execute(scope.select(t.fact, func.count()).where(*bound)).scalar_one()
    rows = scope.conn.execute(
        scope.select(t.fact, t.fact, d.till)
        .select_from(t.fact)
        .join(t.device, d.device_id == f.device_id)
        .where(*bound)
        .order_by(f.received_at.desc(), f.store_id, f.device_id, f.epoch, f.seq)
        .limit(limit)
        .offset(offset)
    )
    found = [
        Trouble(
            store=row.store_id, till=row.till, device=row.device_id, epoch=row.epoch, seq=row.seq,
            kind=row.kind, state=row.state, reason=row.reason, received_at=row.received_at,
            payload=bytes(row.payload),
        )
        for row in rows
    ]  # fmt: skip
    return found, int(number)


def forks(scope: Scope, *, store_id: str = "", limit: int = 50) -> list[Trouble]:
    """Facts that claimed a place which another one holds, latest first."""
    f, d = t.fork.c, t.device.c
    query = (
        scope.select(t.fork, t.fork, d.till)
        .select_from(t.fork)
        .join(t.device, d.device_id == f.device_id)
    )
    if store_id:
        query = query.where(f.store_id == store_id)
    rows = scope.conn.execute(
        query.order_by(f.received_at.desc(), f.store_id, f.device_id, f.seq).limit(limit)
    )
    return [
        Trouble(
            store=row.store_id, till=row.till, device=row.device_id, epoch=row.epoch, seq=row.seq,
            kind="", state="fork", reason="", received_at=row.received_at,
            payload=bytes(row.payload),
        )
        for row in rows
    ]  # fmt: skip


def retry(scope: Scope, device_id: str, epoch: int, seq: int) -> str:
    """Digest a quarantined fact once more: empty when it is in the books now, else why not.

    A fact that is in the books already stays there once; one whose id was taken cannot be digested
    (``id taken``). Raises LookupError for a fact that is not there.
    """
    device = devices.lock(scope, device_id)
    if device is None:
        raise LookupError(device_id)
    f = t.fact.c
    here = (f.device_id == device_id, f.epoch == epoch, f.seq == seq)
    row = scope.conn.execute(scope.select(t.fact).where(*here)).first()
    if row is None:
        raise LookupError(seq)
    if row.state == "ok":
        return ""
    if row.state == "conflict":
        return str(row.reason)
    reading = read(bytes(row.payload), Place(device.store_id, device.till, epoch, seq))
    values: dict[str, Any] = {"reason": reading.reason}
    if reading.entry is not None:
        if _id_taken(scope, device, reading.id, row):
            values |= {"state": "conflict", "reason": "id taken"}
        else:
            values |= {
                "state": "ok", "reason": "", "id": reading.id, "kind": reading.kind,
                "business_date": reading.date, "recorded_at": reading.at,
            }  # fmt: skip
            _enter(scope, device, reading.entry, row.received_at)
    scope.conn.execute(scope.update(t.fact).where(*here).values(values))
    return str(values["reason"])


def _id_taken(scope: Scope, device: SqlRow[Any], fact_id: str, row: SqlRow[Any]) -> bool:
    f = t.fact.c
    found = scope.conn.execute(
        scope.select(t.fact, f.seq).where(
            f.store_id == device.store_id,
            f.id == fact_id,
            f.state != "conflict",
            ~((f.device_id == row.device_id) & (f.epoch == row.epoch) & (f.seq == row.seq)),
        )
    ).first()
    return found is not None


def _enter(scope: Scope, device: SqlRow[Any], entry: Entry, received_at: int) -> None:
    """Add one fact to the projections, the till's sums and the other tills' feed."""
    lock_store(scope, device.store_id)
    sums = Sums(device.store_id)
    sums.add(entry)
    take_receipts(scope, device.store_id, [entry], sums)
    sums.write(scope)
    publish_moves(scope, device, sums, [entry])
    take_orders(scope, device.store_id, [entry])
    take_supply(scope, device.store_id, [entry], received_at)
    scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device.device_id)
        .values(sales=t.device.c.sales + sums.sales, turnover=t.device.c.turnover + sums.turnover)
    )


def retry_all(scope: Scope, store_id: str = "") -> tuple[int, int]:
    """Try every quarantined fact again, of one store or of all: how many are in the books now, and
    how many still wait."""
    f = t.fact.c
    query = scope.select(t.fact, f.device_id, f.epoch, f.seq).where(f.state == "quarantined")
    if store_id:
        query = query.where(f.store_id == store_id)
    rows = scope.conn.execute(query.order_by(f.device_id, f.epoch, f.seq)).all()
    good = sum(not retry(scope, *row) for row in rows)
    return good, len(rows) - good


def acknowledge(scope: Scope, device_id: str, alarm: str) -> bool:
    """Let an alarm go that the operator has seen; False when it is another one by now."""
    done = scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device_id, t.device.c.alarm == alarm)
        .values(alarm="")
    )
    return bool(done.rowcount)


def alarmed(scope: Scope) -> list[SqlRow[Any]]:
    """Tills with an alarm that nobody has acknowledged (device_id, store_id, till, alarm)."""
    d = t.device.c
    return list(
        scope.conn.execute(
            scope.select(t.device, d.device_id, d.store_id, d.till, d.alarm)
            .where(d.alarm != "")
            .order_by(d.store_id, d.till)
        )
    )
