"""What till and HQ say to each other, as JSON over HTTPS. Additive only, as the facts are.

Times are UTC ms, money fen, quantities thousandths. Hashes, keys and signatures travel as hex.
"""

from __future__ import annotations

import msgspec

from sync.wire.limits import WIRE_VERSION


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of every message; unknown fields are passed over."""


class EnrolRequest(Message, frozen=True, kw_only=True):
    """A one-time code for a device credential. ``public_key``: Ed25519, 32 bytes as hex.

    The same key with the same code again gets the same answer, so that a lost answer harms nothing.
    ``after_epoch``: the till's file holds epochs up to this one already, the new one comes behind.
    """

    code: str
    public_key: str
    program: str = ""
    after_epoch: int = 0
    wire: int = WIRE_VERSION


class EnrolAnswer(Message, frozen=True, kw_only=True):
    """Whose till this is now. ``epoch`` above 1: the till was installed before, restore first."""

    device: str
    store: str
    shop_name: str
    till: str
    epoch: int
    hq_key: str = ""


class ReadmitRequest(Message, frozen=True, kw_only=True):
    """A till that HQ forgot, as after an old backup, wants back in with its chain and its key.

    ``code`` is a one-time code for readmission. ``signature`` is the key's over
    ``readmit|code|store|till|epoch``. Answered as an enrolment, with the epoch that was asked for.
    """

    code: str
    public_key: str
    store: str
    till: str
    epoch: int
    signature: str
    program: str = ""
    wire: int = WIRE_VERSION


class TokenRequest(Message, frozen=True, kw_only=True):
    """Proof of the device's key: the signature is over ``device|at|nonce`` (ASCII)."""

    device: str
    at: int
    nonce: str
    signature: str


class TokenAnswer(Message, frozen=True, kw_only=True):
    token: str
    expires_at: int
    now: int


class RotateRequest(Message, frozen=True, kw_only=True):
    """A new public key, signed by the old one over ``rotate|device|public_key``."""

    public_key: str
    signature: str


class PushRequest(Message, frozen=True, kw_only=True):
    """Facts ``from_seq``, ``from_seq + 1``, ... as the very bytes that were hashed."""

    device: str
    epoch: int
    from_seq: int
    prev_hash: str
    facts: list[msgspec.Raw]
    wire: int = WIRE_VERSION


class Quarantined(Message, frozen=True, kw_only=True):
    """A fact that HQ acknowledged but could not digest."""

    seq: int
    id: str
    reason: str


class PushAnswer(Message, frozen=True, kw_only=True):
    """HQ holds everything up to ``acked_seq``; ``signature`` is HQ's over device|epoch|seq|hash."""

    acked_seq: int
    head_hash: str
    quarantined: list[Quarantined] = []
    signature: str = ""
    now: int = 0


class HeadAnswer(Message, frozen=True, kw_only=True):
    """What HQ holds of a chain: a till proves with it at day close that both have the same.

    ``sales`` and ``turnover`` count `sale.completed` facts and sum their ``due`` (fen).
    """

    device: str
    epoch: int
    seq: int
    hash: str
    facts: int
    sales: int = 0
    turnover: int = 0
    quarantined: int = 0
    signature: str = ""


class ChainAnswer(Message, frozen=True, kw_only=True):
    """A piece of a chain on the way back to a till; ``more`` asks for the next piece."""

    device: str
    epoch: int
    from_seq: int
    facts: list[msgspec.Raw]
    more: bool


class EpochHead(Message, frozen=True, kw_only=True):
    """One of the chains that belong to a till number, oldest first."""

    device: str
    epoch: int
    seq: int


class ChainsAnswer(Message, frozen=True, kw_only=True):
    till: str
    epochs: list[EpochHead]


class Change(Message, frozen=True, kw_only=True):
    """One row of the store's feed. ``body`` is the table's own Struct; a deletion has none.

    ``table`` is one of `sync.wire.feed.TABLES`; a table that a till does not know is passed over.
    """

    seq: int
    table: str
    key: str
    body: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET

    @property
    def row(self) -> bytes | None:
        """The body's bytes, None for a deletion."""
        return None if isinstance(self.body, msgspec.UnsetType) else bytes(self.body)


class ChangesAnswer(Message, frozen=True, kw_only=True):
    """A page of the feed behind a cursor; ``cursor`` is where the next one starts.

    ``acked_seq`` is how far HQ holds the asking till's chain: after HQ came back from an old backup
    it is lower than what the till was told before. -1: not said.
    """

    changes: list[Change]
    cursor: int
    more: bool
    now: int = 0
    acked_seq: int = -1


class SnapshotAnswer(Message, frozen=True, kw_only=True):
    """A page of the whole state: rows by (table, key); ``after`` empty when it is complete.

    ``cursor`` is the feed's place when the snapshot began: pull from there afterwards.
    """

    changes: list[Change]
    cursor: int
    after: str = ""


class DigestAnswer(Message, frozen=True, kw_only=True):
    """SHA-256 for each table that both sides hold, and the number of its rows."""

    tables: dict[str, str]
    rows: dict[str, int] = {}


class Problem(Message, frozen=True, kw_only=True):
    """Every refusal: a stable code, one sentence, and what the code needs besides."""

    code: str
    message: str
    expected_seq: int | None = None
    request_id: str = ""
