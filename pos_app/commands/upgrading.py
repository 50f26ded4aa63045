"""`xipu upgrade`: may the program be exchanged, and the file's steps to the new one."""

from __future__ import annotations

import argparse
from contextlib import suppress

from pos_app.commands.output import NOT_SO, OK, Subparsers, add_common, complain, say
from pos_app.domain.errors import ShopError
from pos_app.storage.upgrade import refuse_while_waiting, upgrade


def register(commands: Subparsers) -> None:
    words = "send what waits, copy the shop's file, bring it to this program's shape"
    parser = commands.add_parser("upgrade", help=words)
    parser.add_argument(
        "--check", action="store_true", help="only say whether it may be: before an installer runs"
    )
    add_common(parser)
    parser.set_defaults(action=run_upgrade)


def run_upgrade(args: argparse.Namespace) -> int:
    """Exit 1 with the reason while facts wait for HQ."""
    try:
        if not args.check:
            _send(args)
        refuse_while_waiting(args.db)
        steps, copy = ((), None) if args.check else upgrade(args.db)
    except ShopError as error:
        if error.code != "upgrade_waits":
            raise
        say(args, {"allowed": False, "waiting": error.values["n"]}, "not now")
        complain(f"{error.code}: {error}")
        return NOT_SO
    result: dict[str, object] = {
        "allowed": True, "waiting": 0, "steps": list(steps), "copy": str(copy) if copy else None,
    }  # fmt: skip
    done = ", ".join(steps) or "nothing to do"
    say(args, result, "may be upgraded" if args.check else f"{args.db}: {done}")
    return OK


def _send(args: argparse.Namespace) -> None:
    """One round for what waits; a shop on its own has nobody to send it to."""
    from pos_app.bootstrap import link  # noqa: PLC0415 - a check needs no line

    if not args.db.exists():
        return
    with suppress(ShopError), link.FileLock(args.db):
        agent = link.open_agent(args.db)
        if agent is not None:
            agent.round()
            agent.stop()
