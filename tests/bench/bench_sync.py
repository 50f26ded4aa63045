"""A till and its HQ: a month that waits is sent, on a good line and on a bad one; a catalogue comes
down while the shop sells; a new PC is filled; a till with nothing to say costs nothing.

HQ is a process of its own (`xipu hq serve` on a SQLite file); the till's agent runs in this one.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pos_app.bootstrap import link
from pos_app.storage.connection import open_reader
from pos_app.storage.outbox import JournalOutbox
from sync.client.agent import IDLE_SECONDS, Agent
from sync.hq.service import sqlite_url
from tests.bench.bench_sale import basket, fill, goods, sell
from tests.faults.fault_proxy import fault_proxy, weak
from tests.support.hq import running_hq
from tests.support.hq_process import HqProcess, hq_process
from tests.support.joined import catalogue, join_till, publish
from tests.support.till import Till, open_till

Row = tuple[str, str, str]
MONTH = 15_000
QUARTER = 45_000
GOODS = 50_000
ROUNDS = 10_000
BETWEEN_SALES = 0.05
STORE = "S001"


def drain(agent: Agent, path: Path) -> float:
    """Seconds until HQ acknowledged everything, on the agent's own thread."""
    with closing(open_reader(path)) as conn:
        outbox = JournalOutbox(conn)
        started = time.perf_counter()
        agent.start()
        while outbox.waiting():
            time.sleep(0.02)
        took = time.perf_counter() - started
    return took


def push_a_month(hq: HqProcess, till: Till, folder: Path) -> list[Row]:
    """The same file against the same HQ, on loopback and on a shaped line."""
    fill(till, MONTH)
    till.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = folder / "hq-before.db"
    hq.copy_file(before)
    again = folder / "again" / "shop.db"
    again.parent.mkdir()
    shutil.copyfile(till.path, again)
    shutil.copytree(till.path.parent / "secrets", again.parent / "secrets")
    agent = link.open_agent(till.path, idle_seconds=IDLE_SECONDS)
    assert agent is not None
    took = drain(agent, till.path)
    sent = agent.sent_bytes
    agent.stop()
    rows = [
        (f"{MONTH:,} sales of 8 lines waiting, loopback: acknowledged in", f"{took:.1f} s", "20 s"),
        ("  bytes on the wire", f"{sent / 1e6:.2f} MB", "under 5 MB"),
    ]
    hq.stop()
    hq.put_back(before)
    hq.start()
    with fault_proxy(hq.url) as line:
        line.set(weak(loss=0.05, round_trip=0.3, bits=1e6))
        agent = link.open_agent(again, url=line.url, idle_seconds=IDLE_SECONDS)
        assert agent is not None
        took = drain(agent, again)
        agent.stop()
        lost = line.lost
    label = f"  at 1 Mbit/s, 300 ms round trip, 5% of requests lost ({lost} were)"
    return [*rows, (label, f"{took:.1f} s", "90 s")]


def sell_through_a_catch_up(hq: HqProcess, till: Till) -> list[Row]:
    """A whole catalogue comes down while the counter sells, a sale every 50 ms."""
    for first in range(0, GOODS, 10_000):
        publish(hq, STORE, catalogue(first, 10_000))
    items = goods()
    agent = link.open_agent(till.path)
    assert agent is not None
    with closing(open_reader(till.path)) as conn:
        head = 2 * GOODS
        agent.start()
        started = time.perf_counter()
        took: list[float] = []
        while conn.execute("SELECT cursor < ? FROM hq_link", (head,)).fetchone()[0] or (
            conn.execute("SELECT 1 FROM feed_stage LIMIT 1").fetchone()
        ):
            took.append(sell(till, basket(items, len(took))))
            time.sleep(BETWEEN_SALES)
        seconds = time.perf_counter() - started
    agent.stop()
    took.sort()
    p99 = took[int(len(took) * 0.99)] * 1000
    name = f"a sale while {GOODS:,} goods and prices come down ({seconds:.0f} s, {len(took)} sales)"
    return [
        (name, f"p50 {statistics.median(took) * 1000:.1f}, p99 {p99:.0f} ms", "p99 50 ms"),
        ("  the longest", f"{took[-1] * 1000:.0f} ms", ""),
    ]


def fill_a_new_till(hq: HqProcess, till: Till, folder: Path) -> list[Row]:
    fill(till, QUARTER - MONTH)
    agent = link.open_agent(till.path)
    assert agent is not None
    drain(agent, till.path)
    agent.stop()
    with closing(open_reader(till.path)) as conn:
        (facts,) = conn.execute("SELECT count(*) FROM journal").fetchone()
    new = folder / "new" / "shop.db"
    started = time.perf_counter()
    assert link.recover(new, hq.url, hq.code(STORE, "01"))
    took = time.perf_counter() - started
    with closing(open_reader(new)) as conn:
        (back,) = conn.execute("SELECT count(*) FROM sale").fetchone()
        (items,) = conn.execute("SELECT count(*) FROM item WHERE active").fetchone()
    assert (back >= QUARTER, items) == (True, GOODS)
    label = f"new till from HQ: {GOODS:,} goods, 90 days of facts ({facts:,})"
    return [(label, f"{took:.0f} s", "3 min")]


def idle(folder: Path) -> list[Row]:
    """Rounds without anything to do: CPU of the agent's thread, memory of the process."""
    with running_hq(sqlite_url(folder / "idle.db"), folder / "idle") as hq:
        hq.add_store(STORE)
        till = join_till(hq, folder / "idle-till")
        agent = link.open_agent(till.path, clock=till.clock)
        assert agent is not None
        for _ in range(ROUNDS // 10):
            agent.round()
        memory, cpu = resident(), time.thread_time()
        for _ in range(ROUNDS):
            agent.round()
        cpu = time.thread_time() - cpu
        grown = resident() - memory
        assert agent.status.online, agent.status
        agent.stop()
        till.conn.close()
    share = cpu / ROUNDS / IDLE_SECONDS
    return [
        (f"idle agent, a round each {IDLE_SECONDS:.0f} s: CPU", f"{share:.3%}", "0.5%"),
        (
            f"  memory over {ROUNDS:,} rounds (HQ in the same process)",
            f"{grown / 1e6:+.1f} MB",
            "flat",
        ),
    ]


def resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def run() -> list[Row]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as name:
        folder = Path(name)
        with hq_process(folder / "hq") as hq:
            hq.add_store(STORE)
            till = join_till(hq, folder / "till")
            rows = push_a_month(hq, till, folder)
            till.conn.close()
            path = folder / "again" / "shop.db"
            till = open_till(path, epoch=till.ledger.identity.epoch)
            rows += sell_through_a_catch_up(hq, till)
            rows += fill_a_new_till(hq, till, folder)
            till.conn.close()
        return rows + idle(folder)


if __name__ == "__main__":
    for row in run():
        print("{:<76}{:>26}  {}".format(*row))
