"""HQ's tables of supply: who delivers what, plans, orders, shipments, claims, accounts.

Money is in fen, quantities in thousandths, times in UTC ms, dates ``YYYY-MM-DD``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from sync.hq.store.metadata import metadata
from sync.hq.store.plan_tables import day_mark, plan_next, plan_range, plan_recent

supplier = Table(
    "supplier",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("order_days", String(20), nullable=False),
    Column("cutoff", Integer, nullable=False),
    Column("lead_days", Integer, nullable=False),
    Column("lead_spread", Integer, nullable=False, server_default="0"),
    Column("minimum", BigInteger, nullable=False, server_default="0"),
    Column("return_days", Integer, nullable=False, server_default="-1"),
    Column("claim_days", Integer, nullable=False, server_default="3"),
    Column("grant_up_to", BigInteger, nullable=False, server_default="20000"),
)
"""Chain-wide. ``order_days``: weekdays such as ``0,2,4``; ``cutoff``: minutes after midnight;
``grant_up_to``: a claim that matches its shipment is granted by itself up to so many fen."""

supply_item = Table(
    "supply_item",
    metadata,
    Column("item", String(32), primary_key=True),
    Column("supplier", String(32), nullable=False),
    Column("pack", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("moq", Integer, nullable=False, server_default="1"),
    Column("pack_code", String(20), nullable=False, server_default=""),
    Column("available", Boolean, nullable=False, server_default=text("true")),
    Column("substitute", String(32), nullable=False, server_default=""),
    Column("left_packs", BigInteger),
    Column("price", BigInteger, nullable=False, server_default="0"),
    Column("season", String(40), nullable=False, server_default=""),
    Column("card", LargeBinary, nullable=False),
    Index("supply_item_supplier", "supplier"),
)
"""Chain-wide: ``cost`` fen a pack; ``left_packs`` that the supplier still has (null: enough);
``price`` is what it is meant to sell for, ``season`` months such as ``6,7,8``, ``card`` the
goods as a shop's catalogue would hold them (an ItemRow)."""

supply_special = Table(
    "supply_special",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("supplier", String(32)),
    Column("pack", BigInteger),
    Column("cost", BigInteger),
    Column("moq", Integer),
    Column("available", Boolean),
    Column("capacity", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "item"),
)
"""What is otherwise in one store; null: as in the chain. ``capacity``: thousandths on the shelf."""

plan_state = Table(
    "plan_state",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("settled", String(10), nullable=False),
    Column("planned", String(10), nullable=False),
    Column("fed", String(64), nullable=False, server_default=""),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id"),
)
"""What the planner had learned at the close of ``settled``; ``fed`` marks what the store was told
of suppliers and packs."""

proposal = Table(
    "proposal",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("proposal_id", String(64), nullable=False),
    Column("supplier", String(32), nullable=False),
    Column("date", String(10), nullable=False),
    Column("state", String(8), nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "proposal_id"),
    Index("proposal_date", "store_id", "date"),
)

proposal_line = Table(
    "proposal_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("proposal_id", String(64), nullable=False),
    Column("item", String(32), nullable=False),
    Column("packs", Integer, nullable=False),
    Column("ordered", Integer),
    Column("reason", String(32), nullable=False, server_default=""),
    Column("body", LargeBinary, nullable=False),
    Column("habit", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "proposal_id", "item"),
    Index(
        "proposal_line_changed", "store_id", "item",
        postgresql_where=text("ordered <> packs - habit"),
        sqlite_where=text("ordered <> packs - habit"),
    ),
)  # fmt: skip
"""``packs`` were proposed, ``habit`` of them because the owner usually changes so many; ``ordered``
were asked for (null: no order yet) and ``reason`` is why the owner changed it."""

