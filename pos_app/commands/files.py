"""`xipu verify`, `backup`, `restore`, `digest`."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from pos_app.commands.output import NOT_SO, OK, Subparsers, add_common, complain, say
from pos_app.storage.backup import backup, restore
from pos_app.storage.connection import open_reader
from pos_app.storage.verify import verify


def register(commands: Subparsers) -> None:
    check = commands.add_parser("verify", help="hash chain, projections and SQLite's own check")
    add_common(check)
    check.set_defaults(action=run_verify)
    save = commands.add_parser("backup", help="copy the shop's file while it sells")
    save.add_argument("target", type=Path)
    add_common(save)
    save.set_defaults(action=run_backup)
    back = commands.add_parser("restore", help="check a backup and put it in place")
    back.add_argument("source", type=Path)
    add_common(back)
    back.set_defaults(action=run_restore)


def run_verify(args: argparse.Namespace) -> int:
    with closing(open_reader(args.db)) as conn:
        verdict = verify(conn)
    result: dict[str, object] = {
        "ok": verdict.ok,
        "facts": verdict.facts,
        "bad_epoch": verdict.bad_seq[0] if verdict.bad_seq else None,
        "bad_seq": verdict.bad_seq[1] if verdict.bad_seq else None,
        "problems": verdict.problems,
        "chain_seconds": round(verdict.chain_seconds, 3),
        "replay_seconds": round(verdict.replay_seconds, 3),
    }
    say(args, result, f"ok: {verdict.facts} facts" if verdict.ok else "not ok")
    for problem in verdict.problems:
        complain(problem)
    return OK if verdict.ok else NOT_SO


def run_backup(args: argparse.Namespace) -> int:
    size = backup(args.db, args.target)
    say(args, {"file": str(args.target), "bytes": size}, f"{args.target}: {size} bytes")
    return OK


def run_restore(args: argparse.Namespace) -> int:
    kept = restore(args.source, args.db)
    result: dict[str, object] = {"file": str(args.db), "kept": str(kept) if kept else None}
    say(args, result, f"{args.db} restored" + (f", the file before is {kept}" if kept else ""))
    return OK
