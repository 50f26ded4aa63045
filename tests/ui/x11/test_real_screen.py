"""`xipu` as it is started in the shop, on a real X server, worked by a real keyboard."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app import bootstrap
from pos_app.domain.item import Item
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.parking import SCREEN
from pos_app.storage.connection import open_reader
from pos_app.storage.verify import verify
from sync.wire.chain import decode
from sync.wire.facts import AnyFact, LoggedOut, SaleCompleted, ShiftOpened
from tests.support.face import build_demo_shop
from tests.ui.x11.screen import XScreen, x_screen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's"),
]
PATIENCE_S = 15.0
ACCENT = (0xCF, 0x2A, 0x1E)
LOGO = (26, 14)
"""Inside the red of the sign at the top left, beside the character."""
OWNER = DEMO_STAFF[0]


class Shop:
    """A running till: its window, and what its file says."""

    def __init__(self, screen: XScreen, path: Path) -> None:
        self.screen, self.path = screen, path
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pos_app", "--db", str(path)], env=screen.env
        )
        self.window = screen.window_of(self.process.pid)

    def facts(self, kind: type[AnyFact]) -> list[AnyFact]:
        with closing(open_reader(self.path)) as conn:
            rows = conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
        return [f for (payload,) in rows if isinstance(f := decode(payload).fact, kind)]

    def draft(self) -> str:
        """The basket on the screen, as it would survive a power cut."""
        with closing(bootstrap.open_desk(self.path)) as desk:
            return desk.drafts.load(SCREEN)

    def wait(self, what: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not what():
            assert self.process.poll() is None, "the till ended"
            assert time.monotonic() < until, f"nothing happened; see {self.picture()}"
            time.sleep(0.05)

    def picture(self) -> Path:
        """What stands on the screen, to be looked at."""
        path = self.path.with_name("screen.png")
        self.screen.picture().save(path)
        return path

    def open(self) -> None:
        """王姐 logs in and opens the shift with 200 yuan."""
        self.screen.type(OWNER.pin)
        self.wait(lambda: self.screen.picture().getpixel(LOGO) == ACCENT)
        self.screen.type("200")
        self.screen.press("Return")
        self.wait(lambda: self.facts(ShiftOpened))

    def goods(self, count: int) -> list[Item]:
        with closing(bootstrap.open_desk(self.path)) as desk:
            shelf = desk.goods.page(limit=400)
        return [i for i in shelf if i.code and i.price and not (i.weighed or i.tobacco)][:count]

    def leave(self) -> int:
        """The cross, and the cross again: the shift goes on tomorrow."""
        self.screen.ask_to_close(self.window)
        self.wait(lambda: True)
        self.screen.ask_to_close(self.window)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[XScreen]:
    frames = tmp_path / "screen"
    frames.mkdir()
    with x_screen(frames) as made:
        yield made


@pytest.fixture
def shop(screen: XScreen, tmp_path: Path) -> Iterator[Shop]:
    running = Shop(screen, build_demo_shop(tmp_path))
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait(PATIENCE_S)


def test_a_sale_from_the_pin_to_good_night(shop: Shop) -> None:
    shop.open()
    soda, bread = shop.goods(2)
    for item in (soda, bread, soda):
        shop.screen.scan(item.code)
        shop.wait(lambda i=item: i.name in shop.draft())
    shop.screen.press("F9", "Return")
    shop.wait(lambda: shop.facts(SaleCompleted))

    (sale,) = shop.facts(SaleCompleted)
    assert isinstance(sale, SaleCompleted)
    assert [(line.name, line.qty) for line in sale.lines] == [
        (soda.name, 2000), (bread.name, 1000)
    ]  # fmt: skip
    assert shop.leave() == 0
    assert isinstance(shop.facts(LoggedOut)[-1], LoggedOut)
    with closing(open_reader(shop.path)) as conn:
        assert verify(conn).ok


def test_a_scan_into_the_quantity_is_no_quantity(shop: Shop) -> None:
    """The firewall holds against what a kernel and an X server make of a scanner."""
    shop.open()
    soda, bread = shop.goods(2)
    shop.screen.scan(soda.code)
    shop.wait(lambda: soda.name in shop.draft())
    shop.screen.press("F2")
    shop.screen.scan(bread.code)
    shop.wait(lambda: bread.name in shop.draft())
    shop.screen.press("F9", "Return")
    shop.wait(lambda: shop.facts(SaleCompleted))

    (sale,) = shop.facts(SaleCompleted)
    assert isinstance(sale, SaleCompleted)
    assert [line.qty for line in sale.lines] == [1000, 1000]


def test_a_killed_till_has_its_basket_on_the_screen_again(shop: Shop) -> None:
    shop.open()
    soda = shop.goods(1)[0]
    shop.screen.scan(soda.code)
    shop.wait(lambda: soda.name in shop.draft())
    shop.process.kill()
    shop.process.wait(PATIENCE_S)

    again = Shop(shop.screen, shop.path)
    try:
        again.screen.type(OWNER.pin)
        again.wait(lambda: again.screen.picture().getpixel(LOGO) == ACCENT)
        again.screen.press("F9", "Return")
        again.wait(lambda: again.facts(SaleCompleted))
    finally:
        again.process.kill()
        again.process.wait(PATIENCE_S)
    (sale,) = again.facts(SaleCompleted)
    assert isinstance(sale, SaleCompleted)
    assert [line.name for line in sale.lines] == [soda.name]
