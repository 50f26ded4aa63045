"""`xipu replay`: sell the baskets of a file through the real checkout."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from pathlib import Path

from pos_app import bootstrap
from pos_app.commands.output import NOT_SO, OK, Subparsers, add_common, complain, say
from pos_app.commands.people import command_staff
from pos_app.domain.money import format_fen
from pos_app.runtime.clock import FixedClock, SystemClock
from pos_app.runtime.garbage import settle
from pos_app.services.checkout import Sold
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.ports import Identity
from pos_app.services.replay import Replay, Tally, read


def register(commands: Subparsers) -> None:
    replay = commands.add_parser("replay", help="sell the baskets of a CSV file, once each")
    replay.add_argument("file", type=Path)
    replay.add_argument("--create-goods", action="store_true", help="create goods for new codes")
    replay.add_argument(
        "--each", action="store_true", help="a line for each sale once it is on disk"
    )
    add_common(replay)
    replay.set_defaults(action=run)


def run(args: argparse.Namespace) -> int:
    rows = read(args.file)
    if not args.db.exists():
        identity = Identity(store="S001", till="01", epoch=1, shop_name=args.db.stem)
        bootstrap.create_shop(args.db, identity, DEMO_STAFF)
    clock = FixedClock(SystemClock().now_ms())
    started = time.perf_counter()
    with closing(bootstrap.open_shop(args.db, clock=clock)) as shop:
        replay = Replay(
            shop.checkout,
            shop.shifts,
            shop.goods_book,
            shop.goods if args.create_goods else None,
            clock,
            shop.settings,
            command_staff(shop),
            told=_print if args.each else lambda _: None,
        )
        settle()
        tally = replay.play(rows)
    seconds = time.perf_counter() - started
    for bad in tally.bad:
        complain(f"line {bad.number}: {bad.reason}")
    say(args, _result(tally, seconds), _text(tally, seconds))
    return NOT_SO if tally.bad else OK


def _print(sold: Sold) -> None:
    print(f"sold {sold.sale.receipt} {sold.sale.basket}", flush=True)


def _rate(tally: Tally, seconds: float) -> float:
    return tally.sales / seconds if seconds else 0.0


def _result(tally: Tally, seconds: float) -> dict[str, object]:
    return {
        "sales": tally.sales,
        "lines": tally.lines,
        "turnover_fen": tally.turnover,
        "already_sold": tally.already,
        "bad_rows": len(tally.bad),
        "seconds": round(seconds, 3),
        "sales_per_second": round(_rate(tally, seconds), 1),
        "commit_ms": {
            f"p{share}": round(tally.percentile(share / 100), 3) for share in (50, 95, 99)
        },
    }


def _text(tally: Tally, seconds: float) -> str:
    p50, p95, p99 = (tally.percentile(share) for share in (0.50, 0.95, 0.99))
    return (
        f"{tally.sales} sales, {tally.lines} lines, turnover {tally.turnover} fen"
        f" ({format_fen(tally.turnover)}), {tally.already} sold before, {len(tally.bad)} bad rows\n"
        f"{_rate(tally, seconds):.0f} sales/s; a commit takes"
        f" p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms"
    )
