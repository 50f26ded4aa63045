"""Orders over HTTP: the page's own calls, a race for the last ten, payment that counts once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from sync.hq import orders_work
from sync.hq.gateway.configured import GatewayFile, configure
from sync.hq.gateway.demo import SIGNATURE, signed
from sync.hq.gateway.demo_server import DemoService, demo_gateway
from sync.hq.store import tables as t
from sync.wire.facts import OrderMoved
from sync.wire.feed import OrderRow
from sync.wire.order_messages import OrderAnswer, PayAnswer
from sync.wire.orders import LineChange, OrderMove
from tests.support.hq import RunningHq, good, line, problem, running_hq, sale
from tests.support.storefront import BREAD, MILK, RULES, idem, on_page, open_store

MINUTE = 60_000
SECRET = "a demo secret"
SHOP_HAS = {MILK: 10_000}


def body(*lines: tuple[str, int], **more: object) -> dict[str, Any]:
    return {
        "store": "S001", "mode": "pickup", "idem": idem(), "name": "李阿姨",
        "phone": "138 2000 1234", "lines": [{"item": i, "qty": q} for i, q in lines],
    } | more  # fmt: skip


def post(hq: RunningHq, path: str, content: object) -> requests.Response:
    return requests.post(f"{hq.url}{path}", json=content, timeout=60)


def placed(hq: RunningHq, *lines: tuple[str, int], **more: object) -> OrderAnswer:
    return good(post(hq, "/v1/orders", body(*lines, **more)), OrderAnswer)


def look(hq: RunningHq, order: OrderAnswer) -> OrderAnswer:
    path = f"{hq.url}/v1/orders/{order.id}"
    return good(requests.get(path, params={"token": order.token}, timeout=30), OrderAnswer)


def move(hq: RunningHq, order: OrderAnswer, name: str) -> requests.Response:
    return post(hq, f"/v1/orders/{order.id}/moves", {"token": order.token, "move": name})


def test_an_order_is_placed_looked_at_and_cancelled(hq: RunningHq) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 2_000), (BREAD, 1_000), note="少冰\n谢谢")
    assert (order.state, order.total, order.to_pay, order.note) == (
        "NEW",
        1_780,
        1_780,
        "少冰 谢谢",
    )
    assert order.moves == ("cancel",)
    assert look(hq, order) == msgspec.structs.replace(order, token="")
    assert good(move(hq, order, "cancel"), OrderAnswer).state == "CANCELLED"
    assert look(hq, order).moves == ()


def test_nobody_hears_what_the_shop_pays_for_its_goods(hq: RunningHq) -> None:
    open_store(hq)
    answer = post(hq, "/v1/orders", body((MILK, 1_000)))
    assert b'"cost"' not in answer.content


def test_two_hundred_buyers_of_the_last_ten(hq: RunningHq) -> None:
    till = open_store(hq, stock=10_000)
    ready = threading.Barrier(200)
    one = body((MILK, 1_000))

    def buy(n: int) -> tuple[int, str, dict[str, Any]]:
        mine = one | {"idem": idem(), "phone": f"138{n:08d}"}
        ready.wait()
        for _ in range(20):
            answer = post(hq, "/v1/orders", mine)
            if answer.status_code != 503:  # busy: the page tries again with the same key
                break
        return answer.status_code, answer.json().get("code", ""), answer.json()

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(buy, range(200)))
    assert Counter(status for status, _, _ in answers) == {200: 10, 409: 190}
    assert {code for status, code, _ in answers if status == 409} == {"sold_out"}
    codes = [code for status, code, _ in answers if status == 200]
    assert len(set(codes)) == 10, "each has a code of its own"
    orders = hq.rows(t.shop_order)
    assert len(orders) == 10
    assert len({row["number"] for row in orders}) == 10
    assert sum(row["qty"] for row in hq.rows(t.order_reserve)) == 10_000
    assert on_page(hq)[MILK] == 0
    fed = [c for c in till.all_changes()[0] if c.table == "order"]
    assert len(fed) == 10


def test_a_button_that_is_pressed_twenty_times_at_once_places_one_order(hq: RunningHq) -> None:
    open_store(hq)
    mine = body((MILK, 1_000))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(hq, "/v1/orders", mine), range(20)))
    orders = [good(a, OrderAnswer) for a in answers if a.status_code == 200]
    assert {(o.id, o.token) for o in orders} == {(orders[0].id, orders[0].token)}
    assert Counter(o.again for o in orders)[False] == 1
    assert len(hq.rows(t.shop_order)) == 1


@pytest.mark.parametrize(
    ("status", "code", "changes"),
    [
        (400, "empty", {"lines": []}),
        (400, "bad_json", {"lines": "milk"}),
        (400, "bad_json", {"lines": [{"item": "milk", "qty": 1.5}]}),
        (400, "bad_idem", {"idem": "short"}),
        (400, "bad_phone", {"phone": "no"}),
        (400, "bad_qty", {"lines": [{"item": "milk", "qty": 1 << 60}]}),
        (404, "no_such_store", {"store": "nowhere"}),
        (404, "no_such_store", {"store": "*"}),
        (404, "no_such_store", {"store": "a\0b"}),
        (409, "unknown_item", {"lines": [{"item": "gold", "qty": 1_000}]}),
        (409, "sold_out", {"lines": [{"item": "milk", "qty": 90_000}]}),
        (409, "price_changed", {"expected": 1}),
        (409, "no_zone", {"mode": "delivery", "address": "月球背面 1 号"}),
        (409, "slot_gone", {"slot": {"date": "2020-01-01", "start": 600, "end": 630}}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_and_nothing_is_written(
    hq: RunningHq, status: int, code: str, changes: dict[str, object]
) -> None:
    open_store(hq)
    before = {table.name: hq.rows(table) for table in (t.shop_order, t.order_move, t.feed)}
    answer = post(hq, "/v1/orders", body((MILK, 1_000)) | changes)
    assert problem(answer) == (status, code)
    assert len(answer.json()["message"]) > 10
    after = {table.name: hq.rows(table) for table in (t.shop_order, t.order_move, t.feed)}
    assert after == before


def test_without_its_token_an_order_is_not_there(hq: RunningHq) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000))
    for token in ("", "S001.0", "x" * 80, "S002." + order.token[5:]):
        path = f"{hq.url}/v1/orders/{order.id}"
        answer = requests.get(path, params={"token": token}, timeout=30)
        assert problem(answer) == (404, "no_such_order")
        moved = post(hq, f"/v1/orders/{order.id}/moves", {"token": token, "move": "cancel"})
        assert problem(moved) == (404, "no_such_order")
    assert problem(move(hq, order, "collect")) == (400, "bad_move")
    assert problem(move(hq, order, "complete")) == (409, "too_late")


def test_orders_from_one_address_are_limited(start: Callable[..., RunningHq]) -> None:
    hq = start(guesses=0.01)
    hq.add_store("S001")
    statuses = Counter(post(hq, "/v1/orders", {}).status_code for _ in range(80))
    assert statuses[400] in range(55, 66)
    assert statuses[429] == 80 - statuses[400]


class Service(DemoService):
    """The demo service, scripted: what it loses, delays and says twice."""

    def __init__(self) -> None:
        super().__init__(SECRET, told=self._hear)
        self.held: list[tuple[str, bytes]] = []
        self.lost = 0
        self.refunded: list[str] = []

    def _hear(self, notify: str, content: bytes) -> None:
        self.held.append((notify, content))

    def refund(self, body: dict[str, object]) -> dict[str, object]:
        self.refunded.append(str(body["refund"]))
        answer = super().refund(body)
        if self.lost:
            self.lost -= 1
            raise ValueError("the answer is lost")
        return answer


@pytest.fixture
def service(hq: RunningHq) -> Iterator[Service]:
    made = Service()
    with demo_gateway(made) as url:
        configure(hq.hq.keys, GatewayFile(kind="demo", url=url, secret=SECRET, public=hq.url))
        yield made


def pay_page(hq: RunningHq, order: OrderAnswer) -> PayAnswer:
    return good(post(hq, f"/v1/orders/{order.id}/pay", {"token": order.token}), PayAnswer)


def tell(notify: str, content: bytes, secret: str = SECRET) -> requests.Response:
    return requests.post(
        notify, data=content, headers={SIGNATURE: signed(secret, content)}, timeout=30
    )


def test_paid_online_it_counts_once_however_often_it_is_told(
    hq: RunningHq, service: Service
) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    page = pay_page(hq, order)
    assert pay_page(hq, order) == page, "pressed twice it is one payment"
    assert "6.50" in requests.get(page.url, timeout=30).text
    assert requests.post(page.url, timeout=30).status_code == 200
    ((notify, content),) = service.held
    for _ in range(3):
        assert tell(notify, content).status_code == 204
    view = look(hq, order)
    assert (view.paid, view.to_pay) == (650, 0)
    refused = post(hq, f"/v1/orders/{order.id}/pay", {"token": order.token})
    assert problem(refused) == (409, "nothing_to_pay")


def test_a_notification_that_is_forged_or_unknown_changes_nothing(
    hq: RunningHq, service: Service
) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    pay_page(hq, order)
    requests.post(next(iter(f"{service.url}/pay/{p}" for p in service.accounts)), timeout=30)
    ((notify, content),) = service.held
    assert problem(tell(notify, content, secret="guessed")) == (403, "bad_signature")
    assert problem(tell(notify, content.replace(b"650", b"999"), "x")) == (403, "bad_signature")
    assert problem(tell(notify, b"not json")) == (403, "bad_signature")
    stranger = msgspec.json.encode({"payment": "nobody-p1", "state": "paid", "amount": 1})
    assert problem(tell(notify, stranger)) == (404, "no_such_payment")
    elsewhere = notify.replace("S001", "S002")
    assert problem(tell(elsewhere, content)) == (404, "no_such_payment")
    assert look(hq, order).paid == 0


def test_when_the_notification_is_lost_hq_asks(hq: RunningHq, service: Service) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    assert requests.post(pay_page(hq, order).url, timeout=30).status_code == 200
    orders_work.work_round(hq.hq)
    assert look(hq, order).paid == 0, "too early to ask"
    hq.clock.at += MINUTE
    orders_work.work_round(hq.hq)
    assert look(hq, order).paid == 650
    notify, content = service.held[0]
    assert tell(notify, content).status_code == 204
    assert look(hq, order).paid == 650, "and what comes late then counts no second time"


def test_nobody_pays_and_the_goods_are_free_again(hq: RunningHq, service: Service) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    url = pay_page(hq, order).url
    hq.clock.at += 15 * MINUTE
    for _ in range(2):
        orders_work.work_round(hq.hq)
    view = look(hq, order)
    assert (view.state, view.reason) == ("CANCELLED", "unpaid")
    assert on_page(hq)[MILK] == 50_000
    requests.post(url, timeout=30)  # now he pays after all
    tell(*service.held[0])
    view = look(hq, order)
    assert (view.state, view.paid, view.refund) == ("CANCELLED", 650, "DUE")
    for _ in range(3):
        orders_work.work_round(hq.hq)
    view = look(hq, order)
    assert (view.refunded, view.refund, view.to_pay) == (650, "DONE", 0)


def test_a_refund_whose_answer_is_lost_is_asked_for_until_it_is_certain_and_given_once(
    hq: RunningHq, service: Service
) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    requests.post(pay_page(hq, order).url, timeout=30)
    tell(*service.held[0])
    good(move(hq, order, "cancel"), OrderAnswer)
    service.lost = 2
    orders_work.work_round(hq.hq)
    assert look(hq, order).refund == "SENT"
    for _ in range(6):
        hq.clock.at += MINUTE
        orders_work.work_round(hq.hq)
    view = look(hq, order)
    assert (view.refund, view.refunded) == ("DONE", 650)
    assert set(service.refunded) == {f"{order.id}-r1"}
    (account,) = service.accounts.values()
    assert account.refunds == {f"{order.id}-r1": 650}


def test_a_refund_that_is_refused_is_said_to_have_failed(hq: RunningHq, service: Service) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    requests.post(pay_page(hq, order).url, timeout=30)
    tell(*service.held[0])
    next(iter(service.accounts.values())).state = "open"  # the service lost it
    good(move(hq, order, "cancel"), OrderAnswer)
    for _ in range(3):
        orders_work.work_round(hq.hq)
    assert look(hq, order).refund == "FAILED"
    assert len(service.refunded) == 1


@pytest.mark.parametrize("lost", [False, True])
def test_hq_from_an_old_backup_gives_back_what_was_paid_online_and_once(
    hq: RunningHq, service: Service, lost: bool
) -> None:
    """The backup is older than the order; the till had seen the payment, or the refund as well."""
    till = open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    requests.post(pay_page(hq, order).url, timeout=30)
    tell(*service.held[0])
    if lost:
        good(move(hq, order, "cancel"), OrderAnswer)
        service.lost = 1
        orders_work.work_round(hq.hq)
        assert look(hq, order).refund == "SENT"
    changes, _ = till.all_changes()
    row = next(c.row for c in changes if c.table == "order")
    assert row is not None
    seen = msgspec.json.decode(row, type=OrderRow)
    with hq.hq.database.scope("S001") as scope:
        for table in (t.shop_order, t.order_move, t.order_payment, t.order_refund):
            scope.conn.execute(scope.delete(table))
    gone = OrderMove(id="x", order=order.id, move="cancel", step=9, at=1, who="shop")
    till.record(OrderMoved(move=gone, order=seen.order, known=seen.moves))
    till.push(first=5)
    for _ in range(6):
        hq.clock.at += MINUTE
        orders_work.work_round(hq.hq)
    view = look(hq, order)
    assert (view.paid, view.refund, view.refunded) == (650, "DONE", 650)
    (account,) = service.accounts.values()
    assert account.refunds == {f"{order.id}-r1": 650}


def test_the_difference_goes_back_when_goods_were_out(hq: RunningHq, service: Service) -> None:
    till = open_store(hq)
    order = placed(hq, (MILK, 2_000), (BREAD, 1_000), pay="online")
    requests.post(pay_page(hq, order).url, timeout=30)
    tell(*service.held[0])
    picked = OrderMove(id="p1", order=order.id, move="pick", step=2, at=1, who="shop")
    out = OrderMove(
        id="p2", order=order.id, move="adjust", step=3, at=2, who="shop",
        changes=(LineChange(no=2, qty=0),),
    )  # fmt: skip
    for fact in (picked, out):
        till.record(OrderMoved(move=fact))
    till.push(first=5)
    for _ in range(2):
        orders_work.work_round(hq.hq)
    view = look(hq, order)
    assert (view.total, view.refunded, view.refund) == (1_300, 480, "DONE")


def test_without_a_payment_service_it_is_said_so(hq: RunningHq) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    refused = post(hq, f"/v1/orders/{order.id}/pay", {"token": order.token})
    assert problem(refused) == (409, "no_gateway")


def test_a_payment_service_that_is_down_is_said_so(hq: RunningHq, service: Service) -> None:
    open_store(hq)
    order = placed(hq, (MILK, 1_000), pay="online")
    configure(
        hq.hq.keys,
        GatewayFile(kind="demo", url="http://127.0.0.1:9", secret=SECRET, public=hq.url),
    )
    refused = post(hq, f"/v1/orders/{order.id}/pay", {"token": order.token})
    assert problem(refused) == (503, "gateway_silent")
    configure(hq.hq.keys, GatewayFile(kind="demo", url=service.url, secret=SECRET, public=hq.url))
    assert pay_page(hq, order).amount == 650


def test_an_order_that_no_silent_till_ever_heard_of_ends_as_the_owner_set(hq: RunningHq) -> None:
    timers = msgspec.structs.replace(RULES.timers, accept=5, accept_then="cancel")
    till = open_store(hq, rules=msgspec.structs.replace(RULES, timers=timers))
    order = placed(hq, (MILK, 1_000))
    hq.clock.at += 4 * MINUTE
    orders_work.work_round(hq.hq)
    assert look(hq, order).state == "NEW"
    hq.clock.at += 2 * MINUTE
    for _ in range(2):
        orders_work.work_round(hq.hq)
    assert (look(hq, order).state, look(hq, order).reason) == ("CANCELLED", "accept")
    assert len(hq.rows(t.order_move)) == 1
    second = placed(hq, (MILK, 1_000))
    hq.clock.at += 6 * MINUTE
    till.log_in(hq.clock())
    till.record(sale(9, [line(1, MILK)]), at=hq.clock())
    till.push(first=5)  # a till that is heard of keeps its timers itself
    orders_work.work_round(hq.hq)
    assert look(hq, second).state == "NEW"


def test_an_answer_that_was_lost_is_given_again(tmp_path: Path) -> None:
    from sync.hq.service import sqlite_url
    from tests.faults import fault_proxy as f

    with running_hq(sqlite_url(tmp_path / "hq.db"), tmp_path) as hq:
        hq.add_store("S001")
        open_store(hq)
        mine = body((MILK, 1_000))
        with f.fault_proxy(hq.url) as proxy:
            proxy.set(f.answer_lost, "/v1/orders")
            with pytest.raises(requests.RequestException):
                requests.post(f"{proxy.url}/v1/orders", json=mine, timeout=30)
            proxy.set(f.nothing)
            order = good(
                requests.post(f"{proxy.url}/v1/orders", json=mine, timeout=30), OrderAnswer
            )
        assert order.again
        assert len(hq.rows(t.shop_order)) == 1
