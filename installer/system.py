"""The system libraries and tools that no wheel can bring; Debian and Ubuntu install them here."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from glob import glob
from typing import NamedTuple

from installer.console import answer, persist, say


class Need(NamedTuple):
    """A Debian package, and the library name or command whose presence means it is not missed."""

    package: str
    probe: str


WINDOW = (
    Need("libglib2.0-0", "libglib-2.0.so.0"),
    Need("libegl1", "libEGL.so.1"),
    Need("libgl1", "libGL.so.1"),
    Need("libxkbcommon0", "libxkbcommon.so.0"),
    Need("libfontconfig1", "libfontconfig.so.1"),
    Need("libdbus-1-3", "libdbus-1.so.3"),
)
SCREEN = (
    Need("libxcb-cursor0", "libxcb-cursor.so.0"),
    Need("libxcb-icccm4", "libxcb-icccm.so.4"),
    Need("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    Need("libxcb-image0", "libxcb-image.so.0"),
    Need("libxcb-render-util0", "libxcb-render-util.so.0"),
    Need("libxcb-shape0", "libxcb-shape.so.0"),
    Need("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
)
TEST_TOOLS = (
    Need("xvfb", "Xvfb"),
    Need("xauth", "xauth"),
    Need("xdotool", "xdotool"),
    Need("poppler-utils", "pdftotext"),
    Need("chromium", "chromium"),
    Need("postgresql", "initdb"),
    Need("strace", "strace"),
)
LDCONFIG = "/sbin/ldconfig"
APT = ("apt-get", "-q", "-y", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300")


def has_screen() -> bool:
    """Whether a window can be shown: always on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _present(probe: str, libraries: str) -> bool:
    if ".so." in probe:
        return f"{probe} " in libraries
    # Debian keeps the server side of PostgreSQL out of the search path.
    return bool(shutil.which(probe) or glob(f"/usr/lib/postgresql/*/bin/{probe}"))  # noqa: PTH207 - a bare system path, old Pythons too


def missing(needs: tuple[Need, ...]) -> list[str]:
    """Debian packages among ``needs`` whose library or command this machine lacks."""
    libraries = answer([LDCONFIG, "-p"]) or ""
    return [need.package for need in needs if not _present(need.probe, libraries)]


def _privileged() -> list[str] | None:
    """What to put before a command to run it as root; None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]


@cache
def _fresh_lists() -> bool:
    """Fetch the package lists, once a run: a fresh Debian image has none."""
    return persist([*(_privileged() or []), *APT, "update"], "apt-get update")


def offered(package: str) -> bool:
    """Whether this release of Debian or Ubuntu has the package at all."""
    _fresh_lists()
    return bool(answer(["apt-cache", "show", package]))


def install(packages: list[str]) -> bool:
    """Install Debian packages; False, having said what to do, when that cannot be done."""
    names = " ".join(packages)
    prefix = _privileged() if shutil.which("apt-get") else None
    if prefix is None:
        say(f"Missing here: {names}. On Debian or Ubuntu, as root: apt-get install {names}")
        return False
    say(f"Installing system packages: {names}")
    _fresh_lists()
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT]
    command += ["install", "--no-install-recommends", *packages]
    if persist(command, "apt-get install"):
        return True
    say(f"Could not install them. Try by hand, as root: apt-get install {names}")
    return False


def prepare(*, tools: bool) -> None:
    """Bring what is missing: libraries for the window, and with ``tools`` what the tests drive.

    Nothing here is fatal. Without a library Qt says which one it misses; without a tool the tests
    that drive it are skipped and say so.
    """
    if not sys.platform.startswith("linux"):
        return
    lacking = missing(WINDOW + SCREEN if tools or has_screen() else WINDOW)
    if tools:
        wanted = missing(TEST_TOOLS)
        known = [package for package in wanted if not shutil.which("apt-get") or offered(package)]
        if len(known) < len(wanted):
            say(f"This release does not offer: {' '.join(sorted({*wanted} - {*known}))}")
        lacking += known
    if lacking:
        install(lacking)
