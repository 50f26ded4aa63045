"""The power goes at any moment: no acknowledged sale is lost, and the file is whole."""

from __future__ import annotations

import random
from contextlib import closing, suppress
from pathlib import Path

import apsw
import pytest

from pos_app.domain.basket import Basket, add
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.clock import FixedClock
from pos_app.services.checkout import Checkout
from pos_app.services.settings import Settings
from pos_app.storage import mirrors
from pos_app.storage.connection import open_writer
from pos_app.storage.drafts import DraftBook
from pos_app.storage.ledger import FileLedger
from pos_app.storage.receipts import ReceiptBook
from pos_app.storage.verify import verify
from tests.faults.cut_disk import CutVfs, Disk, PowerCutError
from tests.support.till import BOSS, MORNING, open_till
from tests.unit.goods import BREAD, SODA, WATER, scan

SALES = 12


@pytest.fixture(scope="module")
def shop_image(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A shop with an open shift and some sales, as bytes."""
    path = tmp_path_factory.mktemp("base") / "shop.db"
    till = open_till(path)
    till.shifts.open(BOSS, 20_000)
    for _ in range(20):
        till.sell(scan(SODA), scan(WATER))
    till.conn.close()
    return {"shop.db": path.read_bytes()}


def sell_until_dark(disk: Disk, name: str, synchronous: str) -> list[str]:
    """Receipts that were acknowledged before the light went out."""
    vfs = CutVfs(name, disk)
    acknowledged: list[str] = []
    conn = apsw.Connection("shop.db", vfs=name)
    try:
        conn.execute("PRAGMA locking_mode=EXCLUSIVE")
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute(f"PRAGMA synchronous={synchronous}")
        conn.execute("PRAGMA wal_autocheckpoint=20")
        checkout = build_checkout(conn)
        for n in range(SALES):
            basket = add(add(Basket(id=f"cut-{n}"), scan((SODA, WATER)[n % 2])), scan(BREAD))
            sold = checkout.complete(basket, (Paid(method=CASH, received=100_000),), BOSS)
            acknowledged.append(sold.sale.receipt)
    except (PowerCutError, apsw.Error):
        pass
    finally:
        disk.dead = True
        with suppress(PowerCutError, apsw.Error):
            conn.close(force=True)
        vfs.unregister()
    return acknowledged


def build_checkout(conn: object) -> Checkout:
    identity = mirrors.read_identity(conn)  # type: ignore[arg-type]
    settings = Settings(mirrors.SettingTable(conn))  # type: ignore[arg-type]
    ledger = FileLedger(conn, identity, FixedClock(MORNING), settings)  # type: ignore[arg-type]
    return Checkout(
        ledger,
        ReceiptBook(conn),  # type: ignore[arg-type]
        DraftBook(conn),  # type: ignore[arg-type]
        settings,
    )


def start_again(disk: Disk, folder: Path) -> tuple[set[str], list[str]]:
    """What the till finds in the morning: its receipts and verify's problems."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in disk.after_the_cut().items():
        (folder / name).write_bytes(data)
    with closing(open_writer(folder / "shop.db")) as conn:
        problems = verify(conn).problems
        receipts = {r for (r,) in conn.execute("SELECT receipt FROM sale")}
    return receipts, problems


def cut(image: dict[str, bytes], seed: int, folder: Path, synchronous: str = "FULL") -> bool:
    """One cut; True when every acknowledged sale is there."""
    dice = random.Random(seed)
    disk = Disk(image, fuse=dice.randint(1, 160), dice=dice)
    acknowledged = sell_until_dark(disk, f"cut{seed}", synchronous)
    receipts, problems = start_again(disk, folder)
    assert not problems, (seed, problems)
    return set(acknowledged) <= receipts


def test_no_acknowledged_sale_is_lost(shop_image: dict[str, bytes], tmp_path: Path) -> None:
    assert all(cut(shop_image, seed, tmp_path) for seed in range(60))


def test_the_simulator_can_lose_sales(shop_image: dict[str, bytes], tmp_path: Path) -> None:
    """With synchronous=NORMAL sales do get lost: the test above can fail."""
    assert not all(cut(shop_image, seed, tmp_path, "NORMAL") for seed in range(60))


@pytest.mark.slow
def test_two_thousand_cuts(shop_image: dict[str, bytes], tmp_path: Path) -> None:
    lost = [seed for seed in range(100, 2100) if not cut(shop_image, seed, tmp_path)]
    assert lost == []
