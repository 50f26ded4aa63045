"""A month's world: the demo's shop with a real till on its file, and a real HQ behind a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pos_app import bootstrap
from pos_app.bootstrap import link
from pos_app.bootstrap.shop import create_shop
from pos_app.commands.demo_hq import DemoHq
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.runtime.clock import FixedClock
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.services.ports import Identity
from sync.hq.store.orders import OrderRefused
from sync.hq.store.supply import Pack, put_packs
from sync.wire.feed import ItemRow
from tests.faults.fault_proxy import Fault, FaultProxy
from tests.support.hq import RunningHq
from tests.support.joined import sync_once
from tests.support.shopkeeper import Keeper
from tests.support.storefront import RULES, place, wanted
from tests.support.till import BOSS
from tests.support.two_tills import PEOPLE

STORE, HOUR_MS = "S001", 3_600_000
CHINA_MS = 8 * HOUR_MS
NEW_GOODS = [
    Pack(
        item=f"N{n}", supplier="F1", pack=12_000, cost=12 * 300, price=600,
        card=ItemRow(id=f"N{n}", name=name, unit="袋", code=f"695000000000{n}", category="snacks",
                     category_name="休闲零食", cost=300, supply="factory"),
    )
    for n, name in enumerate(("曹县麻叶", "漯河辣条", "宁晋麻花"))
]  # fmt: skip
"""What factories make and the shop does not have yet."""


@dataclass(slots=True)
class World:
    """Both sides and the line between them; one clock for all."""

    hq: RunningHq
    line: FaultProxy
    office: DemoHq
    keeper: Keeper
    niece: Keeper
    clock: FixedClock
    path: Path

    def at(self, day: date, hour: float) -> None:
        now = (day - date(1970, 1, 1)).days * 24 * HOUR_MS - CHINA_MS + int(hour * HOUR_MS)
        self.clock.set(max(now, self.clock.now_ms()))
        self.hq.clock.at = self.clock.now_ms()

    def sync(self, fault: Fault | None = None) -> None:
        """A round; with a fault first one that goes wrong, then one that does not."""
        if fault is not None:
            self.line.set(fault)
            sync_once(self.path, url=self.line.url, clock=self.clock)
            self.line.clear()
        status = sync_once(self.path, url=self.line.url, clock=self.clock)
        assert status.online, status

    def sync_niece(self) -> None:
        status = sync_once(self.niece.path, url=self.line.url, clock=self.clock)
        assert status.online, status

    def page_order(self) -> bool:
        """A customer orders on the shop's page; False when the page would not take it."""
        ids = [i for i in self.keeper.rates if self.keeper.book.available(i) >= 9_000]
        if not ids:
            return False
        try:
            place(self.hq, wanted((self.keeper.luck.choice(ids), 2_000)), STORE)
        except OrderRefused:
            return False
        self.keeper.notes.done["order page"] += 1
        return True


@contextmanager
def open_world(hq: RunningHq, line: FaultProxy, folder: Path, first: date) -> Iterator[World]:
    """The demo's shop joins and HQ knows its goods, who delivers them, and what it may owe.

    A second till stands at the other door, where the keeper's niece sells.
    """
    clock = FixedClock((first - date(1970, 1, 1)).days * 24 * HOUR_MS - CHINA_MS + 6 * HOUR_MS)
    hq.clock.at = clock.now_ms()
    path, quick = folder / "shop.db", Argon2Hasher(memory_kib=8, rounds=1)
    make_demo_shop(
        path, clock=clock, hasher=quick,
        founded=lambda file: link.join(file, hq.url, hq.code(STORE)),
    )  # fmt: skip
    office = DemoHq(hq=hq.hq, url=hq.url, store=STORE)
    with closing(bootstrap.open_desk(path)) as desk:
        goods = [(item, desk.goods.packs(item.id)) for item in desk.goods.page(limit=5000)]
        office.fill(desk.goods.categories(), goods)
    with hq.hq.database.operator() as scope:
        put_packs(scope, NEW_GOODS)
    other = folder / "second" / "shop.db"
    other.parent.mkdir()
    alone = Identity(store="S2", till="01", epoch=1, shop_name="东丽万新店")
    create_shop(other, alone, PEOPLE, clock=clock, hasher=quick)
    link.join(other, hq.url, hq.code(STORE, "02"))
    with (
        closing(bootstrap.open_shop(path, clock=clock, hasher=quick)) as shop,
        closing(bootstrap.open_shop(other, clock=clock, hasher=quick)) as second,
    ):
        shop.orders.set_rules(RULES, BOSS)
        sync_once(path, url=line.url, clock=clock)
        office.plan(first - timedelta(days=1))
        sync_once(path, url=line.url, clock=clock)
        sync_once(other, url=line.url, clock=clock)
        keeper, niece = Keeper(shop, clock, 7, path), Keeper(second, clock, 8, other)
        yield World(
            hq=hq, line=line, office=office, keeper=keeper, niece=niece, clock=clock, path=path
        )
