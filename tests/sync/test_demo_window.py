"""The demo shop's window has an HQ behind it: proposals in the morning, a truck for every order."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from pos_app.bootstrap import Desk, open_desk
from pos_app.bootstrap.shop import open_shop
from pos_app.commands.demo_founding import address, found
from pos_app.commands.demo_hq import DemoHq
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.commands.demo_window import at_work, behind, order_day
from pos_app.runtime.clock import FixedClock
from sync.wire.supply import SupplyLine
from tests.support.joined import sync_once
from tests.support.till import BOSS, MORNING

PATIENCE_S = 20.0
YESTERDAY = order_day(FixedClock(MORNING - 86_400_000))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@contextmanager
def opened(path: Path, clock: FixedClock) -> Iterator[DemoHq]:
    """The demo as it is opened once."""
    with ExitStack() as stack:
        hq = behind(stack, path, clock)
        assert hq is not None
        found(path, clock, hq, YESTERDAY)
        stack.enter_context(at_work(hq, clock, tick=0.05))
        yield hq


def wait(path: Path, clock: FixedClock, what: Callable[[Desk], object]) -> None:
    """Round after round with HQ until it is so."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert sync_once(path, clock=clock).online
        with closing(open_desk(path)) as desk:
            if what(desk):
                return
    raise AssertionError("it did not come")


def test_proposed_ordered_and_on_its_way(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "shop.db"
    with opened(path, clock) as hq:
        first = hq.url
        wait(path, clock, lambda desk: desk.supply.proposals() and desk.supply.assortment())
        with closing(open_shop(path, clock=clock)) as shop:
            proposal = shop.supply.proposals()[0]
            lines = [
                SupplyLine(item=ln.item, name=ln.name, packs=1, pack=ln.pack, cost=ln.cost)
                for ln in shop.supply.lines(proposal.id)[:3]
            ]
            shop.replenish.send(proposal, tuple(lines), BOSS)
        wait(path, clock, lambda desk: desk.supply.shipments())
        with closing(open_desk(path)) as desk:
            (note,) = desk.supply.shipments()
        assert note.date == proposal.delivery
    with opened(path, clock) as hq:
        assert hq.url == first == address(path), "the till finds it again"
        wait(path, clock, lambda desk: desk.supply.shipments())


def test_a_demo_shop_that_was_alone_joins(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "shop.db"
    make_demo_shop(path, clock=clock)
    assert address(path) == ""
    with opened(path, clock):
        wait(path, clock, lambda desk: desk.supply.proposals())


def test_another_program_on_its_port_leaves_the_shop_alone(
    tmp_path: Path, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shop.db"
    with opened(path, clock) as hq:
        port = int(hq.url.rpartition(":")[2])
    with closing(socket.socket()) as other, ExitStack() as stack:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        assert behind(stack, path, clock) is None
    assert str(port) in capsys.readouterr().err


def test_a_shop_of_somebody_elses_hq_is_left_to_it(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "shop.db"
    with opened(path, clock):
        pass
    with closing(open_shop(path)) as shop:
        shop.conn.execute("UPDATE hq_link SET url = 'https://hq.example'")
        shop.conn.commit()
    with ExitStack() as stack:
        assert behind(stack, path, clock) is None


def test_after_the_last_orders_tomorrow_is_planned() -> None:
    evening = FixedClock(MORNING + 7 * 3_600_000)  # 17:40
    assert (order_day(evening) - order_day(FixedClock(MORNING))).days == 1
