"""The picture of what may become of an order, drawn from the table of moves itself.

``python -m tests.visual.order_machine`` writes it anew for the handbook, in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from pos_app.runtime.resources import resource_dir
from sync.wire import order_machine as m

WIDE, HIGH, ACROSS, DOWN, EDGE = 116, 46, 182, 118, 20
"""A box, the pitch of columns and rows, the margin; pixels."""
LATIN = 0x2E80
"""From here on a character is two columns wide."""
PLACE = {
    m.ADJUSTED: (2, 0), m.COLLECTED: (4, 0),
    m.NEW: (0, 1), m.ACCEPTED: (1, 1), m.PICKING: (2, 1), m.READY: (3, 1), m.ASSIGNED: (4, 1),
    m.COMPLETED: (2, 2), m.DELIVERED: (3, 2), m.OUT: (4, 2),
    m.CANCEL_REQUESTED: (0, 3), m.CANCELLED: (1, 3), m.RETURNED: (3, 3), m.RETURNING: (4, 3),
}  # fmt: skip
ENDS = (m.CANCELLED, m.RETURNED)
ZH = {
    m.NEW: "新订单", m.ACCEPTED: "已接单", m.PICKING: "拣货中", m.ADJUSTED: "等顾客答复",
    m.READY: "备好了", m.COLLECTED: "已取走", m.ASSIGNED: "已派人", m.OUT: "在路上",
    m.DELIVERED: "已送到", m.COMPLETED: "完成", m.RETURNING: "正拿回来", m.RETURNED: "回货架",
    m.CANCEL_REQUESTED: "要求取消", m.CANCELLED: "已取消",
    "accept": "接单", "pick": "拣货", "adjust": "缺货", "agree": "同意", "decline": "不要",
    "ready": "备好", "collect": "取货", "assign": "派人", "send": "出发", "deliver": "送到",
    "complete": "完成", "fail": "没送到", "again": "再送", "return": "放回货架",
    "request_cancel": "要求取消", "refuse_cancel": "照常", "cancel": "取消",
    "any": "还没完的任何一步", "hand": "交货:记一笔销售,货出库",
    "release": "没成:不再占货,该退的钱要退",
}  # fmt: skip
EN = {
    m.NEW: "New", m.ACCEPTED: "Accepted", m.PICKING: "Picking", m.ADJUSTED: "Asked",
    m.READY: "Ready", m.COLLECTED: "Collected", m.ASSIGNED: "Assigned", m.OUT: "Out",
    m.DELIVERED: "Delivered", m.COMPLETED: "Completed", m.RETURNING: "Returning",
    m.RETURNED: "On shelf", m.CANCEL_REQUESTED: "Cancel?", m.CANCELLED: "Cancelled",
    "any": "any open step", "hand": "hand-over: a sale, the goods leave",
    "release": "given up: nothing is held, money goes back", "return": "to shelf",
    "request_cancel": "asks", "refuse_cancel": "goes on",
}  # fmt: skip
WORDS = {"zh": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another; several moves between the same two share it."""

    start: str
    end: str
    moves: tuple[str, ...]


def arrows() -> list[Arrow]:
    """What the table allows, without the moves of every open step and the goods that were handed
    over although the order had ended."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in m.MOVES.values():
        if from_anywhere(row) or not row.to:
            continue
        for start in row.start:
            if start not in ENDS and start != row.to:
                found.setdefault((start, row.to), []).append(row.name)
    return [Arrow(a, b, tuple(moves)) for (a, b), moves in found.items()]


def from_anywhere(row: m.Move) -> bool:
    return set(m.PLANNED) <= set(row.start)


def _box(state: str) -> tuple[int, int]:
    """The middle of a state's box."""
    across, down = PLACE[state]
    return EDGE + 40 + across * ACROSS + WIDE // 2, EDGE + down * DOWN + HIGH // 2


