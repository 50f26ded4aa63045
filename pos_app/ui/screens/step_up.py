"""Stepping up: a manager's PIN in place, for this one step; the cashier stays logged in."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.people import PeopleGrid, PinWait, role_name
from pos_app.ui.session import Approved, Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Banner, Label, PinPad, Sheet, SheetHost, row


def right_words(needed: NeedsApproval) -> str:
    """What the cashier is about to do, in a few words."""
    words = {
        "override_price": tr("改价"),
        "discount": tr("折扣超过您的上限"),
        "void": tr("整单作废"),
        "refund": tr("退货退款"),
        "refund_no_receipt": tr("没有小票的退货"),
        "drawer": tr("不收款开钱箱"),
        "cash_out": tr("从钱箱拿出现金"),
        "write_off": tr("报损"),
        "edit_goods": tr("改商品资料"),
        "reports": tr("看报表"),
        "settings": tr("改设置"),
        "staff": tr("改员工"),
        "import": tr("导入商品"),
        "order_no_code": tr("没有取货码就交货"),
    }
    if needed.right == "promised":
        return tr("{name} 还剩 {left},订出 {promised}({whose}),还要卖", **needed.values)
    if needed.right == "expired":
        name, expiry = needed.values.get("name", ""), needed.values.get("expiry", "")
        return tr("{name} 已过期({expiry}),还要卖", name=name, expiry=expiry)
    return words.get(needed.right, tr("这一步"))


class StepUp(Sheet):
    """Who may allow it, the PIN pad, and why it is asked."""

    def __init__(self, session: Session, needed: NeedsApproval, approved: Approved) -> None:
        super().__init__(tr("请店长授权"), width=520)
        self._session, self._needed, self._approved = session, needed, approved
        self._people = PeopleGrid(columns=2)
        self._people.set_people(
            [r.staff for r in session.desk.staff.all() if r.staff.may(needed.right)]
        )
        self._who = Label("", size=Size.LABEL, tone="muted")
        self.pad = PinPad()
        self._wait = PinWait(self.pad)
        self.add(Banner(tr("{what}:要有权限的人输一次密码", what=right_words(needed)), "warn"))
        self.add(self._people)
        self.add(self._who)
        self.add(row(None, self.pad, None))
        self.body.addStretch(1)
        self.first_focus = self.pad
        self._people.chosen.connect(self._on_chosen)
        self.pad.entered.connect(self._on_pin)
        self._on_chosen(self._people.current())

    def on_scan(self, text: str) -> bool:
        """A scan while a PIN is asked for neither fills the pad nor changes the basket unseen."""
        QApplication.beep()
        self._session.say(tr("先授权或按 Esc 返回,再扫商品"), "warn")
        return True

    def _on_chosen(self, staff: Staff | None) -> None:
        if staff is None:
            self._who.setText(tr("店里没有人有这个权限"))
            self.pad.setEnabled(False)
            return
        self._wait.forget()
        self.pad.clear()
        self.pad.setFocus()
        self._who.setText(tr("{role} {name} 的密码", role=role_name(staff.role), name=staff.name))

    def _on_pin(self, pin: str) -> None:
        staff = self._people.current()
        if staff is None:
            return
        right = self._needed.right
        self._session.writer.submit(
            lambda shop: shop.staff.step_up(staff.id, pin, right),
            while_alive(self, self._on_allowed),
            while_alive(self, self._on_refused),
        )

    def _on_allowed(self, who: Staff) -> None:
        """Unless it was closed meanwhile: then nobody wants it any more."""
        host = self.parent()
        if isinstance(host, SheetHost) and host.current() is self:
            host.close_sheet(self)
            self._approved(who)

    def _on_refused(self, error: ShopError) -> None:
        self._wait.show_error(error)
