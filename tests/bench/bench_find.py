"""Finding goods among 100,000: each way of typing, p50 and p99."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pos_app.domain.pinyin_keys import name_keys
from pos_app.storage.connection import open_reader
from pos_app.storage.goods import GoodsBook
from tests.bench.make_goods import BRANDS, KINDS, TASTES, fill, goods
from tests.support.till import open_till

COUNT = 100_000
QUERIES = 400
Query = Callable[[], str]
Row = tuple[str, str, str]


def queries(dice: random.Random) -> dict[str, Query]:
    """Ways of typing; the worst ones (one letter, one common character) stand for themselves."""
    items = [row.item for row in goods(3_000)]

    def initials() -> str:
        return dice.choice(name_keys(dice.choice(items).name).initials)

    def pinyin() -> str:
        return name_keys(dice.choice(items).name).pinyin[0].lower()

    def kind(length: int) -> str:
        return dice.choice(KINDS)[:length]

    return {
        "initials, 4 letters": lambda: initials()[:4],
        "initials, 2 letters": lambda: initials()[:2],
        "initials, 1 letter": lambda: dice.choice("abcdhjlmnqsxyz"),
        "initials from the middle, 3": lambda: initials()[2:5],
        "full pinyin, 9 letters": lambda: pinyin()[:9],
        "1 common character": lambda: dice.choice("茶水油面牛红花香蜂"),
        "2 characters": lambda: kind(2),
        "3-4 characters": lambda: dice.choice(BRANDS)[:2] + dice.choice(TASTES)[:2],
        "4 characters, apart": lambda: dice.choice(BRANDS)[:2] + kind(2),
        "last 4 digits": lambda: f"{dice.randrange(10_000):04d}",
        "whole code": lambda: dice.choice(items).code,
        "two words": lambda: f"{dice.choice(BRANDS)} {kind(2)}",
        "two common characters": lambda: f"{dice.choice('茶水油面')} {dice.choice('香红花')}",
        "two words, letters and characters": lambda: f"{initials()[:2]} {kind(2)}",
        "two words, one letter each": lambda: " ".join(dice.sample("bcdhjlmqsxyz", 2)),
        "nothing like it": lambda: dice.choice(["zzzz", "龙虾", "00000000", "麒 麟", "水 zzz"]),
    }


def measure(ask: Callable[[str], object], make: Query) -> tuple[float, float]:
    """Milliseconds, p50 and p99."""
    took = []
    for query in [make() for _ in range(QUERIES)]:
        started = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return took[QUERIES // 2], took[int(QUERIES * 0.99)]


def run() -> list[Row]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        path = Path(folder) / "shop.db"
        till = open_till(path)
        seconds = fill(till, COUNT)
        till.conn.close()
        size = path.stat().st_size / 1e6
        conn = open_reader(path)
        book = GoodsBook(conn)
        rows = [
            (f"save {COUNT:,} goods with their keys ({size:.0f} MB)", f"{seconds:.1f} s", "60 s")
        ]
        for name, make in queries(random.Random(3)).items():
            p50, p99 = measure(book.find, make)
            rows.append((f"find: {name}", f"{p50:.2f} / {p99:.2f} ms", "p99 5 ms"))
        codes = [row.item.code for row in goods(20_000)]
        p50, p99 = measure(book.by_code, lambda: random.choice(codes))
        rows.append(("look a code up", f"{p50:.3f} / {p99:.3f} ms", "p99 0.1 ms"))
        conn.close()
    return rows


if __name__ == "__main__":
    for row in run():
        print("{:<60}{:>20}  {}".format(*row))
