"""What the window shows: the rail, the top bar, one screen at a time, sheets above it.

The whole face is built anew when the language, the theme or the scale changes; what has to
survive that lives in the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import PAGES, ActionRegistry
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.handbook import HandbookSheet
from pos_app.ui.screens.login import LoginPage
from pos_app.ui.screens.places import PLACES, SELL, actions
from pos_app.ui.screens.top_line import TopLine
from pos_app.ui.session import Session
from pos_app.ui.widgets import (
    HelpOverlay,
    IconButton,
    Rail,
    RailEntry,
    Sheet,
    SheetHost,
    ToastHost,
    column,
    row,
)


class Face(QWidget):
    """Rail, top bar, screens and sheets; the log-in page in front while nobody stands here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.actions_ = ActionRegistry(self, actions())
        self._rail = Rail([RailEntry(p.key, p.text(), p.icon) for p in PLACES])
        self.lock_button = IconButton("lock", tr("锁屏"))
        self.top_line = TopLine(session, self)
        self.content = QWidget()
        self._stack = QStackedWidget()
        self.content.setLayout(column(self._stack, gap=0))
        self.sheets = SheetHost(self.content)
        self.place = Place(session=session, sheets=self.sheets, actions=self.actions_)
        self._screens: dict[str, Screen] = {}
        self.login = LoginPage(session)
        self._lay_out()
        self.toasts = ToastHost(self, self.top_line.bar)
        self.help = HelpOverlay(self, self.actions_)
        self._wire()

    def _lay_out(self) -> None:
        rail = self._rail.layout()
        if rail is not None:
            rail.addWidget(self.lock_button)
            rail.setAlignment(self.lock_button, Qt.AlignmentFlag.AlignHCenter)
        work = QWidget()
        work.setLayout(row(self._rail, column(self.top_line.bar, self.content, gap=0), gap=0))
        self._layers = QStackedLayout(self)
        self._layers.setContentsMargins(0, 0, 0, 0)
        self._layers.addWidget(work)
        self._layers.addWidget(self.login)

    def _wire(self) -> None:
        self._rail.chosen.connect(self.show_screen)
        self.lock_button.clicked.connect(self.actions_.qaction("app.lock").trigger)
        self.sheets.opened.connect(self._on_sheet)
        self.sheets.emptied.connect(self._on_emptied)
        for place in PLACES:
            self.actions_.connect_action(f"go.{place.key}", partial(self.show_screen, place.key))
        self.actions_.connect_action("app.help", self._on_help)
        self.help.closed.connect(self._rescope)
        self.help.handbook_wanted.connect(self._open_handbook)
        self.actions_.connect_action("app.back", self._on_back)

    def show_screen(self, key: str, argument: object = None) -> Screen:
        """Bring a screen to the front, building it at its first time."""
        screen = self._screens.get(key)
        if screen is None:
            place = next(p for p in PLACES if p.key == key)
            screen = place.make(self.place)
            self._screens[key] = screen
            screen.rescoped.connect(self._rescope)
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        self._rail.set_current(key)
        self._rescope()
        screen.on_shown(argument)
        if self.sheets.current() is None and not self.is_locked():
            screen.focus_home()
        return screen

    def current_key(self) -> str:
        """The key of the screen in front."""
        front = self._stack.currentWidget()
        return next((key for key, screen in self._screens.items() if screen is front), SELL)

    def current_screen(self) -> Screen | None:
        front = self._stack.currentWidget()
        return front if isinstance(front, Screen) else None

    def set_badge(self, key: str, count: int) -> None:
        """What waits at a place of the rail."""
        self._rail.set_badge(key, count)

    def badge(self, key: str) -> int:
        """The number that stands at a place of the rail."""
        return self._rail.item(key).count()

    def offer(self, words: str, deed: str, act: Callable[[], object]) -> None:
        """Say something with a button that does what follows from it."""
        self.toasts.show_toast(words, "accent", undo=act, deed=deed)

    def is_locked(self) -> bool:
        return self._layers.currentIndex() == 1

    def show_login(self, staff_id: str = "") -> None:
        """Cover everything until someone has logged in; ``staff_id`` is chosen beforehand."""
        self._layers.setCurrentIndex(1)
        self._rescope()
        self.login.on_shown(staff_id)

    def show_work(self) -> None:
        """Somebody logged in."""
        self._layers.setCurrentIndex(0)
        self._rescope()
        top = self.sheets.current()
        if top is not None:
            top.take_focus()
        elif (screen := self.current_screen()) is not None:
            screen.focus_home()

    def _on_help(self) -> None:
        """All keys of the moment, and at a second F1 the handbook; a third puts it away.

        While the keys are shown, any other key only takes them away.
        """
        if isinstance(self.sheets.current(), HandbookSheet):
            self.sheets.close_sheet()
        elif self.help.isVisible():
            self.help.close_help()
            self._open_handbook()
        else:
            self.help.show_help(handbook=not self.is_locked())
            self.actions_.set_scopes("help")

    def _open_handbook(self) -> None:
        if not self.is_locked():
            self.sheets.open_sheet(HandbookSheet(self.current_key()))

    def _on_back(self) -> None:
        if self.current_key() != SELL:
            self.show_screen(SELL)

    def _on_sheet(self, sheet: Sheet) -> None:
        sheet.closed.connect(self._on_sheet_closed)
        self._rescope()

    def _on_sheet_closed(self) -> None:
        """The sheet below may want to know: ``on_uncovered`` if it has one."""
        self._rescope()
        uncovered = getattr(self.sheets.current(), "on_uncovered", None)
        if uncovered is not None:
            uncovered()

    def _on_emptied(self) -> None:
        self._rescope()
        screen = self.current_screen()
        if screen is not None and not self.is_locked():
            screen.focus_home()

    def _rescope(self) -> None:
        """The keys that work now: those of the log-in page, the top sheet or the screen."""
        top = self.sheets.current()
        screen = self.current_screen()
        if self.is_locked():
            self.actions_.set_scopes("login")
        elif top is not None:
            self.actions_.set_scopes(*getattr(top, "scopes", ()))
        else:
            self.actions_.set_scopes(PAGES, *(screen.scopes if screen is not None else ()))
