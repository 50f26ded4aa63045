"""A delivery round: who takes which orders out, and what came of each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.models.order_words import (
    about_words,
    joined,
    paid_words,
    short_number,
    slot_words,
)
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.deeds import MONEY, OrderDeed, after_sale
from pos_app.ui.screens.orders.lines import shop_now
from pos_app.ui.screens.sell.choices import Choices
from pos_app.ui.screens.sell.reason import ReasonSheet
from pos_app.ui.screens.sell.tenders import method_name
from pos_app.ui.theme import CellRole, Size, Tag
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    Button,
    ColumnSpec,
    DataTable,
    FigureBand,
    Label,
    TableCard,
    TextField,
    row,
)
from sync.wire.order_machine import OrderView

_END = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Stop:
    """One order of a round. ``taken`` it goes along; ``result`` what came of it."""

    view: OrderView
    when: str
    taken: bool = False
    method: str = CASH
    result: str = ""


def _stop_look(stop: Stop) -> Look:
    look: dict[CellRole, object] = {
        CellRole.SUB: joined(short_number(stop.view.order.number), about_words(stop.view),
                             stop.when),
        CellRole.BOLD: stop.taken and not stop.result,
        CellRole.ICON: "check" if stop.taken else "plus",
        CellRole.MUTED: bool(stop.result),
    }  # fmt: skip
    if stop.taken and not stop.result:
        look[CellRole.TONE] = "accent"
    return look


def _road_look(stop: Stop) -> Look:
    """On the way back nothing has to be chosen any more."""
    icon = "check" if stop.result else "truck"
    return {**_stop_look(stop), CellRole.TONE: None, CellRole.ICON: icon}


def _where(stop: Stop) -> str:
    customer = stop.view.order.customer
    return customer.address or customer.name


class SendSheet(OrderDeed):
    """Space or a tap takes an order along; Enter sends them out and prints the route."""

    def __init__(self, place: Place, views: Sequence[OrderView], chosen: str = "") -> None:
        super().__init__(place.session, tr("配送出发"), tr("出发"), width=680)
        now = shop_now(self.session)
        self.model: RowsModel[Stop] = RowsModel(
            (
                Column(title=lambda: tr("送到哪"), text=_where, look=_stop_look),
                Column(
                    title=lambda: tr("付款"), text=lambda s: paid_words(s.view), align=_END,
                    look=lambda s: {CellRole.TONE: "warn"} if s.view.to_pay > 0 else {},
                ),
            ),
            lambda s: s.view.order.id,
        )  # fmt: skip
        self.table = DataTable([ColumnSpec(0, LEFT), ColumnSpec(230, RIGHT)], row_height=62)
        self.table.setModel(self.model)
        people = [(s.staff.name, s.staff.name) for s in self.session.desk.staff.all()
                  if s.staff.active]  # fmt: skip
        self.courier = Choices(people, chosen=self.session.staff.name, name=tr("谁去送"))
        self.other = TextField(placeholder=tr("别人去送,写名字"))
        self._lay_out()
        self.model.show([
            Stop(view, slot_words(view.order.slot, now), taken=view.order.id == chosen)
            for view in _by_place(views, chosen)
        ])  # fmt: skip
        self.table.select(0)
        self.table.clicked.connect(lambda index: self._toggle(index.row()))
        self.other.textEdited.connect(self._on_name)
        self.courier.changed.connect(lambda _k: self.other.clear())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        self._show()

    def _lay_out(self) -> None:
        hint = tr("上下键选单,空格带上或放下。同一片的排在一起。")
        self.add(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
        self.add(TableCard(self.table), 1)
        self.add(Label(tr("谁去送(F2 换人)"), size=Size.LABEL, tone="muted"))
        self.add(self.courier)
        self.add(self.other)

    def _on_name(self, text: str) -> None:
        if text.strip():
            self.courier.set_current("")

    def taken(self) -> list[OrderView]:
        return [stop.view for stop in self.model.rows if stop.taken]

    def courier_name(self) -> str:
        return self.other.text().strip() or str(self.courier.current() or "")

    def _toggle(self, at: int) -> None:
        stop = self.model.row(at)
        if stop is not None and not self.is_busy():
            self.model.replace(at, replace(stop, taken=not stop.taken))
            self._show()

    def _show(self) -> None:
        taken = self.taken()
        cash = sum(max(view.to_pay, 0) for view in taken)
        words = tr("带 {n} 单出发", n=len(taken))
        money = tr("要收 ¥{amount}", amount=format_fen(cash)) if cash else ""
        self.set_deed(joined(words, money) if taken else tr("先选要送的单"))

    def act(self) -> None:
        views, courier = self.taken(), self.courier_name()
        if not views:
            self.set_words(tr("先选要送的单"), "warn")
            return
        if not courier:
            self.set_words(tr("谁去送?点一个人或写名字"), "warn")
            return
        staff, ids = self.session.staff, tuple(view.order.id for view in views)

        def done(_trip: str) -> None:
            self.request_close()
            if self.session.paper.status() != "off":
                self.session.paper.route_list(views, courier)
            self.session.say(tr("{who} 带 {n} 单出发了", who=courier, n=len(views)), "good")

        self.do(lambda shop, _who: shop.orders.send_out(ids, courier, staff), done)

    def on_key(self, key: int) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is not None:
            self.table.step_row(step)
        elif key == Qt.Key.Key_Space:
            self._toggle(self.table.row_now())
        elif key == Qt.Key.Key_F2:
            self.other.clear()
            self.courier.step(1)
        else:
            return False
        return True


def _by_place(views: Sequence[OrderView], chosen: str) -> list[OrderView]:
    """The chosen one and its neighbours first, then place by place."""
    first = next((view.order.customer.zone for view in views if view.order.id == chosen), "")
    return sorted(
        views,
        key=lambda view: (
            view.order.id != chosen, view.order.customer.zone != first,
            view.order.customer.zone, view.order.customer.address, view.order.placed_at,
        ),
    )  # fmt: skip


class SettleSheet(OrderDeed):
    """Back from the road: each order was handed over with its money, or was not.

    What is said here is written at once, order by order; Enter says delivered.
    """

    def __init__(self, place: Place, views: Sequence[OrderView], chosen: str = "") -> None:
        super().__init__(place.session, tr("回来结账"), tr("送达"), width=700)
        self._place = place
        self._cash = self._failed = 0
        now = shop_now(self.session)
        self.model: RowsModel[Stop] = RowsModel(
            (
                Column(title=lambda: tr("送到哪"), text=_where, look=_road_look),
                Column(title=lambda: tr("结果"), text=_result, align=_END, look=_result_look),
            ),
            lambda s: s.view.order.id,
        )
        self.table = DataTable([ColumnSpec(0, LEFT), ColumnSpec(220, RIGHT)], row_height=62)
        self.table.setModel(self.model)
        self.band = FigureBand(tr("交回现金"), format_fen(0), "good")
        self.buttons = {
            "method": Button(tr("换收款方式"), size="strip", key="F10"),
            "fail": Button(tr("没送到"), size="strip", key="F4"),
        }
        self._lay_out()
        stops = [Stop(view, joined(view.courier, tr("{time} 出发", time=now.clock(view.since))),
                      taken=True) for view in views]  # fmt: skip
        self.model.show(stops)
        self.table.select(max(self.model.row_of(chosen), 0))
        self.table.current_row.connect(lambda _at: self._show())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        self._show()

    def _lay_out(self) -> None:
        hint = tr("一单一单来:送到了按 Enter,没送到按 F4。钱记进这一班。")
        self.add(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
        self.add(TableCard(self.table), 1)
        deeds: dict[str, Callable[[], None]] = {"method": self._other, "fail": self._fail}
        for name, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _c=False, n=name: deeds[n]())
        self.add(row(*self.buttons.values(), None))
        self.add(self.band)

    def stop(self) -> Stop | None:
        return self.model.row(self.table.row_now())

    def _open_stop(self) -> tuple[int, Stop] | None:
        stop = self.stop()
        if stop is None or stop.result or self.is_busy():
            return None
        return self.table.row_now(), stop

    def _show(self) -> None:
        stop = self.stop()
        self.band.set_band(tr("交回现金"), format_fen(self._cash), "good")
        open_one = stop is not None and not stop.result
        self.buttons["fail"].setEnabled(open_one)
        self.buttons["method"].setEnabled(open_one and stop.view.to_pay > 0 if stop else False)
        if stop is None or stop.result:
            left = sum(not s.result for s in self.model.rows)
            self.set_deed(tr("还有 {n} 单", n=left) if left else tr("结完了"))
            return
        number = short_number(stop.view.order.number)
        if stop.view.to_pay > 0:
            how = method_name(stop.method)
            amount = format_fen(stop.view.to_pay)
            self.set_deed(tr("{number} 送达,收{how} {amount}", number=number, how=how,
                             amount=amount))  # fmt: skip
        else:
            self.set_deed(tr("{number} 送达", number=number))

    def act(self) -> None:
        found = self._open_stop()
        if found is None:
            self._next()
            return
        at, stop = found
        view, staff = stop.view, self.session.staff
        paid = (Paid(method=stop.method, received=view.to_pay),) if view.to_pay > 0 else ()

        def done(sold: Sold) -> None:
            took = sum(t.amount for t in sold.sale.tenders if t.method == CASH)
            self._cash += took
            said = tr("送达,收 {amount}", amount=format_fen(view.to_pay)) if paid else tr("送达")
            self.model.replace(at, replace(stop, result=said))
            after_sale(self.session, sold)
            self._next()

        self.do(
            lambda shop, _who: shop.orders.deliver(view.order.id, paid, staff), done,
            touches=MONEY,
        )  # fmt: skip

    def _next(self) -> None:
        """The next that is still open; when there is none the round is settled."""
        left = [at for at, stop in enumerate(self.model.rows) if not stop.result]
        if not left:
            self.request_close()
            self.session.say(
                tr("这一趟结好了,交回现金 {amount}", amount=format_fen(self._cash)), "good"
            )
            return
        self.table.select(left[0])
        self._show()

    def _other(self) -> None:
        found = self._open_stop()
        if found is not None and found[1].view.to_pay > 0:
            at, stop = found
            other = STATIC_CODE if stop.method == CASH else CASH
            self.model.replace(at, replace(stop, method=other))
            self._show()

    def _fail(self) -> None:
        found = self._open_stop()
        if found is not None:
            at, stop = found
            number = short_number(stop.view.order.number)
            self._place.sheets.open_sheet(ReasonSheet(
                self.session, tr("{number} 没送到", number=number), tr("记下,货带回来"),
                tr("货回到店里后,再决定再送一次还是放回货架。"),
                (tr("没人在家"), tr("电话不通"), tr("地址不对"), tr("顾客不要了")),
                lambda reason: self._write_failed(at, stop, reason),
            ))  # fmt: skip

    def _write_failed(self, at: int, stop: Stop, reason: str) -> None:
        order_id, staff = stop.view.order.id, self.session.staff

        def done(_view: OrderView) -> None:
            self.model.replace(at, replace(stop, result=tr("没送到:{why}", why=reason)))
            self._next()

        self.do(lambda shop, _who: shop.orders.fail(order_id, reason, staff), done)

    def on_key(self, key: int) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is not None:
            self.table.step_row(step)
        elif key == Qt.Key.Key_F4:
            self._fail()
        elif key == Qt.Key.Key_F10:
            self._other()
        else:
            return False
        return True


def _result(stop: Stop) -> str:
    if stop.result:
        return stop.result
    if stop.view.to_pay > 0:
        return tr("收{how} ¥{amount}", how=method_name(stop.method),
                  amount=format_fen(stop.view.to_pay))  # fmt: skip
    return tr("已付清")


def _result_look(stop: Stop) -> Look:
    if stop.result:
        return {CellRole.MUTED: True, CellRole.TAGS: (Tag(tr("已记"), "good"),)}
    return {CellRole.TONE: "warn", CellRole.BOLD: True} if stop.view.to_pay > 0 else {}
