"""Whatever is thrown at HQ: a 4xx with a code and a sentence, never a 5xx, nothing written."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import requests

from sync.hq.api.decoding import depth_exceeds
from sync.hq.store import tables as t
from sync.wire import messages as m
from sync.wire.limits import BATCH_BYTES, BODY_BYTES, MAX_DEPTH
from tests.support.hq import NOON, RunningHq, TillByHand, line, problem, sale

POSTS = ("/v1/enrol", "/v1/readmit", "/v1/token", "/v1/rotate", "/v1/journal", "/v1/orders")
WRITTEN = (
    t.device, t.enrol_code, t.fact, t.fork, t.feed, t.shop_order, t.order_move, *t.PROJECTIONS,
)  # fmt: skip
JSON = {"Content-Type": "application/json"}
GZIP = JSON | {"Content-Encoding": "gzip"}


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    till = hq.till("S001")
    till.record(sale(1, [line(1, "a")]))
    return till


@pytest.fixture
def state(hq: RunningHq, till: TillByHand) -> Callable[[], Any]:
    assert till
    return lambda: {table.name: hq.rows(table) for table in WRITTEN}


def bad_bodies(till: TillByHand) -> dict[str, bytes]:
    batch = msgspec.json.encode(till.batch())
    return {
        "empty": b"",
        "no JSON": b"hello",
        "cut short": batch[:-10],
        "more behind": batch + b"{}",
        "null": b"null",
        "list": b"[]",
        "number": b"1" * 10_000,
        "deep arrays": b"[" * 500_000,
        "deep objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
        "deep in a fact": batch.replace(
            b'"facts":[', b'"facts":[' + b"[" * 1000 + b"]" * 1000 + b","
        ),
        "deep unknown": batch[:-1] + b',"x":' + b"[" * 20 + b"]" * 20 + b"}",
        "broken UTF-8": batch.replace(b'"device":"', b'"device":"\xff\xfe'),
        "wrong types": batch.replace(b'"from_seq":1', b'"from_seq":"1"'),
        "a float": batch.replace(b'"from_seq":1', b'"from_seq":1.5'),
        "facts are no list": batch.replace(b'"facts":[', b'"facts":7,"x":['),
        "lone surrogate": batch.replace(b'"device":"', b'"device":"\\ud800'),
        "NUL": batch.replace(b'"device":"', b'"device":"\\u0000'),
        "huge seq": batch.replace(b'"from_seq":1', f'"from_seq":{10**40}'.encode()),
        "negative seq": batch.replace(b'"from_seq":1', f'"from_seq":{-(2**70)}'.encode()),
        "huge epoch": batch.replace(b'"epoch":1', f'"epoch":{2**70}'.encode(), 1),
        "infinity": batch.replace(b'"from_seq":1', b'"from_seq":1e999'),
        "duplicated": batch.replace(b'"from_seq":1', b'"from_seq":1,"from_seq":2'),
    }


def test_bad_bodies_are_refused_everywhere_and_write_nothing(
    till: TillByHand, state: Callable[[], Any]
) -> None:
    before = state()
    for path in POSTS:
        for name, body in bad_bodies(till).items():
            response = till.call("POST", path, data=body, headers=JSON)
            assert 400 <= response.status_code < 500, (path, name, response.text)
            told = msgspec.json.decode(response.content, type=m.Problem)
            assert told.code and told.message and told.request_id, (path, name)
    assert state() == before


def test_huge_bodies_and_bombs_are_refused(till: TillByHand, state: Callable[[], Any]) -> None:
    before = state()
    bomb = gzip.compress(b" " * (BODY_BYTES * 20), 9)
    assert len(bomb) < BATCH_BYTES
    padded = msgspec.json.encode(till.batch())
    cases: list[tuple[str, bytes, dict[str, str], tuple[int, str]]] = [
        ("plain", b" " * (BODY_BYTES + 1), JSON, (413, "too_large")),
        ("compressed", bytes(BATCH_BYTES + 1), GZIP, (413, "too_large")),
        ("bomb", bomb, GZIP, (413, "too_large")),
        ("cut gzip", gzip.compress(padded)[:-4], GZIP, (400, "bad_gzip")),
        ("no gzip", padded, GZIP, (400, "bad_gzip")),
        ("zlib", zlib.compress(padded), GZIP, (400, "bad_gzip")),
        ("gzip twice", gzip.compress(padded) * 2, GZIP, (400, "bad_gzip")),
        ("empty gzip", b"", GZIP, (400, "bad_gzip")),
        ("brotli", padded, JSON | {"Content-Encoding": "br"}, (415, "bad_encoding")),
    ]
    for path in POSTS:
        for name, body, headers, wanted in cases:
            response = till.call("POST", path, data=body, headers=headers)
            assert problem(response) == wanted, (path, name)
    assert state() == before


def test_a_body_in_pieces_of_unknown_length_is_bounded(till: TillByHand) -> None:
    response = till.call("POST", "/v1/journal", data=(b" " * 65_536 for _ in range(100)))
    assert problem(response) == (413, "too_large")


def test_a_large_good_batch_passes_uncompressed(till: TillByHand) -> None:
    for n in range(2, 450):
        till.record(sale(n, [line(k, f"i{k}") for k in range(20)]))
    body = msgspec.json.encode(till.batch())
    assert BATCH_BYTES < len(body) < BODY_BYTES
    assert till.call("POST", "/v1/journal", data=body).status_code == 200


def test_bad_queries_are_refused(hq: RunningHq, till: TillByHand) -> None:
    for path in (
        "/v1/changes?cursor=-1", "/v1/changes?cursor=x", "/v1/changes?cursor=1.5",
        f"/v1/changes?cursor={2**80}", "/v1/changes?limit=0", "/v1/changes?limit=501",
        "/v1/changes?limit=%00", "/v1/snapshot?limit=0", f"/v1/snapshot?after={'x' * 500}",
        "/v1/snapshot?after=%ff%fe", "/v1/journal", "/v1/journal?device=%00&epoch=1",
        "/v1/journal?device=zz&epoch=1", f"/v1/journal?device=ab&epoch={2**40}",
        f"/v1/journal?device=ab&epoch=1&after={2**70}", "/v1/nothing", "/v1/%00", "/%ff",
        "/v1/journal?device=ab&epoch=1&epoch=x", "/v1/bell?cursor=-1", "/v1/bell?wait=31",
        "/v1/orders/%00", "/v1/orders/x", f"/v1/orders/x?token={'y' * 99}",
    ):  # fmt: skip
        response = till.call("GET", path)
        assert 400 <= response.status_code < 500, (path, response.text)
        assert msgspec.json.decode(response.content, type=m.Problem).code, path
    assert problem(till.call("DELETE", "/v1/journal")) == (405, "bad_method")
    assert hq.rows(t.fact) == []


def test_bad_keys_codes_and_devices_are_refused(hq: RunningHq, till: TillByHand) -> None:
    code = hq.code("S001", "09")
    for key in ("", "zz", "00", "ab" * 31, "ab" * 33, "\x00", "é" * 32):
        request = m.EnrolRequest(code=code, public_key=key)
        assert problem(till.post("/v1/enrol", request)) == (400, "bad_key"), key
    for word in ("", "\x00", "x" * 10_000, "码码码码码码码码"):
        request = m.EnrolRequest(code=word, public_key=till.public_key)
        assert problem(till.post("/v1/enrol", request)) == (403, "bad_code")
    for device in ("", "\x00", "x" * 10_000, "设备"):
        asked = m.TokenRequest(device=device, at=NOON, nonce="", signature="")
        status, _ = problem(till.post("/v1/token", asked))
        assert status in (400, 401), device
    program = m.EnrolRequest(code=code, public_key=till.public_key, program="\x00" * 9 + "x" * 999)
    assert till.post("/v1/enrol", program).status_code == 200


def test_who_asks_too_often_is_told_to_wait(start: Callable[..., RunningHq]) -> None:
    hq = start(rate=5.0)
    hq.add_store("S001")
    till, other = hq.till("S001"), hq.till("S001", "02")
    answers = [till.call("GET", "/v1/head") for _ in range(40)]
    refused = [a for a in answers if a.status_code == 429]
    assert refused
    assert problem(refused[0]) == (429, "too_many")
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert other.call("GET", "/v1/head").status_code == 200  # each till for itself
    for n in range(40):  # tokens that are made up share one bucket
        made_up = {"Authorization": f"Bearer S001.{n}.9999999999999.ff"}
        last = requests.get(f"{hq.url}/v1/head", headers=made_up, timeout=10)
    assert last.status_code == 429


def test_guessing_codes_is_slowed_down_far_sooner(start: Callable[..., RunningHq]) -> None:
    hq = start(guesses=0.2)
    hq.add_store("S001")
    till = TillByHand(hq.url)
    guess = m.EnrolRequest(code="22222222", public_key=till.public_key)
    answers = [problem(till.post("/v1/enrol", guess)) for _ in range(14)]
    assert answers[:10] == [(403, "bad_code")] * 10
    assert answers[11:] == [(429, "too_many")] * 3


def test_a_caller_that_hangs_up_in_mid_body_harms_nobody(hq: RunningHq, till: TillByHand) -> None:
    port = int(hq.url.rpartition(":")[2])
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port)) as line_:
            line_.sendall(b"POST /v1/journal HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n[")
    assert till.push().acked_seq == 1
    assert threading.active_count() < 80


def test_depth_is_counted_outside_of_strings() -> None:
    for body, deep in (
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, False),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), True),
        (b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH, False),
        (b"[" + b"[]," * 999 + b"[]]", False),
        (b'["' + b"[{" * 999 + b'"]', False),
        (b'["\\"' + b"[" * 99 + b'\\\\", [1]]', False),
        (b'{"\\\\":"' + b"[" * 99 + b'"}', False),
        (b'["[", "]", "[\\"", {"[[": "]"}]' + b" ", False),
    ):
        assert depth_exceeds(body, MAX_DEPTH) is deep, body[:40]
