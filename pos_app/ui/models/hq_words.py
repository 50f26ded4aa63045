"""How the till stands with HQ, in the words of a shopkeeper."""

from __future__ import annotations

from typing import NamedTuple

from pos_app.domain.sentences import sentence
from pos_app.runtime.i18n import tr
from pos_app.services.hq import NO_LINE, HqStatus, Match
from pos_app.ui.theme import Tone

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000


class Said(NamedTuple):
    """Words and the tone they are said in."""

    words: str
    tone: Tone


def age_words(ms: int) -> str:
    """How long ago, roughly: nothing below a minute."""
    if ms < MINUTE_MS:
        return ""
    if ms < HOUR_MS:
        return tr("{n} 分钟", n=ms // MINUTE_MS)
    if ms < DAY_MS:
        return tr("{n} 小时", n=ms // HOUR_MS)
    return tr("{n} 天", n=ms // DAY_MS)


def pill(status: HqStatus, now: int) -> Said:
    """What the pill in the top bar says."""
    if not status.joined:
        return Said(tr("单店 · 未接总部"), "neutral")
    if status.online or status.elsewhere:
        if status.waiting:
            return Said(tr("{n} 条待上传", n=status.waiting), "warn")
        return Said(tr("已同步"), "good")
    if not status.begun:
        return Said(tr("正在连总部"), "neutral")
    if status.code not in NO_LINE:
        return _refused(status)
    age = age_words(now - status.since) if status.since else ""
    line = tr("没联网 {age}", age=age) if age else tr("没联网")
    return Said(" · ".join(p for p in (line, tr("照常卖"), _waits(status)) if p), "warn")


def _refused(status: HqStatus) -> Said:
    """HQ answers and will not have it: that does not mend itself."""
    if status.code == "revoked":
        return Said(tr("总部已停用这台机器"), "bad")
    if status.code == "unknown_device":
        words = tr("总部不认识这台机器")
        return Said(" · ".join(p for p in (words, tr("照常卖"), _waits(status)) if p), "bad")
    words = tr("和总部对不上") if status.code in ("chain", "fork") else tr("总部没接收")
    return Said(" · ".join(p for p in (words, tr("照常卖"), _waits(status)) if p), "bad")


def _waits(status: HqStatus) -> str:
    if status.sales_waiting:
        return tr("{n} 单待上传", n=status.sales_waiting)
    return tr("{n} 条待上传", n=status.waiting) if status.waiting else ""


def answer(status: HqStatus) -> Said:
    """The last answer, as a sentence: what it means for her and what to do, if anything."""
    if status.elsewhere:
        words = tr("另一个程序正在替这台机器和总部同步,这里只看着。")
        return Said(words, "info")
    if status.online:
        return Said(tr("总部刚才应过,一切正常。"), "good")
    if not status.begun:
        return Said(tr("正在连总部,不用等,照常卖。"), "info")
    known = {
        "timeout": tr("总部半天没应,可能是网慢;照常卖,会自己再试。"),
        "busy": tr("总部正忙,让等一会儿;照常卖,会自己再试。"),
        "bad_answer": tr("应的不是总部,可能要先登录上网页面;照常卖,会自己再试。"),
        "revoked": tr("总部停用了这台机器,卖的都记在本机,请联系总部。"),
        "chain": tr("总部那里的账和这台机器的不一样,卖的都记在本机,请联系总部。"),
        "tls": sentence("hq_not_trusted"),
        "unknown_device": sentence("till_forgotten"),
        "no_key": tr("这台机器的钥匙不见了,请向总部要开通码重新接上。"),
    }
    known["fork"] = known["chain"]
    if status.code in known:
        return Said(known[status.code], "warn" if status.code in NO_LINE else "bad")
    if status.code in NO_LINE:
        return Said(tr("连不上总部;照常卖,网一好就自动上传。"), "warn")
    words = tr("总部没有接受({code}),卖的都记在本机,请联系总部。", code=status.code)
    return Said(words, "bad")


def kind_words(kind: str) -> str:
    """A kind of fact as the shop calls it."""
    words = {
        "sale.completed": tr("收款和退货"),
        "basket.voided": tr("作废的单"),
        "basket.parked": tr("挂单"),
        "basket.recalled": tr("取单"),
        "shift.opened": tr("开班"),
        "shift.closed": tr("收班"),
        "shift.reported": tr("看班中报表"),
        "cash.moved": tr("放入和取出的现金"),
        "drawer.opened": tr("开钱箱"),
        "receipt.reprinted": tr("补打小票"),
        "item.saved": tr("改商品资料"),
        "price.changed": tr("改价"),
        "catalogue.imported": tr("导入商品"),
        "stock.adjusted": tr("库存调整"),
        "stock.counted": tr("盘点"),
        "sale.asked": tr("顾客要的没货"),
        "staff.changed": tr("改员工"),
        "setting.changed": tr("改设置"),
        "till.opened": tr("开通"),
    }
    if kind.startswith("staff.") and kind != "staff.changed":
        return tr("登录和锁屏")
    return words.get(kind, tr("别的记录"))


def match_said(match: Match) -> Said:
    """The result of holding the books against HQ's, for the page after closing."""
    if match.state == "matched":
        return Said(tr("与总部核对一致"), "good")
    if match.state == "differs":
        return Said(tr("和总部的数目对不上,账在本机完好,请联系总部"), "bad")
    if match.waiting:
        return Said(tr("{n} 条待上传,联网后自动核对", n=match.waiting), "info")
    return Said(tr("还没和总部核对上,联网后自动核对"), "info")


def why_refused(reason: str) -> str:
    """Why a row of HQ cannot be used."""
    words = {
        "unreadable": tr("格式不对"),
        "too_big": tr("数字大得不合理"),
        "negative": tr("数量或金额是负的"),
        "bad_date": tr("日期不对"),
        "no_name": tr("缺编号或供应商"),
    }
    return words.get(reason, reason)
