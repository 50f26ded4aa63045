"""Every sentence that the console says, found in its code and its templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

WEB = Path(__file__).resolve().parents[2] / "sync" / "hq" / "web"


def said_in_code() -> Iterator[tuple[str, str, set[str]]]:
    """(place, sentence, names of its values) of every ``say("...")``."""
    for file in sorted(WEB.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say":
                place = f"{file.name}:{node.lineno}"
                if file.name == "asking.py" and isinstance(node.args[0], ast.Name):
                    continue  # hands the sentence on
                assert isinstance(node.args[0], ast.Constant), f"{place}: not a literal"
                yield place, str(node.args[0].value), {k.arg or "" for k in node.keywords}


def said_in_pages() -> Iterator[tuple[str, str, set[str]]]:
    """The same of every template."""
    pages = Environment(autoescape=True)
    for file in sorted((WEB / "templates").glob("*.html")):
        for call in pages.parse(file.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                place = f"{file.name}:{call.lineno}"
                assert isinstance(call.args[0], nodes.Const), f"{place}: not a literal"
                yield place, call.args[0].value, {k.key for k in call.kwargs}


def said() -> list[tuple[str, str, set[str]]]:
    return [*said_in_code(), *said_in_pages()]
