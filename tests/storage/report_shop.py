"""A shop with trading days that reports are made of: sold through the real use cases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pos_app.domain import basket as b
from pos_app.domain.basket import Approval, Basket, Discount, Override
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item, Scanned
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.checkout import Sold
from pos_app.services.returns import Wanted
from pos_app.services.shifts import Count
from tests.support.till import BOSS, PART_TIMER, Till, open_till

SHAPE = (
    (
        "饮料",
        ("冰峰橙味汽水", "清源矿泉水", "柠檬红茶", "乌龙茶无糖", "椰子水", "苏打水"),
        350,
        210,
    ),
    ("乳品", ("青山纯牛奶", "原味酸奶", "早餐奶", "儿童奶酪棒"), 590, 430),
    ("方便速食", ("好劲道红烧牛肉面", "酸辣粉", "自热米饭", "火腿肠"), 550, 390),
    ("烘焙", ("麦香全麦吐司", "红豆面包", "肉松小贝"), 790, 470),
    ("休闲零食", ("海盐薯片", "五香瓜子", "话梅", "夹心饼干", "牛肉干"), 890, 560),
    ("生鲜", ("本地鸡蛋", "红富士苹果", "香蕉"), 996, 760),
    ("日用", ("抽纸三包装", "垃圾袋", "洗洁精"), 1290, 880),
    ("烟", ("金叶烟软包", "红梅烟"), 2500, 2280),
    ("", ("自家茶叶蛋",), 200, 0),
)
HOURS = (
    7,
    7,
    8,
    8,
    8,
    9,
    10,
    11,
    11,
    12,
    12,
    12,
    13,
    14,
    15,
    16,
    17,
    17,
    18,
    18,
    18,
    18,
    19,
    19,
    20,
    21,
)
WHO = Approval(id="1", name="王姐")
DAY_MS = 86_400_000
MIDNIGHT = int(datetime(2026, 3, 3, tzinfo=UTC).timestamp() * 1000) - 8 * 3_600_000
"""The beginning of 2026-03-03 in the shop."""


def goods() -> list[Item]:
    items: list[Item] = []
    for number, (category, names, fen, cost) in enumerate(SHAPE):
        for name in names:
            step = len(items) % 5 * 50
            items.append(
                Item(
                    id=f"{100_001 + len(items)}", name=name, category=category and f"c{number}",
                    category_name=category, price=fen + step, cost=cost + step // 2 if cost else 0,
                    weighed=category == "生鲜", unit="kg" if category == "生鲜" else "件",
                    tobacco=category == "烟",
                )
            )  # fmt: skip
    return items


class Trade:
    """A till that trades by the dice."""

    def __init__(self, path: Path, seed: int = 7) -> None:
        self.till: Till = open_till(path)
        self.dice = random.Random(seed)
        self.goods = goods()

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """So many days after 2026-03-03."""
        self.till.clock.set(MIDNIGHT + day * DAY_MS + (hour * 60 + minute) * 60_000)

    def basket(self, most: int = 7) -> Basket:
        built = Basket(id=new_id(self.till.clock.now_ms()))
        for item in self.dice.sample(self.goods, self.dice.randint(1, most)):
            qty = self.dice.randint(120, 2400) if item.weighed else 1000
            times = 1000 if item.weighed else self.dice.choice((1000, 1000, 1000, 2000, 3000))
            built = b.add(built, Scanned(item=item, qty=qty), times)
        return built

    def pay(self, basket: Basket, *, round_off: bool = False) -> Sold:
        total = price(basket).total
        roll = self.dice.random()
        code = total if roll < 0.62 else total // 2 if roll < 0.67 else 0
        paid = [Paid(method=STATIC_CODE, received=code)] if code else []
        if code < total or not paid:
            paid.append(Paid(method=CASH, received=total - code + self.dice.choice((0, 500, 1000))))
        return self.till.checkout.complete(
            basket, tuple(paid), self.dice.choice((BOSS, BOSS, PART_TIMER)), round_off=round_off
        )

    def day(self, day: int, sales: int, *, close: bool = True) -> list[Sold]:
        """One shift of that day with everything that can happen in it."""
        self.at(day, 6, 50)
        self.till.shifts.open(BOSS, 20_000, "早班")
        sold = []
        for hour, minute in sorted(
            (self.dice.choice(HOURS), self.dice.randint(0, 59)) for _ in range(sales)
        ):
            self.at(day, hour, minute)
            basket = self.basket()
            if self.dice.random() < 0.04:
                basket = b.set_basket_discount(basket, Discount(rate_bp=500, reason="老顾客"))
            sold.append(self.pay(basket, round_off=self.dice.random() < 0.1))
        self.at(day, 21, 30)
        if sold:
            self.troubles(sold)
        if close:
            self.close(short=50 if sold else 0)
        return sold

    def troubles(self, sold: list[Sold]) -> None:
        """Returns, changes, voids, the drawer, cash, a reprint, a parked basket."""
        till = self.till
        self.give_back(sold[0])
        basket = b.add(self.basket(2), Scanned(item=self.goods[6]))
        line = next(ln for ln in basket.lines if ln.item.id == self.goods[6].id)
        low = Override(price=(line.item.price or 0) // 2, reason="临期半价", approved_by=WHO)
        self.pay(b.set_price(basket, line.no, low))
        spoilt = b.add(Basket(id=new_id(till.clock.now_ms())), Scanned(item=self.goods[9]))
        off = Discount(amount=30, reason="包装破损")
        self.pay(b.set_discount(spoilt, spoilt.lines[0].no, off))
        till.checkout.void(self.basket(3), PART_TIMER, approved_by=BOSS, reason="顾客没带钱")
        till.shifts.open_drawer(PART_TIMER, "换零钱", approved_by=BOSS)
        till.shifts.move_cash(BOSS, -5_000, "买冰", note="冰柜用冰两袋")
        till.shifts.move_cash(BOSS, 30_000, "换零钱")
        till.receipts.reprint(sold[-1].sale.receipt, PART_TIMER)
        till.parking.park(self.basket(2), BOSS, "穿蓝衣服的大爷")

    def give_back(self, sold: Sold) -> None:
        line = next((ln for ln in sold.sale.lines if not ln.tobacco), None)
        if line is None:
            return
        qty = min(line.qty, 1000)
        empty = Basket(id=new_id(self.till.clock.now_ms()))
        back = self.till.returns.fill(empty, sold.sale.receipt, (Wanted(line=line.no, qty=qty),))
        paid = (Paid(method=CASH, received=price(back).total),)
        self.till.checkout.complete(back, paid, BOSS, reason="顾客买错了")

    def close(self, short: int = 0) -> None:
        state = self.till.shifts.current()
        assert state is not None
        notes, rest = {}, max(0, state.expected - short)
        for face in (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10):
            notes[face], rest = divmod(rest, face)
        left = min(20_000, sum(f * n for f, n in notes.items()))
        reason = "买冰找零少记一笔" if short else ""
        self.till.shifts.close(BOSS, Count(notes=notes, left=left), reason=reason)


def nasty(items: list[Item]) -> list[Item]:
    """The same goods under names that a spreadsheet would run and a layout would choke on."""
    names = ("=1+1", "+86", "-2", "@SUM(A1)", "\t=x", "<b>&amp;", "很长" * 60, "a" * 200)
    return [replace(i, name=n) for i, n in zip(items, names, strict=False)] + items[len(names) :]
