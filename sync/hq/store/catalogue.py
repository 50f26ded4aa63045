"""What HQ decides for its stores: goods, prices, people, settings, notices.

The feed itself is the catalogue: the latest version of every row by its key. A change goes to one
store or to many, each in a transaction of its own, and rows that are as they were stay untouched,
so that bringing in a price list again sends nothing to anyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from sync.hq.store import tables as t
from sync.hq.store.database import Database, Scope
from sync.hq.store.feed import publish_bodies
from sync.wire.feed import (
    TABLES,
    CategoryRow,
    ItemRow,
    NoticeRow,
    PriceRow,
    SettingRow,
    StaffRow,
    canonical,
)
from sync.wire.feed_row import Row

R = TypeVar("R", bound=Row)
MOST_FEN = 10**9
"""Ten million yuan: no price of a shop."""
ROLES = ("cashier", "manager", "owner")
MOST_TEXT = 4_000
ASKED_AT_ONCE = 5_000

_is_id = re.compile(r"[0-9A-Za-z_.-]{1,32}").fullmatch
_is_code = re.compile(r"[0-9A-Za-z]{0,20}").fullmatch


class CatalogueError(ValueError):
    """A row that no till could use; ``code`` is stable, ``key`` names the row."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(f"{code}: {key}")
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True)
class Written:
    """What a change did in one store."""

    store: str
    changed: int
    unchanged: int


def place_of(row: Row) -> tuple[str, str]:
    """Table and key of a row that HQ decides."""
    match row:
        case CategoryRow():
            return "category", row.code
        case ItemRow():
            return "item", row.id
        case PriceRow():
            return "price", f"{row.item}|{row.valid_from}"
        case StaffRow():
            return "staff", row.id
        case SettingRow():
            return "setting", row.name
        case NoticeRow():
            return "notice", row.id
        case _:
            raise TypeError(type(row).__name__)


def check(row: Row) -> None:
    """Raises CatalogueError for a row that no till could use."""
    table, key = place_of(row)
    for name, value in zip(row.__struct_fields__, msgspec.structs.astuple(row), strict=True):
        if isinstance(value, str) and (len(value) > MOST_TEXT or "\0" in value):
            raise CatalogueError(f"bad_{name}", key)
    # A category may be named in words; everything else has an id that any file can carry.
    words = table in ("category", "setting") and 0 < len(key) <= 32 and key.isprintable()
    if not words and not _is_id(row.item if isinstance(row, PriceRow) else key):
        raise CatalogueError(f"bad_{table}_id", key)
    match row:
        case ItemRow():
            _check_item(row)
        case PriceRow() if not (0 <= row.price <= MOST_FEN and 0 <= row.valid_from < 1 << 48):
            raise CatalogueError("bad_price", key)
        case StaffRow() if row.role not in ROLES or not row.name.strip():
            raise CatalogueError("bad_staff", key)
        case CategoryRow() if not row.name.strip():
            raise CatalogueError("bad_name", key)
        case SettingRow():
            _check_json(row)


def _check_item(row: ItemRow) -> None:
    if not row.name.strip():
        raise CatalogueError("bad_name", row.id)
    if not all(_is_code(code) for code in (row.code, row.plu, *(c.code for c in row.codes))):
        raise CatalogueError("bad_code", row.id)
    amounts = (row.cost, row.price_floor, *(c.pack_price or 0 for c in row.codes))
    if not all(0 <= amount <= MOST_FEN for amount in amounts):
        raise CatalogueError("bad_price", row.id)
    if not all(0 < c.pack_qty <= MOST_FEN for c in row.codes):
        raise CatalogueError("bad_pack", row.id)
    if not 0 <= row.tax_bp <= 10_000 or not 0 <= row.shelf_life <= 36_500:
        raise CatalogueError("bad_number", row.id)


def _check_json(row: SettingRow) -> None:
    try:
        msgspec.json.decode(row.value)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CatalogueError("bad_value", row.name) from error


def put(
    database: Database,
    stores: Sequence[str],
    rows: Sequence[Row],
    *,
    item_fields: frozenset[str] = frozenset(),
) -> list[Written]:
    """Add or replace rows in each of these stores, visible whole in each.

    ``item_fields`` names the fields of goods that the rows speak of: goods that a store has
    already keep their others (empty: the rows speak of all).
    All rows are checked before the first is written. Raises CatalogueError, KeyError (no store).
    """
    for row in rows:
        check(row)
    wanted: list[tuple[str, str, Row | None]] = [(*place_of(row), row) for row in rows]
    written = []
    for store in stores:
        with database.scope(store) as scope:
            written.append(put_in(scope, store, wanted, item_fields))
    return written


