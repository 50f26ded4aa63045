"""HQ under a chain's load, in a process of its own: sales taken in, and pulls answered beside it.

The database is as durable as in a shop: SQLite with synchronous=FULL, PostgreSQL with fsync.
"""

from __future__ import annotations

import gzip
import http.client
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sync.hq.keys import Keys
from sync.hq.service import Hq, open_hq, sqlite_url
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.hq.store.stores import add_store
from sync.wire import chain
from sync.wire.facts import Line, Person, SaleCompleted, Tender
from sync.wire.feed import ItemRow
from sync.wire.messages import PushAnswer, PushRequest
from tests.support.postgres import PostgresMissing, start_postgres

ROOT = Path(__file__).resolve().parents[2]
NOON = 1_772_510_400_000
STORES, BATCHES, BATCH, LINES, GOODS = 24, 4, 500, 8, 2_000
PULLERS, POLL_SECONDS = 1_000, 30
PUSHES_AT_ONCE = 6
STEADY_SECONDS = 12
WARM_UP = 40
CASHIER = Person(id="3", name="小周")


class Caller:
    """A till's side of the line: one connection, one token."""

    def __init__(self, url: str, token: str) -> None:
        self._host = url.removeprefix("http://")
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        self._conn = http.client.HTTPConnection(self._host, timeout=120)

    def call(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The answer's bytes; RuntimeError for anything but 200."""
        headers = self._headers | ({"Content-Encoding": "gzip"} if body else {})
        self._conn.request(method, path, body, headers)
        response = self._conn.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status} {answer[:200]!r}")
        return answer

    def close(self) -> None:
        self._conn.close()


def batches(store: str, device: str) -> list[bytes]:
    """A till's sales of 8 lines as the bodies of its pushes."""
    dice = random.Random(store)
    weights = [1 / (n + 5) for n in range(GOODS)]
    bodies, head, seq = [], chain.GENESIS, 0
    for _ in range(BATCHES):
        first, prev, facts = seq + 1, head, []
        for _ in range(BATCH):
            seq += 1
            payload = chain.encode(_entry(store, seq, dice, weights))
            head = chain.link(head, payload)
            facts.append(msgspec.Raw(payload))
        push = PushRequest(
            device=device, epoch=1, from_seq=first, prev_hash=prev.hex(), facts=facts
        )
        bodies.append(gzip.compress(msgspec.json.encode(push), 6))
    return bodies


def _entry(store: str, seq: int, dice: random.Random, weights: Sequence[float]) -> chain.Entry:
    lines = []
    for no, n in enumerate(dice.choices(range(GOODS), weights, k=LINES), 1):
        qty = dice.choice((1000, 1000, 2000))
        price = 100 + n % 900
        amount = price * qty // 1000
        lines.append(
            Line(
                no=no, item=f"{100_000 + n}", name=f"试卖商品{n}号", qty=qty, price=price,
                list_price=price, gross=amount, amount=amount, net=amount, spec="500ml", unit="瓶",
                code=f"69{n:011d}", category=f"c{n % 20}", category_name=f"分类{n % 20}",
                cost=price * 7 // 10, tax_bp=1300,
            )
        )  # fmt: skip
    total = sum(line.amount for line in lines)
    sale = SaleCompleted(
        receipt=f"{store}-01-1-{seq}", shift="s", lines=tuple(lines), total=total, due=total,
        tenders=(Tender(method="wechat", amount=total),),
    )  # fmt: skip
    at = NOON + seq * 40_000
    return chain.Entry(
        store=store, till="01", epoch=1, seq=seq, at=at, offset=480, date="2026-03-03",
        id=f"{at:012x}7{dice.getrandbits(76):019x}", actor=CASHIER, fact=sale,
    )  # fmt: skip


