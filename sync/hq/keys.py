"""HQ's own secrets: the key that countersigns heads and the one that seals access tokens."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.limits import TOKEN_SECONDS


class Keys:
    """Two files in a folder that its owner alone can read; made at the first start."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sign = Ed25519PrivateKey.from_private_bytes(_secret(folder / "hq_sign_key"))
        self._seal = _secret(folder / "hq_token_key")

    @property
    def public(self) -> str:
        """The countersigning key's public half, hex."""
        return self._sign.public_key().public_bytes_raw().hex()

    def countersign(self, device: str, epoch: int, seq: int, head: bytes) -> str:
        """HQ's word that it holds this chain up to here, hex."""
        return self._sign.sign(f"{device}|{epoch}|{seq}|{head.hex()}".encode()).hex()

    def new_token(self, device: str, now: int) -> tuple[str, int]:
        """A short-lived access token and when it ends (UTC ms)."""
        expires = now + TOKEN_SECONDS * 1000
        body = f"{device}.{expires}"
        return f"{body}.{self._mac(body)}", expires

    def read_token(self, token: str, now: int) -> str | None:
        """The device of a token that holds, else None."""
        body, _, mac = token.rpartition(".")
        device, _, expires = body.partition(".")
        if not body.isascii() or not hmac.compare_digest(mac.encode(), self._mac(body).encode()):
            return None
        return device if expires.isdigit() and int(expires) >= now else None

    def _mac(self, body: str) -> str:
        return hmac.new(self._seal, body.encode(), hashlib.sha256).hexdigest()


def _secret(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text("ascii"))
    value = secrets.token_bytes(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value.hex())
        file.flush()
        os.fsync(file.fileno())
    return value
