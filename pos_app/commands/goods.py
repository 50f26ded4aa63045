"""`xipu import catalogue` and `xipu export`."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from pathlib import Path

from pos_app import bootstrap
from pos_app.commands.output import BAD_INPUT, OK, Subparsers, add_common, complain, say
from pos_app.commands.people import command_staff
from pos_app.reports.tables import EXPORTS, export_table
from pos_app.services.catalogue_import import import_catalogue


def register(commands: Subparsers) -> None:
    bring = commands.add_parser("import", help="bring goods in from CSV or Excel")
    bring.add_argument("what", choices=["catalogue"])
    bring.add_argument("file", type=Path)
    bring.add_argument("--all-or-nothing", action="store_true", help="one bad row refuses all")
    add_common(bring)
    bring.set_defaults(action=run_import)
    send = commands.add_parser("export", help="a table as CSV or Excel")
    send.add_argument("table", choices=sorted(EXPORTS))
    send.add_argument("--out", type=Path, required=True)
    add_common(send)
    send.set_defaults(action=run_export)


def run_import(args: argparse.Namespace) -> int:
    with closing(bootstrap.open_shop(args.db)) as shop:
        done = import_catalogue(
            args.file,
            ledger=shop.ledger,
            goods=shop.goods_book,
            staff=command_staff(shop),
            clock=shop.clock,
            all_or_nothing=args.all_or_nothing,
            pause=time.sleep if shop.shifts.current() else None,
        )
    for bad in done.refused:
        complain(str(bad))
    result: dict[str, object] = {
        "created": done.created,
        "updated": done.updated,
        "refused": [str(bad) for bad in done.refused],
    }
    text = f"{done.created} created, {done.updated} updated, {len(done.refused)} refused"
    say(args, result, text)
    return BAD_INPUT if done.refused else OK


def run_export(args: argparse.Namespace) -> int:
    with closing(bootstrap.open_desk(args.db)) as desk:
        rows = export_table(desk.conn, args.table, args.out)
    say(args, {"file": str(args.out), "rows": rows}, f"{args.out}: {rows} rows")
    return OK
