"""Lines of a proposal as the owner reads them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import language, tr
from pos_app.services.replenish_plan import Line
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole, Size, Tag
from sync.wire.supply_feed import ProposalRow

RIGHT, MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
SOON_DAYS = 3
"""What lasts no longer than so many days is running out."""
WEEKEND = 2
MISSING_SHOWN = 4
"""Names of goods that a line has room for."""


class ReplenishModel(RowsModel[Line]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, lambda line: line.row.item, parent)


def is_running_out(line: Line) -> bool:
    left = line.days_left
    return left is not None and left <= SOON_DAYS


def pack_words(line: Line) -> str:
    """How it is bought: ``箱 12 瓶`` or single."""
    row = line.row
    if row.pack <= 1000:
        return tr("单{unit}", unit=row.unit or tr("件"))
    return tr("箱 {n} {unit}", n=format_qty(row.pack), unit=row.unit or tr("件"))


def why(line: Line) -> str:
    """The sentence of the plan; once changed, what the change means."""
    row = line.row
    said = row.why_zh if language() == "zh" else row.why_en or row.why_zh
    if not said:
        said = tr(
            "本机估算:四周卖 {n},现有 {have},在途 {coming}。",
            n=format_qty(row.sold28), have=format_qty(row.have), coming=format_qty(row.coming),
        )  # fmt: skip
    if not line.changed:
        return said
    if not row.choices:
        return tr("改成 {n}(建议 {was})。", n=line.packs, was=row.packs) + said
    choice = line.choice
    return tr(
        "改成 {n}(建议 {was}):断货可能 {risk}%,预计报损 ¥{waste}。",
        n=line.packs, was=row.packs, risk=percent(choice.risk_bp), waste=format_fen(line.waste),
    )  # fmt: skip


def empty_words(*, joined: bool) -> str:
    """Where lines will come from."""
    if joined:
        return tr("总部每天算好发来;没联网时,卖过几天后本机也会估算")
    return tr("卖过几天,快不够卖的会按四周销量出现在这里")


def missing_words(proposal: ProposalRow) -> str:
    """What HQ cannot send this time."""
    names = proposal.missing
    some = tr("、").join(names[:MISSING_SHOWN])
    if len(names) > MISSING_SHOWN:
        some = tr("{some} 等 {n} 种", some=some, n=len(names))
    return tr("总部缺货,这次送不了:{names}", names=some)


def percent(bp: int) -> str:
    """Basis points as a percentage with one decimal below ten."""
    return f"{bp / 100:.1f}" if bp < 1000 else f"{bp / 100:.0f}"


def _name_look(line: Line) -> Look:
    row = line.row
    names = {
        "promo": Tag(tr("促销"), "warn"), "new": Tag(tr("新品"), "info"),
        "waste": Tag(tr("临期风险"), "warn"), "sold_out": Tag(tr("曾断货"), "warn"),
        "tobacco": Tag(tr("烟草"), "warn"), "stand_in": Tag(tr("替缺货"), "info"),
        "habit": Tag(tr("照您的习惯"), "info"),
    }  # fmt: skip
    tags = [names[t] for t in row.tags if t in names]
    if line.changed:
        tags.append(Tag(tr("我改过"), "accent"))
    life = tr("保质 {n} 天", n=row.shelf_life) if row.shelf_life else ""
    parts = (row.spec, pack_words(line), life)
    sub = " · ".join(p for p in parts if p)
    return {CellRole.BOLD: True, CellRole.SUB: sub, CellRole.TAGS: tuple(tags)}


def _left(line: Line) -> str:
    left = line.days_left
    return "—" if left is None else tr("{n} 天", n=min(left, 999))


def _left_look(line: Line) -> Look:
    if is_running_out(line):
        return {CellRole.TONE: "bad", CellRole.BOLD: True}
    return {CellRole.SIZE: Size.LABEL}


_QUIET: Look = {CellRole.SIZE: Size.LABEL}
_COLUMNS: tuple[Column[Line], ...] = (
    Column(title=lambda: tr("商品"), text=lambda ln: ln.row.name, look=_name_look),
    Column(
        title=lambda: tr("现有"), text=lambda ln: format_qty(ln.row.have),
        look=lambda _ln: _QUIET, align=RIGHT,
    ),
    Column(
        title=lambda: tr("在途"), text=lambda ln: format_qty(ln.row.coming),
        look=lambda _ln: _QUIET, align=RIGHT,
    ),
    Column(
        title=lambda: tr("近 7 天"), text=lambda _ln: "",
        look=lambda ln: {CellRole.BARS: ln.row.sold, CellRole.STRONG_BARS: WEEKEND},
    ),
    Column(title=lambda: tr("还能卖"), text=_left, look=_left_look, align=RIGHT),
    Column(
        title=lambda: tr("订(箱/件)"), text=lambda ln: str(ln.packs),
        look=lambda _ln: {CellRole.STEPPER: True}, align=MIDDLE,
    ),
    Column(title=lambda: tr("为什么"), text=why, look=lambda _ln: {CellRole.WRAP: True}),
)  # fmt: skip
