"""The `xipu` command."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from pos_app.commands.output import BAD_INPUT, complain
from pos_app.domain.errors import ShopError

GROUPS = {
    "demo": ("demo",),
    "replaying": ("replay",),
    "goods": ("import", "export"),
    "reports": ("report",),
    "files": ("verify", "backup", "restore"),
    "upgrading": ("upgrade",),
    "sync": ("enrol", "sync", "recover", "digest"),
    "hq": ("hq",),
}
"""Which module of `pos_app.commands` knows which subcommands."""


def build_parser(word: str = "") -> argparse.ArgumentParser:
    """The parser: of one subcommand, so that only its module is loaded, or of all of them."""
    parser = argparse.ArgumentParser(prog="xipu", description="喜铺 Xipu: a till for small shops")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    known = {name for names in GROUPS.values() for name in names}
    for group, names in GROUPS.items():
        if word in names or word not in known:
            import_module(f"pos_app.commands.{group}").register(commands)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Exit 0 done, 1 the thing checked is not so, 2 bad usage or bad input."""
    words = sys.argv[1:] if argv is None else argv
    try:
        if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
            from pos_app.commands.till import open_till  # noqa: PLC0415 - Qt only for the window

            return open_till(words)
        args = build_parser(words[0]).parse_args(words)
        return int(args.action(args))
    except ShopError as error:
        complain(f"{error.code}: {error}")
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
