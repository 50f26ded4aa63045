"""The planner as a player of the game: taught the days before it, then its own sales only."""

from __future__ import annotations

import numpy as np

from sync.hq.planning.items import Ints, Items, Schedule, Settings, Supplier
from sync.hq.planning.plan import Plan
from sync.hq.planning.planner import Planner
from sync.hq.planning.policy import Chances
from sync.hq.planning.simulate.game import WARM_UP, Game, Night

AHEAD = 21  # days for which promotions are known


class PlannerPlayer:
    """A policy; ``promised`` afterwards is the share of demand that its plans expected to meet."""

    def __init__(self, game: Game, settings: Settings) -> None:
        self._game = game
        supplier = Supplier(order_days=frozenset(game.order_days))
        self._planner = Planner(game_items(game), Schedule(suppliers={0: supplier}), settings)
        whole = np.ones(len(game.pack), dtype=np.float32)
        for day in range(game.first - WARM_UP):
            self._planner.observe(day, game.demand.sold[day], whole, game.demand.promo[day])
        self._none = np.zeros((len(game.pack), 1), dtype=np.int64)
        self._met = self._expected = 0.0

    def __call__(self, night: Night) -> Ints:
        promo, day = self._game.demand.promo, night.day
        sold = np.round(night.sold[-1] * 1000).astype(np.int64)
        self._planner.observe(day, sold, night.in_stock, promo[day])
        if day % 7 not in self._game.order_days:
            return np.zeros(len(sold), dtype=np.int64)
        hand = np.round(night.on_hand * 1000).astype(np.int64)
        plan = self._planner.propose(day, hand, self._none, promo[day : day + AHEAD].T)
        if self._game.first <= day + 1 <= self._game.last:
            self._promise(plan)
        return plan.packs

    @property
    def promised(self) -> float:
        return self._met / max(self._expected, 1e-9)

    def _promise(self, plan: Plan) -> None:
        chances = Chances.of(plan.items.life, plan.need)
        after = plan.need.stock + plan.packs * plan.items.pack / 1000.0
        self._met += float(chances.window.met_from(after).sum())
        self._expected += float(plan.need.mean.sum())


def game_items(game: Game) -> Items:
    demand, n = game.demand, len(game.pack)
    zero = np.zeros(n, dtype=np.int64)
    return Items(
        names=tuple(str(name) for name in demand.names), price=demand.price,
        cost=np.round(demand.price * (1 - game.costs.margin)).astype(np.int64),
        pack=np.round(game.pack * 1000).astype(np.int64), moq=zero, life=demand.life,
        category=demand.category, supplier=zero, capacity=zero, first_day=zero,
        regulated=np.zeros(n, dtype=bool),
    )  # fmt: skip
