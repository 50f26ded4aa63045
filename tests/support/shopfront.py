"""A shop with its page: HQ on a loopback port, goods on the shelf, a till that was heard of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import requests

from sync.hq.gateway.configured import GatewayFile, configure
from sync.hq.gateway.demo_server import DemoService, demo_gateway
from sync.hq.store import catalogue, orders_book, shop_rules
from sync.hq.web.console import console
from sync.hq.web.storefront import Rates, storefront
from sync.wire.facts import OrderMoved, StockAdjusted, StockLine
from sync.wire.feed import CategoryRow, ItemRow, PriceRow
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.orders import OrderMove
from tests.support.hq import NOON, TIMEOUT, RunningHq, TillByHand, running_hq

STORE = "S001"
ROOT = Path(__file__).resolve().parents[2]
DEMO_GOODS = ROOT / "resources" / "catalogue" / "demo_goods.csv"
EASY = Rates(deeds=(10_000, 10_000), orders=(10_000, 10_000), guesses=(10_000, 10_000))
HOME = "万新花园 3 号楼 2 门 501"
RULES = ShopRules(
    delivery=True, margin=0, narrow_margin=3000, phone="022-2437 1188",
    address="东丽区万新街 12 号",
    zones=(
        Zone(name="万新里", places=("万新花园", "万新里"), fee=300, minimum=2000, free_over=5000),
        Zone(name="河东", places=("河东",), fee=600, minimum=4000, minutes=60),
    ),
)  # fmt: skip
GOODS = (
    ("A1", "清源矿泉水", "550ml", "瓶", "饮料", 200, 24),
    ("A2", "冰峰橙味汽水", "200ml", "瓶", "饮料", 350, 12),
    ("A3", "麦香全麦吐司", "400g", "袋", "烘焙", 990, 2),
    ("A4", "青山纯牛奶", "250ml", "盒", "乳品", 450, 30),
    ("A5", "好劲道牛肉面", "110g", "桶", "速食", 550, 9),
    ("A6", "五常大米", "5kg", "袋", "粮油", 4290, 6),
    ("A7", "阳江菜刀", "", "把", "产业带优选", 3900, 4),
    ("A8", "朝阳瓜子", "150g", "袋", "零食", 680, 0),
)  # fmt: skip


def shelf() -> list[CategoryRow | ItemRow | PriceRow]:
    rows: list[CategoryRow | ItemRow | PriceRow] = []
    for ident, name, spec, unit, category, price, _ in GOODS:
        supply = {"A6": "origin", "A7": "factory"}.get(ident, "hq")
        origin = {"A6": "五常", "A7": "阳江"}.get(ident, "")
        rows.append(CategoryRow(code=category, name=category))
        rows.append(
            ItemRow(
                id=ident, name=name, spec=spec, unit=unit, category=category, supply=supply,
                category_name=category, origin=origin, cost=price // 2,
            )
        )  # fmt: skip
        rows.append(PriceRow(item=ident, valid_from=NOON - 86_400_000, price=price))
    eggs = ItemRow(id="E1", name="本地鸡蛋", unit="kg", category="生鲜", category_name="生鲜",
                   weighed=True)  # fmt: skip
    tobacco = ItemRow(id="T1", name="金桥香烟", unit="包", category="烟", category_name="烟",
                      tobacco=True)  # fmt: skip
    rows += [eggs, tobacco]
    rows += [PriceRow(item=i, valid_from=0, price=p) for i, p in (("E1", 996), ("T1", 2500))]
    return rows


def stocked(pairs: Sequence[tuple[str, int]]) -> StockAdjusted:
    """Thousandths that came into the shop."""
    lines = tuple(StockLine(item=item, name=item, qty=qty) for item, qty in pairs)
    return StockAdjusted(reason="opening", lines=lines)


class Shop:
    """The running shop and hands to change it."""

    def __init__(self, hq: RunningHq, till: TillByHand) -> None:
        self.hq = hq
        self.till = till
        self.url = f"{hq.url}/s/{STORE}"

    def rules(self, rules: ShopRules) -> None:
        self.hq.clock.at += 1  # of two in one millisecond chance would decide
        with self.hq.hq.database.scope(STORE) as scope:
            shop_rules.set_rules(scope, STORE, rules, self.hq.clock())

    def price(self, item: str, fen: int) -> None:
        catalogue.change_price(self.hq.hq.database, [STORE], item, fen, self.hq.clock())

    def sell(self, item: str, qty: int) -> None:
        """The counter sells some of it; HQ hears at once."""
        self.till.record(stocked([(item, -qty)]))
        self.till.push(len(self.till.payloads))

    def move(self, order_id: str, name: str, **more: object) -> None:
        """The counter moves an order; HQ hears at once."""
        with self.hq.hq.database.reading(STORE) as scope:
            view = orders_book.view_of(scope, STORE, order_id)
        assert view is not None
        move = OrderMove(
            id=f"m{len(self.till.payloads)}", order=order_id, move=name, step=view.step + 1,
            at=self.hq.clock(), who="shop", by="王姐", **more,
        )  # fmt: skip
        self.till.record(OrderMoved(move=move))
        self.till.push(len(self.till.payloads))


@contextmanager
def paying(shop: Shop) -> Iterator[DemoService]:
    """The demo payment service beside the shop, known to HQ."""
    service = DemoService(secret="between the two of us")
    with demo_gateway(service) as url:
        file = GatewayFile(kind="demo", url=url, secret=service.secret, public=shop.hq.url)
        configure(shop.hq.hq.keys, file)
        yield service


@contextmanager
def running_shop(
    url: str, folder: Path, *, rates: Rates = EASY, rate: float = 10_000.0
) -> Iterator[Shop]:
    pages = [*console(), *storefront(rates=rates)]
    with running_hq(url, folder, rate=rate, pages=pages) as hq:
        hq.add_store(STORE)
        till = hq.till(STORE)
        shop = Shop(hq, till)
        catalogue.put(hq.hq.database, [STORE], shelf())
        pairs = [(row[0], row[6] * 1000) for row in GOODS] + [("E1", 8000), ("T1", 9000)]
        till.record(stocked(pairs))
        till.push()
        till.all_changes()
        shop.rules(RULES)
        yield shop
        till.close()


def fill(shop: Shop) -> int:
    """Put the demo catalogue on the shelf with its opening stock; gives how many goods."""
    rows: list[CategoryRow | ItemRow | PriceRow] = []
    pairs = []
    for n, (made, qty) in enumerate(demo_goods(), 1):
        rows += made
        pairs.append((f"D{n}", qty))
    catalogue.put(shop.hq.hq.database, [STORE], rows)
    first = len(shop.till.payloads) + 1
    for start in range(0, len(pairs), 200):
        shop.till.record(stocked(pairs[start : start + 200]))
    shop.till.push(first)
    return len(pairs)


def demo_goods() -> Iterator[tuple[list[CategoryRow | ItemRow | PriceRow], int]]:
    """The demo catalogue as HQ feeds it: rows of each article (D1, D2 ...) and its stock."""
    with DEMO_GOODS.open(encoding="utf-8") as file:
        for n, line in enumerate(csv.DictReader(file), 1):
            yield _demo_rows(f"D{n}", line), round(float(line["库存"] or 0) * 1000)


def _demo_rows(ident: str, line: dict[str, str]) -> list[CategoryRow | ItemRow | PriceRow]:
    category = line["分类"]
    return [
        CategoryRow(code=category, name=category),
        ItemRow(
            id=ident, name=line["品名"], spec=line["规格"], unit=line["单位"], code=line["条码"],
            category=category, category_name=category, weighed=line["称重"] == "是",
            origin=line["产地"], supply=line["来源"], tobacco=line["烟草"] == "是",
            colour=line["颜色"],
        ),
        PriceRow(item=ident, valid_from=0, price=round(float(line["售价"]) * 100)),
    ]  # fmt: skip


class Customer:
    """A phone without a screen: cookies and forms, nothing else."""

    def __init__(self, shop: Shop, language: str = "zh-CN") -> None:
        self.shop = shop
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language

    def get(self, path: str = "", **headers: str) -> requests.Response:
        url = path if path.startswith("http") else self._url(path)
        return self.session.get(url, timeout=TIMEOUT, allow_redirects=False, headers=headers)

    def _url(self, path: str) -> str:
        return self.shop.hq.url + path if path.startswith("/s/") else self.shop.url + path

    def post(self, path: str, *, guard: str = "", **form: str) -> requests.Response:
        form["guard"] = guard or hidden(self.get("").text, "guard")
        headers = {"Origin": self.shop.hq.url}
        return self.session.post(
            self._url(path), data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )

    def take(self, item: str, times: int = 1) -> None:
        for _ in range(times):
            assert self.post("/basket", add=item).status_code == 303

    def checkout(self, **changes: str) -> dict[str, str]:
        """The form of the checkout page, filled in."""
        page = self.get("/checkout")
        assert page.status_code == 200, page.status_code
        return filled(page.text) | changes

    def order(self, **changes: str) -> str:
        """Place an order; the path of its page."""
        answer = self.post("/checkout", **self.checkout(**changes))
        assert answer.status_code == 303, said(answer.text)
        return answer.headers["Location"]


def filled(page: str) -> dict[str, str]:
    slot = re.search(r'<option value="(\d{4}[^"]+)"', page)
    delivery = page.partition('name="delivery_slot"')[2]
    brought = re.search(r'<option value="(\d{4}[^"]+)"', delivery)
    return {
        "guard": hidden(page, "guard"), "idem": hidden(page, "idem"),
        "lines": hidden(page, "lines"), "seen": hidden(page, "seen"), "mode": "pickup",
        "name": "陈奶奶", "phone": "13800138000",
        "pickup_slot": slot[1] if slot else "", "delivery_slot": brought[1] if brought else "",
        "pay": "on_hand_over", "substitute": "ask",
    }  # fmt: skip


def hidden(page: str, name: str) -> str:
    return unescape(page.partition(f'name="{name}" value="')[2].partition('"')[0])


def said(page: str) -> str:
    """The words of a page without its marks."""
    body = page.partition("<main")[2] or page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
