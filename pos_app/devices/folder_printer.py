"""Printers without a printer: a folder of receipts to look at, and none at all."""

from __future__ import annotations

import re
from pathlib import Path

from pos_app.devices.escpos import DEFAULT_ENCODING
from pos_app.devices.escpos_decoder import Decoded, decode
from pos_app.devices.preview import render_png
from pos_app.domain.errors import ShopError


class FolderPrinter:
    """Leaves each job as ``.bin`` (the bytes), ``.txt`` and ``.png``, numbered in order.

    A receipt's file carries its number. Pulses for the drawer alone leave no file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        columns: int = 32,
        encoding: str = DEFAULT_ENCODING,
        pictures: bool = True,
    ) -> None:
        self._folder = folder
        self._columns = columns
        self._encoding = encoding
        self._pictures = pictures
        self._count = 0

    def send(self, data: bytes) -> None:
        """Raises ShopError ``printer_offline`` when the folder cannot be written."""
        decoded = decode(data, self._encoding)
        if not decoded.elements:
            return
        self._count += 1
        stem = f"{self._count:04d}-{_name(decoded)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{stem}.bin").write_bytes(data)
            (self._folder / f"{stem}.txt").write_text(decoded.text, "utf-8")
            if self._pictures:
                png = render_png(data, columns=self._columns, encoding=self._encoding)
                (self._folder / f"{stem}.png").write_bytes(png)
        except OSError as error:
            raise ShopError("printer_offline") from error


class NullPrinter:
    """Takes everything and prints nothing; for runs where paper is of no interest."""

    def send(self, data: bytes) -> None:
        """Nothing goes wrong."""


def _name(decoded: Decoded) -> str:
    wanted = decoded.qrs[0] if decoded.qrs else "slip"
    return re.sub(r"[^0-9A-Za-z-]", "_", wanted)[:60] or "slip"
