"""What a plan takes into account beside demand and stock: goods that are out, the owner's habits.

Some of the customers of goods that cannot be had buy what stands in for them. Demand is that of
the goods that are out, less what is left of them on the shelf; and only as far as the substitute's
own memory is of days on which the other was still there, for what it sold since is in it already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.demand import Level
from sync.hq.planning.distribution import outlook
from sync.hq.planning.items import Floats, Ints, Items, PlanningError
from sync.hq.planning.policy import Economics

SUBSTITUTION = 0.4
"""Share of the customers who take the substitute. Of shoppers who find goods out of the shelf, 45%
take other goods of the kind, most of them another brand (Gruen, Corsten, Bharadwaj 2002)."""
WASTED = 0.5
"""A pack added by habit of which more than this share is expected to expire is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """Columns of n: ``stand_in`` the position of what replaces a good that cannot be had (-1:
    nothing does, or it can be had), ``habit`` the packs that the owner adds or takes off."""

    stand_in: Ints
    habit: Ints

    @classmethod
    def none(cls, goods: int) -> Adjustments:
        return cls(
            stand_in=np.full(goods, -1, dtype=np.int64), habit=np.zeros(goods, dtype=np.int64)
        )

    def checked(self, items: Items) -> Adjustments:
        """Raises PlanningError."""
        for name in ("stand_in", "habit"):
            if getattr(self, name).shape != (len(items),):
                raise PlanningError(f"{name}: {getattr(self, name).shape}, goods: {len(items)}")
        own = self.stand_in == np.arange(len(items))
        for i in np.flatnonzero((self.stand_in >= len(items)) | own):
            raise PlanningError(f"{items.names[i]}: stand_in is {self.stand_in[i]}")
        return self


def passed_on(know: Level, missing: Ints, to: Ints, means: Floats, left: Floats) -> tuple[
    Floats, Floats
]:  # fmt: skip
    """Mean and variance (units) of the window's demand that comes from goods that are out.

    A row for each pair: ``missing`` and ``to`` are positions, ``means`` what the missing would
    sell in the window, ``left`` what is left of it. Each unmet customer takes the substitute with
    the chance SUBSTITUTION, as far as the substitute's memory knows nothing of it yet.
    """
    variance = means * know.clump[missing]
    unmet = np.maximum(means - outlook(means, variance).met_from(left), 0.0)
    news = np.clip(know.recent[missing] / np.maximum(know.recent[to], 1e-9), 0.0, 1.0)
    share = SUBSTITUTION * news
    clumped = variance * unmet / np.maximum(means, 1e-9)
    return share * unmet, share * (1.0 - share) * unmet + share * share * clumped


def with_habit(packs: Ints, habit: Ints, least: Ints, most: Ints, economics: Economics) -> Ints:
    """The packs of each line with the owner's habit in them.

    Nothing is added to what needs nothing now, nor what would mostly expire, nor beyond ``most``;
    an order stays at least ``least`` or becomes none.
    """
    asked = np.clip(np.where(packs > 0, packs + habit, 0), 0, most)
    asked = np.where((asked > 0) & (asked < least), packs, asked)
    added = np.flatnonzero(asked > packs)
    while len(added):
        here = economics.rows(added)
        before = here.need.stock + (asked[added] - 1.0) * here.pack
        wasted = here.chances.expiring(before, before + here.pack) > WASTED * here.pack
        asked[added[wasted]] -= 1
        added = added[wasted]
        added = added[asked[added] > packs[added]]
    return asked
