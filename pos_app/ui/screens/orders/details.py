"""One order whole: what there is to know of it, its goods, what was done, what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_cards import OrderCard
from pos_app.ui.models.order_words import joined
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.lines import (
    LinesTable,
    fact_rows,
    facts,
    headline,
    shop_now,
    sum_row,
)
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import Button, Card, Label, column, row
from sync.wire.orders import OrderMove

LATELY = 6
"""So many of the last steps are told."""


class DetailsSheet(DeedSheet):
    """Enter does the next step; the keys of the screen do the others."""

    gives_way = False

    def __init__(
        self,
        place: Place,
        card: OrderCard,
        next_step: Callable[[OrderCard], None],
        others: dict[str, Callable[[OrderCard], None]],
    ) -> None:
        super().__init__(place.session, tr("订单明细"), card.words, width=760)
        self._card, self._next, self._others = card, next_step, others
        view, now = card.view, shop_now(self.session)
        self.add(headline(view))
        known = Card()
        moves = self.session.desk.orders.moves(view.order.id)[-LATELY:]
        told = [Label(_told(move, now.clock(move.at)), size=Size.CAPTION, tone="muted", wrap=True)
                for move in moves]  # fmt: skip
        known.setLayout(column(facts(fact_rows(view, now)), *told, gap=8, margins=(16, 12, 16, 12)))
        known.set_ground("raised")
        area = QScrollArea()
        area.setWidget(known)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedHeight(min(px(250), known.sizeHint().height() + px(8)))
        self.add(area)
        self.add(LinesTable(view.lines), 1)
        self.add(sum_row(view))
        self._strip()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def _strip(self) -> None:
        words = {
            "print": (tr("拣货单"), "F11"), "refund": (tr("退款"), "F8"),
            "cancel": (tr("取消订单"), "Shift Del"),
        }  # fmt: skip
        strip = row(gap=8)
        for name in self._others:
            text, key = words[name]
            button = Button(text, size="strip", key=key)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _c=False, n=name: self._do_other(n))
            strip.addWidget(button)
        strip.addStretch(1)
        self.add(strip)

    def _do_other(self, name: str) -> None:
        if name != "print":
            self.request_close()
        self._others[name](self._card)

    def act(self) -> None:
        self.request_close()
        self._next(self._card)

    def on_key(self, key: int) -> bool:
        name = {
            Qt.Key.Key_F11: "print", Qt.Key.Key_F8: "refund", Qt.Key.Key_Delete: "cancel",
        }.get(Qt.Key(key), "")  # fmt: skip
        if name not in self._others:
            return False
        self._do_other(name)
        return True

    def held_words(self, text: str) -> str:
        return tr("正在看订单,按 Esc 返回再扫 {code}", code=text.strip())


def _told(move: OrderMove, when: str) -> str:
    return joined(when, move_words(move.move), move.by, move.reason, move.courier)


def move_words(name: str) -> str:
    """A step of an order, as it is told afterwards."""
    words = {
        "accept": tr("接单"), "pick": tr("开始拣货"), "adjust": tr("改了这单"),
        "agree": tr("顾客答应"), "decline": tr("顾客不要"), "ready": tr("拣好了"),
        "collect": tr("取走了"), "assign": tr("派了骑手"), "send": tr("出发"),
        "deliver": tr("送到了"), "complete": tr("完成"), "fail": tr("没送到"),
        "again": tr("再送一次"), "return": tr("放回货架"), "request_cancel": tr("顾客要取消"),
        "refuse_cancel": tr("没同意取消"), "cancel": tr("取消了"), "pay": tr("付款"),
        "refund_send": tr("退款发出"), "refund_done": tr("退款到账"),
        "refund_failed": tr("退款没成"), "remind": tr("到点提醒"), "escalate": tr("到点找店长"),
        "channel": tr("来源状态"),
    }  # fmt: skip
    return words.get(name, name)
