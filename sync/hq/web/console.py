"""The operator's console: pages, what they share, and the routes that lead to them.

Everything is drawn here and works without a script; one small file adds comfort.
"""

from __future__ import annotations

from datetime import timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Router
from litestar.handlers import HTTPRouteHandler

from sync.hq.store.operator_log import COMMAND
from sync.hq.web import (
    charts,
    enrolment,
    figures,
    goods,
    log_page,
    login,
    notices,
    overview,
    prices,
    store_edit,
    store_page,
    supply,
    supply_account,
    supply_claims,
    supply_orders,
    supply_sources,
    tills,
    trouble,
)  # fmt: skip
from sync.hq.web.serving import House, page
from sync.hq.web.statics import Statics
from sync.hq.web.words import LANGUAGES

CHINA = 8 * 60


def console(*, offset_minutes: int = CHINA, secure: bool | None = None) -> list[Router]:
    """The console's routers for `create_app`.

    ``offset_minutes``: HQ's place east of UTC, for what "today" is. ``secure``: cookies for HTTPS
    alone; None decides by how each request came.
    """
    statics = Statics("sync.hq.web", "/static")
    house = House(
        pages=_environment(statics), zone=timedelta(minutes=offset_minutes), secure=secure
    )
    handlers = [
        *_doors(house), *_looks(house), *_deeds(house), *_supply(house), statics.route("static"),
    ]  # fmt: skip
    return [Router(path="/", route_handlers=handlers)]


def _doors(house: House) -> list[HTTPRouteHandler]:
    door = login.Door()
    return [
        page(house, "GET", "/login", door.show, public=True),
        page(house, "POST", "/login", door.enter, public=True),
        page(house, "POST", "/language", login.choose_language, public=True),
        page(house, "POST", "/logout", login.leave),
    ]


def _looks(house: House) -> list[HTTPRouteHandler]:
    return [
        page(house, "GET", "/", overview.overview),
        page(house, "GET", "/stores/{store:str}", store_page.store),
        page(house, "GET", "/tills", tills.tills),
        page(house, "GET", "/tills/{device:str}/revoke", tills.ask_revoke),
        page(house, "GET", "/trouble", trouble.trouble),
        page(house, "GET", "/enrol", enrolment.show),
        page(house, "GET", "/new-store", store_edit.show_new),
        page(house, "GET", "/stores/{store:str}/edit", store_edit.show),
        page(house, "GET", "/log", log_page.show),
        page(house, "GET", "/goods", goods.goods),
        page(house, "GET", "/goods/edit", goods.edit),
        page(house, "GET", "/goods/import", goods.show_import),
        page(house, "GET", "/prices", prices.show),
        page(house, "GET", "/notices", notices.show),
    ]


def _deeds(house: House) -> list[HTTPRouteHandler]:
    return [
        page(house, "POST", "/tills/{device:str}/revoke", tills.do_revoke),
        page(house, "POST", "/trouble/retry", trouble.try_again),
        page(house, "POST", "/trouble/retry-all", trouble.try_all_again),
        page(house, "POST", "/trouble/acknowledge", trouble.acknowledge),
        page(house, "POST", "/enrol", enrolment.make),
        page(house, "POST", "/new-store", store_edit.add),
        page(house, "POST", "/stores/{store:str}/edit", store_edit.change),
        page(house, "POST", "/goods/edit", goods.save),
        page(house, "POST", "/goods/import", goods.do_import),
        page(house, "POST", "/prices", prices.set_price),
        page(house, "POST", "/prices/drop", prices.drop),
        page(house, "POST", "/notices", notices.send),
        page(house, "POST", "/notices/drop", notices.drop),
    ]


def _supply(house: House) -> list[HTTPRouteHandler]:
    return [
        page(house, "GET", "/supply/orders", supply_orders.orders),
        page(house, "POST", "/supply/ship", supply_orders.send),
        page(house, "GET", "/supply/plan", supply.plan),
        page(house, "GET", "/supply/claims", supply_claims.claims),
        page(house, "POST", "/supply/release", supply_orders.release),
        page(house, "POST", "/supply/refuse", supply_orders.turn_down),
        page(house, "POST", "/supply/claims", supply_claims.decide),
        page(house, "GET", "/supply/account", supply_account.show),
        page(house, "POST", "/supply/payment", supply_account.pay),
        page(house, "POST", "/supply/terms", supply_account.terms),
        page(house, "GET", "/supply/asked", supply.asked),
        page(house, "GET", "/supply/suppliers", supply_sources.show),
        page(house, "POST", "/supply/suppliers", supply_sources.bring),
    ]


def _environment(statics: Statics) -> Environment:
    pages = Environment(
        loader=PackageLoader("sync.hq.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        languages=LANGUAGES,
        static=statics.path,
        money=figures.money,
        count=figures.count,
        quantity=figures.quantity,
        when=figures.when,
        full_time=figures.full_time,
        ago=figures.ago,
        skew=figures.skew,
        spark=charts.spark,
        command=COMMAND,
        part=charts.part,
    )
    return pages
