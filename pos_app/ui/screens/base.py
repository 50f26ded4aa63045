"""What every screen of the till is: built from the session, shown by the window, fed with scans."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.actions import ActionRegistry
from pos_app.ui.session import Session
from pos_app.ui.widgets import SheetHost


@dataclass(frozen=True, slots=True)
class Place:
    """What a screen gets to work with. ``window_size`` callers measure the host themselves."""

    session: Session
    sheets: SheetHost
    actions: ActionRegistry


class Screen(QWidget):
    """A screen of the rail. The window calls these; subclasses override what they need."""

    scopes: tuple[str, ...] = ()
    """Action scopes that are alive while this screen is in front, besides APP and PAGES."""
    rescoped = Signal()
    """They are others now: another page of the screen is shown."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.setObjectName("page")
        self.session = place.session
        self.sheets = place.sheets
        self.actions_ = place.actions

    def on_shown(self, argument: object = None) -> None:
        """The screen came to the front; ``argument`` says what it should show, if anything."""

    def on_scan(self, text: str) -> bool:
        """A code was scanned while this screen is in front; True when it meant something here.

        When no screen wants it, the window sells it: goes to Sell and scans it there.
        """
        return False

    def focus_home(self) -> None:
        """Put the focus where the next key belongs; called when a sheet closes, too."""
        self.setFocus()
