"""The facts of a shop: what happened, written once, never changed.

Every fact is complete: it carries the names, prices, costs and people that its projections need,
so that a replay looks at nothing else. Money is in fen, quantities in thousandths of the unit,
rates in basis points, times in UTC milliseconds, dates are business dates as ``YYYY-MM-DD``.

Additive only: a new field is optional, no field is renamed or reused, a new meaning is a new kind.
"""

from __future__ import annotations

from sync.wire.facts.counter import (
    BasketParked,
    BasketRecalled,
    BasketVoided,
    CashMoved,
    CatalogueImported,
    DrawerOpened,
    ItemSaved,
    Line,
    LoggedIn,
    LoggedOut,
    Origin,
    PinLocked,
    PriceChanged,
    ReceiptReprinted,
    SaleAsked,
    SaleCompleted,
    SettingChanged,
    ShelfLine,
    ShiftClosed,
    ShiftOpened,
    ShiftReported,
    StaffChanged,
    StockAdjusted,
    StockCounted,
    StockLine,
    TakenOut,
    Tender,
    TillOpened,
)
from sync.wire.facts.orders import (
    OrderMoved,
    OrderPlaced,
    ShopRulesSet,
)
from sync.wire.facts.supply import (
    AssortmentAnswered,
    ClaimMade,
    GoodsReceived,
    GoodsSentBack,
    MarkedDown,
    ProposedGoods,
    SupplyOrdered,
)
from sync.wire.record import (
    SCHEMA_VERSION,
    Fact,
    Person,
    Record,
)

AnyFact = (
    TillOpened
    | LoggedIn
    | LoggedOut
    | PinLocked
    | StaffChanged
    | SettingChanged
    | ItemSaved
    | PriceChanged
    | CatalogueImported
    | StockAdjusted
    | StockCounted
    | ShiftOpened
    | CashMoved
    | ShiftReported
    | ShiftClosed
    | SaleCompleted
    | BasketVoided
    | BasketParked
    | BasketRecalled
    | ReceiptReprinted
    | DrawerOpened
    | SaleAsked
    | OrderPlaced
    | OrderMoved
    | ShopRulesSet
    | SupplyOrdered
    | GoodsReceived
    | ClaimMade
    | GoodsSentBack
    | MarkedDown
    | AssortmentAnswered
)

__all__ = [
    "SCHEMA_VERSION",
    "AnyFact",
    "AssortmentAnswered",
    "BasketParked",
    "BasketRecalled",
    "BasketVoided",
    "CashMoved",
    "CatalogueImported",
    "ClaimMade",
    "DrawerOpened",
    "Fact",
    "GoodsReceived",
    "GoodsSentBack",
    "ItemSaved",
    "Line",
    "LoggedIn",
    "LoggedOut",
    "MarkedDown",
    "OrderMoved",
    "OrderPlaced",
    "Origin",
    "Person",
    "PinLocked",
    "PriceChanged",
    "ProposedGoods",
    "ReceiptReprinted",
    "Record",
    "SaleAsked",
    "SaleCompleted",
    "SettingChanged",
    "ShelfLine",
    "ShiftClosed",
    "ShiftOpened",
    "ShiftReported",
    "ShopRulesSet",
    "StaffChanged",
    "StockAdjusted",
    "StockCounted",
    "StockLine",
    "SupplyOrdered",
    "TakenOut",
    "Tender",
    "TillOpened",
]
