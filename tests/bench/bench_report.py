"""The reports of a day in a file that holds a year: from the question to rows, and on to a PDF."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pos_app.reports.write import Office
from pos_app.services.report_span import span_of
from pos_app.storage.connection import Connection, open_reader
from pos_app.storage.report_queries import ReportQueries
from tests.storage.report_shop import Trade

A_DAY = 500
STRIDE = 100_000
"""Positions between a day and its copy."""

COPIES = (
    "INSERT INTO journal SELECT pos + :far, epoch, seq + :far, id || :k, kind, {date},"
    " recorded_at + :ms, utc_offset, actor, payload, prev_hash, hash, signature FROM journal",
    "INSERT INTO sale SELECT pos + :far, receipt || :k, mode, at + :ms, hour, {date}, shift || :k,"
    " actor, actor_name, total, rounding, due, saved, lines, basket || :k, source FROM sale",
    "INSERT INTO sale_line SELECT pos + :far, no, item, name, category, category_name, qty, price,"
    " list_price, discount, share, amount, net, cost, reason, approved_by, source_receipt,"
    " source_line FROM sale_line",
    "INSERT INTO sale_tender SELECT pos + :far, n, method, amount, received, change, reference"
    " FROM sale_tender",
    "INSERT INTO shift SELECT id || :k, pos + :far, label, {date}, opened_at + :ms, opened_by,"
    " opened_by_name, opening_float, sales, turnover, refunds, cash_sales, cash_refunds, cash_in,"
    " cash_out, closed_at + :ms, closed_by, closed_by_name, counted, expected, variance,"
    " left_in_drawer, notes, reason, parked, unsent FROM shift",
    "INSERT INTO cash_move SELECT pos + :far, shift || :k, at + :ms, {date}, amount, reason, note,"
    " actor_name, approved_by FROM cash_move",
    "INSERT INTO audit SELECT pos + :far, no, kind, {date}, at + :ms, actor, actor_name,"
    " approved_by, subject, amount, reason FROM audit",
)


def copy_days(conn: Connection, days: int) -> None:
    """The first day again for every day that follows; what reports read, not the hash chain."""
    (last,) = conn.execute("SELECT max(pos) FROM journal").fetchone()
    for k in range(1, days):
        values = {"far": k * STRIDE, "k": f"-{k}", "ms": k * 86_400_000, "last": last}
        conn.execute("BEGIN")
        for sql in COPIES:
            column = "business_date" if "INTO journal" in sql else "date"
            text = sql.replace("{date}", f"date({column}, '+{k} days')")
            conn.execute(f"{text} WHERE pos <= :last", values)
        conn.execute("COMMIT")


def median_ms(work: Callable[[], object], rounds: int = 7) -> float:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


COLD = """
import sys, time
from pathlib import Path
from pos_app.storage.connection import open_reader
from pos_app.storage.report_queries import ReportQueries
from pos_app.reports.write import Office
book = ReportQueries(open_reader(Path(sys.argv[1])))
started = time.perf_counter()
report = book.shift_report(sys.argv[2])
rows = time.perf_counter()
Office().content([report], ".pdf")
print((rows - started) * 1000, (time.perf_counter() - rows) * 1000)
"""


def cold(path: Path, shift: str) -> tuple[float, float]:
    """Rows and PDF in ms in a process that made no report before, reportlab's import included."""
    found = subprocess.run(
        [sys.executable, "-c", COLD, str(path), shift], check=True, capture_output=True, text=True
    )
    rows, pdf = found.stdout.split()
    return float(rows), float(pdf)


def run(past: int = 150_000) -> list[tuple[str, str, str]]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        trade = Trade(path)
        trade.till.conn.execute("PRAGMA synchronous=OFF")
        trade.day(0, A_DAY)
        copy_days(trade.till.conn, max(2, past // A_DAY))
        trade.till.conn.close()
        return _measure(path)


def _measure(path: Path) -> list[tuple[str, str, str]]:
    conn = open_reader(path)
    book, office = ReportQueries(conn), Office()
    (sales,) = conn.execute("SELECT count(*) FROM sale").fetchone()
    (middle,) = conn.execute(
        "SELECT id FROM shift ORDER BY pos LIMIT 1 OFFSET (SELECT count(*) / 2 FROM shift)"
    ).fetchone()
    date = next(
        s.date for s in book.shifts_of(span_of("2026-01-01", "2027-12-31")) if s.id == middle
    )
    day = book.day_report(span_of(date))
    z = book.shift_report(middle)
    first_rows, first_pdf = cold(path, middle)
    rows = [
        (f"Z of {z.totals.sales} sales to rows, {sales:,} in the file",
         f"{median_ms(lambda: book.shift_report(middle)):.0f} ms", "300 ms"),
        ("  to PDF", f"{median_ms(lambda: office.content([z], '.pdf')):.0f} ms", "1000 ms"),
        ("  the first of a process: rows / PDF", f"{first_rows:.0f} / {first_pdf:.0f} ms",
         "300 / 1000 ms"),
        ("day report to rows", f"{median_ms(lambda: book.day_report(span_of(date))):.0f} ms", ""),
        ("  to PDF", f"{median_ms(lambda: office.content([day], '.pdf')):.0f} ms", ""),
        ("report of 31 days to rows", f"{median_ms(lambda: _month(book), 3):.0f} ms", ""),
    ]  # fmt: skip
    conn.close()
    return rows


def _month(book: ReportQueries) -> object:
    return book.day_report(span_of("2026-05-01", "2026-05-31"))


if __name__ == "__main__":
    for row in run():
        print("{:<60}{:>20}  {}".format(*row))
