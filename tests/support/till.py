"""A till on a real file with a clock that stands: what tests of the storage act on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.basket import Basket, add
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Scanned
from pos_app.domain.staff import CASHIER, OWNER, Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.clock import FixedClock
from pos_app.services.checkout import Checkout, Sold
from pos_app.services.orders import Orders
from pos_app.services.parking import Parking
from pos_app.services.ports import Identity
from pos_app.services.receipts import Receipts
from pos_app.services.returns import Returns
from pos_app.services.settings import Settings
from pos_app.services.shifts import Shifts
from pos_app.services.stock import StockAdjustments
from pos_app.services.stocktake import Stocktake
from pos_app.storage import mirrors
from pos_app.storage.connection import Connection, open_writer
from pos_app.storage.drafts import DraftBook
from pos_app.storage.goods import GoodsBook
from pos_app.storage.ledger import FileLedger
from pos_app.storage.migrations import migrate
from pos_app.storage.order_book import OrderBook
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.parked import ParkedBook
from pos_app.storage.receipts import ReceiptBook
from pos_app.storage.shifts import ShiftTable
from pos_app.storage.stock import StockBook

MORNING = 1_772_505_600_000
"""2026-03-03 10:40 in the shop (UTC+8)."""
BOSS = Staff(id="1", name="王姐", role=OWNER)
PART_TIMER = Staff(id="3", name="小周", role=CASHIER)


@dataclass(slots=True)
class Till:
    """The use cases over one file."""

    path: Path
    conn: Connection
    clock: FixedClock
    ledger: FileLedger
    settings: Settings
    shifts: Shifts
    checkout: Checkout
    returns: Returns
    receipts: Receipts
    parking: Parking
    stock: StockAdjustments
    stocktake: Stocktake
    parked: ParkedBook
    drafts: DraftBook
    orders: Orders
    book: OrderBook

    def sell(self, *scanned: Scanned, received: int = 100_000, basket: str = "") -> Sold:
        """Ring up and take cash."""
        built = Basket(id=basket or new_id(self.clock.now_ms()))
        for one in scanned:
            built = add(built, one)
        return self.checkout.complete(built, (Paid(method=CASH, received=received),), BOSS)

    def one(self, sql: str) -> object:
        """The single value of a query."""
        (value,) = self.conn.execute(sql).fetchone()
        return value


def open_till(path: Path, *, store_id: str = "S001", till: str = "01", epoch: int = 1) -> Till:
    """A founded till without goods and people; tests hand their own in."""
    conn = open_writer(path)
    migrate(conn, path)
    identity = Identity(store=store_id, till=till, epoch=epoch, shop_name="东丽万新店")
    mirrors.write_identity(conn, identity)
    clock = FixedClock(MORNING)
    store = mirrors.SettingTable(conn)
    ledger = FileLedger(conn, identity, clock, Settings(store))
    settings = Settings(store, ledger)
    drafts, book = DraftBook(conn), ReceiptBook(conn)
    shifts, parked = ShiftTable(conn), ParkedBook(conn)
    orders = OrderBook(conn, clock)
    return Till(
        path=path,
        conn=conn,
        clock=clock,
        ledger=ledger,
        settings=settings,
        shifts=Shifts(ledger, shifts, parked, JournalOutbox(conn), clock),
        checkout=Checkout(ledger, book, drafts, settings),
        returns=Returns(book),
        receipts=Receipts(ledger, book),
        parking=Parking(ledger, parked, drafts),
        stock=StockAdjustments(ledger),
        stocktake=Stocktake(ledger, StockBook(conn), drafts, clock),
        parked=parked,
        drafts=drafts,
        orders=Orders(ledger, orders, GoodsBook(conn), shifts, drafts, settings, clock),
        book=orders,
    )
