"""The line to HQ in its states: none, joining, good, down for days, refused."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pos_app.services.hq import Alone, HqDetails, HqStatus
from pos_app.storage import hq_view
from pos_app.storage.connection import open_reader
from pos_app.storage.outbox import save_link
from tests.visual.camera import MINUTE_MS, Camera

DAYS = 9


class Line(Alone):
    """A line that stands as it is told; what waits is read from the shop's file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def details(self) -> HqDetails:
        with closing(open_reader(self._path)) as conn:
            return hq_view.details(conn)


class HqGallery:
    """Walks one look through nine days without a line, and back."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> None:
        """The pill on the sale screen and the sheet behind it."""
        till = self.till
        till.log_in()
        till.press("Esc")
        self._sheet("join")
        till.session.writer.call(
            lambda shop: save_link(shop.conn, "https://hq.example.com", "6ec857a54dd9addb", 1, "")
        )
        till.session.hq = Line(till.path)
        self._camera.open_shift()
        now = till.clock.now_ms()
        till.clock.advance(DAYS * 24 * 60 * MINUTE_MS)
        for item in till.goods(20):
            self._camera.sell(item.code)
        till.session.refresh_shift()
        for item in till.goods(3):
            till.scan(item.code)
        for name, status in (
            ("offline", HqStatus(joined=True, since=now, code="unreachable", begun=True)),
            ("refused", HqStatus(joined=True, since=now, code="chain", begun=True)),
            ("sending", HqStatus(joined=True, online=True, since=till.clock.now_ms(), begun=True)),
        ):
            till.session.hq.become(status)
            till.session.sync_changed.emit(till.session.hq_status())
            self._camera.settle()
            self._camera.shot(name)
            self._sheet(f"{name}-sheet")

    def _sheet(self, name: str) -> None:
        self.till.window.face.top_line.hq_clicked.emit()
        self._camera.settle()
        self._camera.shot(name)
        self.till.press("Esc")
