"""Taking in a till's batch: facts and cursor in one transaction, once, in order, nothing lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row as SqlRow

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.moves import publish_moves
from sync.hq.store.orders_book import lock_store
from sync.hq.store.orders_facts import take_orders
from sync.hq.store.projections import Sums
from sync.hq.store.reading import Place, Reading, read
from sync.hq.store.supply_facts import take_supply
from sync.hq.store.supply_receipts import take_receipts
from sync.wire import chain
from sync.wire.limits import MAX_PAYLOAD
from sync.wire.messages import PushRequest, Quarantined


class GapError(Exception):
    """The batch does not start at the seq that HQ expects."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class ForkError(Exception):
    """The batch contradicts the chain that HQ holds; it is to be kept apart and alarmed."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


@dataclass(slots=True)
class Accepted:
    """HQ's side of the chain after the batch."""

    acked_seq: int
    head: bytes
    quarantined: list[Quarantined] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """New facts on their way into the tables."""

    records: list[dict[str, Any]] = field(default_factory=list)
    entries: list[chain.Entry] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    alarm: str = ""
    last_at: int = 0


def accept(scope: Scope, device: SqlRow[Any], push: PushRequest, now: int) -> Accepted:
    """Take in a batch. ``device`` is its row, locked for this transaction.

    Facts that HQ holds already are success. Raises GapError and ForkError, before anything is
    written; the caller keeps a fork by `remember_fork`.
    """
    payloads = [bytes(raw) for raw in push.facts]
    known, quarantined = _overlap(scope, device, push, payloads)
    fresh = payloads[known:]
    head = bytes(device.head_hash)
    if fresh and not known and bytes.fromhex(push.prev_hash) != head:
        raise ForkError(push.from_seq)
    batch = _Batch(quarantined=quarantined)
    first = push.from_seq + known
    readings = [
        read(payload, Place(device.store_id, device.till, device.epoch, seq))
        for seq, payload in enumerate(fresh, first)
    ]
    taken = _taken(scope, [reading.id for reading in readings])
    for seq, (payload, reading) in enumerate(zip(fresh, readings, strict=True), first):
        head = chain.link(head, payload)
        conflict = reading.id in taken
        taken.add(reading.id)
        _take(batch, device, seq, reading, conflict=conflict)
        batch.records[-1].update(payload=payload, hash=head, received_at=now)
    _keep(scope, device, batch, head, now)
    return Accepted(device.acked_seq + len(fresh), head, batch.quarantined)


def _overlap(
    scope: Scope, device: SqlRow[Any], push: PushRequest, payloads: list[bytes]
) -> tuple[int, list[Quarantined]]:
    """How many facts at the front HQ holds already, and which of those wait in quarantine.

    They must be the very same bytes; an answer that was lost is so given again, whole.
    """
    expected = device.acked_seq + 1
    if push.from_seq > expected or push.from_seq < 1:
        raise GapError(expected)
    known: int = min(expected - push.from_seq, len(payloads))
    if not known:
        return 0, []
    fact = t.fact.c
    rows = scope.conn.execute(
        scope.select(t.fact, fact.seq, fact.payload, fact.state, fact.id, fact.reason).where(
            fact.device_id == device.device_id,
            fact.epoch == device.epoch,
            fact.seq.between(push.from_seq, push.from_seq + known - 1),
        )
    ).all()
    held = {row.seq: row for row in rows}
    for seq, payload in enumerate(payloads[:known], push.from_seq):
        if seq not in held or bytes(held[seq].payload) != payload:
            raise ForkError(seq)
    return known, [
        Quarantined(seq=row.seq, id=row.id, reason=row.reason)
        for _, row in sorted(held.items())
        if row.state != "ok"
    ]


def remember_fork(scope: Scope, device: SqlRow[Any], push: PushRequest, seq: int, now: int) -> None:
    """Keep what contradicted the chain, once, and raise the alarm for the console."""
    payload = bytes(push.facts[seq - push.from_seq])
    scope.upsert(
        t.fork,
        [
            {
                "store_id": device.store_id,
                "device_id": device.device_id,
                "epoch": device.epoch,
                "seq": seq,
                "hash": hashlib.sha256(payload).digest(),
                "received_at": now,
                "payload": payload[:MAX_PAYLOAD],
            }
        ],
    )
    scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device.device_id)
        .values(alarm=f"fork at {device.epoch}-{seq}", last_seen=now)
    )


def _taken(scope: Scope, ids: list[str]) -> set[str]:
    """Which of these ids facts of the store have already."""
    if not ids:
        return set()
    query = scope.select(t.fact, t.fact.c.id).where(
        t.fact.c.id.in_(ids), t.fact.c.state != "conflict"
    )
    return set(scope.conn.execute(query).scalars())


def _take(
    batch: _Batch, device: SqlRow[Any], seq: int, reading: Reading, *, conflict: bool
) -> None:
    """One new fact: into the books if it could be digested, kept in any case."""
    state, reason = ("quarantined" if reading.reason else "ok"), reading.reason
    if conflict:
        state, reason = "conflict", "id taken"
        batch.alarm = f"id taken at {device.epoch}-{seq}"
    if reason:
        batch.quarantined.append(Quarantined(seq=seq, id=reading.id, reason=reason))
    elif reading.entry is not None:
        batch.entries.append(reading.entry)
    batch.last_at = reading.at or batch.last_at
    batch.records.append(
        {
            "store_id": device.store_id,
            "device_id": device.device_id,
            "epoch": device.epoch,
            "seq": seq,
            "id": reading.id,
            "kind": reading.kind,
            "business_date": reading.date,
            "recorded_at": reading.at,
            "state": state,
            "reason": reason,
        }
    )


def _keep(scope: Scope, device: SqlRow[Any], batch: _Batch, head: bytes, now: int) -> None:
    """Facts, projections, other tills' feed and the cursor: all in the caller's transaction.

    The store is held before anything of it is written: what two tills tell is booked in turn.
    """
    values: dict[str, Any] = {"last_seen": now}
    if batch.records:
        lock_store(scope, device.store_id)
        scope.insert(t.fact, batch.records)
        sums = Sums(device.store_id)
        for entry in batch.entries:
            sums.add(entry)
        take_receipts(scope, device.store_id, batch.entries, sums)
        sums.write(scope)
        publish_moves(scope, device, sums, batch.entries)
        take_orders(scope, device.store_id, batch.entries)
        take_supply(scope, device.store_id, batch.entries, now)
        values |= {
            "acked_seq": device.acked_seq + len(batch.records),
            "head_hash": head,
            "sales": t.device.c.sales + sums.sales,
            "turnover": t.device.c.turnover + sums.turnover,
            "last_fact_at": batch.last_at or device.last_fact_at,
        }
    if batch.alarm:
        values["alarm"] = batch.alarm
    scope.conn.execute(
        scope.update(t.device).where(t.device.c.device_id == device.device_id).values(values)
    )
