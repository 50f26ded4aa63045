"""`xipu enrol`, `sync`, `recover`, `digest`: the shop and its HQ."""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import closing
from pathlib import Path

from pos_app.bootstrap import link
from pos_app.commands.output import BAD_INPUT, NOT_SO, OK, Subparsers, add_common, complain, say
from pos_app.domain.errors import ShopError
from pos_app.storage import mirrors
from pos_app.storage.connection import open_reader
from sync.client.agent import Agent
from sync.client.ports import Status
from sync.client.restore import Progress


def register(commands: Subparsers) -> None:
    enrol = commands.add_parser("enrol", help="join this shop's till to HQ")
    enrol.add_argument("--hq", default="", metavar="URL", help="HQ's address")
    enrol.add_argument("--code", required=True, help="the one-time code that HQ reads out")
    enrol.add_argument(
        "--readmit", action="store_true", help="HQ forgot this till: go on with its chain"
    )
    _common(enrol)
    enrol.set_defaults(action=run_enrol)
    sync = commands.add_parser("sync", help="push and pull without a window")
    sync.add_argument("--once", action="store_true", help="one round, then stop")
    sync.add_argument("--hq", default="", metavar="URL", help="another address of the same HQ")
    _common(sync)
    sync.set_defaults(action=run_sync)
    recover = commands.add_parser("recover", help="build a lost shop's file anew from HQ")
    recover.add_argument("--hq", required=True, metavar="URL")
    recover.add_argument("--code", required=True)
    _common(recover)
    recover.set_defaults(action=run_recover)
    digest = commands.add_parser("digest", help="compare what both sides hold, table by table")
    _common(digest)
    digest.set_defaults(action=run_digest)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ca", type=Path, help="a private authority's certificate file")
    add_common(parser)


def run_enrol(args: argparse.Namespace) -> int:
    if args.readmit:
        with link.FileLock(args.db):
            joined = link.readmit(args.db, args.code, url=args.hq, ca=args.ca)
    elif args.hq:
        joined = link.join(args.db, args.hq, args.code, ca=args.ca)
    else:
        complain("--hq is missing: the address of HQ")
        return BAD_INPUT
    who = joined.identity
    result: dict[str, object] = {
        "store": who.store, "till": who.till, "epoch": who.epoch, "device": joined.device,
    }  # fmt: skip
    say(args, result, f"{who.shop_name} ({who.store}) till {who.till}, epoch {who.epoch}")
    return OK


def run_sync(args: argparse.Namespace) -> int:
    with link.FileLock(args.db):
        agent = link.open_agent(args.db, url=args.hq, ca=args.ca)
        if agent is None:
            raise ShopError("not_joined")
        if args.once:
            agent.round()
            agent.stop()
        else:
            _run_until_stopped(agent)
    status = agent.status
    result: dict[str, object] = {
        "online": status.online, "waiting": status.waiting, "code": status.code,
        "quarantined": status.quarantined, "bytes_sent": agent.sent_bytes,
    }  # fmt: skip
    say(args, result, _words(status))
    if status.code == "unknown_device":
        _ask_back_in(args.db)
    return OK if status.online and not status.waiting else NOT_SO


def _ask_back_in(path: Path) -> None:
    """What the operator at HQ has to type, and then who stands here."""
    with closing(open_reader(path)) as conn:
        me = mirrors.read_identity(conn)
    complain(
        f"HQ does not know this till (was it restored from an old backup?). At HQ:"
        f" xipu hq enrol --store {me.store} --till {me.till} --readmit; then here:"
        f" xipu enrol --readmit --code CODE"
    )


def _words(status: Status) -> str:
    if status.online:
        return f"synced, {status.waiting} to send"
    return f"offline ({status.code}), {status.waiting} to send"


def _run_until_stopped(agent: Agent) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    agent.start()
    ended.wait()
    agent.stop()


def run_recover(args: argparse.Namespace) -> int:
    def tell(progress: Progress) -> None:
        complain(f"{progress.done} / {progress.total}")

    whole = link.recover(args.db, args.hq, args.code, ca=args.ca, tell=tell)
    say(args, {"file": str(args.db), "whole": whole}, f"{args.db} is back")
    return OK if whole else NOT_SO


def run_digest(args: argparse.Namespace) -> int:
    ours, theirs = link.compare_with_hq(args.db, ca=args.ca)
    tables: dict[str, object] = {
        tab: {"here": value, "hq": theirs.get(tab, ("", 0))[0], "rows": rows}
        for tab, (value, rows) in ours.items()
    }
    same = all(value == theirs.get(tab, ("", 0))[0] for tab, (value, _) in ours.items())
    lines = [
        f"{tab:<14}{rows:>8} rows  {'equal' if theirs.get(tab, ('', 0))[0] == value else 'DIFFERS'}"
        for tab, (value, rows) in ours.items()
    ]
    say(args, {"equal": same, "tables": tables}, "\n".join(lines))
    return OK if same else NOT_SO
