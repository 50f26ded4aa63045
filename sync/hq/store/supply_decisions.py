"""What an operator decides of claims and returns that the rule left open."""

from __future__ import annotations

from typing import Any

from sync.hq.store import supply_notes as notes
from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply_claims import grant_claim
from sync.hq.store.supply_credits import CLAIM, OPEN, REFUSED, tell_claim
from sync.hq.store.supply_ledger import tell_account
from sync.hq.store.supply_returns import grant_return, settle_returns


class DecidedError(Exception):
    """The claim is not open any more."""


def grant(scope: Scope, store: str, claim: str, by: str, now: int) -> int:
    """An operator grants it; gives the fen credited in all. Raises LookupError, DecidedError."""
    row = _undecided(scope, store, claim)
    if row.kind == CLAIM:
        fen = grant_claim(scope, store, row, by, now)
        settle_returns(scope, store, notes.lines(scope, store, row.shipment_id), now)
    else:
        fen = grant_return(scope, store, row, by, now)
    tell_account(scope, store)
    tell_claim(scope, store, claim)
    return fen


def refuse(scope: Scope, store: str, claim: str, by: str, note: str) -> None:
    """An operator refuses it; what the rule credited of it already stays. Raises LookupError,
    DecidedError."""
    _undecided(scope, store, claim)
    c = st.claim.c
    scope.conn.execute(
        scope.update(st.claim)
        .where(c.store_id == store, c.claim_id == claim)
        .values(state=REFUSED, decided_by=by, note=note, said="")
    )
    tell_claim(scope, store, claim)


def _undecided(scope: Scope, store: str, claim: str) -> Any:  # noqa: ANN401 - a row of claim
    lock_store(scope, store)
    c = st.claim.c
    row = scope.conn.execute(
        scope.select(st.claim).where(c.store_id == store, c.claim_id == claim)
    ).first()
    if row is None:
        raise LookupError(claim)
    if row.state != OPEN:
        raise DecidedError(claim)
    return row
