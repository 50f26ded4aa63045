"""Paper of an order: the customer's slip with her code, the picking slip, the courier's list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos_app.devices.blocks import Block, Cut, Gap, Qr, Rule, Text
from pos_app.devices.columns import YUAN, printable, spread, width, wrap
from pos_app.devices.receipt import centred
from pos_app.devices.words import Words, words
from pos_app.domain.calendar import local_time
from pos_app.domain.money import MILLI, format_fen, format_qty
from pos_app.runtime.i18n import Language
from pos_app.services.printing import OrderPaper, ShopInfo
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, OrderLine, pickup_text

CODE_TAIL = 4
"""So many digits tell one pack on the shelf from its neighbour."""


def lay_out_order_paper(
    paper: OrderPaper, shop: ShopInfo, *, columns: int, language: Language = "zh"
) -> list[Block]:
    """The blocks of one of the three kinds of paper (`OrderPaper.kind`)."""
    tr = words(language)
    match paper.kind:
        case "order":
            blocks = _order(paper.views[0], shop, columns, tr)
        case "picking":
            blocks = _picking(paper.views[0], columns, tr)
        case "route":
            blocks = _route(paper.views, paper.courier, columns, tr)
    moment = local_time(paper.at, paper.offset)
    printed = tr("打印于 {moment}", moment=f"{moment:%Y-%m-%d %H:%M}")
    return [*blocks, Rule(), Text(text=printed), Gap(), Cut()]


def _order(view: OrderView, shop: ShopInfo, columns: int, tr: Words) -> list[Block]:
    """What the customer takes with her: what she ordered, what she paid, how she gets it."""
    order = view.order
    blocks: list[Block] = [*centred(shop.name, columns, bold=True), *_title(view, columns, tr)]
    blocks += [Rule(), *_who(view, columns, tr), Rule()]
    for line in view.lines:
        blocks += _line(line, columns)
    blocks.append(Rule())
    if order.fee:
        blocks += _row(tr("商品"), view.goods, columns)
        blocks += _row(tr("送货费"), order.fee, columns)
    blocks += _row(tr("合计"), view.total, columns)
    if view.paid:
        blocks += _row(tr("已付"), view.paid - view.refunded, columns)
    due = f"{YUAN}{format_fen(max(0, view.to_pay))}"
    blocks += _large(tr("待付"), due, columns)
    if order.mode == DELIVERY:
        return [*blocks, *_contact(shop, columns)]
    spaced = f"{order.code[:3]} {order.code[3:]}"
    blocks += [Gap(), *centred(tr("取货码"), columns), *centred(spaced, columns, wide=True)]
    blocks += [Qr(data=pickup_text(order.store, order.code))]
    return [*blocks, *centred(tr("取货时念码或出示此码"), columns), *_contact(shop, columns)]


def _contact(shop: ShopInfo, columns: int) -> list[Block]:
    return [part for text in (shop.phone, shop.address) for part in centred(text, columns)]


def _title(view: OrderView, columns: int, tr: Words) -> list[Block]:
    kind = tr("送到家") if view.order.mode == DELIVERY else tr("到店提")
    return [
        *centred(kind, columns, bold=True, wide=True),
        *centred(view.order.number, columns, bold=True, wide=True),
    ]


def _who(view: OrderView, columns: int, tr: Words) -> list[Block]:
    order, customer = view.order, view.order.customer
    rows = [
        (tr("时间"), slot_words(view, tr)),
        (tr("顾客"), " ".join(part for part in (customer.name, customer.phone) if part)),
        (tr("地址"), customer.address if order.mode == DELIVERY else ""),
        (tr("备注"), order.note),
    ]
    return [
        Text(text=text)
        for label, value in rows
        if value
        for text in wrap(f"{label} {printable(value)}", columns)
    ]


def slot_words(view: OrderView, tr: Words) -> str:
    """``3-03 15:00–15:30``; as soon as can be where no hour was promised."""
    slot = view.order.slot
    if slot is None:
        return tr("尽快")
    start, end = (f"{m // 60:02d}:{m % 60:02d}" for m in (slot.start, slot.end))
    return f"{slot.date[5:]} {start}-{end}"


def _line(line: OrderLine, columns: int) -> list[Block]:
    name = " ".join(part for part in (printable(line.name), printable(line.spec)) if part)
    unit = "kg" if line.weighed else ""
    figures = spread(
        f"  {format_qty(line.qty)}{unit} x {format_fen(line.price)}",
        format_fen(line.amount),
        columns,
    )
    return _plain([*wrap(name, columns), *figures])


def _picking(view: OrderView, columns: int, tr: Words) -> list[Block]:
    """What to fetch from the shelves: a box to tick, how many, what, the end of its code."""
    order = view.order
    blocks: list[Block] = [*centred(tr("拣货单"), columns, bold=True), *_title(view, columns, tr)]
    blocks += [Rule(), *_who(view, columns, tr), Rule()]
    for line in view.lines:
        qty = format_qty(line.qty) + ("kg" if line.weighed else printable(line.unit))
        name = " ".join(part for part in (printable(line.name), printable(line.spec)) if part)
        blocks += [Text(text=text, bold=True) for text in wrap(f"[ ] {qty} {name}", columns)]
        remarks = [
            f"..{line.code[-CODE_TAIL:]}" if line.code else "",
            tr("要过秤") if line.weighed else "",
        ]
        remark = " ".join(part for part in remarks if part)
        blocks += _plain([f"    {text}" for text in wrap(remark, columns - 4)]) if remark else []
    pieces = sum(1 if ln.weighed else ln.qty // MILLI for ln in view.lines)
    blocks += [
        Rule(),
        *_plain([tr("共 {kinds} 种 {pieces} 件", kinds=len(view.lines), pieces=pieces)]),
    ]
    said = {"ask": tr("缺货先问顾客"), "refund": tr("缺货就退款"), "replace": tr("缺货可换同类")}
    return [*blocks, *_plain(wrap(said.get(order.substitute, said["ask"]), columns))]


def _route(views: Sequence[OrderView], courier: str, columns: int, tr: Words) -> list[Block]:
    """Where to go one after the other, and what to ask for at each door."""
    blocks: list[Block] = [*centred(tr("送货单"), columns, bold=True, wide=True)]
    if courier:
        blocks += centred(courier, columns)
    for n, view in enumerate(views, 1):
        customer = view.order.customer
        head = spread(f"{n}. {view.order.number}", slot_words(view, tr), columns)
        blocks += [Rule(), *(Text(text=text, bold=True) for text in head)]
        blocks += _plain(wrap(printable(customer.address), columns))
        blocks += _plain(wrap(printable(f"{customer.name} {customer.phone}"), columns))
        if view.order.note:
            blocks += _plain(wrap(tr("备注 {note}", note=printable(view.order.note)), columns))
        pieces = sum(1 if ln.weighed else ln.qty // MILLI for ln in view.lines)
        due = format_fen(view.to_pay) if view.to_pay > 0 else ""
        money = tr("收 {yuan}{amount}", yuan=YUAN, amount=due) if due else tr("已付")
        asked = spread(tr("{n} 件", n=pieces), money, columns)
        blocks += [Text(text=text, bold=bool(due)) for text in asked]
    whole = sum(max(0, view.to_pay) for view in views)
    blocks += [Rule(), *_plain(spread(tr("共"), tr("{n} 家", n=len(views)), columns))]
    return [*blocks, *_large(tr("要收回"), f"{YUAN}{format_fen(whole)}", columns)]


def _large(label: str, amount: str, columns: int) -> list[Block]:
    wide = width(label) + width(amount) < columns // 2
    lines = spread(label, amount, columns // 2 if wide else columns)
    return [Text(text=text, bold=True, wide=wide, tall=True) for text in lines]


def _row(label: str, fen: int, columns: int) -> list[Block]:
    return _plain(spread(label, format_fen(fen), columns))


def _plain(lines: Iterable[str]) -> list[Block]:
    return [Text(text=text) for text in lines]
