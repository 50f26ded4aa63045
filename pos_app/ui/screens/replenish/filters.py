"""Which lines of a proposal are looked at: all, what runs out, what was changed ..."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_app.runtime.i18n import tr
from pos_app.services.replenish_plan import Line
from pos_app.ui.models.replenish_rows import is_running_out
from pos_app.ui.widgets import ChipRow

ALL, OUT, PROMO, CHANGED, NEW, WASTE = "all", "out", "promo", "changed", "new", "waste"
FILTERS: dict[str, Callable[[Line], bool]] = {
    ALL: lambda _ln: True,
    OUT: is_running_out,
    PROMO: lambda ln: "promo" in ln.row.tags,
    CHANGED: lambda ln: ln.changed,
    NEW: lambda ln: "new" in ln.row.tags,
    WASTE: lambda ln: ln.waste > 0,
}


class LineFilters(ChipRow):
    """A chip for each kind of line that there is; those that would show nothing are not there."""

    def __init__(self) -> None:
        super().__init__([], look="outlined")

    def count(self, lines: Sequence[Line]) -> None:
        """Say how many lines are of each kind; the chosen kind stays while it has any."""
        names = {
            ALL: tr("全部"), OUT: tr("快断货"), PROMO: tr("促销"), CHANGED: tr("我改过"),
            NEW: tr("新品"), WASTE: tr("有报损"),
        }  # fmt: skip
        numbers = {key: sum(map(FILTERS[key], lines)) for key in names}
        chips = [(key, f"{names[key]} {n}") for key, n in numbers.items() if n or key == ALL]
        self.set_chips(chips)

    def chosen(self, lines: Sequence[Line]) -> list[Line]:
        wanted = FILTERS[str(self.current() or ALL)]
        return [line for line in lines if wanted(line)]
