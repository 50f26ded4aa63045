"""The `xipu` command."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from pos_app.commands.output import BAD_INPUT, complain
from pos_app.domain.errors import ShopError

GROUPS = ("demo", "replaying", "goods", "reports", "files")


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand."""
    parser = argparse.ArgumentParser(prog="xipu", description="喜铺 Xipu: a till for small shops")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for group in GROUPS:
        import_module(f"pos_app.commands.{group}").register(commands)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Exit 0 done, 1 the thing checked is not so, 2 bad usage or bad input."""
    words = sys.argv[1:] if argv is None else argv
    try:
        if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
            from pos_app.commands.till import open_till  # noqa: PLC0415 - Qt only for the window

            return open_till(words)
        args = build_parser().parse_args(words)
        return int(args.action(args))
    except ShopError as error:
        complain(f"{error.code}: {error}")
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
