"""A gate that is opened by hand says which one, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("pos_app", "sync", "installer", "tests")
SHIPPED = ("pos_app/", "sync/", "installer/")
NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<reason>.*)$")
TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[a-z0-9, -]+\])?(?P<reason>.*)$")
SAYS_IT_ALL = {"PLC0415"}
"""An import inside a function: it is always there for the start-up time."""
SHORTEST_REASON = 5


def marks() -> Iterator[tuple[str, re.Match[str]]]:
    """Place and parts of every suppression in the code."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file == Path(__file__):
                continue
            for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
                for pattern in (NOQA, TYPE_IGNORE):
                    if match := pattern.search(line):
                        yield f"{file.relative_to(ROOT)}:{number}", match


def needs_reason(match: re.Match[str]) -> bool:
    codes = set(re.findall(r"[A-Z]+\d+", match["codes"] or ""))
    return match.re is TYPE_IGNORE or not codes <= SAYS_IT_ALL


def test_every_suppression_names_its_rule() -> None:
    assert [place for place, match in marks() if not match["codes"]] == []


def test_every_suppression_gives_its_reason() -> None:
    bare = [
        place
        for place, match in marks()
        if place.startswith(SHIPPED)
        and needs_reason(match)
        and len(match["reason"].strip(" -#:")) < SHORTEST_REASON
    ]

    assert bare == []


def test_a_bare_suppression_would_be_seen() -> None:
    match = NOQA.search("x = 1  # noqa: S608")

    assert match is not None
    assert needs_reason(match)
    assert match["reason"].strip() == ""


@pytest.mark.parametrize("name", ["ignore", "per-file-ignores"])
def test_every_ignore_of_the_configuration_gives_its_reason(name: str) -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ignored = tomllib.loads(text)["tool"]["ruff"]["lint"][name]
    rules = ignored if name == "ignore" else [rule for group in ignored.values() for rule in group]
    explained = {
        rule
        for line in text.splitlines()
        if "# " in line
        for rule in re.findall(r'"([A-Z]+\d+)"', line.partition("# ")[0])
    }

    assert set(rules) <= explained
