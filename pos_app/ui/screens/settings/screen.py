"""设置: groups on the left, the page of one on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.settings.file_page import FilePage
from pos_app.ui.screens.settings.hq_page import HqPage
from pos_app.ui.screens.settings.orders_page import OrdersPage
from pos_app.ui.screens.settings.people_page import PeoplePage
from pos_app.ui.screens.settings.printer_page import PrinterPage
from pos_app.ui.screens.settings.scanner_page import ScannerPage
from pos_app.ui.screens.settings.simple_pages import look_page, selling_page, shop_page
from pos_app.ui.theme import CellRole, px
from pos_app.ui.widgets import LEFT, ColumnSpec, DataTable, TableCard, row


class SettingsPage(Protocol):
    """A page of settings, besides being a widget."""

    def refresh(self) -> None: ...
    def on_scan(self, text: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    key: str
    words: str
    icon: str
    make: Callable[[Place], QWidget]


def groups() -> tuple[Group, ...]:
    """In the order of the list; pages are built when they are first shown."""
    return (
        Group(key="shop", words=tr("店铺"), icon="home", make=lambda p: shop_page(p.session)),
        Group(
            key="printer", words=tr("小票和小票机"), icon="printer",
            make=lambda p: PrinterPage(p.session),
        ),
        Group(key="selling", words=tr("收银"), icon="cart", make=lambda p: selling_page(p.session)),
        Group(key="orders", words=tr("订单"), icon="orders", make=OrdersPage),
        Group(
            key="scanner", words=tr("扫码枪"), icon="barcode", make=lambda p: ScannerPage(p.session)
        ),
        Group(key="look", words=tr("外观"), icon="sun", make=lambda p: look_page(p.session)),
        Group(key="people", words=tr("员工"), icon="people", make=PeoplePage),
        Group(key="hq", words=tr("总部"), icon="cloud", make=lambda p: HqPage(p.session)),
        Group(key="file", words=tr("账本和备份"), icon="file", make=lambda p: FilePage(p.session)),
    )  # fmt: skip


class SettingsScreen(Screen):
    """``screen_wanted("settings", key)`` goes to a group."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.groups: RowsModel[Group] = RowsModel(
            (
                Column(
                    title=lambda: tr("设置"), text=lambda g: g.words,
                    look=lambda g: {CellRole.ICON: g.icon},
                ),
            ),
            lambda g: g.key,
        )  # fmt: skip
        self.list = DataTable([ColumnSpec(0, LEFT)], row_height=54, focusable=True)
        self.list.setModel(self.groups)
        self.list.setAccessibleName(tr("设置"))
        self._pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        card = TableCard(self.list)
        card.setFixedWidth(px(216))
        layout = row(card, self._stack, gap=14, margins=(12, 12, 12, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.list.current_row.connect(self._on_row)
        self.session.changed.connect(self._on_changed)

    def on_shown(self, argument: object = None) -> None:
        if not self.groups.rowCount():
            self.groups.show(groups())
        at = self.groups.row_of(argument) if isinstance(argument, str) else -1
        if at >= 0:
            self.list.select(at)
        elif self.list.row_now() < 0:
            self.list.select(0)
        self.refresh()

    def page(self) -> SettingsPage | None:
        """The page in front."""
        front = self._stack.currentWidget()
        return cast(SettingsPage, front) if front is not None else None

    def refresh(self) -> None:
        """Show what is stored: a PIN may have been refused since a switch was touched."""
        page = self.page()
        if page is not None:
            page.refresh()

    def focus_home(self) -> None:
        self.list.setFocus()
        self.refresh()

    def on_scan(self, text: str) -> bool:
        page = self.page()
        return page is not None and page.on_scan(text)

    def _on_row(self, at: int) -> None:
        group = self.groups.row(at)
        if group is None:
            return
        page = self._pages.get(group.key)
        if page is None:
            page = group.make(self._place)
            self._pages[group.key] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.refresh()

    def _on_changed(self, what: frozenset[str]) -> None:
        if "settings" in what and self.isVisible():
            self.refresh()


def make(place: Place) -> SettingsScreen:
    return SettingsScreen(place)
