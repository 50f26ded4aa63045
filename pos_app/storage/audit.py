"""What an inspector asks about: overrides, refunds, voids, drawer openings, reprints."""

from __future__ import annotations

from pos_app.domain.money import extend
from pos_app.services.ports import kind_of
from pos_app.storage.connection import Connection
from pos_app.storage.stock import why_of
from sync.wire.chain import Entry
from sync.wire.facts import (
    BasketVoided,
    CashMoved,
    DrawerOpened,
    GoodsSentBack,
    LoggedIn,
    LoggedOut,
    MarkedDown,
    Person,
    PinLocked,
    PriceChanged,
    ReceiptReprinted,
    SaleAsked,
    SaleCompleted,
    SettingChanged,
    StaffChanged,
    StockAdjusted,
    StockCounted,
)

SCHEMA = """
CREATE TABLE audit (
  pos INTEGER NOT NULL,
  no INTEGER NOT NULL,
  kind TEXT NOT NULL,
  date TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  subject TEXT NOT NULL,
  amount INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (pos, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_date ON audit(date, kind);
CREATE TABLE reprint (
  receipt TEXT PRIMARY KEY,
  copies INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

TABLES = ("audit", "reprint")

Note = tuple[str, str, int, str, Person | None]
"""Kind, subject, fen, reason, approver."""


def fold(conn: Connection, pos: int, entry: Entry, fact: object) -> None:
    notes = list(_notes(kind_of(entry), fact))
    if not notes:
        return
    conn.executemany(
        "INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                pos, no, kind, entry.date, entry.at, entry.actor.id, entry.actor.name,
                approver.name if approver else "", subject, amount, reason,
            )
            for no, (kind, subject, amount, reason, approver) in enumerate(notes)
        ],
    )  # fmt: skip


def fold_reprint(conn: Connection, pos: int, entry: Entry, fact: ReceiptReprinted) -> None:
    fold(conn, pos, entry, fact)
    conn.execute(
        """INSERT INTO reprint VALUES (?, ?)
        ON CONFLICT(receipt) DO UPDATE SET copies = max(copies, excluded.copies)""",
        (fact.receipt, fact.copy),
    )


def _notes(kind: str, fact: object) -> list[Note]:
    match fact:
        case SaleCompleted():
            return _sale_notes(fact)
        case BasketVoided():
            return [(kind, fact.basket, fact.total, fact.reason, fact.approved_by)]
        case CashMoved():
            return [(kind, fact.shift, fact.amount, fact.reason, fact.approved_by)]
        case DrawerOpened():
            return [(kind, fact.shift, 0, fact.reason, fact.approved_by)]
        case PriceChanged() | GoodsSentBack() | MarkedDown() | StockAdjusted() | StockCounted():
            return _goods_notes(kind, fact)
        case _:
            return _plain_notes(kind, fact)


def _goods_notes(
    kind: str, fact: PriceChanged | GoodsSentBack | MarkedDown | StockAdjusted | StockCounted
) -> list[Note]:
    """Goods that went or turned up without a sale are told at cost; opening stock is none."""
    by = fact.approved_by
    match fact:
        case PriceChanged():
            return [(kind, fact.name, fact.new, fact.reason, by)]
        case GoodsSentBack():
            return [(kind, fact.supplier, fact.amount, fact.reason, by)]
        case MarkedDown():
            return [(kind, fact.name, fact.price, fact.expiry, by)]
        case StockCounted(lines=shelf):
            differs = [(ln, ln.counted - ln.book) for ln in shelf if ln.counted != ln.book]
            return [(kind, ln.name, extend(ln.cost, qty), ln.why, by) for ln, qty in differs]
        case StockAdjusted(reason="opening"):
            return []
        case StockAdjusted():
            why = why_of(fact)
            return [(kind, ln.name, extend(ln.cost, ln.qty), why, by) for ln in fact.lines]


def _plain_notes(kind: str, fact: object) -> list[Note]:
    match fact:
        case LoggedIn():
            return [(kind, fact.role, 0, "", None)]
        case LoggedOut():
            return [(kind, "", 0, fact.why, None)]
        case PinLocked():
            return [(kind, fact.staff.name, 0, "", None)]
        case StaffChanged():
            return [(kind, fact.staff.name, 0, fact.role, None)]
        case SettingChanged():
            return [(kind, fact.name, 0, fact.new, None)]
        case ReceiptReprinted():
            return [(kind, fact.receipt, 0, str(fact.copy), None)]
        case SaleAsked():
            return [(kind, fact.asked, 0, "", None)]
        case _:
            return []


def _sale_notes(fact: SaleCompleted) -> list[Note]:
    notes: list[Note] = []
    if fact.mode != "sale":
        notes.append(("refund", fact.receipt, fact.due, fact.reason, fact.approved_by))
    for line in fact.lines:
        if line.reason or line.approved_by:
            notes.append(("line.changed", line.name, line.amount, line.reason, line.approved_by))
    notes += [("line.removed", t.name, t.amount, "", None) for t in fact.taken_out]
    return notes
