"""The shop's page for customers, as paper leads there: its address, and what a poster says."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.errors import ShopError
from pos_app.services.ports import Identity
from pos_app.services.settings import Settings
from sync.wire.fulfilment import ShopRules


def page_address(settings: Settings, identity: Identity, hq_url: str) -> str:
    """The owner's own address for it, else HQ's; empty for a shop on its own."""
    own = settings.text("shop_page").strip()
    if own or not hq_url:
        return own
    return f"{hq_url.rstrip('/')}/s/{identity.store}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What hangs at the door: the shop, the page's address as a code, hours and ways to buy."""

    shop_name: str
    address: str
    rules: ShopRules


def poster_of(settings: Settings, identity: Identity, hq_url: str, rules: ShopRules) -> Poster:
    """Raises ShopError ``not_joined`` for a shop that has no page."""
    address = page_address(settings, identity, hq_url)
    if not address:
        raise ShopError("not_joined")
    return Poster(shop_name=identity.shop_name, address=address, rules=rules)
