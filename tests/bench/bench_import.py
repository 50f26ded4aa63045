"""A file of 100,000 goods goes in while the till sells: how long a sale waits for it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pos_app.domain.money import format_fen
from pos_app.runtime.garbage import settle
from tests.bench.bench_sale import basket, sell
from tests.bench.bench_sale import goods as sold_goods
from tests.bench.make_goods import goods
from tests.support.till import BOSS, open_till

GOODS = 100_000
BETWEEN_SALES = 0.02
IMPORT = """
import sys
from pathlib import Path
from contextlib import closing
from pos_app.services.catalogue_import import import_catalogue
from pos_app.storage.goods import GoodsBook
from tests.support.till import BOSS, open_till
till = open_till(Path(sys.argv[1]))
done = import_catalogue(
    Path(sys.argv[2]), ledger=till.ledger, goods=GoodsBook(till.conn), staff=BOSS, clock=till.clock
)
assert done.created == int(sys.argv[3]), done
"""


def write_file(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("条码", "品名", "规格", "单位", "分类", "售价", "进价"))
        for row in goods(count):
            i = row.item
            price, cost = format_fen(i.price or 0), format_fen(i.cost)
            out.writerow((i.code, i.name, i.spec, i.unit, i.category_name, price, cost))


def run(count: int = GOODS) -> list[tuple[str, str, str]]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        till, file = open_till(Path(folder) / "shop.db"), Path(folder) / "goods.csv"
        till.shifts.open(BOSS, 0)
        write_file(file, count)
        items = sold_goods()
        waits: list[float] = []
        settle()
        started = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(till.path), str(file), str(count)], env=os.environ
        )
        while child.poll() is None:
            waits.append(sell(till, basket(items, len(waits))))
            time.sleep(BETWEEN_SALES)
        took = time.perf_counter() - started
        till.conn.close()
    assert child.returncode == 0
    waits.sort()
    label = f"sale while {count:,} goods come in"
    return [
        (f"{label}: longest of {len(waits):,}", f"{waits[-1] * 1000:.0f} ms", "50 ms"),
        ("  p50 / p99", f"{waits[len(waits) // 2] * 1000:.1f} / "
                        f"{waits[int(len(waits) * 0.99)] * 1000:.1f} ms", ""),
        ("  the whole file", f"{took:.0f} s", ""),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in run():
        print("{:<66}{:>26}  {}".format(*row))
