"""Goods at the till: create on the spot, edit, another price; each is a fact and a mirror's row."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Protocol

from pos_app.domain.basket import MAX_PRICE
from pos_app.domain.calendar import DAY_MS, business_date
from pos_app.domain.check_digit import has_valid_check, is_digits
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Category, Item, Pack, Scanned
from pos_app.domain.money import format_fen
from pos_app.domain.staff import Staff, require
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import ItemSaved, PriceChanged

RANK_DAYS = 60
OWN_CATEGORIES_FROM = 100
"""Categories that a shop makes stand behind HQ's."""
TILL = "till"
"""Where a price came from, in its history: set at this till."""
CHECKED_LENGTHS = (12, 13, 14)
SHORT_PREFIX = "69"
"""Of 8 digits only China's own GTIN-8 are held to their check digit: shops number their own goods
with 8 digits as well."""
ID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Goods(Protocol):
    def get(self, item_id: str) -> Item | None: ...
    def by_code(self, code: str) -> Scanned | None: ...
    def by_plu(self, plu: str) -> Item | None: ...
    def rank_by_sales(self, since: str) -> None: ...
    def categories(self) -> list[Category]: ...
    def save_categories(self, categories: Iterable[Category]) -> None: ...
    def save(
        self,
        item: Item,
        packs: tuple[Pack, ...] | None = None,
        *,
        at: int,
        actor: str = "",
        source: str = "",
    ) -> None: ...


class LocalIds:
    """Ids of goods that a till makes by itself; no other till makes the same."""

    def __init__(self, now_ms: int) -> None:
        self._next = now_ms << 20 | secrets.randbits(20)

    def __call__(self) -> str:
        value, self._next = self._next, self._next + 1
        letters = ""
        while value:
            value, rest = divmod(value, 32)
            letters = ID_LETTERS[rest] + letters
        return f"L{letters}"


