"""The disk fills up: she is warned before, and what was kept back lets her close the day."""

from __future__ import annotations

import pytest

from pos_app.storage import space
from pos_app.storage.connection import OperationalError
from pos_app.storage.space import Reserve
from tests.support.face import TillWindow


def test_room_is_kept_back_soon_after_the_start(open_till: TillWindow) -> None:
    open_till.window.disk.look()
    open_till.wait(lambda: Reserve(open_till.path).held > 0)


def test_little_room_is_said_in_plain_words(
    open_till: TillWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "LOW_BYTES", 1 << 60)
    open_till.window.disk.look()
    open_till.sees("硬盘快满了")


def test_a_full_disk_takes_the_room_that_was_kept_back(open_till: TillWindow) -> None:
    open_till.window.disk.look()
    open_till.wait(lambda: Reserve(open_till.path).held > 0)
    writer = open_till.session.writer
    writer.call(lambda shop: _fill_up(shop.conn))
    for _ in range(40):
        open_till.scan(open_till.goods()[0].code)
        open_till.press("F9", "Enter")
        open_till.wait(lambda: open_till.sheet is None or _is_full(open_till))
        if _is_full(open_till):
            break
    open_till.sees("硬盘满了")
    open_till.wait(lambda: Reserve(open_till.path).held == 0)
    writer.call(lambda shop: shop.conn.execute("PRAGMA max_page_count = 1000000"))
    open_till.press("Enter")
    open_till.sees("找零")
    assert open_till.journal_kinds()[-1] == "sale.completed"


def _is_full(till: TillWindow) -> bool:
    return any("硬盘满了" in text for text in till.texts())


def _fill_up(conn: object) -> None:
    """No page more: the next row that needs one finds the disk full."""
    run = conn.execute  # type: ignore[attr-defined]
    run("CREATE TABLE filler(x)")
    (pages,) = run("PRAGMA page_count").fetchone()
    run(f"PRAGMA max_page_count = {pages}")
    while True:
        try:
            run("INSERT INTO filler VALUES (zeroblob(900))")
        except OperationalError as error:
            assert "full" in str(error)
            return
