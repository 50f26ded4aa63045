"""A till's facts arrive once, in order, whatever happens on the way."""

from __future__ import annotations

import threading

import msgspec
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.hq.store import tables as t
from sync.wire import messages as m
from sync.wire.facts import DrawerOpened
from tests.support.hq import NOON, RunningHq, TillByHand, good, line, problem, received, sale


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    """Till 01 of S001 with three sales in its journal, none sent."""
    till = hq.till("S001")
    for n in range(3):
        till.record(sale(n, [line(1, "a"), line(2, "b", qty=2000)]))
    return till


def states(hq: RunningHq) -> list[tuple[int, str, str]]:
    return [(row["seq"], row["state"], row["reason"]) for row in hq.rows(t.fact)]


def test_a_batch_is_kept_as_the_bytes_that_were_hashed(hq: RunningHq, till: TillByHand) -> None:
    answer = till.push()
    assert answer.acked_seq == 3
    assert answer.head_hash == till.hashes[-1].hex()
    held = hq.rows(t.fact)
    assert [bytes(row["payload"]) for row in held] == till.payloads
    assert [bytes(row["hash"]) for row in held] == till.hashes[1:]


def test_odd_but_legal_json_keeps_its_bytes(hq: RunningHq, till: TillByHand) -> None:
    spaced = till.payloads[-1].replace(
        b'"fact":', b'"new_field" : [1, 2.50, "\\u559c"] , "fact" : '
    )
    till.payloads.pop(), till.hashes.pop()
    till.record_bytes(spaced)
    assert till.push().quarantined == []
    assert bytes(hq.rows(t.fact)[-1]["payload"]) == spaced


def test_the_head_is_countersigned(hq: RunningHq, till: TillByHand) -> None:
    answer = till.push()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(till.me.hq_key))
    word = f"{till.me.device}|1|3|{till.hashes[-1].hex()}".encode()
    key.verify(bytes.fromhex(answer.signature), word)
    head = till.get("/v1/head", m.HeadAnswer)
    key.verify(bytes.fromhex(head.signature), word)
    assert (head.seq, head.facts, head.sales, head.turnover) == (3, 3, 3, 2700)


def test_the_same_batch_again_is_success_and_changes_nothing(
    hq: RunningHq, till: TillByHand
) -> None:
    first = till.push()
    books = {table.name: hq.rows(table) for table in (t.fact, *t.PROJECTIONS)}
    again = till.push()
    assert (again.acked_seq, again.head_hash) == (first.acked_seq, first.head_hash)
    assert books == {table.name: hq.rows(table) for table in (t.fact, *t.PROJECTIONS)}


def test_a_batch_that_overlaps_adds_only_what_is_new(hq: RunningHq, till: TillByHand) -> None:
    till.push(1, 2)
    assert till.push(1, 3).acked_seq == 3
    assert len(hq.rows(t.fact)) == 3
    assert sum(row["sales"] for row in hq.rows(t.sales_day)) == 3


def test_a_gap_answers_the_seq_that_is_expected(hq: RunningHq, till: TillByHand) -> None:
    till.push(1, 1)
    response = till.post("/v1/journal", till.batch(3))
    assert problem(response) == (409, "gap")
    assert response.json()["expected_seq"] == 2
    assert len(hq.rows(t.fact)) == 1


def test_two_threads_pushing_the_same_batch_both_hear_success(
    hq: RunningHq, till: TillByHand
) -> None:
    answers: list[m.PushAnswer] = []
    start = threading.Barrier(4)

    def push() -> None:
        with requests.Session() as session:
            session.headers.update(till.session.headers)
            start.wait()
            body = msgspec.json.encode(till.batch())
            answers.append(good(session.post(f"{hq.url}/v1/journal", body), m.PushAnswer))

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [a.acked_seq for a in answers] == [3, 3, 3, 3]
    assert len(hq.rows(t.fact)) == 3
    assert sum(row["sales"] for row in hq.rows(t.sales_day)) == 3


