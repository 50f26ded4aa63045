"""Rows of what arrives, what grows old, what is owed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from pos_app.domain.money import extend, format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.expiry_radar import Near
from pos_app.services.receiving import Counted, Draft
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole, Size, Tag, Tone
from sync.wire.supply_feed import BillRow, ShipmentRow

RIGHT, MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
_QUIET: Look = {CellRole.SIZE: Size.LABEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A counted line with its place in the draft."""

    at: int
    line: Counted
    noted: bool
    claimed: int = 0


def _counted_look(row: Numbered) -> Look:
    line = row.line
    tags = []
    if row.claimed:
        tags.append(Tag(tr("报损 {n}", n=format_qty(row.claimed)), "bad"))
    parts = [
        line.spec,
        tr("箱码尾号 {code}", code=line.carton[-6:]) if line.carton else "",
        tr("批号 {batch}", batch=line.batch) if line.batch else "",
    ]
    sub = " · ".join(p for p in parts if p)
    return {CellRole.BOLD: True, CellRole.SUB: sub, CellRole.TAGS: tuple(tags)}


def _missing(row: Numbered) -> int:
    """Thousandths that the note has beyond what came, whole or not; negative: more came."""
    return row.line.expected - row.line.qty - row.claimed


def _state(row: Numbered) -> str:
    if not row.noted:
        return "—"
    missing = _missing(row)
    if missing < 0:
        return tr("多 {n}", n=format_qty(-missing))
    return tr("还差 {n}", n=format_qty(missing)) if missing else tr("齐了")


def _state_look(row: Numbered) -> Look:
    if not row.noted:
        return _QUIET
    tone: Tone = "warn" if _missing(row) else "good"
    return {CellRole.TONE: tone, CellRole.SIZE: Size.LABEL}


class CountedModel(RowsModel[Numbered]):
    def __init__(self) -> None:
        super().__init__(_COUNTED, lambda row: row.at)


