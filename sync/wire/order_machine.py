"""What may become of an order: one table of moves, and the fold that both ends share.

The state is a function of the *set* of moves: they are put in order by the step that their maker
wrote, then by rank, then by id, and those that the table does not allow where they fall are left
out. So moves may come late, twice and in any order, and both ends see the same. What happened to
the goods with certainty (handed over) holds even against a cancel that came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as restruct

from sync.wire.fulfilment import line_amount
from sync.wire.orders import (
    CHANNEL,
    CUSTOMER,
    DELIVERY,
    HQ,
    PICKUP,
    SHOP,
    TIMER,
    LineChange,
    OrderLine,
    OrderMove,
    PlacedOrder,
)

NEW, ACCEPTED, PICKING, ADJUSTED, READY = "NEW", "ACCEPTED", "PICKING", "ADJUSTED", "READY"
COLLECTED, ASSIGNED, OUT, DELIVERED = "COLLECTED", "ASSIGNED", "OUT", "DELIVERED"
COMPLETED, RETURNING, RETURNED = "COMPLETED", "RETURNING", "RETURNED"
CANCEL_REQUESTED, CANCELLED = "CANCEL_REQUESTED", "CANCELLED"

PLANNED = (NEW, ACCEPTED, PICKING, ADJUSTED, READY, ASSIGNED, OUT, RETURNING)
"""States in which the goods are promised and still in the shop's hands."""
OPEN = (*PLANNED, CANCEL_REQUESTED)
HANDED_OVER = (COLLECTED, DELIVERED, COMPLETED)
CLOSED = (COLLECTED, COMPLETED, RETURNED, CANCELLED)
STATES = (*OPEN, COLLECTED, DELIVERED, COMPLETED, RETURNED, CANCELLED)

KEEP, RELEASE, HAND_OVER = "keep", "release", "hand_over"
"""What a move does to the stock that was promised."""
SETTLE, GIVE_BACK = "settle", "give_back"
"""What a move does to the money: hand-over settles it, an end without goods gives it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the table: from where to where, who may, and what it does.

    ``to`` empty: the state stays (or, for ``keep``, returns to what it was before the request).
    """

    name: str
    start: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    stock: str = KEEP
    money: str = ""
    mode: str = ""


def _moves() -> dict[str, Move]:
    ends = (CANCELLED, RETURNED)
    rows = (
        Move(name="accept", start=(NEW,), to=ACCEPTED, who=(SHOP,)),
        Move(name="pick", start=(NEW, ACCEPTED), to=PICKING, who=(SHOP,)),
        Move(name="adjust", start=(ACCEPTED, PICKING, ADJUSTED), to=ADJUSTED, who=(SHOP,)),
        Move(name="agree", start=(ADJUSTED,), to=PICKING, who=(CUSTOMER, SHOP, TIMER)),
        Move(name="decline", start=(ADJUSTED,), to=PICKING, who=(CUSTOMER, SHOP, TIMER)),
        Move(name="ready", start=(ACCEPTED, PICKING, ADJUSTED), to=READY, who=(SHOP,)),
        Move(
            name="collect", start=(READY, *ends), to=COLLECTED, who=(SHOP,), stock=HAND_OVER,
            money=SETTLE, mode=PICKUP,
        ),
        Move(name="assign", start=(READY,), to=ASSIGNED, who=(SHOP, CHANNEL), mode=DELIVERY),
        Move(
            name="send", start=(READY, ASSIGNED), to=OUT, who=(SHOP, CHANNEL), mode=DELIVERY
        ),
        Move(
            name="deliver", start=(READY, ASSIGNED, OUT, RETURNING, *ends), to=DELIVERED,
            who=(SHOP, CHANNEL), stock=HAND_OVER, money=SETTLE, mode=DELIVERY,
        ),
        Move(name="complete", start=(DELIVERED,), to=COMPLETED, who=(SHOP, CUSTOMER, TIMER)),
        Move(name="fail", start=(OUT,), to=RETURNING, who=(SHOP, CHANNEL), mode=DELIVERY),
        Move(name="again", start=(RETURNING,), to=READY, who=(SHOP,), mode=DELIVERY),
        Move(
            name="return", start=(RETURNING,), to=RETURNED, who=(SHOP,), stock=RELEASE,
            money=GIVE_BACK, mode=DELIVERY,
        ),
        Move(
            name="request_cancel", start=PLANNED, to=CANCEL_REQUESTED, who=(CUSTOMER, CHANNEL),
        ),
        Move(name="refuse_cancel", start=(CANCEL_REQUESTED,), to="", who=(SHOP, TIMER)),
        Move(
            name="cancel", start=OPEN, to=CANCELLED, who=(SHOP, CUSTOMER, HQ, TIMER, CHANNEL),
            stock=RELEASE, money=GIVE_BACK,
        ),
    )  # fmt: skip
    return {row.name: row for row in rows}


