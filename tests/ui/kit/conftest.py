from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.runtime.i18n import set_language
from pos_app.ui.theme import apply_theme, set_motion


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The light theme, no movement, Chinese."""
    set_motion(False)
    set_language("zh")
    apply_theme(qapp, "light")
    yield
    apply_theme(qapp, "light")
    set_motion(True)
