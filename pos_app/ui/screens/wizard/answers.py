"""What the first start asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Answers:
    """Filled page by page. ``demo``: the invented shop with its goods and people."""

    demo: bool = False
    language: str = "zh"
    shop_name: str = ""
    phone: str = ""
    owner_name: str = ""
    pin: str = ""
    printer_kind: str = "none"
    printer_target: str = ""
    printer_columns: int = 32
