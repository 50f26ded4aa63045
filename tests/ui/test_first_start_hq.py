"""The first start of a shop of a chain: joining by code, and a stolen PC's shop coming back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.bootstrap import link, open_desk, open_shop
from pos_app.commands import coming_back, founding
from pos_app.commands.first_pin import FirstPin, needs_first_pin
from pos_app.domain.errors import ShopError
from pos_app.domain.staff import OWNER, Staff
from pos_app.services.shifts import Count
from pos_app.storage.verify import verify
from pos_app.ui.screens.wizard import FirstPinPage, FirstStart
from pos_app.ui.screens.wizard.hq_page import HqPage
from sync.client.restore import Progress
from sync.hq.service import sqlite_url
from tests.support.face import TillWindow, copy_shop, quick_hasher
from tests.support.hq import RunningHq, running_hq
from tests.support.joined import sync_once
from tests.ui.test_first_start import enter, type_in

Start = Callable[[], founding._Asking]
WAIT_MS = 15_000


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[RunningHq]:
    folder = tmp_path / "hq"
    folder.mkdir()
    with running_hq(sqlite_url(folder / "hq.db"), folder) as running:
        running.add_store("S001", "河西友谊店")
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the new PC's shop will lie."""
    folder = tmp_path / "new"
    folder.mkdir()
    return folder / "shop.db"


