"""Orders of three ways to buy at the till: placed, picked, made ready, handed over, given up.

Every move is one fact and one transaction. Money in fen, quantities in thousandths, times UTC ms.
A use case that finds the order already where it leads gives it back and records nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pos_app.domain.basket import MAX_QTY
from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.order import right_for
from pos_app.domain.staff import Staff, require
from pos_app.domain.tender import METHODS
from pos_app.services import order_rules, order_timers
from pos_app.services.order_hand_over import HandingOver
from pos_app.services.order_moves import OWN_CHANNELS
from pos_app.services.order_placing import Placing
from pos_app.services.order_timers import Timer
from pos_app.services.people import person
from sync.wire import order_machine as m
from sync.wire.facts import Person, ShopRulesSet, Tender
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, TIMER, LineChange, OrderMove

TIMER_ITSELF = Person(id="timer", name="timer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A timer that ran out: whose, which, and what was done (remind, escalate, cancel, decline)."""

    view: OrderView
    timer: Timer


class Orders(Placing, HandingOver):
    """The moves that a till may make of an order; see `Placing.place`, `HandingOver.collect`,
    `HandingOver.deliver` for how one begins and ends."""

    def accept(self, order_id: str, staff: Staff) -> OrderView:
        """Raises ShopError ``order_missing``, ``order_moved_on`` as every move does."""
        return self._make(order_id, "accept", staff)

    def pick(self, order_id: str, staff: Staff) -> OrderView:
        """Begin to pick; an order that nobody accepted is accepted by it."""
        return self._make(order_id, "pick", staff)

    def keep_picked(self, order_id: str, picked: dict[int, int]) -> None:
        """Note how far the picking is (thousandths by the line's number); a draft, no fact."""
        self._book.keep_picked(order_id, picked)

    def adjust(
        self, order_id: str, changes: tuple[LineChange, ...], staff: Staff, *, ask: bool
    ) -> OrderView:
        """Something is out: fewer, none, or other goods instead.

        With ``ask`` what is offered instead waits for the customer's answer; without, she agreed
        already (on the telephone). Raises ``order_no_such_line``, ``order_too_many``,
        ``order_tobacco``, ``order_adjusted_once`` (an outside channel allows one),
        ``order_nothing_left`` (cancel it instead).
        """
        view = self._view(order_id)
        if view.adjusted and view.order.channel not in OWN_CHANNELS:
            raise ShopError("order_adjusted_once")
        self._check_changes(view, changes)
        return self._make(order_id, "adjust", staff, changes=changes, ask=ask)

    def answer(self, order_id: str, agreed: bool, staff: Staff) -> OrderView:
        """What the customer said at the counter or on the telephone to what was offered."""
        return self._make(order_id, "agree" if agreed else "decline", staff)

    def ready(
        self, order_id: str, staff: Staff, *, changes: tuple[LineChange, ...] = ()
    ) -> OrderView:
        """Picked and packed; ``changes`` are the true weights. What was offered and not answered
        falls away. Raises as `adjust` does."""
        view = self._view(order_id)
        falls_away = tuple(LineChange(no=offer.no, qty=0) for offer in view.offered)
        self._check_changes(view, (*falls_away, *changes))
        return self._make(order_id, "ready", staff, changes=changes)

    def _check_changes(self, view: OrderView, changes: tuple[LineChange, ...]) -> None:
        lines = {line.no: line for line in view.order.lines} | {ln.no: ln for ln in view.lines}
        for change in changes:
            line = lines.get(change.no)
            if line is None:
                raise ShopError("order_no_such_line")
            if not 0 <= change.qty <= MAX_QTY:
                raise ShopError("bad_quantity")
            if change.instead is None and not line.weighed and change.qty > line.qty:
                raise ShopError("order_too_many", name=line.name)
            new = change.instead
            if new is not None and new.tobacco and view.order.mode == DELIVERY:
                raise ShopError("order_tobacco", name=new.name)
        if not m.changed(view.lines, changes):
            raise ShopError("order_nothing_left")

    def send_out(self, ids: tuple[str, ...], courier: str, staff: Staff) -> str:
        """Several deliveries go out in one trip; gives the trip's id. All of them or none."""
        trip = new_id(self._clock.now_ms())
        with self._ledger.transaction(person(staff)) as tx:
            for order_id in ids:
                self._move(
                    tx, self._view(order_id), "send", staff, trip=trip, courier=courier.strip()
                )
        return trip

    def fail(self, order_id: str, reason: str, staff: Staff) -> OrderView:
        """Nobody was at home: the goods are on their way back. Raises ``reason_missing``."""
        return self._make(order_id, "fail", staff, reason=_reason(reason))

    def again(self, order_id: str, staff: Staff) -> OrderView:
        """Try once more: it is ready to go out again."""
        return self._make(order_id, "again", staff)

    def put_back(self, order_id: str, staff: Staff) -> OrderView:
        """Back on the shelf and given up; money that was paid for it is due to go back."""
        return self._make(order_id, "return", staff)

    def cancel(
        self, order_id: str, reason: str, staff: Staff, *, approved_by: Staff | None = None
    ) -> OrderView:
        """Give it up, also when the customer asked for it. Raises ``reason_missing``,
        NeedsApproval (``void``) for a cashier unless the customer asked."""
        view = self._view(order_id)
        asked = view.state == m.CANCEL_REQUESTED
        right = "sell" if asked else right_for("cancel")
        approving = require(staff, right, approved_by)
        return self._make(
            order_id, "cancel", staff, reason=_reason(reason or ("asked" if asked else "")),
            approved_by=person(approving) if approving else None,
        )  # fmt: skip

    def refuse_cancel(
        self, order_id: str, staff: Staff, *, approved_by: Staff | None = None
    ) -> OrderView:
        """The goods are packed or on their way: the order goes on where it was."""
        approving = require(staff, right_for("refuse_cancel"), approved_by)
        by = person(approving) if approving else None
        return self._make(order_id, "refuse_cancel", staff, approved_by=by)

    def refund(
        self, order_id: str, method: str, staff: Staff, *, approved_by: Staff | None = None
    ) -> OrderView:
        """Give back over the counter what was paid too much (``view.owed_here``), by cash or code.

        What was paid online goes back the way it came, by HQ; where that failed for good the
        counter gives it. Raises ``order_nothing_due``, ``order_refund_online``,
        ``no_shift``, NeedsApproval (``refund``).
        """
        approving = require(staff, "refund", approved_by)
        if method not in METHODS:
            raise ShopError("bad_amount")
        with self._ledger.transaction(person(staff)) as tx:
            view = self._view(order_id)
            back = view.owed_here
            if view.to_pay >= 0:
                raise ShopError("order_nothing_due")
            if not back:
                raise ShopError("order_refund_online")
            tender = Tender(method=method, amount=-back, received=-back)
            by = person(approving) if approving else None
            self._pay(tx, order_id, "refund_done", tender, staff, by)
            return self._view(order_id)

    def set_rules(
        self, rules: ShopRules, staff: Staff, *, approved_by: Staff | None = None
    ) -> ShopRules:
        """The owner says how the shop hands over; it takes effect on the page when HQ hears of it.

        Raises ``order_bad_hours`` and the like (`order_rules.check_rules`), NeedsApproval.
        """
        require(staff, "settings", approved_by)
        order_rules.check_rules(rules)
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(ShopRulesSet(rules=rules, version=self._book.rules_version() + 1))
        return self._book.rules()

    def run_timers(self) -> list[Fired]:
        """Let what ran out happen, each once: gives what was done now, mostly nothing.

        Each is a fact under an id that follows from the order, its state and the timer, so that two
        tills, or one that was off, do not do it twice. Whether an order from the page was paid HQ
        alone knows, so that timer is HQ's.
        """
        self._keep_seen()
        now = self._clock.now_ms()
        rules, offset = self._book.rules(), self._clock.offset_minutes(now)
        due = []
        for view in self._book.open():
            timer = order_timers.timer(view, rules, offset)
            if timer is not None and timer.name != order_timers.UNPAID and timer.due <= now:
                due.append((view, timer))
        return [fired for view, timer in due if (fired := self._fire(view, timer)) is not None]

    def _keep_seen(self) -> None:
        """Orders that only HQ told of go into this till's books, whole, with its first note of
        them: an HQ that comes back from an older backup gets them again from there."""
        for view in self._book.open():
            if self._book.placed_here(view.order.id):
                continue
            move = OrderMove(
                id=_note_id(view.order.id, self._ledger.identity.till),
                order=view.order.id,
                move=m.SEEN,
                step=view.step + 1,
                at=self._clock.now_ms(),
                who=TIMER,
                till=self._ledger.identity.till,
            )
            with self._ledger.transaction(TIMER_ITSELF) as tx:
                self._append(tx, view, move)

    def _fire(self, view: OrderView, timer: Timer) -> Fired | None:
        move = OrderMove(
            id=_fired_id(view, timer),
            order=view.order.id,
            move=timer.then,
            step=view.step + 1,
            at=timer.due,
            who=TIMER,
            reason=timer.name,
        )
        if any(known.id == move.id for known in self._book.moves(view.order.id)):
            return None
        with self._ledger.transaction(TIMER_ITSELF) as tx:
            if not view.may(move.move, TIMER):
                return None
            self._append(tx, view, move)
        return Fired(view=self._view(view.order.id), timer=timer)


def _note_id(order_id: str, till: str) -> str:
    return hashlib.sha256(f"{order_id}:{till}:seen".encode()).hexdigest()[:32]


def _fired_id(view: OrderView, timer: Timer) -> str:
    what = f"{view.order.id}:{view.state}:{view.since}:{timer.name}:{timer.then}"
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def _reason(text: str) -> str:
    said = without_cards(text.strip())
    if not said:
        raise ShopError("reason_missing")
    return said
