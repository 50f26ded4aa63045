"""What the till says for each error code, in the cashier's language."""

from __future__ import annotations

from pos_app.runtime.i18n import tr


def _sentences() -> dict[str, str]:
    return {
        "needs_approval": tr("这一步要店长授权,请输入店长密码"),
        "not_allowed": tr("您没有这个权限,请找店长"),
        "no_shift": tr("还没开班,先开班再收款"),
        "shift_open": tr("已有班次在进行,先交班或收班"),
        "empty_basket": tr("还没有商品,先扫一件"),
        "no_price": tr("{name} 没有价格,请先定价"),
        "bad_price": tr("价格不对,请重新输入"),
        "bad_quantity": tr("数量不对,请重新输入"),
        "bad_amount": tr("金额不对,请重新输入"),
        "too_many_digits": tr("数字太长,像是条码,没有当作数量或金额"),
        "quantity_not_whole": tr("{name} 按件卖,数量要是整数"),
        "no_such_line": tr("这一行已经不在了"),
        "not_enough": tr("还差 {missing} 元"),
        "tender_exceeds": tr("电子支付不能超过应收"),
        "change_needs_cash": tr("只有现金能找零"),
        "expired": tr("{name} 已过期({expiry}),不能卖"),
        "tobacco_floor": tr("烟价不能低于 {floor} 元"),
        "below_zero": tr("优惠不能超过金额"),
        "unknown_code": tr("没找到 {code},可以现在建一个商品"),
        "bad_code": tr("条码 {code} 读错了,请再扫一次"),
        "payment_code": tr("这是付款码,请在收款时扫"),
        "bad_label_layout": tr("秤码格式 {line} 不对,例:FFPPPPPAAAAAC 20-24"),
        "no_such_receipt": tr("没找到小票 {number}"),
        "already_returned": tr("这一行已退 {returned},最多还能退 {left}"),
        "already_in_basket": tr("{name} 已经在当前这单里退了"),
        "not_returnable": tr("{name} 不能退(烟草)"),
        "nothing_to_return": tr("没有选要退的商品"),
        "wrong_pin": tr("密码不对,还可以试 {left} 次"),
        "pin_locked": tr("密码错太多次,请等 {seconds} 秒"),
        "pin_taken": tr("这个密码不能用,请换一个"),
        "pin_weak": tr("密码至少 6 位数字,不能全一样或连号"),
        "no_such_staff": tr("没有这个员工"),
        "last_owner": tr("店里至少要留一位店主"),
        "duplicate_code": tr("条码 {code} 已属于 {name}"),
        "bad_check_digit": tr("条码 {code} 校验位不对"),
        "name_missing": tr("请填商品名称"),
        "no_such_item": tr("没有这个商品"),
        "parked_gone": tr("这单已经被取走了"),
        "basket_busy": tr("先收完或挂起当前这单"),
        "reason_missing": tr("请选或填一个原因"),
        "disk_full": tr("硬盘满了,这单没有记上,请清理后再收款"),
        "disk_low": tr("硬盘快满了,只剩 {mb} MB,请尽快清理"),
        "disk_fault": tr("硬盘写不进去,这单没有记上,请重启或联系维修"),
        "file_busy": tr("数据文件正被另一个程序占用,请稍后再试"),
        "file_newer": tr("这个数据文件是新版本程序写的({file}),请升级程序"),
        "file_not_shop": tr("{file} 不是喜铺的数据文件"),
        "file_missing": tr("没有找到 {file}"),
        "file_exists": tr("{file} 已经存在,没有覆盖"),
        "backup_bad": tr("备份 {file} 不完整,没有恢复:{why}"),
        "sqlite_broken": tr("SQLite {version} 有会损坏数据的缺陷,请升级程序"),
        "bad_join_code": tr("开通码不对、用过或过期了,请向总部要一个新的"),
        "hq_unreachable": tr("连不上总部,照常卖,稍后自动再试"),
        "hq_insecure": tr("总部地址要以 https:// 开头"),
        "hq_not_trusted": tr("总部的证书不可信,没有连接,请联系总部"),
        "ca_unreadable": tr("打不开 {file},看看文件还在不在"),
        "ca_bad": tr("{file} 里没有总部的根证书,请总部给一个 .pem 或 .crt 文件"),
        "hq_refused": tr("总部没有接受({code}),请联系总部"),
        "till_revoked": tr("这台收银机已被总部停用"),
        "till_forgotten": tr("总部不认识这台机器了,账都在本机;请总部给一个“重新接上”的码"),
        "till_replaced": tr("总部已给这个机号开了新机,没有接上,账都在本机,请联系总部"),
        "chain_broken": tr("总部发来的账从第 {seq} 条起接不上,没有恢复,请联系总部"),
        "chain_newer": tr("总部的账第 {seq} 条是新版本程序记的,请升级程序后再恢复"),
        "not_joined": tr("这家店还没接总部,先在设置里输入开通码"),
        "unsent": tr("还有 {n} 条没传到总部,先联网上传"),
        "bad_date": tr("日期不对,请写成 2026-03-03 这样"),
        "no_such_shift": tr("没有这个班次"),
        "bad_report_file": tr("{file} 要以 .pdf、.csv 或 .xlsx 结尾"),
        "file_not_written": tr("写不了 {file},请换个地方保存"),
        "not_printed": tr("打印机不接这份报表,看看它开着没有、有没有纸"),
        "import_unreadable": tr("看不懂这个文件:{why}"),
        "stopped": tr("停下来了,什么都没改"),
        "printer_offline": tr("小票机没反应,账已记好,修好后可补打"),
        "printer_paper": tr("小票机缺纸,换纸后可补打"),
        "bad_setting": tr("这个设置不能是这个值"),
        "printer_no_usb": tr("电脑上没有 USB 打印组件,请改用网络或设备文件接小票机"),
        "printer_unprinted": tr("小票机好了,还有没印出来的,可以补打"),
        "nothing_to_order": tr("还没有要订的,先填几箱"),
        "order_sent": tr("这份建议已经下过单了"),
        "nothing_received": tr("还没有点到货,先扫一件"),
        "already_received": tr("这张送货单已经收过了"),
        "claim_late": tr("报损的时间过了,请打电话给总部"),
        "bug": tr("程序出错了,已记下来,可以继续卖"),
    }


def sentence(code: str, /, **values: object) -> str:
    """The sentence of a code, its placeholders filled; an unknown code is its own sentence."""
    template = _sentences().get(code, code)
    return template.format(**values) if values else template


def codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(_sentences())
