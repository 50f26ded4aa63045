"""The shop's file with its use cases: `Shop` writes, `Desk` looks."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from pos_app.bootstrap.care import Caretaker
from pos_app.domain.errors import ShopError
from pos_app.runtime.clock import SystemClock
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.runtime.secrets import FileSecrets, KeyringSecrets, open_secrets
from pos_app.services.checkout import Checkout
from pos_app.services.file_care import FileCare
from pos_app.services.founding import FirstPerson, found
from pos_app.services.goods import GoodsDesk
from pos_app.services.orders import Orders
from pos_app.services.parking import Parking
from pos_app.services.ports import Clock, Identity
from pos_app.services.receipts import Receipts
from pos_app.services.receiving import Receiving
from pos_app.services.replenish import Replenish
from pos_app.services.returns import Returns
from pos_app.services.settings import Settings
from pos_app.services.shifts import Shifts
from pos_app.services.staff import Hasher, StaffDesk
from pos_app.services.stock import StockAdjustments
from pos_app.services.stocktake import Stocktake
from pos_app.storage import connection, mirrors
from pos_app.storage.drafts import DraftBook
from pos_app.storage.feed_sink import FeedMirror
from pos_app.storage.feed_tables import any_due
from pos_app.storage.goods import GoodsBook
from pos_app.storage.ledger import FileLedger
from pos_app.storage.migrations import migrate
from pos_app.storage.order_book import OrderBook
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.parked import ParkedBook
from pos_app.storage.receipts import ReceiptBook
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.shifts import ShiftTable
from pos_app.storage.space import Reserve
from pos_app.storage.stock import StockBook
from pos_app.storage.supply_book import SupplyBook
from pos_app.storage.upgrade import bring_up

PROGRAM = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Everything that writes, on one connection; used by the thread that opened it alone."""

    path: Path
    conn: connection.Connection
    identity: Identity
    clock: Clock
    ledger: FileLedger
    settings: Settings
    staff: StaffDesk
    goods: GoodsDesk
    goods_book: GoodsBook
    shifts: Shifts
    checkout: Checkout
    returns: Returns
    parking: Parking
    orders: Orders
    receipts: Receipts
    stock: StockAdjustments
    stocktake: Stocktake
    supply: SupplyBook
    replenish: Replenish
    receiving: Receiving
    drafts: DraftBook
    secrets_where: str

    def put_prices_in_force(self) -> bool:
        """Give goods the prices of HQ's list whose time has come; True when there were any."""
        now = self.clock.now_ms()
        due = any_due(self.conn, now)
        if due:
            FeedMirror(self.conn, lambda: now).catch_up()
        return due

    def keep_room(self) -> int | None:
        """Keep room back on the disk; megabytes that are left where that is little, else None."""
        reserve = Reserve(self.path)
        reserve.keep()
        try:
            space = reserve.space()
        except OSError:
            return None
        return space.megabytes if space.low else None

    def make_room(self) -> bool:
        """Give up what was kept back, so that the next try works; False when nothing was."""
        return Reserve(self.path).give_up()

    def close(self) -> None:
        self.conn.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that only looks, on a connection of its own."""

    conn: connection.Connection
    identity: Identity
    settings: Settings
    goods: GoodsBook
    stock: StockBook
    supply: SupplyBook
    shifts: ShiftTable
    parked: ParkedBook
    orders: OrderBook
    receipts: ReceiptBook
    drafts: DraftBook
    outbox: JournalOutbox
    reports: ReportQueries
    staff: mirrors.StaffTable
    returns: Returns
    care: FileCare

    def close(self) -> None:
        self.conn.close()


def create_shop(
    path: Path,
    identity: Identity,
    people: tuple[FirstPerson, ...],
    *,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
) -> None:
    """Make a new shop's file. Raises ShopError ``file_exists``."""
    if path.exists():
        raise ShopError("file_exists", file=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    conn = connection.open_writer(path)
    try:
        migrate(conn, path)
        mirrors.write_identity(conn, identity)
        shop = _assemble(path, conn, clock or SystemClock(), hasher or Argon2Hasher())
        found(shop.ledger, shop.staff, people, PROGRAM)
    finally:
        conn.close()


def open_shop(path: Path, *, clock: Clock | None = None, hasher: Hasher | None = None) -> Shop:
    """Open the shop for writing, bringing an older file up to this program's shape.

    Raises ShopError ``file_missing``, ``file_newer``, ``file_not_shop``, ``sqlite_broken``.
    """
    if not path.exists():
        raise ShopError("file_missing", file=path)
    conn = connection.open_writer(path)
    try:
        bring_up(conn, path)
        return _assemble(path, conn, clock or SystemClock(), hasher or Argon2Hasher())
    except BaseException:
        conn.close()
        raise


def _assemble(path: Path, conn: connection.Connection, clock: Clock, hasher: Hasher) -> Shop:
    identity = mirrors.read_identity(conn)
    store = mirrors.SettingTable(conn)
    ledger = FileLedger(conn, identity, clock, Settings(store))
    settings = Settings(store, ledger)
    ledger.day_end = settings
    drafts, sales = DraftBook(conn), ReceiptBook(conn)
    shifts, parked = ShiftTable(conn), ParkedBook(conn)
    secrets = open_secrets(path.parent / "secrets")
    goods_book, supply = GoodsBook(conn), SupplyBook(conn)
    return Shop(
        path=path,
        conn=conn,
        identity=identity,
        clock=clock,
        ledger=ledger,
        settings=settings,
        staff=StaffDesk(ledger, mirrors.StaffTable(conn), hasher, _pepper(conn, secrets), clock),
        goods=GoodsDesk(ledger, goods_book, clock),
        goods_book=goods_book,
        shifts=Shifts(ledger, shifts, parked, JournalOutbox(conn), clock),
        checkout=Checkout(ledger, sales, drafts, settings),
        returns=Returns(sales),
        parking=Parking(ledger, parked, drafts),
        orders=Orders(
            ledger, OrderBook(conn, clock), GoodsBook(conn), shifts, drafts, settings, clock
        ),
        receipts=Receipts(ledger, sales),
        stock=StockAdjustments(ledger),
        stocktake=Stocktake(ledger, StockBook(conn), drafts, clock),
        supply=supply,
        replenish=Replenish(ledger, supply, goods_book, drafts, clock),
        receiving=Receiving(ledger, goods_book, StockBook(conn), supply, shifts, drafts, clock),
        drafts=drafts,
        secrets_where=secrets.where,
    )


def _pepper(conn: connection.Connection, secrets: FileSecrets | KeyringSecrets) -> bytes:
    """This machine's pepper; PINs that were made with another machine's are let go."""
    pepper = secrets.get_or_make("pepper")
    mark = hmac.new(pepper, b"xipu pepper", hashlib.sha256).hexdigest()[:16]
    mirrors.keep_pepper_mark(conn, mark)
    return pepper


def open_desk(path: Path, *, clock: Clock | None = None) -> Desk:
    """Open the shop for looking."""
    conn = connection.open_reader(path)
    try:
        identity = mirrors.read_identity(conn)
        receipts = ReceiptBook(conn)
        return Desk(
            conn=conn,
            identity=identity,
            settings=Settings(mirrors.SettingTable(conn)),
            goods=GoodsBook(conn),
            stock=StockBook(conn),
            supply=SupplyBook(conn),
            shifts=ShiftTable(conn),
            parked=ParkedBook(conn),
            orders=OrderBook(conn, clock),
            receipts=receipts,
            drafts=DraftBook(conn),
            outbox=JournalOutbox(conn),
            reports=ReportQueries(conn),
            staff=mirrors.StaffTable(conn),
            returns=Returns(receipts),
            care=Caretaker(path),
        )
    except BaseException:
        conn.close()
        raise
