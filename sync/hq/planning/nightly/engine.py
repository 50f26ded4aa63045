"""The plans of many stores, one after the other here or fanned out over workers by Ray.

Either way every store is read, planned and written by itself, in one transaction of its own, so
that a run that is stopped goes on where it was. On PostgreSQL Ray's workers read and write their
stores themselves and the driver only hands out stores; a SQLite file has one writer, which the
driver is. The planning is the same pure function.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice
from typing import Any

from sync.hq.planning.nightly.batch import Written, is_planned, read_chain, write
from sync.hq.planning.nightly.gather import Known, gather
from sync.hq.planning.nightly.ranges import Chain, Deck
from sync.hq.planning.nightly.task import StorePlan, StoreTask, compute
from sync.hq.store import tables as t
from sync.hq.store.database import Database
from sync.hq.store.supply_assortment import District, district

CHUNK = 32
"""Stores that a worker gets at once."""
AHEAD = 2
"""Chunks that wait at each worker."""
MONDAY = 0


class NoClusterError(Exception):
    """Ray is not installed, or could not be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted. ``again``: plan anew what was planned for the date and is not ordered yet;
    ``assortment``: propose goods to list and to take out (on Mondays it is done by itself)."""

    day: date
    stores: Sequence[str]
    again: bool = False
    assortment: bool = False


class Night:
    """A run as far as any one store is concerned: the same in the driver and in a worker."""

    def __init__(self, database: Database, chain: Chain, order: Order) -> None:
        self.database, self.chain, self.order = database, chain, order
        self._deck = Deck(chain)
        self._regions = _Regions(database, order)

    def read(self, store: str) -> Known | Written:
        """What is known of the store, or that it was planned already."""
        with self.database.reading(store) as scope:
            if not self.order.again and is_planned(scope, store, self.order.day):
                return Written(store=store, already=True)
            return gather(scope, store, self._deck, self.order.day)

    def write(self, known: Known, plan: StorePlan) -> Written:
        around = self._regions.around(plan.store)
        with self.database.scope(plan.store) as scope:
            return write(scope, self.chain, known, plan, self.order.day, around)

    def plan(self, store: str) -> Written:
        known = self.read(store)
        return known if isinstance(known, Written) else self.write(known, compute(known.task))


Engine = Callable[[Night, Iterator[str]], Iterator[Written]]
"""Plans the stores, in their order, and tells what came of each."""


def run(
    database: Database, order: Order, engine: Engine, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Written]:
    """Plan store by store; ends early, between two stores, when ``stopped`` says so."""
    with database.operator() as scope:
        chain = read_chain(scope)
    return engine(Night(database, chain, order), _until(stopped, order.stores))


def _until(stopped: Callable[[], bool], stores: Sequence[str]) -> Iterator[str]:
    for store in stores:
        if stopped():
            return
        yield store


class _Regions:
    """What is known of the district of each store, worked out once for each."""

    def __init__(self, database: Database, order: Order) -> None:
        self._database, self._order = database, order
        self._wanted = order.assortment or order.day.weekday() == MONDAY
        self._region: dict[str, str] = {}
        self._known: dict[str, District] = {}

    def around(self, store: str) -> District | None:
        if not self._wanted:
            return None
        with self._database.operator() as scope:
            if not self._region:
                s = t.store.c
                rows = scope.conn.execute(scope.select(t.store, s.store_id, s.region))
                self._region = {str(store): str(region) for store, region in rows}
            region = self._region.get(store, "")
            if region not in self._known:
                self._known[region] = district(scope, region, self._order.day.isoformat())
        return self._known[region]


def local(night: Night, stores: Iterator[str]) -> Iterator[Written]:
    """In this process, one store at a time."""
    return map(night.plan, stores)


def on_ray(workers: int | None = None) -> Engine:
    """Fan out over a Ray cluster: the one of RAY_ADDRESS, or one started here with ``workers``.

    Results are written in the order of the stores. Raises NoClusterError.
    """
    try:
        import ray as package  # noqa: PLC0415 - an optional package of hundreds of megabytes
    except ImportError as error:
        raise NoClusterError('pip install "xipu-pos[cluster]"') from error
    ray: Any = package  # partly without types
    if not ray.is_initialized():
        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False)
    workers = max(int(ray.cluster_resources().get("CPU", 1)), 1)

    def engine(night: Night, stores: Iterator[str]) -> Iterator[Written]:
        way = _by_workers if night.database.is_postgresql else _by_driver
        return way(ray, workers, night, stores)

    return engine


def _by_workers(ray: Any, workers: int, night: Night, stores: Iterator[str]) -> Iterator[Written]:  # noqa: ANN401 - the package
    """Workers read, plan and write; one that is lost comes again and goes on where it was."""
    url = night.database.engine.url.render_as_string(hide_password=False)
    chain, order = ray.put(night.chain), replace(night.order, stores=())
    kind = ray.remote(num_cpus=1, max_restarts=3, max_task_retries=3)(_Worker)
    turns = cycle([kind.remote(url, chain, order) for _ in range(workers)])
    waiting: deque[Any] = deque()
    while True:
        while len(waiting) < AHEAD * workers and (chunk := list(islice(stores, CHUNK))):
            waiting.append(next(turns).plan.remote(chunk))
        if not waiting:
            return
        yield from ray.get(waiting.popleft())


class _Worker:
    """A process of the cluster with connections of its own."""

    def __init__(self, url: str, chain: Chain, order: Order) -> None:
        self._night = Night(Database(url), chain, order)

    def plan(self, stores: list[str]) -> list[Written]:
        return [self._night.plan(store) for store in stores]


def _by_driver(ray: Any, workers: int, night: Night, stores: Iterator[str]) -> Iterator[Written]:  # noqa: ANN401 - the package
    """The driver reads and writes, workers plan."""
    remote = ray.remote(_compute_chunk)
    waiting: deque[tuple[list[Known | Written], Any]] = deque()
    while True:
        while len(waiting) < AHEAD * workers and (
            chunk := list(map(night.read, islice(stores, CHUNK)))
        ):
            tasks = [known.task for known in chunk if isinstance(known, Known)]
            waiting.append((chunk, remote.remote(tasks)))
        if not waiting:
            return
        chunk, answer = waiting.popleft()
        plans = iter(ray.get(answer))
        for known in chunk:
            yield known if isinstance(known, Written) else night.write(known, next(plans))


def _compute_chunk(tasks: list[StoreTask]) -> list[StorePlan]:
    return [compute(task) for task in tasks]
