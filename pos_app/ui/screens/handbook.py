"""The handbook: its chapters on the left, the one that is read on the right, words to look for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextBlock, QTextCursor, QTextLength, QTextTable
from PySide6.QtWidgets import QTextBrowser

from pos_app.runtime.i18n import Language, language, tr
from pos_app.runtime.resources import resource_dir
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.theme import FAMILY, Size, colour, font, px, tokens
from pos_app.ui.widgets import (
    LEFT,
    ColumnSpec,
    DataTable,
    EmptyState,
    SearchField,
    Sheet,
    TableCard,
    reveal,
    row,
)

WIDTH = 1000
CHAPTER = "## "
TITLE_OF = {
    "sell": "Selling",
    "orders": "Orders",
    "goods": "Goods and import",
    "stock": "Receiving, near expiry, account, counting",
    "replenish": "Ordering in",
    "receipts": "Receipts",
    "shift": "Shifts and counting",
    "reports": "Reports",
    "settings": "Settings",
}
"""The chapter that a screen's F1 F1 opens at; both languages have the same chapters in order."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as it stands in the file; ``text`` is markdown."""

    title: str
    text: str


@cache
def chapters(words: Language) -> tuple[Chapter, ...]:
    """The chapters of the handbook in a language; what stands before the first is left out."""
    text = (resource_dir() / "manual" / f"{words}.md").read_text("utf-8")
    parts = text.split(f"\n{CHAPTER}")[1:]
    return tuple(Chapter(part.partition("\n")[0].strip(), CHAPTER + part) for part in parts)


def chapter_of(screen: str) -> int:
    """Where a screen's chapter stands in every language; the first for what has none."""
    titles = [chapter.title for chapter in chapters("en")]
    return titles.index(TITLE_OF[screen]) if screen in TITLE_OF else 0


class HandbookSheet(Sheet):
    """Up and down choose a chapter, the page keys scroll it, typing looks through all of them."""

    def __init__(self, screen: str = "") -> None:
        super().__init__(tr("使用手册"), width=WIDTH)
        self.field = SearchField(tr("找什么?例如 退货"), icon="search", compact=True)
        self.model: RowsModel[Chapter] = RowsModel(
            (Column(title=lambda: tr("目录"), text=lambda c: c.title),), lambda c: c.title
        )
        self.list = DataTable([ColumnSpec(0, LEFT)], row_height=42)
        self.list.setModel(self.model)
        self.page = ChapterView()
        self._none = EmptyState("search", tr("手册里没有这个词"), tr("换个说法再找"))
        side = TableCard(self.list)
        side.setFixedWidth(px(250))
        both = row(side, self.page, self._none, gap=16)
        both.setStretch(1, 1)
        both.setStretch(2, 1)
        self.add(self.field)
        self.add(both, 1)
        self.first_focus = self.field
        self.field.edited.connect(lambda _text: self._look())
        self.field.moved.connect(self.list.step_row)
        self.field.submitted.connect(lambda text: self.page.find(text.strip()))
        self.list.current_row.connect(self._on_row)
        self._look()
        self.list.select(chapter_of(screen))

    def on_scan(self, text: str) -> bool:
        """Goods are not looked up in a book: it makes way, and they are sold."""
        self.request_close()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.page.verticalScrollBar()
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step * (bar.pageStep() - px(40)))

    def _look(self) -> None:
        """The chapters that have all the words that were typed."""
        words = self.field.text().lower().split()
        found = [c for c in chapters(language()) if all(w in c.text.lower() for w in words)]
        self.model.show(found)
        reveal(self._none, not found)
        reveal(self.page, bool(found))
        self.list.select(0 if found else -1)
        self._on_row(self.list.row_now())

    def _on_row(self, at: int) -> None:
        chapter = self.model.row(at)
        if chapter is not None:
            self.page.show_chapter(chapter)
            self.page.find(self.field.text().strip())


class ChapterView(QTextBrowser):
    """Markdown in the till's own hand: its font, its colours, pictures as wide as the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("使用手册"))
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        document = self.document()
        document.setDefaultFont(font(Size.LABEL))
        document.setDocumentMargin(px(6))
        document.setBaseUrl(QUrl.fromLocalFile(f"{resource_dir() / 'manual'}/"))

    def show_chapter(self, chapter: Chapter) -> None:
        self.setMarkdown(chapter.text)
        self._dress()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pictures()

    def _dress(self) -> None:
        block = self.document().begin()
        while block.isValid():
            self._dress_block(block)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        self._fit_pictures()

    def _dress_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        shape = block.blockFormat()
        heading = shape.headingLevel()
        in_table = cursor.currentTable() is not None
        runs = _runs(block)
        shape.setTopMargin(px(4 if in_table else 10))
        shape.setBottomMargin(px(4 if in_table else 6))
        if runs:  # a picture is as high as it is
            shape.setLineHeight(130, 1)
        cursor.setBlockFormat(shape)
        for start, end, fixed in runs:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            look = cursor.charFormat()
            bold = heading > 0 or look.fontWeight() > 400
            face = font(Size.TITLE if heading else Size.LABEL, bold=bold or fixed)
            look.setFont(face)
            look.setFontFamilies([FAMILY])
            look.setForeground(colour(tokens().text))
            if fixed:
                look.setBackground(colour(tokens().raised))
                look.setForeground(colour(tokens().accent))
            cursor.setCharFormat(look)

    def _fit_pictures(self) -> None:
        wide = self.viewport().width() - px(24)
        block = self.document().begin()
        while block.isValid():
            it = block.begin()
            while not it.atEnd():
                piece = it.fragment()
                picture = piece.charFormat().toImageFormat()
                if picture.isValid():
                    cursor = QTextCursor(self.document())
                    cursor.setPosition(piece.position())
                    cursor.setPosition(
                        piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor
                    )
                    picture.setWidth(wide)
                    cursor.setCharFormat(picture)
                it += 1
            block = block.next()


def _runs(block: QTextBlock) -> list[tuple[int, int, bool]]:
    """Start, end and whether it is code of each run of words in a block."""
    found: list[tuple[int, int, bool]] = []
    it = block.begin()
    while not it.atEnd():
        piece = it.fragment()
        if not piece.charFormat().isImageFormat():
            fixed = piece.charFormat().fontFixedPitch()
            found.append((piece.position(), piece.position() + piece.length(), fixed))
        it += 1
    return found


def _dress_table(table: QTextTable) -> None:
    """As wide as the page, without lines; the head on a ground of its own."""
    shape = table.format()
    shape.setBorder(0)
    shape.setCellPadding(px(5))
    shape.setCellSpacing(0)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setTopMargin(px(6))
    shape.setBottomMargin(px(10))
    table.setFormat(shape)
    for at in range(table.columns()):
        cell = table.cellAt(0, at)
        look = cell.format()
        look.setBackground(colour(tokens().raised))
        cell.setFormat(look)
