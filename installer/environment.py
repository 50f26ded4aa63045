"""The virtual environment: exactly what requirements.lock names, and a stamp that says so."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from installer import oracles
from installer.console import ROOT, SetUpError, answer, persist, run, say
from installer.system import install

VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
WINDOWS = os.name == "nt"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
# Raised when this module builds the environment differently from the same lock.
RECIPE = "1"
GOOD = ("3.11", "3.12")
VERSION_OF = "import sys; print('%d.%d' % sys.version_info[:2])"
PIP_NAMES = frozenset({"pip", "setuptools", "wheel"})


def script(name: str) -> str:
    """Path of a command that the environment brought, such as ``ruff``."""
    return str(SCRIPTS / (f"{name}.exe" if WINDOWS else name))


def _stamp() -> str:
    """Everything that makes an existing environment the wrong one, in one line."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{RECIPE} {digest} {ROOT}\n"


def is_current() -> bool:
    """Whether the environment is there, whole, and made from this very lock and folder."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == _stamp()


def _version(command: list[str]) -> str | None:
    return (answer([*command, "-c", VERSION_OF]) or "").strip() or None


def _candidates() -> list[list[str]]:
    found = [[sys.executable]]
    found += [[f"python{version}"] for version in GOOD]
    if WINDOWS:
        found += [["py", f"-{version}"] for version in GOOD]
    return found


def find_python() -> list[str]:
    """The command of a Python 3.11 or 3.12; SetUpError when neither the PC nor apt has one."""
    for command in _candidates():
        if _version(command) in GOOD:
            return command
    if sys.platform.startswith("linux") and shutil.which("apt-get"):
        for version in GOOD:
            name = f"python{version}"
            if answer(["apt-cache", "show", name]) and install([name, f"{name}-venv"]):
                return [name]
    raise SetUpError("Xipu needs Python 3.11 or 3.12: install one from python.org and start again.")


def _create(python: list[str]) -> None:
    """A fresh, empty environment with pip in it."""
    if answer([*python, "-c", "import ensurepip, venv"]) is None:
        install([f"python{_version(python)}-venv"])
    say(f"Making {VENV.name} with Python {_version(python)}")
    if run([*python, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetUpError(f"Could not make {VENV}: delete the folder and start again.")


def locked_names() -> frozenset[str]:
    """Normalised names of all distributions in the lock."""
    names = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text("utf-8"), flags=re.MULTILINE)
    return frozenset(_normal(name) for name in names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _remove_strangers(pip: list[str]) -> None:
    """Uninstall what an older lock brought and this one does not name."""
    listing = answer([*pip, "list", "--format=freeze"]) or ""
    names = {_normal(line.partition("==")[0]) for line in listing.split()}
    strangers = sorted(names - locked_names() - PIP_NAMES)
    if strangers:
        run([*pip, "uninstall", "-q", "-y", *strangers])


def _install_packages() -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    if answer([*pip, "--version"]) is None:
        run([str(PYTHON), "-m", "ensurepip"])
    count = len(locked_names())
    say(f"Installing {count} packages from {LOCK.name}; the first time this takes a minute or two")
    # No resolving: the lock names all, and an extra such as coverage[toml] would else be looked
    # up anew and refused as soon as a release newer than the locked one is out.
    options = ["-q", "--no-input", "--no-deps", "--require-hashes"]
    command = [*pip, "install", *options, "-r", str(LOCK)]
    if not persist(command, "pip install"):
        raise SetUpError("The packages did not arrive: check the network, then start again.")
    _remove_strangers(pip)


def _join_checkout() -> None:
    """Let the environment import this checkout, and give it the `xipu` command."""
    where = answer([str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    if where is None:
        raise SetUpError(f"{PYTHON} does not start: delete {VENV.name} and start again.")
    Path(where.strip(), "xipu-checkout.pth").write_text(f"{ROOT}\n", "utf-8")
    if WINDOWS:
        (SCRIPTS / "xipu.cmd").write_text('@"%~dp0python.exe" -P -m pos_app %*\r\n', "utf-8")
        return
    launcher = SCRIPTS / "xipu"
    launcher.write_text(f'#!/bin/sh\nexec "{PYTHON}" -P -m pos_app "$@"\n', "utf-8")
    launcher.chmod(0o755)


def ensure() -> None:
    """Make the environment what the lock says; a look at the stamp when it already is."""
    if is_current():
        return
    usable = PYTHON.exists() and _version([str(PYTHON)]) in GOOD
    if VENV.is_symlink():
        raise SetUpError(f"{VENV.name} is a link to another folder's, which would be replaced.")
    moved = STAMP.exists() and not STAMP.read_text("utf-8").endswith(f" {ROOT}\n")
    if not usable or moved:
        _create(find_python())
    STAMP.unlink(missing_ok=True)
    _install_packages()
    _join_checkout()
    STAMP.write_text(_stamp(), "utf-8")
    say(f"{VENV.name} is ready")


def lock() -> int:
    """Rewrite the locks from pyproject.toml: versions and hashes, no index address."""
    uv = shutil.which("uv")
    if uv is None:
        ensure()
        tool = ROOT / "build" / "lock-tool"
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--target", str(tool), "uv"]
        if not persist(pip, "pip install uv"):
            raise SetUpError("The locking tool did not arrive: check the network, then try again.")
        uv = str(tool / "bin" / ("uv.exe" if WINDOWS else "uv"))
    command = [uv, "pip", "compile", "--universal", "--python-version", GOOD[0], "--quiet"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    code = run([*command, "--all-extras", "pyproject.toml", "-o", LOCK.name])
    code = code or run([*command, "--group", "oracles", "-o", str(oracles.LOCK)])
    if code == 0:
        say(f"{LOCK.name} names {len(locked_names())} packages")
    return code
