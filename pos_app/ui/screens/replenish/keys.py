"""The keys of the ordering page."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action

SCOPE = "replenish"


def replenish_actions() -> tuple[Action, ...]:
    return (
        Action(
            id="replenish.packs", text=lambda: tr("改箱数"), keys=("F2",), icon="edit",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.more", text=lambda: tr("多订一箱"), keys=("+",), icon="plus",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.fewer", text=lambda: tr("少订一箱"), keys=("-",), icon="minus",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.none", text=lambda: tr("不订"), keys=("Del",), icon="trash",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.filter", text=lambda: tr("换一类看"), keys=("F3",), icon="list",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.supplier", text=lambda: tr("下一个供货商"), keys=("F4",), icon="truck",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.reason", text=lambda: tr("为什么改"), keys=("F5",), icon="edit",
            group="line", scope=SCOPE,
        ),
        Action(
            id="replenish.category", text=lambda: tr("整类按建议"), keys=("F6",), icon="check",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="replenish.automatic", text=lambda: tr("这一类自动订"), keys=("F7",),
            icon="return", group="basket", scope=SCOPE,
        ),
        Action(
            id="replenish.assortment", text=lambda: tr("选品"), keys=("F8",), icon="star",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="replenish.sent", text=lambda: tr("订过的"), keys=("F10",), icon="list",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="replenish.send", text=lambda: tr("发送订单"), keys=("F9",), icon="upload",
            group="pay", scope=SCOPE, right="order_goods",
        ),
    )  # fmt: skip
