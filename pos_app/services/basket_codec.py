"""A basket as text and back: for the draft on disk and for baskets put aside."""

from __future__ import annotations

import msgspec

from pos_app.domain.basket import Basket

_decode = msgspec.json.Decoder(Basket).decode


def encode(basket: Basket) -> str:
    return msgspec.json.encode(basket).decode()


def decode(text: str) -> Basket:
    """Raises msgspec.ValidationError or DecodeError for text that is no basket."""
    return _decode(text)
