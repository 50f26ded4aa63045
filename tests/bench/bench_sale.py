"""A durable sale of 8 lines through checkout against bare SQL writing the same rows.

Both run in turn in one process, on files of one kind, with the same SQLite and settings.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from pos_app.domain.basket import Basket, add
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item, Scanned
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.garbage import settle
from pos_app.storage.connection import Connection, open_writer
from pos_app.storage.migrations import migrate
from tests.support.till import BOSS, Till, open_till

LINES = 8
GOODS = 2000


def goods() -> list[Item]:
    return [
        Item(
            id=f"{100_000 + n}", name=f"试卖商品{n}号", spec="500ml", unit="瓶",
            code=f"69{n:011d}", category=f"c{n % 20}", category_name=f"分类{n % 20}",
            price=100 + n % 900, cost=70 + n % 600, tax_bp=1300,
        )
        for n in range(GOODS)
    ]  # fmt: skip


def basket(items: list[Item], n: int) -> Basket:
    built = Basket(id=new_id(time.time_ns() // 1_000_000))
    for k in range(LINES):
        item = items[(n * 37 + k * 101) % GOODS]
        built = add(built, Scanned(item=item, code=item.code))
    return built


class Bare:
    """The rows of sales that checkout wrote, written again by prepared statements alone."""

    TABLES = ("journal", "sale", "sale_line", "sale_tender")

    def __init__(self, source: Connection, path: Path) -> None:
        self.conn = open_writer(path)
        migrate(self.conn, path)
        self.sales: list[dict[str, list[tuple[object, ...]]]] = []
        for (pos,) in source.execute("SELECT pos FROM sale ORDER BY pos").fetchall():
            self.sales.append(
                {
                    table: source.execute(f"SELECT * FROM {table} WHERE pos = ?", (pos,)).fetchall()
                    for table in self.TABLES
                }
            )
        self.inserts = {
            table: f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})"
            for table, rows in self.sales[0].items()
        }
        shift = source.execute("SELECT * FROM shift").fetchone()
        self.conn.execute(f"INSERT INTO shift VALUES ({','.join('?' * len(shift))})", shift)
        self.shift = shift[0]

    def sell(self, sale: dict[str, list[tuple[object, ...]]]) -> float:
        started = time.perf_counter()
        run, many = self.conn.execute, self.conn.executemany
        run("BEGIN IMMEDIATE")
        for table, insert in self.inserts.items():
            many(insert, sale[table])
        many(
            """INSERT INTO stock VALUES (?, ?)
            ON CONFLICT(item) DO UPDATE SET qty = qty + excluded.qty""",
            [(row[2], -row[6]) for row in sale["sale_line"]],  # type: ignore[operator]
        )
        run(
            """UPDATE shift SET sales = sales + ?, turnover = turnover + ?, refunds = refunds + ?,
            cash_sales = cash_sales + ?, cash_refunds = cash_refunds + ? WHERE id = ?""",
            (1, sale["sale"][0][11], 0, sale["sale"][0][11], 0, self.shift),
        )
        run("COMMIT")
        return time.perf_counter() - started


def sell(till: Till, built: Basket) -> float:
    """As the screen does it: the basket was priced when its last line was scanned.

    Its lines, as the fact records them, are a part of that: neither is timed here.
    """
    paid = (Paid(method=CASH, received=1_000_000),)
    priced = price(built)
    started = time.perf_counter()
    till.checkout.complete(built, paid, BOSS, priced=priced)
    return time.perf_counter() - started


def fill(till: Till, sales: int) -> None:
    """Put a long past into the file quickly, without durability."""
    till.conn.execute("PRAGMA synchronous=OFF")
    items = goods()
    for n in range(sales):
        if n % 400 == 0:
            till.clock.advance(86_400_000)
        sell(till, basket(items, n))
    till.conn.execute("PRAGMA synchronous=FULL")


def measure(sales: int, past: int, rounds: int = 5) -> dict[str, float]:
    """Medians over rounds: sales/s of both, their ratio, and p50/p99 of a checkout in ms."""
    items = goods()
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        scratch = open_till(Path(folder) / "scratch.db")
        till = open_till(Path(folder) / "till.db")
        for one in (scratch, till):
            one.shifts.open(BOSS, 0)
        fill(till, past)
        for n in range(sales * rounds):
            sell(scratch, basket(items, n))
        bare = Bare(scratch.conn, Path(folder) / "bare.db")
        settle()  # as the till does when it has started
        ours: list[float] = []
        ratios, rates = [], []
        for r in range(rounds):
            baskets = [basket(items, n) for n in range(sales)]
            mine = [sell(till, b) for b in baskets]
            theirs = [bare.sell(s) for s in bare.sales[r * sales : (r + 1) * sales]]
            ours += mine
            ratios.append(sum(theirs) / sum(mine))
            rates.append((sales / sum(mine), sales / sum(theirs)))
        ours.sort()
        for one in (scratch, till):
            one.conn.close()
        bare.conn.close()
    return {
        "checkout_per_s": statistics.median(r[0] for r in rates),
        "bare_per_s": statistics.median(r[1] for r in rates),
        "ratio": statistics.median(ratios),
        "p50_ms": ours[len(ours) // 2] * 1000,
        "p99_ms": ours[int(len(ours) * 0.99)] * 1000,
    }


def run(past: int = 0) -> list[tuple[str, str, str]]:
    """Rows of name, value, goal."""
    found = measure(400, past)
    label = f", {past:,} sales in the file" if past else ""
    return [
        (f"durable sale of 8 lines{label}", f"{found['checkout_per_s']:.0f}/s", ""),
        (f"  against bare SQL ({found['bare_per_s']:.0f}/s)", f"{found['ratio']:.0%}", "80%"),
        ("  p50 / p99", f"{found['p50_ms']:.2f} / {found['p99_ms']:.2f} ms", "p99 10 ms"),
    ]


if __name__ == "__main__":
    for row in run():
        print("{:<60}{:>20}  {}".format(*row))
