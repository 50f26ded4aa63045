"""Letting a till in: a one-time code for a store and a till number, shown once."""

from __future__ import annotations

from sync.hq.store import devices
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.store.devices import CODE_LIFE_MS, RefusedError
from sync.hq.web.asking import Answer, Ask, Page


def show(ask: Ask) -> Answer:
    readmit = ask.query.get("readmit") == "yes"
    return _form(ask, ask.query.get("store", ""), ask.query.get("till", "01"), readmit=readmit)


def make(ask: Ask) -> Answer:
    """The code is in this answer and nowhere else: HQ keeps its hash alone."""
    store_id = ask.form.get("store", "").strip().partition(" ")[0]
    till = ask.form.get("till", "").strip()
    readmit = ask.form.get("readmit") == "yes"
    try:
        with ask.hq.database.operator() as scope:
            code = devices.new_code(scope, store_id, till, ask.now, readmit=readmit)
            ask.note(scope, "readmit_code" if readmit else "enrol_code", store_id, till=till)
    except RefusedError as error:
        sentences = {
            "bad_till": ask.say("收银机号是 1 到 8 位数字或字母,例如 01"),
            "no_such_store": ask.say("没有这家门店,请从列表里选"),
        }
        trouble = sentences.get(error.code, error.code)
        return _form(ask, store_id, till, trouble, readmit=readmit)
    return _form(ask, store_id, till, readmit=readmit, code=code)


def _form(
    ask: Ask, store_id: str, till: str, trouble: str = "", *, readmit: bool, code: str = ""
) -> Page:
    c = t.enrol_code.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        stores = scope.conn.execute(
            scope.select(t.store, t.store.c.store_id, t.store.c.name).order_by(t.store.c.store_id)
        ).all()
        waiting = scope.conn.execute(
            scope.select(t.enrol_code, c.store_id, c.till, c.expires_at, t.store.c.name)
            .select_from(t.enrol_code)
            .join(t.store, t.store.c.store_id == c.store_id)
            .where(c.used_by == "", c.expires_at > ask.now)
            .order_by(c.expires_at.desc())
            .limit(20)
        ).all()
        chosen = next((s for s in stores if s.store_id == store_id), None)
        taken = _taken(ask, store_id, till) if chosen and till else False
    values = {
        "stores": stores,
        "waiting": waiting,
        "store": store_id[:16],
        "store_name": chosen.name if chosen else "",
        "till": till[:8],
        "trouble": trouble,
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "until": ask.now + CODE_LIFE_MS,
        "taken": taken,
        "readmit": readmit,
    }
    status = 400 if trouble else 200
    return Page(template="enrol.html", values=values, status=status, here="/enrol")


def _taken(ask: Ask, store_id: str, till: str) -> bool:
    """Whether another till has this number now: it will be shut out when the code is used."""
    d = t.device.c
    with ask.hq.database.reading(store_id) as scope:
        found = scope.conn.execute(
            scope.select(t.device, d.device_id).where(d.till == till, d.revoked_at.is_(None))
        ).first()
    return found is not None
