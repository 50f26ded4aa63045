"""The gates of `make check`: each one a command, one line a gate, its words only when it fails."""

from __future__ import annotations

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from installer.console import ROOT, say
from installer.environment import PYTHON, script


class Outcome(NamedTuple):
    """One gate's verdict: seconds it took and, when it is shut, what it said."""

    name: str
    passed: bool
    seconds: float
    words: str


def gates() -> dict[str, list[str]]:
    """Name and command of every gate, the slowest first so that the others run beside it."""
    python = str(PYTHON)
    return {
        "types": [python, "-m", "mypy"],
        "style": [script("ruff"), "check", "--quiet", "."],
        "layout": [script("ruff"), "format", "--check", "--quiet", "."],
        "floors": [script("lint-imports"), "--no-cache", "--no-logo"],
        "dependencies": [script("deptry"), "--no-ansi", "."],
        "dead code": [python, "-m", "tests.architecture.dead_code"],
        "words": [python, "-m", "tests.architecture.words"],
    }


def _pass(name: str, command: list[str]) -> Outcome:
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Outcome(name, done.returncode == 0, time.monotonic() - began, done.stdout.strip())


def check(only: list[str]) -> int:
    """Run all gates, or those named; 0 when every one is open."""
    chosen = {name: command for name, command in gates().items() if not only or name in only}
    shut: list[Outcome] = []
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        futures = [pool.submit(_pass, name, command) for name, command in chosen.items()]
        for future in as_completed(futures):
            outcome = future.result()
            say(
                f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name:13} {outcome.seconds:5.1f} s"
            )
            if not outcome.passed:
                shut.append(outcome)
    for outcome in shut:
        say(f"\n--- {outcome.name} ---\n{outcome.words}")
    verdict = ", ".join(outcome.name for outcome in shut)
    say(
        f"\n{len(chosen) - len(shut)} of {len(chosen)} gates open"
        + (f"; shut: {verdict}" if shut else "")
    )
    return 1 if shut else 0
