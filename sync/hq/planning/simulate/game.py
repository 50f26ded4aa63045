"""A shop played day by day against real demand: the closed loop that policies are measured in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sync.hq.planning.items import Floats, Ints
from sync.hq.planning.simulate.demand_file import DemandFile

WARM_UP = 14
OPENING_DAYS = 5
PACKS, PACK_SHARES = (1, 4, 6, 12, 24), (0.15, 0.20, 0.30, 0.25, 0.10)
COUNTED = ("asked", "sold", "wasted", "received", "out_days", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Shares of a good's price: what a lost unit, a wasted one and a night on the shelf cost."""

    margin: float = 0.30
    holding: float = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """Who plays what: ``pack`` units; days ``first``..``last`` are counted, a warm-up before.

    ``order_days``: remainders by seven of the day's number, at whose close an order can be sent.
    """

    demand: DemandFile
    pack: Floats
    first: int
    last: int
    costs: Costs
    order_days: tuple[int, ...] = (0, 2, 4)

    def gap(self, day: int) -> int:
        """Days from the arrival of an order of ``day`` to that of the next one."""
        return next(g for g in range(1, 8) if (day + g) % 7 in self.order_days)

    def of(self, goods: np.ndarray) -> Game:
        """The same game with the goods of a mask alone."""
        return Game(
            demand=self.demand.of(goods), pack=self.pack[goods], first=self.first,
            last=self.last, costs=self.costs, order_days=self.order_days,
        )  # fmt: skip


@dataclass(slots=True)
class Night:
    """What a policy may see at the close of ``day``: units, its own censored sales only."""

    day: int
    on_hand: Floats  # float64[n, L] by days of life left, the last column does not expire
    sold: Floats  # float64[day + 1, n], days before the game as they were
    in_stock: Floats  # float64[n] of this day


Policy = Callable[[Night], Ints]
"""Packs to order; asked every evening, heard on the evenings of order days only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Totals by good over the days that count; units, fen a day for the costs."""

    asked: Floats
    sold: Floats
    wasted: Floats
    received: Floats
    out_days: Floats
    held: Floats
    cost: Floats
    days: int


def draw_packs(demand: DemandFile, seed: int, known: int) -> Floats:
    """Packs by chance, at most three weeks' sales and, where it expires, half a life's.

    The mean is that of days 0..``known`` - 1; where a file of demand tells its packs, they hold.
    """
    if demand.pack.any():
        return np.asarray(demand.pack / 1000.0)
    rng = np.random.default_rng(seed)
    pack = rng.choice(PACKS, size=len(demand.price), p=PACK_SHARES).astype(np.float64)
    mean = demand.sold[:known].mean(axis=0) / 1000.0
    pack = np.minimum(pack, np.maximum(np.ceil(21 * mean), 1.0))
    half = np.maximum(np.ceil(demand.life / 2 * mean), 1.0)
    return np.asarray(np.where(demand.life > 0, np.minimum(pack, half), pack))


class Shelves:
    """Stock by days of life left; the oldest sells first, what has none left at night is waste."""

    def __init__(self, life: Ints) -> None:
        self._fresh = np.where(life > 0, life, int(life.max(initial=0)) + 1)
        self._rows = np.arange(len(life))
        self.stock = np.zeros((len(life), int(life.max(initial=0)) + 2))

    def receive(self, units: Floats) -> None:
        self.stock[self._rows, self._fresh] += units

    def sell(self, asked: Floats) -> Floats:
        """Units sold of what was ``asked``."""
        sold = np.minimum(asked, self.stock.sum(axis=1))
        taken = np.minimum(np.cumsum(self.stock, axis=1), sold[:, None])
        self.stock -= np.diff(taken, axis=1, prepend=0.0)
        return np.asarray(sold)

    def age(self) -> Floats:
        """Units that expire tonight."""
        self.stock[:, :-2] = self.stock[:, 1:-1]
        self.stock[:, -2] = 0.0
        wasted = self.stock[:, 0].copy()
        self.stock[:, 0] = 0.0
        return wasted


def play(game: Game, policy: Policy) -> Outcome:
    """Orders at the close of order days are on the shelf the next morning."""
    units, start = game.demand.sold / 1000.0, game.first - WARM_UP
    shelves = Shelves(game.demand.life)
    coming = np.ceil(OPENING_DAYS * units[:start].mean(axis=0) / game.pack) * game.pack
    seen = units.copy()
    seen[start:] = 0.0
    total = {name: np.zeros(len(game.pack)) for name in COUNTED}
    for day in range(start, game.last + 1):
        shelves.receive(coming)
        opened = shelves.stock.sum(axis=1)
        seen[day] = sold = shelves.sell(units[day])
        closing = opened - sold
        wasted = shelves.age()
        out = closing <= 1e-9
        if day >= game.first:
            counted = (units[day], sold, wasted, coming, out, closing - wasted)
            for name, term in zip(COUNTED, counted, strict=True):
                total[name] += term
        shelf = np.where(opened <= 1e-9, 0.0, np.where(out, 0.5, 1.0))
        packs = policy(Night(day, shelves.stock, seen[: day + 1], shelf))
        coming = packs * game.pack if day % 7 in game.order_days else np.zeros(len(game.pack))
    return _outcome(game, total)


def _outcome(game: Game, total: dict[str, Floats]) -> Outcome:
    costs, days = game.costs, game.last - game.first + 1
    lost = (total["asked"] - total["sold"]) * costs.margin
    cost = lost + total["wasted"] * (1 - costs.margin) + total["held"] * costs.holding
    return Outcome(**total, cost=cost / days * game.demand.price, days=days)
