"""How the set-up speaks and runs commands.

Standard library alone, and nothing younger than Python 3.9 at run time: on a PC with an old Python
the set-up must get as far as saying which Python to install.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
PAUSES_S = (5, 15, 0)


class SetUpError(Exception):
    """The set-up cannot go on; the message is one line that says what to do."""


def say(text: str) -> None:
    """One line to the person waiting, at once even when the output is a pipe."""
    print(text, flush=True)


def answer(command: Sequence[str]) -> str | None:
    """Standard output of a command, or None when the command is missing or fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def run(
    command: Sequence[str], env: Mapping[str, str] | None = None, *, chatter: bool = True
) -> int:
    """Run a command in the checkout; without ``chatter`` only its errors are heard."""
    sys.stdout.flush()
    heard = None if chatter else subprocess.DEVNULL
    surroundings = {**os.environ, **(env or {})}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=heard, check=False)
    return done.returncode


def persist(command: Sequence[str], what: str) -> bool:
    """Run a command that leans on the network, three times at most; True when it went through."""
    for pause in PAUSES_S:
        if run(command, chatter=False) == 0:
            return True
        if pause:
            say(f"{what} did not go through; trying again in {pause} s")
            time.sleep(pause)
    return False
