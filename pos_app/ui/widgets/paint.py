"""Small drawings that buttons, pills and table cells share. All sizes are in scaled pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from pos_app.ui.theme import Size, Tag, Tone, colour, font, px, tokens

VCENTER_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
VCENTER_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTER = Qt.AlignmentFlag.AlignCenter


def text_width(text: str, text_font: QFont) -> float:
    return QFontMetricsF(text_font).horizontalAdvance(text)


def elided(text: str, text_font: QFont, width: float) -> str:
    """The text cut with an ellipsis so that it fits."""
    return QFontMetricsF(text_font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def box(
    painter: QPainter,
    rect: QRectF,
    *,
    fill: str | QColor | None = None,
    line: str | None = None,
    radius: float = 8,
    width: float = 1,
) -> None:
    """A rounded box whose border lies inside the rectangle, so that it stays crisp."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour(fill) if isinstance(fill, str) else fill or Qt.BrushStyle.NoBrush)
    half = 0.0
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(colour(line), width))
        half = width / 2
    inner = rect.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def shadow(painter: QPainter, rect: QRectF, radius: float) -> None:
    """A whisper below a raised box: three soft steps in the light theme, nothing in the dark."""
    strength = tokens().shadow
    if not strength:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for drop, share in ((2.5, 0.25), (1.75, 0.4), (1.0, 0.6)):
        painter.setBrush(colour("#101828", round(strength * share)))
        painter.drawRoundedRect(rect.translated(0, drop), radius, radius)


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    text_font: QFont,
    ink: str,
    align: Qt.AlignmentFlag = VCENTER_LEFT,
) -> None:
    """One line of text, elided to the rectangle."""
    painter.setFont(text_font)
    painter.setPen(colour(ink))
    flags = int(align.value) | int(Qt.TextFlag.TextSingleLine.value)
    painter.drawText(rect, flags, elided(text, text_font, rect.width() + 1))


def keycap_width(label: str) -> float:
    return max(text_width(label, font(Size.CAP)) + px(12), px(22))


def keycap(
    painter: QPainter,
    right: float,
    middle: float,
    label: str,
    *,
    ink: str | None = None,
    line: str | None = None,
    fill: str | None = None,
) -> None:
    """A key drawn as a small cap; ``right`` is its right edge, ``middle`` its vertical centre."""
    t = tokens()
    width, height = keycap_width(label), float(px(20))
    rect = QRectF(round(right - width), round(middle - height / 2), round(width), height)
    box(painter, rect, fill=fill, line=line or t.border, radius=px(4))
    write(painter, rect, label, font(Size.CAP), ink or t.muted, CENTER)


def tag_width(tag: Tag) -> float:
    return text_width(tag.text, font(Size.TINY)) + px(12)


def tag(painter: QPainter, left: float, middle: float, item: Tag) -> float:
    """A soft label; returns its right edge."""
    t = tokens()
    height = float(px(19))
    rect = QRectF(round(left), round(middle - height / 2), round(tag_width(item)), height)
    line = t.border if item.tone == "neutral" else None
    box(painter, rect, fill=t.soft(item.tone), line=line, radius=px(4))
    write(painter, rect, item.text, font(Size.TINY), t.ink(item.tone), CENTER)
    return rect.right()


def badge(painter: QPainter, centre: QPointF, count: int) -> None:
    """A number that waits, in a filled circle; more than 99 shows as 99+."""
    t = tokens()
    text = str(count) if count < 100 else "99+"
    badge_font = font(Size.CAP, bold=True)
    height = float(px(18))
    width = max(height, text_width(text, badge_font) + px(9))
    rect = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    box(painter, rect, fill=t.accent, radius=height / 2)
    write(painter, rect, text, badge_font, t.on_accent, CENTER)


def avatar(painter: QPainter, rect: QRectF, text: str, tone: Tone = "info") -> None:
    """One or two characters in a soft circle."""
    t = tokens()
    box(painter, rect, fill=t.soft(tone), radius=rect.height() / 2)
    write(painter, rect, text, font(Size.LABEL, bold=True), t.ink(tone), CENTER)


