"""An order in the words of the counter: who, how much, when, and what to watch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pos_app.domain.calendar import MINUTE_MS, local_time
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Tag
from sync.wire.order_machine import (
    ACCEPTED,
    ADJUSTED,
    ASSIGNED,
    CANCEL_REQUESTED,
    CANCELLED,
    COLLECTED,
    COMPLETED,
    DELIVERED,
    NEW,
    OUT,
    PICKING,
    READY,
    REFUND_DONE,
    REFUND_DUE,
    REFUND_FAILED,
    REFUND_SENT,
    RETURNED,
    RETURNING,
    OrderView,
)
from sync.wire.orders import DELIVERY, NOW, ONLINE, OrderLine, Slot

MILLI = 1000
DOT = " · "


@dataclass(frozen=True, slots=True)
class ShopNow:
    """The moment on the shop's clock: UTC ms and the offset in minutes."""

    ms: int
    offset: int

    @property
    def date(self) -> str:
        return local_time(self.ms, self.offset).date().isoformat()

    def clock(self, at_ms: int) -> str:
        """``14:05``, with the day before it when it is another one."""
        when = local_time(at_ms, self.offset)
        if when.date().isoformat() == self.date:
            return f"{when:%H:%M}"
        return f"{when:%m-%d %H:%M}"


def mode_words(mode: str) -> str:
    return tr("送货") if mode == DELIVERY else tr("自提")


def mode_tag(mode: str) -> Tag:
    return Tag(mode_words(mode), "warn" if mode == DELIVERY else "info")


def short_number(number: str) -> str:
    """The end of the number, by which people call an order."""
    return f"#{number.rpartition('-')[2]}"


def tail_words(phone: str) -> str:
    """The last four digits of a phone, as it is asked for at the counter."""
    digits = "".join(c for c in phone if c.isdigit())
    return tr("尾号 {digits}", digits=digits[-4:]) if len(digits) >= 4 else ""


def code_words(code: str) -> str:
    """Six digits in two groups, as they are read out."""
    return f"{code[:3]} {code[3:]}" if len(code) == 6 else code


def joined(*parts: str) -> str:
    """Those that say something, with a dot between them."""
    return DOT.join(part for part in parts if part)


def who_words(view: OrderView) -> str:
    """For whom: where it is brought, or who comes, and by what he is known."""
    order = view.order
    customer = order.customer
    if order.mode == DELIVERY:
        return joined(customer.address or customer.name, tail_words(customer.phone))
    name = customer.name or tr("顾客")
    if view.state == READY and order.code:
        return joined(tr("码 {code}", code=code_words(order.code)), name)
    return joined(name, tail_words(customer.phone))


def pieces(lines: Iterable[OrderLine]) -> int:
    """Things to put into the bag; what is weighed counts as one."""
    return sum(1 if line.weighed else max(line.qty // MILLI, 1) for line in lines)


def about_words(view: OrderView) -> str:
    return joined(tr("{n} 件", n=pieces(view.lines)), f"¥{format_fen(view.total)}")


def time_of_day(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def slot_words(slot: Slot | None, now: ShopNow) -> str:
    """``18:00–18:30``, with the day where it is not today."""
    if slot is None:
        return tr("尽快")
    span = f"{time_of_day(slot.start)}–{time_of_day(slot.end)}"
    today = date.fromisoformat(now.date)
    day = date.fromisoformat(slot.date)
    if day == today:
        return span
    if day == today + timedelta(days=1):
        return tr("明天 {span}", span=span)
    return tr("{month}月{day}日 {span}", month=day.month, day=day.day, span=span)


def when_words(view: OrderView, now: ShopNow) -> str:
    """What the time says of it: its slot, how long it waits, when it left."""
    if view.state == OUT:
        return joined(view.courier, tr("{time} 出发", time=now.clock(view.since)))
    if view.state == READY and view.order.mode != DELIVERY:
        waited = max(now.ms - view.since, 0) // MINUTE_MS
        if waited < 60:
            return tr("等 {n} 分", n=waited)
        return tr("等 {n} 小时", n=waited // 60)
    return slot_words(view.order.slot, now)


def missing(view: OrderView) -> int:
    """Pieces that the customer was offered something else for."""
    offered = {change.no for change in view.offered}
    return pieces(line for line in view.lines if line.no in offered)


def pay_words(view: OrderView) -> str:
    """What is still to be taken for it, if anything."""
    if view.to_pay <= 0 or not view.is_open:
        return ""
    amount = format_fen(view.to_pay)
    if view.order.pay == ONLINE:
        return tr("还没付 ¥{amount}", amount=amount)
    if view.order.mode == DELIVERY:
        return tr("货到付款 ¥{amount}", amount=amount)
    return tr("取货时收 ¥{amount}", amount=amount)


def paid_words(view: OrderView) -> str:
    """How it is paid, in full."""
    if view.to_pay > 0:
        return pay_words(view)
    if view.order.pay == NOW:
        return tr("下单时在店里付了")
    return tr("网上付了") if view.order.pay == ONLINE else tr("已付清")


def refund_words(view: OrderView) -> str:
    """How a refund stands; nothing where there is none."""
    amount = format_fen(max(view.paid - view.refunded - view.owed, 0))
    words = {
        REFUND_DUE: tr("要退 ¥{amount}", amount=amount),
        REFUND_SENT: tr("退款在路上"),
        REFUND_FAILED: tr("退款没成,再退 ¥{amount}", amount=amount),
        REFUND_DONE: tr("已退 ¥{amount}", amount=format_fen(view.refunded)),
    }
    return words.get(view.refund, "")


def state_words(state: str) -> str:
    words = {
        NEW: tr("等接单"),
        ACCEPTED: tr("等拣货"),
        PICKING: tr("拣货中"),
        ADJUSTED: tr("拣货中"),
        READY: tr("备好了"),
        ASSIGNED: tr("等出发"),
        OUT: tr("配送中"),
        RETURNING: tr("没送到"),
        CANCEL_REQUESTED: tr("要取消"),
        COLLECTED: tr("已取走"),
        DELIVERED: tr("已送达"),
        COMPLETED: tr("已完成"),
        RETURNED: tr("退回货架"),
        CANCELLED: tr("已取消"),
    }
    return words.get(state, state)


def channel_words(channel: str) -> str:
    """Where it was taken."""
    words = {"counter": tr("柜台"), "phone": tr("电话"), "page": tr("网页")}
    return words.get(channel, channel)


def reason_words(view: OrderView) -> str:
    return view.reason or tr("没说为什么")
