"""Every contract of the house catches the violation it is there for."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sysconfig.get_path("scripts")) / "lint-imports"

VIOLATIONS = [
    pytest.param(
        "till-floors",
        "pos_app/services/plant.py",
        "import pos_app.storage.connection",
        id="upwards",
    ),
    pytest.param(
        "till-floors", "pos_app/domain/plant.py", "import pos_app.runtime.clock", id="neighbour"
    ),
    pytest.param(
        "till-floors", "pos_app/reports/plant.py", "import pos_app.devices", id="adapters"
    ),
    pytest.param("till-floors", "pos_app/attic.py", "", id="room-without-a-floor"),
    pytest.param(
        "wire-is-the-ground", "pos_app/services/plant.py", "import sync.client", id="join"
    ),
    pytest.param(
        "face-floors", "pos_app/ui/widgets/plant.py", "import pos_app.ui.screens", id="face-upwards"
    ),
    pytest.param(
        "face-floors",
        "pos_app/ui/models/plant.py",
        "import pos_app.ui.widgets",
        id="face-neighbour",
    ),
    pytest.param("face-floors", "pos_app/ui/attic.py", "", id="face-without-a-floor"),
    pytest.param("sync-floors", "sync/client/plant.py", "import sync.hq", id="sync-neighbour"),
    pytest.param("sync-floors", "sync/wire/plant.py", "import sync.client", id="sync-upwards"),
    pytest.param(
        "sync-knows-no-till", "sync/hq/plant.py", "import pos_app.domain.money", id="sync-to-till"
    ),
    pytest.param(
        "qt-in-the-face", "pos_app/reports/plant.py", "import PySide6.QtGui", id="qt-outside"
    ),
    pytest.param(
        "qt-in-the-face", "sync/client/plant.py", "import PySide6.QtCore", id="qt-in-sync"
    ),
    pytest.param(
        "planning-floors",
        "sync/hq/planning/explain.py",
        "import sync.hq.planning.nightly.batch",
        id="planner-upwards",
    ),
    pytest.param("planning-floors", "sync/hq/planning/attic.py", "", id="planner-without-a-floor"),
    pytest.param(
        "plans-from-arrays", "sync/hq/planning/items.py", "import sqlalchemy", id="planner-tables"
    ),
    pytest.param(
        "no-circles", "pos_app/domain/plant.py", "import pos_app.domain.weed", id="circle"
    ),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house without its furniture: the code and the contracts."""
    for package in ("pos_app", "sync"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "pos_app/domain/weed.py").write_text("import pos_app.domain.plant\n", "utf-8")
    (tmp_path / "pos_app/domain/plant.py").write_text("", "utf-8")
    return tmp_path


def lint(root: Path, contract: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo", "--contract", contract],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("contract", "place", "line"), VIOLATIONS)
def test_a_planted_violation_is_caught(copy: Path, contract: str, place: str, line: str) -> None:
    before = lint(copy, contract).stdout

    (copy / place).write_text(f"{line}\n", "utf-8")
    after = lint(copy, contract)

    named = Path(place).stem
    assert after.returncode == 1, after.stdout
    assert named in after.stdout
    assert named not in before


def test_every_contract_has_its_violation() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    held = {contract["id"] for contract in tools["importlinter"]["contracts"]}

    assert held == {violation.values[0] for violation in VIOLATIONS}
