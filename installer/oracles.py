"""The environment of the libraries that tests ask what they make of the same goods.

It is apart from the checkout's own, whose packages they do not go with, and in the folder of what
can be made anew.
"""

from __future__ import annotations

import hashlib

from installer.console import ROOT, SetUpError, persist, run, say

VENV = ROOT / "build" / "oracles"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "tests" / "planning" / "oracles.lock"
STAMP = VENV / "made-from"


def ensure(python: list[str]) -> None:
    """Make it what its lock says with ``python``; a look at the stamp when it already is."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == digest:
        return
    say("Installing the libraries that the planner is compared with; this takes some minutes once")
    if run([*python, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetUpError(f"Could not make {VENV}: delete the folder and start again.")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-input"]
    if not persist([*pip, "--no-deps", "--require-hashes", "-r", str(LOCK)], "pip install"):
        raise SetUpError("The libraries did not arrive: check the network, then start again.")
    STAMP.write_text(digest, "utf-8")
