"""Planning: how good the plans are on real baskets, and how fast they are made.

The figures of the report days are what `xipu hq simulate` prints for the panel; nothing is tuned
on them.
"""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

from sync.hq.planning.items import Items, Schedule, Settings, Supplier
from sync.hq.planning.planner import Planner
from sync.hq.planning.simulate.contest import Span, Verdict, contest
from sync.hq.planning.simulate.demand_file import DemandFile
from sync.hq.planning.simulate.game import WARM_UP, Costs, Game, Night, draw_packs, play
from sync.hq.planning.simulate.player import PlannerPlayer, game_items
from tests.bench.panel import panel

Row = tuple[str, str, str]
SEEDS = (3, 4, 5)
REPORT = Span(tune_first=168, tune_last=251, first=266, last=363)
KNOWN = 168  # days of sales that the planner of the speed tests has seen
GOALS = {
    "keeps": ("32 % (at least 24)", "not perishable"),
    "expires": ("40 % (at least 30)", "perishable"),
}
CHILD = """
import time
t = time.perf_counter()
import sync.hq.planning.planner
print(time.perf_counter() - t)
"""


def run() -> list[Row]:
    demand = panel()
    return [*_speed(demand), *quality(demand, REPORT), _waste_at(demand, 0.85)]


def quality(demand: DemandFile, span: Span) -> list[Row]:
    """The gap closed and what belongs to it, a line for each class of goods."""
    rounds = [contest(demand, span, seed, Costs(), Settings()) for seed in SEEDS]
    rows: list[Row] = []
    for same in zip(*rounds, strict=True):
        goal, name = GOALS[same[0].name]
        rows += _class_rows(list(same), name, goal)
    return rows


def _waste_at(demand: DemandFile, fill: float) -> Row:
    """Waste of perishables when shortage is weighed so that ``fill`` is reached: by halving."""
    fresh = demand.of(demand.life > 0)
    pack = draw_packs(demand, SEEDS[0], REPORT.first - WARM_UP)[demand.life > 0]
    game = Game(demand=fresh, pack=pack, first=REPORT.first, last=REPORT.last, costs=Costs())
    low, high = 0.5, 8.0
    for _ in range(7):
        weight = (low * high) ** 0.5
        o = play(game, PlannerPlayer(game, Settings(fresh_shortage_weight=weight)))
        reached = o.sold.sum() / o.asked.sum()
        low, high = (weight, high) if reached < fill else (low, weight)
    waste = f"{o.wasted.sum() / o.received.sum():.1%} at {reached:.1%}"
    return (f"waste on perishables at {fill:.0%} fill", waste, "12 % (known: 16)")


def _class_rows(same: list[Verdict], name: str, goal: str) -> list[Row]:
    gaps = [verdict.gap_closed for verdict in same]
    low, high = (np.mean([getattr(gap, end) for gap in gaps]) for end in ("low", "high"))
    mean = np.mean([gap.value for gap in gaps])
    each = ", ".join(f"{gap.value:.1%}" for gap in gaps)
    rivals = [verdict.against_imapa for verdict in same]
    worst = max(rival.high for rival in rivals)
    ours = [verdict.score("planner") for verdict in same]
    fill, waste = (np.mean([getattr(score, what) for score in ours]) for what in ("fill", "waste"))
    promised = np.mean([verdict.promised for verdict in same])
    apart = (promised - fill) * 100
    return [
        (f"gap closed, {name}: {each}; 95% {low:.1%} to {high:.1%}", f"{mean:.1%}", goal),
        (f"cost against tuned IMAPA, {name}; worst upper end {worst:+.1%}",
         f"{np.mean([rival.value for rival in rivals]):+.1%}", "-20 %, interval below 0"),
        (f"fill and waste, {name}", f"{fill:.1%}, {waste:.1%}", "-"),
        (f"promised fill less reached, points, {name}", f"{apart:+.2f}", "within 0.5"),
    ]  # fmt: skip


def _speed(demand: DemandFile) -> list[Row]:
    pack = draw_packs(demand, SEEDS[0], KNOWN)
    game = Game(demand=demand, pack=pack, first=KNOWN, last=KNOWN + 1, costs=Costs())
    items = game_items(game)
    one, _ = _seconds(items, demand, 1)
    many, day = _seconds(items, demand, 10)
    hours = (many + day) * 1e5 / 3600
    best = min(_import_seconds() for _ in range(3))
    return [
        ("a full plan of one store, 2,000 goods, one core", f"{one * 1e3:.0f} ms", "50 ms (150)"),
        ("decisions a second and core, ten stores at once", f"{10 * len(items) / many:,.0f}",
         "200,000 (50,000)"),
        ("a million stores, a day taken in and planned", f"{hours:.1f} core-hours", "3"),
        ("import of the kernel", f"{best:.2f} s", "0.3 s"),
        ("what is remembered of a good", f"{_memory(items)} bytes", "-"),
    ]  # fmt: skip


def _seconds(items: Items, demand: DemandFile, stores: int) -> tuple[float, float]:
    """Seconds of CPU to plan so many stores alike, the best of some, and to take a day in."""
    n = len(items)
    many = Items(**{
        name: getattr(items, name) * stores if name in ("names", "units")
        else np.tile(getattr(items, name), stores) for name in Items.__slots__
    })  # fmt: skip
    planner = _taught(many, demand, stores)
    hand = np.tile(_shelves(demand, items), (stores, 1))
    none = np.zeros((n * stores, 1), dtype=np.int64)
    ahead = np.tile(demand.promo[KNOWN : KNOWN + 21].T, (stores, 1))
    best = np.inf
    for _ in range(7 if stores == 1 else 3):
        began = time.process_time()
        planner.propose(KNOWN - 1 - (KNOWN - 1) % 7, hand, none, ahead)
        best = min(best, time.process_time() - began)
    sold, promo = (np.tile(table[KNOWN], stores) for table in (demand.sold, demand.promo))
    shelf = np.where(hand.sum(axis=1) > 0, 1.0, 0.5)
    began = time.process_time()
    planner.observe(KNOWN, sold, shelf, promo)
    return float(best), time.process_time() - began


def _shelves(demand: DemandFile, items: Items) -> np.ndarray:
    """Stock as the planner itself leaves it after six weeks, by days of life left."""
    pack = items.pack / 1000.0
    game = Game(demand=demand, pack=pack, first=KNOWN - 30, last=KNOWN - 3, costs=Costs())
    player, last = PlannerPlayer(game, Settings()), np.zeros(0)

    def order(night: Night) -> np.ndarray:
        nonlocal last
        last = night.on_hand.copy()
        return player(night)

    play(game, order)
    return np.round(last * 1000).astype(np.int64)


def _taught(items: Items, demand: DemandFile, stores: int) -> Planner:
    supplier = Supplier(order_days=frozenset({0, 2, 4}))
    planner = Planner(items, Schedule(suppliers={0: supplier}), Settings())
    whole = np.ones(len(items), dtype=np.float32)
    for day in range(KNOWN - 7):
        sold, promo = (np.tile(table[day], stores) for table in (demand.sold, demand.promo))
        planner.observe(day, sold, whole, promo)
    return planner


def _memory(items: Items) -> int:
    schedule = Schedule(suppliers={0: Supplier(order_days=frozenset({0}))})
    state = Planner(items, schedule, Settings()).state()
    return int(
        sum(column.nbytes for column in state.values() if column.shape == (len(items),))
    ) // len(items)


def _import_seconds() -> float:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    return float(done.stdout)
