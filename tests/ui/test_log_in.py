"""Logging in, locking, and who stands at the till."""

from __future__ import annotations

from tests.support.face import TillWindow


def test_six_digits_log_the_chosen_person_in(till: TillWindow) -> None:
    till.sees("东丽万新店", "王姐", "老赵", "小周")
    till.log_in("小周")
    assert till.session.staff.name == "小周"
    assert till.journal_kinds()[-1] == "staff.logged_in"
