"""`xipu demo`: the invented shop in its window, or a morning played in it without a screen."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos_app import bootstrap
from pos_app.bootstrap import link
from pos_app.bootstrap.paper import ShopPaper
from pos_app.commands.demo_hq import embedded_hq, sync_once
from pos_app.commands.output import NOT_SO, OK, Subparsers, complain, say
from pos_app.devices.folder_printer import FolderPrinter
from pos_app.domain.money import format_fen
from pos_app.reports.write import write_report
from pos_app.runtime.clock import FixedClock
from pos_app.runtime.paths import data_dir
from pos_app.services.report_span import span_of
from pos_app.storage.connection import open_reader
from pos_app.storage.verify import verify

OPENING = 1_772_491_200_000
"""2026-03-03 06:40 in the shop (UTC+8)."""
DEMO_OUT = Path("build") / "demo"
OURS = ("pictures", "receipts", "reports", "secrets", "hq-secrets")
SIZE = (1366, 768)
PRINTED_SECONDS = 30.0


def register(commands: Subparsers) -> None:
    demo = commands.add_parser("demo", help="a demo shop: its window, or a day without a screen")
    demo.add_argument("--headless", action="store_true", help="play a morning and leave its papers")
    demo.add_argument("--out", type=Path, default=DEMO_OUT, help="where the papers go (headless)")
    demo.add_argument("--json", action="store_true", help="print one JSON object")
    demo.set_defaults(action=run)


def run(args: argparse.Namespace) -> int:
    return run_headless(args) if args.headless else run_window()


def run_window() -> int:
    """The demo shop in its real window; it is made at the first start and kept."""
    from pos_app.commands.demo_shop import make_demo_shop  # noqa: PLC0415 - reads the catalogue
    from pos_app.commands.till import open_till  # noqa: PLC0415 - Qt

    path = data_dir() / "demo" / "shop.db"
    if not path.exists():
        make_demo_shop(path)
    return open_till(["--db", str(path)])


def run_headless(args: argparse.Namespace) -> int:
    """Play, print, report, verify, sync; the summary goes to ``summary.json`` and stdout."""
    started = time.perf_counter()
    out: Path = args.out
    _clear(out)
    synced: dict[str, object]
    try:
        with embedded_hq(out, "S001", "东丽万新店") as (url, code):
            _play(out, lambda path: link.join(path, url, code))
            synced = sync_once(out / "shop.db")
    except ModuleNotFoundError as error:
        complain(f"no HQ here ({error.name} is not installed): played alone")
        _play(out, lambda _: None)
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


def _play(out: Path, joined: Callable[[Path], object]) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt only where it is used

    from pos_app.commands.demo_day import DemoDay  # noqa: PLC0415
    from pos_app.commands.demo_shop import make_demo_shop  # noqa: PLC0415
    from pos_app.commands.hands import Hands  # noqa: PLC0415
    from pos_app.commands.till import assemble  # noqa: PLC0415
    from pos_app.ui.theme import set_motion  # noqa: PLC0415

    app = QApplication.instance() or QApplication(["xipu"])
    path = out / "shop.db"
    clock = FixedClock(OPENING)
    make_demo_shop(path, clock=clock)
    joined(path)
    set_motion(False)
    with closing(bootstrap.open_desk(path)) as desk:
        paper = ShopPaper(
            desk.settings, desk.identity, clock, printer=FolderPrinter(out / "receipts")
        )
        till = assemble(path, clock=clock, paper=paper)
        till.window.resize(*SIZE)
        till.window.show()
        app.processEvents()
        till.begin_sync()
        try:
            DemoDay(Hands(till), clock, out / "pictures").play()
            paper.wait_idle(PRINTED_SECONDS)
        finally:
            till.close()


def _summary(out: Path) -> dict[str, object]:
    """Reports to files, figures of the day, and whether the file holds."""
    path = out / "shop.db"
    with closing(bootstrap.open_desk(path)) as desk:
        book = desk.reports
        for kind in ("z", "day"):
            for ending in ("pdf", "csv", "xlsx"):
                write_report(book, kind, "", "", out / "reports" / f"{kind}.{ending}")
        totals = book.day_report(span_of(book.last_date())).totals
        drawer = book.shift_report(book.last_closed_shift()).drawer
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
        "facts": verdict.facts,
        "verify": "ok" if verdict.ok else verdict.problems,
        "pictures": len(list((out / "pictures").glob("*.png"))),
        "receipts": len(list((out / "receipts").glob("*.txt"))),
    }


def _text(out: Path, result: dict[str, object]) -> str:
    turnover = result["turnover_fen"]
    shown = format_fen(turnover) if isinstance(turnover, int) else ""
    return (
        f"{result['sales']} sales, {result['returns']} return, turnover {shown},"
        f" {result['facts']} facts, verify {result['verify']}\n"
        f"pictures {out / 'pictures'}, receipts {out / 'receipts'}, reports {out / 'reports'},"
        f" summary {out / 'summary.json'}; {result['seconds']} s"
    )
