"""`verify`: the chain and the replay of 8-line sales, facts a second."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from pos_app.storage.verify import Verdict, check_chain, verify
from tests.bench.bench_sale import fill
from tests.support.till import BOSS, open_till

SALES = 100_000
ROUNDS = 5


def run() -> list[tuple[str, str, str]]:
    """Rows of name, value, goal."""
    with tempfile.TemporaryDirectory(prefix="xipu-bench-") as folder:
        till = open_till(Path(folder) / "shop.db")
        till.shifts.open(BOSS, 0)
        fill(till, SALES)
        till.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a file as it is in the morning
        walks = []
        for _ in range(ROUNDS):
            chain = Verdict()
            check_chain(till.conn, chain)
            walks.append(chain.facts / chain.chain_seconds)
        chain_rate = statistics.median(walks)
        verdict = verify(till.conn)
        till.conn.close()
    assert verdict.ok, verdict.problems
    replay_rate = verdict.facts / verdict.replay_seconds
    return [
        (f"verify: chain over {SALES:,} sales of 8 lines", f"{chain_rate:,.0f} facts/s", "500,000"),
        ("verify: replay of the same", f"{replay_rate:,.0f} facts/s", "5,000"),
    ]


if __name__ == "__main__":
    for row in run():
        print("{:<66}{:>26}  {}".format(*row))
