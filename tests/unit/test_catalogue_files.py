"""Reading catalogue files as they come out of other programs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.domain.errors import ShopError
from pos_app.services.catalogue_import import RawRow, read_rows

TABLE = "条码,品名,规格,售价\r\n6900000000014,冰峰橙味汽水,200ml,3.5\r\n,馒头,,1\r\n"


def rows(path: Path, content: bytes | str, encoding: str = "utf-8") -> list[RawRow]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return list(read_rows(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    found = rows(tmp_path / "goods.csv", TABLE.replace(",", delimiter), encoding)
    assert [row.line for row in found] == [2, 3]
    assert found[0].cells == {
        "code": "6900000000014", "name": "冰峰橙味汽水", "spec": "200ml", "price": "3.5"
    }  # fmt: skip
    assert found[1].cells["name"] == "馒头"


def test_headers_in_english_with_units_and_a_title_above(tmp_path: Path) -> None:
    text = "My shop\n\nBarcode;Product Name;Retail Price (RMB);Cost/元\n6900000000014;Soda;3.5;2\n"
    (row,) = rows(tmp_path / "goods.csv", text)
    assert row.line == 4
    assert row.cells == {"code": "6900000000014", "name": "Soda", "price": "3.5", "cost": "2"}
    assert row.headers["price"] == "Retail Price (RMB)"


def test_a_name_in_two_lines_keeps_the_count_of_lines(tmp_path: Path) -> None:
    found = rows(tmp_path / "goods.csv", '品名,售价\n"两行\n的名",1\n馒头,1\n')
    assert [row.line for row in found] == [2, 4]


def test_bytes_of_no_encoding_are_refused_by_line(tmp_path: Path) -> None:
    text = "品名,售价\n".encode() + b"\xff\xfe\xfa\xfb,1\n" + "馒头,1\n".encode()
    first, second = rows(tmp_path / "goods.csv", text)
    assert first.trouble
    assert not second.trouble


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"PK\x03\x04rubbish", b"a,b\n1,2\n",
                                     b"\xd0\xcf\x11\xe0rubbish", b"%PDF-1.4"])  # fmt: skip
def test_what_is_no_catalogue_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ShopError, match="看不懂"):
        rows(tmp_path / "goods.xlsx", content)


def workbook(path: Path, *lines: tuple[object, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                sheet.write(number, column, cell)
    return path


def test_numbers_of_a_spreadsheet_are_read_as_shown(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "goods.xlsx",
        ("条码", "品名", "售价", "进价", "称重"),
        (6900000000014, "冰峰橙味汽水", 5.5, 1.1 * 3, True),
    )
    (row,) = read_rows(path)
    assert row.cells["code"] == "6900000000014"
    assert (row.cells["price"], row.cells["cost"], row.cells["weighed"]) == ("5.5", "3.3", "1")


def test_a_formula_counts_by_its_result_and_without_one_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["品名", "售价"])
        sheet.write_string(1, 0, "馒头")
        sheet.write_formula(1, 1, "=1+1", value=2)
        sheet.write_string(2, 0, "豆浆")
        sheet.write_formula(2, 1, "=1+1", value="")
    steamed, soy = read_rows(path)
    assert (steamed.cells["price"], steamed.formulas) == ("2", frozenset())
    assert soy.formulas == {"price"}


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "goods.xlsx", ("品名", "售价"), ("馒头", 1))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big.bin", bytes(210_000_000))
    with pytest.raises(ShopError, match="太大"):
        list(read_rows(path))


def test_a_cell_in_the_far_corner_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["品名", "售价"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(ShopError, match="太大"):
        list(read_rows(path))


def test_formatted_but_empty_rows_down_to_the_last_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, red = book.add_worksheet(), book.add_format({"bg_color": "red"})
        sheet.write_row(0, 0, ["品名", "售价"])
        sheet.write_row(1, 0, ["馒头", 1])
        sheet.write_blank(1_048_575, 16_383, None, red)
    assert len(list(read_rows(path))) == 1


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from([b"", TABLE.encode(), TABLE.encode("gb18030"), b"\xff\xfe", b"PK\x03\x04",
                           b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
    rest=st.binary(max_size=400),
)  # fmt: skip
def test_garbage_is_an_answer_never_a_crash(tmp_path: Path, start: bytes, rest: bytes) -> None:
    try:
        rows(tmp_path / "garbage", start + rest)
    except ShopError as error:
        assert error.code == "import_unreadable"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 20_000), byte=st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_read(tmp_path: Path, at: int, byte: int) -> None:
    path = workbook(tmp_path / "goods.xlsx", ("品名", "售价"), ("馒头", 1))
    data = bytearray(path.read_bytes())
    data[at % len(data)] = byte
    path.write_bytes(data)
    try:
        list(read_rows(path))
    except ShopError as error:
        assert error.code == "import_unreadable"
