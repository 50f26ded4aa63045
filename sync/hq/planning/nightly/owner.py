"""What the owner's changes of earlier proposals teach: packs that she always adds, a shelf that is
full.

Compared is what she ordered with what would have been proposed without her habit, so that a habit
that is met lives on as long as she lets it. What she changed for a passing reason says nothing of
other weeks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope

LOOK_BACK = 56
"""Days of proposals that are looked at."""
RECENT, MOSTLY = 4, 3
"""Three of the last four changed the same way are a habit."""
PASSING = frozenset({"holiday", "event", "no_cash"})
NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``worth`` packs would have been proposed without a habit, ``ordered`` were; with them she
    would have had ``filled`` thousandths."""

    worth: int
    ordered: int
    filled: int
    reason: str = ""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at of a proposal's line."""

    have: int
    coming: int
    pack: int


def answers(scope: Scope, store: str, day: date) -> dict[str, list[Answer]]:
    """Of goods whose proposals were changed before ``day``: all that was answered, oldest first."""
    p, ln = st.proposal.c, st.proposal_line.c
    first = (day - timedelta(days=LOOK_BACK)).isoformat()
    changed = scope.select(st.proposal_line, ln.item).where(
        ln.store_id == store, ln.ordered != ln.packs - ln.habit
    )
    rows = scope.conn.execute(
        scope.select(st.proposal_line, ln.item, ln.packs, ln.habit, ln.ordered, ln.reason, ln.body)
        .join(st.proposal, (p.store_id == ln.store_id) & (p.proposal_id == ln.proposal_id))
        .where(ln.store_id == store, p.date >= first, p.date < day.isoformat())
        .where(ln.ordered.is_not(None), ln.item.in_(changed))
        .order_by(p.date, p.proposal_id)
    )
    decoder = msgspec.json.Decoder(_Line)
    found: dict[str, list[Answer]] = {}
    for item, packs, habit, ordered, reason, body in rows:
        line = decoder.decode(bytes(body))
        found.setdefault(item, []).append(
            Answer(
                worth=packs - habit, ordered=ordered, reason=reason,
                filled=max(line.have, 0) + line.coming + ordered * line.pack,
            )
        )  # fmt: skip
    return found


def habit(told: Sequence[Answer]) -> int:
    """Packs that she usually adds or takes off; 0 where she has no habit."""
    recent = [a for a in told if a.reason not in PASSING][-RECENT:]
    changes = [a.ordered - a.worth for a in recent]
    for way in (1, -1):
        same = [abs(change) for change in changes if change * way > 0]
        if len(same) >= MOSTLY:
            return way * median_low(same)
    return 0


def room(told: Sequence[Answer]) -> int | None:
    """Thousandths that the shelf takes as she last said; None: never, or she took more since."""
    found = None
    for answer in told:
        if answer.reason == NO_ROOM and answer.ordered < answer.worth:
            found = answer.filled
        elif found is not None and answer.filled > found:
            found = None
    return found


def within_room(capacity: int, told: Sequence[Answer]) -> int:
    """A shelf's capacity (thousandths, 0: no limit) as the owner knows it."""
    said = room(told)
    if said is None:
        return capacity
    # 0 would be no limit at all.
    return min(capacity or max(said, 1), max(said, 1))


def habits(told: Mapping[str, Sequence[Answer]], sold_out: frozenset[str]) -> dict[str, int]:
    """By item; goods that ran out lately are not proposed less, whatever she is used to."""
    found = {item: habit(answers) for item, answers in told.items()}
    return {
        item: packs
        for item, packs in found.items()
        if packs > 0 or (packs and item not in sold_out)
    }
