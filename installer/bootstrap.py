"""From a bare machine to a running shop: `python3 installer/bootstrap.py run` (or test, check ...).

Windows and macOS: `py installer/bootstrap.py run`. What is missing is installed first; when nothing
is, this adds well under a second.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from installer import environment, gates, oracles, system
from installer.console import ROOT, SetUpError, run, say
from installer.environment import PYTHON

if TYPE_CHECKING:
    from collections.abc import Callable

DEMO_OUT = Path("build/demo")
NO_TESTS_COLLECTED = 5

PAGES = ("tests.web.pictures", "tests.web.supply_pictures", "tests.web.shop_pictures")
"""What takes pictures of HQ's console and of the shop's pages."""


def open_shop(extra: list[str]) -> int:
    """The demo shop in its window; without a screen, a played day that leaves its papers behind."""
    _ready(tools=False)
    if system.has_screen() and "--headless" not in extra:
        return run([str(PYTHON), "-m", "pos_app", "demo", *extra])
    options = [option for option in extra if option != "--headless"]
    command = [str(PYTHON), "-m", "pos_app", "demo", "--headless"]
    if not any(option.startswith("--out") for option in options):
        options += ["--out", str(DEMO_OUT)]
        say(f"Playing a morning in the demo shop; its papers go to {DEMO_OUT}")
    code = run([*command, *options], {"QT_QPA_PLATFORM": "offscreen"})
    if code == 0:
        _say_what_lies_in(ROOT / DEMO_OUT)
    return code


def _say_what_lies_in(folder: Path) -> None:
    for what, ending in (("pictures", "png"), ("receipts", "txt"), ("PDFs", "pdf")):
        files = sorted(folder.rglob(f"*.{ending}"))
        if files:
            folders = sorted({str(file.parent.relative_to(ROOT)) for file in files})
            say(f"{len(files):3} {what:9} in {', '.join(folders)}")


def test(extra: list[str]) -> int:
    """The tests: all but the slow ones; with --slow only those; with --all every one."""
    _ready(tools=True)
    pytest = [str(PYTHON), "-m", "pytest", "-q"]
    if "--cov" in extra:
        pytest += ["--cov", "--cov-report=term"]
    named = [option for option in extra if option not in ("--slow", "--all", "--cov")]
    if "--slow" in extra:
        oracles.ensure(environment.find_python())
        # Alone on the machine: they time out, kill and measure.
        code = run([*pytest, "-m", "slow", *named])
        return 0 if code == NO_TESTS_COLLECTED else code
    if "--all" not in extra:
        pytest += ["-m", "not slow"]
    if not named and (os.cpu_count() or 1) > 1:
        pytest += ["-n", "2", "--dist", "loadfile"]
    return run([*pytest, *named])


def check(extra: list[str]) -> int:
    """Every gate but the tests, in under a minute; or the gates named."""
    _ready(tools=False)
    return gates.check(extra)


def bench(extra: list[str]) -> int:
    """The speed table: what must be reached and what was."""
    _ready(tools=True)
    return run([str(PYTHON), "-m", "tests.bench", *extra])


def shots(extra: list[str]) -> int:
    """The gallery: every screen and page in both themes and languages, as pictures."""
    _ready(tools=True)
    code = run([str(PYTHON), "-m", "tests.visual", *extra], {"QT_QPA_PLATFORM": "offscreen"})
    for pages in () if extra else PAGES:
        code = code or run([str(PYTHON), "-m", pages])
    return code


def lock(_extra: list[str]) -> int:
    """requirements.lock anew from pyproject.toml."""
    return environment.lock()


def set_up(_extra: list[str]) -> int:
    """The set-up alone, with what the tests need."""
    _ready(tools=True)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": open_shop,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
    "lock": lock,
    "setup": set_up,
}


def _ready(*, tools: bool) -> None:
    system.prepare(tools=tools)
    environment.ensure()


def main(arguments: list[str]) -> int:
    """Run one command; 0 done, 1 it failed, 2 it could not start."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    chosen, extra = parser.parse_known_args(arguments)
    try:
        return COMMANDS[chosen.command](extra)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
