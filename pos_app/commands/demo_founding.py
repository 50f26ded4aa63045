"""The demo shop's file, alone or joined to the demo's HQ."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from pos_app import bootstrap
from pos_app.bootstrap import link
from pos_app.commands.demo_hq import DemoHq
from pos_app.commands.demo_shop import make_demo_shop
from pos_app.services.ports import Clock


def found(path: Path, clock: Clock, hq: DemoHq | None, last: date) -> None:
    """Make what is missing of it. With HQ it joins before its goods come, and HQ gets to know
    them and what was sold up to the day ``last``; a shop that was alone joins as it is."""
    if not path.exists():
        make_demo_shop(path, clock=clock, founded=lambda file: _join(file, hq))
    elif not address(path):
        _join(path, hq)
    if hq is not None and not hq.is_filled():
        with closing(bootstrap.open_desk(path)) as desk:
            goods = [(item, desk.goods.packs(item.id)) for item in desk.goods.page(limit=5000)]
            hq.fill(desk.goods.categories(), goods)
        hq.remember(last)


def _join(path: Path, hq: DemoHq | None) -> None:
    if hq is not None:
        link.join(path, hq.url, hq.code())


def address(path: Path) -> str:
    """Of the HQ that the file is joined to; empty for a shop alone or one that is not there."""
    if not path.exists():
        return ""
    with closing(bootstrap.open_desk(path)) as desk:
        return desk.outbox.address()
