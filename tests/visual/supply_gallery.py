"""Ordering in its states: proposals of HQ, changed, filtered, offline estimate, goods to list."""

from __future__ import annotations

import msgspec

from pos_app.services.hq import HqStatus
from pos_app.services.stock import OWN_USE, Moved
from pos_app.ui.screens.replenish.screen import ReplenishScreen
from sync.wire.supply_feed import BillRow
from tests.support.fed_supply import feed, shipment, week_of_supply
from tests.visual.camera import MINUTE_MS, Camera


class SupplyGallery:
    """Walks one look from a shop that HQ tells nothing to a sent order."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> None:
        till = self.till
        till.log_in()
        till.press("Esc")
        self._keys("Ctrl+5", name="replenish-empty")
        self._camera.open_shift()
        sold = till.goods(12)
        for item in sold:
            self._camera.sell(item.code)
        level = till.session.desk.stock.on_hand
        gone = tuple(Moved(item=item, qty=-level(item.id)) for item in sold)
        till.session.writer.call(lambda shop: shop.stock.adjust(gone, OWN_USE, till.session.staff))
        till.session.refresh_shift()
        till.press("Ctrl+1")
        till.press("Ctrl+5")
        screen = till.screen
        assert isinstance(screen, ReplenishScreen)
        till.wait(lambda: screen.model.rowCount() > 0)  # it is worked out beside the face
        self._keys(name="replenish-own-estimate")
        goods = till.goods(40)
        till.session.writer.call(lambda shop: feed(shop, week_of_supply(shop, goods)))
        till.press("Ctrl+1")
        self._keys("Ctrl+5", name="replenish")
        self._keys("+", "+", "Down", "Del", name="replenish-changed")
        self._keys("F2", name="replenish-packs")
        self._keys("Esc", "F5", name="replenish-reason")
        self._keys("Esc", "F3", name="replenish-running-out")
        self._keys("F8", name="replenish-assortment")
        till.session.sync_changed.emit(HqStatus(joined=True))
        self._keys("Esc", "F9", name="replenish-sent")

        self._stock()

    def _stock(self) -> None:
        till = self.till
        self._keys("Ctrl+4", name="receive-empty")
        goods = till.goods(2)
        note = shipment(goods)
        bills = [
            ("bill", b.id, b)
            for b in (
                BillRow(id="B1", kind="bill", date="2026-02-20", amount=231_000, due="2026-03-11",
                        ref="SH-0000"),
                BillRow(id="B2", kind="credit", date="2026-02-24", amount=-1_280, ref="C-12",
                        note="破损 2 瓶"),
                BillRow(id="B3", kind="payment", date="2026-03-01", amount=-100_000),
            )
        ]  # fmt: skip
        till.session.writer.call(lambda shop: feed(shop, [("shipment", note.id, note), *bills]))
        till.press("Ctrl+1")
        self._keys("Ctrl+4", name="receive")
        self._keys("F9", name="receive-counting")
        till.scan("CT0001")
        till.scan(goods[1].code)
        self._keys(name="receive-half")
        self._keys("F4", name="receive-expiry")
        self._keys("Esc", "F5", name="receive-claim")
        self._keys("Esc", "F9", name="receive-finish")
        self._keys("Enter", name="receive-done")
        till.clock.advance(18 * 24 * 60 * MINUTE_MS)
        self._keys("F3", name="near")
        self._keys("F9", name="near-deed")
        self._keys("Enter", name="near-written-off")
        self._keys("F2", name="near-mark-down")
        self._keys("Enter", name="near-marked-down")
        self._keys("F8", name="near-poster")
        self._keys("Esc", "F3", name="account")
        self._keys("F5", name="claims")
        self._late_note()

    def _late_note(self) -> None:
        """A truck without its paper, which comes on the next day."""
        till, goods = self.till, self.till.goods(4)[2:]
        till.press("Esc", "F3", "F3", "F6")
        self._camera.settle()
        till.scan(goods[0].code)
        till.press("F2")
        till.type("22")
        till.press("Enter")
        till.scan(goods[1].code)
        till.press("F9", "Enter")
        self._camera.settle()
        till.clock.advance(24 * 60 * MINUTE_MS)
        note = msgspec.structs.replace(shipment(goods), id="SH-0002")
        till.session.writer.call(lambda shop: feed(shop, [("shipment", note.id, note)]))
        till.press("Ctrl+1")
        self._keys("Ctrl+4", "F9", name="receive-late-note")
        self._keys("Enter", name="receive-instead")
        self._keys("F9", name="receive-instead-finish")
        self._keys("Enter")
        self._shelf()

    def _shelf(self) -> None:
        """The drinks wall on a quiet evening."""
        till, goods = self.till, self.till.goods(24)[12:]
        till.press("F3", "F3")
        self._keys("F3", name="shelf-empty")
        till.scan(goods[0].code)
        level = till.session.desk.stock.on_hand
        for n, item in enumerate(goods):
            till.scan(item.code)
            right = max(level(item.id), 0) // 1000 + (0, -2, 0, 1)[n % 4]
            till.press("F2")
            till.type(str(max(right, 0)))
            till.press("Enter")
        self._keys("Up", "Up", name="shelf-counting")
        self._keys("F5", name="shelf-why")
        self._keys("2", "Enter", "F2", name="shelf-quantity")
        self._keys("Esc", "Ins", name="shelf-find")
        till.type("qy")
        self._keys(name="shelf-found")
        self._keys("Esc", "F4", name="shelf-differing")
        self._keys("F9", name="shelf-accept")
        self._keys("Enter", name="shelf-done")

    def _keys(self, *keys: str, name: str = "") -> None:
        self.till.press(*keys)
        self._camera.settle()
        if name:
            self._camera.shot(name)
