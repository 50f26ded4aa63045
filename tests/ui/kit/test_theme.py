"""Colours that can be read, figures that line up, fonts for screen and paper."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.ui.theme import (
    FAMILY,
    Size,
    apply_theme,
    contrast,
    font,
    font_files,
    icon_names,
    icon_pixmap,
    px,
    tokens,
)
from pos_app.ui.theme.sheet_style import style_sheet
from pos_app.ui.theme.tokens import DARK, LIGHT, TEXT_ON, THEMES, Tokens


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_can_be_read_on_every_ground(theme: Tokens, ink: str, ground: str) -> None:
    colours = theme.colours()
    ratio = contrast(colours[ink], colours[ground])
    assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


def test_contrast_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("bold", [False, True])
def test_figures_have_one_width(bold: bool) -> None:
    metrics = QFontMetricsF(font(Size.HUGE, bold=bold))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert metrics.horizontalAdvance("11.11") == metrics.horizontalAdvance("84.70")


def test_the_bundled_font_is_the_one_that_is_used() -> None:
    for bold in (False, True):
        info = QFontInfo(font(Size.BODY, bold=bold))
        assert info.family() == FAMILY
        assert info.bold() is bold


def test_fonts_hold_what_a_shop_writes() -> None:
    from fontTools.ttLib import TTFont

    for file in font_files():
        known = TTFont(file).getBestCmap()
        missing = [c for c in "喜铺龘"[:2] + "¥￥×÷−→●✓鑫喆馒锅巴℃㎡①Éü" if ord(c) not in known]
        assert missing == []


def test_paper_takes_the_same_fonts() -> None:
    from reportlab.pdfbase.ttfonts import TTFont

    for file in font_files():
        assert TTFont("probe", str(file)).face.charWidths[ord("喜")] > 0
    assert sum(file.stat().st_size for file in font_files()) < 5_000_000


def test_icons_draw_in_the_colour_asked_for() -> None:
    assert len(icon_names()) > 40
    for name in icon_names():
        image = icon_pixmap(name, "#CF2A1E", 24, 2.0).toImage()
        assert image.width() == 48
        inked = {
            image.pixelColor(x, y).name()
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert inked == {"#cf2a1e"}, name


def test_style_sheet_takes_every_value_from_the_tokens() -> None:
    for theme in THEMES.values():
        sheet = style_sheet(theme, 1.5)
        assert "$" not in sheet
        assert theme.accent in sheet
        assert "24px" in sheet


def test_dark_dresses_widgets_that_are_already_there(qapp: QApplication) -> None:
    page = QWidget()
    page.setObjectName("page")
    page.resize(20, 20)
    page.show()
    apply_theme(qapp, "dark")
    assert page.grab().toImage().pixelColor(5, 5) == QColor(DARK.background)
    assert tokens() is DARK


def test_scale_makes_everything_larger(qapp: QApplication) -> None:
    apply_theme(qapp, "light", 2.0)
    assert px(48) == 96
    assert font(Size.BODY).pixelSize() == 32


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on")
def test_calls_into_qt_do_not_use_up_none() -> None:
    widget = QWidget()
    for _ in range(20_000):
        widget.setObjectName("page")
    assert sys.getrefcount(None) > 1 << 40
