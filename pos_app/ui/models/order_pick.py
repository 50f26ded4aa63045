"""Picking an order: what lies in the bag, what a scan does to it, and what is still missing.

Quantities are thousandths. Nothing of this is a fact; the till keeps it as a draft, so that a power
cut or a customer at the counter does not lose the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_words import MILLI, joined
from sync.wire.order_machine import OrderView, changed
from sync.wire.orders import LineChange, OrderLine


class Refused(Exception):
    """A scan that is not for this order; ``str`` says why, to whoever picks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """An order while it is picked. ``picked`` is by line number; of weighed goods the true weight.

    Lines for which something else is offered wait for the customer and are neither picked nor
    missing.
    """

    view: OrderView
    picked: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, view: OrderView, picked: Mapping[int, int]) -> Bag:
        """Go on where the draft stopped."""
        return cls(view=view, picked=picked).with_view(view)

    def with_view(self, view: OrderView) -> Bag:
        """The order changed: lines that are gone are put back, no line holds more than it asks."""
        lines = {line.no: line for line in view.lines}
        kept = {
            no: qty if lines[no].weighed else min(qty, lines[no].qty)
            for no, qty in self.picked.items()
            if no in lines and self._same(lines[no])
        }
        return replace(self, view=view, picked=kept)

    def _same(self, line: OrderLine) -> bool:
        """Something else under the same number has to be picked itself."""
        before = next((old for old in self.view.lines if old.no == line.no), None)
        return before is None or before.item == line.item

    @property
    def waiting(self) -> frozenset[int]:
        """Lines that wait for the customer's answer."""
        return frozenset(change.no for change in self.view.offered)

    def has(self, line: OrderLine) -> int:
        return self.picked.get(line.no, 0)

    def is_done(self, line: OrderLine) -> bool:
        has = self.has(line)
        return has > 0 if line.weighed else has >= line.qty

    def progress(self) -> tuple[int, int]:
        """Pieces in the bag and pieces asked for; what is weighed counts as one."""
        done = total = 0
        for line in self.view.lines:
            whole = 1 if line.weighed else max(line.qty // MILLI, 1)
            total += whole
            if line.no in self.waiting:
                continue
            done += whole if self.is_done(line) else min(self.has(line) // MILLI, whole)
        return done, total

    def missing(self) -> list[OrderLine]:
        """Lines of which something is still to be picked."""
        return [
            line
            for line in self.view.lines
            if line.no not in self.waiting and not self.is_done(line)
        ]

    @property
    def is_complete(self) -> bool:
        return not self.missing() and not self.view.offered

    def lines_of(self, item: str, code: str) -> list[OrderLine]:
        """Lines that these goods are for, by what they are or by what was scanned."""
        return [
            line
            for line in self.view.lines
            if (item and line.item == item) or (code and line.code == code)
        ]

    def take(self, *, item: str, code: str, name: str, qty: int) -> tuple[Bag, OrderLine]:
        """Goods were scanned. Raises `Refused` where they do not belong into this bag."""
        found = self.lines_of(item, code)
        if not found:
            raise Refused(self._stranger(item, name))
        open_ones = [line for line in found if line.no not in self.waiting]
        if not open_ones:
            raise Refused(tr("「{name}」在等顾客答复,先别装", name=name))
        line = next((one for one in open_ones if not self.is_done(one)), open_ones[0])
        if line.weighed:
            return self.put(line, self.has(line) + qty), line
        if self.is_done(line):
            wanted = format_qty(line.qty)
            raise Refused(tr("「{name}」已经够了({n} 件),多的放回去", name=name, n=wanted))
        if self.has(line) + qty > line.qty:
            left = format_qty(line.qty - self.has(line))
            raise Refused(tr("「{name}」还差 {left} 件,这一下是 {qty} 件,拆开再扫",
                             name=name, left=left, qty=format_qty(qty)))  # fmt: skip
        return self.put(line, self.has(line) + qty), line

    def _stranger(self, item: str, name: str) -> str:
        instead = [c.instead.item for c in self.view.offered if c.instead is not None]
        if item in instead:
            return tr("「{name}」是要换给顾客的,等她答应了再装", name=name)
        return tr("「{name}」不在这单里,放回去", name=name)

    def put(self, line: OrderLine, qty: int) -> Bag:
        """So much of a line lies in the bag now."""
        most = qty if line.weighed else min(qty, line.qty)
        return replace(self, picked={**self.picked, line.no: max(most, 0)})

    def step(self, line: OrderLine, pieces: int) -> Bag:
        """By hand: one more, one fewer. What is weighed is put as it was ordered, or taken out."""
        if line.weighed:
            return self.put(line, (self.has(line) or line.qty) if pieces > 0 else 0)
        return self.put(line, self.has(line) + pieces * MILLI)

    def changes(self) -> tuple[LineChange, ...]:
        """What the scale said otherwise than the order."""
        return tuple(
            LineChange(no=line.no, qty=self.has(line))
            for line in self.view.lines
            if line.weighed and self.has(line) and self.has(line) != line.qty
        )

    def difference(self, changes: tuple[LineChange, ...]) -> int:
        """Fen that the goods become cheaper (positive) or dearer by these changes."""
        return self.view.goods - sum(line.amount for line in changed(self.view.lines, changes))


def line_words(bag: Bag, line: OrderLine) -> str:
    """How far a line is."""
    unit = line.unit or (tr("公斤") if line.weighed else tr("件"))
    if line.weighed:
        has = bag.has(line)
        wanted = format_qty(line.qty)
        return f"{format_qty(has) if has else '-'} / {wanted} {unit}"
    return f"{format_qty(bag.has(line))} / {format_qty(line.qty)} {unit}"


def sub_words(bag: Bag, line: OrderLine) -> str:
    """What a line is known by, or what it waits for."""
    offer = next((c for c in bag.view.offered if c.no == line.no), None)
    if offer is not None and offer.instead is not None:
        return tr("等顾客答复:换成 {name}", name=offer.instead.name)
    return joined(line.spec, line.code, f"¥{format_fen(line.price)}")


def money_words(view: OrderView, cheaper: int) -> str:
    """What a change means for the customer's money."""
    if not cheaper:
        return tr("钱数不变")
    amount = format_fen(abs(cheaper))
    paid = view.paid > view.refunded
    if cheaper < 0:
        return tr("顾客要补 ¥{amount}", amount=amount)
    return tr("退给顾客 ¥{amount}", amount=amount) if paid else tr("少收 ¥{amount}", amount=amount)
