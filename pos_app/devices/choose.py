"""Which printer the settings mean."""

from __future__ import annotations

from pos_app.devices.local_printer import FilePrinter, UsbPrinter
from pos_app.devices.network_printer import PORT, NetworkPrinter
from pos_app.services.printing import Printer


def printer_of(kind: str, target: str) -> Printer | None:
    """The printer, or None for ``none`` and for a target that makes no sense.

    ``network``: ``192.168.1.50`` or ``host:port``; ``usb``: ``04b8:0e15``; ``file``: a path.
    """
    wanted = target.strip()
    if not wanted:
        return None
    match kind:
        case "network":
            host, _, port = wanted.partition(":")
            return NetworkPrinter(host, int(port) if port.isdigit() else PORT)
        case "usb":
            return _usb(wanted)
        case "file":
            return FilePrinter(wanted)
        case _:
            return None


def _usb(target: str) -> Printer | None:
    vendor, _, product = target.partition(":")
    try:
        return UsbPrinter(int(vendor, 16), int(product, 16))
    except ValueError:
        return None
