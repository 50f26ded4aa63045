"""A delivery zone: which places lie in it, what it costs to bring something there."""

from __future__ import annotations

import re

from msgspec.structs import replace
from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.settings.rule_rows import write_rules
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Button, FormRow, NumberField, TextField, column, row
from sync.wire.fulfilment import ShopRules, Zone

DEAREST = 99_999
_BETWEEN = re.compile(r"[,,、;;\s]+")


class ZoneSheet(DeedSheet):
    """``zone`` None: a new one."""

    gives_way = False

    def __init__(self, place: Place, zone: Zone | None) -> None:
        super().__init__(place.session, tr("送货区"), tr("存好"), width=600)
        self._zone = zone
        known = zone or Zone(name="", places=(), fee=300, minimum=2000, free_over=5000)
        self.name = TextField(known.name, placeholder=tr("例如:近处、河对面"))
        self.places = TextField(
            "、".join(known.places), placeholder=tr("例如:海棠苑、翠阜新村、万新里")
        )
        self.fee = _money(tr("配送费"), known.fee)
        self.minimum = _money(tr("起送"), known.minimum, tr("0 是不限"))
        self.free = _money(tr("满多少免配送费"), known.free_over, tr("0 是不免"))
        self.minutes = NumberField(
            "whole", label=tr("路上要多久"), suffix=tr("分钟"), size=Size.LEAD, max_digits=3,
            maximum=600,
        )  # fmt: skip
        self.minutes.set_value(known.minutes)
        self.name_row = FormRow(tr("叫什么"), self.name)
        self.add(self.name_row)
        hint = tr("地址里有这些字就算这个区")
        self.add(FormRow(tr("包括哪些地方"), self.places, hint=hint))
        for pair in ((self.fee, self.minimum), (self.free, self.minutes)):
            for field in pair:
                field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line = row(*pair, gap=12)
            line.setStretch(0, 1)
            line.setStretch(1, 1)
            self.add(line)
        self.drop = Button(tr("去掉这个区"), kind="danger", size="small")
        self.drop.clicked.connect(lambda _c=False: self._drop())
        self.drop.setVisible(zone is not None)
        self.add(column(row(self.drop, None)))
        self.body.addStretch(1)
        self.first_focus = self.name

    def zone(self) -> Zone:
        """What stands on the sheet."""
        old = self._zone or Zone(name="", places=(), fee=0)
        places = tuple(part for part in _BETWEEN.split(self.places.text().strip()) if part)
        return replace(
            old, name=self.name.text().strip(), places=places, fee=self.fee.value() or 0,
            minimum=self.minimum.value() or 0, free_over=self.free.value() or 0,
            minutes=self.minutes.value() or 0,
        )  # fmt: skip

    def act(self) -> None:
        if not self.name.text().strip():
            self.name_row.set_error(tr("请填名字"))
            self.name.setFocus()
            return
        rules = self.session.desk.orders.rules()
        new = self.zone()
        kept = [new if self._is_this(zone) else zone for zone in rules.zones]
        self._write(replace(rules, zones=tuple(kept if self._zone else [*kept, new])))

    def _is_this(self, zone: Zone) -> bool:
        return self._zone is not None and zone.name == self._zone.name

    def _drop(self) -> None:
        rules = self.session.desk.orders.rules()
        left = tuple(zone for zone in rules.zones if not self._is_this(zone))
        self._write(replace(rules, zones=left))

    def _write(self, rules: ShopRules) -> None:
        self.set_busy(True)
        write_rules(
            self.session, rules, while_alive(self, lambda _rules: self._done()),
            while_alive(self, self.refuse),
        )  # fmt: skip

    def _done(self) -> None:
        self.set_busy(False)
        self.request_close()

    def refuse(self, error: ShopError) -> None:
        super().refuse(error)
        self.name.setFocus()

    def on_uncovered(self) -> None:
        self.set_busy(False)


def _money(label: str, value: int, note: str = "") -> NumberField:
    field = NumberField("money", label=label, note=note, size=Size.LEAD, maximum=DEAREST)
    field.set_value(value)
    return field
