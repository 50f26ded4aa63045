"""The set-up of a bare machine: what it finds missing, when it starts anew, what it leans on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest

from installer import environment, gates, system
from installer.console import SetUpError
from installer.system import Need

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ("bootstrap", "console", "environment", "gates", "system")
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def imported(source: str) -> set[str]:
    """Top-level names of everything a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("module", SET_UP)
def test_the_set_up_needs_the_standard_library_alone(module: str) -> None:
    source = (ROOT / "installer" / f"{module}.py").read_text("utf-8")

    assert imported(source) - {"installer"} <= sys.stdlib_module_names


def test_every_locked_package_has_its_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())

    assert len(entries) == len(environment.locked_names())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_index() -> None:
    assert re.search(r"://|--(extra-)?index-url|--find-links", LOCK) is None


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}

    assert {re.sub(r"[-_.]+", "-", name).lower() for name in names} <= environment.locked_names()


def test_a_present_library_and_command_are_not_missed() -> None:
    needs = (Need("libc6", "libc.so.6"), Need("coreutils", "ls"))

    assert system.missing(needs) == []


def test_what_is_not_there_is_missed_by_its_package() -> None:
    needs = (Need("libunicorn1", "libunicorn.so.1"), Need("unicorn", "unicorn-daemon"))

    assert system.missing(needs) == ["libunicorn1", "unicorn"]


def test_a_machine_without_a_screen_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not system.has_screen()

    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert system.has_screen()


def test_another_lock_makes_the_environment_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, stamp = tmp_path / "requirements.lock", tmp_path / "made-from"
    lock.write_text("requests==1.0 --hash=sha256:00\n", "utf-8")
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "STAMP", stamp)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    assert not environment.is_current()

    stamp.write_text(environment._stamp(), "utf-8")
    assert environment.is_current()

    lock.write_text("requests==1.1 --hash=sha256:11\n", "utf-8")
    assert not environment.is_current()


def test_the_environment_of_another_folder_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / ".venv"
    (theirs / "bin").mkdir(parents=True)
    ours.symlink_to(theirs, target_is_directory=True)
    monkeypatch.setattr(environment, "VENV", ours)
    monkeypatch.setattr(environment, "STAMP", ours / "made-from")
    monkeypatch.setattr(environment, "PYTHON", ours / "bin" / "python")

    with pytest.raises(SetUpError, match="is a link"):
        environment.ensure()
    assert (theirs / "bin").is_dir()


def test_an_unknown_command_is_bad_usage() -> None:
    done = subprocess.run(
        [sys.executable, "installer/bootstrap.py", "dance"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2


def test_every_gate_of_the_style_is_there() -> None:
    assert set(gates.gates()) == {
        "style", "layout", "types", "floors", "dependencies", "dead code", "words",
    }  # fmt: skip


def test_the_runner_for_changes_is_executable() -> None:
    runner = ROOT / ".ci" / "run"

    assert os.access(runner, os.X_OK)
    assert "set -euo pipefail" in runner.read_text("utf-8")


@pytest.mark.slow
def test_the_wheel_carries_the_resources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())

    shipped = {
        f"pos_app/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / "resources").rglob("*")
        if file.is_file()
    }
    assert shipped <= names
    assert {"pos_app/__main__.py", "sync/wire/chain.py"} <= names
    assert not [name for name in names if name.startswith(("tests/", "installer/"))]
