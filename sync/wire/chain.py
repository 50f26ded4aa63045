"""One entry of the journal and the hash chain over the bytes that are stored and sent.

The payload is the whole entry as JSON. It is hashed, stored and sent as the same bytes, so both
ends can recompute the chain and a field that one of them does not know is kept all the same.
"""

from __future__ import annotations

import hashlib

import msgspec

from sync.wire.facts import AnyFact, Person

GENESIS = bytes(32)
"""``prev_hash`` of the first entry of an epoch."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with its place and time: ``at`` is UTC ms, ``offset`` minutes east of UTC."""

    store: str
    till: str
    epoch: int
    seq: int
    id: str
    at: int
    offset: int
    date: str
    actor: Person
    fact: AnyFact


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """An entry without its fact, for those who need the place alone."""

    store: str
    till: str
    epoch: int
    seq: int
    id: str
    at: int
    offset: int
    date: str
    actor: Person
    fact: msgspec.Raw


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive facts of a chain as their stored bytes, and the hash they follow."""

    from_seq: int
    prev_hash: bytes
    payloads: tuple[bytes, ...]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode
_decode_head = msgspec.json.Decoder(Head).decode


def encode(entry: Entry) -> bytes:
    """The bytes that are hashed, stored and sent."""
    return _encode(entry)


def decode(payload: bytes) -> Entry:
    """Raises msgspec.ValidationError or DecodeError for what this version cannot read."""
    return _decode(payload)


def decode_head(payload: bytes) -> Head:
    """Place and time of an entry whose fact may be of a kind unknown here."""
    return _decode_head(payload)


def link(prev_hash: bytes, payload: bytes) -> bytes:
    """SHA-256 over the previous hash and the stored bytes: the next link (32 bytes)."""
    return hashlib.sha256(prev_hash + payload).digest()
