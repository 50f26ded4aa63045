"""The note came after its goods were taken in without one: is it the same delivery?"""

from __future__ import annotations

from collections.abc import Callable, Collection

from pos_app.domain.money import format_qty
from pos_app.domain.receiving import EarlierReceipt
from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import day_words, moment, today
from pos_app.ui.screens.stock.receive_sheets import DoorSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Label

MOST_LINES = 8


class EarlierSheet(DoorSheet):
    """``chosen`` when it is the same; closing it counts the note as a delivery of its own."""

    def __init__(
        self,
        session: Session,
        earlier: EarlierReceipt,
        items: Collection[str],
        chosen: Callable[[], None],
    ) -> None:
        super().__init__(session, tr("是同一车货吗?"), tr("是,就是那次收的"))
        self._chosen = chosen
        noted = [line for line in earlier.lines if line.item in items]
        then = moment(session, earlier.at)
        when = f"{day_words(then.date().isoformat(), today(session))} {then:%H:%M}"
        told = tr("{when} 没有单子收过其中 {n} 种", when=when, n=len({ln.item for ln in noted}))
        self.add(Label(told, bold=True, wrap=True))
        for line in noted[:MOST_LINES]:
            self.add(Label(f"{format_qty(line.qty)} · {line.name}", size=Size.LABEL, wrap=True))
        rest = len(earlier.lines) - min(len(noted), MOST_LINES)
        if rest:
            self.add(Label(tr("还有 {n} 行", n=rest), size=Size.CAPTION, tone="muted"))
        self.add(Label(
            tr("是:那次的数先填上,看过再入库,只算一次。不是:按 Esc,这张单另外点。"),
            size=Size.LABEL, tone="muted", wrap=True,
        ))  # fmt: skip
        self.body.addStretch(1)
        self.first_focus = self.button

    def act(self) -> None:
        self.request_close()
        self._chosen()
