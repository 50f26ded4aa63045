"""What the window does about orders while it runs: chime, badge, message, timers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from pos_app.runtime.i18n import tr
from pos_app.services.order_timers import ACCEPT, REMIND
from pos_app.services.orders import Fired
from pos_app.ui.models.order_board import spoken
from pos_app.ui.models.order_cards import card_of
from pos_app.ui.models.order_words import joined, short_number
from pos_app.ui.screens.orders.accepting import accept
from pos_app.ui.screens.orders.chime import Chime
from pos_app.ui.screens.orders.lines import shop_now
from pos_app.ui.screens.timers import every, once_after
from pos_app.ui.session import Session
from sync.wire.order_machine import CANCEL_REQUESTED, NEW, OrderView

TIMERS_MS = 20_000
FIRST_MS = 1_000
"""After the window shows: orders that came overnight."""


class Ringer(Protocol):
    def ring(self) -> None: ...


class OrderFace(Protocol):
    """What this needs of the face that the window shows now."""

    def set_badge(self, key: str, count: int) -> None: ...
    def offer(self, words: str, deed: str, act: Callable[[], object]) -> None: ...


class OrderCare(QObject):
    """Lives as long as the window. ``face`` gives the face of the moment."""

    def __init__(
        self,
        session: Session,
        face: Callable[[], OrderFace],
        parent: QObject,
        chime: Ringer | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._face = session, face
        self.chime: Ringer = chime or Chime()
        self._known: set[tuple[str, str]] = set()
        every(TIMERS_MS, self.run_timers, self)
        once_after(FIRST_MS, self.look, self)

    def listen(self) -> None:
        """Connect to the session; again after its listeners were forgotten."""
        self._session.changed.connect(self._on_changed)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "orders" in what:
            self.look()

    def look(self) -> None:
        """Count what waits, and announce what was not there before."""
        asking = [
            view
            for view in self._session.desk.orders.open()
            if view.state in (NEW, CANCEL_REQUESTED)
        ]
        self._face().set_badge("orders", len(asking))
        fresh = [view for view in asking if (view.order.id, view.state) not in self._known]
        self._known = {(view.order.id, view.state) for view in asking}
        if fresh:
            self._announce(fresh)

    def badge(self) -> None:
        """A face that was built anew shows the number again."""
        self._face().set_badge("orders", len(self._known))

    def _announce(self, fresh: list[OrderView]) -> None:
        self.ring()
        newest = fresh[-1]
        if len(fresh) > 1:
            words = tr("{n} 个订单等着", n=len(fresh))
        elif newest.state == CANCEL_REQUESTED:
            words = tr("{number} 顾客要取消", number=short_number(newest.order.number))
        else:
            rules = self._session.desk.orders.rules()
            card = card_of(newest, rules, shop_now(self._session), {})
            words = joined(tr("新订单 {what}", what=spoken(card)), tr("Ctrl J 接单"))
        wanted = newest.order.id
        self._face().offer(
            words, tr("看 Ctrl 2"), lambda: self._session.screen_wanted.emit("orders", wanted)
        )

    def ring(self) -> None:
        if self._session.desk.settings.flag("order_chime"):
            self.chime.ring()

    def accept_next(self) -> None:
        """One key, on any screen: the order that waits longest."""
        waiting = [v for v in self._session.desk.orders.open() if v.state == NEW]
        if not waiting:
            self._session.say(tr("没有新订单"), "info")
            return
        accept(self._session, waiting[0].order.id, lambda _view: None)

    def run_timers(self) -> None:
        """Let what ran out happen, off the face's thread."""
        self._session.writer.submit(lambda shop: shop.orders.run_timers(), self._on_fired)

    def _on_fired(self, fired: list[Fired]) -> None:
        if not fired:
            return
        if self._session.hq.status().joined:
            self._session.hq.poke()
        self._session.changed.emit(frozenset({"orders"}))
        last = fired[-1]
        self._session.say(_fired_words(last), "warn")
        if any(one.timer.name == ACCEPT or one.timer.then == REMIND for one in fired):
            self.ring()


def _fired_words(fired: Fired) -> str:
    number = short_number(fired.view.order.number)
    late = {
        "unpaid": tr("{number} 一直没付款", number=number),
        "accept": tr("{number} 还没接单", number=number),
        "pick": tr("{number} 还没拣好", number=number),
        "rider": tr("{number} 还没出发", number=number),
        "hold": tr("{number} 一直没人来取", number=number),
        "answer": tr("{number} 顾客一直没答复", number=number),
        "deliver": tr("{number} 还没送到", number=number),
    }.get(fired.timer.name, number)
    then = {
        "escalate": tr("请找店长"),
        "cancel": tr("已取消"),
        "decline": tr("按不要处理了"),
    }.get(fired.timer.then, "")
    return joined(late, then)
