"""`xipu hq simulate`: the planner against simpler rules and a bound, on real demand, day by day."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pos_app.commands.output import BAD_INPUT, OK, Action, Subparsers, complain, say

if TYPE_CHECKING:
    from sync.hq.planning.simulate.contest import Span, Verdict
    from sync.hq.planning.simulate.demand_file import DemandFile

Part = Callable[[Subparsers, str, str, Callable[[ModuleType], Action]], argparse.ArgumentParser]
TITLES = {"keeps": "Goods that keep", "expires": "Goods that expire"}


def register(parts: Subparsers, part: Part) -> None:
    words = "play the planner against simpler rules"
    parser = part(parts, "simulate", words, lambda _: run_simulate)
    parser.add_argument(
        "file", type=Path, nargs="?", help="a CSV of baskets as `xipu replay` reads"
    )
    parser.add_argument("--store", metavar="ID", help="without FILE: whose sales at HQ to play")
    parser.add_argument("--tune", type=_days, metavar="FIRST-LAST", help="days to set the rules on")
    parser.add_argument("--report", type=_days, metavar="FIRST-LAST", help="days to compare on")
    parser.add_argument(
        "--seeds", type=_seeds, default=(3,), metavar="N,N", help="of packs and bootstrap"
    )
    parser.add_argument("--goods", type=_count, default=2000, help="at most so many, best first")
    parser.add_argument("--margin", type=_share, default=0.30, help="share of the price")
    parser.add_argument("--holding", type=_share, default=0.001, help="of the price, a day")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="the costs as bars, in this file")


def _days(text: str) -> tuple[int, int]:
    first, last = text.split("-")
    return int(first), int(last)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seeds(text: str) -> tuple[int, ...]:
    seeds = tuple(int(part) for part in text.split(","))
    if min(seeds) < 0:
        raise ValueError(text)
    return seeds


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 1:
        raise ValueError(text)
    return share


def run_simulate(args: argparse.Namespace) -> int:
    from sync.hq.planning.items import PlanningError, Settings  # noqa: PLC0415 - needs numpy
    from sync.hq.planning.simulate import contest, demand_file, plot  # noqa: PLC0415 - the same
    from sync.hq.planning.simulate.game import WARM_UP, Costs  # noqa: PLC0415 - the same

    try:
        demand = _demand(args)
        span = _span(args, len(demand.sold)).checked(len(demand.sold))
        demand = demand_file.living(demand, span.first - WARM_UP, args.goods)
        costs = Costs(margin=args.margin, holding=args.holding)
        settings = Settings(holding=args.holding)
        rounds = [contest.contest(demand, span, seed, costs, settings) for seed in args.seeds]
        if args.plot:
            args.plot.write_text(plot.plot(list(rounds[0])), encoding="utf-8")
    except OSError as error:
        complain(f"bad_demand: {error.filename}: {error.strerror}")
        return BAD_INPUT
    except (PlanningError, UnicodeDecodeError) as error:
        complain(f"bad_demand: {error}")
        return BAD_INPUT
    by_class = [list(same) for same in zip(*rounds, strict=True)]
    result: dict[str, object] = {
        "days": asdict(span),
        "classes": [
            {"name": same[0].name, "gap_closed": _mean(same), "rounds": [asdict(v) for v in same]}
            for same in by_class
        ],
    }
    say(args, result, "\n\n".join(_table(same) for same in by_class))
    return OK


def _demand(args: argparse.Namespace) -> DemandFile:
    from sync.hq.planning.items import PlanningError  # noqa: PLC0415 - needs numpy
    from sync.hq.planning.simulate import demand_file, history  # noqa: PLC0415 - the same

    if args.file:
        made = args.file.suffix == ".npz"
        return (demand_file.read_demand if made else demand_file.from_baskets)(args.file)
    if not args.store:
        raise PlanningError("name a CSV of baskets, or a store of HQ with --store")
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ

    with opened(args) as hq, hq.database.reading(args.store) as scope:
        return history.store_demand(scope, args.store)


def _span(args: argparse.Namespace, days: int) -> Span:
    from sync.hq.planning.simulate.contest import Span  # noqa: PLC0415 - needs numpy

    usual = Span.of(days)
    tune = args.tune or (usual.tune_first, usual.tune_last)
    first, last = args.report or (usual.first, usual.last)
    return Span(tune_first=tune[0], tune_last=tune[1], first=first, last=last)


def _mean(same: list[Verdict]) -> float:
    return sum(verdict.gap_closed.value for verdict in same) / len(same)


def _table(same: list[Verdict]) -> str:
    """The first round as a table, the gap of every round below it."""
    shown = same[0]
    lines = [
        f"{TITLES[shown.name]}: {shown.goods}",
        f"{'':13}{'setting':>14}{'fill %':>8}{'out %':>7}{'days':>7}{'waste %':>9}{'cost/day':>10}",
    ]
    lines += [
        f"{s.player:13}{s.setting:>14}{s.fill * 100:>8.1f}{s.out_share * 100:>7.1f}"
        f"{s.supply_days:>7.1f}{s.waste * 100:>9.1f}{s.cost / 100:>10.2f}"
        for s in shown.scores
    ]
    for verdict in same:
        gap, rival = verdict.gap_closed, verdict.against_imapa
        fill = verdict.score("planner").fill
        lines.append(
            f"packs of seed {verdict.seed}: gap closed {gap.value:.1%} ({gap.low:.1%} to "
            f"{gap.high:.1%}); against IMAPA {rival.value:+.1%} ({rival.low:+.1%} to "
            f"{rival.high:+.1%}); fill promised {verdict.promised:.1%}, reached {fill:.1%}"
        )
    if len(same) > 1:
        lines.append(f"gap closed, mean of {len(same)}: {_mean(same):.1%}")
    return "\n".join(lines)
