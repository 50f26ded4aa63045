"""What is known of each good's demand: a few sums, brought up to date day by day.

History is never read again. The level of a good is a ratio of sums (units sold over exposure),
with a short memory held by a long one, and that by the goods of its category; what was long off
the shelf loses its past and goes towards them, so that it is tried again and learned anew. What
expires and lies there without a single sale, where some were due, may be out of use for good.
Exposure is the day's weekday share, times the uplift on a promoted day, times the share of the day
on the shelf; what expires and sold out counts as at least what was sold, by its expectation (one
step of EM).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sync.hq.planning.distribution import outlook
from sync.hq.planning.items import Floats, Ints, Items, Settings

WEEKDAY_WEIGHT = 200.0  # units of the whole range that a category's weekday is shrunk by
UPLIFT_WEIGHT, CATEGORY_UPLIFT_WEIGHT = 3.0, 60.0  # units of expected sale
SPREAD_WEIGHT, SPREAD_RANGE_WEIGHT = 12.0, 100.0
ANCHOR_DAYS = (3.0, 40.0)  # least and most that an anchor weighs
OVER = 0.02  # odds that a good is out of use as soon as a sale is due
QUIET_DOUBT = 0.25  # variance of the level over its square while a good is quiet
QUIET_HALF_LIFE = 60.0  # days off the shelf until half of a quiet time is forgotten
CEILING_UNITS, CEILING_TIMES = 20.0, 8.0  # a day's sale counts up to 20 + 8 x what was expected


@dataclass(slots=True)
class Demand:
    """Sums by good (float64[n] in units and days) and by category and weekday (float64[c, 7])."""

    near_sold: Floats
    near_days: Floats
    far_sold: Floats
    far_days: Floats
    all_sold: Floats
    all_days: Floats
    spread: Floats  # squared surprises
    spread_mean: Floats  # and the means that they were surprises from
    promo_spread: Floats  # the same of promoted days, of goods that do not expire
    promo_spread_mean: Floats
    promo_sold: Floats
    promo_mean: Floats  # what the promoted days would have sold without
    quiet: Floats  # units expected on the shelf since the last sale
    week_sold: Floats
    week_mean: Floats
    last_day: int

    @classmethod
    def new(cls, items: Items) -> Demand:
        n, c = len(items), int(items.category.max(initial=0)) + 1
        shapes = {f.name: (c, 7) if f.name.startswith("week") else (n,) for f in fields(cls)[:-1]}
        return cls(**{name: np.zeros(shape) for name, shape in shapes.items()}, last_day=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Forecast figures by good: ``rate`` units a plain day, ``uplift`` of a promoted day,
    ``clump`` variance over mean, ``promo_clump`` that of promoted days, ``week`` float64[n, 7]
    (mean 1), ``known`` days of evidence, of them ``recent`` within the short memory; ``alive``, as
    far as ``rate`` counts on it, the chance that it is asked for at all."""

    rate: Floats
    uplift: Floats
    clump: Floats
    promo_clump: Floats
    week: Floats
    known: Floats
    recent: Floats
    alive: Floats


def level(items: Items, demand: Demand, settings: Settings) -> Level:
    d, group = demand, items.category
    groups = len(d.week_sold)
    typical = _by_group(d.all_sold, group, groups) / np.maximum(
        _by_group(d.all_days, group, groups), 1.0
    )
    first = (d.all_sold + typical[group]) / (d.all_days + 1.0)
    anchor = (d.far_sold + 3.0 * first) / (d.far_days + 3.0)
    clump = _clump(group, d.spread, d.spread_mean, groups)
    promo_clump = _clump(group, d.promo_spread, d.promo_spread_mean, groups)
    weight = np.clip(settings.anchor_units * clump / np.maximum(anchor, 1e-9), *ANCHOR_DAYS)
    alive = np.where(items.life > 0, _alive(d.quiet, clump), 1.0)
    trust = weight * d.near_days / (d.near_days + settings.dark_days)
    hope = settings.hope_days * typical[group]
    rate = (d.near_sold + trust * anchor + hope) / (d.near_days + trust + settings.hope_days)
    # A few who hoard make a variance that the negative binomial would lay on common days as well.
    power = np.where(items.life > 0, settings.fresh_clump_power, settings.clump_power)
    plain_clump = clump**power
    return Level(
        rate=rate * alive, uplift=_uplift(items, d), clump=plain_clump,
        promo_clump=np.where(items.life > 0, plain_clump, promo_clump),
        week=_profile(d)[group], known=d.near_days + np.minimum(d.far_days, weight),
        recent=d.near_days, alive=alive,
    )  # fmt: skip


def _alive(quiet: Floats, clump: Floats) -> Floats:
    """Chance that a good is still asked for, after ``quiet`` expected units without a sale.

    Bayes' rule: the longer the quiet, the less a negative binomial would have brought it about.
    """
    mean = np.maximum(quiet, 1e-6)
    over = np.maximum(clump - 1.0, 0.05) + QUIET_DOUBT * mean  # variance over mean, less one
    none = mean / over * np.log1p(over)  # -log P(no sale)
    return np.asarray(1.0 / (1.0 + OVER * np.expm1(np.minimum(none, 50.0))))


def _by_group(column: Floats, group: Ints, groups: int) -> Floats:
    return np.bincount(group, weights=column, minlength=groups).astype(np.float64)


