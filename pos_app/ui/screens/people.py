"""The people of the shop as large tiles, and the wait after too many wrong PINs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import CASHIER, MANAGER, OWNER, Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import PinPad, paint

TILE_HEIGHT = 76


def role_name(role: str) -> str:
    return {OWNER: tr("店主"), MANAGER: tr("店长"), CASHIER: tr("收银员")}.get(role, role)


class PersonTile(QPushButton):
    """A person: initial, name, role. The chosen one has the accent's border."""

    def __init__(self, staff: Staff, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.staff = staff
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{staff.name} {role_name(staff.role)}")
        self.setMinimumSize(px(180), px(TILE_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(TILE_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        on, over = self.isChecked(), self.underMouse()
        fill = t.accent_soft if on else t.hover if over else t.surface
        line, width = (t.accent, 2) if on else (t.border, 1)
        paint.box(painter, rect, fill=fill, line=line, radius=px(10), width=width)
        side = px(44)
        circle = QRectF(px(16), rect.center().y() - side / 2, side, side)
        paint.avatar(painter, circle, self.staff.name[:1], "info")
        words = QRectF(px(74), px(14), rect.width() - px(84), px(26))
        paint.write(painter, words, self.staff.name, font(Size.LEAD, bold=True), t.text)
        under = words.translated(0, px(26))
        paint.write(painter, under, role_name(self.staff.role), font(Size.CAPTION), t.muted)


class PeopleGrid(QWidget):
    """Tiles of which one is chosen. ``chosen`` carries the Staff."""

    chosen = Signal(object)

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._tiles: list[PersonTile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(12))

    def set_people(self, people: Sequence[Staff], chosen: str = "") -> None:
        """Show these; ``chosen`` is a staff number, else the first one is chosen."""
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.deleteLater()
        self._tiles = [PersonTile(staff, self) for staff in people]
        for at, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, at // self._columns, at % self._columns)
            tile.show()
            tile.clicked.connect(lambda _c=False, t=tile: self._clicked(t))
        if self._tiles:
            ids = [tile.staff.id for tile in self._tiles]
            self._tiles[ids.index(chosen) if chosen in ids else 0].setChecked(True)

    def _clicked(self, tile: PersonTile) -> None:
        """One stays chosen: Qt lets a click take the mark off a tile that stands alone."""
        tile.setChecked(True)
        self.chosen.emit(tile.staff)

    def current(self) -> Staff | None:
        return next((tile.staff for tile in self._tiles if tile.isChecked()), None)

    def choose(self, staff_id: str) -> None:
        """Choose as a click would."""
        for tile in self._tiles:
            if tile.staff.id == staff_id and not tile.isChecked():
                tile.setChecked(True)
                self.chosen.emit(tile.staff)

    def step(self, by: int) -> None:
        """The next or the one before, for the arrow keys."""
        current = self.current()
        if current is not None and self._tiles:
            at = next(i for i, tile in enumerate(self._tiles) if tile.staff is current)
            self.choose(self._tiles[(at + by) % len(self._tiles)].staff.id)

    def columns(self) -> int:
        return self._columns


class PinWait(QObject):
    """Says what was wrong with a PIN; after too many it counts the seconds down."""

    def __init__(self, pad: PinPad) -> None:
        super().__init__(pad)
        self._pad = pad
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    def show_error(self, error: ShopError) -> None:
        self._pad.fail(str(error))
        if error.code == "pin_locked":
            self._left = int(str(error.values.get("seconds", 0)))
            self._pad.setEnabled(False)
            self._timer.start()

    def forget(self) -> None:
        """Another person was chosen: the wait was not theirs."""
        self._timer.stop()
        self._pad.setEnabled(True)

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.forget()
            self._pad.clear()
            self._pad.setFocus()
        else:
            self._pad.fail(str(ShopError("pin_locked", seconds=self._left)))
