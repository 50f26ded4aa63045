"""The demo's own HQ: served from this process on loopback, on a file beside the demo shop.

It keeps the demo shop's time, so that hours, slots and deadlines are those of its day. A payment
service stands beside it on a socket of its own, as a real one would.
"""

from __future__ import annotations

import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.bootstrap import link
from pos_app.domain.item import Category, Item, Pack
from pos_app.services.demo_catalogue import demo_tables
from pos_app.services.ports import Clock
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow

if TYPE_CHECKING:
    from sync.hq.service import Hq

START_SECONDS = 20.0
PAST_DAYS, PAST_TILL = 14, "09"
Goods = Sequence[tuple[Item, tuple[Pack, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHq:
    """The running HQ with its address and the shop's id."""

    hq: Hq
    url: str
    store: str

    def code(self) -> str:
        """A one-time code for till 01."""
        from sync.hq.store.devices import new_code  # noqa: PLC0415 - needs SQLAlchemy

        with self.hq.database.operator() as scope:
            return new_code(scope, self.store, "01", self.hq.now())

    def is_filled(self) -> bool:
        """Whether it knows the shop's goods and what was sold before."""
        from sync.hq.store.devices import all_devices  # noqa: PLC0415 - needs SQLAlchemy

        with self.hq.database.operator() as scope:
            return any(device.till == PAST_TILL for device in all_devices(scope))

    def fill(self, categories: Sequence[Category], goods: Goods) -> None:
        """Let HQ know what stands on the shop's shelves, and who delivers it."""
        from sync.hq.seeding_supply import seed_supply  # noqa: PLC0415 - needs the packages of HQ
        from sync.hq.store.catalogue import put  # noqa: PLC0415 - the same

        rows = [*_categories(categories), *_articles(goods), *_prices(goods)]
        put(self.hq.database, [self.store], rows)
        seed_supply(self.hq.database, [self.store], *demo_tables())

    def remember(self, last: date) -> None:
        """Two weeks behind the shop, so that there is something to plan from."""
        from sync.hq.seeding import past  # noqa: PLC0415 - needs the packages of HQ

        past(self.hq.database, self.store, PAST_TILL, days=PAST_DAYS, last=last)

    def plan(self, day: date) -> int:
        """Propose what to order on that day; gives the number of lines."""
        from sync.hq.planning.nightly import engine  # noqa: PLC0415 - needs numpy

        order = engine.Order(day=day, stores=[self.store], assortment=True)
        return sum(done.lines for done in engine.run(self.hq.database, order, engine.local))

    def ship(self, day: date) -> int:
        """Send what was ordered for that day; gives the number of shipments."""
        from sync.hq.store.supply_shipping import ship  # noqa: PLC0415 - needs SQLAlchemy

        return sum(s.shipments for s in ship(self.hq.database, day.isoformat(), self.hq.now()))


@contextmanager
def embedded_hq(
    folder: Path, store: str, shop_name: str, clock: Clock, *, port: int = 0
) -> Iterator[DemoHq]:
    """Serve HQ until the block ends, on the file that is there already if there is one.

    Raises ModuleNotFoundError where HQ's own packages are not installed, OSError where another
    program has the port.
    """
    import uvicorn  # noqa: PLC0415 - HQ is an extra of the package

    from sync.hq.api.app import create_app  # noqa: PLC0415
    from sync.hq.gateway.configured import GatewayFile, configure  # noqa: PLC0415
    from sync.hq.gateway.demo_server import DemoService, demo_gateway  # noqa: PLC0415
    from sync.hq.service import open_hq, sqlite_url  # noqa: PLC0415
    from sync.hq.store.stores import add_store, all_stores  # noqa: PLC0415
    from sync.hq.web.storefront import storefront  # noqa: PLC0415

    with ExitStack() as stack:
        listening = stack.enter_context(_socket(port))
        hq = open_hq(sqlite_url(folder / "hq.db"), folder / "hq-secrets", now=clock.now_ms)
        stack.callback(hq.close)
        with hq.database.operator() as scope:
            if not all_stores(scope):
                add_store(scope, store, shop_name, hq.now())
        secret = secrets.token_hex(16)
        paying = stack.enter_context(demo_gateway(DemoService(secret)))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        configure(hq.keys, GatewayFile(kind="demo", url=paying, secret=secret, public=url))
        config = uvicorn.Config(create_app(hq, pages=storefront()), log_config=None)
        stack.enter_context(_serving(uvicorn.Server(config), listening, hq))
        yield DemoHq(hq=hq, url=url, store=store)


@contextmanager
def _socket(port: int) -> Iterator[socket.socket]:
    """Ours from the start, so that its number can be told before HQ serves; 0: any port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        if sys.platform != "win32":  # there it would share the port with another program
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        yield listening


@contextmanager
def _serving(server: object, listening: socket.socket, hq: Hq) -> Iterator[None]:
    run: Callable[..., None] = server.run  # type: ignore[attr-defined]  # uvicorn is an extra
    thread = threading.Thread(target=lambda: run(sockets=[listening]), name="demo-hq")
    thread.start()
    try:
        _wait_started(server)
        yield
    finally:
        hq.bells.end()  # a till that listens would hold the end up
        server.should_exit = True  # type: ignore[attr-defined]  # uvicorn is an extra
        thread.join()


def _wait_started(server: object) -> None:
    end = time.monotonic() + START_SECONDS
    while not getattr(server, "started", False):
        if time.monotonic() > end:
            raise TimeoutError("HQ did not start")
        time.sleep(0.02)


def _categories(categories: Sequence[Category]) -> list[CategoryRow]:
    return [CategoryRow(code=c.code, name=c.name, rank=c.rank) for c in categories]


def _articles(goods: Goods) -> list[ItemRow]:
    names = set(ItemRow.__struct_fields__) - {"codes"}
    return [
        ItemRow(
            **{name: getattr(item, name) for name in names},
            codes=tuple(CodeRow(code=p.code, pack_qty=p.qty, pack_price=p.price) for p in packs),
        )
        for item, packs in goods
    ]


def _prices(goods: Goods) -> list[PriceRow]:
    return [
        PriceRow(item=item.id, valid_from=0, price=item.price)
        for item, _ in goods
        if item.price is not None
    ]


def sync_once(path: Path) -> dict[str, object]:
    """One round of the agent; how it stands afterwards."""
    agent = link.open_agent(path)
    if agent is None:
        return {"joined": False}
    agent.round()
    agent.stop()
    ours, theirs = link.compare_with_hq(path)
    return {
        "joined": True,
        "online": agent.status.online,
        "waiting": agent.status.waiting,
        "digests_equal": ours == theirs,
    }
