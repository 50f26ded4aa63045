"""What was done, told on the page that follows: the address carries a code, never a sentence."""

from __future__ import annotations

from sync.hq.web.asking import Ask


def told(ask: Ask) -> str:
    """The sentence for ``?told=``; empty for none or one that is not known."""
    n = ask.query.get("n", "")
    number = n if n.isascii() and n.isdigit() and len(n) < 9 else "0"
    return {
        "store_added": ask.say("门店已加上,给它的收银机发一个入网码吧"),
        "store_changed": ask.say("门店已改好"),
        "revoked": ask.say("已吊销,这台收银机不能再上传"),
        "digested": ask.say("已经入账"),
        "still": ask.say("还是读不懂,留在待处理里"),
        "all_digested": ask.say("全部重试过了,{n} 条已入账", n=number),
        "acknowledged": ask.say("报警已知悉"),
        "alarm_changed": ask.say("报警变了,请再看一遍"),
        "item_saved": ask.say("商品已保存,门店下次同步时收到"),
        "price_saved": ask.say("改价已发给 {n} 家门店", n=number),
        "price_dropped": ask.say("这次改价已撤回"),
        "notice_sent": ask.say("通知已发给 {n} 家门店", n=number),
        "shipped": ask.say("开了 {n} 张发货单,账单一起出了", n=number),
        "order_let_go": ask.say("已放行,随下一班车送"),
        "order_refused": ask.say("已拒绝,门店看得到,货不会来"),
        "claim_granted": ask.say("已同意,门店账户已冲抵"),
        "claim_refused": ask.say("已拒绝,门店看得到原因"),
        "paid": ask.say("付款已记下"),
        "terms_set": ask.say("额度和账期已定"),
        "notice_dropped": ask.say("通知已撤回"),
    }.get(ask.query.get("told", ""), "")
