"""The board with 200 orders: a second of its timers, a new order, a walk over it, painted again.

The window is the real one on the offscreen platform, where Qt paints with the processor alone.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtWidgets import QApplication

from pos_app.commands.till import OpenTill, assemble
from pos_app.storage.orders import land_orders
from pos_app.ui.screens.orders.screen import OrdersScreen
from sync.wire.feed import OrderRow
from tests.bench.bench_scan_paint import PaintWatch, percentiles
from tests.support.till import BOSS, open_till
from tests.ui.orders.make import many_orders, move

COUNT = 200
ROUNDS = 300
GOAL = "p99 16 ms"
Row = tuple[str, str, str]


def build(path: Path, now: int) -> None:
    """A shop with an open shift and 200 open orders in all stages."""
    till = open_till(path)
    till.shifts.open(BOSS, 20_000)
    till.conn.execute("BEGIN IMMEDIATE")
    land_orders(
        till.conn,
        [
            (order.id, msgspec.json.encode(OrderRow(order=order, moves=moves)))
            for order, moves in many_orders(COUNT, now)
        ],
    )
    till.conn.execute("COMMIT")
    till.conn.close()


class Board:
    """The real window at 1920x1080, the board in front."""

    def __init__(self, opened: OpenTill) -> None:
        self.session, self.window = opened.session, opened.window
        self.session.set_staff(BOSS)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.face.show_work()
        screen = self.window.face.show_screen("orders")
        assert isinstance(screen, OrdersScreen)
        self.screen = screen
        QApplication.processEvents()
        shown = sum(part.model.rowCount() for part in screen.board.columns.values())
        assert shown == COUNT
        self.lists = [part.list for part in screen.board.columns.values()]
        self.watches = [PaintWatch(one.viewport()) for one in self.lists]

    def until_painted(self, act: Callable[[], object], which: list[int]) -> float:
        """Milliseconds from the act to the painted columns."""
        QApplication.processEvents()
        gc.collect(1)
        for watch in self.watches:
            watch.painted = False
        started = time.perf_counter()
        act()
        while not all(self.watches[n].painted for n in which):
            QApplication.processEvents()
        return (time.perf_counter() - started) * 1000

    def tick(self, second: int) -> float:
        """All timers that are seen show another second."""
        now = self.session.clock.now_ms() + second * 1000
        return self.until_painted(lambda: self.screen.board.tick(now), [0])

    def whole(self) -> float:
        """All four columns anew."""

        def every() -> None:
            for one in self.lists:
                one.viewport().update()

        return self.until_painted(every, [0, 1, 2, 3])

    def walk(self, n: int) -> float:
        """One arrow key."""
        down = 1 if n // 40 % 2 == 0 else -1
        return self.until_painted(lambda: self.screen.board.step(0, down), [0])

    def change(self, n: int) -> float:
        """HQ feeds a change of one order: read, fold, compare, paint."""
        first = self.screen.board.columns["new"].model.row(n % 20)
        assert first is not None
        order = first.view.order
        moves = (move(order, "remind", first.view.step + 1, reason=f"accept {n}"),)
        row = msgspec.json.encode(OrderRow(order=order, moves=moves))

        def land(shop: object) -> None:
            conn = shop.conn  # type: ignore[attr-defined]  # only what is under the shop
            conn.execute("BEGIN IMMEDIATE")
            land_orders(conn, [(order.id, row)])
            conn.execute("COMMIT")

        self.session.writer.call(land)

        def tell() -> None:
            self.session.changed.emit(frozenset({"orders"}))
            self.lists[0].viewport().update()

        return self.until_painted(tell, [0])


def run() -> list[Row]:
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        build(path, round(time.time() * 1000))
        opened = assemble(path)
        board = Board(opened)
        wholes = [board.whole() for _ in range(ROUNDS)]
        ticks = [board.tick(n) for n in range(ROUNDS)]
        walks = [board.walk(n) for n in range(ROUNDS)]
        changes = [board.change(n) for n in range(ROUNDS)]
        opened.close()
        app.processEvents()
    return [
        ("board of 200 orders repaints, all columns at 1920x1080 (p50 / p99)",
         percentiles(wholes), GOAL),
        ("board of 200 orders, a second of its timers", percentiles(ticks), GOAL),
        ("board of 200 orders, an arrow key to the painted card", percentiles(walks), GOAL),
        ("board of 200 orders, a change of one read, compared and painted",
         percentiles(changes), "p99 50 ms"),
    ]  # fmt: skip


if __name__ == "__main__":
    for what, reached, goal in run():
        print(f"{what:<74}{reached:>20}  {goal}")
