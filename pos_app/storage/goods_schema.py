"""Tables of the catalogue: mirrors of what HQ feeds, and the index by which goods are found."""

from __future__ import annotations

from sqlite_utils import Database

SCHEMA = """
CREATE TABLE category (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  rank INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE item (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  spec TEXT NOT NULL,
  unit TEXT NOT NULL,
  code TEXT NOT NULL,
  category TEXT NOT NULL,
  category_name TEXT NOT NULL,
  price INTEGER,
  cost INTEGER NOT NULL,
  weighed INTEGER NOT NULL,
  plu TEXT NOT NULL,
  tax_bp INTEGER NOT NULL,
  tobacco INTEGER NOT NULL,
  price_floor INTEGER NOT NULL,
  supply TEXT NOT NULL,
  origin TEXT NOT NULL,
  shelf_life INTEGER NOT NULL,
  storage TEXT NOT NULL,
  colour TEXT NOT NULL,
  quick_page TEXT NOT NULL,
  quick_rank INTEGER NOT NULL,
  active INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX item_plu ON item(plu) WHERE plu <> '';
CREATE INDEX item_category ON item(category);
CREATE INDEX item_quick ON item(quick_rank) WHERE quick_page <> '';
CREATE TABLE item_code (
  code TEXT PRIMARY KEY,
  item TEXT NOT NULL,
  pack_qty INTEGER NOT NULL,
  pack_price INTEGER,
  reversed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX item_code_item ON item_code(item);
CREATE INDEX item_code_reversed ON item_code(reversed, item);
CREATE TABLE price_history (
  item TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  price INTEGER NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (item, valid_from)
) STRICT, WITHOUT ROWID;
CREATE TABLE item_search (
  n INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  sort TEXT NOT NULL,
  initials TEXT NOT NULL,
  pinyin TEXT NOT NULL
) STRICT;
CREATE INDEX item_search_text ON item_search(text);
CREATE INDEX item_search_sort ON item_search(sort);
CREATE TABLE item_key (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (kind, key, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE item_rank (
  n INTEGER PRIMARY KEY,
  score INTEGER NOT NULL
) STRICT;
CREATE INDEX item_rank_score ON item_rank(score);
CREATE VIRTUAL TABLE item_fts USING fts5(
  text, content='', contentless_delete=1, tokenize='unicode61'
);
"""


def create(db: Database) -> None:
    """All tables, inside the caller's transaction."""
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
