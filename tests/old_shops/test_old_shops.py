"""A shop's file of every version that was released opens forever, holds, and goes on selling."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pos_app.bootstrap import PROGRAM
from pos_app.storage.goods import GoodsBook
from pos_app.storage.verify import verify
from tests.support.till import BOSS, open_till
from tests.unit.goods import SODA, scan

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.db"))


def test_this_version_left_its_file() -> None:
    assert (HERE / f"{PROGRAM}.db").exists()


@pytest.mark.parametrize("released", FILES, ids=lambda p: p.stem)
def test_an_old_file_opens_holds_and_sells(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    shutil.copy(released, path)
    till = open_till(path)
    before = verify(till.conn)
    assert before.ok, before.problems
    (parked,) = till.parking.waiting()
    assert parked.label == "蓝帽子"
    assert [hit.item.id for hit in GoodsBook(till.conn).find("bfcwqs")] == [SODA.id]
    assert till.shifts.suggested_float() == 20_000
    till.shifts.open(BOSS, 20_000)
    till.parking.recall(parked.basket, BOSS)
    till.sell(scan(SODA))
    after = verify(till.conn)
    assert after.ok, after.problems
    assert after.facts == before.facts + 3
    till.conn.close()
