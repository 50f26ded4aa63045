"""A printer on the shop's network: raw TCP, port 9100, with real-time status where it answers.

Every step has a time limit, so that a printer that hangs costs seconds of the printing thread and
nothing else.
"""

from __future__ import annotations

import contextlib
import socket
import time

from pos_app.devices.escpos import DRAWER
from pos_app.devices.status import ASK_OFFLINE_CAUSE, ASK_PAPER, check
from pos_app.domain.errors import ShopError

PORT = 9100
TIMEOUT_S = 4.0
STATUS_S = 0.8
"""A printer that knows the status query answers in milliseconds; many cheap ones never do."""


class NetworkPrinter:
    """Connects for each job. Once a printer has answered a status query it must go on answering:
    after the job the answer is the proof that the last byte arrived.
    """

    def __init__(
        self,
        host: str,
        port: int = PORT,
        *,
        timeout_s: float = TIMEOUT_S,
        status_s: float = STATUS_S,
    ) -> None:
        self._address = (host, port)
        self._timeout = timeout_s
        self._status_timeout = status_s
        self._answers: bool | None = None

    def send(self, data: bytes) -> None:
        """Raises ShopError ``printer_offline``, ``printer_paper``."""
        try:
            with socket.create_connection(self._address, timeout=self._timeout) as link:
                self._print(link, data)
        except OSError as error:
            raise ShopError("printer_offline") from error

    def _print(self, link: socket.socket, data: bytes) -> None:
        if data == DRAWER:
            # The drawer opens without paper too.
            link.sendall(data)
            self._let_go(link)
            return
        if self._answers is not False:
            self._check(link, self._timeout if self._answers else self._status_timeout)
        link.settimeout(self._timeout)
        link.sendall(data)
        if self._answers:
            self._check(link, self._timeout)
        else:
            self._let_go(link)

    def _check(self, link: socket.socket, patience: float) -> None:
        """Ask about cover, errors and paper; the first silence shows that it cannot answer."""
        for question in (ASK_OFFLINE_CAUSE, ASK_PAPER):
            link.settimeout(patience)
            link.sendall(question)
            try:
                answer = link.recv(1)
            except TimeoutError:
                if self._answers:
                    raise
                self._answers = False
                return
            if not answer:
                raise ConnectionResetError
            self._answers = True
            check(question, answer[0])

    def _let_go(self, link: socket.socket) -> None:
        """Without status, a connection that ends in order is all the proof there is.

        A printer that keeps the connection open is given the benefit of the doubt.
        """
        link.shutdown(socket.SHUT_WR)
        end = time.monotonic() + self._status_timeout
        with contextlib.suppress(TimeoutError):
            while (left := end - time.monotonic()) > 0:
                link.settimeout(left)
                if not link.recv(64):
                    return
