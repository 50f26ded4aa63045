"""A stolen PC: the chain that HQ kept fills a new file, and the books are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.errors import ShopError
from pos_app.storage import journal, projections
from pos_app.storage.chain_sink import RestoredChains
from pos_app.storage.verify import verify
from tests.support.till import Till, open_till
from tests.unit.goods import BREAD, SODA, WATER, scan


def payloads(till: Till) -> list[bytes]:
    return [row.payload for row in journal.rows_after(till.conn, 0)]


def test_the_restored_books_are_the_same(till: Till, tmp_path: Path) -> None:
    for _ in range(20):
        till.sell(scan(SODA), scan(WATER), scan(BREAD))
    new = open_till(tmp_path / "new.db", epoch=2)
    sink = RestoredChains(new.conn)
    facts = payloads(till)
    sink.append_restored(1, facts[:7])
    assert sink.restored_seq(1) == 7
    sink.append_restored(1, facts[7:])
    for table in projections.TABLES:
        rows = f"SELECT * FROM {table}"
        assert new.conn.execute(rows).fetchall() == till.conn.execute(rows).fetchall()
    assert verify(new.conn).ok
    sold = new.sell(scan(SODA))
    assert sold.sale.receipt == "S001-01-2-000001"
    assert verify(new.conn).ok
    new.conn.close()


def test_a_gap_is_refused_and_nothing_is_taken(till: Till, tmp_path: Path) -> None:
    for _ in range(5):
        till.sell(scan(SODA))
    new = open_till(tmp_path / "new.db", epoch=2)
    facts = payloads(till)
    with pytest.raises(ShopError) as refused:
        RestoredChains(new.conn).append_restored(1, [*facts[:2], facts[3]])
    assert refused.value.code == "chain_broken"
    assert new.one("SELECT count(*) FROM journal") == 0
    new.conn.close()
