"""The history of a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_rows import PriceStep
from pos_app.ui.models.day_words import moment
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size

RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """``before`` is the price that this one followed, None for the first."""

    step: PriceStep
    when: str
    before: int | None


def source_name(source: str) -> str:
    names = {
        "till": tr("在收银台改的"), "import": tr("从文件导入"), "hq": tr("总部下发"),
        "demo": tr("示范商品"),
    }  # fmt: skip
    return names.get(source, source)


class PriceModel(RowsModel[PriceRow]):
    """The newest first."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, lambda row: (row.step.valid_from, row.step.source), parent)
        self._session = session

    def show_history(self, steps: Sequence[PriceStep]) -> None:
        before: list[int | None] = [s.price for s in steps[1:]]
        rows = [
            PriceRow(step=step, when=f"{moment(self._session, step.valid_from):%Y-%m-%d %H:%M}",
                     before=old)
            for step, old in zip(steps, [*before, None], strict=False)
        ]  # fmt: skip
        self.show(rows)


def _price_look(row: PriceRow) -> Look:
    look: dict[CellRole, object] = {CellRole.BOLD: True}
    if row.before is not None:
        look[CellRole.STRUCK] = format_fen(row.before)
    return look


def _step(row: PriceRow) -> str:
    if row.before is None:
        return tr("第一次定价")
    change = row.step.price - row.before
    return f"+{format_fen(change)}" if change > 0 else format_fen(change)


_QUIET: Look = {CellRole.MUTED: True, CellRole.SIZE: Size.LABEL}
_COLUMNS: tuple[Column[PriceRow], ...] = (
    Column(title=lambda: tr("从什么时候"), text=lambda row: row.when),
    Column(
        title=lambda: tr("谁"), text=lambda row: row.step.actor or "—",
        look=lambda row: {CellRole.SUB: source_name(row.step.source)},
    ),
    Column(title=lambda: tr("变化"), text=_step, look=lambda _row: _QUIET, align=RIGHT),
    Column(
        title=lambda: tr("售价"), text=lambda row: format_fen(row.step.price), look=_price_look,
        align=RIGHT,
    ),
)  # fmt: skip
