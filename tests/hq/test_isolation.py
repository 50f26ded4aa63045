"""Store A never reads store B: over every endpoint, every table, and below them by raw SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from sync.hq.service import InsecureRoleError, open_hq
from sync.hq.store import feed
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire import feed as f
from tests.support.hq import NOON, RunningHq, TillByHand, line, sale
from tests.support.postgres import Postgres

SECRET = "只有甲店知道"


@pytest.fixture
def tills(hq: RunningHq) -> tuple[TillByHand, TillByHand]:
    """A till of S001, where every table has a row, and one of S002, where almost none has."""
    mine = hq.till("S001")
    mine.record(sale(1, [line(1, "secret-item")], note=SECRET))
    mine.push()
    with hq.hq.database.operator() as scope:
        feed.publish(scope, "S001", [("category", "k", f.CategoryRow(code="k", name=SECRET))])
        place = {"store_id": "S001", "device_id": mine.me.device, "epoch": 1, "seq": 1}
        row = place | {"hash": b"x", "received_at": 1, "payload": SECRET.encode()}
        scope.upsert(t.fork, [row])
        for table in t.TENANT:
            if scope.conn.execute(scope.select(table)).first() is None:
                scope.insert(table, [anything(table)])
    return mine, hq.till("S002")


def anything(table: Table) -> dict[str, object]:
    """A row of S001 that the table takes; its bodies hold the secret."""
    return {
        c.name: "S001"
        if c.name == "store_id"
        else {bytes: SECRET.encode(), str: "x", int: 1, bool: False}[c.type.python_type]
        for c in table.c
    }


def test_the_scene_has_a_row_in_every_tenant_table(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    assert tills
    empty = [x.name for x in t.TENANT if "S001" not in {r["store_id"] for r in hq.rows(x)}]
    assert empty == []


def test_no_endpoint_tells_one_store_about_another(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    mine, other = tills
    schema = other.call("GET", "/schema/openapi.json").json()
    asked = []
    for path, item in schema["paths"].items():
        if "get" not in item or not path.startswith("/v1/"):
            continue
        query = {"device": mine.me.device, "epoch": "1", "cursor": "0", "after": ""}
        wanted = {p["name"] for p in item["get"].get("parameters", [])}
        if path == "/v1/journal":
            query["after"] = "0"
        there = path.replace("{order_id}", "x")
        response = other.call("GET", there, params={k: v for k, v in query.items() if k in wanted})
        assert response.status_code in (200, 404), (path, response.text)
        for word in (SECRET, "secret-item", "S001", "东丽"):
            assert word not in response.text, path
        asked.append(path)
    assert len(asked) == 8
    forged = mine.batch()
    assert other.post("/v1/journal", forged).status_code == 403


def test_the_scoped_repository_sees_its_own_store_alone(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    assert tills
    for table in t.TENANT:
        for opened in (hq.hq.database.scope, hq.hq.database.reading):
            with opened("S002") as scope:
                found = scope.conn.execute(scope.select(table, table.c.store_id)).scalars().all()
                assert set(found) <= {"S002"}, table.name


def test_the_scoped_repository_writes_its_own_store_alone(
    hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> None:
    assert tills
    before = {table.name: hq.rows(table) for table in t.TENANT}
    foreign = {"store_id": "S001", "date": "2026-03-03", "hour": 1, "sales": 1, "turnover": 1,
               "refunds": 0}  # fmt: skip
    with hq.hq.database.scope("S002") as scope:
        for table in t.TENANT:
            other = table.c.store_id == "S001"
            assert scope.conn.execute(scope.delete(table).where(other)).rowcount == 0
            values = {"store_id": "S001"}
            assert scope.conn.execute(scope.update(table).where(other).values(values)).rowcount == 0
        with pytest.raises(PermissionError):
            scope.insert(t.sales_day, [foreign])
        with pytest.raises(PermissionError):
            scope.upsert(t.sales_day, [foreign])
    assert before == {table.name: hq.rows(table) for table in t.TENANT}


def test_a_reading_view_cannot_write(hq: RunningHq) -> None:
    with hq.hq.database.reading("S001") as scope, pytest.raises(DBAPIError):
        _rename(scope)
    assert hq.rows(t.store)[0]["name"] == "东丽万新店"


def _rename(scope: Scope) -> None:
    scope.conn.execute(scope.update(t.store).values(name="x"))


on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def raw(
    request: pytest.FixtureRequest, hq: RunningHq, tills: tuple[TillByHand, TillByHand]
) -> Iterator[Connection]:
    """HQ's own role on PostgreSQL with nothing between it and the tables."""
    assert tills
    assert hq.hq.database.is_postgresql
    engine = create_engine(request.getfixturevalue("database_url"))
    with engine.connect() as conn:
        yield conn
    engine.dispose()


@on_postgresql
def test_every_tenant_table_has_a_forced_policy(raw: Connection) -> None:
    secured = raw.execute(
        text(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
    ).scalars()
    with_store = raw.execute(
        text("SELECT table_name FROM information_schema.columns WHERE column_name = 'store_id'")
    ).scalars()
    assert set(secured) == set(with_store) == {table.name for table in t.TENANT}


@on_postgresql
def test_without_a_scope_the_role_sees_nothing(raw: Connection) -> None:
    for table in t.TENANT:
        assert raw.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one() == 0


@on_postgresql
def test_under_a_store_the_role_sees_and_changes_that_store_alone(raw: Connection) -> None:
    raw.execute(text("SELECT set_config('xipu.store', 'S002', true)"))
    for table in t.TENANT:
        name = table.name
        stores = raw.execute(text(f"SELECT DISTINCT store_id FROM {name}")).scalars()
        assert set(stores) <= {"S002"}
        assert raw.execute(text(f"DELETE FROM {name} WHERE store_id = 'S001'")).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        raw.execute(text("INSERT INTO sales_day VALUES ('S001', '2026-03-03', 1, 1, 1, 0)"))


@on_postgresql
def test_a_scope_ends_with_its_transaction(hq: RunningHq, raw: Connection) -> None:
    assert raw
    with hq.hq.database.scope("S001"):
        pass
    with hq.hq.database.engine.connect() as conn:
        assert conn.execute(text("SELECT current_setting('xipu.store', true)")).scalar() in (
            None, "",
        )  # fmt: skip


def test_hq_refuses_a_role_that_sees_past_the_policies(postgres: Postgres, tmp_path: Path) -> None:
    postgres.sql("CREATE ROLE bypasser LOGIN NOSUPERUSER BYPASSRLS")
    for role in ("postgres", "bypasser"):
        with pytest.raises(InsecureRoleError):
            open_hq(postgres.url("postgres", role), tmp_path / "secrets", now=lambda: NOON)
