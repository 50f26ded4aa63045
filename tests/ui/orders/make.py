"""Orders as a shop has them, folded from what was placed and moved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from sync.wire.fulfilment import line_amount
from sync.wire.order_machine import OrderView, fold
from sync.wire.orders import (
    CUSTOMER,
    DELIVERY,
    ON_HAND_OVER,
    PICKUP,
    SHOP,
    Customer,
    LineChange,
    OrderLine,
    OrderMove,
    PlacedOrder,
    Slot,
)
from tests.support.face import MORNING

MINUTE_MS = 60_000
TODAY = "2026-03-03"
GRANNY = Customer(name="陈奶奶", phone="13802125127")
HAITANG = Customer(name="王先生", phone="13612208816", address="海棠苑 3-2-501", zone="海棠苑")
_numbers = count(1)


def line(
    no: int,
    name: str,
    *,
    qty: int = 1,
    price: int = 500,
    weighed: bool = False,
    item: str = "",
    code: str = "",
) -> OrderLine:
    """So many pieces (or thousandths of what is weighed) at a price in fen."""
    milli = qty if weighed else qty * 1000
    return OrderLine(
        no=no, item=item or f"strange-{no}", name=name, qty=milli, price=price, spec="袋 400g",
        amount=line_amount(price, milli), code=code or f"697000000000{no}", weighed=weighed,
    )  # fmt: skip


def placed(
    number: str,
    mode: str = PICKUP,
    *,
    lines: Sequence[OrderLine] = (),
    customer: Customer = GRANNY,
    fee: int = 0,
    at: int = MORNING,
    pay: str = ON_HAND_OVER,
    note: str = "",
    slot: Slot | None = None,
    code: str = "482916",
) -> PlacedOrder:
    goods = tuple(lines) or (line(1, "冰峰橙味汽水", qty=2, price=350, item="t1"),)
    total = sum(one.amount for one in goods)
    return PlacedOrder(
        id=f"order-{number}", store="S001", number=f"S001-01-1-{number}", code=code, mode=mode,
        channel="page", placed_at=at, lines=goods, goods=total, total=total + fee, fee=fee,
        customer=customer, pay=pay, note=note,
        slot=slot or Slot(date=TODAY, start=15 * 60, end=15 * 60 + 30),
    )  # fmt: skip


def move(
    order: PlacedOrder,
    name: str,
    step: int,
    *,
    at: int = MORNING,
    who: str = SHOP,
    reason: str = "",
    changes: tuple[LineChange, ...] = (),
    ask: bool = False,
    amount: int = 0,
    courier: str = "",
) -> OrderMove:
    return OrderMove(
        id=f"m{next(_numbers)}", order=order.id, move=name, step=step, at=at, who=who,
        reason=reason, changes=changes, ask=ask, amount=amount, courier=courier,
    )  # fmt: skip


Story = tuple[PlacedOrder, tuple[OrderMove, ...]]
"""An order with every move that was made of it."""


def told(order: PlacedOrder, *names: str, at: int = MORNING, **more: object) -> Story:
    """The order with these moves; what else is given belongs to the last of them."""
    moves = []
    for step, name in enumerate(names, 1):
        who = CUSTOMER if name == "request_cancel" else SHOP
        last = more if step == len(names) else {}
        moves.append(move(order, name, step, at=at, who=who, **last))  # type: ignore[arg-type]
    return order, tuple(moves)


def after(order: PlacedOrder, *names: str, at: int = MORNING, **more: object) -> OrderView:
    """The order as it stands after these moves."""
    return fold(*told(order, *names, at=at, **more))


def _lady(name: str, phone: str, address: str = "", zone: str = "") -> Customer:
    return Customer(name=name, phone=phone, address=address, zone=zone)


def afternoon_orders(now: int = MORNING) -> list[Story]:
    """Orders in every state that a board can show."""
    ago = now - 8 * MINUTE_MS
    goods = [line(1, "冰峰橙味汽水", qty=2, price=350, item="t1"),
             line(2, "麦香全麦吐司", price=990, item="t2"),
             line(3, "青山纯牛奶", qty=2, price=450)]  # fmt: skip
    dozen = [line(n, f"日用品 {n}", price=1200 + n) for n in range(1, 13)]
    on_road = ("accept", "pick", "ready", "send")
    ready = ("accept", "pick", "ready")
    instead = LineChange(no=3, qty=1000, instead=line(3, "青山酸奶", price=1100))
    return [
        told(placed("0417", DELIVERY, lines=[*goods, line(4, "东北大米", price=3730)],
                    customer=HAITANG, at=now - 198_000, note="备货前联系",
                    slot=Slot(date=TODAY, start=1080, end=1110))),
        told(placed("0418", customer=_lady("张先生", "13900002290"), at=now - 65_000,
                    lines=[line(1, "好劲道红烧牛肉面", qty=3, price=950)])),
        told(placed("0420", customer=_lady("周阿姨", "13900003344"), lines=goods, at=ago,
                    slot=Slot(date=TODAY, start=660, end=690)), "accept", at=ago),
        told(placed("0416", customer=_lady("刘女士", "13900005127"), lines=dozen, at=ago,
                    slot=Slot(date=TODAY, start=660, end=690)),
             "accept", "pick", "adjust", at=ago + 120_000, ask=True, changes=(instead,)),
        told(placed("0412"), *ready, at=now - 35 * MINUTE_MS),
        told(placed("0413", DELIVERY, lines=[line(1, "东北大米", price=3600)], code="222222",
                    customer=_lady("李阿姨", "13700001234", "万新里 8-3-602", "河对面"),
                    slot=Slot(date=TODAY, start=660, end=690)), *ready, at=ago),
        told(placed("0414", DELIVERY, lines=goods, code="333333", customer=HAITANG,
                    slot=Slot(date=TODAY, start=660, end=690)), *ready, at=ago),
        told(placed("0410", DELIVERY, code="444444", customer=_lady(
            "孙大爷", "13511112222", "翠阜新村 12-1-202", "近处")), *on_road, at=ago,
             courier="小周"),
        told(placed("0409", DELIVERY, code="555555", customer=HAITANG), *on_road, "fail", at=ago,
             reason="敲门没人"),
        told(placed("0411", code="666666"), *ready, "request_cancel", at=ago, reason="买错了"),
    ]  # fmt: skip


def many_orders(number: int, now: int = MORNING) -> list[Story]:
    """A board that is full: orders in all stages, half of them to be brought."""
    stages = ((), ("accept",), ("accept", "pick"), ("accept", "pick", "ready"))
    stories = []
    for n in range(number):
        mode = DELIVERY if n % 2 else PICKUP
        names: tuple[str, ...] = stages[n % 4]
        if n % 8 == 7:
            names = (*names, "send")
        order = placed(
            f"1{n:03d}", mode, customer=HAITANG if n % 2 else GRANNY, at=now - n * 10_000,
            note="备货前联系" if n % 3 == 0 else "", code=f"{n:06d}",
            lines=[line(1, "冰峰橙味汽水", qty=n % 5 + 1)],
        )  # fmt: skip
        stories.append(told(order, *names, at=now - n * 5_000))
    return stories
