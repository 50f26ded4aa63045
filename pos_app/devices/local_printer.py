"""Printers on a cable: USB by its ids, or a device file such as ``/dev/usb/lp0``."""

from __future__ import annotations

import contextlib
import os
import select
import stat
import time
from pathlib import Path

from pos_app.domain.errors import ShopError

TIMEOUT_S = 4.0


class UsbPrinter:
    """A USB printer through python-escpos (pyusb); ids as in ``lsusb``."""

    def __init__(self, vendor: int, product: int, *, timeout_s: float = TIMEOUT_S) -> None:
        self._vendor = vendor
        self._product = product
        self._timeout_ms = int(timeout_s * 1000)

    def send(self, data: bytes) -> None:
        """Raises ShopError ``printer_offline`` (not found, or it stopped taking data),
        ``printer_no_usb`` (pyusb or libusb is missing on this computer).
        """
        from escpos.exceptions import Error
        from escpos.printer import Usb

        if not Usb.is_usable():
            raise ShopError("printer_no_usb")
        device = Usb(self._vendor, self._product, timeout=self._timeout_ms)
        try:
            device.open()
            device._raw(data)
        except ValueError as error:  # pyusb finds no libusb
            raise ShopError("printer_no_usb") from error
        except (Error, OSError) as error:  # USBError is an OSError
            raise ShopError("printer_offline") from error
        finally:
            with contextlib.suppress(Error, OSError, ValueError):
                device.close()


class FilePrinter:
    """A device file, a named pipe or a plain file.

    On POSIX a device is written without blocking: a printer without paper stops taking bytes, and
    the thread must not wait for a new roll. A plain file, and Windows' own port names, go through
    python-escpos.
    """

    def __init__(self, path: Path | str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._path = str(path)
        self._timeout = timeout_s

    def send(self, data: bytes) -> None:
        """Raises ShopError ``printer_offline``."""
        try:
            if os.name == "posix" and self._is_device():
                self._write_device(data)
            else:
                self._write_file(data)
        except OSError as error:
            raise ShopError("printer_offline") from error

    def _is_device(self) -> bool:
        path = Path(self._path)
        return path.exists() and not stat.S_ISREG(path.stat().st_mode)

    def _write_device(self, data: bytes) -> None:
        end = time.monotonic() + self._timeout
        handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK)
        try:
            rest = memoryview(data)
            while rest:
                left = end - time.monotonic()
                if left <= 0 or not select.select([], [handle], [], left)[1]:
                    raise TimeoutError
                with contextlib.suppress(BlockingIOError):
                    rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)

    def _write_file(self, data: bytes) -> None:
        from escpos.exceptions import Error
        from escpos.printer import File

        device = File(self._path)
        try:
            device.open()
            device._raw(data)
        except Error as error:
            raise OSError(str(error)) from error
        finally:
            device.close()
