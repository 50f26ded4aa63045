"""From the start of the process to a scan in the basket, with 100,000 goods in the file.

The real program in a process of its own on the offscreen platform. The PIN is typed by the bench
without a pause, so what is measured is the program: start, log-in with its real hash, first scan.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from pos_app import bootstrap
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.ports import Identity
from tests.bench.make_goods import fill, goods
from tests.support.till import BOSS, Till

COUNT = 100_000
RUNS = 7
Row = tuple[str, str, str]


def build(path: Path) -> str:
    """A shop with its people, its goods and an open shift; gives a code to scan."""
    bootstrap.create_shop(
        path, Identity(store="S001", till="01", epoch=1, shop_name="东丽万新店"), DEMO_STAFF
    )
    with closing(bootstrap.open_shop(path)) as shop:
        fill(cast("Till", SimpleNamespace(conn=shop.conn)), COUNT)
        shop.shifts.open(BOSS, 20_000)
    return next(islice(goods(COUNT), COUNT // 2, None)).item.code


def start(path: Path, code: str) -> dict[str, float]:
    """Start the program once; what it measured of itself."""
    home = str(path.parent)
    ours = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": home, "XIPU_HOME": home}
    born = time.time_ns()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.start_child", str(path), code, str(born)],
        env=os.environ | ours,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def run() -> list[Row]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        code = build(path)
        start(path, code)
        runs = [start(path, code) for _ in range(RUNS)]

    def median(name: str) -> float:
        return statistics.median(one[name] for one in runs)

    return [
        ("process start to the window", f"{median('window_s'):.2f} s", ""),
        ("process start to a scan box that takes a scan", f"{median('box_s'):.2f} s", "1.0 s"),
        ("process start to the first scan in the basket", f"{median('scan_s'):.2f} s", ""),
        ("resident memory then", f"{median('rss_mb'):.0f} MB", "150 MB"),
    ]


if __name__ == "__main__":
    for line in run():
        print(*line, sep="  ")
