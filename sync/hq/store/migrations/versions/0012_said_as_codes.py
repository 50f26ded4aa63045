"""What the rule says of orders and claims as codes, instead of sentences that were read back."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DATE = "(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
SENTENCES = {
    "no_supplier": "总部没有这家供应商。",
    "twice": "这份建议另一台收银机已经订过了。",
    "no_order_day": "供应商没有订货日",
    "next_truck": f"过了截单,改到 {DATE} 送。",
    "below_least": "没到起订额,照送。",
    "sold_out": "全部缺货",
    "first_order": "新品首单",
    "too_late": "过了索赔期限",
    "other_receipt": "这批货算的是另一台收银机的收货,等总部核对",
    "no_receipt": "总部没有这次收货,等总部核对",
    "over_limit": "超出额度,付款后或总部放行后再送。",
    "let_go": "总部已放行。",
    "more_than_came": "退的比总部送来收下的多,多出的等总部核对",
}
"""As they were kept until now."""


def upgrade() -> None:
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":  # the rows of all stores, past the policies
        op.execute("SELECT set_config('xipu.store', '*', true)")
    for name in ("supply_order", "claim"):
        op.add_column(name, sa.Column("said", sa.Text(), nullable=False, server_default=""))
    _move(conn, "supply_order", "order_id")
    _move(conn, "claim", "claim_id", sa.column("decided_by").in_(("", "rule")))
    op.drop_column("supply_order", "note")


def _move(conn: sa.Connection, name: str, key: str, *by_rule: sa.ColumnElement[bool]) -> None:
    """Codes into their own column, out of the notes that the rule wrote."""
    table = sa.table(name, *map(sa.column, ("store_id", key, "note", "said")))
    c = table.c
    for store, ident, note in conn.execute(
        sa.select(c.store_id, c[key], c.note).where(c.note != "", *by_rule)
    ).all():
        if said := _said(note):
            conn.execute(
                table.update()
                .where(c.store_id == store, c[key] == ident)
                .values(said=said, note="")
            )


def _said(note: str) -> str:
    """The codes of a kept note; empty where any of it is somebody's own words."""
    found, at = [], 0
    while at < len(note):
        hits = ((code, re.compile(text).match(note, at)) for code, text in SENTENCES.items())
        code, hit = next(((c, h) for c, h in hits if h), ("", None))
        if hit is None:
            return ""
        found.append({"code": code} | hit.groupdict())
        at = hit.end()
    return json.dumps(found, ensure_ascii=False)
