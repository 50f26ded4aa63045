"""The people of the shop as a list."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from pos_app.domain.staff import CASHIER, MANAGER, OWNER, Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole, Size, Tag

RIGHT = Qt.AlignmentFlag.AlignRight


def role_words(role: str) -> str:
    """What a role may do, in a sentence."""
    return {
        OWNER: tr("什么都能做,包括设置和员工"),
        MANAGER: tr("收银,再加退货、改价、作废、看报表"),
        CASHIER: tr("收银、挂单、交班、补打小票"),
    }.get(role, "")


def role_name(role: str) -> str:
    return {OWNER: tr("店主"), MANAGER: tr("店长"), CASHIER: tr("收银员")}.get(role, role)


class StaffModel(RowsModel[Staff]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, lambda staff: staff.id, parent)


def _look(staff: Staff) -> Look:
    return {
        CellRole.AVATAR: staff.name[:1], CellRole.BOLD: staff.active,
        CellRole.SUB: role_words(staff.role), CellRole.MUTED: not staff.active,
        CellRole.TAGS: () if staff.active else (Tag(tr("停用"), "neutral"),),
    }  # fmt: skip


_COLUMNS: tuple[Column[Staff], ...] = (
    Column(title=lambda: tr("姓名"), text=lambda staff: staff.name, look=_look),
    Column(
        title=lambda: tr("角色"), text=lambda staff: role_name(staff.role),
        look=lambda staff: {CellRole.SIZE: Size.LABEL, CellRole.MUTED: not staff.active},
    ),
    Column(
        title=lambda: tr("工号"), text=lambda staff: staff.id, align=RIGHT,
        look=lambda _staff: {CellRole.SIZE: Size.LABEL, CellRole.MUTED: True},
    ),
)  # fmt: skip