def remove(
    database: Database, stores: Sequence[str], places: Iterable[tuple[str, str]]
) -> list[Written]:
    """Delete rows by (table, key) in each of these stores; what is not there stays so."""
    wanted: list[tuple[str, str, Row | None]] = [(table, key, None) for table, key in places]
    written = []
    for store in stores:
        with database.scope(store) as scope:
            written.append(put_in(scope, store, wanted))
    return written


def put_in(
    scope: Scope,
    store: str,
    wanted: Sequence[tuple[str, str, Row | None]],
    item_fields: frozenset[str] = frozenset(),
) -> Written:
    """Publish those of the (table, key, row) that differ from what the store has."""
    if item_fields:
        held = _bodies(scope, store, {(table, key) for table, key, _ in wanted})
        wanted = [
            (tab, key, _merged(held.get((tab, key)), row, item_fields)) for tab, key, row in wanted
        ]
    encoded = [(tab, key, None if row is None else canonical(row)) for tab, key, row in wanted]
    return put_bodies(scope, store, encoded)


def put_bodies(
    scope: Scope, store: str, wanted: Sequence[tuple[str, str, bytes | None]]
) -> Written:
    """The same for rows that are encoded already (`canonical`)."""
    held = _bodies(scope, store, {(table, key) for table, key, _ in wanted})
    changed = [row for row in wanted if held.get((row[0], row[1])) != row[2]]
    publish_bodies(scope, store, changed)
    return Written(store, len(changed), len(wanted) - len(changed))


def _merged(old: bytes | None, row: Row | None, fields: frozenset[str]) -> Row | None:
    """Goods with the fields that are spoken of new and the rest as it was."""
    if old is None or not isinstance(row, ItemRow):
        return row
    known = msgspec.json.decode(old, type=ItemRow)
    changes: dict[str, Any] = {name: getattr(row, name) for name in fields}
    if "codes" in changes:  # packs that the store has stay
        own = {code.code for code in row.codes} | {known.code}
        changes["codes"] = row.codes + tuple(c for c in known.codes if c.code not in own)
    return msgspec.structs.replace(known, **changes)


def _bodies(
    scope: Scope, store: str, places: set[tuple[str, str]]
) -> dict[tuple[str, str], bytes | None]:
    found: dict[tuple[str, str], bytes | None] = {}
    for table in sorted({table for table, _ in places}):
        keys = sorted(key for tab, key in places if tab == table)
        for start in range(0, len(keys), ASKED_AT_ONCE):
            rows = scope.conn.execute(
                scope.select(t.feed, t.feed.c.key, t.feed.c.body).where(
                    t.feed.c.store_id == store,
                    t.feed.c.tab == table,
                    t.feed.c.key.in_(keys[start : start + ASKED_AT_ONCE]),
                )
            )
            found |= {(table, key): _bytes(body) for key, body in rows}
    return found


def _bytes(body: Any) -> bytes | None:  # noqa: ANN401 - the driver's own bytes
    return None if body is None else bytes(body)


def change_price(
    database: Database, stores: Sequence[str], item: str, price: int, valid_from: int
) -> list[Written]:
    """A price (fen) in force from ``valid_from`` (UTC ms) on; earlier ones stay what they were.

    Raises CatalogueError ``no_such_item`` where a store has no such goods: none is changed then.
    """
    for store in stores:
        with database.reading(store) as scope:
            if _bodies(scope, store, {("item", item)}).get(("item", item)) is None:
                raise CatalogueError("no_such_item", f"{store} {item}")
    return put(database, stores, [PriceRow(item=item, valid_from=valid_from, price=price)])


def rows_of(scope: Scope, store: str, kind: type[R]) -> list[R]:
    """Every live row of one kind in a store, by key."""
    (table,) = (name for name, known in TABLES.items() if known is kind)
    bodies = scope.conn.execute(
        scope.select(t.feed, t.feed.c.body)
        .where(t.feed.c.store_id == store, t.feed.c.tab == table, t.feed.c.body.is_not(None))
        .order_by(t.feed.c.key)
    ).scalars()
    decoder = msgspec.json.Decoder(kind)
    return [decoder.decode(bytes(body)) for body in bodies]


def prices_at(scope: Scope, store: str, now: int) -> dict[str, int]:
    """The price in force (fen) by item."""
    found: dict[str, PriceRow] = {}
    for row in rows_of(scope, store, PriceRow):
        if row.valid_from <= now and (
            row.item not in found or row.valid_from > found[row.item].valid_from
        ):
            found[row.item] = row
    return {item: row.price for item, row in found.items()}
