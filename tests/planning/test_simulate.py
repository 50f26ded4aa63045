"""The closed loop: shelves that age, rules that are set, and `xipu hq simulate` around them."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from pos_app.__main__ import main
from sync.hq.planning.items import PlanningError, Settings
from sync.hq.planning.simulate import rivals
from sync.hq.planning.simulate.contest import Span, Verdict, contest
from sync.hq.planning.simulate.demand_file import (
    DemandFile,
    living,
    read_demand,
    write_demand,
)
from sync.hq.planning.simulate.game import Costs, Game, Night, Shelves, draw_packs, play
from sync.hq.planning.simulate.plot import plot
from sync.hq.service import open_hq, sqlite_url
from sync.hq.store import tables as t
from sync.hq.store.feed import publish
from sync.hq.store.stores import add_store
from sync.wire.feed import ItemRow

DAYS = 190


def market(n: int = 40, days: int = DAYS, *, promo: bool = True) -> DemandFile:
    """Goods of 0.2 to 8 units a day; every third keeps a week, promotions treble a few days."""
    rng = np.random.default_rng(11)
    rate = np.geomspace(0.2, 8.0, n)
    flags = (rng.random((days // 7 + 1, n)) < 0.15).repeat(7, axis=0)[:days] & promo
    sold = rng.poisson(np.where(flags, 3.0, 1.0) * rate) * 1_000
    return DemandFile(
        names=np.array([f"good {i}" for i in range(n)]), sold=sold.astype(np.int64),
        promo=flags.astype(np.uint8), price=np.full(n, 800), life=np.resize([0, 0, 7], n),
        category=np.resize([0, 1, 2], n), pack=np.zeros(n, dtype=np.int64),
    )  # fmt: skip


@pytest.fixture(scope="module")
def verdicts() -> tuple[Verdict, ...]:
    return contest(market(), Span.of(DAYS).checked(DAYS), 3, Costs(), Settings())


def test_the_oldest_sells_first_and_what_is_left_of_it_is_waste() -> None:
    shelves = Shelves(np.array([3, 0]))
    shelves.receive(np.array([5.0, 5.0]))
    assert shelves.age().tolist() == [0, 0]
    shelves.receive(np.array([4.0, 0.0]))
    assert shelves.sell(np.array([2.0, 9.0])).tolist() == [2, 5]
    assert shelves.age().tolist() == [0, 0]
    assert shelves.sell(np.array([1.0, 1.0])).tolist() == [1, 0]
    assert shelves.age().tolist() == [2, 0]
    assert shelves.stock.sum() == 4


def test_every_unit_of_a_game_is_sold_wasted_or_still_there() -> None:
    demand = market()
    pack = draw_packs(demand, 1, 60)
    game = Game(demand=demand, pack=pack, first=80, last=160, costs=Costs())
    stock: list[np.ndarray] = []

    def order(night: Night) -> np.ndarray:
        stock.append(night.on_hand.sum(axis=1))
        return rivals.min_max(3.0, 5.0, game)(night)

    o = play(game, order)
    before = stock[13]
    assert before + o.received == pytest.approx(stock[-1] + o.sold + o.wasted)
    assert (o.sold <= o.asked).all()
    assert (o.wasted[demand.life == 0] == 0).all()


def test_a_policy_sees_its_own_sales_only() -> None:
    game = Game(demand=market(6), pack=np.ones(6), first=80, last=120, costs=Costs())
    seen: list[np.ndarray] = []

    def order(night: Night) -> np.ndarray:
        seen.append(night.sold[80:])
        return np.zeros(6, dtype=np.int64)

    play(game, order)
    assert seen[-1].sum() == 0


def test_the_planner_beats_every_rule_and_no_one_beats_the_bound(
    verdicts: tuple[Verdict, ...],
) -> None:
    assert [verdict.name for verdict in verdicts] == ["keeps", "expires"]
    for verdict in verdicts:
        cost = {score.player: score.cost for score in verdict.scores}
        assert min(cost, key=cost.__getitem__) == "clairvoyant"
        assert cost["planner"] < min(cost[name] for name in rivals.settings())
        gap = verdict.gap_closed
        assert 0 < gap.low < gap.value < gap.high < 1
        assert verdict.promised == pytest.approx(verdict.score("planner").fill, abs=0.05)


def test_the_same_seed_gives_the_same_figures(verdicts: tuple[Verdict, ...]) -> None:
    again = contest(market(), Span.of(DAYS).checked(DAYS), 3, Costs(), Settings())
    assert again == verdicts


def test_the_plot_is_an_svg_with_a_bar_for_every_player(verdicts: tuple[Verdict, ...]) -> None:
    root = ElementTree.fromstring(plot(list(verdicts)))  # noqa: S314 - our own file
    bars = [element for element in root if element.get("rx")]
    assert len(bars) == sum(len(verdict.scores) for verdict in verdicts)


def test_days_are_split_as_the_panel_is_and_too_few_are_refused() -> None:
    assert Span.of(364) == Span(tune_first=168, tune_last=251, first=266, last=363)
    with pytest.raises(PlanningError, match="60 days of sales"):
        Span.of(60).checked(60)
    with pytest.raises(PlanningError, match="before the other"):
        Span(tune_first=60, tune_last=90, first=80, last=99).checked(100)


def test_a_file_of_demand_comes_back_as_it_was(tmp_path: Path) -> None:
    demand = market(5)
    write_demand(tmp_path / "d.npz", demand)
    back = read_demand(tmp_path / "d.npz")
    assert np.array_equal(back.sold, demand.sold)
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 not one")
    with pytest.raises(PlanningError, match="not a file of demand"):
        read_demand(tmp_path / "bad.npz")


def test_goods_are_chosen_by_their_past_alone() -> None:
    demand = market(10)
    demand.sold[100:, 0] = 90_000
    demand.sold[44:100, 9] = 0
    chosen = living(demand, 100, 3)
    assert "good 0" not in chosen.names
    assert "good 9" not in chosen.names
    assert len(chosen.names) == 3


def write_baskets(path: Path, demand: DemandFile) -> None:
    """Each good's sale of each day as a basket of its own."""
    first = date(2026, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("basket_id", "time", "barcode", "name", "qty", "amount_fen"))
        for number, (day, i) in enumerate(np.argwhere(demand.sold > 0).tolist()):
            at, qty = first + timedelta(days=day), int(demand.sold[day, i]) // 1000
            row = (number, f"{at} 10:00:00", demand.names[i], "", qty, qty * int(demand.price[i]))
            writer.writerow(row)


