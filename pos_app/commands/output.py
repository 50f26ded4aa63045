"""How commands speak: results on stdout (as JSON when asked), troubles on stderr in one line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pos_app.runtime.paths import shop_file

OK, NOT_SO, BAD_INPUT = 0, 1, 2

if TYPE_CHECKING:
    Subparsers: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = object

Action = Callable[[argparse.Namespace], int]


def say(args: argparse.Namespace, result: dict[str, object], text: str) -> None:
    """Print the result: one JSON object with ``--json``, else the text."""
    print(json.dumps(result, ensure_ascii=False) if args.json else text)


def complain(text: str) -> None:
    print(text, file=sys.stderr)


def add_common(parser: argparse.ArgumentParser, *, db: bool = True) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    if db:
        parser.add_argument("--db", type=Path, default=shop_file(), help="the shop's file")
