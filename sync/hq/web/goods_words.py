"""Why a row of the catalogue was refused, in an operator's words."""

from __future__ import annotations

from sync.hq.web.asking import Ask


def catalogue_words(ask: Ask, code: str) -> str:
    """The sentence for a code of `store.catalogue` or `web.sheets`."""
    known = {
        "bad_item_id": ask.say("编号要 1 到 32 位字母、数字或 _ . -"),
        "bad_price_id": ask.say("编号要 1 到 32 位字母、数字或 _ . -"),
        "bad_category_id": ask.say("类别名太长或有怪字符"),
        "bad_name": ask.say("缺品名,或品名太长"),
        "bad_code": ask.say("条码只能是字母和数字,最多 20 位"),
        "bad_flag": ask.say("这一格写是或否"),
        "bad_days": ask.say("保质期写天数,例如 45"),
        "bad_price": ask.say("价格不对,写成 12.50 这样"),
        "bad_pack": ask.say("箱装数量不对"),
        "bad_number": ask.say("税率或保质期不对"),
        "twice": ask.say("同一编号或条码在文件里出现过了"),
        "no_column": ask.say("第一行要有列名:品名,再加条码或编号"),
        "too_long": ask.say("行数太多,请分几个文件"),
        "no_such_item": ask.say("有的门店没有这个商品,先把商品发过去"),
        "not_a_sheet": ask.say("打不开,请给 CSV 或 Excel 文件"),
        "bad_encoding": ask.say("文字编码认不出,请另存为 UTF-8 的 CSV 或 Excel"),
        "too_large": ask.say("文件太大,请分几个"),
    }
    return known.get(code) or ask.say("有一格的内容太长或有怪字符")
