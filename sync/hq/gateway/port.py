"""What HQ needs of a payment service. Money is in fen.

Every id is HQ's own and is taken once by the service: the same call again is the same payment or
the same refund, so that a call whose answer was lost is simply made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

OPEN, PAID, CLOSED = "open", "paid", "closed"
DONE, REFUSED = "done", "refused"


class GatewaySilentError(Exception):
    """The service did not answer, or not as it does: nothing is known, ask again."""


class BadNotificationError(Exception):
    """A notification that the service did not sign, or that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A payment that is wanted. The service tells ``notify`` of it and leads people to ``back``."""

    payment: str
    amount: int
    subject: str
    notify: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a payment stands; ``reference`` is the service's own number for it."""

    payment: str
    state: str
    reference: str = ""
    amount: int = 0


class Gateway(Protocol):
    """A payment service. Calls wait for the network and raise GatewaySilentError."""

    def create(self, asked: Asked) -> str:
        """The address of the page where it is paid."""
        ...

    def query(self, payment: str) -> Told: ...

    def refund(self, refund: str, payment: str, amount: int) -> str:
        """``done`` or ``refused``; anything else: not yet, ask again."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """What a notification says, when it is the service's. Raises BadNotificationError."""
        ...
