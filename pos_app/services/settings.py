"""The shop's settings, each declared once: name, default, and what it means to the owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff, require
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.facts import SettingChanged

Value = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """``choices`` empty: free; ``low``/``high`` bound a whole number."""

    name: str
    default: Value
    choices: tuple[Value, ...] = ()
    low: int = 0
    high: int = 1_000_000_000
    secret: bool = False


SETTINGS: dict[str, Setting] = {
    s.name: s
    for s in (
        Setting(name="language", default="zh", choices=("zh", "en")),
        Setting(name="theme", default="light", choices=("light", "dark")),
        Setting(name="scale_percent", default=100, choices=(100, 125, 150, 175, 200)),
        Setting(name="day_end_hour", default=4, low=0, high=12),
        Setting(name="rounding_step", default=50, choices=(10, 50, 100)),
        Setting(name="rounding_auto", default=False),
        Setting(name="discount_limit_bp", default=500, low=0, high=10_000),
        Setting(name="printer_kind", default="none", choices=("none", "network", "usb", "file")),
        Setting(name="printer_target", default=""),
        Setting(name="printer_columns", default=32, choices=(32, 48)),
        Setting(name="printer_encoding", default="gb18030", choices=("gb18030", "gbk", "big5")),
        Setting(name="print_receipt", default=True),
        Setting(name="open_drawer_on_cash", default=True),
        Setting(name="receipt_footer", default="谢谢惠顾"),
        Setting(name="receipt_page_code", default=False),
        Setting(name="shop_page", default=""),
        Setting(name="shop_phone", default=""),
        Setting(name="shop_address", default=""),
        Setting(name="scanner_gap_ms", default=30, low=5, high=200),
        Setting(name="scanner_min_length", default=6, low=3, high=20),
        Setting(name="in_store_formats", default=""),
        Setting(name="automatic_categories", default=""),
        Setting(name="lock_after_minutes", default=0, low=0, high=240),
        Setting(name="hq_ca", default=""),
        Setting(name="order_chime", default=True),
        Setting(name="order_print_slip", default=True),
        Setting(name="joined_on", default=""),
        Setting(name="turnover_before", default=0, high=100_000_000),
    )
}


class SettingStore(Protocol):
    """Where values lie, as JSON by name."""

    def read(self) -> dict[str, str]: ...
    def write(self, name: str, value: str) -> None: ...


class Settings:
    """Typed reading with defaults; changes are facts."""

    def __init__(self, store: SettingStore, ledger: Ledger | None = None) -> None:
        self._store = store
        self._ledger = ledger
        self._values = store.read()
        self._listeners: list[Callable[[str], None]] = []

    def reload(self) -> None:
        self._values = self._store.read()

    def get(self, name: str) -> Value:
        """The value now; a stored value that no longer fits gives the default."""
        setting = SETTINGS[name]
        raw = self._values.get(name)
        if raw is None:
            return setting.default
        try:
            value = msgspec.json.decode(raw, type=type(setting.default))
        except msgspec.DecodeError:
            return setting.default
        return value if _fits(setting, value) else setting.default

    def text(self, name: str) -> str:
        return str(self.get(name))

    def number(self, name: str) -> int:
        return int(self.get(name))

    def flag(self, name: str) -> bool:
        return bool(self.get(name))

    def day_end_hour(self) -> int:
        return self.number("day_end_hour")

    def rounding_step(self) -> int:
        return self.number("rounding_step")

    def rounding_auto(self) -> bool:
        return self.flag("rounding_auto")

    def change(
        self, name: str, value: Value, staff: Staff, *, approved_by: Staff | None = None
    ) -> None:
        """Raises ShopError ``bad_setting``, NeedsApproval; the face's own choices need no right."""
        setting = SETTINGS[name]
        if type(value) is not type(setting.default) or not _fits(setting, value):
            raise ShopError("bad_setting", name=name)
        if name not in ("language", "theme", "scale_percent"):
            require(staff, "settings", approved_by)
        if self._ledger is None:
            raise ShopError("not_allowed")
        old = str(self.get(name))
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(SettingChanged(name=name, old=old, new=str(value)))
            self._store.write(name, msgspec.json.encode(value).decode())
        self.reload()


def _fits(setting: Setting, value: Value) -> bool:
    if setting.choices:
        return value in setting.choices
    if isinstance(value, (bool, str)):
        return True
    return setting.low <= value <= setting.high
