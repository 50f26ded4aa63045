"""People and what each role may do; where a role falls short a manager steps up in place."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.errors import NeedsApproval

CASHIER, MANAGER, OWNER = "cashier", "manager", "owner"
ROLES = (CASHIER, MANAGER, OWNER)

RIGHTS: dict[str, frozenset[str]] = {
    CASHIER: frozenset({"sell", "park", "shift", "reprint", "cash_in", "create_item", "receive"}),
    MANAGER: frozenset(
        {
            "sell", "park", "shift", "reprint", "cash_in", "create_item", "receive", "cash_out",
            "void", "override_price", "discount", "refund", "refund_no_receipt", "drawer",
            "write_off", "edit_goods", "reports", "expired", "promised",
            "order_no_code", "order_goods",
        }
    ),
}  # fmt: skip
RIGHTS[OWNER] = RIGHTS[MANAGER] | {"settings", "staff", "import"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    id: str
    name: str
    role: str
    active: bool = True

    def may(self, right: str) -> bool:
        return self.active and right in RIGHTS[self.role]


def require(staff: Staff, right: str, approver: Staff | None) -> Staff | None:
    """Hold that ``staff`` may do this, alone or with ``approver``; gives who had to approve.

    Raises NeedsApproval.
    """
    if staff.may(right):
        return None
    if approver is not None and approver.may(right):
        return approver
    raise NeedsApproval(right)
