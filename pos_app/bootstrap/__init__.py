"""The only place that builds adapters, hands them to the use cases and joins pos_app with sync."""

from pos_app.bootstrap.around import in_store_formats, report_office
from pos_app.bootstrap.shop import PROGRAM, Desk, Shop, create_shop, open_desk, open_shop

__all__ = [
    "PROGRAM",
    "Desk",
    "Shop",
    "create_shop",
    "in_store_formats",
    "open_desk",
    "open_shop",
    "report_office",
]
