"""The till is killed from outside at any moment: a sale is whole or absent, an acknowledged one is
there once, and going on sells the rest."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.storage.connection import open_reader
from pos_app.storage.verify import verify

ROOT = Path(__file__).resolve().parents[2]
DAY = ROOT / "tests" / "data" / "real_day.csv"


def command(db: Path, *flags: str) -> list[str]:
    return [
        sys.executable, "-m", "pos_app", "replay", str(DAY), "--db", str(db), "--create-goods",
        *flags,
    ]  # fmt: skip


def replay_until_killed(db: Path, dice: random.Random) -> list[str]:
    """Receipts that were acknowledged before the kill, which comes within a few sales."""
    acknowledged: list[str] = []
    with subprocess.Popen(
        command(db, "--each"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    ) as child:
        assert child.stdout is not None
        sales = dice.randint(0, 3)
        killer: threading.Timer | None = None
        for line in child.stdout:
            if line.startswith("sold "):
                acknowledged.append(line.split()[1])
            if killer is None and len(acknowledged) > sales:
                killer = threading.Timer(dice.uniform(0, 0.02), child.kill)
                killer.start()
        child.wait()
        if killer is not None:
            killer.join()
    return acknowledged


def receipts(db: Path) -> list[str]:
    with closing(open_reader(db)) as conn:
        verdict = verify(conn)
        assert verdict.ok, verdict.problems
        return [r for (r,) in conn.execute("SELECT receipt FROM sale ORDER BY pos")]


def finish(db: Path) -> dict[str, int]:
    done = subprocess.run(
        command(db, "--json"), capture_output=True, cwd=ROOT, text=True, check=True
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def totals_of_the_file() -> tuple[int, int]:
    with DAY.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return len({r["basket_id"] for r in rows}), sum(int(r["amount_fen"]) for r in rows)


def play(db: Path, kills: int) -> None:
    dice = random.Random(41)
    acknowledged: set[str] = set()
    for _ in range(kills):
        acknowledged |= set(replay_until_killed(db, dice))
        held = receipts(db)
        assert len(held) == len(set(held))
        assert acknowledged <= set(held)
    finish(db)
    with closing(open_reader(db)) as conn:
        sold = conn.execute(
            "SELECT count(*), sum(due), count(DISTINCT basket) FROM sale"
        ).fetchone()
    baskets, turnover = totals_of_the_file()
    assert sold == (baskets, turnover, baskets)
    again = finish(db)
    assert (again["sales"], again["already_sold"]) == (0, baskets)


def test_killed_three_times_and_nothing_lost_or_doubled(tmp_path: Path) -> None:
    play(tmp_path / "shop.db", 3)


@pytest.mark.slow
def test_killed_two_hundred_times(tmp_path: Path) -> None:
    play(tmp_path / "shop.db", 200)
