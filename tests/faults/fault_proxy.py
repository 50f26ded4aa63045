"""A bad line on loopback: a proxy between till and HQ that does to requests what networks do.

It runs in a thread of its own. Every request is read whole and handed to the fault that is set;
without one it goes to HQ and its answer comes back.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LIMIT = 32 << 20


class HungUpError(Exception):
    """The fault closed the till's connection."""


@dataclass(slots=True)
class Exchange:
    """One request of a till, and what can be done with it."""

    head: bytes
    body: bytes
    hq_port: int
    till: asyncio.StreamWriter
    held: list[bytes]

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("ascii").partition("?")[0]

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    async def forward(self, raw: bytes | None = None) -> bytes:
        """Ask HQ on a connection of its own; its whole answer, or nothing when it hung up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.hq_port, limit=LIMIT)
        try:
            raw = self.raw if raw is None else raw
            writer.write(raw.replace(b"Connection: keep-alive", b"Connection: close", 1))
            await writer.drain()
            answer = await reader.read(-1)
        finally:
            writer.close()
        return answer.replace(b"connection: close\r\n", b"", 1)

    async def forward_half(self) -> None:
        """HQ sees the front of the request and then the end of the connection."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.hq_port)
        writer.write(self.head + self.body[: len(self.body) // 2])
        await writer.drain()
        writer.close()

    async def answer(self, raw: bytes) -> None:
        if not raw:
            self.hang_up()
        self.till.write(raw)
        await self.till.drain()

    def hang_up(self) -> None:
        raise HungUpError


Fault = Callable[[Exchange], Awaitable[None]]


async def nothing(x: Exchange) -> None:
    """The line is good."""
    await x.answer(await x.forward())


async def dropped(x: Exchange) -> None:
    """The connection breaks before HQ hears anything."""
    x.hang_up()


async def answer_lost(x: Exchange) -> None:
    """HQ does it all; the till never learns."""
    await x.forward()
    x.hang_up()


async def request_cut(x: Exchange) -> None:
    """HQ gets half of the body."""
    await x.forward_half()
    x.hang_up()


async def answer_cut(x: Exchange) -> None:
    """The till gets half of the answer."""
    raw = await x.forward()
    await x.answer(raw[: len(raw) * 2 // 3])
    x.hang_up()


async def sent_twice(x: Exchange) -> None:
    """The same request again behind itself; the till sees the second answer."""
    await x.forward()
    await x.answer(await x.forward())


async def sent_twice_at_once(x: Exchange) -> None:
    """Both arrive together; the till sees the one that is done last."""
    answers = await asyncio.gather(x.forward(), x.forward())
    await x.answer(answers[1])


async def out_of_order(x: Exchange) -> None:
    """A request hangs somewhere and arrives behind the one that the till sent after it."""
    held = list(x.held)
    x.held.clear()
    if not held:
        x.held.append(x.raw)
        x.hang_up()
    answer = await x.forward()
    for late in held:
        await x.forward(late)
    await x.answer(answer)


def slow(seconds: float) -> Fault:
    """Everything takes longer."""

    async def fault(x: Exchange) -> None:
        await asyncio.sleep(seconds)
        await nothing(x)

    return fault


def dripping(size: int = 64, pause: float = 0.002) -> Fault:
    """The answer comes a few bytes at a time."""

    async def fault(x: Exchange) -> None:
        raw = await x.forward()
        for start in range(0, len(raw), size):
            await x.answer(raw[start : start + size])
            await asyncio.sleep(pause)

    return fault


async def hanging(x: Exchange) -> None:
    """Half an answer, then silence for as long as the fault lasts."""
    raw = await x.forward()
    await x.answer(raw[: len(raw) // 2])
    await asyncio.Event().wait()


def instead(raw: bytes) -> Fault:
    """Something else answers: a portal, a proxy, a broken machine."""

    async def fault(x: Exchange) -> None:
        await x.answer(raw)
        x.hang_up()

    return fault


def page(status: str, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def weak(*, loss: float = 0.05, round_trip: float = 0.3, bits: float = 1e6, seed: int = 5) -> Fault:
    """A shaped line: so many requests lost (half of them after HQ acted), so slow, so narrow."""
    dice = random.Random(seed)

    async def fault(x: Exchange) -> None:
        await asyncio.sleep(round_trip / 2 + len(x.raw) * 8 / bits)
        fate = dice.random()
        if fate < loss / 2:
            x.hang_up()
        raw = await x.forward()
        await asyncio.sleep(round_trip / 2 + len(raw) * 8 / bits)
        if fate < loss:
            x.hang_up()
        await x.answer(raw)

    return fault


@dataclass(slots=True)
class FaultProxy:
    """The line. ``fault`` does to every request for ``path`` (empty: any) what it does."""

    hq_port: int
    port: int = 0
    fault: Fault = nothing
    path: str = ""
    lost: int = 0
    held: list[bytes] = field(default_factory=list)
    _hits: int = 0
    _heard: threading.Condition = field(default_factory=threading.Condition)
    _busy: set[asyncio.Task[None]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def set(self, fault: Fault, path: str = "") -> None:
        """From the next request on; hits are counted anew."""
        with self._heard:
            self._hits = 0
            self.fault, self.path = fault, path

    def clear(self) -> None:
        """The line is good again; what hung in it is broken off."""
        self.set(nothing)
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._break_off)

    def wait_for_hits(self, hits: int, seconds: float = 30.0) -> None:
        """Until the fault met so many requests."""
        with self._heard:
            met = self._heard.wait_for(lambda: self._hits >= hits, seconds)
        assert met, f"the fault met {self._hits} requests, not {hits}"

    def _break_off(self) -> None:
        for task in list(self._busy):
            task.cancel()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            while (request := await _read_request(reader)) is not None:
                self._busy.add(task)
                await self._pass(Exchange(*request, self.hq_port, writer, self.held))
                self._busy.discard(task)
        except HungUpError:
            self.lost += 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            task.uncancel()
        finally:
            self._busy.discard(task)
            with suppress(ConnectionError):
                writer.transport.abort()

    async def _pass(self, exchange: Exchange) -> None:
        if self.path and exchange.path != self.path:
            await nothing(exchange)
            return
        with self._heard:
            self._hits += 1
            self._heard.notify_all()
        await self.fault(exchange)


async def _read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes] | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head, await reader.readexactly(length)


@contextmanager
def fault_proxy(hq_url: str) -> Iterator[FaultProxy]:
    """A line to the HQ at that address, until the block ends."""
    proxy = FaultProxy(int(hq_url.rpartition(":")[2]))
    ready, ended = threading.Event(), asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=LIMIT)
        proxy.port = int(server.sockets[0].getsockname()[1])
        proxy._loop = asyncio.get_running_loop()
        ready.set()
        await ended.wait()
        server.close()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="fault-proxy")
    thread.start()
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        assert proxy._loop is not None
        proxy._loop.call_soon_threadsafe(ended.set)
        thread.join()
