"""The receipt of a sale, return or exchange: pure layout for 32 columns (58 mm) and 48 (80 mm)."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.devices.blocks import Block, Cut, Gap, Qr, Rule, Text
from pos_app.devices.columns import YUAN, printable, spread, width, wrap
from pos_app.devices.receipt_lines import AMOUNT_COLUMNS, ONE_LINE_COLUMNS, line_blocks
from pos_app.devices.words import Words, words
from pos_app.domain.calendar import local_time
from pos_app.domain.money import MILLI, format_fen
from pos_app.domain.tender import CASH, STATIC_CODE
from pos_app.runtime.i18n import Language
from pos_app.services.printing import ShopInfo
from sync.wire.chain import Entry
from sync.wire.facts import SaleCompleted, Tender


def lay_out_receipt(
    entry: Entry,
    shop: ShopInfo,
    *,
    columns: int,
    copy: int = 0,
    language: Language = "zh",
) -> list[Block]:
    """The blocks of the receipt; ``copy`` above 0 marks it as that reprint.

    The amounts are those of the fact. Raises TypeError for an entry that is no sale.
    """
    sale = entry.fact
    if not isinstance(sale, SaleCompleted):
        raise TypeError(type(sale).__name__)
    tr = words(language)
    blocks: list[Block] = [
        *_head(entry, sale, shop, columns, tr),
        *_copy_mark(copy, tr),
        Rule(),
    ]
    if columns >= ONE_LINE_COLUMNS:
        blocks += [*_plain(spread(tr("品名"), _heading(tr), columns)), Rule()]
    for line in sale.lines:
        blocks += line_blocks(line, columns, tr)
    blocks += [Rule(), *_totals(sale, columns, tr), *_tenders(sale, columns, tr)]
    blocks += _foot(sale, shop, columns, tr)
    blocks += [*_copy_mark(copy, tr), Cut()]
    return blocks


def _heading(tr: Words) -> str:
    amount = tr("金额")
    return tr("数量 x 单价") + " " * (AMOUNT_COLUMNS + 1 - width(amount)) + amount


def centred(text: str, columns: int, *, bold: bool = False, wide: bool = False) -> list[Block]:
    """Wrapped and centred; twice as large when ``wide``."""
    lines = wrap(printable(text), columns // 2 if wide else columns)
    return [Text(text=t, align="center", bold=bold, wide=wide, tall=wide) for t in lines if t]


def _head(
    entry: Entry, sale: SaleCompleted, shop: ShopInfo, columns: int, tr: Words
) -> list[Block]:
    """The large name takes two lines at most; longer names are printed small."""
    large = width(printable(shop.name)) <= columns
    blocks = centred(shop.name, columns, bold=True, wide=large)
    if sale.mode != "sale":
        title = tr("退货单") if sale.mode == "return" else tr("换货单")
        blocks += centred(title, columns, bold=True, wide=True)
    blocks.append(Gap())
    moment = local_time(entry.at, entry.offset)
    rows = [
        (tr("小票"), sale.receipt),
        (tr("时间"), f"{moment:%Y-%m-%d %H:%M:%S}"),
        (tr("收银员"), entry.actor.name),
    ]
    if sale.order:
        way = tr("送到家") if sale.order_mode == "delivery" else tr("到店提")
        rows.append((tr("订单号"), f"{sale.order_number} {way}".strip()))
    origins = dict.fromkeys(line.source.receipt for line in sale.lines if line.source)
    rows += [(tr("原小票"), receipt) for receipt in origins]
    if sale.approved_by is not None:
        rows.append((tr("授权"), sale.approved_by.name))
    if sale.reason:
        rows.append((tr("原因"), sale.reason))
    for label, value in rows:
        blocks += _plain(wrap(f"{label} {printable(value)}", columns))
    return blocks


def _copy_mark(copy: int, tr: Words) -> list[Block]:
    if copy <= 0:
        return []
    return [Text(text=tr("** 重打 COPY {n} **", n=copy), align="center", bold=True)]


def _totals(sale: SaleCompleted, columns: int, tr: Words) -> list[Block]:
    pieces = sum(1 if ln.weighed else abs(ln.qty) // MILLI for ln in sale.lines)
    blocks = _plain([tr("共 {kinds} 种 {pieces} 件", kinds=len(sale.lines), pieces=pieces)])
    share = sum(line.share for line in sale.lines)
    if share:
        blocks += _row(tr("小计"), sale.total + share, columns)
        blocks += _row(tr("整单优惠"), -share, columns)
    if sale.fee:
        blocks += _row(tr("商品"), sale.total - sale.fee, columns)
        blocks += _row(tr("送货费"), sale.fee, columns)
    if sale.rounding or share or sale.fee:
        blocks += _row(tr("合计"), sale.total, columns)
    if sale.rounding:
        blocks += _row(tr("抹零"), -sale.rounding, columns)
    if sale.due < 0:
        label, amount = tr("应退"), -sale.due
    else:
        label, amount = tr("应收"), sale.due
    return [*blocks, *_due(label, f"{YUAN}{format_fen(amount)}", columns)]


def _due(label: str, amount: str, columns: int) -> list[Block]:
    """Twice as large where that fits one line, else twice as tall."""
    wide = width(label) + width(amount) < columns // 2
    lines = spread(label, amount, columns // 2 if wide else columns)
    return [Text(text=t, bold=True, wide=wide, tall=True) for t in lines]


def _tenders(sale: SaleCompleted, columns: int, tr: Words) -> list[Block]:
    blocks: list[Block] = []
    for tender in sale.tenders:
        name = _method(tender, tr)
        if tender.amount < 0:
            blocks += _row(tr("退 {method}", method=name), -tender.amount, columns)
            continue
        cash = tender.method == CASH
        blocks += _row(name, tender.received if cash else tender.amount, columns)
        if cash:
            blocks += _row(tr("找零"), tender.change, columns)
        if tender.reference:
            blocks += _plain(wrap(f"  {printable(tender.reference)}", columns))
    if sale.saved:
        blocks += _row(tr("共优惠"), sale.saved, columns)
    return blocks


def _method(tender: Tender, tr: Words) -> str:
    if tender.method == CASH:
        return tr("现金")
    if tender.method == "prepaid":
        return tr("订单预付")
    name = tr("收款码") if tender.method == STATIC_CODE else printable(tender.method)
    return tr("{method}(人工确认)", method=name) if tender.confirmed_by_hand else name


def _foot(sale: SaleCompleted, shop: ShopInfo, columns: int, tr: Words) -> list[Block]:
    blocks: list[Block] = [Rule()]
    if sale.note:
        blocks += _plain(wrap(tr("备注 {note}", note=printable(sale.note)), columns))
    blocks += [Gap(), Qr(data=sale.receipt)]
    blocks += centred(tr("退换货请出示此码"), columns)
    for text in (shop.footer, shop.phone, shop.address):
        blocks += centred(text, columns)
    if shop.page:
        blocks += [Gap(), Qr(data=shop.page), *centred(tr("手机扫码点单"), columns)]
    return blocks


def _row(label: str, fen: int, columns: int) -> list[Block]:
    return _plain(spread(label, format_fen(fen), columns))


def _plain(lines: Iterable[str]) -> list[Block]:
    return [Text(text=t) for t in lines]
