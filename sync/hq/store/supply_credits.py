"""What claims and returns have in common: how they are kept, credited and told to the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.supply import local_date
from sync.hq.store.supply_ledger import CREDIT, Entry, add
from sync.hq.store.supply_receipts import position
from sync.hq.store.supply_said import note_of, said_of, write_said
from sync.wire import chain
from sync.wire.supply import Said
from sync.wire.supply_feed import ClaimRow

OPEN, GRANTED, REFUSED = "open", "granted", "refused"
CLAIM, RETURN = "claim", "return"
BY_RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """When and where a till wrote it: its business date, UTC ms, place in its journal."""

    date: str
    at: int
    till: str
    pos: int

    @classmethod
    def of(cls, entry: chain.Entry) -> Filed:
        return cls(date=entry.date, at=entry.at, till=entry.till, pos=position(entry))

    def row(self, store: str) -> dict[str, Any]:
        return {"store_id": store, "date": self.date, "at": self.at, "till": self.till,
                "pos": self.pos}  # fmt: skip


def known(scope: Scope, store: str, claim: str) -> bool:
    c = st.claim.c
    query = scope.select(st.claim, c.claim_id).where(c.store_id == store, c.claim_id == claim)
    return scope.conn.execute(query).first() is not None


def lines_of(scope: Scope, store: str, claim: str) -> Sequence[Any]:
    ln = st.claim_line.c
    return scope.conn.execute(
        scope.select(st.claim_line)
        .where(ln.store_id == store, ln.claim_id == claim)
        .order_by(ln.no)
    ).all()


def keep_lines(scope: Scope, store: str, claim: str, rows: Sequence[dict[str, Any]]) -> None:
    scope.insert(st.claim_line, [row | {"store_id": store, "claim_id": claim} for row in rows])


def forget_lines(scope: Scope, store: str, claim: str) -> None:
    ln = st.claim_line.c
    scope.conn.execute(
        scope.delete(st.claim_line).where(ln.store_id == store, ln.claim_id == claim)
    )


def set_claim(
    scope: Scope, store: str, row: Any, now: int, *, state: str, by: str, credited: int,  # noqa: ANN401 - a row of claim
    said: Sequence[Said] = (),
) -> None:  # fmt: skip
    """How it stands now. The account gets what that is more than before, or less; the caller tells
    the account and the claim."""
    c = st.claim.c
    scope.conn.execute(
        scope.update(st.claim)
        .where(c.store_id == store, c.claim_id == row.claim_id)
        .values(state=state, note="", said=write_said(said), decided_by=by, credited=credited)
    )
    if credited != row.credited:
        _enter(scope, store, row, row.credited - credited, by or BY_RULE, now)


def _enter(scope: Scope, store: str, row: Any, fen: int, by: str, now: int) -> None:  # noqa: ANN401 - a row of claim
    """An entry for the difference, under the claim's name and the first number that is free."""
    day = local_date(now).isoformat()
    number = 0
    while not add(
        scope, store,
        Entry(id=f"c{row.claim_id}" + (f".{number}" if number else ""), kind=CREDIT, date=day,
              amount=fen, at=now, ref=row.shipment_id, made_by=by),
    ):  # fmt: skip
        number += 1


def tell_claim(scope: Scope, store: str, claim: str) -> None:
    c = st.claim.c
    row = scope.conn.execute(
        scope.select(st.claim).where(c.store_id == store, c.claim_id == claim)
    ).one()
    said = said_of(row.said)
    told = ClaimRow(
        id=claim, shipment=row.shipment_id, state=row.state, amount=row.amount,
        credited=row.credited, note=row.note or note_of(said), said=said,
    )  # fmt: skip
    put_in(scope, store, [("claim", claim, told)])
