"""What the owner and an inspector ask about: refunds, changes, voids, the drawer, the shifts."""

from __future__ import annotations

from pos_app.services.reporting import CashRow, ChangeRow, EventRow, Events, RefundRow, ShiftRow
from pos_app.storage.connection import Connection
from pos_app.storage.report_scope import Scope, wall


def events(conn: Connection, scope: Scope) -> Events:
    noted: dict[str, list[EventRow]] = {
        kind: []
        for kind in (
            "basket.voided", "line.removed", "drawer.opened", "receipt.reprinted", "price.changed",
            "stock.adjusted", "stock.counted",
        )
    }  # fmt: skip
    noted["stock.adjusted"] = noted["stock.counted"]  # one list, in the journal's order
    for row in _noted(conn, scope, tuple(noted)):
        noted[row.kind].append(row)
    return Events(
        refunds=_refunds(conn, scope),
        changes=_changes(conn, scope),
        voids=tuple(noted["basket.voided"]),
        removed=tuple(noted["line.removed"]),
        drawer=tuple(noted["drawer.opened"]),
        reprints=tuple(noted["receipt.reprinted"]),
        prices=tuple(noted["price.changed"]),
        stock=tuple(noted["stock.counted"]),
        cash=_cash(conn, scope),
    )


def _noted(conn: Connection, scope: Scope, kinds: tuple[str, ...]) -> list[EventRow]:
    marks = ",".join("?" * len(kinds))
    found = conn.execute(
        f"""SELECT a.kind, a.at, j.utc_offset, a.subject, a.amount, a.reason, a.actor_name,
        a.approved_by FROM audit a LEFT JOIN journal j USING (pos)
        WHERE {scope.audit} AND a.kind IN ({marks}) ORDER BY a.pos, a.no""",
        (*scope.values, *kinds),
    )
    return [
        EventRow(
            kind=r[0], when=wall(r[1], r[2]), subject=r[3], amount=r[4], reason=r[5], who=r[6],
            approved_by=r[7],
        )
        for r in found
    ]  # fmt: skip


def _refunds(conn: Connection, scope: Scope) -> tuple[RefundRow, ...]:
    found = conn.execute(
        f"""SELECT a.at, j.utc_offset, a.subject, group_concat(DISTINCT nullif(l.source_receipt,
        '')), group_concat(DISTINCT l.name), coalesce(-sum(l.net), 0), a.reason, a.actor_name,
        a.approved_by
        FROM audit a LEFT JOIN journal j USING (pos)
        JOIN sale_line l ON l.pos = a.pos AND l.qty < 0
        WHERE {scope.audit} AND a.kind = 'refund' GROUP BY a.pos ORDER BY a.pos""",
        scope.values,
    )
    return tuple(
        RefundRow(
            when=wall(r[0], r[1]), receipt=r[2], source=(r[3] or "").replace(",", " "),
            goods=(r[4] or "").replace(",", "、"), amount=r[5], reason=r[6], who=r[7],
            approved_by=r[8],
        )
        for r in found
    )  # fmt: skip


def _changes(conn: Connection, scope: Scope) -> tuple[ChangeRow, ...]:
    found = conn.execute(
        f"""SELECT s.at, j.utc_offset, s.receipt, l.name, l.qty, l.list_price, l.price, l.discount,
        l.amount, l.reason, s.actor_name, l.approved_by
        FROM sale s JOIN sale_line l USING (pos) LEFT JOIN journal j USING (pos)
        WHERE {scope.sales} AND l.qty > 0 AND (l.reason <> '' OR l.approved_by <> ''
          OR l.discount > 0) ORDER BY l.pos, l.no""",
        scope.values,
    )
    return tuple(
        ChangeRow(
            when=wall(r[0], r[1]), receipt=r[2], name=r[3], qty=r[4], list_price=r[5], price=r[6],
            discount=r[7], amount=r[8], reason=r[9], who=r[10], approved_by=r[11],
        )
        for r in found
    )  # fmt: skip


def _cash(conn: Connection, scope: Scope) -> tuple[CashRow, ...]:
    # The audit leads to the moves, because its index knows both days and stretches.
    found = conn.execute(
        f"""SELECT c.at, j.utc_offset, c.amount, c.reason, c.note, c.actor_name, c.approved_by
        FROM audit a JOIN cash_move c USING (pos) LEFT JOIN journal j USING (pos)
        WHERE {scope.audit} AND a.kind = 'cash.moved' ORDER BY a.pos""",
        scope.values,
    )
    return tuple(
        CashRow(
            when=wall(r[0], r[1]), amount=r[2], reason=r[3], note=r[4], who=r[5], approved_by=r[6]
        )
        for r in found
    )


_SHIFT = """SELECT s.id, (SELECT count(*) FROM shift e WHERE e.pos <= s.pos), s.label, s.date,
 s.opened_at, j.utc_offset, s.closed_at, s.opened_by_name, s.sales, s.turnover,
 coalesce(s.expected, s.opening_float + s.cash_sales - s.cash_refunds + s.cash_in - s.cash_out),
 s.counted, s.variance, coalesce(s.reason, '')
 FROM shift s LEFT JOIN journal j USING (pos)"""


def shift_rows(conn: Connection, where: str, *values: object) -> tuple[ShiftRow, ...]:
    """Shifts by a condition over ``shift s``, oldest first."""
    return tuple(
        ShiftRow(
            id=r[0], number=r[1], label=r[2], date=r[3], opened=wall(r[4], r[5]),
            closed=None if r[6] is None else wall(r[6], r[5]), who=r[7], sales=r[8],
            turnover=r[9], expected=r[10], counted=r[11], variance=r[12], reason=r[13],
        )
        for r in conn.execute(f"{_SHIFT} WHERE {where} ORDER BY s.pos", values)
    )  # fmt: skip
