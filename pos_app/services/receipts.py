"""Receipts again: find one, reprint it marked as a copy; a reprint is a fact."""

from __future__ import annotations

from typing import Protocol

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff, require
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.chain import Entry
from sync.wire.facts import ReceiptReprinted


class ReceiptRecords(Protocol):
    def entry_of_receipt(self, receipt: str) -> Entry | None: ...
    def copies(self, receipt: str) -> int: ...
    def last_receipt(self) -> str: ...


class Receipts:
    def __init__(self, ledger: Ledger, records: ReceiptRecords) -> None:
        self._ledger = ledger
        self._records = records

    def reprint(self, receipt: str, staff: Staff) -> tuple[Entry, int]:
        """The sale's entry and the number of this copy, recorded before anything is printed.

        An empty ``receipt`` is the last one. Raises ShopError ``no_such_receipt``.
        """
        require(staff, "reprint", None)
        number = receipt or self._records.last_receipt()
        entry = self._records.entry_of_receipt(number)
        if entry is None:
            raise ShopError("no_such_receipt", number=number)
        with self._ledger.transaction(person(staff)) as tx:
            copy = self._records.copies(number) + 1
            tx.append(ReceiptReprinted(receipt=number, copy=copy))
        return entry, copy
