"""Rows as tables: exact changes, pages on demand, quick however long the list is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.theme import CellRole, apply_theme
from pos_app.ui.widgets import ColumnSpec, DataTable


@dataclass(frozen=True, slots=True)
class Thing:
    id: int
    name: str


COLUMNS: tuple[Column[Thing], ...] = (
    Column(title=lambda: "编号", text=lambda thing: str(thing.id)),
    Column(title=lambda: "名字", text=lambda thing: thing.name,
           look=lambda thing: {CellRole.BOLD: thing.id % 2 == 0}),
)  # fmt: skip


def model_of(*things: Thing) -> RowsModel[Thing]:
    model = RowsModel(COLUMNS, lambda thing: thing.id)
    model.show(things)
    return model


def test_a_model_of_rows_is_a_proper_one(qtmodeltester: ModelTester) -> None:
    model = model_of(Thing(1, "一"), Thing(2, "二"))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    model.append(Thing(3, "三"))
    model.replace(0, Thing(1, "壹"))
    model.remove(1)
    assert [thing.name for thing in model.rows] == ["壹", "三"]
    assert model.row_of(3) == 1 and model.row_of(9) == -1


def test_the_same_rows_again_touch_only_what_differs(qtbot: QtBot) -> None:
    model = model_of(Thing(1, "一"), Thing(2, "二"))
    resets, changed = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda top, *_rest: changed.append(top.row()))
    model.show((Thing(1, "一"), Thing(2, "贰")))
    assert not resets and changed == [1]
    assert model.data(model.index(1, 1)) == "贰"
    assert model.data(model.index(1, 1), CellRole.BOLD) is True


def test_pages_come_as_the_view_asks(qtmodeltester: ModelTester) -> None:
    asked: list[int] = []

    def more(last: Thing | None) -> Sequence[Thing]:
        start = last.id + 1 if last else 0
        asked.append(start)
        return [Thing(n, f"货 {n}") for n in range(start, min(start + 100, 250))]

    model: RowsModel[Thing] = RowsModel(COLUMNS, lambda thing: thing.id)
    model.show_paged(more)
    assert model.rowCount() == 100 and asked == [0]
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == 250


def test_a_hundred_thousand_rows_scroll_without_a_pause(qapp: QApplication, qtbot: QtBot) -> None:
    """A page of 200 comes in a few milliseconds, and a screen is painted from cached cells."""
    apply_theme(qapp, "light")
    model: RowsModel[Thing] = RowsModel(COLUMNS, lambda thing: thing.id)

    def more(last: Thing | None) -> Sequence[Thing]:
        start = last.id + 1 if last else 0
        return [Thing(n, f"货 {n}") for n in range(start, min(start + 200, 100_000))]

    model.show_paged(more)
    table = DataTable([ColumnSpec(100), ColumnSpec(0)])
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(800, 600)
    table.show()
    worst = 0.0
    for _ in range(40):
        started = time.perf_counter()
        table.scrollToBottom()
        table.grab()
        worst = max(worst, time.perf_counter() - started)
    assert model.rowCount() > 4000
    assert worst < 0.5
