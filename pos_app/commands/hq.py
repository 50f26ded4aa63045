"""`xipu hq`: serve HQ, its stores and tills, digests, backups, a demo chain."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pos_app.commands import hq_account, hq_plan, hq_selling, hq_simulate
from pos_app.commands.output import BAD_INPUT, Action, Subparsers, complain

PORT = 8480


def register(commands: Subparsers) -> None:
    hq = commands.add_parser("hq", help="the chain's headquarters")
    parts = hq.add_subparsers(dest="part", metavar="PART", required=True)
    serve = _part(parts, "serve", "answer tills and planners until stopped", lambda m: m.run_serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=PORT, help=f"0: any; else {PORT}")
    serve.add_argument("--tls-cert", type=Path, metavar="FILE")
    serve.add_argument("--tls-key", type=Path, metavar="FILE")
    _register_stores(parts)
    hq_account.register(parts, _part)
    hq_simulate.register(parts, _part)
    hq_selling.register(parts, _part)
    hq_plan.register(parts, _part)
    code = _part(parts, "enrol", "a one-time code for a till", lambda m: m.run_enrol)
    code.add_argument("--store", required=True, metavar="ID")
    code.add_argument("--till", default="01")
    code.add_argument(
        "--readmit", action="store_true", help="for a till that HQ forgot, as after an old backup"
    )
    _part(parts, "revoke", "lock a till out", lambda m: m.run_revoke).add_argument("device")
    for name, text, choose in (
        ("digest", "a digest of each table that a store is fed", lambda m: m.run_digest),
        ("rebuild", "make a store's figures anew from its facts", lambda m: m.run_rebuild),
    ):
        _part(parts, name, text, choose).add_argument("--store", required=True, metavar="ID")
    _part(parts, "backup", "copy the database while it works", lambda m: m.run_backup).add_argument(
        "target", type=Path
    )
    seed = _part(parts, "seed", "a demo chain with a past", lambda m: m.run_seed)
    seed.add_argument("--stores", type=_count, default=3)
    seed.add_argument("--days", type=_count, default=30)
    seed.add_argument("--end", type=_date, default=None, help="the last day (default: yesterday)")


def _register_stores(parts: Subparsers) -> None:
    store = parts.add_parser("store", help="the stores of the chain")
    deeds = store.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = _part(deeds, "add", "a new store", lambda m: m.run_store_add)
    add.add_argument("id")
    add.add_argument("name")
    add.add_argument("--region", default="", help="for prices of a region")
    _part(deeds, "list", "all stores and their tills", lambda m: m.run_store_list)


def _part(
    parts: Subparsers, name: str, text: str, choose: Callable[[ModuleType], Action]
) -> argparse.ArgumentParser:
    parser = parts.add_parser(name, help=text)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--db", type=Path, default=None, help="HQ's SQLite file")
    place.add_argument("--database", metavar="URL", help="postgresql+psycopg://...")
    parser.add_argument("--secrets", type=Path, metavar="DIR", help="HQ's own keys")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(action=lambda args: _work(args, choose))
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number < 1 << 16:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 10_000:
        raise ValueError(text)
    return number


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _work(args: argparse.Namespace, choose: Callable[[ModuleType], Action]) -> int:
    """Load what HQ needs only now: a till has neither the packages nor the time for it."""
    try:
        module = import_module("pos_app.commands.hq_work")
    except ModuleNotFoundError as error:
        complain(f'missing package {error.name}: pip install "xipu-pos[hq]"')
        return BAD_INPUT
    return int(module.guarded(choose(module), args))
