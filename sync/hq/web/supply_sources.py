"""Who delivers what: suppliers and their goods, brought in from a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func

from sync.hq.store import supply as s
from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import rows_of
from sync.hq.store.database import ALL_STORES
from sync.hq.store.stores import all_stores
from sync.hq.store.supply_import import ImportedSupply, import_supply
from sync.hq.web.asking import Answer, Ask, Page, leaf
from sync.hq.web.serving import UPLOAD_MOST
from sync.hq.web.sheets import SheetError, read_sheet
from sync.wire.feed import ItemRow

PAGE_SIZE = 60
SHOWN_BAD = 100


def kind_words(ask: Ask) -> dict[str, str]:
    return {
        "hq": ask.say("总部仓库"),
        "regional": ask.say("区域仓"),
        "factory": ask.say("工厂直供"),
        "origin": ask.say("产地直发"),
        "local": ask.say("本地供应商"),
    }


def trouble_words(ask: Ask, code: str) -> str:
    """Why a row or a file was not taken."""
    return {
        "no_column": ask.say("第一行要有:代码、名称;或编号、供应商、箱规、箱价"),
        "too_long": ask.say("行数太多"),
        "too_large": ask.say("文件太大"),
        "not_a_sheet": ask.say("看不懂这个文件,请存成 CSV 或 Excel"),
        "bad_encoding": ask.say("文字编码不对,请存成 UTF-8 或 GB18030"),
        "no_such_supplier": ask.say("没有这家供应商,请先导入供应商"),
        "bad_supplier": ask.say("代码要 1 到 32 个字母数字,名称不能空"),
        "bad_kind": ask.say("类型只能是:仓库、区域、工厂、产地、本地"),
        "bad_days": ask.say("订货日写成 1,3,5 或 周一、周三"),
        "bad_cutoff": ask.say("截单时间写成 17:00"),
        "bad_lead": ask.say("到货天数是 1 到 28"),
        "bad_pack": ask.say("箱规要大于 0"),
        "bad_moq": ask.say("起订箱数是 1 到 999"),
        "bad_amount": ask.say("金额不对,写成 12.50 这样"),
        "bad_name": ask.say("还没有这个商品,请加一列品名"),
        "bad_season": ask.say("当季月份写成 6,7,8"),
    }.get(code, ask.say("这一行有数字或编号不对"))


def show(ask: Ask) -> Answer:
    return _page(ask, "", None)


def _page(ask: Ask, trouble: str, done: ImportedSupply | None) -> Page:
    p = st.supply_item.c
    text, chosen = ask.query.get("q", "")[:80], ask.query.get("supplier", "")[:32]
    with ask.hq.database.reading(ALL_STORES) as scope:
        known = s.suppliers(scope)
        numbers: dict[str, int] = {
            str(code): int(n)
            for code, n in scope.conn.execute(
                scope.select(st.supply_item, p.supplier, func.count()).group_by(p.supplier)
            )
        }
        packs = list(s.packs(scope).values())
    wanted = [
        pack for pack in packs
        if (not chosen or pack.supplier == chosen)
        and text.casefold() in f"{pack.item} {pack.card.name}".casefold()
    ]  # fmt: skip
    refused = [] if done is None else done.refused
    values: dict[str, Any] = {
        "suppliers": list(known.values()), "numbers": numbers, "kinds": kind_words(ask),
        "weekday": _weekdays(ask), "page": leaf(wanted, ask.page_number(), PAGE_SIZE),
        "text": text, "chosen": chosen, "trouble": trouble, "done": done,
        "refused": [(bad.line, trouble_words(ask, bad.reason)) for bad in refused[:SHOWN_BAD]],
        "most": UPLOAD_MOST >> 20,
    }  # fmt: skip
    return Page(
        template="supply_sources.html", values=values, status=400 if trouble else 200,
        here="/supply/suppliers" if ask.method == "POST" else "",
    )  # fmt: skip


def _weekdays(ask: Ask) -> tuple[str, ...]:
    return (
        ask.say("一"), ask.say("二"), ask.say("三"), ask.say("四"), ask.say("五"), ask.say("六"),
        ask.say("日"),
    )  # fmt: skip


def bring(ask: Ask) -> Answer:
    """Good rows go in, bad ones are named by line; stores hear of it at once."""
    if ask.upload is None:
        return _page(ask, ask.say("请先选一个文件"), None)
    try:
        if len(ask.upload.data) > UPLOAD_MOST:
            raise SheetError("too_large")
        with ask.hq.database.operator() as scope:
            done = import_supply(scope, read_sheet(ask.upload.data))
            number = done.suppliers + done.packs
            if number:
                ask.note(scope, "supply_imported", "", file=ask.upload.name, n=number,
                         refused=len(done.refused))  # fmt: skip
    except (s.SupplyError, SheetError) as error:
        return _page(ask, trouble_words(ask, error.code), None)
    if done.suppliers or done.packs:
        _tell_all(ask)
    return _page(ask, "", done)


def _tell_all(ask: Ask) -> None:
    with ask.hq.database.operator() as scope:
        stores = [store.store_id for store in all_stores(scope)]
        known, chain = s.suppliers(scope), s.packs(scope)
    for store in stores:
        with ask.hq.database.scope(store) as scope:
            items = {row.id for row in rows_of(scope, store, ItemRow)}
            s.tell_store(scope, store, known, s.packs_of(scope, store, chain), items)
