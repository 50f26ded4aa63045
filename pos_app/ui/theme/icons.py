"""The one icon family: stroke drawings of 24 by 24, coloured when they are loaded."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos_app.runtime.resources import resource_dir


@cache
def icon_names() -> tuple[str, ...]:
    """Names of all icons, sorted."""
    return tuple(sorted(file.stem for file in (resource_dir() / "icons").glob("*.svg")))


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = (resource_dir() / "icons" / f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Draw an icon into a rectangle: crisp at every scale because nothing is resampled.

    Raises FileNotFoundError for a name that is no icon.
    """
    _renderer(name, colour).render(painter, rect)


@lru_cache(maxsize=512)
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon of ``size`` logical pixels for a screen of the given device pixel ratio."""
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    return pixmap


@lru_cache(maxsize=512)
def icon(name: str, colour: str, size: int = 24) -> QIcon:
    """An icon with pictures for 100, 150 and 200 percent screens."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(icon_pixmap(name, colour, size, ratio))
    return made