_COUNTED: tuple[Column[Numbered], ...] = (
    Column(title=lambda: tr("商品"), text=lambda r: r.line.name, look=_counted_look),
    Column(
        title=lambda: tr("应到"),
        text=lambda r: format_qty(r.line.expected) if r.noted else "—",
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("实到"),
        text=lambda r: format_qty(r.line.qty),
        look=lambda _r: {CellRole.STEPPER: True},
        align=MIDDLE,
    ),
    Column(title=lambda: tr("到期"), text=lambda r: r.line.expiry or "—", look=lambda _r: _QUIET),
    Column(
        title=lambda: tr("进价"),
        text=lambda r: format_fen(r.line.cost),
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(title=lambda: tr("对单"), text=_state, look=_state_look),
)


def _note_words(row: ShipmentRow) -> str:
    """How much is on a note, and the end of its number as it is printed on the paper."""
    lines = [line for carton in row.cartons for line in carton.lines]
    kinds = len({line.item for line in lines})
    return tr("{n} 种商品 · 单号尾号 {number}", n=kinds, number=row.id[-6:].upper())


class ShipmentModel(RowsModel[ShipmentRow]):
    def __init__(self) -> None:
        super().__init__(_SHIPMENTS, lambda row: row.id)


_SHIPMENTS: tuple[Column[ShipmentRow], ...] = (
    Column(
        title=lambda: tr("总部送货单"),
        text=lambda r: r.supplier_name or r.supplier,
        look=lambda r: {CellRole.BOLD: True, CellRole.SUB: _note_words(r)},
    ),
    Column(title=lambda: tr("送到"), text=lambda r: r.date, look=lambda _r: _QUIET),
    Column(
        title=lambda: tr("箱数"),
        text=lambda r: str(len(r.cartons)),
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("金额"),
        text=lambda r: format_fen(r.total),
        look=lambda _r: {CellRole.BOLD: True},
        align=RIGHT,
    ),
    Column(title=lambda: tr("付款日"), text=lambda r: r.due or "—", look=lambda _r: _QUIET),
)


def advice_words(advice: str) -> str:
    names = {
        "write_off": tr("报废"), "send_back": tr("退总部"), "mark_down": tr("降价"),
        "watch": tr("已降价"),
    }  # fmt: skip
    return names[advice]


def _days(row: Near) -> str:
    if row.days < 0:
        return tr("过期 {n} 天", n=-row.days)
    return tr("今天到期") if row.days == 0 else tr("还有 {n} 天", n=row.days)


def _days_look(row: Near) -> Look:
    tone: Tone = "bad" if row.days <= 0 else "warn"
    return {CellRole.TONE: tone, CellRole.BOLD: True, CellRole.SIZE: Size.LABEL}


def _near_look(row: Near) -> Look:
    sub = " · ".join(p for p in (row.item.spec, row.item.category_name) if p)
    return {CellRole.BOLD: True, CellRole.SUB: sub}


def _advice_look(row: Near) -> Look:
    if row.advice == "send_back":
        until = tr("最晚 {date}", date=row.back_until[5:])
        return {CellRole.TAGS: (Tag(advice_words(row.advice), "info"),), CellRole.SUB: until}
    tones: dict[str, Tone] = {
        "write_off": "bad", "mark_down": "warn", "watch": "good",
    }  # fmt: skip
    return {CellRole.TAGS: (Tag(advice_words(row.advice), tones[row.advice]),)}


def _price(row: Near) -> str:
    return format_fen(row.price if row.price is not None else row.item.price or 0)


def _price_look(row: Near) -> Look:
    look: dict[CellRole, object] = {CellRole.SIZE: Size.LABEL}
    if row.price is not None:
        look |= {CellRole.STRUCK: format_fen(row.item.price or 0), CellRole.TONE: "accent"}
    return look


class NearModel(RowsModel[Near]):
    def __init__(self) -> None:
        super().__init__(_NEAR, lambda row: (row.item.id, row.expiry))


_NEAR: tuple[Column[Near], ...] = (
    Column(title=lambda: tr("商品"), text=lambda r: r.item.name, look=_near_look),
    Column(title=lambda: tr("到期"), text=lambda r: r.expiry, look=lambda _r: _QUIET),
    Column(title=lambda: tr("还剩"), text=_days, look=_days_look),
    Column(
        title=lambda: tr("数量"),
        text=lambda r: f"{format_qty(r.qty)} {r.item.unit}",
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(title=lambda: tr("售价"), text=_price, look=_price_look, align=RIGHT),
    Column(
        title=lambda: tr("成本"),
        text=lambda r: format_fen(r.value),
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(title=lambda: tr("怎么办"), text=lambda _r: "", look=_advice_look),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the account, what it is for, and the balance after it (fen, positive: owed)."""

    bill: BillRow
    balance: int
    about: str = ""


def bill_kind(kind: str) -> str:
    names = {"bill": tr("货款"), "credit": tr("冲减"), "payment": tr("付款")}
    return names.get(kind, kind)


class AccountModel(RowsModel[Entry]):
    def __init__(self) -> None:
        super().__init__(_ACCOUNT, lambda row: row.bill.id)


def _account_look(row: Entry) -> Look:
    return {CellRole.BOLD: True, CellRole.SUB: row.about}


_ACCOUNT: tuple[Column[Entry], ...] = (
    Column(title=lambda: tr("日期"), text=lambda r: r.bill.date, look=lambda _r: _QUIET),
    Column(title=lambda: tr("摘要"), text=lambda r: bill_kind(r.bill.kind), look=_account_look),
    Column(title=lambda: tr("付款日"), text=lambda r: r.bill.due or "—", look=lambda _r: _QUIET),
    Column(
        title=lambda: tr("增加"),
        text=lambda r: format_fen(r.bill.amount) if r.bill.amount > 0 else "",
        look=lambda _r: _QUIET,
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("减少"),
        text=lambda r: format_fen(-r.bill.amount) if r.bill.amount < 0 else "",
        look=lambda _r: {CellRole.TONE: "good", CellRole.SIZE: Size.LABEL},
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("欠总部"),
        text=lambda r: format_fen(r.balance),
        look=lambda _r: {CellRole.BOLD: True},
        align=RIGHT,
    ),
)


def counted_value(line: Counted) -> int:
    return extend(line.cost, line.qty)


def count_words(draft: Draft) -> str:
    """How the count is done, and how far it is."""
    if not draft.shipment:
        return tr("扫一件点一件,箱码点一箱;F2 打数量,F4 记到期日")
    if draft.instead_of:
        return tr("代替没有单子收的那次,看过再入库")
    noted = {line.carton for line in draft.counted if line.carton}
    return tr("{n}/{m} 箱,扫箱码整箱点,扫商品一件一件点", n=len(draft.cartons), m=len(noted))
