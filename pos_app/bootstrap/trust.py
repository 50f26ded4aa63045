"""A chain's own certificate authority: checked, copied beside the shop's file, used on the line.

The setting ``hq_ca`` holds the copy's name. Where the copy is gone the machine's own authorities
count: a line is verified in any case.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from pathlib import Path

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.services.settings import Settings
from pos_app.storage.connection import Connection
from pos_app.storage.mirrors import SettingTable

SETTING = "hq_ca"
MOST_BYTES = 256 << 10
_certificates = re.compile(
    rb"-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----"
)
_is_copy = re.compile(r"hq-ca-[0-9a-f]{16}\.pem").fullmatch


def read_authority(file: Path) -> bytes:
    """The certificates of a PEM file and nothing else of it: a key beside them is not copied.

    Raises ShopError ``ca_unreadable`` and, where no authority is among them, ``ca_bad``.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ShopError("ca_unreadable", file=file) from error
    found = _certificates.findall(data) if len(data) <= MOST_BYTES else []
    pem = b"\n".join(found) + b"\n"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=pem.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:
        raise ShopError("ca_bad", file=file) from error
    if not context.get_ca_certs():
        raise ShopError("ca_bad", file=file)
    return pem


def keep_authority(shop: Path, file: Path) -> str:
    """Copy the certificate beside the shop's file; gives the copy's name for the setting.

    Raises ShopError as `read_authority` does, and ``file_not_written``.
    """
    pem = read_authority(file)
    copy = shop.with_name(f"hq-ca-{hashlib.sha256(pem).hexdigest()[:16]}.pem")
    draft = copy.with_name(f"{copy.name}.part")
    try:
        draft.write_bytes(pem)
        draft.replace(copy)
    except OSError as error:
        raise ShopError("file_not_written", file=copy) from error
    return copy.name


def set_authority(conn: Connection, name: str) -> None:
    """Put the setting where no person stands who could change it: the shop joins, or comes back."""
    SettingTable(conn).write(SETTING, msgspec.json.encode(name).decode())


def kept_authority(conn: Connection, shop: Path) -> Path | None:
    """The copy that the setting names, when it is there."""
    name = Settings(SettingTable(conn)).text(SETTING)
    copy = shop.with_name(name) if _is_copy(name) else None
    return copy if copy is not None and copy.is_file() else None
