"""Which payment service HQ works with: kept beside HQ's own keys, never in the database."""

from __future__ import annotations

import msgspec

from sync.hq.gateway.demo import DemoGateway
from sync.hq.gateway.port import Gateway
from sync.hq.keys import Keys

FILE = "gateway.json"


class GatewayFile(msgspec.Struct, frozen=True, kw_only=True):
    """``kind``: demo. ``public``: HQ's own address as the service reaches it."""

    kind: str
    url: str
    secret: str
    public: str


def configured(keys: Keys) -> GatewayFile | None:
    """What was set up; None where nothing was. Raises ValueError for a file that cannot be read."""
    body = keys.kept(FILE)
    return None if body is None else msgspec.json.decode(body, type=GatewayFile)


def configure(keys: Keys, file: GatewayFile) -> None:
    keys.keep(FILE, msgspec.json.encode(file))


def gateway_of(file: GatewayFile) -> Gateway:
    """Raises ValueError for a kind of service that is not known here."""
    if file.kind != "demo":
        raise ValueError(file.kind)
    return DemoGateway(url=file.url, secret=file.secret)
