"""Start, scan, find and sell with a year of sales in the file, against the same file without."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_app import bootstrap
from pos_app.commands.till import assemble
from pos_app.domain.basket import Basket, add
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item, Scanned
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.clock import FixedClock
from pos_app.storage.connection import open_reader
from pos_app.storage.goods import GoodsBook
from tests.bench import bench_find, bench_scan_paint, bench_start
from tests.bench.make_goods import goods
from tests.support.till import BOSS, MORNING

YEAR = 150_000
LINES = 8
GOAL = "at most 1.2"
DAY_MS = 86_400_000
Row = tuple[str, str, str]


def basket(items: list[Item], dice: random.Random) -> Basket:
    built = Basket(id=new_id(time.time_ns() // 1_000_000))
    for item in dice.sample(items, LINES):
        built = add(built, Scanned(item=item, code=item.code))
    return built


def sell(path: Path, count: int, *, durable: bool) -> list[float]:
    """So many sales of 8 lines; seconds of each."""
    items = [row.item for row in islice(goods(100_000), 0, 100_000, 45)]
    dice = random.Random(8)
    clock = FixedClock(MORNING)
    took = []
    with closing(bootstrap.open_shop(path, clock=clock)) as shop:
        if not durable:
            shop.conn.execute("PRAGMA synchronous=OFF")
        for n in range(count):
            if n % 410 == 409:
                clock.advance(DAY_MS)
            built = basket(items, dice)
            priced = price(built)
            started = time.perf_counter()
            shop.checkout.complete(
                built, (Paid(method=CASH, received=1_000_000),), BOSS, priced=priced
            )
            took.append(time.perf_counter() - started)
    return took


def finds(path: Path) -> float:
    """Milliseconds of the slowest hundredth over all ways of typing."""
    with closing(open_reader(path)) as conn:
        book = GoodsBook(conn)
        ways = bench_find.queries(random.Random(3)).values()
        return max(bench_find.measure(book.find, make)[1] for make in ways)


def scans(path: Path, codes: list[str]) -> float:
    """p99 in milliseconds."""
    opened = assemble(path)
    counter = bench_scan_paint.Counter(opened, codes)
    took = sorted(counter.scan(code) for code in codes[bench_scan_paint.LINES :])
    opened.close()
    return took[int(len(took) * 0.99)]


def starts(path: Path, code: str) -> float:
    return statistics.median(bench_start.start(path, code)["box_s"] for _ in range(5))


def rates(fresh: Path, year: Path) -> tuple[float, float, float]:
    """Sales a second of both and p99 (ms) with the year, in turn."""
    a: list[float] = []
    b: list[float] = []
    for _ in range(4):
        a += sell(fresh, 300, durable=True)
        b += sell(year, 300, durable=True)
    b.sort()
    return len(a) / sum(a), len(b) / sum(b), b[int(len(b) * 0.99)] * 1000


def run() -> list[Row]:
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        fresh, year = Path(folder) / "fresh" / "shop.db", Path(folder) / "year" / "shop.db"
        fresh.parent.mkdir()
        code = bench_start.build(fresh)
        shutil.copytree(fresh.parent, year.parent)
        sell(year, YEAR, durable=False)
        size = year.stat().st_size / 1e6
        step = 100_000 // (bench_scan_paint.LINES + 200)
        codes = [row.item.code for row in islice(goods(100_000), 0, 100_000, step)]
        scan = (scans(fresh, codes), scans(year, codes))
        start = (starts(fresh, code), starts(year, code))
        find = (finds(fresh), finds(year))
        sale = rates(fresh, year)
        app.processEvents()
    label = f"with {YEAR:,} sales ({size:.0f} MB)"
    return [
        (f"start, {label}", f"{start[1]:.2f} s, x{start[1] / start[0]:.2f}", GOAL),
        (f"scan to painted row p99, {label}", f"{scan[1]:.1f} ms, x{scan[1] / scan[0]:.2f}", GOAL),
        (f"find, slowest way p99, {label}", f"{find[1]:.1f} ms, x{find[1] / find[0]:.2f}", GOAL),
        (f"durable sale, {label}", f"{sale[1]:.0f}/s, x{sale[0] / sale[1]:.2f}", GOAL),
        ("  its p99", f"{sale[2]:.2f} ms", "10 ms"),
    ]


if __name__ == "__main__":
    for what, reached, goal in run():
        print(f"{what:<66}{reached:>26}  {goal}")
