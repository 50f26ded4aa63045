"""Rows of a stocktake: what the books say, what lies there, and why it differs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.stocktake import DAMAGED, EXPIRED, FOUND, LOST, OWN_USE, Shelf
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole, Size, Tone

RIGHT, MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
_QUIET: Look = {CellRole.SIZE: Size.LABEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """A counted line with its place in the count."""

    at: int
    line: Shelf


def why_words(why: str) -> str:
    """Why there is less or more than the books say."""
    words = {
        LOST: tr("少了"), DAMAGED: tr("破损"), EXPIRED: tr("过期了"), OWN_USE: tr("自家用"),
        FOUND: tr("多出来"),
    }  # fmt: skip
    return words.get(why, why)


def signed(text: str, number: int) -> str:
    """With a plus where there is more; nothing is a dash."""
    return f"+{text}" if number > 0 else text if number else "—"


def _tone(row: OnShelf) -> Tone:
    difference = row.line.difference
    return "bad" if difference < 0 else "warn" if difference else "good"


def _name_look(row: OnShelf) -> Look:
    return {CellRole.BOLD: True, CellRole.SUB: row.line.spec}


def _state(row: OnShelf) -> str:
    if row.line.moved:
        return tr("点的时候卖过")
    return why_words(row.line.why) if row.line.difference else tr("对")


def _state_look(row: OnShelf) -> Look:
    look: dict[CellRole, object] = {CellRole.SIZE: Size.LABEL, CellRole.TONE: _tone(row)}
    if row.line.moved:
        look |= {CellRole.TONE: "warn", CellRole.SUB: tr("按 F2 再点一遍")}
    return look


class ShelfModel(RowsModel[OnShelf]):
    def __init__(self) -> None:
        super().__init__(_SHELF, lambda row: row.at)


_SHELF: tuple[Column[OnShelf], ...] = (
    Column(title=lambda: tr("商品"), text=lambda r: r.line.name, look=_name_look),
    Column(
        title=lambda: tr("账面"),
        text=lambda r: format_qty(r.line.book),
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("实点"),
        text=lambda r: format_qty(r.line.counted),
        look=lambda _r: {CellRole.STEPPER: True},
        align=MIDDLE,
    ),
    Column(
        title=lambda: tr("差"),
        text=lambda r: signed(format_qty(r.line.difference), r.line.difference),
        look=lambda r: {CellRole.TONE: _tone(r), CellRole.BOLD: True},
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("差额"),
        text=lambda r: signed(format_fen(r.line.value), r.line.value),
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(title=lambda: tr("为什么"), text=_state, look=_state_look),
)
