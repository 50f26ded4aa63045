"""补货: what HQ proposes and why; the owner changes what she likes and sends it off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.calendar import business_date
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.replenish import Changed, Ordered, decode_changes, slot
from pos_app.services.replenish_plan import Sheet, is_stale, sheet_of
from pos_app.ui.models.replenish_rows import ReplenishModel, empty_words, missing_words
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.latest import Latest
from pos_app.ui.screens.replenish.assortment import AssortmentSheet
from pos_app.ui.screens.replenish.automatic import left_to_till, toggle
from pos_app.ui.screens.replenish.changing import PacksSheet, reason_sheet
from pos_app.ui.screens.replenish.deadline import deadline_words
from pos_app.ui.screens.replenish.estimating import estimate
from pos_app.ui.screens.replenish.filters import LineFilters
from pos_app.ui.screens.replenish.keys import SCOPE, replenish_actions
from pos_app.ui.screens.replenish.money_card import MoneyCard
from pos_app.ui.screens.replenish.sent import SentSheet
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    LEFT,
    MIDDLE,
    RIGHT,
    Banner,
    Button,
    ChipRow,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    PrimaryButton,
    SecondaryButton,
    TableCard,
    column,
    holder,
    reveal,
    row,
)

MINUTE_MS = 60_000
EVERYTHING, NOTHING = 0, 1
WITH_HINT = 1150


class ReplenishScreen(Screen):
    """One proposal at a time. ``on_shown(proposal id)`` shows that one."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.actions_.add(replenish_actions())
        self._found: list[Sheet] = []
        self._sheet: Sheet | None = None
        self._fallback = False
        self._estimate = Latest(self.session, self)
        self._wanted = ""
        self.model = ReplenishModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT, share=4), ColumnSpec(64, RIGHT), ColumnSpec(64, RIGHT),
                ColumnSpec(112, LEFT), ColumnSpec(78, RIGHT), ColumnSpec(160, MIDDLE),
                ColumnSpec(0, LEFT, share=5),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.suppliers = ChipRow([], look="outlined")
        self.filters = LineFilters()
        self.deadline = Label("", size=Size.LABEL, bold=True)
        self.note = Banner("", "warn")
        self.money = MoneyCard()
        self.send = PrimaryButton(size="large", icon="upload")
        self._none = EmptyState("truck", "", "")
        self._pages = QStackedWidget()
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS // 2)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        action = self.actions_.qaction
        title = Label(tr("补货建议"), size=Size.TITLE, bold=True)
        head = row(title, self.suppliers, None, self.deadline, gap=14, margins=(4, 0, 4, 0))
        self._pages.addWidget(TableCard(self.table))
        self._pages.addWidget(self._none)
        self.hint = Label("", size=Size.LABEL, tone="muted", wrap=True)
        self.reason = Button(size="medium").bind(action("replenish.reason"))
        self.automatic = Button(size="medium").bind(action("replenish.automatic"), own_words=True)
        self.category = SecondaryButton(size="medium").bind(action("replenish.category"))
        self.send.bind(action("replenish.send"), own_words=True)
        line = row(self.filters, self.reason, self.automatic, gap=10)
        line.setStretch(0, 1)
        self.line = holder(line)
        self.assortment = Button(size="medium").bind(action("replenish.assortment"), own_words=True)
        foot = row(
            holder(row(self.hint)),
            Button(size="medium").bind(action("replenish.sent")), self.assortment,
            self.category, self.send, gap=10, margins=(4, 0, 0, 0),
        )  # fmt: skip
        foot.setStretch(0, 1)
        whole = column(
            head, self.note, self.money, self.line, self._pages, foot, gap=6,
            margins=(12, 8, 12, 8),
        )  # fmt: skip
        whole.setStretch(4, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        connect = self.actions_.connect_action
        connect("replenish.more", lambda: self._step(self.table.row_now(), 1))
        connect("replenish.fewer", lambda: self._step(self.table.row_now(), -1))
        connect("replenish.none", lambda: self._set_packs(self.table.row_now(), 0))
        connect("replenish.packs", lambda: self._type_packs(self.table.row_now()))
        connect("replenish.reason", self._ask_reason)
        connect("replenish.filter", lambda: self._next(self.filters, self._show_lines))
        connect("replenish.supplier", lambda: self._next(self.suppliers, self._choose))
        connect("replenish.category", self._category_as_proposed)
        connect("replenish.automatic", self._toggle_automatic)
        connect("replenish.assortment", self._open_assortment)
        connect("replenish.sent", lambda: self.sheets.open_sheet(SentSheet(self.session)))
        connect("replenish.send", self._send)
        self.table.stepped.connect(self._step)
        self.table.picked.connect(self._type_packs)
        self.suppliers.changed.connect(lambda _k: self._choose())
        self.filters.changed.connect(lambda _k: self._show_lines())
        self.table.current_row.connect(lambda _at: self._say_line())
        self.session.changed.connect(self._on_changed)
        self._estimate.arrived.connect(self._on_estimate)
        self._estimate.failed.connect(self._on_no_estimate)
        self._clock.timeout.connect(self._say_deadline)

    def on_shown(self, argument: object = None) -> None:
        self._clock.start()
        self.refresh(argument if isinstance(argument, str) else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the buttons need the room of the hint."""
        super().resizeEvent(event)
        reveal(self.hint, self.width() >= px(WITH_HINT))

    def focus_home(self) -> None:
        self.table.setFocus()

    def refresh(self, wanted: str = "") -> None:
        """Look for proposals anew; those of HQ, or the till's own while HQ is silent.

        The till's own come later: they are worked out beside the face.
        """
        desk, now = self.session.desk, self.session.clock.now_ms()
        self._wanted = wanted
        if not is_stale(desk.supply.last_deadline(), now):
            fed = desk.supply.proposals()
            self._take([sheet_of(p, desk.supply.lines(p.id), {}) for p in fed], fallback=False)
            return
        known = self._found if self._fallback else []
        if self._sheet is None or not known:
            self._take(known, fallback=True)
        if not known:
            self._none.set_state(
                "clock", tr("正在按四周销量估算…"), tr("算好就出来;可以先去收银,不用等")
            )
        today = self._today()
        self._estimate.ask(lambda desk: estimate(desk, today))

    def _on_estimate(self, found: list[Sheet]) -> None:
        """While she sells nothing is drawn: thousands of lines would be felt at the counter."""
        if self.isVisible():
            self._take(found, fallback=True)
        else:
            self._found, self._fallback, self._sheet = found, True, None

    def _take(self, found: list[Sheet], *, fallback: bool) -> None:
        """Show these proposals, the one that was shown before if it is among them."""
        before = self._wanted or (self._sheet.proposal.id if self._sheet else "")
        self._found, self._fallback, self._wanted = found, fallback, ""
        nobody = tr("总部") if self.session.hq_status().joined else tr("本机估算")
        proposals = [sheet.proposal for sheet in found]
        self.suppliers.set_chips([(p.id, p.supplier_name or nobody) for p in proposals])
        ids = [p.id for p in proposals]
        if ids:
            self.suppliers.set_current(before if before in ids else ids[0])
        self._choose()

    def _on_no_estimate(self, error: ShopError) -> None:
        self._none.set_state("alert", tr("这次没算出来"), str(error))

    def _today(self) -> str:
        now = self.session.clock.now_ms()
        offset = self.session.clock.offset_minutes(now)
        return business_date(now, offset, self.session.desk.settings.day_end_hour())

    def _choose(self) -> None:
        key = self.suppliers.current()
        found = next((one for one in self._found if one.proposal.id == key), None)
        if self._sheet is None or self._sheet.proposal.id != key:
            self.table.select(-1)  # another proposal starts with what runs out first
        self._sheet = None
        if found is not None:
            kept = self.session.desk.drafts.load(slot(found.proposal.id))
            self._sheet = found.with_changes(decode_changes(kept))
        self._show_lines()

    def _show_lines(self) -> None:
        sheet = self._sheet
        lines = sheet.lines if sheet else ()
        self.filters.count(lines)
        shown = self.filters.chosen(lines)
        at = self.model.row(self.table.row_now())
        self.model.show(shown)
        row_now = self.model.row_of(at.row.item) if at is not None else 0
        self.table.select(max(row_now, 0) if shown else -1)
        self._pages.setCurrentIndex(EVERYTHING if shown else NOTHING)
        if not shown:
            words = empty_words(joined=self.session.hq_status().joined)
            self._none.set_state("truck", tr("现在没有要订的"), words)
        for part in (self.money, self.line, self.category):
            reveal(part, bool(lines))
        self._say_sums()
        self._say_line()

    def _say_sums(self) -> None:
        sheet = self._sheet
        lines = sum(1 for ln in sheet.lines if ln.packs) if sheet else 0
        total = sheet.total if sheet else 0
        self.send.setText(tr("发送订单 · {n} 行 ¥{total}", n=lines, total=format_fen(total)))
        self.actions_.qaction("replenish.send").setEnabled(lines > 0)
        reveal(self.send, sheet is not None)
        if sheet is not None:
            self.money.show_sheet(sheet, self.session.desk.supply.credit())
        self._say_note()
        self._say_deadline()

    def _say_line(self) -> None:
        """What can be done with the chosen line, and what else waits."""
        line = self.model.row(self.table.row_now())
        category = line.row.category if line else ""
        by_till = bool(category) and category in left_to_till(self.session)
        reveal(self.automatic, bool(category))
        self.automatic.setText(tr("不再自动订") if by_till else tr("这一类自动订"))
        waiting = len(self.session.desk.supply.assortment())
        self.assortment.setText(f"{tr('选品')} {waiting}" if waiting else tr("选品"))
        if by_till and line is not None:
            words = tr("{name} 到截单时间自动订", name=line.row.category_name or category)
        elif waiting:
            words = tr("总部推荐了 {n} 种上架或下架,按 F8 看", n=waiting)
        elif line is not None and line.row.choices:
            words = tr("改一行后,断货和报损会马上重算")
        else:
            words = ""
        self.hint.setText(words)

    def _say_note(self) -> None:
        joined = self.session.hq_status()
        if self._fallback and self._sheet is not None:
            self.note.set_banner(
                tr("总部没有建议,这是本机按四周销量估算的,没算促销和保质期"), "warn"
            )
        elif joined.joined and not joined.online and self._sheet is not None:
            self.note.set_banner(tr("没联网:订单先记下,联网后自动发给总部"), "warn")
        elif self._sheet is not None and self._sheet.proposal.missing:
            self.note.set_banner(missing_words(self._sheet.proposal), "warn")
        else:
            self.note.set_banner("", "warn")
        reveal(self.note, bool(self.note.text()))

    def _say_deadline(self) -> None:
        proposal = self._sheet.proposal if self._sheet else None
        words, tone = deadline_words(proposal, self.session.clock)
        self.deadline.setText(words)
        self.deadline.set_tone(tone)

    def _next(self, chips: ChipRow, then: Callable[[], None]) -> None:
        chips.step()
        then()

    def _step(self, at: int, delta: int) -> None:
        line = self.model.row(at)
        if line is not None:
            least = max(line.row.moq, 1)
            packs = line.packs + delta
            if 0 < packs < least:
                packs = least if delta > 0 else 0
            self._set_packs(at, packs)

    def _type_packs(self, at: int) -> None:
        line = self.model.row(at)
        if line is not None:
            self.sheets.open_sheet(PacksSheet(self.session, line, lambda n: self._set_packs(at, n)))

    def _set_packs(self, at: int, packs: int, reason: str = "") -> None:
        line, sheet = self.model.row(at), self._sheet
        if line is None or sheet is None:
            return
        new = line.with_packs(packs, reason)
        self.model.replace(at, new)
        lines = tuple(new if ln.row.item == new.row.item else ln for ln in sheet.lines)
        self._sheet = Sheet(proposal=sheet.proposal, lines=lines, fallback=sheet.fallback)
        self._keep()
        self.filters.count(lines)
        self._say_sums()

    def _ask_reason(self) -> None:
        at = self.table.row_now()
        line = self.model.row(at)
        if line is not None:
            self.sheets.open_sheet(
                reason_sheet(self.session, lambda why: self._set_packs(at, line.packs, why))
            )

    def _category_as_proposed(self) -> None:
        """Every line of the chosen line's category as HQ proposed it."""
        line, sheet = self.model.row(self.table.row_now()), self._sheet
        if line is None or sheet is None:
            return
        category = line.row.category
        lines = tuple(
            ln.with_packs(ln.row.packs) if ln.row.category == category else ln for ln in sheet.lines
        )
        self._sheet = Sheet(proposal=sheet.proposal, lines=lines, fallback=sheet.fallback)
        self._keep()
        self._show_lines()
        self.session.say(tr("{name} 整类按建议", name=line.row.category_name or tr("这一类")))

    def _toggle_automatic(self) -> None:
        line = self.model.row(self.table.row_now())
        if line is not None and line.row.category:
            name = line.row.category_name or line.row.category
            toggle(self.session, line.row.category, name, self._say_line)

    def _keep(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        changed = {
            ln.row.item: Changed(packs=ln.packs, reason=ln.reason)
            for ln in sheet.lines
            if ln.changed or ln.reason
        }
        staff = self.session.staff
        self.session.write(
            lambda shop, _who: shop.replenish.keep(sheet.proposal.id, changed, staff)
        )

    def _send(self) -> None:
        sheet = self._sheet
        if sheet is None or not self.session.logged_in:
            return
        staff, lines = self.session.staff, sheet.order_lines()
        self.session.write(
            lambda shop, who: shop.replenish.send(
                sheet.proposal, lines, staff, fallback=sheet.fallback, approved_by=who
            ),
            lambda sent: self._on_sent(sent, sheet),
            touches=("supply",),
            failed=self._on_refused,
        )

    def _on_refused(self, error: ShopError) -> None:
        self.session.complain(error)
        self.refresh()

    def _on_sent(self, sent: Ordered, sheet: Sheet) -> None:
        status = self.session.hq_status()
        if sent.late:
            words = tr("过了截单时间,总部会排到下一次送货")
        elif not status.joined:
            words = tr("订单已记下;没接总部,要自己照单去订")
        elif status.online:
            words = tr("订单正在发给总部,{date} 到货", date=sheet.proposal.delivery[5:])
        else:
            words = tr("订单已记下,联网后自动发给总部")
        self.session.say(words, "warn" if sent.late else "good")
        left = [one for one in self._found if one.proposal.id != sheet.proposal.id]
        self._take(left, fallback=self._fallback)
        self.refresh()

    def _open_assortment(self) -> None:
        self.sheets.open_sheet(AssortmentSheet(self._place, self.refresh))

    def _on_changed(self, what: frozenset[str]) -> None:
        if self.isVisible() and self.sheets.current() is None and {"supply", "goods"} & what:
            self.refresh()


def make(place: Place) -> ReplenishScreen:
    return ReplenishScreen(place)
