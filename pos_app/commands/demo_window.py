"""The demo shop in its real window; behind it an HQ that plans, sends trucks and answers.

Shop and HQ are made at the first start and kept. HQ's day is short: what was ordered is on its way
within the minute.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pos_app.commands.demo_founding import address, found
from pos_app.commands.demo_hq import DemoHq, embedded_hq
from pos_app.commands.demo_shop import DEMO_IDENTITY
from pos_app.commands.output import complain
from pos_app.runtime.clock import SystemClock
from pos_app.runtime.paths import data_dir
from pos_app.services.ports import Clock

log = logging.getLogger(__name__)
CHINA = timedelta(hours=8)
LAST_ORDERS = 17
"""The hour at which the demo's warehouse closes its orders: from then on tomorrow is planned."""
TICK_SECONDS = 20.0
DAYS_AHEAD = 8
LOOPBACK = "127.0.0.1"


def run_window() -> int:
    """Until the window is closed."""
    from pos_app.commands.till import open_till  # noqa: PLC0415 - Qt

    path, clock = data_dir() / "demo" / "shop.db", SystemClock()
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        hq = behind(stack, path, clock)
        found(path, clock, hq, order_day(clock) - timedelta(days=1))
        if hq is not None:
            stack.enter_context(at_work(hq, clock))
        return open_till(["--db", str(path)])


def behind(stack: ExitStack, path: Path, clock: Clock) -> DemoHq | None:
    """The demo's HQ on the address that the shop knows; None where there is none to be had."""
    known = urlsplit(address(path))
    if known.hostname not in (None, LOOPBACK):
        return None  # somebody joined the demo shop to an HQ of their own
    identity = DEMO_IDENTITY
    try:
        return stack.enter_context(
            embedded_hq(
                path.parent, identity.store, identity.shop_name, clock, port=known.port or 0
            )
        )
    except ModuleNotFoundError as error:
        complain(f"no HQ here ({error.name} is not installed): the shop is alone")
    except OSError as error:
        complain(f"port {known.port} is taken ({error.strerror}): the demo's HQ stays away today")
    return None


def order_day(clock: Clock) -> date:
    """Of which day orders are taken now."""
    now = datetime.fromtimestamp(clock.now_ms() / 1000, UTC) + CHINA
    return now.date() + timedelta(days=now.hour >= LAST_ORDERS)


@contextmanager
def at_work(hq: DemoHq, clock: Clock, tick: float = TICK_SECONDS) -> Iterator[None]:
    """HQ's people until the block ends: every day a plan, for every order a truck."""
    ended = threading.Event()

    def work() -> None:
        planned: date | None = None
        while not ended.is_set():
            day = order_day(clock)
            try:
                if day != planned:
                    hq.plan(day)
                    planned = day
                for n in range(DAYS_AHEAD):  # each truck on its own day
                    hq.ship(day + timedelta(days=n))
            except Exception:  # a demo's HQ that fails must not end the till
                log.exception("the demo's HQ")
            ended.wait(tick)

    thread = threading.Thread(target=work, name="demo-hq-people", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
