"""Paper and drawer: print the last receipt again, open the drawer without a sale, lost sales."""

from __future__ import annotations

from pos_app.domain.item import Item
from pos_app.runtime.i18n import tr
from pos_app.services.lost_sales import note_asked
from pos_app.ui.session import Session
from sync.wire.chain import Entry


def reprint(session: Session, receipt: str = "") -> None:
    """The last receipt, or that one, as a marked copy; recorded before it is printed."""
    number = receipt or session.desk.receipts.last_receipt()
    if not number:
        session.say(tr("还没有可以补打的小票"))
        return
    staff = session.staff

    def done(result: tuple[Entry, int]) -> None:
        session.paper.receipt(*result)
        session.say(tr("补打第 {n} 次:{number}", n=result[1], number=number))

    session.write(lambda shop, _who: shop.receipts.reprint(number, staff), done)


def open_drawer(session: Session, reason: str) -> None:
    """Recorded first; then it opens."""
    staff = session.staff
    session.write(
        lambda shop, who: shop.shifts.open_drawer(staff, reason, approved_by=who),
        lambda _result: session.paper.kick_drawer(),
        touches=("shift",),
    )


def asked(session: Session, words: str, item: Item | None) -> None:
    """A customer asked for something that is not here."""
    staff = session.staff
    session.write(
        lambda shop, _who: note_asked(shop.ledger, words, staff, item),
        lambda _result: session.say(tr("记下了:{words}", words=words), "good"),
    )
