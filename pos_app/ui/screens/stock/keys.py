"""The keys of the pages for goods that arrive, grow old, are owed for and are counted.

Each page has a scope of its own, so that F1 names what its keys do there.
"""

from __future__ import annotations

from collections.abc import Callable

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action, Group

SCOPE = "stock"
RECEIVE, NEAR, ACCOUNT, SHELF = "receive", "near", "account", "shelf"
PAGES = (RECEIVE, NEAR, ACCOUNT, SHELF)
BUTTONS = {
    RECEIVE: ("blind", "local", "find", "quantity", "expiry", "cost", "claim", "give_up"),
    NEAR: ("quantity", "print"),
    ACCOUNT: ("claim", "print"),
    SHELF: ("find", "quantity", "only", "why", "drop", "give_up"),
}
"""What stands at the foot of a page besides its primary button, in this order."""


def action_id(page: str, name: str) -> str:
    return f"{SCOPE}.{page}.{name}"


def page_scope(page: str) -> str:
    return f"{SCOPE}.{page}"


def stock_actions() -> tuple[Action, ...]:
    turn = Action(
        id="stock.page", text=lambda: tr("换一页"), keys=("F3",), icon="list", group="go",
        scope=SCOPE,
    )  # fmt: skip
    return (turn, *_receive(), *_near(), *_account(), *_shelf())


def _on(
    page: str, name: str, text: Callable[[], str], key: str, icon: str, group: Group = "line",
    right: str | None = None,
) -> Action:  # fmt: skip
    return Action(
        id=action_id(page, name), text=text, keys=(key,), icon=icon, group=group,
        scope=page_scope(page), right=right,
    )  # fmt: skip


def _receive() -> tuple[Action, ...]:
    at = RECEIVE
    return (
        _on(at, "quantity", lambda: tr("改数量"), "F2", "edit"),
        _on(at, "more", lambda: tr("多一件"), "+", "plus"),
        _on(at, "fewer", lambda: tr("少一件"), "-", "minus"),
        _on(at, "expiry", lambda: tr("到期日"), "F4", "calendar"),
        _on(at, "claim", lambda: tr("有问题"), "F5", "alert"),
        _on(at, "cost", lambda: tr("改进价"), "F10", "tag"),
        _on(at, "find", lambda: tr("找商品"), "Ins", "search", "basket"),
        _on(at, "blind", lambda: tr("没有送货单"), "F6", "barcode", "basket", "receive"),
        _on(at, "local", lambda: tr("本地进货"), "F7", "cash", "basket", "receive"),
        _on(at, "give_up", lambda: tr("不收了"), "Shift+Del", "trash", "basket"),
        _on(at, "do", lambda: tr("收下入库"), "F9", "check", "basket", "receive"),
    )


def _near() -> tuple[Action, ...]:
    return (
        _on(NEAR, "quantity", lambda: tr("自己降价"), "F2", "edit"),
        _on(NEAR, "do", lambda: tr("照办"), "F9", "check"),
        _on(NEAR, "print", lambda: tr("特价海报"), "F8", "printer", "basket"),
    )


def _account() -> tuple[Action, ...]:
    return (
        _on(ACCOUNT, "claim", lambda: tr("报损和退货"), "F5", "alert", "basket"),
        _on(ACCOUNT, "print", lambda: tr("打印"), "F8", "printer", "basket"),
    )


def _shelf() -> tuple[Action, ...]:
    return (
        _on(SHELF, "quantity", lambda: tr("改数量"), "F2", "edit"),
        _on(SHELF, "more", lambda: tr("多一件"), "+", "plus"),
        _on(SHELF, "fewer", lambda: tr("少一件"), "-", "minus"),
        _on(SHELF, "why", lambda: tr("为什么少"), "F5", "alert"),
        _on(SHELF, "drop", lambda: tr("这行不盘"), "Del", "minus"),
        _on(SHELF, "find", lambda: tr("找商品"), "Ins", "search", "basket"),
        _on(SHELF, "only", lambda: tr("只看差的"), "F4", "filter", "basket"),
        _on(SHELF, "give_up", lambda: tr("都不盘了"), "Shift+Del", "trash", "basket"),
        _on(SHELF, "do", lambda: tr("按实点改库存"), "F9", "check", "basket"),
    )
