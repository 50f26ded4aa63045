"""Taking in a till's batch: facts and cursor in one transaction, once, in order, nothing lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row as SqlRow

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.moves import publish_moves
from sync.hq.store.projections import Sums
from sync.wire import chain
from sync.wire.limits import MAX_PAYLOAD
from sync.wire.messages import PushRequest, Quarantined


class GapError(Exception):
    """The batch does not start at the seq that HQ expects."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class ForkError(Exception):
    """The batch contradicts the chain that HQ holds; it was kept apart and alarmed."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


@dataclass(slots=True)
class Accepted:
    """HQ's side of the chain after the batch."""

    acked_seq: int
    head: bytes
    quarantined: list[Quarantined] = field(default_factory=list)
    new_facts: int = 0


@dataclass(slots=True)
class _Batch:
    device: SqlRow[Any]
    now: int
    records: list[dict[str, Any]] = field(default_factory=list)
    entries: list[chain.Entry] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    last_at: int = 0


def accept(scope: Scope, device: SqlRow[Any], push: PushRequest, now: int) -> Accepted:
    """Take in a batch. ``device`` is its row, locked for this transaction.

    Facts that HQ holds already are success. Raises GapError, ForkError (which the caller must let
    commit what `remember_fork` wrote), ValueError for a fact that claims another till's place.
    """
    payloads = [bytes(raw) for raw in push.facts]
    skip = _overlap(scope, device, push, payloads)
    fresh = payloads[skip:]
    batch = _Batch(device=device, now=now)
    head = bytes(device.head_hash)
    if fresh and skip == 0 and bytes.fromhex(push.prev_hash) != head:
        raise ForkError(push.from_seq)
    for seq, payload in enumerate(fresh, push.from_seq + skip):
        head = chain.link(head, payload)
        _take(scope, batch, seq, payload, head)
    if batch.records:
        _keep(scope, batch, head)
    return Accepted(
        acked_seq=device.acked_seq + len(batch.records),
        head=head,
        quarantined=batch.quarantined,
        new_facts=len(batch.records),
    )


def _overlap(scope: Scope, device: SqlRow[Any], push: PushRequest, payloads: list[bytes]) -> int:
    """How many facts at the front HQ holds already; they must be the very same bytes."""
    expected = device.acked_seq + 1
    if push.from_seq > expected or push.from_seq < 1:
        raise GapError(expected)
    known: int = min(expected - push.from_seq, len(payloads))
    if not known:
        return 0
    held: dict[int, bytes] = dict(
        scope.conn.execute(
            scope.select(t.fact, t.fact.c.seq, t.fact.c.payload).where(
                t.fact.c.device_id == device.device_id,
                t.fact.c.epoch == device.epoch,
                t.fact.c.seq.between(push.from_seq, push.from_seq + known - 1),
            )
        )
        .tuples()
        .all()
    )
    for seq, payload in enumerate(payloads[:known], push.from_seq):
        if bytes(held.get(seq, b"")) != payload:
            raise ForkError(seq)
    return known


def remember_fork(scope: Scope, device: SqlRow[Any], push: PushRequest, seq: int, now: int) -> None:
    """Keep what contradicted the chain, and raise the alarm for the console."""
    payload = bytes(push.facts[seq - push.from_seq])
    scope.insert(
        t.fork,
        [
            {
                "store_id": device.store_id,
                "device_id": device.device_id,
                "epoch": device.epoch,
                "seq": seq,
                "received_at": now,
                "payload": payload[:MAX_PAYLOAD],
            }
        ],
    )
    alarm(scope, device, f"fork at {device.epoch}-{seq}")


def alarm(scope: Scope, device: SqlRow[Any], what: str) -> None:
    scope.conn.execute(
        scope.update(t.device).where(t.device.c.device_id == device.device_id).values(alarm=what)
    )


def _take(scope: Scope, batch: _Batch, seq: int, payload: bytes, digest: bytes) -> None:
    """One new fact: digest it if that can be done, keep it in any case."""
    device = batch.device
    head, entry, reason = read(payload)
    if head is not None:
        place = (head.store, head.till, head.epoch, head.seq)
        if place != (device.store_id, device.till, device.epoch, seq):
            reason, entry = "place", None
    state = "quarantined" if reason else "ok"
    ident = head.id[:32] if head is not None else f"?{hashlib.sha256(payload).hexdigest()[:30]}"
    if _taken(scope, batch, ident):
        state, reason, entry = "conflict", "id taken", None
        alarm(scope, device, f"id taken at {device.epoch}-{seq}")
    if reason:
        batch.quarantined.append(Quarantined(seq=seq, id=ident, reason=reason))
    if entry is not None:
        batch.entries.append(entry)
    if head is not None:
        batch.last_at = head.at
    batch.records.append(
        {
            "store_id": device.store_id,
            "device_id": device.device_id,
            "epoch": device.epoch,
            "seq": seq,
            "id": ident,
            "kind": _kind(head)[:40],
            "business_date": head.date[:10] if head is not None else "",
            "recorded_at": head.at if head is not None else 0,
            "received_at": batch.now,
            "state": state,
            "reason": reason,
            "payload": payload,
            "hash": digest,
        }
    )


def read(payload: bytes) -> tuple[chain.Head | None, chain.Entry | None, str]:
    """Place, whole entry, and why it could not be digested (empty when it could)."""
    if len(payload) > MAX_PAYLOAD:
        return None, None, "too large"
    try:
        head = chain.decode_head(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return None, None, f"no entry: {error}"
    try:
        return head, chain.decode(payload), ""
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return head, None, str(error)


def _kind(head: chain.Head | None) -> str:
    if head is None:
        return "?"
    try:
        found = msgspec.json.decode(bytes(head.fact), type=dict[str, msgspec.Raw])
        return str(msgspec.json.decode(bytes(found.get("kind", b'"?"')), type=str))
    except msgspec.MsgspecError:
        return "?"


def _taken(scope: Scope, batch: _Batch, ident: str) -> bool:
    if any(r["id"] == ident and r["state"] != "conflict" for r in batch.records):
        return True
    query = t.fact.select().where(t.fact.c.id == ident, t.fact.c.state != "conflict")
    return scope.conn.execute(query.limit(1)).first() is not None


def _keep(scope: Scope, batch: _Batch, head: bytes) -> None:
    """Facts, projections, other tills' feed and the cursor: all in the caller's transaction."""
    device = batch.device
    scope.insert(t.fact, batch.records)
    sums = Sums(device.store_id)
    for entry in batch.entries:
        sums.add(entry)
    sums.write(scope)
    publish_moves(scope, device, sums, batch.entries)
    scope.conn.execute(
        scope.update(t.device)
        .where(t.device.c.device_id == device.device_id)
        .values(
            acked_seq=device.acked_seq + len(batch.records),
            head_hash=head,
            sales=t.device.c.sales + sums.sales,
            turnover=t.device.c.turnover + sums.turnover,
            last_fact_at=batch.last_at or device.last_fact_at,
        )
    )
