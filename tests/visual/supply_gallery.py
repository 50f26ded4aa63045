"""Ordering in its states: proposals of HQ, changed, filtered, offline estimate, goods to list."""

from __future__ import annotations

from pos_app.services.hq import HqStatus
from tests.support.supply import feed, week_of_supply
from tests.visual.camera import Camera


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
        for item in till.goods(12):
            self._camera.sell(item.code)
        till.session.refresh_shift()
        till.press("Ctrl+1")
        self._keys("Ctrl+5", name="replenish-own-estimate")
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

    def _keys(self, *keys: str, name: str) -> None:
        self.till.press(*keys)
        self._camera.settle()
        self._camera.shot(name)
