"""What the customer takes home: everything stands on the paper, whole, and nothing runs off it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.devices.blocks import Block, Cut, Qr, Rule, Text
from pos_app.devices.columns import printable, spread, width, wrap
from pos_app.devices.receipt import lay_out_receipt
from pos_app.devices.slip import lay_out_slip
from pos_app.domain.money import format_fen
from pos_app.services.printing import ShopInfo, SlipData
from sync.wire.chain import Entry
from sync.wire.facts import CashMoved, Fact, Line, Origin, Person, SaleCompleted, Tender

NUMBER = "S001-01-1-000123"
SHOP = ShopInfo(
    name="东丽万新店",
    address="天津市东丽区万新街道 12 号",
    phone="022-5550-1234",
    footer="谢谢惠顾",
)
CASHIER = Person(id="02", name="小周")
AT = 1_770_000_000_000  # 2026-02-02 10:40:00 in Tianjin


def entry(fact: Fact) -> Entry:
    return Entry(
        store="S001", till="01", epoch=1, seq=123, id="x", at=AT, offset=480,
        date="2026-02-02", actor=CASHIER, fact=fact,  # type: ignore[arg-type]
    )  # fmt: skip


def line(name: str, qty: int, price: int, gross: int, **more: object) -> Line:
    values = {"no": 1, "item": "i", "list_price": price, "amount": gross, "net": gross} | more
    return Line(name=name, qty=qty, price=price, gross=gross, **values)  # type: ignore[arg-type]


def sale(*lines: Line, **more: object) -> SaleCompleted:
    total = sum(ln.amount for ln in lines)
    cash = Tender(method="cash", amount=total, received=total)
    values = {"total": total, "due": total, "tenders": (cash,)} | more
    return SaleCompleted(receipt=NUMBER, shift="s", lines=lines, **values)  # type: ignore[arg-type]


def paper(fact: Fact, columns: int = 32, **more: object) -> str:
    blocks = lay_out_receipt(entry(fact), SHOP, columns=columns, **more)  # type: ignore[arg-type]
    return text_of(blocks)


def text_of(blocks: list[Block]) -> str:
    return "\n".join(b.text for b in blocks if isinstance(b, Text))


def row(text: str, label: str) -> str:
    """The figure at the right of a label."""
    found = [ln for ln in text.splitlines() if ln.strip().startswith(label)]
    assert len(found) == 1, (label, text)
    return found[0].split()[-1]


COLA = line("山涧可乐", 2000, 350, 700, spec="500ml")


def test_the_receipt_names_shop_number_time_and_cashier() -> None:
    text = paper(sale(COLA))
    for part in (SHOP.name, NUMBER, "2026-02-02 10:40:00", "小周", SHOP.phone, SHOP.footer):
        assert part in text
    assert "山涧可乐 500ml" in text
    assert "2 x 3.50" in text


def test_the_qr_code_carries_the_receipt_number_and_the_paper_is_cut_once_at_the_end() -> None:
    blocks = lay_out_receipt(entry(sale(COLA)), SHOP, columns=32)
    assert [b.data for b in blocks if isinstance(b, Qr)] == [NUMBER]
    assert [i for i, b in enumerate(blocks) if isinstance(b, Cut)] == [len(blocks) - 1]


def test_rounding_is_a_line_of_its_own_and_change_is_shown() -> None:
    cash = Tender(method="cash", amount=690, received=1000, change=310)
    text = paper(sale(line("茶", 1000, 699, 699), rounding=9, due=690, tenders=(cash,)))
    shown = [row(text, label) for label in ("合计", "抹零", "应收", "现金", "找零")]
    assert shown == ["6.99", "-0.09", "￥6.90", "10.00", "3.10"]


def test_weighed_goods_show_kilograms_and_price() -> None:
    pork = line("五花肉", 462, 3980, 1839, weighed=True, labels=("scale",))
    text = paper(sale(pork))
    assert "0.462kg x 39.80" in text
    assert "按秤签金额" in text


def test_list_price_and_discounts_are_shown() -> None:
    tea = line("茶", 3000, 500, 1500, list_price=650, discount=100, amount=1390, share=10, net=1390)
    text = paper(sale(tea, saved=560))
    assert "原价 6.50" in text
    shown = [row(text, label) for label in ("本行优惠", "小计", "整单优惠", "合计", "共优惠")]
    assert shown == ["-1.00", "14.00", "-0.10", "13.90", "5.60"]


def test_a_case_is_not_explained_by_the_single_price() -> None:
    case = line("可乐", 12_000, 350, 3600, unit="瓶", labels=("pack",))
    assert "12瓶 整箱价" in paper(sale(case))


def test_every_tender_stands_there_and_a_static_code_says_who_confirmed() -> None:
    code = Tender(method="static_code", amount=400, received=400, confirmed_by_hand=True)
    cash = Tender(method="cash", amount=300, received=500, change=200)
    text = paper(sale(COLA, tenders=(code, cash)))
    assert row(text, "收款码(人工确认)") == "4.00"
    assert (row(text, "现金"), row(text, "找零")) == ("5.00", "2.00")


def test_a_return_shows_what_came_back_from_which_receipt_and_what_is_refunded() -> None:
    back = line("茶", -1000, 350, -350, source=Origin(receipt="S001-01-1-000100", line=2))
    out = Tender(method="cash", amount=-350, received=-350)
    text = paper(sale(back, mode="return", tenders=(out,), approved_by=Person(id="1", name="王姐")))
    assert "退货单" in text
    assert "[退] 茶" in text
    assert "S001-01-1-000100" in text
    assert "王姐" in text
    assert (row(text, "应退"), row(text, "退 现金")) == ("￥3.50", "3.50")


def test_an_exchange_is_named_so() -> None:
    back = line("茶", -1000, 350, -350, source=Origin(receipt="S001-01-1-000100", line=2))
    assert "换货单" in paper(sale(COLA, back, mode="exchange"))


@pytest.mark.parametrize("columns", [32, 48])
def test_a_reprint_is_marked_at_both_ends(columns: int) -> None:
    assert paper(sale(COLA), columns, copy=2).count("** 重打 COPY 2 **") == 2
    assert "COPY" not in paper(sale(COLA), columns)


def test_an_english_receipt_has_no_chinese_but_the_shop_s_own() -> None:
    shop = ShopInfo(name="Corner Shop")
    back = line("Tea", -1000, 350, -350, source=Origin(receipt="S001-01-1-000100", line=2))
    more = sale(line("Cola", 2000, 300, 600, list_price=350, discount=10, amount=590), back)
    blocks = lay_out_receipt(entry(more), shop, columns=48, copy=1, language="en")
    text = text_of(blocks).replace("小周", "").replace("￥", "")
    assert not re.search(r"[\u3400-\u9fff]", text), text


def test_only_a_sale_has_a_receipt() -> None:
    with pytest.raises(TypeError, match="CashMoved"):
        paper(CashMoved(shift="s", amount=100, reason="备用金"))


def test_a_slip_has_headings_rows_and_notes() -> None:
    slip = SlipData(
        title="交班单", at=AT, offset=480, notes=("少 2.00,原因:找错钱",),
        rows=(("班次", "早班"), ("收款方式", ""), ("现金 ×31", "1,234.50"), ("", "")),
    )  # fmt: skip
    blocks = lay_out_slip(slip, SHOP, columns=32)
    text = text_of(blocks)
    assert row(text, "现金 ×31") == "1,234.50"
    assert "打印于 2026-02-02 10:40" in text
    assert [b.text for b in blocks if isinstance(b, Text) and b.bold][1:] == ["收款方式"]
    assert isinstance(blocks[-1], Cut)


# --- properties -------------------------------------------------------------------------------

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
chinese = st.text("山涧青岭麻辣牛肉面 ABCabc0123×(大)", min_size=1, max_size=60)
prices = st.integers(0, 9_999_999)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    gross = draw(st.integers(-9_999_999, 99_999_999))
    discount = draw(st.integers(0, max(0, gross)))
    share = draw(st.integers(0, max(0, gross - discount)))
    qty = draw(st.integers(1, 99_999_000)) * (-1 if gross < 0 else 1)
    price = draw(prices)
    return line(
        draw(st.one_of(names, chinese)), qty, price, gross, discount=discount, share=share,
        amount=gross - discount - share, weighed=draw(st.booleans()), unit=draw(chinese)[:4],
        list_price=draw(st.sampled_from([price, 650])), spec=draw(st.one_of(st.just(""), chinese)),
        note=draw(st.one_of(st.just(""), names)),
        labels=draw(st.sampled_from([(), ("pack",), ("scale",), ("override",)])),
    )  # fmt: skip


@st.composite
def sales(draw: st.DrawFn) -> SaleCompleted:
    sold = draw(st.lists(lines(), min_size=1, max_size=6))
    total = sum(ln.amount for ln in sold)
    rounding = draw(st.integers(0, 99)) if total > 99 else 0
    due = total - rounding
    change = draw(st.integers(0, 10_000)) if due > 0 else 0
    cash = Tender(method="cash", amount=due, received=due + change, change=change)
    return sale(*sold, rounding=rounding, due=due, tenders=(cash,), note=draw(names), saved=12)


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(sales(), st.sampled_from([32, 48]), st.sampled_from(["zh", "en"]), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_no_line_is_wider_than_the_paper_and_every_amount_and_name_is_whole(
    sold: SaleCompleted, columns: int, language: str, copy: int
) -> None:
    blocks = lay_out_receipt(
        entry(sold), SHOP, columns=columns, copy=copy, language=language,  # type: ignore[arg-type]
    )  # fmt: skip
    texts = [b for b in blocks if isinstance(b, Text)]
    assert all(b.columns <= columns for b in texts)
    assert not any(unicodedata.category(c) == "Cc" for b in texts for c in b.text)
    words = {word for b in texts for word in b.text.split()}
    wanted = [format_fen(ln.gross) for ln in sold.lines]
    wanted += [format_fen(-ln.discount) for ln in sold.lines if ln.discount]
    wanted += [f"￥{format_fen(abs(sold.due))}", format_fen(abs(sold.tenders[0].received))]
    assert set(wanted) <= words
    whole = squeezed(text_of(blocks))
    for sold_line in sold.lines:
        assert squeezed(printable(sold_line.name)) in whole


@given(st.lists(lines(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_printed_figures_add_up_to_the_printed_total(sold: list[Line]) -> None:
    plain = [replace(ln, name="茶", spec="", note="", list_price=ln.price) for ln in sold]
    fact = sale(*plain)
    blocks = lay_out_receipt(entry(fact), SHOP, columns=32)
    first, second = [i for i, b in enumerate(blocks) if isinstance(b, Rule)][:2]
    rows = [b.text.split() for b in blocks[first:second] if isinstance(b, Text)]
    printed = sum(fen(words[-1]) for words in rows if MONEY.fullmatch(words[-1]))
    share = sum(ln.share for ln in plain)
    assert printed - share == fact.total


MONEY = re.compile(r"-?[\d,]+\.\d\d")


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


@given(names, st.integers(2, 60))
def test_wrapping_loses_no_character_and_fits(text: str, columns: int) -> None:
    clean = printable(text)
    parts = wrap(clean, columns)
    assert all(width(part) <= columns for part in parts)
    assert squeezed("".join(parts)) == squeezed(clean)


@given(names, st.text("0123456789,.-￥", min_size=1, max_size=14), st.sampled_from([16, 32, 48]))
def test_the_figure_at_the_right_is_never_broken(label: str, figure: str, columns: int) -> None:
    parts = spread(printable(label), figure, columns)
    assert all(width(part) <= columns for part in parts)
    if width(figure) <= columns:
        assert parts[-1].endswith(figure)


@given(names)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_chinese_is_two_columns_and_so_is_everything_else_beyond_ascii() -> None:
    assert [width(t) for t in ("abc", "茶", "×", "é", "￥", "")] == [3, 2, 2, 2, 2, 0]
    assert wrap("茶茶茶", 5) == ["茶茶", "茶"], "a wide character is never split"
    assert wrap("Big Cola 500ml", 10) == ["Big Cola", "500ml"]
