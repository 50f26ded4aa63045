"""Reports: looked at page by page, kept, printed; not for every eye."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from pos_app.ui.screens.reports.making import draw_pages
from pos_app.ui.screens.reports.printing import PrintSheet, print_images
from pos_app.ui.screens.reports.save_sheet import SaveSheet
from pos_app.ui.screens.reports.screen import ReportsScreen
from tests.ui.back_office.conftest import Office


def screen_of(office: Office) -> ReportsScreen:
    office.till.press("Ctrl+7")
    screen = office.till.screen
    assert isinstance(screen, ReportsScreen)
    return screen


def shown(office: Office) -> ReportsScreen:
    """The screen once the first page is drawn."""
    screen = screen_of(office)
    office.till.wait(lambda: screen.pages.drawn() > 0)
    return screen


def test_the_day_is_drawn_before_it_is_printed(office: Office) -> None:
    office.sell((office.till.goods()[0], 3))
    screen = shown(office)
    office.till.sees("日报 · 今天 3月3日", "第 1 /")
    assert screen.print_button.isEnabled() and screen.save_button.isEnabled()


def test_the_open_shift_and_a_span(office: Office) -> None:
    office.sell((office.till.goods()[0], 3))
    screen = shown(office)
    office.till.press("F3")
    office.till.sees("班次 Z 报表", "早班", "还开着")
    office.till.wait(lambda: screen.pages.drawn() > 0)
    office.till.press("F6")
    office.till.sees("留痕报表")


def test_a_day_without_a_shift_says_so(office: Office) -> None:
    screen = screen_of(office)
    office.till.press("Alt+Left")
    office.till.sees("这天没有营业")
    office.till.press("F3")
    office.till.sees("这天没有开过班")
    assert not screen.print_button.isEnabled()


def test_kept_as_a_table(office: Office, tmp_path: Path) -> None:
    office.sell((office.till.goods()[0], 3))
    shown(office)
    office.till.press("F8")
    sheet = office.till.sheet
    assert isinstance(sheet, SaveSheet)
    path = tmp_path / "day.csv"
    sheet.path.set_path(path)
    office.till.press("Enter")
    office.wait_no_sheet()
    assert office.till.goods()[0].name in path.read_text("utf-8-sig")


def test_a_name_that_is_no_report_is_refused_beside_the_field(
    office: Office, tmp_path: Path
) -> None:
    office.sell((office.till.goods()[0], 3))
    shown(office)
    office.till.press("F8")
    sheet = office.till.sheet
    assert isinstance(sheet, SaveSheet)
    sheet.path.set_path(tmp_path / "day.doc")
    office.till.press("Enter")
    office.till.wait(lambda: bool(sheet.path_row.error()))


def test_every_page_reaches_the_printer(office: Office, tmp_path: Path) -> None:
    office.sell((office.till.goods()[0], 3))
    screen = shown(office)
    made = screen.made
    assert made is not None
    target = tmp_path / "printed.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    pictures = draw_pages(made.pdf, 72)
    print_images(pictures, printer)
    assert len(PdfReader(target).pages) == len(made.sizes) == len(pictures)
    assert all(isinstance(p, QImage) and p.width() == 595 for p in pictures)


def test_without_a_printer_it_says_what_to_do(office: Office) -> None:
    office.sell((office.till.goods()[0], 3))
    shown(office)
    office.till.press("F9")
    sheet = office.till.sheet
    assert isinstance(sheet, PrintSheet)
    if not sheet.printers.count():
        office.till.sees("这台电脑没有装打印机")
        assert not sheet.button.isEnabled()


def test_a_cashier_sees_reports_only_with_a_managers_pin(
    office_of: Callable[[str], Office],
) -> None:
    office = office_of("小周")
    office.sell((office.till.goods()[0], 3))
    screen = screen_of(office)
    office.till.sees("报表要店长看")
    office.till.press("Enter")
    office.give_pin("老赵")
    office.till.wait(lambda: screen.pages.drawn() > 0)
