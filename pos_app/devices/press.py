"""Layout, encoding and picture for one printer: what the printing service calls a press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos_app.devices.escpos import DEFAULT_ENCODING, encode, kick_drawer
from pos_app.devices.order_slips import lay_out_order_paper
from pos_app.devices.preview import render_png
from pos_app.devices.receipt import lay_out_receipt
from pos_app.devices.slip import lay_out_slip
from pos_app.runtime.i18n import Language
from pos_app.services.printing import OrderPaper, ShopInfo, SlipData
from sync.wire.chain import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class EscposPress:
    """``columns`` 32 (58 mm) or 48 (80 mm). ``shop`` and ``language`` are asked for each job, so
    that a changed footer or language shows on the next receipt.
    """

    shop: Callable[[], ShopInfo]
    language: Callable[[], Language]
    columns: int = 32
    encoding: str = DEFAULT_ENCODING

    def receipt(self, entry: Entry, copy: int = 0) -> bytes:
        blocks = lay_out_receipt(
            entry, self.shop(), columns=self.columns, copy=copy, language=self.language()
        )
        return encode(blocks, columns=self.columns, encoding=self.encoding)

    def slip(self, slip: SlipData) -> bytes:
        blocks = lay_out_slip(slip, self.shop(), columns=self.columns, language=self.language())
        return encode(blocks, columns=self.columns, encoding=self.encoding)

    def order_paper(self, paper: OrderPaper) -> bytes:
        blocks = lay_out_order_paper(
            paper, self.shop(), columns=self.columns, language=self.language()
        )
        return encode(blocks, columns=self.columns, encoding=self.encoding)

    def drawer(self) -> bytes:
        return kick_drawer()

    def picture(self, data: bytes) -> bytes:
        return render_png(data, columns=self.columns, encoding=self.encoding)
