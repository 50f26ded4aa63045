"""Connections that another thread can break off: closing the till waits for no answer.

Loaded with requests, when the line first speaks.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter  # noqa: TID253 - this module is what loads late
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class Wires:
    """The sockets of one line, from their connecting until they are gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: WeakSet[socket.socket] = WeakSet()
        self._cut = False

    def opened(self, wire: socket.socket) -> None:
        """Note a new one; it is dead at once when all were cut meanwhile."""
        with self._lock:
            self._open.add(wire)
            if self._cut:
                _break(wire)

    def cut(self) -> None:
        """Whoever waits at one of them gets an error now, and at each that is opened later."""
        with self._lock:
            self._cut = True
            for wire in list(self._open):
                _break(wire)


def _break(wire: socket.socket) -> None:
    # The plain shutdown also of a TLS socket: its own one is not for a second thread.
    with suppress(OSError):
        socket.socket.shutdown(wire, socket.SHUT_RDWR)


class CuttableAdapter(HTTPAdapter):
    """The session's adapter whose connections `Wires` knows."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the base's own
        super().init_poolmanager(*args, **kwargs)
        pools: PoolManager = self.poolmanager
        pools.pool_classes_by_scheme = _pools(self._wires)


def _pools(wires: Wires) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            wires.opened(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            wires.opened(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
