"""Rules that the planner is measured against, each set as well as it can be, and a bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from sync.hq.planning.items import Floats, Ints
from sync.hq.planning.simulate.game import Game, Night, Policy
from sync.hq.planning.simulate.imapa import imapa

LEAD = 1  # the order of tonight is on the shelf tomorrow
HORIZON = 70  # days that the clairvoyant looks ahead


def _up_to(target: Floats, night: Night, pack: Floats) -> Ints:
    short = np.maximum(target - night.on_hand.sum(axis=1), 0.0)
    return np.asarray(np.ceil(short / pack - 1e-9), dtype=np.int64)


def min_max(low: float, high: float, game: Game) -> Policy:
    """At or below ``low`` days of the 28-day mean, order up to ``high`` days of it."""

    def order(night: Night) -> Ints:
        mean = night.sold[-28:].mean(axis=0)
        due = night.on_hand.sum(axis=1) <= low * mean
        return np.where(due, _up_to(high * mean, night, game.pack), 0)

    return order


def last_week(times: float, game: Game) -> Policy:
    """Order up to what the days until the next arrival sold a week ago, times a factor."""

    def order(night: Night) -> Ints:
        past = night.sold[-7:][: game.gap(night.day)].sum(axis=0)
        return _up_to(times * past, night, game.pack)

    return order


def base_stock(deviations: float, game: Game) -> Policy:
    """Order up to mean and so many standard deviations of a normal window, by 56 days."""

    def order(night: Night) -> Ints:
        past, gap = night.sold[-56:], game.gap(night.day)
        target = gap * past.mean(axis=0) + deviations * np.sqrt(gap) * past.std(axis=0)
        return _up_to(target, night, game.pack)

    return order


def imapa_stock(deviations: float, game: Game) -> Policy:
    """The same with IMAPA, over all that is known, in the place of the mean."""

    def order(night: Night) -> Ints:
        gap = game.gap(night.day)
        if night.day % 7 not in game.order_days:
            return np.zeros(len(game.pack), dtype=np.int64)
        spread = np.sqrt(gap) * night.sold[-56:].std(axis=0)
        return _up_to(gap * imapa(night.sold) + deviations * spread, night, game.pack)

    return order


def ddmrp(lead_factor: float, variability: float, game: Game) -> Policy:
    """Demand-driven MRP: zones of red, yellow and green over the 28-day mean.

    Yellow is the demand of the decoupled lead time (the longest wait between orders and the lead),
    red that times ``lead_factor`` times 1 + ``variability``, green the largest of a pack, that
    times ``lead_factor`` and the demand between orders. At or below yellow, order up to green.
    """
    cycle = max(game.gap(day) for day in game.order_days)

    def order(night: Night) -> Ints:
        mean = night.sold[-28:].mean(axis=0)
        yellow = (cycle + LEAD) * mean
        red = yellow * lead_factor * (1.0 + variability)
        green = np.maximum(np.maximum(game.pack, yellow * lead_factor), cycle * mean)
        due = night.on_hand.sum(axis=1) <= red + yellow
        short = np.maximum(red + yellow + green - night.on_hand.sum(axis=1), 0.0)
        packs = np.floor(short / game.pack + 1e-9).astype(np.int64)
        return np.where(due & (mean > 0), packs, 0)

    return order


class Setting(NamedTuple):
    """A rule with its figures filled in, and how a table names them."""

    words: str
    policy: Callable[[Game], Policy]


def settings() -> dict[str, list[Setting]]:
    """Every rule by name with the settings to choose from."""
    lows = (1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0, 15.0)
    spans = product(lows, (0.0, 0.5, 1.0, 2.0, 4.0, 8.0))
    zones = product((0.05, 0.2, 0.5, 1.0, 1.5), (0.0, 0.5, 1.0))
    deviations = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.2, 4.0)
    times = (0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
    return {
        "min/max": [Setting(f"{a:g}/{a + b:g} days", partial(min_max, a, a + b)) for a, b in spans],
        "last week": [Setting(f"x{t:g}", partial(last_week, t)) for t in times],
        "DDMRP": [Setting(f"{a:g}/{v:g}", partial(ddmrp, a, v)) for a, v in zones],
        "base stock": [Setting(f"{d:g} sd", partial(base_stock, d)) for d in deviations],
        "IMAPA": [Setting(f"{d:g} sd", partial(imapa_stock, d)) for d in deviations],
    }


def clairvoyant(game: Game, *, frugal: bool) -> Policy:
    """Knows the days to come. ``frugal`` leaves a pack that costs more than it saves, the other
    serves all demand that it can; the cheaper of the two, by good, is the bound."""
    n = len(game.pack)
    units = np.vstack([game.demand.sold / 1000.0, np.zeros((HORIZON, n))])
    life, margin, holding = game.demand.life, game.costs.margin, game.costs.holding

    def order(night: Night) -> Ints:
        ahead, gap = units[night.day + 1 : night.day + 1 + HORIZON], game.gap(night.day)
        running = np.vstack([np.zeros(n), np.cumsum(ahead, axis=0)])
        window = running[gap]
        last = np.minimum(np.maximum(life, 1), HORIZON)
        until = np.where(life > 0, running[last, np.arange(n)], np.inf)
        stock = _survivors(night.on_hand, running, gap)
        packs = np.zeros(n, dtype=np.int64)
        for _ in range(200):
            after = stock + game.pack
            saved = margin * (np.minimum(window, after) - np.minimum(window, stock))
            waste = np.maximum(after - until, 0.0) - np.maximum(stock - until, 0.0)
            cost = (1 - margin) * waste
            if frugal:
                cost += holding * game.pack * (running[1:] < stock + game.pack / 2).sum(axis=0)
            more = (saved > cost) & (window > stock)
            if not more.any():
                break
            packs += more
            stock = np.where(more, after, stock)
        return packs

    return order


def _survivors(on_hand: Floats, running: Floats, gap: int) -> Floats:
    gone = np.zeros(len(on_hand))
    for t in range(1, min(gap + 1, on_hand.shape[1] - 1)):
        gone = np.maximum(gone, on_hand[:, 1 : t + 1].sum(axis=1) - running[t])
    return np.asarray(on_hand.sum(axis=1) - gone)
