"""Whatever the line does to requests and answers: once it is good again sync goes on by itself, and
both sides hold the same, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq
from tests.support.joined import (
    assert_equal,
    catalogue,
    join_till,
    publish,
    settled,
    syncing,
    trade,
)

HTML = b"<html><body>Please log in to the network</body></html>"
FAULTS = {
    "dropped": f.dropped,
    "answer lost": f.answer_lost,
    "request cut": f.request_cut,
    "answer cut": f.answer_cut,
    "sent twice": f.sent_twice,
    "sent twice at once": f.sent_twice_at_once,
    "out of order": f.out_of_order,
    "late": f.slow(0.15),
    "dripping": f.dripping(),
    "hanging": f.hanging,
    "portal": f.instead(f.page("200 OK", HTML, b"Content-Type: text/html")),
    "other JSON": f.instead(f.page("200 OK", b'{"status":"ok"}')),
    "redirect": f.instead(f.page("302 Found", b"", b"Location: http://127.0.0.1:9/")),
    "bad gateway": f.instead(f.page("502 Bad Gateway", HTML)),
    "noise": f.instead(bytes(range(256)) * 20),
    "broken gzip": f.instead(f.page("200 OK", b"\x1f\x8b\x08garbage", b"Content-Encoding: gzip")),
    "weak": f.weak(loss=0.3, round_trip=0.02, bits=5e6),
}
REACH_THE_DATABASE = ("answer lost", "sent twice at once", "out of order", "request cut")


def resume(fault: f.Fault, hq: RunningHq, store: str, folder: Path, hits: int = 4) -> None:
    """Sell and publish while the line is bad; then it is good, and nobody helps."""
    till = join_till(hq, folder, store=store)
    with f.fault_proxy(hq.url) as line:
        trade(till, 12)
        publish(hq, store, catalogue(0, 60))
        line.set(fault)
        with syncing(till.path, url=line.url, clock=till.clock) as till_sync:
            line.wait_for_hits(hits)
            trade(till, 3)
            publish(hq, store, catalogue(40, 40))
            till_sync.agent.poke()
            line.clear()
            till_sync.wait_until(settled(hq, till, store))
    assert_equal(hq, till)
    till.conn.close()


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", FAULTS)
def test_both_sides_are_equal_after(hq: RunningHq, name: str, store: str, tmp_path: Path) -> None:
    resume(FAULTS[name], hq, store, tmp_path, hits=1 if name == "hanging" else 4)


@pytest.mark.parametrize("hq", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", REACH_THE_DATABASE)
def test_both_sides_are_equal_on_postgresql_after(
    hq: RunningHq, name: str, store: str, tmp_path: Path
) -> None:
    resume(FAULTS[name], hq, store, tmp_path)
