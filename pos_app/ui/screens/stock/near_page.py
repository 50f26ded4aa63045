"""临期: what grows old on the shelf, and the one deed that each asks for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.money import extend, format_fen, format_qty
from pos_app.domain.near_expiry import SEND_BACK, WRITE_OFF
from pos_app.runtime.i18n import tr
from pos_app.services.expiry_radar import Near, radar
from pos_app.services.offers import offers_of
from pos_app.services.stock import WRITE_OFF as WRITTEN_OFF
from pos_app.services.stock import Moved
from pos_app.ui.models.stock_rows import NearModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.latest import Latest
from pos_app.ui.screens.sell.choices import Keyed
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.stock.labels import print_marked_down
from pos_app.ui.screens.stock.poster_sheet import PosterSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    FigureCard,
    Keypad,
    Label,
    NumberField,
    TableCard,
    column,
    reveal,
    row,
)
from sync.wire.supply import DAMAGED, EXPIRED, ReceivedLine

OTHER = "other"


class NearPage(QWidget):
    """The radar; F9 does what is advised for the chosen batch. ``changed``: another one is."""

    changed = Signal()

    def __init__(self, place: Place, today: Callable[[], str]) -> None:
        super().__init__()
        self._place, self._today = place, today
        self.session = place.session
        self._look = Latest(self.session, self)
        self._look.arrived.connect(self._show)
        self._look.failed.connect(self.session.complain)
        self.model = NearModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(120, LEFT), ColumnSpec(130, LEFT),
                ColumnSpec(110, RIGHT), ColumnSpec(140, RIGHT), ColumnSpec(110, RIGHT),
                ColumnSpec(140, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.told = Label("", size=Size.LABEL, tone="muted")
        none = EmptyState(
            "calendar", tr("没有临期的"), tr("收货时记下到期日的商品,快到期了会出现在这里")
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(TableCard(self.table))
        self.pages.addWidget(none)
        whole = column(row(self.told, None, margins=(4, 0, 4, 0)), self.pages, gap=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.picked.connect(lambda _row: self.act())
        self.table.current_row.connect(lambda _row: self.changed.emit())

    def refresh(self) -> None:
        """Look at the radar beside the face: a large shop has thousands of dated batches."""
        today = self._today()
        self._look.ask(lambda desk: radar(desk.supply, desk.goods, desk.stock, today))

    def _show(self, rows: list[Near]) -> None:
        before = self.model.row(self.table.row_now())
        self.model.show(rows)
        self.pages.setCurrentIndex(0 if rows else 1)
        at = self.model.row_of((before.item.id, before.expiry)) if before else 0
        self.table.select(max(at, 0) if rows else -1)
        at_stake = sum(r.value for r in rows)
        saved = sum(extend(r.price, r.qty) for r in rows if r.price is not None and r.days >= 0)
        self.told.setText(
            tr("{n} 批 · 成本 ¥{cost} · 降价在卖 ¥{saved}", n=len(rows),
               cost=format_fen(at_stake), saved=format_fen(saved))
        )  # fmt: skip
        reveal(self.told, bool(rows))
        self.changed.emit()

    def chosen(self) -> Near | None:
        return self.model.row(self.table.row_now())

    def on_scan(self, text: str) -> bool:
        """Goods on the radar are found; anything else is for the counter."""
        try:
            item = self.session.register.look_up(text).item.id
        except ShopError:
            return False
        at = next((n for n, near in enumerate(self.model.rows) if near.item.id == item), -1)
        if at >= 0:
            self.table.select(at)
        return at >= 0

    def open_poster(self) -> None:
        """A poster of everything that is marked down."""
        offers = offers_of(self.model.rows)
        if offers:
            self._place.sheets.open_sheet(PosterSheet(self.session, offers, self._today()))

    @property
    def has_offers(self) -> bool:
        return bool(offers_of(self.model.rows))

    def act(self) -> None:
        """What is advised: write off, send back or mark down."""
        chosen = self.chosen()
        if chosen is None:
            return
        if chosen.advice == WRITE_OFF:
            sheet: DeedSheet = _GoneSheet(self.session, chosen, self._write_off)
        elif chosen.advice == SEND_BACK:
            sheet = _BackSheet(self.session, chosen, self._send_back)
        else:
            sheet = MarkDownSheet(self.session, chosen, self._mark_down)
        self._place.sheets.open_sheet(sheet)

    def mark_down_anyway(self) -> None:
        """The owner would rather sell it for less than send it back."""
        chosen = self.chosen()
        if chosen is not None and chosen.advice != WRITE_OFF:
            self._place.sheets.open_sheet(MarkDownSheet(self.session, chosen, self._mark_down))

    def _done(self, words: str) -> None:
        self.session.say(words, "good")
        self.refresh()

    def _write_off(self, near: Near, why: str) -> None:
        staff = self.session.staff
        moved = (Moved(item=near.item, qty=-near.qty, expiry=near.expiry),)
        self.session.write(
            lambda shop, who: shop.stock.adjust(
                moved, WRITTEN_OFF, staff, note=why, approved_by=who
            ),
            lambda _: self._done(tr("已报废 {name}", name=near.item.name)),
            touches=("goods", "supply"),
        )

    def _send_back(self, near: Near) -> None:
        staff, item = self.session.staff, near.item
        line = ReceivedLine(
            item=item.id, name=item.name, expected=near.qty, qty=near.qty, cost=item.cost,
            expiry=near.expiry,
        )  # fmt: skip
        self.session.write(
            lambda shop, who: shop.receiving.send_back(
                near.supplier, (line,), staff, reason="near_expiry", approved_by=who
            ),
            lambda _: self._done(tr("已退总部 {name},等冲账", name=item.name)),
            touches=("goods", "supply"),
        )

    def _mark_down(self, near: Near, price: int) -> None:
        staff = self.session.staff
        self.session.write(
            lambda shop, who: shop.receiving.mark_down(
                near.item.id, near.expiry, price, near.qty, staff, approved_by=who
            ),
            lambda _: self._marked(near, price),
            touches=("goods", "supply"),
        )

    def _marked(self, near: Near, price: int) -> None:
        self._done(
            print_marked_down(self.session, near, price)
            if price
            else tr("{name} 恢复原价", name=near.item.name)
        )


class _NearSheet(DeedSheet):
    def __init__(self, session: Session, title: str, deed: str, near: Near, hint: str) -> None:
        super().__init__(session, title, deed)
        self.near = near
        words = tr(
            "{qty} {unit} · {expiry} 到期 · 成本 ¥{cost}", qty=format_qty(near.qty),
            unit=near.item.unit, expiry=near.expiry, cost=format_fen(near.value),
        )  # fmt: skip
        self.add(Label(near.item.name, size=Size.LEAD, bold=True, wrap=True))
        self.add(Label(words, size=Size.LABEL, tone="muted"))
        self.add(Label(hint, wrap=True))
        self.body.addStretch(1)
        self.first_focus = self.button


class _GoneSheet(_NearSheet):
    """Expired, unless another reason is tapped; ``done`` gets the batch and the reason's code."""

    def __init__(self, session: Session, near: Near, done: Callable[[Near, str], None]) -> None:
        hint = tr("已经过期,不能卖也不能退。报废会记下谁报的、为什么、值多少。")
        super().__init__(session, tr("报废"), tr("报废"), near, hint)
        self._done = done
        self._why = {tr("过期了"): EXPIRED, tr("破损"): DAMAGED, tr("别的原因"): OTHER}
        self.reasons = Keyed(tuple(self._why))
        self.body.insertWidget(self.body.count() - 1, self.reasons)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def on_key(self, key: int) -> bool:
        return self.reasons.on_key(key)

    def act(self) -> None:
        self.request_close()
        self._done(self.near, self._why[self.reasons.current()])


