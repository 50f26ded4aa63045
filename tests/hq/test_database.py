"""What HQ's store does by itself: many rows at once, connections that died, other stores' rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from sync.hq.store import database, operator_log
from sync.hq.store import tables as t
from sync.hq.store.bulk import FROM_ROWS
from sync.hq.store.database import Database
from sync.hq.store.schema import migrate
from tests.support.hq import RunningHq
from tests.support.postgres import Postgres


def sales(count: int, *, store: str = "S001", name: str = "汽水") -> list[dict[str, object]]:
    return [
        {"store_id": store, "date": "2026-03-03", "item": f"A{n}", "name": f"{name}{n}",
         "named_by": f"{n:032d}", "qty": n, "amount": n * 3, "cost": 1 << 50}
        for n in range(count)
    ]  # fmt: skip


def add(base: Database, rows: list[dict[str, object]]) -> None:
    with base.scope("S001") as scope:
        scope.upsert(
            t.sales_item, rows, add=("qty", "amount", "cost"),
            latest={"name": "named_by", "named_by": "named_by"},
        )  # fmt: skip


@pytest.fixture
def base(hq: RunningHq) -> Iterator[Database]:
    yield hq.hq.database


def test_many_rows_are_added_to_as_few_are(hq: RunningHq, base: Database) -> None:
    add(base, sales(40))
    renamed = [row | {"named_by": "0" * 32, "name": "旧名"} for row in sales(40)]
    add(base, renamed)
    add(base, sales(3, name="雪碧"))
    rows = hq.rows(t.sales_item)
    assert [r["qty"] for r in sorted(rows, key=lambda r: int(r["item"][1:]))][:5] == [0, 3, 6, 6, 8]
    assert {r["cost"] for r in rows} == {(1 << 50) * 2, (1 << 50) * 3}
    names = {r["item"]: r["name"] for r in rows}
    assert names["A7"] == "汽水7", "a lower rank does not rename"
    assert names["A1"] == "汽水1", "nor does the same"


def test_a_key_twice_in_one_go_counts_twice(hq: RunningHq, base: Database) -> None:
    add(base, sales(20) + sales(20))
    assert sum(r["qty"] for r in hq.rows(t.sales_item)) == 2 * sum(range(20))


def test_bytes_nothing_and_what_is_too_long(hq: RunningHq, base: Database) -> None:
    rows: list[dict[str, object]] = [
        {"store_id": "S001", "seq": n, "tab": "item", "key": f"k{n}\\'\"{{}},", "body": body}
        for n, body in enumerate([None, b"", b"\x00\xff", "{\"名\":1}".encode()] * 4, 1)
    ]  # fmt: skip
    with base.scope("S001") as scope:
        scope.upsert(t.feed, rows)
    assert sorted(hq.rows(t.feed), key=lambda r: r["seq"]) == rows
    if base.is_postgresql:
        with pytest.raises(DBAPIError), base.scope("S001") as scope:
            scope.upsert(t.sales_item, [row | {"date": "2026-03-03x"} for row in sales(20)])
    assert hq.rows(t.sales_item) == []


def test_a_plain_insert_fails_for_a_key_that_is_there(hq: RunningHq, base: Database) -> None:
    marks = [{"store_id": "S001", "day": n, "seq": n} for n in range(FROM_ROWS * 2)]
    with base.scope("S001") as scope:
        scope.insert(t.feed_mark, marks)
    with pytest.raises(IntegrityError), base.scope("S001") as scope:
        scope.insert(t.feed_mark, marks)
    with base.scope("S001") as scope:
        scope.upsert(t.feed_mark, [mark | {"seq": 9} for mark in marks])
    assert {row["seq"] for row in hq.rows(t.feed_mark)} == {9}


def test_no_row_of_another_store_slips_in(hq: RunningHq, base: Database) -> None:
    mixed = sales(20) + sales(1, store="S002")
    with pytest.raises(PermissionError):
        add(base, mixed)
    if base.is_postgresql:  # and where our own check were missing, the policy would hold
        with pytest.raises(DBAPIError), base.scope("S001") as scope:
            scope.store_id = "S002"
            scope.insert(t.sales_item, sales(20, store="S002"))
    assert hq.rows(t.sales_item) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
        min_size=FROM_ROWS, max_size=20,
    )
)  # fmt: skip
def test_any_text_comes_through(hq: RunningHq, base: Database, texts: list[str]) -> None:
    rows: list[dict[str, object]] = [
        {"at": n, "who": "x", "deed": "y", "place": "", "details": text}
        for n, text in enumerate(texts)
    ]
    with base.operator() as scope:
        scope.conn.execute(t.operator_log.delete())
        scope.insert(t.operator_log, rows)
    held = sorted(hq.rows(t.operator_log), key=lambda r: r["at"])
    assert [row["details"] for row in held] == texts


def test_connections_that_died_while_they_lay_idle_are_replaced(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Database(postgres.new_database("idle"))
    migrate(base)
    monkeypatch.setattr(database, "IDLE_SECONDS", 0.0)
    postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'idle'")
    with base.operator() as scope:
        operator_log.note(scope, 1, "x", "y")
    base.close()
    postgres.drop_database("idle")
