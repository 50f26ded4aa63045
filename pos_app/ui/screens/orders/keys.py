"""The keys of the orders, and the two that work on every screen."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import PAGES, Action, ActionRegistry, Words

SCOPE = "orders"


def _key(name: str, text: Words, key: str, icon: str, *, right: str | None = None) -> Action:
    return Action(
        id=f"orders.{name}", text=text, keys=(key,), icon=icon, group="basket", scope=SCOPE,
        right=right,
    )  # fmt: skip


ORDER_ACTIONS: tuple[Action, ...] = (
    _key("accept", lambda: tr("接单"), "F2", "check"),
    _key("look", lambda: tr("看明细"), "F3", "eye"),
    _key("send", lambda: tr("配送出发"), "F4", "truck"),
    _key("settle", lambda: tr("回来结账"), "F5", "wallet"),
    _key("view", lambda: tr("看板、列表、已完成"), "F6", "list"),
    _key("refund", lambda: tr("退款"), "F8", "return", right="refund"),
    _key("print", lambda: tr("打拣货单"), "F11", "printer"),
    _key("cancel", lambda: tr("取消订单"), "Shift+Del", "trash", right="void"),
    _key("day_before", lambda: tr("前一天"), "Alt+Left", "chevron-left"),
    _key("day_after", lambda: tr("后一天"), "Alt+Right", "chevron-right"),
    _key("place", lambda: tr("新建自提/送货"), "Ctrl+N", "plus"),
)

EVERYWHERE: tuple[Action, ...] = (
    Action(
        id="orders.accept_next", text=lambda: tr("接最早的新订单"), keys=("Ctrl+J",), icon="check",
        group="go", scope=PAGES,
    ),
)  # fmt: skip


def add_keys(registry: ActionRegistry) -> None:
    """Once a registry; a screen that is built again finds them there."""
    known = {action.id for action in registry.actions()}
    registry.add(action for action in ORDER_ACTIONS if action.id not in known)
