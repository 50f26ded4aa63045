"""How many packs are worth their shelf, until the order after this one arrives.

The choice is between a pack now and the same pack with the next order. Now saves the margin that
would be lost before the next order arrives; it costs the pack's holding between the two arrivals,
and the expiry that a later pack would escape, which is a share of all that is expected to expire.
Where the next order would not take the pack either, because a promotion ends or a quiet week
begins, a pack now is held until an order would. Each pack saves less than the one before it, so
they are added until the next does not pay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sync.hq.planning.demand import Level
from sync.hq.planning.distribution import CELLS, Outlook, at_most, outlook
from sync.hq.planning.items import Flags, Floats, Ints, Items, Settings

MOST_PACKS = 400
SELDOM = 0.10  # what may run out with less chance than this is of no concern
LONGEST_IDLE = 60.0  # days: longer than that nobody foresees what a good sells
HALVINGS = 12  # a table's stock to a fortieth of a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Of each line (float64[k], units): ``mean`` and ``variance`` of demand until the next
    arrival, ``plain`` the same mean without promotions, ``life_mean`` until a new pack expires,
    ``stock`` what can be sold in the window, ``gap`` days between the two arrivals, ``days`` of the
    window; ``later_mean`` and ``later_variance`` of the window of as many days that the next order
    decides on."""

    mean: Floats
    variance: Floats
    plain: Floats
    life_mean: Floats
    life_variance: Floats
    stock: Floats
    gap: Floats
    days: Floats
    later_mean: Floats
    later_variance: Floats

    def rows(self, chosen: np.ndarray) -> Need:
        return Need(**{name: getattr(self, name)[chosen] for name in self.__slots__})


def daily(
    know: Level, day: int, promo_ahead: np.ndarray, days: int, first: Ints
) -> tuple[Floats, Floats]:
    """Expected units of the days 1..``days`` ahead, and without promotions; float64[n, days].

    ``first``: days ahead of the good's first day on sale; there is no demand before it.
    """
    ahead = np.arange(1, days + 1)
    plain = know.rate[:, None] * know.week[:, (day + ahead) % 7]
    if (first > 1).any():
        plain = np.where(ahead[None, :] >= first[:, None], plain, 0.0)
    flags = np.zeros(plain.shape, dtype=bool)
    known = min(days, promo_ahead.shape[1] - 1)
    flags[:, : max(known, 0)] = promo_ahead[:, 1 : known + 1] > 0
    return np.where(flags, plain * know.uplift[:, None], plain), plain


def lateness(expected: Floats, until: int, spread: int) -> tuple[Floats, Floats]:
    """Mean and variance of what a late delivery adds to the window's expected units.

    ``expected`` float64[n, >= until - 1 + spread] by day ahead; none to ``spread`` days late are
    taken for equally likely, for a supplier's spread is all that is known.
    """
    late = np.cumsum(expected[:, until - 1 : until - 1 + spread], axis=1)
    sums = np.concatenate([np.zeros((len(late), 1)), late], axis=1)
    return sums.mean(axis=1), sums.var(axis=1)


def sellable(
    on_hand: Floats, arriving: Floats, demand: Floats, know: Level, life: Ints, settings: Settings
) -> Floats:
    """Stock of the window, less what is expected to expire in it unsold.

    ``on_hand`` float64[n, L] by days of life left, ``arriving`` float64[n, H] by day ahead,
    ``demand`` float64[n, w] expected. Oldest first: what has fewer days left than the window counts
    as the stock that would sell as many units if it had them all. What arrives within the window
    and expires in it counts by the expected sales alone.
    """
    width = demand.shape[1]
    total = on_hand[:, 1:].sum(axis=1)
    total = total + arriving[:, : width + 1].sum(axis=1)
    gone = np.zeros(len(total))
    for t in range(1, min(on_hand.shape[1] - 1, width)):
        due = on_hand[:, 1 : t + 1].sum(axis=1)
        rows = np.flatnonzero(due > 0.0)
        if len(rows):
            early, whole = (
                _sales(demand[rows, :days], know, rows, settings) for days in (t, width)
            )
            kept = whole.stock_of(early.met_from(due[rows]))
            gone[rows] = np.maximum(gone[rows], due[rows] - kept)
    total = total - gone
    brief = (life > 0) & (life < width)
    if brief.any():
        gone = np.zeros(len(total))
        for t in range(1, min(arriving.shape[1], width)):
            late = np.arange(width)[None, :] < (t + life - 1)[:, None]
            sold = (demand * late).sum(axis=1)
            gone = np.maximum(gone, np.where(brief, arriving[:, : t + 1].sum(axis=1) - sold, 0.0))
        total = total - gone
    return np.asarray(np.maximum(total, 0.0))


