"""Bars made of parts, texts inside the parts that have room for them and named beside the bar where they have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes

from ikm_analysis.charts.palette import SOFT_TEXT, Fill
from ikm_analysis.charts.texts import PAD, Line, block, block_width, fits, line_height, wrapped

BESIDE_SHARE = 0.4


@dataclass(frozen=True)
class Part:
    """One part of a bar, from `start` to `end` in the unit of the axis."""

    start: float
    end: float
    inside: str  # what is printed in the part
    outside: str  # what is printed beside the bar when the part is too short for it
    fill: Fill
    given: bool = True

    @property
    def drawn(self) -> bool:
        """Whether the part has a length to draw; a missing or empty one is only named."""
        return self.end > self.start


@dataclass(frozen=True)
class Band:
    """One bar: its parts, where a text beside it may begin at the earliest, and a last line for that text."""

    label: str
    parts: list[Part]
    reach: float
    tail: list[Line] = field(default_factory=list)

    @property
    def end(self) -> float:
        """Where the last drawn part ends; zero where none is drawn."""
        return max((part.end for part in self.parts if part.drawn), default=0.0)


def part_lines(part: Part, scale: float, thickness: float) -> list[str]:
    """The text inside a part as lines; none if it does not fit. `scale` is inches per unit."""
    room = (part.end - part.start) * scale - 2 * PAD
    if not part.inside or not part.drawn or not fits(part.inside, room, weight="bold"):
        return []
    lines = wrapped(part.inside, room, weight="bold")
    return lines if len(lines) * line_height() <= thickness else []


def beside(band: Band, scale: float, thickness: float, width: float) -> list[Line]:
    """What is printed beside a bar: the parts too short for their text, then its last line."""
    left_out = [part for part in band.parts if not part_lines(part, scale, thickness)]
    lines = [
        Line(part.outside, weight="bold") if part.given else Line(part.outside, colour=SOFT_TEXT) for part in left_out
    ]
    return block([*lines, *band.tail], width * BESIDE_SHARE)


def fitted_scale(bands: Sequence[Band], thickness: float, width: float) -> float:
    """Inches per unit at which all bars and the texts beside them fit into `width`.

    A smaller scale can push a text out of its part, which needs more room beside the bar; so until nothing changes.
    """
    scale = min((width / band.reach for band in bands if band.reach > 0), default=width)
    for _ in range(1 + sum(len(band.parts) for band in bands)):
        spaces = [(band.reach, block_width(beside(band, scale, thickness, width))) for band in bands]
        fitting = min(((width - room - 2 * PAD) / reach for reach, room in spaces if reach > 0), default=width)
        if fitting >= scale:
            break
        scale = fitting
    return scale


def draw_parts(ax: Axes, placed: Sequence[tuple[float, Part]], scale: float, thickness: float) -> None:
    """Draw the parts at their heights (inches below the top of the axes), with their texts inside."""
    shown = [(y, part) for y, part in placed if part.drawn]
    bars = ax.barh(
        [y for y, _ in shown],
        [part.end - part.start for _, part in shown],
        left=[part.start for _, part in shown],
        height=thickness,
    )
    for bar, (y, part) in zip(bars, shown, strict=True):
        bar.update(part.fill.style)
        _print_inside(ax, y, part, part_lines(part, scale, thickness), PAD / scale)


def _print_inside(ax: Axes, y: float, part: Part, lines: list[str], pad: float) -> None:
    if lines:
        behind = {"facecolor": part.fill.colour, "edgecolor": "none", "pad": 1.0} if part.fill.hatch else None
        ax.text(part.start + pad, y, "\n".join(lines), color=part.fill.ink, fontweight="bold", va="center", bbox=behind)
