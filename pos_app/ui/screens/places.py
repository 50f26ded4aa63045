"""The places of the rail: what they are called, which keys lead there, who builds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import APP_ACTIONS, GO_ACTIONS, PAGES, SELL_ACTIONS, Action
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.orders.keys import EVERYWHERE

SELL, ORDERS, GOODS, RECEIPTS, SHIFT = "sell", "orders", "goods", "receipts", "shift"
STOCK, REPLENISH, REPORTS, SETTINGS = "stock", "replenish", "reports", "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class RailPlace:
    """``module`` exports ``make(place)``; it is imported when the place is first shown."""

    key: str
    text: Callable[[], str]
    icon: str
    module: str

    def make(self, place: Place) -> Screen:
        built: Screen = import_module(self.module).make(place)
        return built


def _place(key: str, text: Callable[[], str], icon: str) -> RailPlace:
    return RailPlace(key=key, text=text, icon=icon, module=f"pos_app.ui.screens.{key}")


PLACES: tuple[RailPlace, ...] = (
    _place(SELL, lambda: tr("收银"), "cart"),
    RailPlace(
        key=ORDERS, text=lambda: tr("订单"), icon="orders",
        module="pos_app.ui.screens.orders.screen",
    ),
    _place(GOODS, lambda: tr("商品"), "box"),
    _place(STOCK, lambda: tr("库存"), "warehouse"),
    _place(REPLENISH, lambda: tr("补货"), "truck"),
    _place(RECEIPTS, lambda: tr("小票"), "receipt"),
    _place(SHIFT, lambda: tr("班次"), "wallet"),
    _place(REPORTS, lambda: tr("报表"), "bars"),
    _place(SETTINGS, lambda: tr("设置"), "gear"),
)  # fmt: skip

_MORE_WAYS: tuple[Action, ...] = (
    Action(
        id="go.receipts", text=lambda: tr("小票"), keys=("Ctrl+9",), icon="receipt", group="go",
        scope=PAGES,
    ),
    Action(
        id="go.shift", text=lambda: tr("班次"), keys=("Ctrl+0",), icon="wallet", group="go",
        scope=PAGES,
    ),
)  # fmt: skip
_LATER = frozenset({"sell.member"})
"""Keys whose use case does not exist yet: neither a button nor a line on the F1 page."""


def actions() -> tuple[Action, ...]:
    """The keys of everything that this face can do."""
    ways = {f"go.{place.key}" for place in PLACES}
    go = [a for a in (*GO_ACTIONS, *_MORE_WAYS) if a.id in ways]
    sell = [a for a in SELL_ACTIONS if a.id not in _LATER]
    return (*sell, *go, *EVERYWHERE, *APP_ACTIONS)
