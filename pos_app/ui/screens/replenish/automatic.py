"""Categories that the owner leaves to the till: it orders them as proposed at the deadline."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.runtime.i18n import tr
from pos_app.ui.session import Session

SETTING = "automatic_categories"


def left_to_till(session: Session) -> list[str]:
    """The codes of those categories."""
    return [code for code in session.desk.settings.text(SETTING).split(",") if code]


def toggle(session: Session, category: str, name: str, done: Callable[[], None]) -> None:
    """Leave a category to the till, or take it back; says which."""
    chosen = left_to_till(session)
    on = category not in chosen
    after = [*chosen, category] if on else [code for code in chosen if code != category]
    staff = session.staff

    def said(_: object) -> None:
        words = (
            tr("{name} 从下一单起自动订", name=name) if on else tr("{name} 不再自动订", name=name)
        )
        session.say(words, "good")
        done()

    session.write(
        lambda shop, who: shop.settings.change(SETTING, ",".join(after), staff, approved_by=who),
        said,
        touches=("settings",),
    )