@pytest.fixture
def start(
    qtbot: QtBot, qapp: QApplication, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """The first start's questions, in front."""
    made = founding.found_shop
    monkeypatch.setattr(
        founding, "found_shop", lambda *args, **_: made(*args, hasher=quick_hasher())
    )
    asked: list[founding._Asking] = []

    def begin() -> founding._Asking:
        asking = founding._Asking(qapp, path, QEventLoop())
        asked.append(asking)
        asking.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return asking

    yield begin
    for asking in asked:
        asking.end()


def page(window: FirstStart) -> HqPage:
    found = window.current()
    assert isinstance(found, HqPage)
    return found


def fill(window: FirstStart, url: str, code: str) -> None:
    fields = page(window).fields
    fields.url.setFocus()
    fields.url.selectAll()
    type_in(url)
    fields.code.setFocus()
    fields.code.selectAll()
    type_in(code)


def problem(window: FirstStart) -> str:
    return window._error.text()


def test_a_new_shop_of_a_chain_joins_by_its_code(
    qtbot: QtBot, start: Start, hq: RunningHq, path: Path
) -> None:
    window = start().window
    enter(window)
    page(window).choices["join"].click()
    fill(window, hq.url, hq.code("S001").lower())
    enter(window)
    type_in("Wang")
    owner = window.current()
    for field in (owner.pin, owner.again):  # type: ignore[attr-defined]  # the owner's page
        field.setFocus()
        type_in("135790")
    enter(window)
    enter(window)
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    with closing(open_shop(path, hasher=quick_hasher())) as shop:
        assert (shop.identity.shop_name, shop.identity.epoch) == ("河西友谊店", 2)
        assert shop.staff.log_in("1", "135790").role == OWNER
    assert [p.name for p in path.parent.glob("shop.db*")] == ["shop.db"]


def test_a_refused_code_leaves_no_half_shop(
    qtbot: QtBot, start: Start, hq: RunningHq, path: Path
) -> None:
    asking = start()
    window = asking.window
    answers = window.answers
    answers.hq, answers.hq_url, answers.hq_code = "join", hq.url, "23456789"
    answers.owner_name, answers.pin = "Wang", "135790"
    window.finished.emit(answers)
    qtbot.waitUntil(lambda: "开通码不对" in problem(window), timeout=WAIT_MS)
    assert list(path.parent.glob("shop.db*")) == []
    assert window.go.isEnabled()


@pytest.fixture
def stolen(qtbot: QtBot, hq: RunningHq, demo_shop: Path, tmp_path: Path) -> int:
    """A shop that sold at HQ's store and whose PC is gone; gives the number of its facts there."""
    folder = tmp_path / "old"
    folder.mkdir()
    old = copy_shop(demo_shop, folder)
    link.join(old, hq.url, hq.code("S001"))
    boss = Staff(id="1", name="王姐", role=OWNER)
    with closing(open_shop(old, hasher=quick_hasher())) as shop:
        shop.staff.save(boss, boss)
        for _ in range(30):
            shop.shifts.open(boss, 20_000)
            shop.shifts.move_cash(boss, 100, "零钱")
            shop.shifts.close(boss, shop_count())
        shop.shifts.open(boss, 20_000)
    assert sync_once(old).waiting == 0
    with closing(open_desk(old)) as desk:
        return desk.outbox.acked_seq()


def shop_count() -> Count:
    return Count(notes={10_000: 2})


def test_everything_comes_back_by_one_code(
    qtbot: QtBot, start: Start, hq: RunningHq, path: Path, stolen: int
) -> None:
    window = start().window
    enter(window)
    page(window).choices["back"].click()
    assert window.go.text() == "全部拿回来"
    fill(window, hq.url, hq.code("S001"))
    enter(window)
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    with closing(open_desk(path)) as desk:
        assert verify(desk.conn).ok
        (facts,) = desk.conn.execute("SELECT count(*) FROM journal WHERE epoch = 2").fetchone()
    assert facts == stolen
    assert [p.name for p in path.parent.glob("shop.db*")] == ["shop.db"]


def test_a_way_back_that_is_cut_off_goes_on_without_a_code(
    qtbot: QtBot, start: Start, hq: RunningHq, path: Path, stolen: int
) -> None:
    heard: list[Progress] = []
    whole = coming_back.bring_back(
        path, hq.url, hq.code("S001"), heard.append, lambda: len(heard) > 0
    )
    assert not whole
    assert not path.exists()
    window = start().window
    enter(window)
    assert window.go.text() == "接着拿"
    assert page(window).fields.isHidden()
    enter(window)
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    with closing(open_desk(path)) as desk:
        assert verify(desk.conn).ok


def test_a_bad_code_is_said_and_can_be_typed_again(
    qtbot: QtBot, start: Start, hq: RunningHq, path: Path
) -> None:
    window = start().window
    enter(window)
    page(window).choices["back"].click()
    fill(window, hq.url, "2345-6789")
    enter(window)
    qtbot.waitUntil(lambda: "开通码不对" in problem(window), timeout=WAIT_MS)
    assert page(window).fields.isVisible()
    assert list(path.parent.glob("shop.db*")) == []


@pytest.fixture
def back(qtbot: QtBot, hq: RunningHq, path: Path, stolen: int) -> Iterator[TillWindow]:
    """The window on a shop that came back."""
    assert coming_back.bring_back(path, hq.url, hq.code("S001"))
    till = TillWindow(qtbot, path)
    yield till
    till.close()


def test_the_owner_sets_a_pin_before_anyone_logs_in(qtbot: QtBot, back: TillWindow) -> None:
    assert needs_first_pin(back.session)
    asked: list[bool] = []
    asking = FirstPin(back.session, lambda: asked.append(True))
    page = asking.window.current()
    assert isinstance(page, FirstPinPage)
    asking.window.show()
    asking.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.pin)
    for field in (page.pin, page.again):
        field.setFocus()
        QTest.keyClicks(field, "135790")
    enter(asking.window)
    qtbot.waitUntil(lambda: bool(asked))
    asking.window.close()
    asking.window.deleteLater()
    assert not needs_first_pin(back.session)
    back.window.activateWindow()
    back.window.face.show_login()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is back.window)
    back.window.face.login.pad.setFocus()
    back.log_in("王姐")


def test_a_first_pin_is_no_way_around_an_owner(demo_shop: Path, tmp_path: Path) -> None:
    boss = Staff(id="1", name="王姐", role=OWNER)
    with closing(open_shop(copy_shop(demo_shop, tmp_path), hasher=quick_hasher())) as shop:
        with pytest.raises(ShopError) as refused:
            shop.staff.first_pin(boss, "864213")
        assert refused.value.code == "not_allowed"
        shop.conn.execute("UPDATE staff SET pin_hash = ''")
        for wrong in (Staff(id="3", name="小周", role=OWNER), Staff(id="9", name="x", role=OWNER)):
            with pytest.raises(ShopError):
                shop.staff.first_pin(wrong, "864213")
        with pytest.raises(ShopError) as weak:
            shop.staff.first_pin(boss, "111111")
        assert weak.value.code == "pin_weak"
        shop.staff.first_pin(boss, "864213")
        assert shop.staff.log_in("1", "864213") == boss
