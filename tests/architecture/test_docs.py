"""What the pages for people say is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from installer.bootstrap import COMMANDS
from pos_app.__main__ import build_parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "README.zh-CN.md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)[^)]*\)")
MAKE = re.compile(r"\bmake ([a-z]+)\b")
XIPU = re.compile(r"^xipu (?P<words>(?:hq )?[a-z]+)", re.MULTILINE)
BLOCK = re.compile(r"```(?:sh|console|text)?\n(.*?)```", re.DOTALL)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", page("Makefile"), flags=re.MULTILINE))


def commands_in(name: str) -> set[str]:
    """What follows `xipu` in the code blocks of a page, without options and file names."""
    text = "\n".join(BLOCK.findall(page(name)))
    return {match["words"] for match in XIPU.finditer(text)}


@pytest.mark.parametrize("name", PAGES)
def test_every_make_command_of_a_page_exists(name: str) -> None:
    named = set(MAKE.findall(page(name)))

    assert {"run", "test"} <= named <= targets()


def test_every_make_target_is_a_command_of_the_set_up() -> None:
    called = set(re.findall(r"\$\(BOOT\) ([a-z]+)", page("Makefile")))

    assert called <= set(COMMANDS)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    lost = [
        target
        for target in LINK.findall(page(name))
        if "://" not in target and not (ROOT / target).exists()
    ]

    assert lost == []


@pytest.mark.parametrize("name", PAGES)
def test_every_xipu_command_of_a_page_is_known_to_the_parser(name: str) -> None:
    parser = build_parser()

    for words in sorted(commands_in(name)):
        with pytest.raises(SystemExit) as leaving:
            parser.parse_args([*words.split(), "--help"])
        assert leaving.value.code == 0, f"xipu {words}"


def test_both_readmes_tell_the_same_commands() -> None:
    english, chinese = (page(name) for name in PAGES)

    assert commands_in(PAGES[0]) == commands_in(PAGES[1])
    assert set(MAKE.findall(english)) == set(MAKE.findall(chinese))


def test_the_change_log_knows_this_version() -> None:
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]

    assert f"## {version}" in page("CHANGELOG.md")
