"""HQ's own secrets: the key that countersigns heads and the one that seals access tokens."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.limits import TOKEN_SECONDS

SECRET_BYTES = 32


class Bearer(NamedTuple):
    """Whom a token speaks for."""

    store: str
    device: str


class Keys:
    """Two files in a folder that its owner alone can read; made at the first start."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError for a file that holds no key."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._sign = Ed25519PrivateKey.from_private_bytes(_secret(folder / "hq_sign_key"))
        self._seal = _secret(folder / "hq_token_key")

    @property
    def public(self) -> str:
        """The countersigning key's public half, hex."""
        return self._sign.public_key().public_bytes_raw().hex()

    def countersign(self, device: str, epoch: int, seq: int, head: bytes) -> str:
        """HQ's word that it holds this chain up to here, hex."""
        return self._sign.sign(f"{device}|{epoch}|{seq}|{head.hex()}".encode()).hex()

    def new_token(self, store: str, device: str, now: int) -> tuple[str, int]:
        """A short-lived access token and when it ends (UTC ms)."""
        expires = now + TOKEN_SECONDS * 1000
        body = f"{store}.{device}.{expires}"
        return f"{body}.{self._mac(body)}", expires

    def read_token(self, token: str, now: int) -> Bearer | None:
        """Whom a token that holds speaks for, else None."""
        body, _, mac = token.rpartition(".")
        if not token.isascii() or not hmac.compare_digest(mac, self._mac(body)):
            return None
        store, device, expires = body.split(".")
        return Bearer(store, device) if int(expires) >= now else None

    def order_id(self, store: str, idem: str) -> str:
        """The id of the order that is placed under a caller's own key: the same key, the same id,
        also after the database came back from an old backup."""
        return self._mac(f"order|{store}|{idem}")[:32]

    def order_token(self, store: str, order: str) -> str:
        """What opens one order's page. It is kept nowhere: whoever has the id cannot make it."""
        return f"{store}.{self._mac(f'page|{store}|{order}')[:32]}"

    def opens(self, token: str, order: str) -> str:
        """The store whose order this token opens; empty when it does not."""
        store = token.partition(".")[0]
        right = self.order_token(store, order)
        return store if hmac.compare_digest(token.encode(errors="replace"), right.encode()) else ""

    def keep(self, name: str, value: bytes) -> None:
        """Put another secret of HQ's beside its own, for its owner's eyes alone."""
        path = self._folder / name
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def kept(self, name: str) -> bytes | None:
        """A secret that `keep` put there, None where there is none."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _mac(self, body: str) -> str:
        return hmac.new(self._seal, body.encode(), hashlib.sha256).hexdigest()


def _secret(path: Path) -> bytes:
    """The secret in that file, made when there is none.

    It is written beside its place and linked there whole, so that neither a power cut nor a second
    start at the same moment leaves half a secret to be used.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was faster: its secret is the one
        finally:
            draft.unlink()
    path.chmod(0o600)
    value = bytes.fromhex(path.read_text("ascii"))
    if len(value) != SECRET_BYTES:
        raise ValueError(f"{path} holds no key")
    return value