class GoodsDesk:
    def __init__(self, ledger: Ledger, goods: Goods, clock: Clock) -> None:
        self._ledger = ledger
        self._goods = goods
        self._clock = clock

    def create(
        self,
        item: Item,
        staff: Staff,
        packs: tuple[Pack, ...] = (),
        *,
        approved_by: Staff | None = None,
        any_code: bool = False,
    ) -> Item:
        """New goods with an id of their own where the item has none; gives them as stored.

        ``any_code`` takes codes of foreign shapes. Raises NeedsApproval(``create_item``), ShopError
        ``name_missing``, ``bad_price``, ``bad_check_digit``, ``duplicate_code``.
        """
        require(staff, "create_item", approved_by)
        now = self._clock.now_ms()
        made = replace(_tidy(item), id=item.id or LocalIds(now)())
        self._check(made, packs, any_code=any_code)
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(_saved(made, created=True))
            self._keep_category(made)
            self._goods.save(made, packs, at=now, actor=staff.name, source=TILL)
        return made

    def edit(
        self,
        item: Item,
        staff: Staff,
        packs: tuple[Pack, ...] | None = None,
        *,
        reason: str = "",
        approved_by: Staff | None = None,
    ) -> Item:
        """Goods as they shall be from now on; ``packs`` None leaves their cases alone.

        Another price is a fact of its own and a step of its history. Raises as `create` does,
        NeedsApproval(``edit_goods``), ``no_such_item``.
        """
        approving = require(staff, "edit_goods", approved_by)
        old = self._goods.get(item.id)
        if old is None:
            raise ShopError("no_such_item")
        new = _tidy(item)
        self._check(new, packs or (), any_code=new.code == old.code)
        changed = [f.name for f in fields(Item) if getattr(new, f.name) != getattr(old, f.name)]
        if packs is not None:
            changed.append("packs")
        with self._ledger.transaction(person(staff)) as tx:
            if set(changed) - {"price"} or new.price is None:
                tx.append(_saved(new, changed=tuple(changed)))
            if new.price is not None and new.price != old.price:
                tx.append(_repriced(old, new.price, reason, approving))
            self._keep_category(new)
            self._goods.save(new, packs, at=self._clock.now_ms(), actor=staff.name, source=TILL)
        return new

    def set_price(
        self,
        item_id: str,
        price: int,
        staff: Staff,
        *,
        reason: str = "",
        approved_by: Staff | None = None,
    ) -> Item:
        """Another price from now on, fen a unit; raises as `edit` does."""
        item = self._goods.get(item_id)
        if item is None:
            raise ShopError("no_such_item")
        return self.edit(replace(item, price=price), staff, reason=reason, approved_by=approved_by)

    def note_what_sells(self, staff: Staff) -> None:
        """Order finds by what this shop sold in the last weeks; for the opening of a shift."""
        now = self._clock.now_ms() - RANK_DAYS * DAY_MS
        since = business_date(now, self._clock.offset_minutes(now), 0)
        with self._ledger.transaction(person(staff)):
            self._goods.rank_by_sales(since)

    def _keep_category(self, item: Item) -> None:
        """Goods may bring a category that the shop has not had."""
        known = self._goods.categories()
        if item.category and item.category not in {c.code for c in known}:
            name = item.category_name or item.category
            rank = OWN_CATEGORIES_FROM + len(known)
            self._goods.save_categories([Category(code=item.category, name=name, rank=rank)])

    def _check(self, item: Item, packs: tuple[Pack, ...], *, any_code: bool) -> None:
        if not item.name:
            raise ShopError("name_missing")
        prices = (item.price, item.cost, *(p.price for p in packs))
        if any(p is not None and not 0 <= p <= MAX_PRICE for p in prices):
            raise ShopError("bad_price")
        if item.tobacco and item.price is not None and item.price < item.price_floor:
            raise ShopError("tobacco_floor", floor=format_fen(item.price_floor))
        if any(p.qty <= 0 for p in packs):
            raise ShopError("bad_quantity")
        codes = [c for c in (item.code, *(p.code for p in packs)) if c]
        for i, code in enumerate(codes):
            self._check_code(code, item, any_code=any_code and code == item.code)
            if code in codes[:i]:
                raise ShopError("duplicate_code", code=code, name=item.name)
        owner = self._goods.by_plu(item.plu) if item.plu else None
        if owner is not None and owner.id != item.id:
            raise ShopError("duplicate_code", code=item.plu, name=owner.name)

    def _check_code(self, code: str, item: Item, *, any_code: bool) -> None:
        if not any_code and has_wrong_check(code):
            raise ShopError("bad_check_digit", code=code)
        found = self._goods.by_code(code)
        if found is not None and found.item.id != item.id:
            raise ShopError("duplicate_code", code=code, name=found.item.name)


def has_wrong_check(code: str) -> bool:
    """A code shaped like a GTIN whose last digit does not fit: misread or mistyped.

    Thirteen digits from 20 to 29 are the shop's own; some scales print a wrong digit on them.
    """
    if not is_digits(code) or has_valid_check(code):
        return False
    if len(code) == 13 and code[0] == "2":
        return False
    return len(code) in CHECKED_LENGTHS or (len(code) == 8 and code.startswith(SHORT_PREFIX))


def _tidy(item: Item) -> Item:
    name, code = " ".join(item.name.split()), item.code.strip()
    return replace(item, name=name, code=code, spec=item.spec.strip(), plu=item.plu.strip())


def _saved(item: Item, *, created: bool = False, changed: tuple[str, ...] = ()) -> ItemSaved:
    return ItemSaved(
        item=item.id, name=item.name, spec=item.spec, unit=item.unit, code=item.code,
        category=item.category, price=item.price, created=created, changed=changed,
    )  # fmt: skip


def _repriced(old: Item, price: int, reason: str, approving: Staff | None) -> PriceChanged:
    return PriceChanged(
        item=old.id, name=old.name, old=old.price, new=price, reason=reason,
        approved_by=person(approving) if approving else None,
    )  # fmt: skip
