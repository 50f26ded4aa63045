"""Founding a shop: the first facts of a new file, so that someone can log in and sell."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.staff import CASHIER, MANAGER, OWNER, Staff
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from pos_app.services.staff import StaffDesk
from sync.wire.facts import TillOpened


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson:
    """Someone who can log in on the first day."""

    id: str
    name: str
    role: str
    pin: str


DEMO_STAFF = (
    FirstPerson(id="1", name="王姐", role=OWNER, pin="135790"),
    FirstPerson(id="2", name="老赵", role=MANAGER, pin="246801"),
    FirstPerson(id="3", name="小周", role=CASHIER, pin="864209"),
)
"""The demo shop's people; their PINs stand in the manual because the shop is invented."""


def found(ledger: Ledger, desk: StaffDesk, people: tuple[FirstPerson, ...], program: str) -> None:
    """Open the epoch and add its first people; the first of them must be an owner."""
    owner = Staff(id=people[0].id, name=people[0].name, role=OWNER)
    with ledger.transaction(person(owner)) as tx:
        tx.append(TillOpened(shop_name=ledger.identity.shop_name, program=program))
    for new in people:
        desk.save(owner, Staff(id=new.id, name=new.name, role=new.role), new.pin)