def found_chain(hq: Hq) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Stores whose tills push, and stores whose tills only pull: (store, device) each."""
    pushing = [(f"P{n}", f"{n:016x}") for n in range(STORES)]
    pulling = [(f"Q{n}", f"{n + STORES:016x}") for n in range(PULLERS)]
    now = hq.now()
    with hq.database.operator() as scope:
        for store, device in pushing + pulling:
            add_store(scope, store, store, now)
            row = {
                "device_id": device, "store_id": store, "till": "01", "epoch": 1,
                "public_key": device * 4, "enrolled_at": now, "head_hash": chain.GENESIS,
            }  # fmt: skip
            scope.insert(t.device, [row])
    put(
        hq.database,
        [s for s, _ in pulling[:100]],
        [ItemRow(id=f"i{n}", name="x") for n in range(50)],
    )
    return pushing, pulling


@contextmanager
def serving(where: list[str]) -> Iterator[str]:
    command = [sys.executable, "-m", "pos_app", "hq", "serve", "--port", "0", "--json", *where]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=30)


@dataclass(frozen=True, slots=True)
class Found:
    """Sales a second with nothing held back; then, at the goal's rate, a pull's ms."""

    rate: float
    median: float
    last: float


def measure(url: str, where: list[str], secrets: Path, goal: int) -> Found:
    """First as many sales as HQ can take, then pulls beside sales that come at the goal's rate."""
    hq = open_hq(url, secrets)
    pushing, pulling = found_chain(hq)
    hq.close()
    keys = Keys(secrets)
    work = {store: batches(store, device) for store, device in pushing}
    with serving([*where, "--secrets", str(secrets)]) as address:
        done = threading.Event()
        with ThreadPoolExecutor(PUSHES_AT_ONCE + 1) as pool:
            started = time.perf_counter()
            list(pool.map(lambda who: _push(address, keys, who, work[who[0]][:-2]), pushing))
            seconds = time.perf_counter() - started
            pulls = pool.submit(_poll, address, keys, pulling, done)
            _push_steadily(pool, address, keys, [(w, work[w[0]][-2:]) for w in pushing], goal)
            done.set()
            times = sorted(pulls.result())
    return Found(
        rate=STORES * (BATCHES - 2) * BATCH / seconds,
        median=times[len(times) // 2] * 1000,
        last=times[len(times) * 99 // 100] * 1000,
    )


def _token(keys: Keys, who: tuple[str, str]) -> str:
    return keys.new_token(*who, time.time_ns() // 1_000_000)[0]


def _push(address: str, keys: Keys, who: tuple[str, str], bodies: list[bytes]) -> None:
    caller = Caller(address, _token(keys, who))
    for body in bodies:
        answer = msgspec.json.decode(caller.call("POST", "/v1/journal", body), type=PushAnswer)
        assert not answer.quarantined, "the bench must measure sales that reach the books"
    caller.close()


def _push_steadily(
    pool: ThreadPoolExecutor,
    address: str,
    keys: Keys,
    work: list[tuple[tuple[str, str], list[bytes]]],
    goal: int,
) -> None:
    """A batch each time that ``goal`` sales a second are due, one till after the other."""
    started = time.perf_counter()
    sent = []
    for n, (who, body) in enumerate((who, bodies[k]) for k in (0, 1) for who, bodies in work):
        due = started + n * BATCH / goal
        if due > started + STEADY_SECONDS:
            break
        time.sleep(max(0.0, due - time.perf_counter()))
        sent.append(pool.submit(_push, address, keys, who, [body]))
    for one in sent:
        one.result()


def _poll(
    address: str, keys: Keys, tills: list[tuple[str, str]], done: threading.Event
) -> list[float]:
    """A pull every 30 ms, each from another till, each with a connection of its own.

    A pull that is late delays no other: each has its thread, its time counts from when it was due.
    """
    times: list[float] = []
    gap = POLL_SECONDS / len(tills)

    def pull(who: tuple[str, str], since: float) -> None:
        caller = Caller(address, _token(keys, who))
        caller.call("GET", "/v1/changes?cursor=0")
        caller.close()
        times.append(time.perf_counter() - since)

    with ThreadPoolExecutor(32) as pool:
        now = time.perf_counter()
        list(pool.map(pull, tills[:WARM_UP], [now] * WARM_UP))  # HQ has been up for a while
        times.clear()
        waiting, n, due = [], 0, time.perf_counter()
        while not done.wait(max(0.0, due - time.perf_counter())):
            waiting.append(pool.submit(pull, tills[n % len(tills)], due))
            n, due = n + 1, due + gap
        for one in waiting:
            one.result()
    return times


def _rows(name: str, found: Found, goal: int) -> list[tuple[str, str, str]]:
    return [
        (f"HQ on {name}: 8-line sales taken in a second", f"{found.rate:,.0f}", f"{goal:,}"),
        (
            f"HQ on {name}: a pull beside {goal:,} sales/s, 1,000 tills, p50 / p99",
            f"{found.median:.0f} / {found.last:.0f} ms",
            "p99 < 100 ms",
        ),
    ]


def _on(
    name: str, url: str, where: list[str], secrets: Path, goal: int
) -> list[tuple[str, str, str]]:
    return _rows(name, measure(url, where, secrets, goal), goal)


def run() -> list[tuple[str, str, str]]:
    """What, reached, goal."""
    with tempfile.TemporaryDirectory() as folder:
        file, secrets = Path(folder) / "hq.db", Path(folder) / "secrets"
        rows = _on("SQLite", sqlite_url(file), ["--db", str(file)], secrets, 500)
        try:
            server = start_postgres(durable=True)
        except PostgresMissing as error:
            return [*rows, ("HQ on PostgreSQL", "not here", str(error))]
        try:
            url = server.new_database("bench")
            rows += _on("PostgreSQL", url, ["--database", url], secrets, 2_000)
        finally:
            server.stop()
    return rows


if __name__ == "__main__":
    for row in run():
        print(*row, sep="  ")
