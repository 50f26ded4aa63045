"""Taking cash: due, received, change; notes at one touch; split with a payment code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE, Paid, quick_notes
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.tenders import Taking, TenderList, method_name
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, Tone, px
from pos_app.ui.widgets import Button, FigureBand, FigureCard, Keypad, NumberField, holder, row

KEY = 48
"""Least height of a key of the pad."""
Pay = Callable[[tuple[Paid, ...], bool], None]
"""What was handed over, and whether the odd fen are let go."""


class CashSheet(DeedSheet):
    """Enter takes it. A scan waits: the amount is no place for it, and it is not lost.

    While money is counted the goods are settled, so a scan does not silently change what is due:
    it is said and kept. Esc goes back and sells it to this customer; when the payment is completed
    instead, the till names it again, because it was not paid for.
    ``total`` fen of something else than the basket on the screen, an order that is handed over.
    ``exact``: nothing is let go, for it is paid before the goods change hands.
    """

    gives_way = False

    def __init__(
        self, session: Session, pay: Pay, *, total: int | None = None, exact: bool = False
    ) -> None:
        super().__init__(session, tr("现金收款"), tr("收款"))
        self._pay = pay
        settings = session.desk.settings
        self._prints = settings.flag("print_receipt") and session.paper.status() != "off"
        self._always = settings.rounding_auto() and not exact
        self._taking = Taking(
            total=session.register.priced.total if total is None else total,
            step=1 if exact else settings.rounding_step(), round_off=self._always,
        )  # fmt: skip
        self.due = FigureCard(tr("应收"))
        self.field = NumberField("money", label=tr("实收"), note=tr("现金"))
        self.band = FigureBand(tr("找零"), "")
        self.list = TenderList(self._remove_part)
        self.notes: list[Button] = []
        self._notes_row = row(gap=8)
        side = (("back", ""), ("clear", tr("清空")), ("split", tr("拆分")), ("other", tr("其他")))
        self.keypad = Keypad(side, key_height=KEY)
        self.keypad.button("split").set_key("F4")
        self.keypad.button("other").set_key("F10")
        self._lay_out()
        self.field.changed.connect(lambda _v: self._show())
        self.keypad.key.connect(self._on_pad)
        self._anew()

    def _lay_out(self) -> None:
        for card in (self.due, self.field):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        cards = row(gap=12)
        cards.addWidget(self.due, 1)
        cards.addWidget(self.field, 1)
        self.add(cards)
        self.add(self.band)
        self.add(self.list)
        self._notes_strip = holder(self._notes_row)
        self.add(self._notes_strip)
        self.add_keypad(self.keypad)
        self.first_focus = self.field

    @property
    def taking(self) -> Taking:
        return self._taking

    def _anew(self) -> None:
        """After a part was booked, taken out, or rounding changed: what is left stands there."""
        left = max(self._taking.left, 0)
        self._fill_notes(left)
        self.list.show_parts(self._taking.parts)
        self.field.set_value(left)
        self.field.edit.selectAll()
        self._show()

    def _fill_notes(self, left: int) -> None:
        while (item := self._notes_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.notes = []
        for amount in quick_notes(left) if self._taking.method == CASH else ():
            self._notes_row.addWidget(self._note(amount, exact=amount == left))
        self._notes_strip.setVisible(bool(self.notes))
        self.make_room()

    def _note(self, amount: int, *, exact: bool) -> Button:
        whole = str(amount // 100) if amount % 100 == 0 else format_fen(amount)
        button = Button(tr("正好") if exact else whole, bold=True)
        button.setProperty("fen", amount)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _c=False: self.field.set_value(amount))
        self.notes.append(button)
        return button

    def _show(self) -> None:
        """Everything that follows from the amount that stands there."""
        taking, received = self._taking, self.field.value()
        for note in self.notes:
            note.setChecked(note.property("fen") == received)
        self.due.set_figure(format_fen(taking.left), self._rounding_words())
        self.due.label.setText(tr("还差") if taking.parts else tr("应收"))
        if not self.field.error():
            self.field.set_note(method_name(taking.method))
        missing = taking.left - (received or 0)
        if missing > 0:
            self.band.set_band(tr("还差"), format_fen(missing), "warn")
            self.set_deed(tr("还差 {amount}", amount=format_fen(missing)))
            return
        self.band.set_band(tr("找零"), format_fen(-missing), "good")
        due = format_fen(taking.total - (taking.rounding if taking.round_off else 0))
        words = tr("收款 {due} 并打印", due=due) if self._prints else tr("收款 {due}", due=due)
        self.set_deed(words)

    def _rounding_words(self) -> str:
        taking = self._taking
        if not taking.rounding:
            return tr("共 {total}", total=format_fen(taking.total)) if taking.parts else ""
        if taking.round_off:
            words = tr("已抹零 {amount}", amount=format_fen(taking.rounding))
            return words if self._always else f"{words}(F3)"
        to = format_fen(taking.left - taking.rounding)
        return tr("可抹零到 {to}(F3)", to=to)

    def act(self) -> None:
        received = self.field.value() or 0
        try:
            self._taking.change(received)
        except ShopError as error:
            words = str(error)
            if error.code == "not_enough" and received:
                words = tr("{why}。先收这部分按「拆分」F4", why=words)
            self.field.set_error(words)
            return
        self.set_busy(True)
        self._pay(self._taking.paid(received), self._taking.round_off)

    def split(self) -> None:
        """Book what is typed and go on with what is left, by the other method."""
        received = self.field.value() or 0
        if not 0 < received < self._taking.left:
            self.field.set_error(tr("先填这一笔收多少,要比应收少"))
            return
        other = STATIC_CODE if self._taking.method == CASH else CASH
        self._taking = replace(self._taking.with_part(received), method=other)
        self._anew()

    def other(self) -> None:
        """The other way to pay what is left."""
        other = STATIC_CODE if self._taking.method == CASH else CASH
        self._taking = replace(self._taking, method=other)
        self._anew()

    def toggle_rounding(self) -> None:
        if self._taking.rounding and not self._always:
            self._taking = replace(self._taking, round_off=not self._taking.round_off)
            self._anew()

    def _remove_part(self, at: int) -> None:
        if not self.is_busy():
            self._taking = self._taking.without(at)
            self._anew()

    def _on_pad(self, key: str) -> None:
        if self.is_busy():
            return
        if key == "split":
            self.split()
        elif key == "other":
            self.other()
        else:
            self.field.press(key)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self.field.edit.setReadOnly(busy)

    def set_words(self, words: str, tone: Tone = "bad") -> None:
        """What has to be said takes the place of the notes, so that no key moves."""
        self._notes_strip.setVisible(bool(self.notes) and not words)
        super().set_words(words, tone)

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self.band.setFixedHeight(px(58 if compact else 84))
        self.band.figure.set_size(Size.HUGE if compact else Size.DUE)

    def held_words(self, text: str) -> str:
        return tr("正在收款,先收完或按 Esc;刚扫的 {code} 没有算进来", code=text.strip())

    def on_key(self, key: int) -> bool:
        deeds: dict[int, Callable[[], None]] = {
            Qt.Key.Key_F3: self.toggle_rounding,
            Qt.Key.Key_F4: self.split,
            Qt.Key.Key_F10: self.other,
            Qt.Key.Key_Up: lambda: self._step_note(-1),
            Qt.Key.Key_Down: lambda: self._step_note(1),
        }
        if key not in deeds or self.is_busy():
            return False
        deeds[key]()
        return True

    def _step_note(self, delta: int) -> None:
        amounts = [int(note.property("fen")) for note in self.notes]
        if amounts:
            now = self.field.value()
            at = amounts.index(now) + delta if now in amounts else 0
            self.field.set_value(amounts[min(max(at, 0), len(amounts) - 1)])
