"""The keys of the page for goods that arrive, grow old and are owed for."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action

SCOPE = "stock"


def stock_actions() -> tuple[Action, ...]:
    return (
        Action(
            id="stock.quantity", text=lambda: tr("改数量"), keys=("F2",), icon="edit",
            group="line", scope=SCOPE,
        ),
        Action(
            id="stock.more", text=lambda: tr("多一件"), keys=("+",), icon="plus", group="line",
            scope=SCOPE,
        ),
        Action(
            id="stock.fewer", text=lambda: tr("少一件"), keys=("-",), icon="minus", group="line",
            scope=SCOPE,
        ),
        Action(
            id="stock.page", text=lambda: tr("换一页"), keys=("F3",), icon="list", group="go",
            scope=SCOPE,
        ),
        Action(
            id="stock.expiry", text=lambda: tr("到期日"), keys=("F4",), icon="calendar",
            group="line", scope=SCOPE,
        ),
        Action(
            id="stock.claim", text=lambda: tr("有问题"), keys=("F5",), icon="alert",
            group="line", scope=SCOPE,
        ),
        Action(
            id="stock.cost", text=lambda: tr("改进价"), keys=("F10",), icon="tag",
            group="line", scope=SCOPE,
        ),
        Action(
            id="stock.blind", text=lambda: tr("没有送货单"), keys=("F6",), icon="barcode",
            group="basket", scope=SCOPE, right="receive",
        ),
        Action(
            id="stock.local", text=lambda: tr("本地进货"), keys=("F7",), icon="cash",
            group="basket", scope=SCOPE, right="receive",
        ),
        Action(
            id="stock.give_up", text=lambda: tr("不收了"), keys=("Shift+Del",), icon="trash",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="stock.find", text=lambda: tr("找商品"), keys=("Ins",), icon="search",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="stock.drop", text=lambda: tr("这行不盘"), keys=("Del",), icon="minus",
            group="line", scope=SCOPE,
        ),
        Action(
            id="stock.print", text=lambda: tr("打印"), keys=("F8",), icon="printer",
            group="basket", scope=SCOPE,
        ),
        Action(
            id="stock.do", text=lambda: tr("照办"), keys=("F9",), icon="check", group="pay",
            scope=SCOPE, right="receive",
        ),
    )  # fmt: skip
