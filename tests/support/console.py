"""HQ with its console on a loopback port, and a chain to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import requests

from sync.hq.service import Hq
from sync.hq.store import catalogue
from sync.hq.store import tables as t
from sync.hq.web.accounts import add_account
from sync.hq.web.console import console
from sync.wire.facts import SaleAsked
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow
from tests.support.hq import NOON, TIMEOUT, RunningHq, TillByHand, line, received, running_hq, sale

NAME, PASSWORD = "li.na", "three warm buns at dawn"
TODAY = date(2026, 3, 3)


@contextmanager
def running_console(
    url: str,
    folder: Path,
    *,
    guesses: float = 10_000.0,
    rate: float = 10_000.0,
    secure: bool | None = None,
) -> Iterator[RunningHq]:
    """Serve API and console until the block ends."""
    pages = console(secure=secure)
    with running_hq(url, folder, rate=rate, guesses=guesses, pages=pages) as running:
        yield running


def add_operator(hq: Hq) -> None:
    add_account(hq, NAME, PASSWORD)


def goods() -> list[ItemRow | PriceRow | CategoryRow]:
    """A short shelf."""
    names = (
        ("冰峰橙味汽水", "200ml", "饮料", 350, 210), ("清源矿泉水", "550ml", "饮料", 200, 90),
        ("麦香全麦吐司", "400g", "烘焙", 990, 620), ("青山纯牛奶", "250ml", "乳品", 450, 330),
        ("好劲道牛肉面", "桶 110g", "方便食品", 550, 380), ("本地鸡蛋", "散称", "生鲜", 996, 760),
        ("海天生抽", "500ml", "调味", 890, 610), ("五常大米", "5kg", "粮油", 4290, 3350),
    )  # fmt: skip
    rows: list[ItemRow | PriceRow | CategoryRow] = []
    for n, (name, spec, category, price, cost) in enumerate(names, 1):
        ident, code = f"A{1000 + n}", f"69012345678{n:02d}"
        rows.append(CategoryRow(code=category, name=category))
        rows.append(
            ItemRow(
                id=ident, name=name, spec=spec, code=code, category=category, cost=cost,
                category_name=category, codes=(CodeRow(code=code),),
            )
        )  # fmt: skip
        rows.append(PriceRow(item=ident, valid_from=NOON - 86_400_000, price=price))
    return rows


def stock_goods(hq: Hq, stores: list[str]) -> None:
    catalogue.put(hq.database, stores, goods())


def sell(till: TillByHand, number: int) -> None:
    """A till opens with stock and sells ``number`` baskets, all pushed."""
    till.record(received("A1001", 500_000))
    for n in range(number):
        till.record(sale(n + 1, [line(1, "A1001", price=350), line(2, "A1002", 2_000, 200)]),
                    at=NOON + n * 1000)  # fmt: skip
    till.push()


def push_unreadable(till: TillByHand) -> None:
    """A fact of a kind that HQ does not know, as a newer till would send it."""
    known = till.record(SaleAsked(asked="红薯"))
    till.payloads.pop()
    till.hashes.pop()
    till.record_bytes(known.replace(b'"sale.asked"', b'"sale.dreamt"'))
    till.push()


def big_chain(hq: Hq, number: int) -> None:
    """Many stores with two weeks of takings, some silent, one alarmed: for looking at."""
    luck = Random(7)
    towns = ("天津", "保定", "唐山", "沧州", "廊坊")
    streets = ("万新", "友谊", "中山", "和平", "建设", "新华", "文化", "北辰", "东风", "胜利")
    stores, devices, days = [], [], []
    for n in range(1, number + 1):
        town = towns[n % len(towns)]
        store = f"S{n:04d}"
        stores.append({"store_id": store, "name": f"{town}{luck.choice(streets)}路{n}店",
                       "region": town, "created_at": NOON, "feed_seq": 40 + n % 7})  # fmt: skip
        seen = NOON - luck.randrange(5_000, 900_000)
        if n in (17, 480, 913):
            seen = NOON - 4 * 86_400_000 - n * 60_000
        if n % 240 == 0:
            continue
        for till in range(1, 2 + (n % 3 == 0)):
            devices.append(_device(luck, store, till, seen))
        for back in range(14):
            days += _day(luck, store, TODAY - timedelta(days=back), whole=back > 0)
    devices[40]["alarm"] = "fork at 1-812"
    with hq.database.operator() as scope:
        scope.insert(t.store, stores)
        scope.insert(t.device, devices)
        scope.insert(t.sales_day, days)


def _device(luck: Random, store: str, till: int, seen: int) -> dict[str, object]:
    return {
        "device_id": luck.randbytes(8).hex(), "store_id": store, "till": f"{till:02d}", "epoch": 1,
        "public_key": luck.randbytes(32).hex(), "program": luck.choice(["xipu 0.1", "xipu 0.1.2"]),
        "enrolled_at": NOON - 40 * 86_400_000, "acked_seq": luck.randrange(900, 60_000),
        "head_hash": luck.randbytes(32), "cursor": 40, "last_seen": seen, "last_fact_at": seen,
        "skew_ms": luck.choice([0, 300, -900, 4_000]), "alarm": "",
    }  # fmt: skip


def _day(luck: Random, store: str, day: date, *, whole: bool) -> list[dict[str, object]]:
    shape = (0, 0, 0, 0, 0, 0, 3, 9, 8, 5, 5, 8, 9, 5, 4, 4, 6, 10, 12, 9, 6, 4, 2, 0)
    size = luck.randrange(60, 160) * (130 if day.weekday() > 4 else 100) // 100
    rows: list[dict[str, object]] = []
    for hour, weight in enumerate(shape):
        if weight and (whole or hour <= 12):
            turnover = weight * size * luck.randrange(18, 32)
            rows.append({"store_id": store, "date": day.isoformat(), "hour": hour,
                         "sales": max(1, turnover // 2300), "turnover": turnover,
                         "refunds": 0})  # fmt: skip
    return rows


class Operator:
    """A person at the console without a browser: cookies, forms, nothing else."""

    def __init__(self, url: str, language: str = "zh") -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=TIMEOUT, allow_redirects=False)

    def csrf(self, path: str = "/") -> str:
        """The token that a page's forms carry."""
        page = self.get(path).text
        return page.partition('name="csrf" value="')[2].partition('"')[0]

    def post(self, path: str, *, origin: str = "", **form: str) -> requests.Response:
        """Send a form with the token of the page that it stands on (unless one is given)."""
        form.setdefault("csrf", self.csrf("/login" if path == "/login" else "/notices"))
        headers = {"Origin": origin or self.url}
        return self.session.post(
            self.url + path, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )

    def log_in(self, password: str = PASSWORD, name: str = NAME) -> requests.Response:
        return self.post("/login", name=name, password=password)