def test_a_taken_id_is_kept_apart_alarmed_and_acknowledged(hq: RunningHq, till: TillByHand) -> None:
    taken = msgspec.json.decode(till.payloads[0])["id"]
    till.record(sale(9, [line(1, "a", price=999)]), id=taken)
    till.record(sale(10, [line(1, "a")]))
    answer = till.push()
    assert answer.acked_seq == 5
    assert [(q.seq, q.reason) for q in answer.quarantined] == [(4, "id taken")]
    assert states(hq)[3:] == [(4, "conflict", "id taken"), (5, "ok", "")]
    assert hq.rows(t.device)[0]["alarm"] == "id taken at 1-4"
    assert hq.rows(t.sales_day)[0]["sales"] == 4


def test_an_id_is_taken_within_a_batch_and_across_batches_but_not_across_stores(
    hq: RunningHq, till: TillByHand
) -> None:
    till.push()
    taken = msgspec.json.decode(till.payloads[0])["id"]
    other = hq.till("S001", "02")
    other.record(sale(1, [line(1, "a")]), id=taken)
    assert [q.reason for q in other.push().quarantined] == ["id taken"]
    far = hq.till("S002")
    far.record(sale(1, [line(1, "a")]), id=taken)
    assert far.push().quarantined == []


def test_another_fact_at_a_held_place_is_refused_kept_and_alarmed(
    hq: RunningHq, till: TillByHand
) -> None:
    till.push()
    forged = msgspec.structs.replace(till.batch(), facts=[msgspec.Raw(till.payloads[1])])
    for _ in range(2):  # a till that insists is kept once
        assert problem(till.post("/v1/journal", forged)) == (409, "fork")
    (kept,) = hq.rows(t.fork)
    assert (kept["seq"], bytes(kept["payload"])) == (1, till.payloads[1])
    assert hq.rows(t.device)[0]["alarm"] == "fork at 1-1"
    assert len(hq.rows(t.fact)) == 3


def test_a_chain_that_does_not_hang_on_the_head_is_a_fork(hq: RunningHq, till: TillByHand) -> None:
    till.push(1, 2)
    wrong = msgspec.structs.replace(till.batch(3), prev_hash="ab" * 32)
    assert problem(till.post("/v1/journal", wrong)) == (409, "fork")
    assert len(hq.rows(t.fact)) == 2
    assert till.push(3).acked_seq == 3


def poison(till: TillByHand) -> dict[str, bytes]:
    """Facts that no till would send, by what is wrong with them."""
    seq = len(till.payloads) + 1
    text = till.record(sale(7, [line(1, "a")])).decode()
    till.payloads.pop(), till.hashes.pop()
    own = f'"seq":{seq}'
    return {
        "unknown kind": text.replace("sale.completed", "moon.landed").encode(),
        "no fact": b"[]",
        "wrong type": text.replace('"total":300', '"total":"300"').encode(),
        "wrong place": text.replace(own, '"seq":99').encode(),
        "other store": text.replace('"store":"S001"', '"store":"S002"').encode(),
        "huge number": text.replace('"due":300', f'"due":{10**30}').encode(),
        "beyond 64 bits": text.replace('"qty":1000', f'"qty":{2**63}').encode(),
        "huge product": text.replace('"cost":150', f'"cost":{10**12}').encode(),
        "NUL in a name": text.replace("商品a", "a\\u0000b").encode(),
        "NUL in an item": text.replace('"item":"a"', '"item":"\\u0000"').encode(),
        "long item": text.replace('"item":"a"', f'"item":"{"x" * 33}"').encode(),
        "NUL in an id": text.replace('"id":"', '"id":"\\u0000', 1).encode(),
        "long id": text.replace('"id":"', f'"id":"{"f" * 40}', 1).encode(),
        "no date": text.replace("2026-03-03", "2026-02-30").encode(),
        "NUL in a date": text.replace("2026-03-03", "\\u0000").encode(),
        "year 10000": text.replace(f'"at":{NOON}', f'"at":{2**62}').encode(),
        "time beyond 64 bits": text.replace(f'"at":{NOON}', f'"at":{2**70}').encode(),
        "broken UTF-8": text.encode().replace("商品a".encode(), b"\xff\xfe"),
        "NUL in the kind": text.replace("sale.completed", "\\u0000").encode(),
        "kind is no word": text.replace('"sale.completed"', "7").encode(),
    }


