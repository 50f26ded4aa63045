"""Handing an order over: against its code at the counter, or at the customer's door.

The move and the sale are one transaction: turnover, stock and drawer change together, and only now.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.calendar import local_time
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.staff import Staff, require
from pos_app.domain.tender import Paid, Settlement, settle
from pos_app.services import order_lines, order_timers
from pos_app.services.checkout import Sold, tenders
from pos_app.services.order_moves import OrderMoves
from pos_app.services.people import person
from sync.wire import order_machine as m
from sync.wire.facts import Person, SaleCompleted, Tender
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, SHOP, read_pickup

PREPAID = "prepaid"
"""The tender of a sale that was paid before the goods were handed over."""


class HandingOver(OrderMoves):
    """Collected or delivered."""

    def collect(
        self,
        order_id: str,
        code: str,
        paid: tuple[Paid, ...],
        staff: Staff,
        *,
        approved_by: Staff | None = None,
        round_off: bool = False,
    ) -> Sold:
        """Hand a pickup over against its code: one sale, with what was paid before as ``prepaid``.

        ``code`` are the six digits or the text of the QR; without any a manager may vouch. What is
        to be taken is ``view.to_pay``; what is to go back stays due and is `refund`.

        Raises ShopError ``order_wrong_code``, ``order_other_shop``, ``order_collected`` (``when``),
        ``order_ended``, ``order_too_early`` (``when``), ``order_not_ready``, ``no_shift``,
        ``not_enough``, ``change_needs_cash``, NeedsApproval (``order_no_code``).
        """
        view = self._view(order_id)
        self._refuse_other_shop(view, code)
        if view.state in m.HANDED_OVER:
            raise ShopError("order_collected", when=self._when(view.since))
        approving = self._check_code(view, code, staff, approved_by)
        self._refuse_unready(view)
        return self._hand_over(order_id, "collect", paid, staff, approving, round_off)

    def _refuse_other_shop(self, view: OrderView, code: str) -> None:
        scanned = read_pickup(code)
        ours = self._ledger.identity.store
        if view.order.store != ours or (scanned is not None and scanned[0] != ours):
            raise ShopError("order_other_shop")

    def _check_code(
        self, view: OrderView, code: str, staff: Staff, approved_by: Staff | None
    ) -> Staff | None:
        if not code.strip():
            return require(staff, "order_no_code", approved_by)
        scanned = read_pickup(code)
        digits = scanned[1] if scanned else "".join(c for c in code if c.isdigit())
        if not digits or digits != view.order.code:
            raise ShopError("order_wrong_code")
        return None

    def _refuse_unready(self, view: OrderView) -> None:
        if view.state in (m.CANCELLED, m.RETURNED):
            raise ShopError("order_ended")
        if view.may("collect", SHOP) or view.order.mode == DELIVERY:
            return
        slot, now = view.order.slot, self._clock.now_ms()
        if slot is not None:
            starts = order_timers.moment(slot.date, slot.start, self._clock.offset_minutes(now))
            if starts > now:
                raise ShopError("order_too_early", when=self._when(starts))
        raise ShopError("order_not_ready")

    def _when(self, at: int) -> str:
        local = local_time(at, self._clock.offset_minutes(at))
        return f"{local.month}-{local.day} {local.hour:02d}:{local.minute:02d}"

    def deliver(
        self,
        order_id: str,
        paid: tuple[Paid, ...],
        staff: Staff,
        *,
        round_off: bool = False,
    ) -> Sold:
        """It was handed over at the door; cash that was taken there comes into this shift.

        Delivered and settled it is completed. Raises ``order_delivered`` (``when``),
        ``order_ended``, ``order_moved_on``, ``no_shift``, ``not_enough``, ``change_needs_cash``.
        """
        view = self._view(order_id)
        if view.state in m.HANDED_OVER:
            raise ShopError("order_delivered", when=self._when(view.since))
        if view.state in (m.CANCELLED, m.RETURNED):
            raise ShopError("order_ended")
        return self._hand_over(order_id, "deliver", paid, staff, None, round_off)

    def _hand_over(
        self,
        order_id: str,
        move: str,
        paid: tuple[Paid, ...],
        staff: Staff,
        approving: Staff | None,
        round_off: bool,
    ) -> Sold:
        step = self._settings.rounding_step()
        if not (round_off or self._settings.rounding_auto()):
            step = 1
        with self._ledger.transaction(person(staff)) as tx:
            view = self._view(order_id)
            if not view.lines:
                raise ShopError("order_nothing_left")
            due = max(0, view.to_pay)
            settled = settle(due, paid, rounding_step=step)
            shift = self._open_shift()
            by = person(approving) if approving else None
            if not view.may(move, SHOP):
                raise ShopError("order_moved_on", number=view.order.number)
            known = [self._goods.get(line.item) for line in view.lines]
            fact = sale_of(view, known, settled, tx.next_receipt(), shift, by)
            # The goods leave the stock before the order lets go of them: where HQ hears of the two
            # in two batches, nobody is promised what has just been handed over.
            entry = tx.append(fact)
            self._move(tx, view, move, staff, approved_by=by, amount=due)
            if move == "deliver":
                self._move(tx, self._view(order_id), "complete", staff)
        return Sold(entry=entry, sale=fact, change=settled.change)


def sale_of(
    view: OrderView,
    known: Sequence[Item | None],
    settled: Settlement,
    receipt: str,
    shift: str,
    approved_by: Person | None,
) -> SaleCompleted:
    """The sale that hands this order over: ``settled`` is what is taken now.

    What was paid before is a tender of its own, never more than the order comes to; money that is
    to go back is no part of the sale.
    """
    before = min(view.paid - view.refunded, view.total)
    prepaid = (Tender(method=PREPAID, amount=before, received=before),) if before > 0 else ()
    order = view.order
    return SaleCompleted(
        receipt=receipt,
        shift=shift,
        lines=order_lines.sold(view.lines, known, fee=order.fee, rounding=settled.rounding),
        total=view.total,
        due=view.total - settled.rounding,
        tenders=(*prepaid, *tenders(settled)),
        rounding=settled.rounding,
        saved=sum(max(0, line.off) for line in view.lines),
        basket=order.id,
        note=order.note,
        approved_by=approved_by,
        order=order.id,
        order_mode=order.mode,
        order_number=order.number,
        fee=order.fee,
    )
