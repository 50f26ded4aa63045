"""The closed loop with all its players: who costs what, and how much of the gap is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sync.hq.planning.items import Flags, Floats, PlanningError, Settings
from sync.hq.planning.simulate import rivals
from sync.hq.planning.simulate.demand_file import DemandFile
from sync.hq.planning.simulate.game import WARM_UP, Costs, Game, Outcome, draw_packs, play
from sync.hq.planning.simulate.player import PlannerPlayer

RESAMPLES = 1_000
TUNED_SHARE, REPORTED_SHARE = 84 / 364, 98 / 364


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days: rules are set on ``tune_first``..``tune_last`` and compared on ``first``..``last``."""

    tune_first: int
    tune_last: int
    first: int
    last: int

    @classmethod
    def of(cls, days: int) -> Span:
        """The last quarter or so to report, a warm-up between, as much again to tune before it."""
        first = days - round(days * REPORTED_SHARE)
        tune_last = first - WARM_UP - 1
        tune_first = tune_last - round(days * TUNED_SHARE) + 1
        return cls(tune_first=tune_first, tune_last=tune_last, first=first, last=days - 1)

    def checked(self, days: int) -> Span:
        if self.tune_first < 28 + WARM_UP:
            raise PlanningError(
                f"{days} days of sales: rules cannot be set from day {self.tune_first} on, "
                f"they need {28 + WARM_UP} days before it"
            )
        if not self.tune_first <= self.tune_last < self.first <= self.last < days:
            raise PlanningError(
                f"days {self.tune_first}-{self.tune_last} to tune, {self.first}-{self.last} to "
                f"report, of {days} days: the one must come before the other"
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One player on one class of goods; money in fen a day, shares of one."""

    player: str
    setting: str
    fill: float
    out_share: float
    supply_days: float
    waste: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with its 95% interval by paired bootstrap over goods."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The goods that expire, or those that do not, under one draw of packs.

    ``gap_closed``: (cost of min/max - ours) / (cost of min/max - the bound); ``against_imapa``:
    ours over IMAPA's, less one; ``promised``: the fill that the planner's own plans expected.
    """

    name: str
    seed: int
    goods: int
    scores: tuple[Score, ...]
    gap_closed: Interval
    against_imapa: Interval
    promised: float

    def score(self, player: str) -> Score:
        return next(score for score in self.scores if score.player == player)


def contest(
    demand: DemandFile, span: Span, seed: int, costs: Costs, settings: Settings
) -> tuple[Verdict, ...]:
    """Play all on a span that was ``checked``; a class without goods is left out."""
    pack = draw_packs(demand, seed, span.first - WARM_UP)
    tuning = Game(demand=demand, pack=pack, first=span.tune_first, last=span.tune_last, costs=costs)
    game = Game(demand=demand, pack=pack, first=span.first, last=span.last, costs=costs)
    classes: tuple[tuple[str, Flags], ...] = (
        ("keeps", demand.life == 0),
        ("expires", demand.life > 0),
    )
    return tuple(
        _verdict(name, tuning.of(goods), game.of(goods), settings, seed)
        for name, goods in classes
        if goods.any()
    )


def tuned(tuning: Game, grid: list[rivals.Setting]) -> rivals.Setting:
    """The setting that costs least on the days to tune on."""
    costs = [float(play(tuning, setting.policy(tuning)).cost.sum()) for setting in grid]
    return grid[int(np.argmin(costs))]


def _verdict(name: str, tuning: Game, game: Game, settings: Settings, seed: int) -> Verdict:
    played: dict[str, tuple[str, Outcome]] = {}
    for player, grid in rivals.settings().items():
        setting = tuned(tuning, grid)
        played[player] = setting.words, play(game, setting.policy(game))
    ours = PlannerPlayer(game, settings)
    played["planner"] = "", play(game, ours)
    seers = [play(game, rivals.clairvoyant(game, frugal=frugal)) for frugal in (True, False)]
    played["clairvoyant"] = "", min(seers, key=lambda outcome: float(outcome.cost.sum()))
    bound = np.minimum(seers[0].cost, seers[1].cost)
    cost = {player: outcome.cost for player, (_, outcome) in played.items()}
    columns = np.stack([cost["min/max"], cost["planner"], bound, cost["IMAPA"]])
    return Verdict(
        name=name, seed=seed, goods=len(game.pack), promised=ours.promised,
        scores=tuple(_score(player, *result) for player, result in played.items()),
        gap_closed=_interval(columns, _gap_closed, seed),
        against_imapa=_interval(columns, _against_imapa, seed),
    )  # fmt: skip


def _gap_closed(sums: Floats) -> Floats:
    """0 where there is no gap; ``sums`` float64[4, k]: min/max, ours, the bound, IMAPA."""
    room = sums[0] - sums[2]
    return np.where(room > 0, (sums[0] - sums[1]) / np.where(room > 0, room, 1.0), 0.0)


def _against_imapa(sums: Floats) -> Floats:
    return np.asarray(sums[1] / np.maximum(sums[3], 1e-9) - 1.0)


def _interval(columns: Floats, figure: Callable[[Floats], Floats], seed: int) -> Interval:
    rng, n = np.random.default_rng(seed), columns.shape[1]
    picks = rng.multinomial(n, np.full(n, 1.0 / n), size=RESAMPLES)
    found = figure(columns @ picks.T.astype(np.float64))
    low, high = np.quantile(found, (0.025, 0.975))
    value = figure(columns.sum(axis=1, keepdims=True))[0]
    return Interval(value=float(value), low=float(low), high=float(high))


def _score(player: str, setting: str, outcome: Outcome) -> Score:
    o = outcome
    return Score(
        player=player, setting=setting,
        fill=float(o.sold.sum() / max(o.asked.sum(), 1e-9)),
        out_share=float(o.out_days.mean() / o.days),
        supply_days=float(o.held.sum() / max(o.sold.sum(), 1e-9)),
        waste=float(o.wasted.sum() / max(o.received.sum(), 1e-9)),
        cost=float(o.cost.sum()),
    )  # fmt: skip
