"""The storefront under a hundred customers' clicks a second, HQ in a process of its own.

Clicks come when they are due, whether the last was answered or not; their time counts from then.
"""

from __future__ import annotations

import http.client
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import requests

from sync.hq.service import Hq, open_hq, sqlite_url
from sync.hq.store import shop_rules
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.hq.store.stores import add_store
from sync.wire import chain
from sync.wire.feed import CategoryRow, ItemRow, PriceRow
from tests.bench.bench_hq import serving
from tests.support.postgres import PostgresMissing, start_postgres
from tests.support.shopfront import RULES, demo_goods

RATE, SECONDS = 100, 12
BUYERS = 400
STORES = 4
GOAL_MS = 50.0
WARM_UP = 200
Row = tuple[str, str, str]


def found_shops(hq: Hq) -> list[str]:
    """Shops with the demo catalogue, each with a till that was just heard of."""
    goods: list[CategoryRow | ItemRow | PriceRow] = []
    for rows, _ in demo_goods():
        goods += rows
    names, now = [f"S{n:03d}" for n in range(1, STORES + 1)], hq.now()
    with hq.database.operator() as scope:
        for n, store in enumerate(names):
            add_store(scope, store, "东丽万新店", now)
            device = {
                "device_id": f"{n:016x}", "store_id": store, "till": "01", "epoch": 1,
                "public_key": f"{n:064x}", "enrolled_at": now, "head_hash": chain.GENESIS,
                "last_seen": now,
            }  # fmt: skip
            scope.insert(t.device, [device])
            stock = [
                {"store_id": store, "item": row.id, "qty": 20_000}
                for row in goods
                if isinstance(row, ItemRow)
            ]
            scope.insert(t.on_hand, stock)
    put(hq.database, names, goods)
    for store in names:
        with hq.database.scope(store) as scope:
            shop_rules.set_rules(scope, store, RULES, now)
    return names


def paths(stores: Sequence[str]) -> Callable[[random.Random], str]:
    """What a customer looks at: the front most often, a part of the shelf, something found."""
    parts = ("饮料", "休闲零食", "乳品", "日用杂货")
    typed = ("niunai", "kl", "面", "shui")

    def choose(dice: random.Random) -> str:
        shop = f"/s/{dice.choice(stores)}"
        kind = dice.random()
        if kind < 0.45:
            return shop
        if kind < 0.75:
            return f"{shop}?c={quote(dice.choice(parts))}"
        if kind < 0.9:
            return f"{shop}?find={quote(dice.choice(typed))}"
        return f"{shop}/basket" if kind < 0.95 else f"{shop}/checkout"

    return choose


def click(address: str, path: str, buyer: int, due: float) -> tuple[float, int]:
    """Seconds from when it was due, and the size of the page."""
    conn = http.client.HTTPConnection(address, timeout=60)
    headers = {
        # Behind a proxy every customer has an address of her own, and so a rate of her own.
        "X-Forwarded-For": f"10.1.{buyer // 250}.{buyer % 250}", "Accept-Language": "zh-CN",
        "Cookie": "xipu_shop=" + "0" * 32 + "; xipu_basket=" + "1" * 32 + "~D1*2000~D9*1000",
    }  # fmt: skip
    conn.request("GET", path, headers=headers)
    response = conn.getresponse()
    body = response.read()
    conn.close()
    if response.status != 200:
        raise RuntimeError(f"{path} {response.status}")
    return time.perf_counter() - due, len(body)


def measure(url: str, where: list[str], secrets: Path) -> tuple[list[float], int]:
    """Sorted milliseconds, and the largest page in bytes."""
    hq = open_hq(url, secrets)
    choose = paths(found_shops(hq))
    hq.close()
    dice = random.Random(4)
    with serving([*where, "--secrets", str(secrets)]) as served, ThreadPoolExecutor(48) as pool:
        address = served.removeprefix("http://")
        for n in range(WARM_UP):
            click(address, choose(dice), n, time.perf_counter())
        started, clicks = time.perf_counter(), []
        for n in range(RATE * SECONDS):
            due = started + n / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            clicks.append(pool.submit(click, address, choose(dice), n % BUYERS, due))
        found = [one.result() for one in clicks]
        static = sum(
            len(requests.get(f"{served}/shop-static/{name}", timeout=30).content)
            for name in ("shop.css", "shop.js", "mark.svg")
        )
    return sorted(ms * 1000 for ms, _ in found), max(size for _, size in found) + static


def _on(name: str, url: str, where: list[str], secrets: Path) -> list[Row]:
    times, size = measure(url, where, secrets)
    p50, p95, p99 = (times[len(times) * n // 100] for n in (50, 95, 99))
    return [
        (
            f"storefront on {name}: a page at {RATE}/s, p50 / p95 / p99",
            f"{p50:.0f} / {p95:.0f} / {p99:.0f} ms",
            f"p95 < {GOAL_MS:.0f} ms",
        ),
        (f"storefront on {name}: the largest page, whole", f"{size / 1000:.0f} KB", "< 100 KB"),
    ]


def run() -> list[Row]:
    """What, reached, goal."""
    with tempfile.TemporaryDirectory() as folder:
        file, secrets = Path(folder) / "hq.db", Path(folder) / "secrets"
        rows = _on("SQLite", sqlite_url(file), ["--db", str(file)], secrets)
        try:
            server = start_postgres(durable=True)
        except PostgresMissing as error:
            return [*rows, ("storefront on PostgreSQL", "not here", str(error))]
        try:
            url = server.new_database("bench")
            rows += _on("PostgreSQL", url, ["--database", url], secrets)
        finally:
            server.stop()
    return rows


if __name__ == "__main__":
    for row in run():
        print(*row, sep="  ")
