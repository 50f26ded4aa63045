"""Days and times as the shop says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pos_app.domain.calendar import business_date, local_time
from pos_app.runtime.i18n import tr
from pos_app.ui.session import Session


def today(session: Session) -> str:
    """The business date now, ``YYYY-MM-DD``."""
    now = session.clock.now_ms()
    hour = session.desk.settings.day_end_hour()
    return business_date(now, session.clock.offset_minutes(now), hour)


def moment(session: Session, at_ms: int) -> datetime:
    """UTC milliseconds on the shop's clock on the wall."""
    return local_time(at_ms, session.clock.offset_minutes(at_ms))


def shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def weekday(day: str) -> str:
    names = (
        tr("周一"), tr("周二"), tr("周三"), tr("周四"), tr("周五"), tr("周六"), tr("周日"),
    )  # fmt: skip
    return names[date.fromisoformat(day).weekday()]


def day_words(day: str, now: str) -> str:
    """``3月3日 周二``, with today and yesterday by their names; another year is named."""
    when = date.fromisoformat(day)
    if day == now:
        return tr("今天 {month}月{day}日", month=when.month, day=when.day)
    if day == shifted(now, -1):
        return tr("昨天 {month}月{day}日", month=when.month, day=when.day)
    if when.year != int(now[:4]):
        return f"{day} {weekday(day)}"
    return tr("{month}月{day}日 {week}", month=when.month, day=when.day, week=weekday(day))


def when_words(when: datetime, now: str) -> str:
    """The time, with its day before it unless that is today."""
    if when.date().isoformat() == now:
        return f"{when:%H:%M}"
    return f"{when:%m-%d %H:%M}" if str(when.year) == now[:4] else f"{when:%Y-%m-%d %H:%M}"
