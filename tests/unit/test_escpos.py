"""The bytes that reach the printer, read back by the decoder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.devices.blocks import Block, Cut, Gap, Qr, Rule, Text
from pos_app.devices.columns import printable
from pos_app.devices.escpos import DRAWER, encode, encode_text, kick_drawer
from pos_app.devices.escpos_decoder import DecodedCut, DecodedLine, decode

names = st.text(st.characters(codec="utf-8"), max_size=40)


def test_the_yuan_sign_and_chinese_print_right() -> None:
    data = encode([Text(text="应收 ¥6.90 可口可乐 Cola 500ml")], columns=32)
    assert data.startswith(b"\x1b\x40\x1c\x26"), "reset, then Chinese mode"
    assert "￥".encode("gbk") in data
    assert b"\xc2\xa5" not in data
    assert "¥".encode("gb18030") not in data
    assert decode(data).lines[0].text == "应收 ￥6.90 可口可乐 Cola 500ml"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5"])
def test_mixed_text_comes_through_in_each_encoding(encoding: str) -> None:
    data = encode([Text(text="茶 Tea ￥3.50")], columns=32, encoding=encoding)
    yuan = b"\xa2\x44" if encoding == "big5" else b"\xa3\xa4"
    assert data[4:] == "茶 Tea ".encode(encoding) + yuan + b"3.50\n"
    assert decode(data, encoding).lines[0].text.startswith("茶 Tea ")


def test_a_character_the_printer_lacks_keeps_its_width() -> None:
    assert encode_text("a😀b", "gbk").decode("gbk") == "a□b"
    assert encode_text("龘한茶", "gbk").decode("gbk") == "龘□茶"
    assert encode_text("茶简", "big5").decode("big5") == "茶□"


def test_goods_named_by_a_stranger_neither_feed_paper_nor_open_the_drawer() -> None:
    evil = "茶\n\n\n\x1bd\xff\x1bp\x00\x32\x32\x0c\x1dV\x00"
    decoded = decode(encode([Text(text=evil)], columns=32))
    assert (len(decoded.lines), decoded.drawer_pulses, decoded.cuts) == (1, 0, 0)
    assert decoded.unknown == ()


def test_the_paper_feed_ends() -> None:
    data = encode([Text(text="茶"), Gap(), Cut()], columns=32)
    decoded = decode(data)
    assert len(decoded.lines) == 2 + 4, "the text, the gap, and four lines to the knife"
    assert data.endswith(b"\x1d\x56\x00"), "nothing follows the cut"


def test_the_drawer_gets_one_pulse() -> None:
    assert kick_drawer() == DRAWER == b"\x1b\x70\x00\x32\x32"
    assert decode(kick_drawer()).drawer_pulses == 1
    assert decode(kick_drawer()).elements == ()


def test_sizes_and_alignment_end_with_their_line() -> None:
    blocks: list[Block] = [
        Text(text="店", align="center", bold=True, wide=True, tall=True),
        Text(text="茶"),
        Text(text="右", align="right"),
        Qr(data="S001-01-1-000123"),
        Text(text="后"),
        Rule(),
    ]
    big, tea, right, after, rule = decode(encode(blocks, columns=32)).lines
    assert (big.align, big.bold, big.wide, big.tall, big.columns) == ("center", True, True, True, 4)
    assert tea == DecodedLine(text="茶")
    assert (right.align, after.align, rule.text) == ("right", "left", "-" * 32)


def test_the_qr_code_is_the_printer_s_own() -> None:
    data = encode([Qr(data="S001-01-1-000123")], columns=32)
    assert b"\x1d(k\x13\x001P0S001-01-1-000123" in data
    assert decode(data).qrs == ["S001-01-1-000123"]


def test_a_broken_off_stream_is_seen_as_one() -> None:
    data = encode([Text(text="茶"), Qr(data="S001-01-1-000123"), Cut()], columns=32)
    assert decode(data).complete
    assert not decode(data[: len(data) - 1]).complete
    assert not decode(data[: data.index(b"\n") - 1]).complete


def test_a_command_that_is_not_ours_is_named() -> None:
    assert decode(b"\x1bZ\x07\x1c!\x1dw").unknown == (b"\x1bZ", b"\x07", b"\x1c!", b"\x1dw")
    assert decode(b"\x1d(L\x02\x00ab").unknown == (b"\x1d(Lab",)


@given(names, st.sampled_from(["left", "center", "right"]), st.booleans(), st.booleans())
@settings(max_examples=150)
def test_whatever_a_line_says_comes_out_as_that_one_line(
    text: str, align: str, bold: bool, wide: bool
) -> None:
    block = Text(text=text, align=align, bold=bold, wide=wide)  # type: ignore[arg-type]
    decoded = decode(encode([block, Cut()], columns=48))
    indent = len(text) - len(text.lstrip(" "))
    first = decoded.lines[0]
    assert first.text == " " * indent + printable(text)
    assert (first.align, first.bold, first.wide) == (align, bold, wide)
    assert decoded.unknown == ()
    assert decoded.complete
    assert isinstance(decoded.elements[-1], DecodedCut)


@given(st.binary(max_size=200))
def test_the_decoder_reads_any_bytes(data: bytes) -> None:
    decode(data).text.encode("utf-8")


@given(names, st.sampled_from(["gbk", "big5", "gb18030"]))
def test_no_byte_of_a_text_is_a_command(text: str, encoding: str) -> None:
    assert all(byte >= 0x20 for byte in encode_text(text, encoding))
