"""Paper as the face asks for it: nothing here may ever stand in the way of a sale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sync.wire.chain import Entry
from sync.wire.order_machine import OrderView

SlipRow = tuple[str, str]
"""A label and a value, as they stand left and right on the paper."""


class Paper(Protocol):
    """Jobs are queued and done later on a thread of their own; a fault changes only the status."""

    def receipt(self, entry: Entry, copy: int = 0) -> None:
        """Print the receipt of a sale; ``copy`` above 0 marks it as that reprint."""
        ...

    def slip(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> None:
        """Print an X or Z report, a cash slip or the like."""
        ...

    def order_slip(self, view: OrderView) -> None:
        """Print what the customer takes with her: lines, what is to pay, code and QR."""
        ...

    def picking_slip(self, view: OrderView) -> None:
        """Print what to fetch from the shelves."""
        ...

    def route_list(self, views: Sequence[OrderView], courier: str) -> None:
        """Print one trip: addresses in that order, and what to ask for at each door."""
        ...

    def kick_drawer(self) -> None: ...

    def receipt_picture(self, entry: Entry, copy: int = 0) -> bytes:
        """PNG of the receipt, drawn from the bytes that the printer would get."""
        ...

    def slip_picture(
        self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()
    ) -> bytes: ...

    def status(self) -> str:
        """``off`` (no printer set), ``ready``, or the error code of the last job.

        ``printer_unprinted``: it works again, and earlier jobs wait for `retry` or `discard`.
        """
        ...

    def on_status(self, listener: Callable[[str], None]) -> None:
        """Called from the printing thread whenever the status changes."""
        ...

    def failed(self) -> int:
        """How many jobs a fault left waiting."""
        ...

    def retry(self) -> None:
        """Try the jobs again that a fault left waiting."""
        ...

    def discard(self) -> None:
        """Give up what a fault left waiting; it can be printed again from the journal."""
        ...

    def stop(self) -> None: ...
