"""A chain of 1,200 stores on one page, fast enough to be looked at all day."""

from __future__ import annotations

import time

import pytest

from tests.support.console import Operator, big_chain, stock_goods
from tests.support.hq import RunningHq

pytestmark = pytest.mark.slow
SECONDS = 2.0
"""On a busy machine of two cores; it takes a fifth of that alone."""


def test_twelve_hundred_stores(hq: RunningHq, operator: Operator) -> None:
    big_chain(hq.hq, 1200)
    for path, sentence in (
        ("/", "第 1 / 25 页,共 1,203 行"),
        ("/?page=25", "第 25 / 25 页"),
        ("/?page=999999", "第 25 / 25 页"),
        ("/?show=silent&silent=72", "沧州新华路913店"),
        ("/?show=alarmed", "S0031"),
        ("/?q=唐山", "唐山"),
        ("/tills", "1,590"),
    ):
        started = time.perf_counter()
        page = operator.get(path)
        assert time.perf_counter() - started < SECONDS, path
        assert sentence in page.text, path


def test_a_price_for_the_whole_chain(hq: RunningHq, operator: Operator) -> None:
    big_chain(hq.hq, 300)
    stores = [f"S{n:04d}" for n in range(1, 301)]
    stock_goods(hq.hq, [*stores, "S001", "S002", "S003"])
    answer = operator.post(
        "/prices", item="A1001", price="3.20", to="all", **{"from": "2026-03-04"}
    )
    assert answer.headers["Location"] == "/prices?n=303&told=price_saved"
    assert "303 家门店" in operator.get("/prices").text
