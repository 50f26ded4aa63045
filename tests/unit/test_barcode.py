"""Codes at the counter: goods, scale labels, payment codes, receipts and words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.barcode import Parsed, parse
from pos_app.domain.check_digit import check_digit, has_valid_check, is_gtin, lookup_candidates
from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import DEFAULT_FORMATS, InStoreFormat, read_formats, write_formats
from pos_app.domain.payment_codes import payment_scheme
from pos_app.domain.receipt_number import ReceiptNumber, format_number, parse_number

digits = st.text("0123456789", min_size=1, max_size=26)


def with_check(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    "code", ["96385074", "036000291452", "6921168509256", "4006381333931", "16921168509253"]
)
def test_known_gtins_hold_their_check_digit(code: str) -> None:
    assert is_gtin(code)
    read = parse(code)
    assert (read.kind, read.damaged, code in read.candidates) == ("gtin", False, True)


@given(
    st.sampled_from([7, 11, 12, 13]).flatmap(
        lambda n: st.text("0123456789", min_size=n, max_size=n)
    )
)
def test_any_single_wrong_digit_is_noticed(body: str) -> None:
    code = with_check(body)
    place = random.Random(body).randrange(len(code))
    other = str((int(code[place]) + 1) % 10)
    assert not has_valid_check(code[:place] + other + code[place + 1 :])


def test_a_upc_is_found_under_both_of_its_spellings() -> None:
    assert parse("036000291452").candidates == ("0036000291452", "036000291452")
    assert parse("0036000291452").candidates == ("0036000291452", "036000291452")
    assert parse("00036000291452").candidates == ("00036000291452", "0036000291452", "036000291452")


def test_a_case_code_is_never_taken_for_the_single() -> None:
    assert parse("16921168509253").candidates == ("16921168509253",)


def test_a_short_upc_e_finds_the_full_upc() -> None:
    assert "0042100005264" in parse("04252614").candidates


def test_a_misread_barcode_is_looked_up_but_marked() -> None:
    read = parse("6921168509257")
    assert (read.kind, read.damaged, read.candidates) == ("digits", True, ("6921168509257",))


def test_last_digits_of_a_code_are_digits_and_names_are_text() -> None:
    assert (parse("9256").kind, parse("9256").damaged) == ("digits", False)
    assert (parse("kkkl").kind, parse("可口可乐").kind, parse("").kind) == ("text", "text", "text")


def test_an_input_method_with_full_width_digits_does_not_hide_the_code() -> None:
    assert parse(" 6921168509256\r\n").code == "6921168509256"
    assert parse("s001-01-1-000123").kind == "receipt"


def test_symbology_marks_are_cut_off() -> None:
    assert parse("]E06921168509256") == parse("6921168509256")


def test_scale_labels_give_goods_amount_and_weight() -> None:
    by_amount = parse(with_check("210012300735"))
    assert (by_amount.kind, by_amount.plu, by_amount.amount) == ("in_store_amount", "00123", 735)
    by_weight = parse(with_check("260012300462"))
    assert (by_weight.kind, by_weight.plu, by_weight.qty) == ("in_store_weight", "00123", 462)
    both = parse(with_check("22" + "00123" + "01839" + "00462"))
    assert (both.kind, both.amount, both.qty) == ("in_store_amount", 1839, 462)
    assert both.candidates[0] == both.text, "the full code is tried first"


def test_a_scale_that_prints_a_wrong_check_digit_is_a_setting() -> None:
    wrong = "2100123007350"
    assert not has_valid_check(wrong)
    assert parse(wrong).kind == "digits"
    loose = (InStoreFormat(layout="FFPPPPPAAAAAC", prefixes=frozenset({"21"}), check=False),)
    assert parse(wrong, formats=loose).amount == 735


@pytest.mark.parametrize(
    "layout", ["PPPPPAAAAAC", "FFAAAAAC", "FFPPPPPC", "FFCPPPPPAAAAA", "FFPPQAA", "FFPPFAA"]
)
def test_an_unusable_label_layout_is_refused(layout: str) -> None:
    with pytest.raises(ValueError, match="layout"):
        InStoreFormat(layout=layout, prefixes=frozenset({"21"}))


def test_flags_must_be_as_long_as_the_layout_says() -> None:
    with pytest.raises(ValueError, match="flags"):
        InStoreFormat(layout="FFPPPPPAAAAAC", prefixes=frozenset({"2"}))


def test_the_owner_writes_label_formats_as_lines() -> None:
    formats = read_formats("ffppppaaaaaac 21,23-24 nocheck\n\nFFPPPPPWWWWWC 29\n")
    assert [f.check for f in formats] == [False, True]
    assert formats[0].prefixes == {"21", "23", "24"}
    assert read_formats(write_formats(formats)) == formats
    assert read_formats("  ") == DEFAULT_FORMATS
    assert read_formats(write_formats(DEFAULT_FORMATS)) == DEFAULT_FORMATS


@pytest.mark.parametrize(
    "line", ["FFPPPPPAAAAAC", "FFPPPPPAAAAAC 2x", "FFPPP 21", "FFPPPAAC 21 no"]
)
def test_a_label_format_that_cannot_be_is_named(line: str) -> None:
    with pytest.raises(ShopError) as refused:
        read_formats(line)
    assert (refused.value.code, line in str(refused.value)) == ("bad_label_layout", True)


GS1 = "0106921168509256172612313103001234" + "10AB7"


@pytest.mark.parametrize("text", [f"]C1{GS1}", f"]d2{GS1}", f"\x1d{GS1}", GS1])
def test_gs1_carries_expiry_batch_and_weight(text: str) -> None:
    read = parse(text)
    assert (read.kind, read.expiry, read.batch, read.qty) == ("gs1", "2026-12-31", "AB7", 1234)
    assert "6921168509256" in read.candidates


def test_gs1_with_separators_and_a_count() -> None:
    read = parse("]d2020692116850925610LOT-9\x1d15261200\x1d3712")
    assert (read.batch, read.expiry, read.qty) == ("LOT-9", "2026-12-31", 12_000)


def test_a_damaged_gs1_code_is_no_goods() -> None:
    assert parse("]C1010692116850925517261231").kind == "digits"
    assert parse("]C10106921168509256171399").kind != "gs1"


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("134567890123456789", "wechat"),
        ("287654321098765432", "alipay"),
        ("3012345678901234", "alipay"),
        ("6223456789012345678", "unionpay"),
    ],
)
def test_payment_codes_are_recognised_when_paying_and_when_selling(code: str, scheme: str) -> None:
    for mode in ("payment", "sale", "find"):
        read = parse(code, mode)  # type: ignore[arg-type]
        assert (read.kind, read.scheme, read.candidates) == ("payment_code", scheme, ())


def test_the_screen_decides_between_a_scale_label_and_alipay() -> None:
    label = with_check("26" + "00123" + "01839" + "00462")
    assert payment_scheme(label) == "alipay"
    paying, selling = parse(label, "payment"), parse(label, "sale")
    assert (paying.kind, paying.scheme, paying.amount) == ("payment_code", "alipay", None)
    assert (selling.kind, selling.plu, selling.doubt) == ("in_store_amount", "00123", "alipay")
    broken = label[:-1] + str((int(label[-1]) + 1) % 10)
    assert parse(broken, "sale").kind == "payment_code"


@given(st.text("0123456789", min_size=16, max_size=16), st.integers(10, 15))
def test_no_wechat_code_ever_becomes_goods(rest: str, prefix: int) -> None:
    for mode in ("sale", "payment", "find"):
        read = parse(f"{prefix}{rest}", mode)  # type: ignore[arg-type]
        assert (read.kind, read.candidates) == ("payment_code", ())


def test_payment_mode_still_reads_goods_so_that_the_screen_can_say_so() -> None:
    assert parse("6921168509256", "payment").kind == "gtin"


@given(
    st.one_of(
        digits,
        st.text(max_size=40),
        digits.map(lambda d: f"]C1{d}"),
        digits.map(lambda d: f"01{d}"),
    )
)
def test_reading_never_fails_and_never_invents(text: str) -> None:
    for mode in ("sale", "payment", "find"):
        read = parse(text, mode)  # type: ignore[arg-type]
        assert isinstance(read, Parsed)
        assert read.amount is None or 0 <= read.amount <= 99_999
        assert (read.kind == "payment_code") == bool(read.scheme)
        assert read.kind != "payment_code" or not (read.candidates or read.plu or read.amount)


@given(digits)
def test_the_code_itself_is_always_among_the_candidates(text: str) -> None:
    assert text in lookup_candidates(text)


@given(
    st.from_regex(r"\A[A-Z0-9]{1,8}\Z"), st.from_regex(r"\A[A-Z0-9]{1,4}\Z"),
    st.integers(1, 999), st.integers(1, 10**9),
)  # fmt: skip
def test_receipt_numbers_read_back(store: str, till: str, epoch: int, seq: int) -> None:
    text = format_number(store, till, epoch, seq)
    number = parse_number(text)
    assert number == ReceiptNumber(store=store, till=till, epoch=epoch, seq=seq)
    assert str(number) == text
    assert parse(text).kind == "receipt"


def test_a_receipt_number_is_printed_with_six_digits() -> None:
    assert format_number("S001", "01", 1, 123) == "S001-01-1-000123"
    assert str(parse_number(" s001-01-1-123 ")) == "S001-01-1-000123"
    assert parse_number("S001-01-1") is None
    assert parse_number("S001-01-1-x") is None


def test_the_usual_formats_cover_all_flags() -> None:
    assert {p for f in DEFAULT_FORMATS for p in f.prefixes} == {str(n) for n in range(20, 30)}
