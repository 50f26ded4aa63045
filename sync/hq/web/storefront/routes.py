"""The storefront: what each shop shows to its customers, and the routes that lead there.

Everything is drawn here and works without a script; one small file adds comfort.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Router
from litestar.handlers import HTTPRouteHandler

from sync.hq.store.shop_rules import CHINA
from sync.hq.web.statics import Statics
from sync.hq.web.storefront import figures, order_page, order_words
from sync.hq.web.storefront.cards import Cards
from sync.hq.web.storefront.checkout import Checkout
from sync.hq.web.storefront.serving import Front, Rates, page
from sync.hq.web.storefront.shop_page import ShopPages

PACKAGE = "sync.hq.web.storefront"
STATIC = "/shop-static"
"""Beside the shops: a store may be named anything."""


def storefront(*, secure: bool | None = None, rates: Rates | None = None) -> list[Router]:
    """The storefront's routers for `create_app`.

    ``secure``: cookies for HTTPS alone; None decides by how each request came.
    """
    statics = Statics(PACKAGE, STATIC)
    front = Front(pages=_environment(statics), zone=CHINA, secure=secure, rates=rates or Rates())
    handlers = [*_shop(front), *_orders(front), statics.route("shop static")]
    return [Router(path="/", route_handlers=handlers)]


def _shop(front: Front) -> list[HTTPRouteHandler]:
    pages = ShopPages()
    checkout = Checkout(pages)
    shop = "/s/{store:str}"
    return [
        page(front, "GET", shop, pages.shop),
        page(front, "GET", f"{shop}/basket", pages.basket),
        page(front, "POST", f"{shop}/basket", pages.press, lane="deed"),
        page(front, "GET", f"{shop}/checkout", checkout.show),
        page(front, "POST", f"{shop}/checkout", checkout.place, rate="orders", lane="deed"),
        page(front, "GET", f"{shop}/quote", checkout.quote),
    ]


def _orders(front: Front) -> list[HTTPRouteHandler]:
    order = "/s/{store:str}/order/{order:str}"
    return [
        page(front, "GET", order, order_page.show),
        page(front, "POST", order, order_page.move, lane="deed"),
        page(front, "GET", f"{order}/state", order_page.state),
        page(front, "GET", f"{order}/pay", order_page.pay, lane="pay"),
    ]


def _environment(statics: Statics) -> Environment:
    pages = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        static=statics.path,
        yuan=figures.yuan,
        least=figures.least,
        amount=figures.amount,
        few=figures.few,
        facts=figures.facts,
        origin=figures.origin,
        initials=figures.initials,
        tint=figures.tint,
        digits=figures.digits,
        line_count=order_words.count,
        card=Cards(pages).card,
    )
    return pages
