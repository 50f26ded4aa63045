"""`xipu report`: the reports that the owner prints, to a file."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from pos_app import bootstrap
from pos_app.commands.output import OK, Subparsers, add_common, say
from pos_app.reports.write import KINDS, write_poster, write_report
from pos_app.services.shop_page import poster_of

POSTER = "poster"
"""The page at the door with the code that opens the shop's page: PDF alone."""


def register(commands: Subparsers) -> None:
    report = commands.add_parser("report", help="a report as PDF, CSV or Excel")
    report.add_argument("kind", choices=sorted((*KINDS, POSTER)))
    report.add_argument("--from", dest="start", default="", help="first business date, YYYY-MM-DD")
    report.add_argument("--to", dest="end", default="", help="last business date, YYYY-MM-DD")
    report.add_argument("--out", type=Path, required=True, help="ends in .pdf, .csv or .xlsx")
    add_common(report)
    report.set_defaults(action=run)


def run(args: argparse.Namespace) -> int:
    with closing(bootstrap.open_desk(args.db)) as desk:
        if args.kind == POSTER:
            sheet = poster_of(
                desk.settings, desk.identity, desk.outbox.address(), desk.orders.rules()
            )
            write_poster(sheet, args.out)
        else:
            write_report(desk.reports, args.kind, args.start, args.end, args.out)
    size = args.out.stat().st_size
    say(args, {"file": str(args.out), "bytes": size}, f"{args.out}: {size} bytes")
    return OK
