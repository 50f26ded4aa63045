"""A real HQ for tests: its own database, uvicorn on a loopback port, real sockets; and tills
that speak to it by hand, with the wire's own chain."""

from __future__ import annotations

import gzip
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import requests
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Table

from sync.hq.api.app import create_app
from sync.hq.service import Hq, open_hq
from sync.hq.store import devices
from sync.hq.store import tables as t
from sync.wire import chain
from sync.wire import messages as m
from sync.wire.facts import AnyFact, Line, Person, SaleCompleted, StockAdjusted, StockLine, Tender

NOON = 1_772_510_400_000
"""2026-03-03 12:00 in the shop (UTC+8)."""
BOSS = Person(id="1", name="王姐")
TIMEOUT = 30.0
A = TypeVar("A", bound=m.Message)


class FedPage(m.Message, frozen=True, kw_only=True):
    """A page of the feed or of a snapshot."""

    changes: list[m.Change]
    cursor: int
    more: bool = False
    after: str = ""
    acked_seq: int = -1


@dataclass(slots=True)
class Clock:
    """HQ's clock in a test: it stands until it is moved."""

    at: int = NOON

    def __call__(self) -> int:
        return self.at


class RunningHq:
    """HQ and its address. Tests look into ``hq.database`` directly."""

    def __init__(
        self, hq: Hq, clock: Clock, server: uvicorn.Server, port: int, scheme: str = "http"
    ) -> None:
        self.hq = hq
        self.clock = clock
        self.server = server
        self.url = f"{scheme}://127.0.0.1:{port}"

    def add_store(self, store_id: str, name: str = "东丽万新店") -> None:
        with self.hq.database.operator() as scope:
            row = {"store_id": store_id, "name": name, "created_at": self.clock()}
            scope.insert(t.store, [row])

    def code(self, store_id: str, till: str = "01") -> str:
        with self.hq.database.operator() as scope:
            return devices.new_code(scope, store_id, till, self.clock())

    def till(self, store_id: str, till: str = "01") -> TillByHand:
        """A till that enrolled just now and has its token."""
        made = TillByHand(self.url)
        made.enrol(self.code(store_id, till))
        made.log_in(self.clock())
        return made

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Every row of a table, over all stores, in order."""
        with self.hq.database.operator() as scope:
            found = scope.conn.execute(table.select().order_by(*table.primary_key.columns))
            return [dict(row._mapping) for row in found]


@contextmanager
def running_hq(
    url: str,
    folder: Path,
    *,
    rate: float = 10_000.0,
    guesses: float = 10_000.0,
    pages: Sequence[Any] = (),
    tls: tuple[Path, Path] | None = None,
) -> Iterator[RunningHq]:
    """Serve until the block ends; it is closed with everything it started.

    ``tls``: with this certificate and its key.
    """
    certificate, key = tls or (None, None)
    clock = Clock()
    hq = open_hq(url, folder / "secrets", now=clock)
    config = uvicorn.Config(
        create_app(hq, pages=pages, rate=rate, guesses=guesses, note_seconds=0.02),
        host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=2,
        ssl_certfile=certificate, ssl_keyfile=key,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="hq")
    thread.start()
    try:
        yield RunningHq(hq, clock, server, _port(server, thread), "https" if tls else "http")
    finally:
        hq.bells.end()
        server.should_exit = True
        thread.join()
        hq.close()


def _port(server: uvicorn.Server, thread: threading.Thread) -> int:
    ends = time.monotonic() + TIMEOUT
    while not server.started:
        if not thread.is_alive() or time.monotonic() > ends:
            raise RuntimeError("HQ did not start")
        thread.join(0.005)
    return int(server.servers[0].sockets[0].getsockname()[1])


@dataclass(slots=True)
class TillByHand:
    """A till as far as HQ can see one: a key, a chain, a session."""

    url: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    session: requests.Session = field(default_factory=requests.Session)
    me: m.EnrolAnswer = field(
        default_factory=lambda: m.EnrolAnswer(device="", store="", shop_name="", till="", epoch=1)
    )
    payloads: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=lambda: [chain.GENESIS])

    @property
    def public_key(self) -> str:
        return self.key.public_key().public_bytes_raw().hex()

    def call(self, method: str, path: str, **kwargs: object) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=TIMEOUT, **kwargs)

    def get(self, path: str, kind: type[A], **query: object) -> A:
        return good(self.call("GET", path, params=query), kind)

    def post(self, path: str, message: m.Message) -> requests.Response:
        body = gzip.compress(msgspec.json.encode(message), 1)
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self.call("POST", path, data=body, headers=headers)

    def enrol(self, code: str) -> m.EnrolAnswer:
        request = m.EnrolRequest(code=code, public_key=self.public_key, program="xipu 0.1")
        self.me = good(self.post("/v1/enrol", request), m.EnrolAnswer)
        return self.me

    def token_request(self, at: int, nonce: str = "") -> m.TokenRequest:
        nonce = nonce or secrets.token_hex(8)
        signature = self.key.sign(f"{self.me.device}|{at}|{nonce}".encode()).hex()
        return m.TokenRequest(device=self.me.device, at=at, nonce=nonce, signature=signature)

    def log_in(self, at: int = NOON) -> m.TokenAnswer:
        answer = good(self.post("/v1/token", self.token_request(at)), m.TokenAnswer)
        self.session.headers["Authorization"] = f"Bearer {answer.token}"
        return answer

    def record(self, fact: AnyFact, *, at: int = NOON, **changes: object) -> bytes:
        """Put a fact at the end of the chain; ``changes`` forge fields of its entry."""
        seq = len(self.payloads) + 1
        fields: dict[str, Any] = {
            "store": self.me.store, "till": self.me.till, "epoch": self.me.epoch, "seq": seq,
            "id": f"{at:012x}7{self.me.device[:11]}{seq:08x}"[:32], "at": at, "offset": 480,
            "date": "2026-03-03", "actor": BOSS, "fact": fact,
        }  # fmt: skip
        return self.record_bytes(chain.encode(chain.Entry(**(fields | changes))))

    def record_bytes(self, payload: bytes) -> bytes:
        self.payloads.append(payload)
        self.hashes.append(chain.link(self.hashes[-1], payload))
        return payload

    def batch(self, first: int = 1, last: int | None = None) -> m.PushRequest:
        """Facts ``first`` to ``last`` of the chain as they are sent."""
        return m.PushRequest(
            device=self.me.device,
            epoch=self.me.epoch,
            from_seq=first,
            prev_hash=self.hashes[first - 1].hex(),
            facts=[msgspec.Raw(p) for p in self.payloads[first - 1 : last]],
        )

    def push(self, first: int = 1, last: int | None = None) -> m.PushAnswer:
        return good(self.post("/v1/journal", self.batch(first, last)), m.PushAnswer)

    def all_changes(self, cursor: int = 0) -> tuple[list[m.Change], int]:
        """The feed behind a cursor, page after page, and where it ended."""
        found: list[m.Change] = []
        more = True
        while more:
            page = self.get("/v1/changes", FedPage, cursor=cursor, limit=500)
            found += page.changes
            cursor, more = page.cursor, page.more
        return found, cursor

    def close(self) -> None:
        self.session.close()


def good(response: requests.Response, kind: type[A]) -> A:
    """The message of a 200, else an AssertionError that shows the refusal."""
    assert response.status_code == 200, f"{response.status_code} {response.text[:300]}"
    return msgspec.json.decode(response.content, type=kind)


def problem(response: requests.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, msgspec.json.decode(response.content, type=m.Problem).code


def line(no: int, item: str, qty: int = 1000, price: int = 300, **more: object) -> Line:
    amount = price * qty // 1000
    return Line(
        no=no, item=item, name=f"商品{item}", qty=qty, price=price, list_price=price, gross=amount,
        amount=amount, net=amount, cost=price // 2, **more,
    )  # fmt: skip


def sale(number: int, lines: Sequence[Line], **more: object) -> SaleCompleted:
    total = sum(ln.amount for ln in lines)
    return SaleCompleted(
        receipt=f"S001-01-1-{number}", shift="s1", lines=tuple(lines), total=total, due=total,
        tenders=(Tender(method="cash", amount=total),), **more,
    )  # fmt: skip


def received(item: str, qty: int) -> StockAdjusted:
    return StockAdjusted(
        reason="opening", lines=(StockLine(item=item, name=f"商品{item}", qty=qty),)
    )


def wait_until(holds: Callable[[], bool]) -> None:
    """What HQ does on its own time must come true soon."""
    ends = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < ends, "it did not come true"
        time.sleep(0.005)
