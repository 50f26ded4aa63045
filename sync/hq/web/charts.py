"""The geometry of charts; `templates/charts.html` draws them as SVG.

Nothing is fetched for them and nothing runs in the browser. Colours come from classes, so that
they follow the light and the dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 46, 4, 10, 20
"""Room around the bars for the scale and the marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """``value`` and ``beside`` (what it is compared with) in fen; ``told`` is its full figure."""

    mark: str
    value: int
    told: str
    beside: int = 0
    unfinished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A bar where it stands: outlines as SVG paths, empty for nothing."""

    bar: Bar
    x: float
    width: float
    outline: str
    beside: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A chart of standing bars; ``lines`` are heights and words of its scale."""

    width: int
    height: int
    lines: tuple[tuple[float, str], ...]
    columns: tuple[Column, ...]
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def columns(
    bars: Sequence[Bar], *, marks: Sequence[tuple[int, str]], width: int, height: int
) -> Columns:
    """``marks`` are values and words of the scale, the highest one above every bar."""
    most = max([value for value, _ in marks] + [max(bar.value, bar.beside) for bar in bars])
    floor = height - BOTTOM
    scale = (floor - TOP) / max(1, most)
    step = (width - LEFT - RIGHT) / max(1, len(bars))
    inner = max(2.0, step * 0.62)
    placed = []
    for n, bar in enumerate(bars):
        x = LEFT + n * step + (step - inner) / 2
        placed.append(
            Column(
                bar=bar,
                x=round(x, 1),
                width=round(inner, 1),
                outline=_outline(x, floor, inner, bar.value * scale),
                beside=_outline(x - 2, floor, inner + 4, bar.beside * scale),
            )
        )
    lines = tuple((round(floor - value * scale, 1), word) for value, word in marks)
    return Columns(width=width, height=height, lines=lines, columns=tuple(placed))


def _outline(x: float, floor: float, width: float, tall: float) -> str:
    """A bar with round shoulders that stands square on its line."""
    if tall <= 0:
        return ""
    r = min(3.0, width / 2, tall)
    return (
        f"M{x:.1f} {floor:.1f}v{r - tall:.1f}q0 {-r:.1f} {r:.1f} {-r:.1f}h{width - 2 * r:.1f}"
        f"q{r:.1f} 0 {r:.1f} {r:.1f}v{tall - r:.1f}z"
    )


SPARK_WIDTH, SPARK_HEIGHT = 120, 22


def spark(values: Sequence[int], most: int) -> list[tuple[float, float, float, float]]:
    """A day in tiny bars for a line of a table, as (x, y, width, height)."""
    step = SPARK_WIDTH / max(1, len(values))
    found = []
    for n, value in enumerate(values):
        if value > 0 and most > 0:
            tall = max(1.5, min(1.0, value / most) * SPARK_HEIGHT)
            found.append(
                (round(n * step + 0.5, 1), round(SPARK_HEIGHT - tall, 1), step - 1, round(tall, 1))
            )
    return found


def part(value: int, most: int) -> int:
    """Percent of the largest one, for a lying bar."""
    return max(0, min(100, value * 100 // most)) if most > 0 else 0


def scale_marks(most: int) -> list[int]:
    """Two to four round values (fen) for the lines of a scale that reaches over ``most``."""
    step = 100
    while step * 3 < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return [n * step for n in range(-(-max(1, most) // step) + 1)]
