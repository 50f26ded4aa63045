"""Whole tables of the shop as CSV or Excel, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos_app.domain.errors import ShopError
from pos_app.reports.csv_file import cell_text
from pos_app.reports.xlsx_file import FORMATS, SCALE
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Cell, Column, Kind


class Rows(Protocol):
    """A connection, as far as an export needs it."""

    def execute(self, sql: str) -> Iterable[tuple[Cell, ...]]: ...


@dataclass(frozen=True, slots=True)
class Export:
    """A query and what its columns mean."""

    sql: str
    columns: tuple[Column, ...]


def _columns(*pairs: tuple[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(title=title, kind=kind) for title, kind in pairs)


def exports() -> dict[str, Export]:
    """Every table that can be exported, its headers in the current language."""
    return {
        "goods": Export(
            """SELECT i.id, i.code, i.name, i.spec, i.unit, i.category_name, i.price, i.cost,
            coalesce(s.qty, 0), i.supply, i.origin, i.shelf_life, i.active
            FROM item i LEFT JOIN stock s ON s.item = i.id ORDER BY i.id""",
            _columns(
                (tr("编号"), "text"), (tr("条码"), "text"), (tr("品名"), "text"),
                (tr("规格"), "text"), (tr("单位"), "text"), (tr("分类"), "text"),
                (tr("售价"), "money"), (tr("进价"), "money"), (tr("库存"), "qty"),
                (tr("供货"), "text"), (tr("产地"), "text"), (tr("保质期"), "count"),
                (tr("在售"), "count"),
            ),
        ),
        "sales": Export(
            """SELECT receipt, date, mode, actor_name, lines, total, rounding, due, saved
            FROM sale ORDER BY pos""",
            _columns(
                (tr("小票号"), "text"), (tr("营业日"), "text"), (tr("类型"), "text"),
                (tr("收银员"), "text"), (tr("行数"), "count"), (tr("合计"), "money"),
                (tr("抹零"), "money"), (tr("实收"), "money"), (tr("已省"), "money"),
            ),
        ),
        "sale_lines": Export(
            """SELECT s.receipt, s.date, l.no, l.item, l.name, l.category_name, l.qty, l.price,
            l.list_price, l.amount, l.net, l.cost, l.reason, l.approved_by, l.source_receipt
            FROM sale_line l JOIN sale s USING (pos) ORDER BY l.pos, l.no""",
            _columns(
                (tr("小票号"), "text"), (tr("营业日"), "text"), (tr("行"), "count"),
                (tr("编号"), "text"), (tr("品名"), "text"), (tr("分类"), "text"),
                (tr("数量"), "qty"), (tr("单价"), "money"), (tr("原价"), "money"),
                (tr("金额"), "money"), (tr("实付"), "money"), (tr("进价"), "money"),
                (tr("原因"), "text"), (tr("授权人"), "text"), (tr("原小票"), "text"),
            ),
        ),
        "stock": Export(
            """SELECT s.item, coalesce(i.name, ''), s.qty, coalesce(i.cost, 0)
            FROM stock s LEFT JOIN item i ON i.id = s.item ORDER BY s.item""",
            _columns(
                (tr("编号"), "text"), (tr("品名"), "text"), (tr("库存"), "qty"),
                (tr("进价"), "money"),
            ),
        ),
        "shifts": Export(
            """SELECT id, date, label, opened_by_name, opening_float, sales, turnover, expected,
            counted, variance, closed_by_name FROM shift ORDER BY pos""",
            _columns(
                (tr("班次"), "text"), (tr("营业日"), "text"), (tr("名称"), "text"),
                (tr("开班人"), "text"), (tr("备用金"), "money"), (tr("单数"), "count"),
                (tr("营业额"), "money"), (tr("应有现金"), "money"), (tr("实点现金"), "money"),
                (tr("长短款"), "money"), (tr("收班人"), "text"),
            ),
        ),
    }  # fmt: skip


EXPORTS = ("goods", "sales", "sale_lines", "shifts", "stock")


def export_table(conn: Rows, name: str, path: Path) -> int:
    """Write the table to .csv or .xlsx; gives the number of rows.

    Raises ShopError ``bad_report_file``, ``file_not_written``.
    """
    export = exports()[name]
    rows = iter(conn.execute(export.sql))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        match path.suffix.lower():
            case ".csv":
                return _csv(export, rows, path)
            case ".xlsx":
                return _xlsx(export, rows, path, name)
            case _:
                raise ShopError("bad_report_file", file=path.name)
    except OSError as error:
        raise ShopError("file_not_written", file=path) from error


def _csv(export: Export, rows: Iterator[tuple[Cell, ...]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.title for column in export.columns])
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
            pairs = zip(row, export.columns, strict=True)
            writer.writerow([cell_text(cell, column.kind) for cell, column in pairs])
    return count


def _xlsx(export: Export, rows: Iterator[tuple[Cell, ...]], path: Path, name: str) -> int:
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with Workbook(str(path), options) as book:
        sheet = book.add_worksheet(name)
        styles = [book.add_format({"num_format": FORMATS[c.kind]}) for c in export.columns]
        for at, column in enumerate(export.columns):
            sheet.write_string(0, at, column.title)
        for count, row in enumerate(rows, 1):
            for at, (cell, column) in enumerate(zip(row, export.columns, strict=True)):
                if isinstance(cell, int):
                    places = SCALE.get(column.kind, 0)
                    sheet.write_number(count, at, cell / 10**places, styles[at])
                elif cell is not None:
                    sheet.write_string(count, at, cell_text(cell, "text"), styles[at])
    return count
