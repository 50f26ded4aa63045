"""Writes the shop's file that a release leaves behind: ``python -m tests.old_shops.make``.

Run once for each released version; a file that exists is never written again.
"""

from __future__ import annotations

from pathlib import Path

from pos_app.bootstrap import PROGRAM
from pos_app.domain.basket import Basket, add
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.services.returns import Wanted
from pos_app.services.shifts import Count
from pos_app.services.stock import OPENING, Moved
from pos_app.storage.goods import GoodsBook
from tests.support.till import BOSS, MORNING, open_till
from tests.unit.goods import BREAD, EGGS, SMOKES, SODA, WATER, WATER_CASE, scan

HERE = Path(__file__).parent


def make(path: Path) -> None:
    """A small shop in which every kind of thing happened once."""
    till = open_till(path)
    book = GoodsBook(till.conn)
    till.conn.execute("BEGIN IMMEDIATE")
    book.save_many(
        [
            GoodsRow(item=item, packs=(WATER_CASE,) if item is WATER else ())
            for item in (SODA, WATER, EGGS, SMOKES, BREAD)
        ],
        at=MORNING,
        source="import",
    )
    till.conn.execute("COMMIT")
    till.stock.adjust((Moved(item=SODA, qty=24_000), Moved(item=BREAD, qty=6_000)), OPENING, BOSS)
    till.shifts.open(BOSS, 20_000, "早班")
    receipt = till.sell(scan(SODA), scan(BREAD), scan(EGGS, 1235)).sale.receipt
    mixed = add(add(Basket(id="mixed"), scan(WATER), 12_000), scan(SMOKES))
    paid = (Paid(method=STATIC_CODE, received=2000), Paid(method=CASH, received=5000))
    till.checkout.complete(mixed, paid, BOSS, round_off=True)
    back = till.returns.fill(Basket(id="back"), receipt, (Wanted(line=1, qty=1000),))
    till.checkout.complete(back, (Paid(method=CASH, received=-350),), BOSS, reason="破损")
    till.checkout.void(add(Basket(id="void"), scan(SODA)), BOSS, reason="不要了")
    till.parking.park(add(Basket(id="parked"), scan(WATER)), BOSS, "蓝帽子")
    till.receipts.reprint(receipt, BOSS)
    till.shifts.move_cash(BOSS, -1500, "买冰")
    till.shifts.open_drawer(BOSS, "换零钱")
    till.shifts.close(BOSS, Count(notes={10_000: 2, 1_000: 5}, left=20_000))
    till.conn.execute("PRAGMA journal_mode=DELETE")
    till.conn.execute("VACUUM")
    till.conn.close()


if __name__ == "__main__":
    target = HERE / f"{PROGRAM}.db"
    if target.exists():
        raise SystemExit(f"{target} is released and stays as it is")
    make(target)
    print(target, target.stat().st_size)
