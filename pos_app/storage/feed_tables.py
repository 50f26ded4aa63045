"""How each fed table lands in the till's own: goods, prices, people, settings, other tills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from pos_app.domain.item import Category, Item, Pack
from pos_app.domain.pinyin_keys import name_keys
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.storage import orders
from pos_app.storage.connection import Connection
from pos_app.storage.goods import GoodsBook
from pos_app.storage.search import PLU_DIGITS
from sync.wire import feed
from sync.wire.messages import Change
from sync.wire.supply_feed import SUPPLY_TABLES

Landed = tuple[str, bytes | None, bytes | None]
"""Key, the new body and the one before it; None: there is none."""
HQ = "hq"


def warm_up(changes: Sequence[Change]) -> None:
    """Load what search keys need before the file is held: the dictionary takes a while."""
    if any(c.table == "item" for c in changes):
        name_keys("喜")


def item_of(row: feed.ItemRow, price: int | None) -> Item:
    """The article as the till keeps it, at the price that is in force."""
    names = set(Item.__dataclass_fields__) - {"price"}
    return Item(price=price, **{name: getattr(row, name) for name in names})


def goods_of(conn: Connection, row: feed.ItemRow, *, active: bool, version: int) -> GoodsRow:
    """An article with its packs; its price comes from the store's list or stays what it was."""
    make_room(conn, row)
    found = conn.execute("SELECT price FROM item WHERE id = ?", (row.id,)).fetchone()
    due = conn.execute(
        """SELECT price FROM price_due WHERE item = ? AND valid_from <= ?
        ORDER BY valid_from DESC LIMIT 1""",
        (row.id, version),
    ).fetchone()
    price = due[0] if due else found[0] if found else None
    own = conn.execute("SELECT average FROM item_cost WHERE item = ?", (row.id,)).fetchone()
    cost = own[0] if own else row.cost  # what the shop really paid, once it received any
    item = item_of(msgspec.structs.replace(row, active=row.active and active, cost=cost), price)
    packs = tuple(
        Pack(code=c.code, qty=c.pack_qty, price=c.pack_price)
        for c in row.codes
        if c.code != row.code
    )
    return GoodsRow(item=item, packs=packs, version=version)


def make_room(conn: Connection, row: feed.ItemRow) -> None:
    """HQ wins: a code or scale number that goods of this shop had taken leads to HQ's now."""
    codes = {row.code, *(c.code for c in row.codes)} - {""}
    conn.executemany(
        "DELETE FROM item_code WHERE code = ? AND item <> ?", [(c, row.id) for c in sorted(codes)]
    )
    if row.plu:
        conn.execute(
            "UPDATE item SET plu = '' WHERE plu = ? AND id <> ?",
            (row.plu.zfill(PLU_DIGITS), row.id),
        )


def without_clashes(goods: Sequence[GoodsRow]) -> list[GoodsRow]:
    """Where two articles of a page claim one code or scale number, the later one has it."""
    taken: set[str] = set()
    kept: list[GoodsRow] = []
    for row in reversed(goods):
        item, plu = row.item, f"plu {row.item.plu.zfill(PLU_DIGITS)}"
        if item.code in taken:
            item = replace(item, code="")
        if item.plu and plu in taken:
            item = replace(item, plu="")
        packs = {p.code: p for p in row.packs or () if p.code not in taken}
        taken |= {item.code, plu if item.plu else "", *packs} - {""}
        kept.append(replace(row, item=item, packs=tuple(packs.values())))
    return kept[::-1]