def stepper_rects(cell: QRectF, text: str, text_font: QFont) -> tuple[QRectF, QRectF, QRectF]:
    """Minus, text and plus, centred in a cell; the buttons grow apart for long text."""
    side = float(px(36))
    gap = max(text_width(text, text_font) + px(16), px(46))
    left = cell.center().x() - gap / 2 - side
    top = round(cell.center().y() - side / 2)
    minus = QRectF(round(left), top, side, side)
    plus = QRectF(round(left + side + gap), top, side, side)
    return minus, QRectF(minus.right(), cell.top(), gap, cell.height()), plus


def stepper(painter: QPainter, cell: QRectF, text: str, *, bold: bool = True) -> None:
    """Minus, the quantity and plus."""
    t = tokens()
    text_font = font(Size.BODY, bold=bold)
    minus, middle, plus = stepper_rects(cell, text, text_font)
    for rect in (minus, plus):
        box(painter, rect, fill=t.surface, line=t.border, radius=px(8))
    write(painter, middle, text, text_font, t.text, CENTER)
    arm = px(5)
    painter.setPen(QPen(colour(t.text), 1.5 * px(100) / 100))
    for rect in (minus, plus):
        c = rect.center()
        painter.drawLine(QPointF(c.x() - arm, c.y()), QPointF(c.x() + arm, c.y()))
    c = plus.center()
    painter.drawLine(QPointF(c.x(), c.y() - arm), QPointF(c.x(), c.y() + arm))


def bars(painter: QPainter, rect: QRectF, values: list[int], strong: int = 0) -> None:
    """Small bars standing on the bottom of the rectangle; the last ``strong`` are darker."""
    if not values:
        return
    t = tokens()
    top = max(*values, 1)
    gap = px(4)
    width = min((rect.width() - gap * (len(values) - 1)) / len(values), px(9))
    for i, value in enumerate(values):
        height = max(rect.height() * max(value, 0) / top, px(2))
        bar = QRectF(rect.left() + i * (width + gap), rect.bottom() - height, width, height)
        ink = t.bar_strong if i >= len(values) - strong else t.bar
        box(painter, bar, fill=ink, radius=min(px(2), height / 2))


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """Where the keyboard is."""
    box(painter, rect, line=tokens().accent, radius=radius, width=2)


def inner(rect: QRect) -> QRectF:
    """A widget's rectangle as floats."""
    return QRectF(rect)


def write_two(painter: QPainter, rect: QRectF, text: str, text_font: QFont, ink: str) -> None:
    """Text in at most two lines, elided to the rectangle."""
    metrics = QFontMetricsF(text_font)
    if metrics.horizontalAdvance(text) <= rect.width():
        write(painter, rect, text, text_font, ink)
        return
    first = text
    while metrics.horizontalAdvance(first) > rect.width() and len(first) > 1:
        first = first[:-1]
    if first != text and " " in first and text[len(first)] != " ":
        first = first[: first.rindex(" ")]
    second = elided(text[len(first) :].strip(), text_font, rect.width())
    painter.setFont(text_font)
    painter.setPen(colour(ink))
    middle, height = rect.center().y(), metrics.height()
    for line, top in ((first, middle - height), (second, middle)):
        spot = QRectF(rect.left(), top, rect.width() + 1, height)
        painter.drawText(spot, int(VCENTER_LEFT.value), line)


def wrapped(text: str, text_font: QFont, room: QSizeF) -> str:
    """As much of a text as fits in whole lines of that width, with an ellipsis where it is cut."""
    metrics = QFontMetricsF(text_font)
    space = QRectF(0, 0, room.width(), 10_000)
    flags = int(Qt.TextFlag.TextWordWrap.value)

    def fits(words: str) -> bool:
        return metrics.boundingRect(space, flags, words).height() <= room.height()

    if fits(text):
        return text
    short, long = 0, len(text)
    while long - short > 1:
        middle = (short + long) // 2
        if fits(text[:middle] + "…"):
            short = middle
        else:
            long = middle
    return text[:short].rstrip() + "…"
