"""What HQ would feed of supply: a proposal with its reasons, credit, goods to list, a shipment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pos_app.bootstrap import Shop
from pos_app.domain.item import Item
from pos_app.storage import outbox
from pos_app.storage.feed_sink import FeedMirror
from sync.wire.feed import canonical
from sync.wire.feed_row import Row
from sync.wire.messages import Change
from sync.wire.supply import Carton, Choice, Due, ShipmentLine
from sync.wire.supply_feed import (
    AssortmentRow,
    CreditRow,
    ProposalLineRow,
    ProposalRow,
    ShipmentRow,
    SupplierRow,
)

HOUR_MS = 3_600_000


def feed(shop: Shop, rows: Iterable[tuple[str, str, Row | None]]) -> None:
    """Land rows as a pull does, on the shop's own connection."""
    if shop.conn.execute("SELECT 1 FROM hq_link").fetchone() is None:
        outbox.save_link(shop.conn, "https://hq.example.com", "d" * 16, shop.identity.epoch, "")
    mirror = FeedMirror(shop.conn, shop.clock.now_ms, pause=lambda _s: None)
    start = mirror.cursor()
    changes = [
        Change(seq=start + n, table=tab, key=key, body=_body(row))
        for n, (tab, key, row) in enumerate(rows, 1)
    ]
    mirror.apply(changes, start + len(changes), complete=True)


def _body(row: Row | None) -> msgspec.Raw | msgspec.UnsetType:
    return msgspec.UNSET if row is None else msgspec.Raw(canonical(row))


