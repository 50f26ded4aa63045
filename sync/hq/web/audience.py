"""For whom a change is: one store, the stores of a region, or all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.store.stores import all_stores
from sync.hq.web.asking import Ask, SorryError
from sync.hq.web.chain_view import regions


class UnclearError(Exception):
    """What was filled in cannot be done; the sentence says why, in the operator's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """What the form offers and what was chosen in it: ``to`` is store, region or all."""

    stores: list[Any]
    regions: list[str]
    to: str
    store: str
    region: str


def audience(ask: Ask, given: Mapping[str, str]) -> Audience:
    """The choice as it was filled in; anything else than what is offered is no choice."""
    with ask.hq.database.reading(ALL_STORES) as scope:
        stores, places = all_stores(scope), regions(scope)
    store = given.get("store", "").strip().partition(" ")[0][:16]
    to = given.get("to", "")
    if to not in ("store", "region", "all"):
        to = "store" if store else "all"
    return Audience(
        stores=stores, regions=places, to=to, store=store, region=given.get("region", "")[:80]
    )


def chosen(ask: Ask, whom: Audience) -> list[str]:
    """Ids of the stores that are meant. Raises UnclearError."""
    if whom.to == "all":
        found = [store.store_id for store in whom.stores]
    elif whom.to == "region":
        found = [store.store_id for store in whom.stores if store.region == whom.region]
        if not whom.region or not found:
            raise UnclearError(ask.say("请选一个有门店的地区"))
    else:
        found = [store.store_id for store in whom.stores if store.store_id == whom.store]
        if not found:
            raise UnclearError(ask.say("没有这家门店,请从列表里选"))
    if not found:
        raise UnclearError(ask.say("还没有门店,先到“总览”加一家"))
    return found


def looked_at(ask: Ask, wanted: str) -> tuple[list[Any], str]:
    """All stores, and the id of the one whose goods are shown: the wanted one or the first."""
    with ask.hq.database.reading(ALL_STORES) as scope:
        stores = all_stores(scope)
    ids = [store.store_id for store in stores]
    if wanted and wanted not in ids:
        raise SorryError(404, ask.say("没有这家门店"))
    return stores, wanted or (ids[0] if ids else "")


def names(ask: Ask, ids: list[str]) -> str:
    """A few stores by name, many by number."""
    if len(ids) > 3:
        return ask.say("{n} 家门店", n=len(ids))
    s = t.store.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        found = scope.conn.execute(
            scope.select(t.store, s.name).where(s.store_id.in_(ids)).order_by(s.store_id)
        ).scalars()
        return ask.say("、").join(found)
