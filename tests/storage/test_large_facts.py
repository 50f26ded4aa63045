"""What HQ would not take is refused before anything is recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain import basket as b
from pos_app.domain.basket import MAX_LINES, Basket
from pos_app.domain.errors import ShopError
from pos_app.domain.tender import CASH, Paid
from pos_app.storage.verify import verify
from sync.wire.limits import MAX_PAYLOAD
from tests.support.till import BOSS, Till
from tests.unit.goods import EGGS, SODA, scan

PAID = (Paid(method=CASH, received=10_000_000),)


def full_basket(name: str, note: str = "") -> Basket:
    built = Basket(id="many")
    for n in range(MAX_LINES):
        built = b.add(built, scan(replace(EGGS, name=name, spec=name), 500 + n))
        built = b.set_line_note(built, built.lines[-1].no, note) if note else built
    return built


def test_the_largest_basket_is_sold_and_fits_the_wire(till: Till) -> None:
    sold = till.checkout.complete(full_basket("本地散养土鸡蛋"), PAID, BOSS)
    (size,) = till.conn.execute(
        "SELECT length(payload) FROM journal WHERE id = ?", (sold.entry.id,)
    ).fetchone()
    assert len(sold.sale.lines) == MAX_LINES
    assert size < MAX_PAYLOAD


def test_a_sale_too_large_for_hq_is_refused_and_nothing_is_recorded(till: Till) -> None:
    before = till.one("SELECT max(pos) FROM journal")
    with pytest.raises(ShopError) as refused:
        till.checkout.complete(full_basket("很长的名字" * 12, "每一行都写满的备注" * 8), PAID, BOSS)
    assert str(refused.value) == "这一笔内容太多,总部收不下,什么都没记;请分成几笔"
    assert till.one("SELECT max(pos) FROM journal") == before
    assert till.one("SELECT count(*) FROM sale") == 0
    assert till.one("SELECT count(*) FROM stock") == 0
    assert till.sell(scan(SODA)).entry.seq == 2
    assert verify(till.conn).ok
