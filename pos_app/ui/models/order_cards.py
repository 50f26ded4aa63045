"""An order as a card of the board: all that is painted, worked out once for each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos_app.domain.calendar import MINUTE_MS
from pos_app.runtime.i18n import tr
from pos_app.services.order_timers import timer
from pos_app.ui.models.order_words import (
    ShopNow,
    about_words,
    joined,
    missing,
    mode_words,
    pay_words,
    reason_words,
    refund_words,
    short_number,
    when_words,
    who_words,
)
from pos_app.ui.theme import Tone
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import (
    ACCEPTED,
    ADJUSTED,
    ASSIGNED,
    CANCEL_REQUESTED,
    NEW,
    OUT,
    PICKING,
    READY,
    REFUND_DUE,
    REFUND_FAILED,
    RETURNING,
    OrderView,
)
from sync.wire.orders import DELIVERY, ONLINE

NEW_ONES, PICKS, SHELF, ROAD = "new", "picking", "ready", "out"
COLUMNS = (NEW_ONES, PICKS, SHELF, ROAD)
_COLUMN = {
    NEW: NEW_ONES, ACCEPTED: PICKS, PICKING: PICKS, ADJUSTED: PICKS, READY: SHELF,
    ASSIGNED: SHELF, OUT: ROAD, RETURNING: ROAD,
}  # fmt: skip

ACCEPT, PICK, ANSWER, HAND_OVER = "accept", "pick", "answer", "hand_over"
SEND, SETTLE, BACK, CANCELLING, REFUND, LOOK = (
    "send", "settle", "back", "cancelling", "refund", "look",
)  # fmt: skip
"""What the one button of a card does."""
URGENT_MS = 2 * MINUTE_MS
"""So long before its end a timer turns red."""
SHOWN_MS = 60 * MINUTE_MS
"""So long before its end it is shown."""
Picked = Mapping[str, tuple[int, int]]
"""Pieces picked and to pick, by order."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """A timer of an order, UTC ms from when to when."""

    since: int
    until: int

    def share(self, now: int) -> int:
        """How much of it is gone, 0 to 1000."""
        whole = max(self.until - self.since, 1)
        return min(max((now - self.since) * 1000 // whole, 0), 1000)

    def words(self, now: int) -> str:
        """``01:42`` left, or how long it is over."""
        left = self.until - now
        seconds = abs(left) // 1000
        if seconds >= 3600:
            figure = f"{seconds // 3600}:{seconds // 60 % 60:02d}h"
        else:
            figure = f"{seconds // 60:02d}:{seconds % 60:02d}"
        return figure if left > 0 else f"+{figure}"

    def urgent(self, now: int) -> bool:
        return self.until - now <= URGENT_MS

    def shows(self, now: int) -> bool:
        """One that begins later or has hours left is no concern of now."""
        return self.since <= now and self.until - now <= SHOWN_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """``tone`` is that of the note; ``loud`` a card that asks for something right now."""

    id: str
    column: str
    mode: str
    number: str
    who: str
    about: str
    when: str
    note: str
    tone: Tone
    deed: str
    words: str
    loud: bool
    timer: Countdown | None
    view: OrderView

    def text(self) -> str:
        """All of it, for whoever cannot see it."""
        return joined(mode_words(self.mode), self.number, self.who, self.about, self.when,
                      self.note, self.words)  # fmt: skip


def card_of(view: OrderView, rules: ShopRules, now: ShopNow, picked: Picked) -> OrderCard:
    order = view.order
    note, tone = note_of(view)
    deed = deed_of(view, picked)
    return OrderCard(
        id=order.id, column=column_of(view), mode=order.mode, number=short_number(order.number),
        who=who_words(view), about=about_words(view), when=when_words(view, now), note=note,
        tone=tone, deed=deed, words=deed_words(deed, picked.get(order.id)),
        loud=deed in (ACCEPT, CANCELLING), timer=_countdown(view, rules, now), view=view,
    )  # fmt: skip


def column_of(view: OrderView) -> str:
    """Where it stands on the board; a request to cancel leaves it where it was."""
    state = view.resume if view.state == CANCEL_REQUESTED else view.state
    return _COLUMN.get(state, "")


def deed_of(view: OrderView, picked: Picked) -> str:
    """The next step of an order."""
    state = view.state
    if state == ADJUSTED and view.offered and _rest_is_picked(view, picked):
        return ANSWER
    if state == READY:
        return SEND if view.order.mode == DELIVERY else HAND_OVER
    if not view.is_open:
        return REFUND if view.owed_here else LOOK
    return {
        NEW: ACCEPT, ACCEPTED: PICK, PICKING: PICK, ADJUSTED: PICK, ASSIGNED: SEND, OUT: SETTLE,
        RETURNING: BACK, CANCEL_REQUESTED: CANCELLING,
    }.get(state, LOOK)  # fmt: skip


def _rest_is_picked(view: OrderView, picked: Picked) -> bool:
    done, total = picked.get(view.order.id, (0, 1))
    return done + missing(view) >= total


def deed_words(deed: str, progress: tuple[int, int] | None = None) -> str:
    """What stands on the button."""
    if deed == PICK and progress and progress[0]:
        return tr("继续拣 {done}/{total}", done=progress[0], total=progress[1])
    return {
        ACCEPT: tr("接单"),
        PICK: tr("开始拣货"),
        ANSWER: tr("顾客答复"),
        HAND_OVER: tr("核销"),
        SEND: tr("出发"),
        SETTLE: tr("送达"),
        BACK: tr("没送到,怎么办"),
        CANCELLING: tr("答复取消"),
        REFUND: tr("退款"),
        LOOK: tr("看明细"),
    }[deed]


def note_of(view: OrderView) -> tuple[str, Tone]:
    """What has to be known before the button is pressed."""
    if view.state == CANCEL_REQUESTED:
        return tr("顾客要取消:{why}", why=reason_words(view)), "bad"
    if view.trouble:
        return tr("钱和货对不上,请核对"), "bad"
    if view.offered:
        return tr("缺 {n} 件,待顾客确认", n=missing(view)), "warn"
    if view.state == RETURNING:
        return tr("没送到:{why}", why=reason_words(view)), "warn"
    refund = refund_words(view) if view.refund in (REFUND_DUE, REFUND_FAILED) else ""
    if refund:
        return refund, "info"
    if view.state in (NEW, ACCEPTED, PICKING, ADJUSTED):
        unpaid = pay_words(view) if view.order.pay == ONLINE else ""
        return joined(view.order.note, unpaid), "warn"
    return joined(pay_words(view), view.order.note), "warn"


def _countdown(view: OrderView, rules: ShopRules, now: ShopNow) -> Countdown | None:
    running = timer(view, rules, now.offset)
    return Countdown(running.started, running.due) if running else None


def cards_of(
    views: Iterable[OrderView], rules: ShopRules, now: ShopNow, picked: Picked
) -> dict[str, list[OrderCard]]:
    """The board, each column in the order in which it should be worked."""
    board: dict[str, list[OrderCard]] = {name: [] for name in COLUMNS}
    for view in views:
        card = card_of(view, rules, now, picked)
        if card.column:
            board[card.column].append(card)
    for cards in board.values():
        cards.sort(key=_urgency)
    return board


def _urgency(card: OrderCard) -> tuple[int, int, str]:
    """Requests to cancel first, then whose timer ends first, then who came first."""
    asked = 0 if card.deed == CANCELLING else 1
    until = card.timer.until if card.timer else card.view.order.placed_at
    return asked, until, card.number
