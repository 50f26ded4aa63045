"""Any basket becomes an order: for whom, how, when, and whether it is paid now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from pos_app.domain.calendar import local_time
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.order_moves import COUNTER, PHONE, PastCustomer, Wish
from pos_app.services.order_rules import Terms, check_customer, open_slots, terms
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.widgets import (
    ChipRow,
    ComboBox,
    FigureBand,
    FormRow,
    Segmented,
    TextField,
    column,
    holder,
    reveal,
    row,
)
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import DELIVERY, NOW, ON_HAND_OVER, PICKUP, Customer, Slot

SHORT = 3
"""From so many digits on, customers of the shop are looked for."""
LONGEST_PHONE, LONGEST_NAME, LONGEST_TEXT = 15, 20, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the sheet hands on: the wish, and what it comes to in fen."""

    wish: Wish
    total: int


class OrderSheet(DeedSheet):
    """F2 pickup or delivery, F3 counter or telephone, F4 paid now or on hand-over, Enter places.

    The phone's last digits bring back a customer with her name and address.
    """

    gives_way = False

    def __init__(self, session: Session, placed: Callable[[Asked], None]) -> None:
        super().__init__(session, tr("改成订单"), tr("下这一单"), width=680)
        self._placed = placed
        self._rules: ShopRules = session.desk.orders.rules()
        self._known: list[PastCustomer] = []
        self.mode = Segmented([(PICKUP, tr("到店提 F2")), (DELIVERY, tr("送到家 F2"))])
        self.channel = Segmented([(COUNTER, tr("柜台 F3")), (PHONE, tr("电话 F3"))])
        self.pay = Segmented([(ON_HAND_OVER, tr("交货时付 F4")), (NOW, tr("现在付 F4"))])
        self.phone = TextField(placeholder=tr("手机号,输几位找老顾客"), ime=False)
        self.phone.setMaxLength(LONGEST_PHONE)
        self.past = ChipRow()
        self.name = TextField(placeholder=tr("怎么称呼"))
        self.name.setMaxLength(LONGEST_NAME)
        self.address = TextField(placeholder=tr("小区、楼、门、室"))
        self.address.setMaxLength(LONGEST_TEXT)
        self.zone = ComboBox([("", tr("按地址认")), *((z.name, _zone(z.name, z.fee))
                              for z in self._rules.zones)])  # fmt: skip
        self.slot = ComboBox()
        self.note = TextField(placeholder=tr("例如:鸡蛋要大的"))
        self.note.setMaxLength(LONGEST_TEXT)
        self.band = FigureBand(tr("合计"))
        self._lay_out()
        self._connect()
        self._show()
        self.first_focus = self.phone

    def _lay_out(self) -> None:
        self.add(row(self.mode, self.channel, None, self.pay, gap=10))
        self._who = FormRow(tr("电话"), self.phone)
        who = row(self._who, FormRow(tr("称呼"), self.name), gap=12)
        self.add(holder(who))
        self.add(self.past)
        reveal(self.past, False)
        where = row(FormRow(tr("地址"), self.address), FormRow(tr("送货区"), self.zone), gap=12)
        where.setStretch(0, 2)
        where.setStretch(1, 1)
        self._where = holder(where)
        self.add(self._where)
        last = row(FormRow(tr("什么时候"), self.slot), FormRow(tr("备注"), self.note), gap=12)
        for at in (0, 1):
            who.setStretch(at, 1)
            last.setStretch(at, 1)
        self.add(holder(last))
        self.body.addStretch(1)
        self.add(holder(column(self.band)))

    def _connect(self) -> None:
        self.phone.textEdited.connect(self._on_phone)
        self.past.changed.connect(self._take)
        for choice in (self.mode, self.channel, self.pay):
            choice.changed.connect(lambda _key: self._show())
        self.address.textEdited.connect(lambda _text: self._show())
        self.zone.currentIndexChanged.connect(lambda _at: self._show())

    def _on_phone(self, digits: str) -> None:
        """Who ordered before under these digits, each as a chip."""
        book = self.session.desk.orders
        self._known = book.customers(digits, 4) if len(digits) >= SHORT else []
        chips = [(n, _person(p)) for n, p in enumerate(self._known)]
        self.past.set_chips(chips)
        self.past.set_current(None)
        reveal(self.past, bool(chips))
        self._show()

    def _take(self, at: object) -> None:
        if not isinstance(at, int) or at >= len(self._known):
            return
        past = self._known[at]
        self.phone.setText(past.customer.phone)
        self.name.setText(past.customer.name)
        self.address.setText(past.customer.address)
        self.zone.set_key("")
        if past.customer.address:
            self.mode.set_current(past.mode)
        self._show()

    def on_key(self, key: int) -> bool:
        choices = {Qt.Key.Key_F2: self.mode, Qt.Key.Key_F3: self.channel, Qt.Key.Key_F4: self.pay}
        choice = choices.get(Qt.Key(key))
        if choice is not None:
            choice.step()
            self._show()
            return True
        if key == Qt.Key.Key_Down and self._known and self.phone.hasFocus():
            self._take(0)
            return True
        return False

    def _show(self) -> None:
        """Fee, slots and total as the rules have them for what stands there now."""
        delivery = self.mode.current() == DELIVERY
        reveal(self._where, delivery)
        found = self._terms()
        minutes = found.zone.minutes if isinstance(found, Terms) and found.zone else 0
        self.slot.set_choices(
            [(None, tr("尽快")), *((s, self._when(s)) for s in self._slots(minutes))]
        )
        goods = self.session.register.priced.total
        if isinstance(found, ShopError):
            self.band.set_band(str(found), format_fen(goods), "warn")
        else:
            words = tr("含送货费 {fee}", fee=format_fen(found.fee)) if found.fee else tr("合计")
            self.band.set_band(words, format_fen(goods + found.fee), "good")
        self.set_deed(tr("收款并下单") if self.pay.current() == NOW else tr("下这一单"))
        self.make_room()

    def _terms(self) -> Terms | ShopError:
        goods = self.session.register.priced.total
        try:
            return terms(self._rules, str(self.mode.current()), self._customer(), goods)
        except ShopError as error:
            return error

    def _customer(self) -> Customer:
        delivery = self.mode.current() == DELIVERY
        return Customer(
            name=self.name.text().strip(),
            phone=self.phone.text().strip(),
            address=self.address.text().strip() if delivery else "",
            zone=str(self.zone.key() or "") if delivery else "",
        )

    def _slots(self, minutes: int) -> list[Slot]:
        clock, book = self.session.clock, self.session.desk.orders
        now = clock.now_ms()
        return open_slots(
            self._rules, local_time(now, clock.offset_minutes(now)), book.slots_taken, minutes
        )

    def _when(self, slot: Slot) -> str:
        now = self.session.clock.now_ms()
        today = local_time(now, self.session.clock.offset_minutes(now)).date().isoformat()
        start, end = (f"{m // 60:02d}:{m % 60:02d}" for m in (slot.start, slot.end))
        hours = f"{start}–{end}"
        return tr("今天 {hours}", hours=hours) if slot.date == today else f"{slot.date[5:]} {hours}"

    def act(self) -> None:
        wish = Wish(
            mode=str(self.mode.current()),
            customer=self._customer(),
            slot=self._chosen_slot(),
            channel=str(self.channel.current()),
            pay=str(self.pay.current()),
            note=self.note.text(),
        )
        try:
            check_customer(wish.mode, wish.customer)
            found = terms(self._rules, wish.mode, wish.customer, self.session.register.priced.total)
        except ShopError as error:
            self.refuse(error)
            return
        total = self.session.register.priced.total + found.fee
        self._placed(Asked(wish=wish, total=total))

    def _chosen_slot(self) -> Slot | None:
        slot = self.slot.key()
        return slot if isinstance(slot, Slot) else None


def _person(past: PastCustomer) -> str:
    who = past.customer
    tail = f"··{who.phone[-4:]}"
    return " ".join(part for part in (who.name, tail, who.address[:12]) if part)


def _zone(name: str, fee: int) -> str:
    return tr("{name} 送货费 {fee}", name=name, fee=format_fen(fee))