def _uplift(items: Items, d: Demand) -> Floats:
    """Promoted days' sales over plain expectation: good to category to all, clipped."""
    groups = len(d.week_sold)
    sold, mean = (
        _by_group(column, items.category, groups) for column in (d.promo_sold, d.promo_mean)
    )
    overall = (sold.sum() + 10.0) / (mean.sum() + 10.0)
    by_group = (sold + CATEGORY_UPLIFT_WEIGHT * overall) / (mean + CATEGORY_UPLIFT_WEIGHT)
    own = (d.promo_sold + UPLIFT_WEIGHT * by_group[items.category]) / (d.promo_mean + UPLIFT_WEIGHT)
    fresh = items.life > 0
    return np.asarray(np.clip(own, np.where(fresh, 0.5, 0.8), np.where(fresh, 12.0, 6.0)))


def _clump(group: Ints, spread: Floats, mean: Floats, groups: int) -> Floats:
    """Variance over mean: good to category to all."""
    spreads, means = (_by_group(column, group, groups) for column in (spread, mean))
    overall = (spreads.sum() + 10.0) / (means.sum() + 10.0)
    by_group = (spreads + SPREAD_RANGE_WEIGHT * overall) / (means + SPREAD_RANGE_WEIGHT)
    own = spread + SPREAD_WEIGHT * by_group[group]
    return np.asarray(np.maximum(own / (mean + SPREAD_WEIGHT), 1.0))


def _profile(d: Demand) -> Floats:
    """Share of each weekday by category, mean 1."""
    overall = (d.week_sold.sum(axis=0) + 70.0) / (d.week_mean.sum(axis=0) + 70.0)
    shares = (d.week_sold + WEEKDAY_WEIGHT * overall) / (d.week_mean + WEEKDAY_WEIGHT)
    return np.asarray(shares / shares.mean(axis=1, keepdims=True))


def observe(
    items: Items, demand: Demand, settings: Settings, day: int, sold: Floats, shelf: Floats,
    promo: Floats,
) -> None:  # fmt: skip
    """Take one day in: ``sold`` units, ``shelf`` share of the day with stock, ``promo`` 0 or 1."""
    d = demand
    now = level(items, d, settings)
    shelf = np.where(items.first_day <= day, shelf, 0.0)
    plain = now.week[:, day % 7]
    lift = np.where(promo > 0, now.uplift, 1.0)
    expected = now.rate * plain * lift
    seen = np.clip(sold, 0.0, CEILING_UNITS + CEILING_TIMES * expected)
    bounded = (items.life > 0) & (shelf > 0.0) & (shelf < 1.0)
    share = np.where(bounded, 1.0, shelf)
    if bounded.any():
        seen[bounded] = _at_least(seen[bounded], expected[bounded], now.clump[bounded])
    seen = np.where(shelf > 0.0, seen, 0.0)
    days = plain * lift * share
    passed = 1 if d.last_day < 0 else day - d.last_day
    forgotten = 0.5 ** (np.where(shelf > 0.0, passed - 1, passed) / QUIET_HALF_LIFE)
    d.quiet = np.where(sold > 0.0, 0.0, d.quiet * forgotten + now.rate / now.alive * days)
    for sums, half in (("near", settings.half_life), ("far", settings.anchor_half_life)):
        fade = 0.5 ** (passed / half)
        for name, term in (("sold", seen), ("days", days)):
            column = getattr(d, f"{sums}_{name}")
            column *= fade
            column += term
    d.all_sold += seen
    d.all_days += days
    _learn_shape(items, d, settings, now, day, seen, share, promo)
    d.last_day = day


def _learn_shape(
    items: Items, d: Demand, settings: Settings, now: Level, day: int, seen: Floats,
    share: Floats, promo: Floats,
) -> None:  # fmt: skip
    """Weekdays, uplift and spread, from goods with at least a fortnight behind them."""
    ripe = (d.all_days >= 14.0) & (share > 0.0)
    base = np.where(ripe, now.rate * share, 0.0)
    units = np.where(ripe, seen, 0.0)
    promoted = promo > 0
    plain = base * now.week[:, day % 7]
    d.promo_sold += np.where(promoted, units, 0.0)
    d.promo_mean += np.where(promoted, plain, 0.0)
    mean = plain * np.where(promoted, now.uplift, 1.0)
    surprise, apart = (units - mean) ** 2, promoted & (items.life == 0)
    # A perishable's surprises are in part the level's doubt, which the forecast adds by itself.
    surprise -= np.where(items.life > 0, settings.level_variance, 0.0) * mean * mean
    d.spread += np.where(apart, 0.0, surprise)
    d.spread_mean += np.where(apart, 0.0, mean)
    d.promo_spread += np.where(apart, surprise, 0.0)
    d.promo_spread_mean += np.where(apart, mean, 0.0)
    quiet, groups = np.where(promoted, 0.0, 1.0), len(d.week_sold)
    d.week_sold[:, day % 7] += _by_group(units * quiet, items.category, groups)
    d.week_mean[:, day % 7] += _by_group(base * quiet, items.category, groups)


def _at_least(sold: Floats, mean: Floats, clump: Floats) -> Floats:
    """E(demand | demand >= sold) for a sold-out day."""
    table = outlook(mean, mean * clump)
    more = np.maximum(np.maximum(mean, 1e-9) - table.met_from(sold), 0.0)
    chance = np.maximum(table.risk(sold - 1.0), 0.02)
    return np.asarray(np.minimum(sold + more / chance, 3.0 * sold + 2.0))
