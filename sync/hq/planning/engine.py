"""The plans of many stores, one after the other here or fanned out over workers by Ray.

Either way every store is read, planned and written by itself, in one transaction of its own, so
that a run that is stopped goes on where it was. The planning is the same pure function.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sync.hq.planning.batch import Written, is_planned, read_chain, write
from sync.hq.planning.gather import Chain, Known, gather
from sync.hq.planning.task import StorePlan, StoreTask, compute
from sync.hq.store import tables as t
from sync.hq.store.database import Database
from sync.hq.store.supply_assortment import District, district

CHUNK = 32
"""Stores that a worker gets at once."""
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


Computed = tuple[Known, StorePlan]
Engine = Callable[[Iterator[Known]], Iterator[Computed]]


def run(
    database: Database, order: Order, engine: Engine, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Written]:
    """Plan store by store; ends early, between two stores, when ``stopped`` says so."""
    with database.operator() as scope:
        chain = read_chain(scope)
    regions = _Regions(database, order)
    done: deque[Written] = deque()
    for known, plan in engine(_read(database, chain, order, stopped, done)):
        while done:
            yield done.popleft()
        around = regions.around(plan.store)
        with database.scope(plan.store) as scope:
            written = write(scope, chain, known, plan, order.day, around)
        yield written
    yield from done


def _read(
    database: Database, chain: Chain, order: Order, stopped: Callable[[], bool],
    done: deque[Written],
) -> Iterator[Known]:  # fmt: skip
    for store in order.stores:
        if stopped():
            return
        with database.reading(store) as scope:
            if not order.again and is_planned(scope, store, order.day):
                done.append(Written(store=store, already=True))
                continue
            known = gather(scope, store, chain, order.day)
        yield known


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


def local(tasks: Iterator[Known]) -> Iterator[Computed]:
    """In this process, one store at a time."""
    for known in tasks:
        yield known, compute(known.task)


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
    remote = ray.remote(_compute_chunk)
    width = 2 * max(int(ray.cluster_resources().get("CPU", 1)), 1)

    def fan_out(tasks: Iterator[Known]) -> Iterator[Computed]:
        waiting: deque[tuple[list[Known], Any]] = deque()
        while True:
            while len(waiting) < width and (chunk := list(islice(tasks, CHUNK))):
                waiting.append((chunk, remote.remote([known.task for known in chunk])))
            if not waiting:
                return
            chunk, answer = waiting.popleft()
            yield from zip(chunk, ray.get(answer), strict=True)

    return fan_out


def _compute_chunk(tasks: list[StoreTask]) -> list[StorePlan]:
    return [compute(task) for task in tasks]
