"""A QR code as an SVG picture that stands in the page itself: no other file, no script."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup

QUIET = 4
"""Modules of white that a reader needs around the code."""


@lru_cache(maxsize=512)
def qr_svg(text: str, label: str) -> Markup:
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
    return Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"'
        ' shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>'
        '<path fill="#000" d="{}"/></svg>'
    ).format(label, side, side, path)
