"""Receipts as lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, Qt

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE
from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import moment, when_words
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size, Tag

RIGHT = Qt.AlignmentFlag.AlignRight


class ReceiptRow(Protocol):
    """A receipt in a list; ``at`` UTC ms, ``due`` fen, ``methods`` joined by plus signs."""

    @property
    def receipt(self) -> str: ...
    @property
    def at(self) -> int: ...
    @property
    def mode(self) -> str: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def lines(self) -> int: ...
    @property
    def due(self) -> int: ...
    @property
    def methods(self) -> str: ...


def method_name(method: str) -> str:
    names = {CASH: tr("现金"), STATIC_CODE: tr("收款码"), "prepaid": tr("订单预付")}
    return names.get(method, method)


def methods_words(methods: str) -> str:
    """``cash+static_code`` in words, each way once."""
    names = dict.fromkeys(method_name(m) for m in methods.split("+") if m)
    return " + ".join(names) or tr("没收钱")


def short_number(receipt: str) -> str:
    """The end of the number, by which people call a receipt."""
    return receipt.rpartition("-")[2]


def mode_tag(mode: str) -> tuple[Tag, ...]:
    names = {"return": tr("退货"), "exchange": tr("换货")}
    return (Tag(names[mode], "warn" if mode == "return" else "info"),) if mode in names else ()


class ReceiptsModel(RowsModel[ReceiptRow]):
    """Time, number with who and how it was paid, amount; newest first, as the rows come."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        self._session = session
        self._today = ""
        super().__init__(self._built(), lambda row: row.receipt, parent)

    def show_receipts(self, rows: Sequence[ReceiptRow], now: str) -> None:
        """``now`` is the business date that needs no name."""
        self._today = now
        self.show(rows)

    def _when(self, row: ReceiptRow) -> datetime:
        return moment(self._session, row.at)

    def _built(self) -> tuple[Column[ReceiptRow], ...]:
        return (
            Column(
                title=lambda: tr("时间"),
                text=lambda row: when_words(self._when(row), self._today),
                look=lambda _row: {CellRole.MUTED: True, CellRole.SIZE: Size.LABEL},
            ),
            Column(title=lambda: tr("小票"), text=_title, look=_title_look),
            Column(
                title=lambda: tr("金额"),
                text=lambda row: format_fen(row.due),
                look=_amount_look,
                align=RIGHT,
            ),
        )


def _title(row: ReceiptRow) -> str:
    return f"#{short_number(row.receipt)}"


def _title_look(row: ReceiptRow) -> Look:
    kinds = tr("{n} 种", n=row.lines)
    sub = f"{kinds} · {methods_words(row.methods)} · {row.actor_name}"
    return {CellRole.BOLD: True, CellRole.SUB: sub, CellRole.TAGS: mode_tag(row.mode)}


def _amount_look(row: ReceiptRow) -> Look:
    look: dict[CellRole, object] = {CellRole.BOLD: True}
    if row.due < 0:
        look[CellRole.TONE] = "warn"
    return look
