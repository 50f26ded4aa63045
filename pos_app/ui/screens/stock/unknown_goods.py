"""Goods at the door that the till has never seen: three fields, and they are counted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from pos_app.domain.item import Item, Scanned
from pos_app.domain.money import MILLI
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.new_goods import NewGoodsSheet
from pos_app.ui.session import Session


def new_goods_sheet(session: Session, code: str, count: Callable[[Scanned], None]) -> NewGoodsSheet:
    """Make goods of a code that nobody knows; ``count`` gets the first of them."""
    staff = session.staff

    def made(new: Item) -> None:
        sheet.set_busy(False)
        sheet.request_close()
        count(Scanned(item=new, code=new.code, qty=MILLI))

    sheet = NewGoodsSheet(
        session, code, "", session.desk.goods.categories(),
        lambda item: session.write(
            lambda shop, _who: shop.goods.create(item, staff), made, touches=("goods",),
            failed=sheet.refuse,
        ),
        deed=tr("建好并点一件"),
    )  # fmt: skip
    QApplication.beep()
    return sheet
