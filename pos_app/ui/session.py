"""Who stands at the till, the open shift, the basket, and the ways to the file and to paper.

Screens get the session and nothing else; they ask it to write, and refresh from ``changed``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import Staff
from pos_app.services.hq import Alone, HqLine, HqStatus
from pos_app.services.paper import Paper
from pos_app.services.ports import Clock
from pos_app.services.report_document import ReportOffice
from pos_app.services.shifts import ShiftState
from pos_app.ui.tasks import Readers, ShopThread

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk, Shop
    from pos_app.services.checkout import Sold
    from pos_app.services.register import Register

T = TypeVar("T")
Approved = Callable[[Staff | None], None]
FED = frozenset({"goods", "settings", "staff", "orders", "supply"})
"""What rows from HQ may have changed."""


class Session(QObject):
    """The face's one shared object. ``desk`` may be read on the face's thread only."""

    staff_changed = Signal(object)  # Staff or None
    shift_changed = Signal(object)  # ShiftState or None
    basket_changed = Signal()
    changed = Signal(object)  # frozenset of names: goods, sales, parked, shift, staff, settings
    said = Signal(str, str)  # words, tone: neutral good warn bad info
    undo_offered = Signal(str, object)  # words, callable
    approval_wanted = Signal(object, object)  # NeedsApproval, Approved
    screen_wanted = Signal(str, object)  # screen key, argument
    look_changed = Signal()  # theme, language or scale
    sync_changed = Signal(object)  # HqStatus
    reopen_wanted = Signal()  # the file is another shop's till now: build everything anew
    _heard = Signal()  # from the line's thread
    _fed = Signal()

    def __init__(
        self,
        writer: ShopThread,
        readers: Readers,
        desk: Desk,
        register: Register,
        paper: Paper,
        clock: Clock,
        office: ReportOffice,
        hq: HqLine | None = None,
    ) -> None:
        super().__init__()
        self.writer = writer
        self.readers = readers
        self.last_sold: Sold | None = None
        """What the change on the screen is of, until the next basket."""
        self.desk = desk
        self.register = register
        self.paper = paper
        self.clock = clock
        self.office = office
        self._staff: Staff | None = None
        self._shift: ShiftState | None = desk.shifts.open_shift()
        self.hq: HqLine = hq or Alone()
        self._ended = False
        self._heard.connect(self._tell_sync, Qt.ConnectionType.QueuedConnection)
        self._fed.connect(self._on_fed, Qt.ConnectionType.QueuedConnection)
        self.hq.on_status(lambda _status: self._heard.emit())
        self.hq.on_fed(self._fed.emit)

    @property
    def staff(self) -> Staff:
        """Whoever is logged in. Raises ShopError ``no_such_staff`` on the log-in screen."""
        if self._staff is None:
            raise ShopError("no_such_staff")
        return self._staff

    @property
    def logged_in(self) -> bool:
        return self._staff is not None

    @property
    def shift(self) -> ShiftState | None:
        return self._shift

    def set_staff(self, staff: Staff | None) -> None:
        self._staff = staff
        self.staff_changed.emit(staff)

    def forget_listeners(self) -> None:
        """Cut every connection: the window is built anew, and the old screens must not answer."""
        for signal in (
            self.staff_changed, self.shift_changed, self.basket_changed, self.changed, self.said,
            self.undo_offered, self.approval_wanted, self.screen_wanted, self.look_changed,
            self.sync_changed,
        ):  # fmt: skip
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a signal that nobody listened to
                signal.disconnect()

    def hq_status(self) -> HqStatus:
        """How the till stands with HQ; what waits is counted now."""
        status = self.hq.status()
        if not status.joined:
            return status
        outbox = self.desk.outbox
        return replace(status, waiting=outbox.unsent(), sales_waiting=outbox.unsent_sales())

    def end(self) -> None:
        """The desk is about to close: what still comes in is not looked up any more."""
        self._ended = True

    def _tell_sync(self) -> None:
        if not self._ended:
            self.sync_changed.emit(self.hq_status())

    def _on_fed(self) -> None:
        """Rows came from HQ: whoever shows goods, people or settings looks again."""
        if self._ended:
            return
        self.desk.settings.reload()
        self.changed.emit(FED)

    def refresh_shift(self) -> None:
        """Look again after a shift, cash or sale fact."""
        self._shift = self.desk.shifts.open_shift()
        self.shift_changed.emit(self._shift)

    def say(self, words: str, tone: str = "neutral") -> None:
        self.said.emit(words, tone)

    def complain(self, error: ShopError) -> None:
        """Tell the cashier, in her language, what stands in the way."""
        self.said.emit(str(error), "bad" if error.code == "bug" else "warn")

    def attempt(self, act: Approved) -> None:
        """Run something on the register; where a right is missing, ask for a PIN and run it again.

        ``act`` gets the approver, None at the first try.
        """
        try:
            act(None)
        except NeedsApproval as needed:
            self.approval_wanted.emit(needed, lambda approver: self._again(act, approver))
        except ShopError as error:
            self.complain(error)
        self.basket_changed.emit()

    def _again(self, act: Approved, approver: Staff | None) -> None:
        try:
            act(approver)
        except ShopError as error:
            self.complain(error)
        self.basket_changed.emit()

    def _wrote(self) -> None:
        """What was recorded waits now, and may go."""
        if self.hq.status().joined:
            self.hq.poke()
            self._tell_sync()

    def write(
        self,
        work: Callable[[Shop, Staff | None], T],
        done: Callable[[T], None] | None = None,
        *,
        touches: tuple[str, ...] = (),
        failed: Callable[[ShopError], None] | None = None,
        approver: Staff | None = None,
    ) -> None:
        """One use case on the writer's thread.

        ``work`` gets the shop and the approver (None at first); where a right is missing the PIN
        is asked for and the work runs again. After success `changed` tells ``touches``.
        """

        def succeeded(result: T) -> None:
            self._wrote()
            if {"shift", "sales"} & set(touches):
                self.refresh_shift()
            if "settings" in touches:
                self.desk.settings.reload()
            if done is not None:
                done(result)
            if touches:
                self.changed.emit(frozenset(touches))

        def refused(error: ShopError) -> None:
            if isinstance(error, NeedsApproval) and approver is None:
                self.approval_wanted.emit(
                    error,
                    lambda who: self.write(
                        work, done, touches=touches, failed=failed, approver=who
                    ),
                )
            else:
                (failed or self.complain)(error)

        self.writer.submit(lambda shop: work(shop, approver), succeeded, refused)
