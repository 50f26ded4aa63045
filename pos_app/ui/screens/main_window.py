"""The window: puts face, session, scanner and screens together, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from pos_app.domain.errors import NeedsApproval
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import Language, set_language, tr
from pos_app.ui.scanner import ScannerFirewall
from pos_app.ui.screens.automatic_orders import AutomaticOrders
from pos_app.ui.screens.disk_care import DiskCare
from pos_app.ui.screens.face import Face
from pos_app.ui.screens.hq import HqCare
from pos_app.ui.screens.idle import IdleWatch
from pos_app.ui.screens.leaving import LeavingSheet
from pos_app.ui.screens.orders.care import OrderCare
from pos_app.ui.screens.places import SELL
from pos_app.ui.screens.printer_sheet import PrinterSheet
from pos_app.ui.screens.rescue import Rescue, StandsSheet, look_back, restored_words
from pos_app.ui.screens.shift.screen import shift_sheet
from pos_app.ui.screens.step_up import StepUp
from pos_app.ui.screens.supply_care import SupplyCare
from pos_app.ui.screens.top_line import PrinterNews
from pos_app.ui.session import Approved, Session
from pos_app.ui.theme import ThemeName, apply_theme
from pos_app.ui.widgets import Sheet
from sync.wire.facts import SaleCompleted


class MainWindow(QMainWindow):
    """The till's one window. ``settings_changed``: whoever holds one should look again."""

    settings_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._rescue = look_back(session.desk)
        if self._rescue.basket is not None:
            session.register.start(self._rescue.basket)
        self._leaving = False
        self.setWindowTitle(tr("喜铺") + " · " + session.desk.identity.shop_name)
        self.setMinimumSize(1024, 640)
        self.idle = IdleWatch(_app())
        self.idle.idle.connect(lambda: self.lock("idle"))
        self._printer_news = PrinterNews(session.paper, self)
        self.hq = HqCare(session, self)
        self.disk = DiskCare(session, self)
        self.orders = OrderCare(session, lambda: self.face, self)
        self.automatic = AutomaticOrders(session, self)
        self.supply = SupplyCare(session, lambda: self.face, self)
        self.face = self._build(SELL)
        self.scanner = ScannerFirewall(self, self.on_scan)
        self._set_pace()
        self._wire()
        self.face.show_login()

    def _wire(self) -> None:
        session = self.session
        session.said.connect(self._on_said)
        session.undo_offered.connect(self._on_undo_offered)
        session.approval_wanted.connect(self._on_approval)
        session.screen_wanted.connect(self.open_screen)
        session.look_changed.connect(self.rebuild)
        session.changed.connect(self._on_changed)
        self.hq.listen()
        self.orders.listen()
        self.supply.listen()

    def _build(self, key: str) -> Face:
        _dress(self.session)
        face = Face(self.session, self)
        self.setCentralWidget(face)
        face.login.logged_in.connect(self._on_logged_in)
        self._printer_news.arrived.connect(face.top_line.show_printer)
        face.top_line.printer_clicked.connect(self._on_printer)
        face.top_line.hq_clicked.connect(self._on_hq)
        face.actions_.connect_action("app.lock", lambda: self.lock("lock"))
        face.actions_.connect_action("orders.accept_next", self.orders.accept_next)
        face.show_screen(key)
        return face

    def rebuild(self) -> None:
        """Language, theme or scale changed: the same place in a new dress, the basket untouched."""
        key = self.face.current_key()
        locked = self.face.is_locked()
        old = self.face
        old.hide()
        self.takeCentralWidget()
        self.session.forget_listeners()
        self.face = self._build(key)
        self._wire()
        self.orders.badge()
        self.supply.badge()
        if locked:
            self.face.show_login()
        else:
            self.face.show_work()
        old.deleteLater()

    def _on_logged_in(self, staff: Staff) -> None:
        if self.session.logged_in and self.session.staff.id != staff.id:
            self.face.sheets.close_all()
        self.session.set_staff(staff)
        self.idle.set_minutes(self.session.desk.settings.number("lock_after_minutes"))
        self.face.show_work()
        rescue, self._rescue = self._rescue, Rescue()
        if self.session.shift is None:
            self.open_shift()
        if rescue.basket is not None:
            self.session.say(restored_words(rescue.basket), "good")
        if rescue.sold is not None and isinstance(rescue.sold.fact, SaleCompleted):
            self.face.sheets.open_sheet(StandsSheet(self.session, rescue.sold, rescue.sold.fact))

    def lock(self, why: str, next_staff: str = "") -> None:
        """Nobody stands here any more; the basket and an open sheet stay where they are."""
        if self.session.logged_in and not self.face.is_locked():
            staff = self.session.staff
            self.session.write(lambda shop, _: shop.staff.log_out(staff, why))
            self.idle.set_minutes(0)
            self.face.show_login(next_staff)

    def open_shift(self) -> None:
        self._open_sheet(shift_sheet(self.face.place, "open"))

    def _open_sheet(self, sheet: Sheet | None) -> None:
        if sheet is not None and type(sheet) is not type(self.face.sheets.current()):
            self.face.sheets.open_sheet(sheet)

    def open_screen(self, key: str, argument: object = None) -> None:
        """What ``screen_wanted`` asks for: a screen of the rail or another engineer's sheet."""
        if key == "hq":
            self._on_hq()
        elif key == "shift" and isinstance(argument, str) and argument != "close":
            self._open_sheet(shift_sheet(self.face.place, argument))
        elif key == "scan":
            self.on_scan(str(argument))
        elif key == "hand_over":
            self.lock("hand_over", argument.id if isinstance(argument, Staff) else "")
        elif key == "returns":
            from pos_app.ui.screens.returns.sheet import (  # noqa: PLC0415 - built when asked for
                open_return_sheet,
            )

            open_return_sheet(self.face.place, str(argument or ""))
        elif key == "lock":
            self.lock(str(argument or "lock"))
        else:
            self.face.show_screen(key, argument)

    def on_scan(self, text: str) -> None:
        """A scanned code goes to the top sheet, else to the screen in front, else it is sold."""
        face = self.face
        if face.is_locked():
            QApplication.beep()
            return
        sheet_takes = getattr(face.sheets.current(), "on_scan", None)
        if sheet_takes is not None and sheet_takes(text):
            return
        screen = face.current_screen()
        if screen is not None and screen.on_scan(text):
            return
        if face.current_key() != SELL:
            face.show_screen(SELL).on_scan(text)

    def _on_said(self, words: str, tone: str) -> None:
        self.face.toasts.show_toast(words, tone)  # type: ignore[arg-type]  # tones are plain words

    def _on_undo_offered(self, words: str, undo: object) -> None:
        if callable(undo):
            self.face.toasts.show_toast(words, undo=undo)

    def _on_approval(self, needed: NeedsApproval, approved: Approved) -> None:
        self.face.sheets.open_sheet(StepUp(self.session, needed, approved))

    def _on_printer(self) -> None:
        if not self.face.is_locked():
            self.face.sheets.open_sheet(PrinterSheet(self.session))

    def _on_hq(self) -> None:
        if not self.face.is_locked():
            self.hq.open(self.face.place)

    def _set_pace(self) -> None:
        settings = self.session.desk.settings
        gap, least = settings.number("scanner_gap_ms"), settings.number("scanner_min_length")
        self.scanner.set_pace(gap, least)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "settings" in what:
            self.settings_changed.emit()
            self._set_pace()
        if "settings" in what and self.session.logged_in:
            self.idle.set_minutes(self.session.desk.settings.number("lock_after_minutes"))

    def leave(self) -> None:
        """Close without a question."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        asked = isinstance(self.face.sheets.current(), LeavingSheet)
        ending = self._leaving or _app().isSavingSession()  # the machine shuts down
        if self.session.shift is not None and not (ending or asked or self.face.is_locked()):
            event.ignore()
            self.face.sheets.open_sheet(LeavingSheet(self.session, self.leave))
            return
        if self.session.logged_in and not self.face.is_locked():
            staff = self.session.staff
            self.session.write(lambda shop, _: shop.staff.log_out(staff, "closed"))
        self._keep_geometry()
        event.accept()

    def _keep_geometry(self) -> None:
        QSettings().setValue("geometry", self.saveGeometry())

    def show_where_it_was(self) -> None:
        """Full screen at the first start, later where it was left."""
        kept = QSettings().value("geometry")
        if kept is None or not self.restoreGeometry(kept):
            self.showMaximized()
        else:
            self.show()
        QTimer.singleShot(0, self.face.login.pad.setFocus)


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("the window needs a QApplication")
    return app


def _dress(session: Session) -> None:
    """Language, theme and scale out of the settings."""
    settings = session.desk.settings
    language: Language = "en" if settings.text("language") == "en" else "zh"
    theme: ThemeName = "dark" if settings.text("theme") == "dark" else "light"
    set_language(language)
    apply_theme(_app(), theme, settings.number("scale_percent") / 100)
