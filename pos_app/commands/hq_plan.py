"""`xipu hq plan` and `xipu hq ship`: what the stores should order, and what is sent to them."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING

from pos_app.commands.output import BAD_INPUT, NOT_SO, OK, Action, Subparsers, complain, say

if TYPE_CHECKING:
    from sync.hq.planning.nightly.batch import Written
    from sync.hq.planning.nightly.engine import Engine

Part = Callable[[Subparsers, str, str, Callable[[ModuleType], Action]], argparse.ArgumentParser]
PROGRESS_SECONDS = 2.0


def register(parts: Subparsers, part: Part) -> None:
    """``part`` adds a subcommand that knows where HQ's database is."""
    plan = part(parts, "plan", "propose to each store what to order", lambda _: run_plan)
    plan.add_argument("--date", type=date.fromisoformat, required=True, help="the day of ordering")
    whom = plan.add_mutually_exclusive_group(required=True)
    whom.add_argument("--store", metavar="ID", action="append", help="this store (may be repeated)")
    whom.add_argument("--all", action="store_true", help="every store")
    plan.add_argument("--engine", choices=("local", "ray"), default="local")
    plan.add_argument("--workers", type=int, default=None, help="for a Ray that is started here")
    plan.add_argument("--again", action="store_true", help="anew, where nothing is ordered yet")
    plan.add_argument(
        "--assortment", action="store_true", help="goods to list and take out, not on Mondays only"
    )
    ship = part(parts, "ship", "shipment notes and bills for what was ordered", lambda _: run_ship)
    ship.add_argument("--date", type=date.fromisoformat, required=True, help="the day of delivery")


def run_plan(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.planning.nightly.engine import NoClusterError, Order, run  # noqa: PLC0415 - and numpy
    from sync.hq.store.stores import all_stores, demand_store  # noqa: PLC0415 - the same

    with opened(args) as hq, _interrupted() as stopped:
        with hq.database.operator() as scope:
            for store in args.store or ():
                demand_store(scope, store)
            stores = args.store or [row.store_id for row in all_stores(scope)]
        try:
            engine = _engine(args)
        except NoClusterError as error:
            complain(f"no_cluster: {error}")
            return BAD_INPUT
        order = Order(day=args.date, stores=stores, again=args.again, assortment=args.assortment)
        done = list(_shown(run(hq.database, order, engine, stopped), len(stores)))
        return _report(args, done, len(stores), stopped=stopped())


def _engine(args: argparse.Namespace) -> Engine:
    from sync.hq.planning.nightly import engine  # noqa: PLC0415 - needs numpy

    return engine.on_ray(args.workers) if args.engine == "ray" else engine.local


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks to stop behind the store that is being planned; a second one breaks off."""
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def _shown(work: Iterator[Written], number: int) -> Iterator[Written]:
    """The same, with a line on stderr now and then."""
    last = time.monotonic()
    for n, written in enumerate(work, 1):
        if time.monotonic() - last >= PROGRESS_SECONDS:
            last = time.monotonic()
            print(f"{n} of {number} stores", file=sys.stderr, flush=True)
        yield written


def _report(
    args: argparse.Namespace, done: Sequence[Written], number: int, *, stopped: bool
) -> int:
    failed = [w for w in done if w.failed]
    for one in failed:
        complain(f"{one.store}: {one.failed}")
    for one in done:
        for line in one.skipped:
            complain(f"{one.store}: not planned: {line}")
    if stopped:
        complain(f"stopped behind {len(done)} of {number} stores; the same command goes on")
    planned = [w for w in done if not w.failed and not w.already]
    result: dict[str, object] = {
        "date": args.date.isoformat(), "stores": number, "planned": len(planned),
        "already": sum(w.already for w in done), "stopped": stopped,
        "proposals": sum(w.proposals for w in planned), "lines": sum(w.lines for w in planned),
        "cost": sum(w.cost for w in planned), "assortment": sum(w.listed for w in planned),
        "failed": {w.store: w.failed for w in failed},
        "skipped": {w.store: list(w.skipped) for w in done if w.skipped},
    }  # fmt: skip
    text = (
        f"{result['planned']} stores planned, {result['already']} were planned already: "
        f"{result['proposals']} proposals, {result['lines']} lines"
    )
    say(args, result, text)
    return NOT_SO if failed or stopped else OK


def run_ship(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.store.supply_shipping import ship  # noqa: PLC0415 - the same

    with opened(args) as hq:
        done = ship(hq.database, args.date.isoformat(), hq.now())
    result: dict[str, object] = {
        "date": args.date.isoformat(), "stores": len(done),
        "shipments": sum(s.shipments for s in done), "total": sum(s.total for s in done),
        "cut_packs": sum(s.cut for s in done),
    }  # fmt: skip
    text = f"{result['shipments']} shipments to {len(done)} stores, {result['cut_packs']} packs cut"
    say(args, result, text)
    return OK
