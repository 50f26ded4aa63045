"""The phone page of each shop: look, choose, order, pay, follow, fetch; no account."""

from sync.hq.web.storefront.routes import storefront
from sync.hq.web.storefront.serving import Rates

__all__ = ["Rates", "storefront"]
