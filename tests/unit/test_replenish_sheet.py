"""The sheet of a proposal: what was kept is laid over it, and sums follow every change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos_app.services.replenish import Changed
from pos_app.services.replenish_plan import SALES_DAYS, Line, sheet_of
from sync.wire.supply import Choice
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

PROPOSAL = ProposalRow(
    id="P", supplier="hq", supplier_name="京东仓", date="2026-03-03", delivery="2026-03-06",
    deadline=0, budget=0, lines=0,
)  # fmt: skip


@st.composite
def line_rows(draw: st.DrawFn) -> list[ProposalLineRow]:
    amounts = st.integers(0, 50_000)
    return [
        ProposalLineRow(
            proposal="P", item=f"i{n}", name=f"商品{n}", packs=draw(st.integers(0, 40)),
            pack=draw(st.integers(0, 24_000)), cost=draw(amounts),
            have=draw(st.integers(-5000, 50_000)), coming=draw(amounts), expected=0, upper=0,
            choices=tuple(
                Choice(packs=k, risk_bp=draw(st.integers(0, 10_000)), waste=draw(amounts))
                for k in range(draw(st.integers(0, 4)))
            ),
            sold28=draw(st.sampled_from((0, 1, 28_000, 90_000))),
        )
        for n in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


def kept_changes() -> st.SearchStrategy[dict[str, Changed]]:
    changed = st.builds(Changed, packs=st.integers(0, 9999), reason=st.sampled_from(("", "event")))
    return st.dictionaries(st.sampled_from([f"i{n}" for n in range(10)]), changed)


@given(line_rows(), kept_changes(), kept_changes())
def test_what_was_kept_is_laid_over_what_was_proposed(
    rows: list[ProposalLineRow], kept: dict[str, Changed], again: dict[str, Changed]
) -> None:
    proposed = sheet_of(PROPOSAL, rows, {}, fallback=True)
    shown = proposed.with_changes(kept)
    assert shown == sheet_of(PROPOSAL, rows, kept, fallback=True)
    for line in shown.lines:
        wanted = kept.get(line.row.item, Changed(packs=line.row.packs))
        assert line == Line(row=line.row, packs=wanted.packs, reason=wanted.reason)
    assert [ln.row for ln in shown.lines] == [ln.row for ln in proposed.lines]
    assert shown.total == sum(ln.packs * ln.row.cost for ln in shown.lines)
    assert shown.fallback
    assert proposed.with_changes(again).with_changes({}) == proposed.with_changes(again)
    assert all(not ln.changed for ln in proposed.lines), "what was proposed stays as it was"


@given(line_rows())
def test_what_runs_out_first_stands_first_and_what_never_sold_last(
    rows: list[ProposalLineRow],
) -> None:
    left = [line.days_left for line in sheet_of(PROPOSAL, rows, {}).lines]
    known = [days for days in left if days is not None]
    assert left == sorted(known) + [None] * (len(left) - len(known))
    for line in sheet_of(PROPOSAL, rows, {}).lines:
        if line.days_left:
            here, pace = line.row.have + line.row.coming, line.row.sold28
            assert line.days_left * pace <= here * SALES_DAYS < (line.days_left + 1) * pace


@given(line_rows(), st.integers(-5, 12_000))
def test_another_number_of_packs_means_the_nearest_that_hq_worked_out(
    rows: list[ProposalLineRow], packs: int
) -> None:
    for line in sheet_of(PROPOSAL, rows, {}).lines:
        new = line.with_packs(packs)
        assert 0 <= new.packs <= 9_999
        known = [choice.packs for choice in line.row.choices]
        if known:
            assert abs(new.choice.packs - new.packs) == min(abs(n - new.packs) for n in known)
            assert (new.waste > 0) <= (new.choice.waste > 0)
        else:
            assert (new.choice.risk_bp, new.waste) == (0, 0)
        assert (new.days_left, new.reason) == (line.days_left, "")
