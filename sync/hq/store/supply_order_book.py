"""A shop's order at HQ: how it stands, its lines, and how the shop is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.hq.store.supply_said import note_of, said_of, write_said
from sync.wire.supply import LET_GO, NEXT_TRUCK, OVER_LIMIT, TURNED_DOWN, Said
from sync.wire.supply_feed import SupplyOrderRow

TAKEN, LATE, SHIPPED, RECEIVED, REFUSED, HELD = (
    "taken", "late", "shipped", "received", "refused", "held",
)  # fmt: skip
OPEN = (TAKEN, LATE)
"""Of which a truck takes what is due; what is held waits until the credit line has room for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """``given`` None: shortage was not looked at yet; ``cost`` fen a pack."""

    item: str
    name: str
    packs: int
    given: int | None
    pack: int
    cost: int
    unit: str = ""
    spec: str = ""
    code: str = ""

    @property
    def gets(self) -> int:
        return self.packs if self.given is None else self.given


def order_lines(scope: Scope, store: str, order: str) -> list[OrderLine]:
    rows = scope.conn.execute(
        scope.select(st.supply_order_line)
        .where(st.supply_order_line.c.store_id == store, st.supply_order_line.c.order_id == order)
        .order_by(st.supply_order_line.c.no)
    )
    return [OrderLine(**{n: getattr(row, n) for n in OrderLine.__slots__}) for row in rows]


def find_order(scope: Scope, store: str, order: str) -> Any:  # noqa: ANN401 - a row or None
    o = st.supply_order.c
    return scope.conn.execute(
        scope.select(st.supply_order).where(o.store_id == store, o.order_id == order)
    ).first()


def tell_order(scope: Scope, store: str, order: str) -> None:
    """Feed the store how its order stands."""
    row: Any = scope.conn.execute(
        scope.select(st.supply_order).where(
            st.supply_order.c.store_id == store, st.supply_order.c.order_id == order
        )
    ).one()
    said = said_of(row.said)
    cut: dict[str, int] = {}
    for line in order_lines(scope, store, order):
        if line.packs > line.gets:
            cut[line.item] = cut.get(line.item, 0) + line.packs - line.gets
    told = SupplyOrderRow(
        id=order, supplier=row.supplier, supplier_name=row.supplier_name, state=row.state,
        delivery=row.delivery, total=row.total, cut=dict(sorted(cut.items())),
        note=note_of(said), said=said,
    )  # fmt: skip
    put_in(scope, store, [("supply_order", order, told)])


def hold(scope: Scope, store: str, row: Any) -> None:  # noqa: ANN401 - a row of supply_order
    """The credit line has no room for it: no truck takes it until `resume`."""
    _stand(scope, store, row, HELD, [*said_of(row.said), Said(code=OVER_LIMIT)])


def resume(scope: Scope, store: str, row: Any, *, by_word: bool = False) -> None:  # noqa: ANN401 - a row of supply_order
    """A held order goes with the next truck. ``by_word``: an operator lets it go, line or not."""
    said = [one for one in said_of(row.said) if one.code != OVER_LIMIT]
    state = LATE if any(one.code == NEXT_TRUCK for one in said) else TAKEN
    _stand(scope, store, row, state, [*said, *([Said(code=LET_GO)] if by_word else [])])


def turn_down(scope: Scope, store: str, row: Any) -> None:  # noqa: ANN401 - a row of supply_order
    """An operator does not let a held order go: nothing of it comes."""
    said = [one for one in said_of(row.said) if one.code != OVER_LIMIT]
    _stand(scope, store, row, REFUSED, [*said, Said(code=TURNED_DOWN)])


def was_let_go(row: Any) -> bool:  # noqa: ANN401 - a row of supply_order
    return any(one.code == LET_GO for one in said_of(row.said))


def _stand(scope: Scope, store: str, row: Any, state: str, said: Sequence[Said]) -> None:  # noqa: ANN401 - a row of supply_order
    o = st.supply_order.c
    scope.conn.execute(
        scope.update(st.supply_order)
        .where(o.store_id == store, o.order_id == row.order_id)
        .values(state=state, said=write_said(said))
    )
    tell_order(scope, store, row.order_id)
