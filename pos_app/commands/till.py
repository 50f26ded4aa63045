"""`xipu` without a command: the window. This is where face and shop are joined."""

from __future__ import annotations

import argparse
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos_app import bootstrap
from pos_app.bootstrap.hq_line import TillHqLine
from pos_app.bootstrap.paper import ShopPaper
from pos_app.commands.late_office import LateOffice
from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import DEFAULT_FORMATS, InStoreFormat
from pos_app.domain.pinyin_keys import name_keys
from pos_app.domain.staff import OWNER
from pos_app.runtime.clock import SystemClock
from pos_app.runtime.garbage import settle
from pos_app.runtime.logs import keep_logs
from pos_app.runtime.paths import shop_file
from pos_app.services.label_formats import read_formats
from pos_app.services.paper import Paper
from pos_app.services.parking import SCREEN
from pos_app.services.ports import Clock
from pos_app.services.register import Register
from pos_app.services.settings import Settings
from pos_app.services.staff import Hasher
from pos_app.ui.screens.main_window import MainWindow
from pos_app.ui.screens.quiet import QuietMoment
from pos_app.ui.screens.rescue import RUNNING
from pos_app.ui.session import Session
from pos_app.ui.tasks import Readers, ShopThread

log = logging.getLogger(__name__)
SETTLE_MS = 3_000
"""After the first customer could have been served."""


@dataclass(slots=True, weakref_slot=True)
class OpenTill:
    """A window on a shop's file, with everything that has to be stopped behind it.

    When the shop joins HQ its file becomes another till's, and ``again`` builds all of it anew.
    """

    window: MainWindow
    session: Session
    line: TillHqLine
    again: Callable[[], OpenTill]

    def close(self) -> None:
        """Close the window, finish what was begun, close the file."""
        self.line.hang_up()
        self.window.leave()
        session = self.session
        session.writer.submit(lambda shop: shop.drafts.save(RUNNING, "", 0))
        session.writer.stop()
        session.readers.stop()
        self.line.stop()
        session.paper.stop()
        session.end()
        session.desk.close()

    def begin_sync(self) -> None:
        """Once the window shows: nothing of HQ may stand before the first customer."""
        self.line.start()

    def reopen(self) -> None:
        """The same window on what the file is now; whoever stands here logs in again."""
        place, old = self.window.saveGeometry(), self.window
        quits = QGuiApplication.quitOnLastWindowClosed()
        QGuiApplication.setQuitOnLastWindowClosed(False)
        self.close()
        fresh = self.again()
        self.window, self.session, self.line = fresh.window, fresh.session, fresh.line
        _watch(self)
        self.window.restoreGeometry(place)
        self.window.show()
        old.deleteLater()
        QGuiApplication.setQuitOnLastWindowClosed(quits)
        self.begin_sync()


def _watch(till: OpenTill) -> None:
    """Build it anew once whoever asked has come to an end."""

    def later() -> None:
        QTimer.singleShot(0, till.reopen)

    till.session.reopen_wanted.connect(later)


def assemble(
    path: Path,
    *,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
    paper: Paper | None = None,
) -> OpenTill:
    """Open the shop and build its window, not shown yet; a QApplication must exist.

    Raises ShopError as `bootstrap.open_shop` does.
    """
    till = _open(path, clock=clock, hasher=hasher, paper=paper)
    _watch(till)
    return till


def _open(
    path: Path, *, clock: Clock | None, hasher: Hasher | None, paper: Paper | None
) -> OpenTill:
    time = clock or SystemClock()
    writer = ShopThread(lambda: bootstrap.open_shop(path, clock=time, hasher=hasher))
    writer.start()
    try:
        window, line = _assemble(path, writer, time, paper)
    except BaseException:
        writer.stop()
        raise

    def again() -> OpenTill:
        return _open(path, clock=clock, hasher=hasher, paper=paper)

    return OpenTill(window=window, session=window.session, line=line, again=again)


def _assemble(
    path: Path, writer: ShopThread, clock: Clock, paper: Paper | None
) -> tuple[MainWindow, TillHqLine]:
    desk = bootstrap.open_desk(path, clock=clock)
    readers = Readers(lambda: bootstrap.open_desk(path, clock=clock))

    def save_draft(text: str) -> None:
        writer.submit(lambda shop: shop.drafts.save(SCREEN, text, clock.now_ms()))

    register = Register(
        desk.goods, desk.stock, desk.settings, clock, save_draft, _formats(desk.settings),
        desk.orders,
    )  # fmt: skip
    printer = paper or ShopPaper(desk.settings, desk.identity, clock, hq_url=desk.outbox.address)
    line = TillHqLine(path, clock)
    session = Session(writer, readers, desk, register, printer, clock, LateOffice(), line)
    window = MainWindow(session)
    if isinstance(printer, ShopPaper):
        window.settings_changed.connect(printer.reload)
    started = str(clock.now_ms())
    writer.submit(lambda shop: shop.drafts.save(RUNNING, started, clock.now_ms()))
    return window, line


def _formats(settings: Settings) -> tuple[InStoreFormat, ...]:
    """What the scale prints; a setting that no longer fits gives the usual shapes."""
    try:
        return read_formats(settings.text("in_store_formats"))
    except ShopError:
        log.warning("the label formats in the settings cannot be read")
        return DEFAULT_FORMATS


def _first_start(app: QApplication, path: Path) -> bool:
    from pos_app.commands.founding import first_start  # noqa: PLC0415 - once in a shop's life

    app.setQuitOnLastWindowClosed(False)
    done = first_start(app, path)
    app.setQuitOnLastWindowClosed(True)
    return done


def _someone_can_log_in(app: QApplication, till: OpenTill) -> bool:
    """A shop that came back from HQ asks for its owner's PIN first."""
    owners = [r for r in till.session.desk.staff.all() if r.staff.active and r.staff.role == OWNER]
    if any(owner.pin_hash for owner in owners):
        return True
    from pos_app.commands.first_pin import first_pin  # noqa: PLC0415 - once after a stolen PC

    app.setQuitOnLastWindowClosed(False)
    done = first_pin(app, till.session)
    app.setQuitOnLastWindowClosed(True)
    till.window.face.show_login()
    return done


def _load_readings() -> None:
    """The readings of Chinese characters, before the first new goods ask for them.

    That holds all of Python for some tenths of a second, on whatever thread it runs.
    """
    threading.Thread(target=name_keys, args=("喜",), name="readings", daemon=True).start()


def open_till(argv: list[str], *, ready: Callable[[OpenTill], None] | None = None) -> int:
    """Run the window until it is closed. ``ready`` is called once it shows."""
    parser = argparse.ArgumentParser(prog="xipu")
    parser.add_argument("--db", type=Path, default=shop_file(), help="the shop's file")
    args = parser.parse_args(argv)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["xipu"])
    app.setOrganizationName("Xipu")
    app.setApplicationName("Xipu")
    if not args.db.exists() and not _first_start(app, args.db):
        return 0
    keep_logs(args.db.parent / "logs")
    till = assemble(args.db)
    try:
        if not _someone_can_log_in(app, till):
            return 0
        till.window.show_where_it_was()
        QTimer.singleShot(SETTLE_MS, settle)
        QTimer.singleShot(0, till.begin_sync)
        QuietMoment(app, lambda: till.session.register.basket.is_empty, _load_readings)
        if ready is not None:
            QTimer.singleShot(0, lambda: ready(till))
        return int(app.exec())
    finally:
        till.close()
