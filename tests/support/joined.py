"""A till joined to an HQ: tests make one, let it sync, hold both sides against each other."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app.bootstrap import link
from pos_app.domain.basket import Basket, add
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, Paid
from pos_app.services.ports import Clock
from pos_app.services.returns import Wanted
from pos_app.storage import journal
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.verify import verify
from sync.client.agent import CHECK_SECONDS, Agent
from sync.client.backoff import Backoff
from sync.client.ports import Status
from sync.hq.store import feed
from sync.hq.store import tables as t
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow
from sync.wire.feed_row import Row
from tests.support.hq import RunningHq
from tests.support.till import BOSS, Till, open_till
from tests.unit.goods import BREAD, SODA, WATER, scan

RESUME_SECONDS = 60.0
LOOK_SECONDS = 0.02


class QuickDice(random.Random):
    """The same jitter in a fiftieth of the time."""

    def uniform(self, a: float, b: float) -> float:
        return super().uniform(a, b / 50)


def join_till(hq: RunningHq, folder: Path, number: str = "01", *, store: str = "S001") -> Till:
    """A till that was founded on its own and joins now, with an open shift."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "shop.db"
    open_till(path).conn.close()
    joined = link.join(path, hq.url, hq.code(store, number))
    return reopen(path, joined.identity.store, joined.identity.till, joined.identity.epoch)


def reopen(path: Path, store: str, number: str, epoch: int) -> Till:
    till = open_till(path, store_id=store, till=number, epoch=epoch)
    if till.shifts.current() is None:
        till.shifts.open(BOSS, 20_000)
    return till


def trade(till: Till, sales: int) -> None:
    """A stretch of a day: sales, a basket put aside and taken up, goods that come back."""
    receipt = ""
    for n in range(sales):
        sold = till.sell(scan(SODA, 1000 * (1 + n % 3)), scan((WATER, BREAD)[n % 2]))
        receipt = receipt or sold.sale.receipt
        till.clock.advance(45_000)
    waiting = add(Basket(id=f"parked-{sales}-{till.clock.now_ms()}"), scan(BREAD))
    till.parking.park(waiting, BOSS)
    if sales > 10:
        till.parking.recall(waiting.id, BOSS)
        back = till.returns.fill(
            Basket(id=f"back-{waiting.id}"), receipt, (Wanted(line=1, qty=1000),)
        )
        refund = price(back).total
        till.checkout.complete(back, (Paid(method=CASH, received=refund),), BOSS)


def publish(hq: RunningHq, store: str, rows: list[tuple[str, str, Row | None]]) -> None:
    with hq.hq.database.operator() as scope:
        feed.publish(scope, store, rows)


def catalogue(first: int, count: int) -> list[tuple[str, str, Row | None]]:
    """Goods with a price each, as HQ feeds them."""
    rows: list[tuple[str, str, Row | None]] = [
        ("category", "c1", CategoryRow(code="c1", name="饮料"))
    ]
    for n in range(first, first + count):
        code = f"69{n:011d}"
        row = ItemRow(id=f"H{n}", name=f"总部货{n}号", code=code, category="c1",
                      category_name="饮料", codes=(CodeRow(code=code),))  # fmt: skip
        rows += [
            ("item", row.id, row),
            ("price", f"{row.id}|0", PriceRow(item=row.id, valid_from=0, price=100 + n % 900)),
        ]
    return rows


class Watched:
    """An agent on its thread, and what it said."""

    def __init__(
        self,
        path: Path,
        *,
        url: str = "",
        clock: Clock | None = None,
        idle_seconds: float = 0.05,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self._heard = threading.Condition()
        self._said: list[Status] = []
        made = link.open_agent(
            path,
            url=url,
            clock=clock,
            told=self._on_status,
            backoff=Backoff(QuickDice(1)),
            idle_seconds=idle_seconds,
            check_seconds=check_seconds,
        )
        assert made is not None
        self.agent: Agent = made

    def _on_status(self, status: Status) -> None:
        with self._heard:
            self._said.append(status)
            self._heard.notify_all()

    def wait_until(self, holds: Callable[[Status], bool], seconds: float = RESUME_SECONDS) -> None:
        """Until the agent's status is so, looked at whenever it speaks and a little later."""
        ends = time.monotonic() + seconds
        while not holds(self.agent.status):
            assert time.monotonic() < ends, (self.agent.status, self.codes())
            with self._heard:
                self._heard.wait(LOOK_SECONDS)

    def codes(self) -> set[str]:
        with self._heard:
            return {s.code for s in self._said if s.code}


@contextmanager
def syncing(
    path: Path,
    *,
    url: str = "",
    clock: Clock | None = None,
    check_seconds: float = CHECK_SECONDS,
) -> Iterator[Watched]:
    """The till's agent at work until the block ends."""
    watched = Watched(path, url=url, clock=clock, check_seconds=check_seconds)
    watched.agent.start()
    try:
        yield watched
    finally:
        watched.agent.stop()


def sync_once(path: Path, *, url: str = "", clock: Clock | None = None) -> Status:
    """One round, on this thread."""
    watched = Watched(path, url=url, clock=clock)
    watched.agent.round()
    watched.agent.stop()
    return watched.agent.status


def settled(hq: RunningHq, till: Till, store: str) -> Callable[[Status], bool]:
    """Nothing waits on either side."""

    def holds(status: Status) -> bool:
        if not status.online or JournalOutbox(till.conn).waiting():
            return False
        with hq.hq.database.operator() as scope:
            known = scope.select(t.store, t.store.c.feed_seq).where(t.store.c.store_id == store)
            head = scope.conn.execute(known).scalar_one()
        cursor, stage = till.conn.execute(
            "SELECT cursor, (SELECT count(*) FROM feed_stage) FROM hq_link"
        ).fetchone()
        return (cursor, stage) == (head, 0)

    return holds


def assert_equal(hq: RunningHq, till: Till) -> None:
    """The chain byte for byte, sums of money and goods, and the digest of every fed table."""
    assert verify(till.conn).ok
    outbox = JournalOutbox(till.conn)
    joined = outbox.link()
    assert joined is not None
    _, device_id, epoch, _ = joined
    (device,) = (d for d in hq.rows(t.device) if d["device_id"] == device_id)
    head = journal.head(till.conn, epoch)
    assert (device["acked_seq"], bytes(device["head_hash"])) == (head.seq, head.hash)
    assert outbox.acked_seq() == head.seq
    held = [bytes(f["payload"]) for f in hq.rows(t.fact) if f["device_id"] == device_id]
    first, last = journal.position(epoch, 0), journal.position(epoch + 1, 0)
    assert held == [p for pos, p in journal.payloads_after(till.conn, first) if pos < last]
    sold = "FROM sale WHERE pos BETWEEN ? AND ?"
    ours = till.conn.execute(f"SELECT count(*), coalesce(sum(due), 0) {sold}", (first, last))
    assert (device["sales"], device["turnover"]) == ours.fetchone()
    moved = dict(till.conn.execute("SELECT item, qty FROM stock WHERE qty <> 0").fetchall())
    theirs: dict[str, int] = {}
    for row in hq.rows(t.till_move):
        if (row["store_id"], row["till"]) == (device["store_id"], device["till"]):
            theirs[row["item"]] = theirs.get(row["item"], 0) + row["qty"]
    assert {i: q for i, q in theirs.items() if q} == moved
    mirrors, fed = link.compare_with_hq(till.path)
    assert mirrors == fed
