"""Orders from outside: signed calls, twice, late, out of order; and what HQ tells back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.hq import orders_work
from sync.hq.channels.configured import ChannelFile, configure
from sync.hq.store import tables as t
from sync.hq.store.orders_book import view_of
from sync.wire.facts import OrderMoved
from sync.wire.order_machine import OrderView
from sync.wire.orders import LineChange, OrderMove
from tests.support.hq import RunningHq, TillByHand, problem
from tests.support.jd_simulator import APP_KEY, SECRET, JdSimulator, jd_simulator
from tests.support.storefront import BREAD, MILK, on_page, open_store

MINUTE = 60_000


@pytest.fixture
def jd(hq: RunningHq) -> Iterator[JdSimulator]:
    with jd_simulator() as made:
        file = ChannelFile(app_key=APP_KEY, secret=SECRET, url=made.url)
        configure(hq.hq.keys, "jd", "S001", file)
        yield made


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    return open_store(hq)


def ours(hq: RunningHq, bill: dict[str, Any]) -> OrderView:
    order_id = hq.hq.keys.order_id("S001", f"jd:{bill['billId']}")
    with hq.hq.database.reading("S001") as scope:
        found = view_of(scope, "S001", order_id)
    assert found is not None
    return found


def shop(hq: RunningHq, till: TillByHand, bill: dict[str, Any], *names: str) -> None:
    """The till makes these moves of an order and sends them."""
    view = ours(hq, bill)
    first = len(till.payloads) + 1
    for n, name in enumerate(names, 1):
        changes = (LineChange(no=1, qty=1_000),) if name == "adjust" else ()
        move = OrderMove(
            id=f"s{first}-{n}", order=view.order.id, move=name, step=view.step + n, at=n,
            who="shop", changes=changes,
        )  # fmt: skip
        till.record(OrderMoved(move=move))
    till.push(first=first)


def test_an_order_from_outside_is_one_of_ours_and_paid(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    assert till
    bill = jd.sold((MILK, 2, 700), ("unknown-9", 1, 100))
    for _ in range(3):
        answer = jd.call(hq.url, bill)
        assert (answer.status_code, answer.json()["code"]) == (200, "0")
    view = ours(hq, bill)
    assert (view.state, view.order.channel, view.order.channel_ref) == ("NEW", "jd", bill["billId"])
    assert (view.order.goods, view.order.fee, view.paid, view.to_pay) == (1_500, 500, 2_000, 0)
    assert (view.order.number, view.channel_status) == ("J001", "41000")
    assert on_page(hq)[MILK] == 48_000
    assert len(hq.rows(t.shop_order)) == 1


def test_the_source_is_told_what_the_shop_did_once_and_in_order(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    bill = jd.sold((MILK, 2, 700))
    jd.call(hq.url, bill)
    jd.silent = True
    shop(hq, till, bill, "accept", "pick")
    orders_work.work_round(hq.hq)
    shop(hq, till, bill, "ready")
    orders_work.work_round(hq.hq)
    assert jd.calls == []
    jd.silent = False
    for _ in range(4):
        hq.clock.at += MINUTE
        orders_work.work_round(hq.hq)
    assert jd.told(bill) == ["/order/accept", "/order/picked"]
    jd.call(hq.url, jd.later(bill, "33030", deliveryManName="孙师傅"))
    shop(hq, till, bill, "send")
    jd.call(hq.url, jd.later(bill, "33060"))
    for _ in range(2):
        orders_work.work_round(hq.hq)
    view = ours(hq, bill)
    assert (view.state, view.courier, view.channel_status) == ("DELIVERED", "孙师傅", "33060")
    assert jd.told(bill) == ["/order/accept", "/order/picked", "/order/handed"]


def test_one_adjustment_of_an_order_and_no_second(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    bill = jd.sold((MILK, 2, 700), (BREAD, 1, 500))
    jd.call(hq.url, bill)
    shop(hq, till, bill, "accept", "pick", "adjust")
    for _ in range(3):
        orders_work.work_round(hq.hq)
    assert jd.told(bill) == ["/order/accept", "/order/adjust"]
    ((_, _, message),) = [call for call in jd.calls if call[0] == "/order/adjust"]
    assert [(s["outSkuId"], s["skuCount"]) for s in message["oaosAdjustDTOList"]] == [
        (MILK, 1), (BREAD, 1),
    ]  # fmt: skip
    view = ours(hq, bill)
    assert (view.refunded, view.refund) == (700, "DONE"), "the source gave the difference back"
    shop(hq, till, bill, "adjust")
    for _ in range(3):
        orders_work.work_round(hq.hq)
    assert jd.told(bill).count("/order/adjust") == 1
    assert "channel_adjust" in ours(hq, bill).reminded


def test_a_cancel_that_comes_before_its_order_waits_for_it(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    assert till
    bill = jd.sold((MILK, 2, 700))
    cancelled = jd.later(bill, "20020", remark="不要了")
    assert jd.call(hq.url, cancelled).status_code == 200
    assert hq.rows(t.shop_order) == []
    jd.call(hq.url, bill)
    orders_work.work_round(hq.hq)
    view = ours(hq, bill)
    assert (view.state, view.reason, view.channel_status) == ("CANCELLED", "不要了", "20020")
    assert (view.refunded, view.refund) == (2_000 - 100, "DONE")
    assert on_page(hq)[MILK] == 50_000
    assert jd.told(bill) == [], "it knows that it was cancelled"


def test_a_cancel_is_asked_for_once_the_shop_has_begun(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    bill = jd.sold((MILK, 2, 700))
    jd.call(hq.url, bill)
    shop(hq, till, bill, "accept", "pick")
    jd.call(hq.url, jd.later(bill, "20030"))
    assert ours(hq, bill).state == "CANCEL_REQUESTED"
    shop(hq, till, bill, "refuse_cancel")
    for _ in range(3):
        orders_work.work_round(hq.hq)
    assert ours(hq, bill).state == "PICKING"
    assert jd.told(bill) == ["/order/accept", "/order/refuseCancel"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_calls_that_come_shuffled_and_repeated_end_where_they_would_have(
    hq: RunningHq, till: TillByHand, jd: JdSimulator, rnd: random.Random
) -> None:
    """The rider's way is told in any order: it was delivered, and its status is the last."""
    bill = jd.sold((MILK, 1, 700))
    jd.call(hq.url, bill)
    shop(hq, till, bill, "accept", "ready")
    told = [jd.later(bill, status) for status in ("33030", "33040", "33060")]
    told += rnd.sample(told, 2)
    rnd.shuffle(told)
    for message in told:
        assert jd.call(hq.url, message).status_code == 200
    view = ours(hq, bill)
    assert (view.state, view.channel_status) == ("DELIVERED", "33060")


