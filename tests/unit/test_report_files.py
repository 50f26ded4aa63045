"""The files that an owner opens: what they say, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from pos_app.domain.basket import Basket, BasketLine, add_return
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, Paid
from pos_app.reports.csv_file import harmless
from pos_app.reports.pdf import render_pdf
from pos_app.reports.pdf_charts import nice_top
from pos_app.reports.pdf_tables import column_widths
from pos_app.reports.pdf_text import register_fonts
from pos_app.reports.write import KINDS, Office, document_of, write_report
from pos_app.runtime.i18n import Language, set_language
from pos_app.services.report_document import (
    Cell,
    Column,
    Document,
    Kind,
    Table,
    format_percent,
    tables_of,
)
from pos_app.services.report_span import span_of
from pos_app.services.reporting import DayReport
from pos_app.storage.report_queries import ReportQueries
from tests.storage.report_shop import Trade, nasty
from tests.support.till import BOSS
from tests.unit.goods import SODA

DAY = span_of("2026-03-03")
PRINTED = datetime(2026, 3, 3, 22, 31)  # noqa: DTZ001 - the shop's wall clock has no zone


def make(path: Path, *, bad_names: bool = False) -> Trade:
    trade = Trade(path)
    if bad_names:
        trade.goods = nasty(trade.goods)
    trade.day(-7, 20)
    trade.day(0, 40)
    return trade


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportQueries]:
    trade = make(tmp_path_factory.mktemp("shop") / "shop.db")
    yield ReportQueries(trade.till.conn)
    trade.till.conn.close()


@pytest.fixture(scope="module")
def nasty_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportQueries]:
    trade = make(tmp_path_factory.mktemp("shop") / "shop.db", bad_names=True)
    yield ReportQueries(trade.till.conn)
    trade.till.conn.close()


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    set_language(request.param)
    yield request.param
    set_language("zh")


def office() -> Office:
    return Office(lambda: PRINTED)


def pdf_of(book: ReportQueries, kind: str, start: str = "2026-03-03", end: str = "") -> PdfReader:
    return PdfReader(io.BytesIO(office().content(KINDS[kind](book, start, end), ".pdf", "王姐")))


def text_of(pdf: PdfReader) -> str:
    """Without the breaks of lines inside cells."""
    return "\n".join(page.extract_text() for page in pdf.pages)


def fonts_of(pdf: PdfReader) -> dict[str, bool]:
    """Every font that a page names, and whether its glyphs are in the file."""
    found: dict[str, bool] = {}
    for page in pdf.pages:
        for ref in page["/Resources"]["/Font"].values():
            font = ref.get_object()
            about = font.get("/FontDescriptor")
            found[font["/BaseFont"]] = bool(about and "/FontFile2" in about.get_object())
    return found


@pytest.mark.parametrize("kind", ["z", "day", "audit", "goods"])
def test_every_font_of_a_pdf_is_in_it(book: ReportQueries, spoken: Language, kind: str) -> None:
    fonts = fonts_of(pdf_of(book, kind))
    assert fonts
    assert all(fonts.values()), fonts
    assert all("XipuSans" in name for name in fonts)


def test_the_day_report_says_its_figures(book: ReportQueries, spoken: Language) -> None:
    report = book.day_report(DAY)
    text = text_of(pdf_of(book, "day"))
    for fen in (
        report.totals.turnover, report.totals.margin, report.totals.average,
        *(c.net for c in report.categories), *(t.amount for t in report.tenders),
        *(g.net for g in report.goods), *(s.turnover for s in report.shifts),
    ):  # fmt: skip
        assert format_fen(fen) in text
    assert "东丽万新店" in text
    assert "2026-03-03 22:31" in text
    assert re.search(r"第 1 页,共 \d 页" if spoken == "zh" else r"Page 1 of \d", text)


def test_the_z_report_says_its_drawer_and_has_lines_to_sign(book: ReportQueries) -> None:
    z = book.shift_report(book.last_closed_shift())
    text = text_of(pdf_of(book, "z", ""))
    for fen in (z.drawer.expected, z.drawer.counted or 0, z.drawer.variance or 0, 20_000):
        assert format_fen(fen) in text
    for words in ("交班报表 Z2", "买冰", "冰柜用冰两袋", "收银员签字", "还有 2 单挂着"):
        assert words in text


def test_an_x_report_has_nothing_to_sign(tmp_path: Path) -> None:
    trade = Trade(tmp_path / "shop.db")
    trade.day(0, 5, close=False)
    text = text_of(pdf_of(ReportQueries(trade.till.conn), "x"))
    trade.till.conn.close()
    assert "班中报表 X" in text
    assert "签字" not in text


def test_the_z_of_every_shift_of_a_span_comes_in_one_file(book: ReportQueries) -> None:
    text = text_of(pdf_of(book, "z", "2026-02-24", "2026-03-03"))
    assert "交班报表 Z1" in text
    assert "交班报表 Z2" in text


def test_a_long_table_repeats_its_head(tmp_path: Path) -> None:
    rows: tuple[tuple[Cell, ...], ...] = tuple((f"商品{n}", n * 100) for n in range(150))
    table = Table(title="全部", columns=(Column(title="品名"), Column(title="钱", kind="money")),
                  rows=rows)  # fmt: skip
    document = Document(title="长", subtitle="", shop_name="店", cards=(), blocks=(table,))
    path = tmp_path / "long.pdf"
    render_pdf([document], path, printed=PRINTED)
    pages = PdfReader(path).pages
    assert len(pages) > 2
    assert all("品名" in page.extract_text() for page in pages)


@pytest.mark.parametrize("kind", ["day", "audit", "goods"])
def test_an_empty_day_is_printed_without_nonsense(
    book: ReportQueries, spoken: Language, kind: str
) -> None:
    text = text_of(pdf_of(book, kind, "2025-01-01"))
    assert "nan" not in text.lower()
    assert "inf" not in text.lower()
    assert "0.00" in text or kind == "audit"
    assert ("没有" if spoken == "zh" else "No ") in text


def test_long_and_hostile_names_break_no_page(nasty_book: ReportQueries) -> None:
    for kind in ("z", "day", "audit", "goods"):
        assert len(pdf_of(nasty_book, kind).pages) >= 1
    assert "<b>&amp;" in text_of(pdf_of(nasty_book, "goods"))


def test_a_day_on_which_goods_only_came_back_is_drawn(tmp_path: Path) -> None:
    trade = Trade(tmp_path / "shop.db")
    trade.at(0, 9)
    trade.till.shifts.open(BOSS, 50_000)
    back = add_return(Basket(id="back"), BasketLine(no=0, item=SODA, qty=-2000))
    trade.till.checkout.complete(
        back, (Paid(method=CASH, received=-700),), BOSS, reason="漏" * 3000
    )
    book = ReportQueries(trade.till.conn)
    assert "-7.00" in text_of(pdf_of(book, "day"))
    assert "-7.00" in text_of(pdf_of(book, "x"))
    trade.till.conn.close()


def rows_of_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_csv_read_again_is_the_report(book: ReportQueries) -> None:
    report = book.day_report(DAY)
    rows = rows_of_csv(office().content([report], ".csv"))
    plain = [format_fen(c.net, grouped=False) for c in report.categories]
    start = rows.index(["按分类"]) + 2
    assert [r[2] for r in rows[start : start + len(plain)]] == plain
    assert ["营业额", format_fen(report.totals.turnover, grouped=False)] in rows


def test_no_cell_of_a_csv_begins_like_a_formula(nasty_book: ReportQueries) -> None:
    goods = nasty_book.goods_report(DAY)
    assert any(g.name.startswith("=") for g in goods.goods)
    for kind in KINDS.keys() - {"x"}:
        content = office().content(KINDS[kind](nasty_book, "2026-03-03", ""), ".csv")
        for cell in (c for row in rows_of_csv(content) for c in row):
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+%?", cell), cell


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    opened = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in opened.worksheets
    }


def test_an_excel_book_read_again_is_the_report(book: ReportQueries) -> None:
    report = book.goods_report(DAY)
    opened = openpyxl.load_workbook(io.BytesIO(office().content([report], ".xlsx")))
    sheet = opened["商品销售"]
    for row, goods in zip(sheet.iter_rows(min_row=2), report.goods, strict=False):
        assert row[1].value == goods.name
        assert round(row[3].value * 1000) == goods.qty
        assert round(row[4].value * 100) == goods.net
        assert row[4].number_format == "#,##0.00"
    assert sheet.max_row == len(report.goods) + 1
    assert "概要" in opened.sheetnames


def test_no_cell_of_an_excel_book_is_a_formula(nasty_book: ReportQueries) -> None:
    for kind in KINDS.keys() - {"x"}:
        content = office().content(KINDS[kind](nasty_book, "2026-03-03", ""), ".xlsx")
        opened = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in opened.worksheets:
            for cell in (c for row in sheet.iter_rows() for c in row):
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    names = [row[1] for row in sheets_of(content).get("商品销售", [])]
    assert all(not str(n).startswith("=") for n in names)


def test_several_shifts_share_one_excel_book(book: ReportQueries) -> None:
    sheets = sheets_of(office().content(KINDS["z"](book, "2026-02-24", "2026-03-03"), ".xlsx"))
    assert {"概要", "概要 2", "收款方式", "收款方式 2"} <= sheets.keys()


@given(st.text())
def test_harmless_text_is_text_and_nothing_is_lost(text: str) -> None:
    made = harmless(text)
    assert made.removeprefix("'") == text or made == text
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))


@given(st.integers(0, 10**12))
def test_an_axis_ends_above_the_highest_bar_on_round_quarters(fen: int) -> None:
    top = nice_top(fen)
    assert top >= max(fen, 400)
    assert top % 4 == 0
    assert top <= max(400, fen * 2) or fen < 400


@given(
    st.lists(st.sampled_from(["text", "money", "count", "when"]), min_size=2, max_size=8),
    st.integers(1, 60),
    st.integers(1, 30),
)
def test_columns_fill_the_page_whatever_stands_in_them(
    kinds: list[Kind], length: int, digits: int
) -> None:
    register_fonts()
    columns = tuple(Column(title="列", kind=kind) for kind in kinds)
    texts = [["字" * length if kind == "text" else "9" * digits for kind in kinds]]
    widths = column_widths(columns, texts, 511.0)
    assert all(w > 0 for w in widths)
    assert abs(sum(widths) - 511.0) < 0.01


@pytest.mark.parametrize(
    ("bp", "text"),
    [(0, "0.0%"), (5, "0.1%"), (1234, "12.3%"), (-1235, "-12.4%"), (10_000, "100.0%")],
)
def test_percent(bp: int, text: str) -> None:
    assert format_percent(bp) == text


def test_the_slip_of_a_shift_is_narrow_and_complete(book: ReportQueries) -> None:
    z = book.shift_report(book.last_closed_shift())
    title, rows = office().slip(z)
    assert title == "交班报表 Z2"
    for row in (
        ("应有现金", format_fen(z.drawer.expected)),
        ("差额", format_fen(z.drawer.variance or 0)),
        ("营业额", format_fen(z.totals.turnover)),
        ("21:30 买冰", "-50.00"),
        ("挂着的单", "2"),
    ):
        assert row in rows
    for label, value in rows:
        wide = sum(2 if ord(c) > 0x2E7F else 1 for c in label + value)
        assert wide <= 31, (label, value)


def test_the_document_holds_every_row_that_the_report_has(book: ReportQueries) -> None:
    report = book.audit_report(span_of("2026-02-24", "2026-03-03"))
    tables = [t for block in document_of(report).blocks for t in tables_of(block)]
    events = report.events
    assert [len(t.rows) for t in tables] == [
        len(events.refunds), len(events.voids), len(events.drawer), len(events.changes),
        len(events.removed), len(events.reprints), len(events.prices), len(events.stock),
        len(events.cash),
    ]  # fmt: skip


def test_without_dates_the_last_day_is_reported(book: ReportQueries, tmp_path: Path) -> None:
    (report,) = KINDS["day"](book, "", "")
    assert isinstance(report, DayReport)
    assert report.span == DAY
    for suffix in (".pdf", ".csv", ".xlsx"):
        path = tmp_path / "new folder" / f"day{suffix}"
        write_report(book, "day", "", "", path)
        assert path.stat().st_size > 500


def test_a_name_without_a_known_end_is_refused(book: ReportQueries, tmp_path: Path) -> None:
    with pytest.raises(ShopError) as caught:
        write_report(book, "day", "", "", tmp_path / "day.doc")
    assert caught.value.code == "bad_report_file"


def test_a_place_that_cannot_be_written_is_said(book: ReportQueries, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(ShopError) as caught:
        write_report(book, "day", "", "", blocked / "day.csv")
    assert caught.value.code == "file_not_written"


def test_the_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys, pos_app.reports.write\n"
        "print([m for m in ('reportlab', 'xlsxwriter', 'PIL') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