def choices(packs: int) -> tuple[Choice, ...]:
    """More packs, less risk and more waste."""
    return tuple(
        Choice(packs=n, risk_bp=max(50, 4200 // (1 + 3 * n)), waste=n * 120)
        for n in range(packs + 6)
    )


def proposal(
    now: int, *, lines: int, supplier: str = "hq", name: str = "京东仓 · 常温", days: int = 0
) -> ProposalRow:
    deadline = now + 2 * HOUR_MS + 34 * 60_000 + days * 24 * HOUR_MS
    return ProposalRow(
        id=f"P-{supplier}", supplier=supplier, supplier_name=name, date="2026-03-03",
        delivery="2026-03-06", deadline=deadline, budget=420_000, lines=lines,
    )  # fmt: skip


def proposal_line(one: ProposalRow, item: Item, n: int) -> ProposalLineRow:
    """A line whose figures follow from its number, so that pictures and tests stay the same."""
    pack = (24_000, 12_000, 1000, 16_000, 6000)[n % 5]
    week = tuple((2 + (n * 7 + d * 3) % 9) * 1000 for d in range(7))
    have = (n * 5 % 40) * 1000
    packs = (3, 1, 0, 6, 2)[n % 5]
    sold28 = 4 * sum(week)
    expected, promo = sum(week) * 5 // 7, (6000 if n % 5 == 1 else 0)
    tags = {1: ("promo",), 3: ("waste",), 4: ("sold_out",)}.get(n % 5, ())
    tags += {0: ("stand_in",), 2: ("habit",)}.get(n, ())
    unit = item.unit
    risk = choices(packs)[packs].risk_bp / 100
    plus = f",促销 +{promo // 1000}" if promo else ""
    plus_en = f", promotion +{promo // 1000}" if promo else ""
    return ProposalLineRow(
        proposal=one.id, item=item.id, name=item.name, packs=packs, pack=pack,
        cost=item.cost * pack // 1000, have=have, coming=0 if n % 3 else 4000,
        expected=expected + promo, upper=(expected + promo) * 4 // 3, choices=choices(packs),
        spec=item.spec, unit=unit, code=item.code, category=item.category,
        category_name=item.category_name, sold=week, sold28=sold28, base=expected, promo=promo,
        why_zh=f"周五到货。到下次到货前预计卖 {(expected + promo) // 1000} {unit}"
        f"(平时 {expected // 1000}{plus}),旺的话 {(expected + promo) * 4 // 3000}。"
        f"现有 {have // 1000} → 订 {packs}。断货可能 {risk:.0f}%。",
        why_en=f"Arrives Friday. Until the next arrival about {(expected + promo) // 1000} sell "
        f"(usual {expected // 1000}{plus_en}), up to {(expected + promo) * 4 // 3000}. "
        f"{have // 1000} here → order {packs}. {risk:.0f}% chance of running out.",
        tags=tags, shelf_life=5 if n % 5 == 3 else 0, price=item.price or 0,
    )  # fmt: skip


def week_of_supply(shop: Shop, goods: Sequence[Item]) -> list[tuple[str, str, Row | None]]:
    """A proposal of HQ's warehouse, one of a factory, the credit, two goods to answer for."""
    now = shop.clock.now_ms()
    warehouse = msgspec.structs.replace(
        proposal(now, lines=len(goods) - 4), missing=("清源矿泉水", "青山纯牛奶")
    )
    factory = proposal(now, lines=4, supplier="factory", name="产业带厂直", days=1)
    rows: list[tuple[str, str, Row | None]] = [
        ("supplier", "hq", SupplierRow(code="hq", name="京东仓 · 常温", kind="hq", return_days=3)),
        ("proposal", warehouse.id, warehouse),
        ("proposal", factory.id, factory),
        ("credit", "S001", CreditRow(
            id="S001", line=800_000, balance=231_000, terms_days=14, ordered=0,
            due=(Due(date="2026-03-11", amount=231_000),),
        )),
    ]  # fmt: skip
    for n, item in enumerate(goods):
        one = factory if n >= len(goods) - 4 else warehouse
        line = proposal_line(one, item, n)
        rows.append(("proposal_line", f"{one.id}|{item.id}", line))
    rows += [
        ("assortment", "A1", AssortmentRow(
            id="A1", deed="list", item="HQ-WULONG", name="无糖乌龙茶", spec="500ml", unit="瓶",
            code="6900000009994", category=goods[0].category, category_name=goods[0].category_name,
            supplier="hq", supplier_name="京东仓 · 常温", price=450, cost=260, pack=15_000,
            why_zh="同一片 11 家店的顾客问过,卖这种的店一周平均卖 23 瓶。",
            why_en="Asked for in 11 shops nearby; shops that have it sell 23 a week.", asked=11,
        )),
        ("assortment", "A2", AssortmentRow(
            id="A2", deed="delist", item=goods[5].id, name=goods[5].name, spec=goods[5].spec,
            category=goods[5].category, category_name=goods[5].category_name,
            why_zh="90 天只卖了 1 件,订哪一箱都收不回本。",
            why_en="One sold in 90 days: no pack pays for itself.",
        )),
    ]  # fmt: skip
    return rows


def shipment(goods: Sequence[Item], *, order: str = "") -> ShipmentRow:
    """Two cartons: milk of two dates in the first, dry goods in the second."""
    first, second = goods[0], goods[1]
    cartons = (
        Carton(code="CT0001", lines=(_packed(first, 12_000, "2026-03-20"),
                                     _packed(first, 12_000, "2026-03-24"))),
        Carton(code="CT0002", lines=(_packed(second, 24_000, ""),)),
    )  # fmt: skip
    total = sum(ln.cost * ln.qty // 1000 for c in cartons for ln in c.lines)
    return ShipmentRow(
        id="SH-0001", order=order, supplier="hq", supplier_name="京东仓 · 常温", date="2026-03-06",
        cartons=cartons, total=total, due="2026-03-20",
    )  # fmt: skip


def _packed(item: Item, qty: int, expiry: str) -> ShipmentLine:
    return ShipmentLine(
        item=item.id, name=item.name, qty=qty, cost=item.cost, expiry=expiry, spec=item.spec,
        unit=item.unit, code=item.code,
    )  # fmt: skip
