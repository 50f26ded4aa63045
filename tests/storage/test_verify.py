"""`verify` names the first fact that does not hold, whatever was done to the file."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.storage import chain_walk
from pos_app.storage.verify import verify
from tests.support.till import Till
from tests.unit.goods import BREAD, SODA, WATER, scan


def day_of_sales(till: Till, sales: int = 6) -> None:
    for n in range(sales):
        till.sell(*[scan(item) for item in (SODA, WATER, BREAD)[: n % 3 + 1]])


def test_an_honest_file_holds(till: Till) -> None:
    day_of_sales(till)
    verdict = verify(till.conn)
    assert verdict.ok
    assert verdict.facts == 7


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(seq=st.integers(1, 7), at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_is_found_with_its_seq(till: Till, seq: int, at: int, flip: int) -> None:
    if till.one("SELECT count(*) FROM journal") == 1:
        day_of_sales(till)
    (payload,) = till.conn.execute("SELECT payload FROM journal WHERE seq = ?", (seq,)).fetchone()
    edited = bytearray(payload)
    edited[at % len(edited)] ^= flip
    till.conn.execute("BEGIN")
    till.conn.execute("UPDATE journal SET payload = ? WHERE seq = ?", (bytes(edited), seq))
    till.conn.execute("COMMIT")
    verdict = verify(till.conn)
    till.conn.execute("UPDATE journal SET payload = ? WHERE seq = ?", (payload, seq))
    assert verdict.bad_seq == (1, seq)


def test_an_edited_fact_with_a_mended_hash_breaks_the_next_link(till: Till) -> None:
    day_of_sales(till)
    till.conn.execute("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3")
    assert verify(till.conn).bad_seq == (1, 3)


def test_a_fact_cut_out_is_missed(till: Till) -> None:
    day_of_sales(till)
    till.conn.execute("DELETE FROM journal WHERE seq = 4")
    assert verify(till.conn).bad_seq == (1, 4)


def test_two_facts_swapped_are_found(till: Till) -> None:
    day_of_sales(till)
    payloads = dict(till.conn.execute("SELECT seq, payload FROM journal").fetchall())
    for seq, other in ((2, 3), (3, 2)):
        till.conn.execute("UPDATE journal SET payload = ? WHERE seq = ?", (payloads[other], seq))
    assert verify(till.conn).bad_seq == (1, 2)


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("sale", "UPDATE sale SET due = due - 100 WHERE pos = (SELECT max(pos) FROM sale)"),
        ("sale_line", "DELETE FROM sale_line WHERE no = 3"),
        ("stock", "UPDATE stock SET qty = qty + 1000"),
        ("shift", "UPDATE shift SET cash_sales = 0"),
        ("audit", "INSERT INTO audit VALUES (9,0,'x','','0','','','','',0,'')"),
    ],
)
def test_a_projection_that_was_edited_differs_from_the_journal(
    till: Till, table: str, edit: str
) -> None:
    day_of_sales(till)
    till.conn.execute(edit)
    verdict = verify(till.conn)
    assert [p for p in verdict.problems if p.startswith(f"table {table}")]


def test_columns_must_say_what_the_bytes_say(till: Till) -> None:
    day_of_sales(till)
    till.conn.execute("UPDATE journal SET business_date = '2020-01-01' WHERE seq = 5")
    assert verify(till.conn).bad_seq == (1, 5)


@pytest.mark.parametrize("seq", [1, 2, 20, 21, 22, 23, 39, 40])
def test_two_processes_find_what_one_finds(
    till: Till, seq: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_walk, "TOGETHER_FROM", 10)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    day_of_sales(till, 39)
    assert chain_walk.walk_together(till.conn) == (40, -1, "")
    for damage in (
        "UPDATE journal SET payload = CAST(payload || ' ' AS BLOB) WHERE seq = ?",
        "UPDATE journal SET prev_hash = zeroblob(32) WHERE seq = ?",
        "DELETE FROM journal WHERE seq BETWEEN ? AND 22",
    ):
        before = till.conn.execute("SELECT * FROM journal").fetchall()
        till.conn.execute(damage, (seq,))
        one, two = chain_walk.walk(till.conn), chain_walk.walk_together(till.conn)
        assert two.bad == one.bad
        till.conn.execute("DELETE FROM journal")
        marks = ",".join("?" * len(before[0]))
        till.conn.executemany(f"INSERT INTO journal VALUES ({marks})", before)
