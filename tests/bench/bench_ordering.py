"""The ordering page with 300 proposed lines: to open it, and from a key to its painted line."""

from __future__ import annotations

import os
import random
import tempfile
import time
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_app.bootstrap import open_shop
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.commands.till import OpenTill, assemble
from pos_app.domain.item import Item
from pos_app.runtime.clock import FixedClock
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.ui.screens.replenish.screen import ReplenishScreen
from sync.wire.feed_row import Row
from sync.wire.supply import Due
from sync.wire.supply_feed import CreditRow
from tests.bench.bench_scan_paint import PaintWatch, percentiles, until_painted
from tests.support.fed_supply import feed, proposal, proposal_line
from tests.support.till import BOSS, MORNING

LINES, STEPS, OPENINGS = 300, 300, 20
STEP_GOAL, OPEN_GOAL = "p99 16 ms", "p99 150 ms"
Bench = tuple[str, str, str]


def build(path: Path, clock: FixedClock) -> None:
    """The demo shop with one large proposal of HQ."""
    quick = Argon2Hasher(memory_kib=8, rounds=1)
    make_demo_shop(path, clock=clock, hasher=quick)
    with closing(open_shop(path, clock=clock, hasher=quick)) as shop:
        goods: list[Item] = list(shop.goods_book.page(limit=LINES))
        assert len(goods) == LINES
        head = proposal(clock.now_ms(), lines=LINES)
        due = (Due(date="2026-03-11", amount=231_000),)
        credit = CreditRow(id="account", line=80_000_000, balance=231_000, terms_days=14, due=due)
        rows: list[tuple[str, str, Row | None]] = [
            ("proposal", head.id, head), ("credit", "account", credit),
        ]  # fmt: skip
        for n, item in enumerate(goods):
            rows.append(("proposal_line", f"{head.id}|{item.id}", proposal_line(head, item, n)))
        feed(shop, rows)


class Owner:
    """Before the page, at the keys."""

    def __init__(self, opened: OpenTill) -> None:
        self.window, self.session = opened.window, opened.session
        self.session.set_staff(BOSS)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.face.show_work()

    def open(self) -> float:
        """Milliseconds from the key to the painted page."""
        self.window.face.show_screen("sell")
        QApplication.processEvents()
        started = time.perf_counter()
        screen = self.window.face.show_screen("replenish")
        assert isinstance(screen, ReplenishScreen)
        self.screen = screen
        watch = PaintWatch(screen.table.viewport())
        while not watch.painted:
            QApplication.processEvents()
        assert screen.model.rowCount() == LINES
        return (time.perf_counter() - started) * 1000

    def step(self, watch: PaintWatch, at: int, *, fewer: bool = False) -> float:
        """A pack more or fewer, with the sums beside it; the saving of it is behind the paint."""
        self.screen.table.select(at)
        line = self.screen.model.row(at)
        fewer = fewer and line is not None and line.packs > 0
        name = "replenish.fewer" if fewer else "replenish.more"
        took = until_painted(watch, self.screen.actions_.qaction(name).trigger)
        self.session.writer.call(lambda _shop: None)
        return took


def run() -> list[Bench]:
    app = QApplication.instance() or QApplication([])
    clock, luck = FixedClock(MORNING), random.Random(1)
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        build(path, clock)
        opened = assemble(path, clock=clock)
        owner = Owner(opened)
        openings = [owner.open() for _ in range(OPENINGS)]
        watch = PaintWatch(owner.screen.table.viewport())
        near = [owner.step(watch, luck.randrange(12)) for _ in range(STEPS)]
        far = [owner.step(watch, luck.randrange(LINES), fewer=n % 2 == 1) for n in range(STEPS)]
        opened.close()
        app.processEvents()
    return [
        (f"ordering page of {LINES} lines, opened (p50 / p99)", percentiles(openings), OPEN_GOAL),
        ("  a line changed to painted, sums recounted (p50 / p99)", percentiles(near), STEP_GOAL),
        ("  the same on any line, the page scrolled to it", percentiles(far), STEP_GOAL),
    ]
