"""The picture of a receipt is painted from the printer's bytes, and a scanner reads its code."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from pos_app.devices.blocks import Block, Cut, Qr, Text
from pos_app.devices.escpos import encode
from pos_app.devices.folder_printer import FolderPrinter, NullPrinter
from pos_app.devices.preview import CELL, LINE, MARGIN, render_png
from pos_app.domain.errors import ShopError

NUMBER = "S001-01-1-000123"


def picture(blocks: list[Block], columns: int = 32, scale: int = 2) -> Image.Image:
    png = render_png(encode(blocks, columns=columns), columns=columns, scale=scale)
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize(("columns", "dots"), [(32, 384), (48, 576)])
def test_the_paper_has_the_printer_s_dots(columns: int, dots: int) -> None:
    assert picture([Text(text="茶")], columns, scale=1).width == dots + 2 * MARGIN


@pytest.mark.parametrize("scale", [1, 2])
def test_the_code_on_the_picture_can_be_scanned(scale: int) -> None:
    shown = picture([Text(text="茶"), Qr(data=NUMBER), Cut()], scale=scale)
    assert [code.text for code in zxingcpp.read_barcodes(shown)] == [NUMBER]


def ink(shown: Image.Image) -> tuple[int, int, int, int]:
    box = shown.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    return box


def test_figures_stand_in_their_columns_up_to_the_right_edge() -> None:
    shown = picture([Text(text=" " * 26 + "123.50")], scale=1)
    left, _, right, _ = ink(shown)
    assert left >= MARGIN + 26 * CELL
    assert MARGIN + 31 * CELL < right <= MARGIN + 32 * CELL


def test_letters_below_the_line_are_not_cut_off() -> None:
    with_tail, without = picture([Text(text="g")], scale=1), picture([Text(text="a")], scale=1)
    assert ink(without)[3] + 3 < ink(with_tail)[3] < MARGIN + LINE


def test_double_size_takes_twice_the_room() -> None:
    small, big = picture([Text(text="茶")]), picture([Text(text="茶", wide=True, tall=True)])
    (_, _, _, _), large = ink(small), ink(big)
    assert large[2] - large[0] > 1.7 * (ink(small)[2] - ink(small)[0])
    assert big.height - small.height == LINE * 2


def test_centred_text_is_in_the_middle() -> None:
    shown = picture([Text(text="东丽", align="center")], scale=1)
    left, _, right, _ = ink(shown)
    assert abs((left + right) / 2 - shown.width / 2) < CELL


def test_the_folder_printer_leaves_bytes_text_and_picture(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "paper")
    data = encode([Text(text="茶"), Qr(data=NUMBER), Cut()], columns=32)
    printer.send(data)
    printer.send(b"\x1b\x70\x00\x32\x32")
    printer.send(encode([Text(text="交班单"), Cut()], columns=32))
    files = sorted(p.name for p in (tmp_path / "paper").iterdir())
    stems = [f"0001-{NUMBER}", "0002-slip"]
    assert files == [f"{stem}.{kind}" for stem in stems for kind in ("bin", "png", "txt")]
    assert (tmp_path / "paper" / f"0001-{NUMBER}.bin").read_bytes() == data
    assert "茶" in (tmp_path / "paper" / f"0001-{NUMBER}.txt").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_a_printer_that_is_off(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("a file in the way")
    with pytest.raises(ShopError) as refused:
        FolderPrinter(tmp_path / "paper").send(encode([Text(text="茶")], columns=32))
    assert refused.value.code == "printer_offline"
    NullPrinter().send(b"anything")