class _BackSheet(_NearSheet):
    def __init__(self, session: Session, near: Near, done: Callable[[Near], None]) -> None:
        hint = tr("还在总部收退的期限里。退了从库存扣掉,货款由总部冲减。要自己降价卖,返回后按 F2。")
        super().__init__(session, tr("退总部"), tr("退总部"), near, hint)
        self._done = done

    def act(self) -> None:
        self.request_close()
        self._done(self.near)


class MarkDownSheet(DeedSheet):
    """The new price with what it still earns; 0 takes it back. ``done`` gets batch and fen."""

    def __init__(self, session: Session, near: Near, done: Callable[[Near, int], None]) -> None:
        super().__init__(session, tr("临期降价"), tr("降价"))
        self._near, self._done = near, done
        self.field = NumberField(
            "money", label=tr("降到"), note=tr("原价 ¥{n}", n=format_fen(near.item.price or 0)),
            max_digits=5,
        )  # fmt: skip
        self.worth = FigureCard(tr("卖完收回"), note=" ")
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.field.changed.connect(self._on_changed)
        words = tr(
            "{qty} {unit} · {expiry} 到期", qty=format_qty(near.qty), unit=near.item.unit,
            expiry=near.expiry,
        )  # fmt: skip
        self.add(Label(near.item.name, size=Size.LEAD, bold=True, wrap=True))
        self.add(Label(words, size=Size.LABEL, tone="muted"))
        cards = row(gap=12)
        cards.addWidget(self.field, 1)
        cards.addWidget(self.worth, 1)
        self.add(cards)
        self.add_keypad(self.keypad)
        self.field.set_value(near.price if near.price is not None else near.proposed)
        self.first_focus = self.field

    def _on_changed(self, price: object) -> None:
        fen = price if isinstance(price, int) else 0
        cost = tr("成本 ¥{n}", n=format_fen(self._near.value))
        self.worth.set_figure(format_fen(extend(fen, self._near.qty)), cost)

    def act(self) -> None:
        price = self.field.value()
        if price is None:
            return
        self.request_close()
        self._done(self._near, price)