def test_simulate_plays_a_file_of_baskets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, picture = tmp_path / "baskets.csv", tmp_path / "costs.svg"
    write_baskets(file, market(12, promo=False))
    words = ["hq", "simulate", str(file), "--seeds", "3,4", "--plot", str(picture)]
    assert main([*words, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    (keeps,) = result["classes"]
    assert [round_["seed"] for round_ in keeps["rounds"]] == [3, 4]
    assert keeps["rounds"][0]["goods"] == 12
    assert picture.read_text("utf-8").startswith("<svg")
    assert main(words) == 0
    text = capsys.readouterr().out
    assert "Goods that keep: 12" in text
    assert "gap closed, mean of 2" in text


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,yesterday,690,Tea,1,300", "line 2: no line of a basket"),
        ("1,2026-01-01 10:00:00,690,Tea,-1,300", "line 2: a quantity of -1"),
        ("1,2026-01-01 10:00:00,690,Tea,nan,300", "line 2: a quantity of nan"),
        ("1,2026-01-01 10:00:00,690,Tea,1,300", "1 days of sales"),
        ("", "no baskets"),
    ],
)
def test_simulate_says_what_is_wrong_with_a_file(
    row: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"basket_id,time,barcode,name,qty,amount_fen\n{row}\n", "utf-8")
    assert main(["hq", "simulate", str(file)]) == 2
    assert told in capsys.readouterr().err
    assert main(["hq", "simulate", str(tmp_path / "none.csv")]) == 2
    assert "none.csv: No such file" in capsys.readouterr().err


def sales_at_hq(file: Path, store: str, demand: DemandFile) -> None:
    """A store at HQ with these sales, a week's life for every third item."""
    hq = open_hq(sqlite_url(file), file.parent / "hq-secrets")
    first = date(2026, 1, 1)
    rows = [
        {
            "store_id": store, "date": str(first + timedelta(days=day)),
            "item": str(demand.names[i]), "name": "", "named_by": "",
            "qty": int(demand.sold[day, i]),
            "amount": int(demand.sold[day, i] * demand.price[i] // 1000), "cost": 0,
        }
        for day, i in np.argwhere(demand.sold > 0).tolist()
    ]  # fmt: skip
    with hq.database.operator() as scope:
        add_store(scope, store, "Old Street", hq.now(), region="")
        scope.insert(t.sales_item, rows)
        publish(scope, store, [
            ("item", str(name), ItemRow(id=str(name), name=str(name), shelf_life=int(life)))
            for name, life in zip(demand.names, demand.life, strict=True)
        ])  # fmt: skip
    hq.close()


def test_simulate_plays_a_stores_own_sales_at_hq(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hq.db"
    sales_at_hq(file, "S001", market(9, 120, promo=False))
    words = ["hq", "simulate", "--db", str(file), "--tune", "42-60", "--report", "75-119", "--json"]
    assert main([*words, "--store", "S001"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [found["name"] for found in result["classes"]] == ["keeps", "expires"]
    assert [found["rounds"][0]["goods"] for found in result["classes"]] == [6, 3]
    assert main([*words, "--store", "nobody"]) == 2
    assert "store nobody: no sales" in capsys.readouterr().err
    assert main(words) == 2
    assert "--store" in capsys.readouterr().err
