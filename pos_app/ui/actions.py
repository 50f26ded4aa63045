"""All that the till can be told to do, as data: one registry for keys, buttons and the F1 page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr

Scope = str
"""Where a key works: APP everywhere, or the name of a screen ("sell") or of a sheet."""
APP: Scope = "app"
PAGES: Scope = "pages"
"""Works on every screen, not while a sheet is open."""
SELL: Scope = "sell"

Group = Literal["line", "basket", "pay", "go", "app"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do. ``text`` is a call, so that it follows the language.

    ``keys`` are portable key sequences ("F9", "Ctrl+1"); the first one is shown on key caps.
    ``right`` names what the cashier must be allowed to do, or None.
    """

    id: str
    text: Callable[[], str]
    group: Group
    scope: Scope
    keys: tuple[str, ...] = ()
    icon: str = ""
    right: str | None = None


Words = Callable[[], str]


def _sell(
    group: Group, name: str, text: Words, key: str, icon: str, *, right: str | None = None
) -> Action:
    return Action(
        id=f"sell.{name}", text=text, keys=(key,), icon=icon, group=group, scope=SELL, right=right
    )


def _go(name: str, text: Words, key: str, icon: str) -> Action:
    return Action(id=f"go.{name}", text=text, keys=(key,), icon=icon, group="go", scope=PAGES)


def _app(name: str, text: Words, key: str, icon: str, scope: Scope) -> Action:
    return Action(id=f"app.{name}", text=text, keys=(key,), icon=icon, group="app", scope=scope)


SELL_ACTIONS: tuple[Action, ...] = (
    _sell("line", "quantity", lambda: tr("改数量"), "F2", "edit"),
    _sell("line", "price", lambda: tr("改价"), "F3", "tag", right="override_price"),
    _sell("line", "discount", lambda: tr("折扣"), "F4", "percent", right="discount"),
    _sell("line", "delete_line", lambda: tr("删除"), "Del", "trash"),
    _sell("line", "more", lambda: tr("数量加一"), "+", "plus"),
    _sell("line", "fewer", lambda: tr("数量减一"), "-", "minus"),
    _sell("line", "multiply", lambda: tr("下一件乘数量"), "*", "close"),
    _sell("basket", "park", lambda: tr("挂单"), "F5", "pause", right="park"),
    _sell("basket", "recall", lambda: tr("取单"), "F6", "list"),
    _sell("basket", "member", lambda: tr("会员"), "F7", "person"),
    _sell("basket", "return", lambda: tr("退货"), "F8", "return", right="refund"),
    _sell("basket", "lost_sale", lambda: tr("没货"), "Ins", "empty"),
    _sell("pay", "cash", lambda: tr("现金"), "F9", "cash"),
    _sell("pay", "payment_code", lambda: tr("扫付款码"), "F10", "phone"),
    _sell("pay", "reprint", lambda: tr("补打小票"), "F11", "receipt", right="reprint"),
    _sell("pay", "drawer", lambda: tr("开钱箱"), "F12", "drawer", right="drawer"),
)

GO_ACTIONS: tuple[Action, ...] = (
    _go("sell", lambda: tr("收银"), "Ctrl+1", "cart"),
    _go("orders", lambda: tr("订单"), "Ctrl+2", "orders"),
    _go("goods", lambda: tr("商品"), "Ctrl+3", "box"),
    _go("stock", lambda: tr("库存"), "Ctrl+4", "warehouse"),
    _go("replenish", lambda: tr("补货"), "Ctrl+5", "truck"),
    _go("members", lambda: tr("会员"), "Ctrl+6", "person"),
    _go("reports", lambda: tr("报表"), "Ctrl+7", "bars"),
    _go("settings", lambda: tr("设置"), "Ctrl+8", "gear"),
)

APP_ACTIONS: tuple[Action, ...] = (
    _app("help", lambda: tr("按键一览"), "F1", "help", APP),
    _app("back", lambda: tr("返回"), "Esc", "chevron-left", PAGES),
    _app("lock", lambda: tr("锁屏"), "Ctrl+L", "lock", PAGES),
)

ALL_ACTIONS: tuple[Action, ...] = (*SELL_ACTIONS, *GO_ACTIONS, *APP_ACTIONS)


def group_title(group: Group) -> str:
    """The heading of a group on the F1 page."""
    titles: dict[Group, str] = {
        "line": tr("这一行"),
        "basket": tr("这一单"),
        "pay": tr("收款和小票"),
        "go": tr("去哪里"),
        "app": tr("随时可用"),
    }
    return titles[group]


def key_label(key: str) -> str:
    """A portable key sequence as it is written on a key cap: ``Ctrl+1`` as ``Ctrl 1``."""
    return {"+": "+", "-": "−", "*": "*"}.get(key, key.replace("+", " "))


class ActionRegistry(QObject):
    """QActions of a window, by id. A key works only while the scope of its action is active."""

    def __init__(self, window: QWidget, actions: Iterable[Action] = ALL_ACTIONS) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, Action] = {}
        self._built: dict[str, QAction] = {}
        self._scopes: frozenset[Scope] = frozenset({APP, PAGES})
        self.add(actions)

    def add(self, actions: Iterable[Action]) -> None:
        """Take in more actions; raises ValueError for an id or a key that is taken."""
        for action in actions:
            self._refuse_clash(action)
            self._actions[action.id] = action
            built = QAction(self._window)
            built.setObjectName(action.id)
            built.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            built.setAutoRepeat(action.id in {"sell.more", "sell.fewer"})
            self._window.addAction(built)
            self._built[action.id] = built
        self.retranslate()
        self._arm()

    def _refuse_clash(self, new: Action) -> None:
        if new.id in self._actions:
            raise ValueError(f"action {new.id} exists")
        shared = {new.scope, APP, PAGES}
        for old in self._actions.values():
            together = old.scope in shared or new.scope in {APP, PAGES}
            if together and set(old.keys) & set(new.keys):
                raise ValueError(f"{new.id} and {old.id} share a key")

    def retranslate(self) -> None:
        """Write all texts anew after the language changed."""
        for action in self._actions.values():
            built = self._built[action.id]
            built.setText(action.text())
            built.setToolTip(action.text())
            built.setProperty("keyLabel", key_label(action.keys[0]) if action.keys else "")
            built.setProperty("iconName", action.icon)

    def set_scopes(self, *scopes: Scope) -> None:
        """Which keys work now: ``set_scopes(PAGES, SELL)``, ``set_scopes("cash")``; APP always."""
        self._scopes = frozenset({*scopes, APP})
        self._arm()

    def scopes(self) -> frozenset[Scope]:
        return self._scopes

    def _arm(self) -> None:
        for action in self._actions.values():
            keys = action.keys if action.scope in self._scopes else ()
            self._built[action.id].setShortcuts([QKeySequence(key) for key in keys])

    def qaction(self, action_id: str) -> QAction:
        """The QAction of an id; raises KeyError."""
        return self._built[action_id]

    def connect_action(self, action_id: str, slot: Callable[[], object]) -> None:
        """Call ``slot`` when the key or a button of the action is pressed."""
        self._built[action_id].triggered.connect(lambda _checked=False: slot())

    def right(self, action_id: str) -> str | None:
        """The right that the cashier needs, or None."""
        return self._actions[action_id].right

    def actions(self, scopes: Iterable[Scope] | None = None) -> tuple[Action, ...]:
        """Actions of the given scopes (all of them without), in the order they were added."""
        wanted = None if scopes is None else set(scopes)
        return tuple(a for a in self._actions.values() if wanted is None or a.scope in wanted)
