"""The pages that are settings and nothing else: shop, selling, look."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr
from pos_app.services.label_formats import read_formats
from pos_app.services.report_span import span_of
from pos_app.ui.screens.settings.controls import (
    ChoiceControl,
    NumberControl,
    SwitchControl,
    TextControl,
)
from pos_app.ui.screens.settings.rows import Page, Section, SettingRow
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Label, column, holder, row


def fixed_line(words: str, value: str, hint: str = "") -> QWidget:
    """Something that cannot be changed here."""
    left = column(Label(words), gap=2)
    if hint:
        left.addWidget(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
    line = row(left, None, Label(value, size=Size.BODY, bold=True), margins=(18, 14, 18, 14))
    return holder(line)


def shop_page(session: Session) -> Page:
    who = session.desk.identity
    till = tr("{till} 号机,第 {epoch} 次安装", till=who.till, epoch=who.epoch)
    return Page(
        Section(
            tr("店铺"),
            fixed_line(tr("店名"), who.shop_name, tr("开店时定的,印在小票最上面")),
            fixed_line(tr("门店号"), who.store),
            fixed_line(tr("收银机"), till),
        ),
        Section(
            tr("小票上的联系方式"),
            SettingRow(session, "shop_address", tr("地址"), TextControl(tr("不填就不印"))),
            SettingRow(
                session, "shop_phone", tr("电话"),
                TextControl(tr("不填就不印"), ime=False, longest=30),
            ),
        ),
        Section(
            tr("加盟前后"),
            SettingRow(
                session, "joined_on", tr("加盟日期"),
                TextControl("2026-03-01", ime=False, longest=10),
                hint=tr("日报从这天起和加盟前的同一个星期几比;不填就不比"),
                check=lambda value: span_of(str(value)) if value else None,
            ),
            SettingRow(
                session, "turnover_before", tr("加盟前一天卖多少"),
                NumberControl("turnover_before", "money", tr("元"), digits=9),
                hint=tr("加盟前没用这台机器记账才要填;0 是不知道"),
            ),
        ),
    )  # fmt: skip


def selling_page(session: Session) -> Page:
    steps = [(10, tr("到角")), (50, tr("到五角")), (100, tr("到元"))]
    return Page(
        Section(
            tr("收款"),
            SettingRow(
                session, "rounding_step", tr("现金抹零"), ChoiceControl(steps),
                hint=tr("只抹现金,往下抹,单独记一行"),
            ),
            SettingRow(
                session, "rounding_auto", tr("每单自动抹零"), SwitchControl(tr("每单自动抹零")),
                hint=tr("关着就由收银员按 F3 决定"),
            ),
            SettingRow(
                session, "discount_limit_bp", tr("收银员最多能优惠"),
                NumberControl("discount_limit_bp", "percent", "%"),
                hint=tr("让掉金额的百分之几;超过的要店长输密码"),
            ),
            SettingRow(
                session, "open_drawer_on_cash", tr("收现金时开钱箱"),
                SwitchControl(tr("收现金时开钱箱")),
            ),
        ),
        Section(
            tr("营业"),
            SettingRow(
                session, "day_end_hour", tr("几点算第二天"),
                NumberControl("day_end_hour", suffix=tr("点")),
                hint=tr("这个点之前的生意算前一天的"),
            ),
            SettingRow(
                session, "lock_after_minutes", tr("多久没人动就锁屏"),
                NumberControl("lock_after_minutes", suffix=tr("分钟")), hint=tr("0 是不锁"),
            ),
        ),
        Section(
            tr("电子秤"),
            SettingRow(
                session, "in_store_formats", tr("秤码格式"),
                TextControl("FFPPPPPAAAAAC 20-24", ime=False),
                hint=tr("F 前缀,P 秤号,A 金额,W 重量,C 校验;几种用分号隔开。重开程序后生效"),
                check=lambda value: read_formats(str(value)),
            ),
        ),
    )  # fmt: skip


def look_page(session: Session) -> Page:
    def dress() -> None:
        """The whole window is built anew; come back to this page."""
        session.look_changed.emit()
        session.screen_wanted.emit("settings", "look")

    themes = [("light", tr("浅色")), ("dark", tr("深色"))]
    languages = [("zh", tr("中文")), ("en", tr("English"))]
    scales = [(n, f"{n}%") for n in (100, 125, 150, 175, 200)]
    return Page(
        Section(
            tr("外观"),
            SettingRow(
                session, "theme", tr("颜色"), ChoiceControl(themes), after=dress,
                hint=tr("晚上或暗的店里用深色,眼睛不累"),
            ),
            SettingRow(session, "language", tr("语言"), ChoiceControl(languages), after=dress),
            SettingRow(
                session, "scale_percent", tr("字和按钮的大小"), ChoiceControl(scales),
                after=dress, hint=tr("看不清就调大,马上变"),
            ),
            note=tr("改了马上生效,谁都能改"),
        ),
    )  # fmt: skip
