"""Which fold each kind of fact feeds: the one list from which writing and replay both work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pos_app.storage import audit, orders, parked, sales, shifts, stock, supply
from pos_app.storage.connection import Connection
from sync.wire import facts
from sync.wire.chain import Entry

Fold = Callable[[Connection, int, Entry, Any], None]

FOLDS: dict[type[facts.Fact], tuple[Fold, ...]] = {
    facts.SaleCompleted: (
        sales.fold,
        stock.fold_sale,
        shifts.fold_sale,
        audit.fold,
        orders.fold_sale,
    ),
    facts.StockAdjusted: (stock.fold_adjustment, audit.fold),
    facts.StockCounted: (stock.fold_counted, audit.fold),
    facts.ShiftOpened: (shifts.fold_opened,),
    facts.ShiftClosed: (shifts.fold_closed,),
    facts.CashMoved: (shifts.fold_cash, audit.fold),
    facts.BasketParked: (parked.fold_parked,),
    facts.BasketRecalled: (parked.fold_recalled,),
    facts.BasketVoided: (audit.fold,),
    facts.DrawerOpened: (audit.fold,),
    facts.ReceiptReprinted: (audit.fold_reprint,),
    facts.PriceChanged: (audit.fold,),
    facts.LoggedIn: (audit.fold,),
    facts.LoggedOut: (audit.fold,),
    facts.PinLocked: (audit.fold,),
    facts.StaffChanged: (audit.fold,),
    facts.SettingChanged: (audit.fold,),
    facts.SaleAsked: (audit.fold,),
    facts.OrderPlaced: (orders.fold_placed,),
    facts.OrderMoved: (orders.fold_moved, shifts.fold_order_money),
    facts.ShopRulesSet: (orders.fold_rules,),
    facts.SupplyOrdered: (supply.fold_ordered,),
    facts.GoodsReceived: (stock.fold_received, supply.fold_received),
    facts.ClaimMade: (supply.fold_claim,),
    facts.GoodsSentBack: (stock.fold_sent_back, supply.fold_sent_back, audit.fold),
    facts.MarkedDown: (supply.fold_marked_down, audit.fold),
    facts.AssortmentAnswered: (supply.fold_answered,),
}
"""Kinds that are not here are kept in the journal and change no table."""

TABLES = (
    *sales.TABLES,
    *stock.TABLES,
    *shifts.TABLES,
    *parked.TABLES,
    *audit.TABLES,
    *orders.TABLES,
    *supply.TABLES,
)
"""Every projection table; `verify` compares each of them with a replay."""

FIRST_SCHEMA = "".join(m.SCHEMA for m in (sales, stock, shifts, parked, audit))
"""Projections of the first shop's file; what came later has a migration of its own."""
LATER = (
    orders.SCHEMA, orders.MIRROR_SCHEMA, supply.SCHEMA, orders.OWED_SCHEMA, supply.REPLACED_SCHEMA,
    stock.COUNT_SCHEMA,
)  # fmt: skip
SCHEMA = FIRST_SCHEMA + "".join(LATER)
"""Projections as a replay needs them today, with the books that are worked out from them."""


def apply(conn: Connection, pos: int, entry: Entry) -> None:
    """Fold one entry into every table that its kind feeds."""
    for fold in FOLDS.get(type(entry.fact), ()):
        fold(conn, pos, entry, entry.fact)
