"""From an order placed at HQ to its row at the shop's till, with a thousand tills that listen.

HQ runs in a process of its own, as durable as in a shop. Each till waits at the bell on a
connection of its own; when it rings, it pulls the feed as the agent does. An order counts from the
page's call to the moment at which its till holds the order's row.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sync.hq.keys import Keys
from sync.hq.service import Hq, open_hq, sqlite_url
from sync.hq.store import tables as t
from sync.hq.store.feed import publish
from sync.hq.store.shop_rules import set_rules
from sync.hq.store.stores import add_store
from sync.wire import chain
from sync.wire.feed import ItemRow, PriceRow
from sync.wire.feed_row import Row
from sync.wire.fulfilment import ShopRules
from tests.support.postgres import PostgresMissing, start_postgres

ROOT = Path(__file__).resolve().parents[2]
TILLS, ORDERS, GOODS = 1_000, 120, 20
GAP_SECONDS = 0.25
"""Between two orders: four a second over the chain, 300,000 a day."""
WAIT_SECONDS = 25
GOAL = "p95 < 2 s"
RULES = ShopRules(opens=0, closes=1440, margin=0, narrow_margin=0, close_after=0, slot_orders=9_999)


def found_chain(hq: Hq) -> list[tuple[str, str, int]]:
    """Stores with goods on the shelf and a till each: store, device, place in the feed."""
    goods: list[tuple[str, str, Row | None]] = []
    for n in range(GOODS):
        goods.append(("item", f"i{n}", ItemRow(id=f"i{n}", name=f"试卖商品{n}号")))
        goods.append(("price", f"i{n}|0", PriceRow(item=f"i{n}", valid_from=0, price=100 + n)))
    now, found = hq.now(), []
    with hq.database.operator() as scope:
        for n in range(TILLS):
            store, device = f"Q{n}", f"{n:016x}"
            add_store(scope, store, store, now)
            row = {
                "device_id": device, "store_id": store, "till": "01", "epoch": 1,
                "public_key": device * 4, "enrolled_at": now, "head_hash": chain.GENESIS,
                "last_seen": now,
            }  # fmt: skip
            scope.insert(t.device, [row])
            scope.insert(
                t.on_hand,
                [{"store_id": store, "item": f"i{n}", "qty": 10**9} for n in range(GOODS)],
            )
            publish(scope, store, goods)
            set_rules(scope, store, RULES, now)
            found.append((store, device, len(goods) + 1))
    return found


class Connection:
    """One kept connection that speaks just enough HTTP."""

    def __init__(self, port: int, token: str = "") -> None:
        self._port = port
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, method: str, path: str, body: bytes = b"") -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            raise RuntimeError(answer)
        fields = dict(
            line.lower().split(b": ", 1) for line in answer.split(b"\r\n")[1:] if b": " in line
        )
        return await reader.readexactly(int(fields[b"content-length"]))

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def listen(port: int, token: str, cursor: int, arrived: dict[str, float]) -> None:
    """A till: waits at the bell, pulls when it rings, notes when each order was there."""
    ear = Connection(port, token)
    try:
        while True:
            rung = await ear.call("GET", f"/v1/bell?cursor={cursor}&wait={WAIT_SECONDS}")
            if json.loads(rung)["cursor"] == cursor:
                continue
            line = Connection(port, token)  # a kept one would have ended by now
            page = json.loads(await line.call("GET", f"/v1/changes?cursor={cursor}"))
            line.close()
            now = time.perf_counter()
            for change in page["changes"]:
                if change["table"] == "order":
                    arrived.setdefault(change["key"], now)
            cursor = page["cursor"]
    finally:
        ear.close()


async def place(port: int, store: str, began: dict[str, float]) -> float:
    """A customer presses the button; the seconds until the page says so."""
    wanted = {
        "store": store, "mode": "pickup", "idem": secrets.token_hex(12), "name": "李",
        "phone": "13800001234", "lines": [{"item": f"i{n}", "qty": 1_000} for n in range(4)],
    }  # fmt: skip
    line = Connection(port)
    started = time.perf_counter()
    answer = json.loads(await line.call("POST", "/v1/orders", json.dumps(wanted).encode()))
    line.close()
    began[answer["id"]] = started
    return time.perf_counter() - started


async def race(port: int, keys: Keys, tills: Sequence[tuple[str, str, int]]) -> list[list[float]]:
    """Seconds of the page's call and until the row was at the till, sorted, one for each order."""
    dice, now = random.Random(8), time.time_ns() // 1_000_000
    began: dict[str, float] = {}
    arrived: dict[str, float] = {}
    ears = []
    for store, device, head in tills:
        token = keys.new_token(store, device, now)[0]
        ears.append(asyncio.create_task(listen(port, token, head, arrived)))
        await asyncio.sleep(0.004)  # tills do not start at one moment
    await asyncio.sleep(1.0)
    pages = []
    for _ in range(ORDERS):
        pages.append(asyncio.create_task(place(port, dice.choice(tills)[0], began)))
        await asyncio.sleep(GAP_SECONDS)
    called = sorted(await asyncio.gather(*pages))
    ends = time.perf_counter() + WAIT_SECONDS
    while len(arrived) < ORDERS and time.perf_counter() < ends:
        await asyncio.sleep(0.05)
    for ear in ears:
        ear.cancel()
    done = await asyncio.gather(*ears, return_exceptions=True)
    broken = [one for one in done if not isinstance(one, asyncio.CancelledError)]
    assert not broken, broken[:3]
    assert set(arrived) == set(began), "every order reached its till"
    return [called, sorted(arrived[one] - began[one] for one in began)]


@contextmanager
def serving(where: list[str]) -> Iterator[int]:
    """HQ in a process of its own; its port."""
    command = [sys.executable, "-m", "tests.bench.orders_hq_child", *where]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=30)


def measure(name: str, url: str, secrets_dir: Path) -> list[tuple[str, str, str]]:
    hq = open_hq(url, secrets_dir)
    tills = found_chain(hq)
    hq.close()
    with serving([url, str(secrets_dir)]) as port:
        called, there = asyncio.run(race(port, Keys(secrets_dir), tills))
    return [
        (
            f"HQ on {name}: order placed to its row at the till, 1,000 listen, p50 / p95",
            f"{_at(there, 50):.0f} / {_at(there, 95):.0f} ms",
            GOAL,
        ),
        (
            f"HQ on {name}: the page's own call for it, p50 / p95",
            f"{_at(called, 50):.0f} / {_at(called, 95):.0f} ms",
            "",
        ),
    ]


def _at(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)] * 1000


def run() -> list[tuple[str, str, str]]:
    """What, reached, goal."""
    with tempfile.TemporaryDirectory() as folder:
        where, secrets_dir = Path(folder) / "hq.db", Path(folder) / "secrets"
        rows = measure("SQLite", sqlite_url(where), secrets_dir)
        try:
            server = start_postgres(durable=True)
        except PostgresMissing as error:
            return [*rows, ("HQ on PostgreSQL: orders", "not here", str(error))]
        try:
            rows += measure("PostgreSQL", server.new_database("orders"), secrets_dir)
        finally:
            server.stop()
    return rows


if __name__ == "__main__":
    for row in run():
        print(*row, sep="  ")
