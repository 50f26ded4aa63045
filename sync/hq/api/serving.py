"""HQ on a socket, until it is told to stop."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from sync.hq.api.app import create_app
from sync.hq.service import Hq

STOP_SECONDS = 10
"""Requests under way may take this long to end when HQ stops."""
SWITCH_SECONDS = 0.001
"""A thread that digests a batch gives way to one that answers a till this often."""
COLLECT_AFTER = (20_000, 20, 100)
"""New objects until a look for rings among them, and how often older ones are looked through: each
look holds every till up, and what a batch makes is gone by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where HQ listens; with a certificate it speaks TLS. Port 0: any that is free."""

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, started: Callable[[str], None], stops: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._tell = started
        self._stops = stops

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _settle()
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            scheme = "https" if self.config.is_ssl else "http"
            self._tell(f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stops()
        await super().shutdown(sockets)


def _settle() -> None:
    """What was loaded by now stays for good: nobody looks through it for rubbish again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def serve(
    hq: Hq, listen: Listen, started: Callable[[str], None], *, pages: Sequence[Any] = ()
) -> None:
    """Run until SIGTERM or SIGINT; requests under way are answered first.

    ``started`` hears the address. Raises SystemExit when the address cannot be had.
    """
    config = uvicorn.Config(
        create_app(hq, pages=pages),
        host=listen.host,
        port=listen.port,
        ssl_certfile=listen.certificate,
        ssl_keyfile=listen.key,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    # uvicorn raises the signal once more when it has stopped: that is no second reason to die.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    sys.setswitchinterval(SWITCH_SECONDS)
    _Server(config, started, hq.bells.end).run()
