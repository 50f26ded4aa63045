"""The shop closes its window while the line hangs: it waits for no answer, and loses nothing."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.bootstrap.hq_line import TillHqLine
from pos_app.domain.errors import ShopError
from pos_app.storage.outbox import JournalOutbox
from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq
from tests.support.joined import assert_equal, join_till, settled, sync_once, syncing, trade
from tests.support.till import Till

pytestmark = pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
AT_ONCE = 2.0
"""Seconds in which a window has to be gone; a call alone may take forty."""


async def silent(_: f.Exchange) -> None:
    """Heard, and never answered."""
    await asyncio.Event().wait()


@contextmanager
def at_once() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < AT_ONCE


@pytest.fixture
def till(hq: RunningHq, store: str, tmp_path: Path) -> Iterator[Till]:
    made = join_till(hq, tmp_path, store=store)
    yield made
    made.conn.close()


def through(till: Till, line: f.FaultProxy) -> TillHqLine:
    """The window's line, by way of the proxy."""
    till.conn.execute("UPDATE hq_link SET url = ?", (line.url,))
    return TillHqLine(till.path, till.clock)


@pytest.mark.parametrize("fault", [f.hanging, silent])
def test_a_window_closes_while_a_push_hangs(
    hq: RunningHq, till: Till, store: str, fault: f.Fault
) -> None:
    trade(till, 12)
    with f.fault_proxy(hq.url) as proxy:
        proxy.set(fault, "/v1/journal")
        line = through(till, proxy)
        line.start()
        proxy.wait_for_hits(1)
        with at_once():
            line.stop()
        assert JournalOutbox(till.conn).waiting() > 0, "what was not heard is not acknowledged"
        proxy.clear()
        again = TillHqLine(till.path, till.clock)
        again.start()
        assert not again.status().elsewhere, "the file's sync is free again"
        again.stop()
        with syncing(till.path, url=proxy.url) as till_sync:
            till_sync.wait_until(settled(hq, till, store))
        assert_equal(hq, till)


def test_a_window_closes_while_the_day_close_waits_for_hq(
    hq: RunningHq, till: Till, store: str
) -> None:
    sync_once(till.path)
    found: list[str] = []
    with f.fault_proxy(hq.url) as proxy:
        proxy.set(silent, "/v1/head")
        line = through(till, proxy)
        closing = threading.Thread(target=lambda: found.append(line.match().state))
        closing.start()
        proxy.wait_for_hits(1)
        with at_once():
            line.stop()
            closing.join()
    assert found == ["waiting"]


def test_a_window_closes_while_it_is_joining(hq: RunningHq, till: Till, store: str) -> None:
    sync_once(till.path)
    found: list[str] = []
    with f.fault_proxy(hq.url) as proxy:
        proxy.set(silent, "/v1/enrol")
        line = through(till, proxy)

        def join() -> None:
            with pytest.raises(ShopError) as told:
                line.join(proxy.url, hq.code(store))
            found.append(told.value.code)

        joining = threading.Thread(target=join)
        joining.start()
        proxy.wait_for_hits(1)
        with at_once():
            line.stop()
            joining.join()
    assert found == ["hq_unreachable"]
