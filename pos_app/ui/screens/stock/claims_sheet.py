"""报损和退货: what was claimed and what went back, and how HQ decided; each with its photos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.supply_reports import about
from pos_app.ui.models.hq_said import hq_words
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.latest import Latest
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size, Tag, px
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    Sheet,
    TableCard,
    TagLabel,
    column,
    holder,
    row,
    scrolling,
)

if TYPE_CHECKING:
    from pos_app.storage.supply_book import MadeClaim, WrongLine

WIDTH = 860
PHOTO_WIDE, PHOTO_HIGH = 420, 300
_QUIET: Look = {CellRole.SIZE: Size.LABEL}


def wrong_words(reason: str) -> str:
    """Why something is claimed or went back."""
    names = {
        "short": tr("少"), "damaged": tr("破损"), "wrong": tr("送错"), "expired": tr("过期"),
        "over": tr("多"), "near_expiry": tr("临期"),
    }  # fmt: skip
    return names.get(reason, reason)


def line_words(line: WrongLine) -> str:
    parts = (f"{wrong_words(line.reason)} {format_qty(line.qty)} · {line.name}", line.note)
    return " · ".join(part for part in parts if part)


def state_tag(claim: MadeClaim) -> Tag:
    """How HQ stands to it."""
    answer = claim.answer
    if answer is None:
        return Tag(tr("还没传到总部"), "warn")
    if answer.state == "granted":
        return Tag(tr("批了 ¥{n}", n=format_fen(answer.credited)), "good")
    return Tag(tr("没批"), "bad") if answer.state == "refused" else Tag(tr("总部在看"), "info")


def reply_of(claim: MadeClaim) -> str:
    """What HQ wrote to it."""
    return hq_words(claim.answer.said, claim.answer.note) if claim.answer else ""


def _what(claim: MadeClaim) -> str:
    first = line_words(claim.lines[0]) if claim.lines else ""
    more = len(claim.lines) - 1
    return tr("{first},还有 {n} 行", first=first, n=more) if more > 0 else first


def _about_look(claim: MadeClaim) -> Look:
    tags = [Tag(tr("有照片"), "neutral")] if any(ln.photo for ln in claim.lines) else []
    return {CellRole.BOLD: True, CellRole.SUB: _what(claim), CellRole.TAGS: tuple(tags)}


class ClaimsSheet(Sheet):
    """The newest first; Enter or a double click shows one whole."""

    def __init__(self, place: Place) -> None:
        super().__init__(tr("报损和退货"), width=WIDTH)
        self._place = place
        supply = place.session.desk.supply
        notes, rows = supply.notes(), supply.made_claims()
        names = {one.code: one.name for one in supply.suppliers()}

        def title(claim: MadeClaim) -> str:
            whom = names.get(claim.supplier, "") or tr("总部")
            if claim.back:
                return tr("退给 {name}", name=whom)
            return about(claim.shipment, notes) or tr("报给 {name}", name=whom)

        self._title = title
        columns: tuple[Column[MadeClaim], ...] = (
            Column(title=lambda: tr("日期"), text=lambda c: c.date[5:], look=lambda _c: _QUIET),
            Column(title=lambda: tr("什么"), text=title, look=_about_look),
            Column(
                title=lambda: tr("金额"), text=lambda c: format_fen(c.amount),
                look=lambda _c: {CellRole.BOLD: True}, align=Qt.AlignmentFlag.AlignRight,
            ),
            Column(
                title=lambda: tr("总部"), text=lambda _c: "",
                look=lambda c: {CellRole.TAGS: (state_tag(c),), CellRole.SUB: reply_of(c)},
            ),
        )  # fmt: skip
        self.model: RowsModel[MadeClaim] = RowsModel(columns, lambda c: c.id)
        self.model.show(rows)
        self.table = DataTable(
            [ColumnSpec(70, LEFT), ColumnSpec(0, LEFT), ColumnSpec(100, RIGHT),
             ColumnSpec(270, LEFT)],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.table.picked.connect(self._open)
        if rows:
            self.table.select(0)
            self.add(TableCard(self.table), 1)
            self.add(Label(tr("回车看明细和照片"), size=Size.CAPTION, tone="muted"))
            self.first_focus = self.table
        else:
            self.add(EmptyState(
                "check", tr("没有报损,也没有退货"),
                tr("收货时少了、破了、送错了的,和退总部的临期商品,都在这里看批没批"),
            ), 1)  # fmt: skip

    def _open(self, at: int) -> None:
        claim = self.model.row(at)
        if claim is not None:
            one = ClaimSheetOf(self._place.session, claim, self._title(claim))
            self._place.sheets.open_sheet(one)


class ClaimSheetOf(Sheet):
    """One claim: every line, what HQ said; the photos follow, read beside the face."""

    def __init__(self, session: Session, claim: MadeClaim, title: str) -> None:
        super().__init__(title, width=WIDTH)
        tag = state_tag(claim)
        worth = Label(f"¥{format_fen(claim.amount)}", size=Size.LARGE, bold=True)
        self.add(row(worth, TagLabel(tag.text, tag.tone), None, gap=12))
        if reply_of(claim):
            said = tr("总部说:{words}", words=reply_of(claim))
            self.add(Label(said, size=Size.BODY, wrap=True))
        parts = column(gap=10)
        self._places: list[Label] = []
        for line in claim.lines:
            parts.addWidget(Label(line_words(line), size=Size.LABEL, wrap=True))
            if line.photo:
                self._places.append(Label(tr("照片…"), size=Size.CAPTION, tone="muted"))
                parts.addWidget(self._places[-1])
        parts.addStretch(1)
        self.add(scrolling(holder(parts)), 1)
        names = [line.photo for line in claim.lines if line.photo]
        room = QSize(px(PHOTO_WIDE), px(PHOTO_HIGH))
        self._look = Latest(session, self)
        self._look.arrived.connect(self._fill)
        self._look.failed.connect(session.complain)
        if names:
            self._look.ask(lambda desk: [_photo(desk.care.photos, name, room) for name in names])

    def _fill(self, images: list[QImage]) -> None:
        for place, image in zip(self._places, images, strict=True):
            if image.isNull():
                place.setText(tr("照片不在这台电脑上"))
            else:
                place.setPixmap(QPixmap.fromImage(image))


def _photo(folder: Path, name: str, room: QSize) -> QImage:
    """The picture as it was kept, the way up it was taken; a null one where there is no file."""
    reader = QImageReader(str(folder / Path(name).name))
    reader.setAutoTransform(True)
    image = reader.read()
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    return image if image.isNull() else image.scaled(room, keep, smooth)