KINDS = (
    "unknown kind", "no fact", "wrong type", "wrong place", "other store", "huge number",
    "beyond 64 bits", "huge product", "NUL in a name", "NUL in an item", "long item",
    "NUL in an id", "long id", "no date", "NUL in a date", "year 10000", "time beyond 64 bits",
    "broken UTF-8", "NUL in the kind", "kind is no word",
)  # fmt: skip


def test_what_cannot_be_digested_is_quarantined_and_the_rest_goes_on(
    hq: RunningHq, till: TillByHand
) -> None:
    for kind in KINDS:
        till.record_bytes(poison(till)[kind])
        till.record(DrawerOpened(shift="s1", reason=kind))
    assert sorted(poison(till)) == sorted(KINDS)
    answer = till.push()
    assert answer.acked_seq == len(till.payloads)
    assert [q.seq for q in answer.quarantined] == list(range(4, 4 + 2 * len(KINDS), 2))
    assert all(q.reason for q in answer.quarantined)
    held = hq.rows(t.fact)
    assert [bytes(row["payload"]) for row in held] == till.payloads
    assert [row["seq"] for row in held if row["state"] == "ok"] == [
        1, 2, 3, *range(5, len(till.payloads) + 1, 2),
    ]  # fmt: skip
    assert sum(row["sales"] for row in hq.rows(t.sales_day)) == 3
    # An answer that was lost is given again, whole.
    assert till.push().quarantined == answer.quarantined
    assert till.get("/v1/head", m.HeadAnswer).quarantined == len(KINDS)


def test_a_fact_too_large_is_quarantined(hq: RunningHq, till: TillByHand) -> None:
    till.record(DrawerOpened(shift="s1", reason="x" * 300_000))
    assert [q.reason for q in till.push().quarantined] == ["too large"]


def test_the_batch_must_be_the_callers_own(hq: RunningHq, till: TillByHand) -> None:
    other = hq.till("S001", "02")
    assert problem(other.post("/v1/journal", till.batch())) == (403, "wrong_device")
    epoch = msgspec.structs.replace(till.batch(), epoch=2)
    assert problem(till.post("/v1/journal", epoch)) == (403, "wrong_device")
    assert hq.rows(t.fact) == []


def test_refused_batches_write_nothing(hq: RunningHq, till: TillByHand) -> None:
    batch = till.batch()
    replace = msgspec.structs.replace
    for wrong, code in (
        (replace(batch, facts=[]), "bad_batch"),
        (replace(batch, facts=[msgspec.Raw(b"{}")] * 501), "bad_batch"),
        (replace(batch, prev_hash="zz"), "bad_hash"),
        (replace(batch, wire=0), "too_old"),
    ):
        assert problem(till.post("/v1/journal", wrong)) == (400, code)
    assert problem(till.post("/v1/journal", replace(batch, from_seq=0))) == (409, "gap")
    assert hq.rows(t.fact) == []


def test_stock_is_the_sum_of_moves(hq: RunningHq) -> None:
    till = hq.till("S001")
    till.record(received("a", 10_000))
    till.record(sale(1, [line(1, "a", qty=3000)]))
    till.record(sale(2, [line(1, "a", qty=-1000)], mode="return"))
    till.record(sale(3, [line(1, "a", qty=-1000, restock=False)], mode="return"))
    till.push()
    (moved,) = hq.rows(t.till_move)
    assert moved["qty"] == 8000
    (day,) = hq.rows(t.sales_day)
    assert (day["hour"], day["sales"], day["turnover"], day["refunds"]) == (12, 1, 300, 600)
