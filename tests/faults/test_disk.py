"""The till's disk fails or fills up: no sale is reported that is not there, the cashier is told,
reading goes on, and when there is room again so does selling."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.errors import ShopError
from pos_app.services.replay import count_exactly
from pos_app.storage.connection import open_reader, open_writer
from pos_app.storage.space import LOW_BYTES, Reserve
from pos_app.storage.verify import verify
from tests.support.till import BOSS, open_till
from tests.unit.goods import BREAD, SODA, scan

ROOT = Path(__file__).resolve().parents[2]
DAY = ROOT / "tests" / "data" / "real_day.csv"
BASKETS = 40


def cannot(why: str) -> None:
    """Skip where the machine does not let us; never where CI is set."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="module")
def strace() -> str:
    found = shutil.which("strace")
    if found is None:
        cannot("strace is not here: on Debian or Ubuntu, as root: apt-get install strace")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first baskets of a real day."""
    target = tmp_path_factory.mktemp("day") / "morning.csv"
    with DAY.open(encoding="utf-8") as source, target.open("w", encoding="utf-8") as kept:
        seen: set[str] = set()
        kept.write(source.readline())
        for line in source:
            seen.add(line.split(",", 1)[0])
            if len(seen) > BASKETS:
                break
            kept.write(line)
    return target


def replay(file: Path, db: Path, *before: str) -> subprocess.CompletedProcess[str]:
    words = ["-m", "pos_app", "replay", str(file), "--db", str(db), "--create-goods", "--each"]
    command = [*before, sys.executable, *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def sold(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {ln.split()[1] for ln in done.stdout.splitlines() if ln.startswith("sold ")}


def receipts(db: Path) -> set[str]:
    with closing(open_reader(db)) as conn:
        verdict = verify(conn)
        assert verdict.ok, verdict.problems
        return {r for (r,) in conn.execute("SELECT receipt FROM sale")}


def fail_at(strace: str, calls: str, error: str, when: str, file: Path, folder: Path) -> bool:
    """A replay whose disk fails at that call; False when it ended before."""
    folder.mkdir()
    db = folder / "shop.db"
    first = replay(_few(file, folder), db)
    assert first.returncode == 0, first.stderr
    inject = f"inject={calls}:error={error}:when={when}"
    done = replay(file, db, strace, "-f", "-qq", "-o", str(folder / "trace"), "-e", inject)
    if done.returncode == 0:
        return False
    words = {"EIO": "disk_fault", "ENOSPC": "disk_full"}[error]
    assert str(ShopError(words)) in done.stderr, done.stderr
    assert done.stderr.count("\n") == 1
    acknowledged = sold(first) | sold(done)
    assert acknowledged <= receipts(db)
    rest = replay(file, db)
    assert rest.returncode == 0, rest.stderr
    with closing(open_reader(db)) as conn:
        found = conn.execute(
            "SELECT count(*), count(DISTINCT basket), count(DISTINCT receipt), sum(due) FROM sale"
        ).fetchone()
    assert found == (BASKETS, BASKETS, BASKETS, turnover(file))
    assert acknowledged <= receipts(db)
    return True


def _few(file: Path, folder: Path) -> Path:
    """Three baskets, so that the shop, its shift and its file are there."""
    few = folder / "few.csv"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    wanted = list(dict.fromkeys(ln.split(",", 1)[0] for ln in lines[1:]))[:3]
    few.write_text(lines[0] + "".join(ln for ln in lines if ln.split(",", 1)[0] in wanted), "utf-8")
    return few


def turnover(file: Path) -> int:
    with file.open(encoding="utf-8") as rows:
        return sum(int(row["amount_fen"]) for row in csv.DictReader(rows))


SYNCS = "fsync,fdatasync"


@pytest.mark.parametrize(
    ("calls", "error", "when"),
    [(SYNCS, "EIO", "9"), (SYNCS, "EIO", "12+"), ("pwrite64", "ENOSPC", "150+")],
)
def test_the_disk_fails(
    strace: str, calls: str, error: str, when: str, morning: Path, tmp_path: Path
) -> None:
    assert fail_at(strace, calls, error, when, morning, tmp_path / "a")


@pytest.mark.slow
def test_the_disk_fails_at_any_moment(strace: str, morning: Path, tmp_path: Path) -> None:
    """Over all syncs and writes that a morning makes, in steps, once and for good."""
    tried = 0
    for n in range(1, 13):
        for calls, error, at in ((SYNCS, "EIO", n * 19), ("pwrite64", "ENOSPC", n * 67)):
            for lasting in ("", "+"):
                where = tmp_path / f"{error}{n}{lasting and 'on'}"
                tried += fail_at(strace, calls, error, f"{at}{lasting}", morning, where)
                shutil.rmtree(where)
    assert tried > 30


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        cannot(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_the_disk_is_full(small_disk: Path) -> None:
    till = open_till(small_disk / "shop.db")
    till.shifts.open(BOSS, 20_000)
    acknowledged: list[str] = []
    with pytest.raises(ShopError) as told:
        for _ in range(20_000):
            acknowledged.append(till.sell(scan(SODA), scan(BREAD)).sale.receipt)
    assert told.value.code == "disk_full"
    assert len(acknowledged) > 20
    assert "没有记上" in str(told.value)
    held = [r for (r,) in till.conn.execute("SELECT receipt FROM sale ORDER BY pos")]
    assert held == acknowledged
    with closing(open_reader(till.path)) as conn:
        assert conn.execute("SELECT count(*) FROM sale").fetchone()[0] == len(acknowledged)
    with pytest.raises(ShopError):
        till.sell(scan(SODA))
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    acknowledged.append(till.sell(scan(SODA)).sale.receipt)
    till.conn.close()
    with closing(open_writer(small_disk / "shop.db")) as conn:
        assert verify(conn).ok
        (facts,) = conn.execute("SELECT count(*) FROM journal").fetchone()
        assert facts == len(acknowledged) + 1
    assert receipts(small_disk / "shop.db") == set(acknowledged)


def test_the_room_that_was_kept_back_closes_the_day(small_disk: Path) -> None:
    till = open_till(small_disk / "shop.db")
    till.shifts.open(BOSS, 20_000)
    reserve = Reserve(till.path, 512 << 10)
    assert reserve.keep()
    assert reserve.space().low
    with pytest.raises(ShopError):
        for _ in range(20_000):
            till.sell(scan(SODA), scan(BREAD))
    assert reserve.give_up()
    till.sell(scan(SODA))
    state = till.shifts.current()
    assert state is not None
    till.shifts.close(BOSS, count_exactly(state.expected))
    assert till.shifts.current() is None
    assert not reserve.keep()
    assert verify(till.conn).ok
    till.conn.close()


def test_room_is_kept_back_once_and_told_of(tmp_path: Path) -> None:
    shop = tmp_path / "shop.db"
    before = Reserve(shop).space()
    assert before.reserved == 0
    reserve = Reserve(shop)
    assert reserve.keep()
    assert reserve.keep()
    after = Reserve(shop).space()
    assert after.reserved == reserve.held > 0
    assert after.megabytes >= after.reserved >> 20
    assert after.low is (after.free < LOW_BYTES)
    assert reserve.give_up()
    assert not reserve.give_up()


def test_a_disk_without_room_keeps_nothing_back(small_disk: Path) -> None:
    reserve = Reserve(small_disk / "shop.db")
    assert not reserve.keep()
    assert reserve.held == 0
