"""`xipu demo`: the invented shop in its window, or a morning played in it without a screen."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app import bootstrap
from pos_app.bootstrap.paper import ShopPaper
from pos_app.commands.demo_hq import DemoHq, embedded_hq, sync_once
from pos_app.commands.output import NOT_SO, OK, Subparsers, complain, say
from pos_app.devices.folder_printer import FolderPrinter
from pos_app.domain.money import format_fen
from pos_app.reports.write import write_report
from pos_app.runtime.clock import FixedClock
from pos_app.services.report_span import span_of
from pos_app.storage.connection import open_reader
from pos_app.storage.verify import verify

if TYPE_CHECKING:
    from pos_app.commands.demo_day import DemoDay
    from pos_app.commands.hands import Hands

OPENING = 1_772_491_200_000
"""2026-03-03 06:40 in the shop (UTC+8)."""
DEMO_OUT = Path("build") / "demo"
OURS = ("pictures", "receipts", "reports", "secrets", "hq-secrets")
SIZE = (1366, 768)
YESTERDAY = date(2026, 3, 2)
PRINTED_SECONDS = 30.0
NIGHT_MS = 20 * 3_600_000
"""From the close to the truck of the next morning."""


def register(commands: Subparsers) -> None:
    demo = commands.add_parser("demo", help="a demo shop: its window, or a day without a screen")
    demo.add_argument("--headless", action="store_true", help="play a morning and leave its papers")
    demo.add_argument("--out", type=Path, default=DEMO_OUT, help="where the papers go (headless)")
    demo.add_argument("--json", action="store_true", help="print one JSON object")
    demo.set_defaults(action=run)


def run(args: argparse.Namespace) -> int:
    if args.headless:
        return run_headless(args)
    from pos_app.commands.demo_window import run_window  # noqa: PLC0415 - reads the catalogue

    return run_window()


def run_headless(args: argparse.Namespace) -> int:
    """Play, print, report, verify, sync; the summary goes to ``summary.json`` and stdout."""
    started = time.perf_counter()
    out: Path = args.out
    _clear(out)
    synced: dict[str, object]
    try:
        clock = FixedClock(OPENING)
        with embedded_hq(out, "S001", "东丽万新店", clock) as hq:
            _play(out, clock, hq)
            synced = sync_once(out / "shop.db")
    except ModuleNotFoundError as error:
        complain(f"no HQ here ({error.name} is not installed): played alone")
        _play(out, FixedClock(OPENING), None)
        synced = {"joined": False}
    result = _summary(out) | {"hq": synced, "seconds": round(time.perf_counter() - started, 1)}
    (out / "summary.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    say(args, result, _text(out, result))
    return OK if result["verify"] == "ok" else NOT_SO


def _clear(out: Path) -> None:
    """Take away what an earlier run left, and nothing else."""
    out.mkdir(parents=True, exist_ok=True)
    for name in OURS:
        shutil.rmtree(out / name, ignore_errors=True)
    for stem in ("shop.db", "hq.db", "summary.json"):
        for file in out.glob(f"{stem}*"):
            file.unlink()


def _play(out: Path, clock: FixedClock, hq: DemoHq | None) -> None:
    """The day at the counter; with HQ also its afternoon of orders and its evening of supply."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt only where it is used

    from pos_app.commands.demo_day import DemoDay  # noqa: PLC0415
    from pos_app.commands.demo_founding import found  # noqa: PLC0415 - reads the catalogue
    from pos_app.commands.hands import Hands  # noqa: PLC0415
    from pos_app.commands.till import assemble  # noqa: PLC0415
    from pos_app.ui.theme import set_motion  # noqa: PLC0415

    app = QApplication.instance() or QApplication(["xipu"])
    path = out / "shop.db"
    found(path, clock, hq, YESTERDAY)
    set_motion(False)
    with closing(bootstrap.open_desk(path)) as desk:
        printer = FolderPrinter(out / "receipts")
        paper = ShopPaper(desk.settings, desk.identity, clock, printer=printer)
        till = assemble(path, clock=clock, paper=paper)
        till.window.resize(*SIZE)
        till.window.show()
        app.processEvents()
        till.begin_sync()
        try:
            hands = Hands(till)
            _day(hands, DemoDay(hands, clock, out / "pictures"), clock, hq)
            paper.wait_idle(PRINTED_SECONDS)
        finally:
            till.close()


def _day(hands: Hands, day: DemoDay, clock: FixedClock, hq: DemoHq | None) -> None:
    """Morning, orders, what to order from HQ, the close, and the truck of the next morning."""
    from pos_app.commands.demo_afternoon import DemoAfternoon  # noqa: PLC0415 - Qt
    from pos_app.commands.demo_customers import customers  # noqa: PLC0415 - its own tools
    from pos_app.commands.demo_supply import DemoSupply  # noqa: PLC0415 - Qt

    day.morning()
    if hq is None:
        day.close()
        return
    afternoon = DemoAfternoon(hands, clock, day.shot, day.shelf)
    afternoon.set_rules()
    with customers(hq.url, hq.store, day.folder) as outside:
        afternoon.play(outside)
    supply = DemoSupply(hands, clock, day.shot, hq)
    delivery = supply.order()
    day.close()
    clock.advance(NIGHT_MS)
    supply.receive(delivery)


def _summary(out: Path) -> dict[str, object]:
    """Reports to files, figures of the day, and whether the file holds."""
    path = out / "shop.db"
    with closing(bootstrap.open_desk(path, clock=FixedClock(OPENING))) as desk:
        book = desk.reports
        for kind in ("z", "day", "statement"):
            for ending in ("pdf", "csv", "xlsx"):
                write_report(book, kind, "", "", out / "reports" / f"{kind}.{ending}")
        totals = book.day_report(span_of(book.last_date())).totals
        drawer = book.shift_report(book.last_closed_shift()).drawer
        orders = _orders(desk, book.last_date())
    with closing(open_reader(path)) as conn:
        verdict = verify(conn)
    return {
        "sales": totals.sales,
        "returns": totals.returns,
        "turnover_fen": totals.turnover,
        "drawer": {
            "expected_fen": drawer.expected,
            "counted_fen": drawer.counted,
            "variance_fen": drawer.variance,
        },
        "orders": orders,
        "facts": verdict.facts,
        "verify": "ok" if verdict.ok else verdict.problems,
        "pictures": len(list((out / "pictures").glob("*.png"))),
        "receipts": len(list((out / "receipts").glob("*.txt"))),
    }


def _orders(desk: bootstrap.Desk, day: str) -> dict[str, int]:
    """How many orders stand in which state, and ended so on that day."""
    states = [view.state for view in (*desk.orders.open(), *desk.orders.closed(day))]
    return {state: states.count(state) for state in sorted(set(states))}


def _text(out: Path, result: dict[str, object]) -> str:
    turnover = result["turnover_fen"]
    shown = format_fen(turnover) if isinstance(turnover, int) else ""
    return (
        f"{result['sales']} sales, {result['returns']} return, turnover {shown},"
        f" {result['facts']} facts, verify {result['verify']}\n"
        f"pictures {out / 'pictures'}, receipts {out / 'receipts'}, reports {out / 'reports'},"
        f" summary {out / 'summary.json'}; {result['seconds']} s"
    )
