"""An answer that never ends, drips for ever or unpacks without end does not hold the till."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.client.backoff import Backoff
from sync.client.line import ANSWER_BYTES, Line, LineError
from sync.wire.limits import BACKOFF_MAX_SECONDS, RESUME_SECONDS
from sync.wire.messages import Message
from tests.faults import fault_proxy as f

OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n"


@pytest.fixture
def proxy() -> Iterator[f.FaultProxy]:
    """A line with no HQ behind it."""
    with f.fault_proxy("http://127.0.0.1:9") as line:
        yield line


def trouble(proxy: f.FaultProxy, fault: f.Fault) -> str:
    proxy.set(fault)
    with (
        closing(Line(proxy.url, now=lambda: 0, call_seconds=0.3)) as line,
        pytest.raises(LineError) as told,
    ):
        line.post("/v1/enrol", Message(), Message, signed=False)
    return told.value.code


def test_a_drip_is_given_up(proxy: f.FaultProxy) -> None:
    async def for_ever(x: f.Exchange) -> None:
        await x.answer(OK % (1 << 20) + b"\r\n")
        while True:
            await x.answer(b" ")
            await asyncio.sleep(0.01)

    started = time.monotonic()
    assert trouble(proxy, for_ever) == "timeout"
    assert time.monotonic() - started < 5


def test_an_answer_beyond_all_measure_is_given_up(proxy: f.FaultProxy) -> None:
    async def flood(x: f.Exchange) -> None:
        await x.answer(OK % (1 << 40) + b"\r\n")
        while True:
            await x.answer(bytes(1 << 16))

    assert trouble(proxy, flood) in {"bad_answer", "timeout"}


def test_a_gzip_bomb_is_not_unpacked(proxy: f.FaultProxy) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(2 * ANSWER_BYTES)) + packer.flush()
    assert len(bomb) < 100_000
    fault = f.instead(f.page("200 OK", bomb, b"Content-Encoding: gzip"))
    assert trouble(proxy, fault) == "bad_answer"


def test_waits_grow_differ_and_stay_short_enough_to_resume_in_a_minute() -> None:
    backoff = Backoff()
    waits = [backoff.wait() for _ in range(200)]
    assert waits[0] <= 1
    assert len({round(w, 6) for w in waits}) == 200
    assert max(waits) <= RESUME_SECONDS / 2
    assert backoff.wait(retry_after=120) == 120
    assert backoff.wait(retry_after=3600) == BACKOFF_MAX_SECONDS
    backoff.good()
    assert backoff.wait() <= 1
