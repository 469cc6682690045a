"""Lines over time, each named at its end, with as many values printed as there is room for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import CONTEXT, Fill
from ikm_analysis.charts.rows import LABEL, Line, Room, block, block_height, block_width, draw_block, line_height

HEIGHT, TOP, FOOT, NAMES, AWAY = 2.2, 0.3, 0.32, 0.3, 0.16  # inches; NAMES is a share of the width
STYLES = ("-", "--", "-.", ":")


class Point(NamedTuple):
    """One value of one series."""

    series: str
    x: float
    x_text: str
    value: float
    value_text: str


@dataclass(frozen=True)
class Curve:
    """Points of up to four series, told apart by colour, marker and dashes."""

    points: list[Point]
    fills: dict[str, Fill]

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        return Room(0.3, self._height(width) + FOOT, TOP)

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        _, width = rows.inches(ax)
        foot = self._height(width)
        ax.set(xlim=(0, width), ylim=(foot + FOOT, 0), xticks=[], yticks=[])
        ax.hlines(foot, 0, width * (1 - NAMES), color=CONTEXT, linewidth=0.8)
        ax.spines["left"].set_visible(False)
        for x, text in {point.x: point.x_text for point in self.points}.items():
            draw_block(ax, self._x(x, width), foot + FOOT / 2, [Line(text)], ha="center")
        places = [[self._place(point, width) for point in self._of(series)] for series in self.fills]
        for line, style, fill in zip(places, STYLES, self.fills.values(), strict=False):
            ax.plot(*zip(*line, strict=True), color=fill.colour, ls=style, marker=fill.marker, lw=1.8, clip_on=False)
        self._print_values(ax, width, self._name_lines(ax, width), [Path(line) for line in places])
        return ax

    def _of(self, series: str) -> list[Point]:
        return sorted((point for point in self.points if point.series == series), key=lambda point: point.x)

    def _x(self, x: float, width: float) -> float:
        first, last = min(point.x for point in self.points), max(point.x for point in self.points)
        room = width * (1 - NAMES) - 0.5
        return 0.2 + room * ((x - first) / (last - first) if last > first else 0.5)

    def _place(self, point: Point, width: float) -> tuple[float, float]:
        highest = max((each.value for each in self.points if not math.isnan(each.value)), default=0) or 1
        return self._x(point.x, width), self._height(width) * (1 - point.value / highest)

    def _ends(self, width: float) -> list[tuple[Point, list[Line]]]:
        """The last point of each series that has one and the words printed at its end, from the highest down."""
        given = [[point for point in self._of(series) if not math.isnan(point.value)] for series in self.fills]
        ends = sorted((points[-1] for points in given if points), key=lambda point: -point.value)
        words = ([Line(end.value_text, weight="bold"), Line(end.series)] for end in ends)
        return [(end, block(lines, width * NAMES - 0.2)) for end, lines in zip(ends, words, strict=True)]

    def _height(self, width: float) -> float:
        """Inches from the highest value to zero: as much as the names at the ends need."""
        return max(HEIGHT, sum(block_height(lines) + 0.04 for _, lines in self._ends(width)))

    def _name_lines(self, ax: Axes, width: float) -> list[Bbox]:
        """Print each series with its last value at its end, none on another and none below zero."""
        x, ends = width * (1 - NAMES) + 0.05, self._ends(width)
        room = [sum(block_height(lines) + 0.04 for _, lines in ends[number:]) for number in range(len(ends))]
        taken: list[Bbox] = []
        for (end, lines), needed in zip(ends, room, strict=True):
            top = self._place(end, width)[1] - block_height(lines) / 2
            top = min(top, self._height(width) - needed + 0.04)
            top = max(top, taken[-1].y1) if taken else top
            draw_block(ax, x, top + block_height(lines) / 2, lines)
            taken.append(Bbox.from_bounds(x, top, block_width(lines), block_height(lines) + 0.04))
        return taken

    def _print_values(self, ax: Axes, width: float, taken: list[Bbox], drawn: list[Path]) -> None:
        """Print the other values above or below their points where neither a line nor a text is in the way."""
        for point in (point for series in self.fills for point in self._of(series)[:-1]):
            x, y = self._place(point, width)
            half, tall = rows.text_width(point.value_text) / 2 + 0.02, line_height(LABEL) / 2
            for middle in (y - AWAY, y + AWAY):
                box = Bbox.from_extents(x - half, middle - tall, x + half, middle + tall)
                hit = box.count_overlaps(taken) or any(line.intersects_bbox(box, filled=False) for line in drawn)
                if not (hit or math.isnan(point.value) or box.y1 > self._height(width) or box.x0 < -0.25):
                    draw_block(ax, x, middle, [Line(point.value_text)], ha="center")
                    taken.append(box)
                    break
