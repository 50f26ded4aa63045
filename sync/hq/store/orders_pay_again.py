"""Payments and refunds that an HQ from an old backup has lost, from what the tills tell of them.

A till's first fact of an order tells the moves that HQ had made of it. Without the rows behind
them nothing would ever go back to who paid. Nothing is believed: a payment is put down as open and
the service is asked, a refund is sent again under its own id, which the service takes once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.orders import HQ, ONLINE, OrderMove

PAY, SENT, DONE, REFUSED = "pay-", "rs-", "rd-", "rf-"
"""How the ids of HQ's moves of money begin; what follows is the payment's or refund's own."""
UNKNOWN_URL = "-"
"""The page to pay on is not known any more, and not needed: it was paid."""
_STATES = {SENT: "sent", DONE: "done", REFUSED: "failed"}
MOST_ID = 60


def remember(scope: Scope, store_id: str, moves: Sequence[OrderMove]) -> None:
    """Put down what these moves say and HQ does not know. The caller holds the store."""
    mine = [
        move
        for move in moves
        if move.who == HQ and move.method == ONLINE and move.amount > 0 and len(move.id) <= MOST_ID
    ]
    if not mine:
        return
    payments = {m.order: m.id.removeprefix(PAY) for m in mine if m.id.startswith(PAY)}
    _put(scope, store_id, t.order_payment, "payment_id", [
        {
            "payment_id": m.id.removeprefix(PAY), "order_id": m.order, "amount": m.amount,
            "state": "open", "url": UNKNOWN_URL, "created_at": m.at, "ask_at": 0,
        }
        for m in mine if m.id.startswith(PAY)
    ])  # fmt: skip
    refunds: dict[str, dict[str, Any]] = {}
    for mark, state in _STATES.items():  # the definite ones last: they hold
        for m in mine:
            if m.id.startswith(mark) and m.order in payments:
                refund = m.id.removeprefix(mark)
                refunds[refund] = {
                    "refund_id": refund, "order_id": m.order, "payment_id": payments[m.order],
                    "amount": m.amount, "state": state, "next_at": 0,
                }  # fmt: skip
    _put(scope, store_id, t.order_refund, "refund_id", list(refunds.values()))


def _put(scope: Scope, store_id: str, table: Any, key: str, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 - a table
    """Those that are not there yet."""
    c = table.c
    known = set(
        scope.conn.execute(
            scope.select(table, c[key]).where(
                c.store_id == store_id, c[key].in_(sorted({row[key] for row in rows}))
            )
        ).scalars()
    )
    fresh = {row[key]: row | {"store_id": store_id} for row in rows if row[key] not in known}
    scope.insert(table, list(fresh.values()))
