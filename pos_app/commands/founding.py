"""From the answers of the first start to a shop's file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from pos_app import bootstrap
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.domain.errors import ShopError
from pos_app.domain.staff import OWNER, Staff
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.settings import Value
from pos_app.services.staff import Hasher
from pos_app.ui.screens.wizard import Answers, FirstStart
from pos_app.ui.theme import apply_theme

FIRST_STORE, FIRST_TILL = "S001", "01"
"""A shop that has not joined HQ is its own first store with one till."""


def found_shop(path: Path, answers: Answers, *, hasher: Hasher | None = None) -> None:
    """Make the shop's file. Raises ShopError ``file_exists``, ``pin_weak``."""
    if answers.demo:
        make_demo_shop(path, hasher=hasher)
        return
    identity = Identity(store=FIRST_STORE, till=FIRST_TILL, epoch=1, shop_name=answers.shop_name)
    first = FirstPerson(id="1", name=answers.owner_name, role=OWNER, pin=answers.pin)
    bootstrap.create_shop(path, identity, (first,), hasher=hasher)
    owner = Staff(id=first.id, name=first.name, role=first.role)
    chosen: dict[str, Value] = {
        "language": answers.language,
        "shop_phone": answers.phone,
        "printer_kind": answers.printer_kind,
        "printer_target": answers.printer_target,
        "printer_columns": answers.printer_columns,
    }
    with closing(bootstrap.open_shop(path, hasher=hasher)) as shop:
        for name, value in chosen.items():
            if value != shop.settings.get(name):
                shop.settings.change(name, value, owner)


def first_start(app: QApplication, path: Path) -> bool:
    """Ask and found; False when the window was closed before."""
    apply_theme(app, "light")
    window, loop = FirstStart(), QEventLoop()

    def on_finished(answers: Answers) -> None:
        app.processEvents()
        try:
            found_shop(path, answers)
        except ShopError as error:
            window.show_problem(str(error))
            return
        loop.quit()

    window.finished.connect(on_finished)
    app.lastWindowClosed.connect(loop.quit)
    window.showMaximized()
    loop.exec()
    app.lastWindowClosed.disconnect(loop.quit)
    window.close()
    window.deleteLater()
    return path.exists()
