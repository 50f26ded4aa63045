"""One shop with two real tills on files of their own, joined to a real HQ that delivers to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from pos_app.bootstrap import link
from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.runtime.clock import FixedClock
from pos_app.services import receiving_count as door
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.storage.stock import StockBook
from sync.wire.supply_feed import ShipmentRow
from tests.support.hq import NOON, RunningHq
from tests.support.joined import sync_once
from tests.support.till import BOSS

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)


class Counter:
    """One of the tills: its file, its clock, its way to HQ."""

    def __init__(self, shop: Shop, path: Path, clock: FixedClock) -> None:
        self.shop, self.path, self.clock = shop, path, clock

    def sync(self) -> None:
        status = sync_once(self.path, clock=self.clock)
        assert status.online, status

    def note(self, ident: str = "") -> ShipmentRow:
        """The delivery that waits to be received here."""
        (note,) = (n for n in self.shop.supply.shipments() if not ident or n.id == ident)
        return note

    def receive(self, note: ShipmentRow, **less: int) -> str:
        """Every carton by scan, with so much less of an item; what is short is claimed."""
        draft = door.against(self.shop.receiving.begin(), note)
        for carton in note.cartons:
            draft = door.scan_carton(draft, carton.code)
        for item, qty in less.items():
            at = next(n for n, ln in enumerate(draft.counted) if ln.item == item)
            draft = door.set_qty(draft, at, draft.counted[at].qty - qty)
        return self.shop.receiving.finish(door.booked(draft), BOSS)

    def on_hand(self, *items: str) -> dict[str, int]:
        book = StockBook(self.shop.conn)
        return {item: book.on_hand(item) for item in items}

    def cost(self, item: str) -> int:
        found = self.shop.goods_book.get(item)
        assert found is not None
        return found.cost


@contextmanager
def two_tills(hq: RunningHq, folder: Path) -> Iterator[tuple[Counter, Counter]]:
    """Tills 01 and 02 of S001."""
    with ExitStack() as stack:
        made = []
        for number in ("01", "02"):
            path, clock = folder / number / "shop.db", FixedClock(NOON)
            path.parent.mkdir(parents=True)
            alone = Identity(store="S1", till="01", epoch=1, shop_name="东丽万新店")
            create_shop(path, alone, PEOPLE, clock=clock)
            link.join(path, hq.url, hq.code("S001", number))
            shop = stack.enter_context(closing(open_shop(path, clock=clock)))
            made.append(Counter(shop, path, clock))
        yield made[0], made[1]
