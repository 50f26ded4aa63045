"""What operators did: who, when, where, in words; filtered by person, kind and store."""

from __future__ import annotations

from dataclasses import dataclass

from sync.hq.store import operator_log
from sync.hq.store.database import ALL_STORES
from sync.hq.store.operator_log import Deed
from sync.hq.web.asking import Answer, Ask, Leaf, Page
from sync.hq.web.figures import money

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A deed with its sentence."""

    deed: Deed
    words: str


def show(ask: Ask) -> Answer:
    who = ask.query.get("who", "")[:40]
    kinds, place = kind_words(ask), ask.query.get("store", "")[:16]
    what = ask.query.get("what", "")
    what = what if what in kinds else ""
    number = ask.page_number()
    with ask.hq.database.reading(ALL_STORES) as scope:
        found, total = operator_log.deeds(
            scope, who=who, what=what, place=place,
            limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE,
        )  # fmt: skip
        people = operator_log.doers(scope)
    pages = max(1, -(-total // PAGE_SIZE))
    values = {
        "who": who,
        "what": what,
        "store": place,
        "people": people,
        "kinds": kinds,
        "page": Leaf([Line(one, sentence(ask, one)) for one in found], number, pages, total),
    }
    return Page(template="log.html", values=values)


def kind_words(ask: Ask) -> dict[str, str]:
    """Kinds of deeds by what they are called."""
    return {
        "logged_in": ask.say("登录"),
        "enrol_code": ask.say("发入网码"),
        "readmit_code": ask.say("发重新接上的码"),
        "till_revoked": ask.say("吊销收银机"),
        "store_added": ask.say("加门店"),
        "store_changed": ask.say("改门店"),
        "item_saved": ask.say("改商品"),
        "goods_imported": ask.say("导入商品"),
        "price_set": ask.say("改价"),
        "price_dropped": ask.say("撤回改价"),
        "notice_sent": ask.say("发通知"),
        "notice_dropped": ask.say("撤回通知"),
        "retried_digested": ask.say("再试,已入账"),
        "retried_still": ask.say("再试,还是读不懂"),
        "retried_all": ask.say("全部再试一次"),
        "alarm_seen": ask.say("知悉报警"),
        "account_added": ask.say("加账号"),
        "account_password": ask.say("换密码"),
        "account_closed": ask.say("停用账号"),
        "shipped": ask.say("开发货单和账单"),
        "order_let_go": ask.say("放行超额度的订单"),
        "order_refused": ask.say("拒绝超额度的订单"),
        "claim_granted": ask.say("同意索赔"),
        "claim_refused": ask.say("拒绝索赔"),
        "payment": ask.say("记付款"),
        "terms": ask.say("改额度和账期"),
        "supply_imported": ask.say("导入供货表"),
        "rebuilt": ask.say("重算门店数字"),
    }


def sentence(ask: Ask, deed: Deed) -> str:
    """What was done in detail; empty where the kind says it all."""
    get = deed.details.get
    till = get("till", "")
    match deed.what:
        case "enrol_code" | "readmit_code":
            return ask.say("{till} 号机", till=till)
        case "till_revoked":
            return ask.say("{till} 号机,第 {epoch} 期", till=till, epoch=get("epoch", ""))
        case "store_changed":
            return f"{get('before', '')} → {get('name', '')}"
        case "goods_imported" | "supply_imported":
            return ask.say(
                "{file}:进 {n} 种,拒 {refused} 行",
                file=get("file", ""), n=get("n", "0"), refused=get("refused", "0"),
            )  # fmt: skip
        case "price_set":
            return _price(ask, deed)
        case "shipped" | "claim_granted" | "payment" | "terms":
            return _supply(ask, deed)
        case "retried_all":
            return ask.say("{n} 条已入账", n=get("good", "0"))
    parts = [get(name, "") for name in ("item", "name", "title", "at", "alarm")]
    return " ".join(part for part in parts if part)


def _supply(ask: Ask, deed: Deed) -> str:
    get = deed.details.get
    if deed.what == "shipped":
        return ask.say("{n} 张,{day} 送到", n=get("n", "0"), day=get("date", ""))
    if int(get("fen", "0")) < 0:
        return ask.say("不限")
    return f"¥{money(int(get('fen', '0')))} {get('at', '')}".strip()


def _price(ask: Ask, deed: Deed) -> str:
    get = deed.details.get
    day = ask.local(int(get("valid_from", "0"))).date().isoformat()
    goods = f"{get('item', '')} {get('name', '')}"
    return ask.say(
        "{goods}:{price},{day} 起", goods=goods, price=money(int(get("price", "0"))), day=day
    )
