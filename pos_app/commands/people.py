"""In whose name a command writes: whoever may run it on this machine owns the file."""

from __future__ import annotations

from pos_app import bootstrap
from pos_app.domain.staff import OWNER, Staff


def command_staff(shop: bootstrap.Shop) -> Staff:
    """The shop's first owner."""
    owners = [s for s in shop.staff.people() if s.role == OWNER]
    return owners[0] if owners else Staff(id="xipu", name="xipu", role=OWNER)
