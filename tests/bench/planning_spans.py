"""What a change of the planner's rule is worth, on both spans of days that it may be tuned on.

    python -m tests.bench.planning_spans                       # the rule as it is
    python -m tests.bench.planning_spans promo_variance=0      # with another setting

Points of gap closed, by draw of packs. Min/max is set on the days before each span. The days to
report on are never played here.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from sync.hq.planning.items import Settings
from sync.hq.planning.simulate import rivals
from sync.hq.planning.simulate.contest import Span, tuned
from sync.hq.planning.simulate.demand_file import DemandFile
from sync.hq.planning.simulate.game import WARM_UP, Costs, Game, draw_packs, play
from sync.hq.planning.simulate.player import PlannerPlayer
from tests.bench.panel import panel

SPANS = (
    Span(tune_first=42, tune_last=69, first=84, last=167),
    Span(tune_first=84, tune_last=153, first=168, last=251),
)
SEEDS = (3, 4, 5, 11)


def gap_closed(demand: DemandFile, span: Span, seed: int, settings: Settings) -> tuple[float, ...]:
    """Shares of the gap, of goods that keep and of those that expire."""
    pack, found = draw_packs(demand, seed, span.first - WARM_UP), []
    for goods in (demand.life == 0, demand.life > 0):
        tuning, game = (
            Game(demand=demand, pack=pack, first=first, last=last, costs=Costs()).of(goods)
            for first, last in ((span.tune_first, span.tune_last), (span.first, span.last))
        )
        simple = play(game, tuned(tuning, rivals.settings()["min/max"]).policy(game)).cost
        seers = [play(game, rivals.clairvoyant(game, frugal=f)).cost for f in (True, False)]
        ours = play(game, PlannerPlayer(game, settings)).cost
        bound = np.minimum(*seers)
        found.append(float((simple - ours).sum() / (simple - bound).sum()))
    return tuple(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("changes", nargs="*", metavar="SETTING=VALUE")
    settings = Settings()
    for change in parser.parse_args().changes:
        name, _, value = change.partition("=")
        settings = replace(settings, **{name: type(getattr(settings, name))(float(value))})
    for span in SPANS:
        demand = panel(span.tune_last)
        table = np.array([gap_closed(demand, span, seed, settings) for seed in SEEDS]) * 100
        for name, column in zip(("not perishable", "perishable"), table.T, strict=True):
            each = ", ".join(f"{gap:.1f}" for gap in column)
            print(f"days {span.first}-{span.last}, {name:15} {column.mean():5.1f}   ({each})")


if __name__ == "__main__":
    main()
