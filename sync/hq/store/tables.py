"""HQ's tables: one metadata for SQLite and PostgreSQL, every tenant row keyed by store first."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from sync.hq.store.metadata import PLAIN, metadata
from sync.hq.store.offer_table import mark_down
from sync.hq.store.supply_tables import dated_stock, receipt, receipt_line

store = Table(
    "store",
    metadata,
    Column("store_id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False, server_default=""),
    Column("feed_seq", BigInteger, nullable=False, server_default="0"),
    Column("feed_floor", BigInteger, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
)
"""``feed_seq`` is the counter of the store's feed, locked by whoever appends to it."""

device = Table(
    "device",
    metadata,
    Column("device_id", String(32), primary_key=True),
    Column("store_id", String(16), ForeignKey("store.store_id"), nullable=False),
    Column("till", String(8), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("program", Text, nullable=False, server_default=""),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("acked_seq", BigInteger, nullable=False, server_default="0"),
    Column("head_hash", LargeBinary, nullable=False),
    Column("sales", BigInteger, nullable=False, server_default="0"),
    Column("turnover", BigInteger, nullable=False, server_default="0"),
    Column("cursor", BigInteger, nullable=False, server_default="0"),
    Column("last_seen", BigInteger, nullable=False, server_default="0"),
    Column("last_fact_at", BigInteger, nullable=False, server_default="0"),
    Column("skew_ms", BigInteger, nullable=False, server_default="0"),
    Column("alarm", Text, nullable=False, server_default=""),
    Index("device_store", "store_id", "till", "epoch", unique=True),
)

enrol_code = Table(
    "enrol_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("store_id", String(16), ForeignKey("store.store_id"), nullable=False),
    Column("till", String(8), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_by", String(32), nullable=False, server_default=""),
    Index("enrol_code_store", "store_id"),
)

fact = Table(
    "fact",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("device_id", String(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("business_date", String(10), nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("payload", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "device_id", "epoch", "seq"),
    Index(
        "fact_id",
        "store_id",
        "id",
        unique=True,
        sqlite_where=text("state <> 'conflict'"),
        postgresql_where=text("state <> 'conflict'"),
    ),
    Index(
        "fact_trouble",
        "store_id",
        "state",
        sqlite_where=text("state <> 'ok'"),
        postgresql_where=text("state <> 'ok'"),
    ),
)
"""``state``: ok, quarantined (acknowledged, not digested) or conflict (its id was taken).

An id is unique within its store: what another store holds cannot even be asked for here.
"""

fork = Table(
    "fork",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("device_id", String(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "device_id", "epoch", "seq", "hash"),
)
"""Facts that claim a place in a chain that another fact holds: refused, kept, alarmed.

``hash`` is SHA-256 of the payload, so that a till that insists fills no disk.
"""

feed = Table(
    "feed",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("tab", PLAIN, nullable=False),
    Column("key", PLAIN, nullable=False),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("store_id", "tab", "key"),
    Index("feed_seq", "store_id", "seq", unique=True),
)
"""The latest version of every fed row with its place in the feed; a deletion has no body."""

sales_day = Table(
    "sales_day",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("date", String(10), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("sales", BigInteger, nullable=False),
    Column("turnover", BigInteger, nullable=False),
    Column("refunds", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "date", "hour"),
)

sales_item = Table(
    "sales_item",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("date", String(10), nullable=False),
    Column("item", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("named_by", PLAIN, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "date", "item"),
)
"""``name`` is the one that the highest fact id (``named_by``) gave: order of arrival is no matter.

``cost`` is fen times thousandths, so that sums are exact; who shows it divides by 1000.
"""

till_move = Table(
    "till_move",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("till", String(8), nullable=False),
    Column("date", String(10), nullable=False),
    Column("item", String(32), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till", "date", "item"),
)
"""Net thousandths that a till moved; a store's stock is the sum over its tills and days."""

on_hand = Table(
    "on_hand",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "item"),
)
"""Thousandths of an item in the store: the sum of `till_move`, kept ready for the storefront."""

shop_order = Table(
    "shop_order",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("origin", String(4), nullable=False),
    Column("date", String(10), nullable=False),
    Column("number", String(40), nullable=False),
    Column("code", String(12), nullable=False),
    Column("mode", String(12), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("channel_ref", String(80), nullable=False, server_default=""),
    Column("pay", String(16), nullable=False),
    Column("state", String(20), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("slot_date", String(10), nullable=False, server_default=""),
    Column("slot_start", Integer, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False, server_default="0"),
    Column("refund", String(8), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "order_id"),
    Index("shop_order_date", "store_id", "date"),
    Index("shop_order_slot", "store_id", "slot_date"),
    Index("shop_order_channel", "store_id", "channel", "channel_ref"),
    Index(
        "shop_order_open", "placed_at",
        sqlite_where=text("is_open"), postgresql_where=text("is_open"),
    ),
    Index(
        "shop_order_refund", "refund",
        sqlite_where=text("refund IN ('DUE', 'SENT')"),
        postgresql_where=text("refund IN ('DUE', 'SENT')"),
    ),
)  # fmt: skip
"""What was placed (``body``) and how it stands. ``origin``: ``hq`` took it or a ``till``'s fact
told of it; the latter are built anew by `rebuild`."""

order_move = Table(
    "order_move",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("move_id", String(64), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("origin", String(4), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "move_id"),
    Index("order_move_order", "store_id", "order_id"),
)

order_reserve = Table(
    "order_reserve",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("item", String(32), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "order_id", "item"),
    Index("order_reserve_item", "store_id", "item"),
)
"""Thousandths that open orders hold back."""

shop_rules = Table(
    "shop_rules",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("origin", String(4), nullable=False),
    Column("rule_id", PLAIN, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "origin"),
)
"""How the shop hands over; of the two origins the higher version holds, then id."""

order_payment = Table(
    "order_payment",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("payment_id", String(64), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reference", String(80), nullable=False, server_default=""),
    Column("url", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ask_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "payment_id"),
    Index("order_payment_order", "store_id", "order_id"),
    Index(
        "order_payment_open", "ask_at",
        sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
    ),
)  # fmt: skip
"""Payments asked of the gateway: ``open`` until it says ``paid`` or ``closed``."""

order_refund = Table(
    "order_refund",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("refund_id", String(64), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("payment_id", String(64), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "refund_id"),
    Index("order_refund_order", "store_id", "order_id"),
    Index(
        "order_refund_due", "next_at",
        sqlite_where=text("state = 'sent'"), postgresql_where=text("state = 'sent'"),
    ),
)  # fmt: skip
"""Refunds given to the gateway under an id that it takes once: ``sent``, ``done`` or ``failed``."""

channel_event = Table(
    "channel_event",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "event_id"),
    Index("channel_event_ref", "store_id", "channel", "ref"),
)
"""What outside sources told, once each; not ``done``: it waits for its order."""

channel_call = Table(
    "channel_call",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("call_id", String(96), nullable=False),
    Column("order_id", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "call_id"),
    Index(
        "channel_call_due", "next_at",
        sqlite_where=text("state = 'due'"), postgresql_where=text("state = 'due'"),
    ),
)  # fmt: skip
"""What an outside source is to be told of its order, until it took it: due, done or refused."""

feed_mark = Table(
    "feed_mark",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("day", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "day"),
)
"""Where the store's feed stood on a day (days since 1970): how deletions are told by their age."""

operator_log = Table(
    "operator_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", String(40), nullable=False),
    Column("deed", String(30), nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("details", Text, nullable=False, server_default="{}"),
    Index("operator_log_at", "at"),
)
"""What operators did: written once, never changed. ``place``: the store, empty for several or
none."""

account = Table(
    "account",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("language", String(2), nullable=False, server_default="zh"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", BigInteger, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
)
"""Operators of the console; no tenant row."""

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(40), ForeignKey("account.name"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

PROJECTIONS = (
    sales_day, sales_item, till_move, on_hand, dated_stock, receipt, receipt_line, mark_down,
)  # fmt: skip
"""Built from facts alone; `rebuild` makes them anew and a test compares."""

TENANT = tuple(t for t in metadata.sorted_tables if "store_id" in t.c)
"""Every table with a store: each has a policy on PostgreSQL."""