MOVES = _moves()
MONEY_MOVES = ("pay", "refund_send", "refund_done", "refund_failed")
"""Moves of money: they change no state and are counted once each, wherever they fall."""
SEEN = "seen"
NOTES = ("remind", "escalate", "channel", SEEN)
"""What was noted of an order: a timer that ran out, the outside source's own status, that a till
has it in its books."""
KNOWN = (*MOVES, *MONEY_MOVES, *NOTES)
_RANK = {name: n for n, name in enumerate(("cancel", "decline", "agree", *MOVES))}

NO_REFUND, REFUND_DUE, REFUND_SENT, REFUND_DONE, REFUND_FAILED = (
    "NONE", "DUE", "SENT", "DONE", "FAILED",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as it stands. ``lines`` are what the customer gets now, ``offered`` what waits for
    an answer; ``since`` is when the state was entered; ``step`` the highest known.

    ``owed`` is what the customer owes for it in all (0 once it ended without goods), ``paid`` and
    ``refunded`` what went either way, ``online`` what HQ has of it.
    ``late`` are moves that came to nothing. ``trouble``: it was handed over although it had ended,
    or twice, or more went back than was owed.
    """

    order: PlacedOrder
    state: str
    resume: str
    since: int
    step: int
    lines: tuple[OrderLine, ...]
    paid: int = 0
    refunded: int = 0
    refund: str = NO_REFUND
    offered: tuple[LineChange, ...] = ()
    trip: str = ""
    courier: str = ""
    reason: str = ""
    channel_status: str = ""
    reminded: tuple[str, ...] = ()
    trouble: bool = False
    adjusted: bool = False
    online: int = 0
    late: tuple[OrderMove, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        """Goods as they are now, and the fee; without goods there is no fee either."""
        return self.goods + self.order.fee if self.lines else 0

    @property
    def owed(self) -> int:
        return 0 if self.state in (CANCELLED, RETURNED) else self.total

    @property
    def to_pay(self) -> int:
        """Fen still to be taken at hand-over; negative: to be given back."""
        return self.owed - self.paid + self.refunded

    @property
    def owed_here(self) -> int:
        """Fen that the counter gives back: what HQ cannot, or what was not paid by HQ's way."""
        over = max(0, -self.to_pay)
        return over if self.refund == REFUND_FAILED else max(0, over - max(0, self.online))

    def may(self, move: str, who: str) -> bool:
        """Whether the table allows that move here."""
        row = MOVES.get(move)
        if row is None:
            return move in KNOWN
        state = self.resume if self.state == CANCEL_REQUESTED else self.state
        fits = self.state in row.start or state in row.start
        return fits and who in row.who and row.mode in ("", self.order.mode)


@dataclass(slots=True)
class _Fold:
    view: OrderView
    seen_money: set[tuple[str, str, str]] = field(default_factory=set)
    by_shop: bool = False
    """A till handed it over."""

    def take(self, move: OrderMove) -> None:
        self.view = replace(self.view, step=max(self.view.step, move.step))
        if move.move in MONEY_MOVES:
            self._money(move)
        elif move.move == "channel":
            self.view = replace(self.view, channel_status=move.reason)
        elif move.move == SEEN:
            pass
        elif move.move in NOTES:
            self.view = replace(self.view, reminded=(*self.view.reminded, move.reason))
        elif self.view.may(move.move, move.who):
            self._step(MOVES[move.move], move)
        else:
            self._late(move)

    def _late(self, move: OrderMove) -> None:
        """It came to nothing; but what a second hand-over took is in a drawer all the same."""
        view, row = self.view, MOVES.get(move.move)
        twice = row is not None and row.money == SETTLE and self.by_shop and move.who == SHOP
        self.view = replace(
            view,
            late=(*view.late, move),
            paid=view.paid + (move.amount if twice else 0),
            trouble=view.trouble or twice,
        )

    def _money(self, move: OrderMove) -> None:
        key = (move.move, move.method, move.reference or move.id)
        if key in self.seen_money:
            return
        self.seen_money.add(key)
        view, by_hq = self.view, move.amount if move.who == HQ else 0
        if move.move == "pay":
            self.view = replace(view, paid=view.paid + move.amount, online=view.online + by_hq)
        elif move.move == "refund_done":
            self.view = replace(
                view,
                refunded=view.refunded + move.amount,
                online=view.online - by_hq,
                refund=REFUND_DONE,
            )
        else:
            sent = move.move == "refund_send"
            self.view = replace(view, refund=REFUND_SENT if sent else REFUND_FAILED)

    def _step(self, row: Move, move: OrderMove) -> None:
        view = self.view
        self.by_shop = self.by_shop or (row.money == SETTLE and move.who == SHOP)
        asked = view.state == CANCEL_REQUESTED
        state, resume = row.to, ""
        if row.name == "refuse_cancel":
            state = view.resume
        elif row.name == "request_cancel":
            resume = view.resume if asked else view.state  # asked twice is asked once
        elif asked and row.to in PLANNED:  # the shop went on before it heard of the request
            state, resume = CANCEL_REQUESTED, row.to
        view = replace(
            view,
            state=state,
            resume=resume,
            since=move.at,
            reason=move.reason or view.reason,
            trip=move.trip or view.trip,
            courier=move.courier or view.courier,
            paid=view.paid + (move.amount if row.money == SETTLE else 0),
            trouble=view.trouble or (view.state in (CANCELLED, RETURNED)),
        )
        self.view = _with_changes(view, row.name, move)


def _with_changes(view: OrderView, name: str, move: OrderMove) -> OrderView:
    if name == "adjust" and move.ask:
        settled = tuple(c for c in move.changes if c.instead is None)
        offered = tuple(c for c in move.changes if c.instead is not None)
        return replace(view, lines=changed(view.lines, settled), offered=offered, adjusted=True)
    if name == "agree":
        return replace(view, lines=changed(view.lines, view.offered), offered=())
    if name in ("decline", "ready") and view.offered:
        gone = tuple(LineChange(no=c.no, qty=0) for c in view.offered)
        view = replace(view, lines=changed(view.lines, gone), offered=())
    if move.changes:
        lines = changed(view.lines, move.changes)
        return replace(view, lines=lines, adjusted=view.adjusted or name == "adjust")
    return view


def changed(lines: tuple[OrderLine, ...], changes: Iterable[LineChange]) -> tuple[OrderLine, ...]:
    """The lines after these changes; a substitute takes the number of what it replaces."""
    by_no = {change.no: change for change in changes}
    kept: list[OrderLine] = []
    for line in lines:
        change = by_no.get(line.no)
        if change is None:
            kept.append(line)
        elif change.instead is not None:
            kept.append(_renumbered(change.instead, line.no))
        elif change.qty > 0:
            kept.append(with_qty(line, change.qty))
    return tuple(kept)


def with_qty(line: OrderLine, qty: int) -> OrderLine:
    """The same goods, another quantity, at the price that was promised and its share of ``off``.

    The share is rounded to the customer's side, and never takes more than there is.
    """
    gross = line_amount(line.price, qty)
    off = min(gross, -(-line.off * qty // line.qty)) if line.off and line.qty else 0
    return restruct(line, qty=qty, off=off, amount=gross - off)


def _renumbered(line: OrderLine, no: int) -> OrderLine:
    return restruct(line, no=no)


def fold(order: PlacedOrder, moves: Iterable[OrderMove]) -> OrderView:
    """The order as it stands after these moves, in whatever order and however often they came."""
    once: dict[str, OrderMove] = {}
    for move in moves:
        if move.order == order.id:
            once[move.id] = earlier(once.get(move.id, move), move)
    in_order = sorted(once.values(), key=lambda m: (m.step, _RANK.get(m.move, 99), m.id))
    state = _Fold(
        OrderView(
            order=order, state=NEW, resume="", since=order.placed_at, step=0, lines=order.lines
        )
    )
    for move in in_order:
        state.take(move)
    return _with_refund(state.view)


def earlier(one: OrderMove, other: OrderMove) -> OrderMove:
    """Which of two moves with one id holds, at both ends."""
    return min(one, other, key=_told)


def _told(move: OrderMove) -> tuple[int, int, str]:
    """Two ends may make one move (a timer's); it is the one whose maker knew less."""
    return move.step, move.at, repr(move)


def _with_refund(view: OrderView) -> OrderView:
    """Money that is to go back and is not on its way is due; hand-over settles what was paid."""
    over = view.paid - view.refunded - view.owed
    if over > 0 and view.refund in (NO_REFUND, REFUND_DONE):
        return replace(view, refund=REFUND_DUE)
    ended = view.state in (CANCELLED, RETURNED)
    return replace(view, trouble=True) if over < 0 and ended and view.refunded else view


def reserved(view: OrderView) -> dict[str, int]:
    """Thousandths by item that the order holds back from everyone else."""
    if not view.is_open:
        return {}
    sums: dict[str, int] = {}
    for line in view.lines:
        sums[line.item] = sums.get(line.item, 0) + line.qty
    for change in view.offered:
        if change.instead is not None:
            sums[change.instead.item] = sums.get(change.instead.item, 0) + change.instead.qty
    return sums
