"""The scanner: how fast is a scanner, and a box to try it."""

from __future__ import annotations

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.settings.controls import NumberControl
from pos_app.ui.screens.settings.rows import Page, Section, SettingRow
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import IconLabel, Label, TagLabel, TextField, column, holder, row

_EMPTY = "—"


def kind_words(kind: str) -> str:
    """What a code is, as the till reads it."""
    names = {
        "gtin": tr("商品条码"), "product": tr("商品条码"), "in_store": tr("电子秤的码"),
        "payment_code": tr("付款码"), "gs1": tr("带批次和日期的码"),
        "receipt": tr("小票号"), "text": tr("一串字"),
    }  # fmt: skip
    return names.get(kind, tr("一串字"))


class ScannerPage(Page):
    """Whatever is scanned while this page is in front is shown here and sold nowhere."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._icon = IconLabel("barcode", "muted", 32)
        self.code = Label(_EMPTY, size=Size.LARGE, bold=True)
        self.about = Label(tr("拿扫码枪扫任何一样东西"), size=Size.LABEL, tone="muted")
        self.verdict = TagLabel(tr("等着"), "neutral")
        self.typed = TextField(placeholder=tr("用手打几个字,会落在这里"))
        seen = row(
            self._icon, column(self.code, self.about, gap=2), None, self.verdict,
            gap=16, margins=(18, 16, 18, 10),
        )  # fmt: skip
        box = holder(column(holder(seen), holder(row(self.typed, margins=(18, 0, 18, 14))), gap=0))
        super().__init__(
            Section(tr("试一试"), box, note=tr("在这一页扫的不会卖出去")),
            Section(
                tr("扫码枪有多快"),
                SettingRow(
                    session, "scanner_gap_ms", tr("两个字之间最多"),
                    NumberControl("scanner_gap_ms", suffix=tr("毫秒")),
                    hint=tr("扫码枪一般 5 到 20。扫的码变成手打的,就调大一点"),
                ),
                SettingRow(
                    session, "scanner_min_length", tr("至少几个字才算扫的"),
                    NumberControl("scanner_min_length", suffix=tr("个")),
                    hint=tr("手快的人打字被当成扫码,就调大一点"),
                ),
            ),
        )  # fmt: skip
        self.typed.textEdited.connect(self._on_typed)

    def on_scan(self, text: str) -> bool:
        """Show what came and how the till reads it."""
        parsed = self._session.register.read(text)
        self._icon.set_icon("barcode", "good")
        self.code.setText(text.strip())
        self.about.setText(
            tr("{n} 个字 · {kind}", n=len(text.strip()), kind=kind_words(parsed.kind))
        )
        self.verdict.set_text(tr("是扫码枪"), "good")
        return True

    def _on_typed(self, text: str) -> None:
        if text:
            self._icon.set_icon("keyboard", "muted")
            self.code.setText(text)
            self.about.setText(tr("一个一个打进来的"))
            self.verdict.set_text(tr("是手打的"), "info")
