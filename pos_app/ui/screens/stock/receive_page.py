"""收货: the notes that are on their way, and the count at the door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Scanned
from pos_app.domain.money import MILLI, format_fen
from pos_app.domain.receiving import EarlierReceipt
from pos_app.runtime.i18n import tr
from pos_app.services import receiving_count as door
from pos_app.services.receiving import Draft, decode_draft
from pos_app.ui.models.day_words import shifted
from pos_app.ui.models.stock_rows import (
    CountedModel,
    Numbered,
    count_words,
    counted_value,
)
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.stock.again_line import DAYS, AgainLine
from pos_app.ui.screens.stock.earlier_sheet import EarlierSheet
from pos_app.ui.screens.stock.find_sheet import FindSheet
from pos_app.ui.screens.stock.held_scans import HeldScans
from pos_app.ui.screens.stock.labels import print_changed
from pos_app.ui.screens.stock.local_sheet import LocalSheet
from pos_app.ui.screens.stock.note_list import NoteList
from pos_app.ui.screens.stock.number_sheet import came_sheet, cost_sheet
from pos_app.ui.screens.stock.receive_sheets import (
    ClaimSheet,
    ExpirySheet,
    FinishSheet,
)
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
    holder,
    reveal,
    row,
)
from pos_app.ui.widgets.bars import MeterBar
from sync.wire.supply import LOCAL, OVER, ClaimLine
from sync.wire.supply_feed import ShipmentRow

NOTES, COUNT = 0, 1
LINES, NO_LINE = 0, 1


class ReceivePage(QWidget):
    """Either the list of notes or the count that is under way; ``changed`` when it is another."""

    changed = Signal()

    def __init__(self, place: Place, today: Callable[[], str]) -> None:
        super().__init__()
        self.session = place.session
        self._today, self.again = today, AgainLine()
        self.draft: Draft | None = None
        self._scans = HeldScans(place, self.on_scan, self)
        self._beginning = False
        self.notes = NoteList()
        self.model = CountedModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(90, RIGHT), ColumnSpec(170, MIDDLE),
                ColumnSpec(130, LEFT), ColumnSpec(100, RIGHT), ColumnSpec(130, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.title = Label("", size=Size.LEAD, bold=True)
        self.progress = MeterBar()
        self.told = Label("", size=Size.LABEL, tone="muted")
        self.value = Label("", size=Size.LEAD, bold=True)
        self.pages = QStackedWidget()
        head = row(self.title, self.told, None, self.value, gap=14, margins=(4, 0, 4, 0))
        self.lines = QStackedWidget()
        self.lines.addWidget(TableCard(self.table))
        self.lines.addWidget(
            EmptyState("barcode", tr("扫第一件"), tr("扫商品点一件,扫箱码点一箱,没见过的当场建"))
        )
        count = column(head, self.progress, self.lines, gap=8)
        count.setStretch(2, 1)
        for page in (self.notes, holder(count)):
            self.pages.addWidget(page)
        self.setLayout(column(self.again, self.pages, gap=8))
        self.table.stepped.connect(self._step)
        self.table.picked.connect(lambda _row: self.type_quantity())
        self.notes.picked.connect(self.begin_chosen)

    def forget(self) -> None:
        """Look at the file again for the count that is under way."""
        self.draft = None

    def refresh(self) -> None:
        """What was under way comes first; a note that is counted is not offered again."""
        if self.draft is None:
            self.draft = decode_draft(self.session.desk.drafts.load("receiving"))
        self.notes.show_notes(self.session.desk.supply.shipments())
        self.again.look(self.session.desk.supply, self._today())
        self._show()

    def _show(self) -> None:
        draft = self.draft
        if draft is None:
            self.pages.setCurrentIndex(NOTES)
        else:
            self._show_count(draft)
        self.changed.emit()

    def _show_count(self, draft: Draft) -> None:
        self.pages.setCurrentIndex(COUNT)
        claimed = door.claimed_by_line(draft)
        self.model.show(
            [
                Numbered(at=at, line=line, noted=bool(draft.shipment), claimed=claimed[at])
                for at, line in enumerate(draft.counted)
            ]
        )
        self.lines.setCurrentIndex(LINES if draft.counted else NO_LINE)
        reveal(self.progress, bool(draft.shipment))
        if self.table.row_now() < 0 and draft.counted:
            self.table.select(0)
        self._say()

    def _say(self) -> None:
        draft = self.draft
        if draft is None:
            return
        name = draft.supplier_name or tr("没有送货单")
        self.title.setText(name)
        self.told.setText(count_words(draft))
        if draft.shipment:
            done = sum(min(ln.qty, ln.expected) for ln in draft.counted)
            whole = sum(ln.expected for ln in draft.counted)
            self.progress.set_share(1000 * done // whole if whole else 1000, "good")
        else:
            self.progress.set_share(0, "neutral")
        self.value.setText(f"¥{format_fen(sum(map(counted_value, draft.counted)))}")

    @property
    def counting(self) -> bool:
        return self.draft is not None

    @property
    def can_claim(self) -> bool:
        """Whether something can be wrong with the chosen line that somebody else answers for."""
        draft = self.draft
        return draft is not None and draft.supplier != LOCAL and bool(draft.counted)

    def begin_chosen(self) -> None:
        note = self.notes.chosen()
        if note is not None:
            self.begin(note)

    def begin(self, note: ShipmentRow | None, *, local: bool = False) -> None:
        """Start counting against a note, or blind; the carton whose scan began it is counted."""
        if self._beginning:
            return
        self._beginning = True

        def work(draft: Draft) -> None:
            self._beginning = False
            self._become(door.against(draft, note) if note is not None else draft)
            if note is None or not self._ask_if_here(note):
                self._scans.release()

        about: dict[str, str | bool] = {"blind": note is None}
        if local:
            about |= {"supplier": LOCAL, "supplier_name": tr("本地进货")}
        self.session.write(
            lambda shop, _who: shop.receiving.begin(**about), work, failed=self._not_begun
        )

    def _not_begun(self, error: ShopError) -> None:
        self._beginning = False
        self._scans.forget()
        self.session.complain(error)

    def _ask_if_here(self, note: ShipmentRow) -> bool:
        """Goods of this note that were taken in without it, some days ago, are asked about."""
        since = shifted(self._today(), -DAYS)
        earlier = self.session.desk.supply.taken_in_before(note, since)
        if earlier is None or self.draft is None:
            return False
        items = {line.item for line in self.draft.counted}
        chosen = partial(self._stand_for, earlier)
        self._scans.open(EarlierSheet(self.session, earlier, items, chosen))
        return True

    def _stand_for(self, earlier: EarlierReceipt) -> None:
        if self.draft is not None:
            self._become(door.instead_of(self.draft, earlier), at=0)

    def _become(self, draft: Draft | None, *, at: int = -1) -> None:
        """Another state of the count, kept at once."""
        self.draft = draft
        staff = self.session.staff
        self.session.write(lambda shop, _who: shop.receiving.keep(draft, staff))
        self._show()
        if at >= 0:
            self.table.select(at)
            self.table.flash(at)

    def give_up(self) -> None:
        before = self.draft
        if before is not None:
            self._become(None)
            self.refresh()
            self.session.undo_offered.emit(tr("这次收货没记"), lambda: self._become(before))

    def on_scan(self, text: str) -> bool:
        """A carton of the note, or goods."""
        if self.draft is None:
            note = self.notes.note_of(text)
            if note is None:
                return False
            if door.carton_of(note, text):
                self._scans.hold(text)
            self.begin(note)
            return True
        try:
            if any(line.carton == text for line in self.draft.counted):
                first = next(n for n, ln in enumerate(self.draft.counted) if ln.carton == text)
                self._become(door.scan_carton(self.draft, text), at=first)
            else:
                self.count(self.session.register.look_up(text))
        except ShopError as error:
            if error.code == "unknown_code":
                self._scans.open(new_goods_sheet(self.session, text.strip(), self.count))
            else:
                self.session.complain(error)
        return True

    def count(self, scanned: Scanned) -> None:
        if self.draft is not None:
            draft, at = door.count(self.draft, scanned.item, scanned.qty, expiry=scanned.expiry)
            self._become(draft, at=at)

    def look_for(self) -> None:
        """Goods without a code, while something is counted."""
        if self.draft is not None:
            self._scans.open(FindSheet(self.session, lambda item: self.count(Scanned(item=item))))

    def step(self, delta: int) -> None:
        """One more or fewer of the chosen line."""
        self._step(self.table.row_now(), delta)

    def _step(self, at: int, delta: int) -> None:
        row_now = self.model.row(at)
        if self.draft is not None and row_now is not None:
            qty = max(0, row_now.line.qty + delta * MILLI)
            self._become(door.set_qty(self.draft, at, qty))

    def _chosen(self) -> Numbered | None:
        return self.model.row(self.table.row_now()) if self.draft is not None else None

    def type_quantity(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._scans.open(
                came_sheet(self.session, chosen.line, lambda qty: self._set_qty(chosen.at, qty))
            )

    def _set_qty(self, at: int, qty: int) -> None:
        if self.draft is not None:
            self._become(door.set_qty(self.draft, at, qty), at=at)

    def type_expiry(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.line.qty:
            self._scans.open(
                ExpirySheet(
                    self.session, chosen.line, self._today(),
                    lambda day, qty: self._set_expiry(chosen, day, qty),
                )
            )  # fmt: skip

    def _set_expiry(self, chosen: Numbered, day: str, qty: int) -> None:
        if self.draft is None:
            return
        if qty < chosen.line.qty:
            self._become(door.split(self.draft, chosen.at, qty, day), at=chosen.at + 1)
        else:
            self._become(door.set_expiry(self.draft, chosen.at, day), at=chosen.at)

    def type_cost(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._scans.open(
                cost_sheet(self.session, chosen.line, lambda fen: self._set_cost(chosen.at, fen))
            )

    def _set_cost(self, at: int, cost: int) -> None:
        if self.draft is not None:
            self._become(door.set_cost(self.draft, at, cost), at=at)

    def open_claim(self) -> None:
        chosen = self._chosen()
        if chosen is not None and self.can_claim:
            photos = self.session.desk.care.photos
            self._scans.open(ClaimSheet(self.session, chosen.line, photos, self._claim))

    def _claim(self, wrong: ClaimLine) -> None:
        """What cannot be sold is taken off what came."""
        if self.draft is None:
            return
        draft = door.claim(self.draft, wrong)
        at = next((n for n, ln in enumerate(draft.counted) if ln.item == wrong.item and ln.qty), -1)
        if at >= 0:
            line = draft.counted[at]
            draft = door.set_qty(draft, at, max(0, line.qty - wrong.qty))
        self._become(draft, at=at)

    def finish(self) -> None:
        draft = self.draft
        if draft is None:
            self.begin_chosen()
            return
        if draft.supplier == LOCAL:
            total = sum(map(counted_value, draft.counted))
            self._scans.open(LocalSheet(self.session, total, self._finish_local))
            return
        final = door.booked(draft)
        over = sum(max(0, ln.qty - ln.expected) for ln in final.counted) if draft.shipment else 0
        value = sum(map(counted_value, final.counted))
        claims = tuple(c for c in final.claims if c.reason != OVER)
        self._scans.open(FinishSheet(
            self.session, value, claims, over, lambda: self._book(final),
            instead=bool(final.instead_of),
        ))  # fmt: skip

    def _finish_local(self, name: str, paid: int) -> None:
        if self.draft is not None:
            self._book(door.named(self.draft, name), paid=paid)

    def _book(self, final: Draft, *, paid: int = 0) -> None:
        """``paid`` fen went to a local supplier out of the drawer."""
        staff, until = self.session.staff, self._claim_until(final)
        self.session.write(
            lambda shop, who: shop.receiving.finish(
                final, staff, claim_until=until, paid_cash=paid, approved_by=who
            ),
            lambda _id: self._booked(final),
            touches=("goods", "supply", "shift") if paid else ("goods", "supply"),
        )

    def _claim_until(self, final: Draft) -> int:
        """When HQ stops taking claims for this shipment; 0 where it sets no limit."""
        desk, clock = self.session.desk.supply, self.session.clock
        supplier = next((s for s in desk.suppliers() if s.code == final.supplier), None)
        if not final.shipment or supplier is None or supplier.claim_days <= 0:
            return 0
        return door.claim_until(
            self._today(), supplier.claim_days, clock.offset_minutes(clock.now_ms())
        )

    def _booked(self, final: Draft) -> None:
        self.draft = None
        self.refresh()
        n = len(final.claims)
        self.session.say(tr("已入库,{n} 行已报给总部", n=n) if n else tr("已入库"), "good")
        print_changed(self.session, [line.item for line in final.counted if line.qty])