def test_what_is_not_signed_or_makes_no_sense_is_refused_and_nothing_is_written(
    hq: RunningHq, till: TillByHand, jd: JdSimulator
) -> None:
    assert till
    bill = jd.sold((MILK, 2, 700))
    before = {table.name: hq.rows(table) for table in t.TENANT}
    assert problem(jd.call(hq.url, bill, secret="guessed")) == (403, "bad_signature")
    assert problem(jd.call(hq.url, bill, "S002")) == (404, "no_such_channel")
    assert problem(jd.call(hq.url, bill, "nowhere")) == (404, "no_such_channel")
    other = requests.post(f"{hq.url}/v1/channels/eleme/S001", data={"a": "b"}, timeout=30)
    assert problem(other) == (404, "no_such_channel")
    nonsenses: tuple[Any, ...] = (
        [], {}, {"billId": "x"}, bill | {"billId": "../x"}, bill | {"timestamp": -1},
        bill | {"order": None}, bill | {"order": {"product": []}},
        jd.sold((MILK, 1 << 40, 1)), jd.sold((MILK, 1, 1 << 60)), jd.sold(("x" * 99, 1, 1)),
    )  # fmt: skip
    for nonsense in nonsenses:
        assert problem(jd.call(hq.url, nonsense)) == (400, "bad_call"), nonsense
    for body in (b"\xff\xfe", b"a=%ff", b"&".join(b"a=1" for _ in range(99))):
        url = f"{hq.url}/v1/channels/jd/S001"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = requests.post(url, data=body, headers=headers, timeout=30)
        assert problem(refused) == (400, "bad_form")
    assert {table.name: hq.rows(table) for table in t.TENANT} == before


def test_a_source_is_set_up_by_command_and_its_secret_stays_out_of_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from pos_app.__main__ import main

    where = ["--db", str(tmp_path / "hq.db"), "--secrets", str(tmp_path / "secrets")]
    assert main(["hq", "store", "add", "S001", "东丽店", *where]) == 0

    def add(name: str, store: str, secret: str, url: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(secret + "\n"))
        return main(
            ["hq", "channel", "add", name, "--store", store, "--app-key", "k", "--url", url, *where]
        )

    assert add("jd", "S001", "top secret of jd", "https://open.example") == 0
    assert "/v1/channels/jd/S001" in capsys.readouterr().out
    assert add("jd", "S009", "top secret of jd", "https://open.example") == 2
    assert add("eleme", "S001", "top secret of jd", "https://open.example") == 2
    assert add("jd", "S001", "short", "https://open.example") == 2
    assert add("jd", "S001", "top secret of jd", "http://open.example") == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("a secret of it\n"))
    gateway = ["hq", "gateway", "set", "demo", "--url", "http://127.0.0.1:1/", "--public"]
    assert main([*gateway, "http://127.0.0.1:2", *where]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("a secret of it\n"))
    assert main([*gateway, "http://example.com", *where]) == 2
    assert (tmp_path / "secrets" / "channel_jd_S001.json").stat().st_mode & 0o077 == 0
    assert b"top secret" not in (tmp_path / "hq.db").read_bytes()
    assert "top secret" not in capsys.readouterr().err