def land_categories(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    decoded = [msgspec.json.decode(new, type=feed.CategoryRow) for _, new, _ in rows if new]
    GoodsBook(conn).save_categories(
        [Category(code=r.code, name=r.name, rank=r.rank) for r in decoded]
    )


def land_items(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    """Goods that HQ took out are switched off, not forgotten: old receipts name them."""
    decoded = [msgspec.json.decode(new, type=feed.ItemRow) for _, new, _ in rows if new]
    goods = [goods_of(conn, row, active=True, version=now) for row in decoded]
    GoodsBook(conn).save_many(without_clashes(goods), at=now, actor=HQ, source=HQ)
    conn.executemany(
        "UPDATE item SET active = 0 WHERE id = ?", [(key,) for key, new, _ in rows if not new]
    )


def land_prices(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    """Prices of the list; those whose time has come are put in force."""
    for key, new, _ in rows:
        if new is None:
            item, _, at = key.rpartition("|")
            conn.execute("DELETE FROM price_due WHERE item = ? AND valid_from = ?", (item, int(at)))
            continue
        row = msgspec.json.decode(new, type=feed.PriceRow)
        conn.execute(
            "INSERT OR REPLACE INTO price_due VALUES (?,?,?,0)",
            (row.item, row.valid_from, row.price),
        )
    put_in_force(conn, now)


def any_due(conn: Connection, now: int) -> bool:
    due = "SELECT 1 FROM price_due WHERE in_force = 0 AND valid_from <= ? LIMIT 1"
    return conn.execute(due, (now,)).fetchone() is not None


def put_in_force(conn: Connection, now: int) -> int:
    """Give goods the prices whose time has come; gives the number of goods that changed."""
    due = conn.execute(
        """SELECT item, valid_from, price FROM price_due WHERE in_force = 0 AND valid_from <= ?
        ORDER BY item, valid_from""",
        (now,),
    ).fetchall()
    changed = 0
    for item, valid_from, price in due:
        done = conn.execute(
            "UPDATE item SET price = ? WHERE id = ? AND price IS NOT ?", (price, item, price)
        )
        changed += done.rowcount
        conn.execute(
            "INSERT OR REPLACE INTO price_history VALUES (?,?,?,?,?)",
            (item, valid_from, price, HQ, HQ),
        )
        conn.execute(
            "UPDATE price_due SET in_force = 1 WHERE item = ? AND valid_from = ?",
            (item, valid_from),
        )
    return changed


def land_staff(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    """People of HQ's list; a PIN that was set at the till stays."""
    for key, new, _ in rows:
        if new is None:
            conn.execute("UPDATE staff SET active = 0 WHERE id = ?", (key,))
            continue
        row = msgspec.json.decode(new, type=feed.StaffRow)
        conn.execute(
            """INSERT INTO staff(id, name, role, active, pin_hash) VALUES (?,?,?,?,'')
            ON CONFLICT(id) DO UPDATE SET name = excluded.name, role = excluded.role,
            active = excluded.active""",
            (row.id, row.name, row.role, int(row.active)),
        )


def land_settings(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    for key, new, _ in rows:
        if new is None:
            conn.execute("DELETE FROM setting WHERE name = ?", (key,))
            continue
        row = msgspec.json.decode(new, type=feed.SettingRow)
        conn.execute("INSERT OR REPLACE INTO setting VALUES (?,?)", (row.name, row.value))


def land_other_tills(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    """Other tills' net moves: what is new of each is added, so the order does not matter."""
    mine = conn.execute("SELECT till FROM identity").fetchone()[0]
    for _, new, old in rows:
        if (body := new or old) is None:
            continue
        row = msgspec.json.decode(body, type=feed.OtherTillRow)
        before = msgspec.json.decode(old, type=feed.OtherTillRow).qty if old else 0
        if row.till != mine:
            conn.execute(
                """INSERT INTO other_stock VALUES (?,?)
                ON CONFLICT(item) DO UPDATE SET qty = qty + excluded.qty""",
                (row.item, (row.qty if new else 0) - before),
            )


def land_orders(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    orders.land_orders(conn, [(key, new) for key, new, _ in rows])


def land_rules(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    for _, new, _ in rows:
        if new is not None:
            orders.keep_rules(conn, msgspec.json.decode(new, type=feed.ShopRulesRow))


def land_nothing(conn: Connection, rows: Sequence[Landed], now: int) -> None:
    """Rows that screens read where they lie."""


LAND: dict[str, Callable[[Connection, Sequence[Landed], int], None]] = {
    "category": land_categories,
    "item": land_items,
    "price": land_prices,
    "staff": land_staff,
    "setting": land_settings,
    "notice": land_nothing,
    "other_till": land_other_tills,
    "other_parked": land_nothing,
    "order": land_orders,
    "shop_rules": land_rules,
    **dict.fromkeys(SUPPLY_TABLES, land_nothing),
}
"""In this order, so that goods are there when their prices come."""
