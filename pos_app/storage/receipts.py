"""Receipts out of the journal: by number, by basket, by day; with what came back of each line."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.services.return_rules import FEE_LINE, SoldLine, fee_line
from pos_app.storage.connection import Connection
from sync.wire import chain
from sync.wire.chain import Entry
from sync.wire.facts import SaleCompleted


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """One line of the receipts screen; ``at`` UTC ms, ``due`` fen."""

    receipt: str
    at: int
    mode: str
    actor_name: str
    lines: int
    due: int
    methods: str


class ReceiptBook:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def _entry(self, where: str, value: str) -> Entry | None:
        row = self._conn.execute(
            f"SELECT payload FROM journal JOIN sale USING (pos) WHERE {where} = ?",
            (value,),
        ).fetchone()
        return chain.decode(row[0]) if row else None

    def entry_of_receipt(self, receipt: str) -> Entry | None:
        return self._entry("receipt", receipt)

    def entry_of_basket(self, basket: str) -> Entry | None:
        """The sale that this basket became, if it did."""
        if not basket:
            return None
        row = self._conn.execute(
            "SELECT pos FROM sale WHERE basket = ? AND basket <> ''", (basket,)
        ).fetchone()
        if row is None:
            return None
        (payload,) = self._conn.execute("SELECT payload FROM journal WHERE pos = ?", row).fetchone()
        return chain.decode(payload)

    def sold_line(self, receipt: str, line: int) -> SoldLine | None:
        entry = self.entry_of_receipt(receipt)
        if entry is None or not isinstance(entry.fact, SaleCompleted):
            return None
        sold = next((ln for ln in entry.fact.lines if ln.no == line and ln.qty > 0), None)
        if line == FEE_LINE:
            sold = fee_line(entry.fact)
        if sold is None:
            return None
        qty, fen = self._conn.execute(
            """SELECT coalesce(-sum(qty), 0), coalesce(-sum(net), 0) FROM sale_line
            WHERE source_receipt = ? AND source_line = ? AND source_receipt <> ''""",
            (receipt, line),
        ).fetchone()
        return SoldLine(receipt=receipt, line=sold, returned_qty=qty, returned_fen=fen)

    def last_receipt(self) -> str:
        row = self._conn.execute("SELECT receipt FROM sale ORDER BY pos DESC LIMIT 1").fetchone()
        return row[0] if row else ""

    def copies(self, receipt: str) -> int:
        """How often it was printed again."""
        row = self._conn.execute(
            "SELECT copies FROM reprint WHERE receipt = ?", (receipt,)
        ).fetchone()
        return row[0] if row else 0

    def search(self, *, date: str = "", text: str = "", limit: int = 200) -> list[ReceiptRow]:
        """Newest first: of a day, by the number's end, by goods sold or by an amount in yuan."""
        clauses, values = ["1"], []
        if date:
            clauses.append("s.date = ?")
            values.append(date)
        if text:
            clauses.append(
                """(s.receipt LIKE ? OR EXISTS (SELECT 1 FROM sale_line l WHERE l.pos = s.pos
                AND l.name LIKE ?) OR printf('%d.%02d', s.due / 100, s.due % 100) = ?)"""
            )
            values += [f"%{text}", f"%{text}%", text]
        sql = f"""SELECT s.receipt, s.at, s.mode, s.actor_name, s.lines, s.due,
            (SELECT group_concat(method, '+') FROM sale_tender t WHERE t.pos = s.pos)
            FROM sale s WHERE {" AND ".join(clauses)} ORDER BY s.pos DESC LIMIT ?"""
        return [
            ReceiptRow(
                receipt=r[0], at=r[1], mode=r[2], actor_name=r[3], lines=r[4], due=r[5],
                methods=r[6] or "",
            )
            for r in self._conn.execute(sql, (*values, limit))
        ]  # fmt: skip
