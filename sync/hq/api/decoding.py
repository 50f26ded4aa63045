"""Bodies into messages, by our own hand: the bytes of a fact must come through unchanged."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from sync.hq.api.problems import RefusalError
from sync.wire.limits import MAX_DEPTH
from sync.wire.messages import Message

M = TypeVar("M", bound=Message)

_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(byte for byte in range(256) if byte not in b'"[]{}')
_escaped = re.compile(rb"\\.", re.DOTALL)
_quoted = re.compile(rb'"[^"]*"')


def decode_body(body: bytes, kind: type[M]) -> M:
    """Raises RefusalError 400 ``bad_json`` or ``too_deep``."""
    if depth_exceeds(body, MAX_DEPTH):
        raise RefusalError(400, "too_deep", f"at most {MAX_DEPTH} levels of arrays and objects")
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise RefusalError(400, "bad_json", _sentence(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusalError(400, "bad_json", "the body is not the JSON that belongs here") from error


def _sentence(error: msgspec.ValidationError) -> str:
    return "".join(c if c.isprintable() else " " for c in str(error)[:200])


def depth_exceeds(body: bytes, most: int) -> bool:
    """Whether JSON nests deeper than ``most``; for anything else the decoder finds the words.

    What is left of the text without its strings are brackets, and each round takes away the
    innermost pair: all at the speed of the library, as every batch of a till passes here.
    """
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    bare = _escaped.sub(b"", body) if b"\\" in body else body
    bare = bare.translate(_BRACKETS, _OTHERS).replace(b'""', b"")
    bare = _quoted.sub(b"", bare)
    for _ in range(most):
        bare = bare.replace(b"[]", b"")
        if not bare:
            return False
    return True
