"""How the money goes back: as it came, or in cash."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.models.receipt_rows import method_name
from pos_app.ui.session import Session
from sync.wire.facts import Tender

AS_PAID = "as_paid"


def ways(tenders: Sequence[Tender]) -> list[tuple[object, str]]:
    """The ways to choose from, the one as it was paid first.

    Without a receipt (no tenders) money goes out of the drawer.
    """
    paid = [t.method for t in tenders if t.amount > 0]
    if len(set(paid)) > 1:
        mixed = " + ".join(dict.fromkeys(method_name(m) for m in paid))
        return [(AS_PAID, tr("按原路退({how})", how=mixed)), (CASH, tr("全退现金"))]
    names: dict[str, str] = {CASH: tr("退现金"), STATIC_CODE: tr("手机转账退")}
    first = paid[0] if paid and paid[0] in names else CASH
    return [(key, names[key]) for key in sorted(names, key=lambda key: key != first)]


def pay_back(refund: int, way: str, tenders: Sequence[Tender]) -> tuple[Paid, ...]:
    """Tenders that hand out ``refund`` fen; as paid: what was not cash goes back first."""
    if not refund:
        return ()
    if way != AS_PAID:
        return (Paid(method=way, received=-refund),)
    by_code = sum(t.amount for t in tenders if t.method != CASH)
    first = min(refund, by_code)
    parts = (
        Paid(method=STATIC_CODE, received=-first),
        Paid(method=CASH, received=-(refund - first)),
    )
    return tuple(part for part in parts if part.received)


def pay_back_words(paid: Sequence[Paid]) -> str:
    """What the cashier's hands do now."""
    parts = [
        tr("从钱箱拿 {amount}", amount=format_fen(-p.received))
        if p.method == CASH
        else tr("用手机转 {amount}", amount=format_fen(-p.received))
        for p in paid
    ]
    return tr("{what}给顾客", what="、".join(parts)) if parts else ""


def hand_out(session: Session, sold: Sold, paid: Sequence[Paid]) -> None:
    """After the return is on disk: drawer, receipt, and what the cashier does now."""
    by_cash = any(p.method == CASH for p in paid)
    if by_cash and session.desk.settings.flag("open_drawer_on_cash"):
        session.paper.kick_drawer()
    if session.paper.status() != "off":
        session.paper.receipt(sold.entry)
    words = pay_back_words(paid) or tr("不用退钱")
    session.say(tr("退货记好了:{what}", what=words), "good")
