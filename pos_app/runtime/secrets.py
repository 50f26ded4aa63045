"""The till's secrets: in the system's keyring, or in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SERVICE = "xipu"


class FileSecrets:
    """One file a secret, mode 0600, in a folder with mode 0700."""

    where = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_or_make(self, name: str) -> bytes:
        """32 random bytes, made at the first call."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / name
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


class KeyringSecrets:
    """The keyring of Windows, macOS or the desktop."""

    where = "keyring"

    def get_or_make(self, name: str) -> bytes:
        import keyring

        stored = keyring.get_password(SERVICE, name)
        if stored:
            return bytes.fromhex(stored)
        value = secrets.token_bytes(32)
        keyring.set_password(SERVICE, name, value.hex())
        return value


def open_secrets(folder: Path) -> FileSecrets | KeyringSecrets:
    """The keyring where there is a real one, else the folder; ``where`` says which it became."""
    if os.environ.get("XIPU_SECRETS") != "keyring" and not _has_keyring():
        return FileSecrets(folder)
    return KeyringSecrets()


def _has_keyring() -> bool:
    if os.name == "posix" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    import keyring
    import keyring.backends.fail

    return not isinstance(keyring.get_keyring(), keyring.backends.fail.Keyring)