def _arrow(arrow: Arrow, words: dict[str, str]) -> list[str]:
    (x1, y1), (x2, y2) = _box(arrow.start), _box(arrow.end)
    said = escape(" / ".join(words.get(name, name) for name in arrow.moves))
    columns = abs(PLACE[arrow.end][0] - PLACE[arrow.start][0])
    if y1 == y2 and columns == 1:
        side = WIDE // 2 if x2 > x1 else -WIDE // 2
        path = f"M{x1 + side} {y1} L{x2 - side} {y2}"
        at = ((x1 + x2) // 2, y1 - 8)
    elif y1 == y2:
        top, lift = y1 - HIGH // 2, 26 + 16 * columns
        path = f"M{x1 + 20} {top} Q{(x1 + x2) // 2} {top - lift} {x2 - 20} {top}"
        at = ((x1 + 2 * x2) // 3, top - lift * 4 // 9 + 4)
    elif x1 == x2:
        turn = 1 if y2 > y1 else -1
        x = x1 + 14 * turn
        path = f"M{x} {y1 + turn * HIGH // 2} L{x} {y2 - turn * HIGH // 2}"
        at = (x + turn * (8 + _wide(said) // 2), (y1 + y2) // 2 - 14 * turn)
    else:
        turn = 1 if y2 > y1 else -1
        path = f"M{x1} {y1 + turn * HIGH // 2} L{x2} {y2 - turn * HIGH // 2}"
        far = abs(y2 - y1) > DOWN  # over a whole row: its words stand in the gap before it
        near, end = (3, 1) if far else (1, 3)
        at = ((x1 * near + x2 * end) // 4, (y1 * near + y2 * end) // 4 - (0 if far else turn * 8))
    return [f'<path class="line" d="{path}" marker-end="url(#head)"/>', *_label(at, said)]


def _wide(said: str) -> int:
    return sum(14 if ord(char) > LATIN else 8 for char in said) + 6


def _label(at: tuple[int, int], said: str) -> list[str]:
    """Words on a patch of the ground, so that a line under them does not strike them out."""
    wide = _wide(said)
    return [
        f'<rect class="patch" x="{at[0] - wide // 2}" y="{at[1] - 13}" width="{wide}" '
        'height="17"/>',
        f'<text class="move" x="{at[0]}" y="{at[1]}">{said}</text>',
    ]


def _anywhere(words: dict[str, str]) -> list[str]:
    """A bar for every open step, and where its moves lead."""
    x, y = _box(m.NEW)[0] - WIDE // 2, _box(m.CANCELLED)[1] + 62
    right = _box(m.RETURNING)[0] + WIDE // 2
    parts = [
        f'<rect class="any" x="{x}" y="{y}" width="{right - x}" height="30" rx="15"/>',
        f'<text class="note" x="{(x + right) // 2}" y="{y + 20}">{escape(words["any"])}</text>',
    ]
    for row in m.MOVES.values():
        if from_anywhere(row):
            to_x, to_y = _box(row.to)
            name = escape(words.get(row.name, row.name))
            parts += [
                f'<path class="line" d="M{to_x} {y} L{to_x} {to_y + HIGH // 2}" '
                'marker-end="url(#head)"/>',
                f'<text class="move" x="{to_x + 34}" y="{to_y + HIGH // 2 + 24}">{name}</text>',
            ]
    back = m.MOVES["refuse_cancel"]
    ask_x, ask_y = _box(back.start[0])
    name = escape(words.get(back.name, back.name))
    parts += [
        f'<path class="line" d="M{ask_x - 30} {ask_y + HIGH // 2} L{ask_x - 30} {y}" '
        'marker-end="url(#head)"/>',
        f'<text class="move" x="{ask_x - 62}" y="{ask_y + HIGH // 2 + 24}">{name}</text>',
    ]
    return parts


def _boxes(words: dict[str, str]) -> list[str]:
    parts = []
    stock = {row.to: row.stock for row in m.MOVES.values() if row.stock != m.KEEP}
    modes = {row.to: row.mode for row in m.MOVES.values() if row.mode}
    for state in m.STATES:
        x, y = _box(state)
        kind = stock.get(state) or modes.get(state, "")
        parts += [
            f'<rect class="box {kind}" x="{x - WIDE // 2}" y="{y - HIGH // 2}" width="{WIDE}" '
            f'height="{HIGH}" rx="9"/>',
            f'<text class="state" x="{x}" y="{y + 5}">{escape(words.get(state, state))}</text>',
        ]
    return parts


STYLE = """.box{fill:#ffffff;stroke:#c9ced6;stroke-width:1.5}.hand_over{fill:#e5f5ec;stroke:#00714a}
.release{fill:#f1f2f4;stroke:#8a919c}.delivery{fill:#eef4fd;stroke:#6b93c9}
.any{fill:#fbeceb;stroke:#cf2a20}.line{fill:none;stroke:#5b6470;stroke-width:1.4}
.patch{fill:#f7f8fa}
text{font-family:'Noto Sans SC','Noto Sans CJK SC',sans-serif;text-anchor:middle;fill:#171c24}
.state{font-size:17px;font-weight:600}.move,.note{font-size:14px;fill:#5b6470}"""


def draw(language: str) -> str:
    """The SVG, the same text for the same table."""
    words = WORDS[language]
    wide = EDGE * 2 + ACROSS * max(x for x, _ in PLACE.values()) + WIDE + 100
    high = EDGE * 2 + DOWN * max(y for _, y in PLACE.values()) + HIGH + 126
    drawn = [part for arrow in arrows() for part in _arrow(arrow, words)]
    parts = sorted(drawn, key=lambda part: not part.startswith("<path"))
    parts += [*_anywhere(words), *_boxes(words)]
    keys = ((m.HAND_OVER, "hand"), (m.RELEASE, "release"))
    for n, (kind, name) in enumerate(keys):
        x, y = EDGE + n * 420, high - EDGE - 16
        parts.append(f'<rect class="box {kind}" x="{x}" y="{y}" width="22" height="16" rx="4"/>')
        parts.append(
            f'<text class="note" style="text-anchor:start" x="{x + 30}" y="{y + 13}">'
            f"{escape(words[name])}</text>"
        )
    head = (
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5b6470"/></marker>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}">\n<style>{STYLE}</style>\n<defs>{head}</defs>\n'
        f'<rect width="{wide}" height="{high}" fill="#f7f8fa"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def path_of(language: str) -> Path:
    return resource_dir() / "manual" / "pictures" / f"order-machine-{language}.svg"


if __name__ == "__main__":
    for one in WORDS:
        path_of(one).write_text(draw(one), "utf-8")
