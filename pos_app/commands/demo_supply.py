"""The demo's evening: HQ plans, the owner changes a line and orders; the truck comes one short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from pos_app.commands.demo_hq import DemoHq
from pos_app.commands.hands import Hands
from pos_app.runtime.clock import FixedClock
from pos_app.services.founding import DEMO_STAFF
from sync.wire.supply_feed import ProposalRow, ShipmentRow

OFFSET_MS = 8 * 3_600_000


class DemoSupply:
    """From the plan to the claim."""

    def __init__(
        self, hands: Hands, clock: FixedClock, shot: Callable[[str], None], hq: DemoHq
    ) -> None:
        self._hands, self._clock, self._shot, self._hq = hands, clock, shot, hq

    def _today(self) -> date:
        return datetime.fromtimestamp((self._clock.now_ms() + OFFSET_MS) / 1000, UTC).date()

    def _synced(self) -> None:
        session = self._hands.session
        session.hq.poke()
        self._hands.wait(lambda: not session.desk.outbox.unsent(), "the line to HQ")

    def order(self) -> str:
        """HQ plans; she looks, changes one line, sends. Gives the day of delivery."""
        hands, supply = self._hands, self._hands.session.desk.supply
        self._synced()
        self._hq.plan(self._today())
        hands.session.hq.poke()
        hands.wait(lambda: bool(supply.proposals()), "the proposal")
        hands.press("Ctrl+5")
        hands.linger(0.3)
        self._shot("replenish")
        proposal = self._largest()
        hands.press("+")
        hands.settle()
        self._shot("replenish-changed")
        hands.press("F8")
        hands.settle()
        self._shot("replenish-assortment")
        proposed = len(supply.assortment())
        hands.press("Enter")
        hands.wait(lambda: len(supply.assortment()) < proposed, "the goods she lists")
        hands.settle()
        self._shot("replenish-listed")
        hands.press("Esc", "F9")
        hands.wait(lambda: bool(supply.order_of(proposal.id)), "the order")
        hands.settle()
        self._shot("replenish-sent")
        self._synced()
        return proposal.delivery

    def _largest(self) -> ProposalRow:
        """The proposal with the most lines, shown by going from supplier to supplier."""
        waiting = self._hands.session.desk.supply.proposals()
        largest = max(waiting, key=lambda p: p.lines)
        for _ in range(waiting.index(largest)):
            self._hands.press("F4")
        self._hands.settle()
        return largest

    def _next_morning(self) -> None:
        """The close is put away; she logs in again and opens her shift."""
        hands = self._hands
        hands.press("Enter")
        hands.settle()
        if not hands.session.logged_in or hands.window.face.is_locked():
            hands.type(DEMO_STAFF[0].pin)
            hands.wait(lambda: hands.session.logged_in, "log in")
        hands.settle()
        if hands.sheet is not None:
            hands.type("200")
            hands.press("Enter")
        hands.wait(lambda: hands.sheet is None, "open the shift")

    def receive(self, delivery: str) -> None:
        """The truck: every carton by scan but the last, which is not there."""
        hands, supply = self._hands, self._hands.session.desk.supply
        self._next_morning()
        self._hq.ship(date.fromisoformat(delivery))
        hands.session.hq.poke()
        hands.wait(lambda: bool(supply.shipments()), "the shipment note")
        note: ShipmentRow = supply.shipments()[0]
        hands.press("Ctrl+4")
        hands.linger(0.3)
        self._shot("receive")
        hands.press("F9")
        hands.settle()
        codes = [carton.code for carton in note.cartons]
        for code in codes[:-1] if len(codes) > 1 else codes:
            hands.scan(code)
        hands.settle()
        self._shot("receive-counted")
        if len(codes) == 1:
            hands.press("-")
        hands.press("F9")
        hands.wait(lambda: hands.sheet is not None, "the finish")
        self._shot("receive-finish")
        hands.press("Enter")
        hands.wait(lambda: supply.was_received(note.id), "the receiving")
        self._synced()
        hands.wait(lambda: bool(supply.claims()) and bool(supply.bills()), "HQ's answer")
        hands.settle()
        self._shot("received")
        hands.press("F3", "F3")
        hands.linger(0.3)
        self._shot("account")
