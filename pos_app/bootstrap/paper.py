"""The shop's paper: the printer that the settings name, exchanged when they change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from pos_app.devices.local_printer import FilePrinter, UsbPrinter
from pos_app.devices.network_printer import NetworkPrinter
from pos_app.devices.press import EscposPress
from pos_app.runtime.i18n import Language
from pos_app.services.paper import SlipRow
from pos_app.services.ports import Clock, Identity
from pos_app.services.printing import PaperDesk, Printer, ShopInfo
from pos_app.services.settings import Settings
from pos_app.services.shop_page import page_address
from sync.wire.chain import Entry
from sync.wire.order_machine import OrderView

log = logging.getLogger(__name__)
PRINTER_SETTINGS = ("printer_kind", "printer_target", "printer_columns", "printer_encoding")
PORT = 9100
"""Where network printers listen."""


def printer_of(kind: str, target: str) -> Printer | None:
    """The printer behind ``host[:port]``, ``vendor:product`` in hex, or a path; None without one.

    Raises ValueError for a target that names nothing.
    """
    if kind == "none" or not target.strip():
        return None
    if kind == "network":
        host, _, port = target.strip().partition(":")
        return NetworkPrinter(host, int(port or PORT))
    if kind == "usb":
        vendor, _, product = target.strip().partition(":")
        return UsbPrinter(int(vendor, 16), int(product, 16))
    return FilePrinter(Path(target.strip()))


class ShopPaper:
    """Satisfies `pos_app.services.paper.Paper`; `reload` looks at the settings again.

    ``printer``: this one, whatever the settings name. ``hq_url`` tells HQ's address, empty for
    none; it is asked on the thread that builds and reloads.
    """

    def __init__(
        self,
        settings: Settings,
        identity: Identity,
        clock: Clock,
        *,
        printer: Printer | None = None,
        hq_url: Callable[[], str] = lambda: "",
    ) -> None:
        self._chosen = printer
        self._hq_url = hq_url
        self._settings, self._identity, self._clock = settings, identity, clock
        self._listeners: list[Callable[[str], None]] = []
        self._built_for = self._wanted()
        self._page = page_address(settings, identity, hq_url())
        self._desk = self._build()

    def _wanted(self) -> tuple[object, ...]:
        return tuple(self._settings.get(name) for name in PRINTER_SETTINGS)

    def _build(self) -> PaperDesk:
        settings = self._settings
        try:
            printer = self._chosen or printer_of(
                settings.text("printer_kind"), settings.text("printer_target")
            )
        except ValueError:
            log.warning("the printer's address cannot be read")
            printer = None
        press = EscposPress(
            shop=self._shop,
            language=self._language,
            columns=settings.number("printer_columns"),
            encoding=settings.text("printer_encoding"),
        )
        desk = PaperDesk(press, self._clock, printer)
        desk.on_status(self._tell)
        return desk

    def _shop(self) -> ShopInfo:
        settings = self._settings
        return ShopInfo(
            name=self._identity.shop_name,
            address=settings.text("shop_address"),
            phone=settings.text("shop_phone"),
            footer=settings.text("receipt_footer"),
            page=self._page if settings.flag("receipt_page_code") else "",
        )

    def _language(self) -> Language:
        return "en" if self._settings.text("language") == "en" else "zh"

    def reload(self) -> None:
        """Another printer when another one is set; the old one ends the job in its hand."""
        self._page = page_address(self._settings, self._identity, self._hq_url())
        wanted = self._wanted()
        if wanted != self._built_for:
            self._desk.stop()
            self._built_for = wanted
            self._desk = self._build()
            self._tell(self._desk.status())

    def _tell(self, status: str) -> None:
        for listener in tuple(self._listeners):
            listener(status)

    def receipt(self, entry: Entry, copy: int = 0) -> None:
        self._desk.receipt(entry, copy)

    def slip(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> None:
        self._desk.slip(title, rows, notes)

    def order_slip(self, view: OrderView) -> None:
        self._desk.order_slip(view)

    def picking_slip(self, view: OrderView) -> None:
        self._desk.picking_slip(view)

    def route_list(self, views: Sequence[OrderView], courier: str) -> None:
        self._desk.route_list(views, courier)

    def kick_drawer(self) -> None:
        self._desk.kick_drawer()

    def receipt_picture(self, entry: Entry, copy: int = 0) -> bytes:
        return self._desk.receipt_picture(entry, copy)

    def slip_picture(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> bytes:
        return self._desk.slip_picture(title, rows, notes)

    def status(self) -> str:
        return self._desk.status()

    def on_status(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    def failed(self) -> int:
        return self._desk.failed()

    def retry(self) -> None:
        self._desk.retry()

    def discard(self) -> None:
        self._desk.discard()

    def wait_idle(self, timeout: float) -> bool:
        """For batch runs: True when all that was asked for has been tried in time."""
        return self._desk.wait_idle(timeout)

    def stop(self) -> None:
        self._listeners.clear()
        self._desk.stop()
