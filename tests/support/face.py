"""The whole window over a copy of the demo shop, worked as a person does: keys, scans, clicks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pos_app.commands.demo_shop import make_demo_shop
from pos_app.commands.till import OpenTill, assemble
from pos_app.devices.press import EscposPress
from pos_app.domain.item import Item
from pos_app.runtime.clock import FixedClock
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.runtime.i18n import language
from pos_app.services.founding import DEMO_STAFF
from pos_app.services.paper import SlipRow
from pos_app.services.printing import PaperDesk, ShopInfo
from pos_app.ui.screens.base import Screen
from pos_app.ui.screens.main_window import MainWindow
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, set_motion
from pos_app.ui.widgets import Sheet
from sync.wire.chain import Entry
from sync.wire.order_machine import OrderView

MORNING = 1_772_505_600_000
"""2026-03-03 10:40 in the shop (UTC+8)."""
SCAN_GAP_MS = 4
"""A wired scanner types a character every few milliseconds."""
FINGER_MS = 200
WAIT_MS = 5000


def quick_hasher() -> Argon2Hasher:
    """Real hashes, cheap enough for a test that logs in."""
    return Argon2Hasher(memory_kib=8, rounds=1)


def build_demo_shop(folder: Path) -> Path:
    """The demo shop's file, with nobody logged in and no shift open."""
    path = folder / "shop.db"
    make_demo_shop(path, clock=FixedClock(MORNING), hasher=quick_hasher())
    return path


def copy_shop(source: Path, folder: Path) -> Path:
    """A file of one's own; the pepper of the PINs goes along."""
    target = folder / "shop.db"
    shutil.copy(source, target)
    shutil.copytree(source.parent / "secrets", folder / "secrets", dirs_exist_ok=True)
    return target


