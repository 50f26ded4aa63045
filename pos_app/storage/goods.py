"""The catalogue in the shop's file: looked up by code, found by words, saved by its owner.

Nothing here commits: whoever saves has a transaction open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any

from pos_app.domain.item import Category, Item, Pack, Scanned
from pos_app.domain.money import MILLI
from pos_app.services.catalogue_rows import GoodsRow, Hit, PriceStep, QuickPage
from pos_app.storage import search, search_index
from pos_app.storage.connection import Connection
from pos_app.storage.search import PLU_DIGITS
from pos_app.storage.search_spans import spans_of

FIELDS = tuple(f.name for f in fields(Item))
COLUMNS = ", ".join(f"i.{name}" for name in FIELDS)
FLAGS = tuple(FIELDS.index(name) for name in ("weighed", "tobacco", "active"))
BATCH = 5_000

_BY_CODE = f"""SELECT c.pack_qty, c.pack_price, {COLUMNS}
FROM item_code c JOIN item i ON i.id = c.item WHERE c.code = ?"""
_BY_ID = f"SELECT {COLUMNS} FROM item i WHERE i.id = ?"
_BY_PLU = f"SELECT {COLUMNS} FROM item i WHERE i.plu = ? AND i.plu <> ''"
_NUMBER = "(SELECT n FROM item WHERE id = ?2)"
_SAVE = f"""INSERT INTO item ({", ".join(FIELDS)}, version)
VALUES ({", ".join("?" * (len(FIELDS) + 1))})
ON CONFLICT(id) DO UPDATE SET
{", ".join(f"{name} = excluded.{name}" for name in (*FIELDS[1:], "version"))}"""


class GoodsBook:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def by_code(self, code: str) -> Scanned | None:
        """What exactly this code is on: a single or a case."""
        row = self._conn.execute(_BY_CODE, (code,)).fetchone()
        if row is None:
            return None
        qty, price = row[0], row[1]
        item = _item(row[2:])
        pack = None if qty == MILLI and price is None else Pack(code=code, qty=qty, price=price)
        return Scanned(item=item, code=code, qty=qty, pack=pack)

    def by_plu(self, plu: str) -> Item | None:
        """Weighed goods by the number on the scale; leading zeros do not matter."""
        row = self._conn.execute(_BY_PLU, (plu.zfill(PLU_DIGITS),)).fetchone()
        return _item(row) if row else None

    def get(self, item_id: str) -> Item | None:
        row = self._conn.execute(_BY_ID, (item_id,)).fetchone()
        return _item(row) if row else None

    def packs(self, item_id: str) -> tuple[Pack, ...]:
        """Cases and further codes of goods, beside the item's own code; the smallest first."""
        rows = self._conn.execute(
            """SELECT c.code, c.pack_qty, c.pack_price FROM item_code c JOIN item i ON i.id = c.item
            WHERE c.item = ? AND c.code <> i.code ORDER BY c.pack_qty, c.code""",
            (item_id,),
        )
        return tuple(Pack(code=r[0], qty=r[1], price=r[2]) for r in rows)

    def find(self, query: str, limit: int = 20, *, inactive: bool = False) -> list[Hit]:
        """Goods by code, its last digits, PLU, pinyin initials, full pinyin, Chinese or several.

        The best ``limit``: closest match first, among equals what this shop sells most.
        """
        found = search.find(self._conn, query, limit if inactive else 2 * limit)
        hits = []
        for one in found:
            row = self._conn.execute(
                f"""SELECT s.initials, s.pinyin, {COLUMNS} FROM item i JOIN item_search s USING (n)
                WHERE i.n = ?""",
                (one.n,),
            ).fetchone()
            item = _item(row[2:])
            if item.active or inactive:
                spans = spans_of(item.name, query, one.kind, row[0], row[1])
                hits.append(Hit(item=item, kind=one.kind, spans=spans))
            if len(hits) == limit:
                break
        return hits

    def categories(self) -> list[Category]:
        rows = self._conn.execute("SELECT code, name, rank FROM category ORDER BY rank, code")
        return [Category(code=r[0], name=r[1], rank=r[2]) for r in rows]

    def quick_items(self) -> tuple[QuickPage, ...]:
        """Pages of tiles; pages and tiles in the order of their goods' quick_rank."""
        pages: dict[str, list[Item]] = {}
        rows = self._conn.execute(
            f"""SELECT {COLUMNS} FROM item i WHERE i.quick_page <> '' AND i.active
            ORDER BY i.quick_rank, i.n"""
        )
        for row in rows:
            item = _item(row)
            pages.setdefault(item.quick_page, []).append(item)
        return tuple(QuickPage(name=name, items=tuple(items)) for name, items in pages.items())

    def page(
        self,
        category: str = "",
        after: str = "",
        limit: int = 100,
        *,
        inactive: bool = False,
    ) -> list[Item]:
        """Goods in the order of their pinyin, those that follow the item with id ``after``.

        ``category`` empty: all. An ``after`` that is gone begins anew.
        """
        rows = self._conn.execute(
            f"""SELECT {COLUMNS} FROM item_search s CROSS JOIN item i ON i.n = s.n
            WHERE (s.sort, s.n) > (
              coalesce((SELECT sort FROM item_search WHERE n = {_NUMBER}), ''),
              coalesce({_NUMBER}, 0))
            AND (?1 = '' OR i.category = ?1) AND (?3 OR i.active)
            ORDER BY s.sort, s.n LIMIT ?4""",
            (category, after, int(inactive), limit),
        )
        return [_item(row) for row in rows]

    def count(self, category: str = "") -> int:
        """Goods that are sold at present."""
        (number,) = self._conn.execute(
            "SELECT count(*) FROM item WHERE active AND (?1 = '' OR category = ?1)", (category,)
        ).fetchone()
        return int(number)

    def price_history(self, item_id: str) -> list[PriceStep]:
        """The newest first."""
        rows = self._conn.execute(
            """SELECT valid_from, price, actor, source FROM price_history
            WHERE item = ? ORDER BY valid_from DESC""",
            (item_id,),
        )
        return [PriceStep(valid_from=r[0], price=r[1], actor=r[2], source=r[3]) for r in rows]

    def code_owners(self) -> dict[str, tuple[str, bool]]:
        """Every code with its item's id and whether it is on a single (not on a case)."""
        rows = self._conn.execute("SELECT code, item, pack_qty, pack_price FROM item_code")
        return {code: (item, qty == MILLI and price is None) for code, item, qty, price in rows}

    def plu_owners(self) -> dict[str, str]:
        """Ids of goods by the number on the scale."""
        return dict(self._conn.execute("SELECT plu, id FROM item WHERE plu <> ''"))

    def uncoded(self) -> dict[tuple[str, str], str]:
        """Ids of goods with neither code nor PLU, by name and size."""
        rows = self._conn.execute("SELECT name, spec, id FROM item WHERE code = '' AND plu = ''")
        return {(name, spec): item_id for name, spec, item_id in rows}

    def save_categories(self, categories: Iterable[Category]) -> None:
        self._conn.executemany(
            "INSERT OR REPLACE INTO category VALUES (?,?,?)",
            [(c.code, c.name, c.rank) for c in categories],
        )

    def save(
        self,
        item: Item,
        packs: tuple[Pack, ...] | None = None,
        *,
        at: int,
        actor: str = "",
        source: str = "",
    ) -> None:
        """Store goods and, where the price is another one, the step in its history.

        ``at`` is UTC ms. The caller has made sure that the codes are free.
        """
        self.save_many((GoodsRow(item=item, packs=packs),), at=at, actor=actor, source=source)

    def save_many(
        self, goods: Iterable[GoodsRow], *, at: int, actor: str = "", source: str = ""
    ) -> None:
        """Store many goods in bulk, as `save` does."""
        rows = iter(goods)
        (stored,) = self._conn.execute("SELECT EXISTS (SELECT 1 FROM item)").fetchone()
        indexed = search_index.Indexer(self._conn, empty=not stored)
        now = PriceStep(valid_from=at, price=0, actor=actor, source=source)
        while batch := list(islice(rows, BATCH)):
            before: dict[str, int | None] = {}
            if stored:
                before = self._prices([row.item.id for row in batch])
                self._drop_old_codes(batch)
            self._conn.executemany(_SAVE, [_values(row) for row in batch])
            self._add_codes(batch)
            self._save_history(batch, before, now)
            indexed.add(self._numbered(batch))
        indexed.finish()

    def set_ranks(self, scores: dict[str, int]) -> None:
        """How well goods sell by item id, in place of what was known."""
        search_index.set_ranks(self._conn, scores)

    def add_sold(self, items: Iterable[str], score: int = 1) -> None:
        """Goods were sold once more; the next search lists them a little higher."""
        search_index.add_sold(self._conn, items, score)

    def rank_by_sales(self, since: str) -> None:
        """Order finds by what this shop sold since a business date (``YYYY-MM-DD``)."""
        search_index.rank_by_sales(self._conn, since)

    def _prices(self, ids: Sequence[str]) -> dict[str, int | None]:
        found = {}
        for item_id in ids:
            row = self._conn.execute("SELECT price FROM item WHERE id = ?", (item_id,)).fetchone()
            if row:
                found[item_id] = row[0]
        return found

    def _numbered(self, batch: list[GoodsRow]) -> Iterator[tuple[int, Item]]:
        for row in batch:
            found = self._conn.execute("SELECT n FROM item WHERE id = ?", (row.item.id,))
            yield found.fetchone()[0], row.item

    def _drop_old_codes(self, batch: list[GoodsRow]) -> None:
        """All codes of goods whose packs are given, the item's own old code of the others."""
        self._conn.executemany(
            "DELETE FROM item_code WHERE item = ?",
            [(row.item.id,) for row in batch if row.packs is not None],
        )
        self._conn.executemany(
            "DELETE FROM item_code WHERE code = (SELECT code FROM item WHERE id = ?)",
            [(row.item.id,) for row in batch if row.packs is None],
        )

    def _add_codes(self, batch: list[GoodsRow]) -> None:
        codes: list[tuple[str, str, int, int | None, str]] = []
        for row in batch:
            item = row.item
            if item.code:
                codes.append((item.code, item.id, MILLI, None, item.code[::-1]))
            codes += [(p.code, item.id, p.qty, p.price, p.code[::-1]) for p in row.packs or ()]
        self._conn.executemany("INSERT INTO item_code VALUES (?,?,?,?,?)", codes)

    def _save_history(
        self, batch: list[GoodsRow], before: dict[str, int | None], now: PriceStep
    ) -> None:
        steps = []
        for row in batch:
            item = row.item
            steps += [(item.id, h.valid_from, h.price, h.actor, h.source) for h in row.history]
            old = row.history[-1].price if row.history else before.get(item.id)
            if item.price is not None and item.price != old:
                steps.append((item.id, now.valid_from, item.price, now.actor, now.source))
        self._conn.executemany("INSERT OR REPLACE INTO price_history VALUES (?,?,?,?,?)", steps)


def _item(row: Sequence[Any]) -> Item:
    values = dict(zip(FIELDS, row, strict=True))
    values["weighed"] = bool(values["weighed"])
    values["tobacco"] = bool(values["tobacco"])
    values["active"] = bool(values["active"])
    return Item(**values)


def _values(row: GoodsRow) -> tuple[Any, ...]:
    values: list[Any] = [getattr(row.item, name) for name in FIELDS]
    for flag in FLAGS:
        values[flag] = int(values[flag])
    plu = FIELDS.index("plu")
    if values[plu]:
        values[plu] = values[plu].zfill(PLU_DIGITS)
    return (*values, row.version)
