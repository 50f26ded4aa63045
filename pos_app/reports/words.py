"""The shop's words for what facts keep as codes, and for dates and spans."""

from __future__ import annotations

from datetime import date, datetime

from pos_app.runtime.i18n import tr
from pos_app.services.report_span import Span


def method(code: str) -> str:
    """A way of paying; one that this version does not know keeps its code."""
    known = {"cash": tr("现金"), "static_code": tr("收款码"), "code": tr("付款码"),
             "stored_value": tr("储值"), "points": tr("积分"), "prepaid": tr("订单预付"),
             "online": tr("网上支付")}  # fmt: skip
    return known.get(code, code)


def mode(code: str) -> str:
    """One of the three ways to buy."""
    known = {"store": tr("到店购"), "pickup": tr("到店提"), "delivery": tr("送到家")}
    return known.get(code, code)


def weekday(day: date) -> str:
    return (
        tr("周一"), tr("周二"), tr("周三"), tr("周四"), tr("周五"), tr("周六"), tr("周日")
    )[day.weekday()]  # fmt: skip


def day(text: str) -> str:
    """``2026-03-03 周二``."""
    return f"{text} {weekday(date.fromisoformat(text))}"


def short_day(text: str) -> str:
    """``3-03``: month and day, for an axis and a narrow cell."""
    when = date.fromisoformat(text)
    return f"{when.month}-{when.day:02d}"


def span(dates: Span) -> str:
    return day(dates.start) if dates.is_day else f"{dates.start} – {dates.end}"


def clock(opened: datetime, closed: datetime | None) -> str:
    """``08:00 – 16:02``; with the date again when the shift ended on another day."""
    if closed is None:
        return f"{opened:%H:%M} –"
    end = f"{closed:%H:%M}" if closed.date() == opened.date() else f"{closed:%m-%d %H:%M}"
    return f"{opened:%H:%M} – {end}"


def who(name: str, approved_by: str) -> str:
    """Who did it and, behind a stroke, who allowed it."""
    return f"{name} / {approved_by}" if approved_by and approved_by != name else name


def tail(receipt: str) -> str:
    """The number without the store, which the head of the page names already."""
    return receipt.split("-", 1)[-1] if receipt.count("-") == 3 else receipt


def gone(code: str) -> str:
    """Why goods went, or turned up, without a sale."""
    known = {"expired": tr("过期了"), "damaged": tr("破损"), "own_use": tr("自家用"),
             "lost": tr("盘点少了"), "found": tr("盘点多了"), "other": tr("别的原因"),
             "write_off": tr("报废")}  # fmt: skip
    return known.get(code, code)


def drawer_reason(reason: str) -> str:
    return reason or tr("未写原因")
