"""A shop that came back from HQ, before its first log-in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from pos_app.domain.staff import OWNER, Staff
from pos_app.ui.screens.wizard import Answers, FirstPinPage, FirstStart
from pos_app.ui.session import Session


def needs_first_pin(session: Session) -> bool:
    """Whether the shop came back from HQ and no owner can log in yet."""
    return session.writer.call(lambda shop: shop.staff.needs_first_pin())


class FirstPin(QObject):
    """The one question of a shop that came back: its owner's PIN. ``window.finished`` follows."""

    def __init__(self, session: Session, done: Callable[[], None]) -> None:
        super().__init__()
        self._session, self._done = session, done
        owners = session.writer.call(lambda shop: tuple(shop.staff.owners()))
        self.window = FirstStart(Answers(owners=owners), (FirstPinPage,))
        self.window.finished.connect(self._on_finished)

    def _on_finished(self, answers: Answers) -> None:
        number = answers.owner_id or _free_number(self._session)
        staff = Staff(id=number, name=answers.owner_name, role=OWNER)
        self._session.write(
            lambda shop, _: shop.staff.first_pin(staff, answers.pin),
            lambda _: self._done(),
            touches=("staff",),
            failed=lambda error: self.window.show_problem(str(error)),
        )


def _free_number(session: Session) -> str:
    """A staff number that nobody has."""
    taken = {r.staff.id for r in session.desk.staff.all()}
    return next(str(n) for n in count(1) if str(n) not in taken)


def first_pin(app: QApplication, session: Session) -> bool:
    """Ask for it; False when the window was closed before."""
    loop = QEventLoop()
    asking = FirstPin(session, loop.quit)
    app.lastWindowClosed.connect(loop.quit)
    asking.window.showMaximized()
    loop.exec()
    app.lastWindowClosed.disconnect(loop.quit)
    asking.window.close()
    asking.window.deleteLater()
    return not needs_first_pin(session)
