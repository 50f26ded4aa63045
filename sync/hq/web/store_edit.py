"""A new store, and another name or region for one that is there."""

from __future__ import annotations

from collections.abc import Mapping

from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.store.devices import RefusedError, is_store_id
from sync.hq.store.stores import NAME_CHARS, REGION_CHARS, add_store, change_store
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError
from sync.hq.web.chain_view import regions


def show_new(ask: Ask) -> Answer:
    return _form(ask, "", {})


def add(ask: Ask) -> Answer:
    filled = _filled(ask)
    try:
        with ask.hq.database.operator() as scope:
            add_store(scope, filled["id"], filled["name"], ask.now, region=filled["region"])
            ask.note(scope, "store_added", filled["id"], name=filled["name"])
    except RefusedError as error:
        return _form(ask, "", filled, _words(ask, error.code))
    return Go(path=f"/stores/{filled['id']}", told="store_added")


def show(ask: Ask) -> Answer:
    known = _known(ask)
    return _form(ask, known["id"], known)


def change(ask: Ask) -> Answer:
    """The id stays: it stands in every receipt's number."""
    known = _known(ask)
    filled = _filled(ask) | {"id": known["id"]}
    try:
        with ask.hq.database.operator() as scope:
            change_store(scope, known["id"], filled["name"], region=filled["region"])
            ask.note(
                scope, "store_changed", known["id"], name=filled["name"], before=known["name"],
                region=filled["region"],
            )  # fmt: skip
    except RefusedError as error:
        return _form(ask, known["id"], filled, _words(ask, error.code))
    return Go(path=f"/stores/{known['id']}", told="store_changed")


def _known(ask: Ask) -> dict[str, str]:
    store_id = ask.parts["store"]
    s = t.store.c
    if is_store_id(store_id):
        with ask.hq.database.reading(store_id) as scope:
            row = scope.conn.execute(scope.select(t.store).where(s.store_id == store_id)).first()
        if row is not None:
            return {"id": row.store_id, "name": row.name, "region": row.region}
    raise SorryError(404, ask.say("没有这家门店"))


def _filled(ask: Ask) -> dict[str, str]:
    return {name: ask.form.get(name, "").strip() for name in ("id", "name", "region")}


def _form(ask: Ask, store_id: str, filled: Mapping[str, str], trouble: str = "") -> Page:
    """``store_id`` empty: a new one."""
    with ask.hq.database.reading(ALL_STORES) as scope:
        places = regions(scope)
    values = {
        "store": store_id,
        "filled": filled,
        "regions": places,
        "trouble": trouble,
        "most": NAME_CHARS,
        "most_region": REGION_CHARS,
    }
    here = f"/stores/{store_id}/edit" if store_id else "/new-store"
    return Page(
        template="store_edit.html", values=values, status=400 if trouble else 200, here=here
    )


def _words(ask: Ask, code: str) -> str:
    return {
        "bad_store": ask.say("店号是 1 到 16 位字母、数字、- 或 _"),
        "bad_store_name": ask.say("店名要 1 到 {n} 个字", n=NAME_CHARS),
        "bad_region": ask.say("地区最多 {n} 个字", n=REGION_CHARS),
        "store_exists": ask.say("这个店号已经有了"),
    }.get(code, code)
