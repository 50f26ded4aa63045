"""The counter of the demo shop: goods with round prices on the shelf, worked by keys and scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from pos_app.domain.item import Item, Pack
from pos_app.domain.staff import OWNER, Staff
from pos_app.services.stock import OPENING, Moved
from pos_app.ui.screens.sell import SellScreen
from sync.wire.chain import Entry, decode
from sync.wire.facts import AnyFact, SaleCompleted
from tests.support.face import TillWindow

BOSS = Staff(id="1", name="王姐", role=OWNER)

SODA = Item(id="t1", name="冰峰橙味汽水", spec="玻璃瓶 200ml", price=350, code="6901234500011")
BREAD = Item(id="t2", name="麦香全麦吐司", spec="袋 400g", price=990, code="6901234500028")
WATER = Item(id="t3", name="清源矿泉水", spec="瓶 550ml", price=200, code="6901234500035")
NOODLES = Item(id="t4", name="好劲道红烧牛肉面", spec="桶 110g", price=590, code="6901234500042")
UNPRICED = Item(id="t5", name="还没定价的饼干", spec="袋", price=None, code="6901234500059")
SMOKES = Item(
    id="t6", name="试验牌香烟", spec="盒", price=900, code="6901234500066", tobacco=True,
    price_floor=850,
)  # fmt: skip
STALE = Item(id="t7", name="过期酸奶", spec="杯", price=450, code="6901234500073", shelf_life=21)
EGGS = Item(id="t8", name="本地鸡蛋", spec="散称", price=996, unit="kg", weighed=True, plu="00987")
CASE = "16901234500032"
EGG_LABEL = "2100987012305"
"""A scale label: eggs for 12.30."""
ALL = (SODA, BREAD, WATER, NOODLES, UNPRICED, SMOKES, STALE, EGGS)


@dataclass
class Counter:
    """The window with an open shift, and what the file says about it."""

    till: TillWindow

    @property
    def screen(self) -> SellScreen:
        screen = self.till.screen
        assert isinstance(screen, SellScreen)
        return screen

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.till.scan(code)

    def lines(self) -> list[tuple[str, str, str]]:
        """Name, quantity and amount of each row as the table shows them."""
        model = self.screen.panel.model
        return [
            (
                str(model.data(model.index(r, 1))),
                str(model.data(model.index(r, 3))),
                str(model.data(model.index(r, 4))),
            )
            for r in range(model.rowCount())
        ]

    def due(self) -> tuple[str, str]:
        """The word and the figure on the card."""
        words = self.screen.due.words()
        return words.label, words.figure

    def facts(self, kind: type[AnyFact]) -> list[AnyFact]:
        """All facts of a kind, once what was begun is on disk."""
        sql = "SELECT payload FROM journal ORDER BY pos"
        rows = self.till.session.writer.call(lambda shop: [p for (p,) in shop.conn.execute(sql)])
        entries: list[Entry] = [decode(p) for p in rows]
        return [e.fact for e in entries if isinstance(e.fact, kind)]

    def sales(self) -> list[SaleCompleted]:
        return [f for f in self.facts(SaleCompleted) if isinstance(f, SaleCompleted)]

    def shelve(self, *items: Item, packs: dict[str, tuple[Pack, ...]] | None = None) -> None:
        """Put goods on the shelf, past the catalogue that the demo shop came with."""
        more = packs or {}

        def save(shop: object) -> None:
            conn = shop.conn  # type: ignore[attr-defined]
            conn.execute("BEGIN IMMEDIATE")
            for item in items:
                shop.goods_book.save(item, more.get(item.id, ()), at=1)  # type: ignore[attr-defined]
            conn.execute("COMMIT")

        self.till.session.writer.call(save)

    def until_no_sheet(self) -> None:
        self.till.wait(lambda: self.till.sheet is None)

    def pay_cash(self, yuan: str = "") -> None:
        """F9, the amount, Enter; the change is on the screen when this returns."""
        self.till.press("F9")
        if yuan:
            self.till.type(yuan)
        self.till.press("Enter")
        self.until_no_sheet()


def _prepare(counter: Counter) -> None:
    case = Pack(code=CASE, qty=12_000, price=2000)
    counter.shelve(*ALL, packs={WATER.id: (case,)})
    counter.till.session.writer.call(
        lambda shop: shop.stock.adjust(
            (Moved(item=STALE, qty=5000, expiry="2026-03-01"),), OPENING, BOSS
        )
    )


@pytest.fixture
def counter(open_till: TillWindow) -> Iterator[Counter]:
    """王姐 at the counter, her shift open, our goods on the shelf."""
    made = Counter(open_till)
    _prepare(made)
    yield made


@pytest.fixture
def counter_of(till: TillWindow) -> Callable[[str], Counter]:
    """Somebody else at the counter."""

    def start(name: str) -> Counter:
        till.start_day(name)
        made = Counter(till)
        _prepare(made)
        return made

    return start
