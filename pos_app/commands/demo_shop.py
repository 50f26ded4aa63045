"""Founding a shop: the invented one with its goods and people, or an empty one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos_app import bootstrap
from pos_app.domain.staff import Staff
from pos_app.services.demo_catalogue import load_demo
from pos_app.services.founding import DEMO_STAFF, FirstPerson
from pos_app.services.ports import Clock, Identity
from pos_app.services.settings import Value
from pos_app.services.staff import Hasher

DEMO_IDENTITY = Identity(store="S001", till="01", epoch=1, shop_name="东丽万新店")
DEMO_SETTINGS: dict[str, Value] = {
    "shop_address": "天津市东丽区万新街道",
    "shop_phone": "022-0000 0000",
    "receipt_footer": "谢谢惠顾,欢迎再来",
}


def make_demo_shop(
    path: Path,
    *,
    people: tuple[FirstPerson, ...] = DEMO_STAFF,
    identity: Identity = DEMO_IDENTITY,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
    founded: Callable[[Path], object] = lambda _: None,
) -> None:
    """A shop file with the demo goods on its shelves. Raises ShopError ``file_exists``.

    ``founded`` is called before the goods come: who joins HQ then lets it hear of them.
    """
    bootstrap.create_shop(path, identity, people, clock=clock, hasher=hasher)
    founded(path)
    with closing(bootstrap.open_shop(path, clock=clock, hasher=hasher)) as shop:
        owner = Staff(id=people[0].id, name=people[0].name, role=people[0].role)
        load_demo(shop, owner)
        for name, value in DEMO_SETTINGS.items():
            shop.settings.change(name, value, owner)
