"""Keys of the sale screen beyond those that every till has."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import SELL, Action, ActionRegistry

EXTRA: tuple[Action, ...] = (
    Action(
        id="sell.order", text=lambda: tr("改成自提或送货"), keys=("Ctrl+O",), icon="orders",
        group="basket", scope=SELL, right="sell",
    ),
    Action(
        id="sell.undo", text=lambda: tr("撤销上一步"), keys=("Ctrl+Z",), icon="undo",
        group="basket", scope=SELL,
    ),
    Action(
        id="sell.void", text=lambda: tr("整单作废"), keys=("Shift+Del",), icon="trash",
        group="basket", scope=SELL, right="void",
    ),
    Action(
        id="sell.note", text=lambda: tr("备注"), keys=("Ctrl+B",), icon="edit", group="line",
        scope=SELL,
    ),
)  # fmt: skip


def add_extra(registry: ActionRegistry) -> None:
    """Once a registry; a screen that is built again finds them there."""
    known = {action.id for action in registry.actions()}
    registry.add(action for action in EXTRA if action.id not in known)
