"""Labels on the receipt printer: for a price that changed, for a batch that is marked down."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.expiry_radar import Near
from pos_app.services.price_labels import ShelfLabel, changed_labels
from pos_app.ui.session import Session

NO_PRINTER = "off"


def has_printer(session: Session) -> bool:
    return session.paper.status() != NO_PRINTER


def print_changed(session: Session, items: Sequence[str]) -> None:
    """New shelf labels for what came and costs the customer something else than before."""
    labels = changed_labels(session.desk.goods, list(items), session.clock.now_ms())
    if not labels:
        return
    if not has_printer(session):
        session.say(tr("{n} 种变了价;没接小票机,价签没打", n=len(labels)), "warn")
        return
    rows = [(f"{one.item.name} {one.item.spec}".strip(), price_words(one)) for one in labels]
    session.paper.slip(tr("价签"), rows)
    session.say(tr("{n} 种变了价,价签已送去打印", n=len(labels)), "info")


def price_words(label: ShelfLabel) -> str:
    """Price and unit of pricing, as a shelf label must show them."""
    return f"¥{format_fen(label.price)}/{label.item.unit}"


def print_marked_down(session: Session, near: Near, price: int) -> str:
    """The label for a batch that is sold for less; gives what to say of it."""
    name, now = near.item.name, format_fen(price)
    if not has_printer(session):
        return tr("{name} 降到 ¥{n};没接小票机,标签没打", name=name, n=now)
    session.paper.slip(
        tr("降价标签"),
        (
            (near.item.name, near.item.spec),
            (tr("原价"), f"¥{format_fen(near.item.price or 0)}/{near.item.unit}"),
            (tr("现价"), f"¥{format_fen(price)}/{near.item.unit}"),
            (tr("到期"), near.expiry),
            (tr("贴几张"), format_qty(near.qty)),
        ),
    )
    return tr("{name} 降到 ¥{n},标签已送去打印", name=name, n=now)
