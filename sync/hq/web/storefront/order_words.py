"""How an order stands, in a customer's words: a headline, the steps of its way, its money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sync.hq.web.figures import quantity
from sync.hq.web.storefront.asking import Visit
from sync.hq.web.storefront.figures import yuan
from sync.wire import order_machine as m
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, ONLINE, PICKUP, OrderLine

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """``kind`` is the look: wait, ready, done, over, ask, unpaid. ``icon`` is one of the page's."""

    kind: str
    icon: str
    headline: str
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    past: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line as it is now; ``told`` says what became of it, ``gone`` that nothing is left."""

    name: str
    qty: str
    amount: int
    told: str = ""
    gone: bool = False


def unpaid(view: OrderView) -> bool:
    """Whether it waits for the money that was to come online."""
    return view.order.pay == ONLINE and view.is_open and view.paid < view.owed


def stand(visit: Visit, view: OrderView, unpaid_minutes: int) -> Stand:
    if unpaid(view) and view.state == m.NEW:
        return _to_pay(visit, view, unpaid_minutes)
    say, pickup = visit.say, view.order.mode == PICKUP
    if view.state == m.ADJUSTED and view.offered:
        return Stand(kind="ask", icon="swap", headline=say("有东西没货,请您定一下"))
    if view.state == m.READY and pickup:
        return Stand(
            kind="ready", icon="check", headline=say("备好了,可以来取"),
            told=say("把取货码给店里看一下"),
        )  # fmt: skip
    if view.state in (m.CANCELLED, m.RETURNED, m.RETURNING, m.CANCEL_REQUESTED):
        return _ended(visit, view)
    if view.state in m.HANDED_OVER:
        done = say("已取走,谢谢惠顾") if pickup else say("已送到,谢谢惠顾")
        return Stand(kind="done", icon="check", headline=done)
    headline, icon = {
        m.NEW: (say("下单成功,等店里接单"), "clock"),
        m.ACCEPTED: (say("店里接单了"), "store"),
        m.PICKING: (say("正在备货"), "bag"),
        m.ADJUSTED: (say("正在备货,有变动"), "bag"),
        m.READY: (say("备好了,马上送出"), "bike"),
        m.ASSIGNED: (say("备好了,马上送出"), "bike"),
        m.OUT: (say("正在送来"), "bike"),
    }.get(view.state, (view.state, "clock"))
    courier = say("送货人:{name}", name=view.courier) if view.courier else ""
    return Stand(kind="wait", icon=icon, headline=headline, told=courier)


def _to_pay(visit: Visit, view: OrderView, minutes: int) -> Stand:
    told = ""
    if minutes:
        until = visit.local(view.order.placed_at + minutes * MINUTE_MS)
        told = visit.say("请在 {time} 前付好,过时自动取消", time=f"{until:%H:%M}")
    return Stand(kind="unpaid", icon="clock", headline=visit.say("等您付款"), told=told)


def _ended(visit: Visit, view: OrderView) -> Stand:
    say = visit.say
    headlines = {
        m.CANCELLED: say("已取消"),
        m.RETURNED: say("没送到,东西已退回店里"),
        m.RETURNING: say("没送到,正拿回店里"),
        m.CANCEL_REQUESTED: say("已申请取消,等店里答复"),
    }
    over = view.state in (m.CANCELLED, m.RETURNED)
    return Stand(
        kind="over" if over else "ask",
        icon="warn",
        headline=headlines[view.state],
        told=_reason(visit, view),
    )


def _reason(visit: Visit, view: OrderView) -> str:
    known = {
        "unpaid": visit.say("没有按时付款,自动取消了"),
        "hold": visit.say("过了取货时间,自动取消了"),
        "accept": visit.say("店里没有及时接单,自动取消了"),
    }
    return known.get(view.reason, view.reason)


def steps(visit: Visit, view: OrderView) -> Sequence[Step]:
    """The way of an order that goes on; nothing once it ended without goods."""
    say = visit.say
    state = view.resume if view.state == m.CANCEL_REQUESTED else view.state
    if view.order.mode == DELIVERY:
        names = (say("已下单"), say("备货"), say("送货"), say("送到"))
        out: tuple[str, ...] = (m.OUT, m.ASSIGNED, m.READY)
    else:
        names = (say("已下单"), say("备货"), say("可以取"), say("取走"))
        out = (m.READY,)
    at = 0
    if state in (m.ACCEPTED, m.PICKING, m.ADJUSTED):
        at = 1
    elif state in out:
        at = 2
    elif state in m.HANDED_OVER:
        at = 3
    elif state not in (m.NEW,):
        return ()
    return [Step(name=name, past=n < at, now=n == at) for n, name in enumerate(names)]


def shown_lines(visit: Visit, view: OrderView) -> Sequence[ShownLine]:
    """What was ordered, and what became of each line."""
    now = {line.no: line for line in view.lines}
    return [_shown(visit, line, now.get(line.no)) for line in view.order.lines]


def _shown(visit: Visit, ordered: OrderLine, now: OrderLine | None) -> ShownLine:
    if now is None:
        told = visit.say("没货,已去掉")
        return ShownLine(
            name=ordered.name, qty=count(ordered), amount=ordered.amount, told=told, gone=True
        )
    told = ""
    if now.item != ordered.item:
        told = visit.say("换自 {name}", name=ordered.name)
    elif now.qty != ordered.qty and now.weighed:
        told = visit.say("实际重量;下单时 {qty}", qty=count(ordered))
    elif now.qty != ordered.qty:
        told = visit.say("下单时 {qty}", qty=count(ordered))
    return ShownLine(name=now.name, qty=count(now), amount=now.amount, told=told)


def count(line: OrderLine) -> str:
    return f"{quantity(line.qty)} {line.unit}" if line.weighed else quantity(line.qty)


def refund_words(visit: Visit, view: OrderView) -> str:
    """Where the money is that goes back; empty when none does."""
    over = view.paid - view.refunded - view.owed
    return {
        m.REFUND_DUE: visit.say("要退您 {yuan},正在办", yuan=yuan(over)),
        m.REFUND_SENT: visit.say("退款 {yuan} 已发出,原路退回", yuan=yuan(over)),
        m.REFUND_DONE: visit.say("已退款 {yuan},原路退回", yuan=yuan(view.refunded)),
        m.REFUND_FAILED: visit.say("退款没有成功,请打电话问店里"),
    }.get(view.refund, "")
