"""`xipu hq account`: who may log in to the console."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from getpass import getpass
from types import ModuleType

from pos_app.commands.output import BAD_INPUT, OK, Action, Subparsers, complain, say

Part = Callable[[Subparsers, str, str, Callable[[ModuleType], Action]], argparse.ArgumentParser]


def register(parts: Subparsers, part: Part) -> None:
    """``part`` adds a subcommand that knows where HQ's database is."""
    account = parts.add_parser("account", help="who may log in to the console")
    deeds = account.add_subparsers(dest="deed", metavar="DEED", required=True)
    for name, text, action in (
        ("add", "a new account; asks for its password (or reads a line from a pipe)", run_add),
        ("password", "a new password; ends the account's sessions", run_password),
        ("close", "let nobody in under this name any more", run_close),
    ):
        part(deeds, name, text, _always(action)).add_argument("name")
    part(deeds, "list", "every account", _always(run_list))


def _always(action: Action) -> Callable[[ModuleType], Action]:
    return lambda _: action


def _password() -> str | None:
    """Typed twice at a terminal, one line from a pipe; None when the two differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("password: ")
    return first if getpass("once more: ") == first else None


def run_add(args: argparse.Namespace) -> int:
    return _with_password(args, new=True)


def run_password(args: argparse.Namespace) -> int:
    return _with_password(args, new=False)


def _with_password(args: argparse.Namespace, *, new: bool) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.web.accounts import add_account, change_password  # noqa: PLC0415 - the same

    password = _password()
    if password is None:
        complain("the two passwords differ: nothing was changed")
        return BAD_INPUT
    with opened(args) as hq:
        (add_account if new else change_password)(hq, args.name, password)
    done = "may log in" if new else "has a new password"
    say(args, {"account": args.name}, f"{args.name} {done}")
    return OK


def run_close(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.web.accounts import close_account  # noqa: PLC0415 - the same

    with opened(args) as hq:
        close_account(hq, args.name)
    say(args, {"account": args.name, "active": False}, f"{args.name} is closed")
    return OK


def run_list(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.web.accounts import account_names  # noqa: PLC0415 - the same

    with opened(args) as hq:
        found = account_names(hq)
    rows = [{"account": name, "active": active} for name, active in found]
    text = "\n".join(f"{name}{'' if active else ' (closed)'}" for name, active in found)
    say(args, {"accounts": rows}, text or "no accounts: xipu hq account add NAME")
    return OK
