"""A network printer that behaves as told, over a real socket: for tests, demos and training.

It understands the real-time status query and collects everything else, like a printer's buffer.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pos_app.devices.status import FINE, PAPER_END, QUESTION_LENGTH, STOPPED_FOR_PAPER

_ASK = b"\x10\x04"
_POLL_S = 0.05
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How it behaves. ``answers``: knows the status query. ``hangs``: takes the connection and
    reads nothing. ``cut_after``: the cable is pulled after that many bytes of a job.
    ``bytes_per_s``: takes the data as slowly as that.
    """

    paper: bool = True
    cover_open: bool = False
    answers: bool = True
    hangs: bool = False
    cut_after: int | None = None
    bytes_per_s: int | None = None


class ScriptedPrinter:
    """Listens on 127.0.0.1 while it is on, one job at a time. Use as a context manager."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or Script()
        self._lock = threading.Lock()
        self._jobs: list[bytes] = []
        self._stop = threading.Event()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    def __enter__(self) -> ScriptedPrinter:
        self.switch_on()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.switch_off()

    @property
    def jobs(self) -> list[bytes]:
        """Data of each connection that sent any, status queries left out, in order."""
        with self._lock:
            return [job for job in self._jobs if job]

    def behave(self, **changes: object) -> None:
        """Change the script, also for a connection that is open."""
        self._script = replace(self._script, **changes)  # type: ignore[arg-type]  # checked by name

    def switch_on(self) -> None:
        """On the same port as before, once it has had one."""
        self._stop.clear()
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self._listener.settimeout(_POLL_S)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="scripted printer")
        self._thread.start()

    def switch_off(self) -> None:
        """Power off: nobody listens any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._listener is not None:
            self._listener.close()

    def _serve(self) -> None:
        listener = self._listener
        if listener is None:  # pragma: no cover - switched on before the thread starts
            return
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                link, _ = listener.accept()
                with link, contextlib.suppress(OSError):
                    self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        with self._lock:
            self._jobs.append(b"")
        pending = b""
        for chunk in self._chunks(link):
            pending += chunk
            pending = self._digest(link, pending)
            if self._is_cut():
                # Linger zero: the peer sees a reset, as when the cable is pulled.
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                return

    def _chunks(self, link: socket.socket) -> Iterator[bytes]:
        link.settimeout(_POLL_S)
        while not self._stop.is_set():
            script = self._script
            if script.hangs:
                self._stop.wait(_POLL_S)
                continue
            size = 4096
            if script.bytes_per_s:
                size = max(1, int(script.bytes_per_s * _POLL_S))
                self._stop.wait(_POLL_S)
            if script.cut_after is not None:
                size = min(size, 16)
            with contextlib.suppress(TimeoutError):
                chunk = link.recv(size)
                if not chunk:
                    return
                yield chunk

    def _digest(self, link: socket.socket, data: bytes) -> bytes:
        """Answer the questions in ``data`` and keep the rest; gives back an unfinished question."""
        while (at := data.find(_ASK)) >= 0 and len(data) >= at + QUESTION_LENGTH:
            self._keep(data[:at])
            if self._script.answers:
                link.sendall(bytes([self._answer(data[at + 2])]))
            data = data[at + QUESTION_LENGTH :]
        tail = next((n for n in (2, 1) if data.endswith(_ASK[:n])), 0)
        self._keep(data[: len(data) - tail])
        return data[len(data) - tail :]

    def _keep(self, data: bytes) -> None:
        cut = self._script.cut_after
        with self._lock:
            job = self._jobs[-1] + data
            self._jobs[-1] = job if cut is None else job[:cut]

    def _is_cut(self) -> bool:
        cut = self._script.cut_after
        with self._lock:
            return cut is not None and len(self._jobs[-1]) >= cut

    def _answer(self, question: int) -> int:
        answer = FINE
        if question == 2:
            answer |= 0 if self._script.paper else STOPPED_FOR_PAPER
            answer |= 0x04 if self._script.cover_open else 0
        elif question == 4 and not self._script.paper:
            answer |= PAPER_END
        return answer
