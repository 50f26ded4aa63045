"""Receipt and printer: where it is, how wide the paper, what stands on it, and how it will look."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.settings.controls import ChoiceControl, SwitchControl, TextControl
from pos_app.ui.screens.settings.rows import Page, Section, SettingRow
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Card,
    Label,
    ReceiptView,
    SecondaryButton,
    column,
    row,
)

PREVIEW_WIDTH = 380


class PrinterPage(QWidget):
    """Settings on the left; on the right the last receipt as this printer would print it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._turn = 0
        kinds = [
            ("none", tr("没有")), ("network", tr("网口")), ("usb", tr("USB")),
            ("file", tr("文件")),
        ]  # fmt: skip
        papers = [(32, tr("58 毫米")), (48, tr("80 毫米"))]
        codes = [("gb18030", "GB18030"), ("gbk", "GBK"), ("big5", "Big5")]
        self.page = Page(
            Section(
                tr("小票机"),
                SettingRow(session, "printer_kind", tr("怎么接的"), ChoiceControl(kinds)),
                SettingRow(
                    session, "printer_target", tr("地址"), TextControl("192.168.1.87", ime=False),
                    hint=tr("网口填 IP,USB 填 厂商号:产品号(例 0416:5011),文件填路径"),
                ),
                SettingRow(session, "printer_columns", tr("纸宽"), ChoiceControl(papers)),
                SettingRow(
                    session, "printer_encoding", tr("汉字编码"), ChoiceControl(codes),
                    hint=tr("打出乱码时换一个试试"),
                ),
            ),
            Section(
                tr("小票"),
                SettingRow(
                    session, "print_receipt", tr("收款后自动打印"),
                    SwitchControl(tr("收款后自动打印")), hint=tr("关着时按 F11 补打"),
                ),
                SettingRow(session, "receipt_footer", tr("最后一行字"), TextControl(longest=60)),
                SettingRow(
                    session, "receipt_page_code", tr("印手机点单的码"),
                    SwitchControl(tr("印手机点单的码")), hint=tr("接了总部才有网页"),
                ),
                SettingRow(
                    session, "shop_page", tr("点单网页的地址"), TextControl(longest=120, ime=False),
                    hint=tr("不填就用总部的地址"),
                ),
            ),
        )  # fmt: skip
        self.view = ReceiptView()
        self._status = Label("", size=Size.CAPTION, tone="muted", wrap=True)
        self.test = SecondaryButton(tr("打印测试页"), size="large", icon="printer")
        self.test.clicked.connect(lambda _c=False: self.print_test())
        side = Card()
        title = Label(tr("打出来的样子"), size=Size.LABEL, bold=True)
        inner = column(title, self.view, self._status, self.test, gap=8, margins=(14, 10, 14, 12))
        inner.setStretch(1, 1)
        side.setLayout(inner)
        side.setFixedWidth(px(PREVIEW_WIDTH))
        layout = row(self.page, side, gap=12)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        self.page.refresh()
        self._draw()

    def on_scan(self, _text: str) -> bool:
        return False

    def _draw(self) -> None:
        """The last receipt, or a test page where nothing was sold yet."""
        self._turn += 1
        turn, session = self._turn, self._session
        paper, receipts = session.paper, session.desk.receipts
        entry = receipts.entry_of_receipt(receipts.last_receipt())
        title, rows = _test_page(session)

        def show(picture: bytes) -> None:
            if turn == self._turn:
                self.view.set_picture(QImage.fromData(picture) if picture else QImage())

        session.readers.submit(
            lambda _desk: (
                paper.receipt_picture(entry) if entry else paper.slip_picture(title, rows)
            ),
            while_alive(self, show),
            while_alive(self, lambda _error: show(b"")),
        )
        off = paper.status() == "off"
        self._status.setText(tr("还没有接小票机,只能看不能打") if off else "")
        self._status.setVisible(off)
        self.test.setEnabled(not off)

    def print_test(self) -> None:
        """A short slip: widths, Chinese, figures."""
        title, rows = _test_page(self._session)
        self._session.paper.slip(title, rows, [tr("看得到这一行,小票机就接好了")])
        self._session.say(tr("测试页送去打印了"), "good")


HAN = "喜铺 元角分 壹贰叁"  # as it is: whether Chinese comes out is what is tested


def _test_page(session: Session) -> tuple[str, list[tuple[str, str]]]:
    rows = [
        (tr("店名"), session.desk.identity.shop_name), (tr("汉字"), HAN),
        (tr("数字"), "0123456789"), (tr("金额"), "1,234.56"),
    ]  # fmt: skip
    return tr("测试页"), rows
