"""The demo's customers: they order on the shop's page, in Chromium where there is one, else by API.

What a customer sees and presses is the real page; what the page cannot do without a browser is done
by the calls that it makes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from pos_app.domain.item import Item

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_S = 20
WIDTH, HEIGHT = 390, 844


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order with the token that opens it."""

    id: str
    token: str
    code: str


class Customers(Protocol):
    """Whoever orders from outside."""

    def order(
        self, name: str, phone: str, goods: Sequence[Item], *, address: str = "", pay: bool = False
    ) -> Placed:
        """Pickup without an address, delivery with one; ``pay``: online, at once."""
        ...

    def answer(self, placed: Placed, move: str) -> None:
        """``agree`` to what is offered instead, or ``cancel``."""
        ...

    def look(self, placed: Placed, picture: str) -> None:
        """Her own page as it is now, as a picture where there is a browser."""
        ...


class ByCalls:
    """Customers without a browser: the page's own calls."""

    def __init__(self, url: str, store: str) -> None:
        import requests

        self._url, self._store = url, store
        self._http = requests.Session()

    def _post(self, path: str, body: Mapping[str, object]) -> dict[str, object]:
        answer = self._http.post(f"{self._url}{path}", json=body, timeout=PATIENCE_S)
        answer.raise_for_status()
        read: dict[str, object] = answer.json()
        return read

    def order(
        self, name: str, phone: str, goods: Sequence[Item], *, address: str = "", pay: bool = False
    ) -> Placed:
        body: dict[str, object] = {
            "store": self._store, "mode": "delivery" if address else "pickup", "name": name,
            "phone": phone, "address": address, "idem": secrets.token_urlsafe(16),
            "pay": "online" if pay else "on_hand_over",
            "lines": [{"item": item.id, "qty": 1000} for item in goods],
        }  # fmt: skip
        told = self._post("/v1/orders", body)
        placed = Placed(id=str(told["id"]), token=str(told["token"]), code=str(told["code"]))
        if pay:
            self._pay(placed)
        return placed

    def _pay(self, placed: Placed) -> None:
        told = self._post(f"/v1/orders/{placed.id}/pay", {"token": placed.token})
        page = self._http.get(str(told["url"]), timeout=PATIENCE_S)
        page.raise_for_status()
        self._http.post(
            str(told["url"]), data={}, timeout=PATIENCE_S, allow_redirects=False
        ).raise_for_status()

    def answer(self, placed: Placed, move: str) -> None:
        self._post(f"/v1/orders/{placed.id}/moves", {"token": placed.token, "move": move})

    def look(self, placed: Placed, picture: str) -> None:
        """Nothing to be seen."""


class ByPhone:
    """Customers with a phone: the page in Chromium."""

    def __init__(self, page: Page, calls: ByCalls, store: str, folder: Path) -> None:
        self._page, self._calls, self._store, self._folder = page, calls, store, folder

    def order(
        self, name: str, phone: str, goods: Sequence[Item], *, address: str = "", pay: bool = False
    ) -> Placed:
        page = self._page
        page.context.clear_cookies()
        page.goto(f"/s/{self._store}")
        self._shot("page-shop")
        for item in goods:
            page.goto(f"/s/{self._store}?{urlencode({'find': item.name})}")
            button = page.get_by_role("button", name=f"加进购物篮:{item.name}").last
            with page.expect_response("**/basket"):
                button.click()
        self._shot("page-found")
        page.get_by_role("link", name="看购物篮").click()
        self._shot("page-basket")
        page.get_by_role("link", name="去下单").click()
        page.fill("[name=name]", name)
        page.fill("[name=phone]", phone)
        if address:
            page.get_by_text("送到家").first.click()
            page.fill("[name=address]", address)
            page.locator("[name=address]").blur()
            page.locator("#zone", has_text="送得到").wait_for()  # she looks what it costs
        page.check(f"[name=pay][value={'online' if pay else 'on_hand_over'}]")
        self._shot("page-checkout")
        page.get_by_role("button", name="下单").click()
        page.wait_for_selector("#live")
        if pay:
            page.get_by_role("link", name=re.compile("去付款")).click()
            self._shot("page-payment")
            page.get_by_role("button", name="付款").click()
            page.wait_for_selector("#live")
        self._shot("page-order")
        return self._placed()

    def _placed(self) -> Placed:
        order, _, token = self._page.url.partition("/order/")[2].partition("?t=")
        digits = self._page.locator(".digits")
        code = re.sub(r"\D", "", digits.inner_text()) if digits.count() else ""
        return Placed(id=order, token=token.partition("&")[0], code=code)

    def answer(self, placed: Placed, move: str) -> None:
        self._calls.answer(placed, move)

    def look(self, placed: Placed, picture: str) -> None:
        self._page.goto(f"/s/{self._store}/order/{placed.id}?t={placed.token}")
        self._page.wait_for_selector("#live")
        self._shot(picture)

    def _shot(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._page.screenshot(path=path, full_page=False)


@contextmanager
def customers(url: str, store: str, folder: Path) -> Iterator[Customers]:
    """With a browser where Chromium and Playwright are here, else by calls."""
    calls = ByCalls(url, store)
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - a tool of tests
    except ModuleNotFoundError:
        yield calls
        return
    if not CHROMIUM.exists():
        yield calls
        return
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
            )
        except Error:
            yield calls
            return
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", base_url=url,
            is_mobile=True, has_touch=True,
        )  # fmt: skip
        try:
            yield ByPhone(context.new_page(), calls, store, folder)
        finally:
            browser.close()
