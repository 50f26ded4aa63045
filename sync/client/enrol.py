"""Joining HQ: a one-time code for a device, with a key that never leaves the till."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.line import Line
from sync.wire.limits import CODE_ALPHABET, CODE_LENGTH
from sync.wire.messages import EnrolAnswer, EnrolRequest, Message, ReadmitRequest, RotateRequest


class BadCodeError(Exception):
    """What was typed cannot be a code."""


def clean_code(typed: str) -> str:
    """A code as it was meant: spaces, dashes and small letters forgiven. Raises BadCodeError."""
    code = "".join(c for c in typed.upper() if c not in " -")
    if len(code) != CODE_LENGTH or any(c not in CODE_ALPHABET for c in code):
        raise BadCodeError(typed)
    return code


def enrol(
    line: Line, code: str, key: Ed25519PrivateKey, program: str, *, after_epoch: int = 0
) -> EnrolAnswer:
    """Raises BadCodeError, LineError, RefusedError. A lost answer is asked for again safely."""
    request = EnrolRequest(
        code=clean_code(code),
        public_key=public_half(key),
        program=program,
        after_epoch=after_epoch,
    )
    return line.post("/v1/enrol", request, EnrolAnswer, signed=False)


def readmit(
    line: Line, code: str, key: Ed25519PrivateKey, store: str, till: str, epoch: int, program: str
) -> EnrolAnswer:
    """Back in after HQ forgot this till: the same chain, key and epoch, from the first fact on.

    Raises BadCodeError, LineError, RefusedError. A lost answer is asked for again safely.
    """
    good = clean_code(code)
    request = ReadmitRequest(
        code=good,
        public_key=public_half(key),
        store=store,
        till=till,
        epoch=epoch,
        signature=key.sign(f"readmit|{good}|{store}|{till}|{epoch}".encode()).hex(),
        program=program,
    )
    return line.post("/v1/readmit", request, EnrolAnswer, signed=False)


def public_half(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def rotate(line: Line, device: str, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> None:
    """Put a new key in the old one's place; keep the new one only after this returned."""
    public = public_half(new)
    signature = old.sign(f"rotate|{device}|{public}".encode()).hex()
    request = RotateRequest(public_key=public, signature=signature)
    line.post("/v1/rotate", request, Message)
