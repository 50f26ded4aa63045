"""A line that was taken out, back where it was, whatever happened to the others since."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.basket import Basket, BasketLine


def put_back(basket: Basket, line: BasketLine, at: int) -> Basket:
    """The basket with ``line`` at its old place and without the trace of its removal."""
    if any(other.no == line.no for other in basket.lines):
        return basket
    at = min(at, len(basket.lines))
    traces = list(basket.removed)
    for n in range(len(traces) - 1, -1, -1):
        if traces[n].item == line.item.id and traces[n].qty == line.qty:
            del traces[n]
            break
    return replace(
        basket,
        lines=(*basket.lines[:at], line, *basket.lines[at:]),
        next_no=max(basket.next_no, line.no + 1),
        selected=line.no,
        removed=tuple(traces),
    )