class Tray:
    """A printer that is always ready and keeps what came out; tests break it by hand."""

    def __init__(self, status: str = "ready") -> None:
        self.receipts: list[tuple[Entry, int]] = []
        self.slips: list[tuple[str, tuple[SlipRow, ...], tuple[str, ...]]] = []
        self.orders: list[tuple[str, tuple[OrderView, ...], str]] = []
        self.kicks = 0
        self.retries = 0
        self.owed = 0
        self._status = status
        self._listeners: list[Callable[[str], None]] = []
        press = EscposPress(shop=lambda: ShopInfo(name="东丽万新店"), language=language)
        self._drawn = PaperDesk(press, FixedClock(MORNING))

    def receipt(self, entry: Entry, copy: int = 0) -> None:
        self.receipts.append((entry, copy))

    def slip(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> None:
        self.slips.append((title, tuple(rows), tuple(notes)))

    def order_slip(self, view: OrderView) -> None:
        self.orders.append(("order", (view,), ""))

    def picking_slip(self, view: OrderView) -> None:
        self.orders.append(("picking", (view,), ""))

    def route_list(self, views: Sequence[OrderView], courier: str) -> None:
        self.orders.append(("route", tuple(views), courier))

    def kick_drawer(self) -> None:
        self.kicks += 1

    def receipt_picture(self, entry: Entry, copy: int = 0) -> bytes:
        return self._drawn.receipt_picture(entry, copy)

    def slip_picture(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> bytes:
        return self._drawn.slip_picture(title, rows, notes)

    def status(self) -> str:
        return self._status

    def on_status(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    def become(self, status: str) -> None:
        """The printer runs out of paper, or is well again."""
        self._status = status
        for listener in self._listeners:
            listener(status)

    def failed(self) -> int:
        return self.owed

    def retry(self) -> None:
        self.retries += 1

    def discard(self) -> None:
        self.owed = 0
        self.become("ready")

    def stop(self) -> None:
        self._listeners.clear()


class TillWindow:
    """What a person at the till does and sees. ``till`` is what the program itself assembles."""

    def __init__(self, qtbot: QtBot, path: Path, *, size: tuple[int, int] = (1366, 768)) -> None:
        set_motion(False)
        self._gone = False
        self._bot = qtbot
        self.path = path
        self.clock = FixedClock(MORNING)
        self.paper = Tray()
        self.till: OpenTill = assemble(
            path, clock=self.clock, hasher=quick_hasher(), paper=self.paper
        )
        self._ms = 0
        self.window.scanner.now_ms = lambda: self._ms
        self.window.resize(*size)
        self.window.show()
        self.till.begin_sync()
        self.window.activateWindow()
        qtbot.waitActive(self.window, timeout=WAIT_MS).__enter__()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=WAIT_MS)

    def close(self) -> None:
        """Shut the till properly; nothing happens when it is shut already."""
        if self._gone:
            return
        self._gone = True
        self.till.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def pull_the_plug(self) -> None:
        """End without a word, as a power cut does: what was committed stands, nothing else."""
        self._gone = True
        session = self.session
        session.writer.stop()
        session.readers.stop()
        self.till.line.stop()
        session.paper.stop()
        session.end()
        session.desk.close()
        self.window.hide()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # what is there

    @property
    def window(self) -> MainWindow:
        """Another one after the shop has joined HQ."""
        return self.till.window

    @property
    def session(self) -> Session:
        return self.till.session

    @property
    def screen(self) -> Screen:
        screen = self.window.face.current_screen()
        assert screen is not None
        return screen

    @property
    def sheet(self) -> Sheet | None:
        return self.window.face.sheets.current()

    @property
    def focus(self) -> QWidget:
        """Where typing goes."""
        widget = QApplication.focusWidget()
        return widget if widget is not None else self.window

    def goods(self, count: int = 3) -> list[Item]:
        """Plain priced goods with a barcode, always the same ones."""
        shelf = self.session.desk.goods.page(limit=400)
        plain = [i for i in shelf if i.code and i.price and not (i.weighed or i.tobacco)]
        assert len(plain) >= count
        return plain[:count]

    @property
    def basket(self) -> list[tuple[str, int]]:
        """Name and thousandths of each line on the screen."""
        return [(line.item.name, line.qty) for line in self.session.register.basket.lines]

    def texts(self) -> list[str]:
        """Everything that can be read now, tables included."""
        return [text for widget in self._visible() for text in _texts_of(widget) if text]

    def _visible(self) -> Iterator[QWidget]:
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                yield widget

    # what she does

    def log_in(self, name: str = "王姐") -> None:
        """Choose the person and type the PIN that stands in the manual."""
        person = next(p for p in DEMO_STAFF if p.name == name)
        self.window.face.login.people.choose(person.id)
        self.type(person.pin)
        self.wait(lambda: self.session.logged_in and not self.window.face.is_locked())

    def start_day(self, name: str = "王姐", opening_float: str = "200") -> None:
        """Log in and open the shift with this float in yuan."""
        self.log_in(name)
        if self.session.shift is None:
            self.type(opening_float)
            self.press("Enter")
            self.wait(lambda: self.session.shift is not None and self.sheet is None)

    def scan(self, code: str, *, end: str = "Enter", gap_ms: int = SCAN_GAP_MS) -> None:
        """As the scanner does: characters far faster than fingers, then Enter (or ``end=""``)."""
        for character in code:
            self._ms += gap_ms
            self._key(character)
        if end:
            self._ms += gap_ms
            self._press(end)
        else:
            self.window.scanner.settle()
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """By hand: every key stands alone."""
        for character in text:
            self._ms += FINGER_MS
            self._key(character)
            self.window.scanner.settle()
        QApplication.processEvents()

    def _key(self, character: str) -> None:
        if character.isascii():
            QTest.keyClick(self.focus, character)
            return
        event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, character)
        QApplication.sendEvent(self.focus, event)

    def press(self, *keys: str) -> None:
        """Keys by name: ``F9``, ``Ctrl+L``, ``Enter``, ``Esc``, ``Del``, ``+``."""
        for key in keys:
            self._ms += FINGER_MS
            self._press(key)
            self.window.scanner.settle()
        QApplication.processEvents()

    def _press(self, key: str) -> None:
        combination = QKeySequence(key)[0]
        QTest.keyClick(self.focus, combination.key(), combination.keyboardModifiers())

    def click(self, words: str) -> None:
        """The button that says so; fails when there is none or it cannot be pressed."""
        button = self.button(words)
        assert button.isEnabled(), f"{words} cannot be pressed"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def button(self, words: str) -> QAbstractButton:
        found = [
            widget
            for widget in self._visible()
            if isinstance(widget, QAbstractButton)
            and words in (widget.text(), widget.accessibleName())
        ]
        assert found, f"no button {words!r} in {self.texts()}"
        return found[-1]

    # what she sees

    def wait(self, condition: Callable[[], bool]) -> None:
        self._bot.waitUntil(condition, timeout=WAIT_MS)

    def sees(self, *words: str) -> None:
        """Wait until all of it can be read somewhere on the window."""
        for one in words:
            try:
                self.wait(lambda one=one: any(one in text for text in self.texts()))
            except Exception as error:
                raise AssertionError(f"{one!r} is not among {self.texts()}") from error

    def sees_not(self, *words: str) -> None:
        QApplication.processEvents()
        for one in words:
            assert not [text for text in self.texts() if one in text], one

    def picture(self, path: Path) -> None:
        """The window as a PNG."""
        QApplication.processEvents()
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.window.grab().save(str(path))

    # what the journal holds

    def journal_kinds(self) -> list[str]:
        """The kinds of all facts, oldest first, once everything that was begun is on disk."""
        sql = "SELECT kind FROM journal ORDER BY pos"
        kinds = self.session.writer.call(lambda shop: [k for (k,) in shop.conn.execute(sql)])
        QApplication.processEvents()
        return kinds


def _texts_of(widget: QWidget) -> list[str]:
    if isinstance(widget, (QLabel, QAbstractButton)):
        return [widget.text(), widget.accessibleName()]
    if isinstance(widget, QLineEdit):
        return [widget.text() or widget.placeholderText()]
    if isinstance(widget, QAbstractItemView):
        model = widget.model()
        return _table_texts(model) if model is not None else []
    return [widget.accessibleName()]


def _table_texts(model: QAbstractItemModel) -> list[str]:
    texts: list[str] = []
    for r in range(model.rowCount()):
        for c in range(model.columnCount()):
            texts += _cell_texts(model.index(r, c, QModelIndex()))
    return texts


def _cell_texts(index: QModelIndex) -> list[str]:
    tags = index.data(CellRole.TAGS) or []
    parts = [index.data(), index.data(CellRole.SUB), index.data(CellRole.STRUCK)]
    return [str(part) for part in parts if part] + [tag.text for tag in tags]
