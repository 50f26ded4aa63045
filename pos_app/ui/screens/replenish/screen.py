"""补货: what HQ proposes and why; the owner changes what she likes and sends it off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.calendar import business_date
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.replenish import Changed, Ordered, decode_changes, slot
from pos_app.services.replenish_plan import Line, Sheet, is_stale, own_proposals, sheet_of
from pos_app.ui.models.replenish_rows import ReplenishModel, is_running_out
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.replenish.assortment import AssortmentSheet
from pos_app.ui.screens.replenish.changing import PacksSheet, reason_sheet
from pos_app.ui.screens.replenish.deadline import deadline_words
from pos_app.ui.screens.replenish.keys import SCOPE, replenish_actions
from pos_app.ui.screens.replenish.money_card import MoneyCard
from pos_app.ui.screens.replenish.sent import SentSheet
from pos_app.ui.theme import Size
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
    reveal,
    row,
)
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

ALL, OUT, PROMO, CHANGED, NEW, WASTE = "all", "out", "promo", "changed", "new", "waste"
FILTERS: dict[str, Callable[[Line], bool]] = {
    ALL: lambda _ln: True,
    OUT: is_running_out,
    PROMO: lambda ln: "promo" in ln.row.tags,
    CHANGED: lambda ln: ln.changed,
    NEW: lambda ln: "new" in ln.row.tags,
    WASTE: lambda ln: ln.waste > 0,
}
MINUTE_MS = 60_000
Found = tuple[ProposalRow, list[ProposalLineRow]]


class ReplenishScreen(Screen):
    """One proposal at a time. ``on_shown(proposal id)`` shows that one."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.actions_.add(replenish_actions())
        self._found: list[Found] = []
        self._sheet: Sheet | None = None
        self._fallback = False
        self.model = ReplenishModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(64, RIGHT), ColumnSpec(64, RIGHT),
                ColumnSpec(112, LEFT), ColumnSpec(78, RIGHT), ColumnSpec(160, MIDDLE),
                ColumnSpec(0, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.suppliers = ChipRow([], look="outlined")
        self.filters = ChipRow([], look="outlined")
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
        foot = row(
            self.hint,
            Button(size="medium").bind(action("replenish.sent")),
            Button(size="medium").bind(action("replenish.assortment")),
            SecondaryButton(size="medium").bind(action("replenish.category")),
            self.send.bind(action("replenish.send")), gap=10, margins=(4, 0, 0, 0),
        )  # fmt: skip
        foot.setStretch(0, 1)
        whole = column(
            head, self.note, self.money, self.filters, self._pages, foot, gap=6,
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
        self.session.changed.connect(self._on_changed)
        self._clock.timeout.connect(self._say_deadline)

    def on_shown(self, argument: object = None) -> None:
        self._clock.start()
        self.refresh(argument if isinstance(argument, str) else "")

    def focus_home(self) -> None:
        self.table.setFocus()

    def refresh(self, wanted: str = "") -> None:
        """Look for proposals anew; those of HQ, or the till's own while HQ is silent."""
        desk, now = self.session.desk, self.session.clock.now_ms()
        before = wanted or (self._sheet.proposal.id if self._sheet else "")
        fed = desk.supply.proposals()
        self._fallback = is_stale(desk.supply.last_deadline(), now)
        if self._fallback:
            own = own_proposals(desk.supply, desk.goods, desk.stock, self._today())
            self._found = [one for one in own if not desk.supply.order_of(one[0].id)]
        else:
            self._found = [(p, desk.supply.lines(p.id)) for p in fed]
        chips = [(p.id, p.supplier_name or tr("总部")) for p, _ in self._found]
        self.suppliers.set_chips(chips)
        ids = [p.id for p, _ in self._found]
        if ids:
            self.suppliers.set_current(before if before in ids else ids[0])
        self._choose()

    def _today(self) -> str:
        now = self.session.clock.now_ms()
        offset = self.session.clock.offset_minutes(now)
        return business_date(now, offset, self.session.desk.settings.day_end_hour())

    def _choose(self) -> None:
        key = self.suppliers.current()
        found = next((one for one in self._found if one[0].id == key), None)
        self._sheet = None
        if found is not None:
            kept = self.session.desk.drafts.load(slot(found[0].id))
            self._sheet = sheet_of(*found, decode_changes(kept), fallback=self._fallback)
        self._show_lines()

    def _show_lines(self) -> None:
        sheet = self._sheet
        lines = sheet.lines if sheet else ()
        self._say_filters(lines)
        chosen = FILTERS[str(self.filters.current() or ALL)]
        shown = [line for line in lines if chosen(line)]
        at = self.model.row(self.table.row_now())
        self.model.show(shown)
        row_now = self.model.row_of(at.row.item) if at is not None else 0
        self.table.select(max(row_now, 0) if shown else -1)
        self._pages.setCurrentIndex(0 if shown else 1)
        if not shown:
            self._say_none(bool(lines))
        for part in (self.money, self.filters):
            reveal(part, bool(lines))
        self._say_sums()

    def _say_none(self, filtered: bool) -> None:
        if filtered:
            self._none.set_state("check", tr("这一类没有"), tr("按 F3 看别的"))
        else:
            self._none.set_state(
                "truck", tr("现在没有要订的"),
                tr("总部每天算好发来;没联网时,卖过几天后本机也会估算"),
            )  # fmt: skip

    def _say_filters(self, lines: tuple[Line, ...]) -> None:
        names = {
            ALL: tr("全部"), OUT: tr("快断货"), PROMO: tr("促销"), CHANGED: tr("我改过"),
            NEW: tr("新品"), WASTE: tr("有报损"),
        }  # fmt: skip
        before = self.filters.current() or ALL
        self.filters.set_chips(
            [(key, f"{name} {sum(map(FILTERS[key], lines))}") for key, name in names.items()]
        )
        self.filters.set_current(before)

    def _say_sums(self) -> None:
        sheet = self._sheet
        lines = sum(1 for ln in sheet.lines if ln.packs) if sheet else 0
        total = sheet.total if sheet else 0
        self.send.setText(tr("发送订单 · {n} 行 ¥{total}", n=lines, total=format_fen(total)))
        self.send.setEnabled(lines > 0)
        reveal(self.send, sheet is not None)
        if sheet is not None:
            self.money.show_sheet(sheet, self.session.desk.supply.credit())
        self._say_note()
        self._say_deadline()
        waiting = len(self.session.desk.supply.assortment())
        self.hint.setText(
            tr("总部推荐了 {n} 种上架或下架,按 F8 看", n=waiting)
            if waiting
            else tr("改一行后,断货和报损会马上重算")
        )

    def _say_note(self) -> None:
        joined = self.session.hq_status()
        if self._fallback and self._sheet is not None:
            self.note.set_banner(
                tr("总部没有建议,这是本机按四周销量估算的,没算促销和保质期"), "warn"
            )
        elif joined.joined and not joined.online and self._sheet is not None:
            self.note.set_banner(tr("没联网:订单先记下,联网后自动发给总部"), "warn")
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
        self._say_filters(lines)
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
        if line is None or not line.row.category:
            return
        name = line.row.category_name or line.row.category
        setting = str(self.session.desk.settings.get("automatic_categories"))
        chosen = [c for c in setting.split(",") if c]
        on = line.row.category not in chosen
        after = [*chosen, line.row.category] if on else [
            c for c in chosen if c != line.row.category
        ]  # fmt: skip
        staff = self.session.staff
        self.session.write(
            lambda shop, who: shop.settings.change(
                "automatic_categories", ",".join(after), staff, approved_by=who
            ),
            lambda _: self.session.say(
                tr("{name} 从下一单起自动订", name=name) if on
                else tr("{name} 不再自动订", name=name),
                "good",
            ),
            touches=("settings",),
        )  # fmt: skip

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
        if sent.late:
            words = tr("过了截单时间,总部会排到下一次送货")
        elif self.session.hq_status().online:
            words = tr("订单已发给总部,{date} 到货", date=sheet.proposal.delivery[5:])
        else:
            words = tr("订单已记下,联网后自动发给总部")
        self.session.say(words, "warn" if sent.late else "good")
        self.refresh()

    def _open_assortment(self) -> None:
        self.sheets.open_sheet(AssortmentSheet(self._place, self.refresh))

    def _on_changed(self, what: frozenset[str]) -> None:
        if self.isVisible() and self.sheets.current() is None and {"supply", "goods"} & what:
            self.refresh()


def make(place: Place) -> ReplenishScreen:
    return ReplenishScreen(place)
