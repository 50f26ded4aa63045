"""A QR code as an SVG picture that stands in the page itself: no other file, no script."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

QUIET = 4
"""Modules of white that a reader needs around the code."""


@lru_cache(maxsize=512)
def qr_svg(text: str, label: str) -> str:
    """Black on white whatever the page's colours are; ``label`` is read out in its place."""
    # A third of a second to load, and only an order's page shows a code.
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y in range(size)
        for x in range(size)
        if code.isDark(y, x)
    )
    side = size + 2 * QUIET
    return (
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )
