"""Paper of orders: the customer's slip, the picking slip, the courier's list, the receipt."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Literal

import pytest
from PIL import Image

from pos_app.devices.blocks import Block, Qr, Text
from pos_app.devices.columns import width
from pos_app.devices.escpos import encode
from pos_app.devices.order_slips import lay_out_order_paper
from pos_app.devices.preview import render_png
from pos_app.devices.receipt import lay_out_receipt
from pos_app.runtime.i18n import Language
from pos_app.services.printing import OrderPaper
from sync.wire.facts import SaleCompleted, Tender
from sync.wire.order_machine import OrderView, fold
from sync.wire.orders import Customer, OrderLine, OrderMove, PlacedOrder, Slot
from tests.unit.test_receipt_layout import AT, SHOP, entry, line

LINES = (
    OrderLine(no=1, item="a", name="冰峰橙味汽水", spec="200ml", qty=2_000, price=350, amount=700,
              unit="瓶", code="6900000000014"),
    OrderLine(no=2, item="b", name="本地鸡蛋", qty=1_230, price=996, amount=1_225, weighed=True),
)  # fmt: skip


def view(mode: str = "pickup", *, paid: int = 0, fee: int = 0) -> OrderView:
    order = PlacedOrder(
        id="o", store="S001", number="01-0417", code="482916", mode=mode, channel="phone",
        placed_at=AT, lines=LINES, goods=1_925, fee=fee, total=1_925 + fee,
        customer=Customer(name="陈奶奶", phone="13800001234",
                          address="万新花园 3 号楼 2 门 501", zone="万新"),
        slot=Slot(date="2026-02-02", start=900, end=930), note="鸡蛋要大的",
    )  # fmt: skip
    moves = [
        OrderMove(id="m", order="o", move="pay", step=1, at=AT, who="shop", amount=paid,
                  method="cash")
    ] if paid else []  # fmt: skip
    return fold(order, moves)


def paper(
    kind: Literal["order", "picking", "route"],
    *views: OrderView,
    columns: int = 32,
    language: Language = "zh",
) -> list[Block]:
    wanted = OrderPaper(kind=kind, views=views, courier="老赵", at=AT, offset=480)
    return lay_out_order_paper(wanted, SHOP, columns=columns, language=language)


def words(blocks: list[Block]) -> str:
    return "\n".join(b.text for b in blocks if isinstance(b, Text))


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs_off_the_paper(columns: int, language: Language) -> None:
    long = view("delivery", fee=300)
    customer = Customer(name="很长的名字" * 9, phone="1" * 15, address="万新" * 50)
    long = replace(long, order=PlacedOrder(
        **{f: getattr(long.order, f) for f in long.order.__struct_fields__} | {"customer": customer}
    ))  # fmt: skip
    for kind in ("order", "picking", "route"):
        for block in paper(kind, long, columns=columns, language=language):
            if isinstance(block, Text):
                assert width(block.text) * (2 if block.wide else 1) <= columns


def test_the_customer_takes_her_code_along() -> None:
    blocks = paper("order", view(paid=925))
    text = words(blocks)
    assert "482 916" in text
    assert [b.data for b in blocks if isinstance(b, Qr)] == ["XP:S001:482916"]
    assert "02-02 15:00-15:30" in text
    assert "￥10.00" in text


def test_a_delivery_needs_no_code() -> None:
    blocks = paper("order", view("delivery", fee=300))
    assert not [b for b in blocks if isinstance(b, Qr)]
    assert "送货费" in words(blocks)


def test_the_picking_slip_tells_what_how_many_and_which() -> None:
    text = words(paper("picking", view()))
    assert "[ ] 2瓶 冰峰橙味汽水 200ml" in text
    assert "..0014" in text
    assert "[ ] 1.23kg 本地鸡蛋" in text
    assert "鸡蛋要大的" in text


def test_the_route_tells_where_and_what_to_ask_for() -> None:
    text = words(paper("route", view("delivery", fee=300), view("delivery", paid=1_925)))
    assert "1. 01-0417" in text
    assert "万新花园 3 号楼 2 门 501" in text
    assert "收 ￥22.25" in text
    assert "已付" in text
    assert "要收回" in text


def test_the_receipt_of_an_order_names_it_its_fee_and_what_was_paid_before() -> None:
    sale = SaleCompleted(
        receipt="S001-01-1-000123", shift="s", lines=(line("汽水", 2_000, 350, 700),), total=1_000,
        due=1_000, fee=300, order="o", order_mode="delivery", order_number="01-0417",
        tenders=(
            Tender(method="prepaid", amount=600, received=600),
            Tender(method="cash", amount=400, received=500, change=100),
        ),
    )  # fmt: skip
    text = words(lay_out_receipt(entry(sale), SHOP, columns=32))
    assert "订单号 01-0417 送到家" in text
    for row in ("商品", "送货费", "合计", "订单预付"):
        assert row in text


def test_the_papers_can_be_drawn() -> None:
    for kind in ("order", "picking", "route"):
        blocks = paper(kind, view("delivery", fee=300) if kind == "route" else view())
        png = render_png(
            encode(blocks, columns=32, encoding="gb18030"), columns=32, encoding="gb18030"
        )
        assert Image.open(io.BytesIO(png)).width >= 384