def _sales(demand: Floats, know: Level, rows: Ints, settings: Settings) -> Outlook:
    mean = demand.sum(axis=1)
    doubt = spread(mean, know.rate[rows], know.known[rows], know.clump[rows], settings)
    return outlook(mean, doubt)


def spread(mean: Floats, rate: Floats, known: Floats, clump: Floats, settings: Settings) -> Floats:
    """Variance of a window's demand: clumps, and that the level itself is uncertain."""
    doubt = settings.level_variance + settings.new_variance * clump / np.maximum(known * rate, 0.3)
    return np.asarray(clump * mean + mean * mean * doubt)


def forecast(
    expected: Floats, plain: Floats, late: Floats, know: Level, life: Ints, settings: Settings
) -> tuple[Floats, Floats]:
    """Mean and variance of a window's demand; ``expected`` and ``plain`` float64[n, days], to
    which a late delivery may add ``late`` units.

    Promoted days clump in their own way, and how far a promotion lifts sales is uncertain. What
    expires is left alone: its clumps are learned from all days alike.
    """
    mean = expected.sum(axis=1) + late
    promoted = np.where(expected != plain, expected, 0.0).sum(axis=1)
    surge = (know.promo_clump - know.clump) * promoted + settings.promo_variance * promoted**2
    variance = spread(mean, know.rate, know.known, know.clump, settings)
    return mean, variance + np.where(life == 0, surge, 0.0)


@dataclass(frozen=True, slots=True)
class Chances:
    """What may happen to each line's stock: demand of the window and of a new pack's life."""

    window: Outlook
    whole_life: Outlook
    life: Ints

    @classmethod
    def of(cls, life: Ints, need: Need) -> Chances:
        window = whole = outlook(need.mean, need.variance)
        if (life > 0).any():
            mean = np.where(life > 0, need.life_mean, 1.0)
            whole = outlook(mean, np.where(life > 0, need.life_variance, 1.0))
        return cls(window, whole, life)

    def rows(self, chosen: np.ndarray) -> Chances:
        window, whole = self.window.rows(chosen), self.whole_life.rows(chosen)
        return Chances(window, whole, self.life[chosen])

    def expiring(self, before: Floats, after: Floats) -> Floats:
        """Units of the packs between two stocks that are expected to expire."""
        sold = self.whole_life.met_from(after) - self.whole_life.met_from(before)
        return np.where(self.life > 0, np.maximum(after - before - sold, 0.0), 0.0)