supply_order = Table(
    "supply_order",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("order_id", String(64), nullable=False),
    Column("supplier", String(32), nullable=False),
    Column("supplier_name", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("placed", String(10), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("delivery", String(10), nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("proposal_id", String(64), nullable=False, server_default=""),
    Column("said", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("store_id", "order_id"),
    Index("supply_order_delivery", "delivery", "state"),
)
"""``state``: taken, late, held, shipped, received or refused; ``total`` fen that will be given;
``said``: what the rule says of it (`supply_said`)."""

supply_order_line = Table(
    "supply_order_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("order_id", String(64), nullable=False),
    Column("no", Integer, nullable=False),
    Column("item", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("packs", Integer, nullable=False),
    Column("given", Integer),
    Column("pack", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("unit", String(16), nullable=False, server_default=""),
    Column("spec", Text, nullable=False, server_default=""),
    Column("code", String(20), nullable=False, server_default=""),
    PrimaryKeyConstraint("store_id", "order_id", "no"),
)
"""``packs`` were ordered, ``given`` is what shortage left of them (null: not shared out yet)."""

shipment = Table(
    "shipment",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("shipment_id", String(64), nullable=False),
    Column("order_id", String(64), nullable=False),
    Column("supplier", String(32), nullable=False),
    Column("date", String(10), nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("due", String(10), nullable=False),
    Column("state", String(12), nullable=False),
    Column("received_on", String(10), nullable=False, server_default=""),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "shipment_id"),
)
"""``state``: on_the_way, received or differs; ``body`` is the note as the store has it."""

shipment_line = Table(
    "shipment_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("shipment_id", String(64), nullable=False),
    Column("item", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("arrived", BigInteger),
    Column("claimed", BigInteger, nullable=False, server_default="0"),
    Column("credited", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "shipment_id", "item"),
)
"""Thousandths sent and what was billed for them; ``arrived`` by the receipt (null: none yet);
``claimed`` thousandths were granted and ``credited`` fen given back for them."""

receipt = Table(
    "receipt",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("till", String(8), nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("date", String(10), nullable=False),
    Column("receiving_id", String(64), nullable=False),
    Column("shipment_id", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("instead_of", String(64), nullable=False, server_default=""),
    PrimaryKeyConstraint("store_id", "till", "pos"),
    Index("receipt_shipment", "store_id", "shipment_id"),
    Index("receipt_receiving", "store_id", "receiving_id"),
    Index("receipt_instead_of", "store_id", "instead_of"),
)
"""Goods as tills received them; ``pos`` is epoch << 40 | seq. ``state``: counted, elsewhere
(another till's receipt of that delivery counts) or again (the same till's other one does).
``instead_of``: the receiving without a note that this one by its note stands for."""

receipt_line = Table(
    "receipt_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("till", String(8), nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("no", Integer, nullable=False),
    Column("item", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("expiry", String(10), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "till", "pos", "no"),
    Index("receipt_line_item", "store_id", "item"),
)

claim = Table(
    "claim",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("claim_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("shipment_id", String(64), nullable=False),
    Column("supplier", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("date", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("credited", BigInteger, nullable=False, server_default="0"),
    Column("note", Text, nullable=False, server_default=""),
    Column("decided_by", String(40), nullable=False, server_default=""),
    Column("body", LargeBinary, nullable=False),
    Column("till", String(8), nullable=False, server_default=""),
    Column("pos", BigInteger, nullable=False, server_default="0"),
    Column("said", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("store_id", "claim_id"),
    Index("claim_open", "state"),
    Index("claim_shipment", "store_id", "shipment_id"),
)
"""``kind``: claim or return; ``state``: open, granted or refused; ``body``: the fact's JSON, from
``till`` at ``pos`` (epoch << 40 | seq). ``decided_by``: an operator, ``rule`` where the rule did or
may credit it, else empty. ``note``: an operator's own words, ``said`` those of the rule."""

claim_line = Table(
    "claim_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("claim_id", String(64), nullable=False),
    Column("no", Integer, nullable=False),
    Column("item", String(32), nullable=False),
    Column("expiry", String(10), nullable=False, server_default=""),
    Column("qty", BigInteger, nullable=False),
    Column("worth", BigInteger, nullable=False, server_default="0"),
    Column("taken", BigInteger, nullable=False, server_default="0"),
    Column("fen", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("store_id", "claim_id", "no"),
    Index("claim_line_item", "store_id", "item"),
)
"""What of a claim or return was credited: ``taken`` thousandths of ``qty`` with ``fen``; ``worth``
is what the whole of a return's line was worth when HQ heard of it."""

ledger = Table(
    "ledger",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("entry_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("date", String(10), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("ref", String(64), nullable=False, server_default=""),
    Column("due", String(10), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("made_by", String(40), nullable=False, server_default=""),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "entry_id"),
)
"""A shop's account: written once, never changed; positive is owed by the shop. ``kind``: bill,
credit or payment."""

credit_line = Table(
    "credit_line",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("fen", BigInteger, nullable=False),
    Column("terms_days", Integer, nullable=False),
    Column("limited", Boolean, nullable=False, server_default=text("true")),
    PrimaryKeyConstraint("store_id"),
)
"""A shop's account: its orders are taken up to ``fen``, or without limit. A shop without a row has
no account."""

asked = Table(
    "asked",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("fact_id", String(32), nullable=False),
    Column("date", String(10), nullable=False),
    Column("asked", Text, nullable=False),
    Column("item", String(32), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "fact_id"),
    Index("asked_date", "date"),
)
"""What customers asked for in vain."""

assortment = Table(
    "assortment",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("proposal_id", String(64), nullable=False),
    Column("deed", String(8), nullable=False),
    Column("item", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("date", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id", "proposal_id"),
)
"""Goods proposed to a store; ``state``: open, yes or no."""

dated_stock = Table(
    "dated_stock",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("expiry", String(10), nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "item", "expiry"),
)
"""Net thousandths by expiry, where facts named one."""

TENANT = (
    supply_special, plan_state, proposal, proposal_line, supply_order, supply_order_line, shipment,
    shipment_line, receipt, receipt_line, claim, claim_line, ledger, credit_line, asked, assortment,
    dated_stock,
    day_mark, plan_recent, plan_next, plan_range,
)  # fmt: skip
