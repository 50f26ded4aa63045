"""Code that nobody calls: vulture's findings without what is called from outside Python's sight.

`python -m tests.architecture.dead_code` prints one line a finding and exits 1 when there is any.
Tests and the installer count as callers and are not judged themselves.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets
from vulture.core import Item, Vulture

ROOT = Path(__file__).resolve().parents[2]
JUDGED = ("pos_app", "sync")


@cache
def qt_names() -> frozenset[str]:
    """Names of everything that Qt's own classes have: overriding one of them makes Qt call it."""
    # getattr, not vars(): PySide builds a class when it is first asked for.
    modules = (QtCore, QtGui, QtWidgets)
    kinds = [getattr(module, name) for module in modules for name in dir(module)]
    return frozenset(
        name
        for kind in kinds
        if isinstance(kind, type)
        for name in dir(kind)
        if not name.startswith("_")
    )


@cache
def fields(file: Path) -> frozenset[int]:
    """Lines of a module that declare fields of a class: rows and messages are read as a whole."""
    tree = ast.parse(file.read_text("utf-8"))
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return frozenset(
        line.lineno for kind in classes for line in kind.body if isinstance(line, ast.AnnAssign)
    )


def is_called_unseen(item: Item) -> bool:
    """Whether Qt, msgspec or a row's reader uses the thing without naming it."""
    if item.typ in ("method", "function") and item.name in qt_names():
        return "ui" in item.filename.parts
    return item.typ == "variable" and item.first_lineno in fields(item.filename)


def findings(root: Path = ROOT) -> list[str]:
    """One line for each thing that could be deleted."""
    options = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["vulture"]
    vulture = Vulture(
        ignore_names=options["ignore_names"], ignore_decorators=options["ignore_decorators"]
    )
    vulture.scavenge([root / path for path in options["paths"]])
    return [
        f"{item.filename.relative_to(root)}:{item.first_lineno}: {item.message}"
        for item in vulture.get_unused_code(min_confidence=options["min_confidence"])
        if item.filename.relative_to(root).parts[0] in JUDGED and not is_called_unseen(item)
    ]


def main() -> int:
    """Print the findings; 1 when there are any."""
    found = findings()
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