@dataclass(frozen=True, slots=True)
class Economics:
    """What a pack of each line brings and costs; fen, units, days.

    ``enough``: the stock above which the next order would take no pack (infinite: not asked).
    """

    need: Need
    chances: Chances
    pack: Floats
    price: Floats
    cost: Floats
    enough: Floats
    settings: Settings

    @classmethod
    def of(cls, items: Items, lines: Ints, need: Need, settings: Settings) -> Economics:
        pack = items.pack[lines] / 1000.0
        price, cost = items.price[lines].astype(float), items.cost[lines].astype(float)
        chances, enough = Chances.of(items.life[lines], need), np.full(len(lines), np.inf)
        return cls(need, chances, pack, price, cost, enough, settings)

    def rows(self, chosen: np.ndarray) -> Economics:
        pack, price, cost = self.pack[chosen], self.price[chosen], self.cost[chosen]
        need, chances = self.need.rows(chosen), self.chances.rows(chosen)
        return Economics(need, chances, pack, price, cost, self.enough[chosen], self.settings)

    def gain(self, packs: Floats) -> Floats:
        """Fen that one pack more than ``packs`` brings, all costs taken off."""
        before = self.need.stock + packs * self.pack
        holding = self._night() * (self.need.gap + self._idle(before))
        expiring = self.chances.expiring(before, before + self.pack)
        waste = self.settings.waste_weight * self.cost * expiring
        return np.asarray(self._saved(self.chances.window, before) - holding - waste)

    def with_next_order(self, asked: Flags) -> Economics:
        """The same, with what the next order would do where it is ``asked``.

        Its own saving falls with the stock, so the stock up to which it takes a pack is halved in.
        """
        here = self.rows(asked)
        later = outlook(here.need.later_mean, here.need.later_variance)
        low, high = np.zeros(len(here.pack)), later.width * CELLS
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            pays = here._saved(later, middle) > here._night() * here.need.gap
            low, high = np.where(pays, middle, low), np.where(pays, high, middle)
        enough = self.enough.copy()
        enough[asked] = low
        return replace(self, enough=enough)

    def _saved(self, window: Outlook, stock: Floats) -> Floats:
        """Fen of margin that a pack on top of ``stock`` saves."""
        weight = shortage_weight(self.chances.life, self.settings)
        margin = weight * np.maximum(self.price - self.cost, 0.0)
        return np.asarray(margin * (window.met_from(stock + self.pack) - window.met_from(stock)))

    def _night(self) -> Floats:
        return self.settings.holding * self.price * self.pack

    def _idle(self, stock: Floats) -> Floats:
        """Days from the next order until one would take a pack if this one were left out: those
        in which what is left above ``enough`` sells. Of the window's demand, the share of the days
        until the next order comes before it."""
        share = self.need.gap / self.need.days
        over = np.maximum(stock - self.enough, 0.0)
        left = np.maximum(over - share * self.chances.window.met_from(over / share), 0.0)
        return np.minimum(
            left * self.need.days / np.maximum(self.need.later_mean, 1e-9), LONGEST_IDLE
        )


def shortage_weight(life: Ints, settings: Settings) -> Floats:
    return np.where(life > 0, settings.fresh_shortage_weight, settings.shortage_weight)


def surely_enough(
    items: Items, lines: Ints, need: Need, settings: Settings
) -> tuple[Flags, Floats]:
    """Lines that seldom run out and whose first pack cannot pay; and bounds on every line's risk.

    A pack cannot save more than what the stock leaves unmet; it costs at least its holding.
    """
    pack, price = items.pack[lines] / 1000.0, items.price[lines].astype(float)
    risk, unmet = at_most(need.mean, need.variance, need.stock)
    weight = shortage_weight(items.life[lines], settings)
    margin = np.maximum(price - items.cost[lines], 0.0) * weight
    holding = settings.holding * price * pack * need.gap
    # 1.02: the tables' variance may be up to a thousandth above, and their tails are cut.
    idle = 1.02 * margin * np.minimum(unmet, pack) <= holding
    return idle & (risk < SELDOM), risk


def packs_in_time(economics: Economics, most: Ints) -> tuple[Ints, Economics]:
    """Packs of each line that neither this order nor the next would rather leave for later.

    Only lines that would be ordered are asked twice, and only of goods that keep: for others the
    expiry already weighs against a pack too many.
    """
    packs = packs_worth(economics, most)
    asked = (packs > 0) & (economics.chances.life == 0)
    if asked.any():
        economics = economics.with_next_order(asked)
        packs[asked] = packs_worth(economics.rows(asked), packs[asked])
    return packs, economics


def packs_worth(economics: Economics, most: Ints) -> Ints:
    """Packs of each line until the next does not pay; never above ``most``.

    Each pack saves less than the one before it, so where the first pays the last is halved in.
    """
    packs = np.zeros(len(most), dtype=np.int64)
    active = np.flatnonzero((most > 0) & (economics.gain(packs.astype(np.float64)) > 0.0))
    here, low, high = economics.rows(active), np.ones(len(active), dtype=np.int64), most[active]
    while (low < high).any():
        middle = (low + high + 1) // 2
        pays = here.gain((middle - 1).astype(np.float64)) > 0.0
        low, high = np.where(pays, middle, low), np.where(pays, high, middle - 1)
    packs[active] = low
    return packs
