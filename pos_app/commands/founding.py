"""From the answers of the first start to a shop's file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from pos_app import bootstrap
from pos_app.bootstrap import link
from pos_app.commands.coming_back import bring_back, came_halfway, forget, move
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.domain.errors import ShopError
from pos_app.domain.staff import OWNER, Staff
from pos_app.runtime.i18n import set_language, tr
from pos_app.services.founding import DEMO_STAFF, FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.settings import Value
from pos_app.services.staff import Hasher
from pos_app.ui.screens.wizard import Answers, FirstStart
from pos_app.ui.screens.wizard.hq_page import HqPage
from pos_app.ui.tasks import Errand
from pos_app.ui.theme import apply_theme

FIRST_STORE, FIRST_TILL = "S001", "01"
"""A shop that has not joined HQ is its own first store with one till."""


def found_shop(path: Path, answers: Answers, *, hasher: Hasher | None = None) -> None:
    """Make the shop's file. Raises ShopError ``file_exists``, ``pin_weak``."""
    if answers.demo:
        make_demo_shop(path, hasher=hasher)
        _choose(path, DEMO_STAFF[0], {"language": answers.language}, hasher)
        return
    identity = Identity(store=FIRST_STORE, till=FIRST_TILL, epoch=1, shop_name=answers.shop_name)
    first = FirstPerson(id="1", name=answers.owner_name, role=OWNER, pin=answers.pin)
    bootstrap.create_shop(path, identity, (first,), hasher=hasher)
    chosen: dict[str, Value] = {
        "language": answers.language,
        "shop_phone": answers.phone,
        "printer_kind": answers.printer_kind,
        "printer_target": answers.printer_target,
        "printer_columns": answers.printer_columns,
    }
    _choose(path, first, chosen, hasher)


def _choose(
    path: Path, first: FirstPerson, chosen: dict[str, Value], hasher: Hasher | None
) -> None:
    """The settings that differ from what a new shop has, in the owner's name."""
    owner = Staff(id=first.id, name=first.name, role=first.role)
    with closing(bootstrap.open_shop(path, hasher=hasher)) as shop:
        for name, value in chosen.items():
            if value != shop.settings.get(name):
                shop.settings.change(name, value, owner)


def found_joined(path: Path, answers: Answers, *, hasher: Hasher | None = None) -> None:
    """Make the shop's file and join it to HQ; a code that is refused leaves nothing behind.

    Raises ShopError as `found_shop` and `link.join` do.
    """
    draft = path.with_name(path.name + ".new")
    forget(draft)
    try:
        found_shop(draft, replace(answers, shop_name=tr("喜铺")), hasher=hasher)
        link.join(draft, answers.hq_url, answers.hq_code, ca=answers.hq_authority)
        move(draft, path)
    finally:
        forget(draft)


class _Asking(QObject):
    """The questions on the screen; asked again in the other language when it is chosen."""

    def __init__(self, app: QApplication, path: Path, loop: QEventLoop) -> None:
        super().__init__()
        self._app, self._path, self._loop = app, path, loop
        self._errand = Errand()
        resume = came_halfway(path)
        self.window = self._ask(Answers(resume=resume, hq="back" if resume else "alone"))

    def _ask(self, answers: Answers) -> FirstStart:
        window = FirstStart(answers)
        window.finished.connect(self._on_finished)
        window.language_chosen.connect(self._on_language)
        window.cancelled.connect(self._errand.cancel)
        window.showMaximized()
        return window

    def _on_language(self, language: str) -> None:
        old = self.window
        set_language("en" if language == "en" else "zh")
        old.answers.language = language
        self.window = self._ask(old.answers)
        old.close()
        old.deleteLater()

    def _on_finished(self, answers: Answers) -> None:
        back = answers.hq == "back" and not answers.demo
        words = tr("正在从总部拿回来") if back else tr("正在开店")
        self.window.show_progress(0, 0, words, stoppable=back)
        self._errand.start(
            lambda tell, stopped: _carry_out(self._path, answers, tell, stopped),
            self._on_done,
            self._on_failed,
            lambda news: self.window.show_progress(news.done, news.total, words, stoppable=True),
        )

    def _on_done(self, whole: bool) -> None:
        if whole:
            self._loop.quit()
            return
        self._look_again()
        self.window.show_problem(tr("停下来了。已经拿回来的留着,下次接着拿。"))

    def _on_failed(self, error: ShopError) -> None:
        self._look_again()
        self.window.show_problem(str(error))

    def _look_again(self) -> None:
        """Halfway or not: the page asks for a code, or for nothing."""
        self.window.answers.resume = came_halfway(self._path)
        page = self.window.current()
        if isinstance(page, HqPage):
            page.choose(self.window.answers.hq)

    def end(self) -> None:
        """The window is gone, or the shop is there."""
        self._errand.stop()
        self.window.close()
        self.window.deleteLater()


def _carry_out(
    path: Path,
    answers: Answers,
    tell: Callable[[object], None],
    stopped: Callable[[], bool],
) -> bool:
    """What was answered; False when it was stopped on the way."""
    if answers.hq == "back" and not answers.demo:
        url, code, ca = answers.hq_url, answers.hq_code, answers.hq_authority
        return bring_back(path, url, code, tell, stopped, ca=ca)
    if answers.hq == "join" and not answers.demo:
        found_joined(path, answers)
    else:
        found_shop(path, answers)
    return True


def first_start(app: QApplication, path: Path) -> bool:
    """Ask and found; False when the window was closed before."""
    apply_theme(app, "light")
    loop = QEventLoop()
    asking = _Asking(app, path, loop)
    app.lastWindowClosed.connect(loop.quit)
    loop.exec()
    app.lastWindowClosed.disconnect(loop.quit)
    asking.end()
    return path.exists()
