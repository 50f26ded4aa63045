"""What each player costs a day, as bars in an SVG of its own: no library, no fonts, no scripts."""

from __future__ import annotations

from html import escape

from sync.hq.planning.simulate.contest import Verdict

BAR, ROW, LEFT, RIGHT = 360, 26, 100, 270
OURS, BOUND, OTHERS, INK = "#0a7d5a", "#c8d0d8", "#8fa1b3", "#1d2733"
TITLES = {"keeps": "Goods that keep", "expires": "Goods that expire"}


def plot(verdicts: list[Verdict]) -> str:
    """A panel for each class of goods, its players' cost a day in yuan, fill and waste beside."""
    parts: list[str] = []
    top = 12
    for verdict in verdicts:
        panel, top = _panel(verdict, top)
        parts += panel
    width = LEFT + BAR + RIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}" '
        f'viewBox="0 0 {width} {top}" font-family="sans-serif" font-size="13" fill="{INK}">'
        f'<rect width="{width}" height="{top}" fill="white"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _panel(verdict: Verdict, top: int) -> tuple[list[str], int]:
    gap = verdict.gap_closed
    title = (
        f"{TITLES[verdict.name]} ({verdict.goods}): cost a day; {gap.value:.1%} of the gap closed "
        f"({gap.low:.1%} to {gap.high:.1%})"
    )
    parts = [f'<text x="12" y="{top + 15}" font-weight="bold">{escape(title)}</text>']
    top += ROW
    most = max(score.cost for score in verdict.scores) or 1.0
    for score in verdict.scores:
        wide = score.cost / most * BAR
        fill = {"planner": OURS, "clairvoyant": BOUND}.get(score.player, OTHERS)
        words = f"{score.cost / 100:.2f}  ({score.fill:.1%} filled, {score.waste:.1%} wasted)"
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 17}" text-anchor="end">{escape(score.player)}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{wide:.1f}" height="19" rx="2" fill="{fill}"/>',
            f'<text x="{LEFT + wide + 6:.1f}" y="{top + 17}">{words}</text>',
        ]
        top += ROW
    return parts, top + ROW // 2
