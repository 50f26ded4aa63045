"""What HQ needs of an outside source of orders. Money is in fen, quantities in thousandths.

A source tells of its orders in its own time and order, and more than once; HQ tells it in turn what
the shop did. Its own status stays beside ours, never in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec

ORDER, CANCEL_ASKED, CANCELLED = "order", "cancel_asked", "cancelled"
AGREED, DECLINED = "agreed", "declined"
RIDER_ASSIGNED, RIDER_OUT = "rider_assigned", "rider_out"
RIDER_DELIVERED, RIDER_FAILED = "rider_delivered", "rider_failed"
DONE, REFUSED = "done", "refused"


class BadWebhookError(Exception):
    """A call that the source did not sign (``signature``) or that makes no sense (``body``)."""


class ChannelSilentError(Exception):
    """The source did not answer, or not as it does: tell it again later."""


class SoldLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line as the source sold it, at its price."""

    item: str
    name: str
    qty: int
    price: int


class SoldOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An order that the source sold and was paid for."""

    mode: str
    lines: tuple[SoldLine, ...]
    fee: int = 0
    name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""


class Heard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that the source told. ``id`` is the same whenever it tells it again; ``status`` is
    its own code; ``at`` is its own time (UTC ms) and orders what it told."""

    id: str
    ref: str
    kind: str
    status: str
    at: int
    order: SoldOrder | None = None
    courier: str = ""
    reason: str = ""


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the shop did: accept, adjust, ready, handed, cancel or refuse_cancel.

    ``lines`` of an adjust: item and what the customer gets of it (thousandths).
    """

    name: str
    ref: str
    at: int
    lines: tuple[tuple[str, int], ...] = ()
    reason: str = ""


class Channel(Protocol):
    """An outside source for one store."""

    def hear(self, form: Mapping[str, str]) -> Heard | None:
        """What a signed call says; None for something that is no matter here.

        Raises BadWebhookError.
        """
        ...

    def tell(self, call: Call) -> str:
        """``done`` or ``refused``. Raises ChannelSilentError."""
        ...
