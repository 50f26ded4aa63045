"""The people of the shop as facts and baskets name them."""

from __future__ import annotations

from pos_app.domain.basket import Approval
from pos_app.domain.staff import Staff
from sync.wire.facts import Person


def person(staff: Staff) -> Person:
    return Person(id=staff.id, name=staff.name)


def approval(staff: Staff | None) -> Approval | None:
    return Approval(id=staff.id, name=staff.name) if staff else None


def approver(given: Approval | None) -> Person | None:
    return Person(id=given.id, name=given.name) if given else None
