"""What users of other tills lost or paid twice between till and server, each by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.bootstrap import link
from pos_app.domain.basket import Basket, add
from pos_app.domain.tender import CASH, Paid
from pos_app.services.replay import count_exactly
from pos_app.storage.outbox import JournalOutbox
from sync.hq.store import tables as t
from sync.wire import chain
from sync.wire.facts import SaleCompleted, ShiftClosed
from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq
from tests.support.joined import (
    assert_equal,
    join_till,
    reopen,
    settled,
    sync_once,
    syncing,
)
from tests.support.till import BOSS, Till
from tests.unit.goods import BREAD, SODA, WATER, scan


def sales_at_hq(hq: RunningHq, store: str) -> list[SaleCompleted]:
    entries = [chain.decode(bytes(r["payload"])) for r in hq.rows(t.fact) if r["store_id"] == store]
    return [e.fact for e in entries if isinstance(e.fact, SaleCompleted)]


def send_through(fault: f.Fault, hq: RunningHq, till: Till, store: str, hits: int = 2) -> None:
    """The journal goes up over a line that does this to it a few times."""
    with f.fault_proxy(hq.url) as line:
        line.set(fault, "/v1/journal")
        with syncing(till.path, url=line.url, clock=till.clock) as till_sync:
            line.wait_for_hits(hits)
            line.clear()
            till_sync.wait_until(settled(hq, till, store))


def test_orders_doubled_after_a_time_out(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """HQ took the orders, the answer timed out, the till sent them again."""
    till = join_till(hq, tmp_path, store=store)
    rung_up = [till.sell(scan(SODA), scan(BREAD)).sale.receipt for _ in range(5)]
    send_through(f.answer_lost, hq, till, store)
    assert [s.receipt for s in sales_at_hq(hq, store)] == rung_up
    (day,) = (r for r in hq.rows(t.sales_day) if r["store_id"] == store)
    assert (day["sales"], day["turnover"]) == (5, 5 * (350 + 990))
    assert_equal(hq, till)
    till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_change_paid_twice_on_re_send(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """The sale goes up twice and is finished twice at the till: one change, one drawer."""
    till = join_till(hq, tmp_path, store=store)
    basket = add(Basket(id="one"), scan(SODA))
    paid = (Paid(method=CASH, received=1000),)
    first = till.checkout.complete(basket, paid, BOSS)
    send_through(f.sent_twice, hq, till, store, hits=1)
    second = till.checkout.complete(basket, paid, BOSS)
    sync_once(till.path)
    assert (first.change, second.change, second.again) == (650, 650, True)
    assert second.sale.receipt == first.sale.receipt
    state = till.shifts.current()
    assert state is not None
    assert state.expected == 20_000 + 350
    (sale,) = sales_at_hq(hq, store)
    assert [(p.received, p.change, p.amount) for p in sale.tenders] == [(1000, 650, 350)]
    assert_equal(hq, till)
    till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_receipt_number_reused_after_a_new_installation(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    """The PC is set up anew under its old till number, and the old one goes on selling."""
    old = join_till(hq, tmp_path / "old", store=store)
    given = [old.sell(scan(SODA)).sale.receipt for _ in range(3)]
    sync_once(old.path)
    new = join_till(hq, tmp_path / "new", store=store)
    given += [till.sell(scan(SODA)).sale.receipt for till in (old, new, old, new)]
    sync_once(new.path)
    assert sync_once(old.path).code in {"revoked", "unknown_device"}
    assert len(set(given)) == 7
    held = [s.receipt for s in sales_at_hq(hq, store)]
    assert len(held) == len(set(held)) == 5
    for till in (old, new):
        till.conn.close()


def test_order_synced_as_draft_then_paid_offline_lost(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    """A basket is put aside and known at HQ and at the other till; it is paid without a line."""
    first = join_till(hq, tmp_path / "a", "01", store=store)
    second = join_till(hq, tmp_path / "b", "02", store=store)
    waiting = add(add(Basket(id="aunt-li"), scan(BREAD)), scan(WATER))
    first.parking.park(waiting, BOSS, "李阿姨")
    sync_once(first.path)
    sync_once(second.path)
    seen = "SELECT count(*) FROM fed WHERE tab = 'other_parked'"
    assert second.one(seen) == 1
    taken_up = first.parking.recall("aunt-li", BOSS)
    sold = first.checkout.complete(
        add(taken_up, scan(SODA)), (Paid(method=CASH, received=2000),), BOSS
    )
    send_through(f.answer_cut, hq, first, store)
    sync_once(second.path)
    assert second.one(seen) == 0
    (sale,) = sales_at_hq(hq, store)
    assert (sale.receipt, sale.due) == (sold.sale.receipt, 990 + 200 + 350)
    assert [ln.item for ln in sale.lines] == [BREAD.id, WATER.id, SODA.id]
    for till in (first, second):
        sync_once(till.path)
        assert_equal(hq, till)
        till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_shift_closed_with_sales_pending(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """It closes, says how much has not gone up, and what was pending goes up with it."""
    till = join_till(hq, tmp_path, store=store)
    sync_once(till.path)
    for _ in range(4):
        till.sell(scan(SODA))
    till.parking.park(add(Basket(id="later"), scan(BREAD)), BOSS)
    state = till.shifts.current()
    assert state is not None
    till.shifts.close(BOSS, count_exactly(state.expected))
    closed = chain.decode(
        till.conn.execute("SELECT payload FROM journal ORDER BY pos DESC LIMIT 1").fetchone()[0]
    ).fact
    assert isinstance(closed, ShiftClosed)
    assert (closed.unsent, closed.parked, closed.sales, closed.variance) == (5, 1, 4, 0)
    send_through(f.request_cut, hq, till, store)
    assert len(sales_at_hq(hq, store)) == 4
    assert JournalOutbox(till.conn).waiting() == 0
    assert_equal(hq, till)
    till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_joining_again_leaves_no_sale_behind(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """While facts wait it is refused; afterwards the new chain goes on behind the old."""
    till = join_till(hq, tmp_path, store=store)
    till.sell(scan(SODA))
    with pytest.raises(link.ShopError) as refused:
        link.join(till.path, hq.url, hq.code(store, "01"))
    assert refused.value.code == "unsent"
    sync_once(till.path)
    joined = link.join(till.path, hq.url, hq.code(store, "01"))
    till.conn.close()
    again = reopen(till.path, store, "01", joined.identity.epoch)
    sold = again.sell(scan(SODA)).sale.receipt
    sync_once(again.path)
    assert sold in {s.receipt for s in sales_at_hq(hq, store)}
    assert_equal(hq, again)
    again.conn.close()
