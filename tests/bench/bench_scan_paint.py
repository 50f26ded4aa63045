"""From the end of a scan to its painted row: 100,000 goods in the file, 100 lines in the basket.

The window is the real one on the offscreen platform, where Qt paints with the processor alone; on
a screen the same painting is not slower. Garbage is collected between scans, as it is at a counter.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from pos_app.commands.till import OpenTill, assemble
from pos_app.ui.screens.sell import SellScreen
from tests.bench.make_goods import fill, goods
from tests.support.till import BOSS, open_till

COUNT = 100_000
LINES = 100
SCANS = 300
GOAL = "p99 16 ms"
Row = tuple[str, str, str]


class PaintWatch(QObject):
    """Knows when the table was painted last."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.painted = False
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False


def build(path: Path) -> list[str]:
    """A shop with its goods and an open shift; gives codes to scan."""
    till = open_till(path)
    fill(till, COUNT)
    till.shifts.open(BOSS, 20_000)
    till.conn.close()
    step = COUNT // (LINES + SCANS)
    return [row.item.code for row in islice(goods(COUNT), 0, COUNT, step)]


def percentiles(took: list[float]) -> str:
    took.sort()
    return f"{took[len(took) // 2]:.1f} / {took[int(len(took) * 0.99)]:.1f} ms"


def until_painted(watch: PaintWatch, act: Callable[[], object]) -> float:
    """Milliseconds from the act to the painted table; garbage was collected before."""
    QApplication.processEvents()
    gc.collect(1)
    watch.painted = False
    started = time.perf_counter()
    act()
    while not watch.painted:
        QApplication.processEvents()
    return (time.perf_counter() - started) * 1000


class Counter:
    """The real window with a basket of a hundred lines."""

    def __init__(self, opened: OpenTill, codes: list[str]) -> None:
        self.window = opened.window
        self.session = opened.session
        self.session.set_staff(BOSS)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.face.show_work()
        screen = self.window.face.show_screen("sell")
        assert isinstance(screen, SellScreen)
        self.screen = screen
        for code in codes[:LINES]:
            self.window.on_scan(code)
        QApplication.processEvents()
        assert self.screen.panel.model.rowCount() == LINES
        self.watch = PaintWatch(self.screen.panel.table.viewport())

    def until_painted(self, act: Callable[[], object]) -> float:
        return until_painted(self.watch, act)

    def scan(self, code: str) -> float:
        """One scan; afterwards the basket is as it was."""
        took = self.until_painted(lambda: self.window.on_scan(code))
        self.session.register.undo()
        self.session.basket_changed.emit()
        return took


def run() -> list[Row]:
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        codes = build(path)
        opened = assemble(path)
        counter = Counter(opened, codes)
        new = [counter.scan(code) for code in codes[LINES : LINES + SCANS]]
        again = [counter.scan(codes[n % LINES]) for n in range(SCANS)]
        finds = [
            counter.until_painted(lambda: counter.screen.panel.table.viewport().update())
            for _ in range(50)
        ]
        opened.close()
        app.processEvents()
    basket = f"basket of {LINES} lines, {COUNT:,} goods"
    return [
        (f"scan to painted row, new goods, {basket} (p50 / p99)", percentiles(new), GOAL),
        (f"scan to painted row, goods in it already, {basket}", percentiles(again), GOAL),
        ("  of which painting the table again", percentiles(finds), ""),
    ]


if __name__ == "__main__":
    for what, reached, goal in run():
        print(f"{what:<86}{reached:>20}  {goal}")
