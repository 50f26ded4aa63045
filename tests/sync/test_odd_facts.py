"""Facts that HQ cannot digest, from tills older and newer than it: kept apart, seen, in nobody's
way."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from pos_app.bootstrap import link
from pos_app.domain.errors import ShopError
from pos_app.storage import journal
from pos_app.storage.connection import open_writer
from pos_app.storage.feed_sink import FeedMirror
from sync.hq.store import tables as t
from sync.wire import chain, messages
from sync.wire.feed import CodeRow, ItemRow
from sync.wire.messages import Change
from tests.support.hq import RunningHq, TillByHand, good, problem
from tests.support.joined import (
    assert_equal,
    catalogue,
    join_till,
    publish,
    sync_once,
    trade,
)
from tests.support.till import Till

FROM_THE_FUTURE = {"kind": "order.delivered", "v": 9, "drone": {"id": 7}}
NEVER = {
    "kind": "sale.completed", "receipt": "x", "shift": "s", "total": 1, "due": 10**17,
    "lines": [], "tenders": [],
}  # fmt: skip


def write_straight(till: Till, fact: dict[str, object]) -> None:
    """A fact that no program of today would write, with a right chain."""
    who = till.ledger.identity
    head = journal.head(till.conn, who.epoch)
    seq = head.seq + 1
    payload = msgspec.json.encode(
        {
            "store": who.store, "till": who.till, "epoch": who.epoch, "seq": seq,
            "id": f"poison{seq}", "at": till.clock.now_ms(), "offset": 480, "date": "2026-03-03",
            "actor": {"id": "1", "name": "王姐"}, "fact": fact,
        }
    )  # fmt: skip
    till.conn.execute(
        """INSERT INTO journal(pos, epoch, seq, id, kind, business_date, recorded_at, utc_offset,
        actor, payload, prev_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
        (
            journal.position(who.epoch, seq), who.epoch, seq, f"poison{seq}", fact["kind"],
            "2026-03-03", till.clock.now_ms(), 480, "1", payload, head.hash,
            chain.link(head.hash, payload),
        ),
    )  # fmt: skip


def test_poison_is_kept_apart_and_the_rest_goes_on(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    till = join_till(hq, tmp_path, store=store)
    for fact in (FROM_THE_FUTURE, NEVER):
        trade(till, 12)
        write_straight(till, fact)
    trade(till, 12)
    publish(hq, store, catalogue(0, 10))
    status = sync_once(till.path)
    assert (status.online, status.waiting, status.quarantined) == (True, 0, 2)
    facts = [f for f in hq.rows(t.fact) if f["store_id"] == store]
    assert [f["kind"] for f in facts if f["state"] == "quarantined"] == [
        "order.delivered", "sale.completed",
    ]  # fmt: skip
    (device,) = (d for d in hq.rows(t.device) if d["store_id"] == store)
    sold = till.conn.execute("SELECT count(*), sum(due) FROM sale").fetchone()
    assert (device["sales"], device["turnover"]) == sold
    assert device["acked_seq"] == len(facts) == journal.head(till.conn, 1 + 1).seq
    shown = till.conn.execute("SELECT seq, reason FROM quarantined ORDER BY seq").fetchall()
    assert len(shown) == 2
    assert all(reason for _, reason in shown)
    till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_a_chain_with_a_fact_from_the_future_comes_back_with_a_newer_program_only(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    till = join_till(hq, tmp_path / "old", store=store)
    trade(till, 3)
    write_straight(till, FROM_THE_FUTURE)
    sync_once(till.path)
    till.conn.close()
    with pytest.raises(ShopError) as refused:
        link.recover(tmp_path / "new" / "shop.db", hq.url, hq.code(store, "01"))
    assert refused.value.code == "chain_newer"
    assert "升级" in str(refused.value)


def test_a_till_two_versions_behind_may_still_push(hq: RunningHq, store: str) -> None:
    """It sends plain bodies without anything that came later, and hears only what it knows."""
    till: TillByHand = hq.till(store)
    for n in range(3):
        seq = len(till.payloads) + 1
        till.record_bytes(
            msgspec.json.encode(
                {
                    "store": store, "till": "01", "epoch": 1, "seq": seq, "id": f"old{store}{n}",
                    "at": 1_772_510_400_000 + n, "offset": 480, "date": "2026-03-03",
                    "actor": {"id": "1", "name": "王姐"},
                    "fact": {
                        "kind": "sale.completed", "receipt": f"{store}-01-1-{seq}", "shift": "s",
                        "total": 700, "due": 700,
                        "tenders": [{"method": "cash", "amount": 700}],
                        "lines": [{"no": 1, "item": "a", "name": "汽水", "qty": 2000, "price": 350,
                                   "list_price": 350, "gross": 700, "amount": 700, "net": 700}],
                    },
                }
            )
        )  # fmt: skip
    body = msgspec.json.encode(
        {
            "device": till.me.device, "epoch": 1, "from_seq": 1, "prev_hash": "0" * 64,
            "facts": [msgspec.Raw(p) for p in till.payloads], "left_over_field": {"of": "v0"},
        }
    )  # fmt: skip
    headers = {"Content-Type": "application/json"}
    answer = good(till.call("POST", "/v1/journal", data=body, headers=headers), messages.PushAnswer)
    assert (answer.acked_seq, answer.quarantined) == (3, [])
    (device,) = (d for d in hq.rows(t.device) if d["store_id"] == store)
    assert (device["sales"], device["turnover"]) == (3, 2100)
    too_old = msgspec.json.encode(msgspec.json.decode(body) | {"wire": 0})
    refused = till.call("POST", "/v1/journal", data=too_old, headers=headers)
    assert problem(refused) == (400, "too_old")
    till.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_rows_that_a_till_cannot_land_stop_no_others(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    """Two goods with one barcode, two with one scale number in two spellings, a table from the
    future, a body that is no row."""
    till = join_till(hq, tmp_path, store=store)
    twins = [
        ItemRow(id=f"T{n}", name=f"同码{n}", code="6901234567892", plu=("12", "00012")[n],
                codes=(CodeRow(code="6901234567892"), CodeRow(code="16901234567899",
                                                              pack_qty=12_000)))
        for n in range(2)
    ]  # fmt: skip
    publish(hq, store, [("item", row.id, row) for row in twins])
    publish(hq, store, catalogue(0, 5))
    assert sync_once(till.path).online
    assert till.one("SELECT item FROM item_code WHERE code = '6901234567892'") == "T1"
    assert till.one("SELECT count(*) FROM item WHERE active") == 7
    publish(hq, store, [("item", "T0", twins[0])])
    assert sync_once(till.path).online
    assert till.one("SELECT item FROM item_code WHERE code = '6901234567892'") == "T0"
    assert_equal(hq, till)
    with closing(open_writer(till.path)) as conn:
        mirror = FeedMirror(conn, till.clock.now_ms)
        cursor = mirror.cursor()
        changes = [
            Change(seq=cursor + 1, table="hologram", key="1", body=msgspec.Raw(b"{}")),
            Change(seq=cursor + 2, table="item", key="bad", body=msgspec.Raw(b'{"id":7}')),
            Change(seq=cursor + 3, table="price", key="no place"),
            Change(seq=cursor + 4, table="item", key="T1"),
        ]
        mirror.apply(changes, cursor + 4, complete=True)
        assert mirror.cursor() == cursor + 4
    assert till.one("SELECT active FROM item WHERE id = 'T1'") == 0
    till.conn.close()
