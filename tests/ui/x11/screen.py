"""A real X server without a person, and the hands at its keyboard."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

SIZE = (1366, 768)
TOOLS = ("Xvfb", "xdotool")
PATIENCE_S = 30
SCANNER_MS = 5
FINGER_MS = 90
THOUGHT_S = "0.2"
"""What passes between a scan and the next key of a hand; an Enter sooner is the scanner's own."""
CLIENT_MESSAGE = 33
LONGS_IN_EVENT = 24
XWD_HEADER_WORDS = 25


@dataclass(frozen=True, slots=True)
class XScreen:
    """One display. Keys go to whatever has the input focus, as from a keyboard."""

    display: str
    frames: Path

    @property
    def env(self) -> dict[str, str]:
        """For a program that shall show its window here and leave no traces at home."""
        quiet = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
        return {**quiet, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.env, capture_output=True, text=True,
            timeout=PATIENCE_S, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def window_of(self, pid: int) -> int:
        """The window that a process shows; waits for it and gives it the keyboard."""
        found = self._do("search", "--sync", "--onlyvisible", "--pid", str(pid)).splitlines()
        window = found[-1]
        self._do("windowsize", "--sync", window, *(str(side) for side in SIZE))
        self._do("windowmove", window, "0", "0")
        self._do("windowfocus", "--sync", window)
        return int(window)

    def press(self, *keys: str) -> None:
        """By X's names: ``F9``, ``Return``, ``Escape``."""
        self._do("sleep", THOUGHT_S, "key", "--delay", str(FINGER_MS), *keys)

    def type(self, text: str) -> None:
        """With fingers."""
        self._do("type", "--delay", str(FINGER_MS), text)

    def scan(self, code: str) -> None:
        """As a wired scanner does: one character every few milliseconds, then Enter."""
        self._do("type", "--delay", str(SCANNER_MS), f"{code}\n")

    def ask_to_close(self, window: int) -> None:
        """What a window manager sends when the cross is clicked."""
        _send_delete(self.display, window)

    def picture(self) -> Image.Image:
        """What stands on the screen now, out of the server's own frame buffer."""
        raw = (self.frames / "Xvfb_screen0").read_bytes()
        words = struct.unpack(f">{XWD_HEADER_WORDS}I", raw[: XWD_HEADER_WORDS * 4])
        header, width, height, line, colours = words[0], words[4], words[5], words[12], words[19]
        pixels = raw[header + colours * 12 :][: line * height]
        return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", line)


@contextmanager
def x_screen(folder: Path) -> Iterator[XScreen]:
    """Start a server on the first display that is free; fails when the machine has none."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise RuntimeError(f"{' '.join(missing)} not installed: installer/bootstrap.py setup")
    told, tell = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb", "-displayfd", str(tell), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24",
            "-nolisten", "tcp", "-noreset", "-fbdir", str(folder),
        ],
        pass_fds=(tell,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(tell)
    try:
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield XScreen(f":{number}", folder)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent of Xlib, padded to the size of an XEvent."""

    _fields_ = (
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message", ctypes.c_ulong),
        ("format", ctypes.c_int), ("data", ctypes.c_long * LONGS_IN_EVENT),
    )  # fmt: skip


def _send_delete(display: str, window: int) -> None:
    """WM_DELETE_WINDOW: there is no window manager here that would send it."""
    xlib = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(xlib.XOpenDisplay(display.encode()))
    try:
        event = _ClientMessage(type=CLIENT_MESSAGE, window=window, format=32)
        event.message = xlib.XInternAtom(connection, b"WM_PROTOCOLS", 0)
        event.data[0] = xlib.XInternAtom(connection, b"WM_DELETE_WINDOW", 0)
        target = ctypes.c_ulong(window)
        xlib.XSendEvent(connection, target, 0, ctypes.c_long(0), ctypes.byref(event))
        xlib.XSync(connection, 0)
    finally:
        xlib.XCloseDisplay(connection)
