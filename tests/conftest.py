"""What holds for every test: no screen, no network, no traces at home, no thread left behind."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.support.postgres import Postgres

GRACE_S = 3.0
"""How long a thread that a test stopped may take to notice."""
POOLED = ("AnyIO worker thread", "asyncio_", "asyncio-", "execnet", "pytest_timeout")
"""Threads that a library keeps for the whole process and reuses."""


def _stay_away_from_home() -> None:
    """Point everything that looks for the user's folders at an empty one; before Qt is imported."""
    home = Path(tempfile.mkdtemp(prefix="xipu-tests-"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(home / name.removeprefix("XDG_").removesuffix("_HOME").lower())
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class NetworkUsed(RuntimeError):
    """A test reached for a machine other than this one."""


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", errors="replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: names are not looked up and sockets not connected beyond loopback."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        raise NetworkUsed(f"{event} to {host}: tests stay on this machine")


_stay_away_from_home()
sys.addaudithook(_stay_on_this_machine)

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def _left_behind(before: set[threading.Thread]) -> list[str]:
    """Names of threads that outlived the test and its fixtures."""
    names = []
    for thread in set(threading.enumerate()) - before:
        # A dummy is Qt's or SQLite's own thread that once called into Python.
        if isinstance(thread, threading._DummyThread) or thread.name.startswith(POOLED):
            continue
        thread.join(GRACE_S)
        if thread.is_alive():
            names.append(thread.name)
    return names


def _busy_pool() -> bool:
    """Whether Qt's shared pool still works; False when the test never imported Qt."""
    core = sys.modules.get("PySide6.QtCore")
    return core is not None and not core.QThreadPool.globalInstance().waitForDone(
        int(GRACE_S * 1000)
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the session; skipped without the programs, but never where CI is set."""
    from tests.support.postgres import PostgresMissing, start_postgres

    try:
        server = start_postgres()
    except PostgresMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread running; it is set up first and so looks last."""
    before = set(threading.enumerate())
    yield
    if names := _left_behind(before):
        pytest.fail(f"threads left running: {', '.join(sorted(names))}")
    if _busy_pool():
        pytest.fail("Qt's thread pool is still at work")
