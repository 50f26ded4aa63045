"""An HQ from before receipts, returns and mark-downs were kept by till: nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from sync.hq.store import schema
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import Database
from sync.hq.store.offer_table import mark_down
from sync.hq.store.supply_order_book import was_let_go
from sync.hq.store.supply_said import note_of, said_of
from sync.wire import chain
from sync.wire.facts import AnyFact, GoodsReceived, GoodsSentBack, MarkedDown
from sync.wire.supply import TOO_LATE, ReceivedLine, Said
from tests.support.hq import BOSS, NOON

LINE = ReceivedLine(item="A2", name="牛奶", expected=0, qty=3_000, cost=400, expiry="2026-03-09")
CAME = GoodsReceived(receiving="r1", supplier="W1", supplier_name="", lines=(LINE,), total=0,
                     shipment="so1")  # fmt: skip
BACK = GoodsSentBack(sending="b1", supplier="W1", lines=(LINE,), amount=1_200)
MARKED = MarkedDown(item="A2", name="牛奶", expiry="2026-03-09", old=450, price=390, qty=2_000)


@pytest.mark.empty_database
def test_what_was_booked_before_stands_as_it_was(database_url: str) -> None:
    database = Database(database_url)
    _as_of(database, "0007")
    with database.engine.begin() as conn:
        if database.is_postgresql:
            conn.execute(text("SELECT set_config('xipu.store', '*', true)"))
        conn.execute(text("INSERT INTO store (store_id, name, created_at) VALUES ('S001', 'x', 0)"))
        conn.execute(t.device.insert(), [_device()])
        conn.execute(t.fact.insert(), [_fact(1, CAME), _fact(2, MARKED)])
        conn.execute(
            text("INSERT INTO mark_down VALUES ('S001','A2','2026-03-09','fact2',390,2000)")
        )
        conn.execute(
            text(
                "INSERT INTO claim (store_id, claim_id, kind, shipment_id, supplier, state, date,"
                " at, amount, credited, body) VALUES ('S001', 'b1', 'return', '', 'W1', 'granted',"
                " '2026-03-03', 0, 1200, 990, :body)"
            ),
            {"body": msgspec.json.encode(BACK)},
        )
    schema.migrate(database)
    with database.operator() as scope:
        (receipt,) = scope.conn.execute(st.receipt.select()).all()
        assert (receipt.till, receipt.pos, receipt.shipment_id, receipt.state) == (
            "07", (2 << 40) + 1, "so1", "counted",
        )  # fmt: skip
        (line,) = scope.conn.execute(st.receipt_line.select()).all()
        assert (line.item, line.expiry, line.qty) == ("A2", "2026-03-09", 3_000)
        (gone,) = scope.conn.execute(st.claim_line.select()).all()
        assert (gone.claim_id, gone.item, gone.taken) == ("b1", "A2", 3_000)
        (marked,) = scope.conn.execute(mark_down.select()).all()
        assert (marked.till, marked.pos, marked.at, marked.price) == (
            "07", (2 << 40) + 2, NOON, 390,
        )  # fmt: skip
    database.close()


@pytest.mark.empty_database
def test_what_the_rule_had_said_is_known_as_codes(database_url: str) -> None:
    """An order that an operator let go stays so; her own words stay words."""
    database = Database(database_url)
    _as_of(database, "0011")
    late = "过了截单,改到 2026-03-05 送。总部已放行。"
    claim = (
        "INSERT INTO claim (store_id, claim_id, kind, shipment_id, supplier, state, date, at,"
        " amount, body, note, decided_by) VALUES ('S001', :id, 'claim', 'so1', 'W1', 'refused',"
        " '2026-03-03', 0, 1, :body, :note, :by)"
    )
    with database.engine.begin() as conn:
        if database.is_postgresql:
            conn.execute(text("SELECT set_config('xipu.store', '*', true)"))
        conn.execute(
            text(
                "INSERT INTO supply_order (store_id, order_id, supplier, supplier_name, state,"
                " placed, received_at, delivery, total, note) VALUES ('S001', 'o1', 'W1', 'x',"
                " 'late', '2026-03-03', 0, '2026-03-05', 1, :note)"
            ),
            {"note": late},
        )
        for ident, note, by in (("c1", "过了索赔期限", "rule"), ("c2", "过了索赔期限", "ann")):
            conn.execute(text(claim), {"id": ident, "note": note, "by": by, "body": b"{}"})
    schema.migrate(database)
    with database.operator() as scope:
        (order,) = scope.conn.execute(st.supply_order.select()).all()
        assert note_of(said_of(order.said)) == late and was_let_go(order)
        first, second = scope.conn.execute(st.claim.select().order_by(st.claim.c.claim_id)).all()
        assert (first.note, said_of(first.said)) == ("", (Said(code=TOO_LATE),))
        assert (second.note, second.said) == ("过了索赔期限", "")
    database.close()


def _as_of(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    with database.engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, revision)


def _device() -> dict[str, object]:
    values = {"device_id": "d1", "store_id": "S001", "till": "07", "epoch": 2}
    blank: dict[type, object] = {int: 0, str: "", bytes: b"", bool: False}
    needed = {
        c.name: blank[c.type.python_type]
        for c in t.device.c
        if not c.nullable and c.server_default is None
    }
    return needed | values


def _fact(seq: int, fact: AnyFact) -> dict[str, object]:
    entry = chain.Entry(store="S001", till="07", epoch=2, seq=seq, id=f"fact{seq}", at=NOON,
                        offset=480, date="2026-03-03", actor=BOSS, fact=fact)  # fmt: skip
    return {
        "store_id": "S001", "device_id": "d1", "epoch": 2, "seq": seq, "id": entry.id,
        "kind": fact.__struct_config__.tag, "business_date": entry.date, "recorded_at": NOON,
        "received_at": NOON, "state": "ok", "payload": chain.encode(entry), "hash": b"",
    }  # fmt: skip
