"""盘点: what lies on the shelf, scanned in any order while the shop sells."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item, Scanned
from pos_app.domain.money import MILLI, format_fen
from pos_app.runtime.i18n import tr
from pos_app.services import stocktake as shelf
from pos_app.services.stocktake import Count, Shelf
from pos_app.ui.models.shelf_rows import OnShelf, ShelfModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.stock.find_sheet import FindSheet
from pos_app.ui.screens.stock.held_scans import HeldScans
from pos_app.ui.screens.stock.number_sheet import shelf_sheet
from pos_app.ui.screens.stock.shelf_sheets import AcceptSheet, WhySheet
from pos_app.ui.screens.stock.unknown_goods import new_goods_sheet
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    LEFT,
    MIDDLE,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    TableCard,
    column,
    reveal,
    row,
)

LINES, NONE = 0, 1


class ShelfPage(QWidget):
    """The count under way; ``changed`` when it is another."""

    changed = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.session = place.session
        self.draft: Count | None = None
        self.only_differing = False
        self._scans = HeldScans(place, self.on_scan, self)
        self.model = ShelfModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(90, RIGHT), ColumnSpec(170, MIDDLE),
                ColumnSpec(90, RIGHT), ColumnSpec(110, RIGHT), ColumnSpec(150, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.told = Label("", size=Size.LABEL, tone="muted")
        self.value = Label("", size=Size.LEAD, bold=True)
        none = EmptyState(
            "barcode", tr("扫第一件"),
            tr("想盘哪里就盘哪里,点的时候照常卖。扫一件点一件;没有条码的按 Ins 找"),
        )  # fmt: skip
        self.pages = QStackedWidget()
        self.pages.addWidget(TableCard(self.table))
        self.pages.addWidget(none)
        whole = column(row(self.told, None, self.value, margins=(4, 0, 4, 0)), self.pages, gap=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.stepped.connect(self._step)
        self.table.picked.connect(lambda _row: self.type_quantity())

    def refresh(self) -> None:
        """What was under way when the lights went out is still there, unless it is booked."""
        desk = self.session.desk
        if self.draft is None:
            kept = shelf.decode_count(desk.drafts.load(shelf.SLOT))
            self.draft = None if kept and desk.stock.was_counted(kept.id) else kept
        self._show()

    @property
    def counting(self) -> bool:
        return self.draft is not None and bool(self.draft.lines)

    def _show(self) -> None:
        lines = self.draft.lines if self.draft else ()
        rows = [OnShelf(at=at, line=line) for at, line in enumerate(lines)]
        if self.only_differing:
            rows = sorted((r for r in rows if r.line.difference), key=lambda r: r.line.value)
        self.model.show(rows)
        self.pages.setCurrentIndex(LINES if lines else NONE)
        if lines and self.table.row_now() < 0:
            self.table.select(0)
        differs = shelf.differing(lines)
        self.told.setText(tr("点了 {n} 种,{m} 种对不上", n=len(lines), m=len(differs)))
        total = sum(line.value for line in differs)
        sign = "+" if total > 0 else "-"
        self.value.setText(f"{sign}¥{format_fen(abs(total))}" if total else "")
        for part in (self.told, self.value):
            reveal(part, bool(lines))
        self.changed.emit()

    def on_scan(self, text: str) -> bool:
        try:
            scanned = self.session.register.look_up(text)
        except ShopError as error:
            if error.code == "unknown_code":
                self._scans.open(new_goods_sheet(self.session, text.strip(), self._on_scanned))
            else:
                self.session.complain(error)
            return True
        self._on_scanned(scanned)
        return True

    def _on_scanned(self, scanned: Scanned) -> None:
        self._count(scanned.item, scanned.qty)

    def look_for(self) -> None:
        self._scans.open(FindSheet(self.session, lambda item: self._count(item, 0, ask=True)))

    def _count(self, item: Item, qty: int, *, ask: bool = False) -> None:
        """So much more of it; ``ask``: how many lie there is typed next."""
        draft = self.draft or shelf.begin(self._now())
        draft, at = shelf.count(draft, item, qty, self._book(item.id))
        self.only_differing = False
        self._become(draft, at=at)
        if ask:
            QTimer.singleShot(0, self, self.type_quantity)

    def _now(self) -> int:
        return self.session.clock.now_ms()

    def _book(self, item: str) -> int:
        return self.session.desk.stock.on_hand(item)

    def _become(self, draft: Count | None, *, at: int = -1) -> None:
        """Another state of the count, kept at once."""
        self.draft, staff = draft, self.session.staff
        self.session.write(lambda shop, _who: shop.stocktake.keep(draft, staff))
        self._show()
        shown = self.model.row_of(at)
        if shown >= 0:
            self.table.select(shown)
            self.table.flash(shown)

    def filter(self) -> None:
        """Only what differs, the dearest loss first; or all again."""
        self.only_differing = not self.only_differing
        self._show()
        self.table.select(0 if self.model.rowCount() else -1)

    def chosen(self) -> OnShelf | None:
        return self.model.row(self.table.row_now())

    def step(self, delta: int) -> None:
        """One more or fewer of the chosen line."""
        self._step(self.table.row_now(), delta)

    def _step(self, at: int, delta: int) -> None:
        shown = self.model.row(at)
        if self.draft is not None and shown is not None:
            book = self._book(shown.line.item)
            self._become(shelf.more(self.draft, shown.at, delta * MILLI, book))

    def type_quantity(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self._scans.open(
                shelf_sheet(self.session, chosen.line, lambda qty: self._set(chosen, qty))
            )

    def _set(self, chosen: OnShelf, qty: int) -> None:
        if self.draft is not None:
            book = self._book(chosen.line.item)
            self._become(shelf.set_counted(self.draft, chosen.at, qty, book), at=chosen.at)

    @property
    def can_explain(self) -> bool:
        chosen = self.chosen()
        return chosen is not None and chosen.line.difference < 0

    def explain(self) -> None:
        chosen = self.chosen()
        if chosen is not None and self.can_explain:
            self._scans.open(
                WhySheet(self.session, chosen.line, lambda why: self._explain(chosen, why))
            )

    def _explain(self, chosen: OnShelf, why: str) -> None:
        if self.draft is not None:
            self._become(shelf.explain(self.draft, chosen.at, why), at=chosen.at)

    def drop(self) -> None:
        """The chosen line was scanned by mistake."""
        chosen = self.chosen()
        if chosen is not None and self.draft is not None:
            self._become(shelf.without(self.draft, chosen.at))
            self._offer_back(tr("{name} 不盘了", name=chosen.line.name), (chosen.line,))

    def give_up(self) -> None:
        if self.draft is not None and self.draft.lines:
            lines = self.draft.lines
            self._become(None)
            self._offer_back(tr("这次盘点没记"), lines)

    def _offer_back(self, words: str, lines: tuple[Shelf, ...]) -> None:
        """What is counted meanwhile stays as it is."""
        self.session.undo_offered.emit(
            words, lambda: self._become(shelf.restored(self.draft, lines, self._now()))
        )

    def accept(self) -> None:
        """Read once more what differs, then book it."""
        draft = self.draft
        if draft is not None and draft.lines:
            self._scans.open(
                AcceptSheet(self.session, draft.lines, lambda: self._book_count(draft))
            )

    def _book_count(self, draft: Count) -> None:
        staff = self.session.staff
        self.session.write(
            lambda shop, who: shop.stocktake.finish(draft, staff, approved_by=who),
            lambda _: self._booked(draft),
            touches=("goods", "supply"),
        )

    def _booked(self, done: Count) -> None:
        """A scan that came while it was written is the first of the next count."""
        rest = shelf.since(self.draft or done, done, self._now(), self._book)
        self.only_differing = False
        if rest.lines:
            self._become(rest)
        else:
            self.draft = None
            self._show()
        differs = len(shelf.differing(done.lines))
        words = tr("盘点记好了,改了 {n} 种的库存", n=differs) if differs else tr("盘点记好了")
        self.session.say(words, "good")
