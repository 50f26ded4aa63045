"""Behind the pill of a shop that has joined: what waits, the last answer, send now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from pos_app.runtime.i18n import tr
from pos_app.services.hq import HqDetails, HqStatus, Kept, Refused, Waiting
from pos_app.ui.models import hq_words
from pos_app.ui.models.day_words import moment, today, when_words
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.hq.back_in import BackIn
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Banner,
    Card,
    Divider,
    FigureCard,
    Label,
    PrimaryButton,
    SectionHeader,
    Sheet,
    column,
    holder,
    reveal,
    row,
)

MOST_KEPT = 20
"""Facts that HQ kept apart and that are named one by one."""


class HqSheet(Sheet):
    """Kept true while it is open."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("总部"), width=560)
        self._session = session
        self._banner = Banner("", "info")
        self._waiting = FigureCard(tr("待上传"), "0", size=Size.LARGE)
        self._contact = FigureCard(tr("上次联系"), "", size=Size.LARGE)
        self._ends = Label("", size=Size.LABEL, tone="muted", wrap=True)
        figures = row(self._waiting, self._contact, gap=12)
        figures.setStretch(0, 1)
        figures.setStretch(1, 1)
        self.back_in = BackIn(session, self._send)
        reveal(self.back_in, False)
        self.add(self._banner)
        self.add(self.back_in)
        self.add(figures)
        self._lists = QScrollArea()
        self._lists.setWidgetResizable(True)
        self._lists.setFrameShape(QScrollArea.Shape.NoFrame)
        self._lists.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lists.viewport().setAutoFillBackground(False)
        self.add(self._lists, 1)
        self.add(self._ends)
        self.go = PrimaryButton(tr("立即上传"), size="large", key="Enter", icon="upload")
        self.go.clicked.connect(self._send)
        self.footer.addWidget(self.go)
        self.first_focus = self.go
        session.sync_changed.connect(self._on_status)
        self._on_status(session.hq_status())

    def on_scan(self, text: str) -> bool:
        """A printed code may be scanned while one is asked for."""
        if not self.back_in.isVisibleTo(self):
            return False
        self.back_in.code.setText(text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
        else:
            super().keyPressEvent(event)

    def _send(self) -> None:
        self._session.hq.send_now()
        self._banner.set_banner(tr("正在连总部……"), "info")

    def _on_status(self, status: HqStatus) -> None:
        said = hq_words.answer(status)
        self._banner.set_banner(said.words, said.tone)
        reveal(self.back_in, status.code == "unknown_device" and not status.elsewhere)
        self.go.setEnabled(not status.elsewhere)
        self._waiting.set_figure(str(status.waiting))
        age = hq_words.age_words(self._session.clock.now_ms() - status.since)
        self._contact.set_figure(
            self._when(status.since) if status.since else tr("还没有"),
            tr("{age}前", age=age) if age and status.since else "",
        )
        self._session.readers.submit(
            lambda _desk: self._session.hq.details(), while_alive(self, self._on_details)
        )

    def _on_details(self, details: HqDetails) -> None:
        parts: list[QWidget] = []
        if details.waiting:
            note = tr("最早一条 {when}", when=self._when(details.oldest))
            parts += [
                SectionHeader(tr("等着上传的"), note, size=Size.LEAD),
                _waits(details.waiting),
            ]
        if details.kept:
            parts.append(SectionHeader(tr("总部收下了、还看不懂的"), size=Size.LEAD))
            words = tr("账没有丢,由总部处理,店里不用做什么。")
            parts.append(Label(words, size=Size.LABEL, tone="muted", wrap=True))
            parts.append(self._kept(details.kept))
        if details.refused:
            parts.append(SectionHeader(tr("总部发来、这里不能用的"), size=Size.LEAD))
            words = tr("原来的照旧,别的照收;把下面几行告诉总部。")
            parts.append(Label(words, size=Size.LABEL, tone="muted", wrap=True))
            parts.append(_refused(details.refused))
        inner = holder(column(*parts, None, gap=8))
        inner.setAutoFillBackground(False)
        self._lists.setWidget(inner)
        self._ends.setText(_ends(details))

    def _kept(self, kept: tuple[Kept, ...]) -> Card:
        lines = [
            (
                tr("第 {seq} 条 · {kind}", seq=k.seq, kind=hq_words.kind_words(k.kind)),
                self._when(k.at),
            )
            for k in kept[:MOST_KEPT]
        ]
        if len(kept) > MOST_KEPT:
            lines.append((tr("还有 {n} 条", n=len(kept) - MOST_KEPT), ""))
        return _list(lines)

    def _when(self, at: int) -> str:
        return when_words(moment(self._session, at), today(self._session))


def _refused(refused: tuple[Refused, ...]) -> Card:
    lines = [(f"{r.table} · {r.key}", hq_words.why_refused(r.reason)) for r in refused[:MOST_KEPT]]
    if len(refused) > MOST_KEPT:
        lines.append((tr("还有 {n} 条", n=len(refused) - MOST_KEPT), ""))
    return _list(lines)


def _waits(waiting: tuple[Waiting, ...]) -> Card:
    """Kinds with the same words are one line."""
    counts: dict[str, int] = {}
    for one in waiting:
        words = hq_words.kind_words(one.kind)
        counts[words] = counts.get(words, 0) + one.count
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    return _list([(words, tr("{n} 条", n=count)) for words, count in ordered])


def _list(lines: list[tuple[str, str]]) -> Card:
    card = Card()
    parts: list[QWidget] = []
    for left, right in lines:
        if parts:
            parts.append(Divider())
        value = Label(right, size=Size.LABEL, tone="muted")
        parts.append(holder(row(Label(left, size=Size.BODY), None, value, margins=(0, 6, 0, 6))))
    card.setLayout(column(*parts, gap=0, margins=(16, 4, 16, 4)))
    return card


def _ends(details: HqDetails) -> str:
    """Who this till is for HQ; what the helpdesk asks for first."""
    who = tr(
        "门店 {store} · {till} 号机 · 第 {epoch} 次安装",
        store=details.store,
        till=details.till,
        epoch=details.epoch,
    )
    return f"{details.url}\n{who}\n" + tr("设备号 {device}", device=details.device)
