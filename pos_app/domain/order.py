"""Orders of three ways to buy, as the till's rules see them.

The machine itself (states, the table of moves, the fold) lies in `sync.wire.order_machine`,
because HQ folds the same moves to the same state; here is what is the shop's alone: which right a
move needs.
"""

from __future__ import annotations

from sync.wire.order_machine import HANDED_OVER, MOVES, OPEN, OrderView, fold, reserved

RIGHT_FOR: dict[str, str] = {"cancel": "void", "return": "sell", "refuse_cancel": "void"}
"""The right that a move needs at the till; every other needs the right to sell."""


def right_for(move: str) -> str:
    return RIGHT_FOR.get(move, "sell")


__all__ = ["HANDED_OVER", "MOVES", "OPEN", "OrderView", "fold", "reserved", "right_for"]
