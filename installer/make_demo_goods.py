"""Make the demo shop's catalogue from its list: codes, costs, cases, earlier prices, stock.

    python installer/make_demo_goods.py [OUT.csv]

Reads installer/demo_goods.txt, writes resources/catalogue/demo_goods.csv (or OUT); the same list
always makes the same file. Everything in it is invented.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pos_app.domain.check_digit import check_digit  # noqa: E402 - after the path
from pos_app.domain.money import MILLI, divide, format_fen, format_qty, parse_fen  # noqa: E402 - as above

SOURCE = ROOT / "installer" / "demo_goods.txt"
TARGET = ROOT / "resources" / "catalogue" / "demo_goods.csv"
HEADER = (
    "条码 品名 规格 单位 分类 售价 进价 箱码 箱规 箱价 称重 PLU 产地 保质期 烟草 最低价 税率 来源"
    " 储存 颜色 快捷页 快捷序 历史价 库存"
)
COLUMNS = HEADER.split()
MAKER = "6999"
"""Start of all demo codes; the rest of the number counts the goods."""
FIRST_DAY = date(2025, 2, 3)
LAST_DAY = date(2025, 12, 22)
Options = dict[str, str]


def options(text: str) -> Options:
    return dict(part.split("=", 1) for part in text.split())


def entries(text: str) -> Iterator[tuple[str, Options]]:
    """Lines with all that holds for them, the section's words under the line's own."""
    section: Options = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            head, _, rest = line[1:].partition("]")
            section = {"category": head.split()[1], **options(rest)}
            continue
        name, sizes, unit, case, days, *more = (part.strip() for part in line.split("|"))
        own = options(more[0]) if more else {}
        yield name, {**section, "sizes": sizes, "unit": unit, "case": case, "days": days, **own}


def names(pattern: str) -> list[str]:
    """``冰{a/b}水`` as both names."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [p.split("/") if i % 2 else [p] for i, p in enumerate(parts)]
    return ["".join(choice) for choice in product(*choices)]


def sizes(text: str) -> list[tuple[str, int]]:
    found = []
    for part in text.split(";"):
        size, _, price = part.strip().rpartition("=")
        found.append((size.strip(), parse_fen(price)))
    return found


def unit_of(size: str, usual: str) -> str:
    """``罐 330ml`` is sold by the can, whatever the others of its name are sold by."""
    first, blank, _ = size.partition(" ")
    return first if blank and len(first) == 1 else usual


def percent(fen: int, rate: int, step: int) -> int:
    """So many percent of a price, to the next ``step`` fen."""
    return max(step, divide(fen * rate, 100 * step) * step)


def history(price: int, dice: random.Random) -> str:
    """Earlier prices and the day from which each held; the last one is today's."""
    if price < 100 or dice.random() > 0.35:
        return ""
    steps = [price]
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        before = percent(steps[0], dice.choice((88, 92, 95, 106)), 10 if price < 2000 else 50)
        if before != steps[0]:
            steps.insert(0, before)
    if len(steps) == 1:
        return ""
    span = (LAST_DAY - FIRST_DAY).days
    days = sorted(dice.sample(range(span), len(steps)))
    return ";".join(
        f"{FIRST_DAY + timedelta(days=d)}:{format_fen(p, grouped=False)}"
        for d, p in zip(days, steps, strict=True)
    )


def yuan(fen: int) -> str:
    return format_fen(fen, grouped=False)


class Maker:
    def __init__(self) -> None:
        self._count = 0
        self._dice = random.Random(1688)

    def row(self, name: str, size: str, price: int, given: Options) -> dict[str, str]:
        """One line of the catalogue."""
        tobacco, weighed = "tobacco" in given, "weighed" in given
        body = self._next_body()
        coded = not (weighed or given.get("nocode"))
        cost = percent(price, 100 - int(given["margin"]) + self._dice.randint(-3, 3), 1)
        stock = int(given["stock"]) * self._dice.randint(4, 15) * MILLI // 10
        row = dict.fromkeys(COLUMNS, "") | {
            "条码": body + check_digit(body) if coded else "",
            "品名": name, "规格": size, "单位": unit_of(size, given["unit"]),
            "分类": given["category"],
            "售价": yuan(price), "进价": yuan(cost), "称重": "是" if weighed else "",
            "PLU": given.get("plu", "").zfill(5) if weighed else "",
            "产地": given.get("origin", ""), "保质期": given["days"],
            "烟草": "是" if tobacco else "", "最低价": yuan(price) if tobacco else "",
            "税率": given["tax"], "来源": given.get("supply", "hq"),
            "储存": given.get("storage", ""), "颜色": given.get("colour", ""),
            "快捷页": given.get("page", ""), "快捷序": given.get("rank", ""),
            "历史价": "" if tobacco else history(price, self._dice),
            "库存": format_qty(stock if weighed else stock // MILLI * MILLI),
        }  # fmt: skip
        return row | self._case(body, price, given) if coded else row

    def _case(self, body: str, price: int, given: Options) -> dict[str, str]:
        """The outer pack has its own code and, but for tobacco, costs less than its pieces."""
        pieces = int(given["case"])
        if not pieces:
            return {}
        whole = pieces * price
        if "tobacco" in given:
            carton = self._next_body()
            code, charged = carton + check_digit(carton), whole
        else:
            code = f"1{body}" + check_digit(f"1{body}")
            charged = percent(whole, 93, 50)
        return {
            "箱码": code,
            "箱规": str(pieces),
            "箱价": given.get("case_price") or yuan(charged),
        }

    def _next_body(self) -> str:
        self._count += 1
        return f"{MAKER}{self._count:03d}{self._dice.randrange(100_000):05d}"


def main(target: Path) -> None:
    maker = Maker()
    rows = [
        maker.row(name, size, price, given)
        for pattern, given in entries(SOURCE.read_text("utf-8"))
        for name in names(pattern)
        for size, price in sizes(given["sizes"])
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{target.name}: {len(rows)} goods\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
