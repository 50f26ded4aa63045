"""Writing the index by which goods are found: names' keys, texts and how well goods sell."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.domain import pinyin_keys
from pos_app.domain.item import Item
from pos_app.domain.pinyin_keys import fold
from pos_app.storage.connection import Connection

INITIALS_START, PINYIN_START, INITIALS_INSIDE, PINYIN_INSIDE = range(4)
OPTIMIZE_FROM = 5_000
"""A load of this size leaves the full-text index in many pieces worth joining at once."""
Key = tuple[int, str, int]
SearchRow = tuple[int, str, str, str, str]


def tokens(folded: str) -> list[str]:
    """What full text search keeps: each Chinese character by itself, Latin words and numbers."""
    found: list[str] = []
    run = ""
    for c in folded:
        if c.isascii() and c.isalnum():
            run += c
            continue
        if run:
            found.append(run)
            run = ""
        if c.isalnum():
            found.append(c)
    return [*found, run] if run else found


def searched_text(item: Item) -> str:
    """What Chinese words are looked for in: the name first, then size and origin."""
    return fold(" ".join((item.name, item.spec, item.origin)))


def search_row(n: int, item: Item) -> SearchRow:
    """A row of item_search; spellings stand behind a bar each, so that a start can be told."""
    keys = pinyin_keys.name_keys(item.name)
    sort = (keys.pinyin[0].lower() if keys.pinyin else "") + " " + fold(item.name)
    return (
        n,
        searched_text(item),
        sort,
        "".join(f"|{k}" for k in keys.initials),
        "".join(f"|{k}" for k in keys.pinyin),
    )


def keys_of(row: SearchRow) -> set[Key]:
    """The rows of item_key that belong to a row of item_search."""
    n, _, _, initials, pinyin = row
    keys = pinyin_keys.NameKeys(
        initials=tuple(initials.split("|")[1:]), pinyin=tuple(pinyin.split("|")[1:])
    )
    late_initials, late_pinyin = pinyin_keys.tails(keys)
    found = {(INITIALS_START, key[: pinyin_keys.INITIALS_LENGTH], n) for key in keys.initials}
    found |= {(PINYIN_START, key[: pinyin_keys.PINYIN_LENGTH].lower(), n) for key in keys.pinyin}
    found |= {(INITIALS_INSIDE, key, n) for key in late_initials}
    return found | {(PINYIN_INSIDE, key, n) for key in late_pinyin}


class Indexer:
    """Makes goods findable under their present names; ``empty``: nothing was indexed before."""

    def __init__(self, conn: Connection, *, empty: bool) -> None:
        self._conn = conn
        self._empty = empty
        self._count = 0

    def add(self, goods: Iterable[tuple[int, Item]]) -> None:
        """``goods`` by their number in this file."""
        if not self._empty:
            goods = [(n, item) for n, item in goods if self._forget(n, item)]
        rows = [search_row(n, item) for n, item in goods]
        _insert(self._conn, rows)
        self._count += len(rows)

    def _forget(self, n: int, item: Item) -> bool:
        """Take the goods' old entries out, unless they say the same as new ones would."""
        old = self._conn.execute("SELECT * FROM item_search WHERE n = ?", (n,)).fetchone()
        if old is None:
            return True
        if old[1] == searched_text(item) and old[2].partition(" ")[2] == fold(item.name):
            return False
        self._conn.executemany(
            "DELETE FROM item_key WHERE kind = ? AND key = ? AND n = ?",
            [(kind, key, n) for kind, key, n in keys_of(old)],
        )
        self._conn.execute("DELETE FROM item_fts WHERE rowid = ?", (n,))
        return True

    def finish(self) -> None:
        if self._count >= OPTIMIZE_FROM:
            self._conn.execute("INSERT INTO item_fts(item_fts) VALUES ('optimize')")


def _insert(conn: Connection, batch: list[SearchRow]) -> None:
    conn.executemany("INSERT OR REPLACE INTO item_search VALUES (?,?,?,?,?)", batch)
    keys: set[Key] = set()
    for row in batch:
        keys |= keys_of(row)
    conn.executemany("INSERT INTO item_key VALUES (?,?,?)", sorted(keys))
    conn.executemany(
        "INSERT INTO item_fts(rowid, text) VALUES (?,?)",
        [(row[0], " ".join(tokens(row[1]))) for row in batch],
    )


def set_ranks(conn: Connection, scores: dict[str, int]) -> None:
    """How well goods sell, by item id; a higher score comes first. Unknown goods are left out."""
    conn.execute("DELETE FROM item_rank")
    conn.executemany(
        "INSERT INTO item_rank SELECT n, ?2 FROM item WHERE id = ?1",
        [(item, score) for item, score in scores.items() if score > 0],
    )


def add_sold(conn: Connection, items: Iterable[str], score: int = 1) -> None:
    """Goods were sold once more."""
    conn.executemany(
        """INSERT INTO item_rank SELECT n, ?2 FROM item WHERE id = ?1
        ON CONFLICT(n) DO UPDATE SET score = score + excluded.score""",
        [(item, score) for item in items],
    )


def rank_by_sales(conn: Connection, since: str) -> None:
    """Learn anew what sells: on how many lines of sales goods stood since a business date."""
    rows = conn.execute(
        """SELECT l.item, count(*) FROM sale s JOIN sale_line l ON l.pos = s.pos
        WHERE s.date >= ? AND l.qty > 0 GROUP BY l.item""",
        (since,),
    )
    set_ranks(conn, dict(rows.fetchall()))
