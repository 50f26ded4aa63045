"""Why an order cannot be, in a customer's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sync.hq.store.orders import OrderRefused
from sync.hq.web.figures import quantity
from sync.hq.web.storefront.asking import Visit
from sync.hq.web.storefront.figures import yuan

FIELD_OF = {
    "bad_name": "name", "bad_phone": "phone", "bad_address": "address", "no_zone": "address",
    "below_minimum": "mode", "slot_gone": "slot", "slot_full": "slot", "bad_slot": "slot",
    "closed": "slot", "bad_note": "note", "no_delivery": "mode", "no_pickup": "mode",
    "tobacco": "mode", "no_online": "pay", "no_on_collection": "pay",
}  # fmt: skip
"""Beside which field of the form a refusal stands."""
NOT_FOUND = ("no_such_order", "no_such_store")


def refusal(visit: Visit, error: OrderRefused) -> tuple[str, ...]:
    """One or more sentences."""
    values: Mapping[str, Any] = error.values
    if error.code == "sold_out":
        return tuple(_short(visit, short) for short in _items(values))
    if error.code == "price_changed":
        return (_other_total(visit, values),)
    if error.code == "below_minimum":
        return (
            visit.say(
                "这里满 {minimum} 才送,还差 {missing},也可以改到店提",
                minimum=yuan(int(values["minimum"])),
                missing=yuan(int(values["missing"])),
            ),
        )
    return (_plain(visit, error.code),)


def _other_total(visit: Visit, values: Mapping[str, Any]) -> str:
    """She pressed before the page knew what delivery costs, or a price did change."""
    total, fee = yuan(int(values["total"])), int(values["fee"])
    if fee and visit.form.get("seen") == str(values["goods"]):
        return visit.say("送到这里配送费 {fee},一共 {total},看好再下单", fee=yuan(fee), total=total)
    return visit.say("价格刚变了,现在一共 {total},看好再下单", total=total)


def _items(values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [dict(short) for short in values.get("items", ())]


def _short(visit: Visit, short: Mapping[str, Any]) -> str:
    name, left = str(short["name"]), int(short["left"])
    if left <= 0:
        return visit.say("{name} 刚卖完,已从购物篮拿掉", name=name)
    return visit.say("{name} 只剩 {left},已改成 {left}", name=name, left=quantity(left))


def _plain(visit: Visit, code: str) -> str:
    known = {
        "no_such_store": visit.say("没有这家店,请再扫一次店里的码"),
        "no_such_order": visit.say("没有这张单,或者链接不全,请用下单后的那个链接"),
        "away": visit.say("店里断网有一阵了,网上先不接单,请到店买或打电话"),
        "closed": visit.say("这几天都约满了,请打电话问店里"),
        "no_pickup": visit.say("这家店现在不办到店提"),
        "no_delivery": visit.say("这家店现在不送货,可以到店提"),
        "no_online": visit.say("这家店不收网上付款,请选取货时付"),
        "no_on_collection": visit.say("这家店要先在网上付款"),
        "no_zone": visit.say("这个地址送不到,请写清小区名,或改到店提"),
        "slot_gone": visit.say("这个时间已经过了,请另选一个"),
        "slot_full": visit.say("这个时间约满了,请另选一个"),
        "bad_slot": visit.say("请选一个时间"),
        "unknown_item": visit.say("有一样东西店里不卖了,已从购物篮拿掉"),
        "tobacco": visit.say("香烟不送货,请到店买"),
        "too_late": visit.say("这张单已经往下走了,这样办不了,请打电话问店里"),
        "bad_move": visit.say("这样办不了,请返回重试"),
        "no_gateway": visit.say("网上付款还没开通,请取货时付"),
        "nothing_to_pay": visit.say("这张单没有要在网上付的钱"),
        "gateway_silent": visit.say("付款那边没有回音,请过一会儿再试"),
        "empty": visit.say("购物篮还空着"),
        "too_many": visit.say("一张单最多 60 样东西"),
        "bad_qty": visit.say("有一样的数量不对,请回购物篮看看"),
        "bad_mode": visit.say("请选到店提还是送到家"),
        "bad_pay": visit.say("请选怎么付款"),
        "bad_name": visit.say("请写称呼,40 个字以内"),
        "bad_phone": visit.say("手机号不对,请再看看"),
        "bad_address": visit.say("请写地址,小区、楼号、门牌,4 到 120 个字"),
        "bad_note": visit.say("备注太长,200 个字以内"),
        "bad_substitute": visit.say("请选缺货时怎么办"),
        "bad_idem": visit.say("页面过期了,请回购物篮重新下单"),
    }
    return known.get(code) or visit.say("没看懂,请返回重试")
