"""The guards around every test can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture import dead_code

ROOT = Path(__file__).resolve().parents[2]
LOOSE_TESTS = """
import socket, threading

def test_rings_elsewhere():
    socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_looks_up_a_name():
    socket.getaddrinfo("example.org", 443)

def test_rings_next_door():
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    server.close()

def test_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, args=(30,), name="lost", daemon=True).start()
"""


def test_the_network_and_lost_threads_are_noticed(tmp_path: Path) -> None:
    loose = tmp_path / "test_loose.py"
    loose.write_text(LOOSE_TESTS, "utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.conftest",
            "--rootdir",
            tmp_path,
            loose,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 failed, 2 passed, 1 error" in done.stdout
    assert "to 192.0.2.1: tests stay on this machine" in done.stdout
    assert "to example.org: tests stay on this machine" in done.stdout
    assert "threads left running: lost" in done.stdout


def test_code_that_nobody_calls_is_found_and_what_qt_calls_is_not(tmp_path: Path) -> None:
    ui = tmp_path / "pos_app" / "ui"
    ui.mkdir(parents=True)
    for other in ("sync", "installer", "tests"):
        (tmp_path / other).mkdir()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    (ui / "page.py").write_text(
        "class Page:\n"
        "    width: int\n"
        "    def paintEvent(self, event): print(event)\n"
        "    def forgotten(self): pass\n"
        "Page()\n",
        "utf-8",
    )

    assert dead_code.findings(tmp_path) == ["pos_app/ui/page.py:4: unused method 'forgotten'"]
