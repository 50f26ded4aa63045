"""A few goods that tests sell."""

from __future__ import annotations

from pos_app.domain.item import Item, Pack, Scanned

SODA = Item(id="100001", name="冰峰橙味汽水", spec="200ml",
            unit="瓶", code="6900000000014",
            category="drinks", category_name="饮料", price=350, cost=210)  # fmt: skip
WATER = Item(id="100002", name="清源矿泉水", spec="550ml",
             unit="瓶", code="6900000000021",
             category="drinks", category_name="饮料", price=200, cost=110)  # fmt: skip
EGGS = Item(id="100003", name="本地鸡蛋", unit="kg", category="fresh", category_name="生鲜",
            price=996, cost=800, weighed=True, plu="00123")  # fmt: skip
SMOKES = Item(id="100004", name="金叶烟", unit="包", code="6900000000045", category="tobacco",
              category_name="烟", price=2500, cost=2200, tobacco=True,
              price_floor=2500)  # fmt: skip
BREAD = Item(id="100005", name="麦香全麦吐司", spec="400g", unit="袋", code="6900000000052",
             category="bakery", category_name="烘焙", price=990, cost=600,
             shelf_life=5)  # fmt: skip
UNPRICED = Item(id="100006", name="新到零食", code="6900000000069", price=None)
WATER_CASE = Pack(code="16900000000028", qty=12_000, price=2000)


def scan(item: Item, qty: int = 1000) -> Scanned:
    return Scanned(item=item, code=item.code, qty=qty)
