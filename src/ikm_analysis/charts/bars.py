"""Charts of horizontal marks from zero on labelled rows, with their texts inside, beside or below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import CONTEXT, SOFT_TEXT, TEXT, Fill
from ikm_analysis.charts.rows import NOTE, PAD, Line, Room, block, block_height, block_width, draw_block, fits

ENLARGED = "enlarged"  # the label of an axes that says in print that it does not begin at zero
BESIDE_SHARE = 0.45  # the part of the width that texts beside the marks may take
TOTAL, GAP, ABOVE = 0.4, 0.34, 0.33  # inches: the bars of a reconciliation, between them, from one to its arrow
ZOOM_SHARE, BREAK = 0.28, 0.4  # the part of the width that is enlarged; inches before it


class Part(NamedTuple):
    """One part of a bar, from `start` to `end` in the unit of the axis."""

    start: float
    end: float
    fill: Fill
    inside: str  # what is printed in the part
    outside: str  # what is printed beside the bar when the part is too short for it
    given: bool = True  # a missing part is only named

    def lines(self, scale: float, thickness: float) -> list[Line]:
        """The text inside the part; none if it does not fit. `scale` is inches per unit."""
        room = (self.end - self.start) * scale - 2 * PAD
        said = Line(self.inside, weight="bold", colour=self.fill.ink)
        lines = block([said], room) if fits(said.text, room, weight=said.weight) else []
        return lines if block_height(lines) <= thickness else []


@dataclass(frozen=True)
class Lane:
    """One bar: its parts, where a text beside it may begin unless it fits before, and last lines for that text."""

    label: str
    parts: list[Part]
    reach: float = 0.0
    tail: list[Line] = field(default_factory=list)

    @property
    def end(self) -> float:
        """Where the last part ends; zero where none is given."""
        return max((part.end for part in self.parts if part.given), default=0.0)

    def left_out(self, scale: float, thickness: float) -> list[Part]:
        """The parts that are too short for their text."""
        return [part for part in self.parts if not part.lines(scale, thickness)]

    def beside(self, scale: float, thickness: float, width: float) -> list[Line]:
        """What is printed beside the bar."""
        named = [
            Line(part.outside, weight="bold") if part.given else Line(part.outside, colour=SOFT_TEXT)
            for part in self.left_out(scale, thickness)
        ]
        return block([*named, *self.tail], width * BESIDE_SHARE)


class Plan(NamedTuple):
    """Bars laid out in a given width: inches per unit, the height and text of each lane."""

    rows: rows.Rows
    limits: tuple[float, float]
    scale: float
    heights: list[float]
    texts: list[list[Line]]


@dataclass(frozen=True)
class Bars:
    """Lanes, those of one label in one row; with a key, a limit through all rows, and dots in place of bars."""

    lanes: list[Lane]
    key: dict[str, Fill] = field(default_factory=dict)
    dots: float = 0.0  # points across, in place of bars
    most: float = 0.3  # the part of the width that labels may take
    limit: float = 0.0
    limit_text: str = ""

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        left = rows.label_room([lane.label for lane in self.lanes], width, self.most)
        top = 0.26 if self.limit_text else rows.key_height(self.key, width - left)
        return Room(left, self._plan(left, width - left).rows.height, top)

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        plan = self._plan(*rows.inches(ax))
        rows.set_rows(ax, plan.rows, plan.limits)
        if self.dots:
            self._draw_dots(ax, plan)
        else:
            draw_parts(ax, self.lanes, plan.heights, plan.scale, self._thickness)
        for y, lane, lines in zip(plan.heights, self.lanes, plan.texts, strict=True):
            self._print_beside(ax, y, lane, lines, plan)
        self._finish(ax, plan)
        return ax

    @property
    def _thickness(self) -> float:
        """Inches: many bars are drawn closer so that they stay on one page."""
        return 0.26 if len(self.lanes) <= 12 else 0.20 if len(self.lanes) <= 24 else 0.15

    def _plan(self, left: float, width: float) -> Plan:
        limits, texts = self._fitted(width)
        heights = [max(self._thickness, block_height(lines)) for lines in texts]
        own = pd.Series(heights, [lane.label for lane in self.lanes])
        marks = own.groupby(level=0, sort=False).sum()
        placed = rows.stack(marks, left, 0.5 * self._thickness)
        centres = (placed.centres - marks / 2)[own.index] + own.groupby(level=0).cumsum() - own / 2
        return Plan(placed, limits, width / (limits[1] - limits[0]), centres.tolist(), texts)

    def _fitted(self, width: float) -> tuple[tuple[float, float], list[list[Line]]]:
        """The axis limits at which all bars and the texts beside them fit into `width`, and these texts."""
        reaches, rooms = [lane.reach for lane in self.lanes], [0.0] * len(self.lanes)
        low = high = 0.0
        while (limits := rows.value_limits(width, reaches, rooms)) and limits[1] - limits[0] > high - low:
            low, high = limits  # a smaller scale may push texts out of their parts, so until nothing changes
            texts = [lane.beside(width / (high - low), self._thickness, width) for lane in self.lanes]
            rooms = [block_width(lines) + 2 * PAD + self.dots / 144 for lines in texts]
        return (low, high), texts

    def _draw_dots(self, ax: Axes, plan: Plan) -> None:
        for y, lane in zip(plan.heights, self.lanes, strict=True):
            for part in (part for part in lane.parts if part.given):
                ax.hlines(y, 0, part.end, color=part.fill.colour, linewidth=2.2)
                ax.plot(part.end, y, part.fill.marker, color=part.fill.colour, markersize=self.dots, clip_on=False)

    def _print_beside(self, ax: Axes, y: float, lane: Lane, lines: list[Line], plan: Plan) -> None:
        fits_before = lane.end * plan.scale + block_width(lines) + 2 * PAD < lane.reach * plan.scale
        start = ((lane.end if fits_before else lane.reach) - plan.limits[0]) * plan.scale
        side, align = (-1, "right") if lane.reach < 0 else (1, "left")
        draw_block(ax, start + side * (PAD + self.dots / 144), y, lines, ha=align)

    def _finish(self, ax: Axes, plan: Plan) -> None:
        """The limit through all rows with its text, and the key."""
        if self.limit:
            ax.axvline(self.limit, color=TEXT, linewidth=0.8, zorder=0.5)
            line, width = Line(self.limit_text), rows.inches(ax)[1]
            half = block_width([line]) / 2
            draw_block(ax, min(max(self.limit * plan.scale, half), width - half), -0.12, [line], ha="center")
        rows.draw_key(ax, self.key, markers=self.dots > 0)


def draw_parts(ax: Axes, lanes: Sequence[Lane], heights: Sequence[float], scale: float, thickness: float) -> None:
    """Draw the parts of lanes at their heights (inches below the top of the axes), texts inside if `scale` is not 0."""
    shown = [(y, part) for y, lane in zip(heights, lanes, strict=True) for part in lane.parts if part.given]
    starts, lengths = [part.start for _, part in shown], [part.end - part.start for _, part in shown]
    bars = ax.barh([y for y, _ in shown], lengths, left=starts, height=thickness)
    for bar, (y, part) in zip(bars, shown, strict=True):
        bar.set(**part.fill.style, linewidth=0.8 if part.end != part.start else 0)
        x = (part.start - ax.get_xlim()[0]) * scale + PAD
        draw_block(ax, x, y, part.lines(scale, thickness), bbox=part.fill.behind)


@dataclass(frozen=True)
class Reconciliation(Bars):
    """Stacked bars at full scale, and beside them their ends around the limit enlarged, their tails behind them."""

    zoom: tuple[float, float] = (0.0, 1.0)
    gap_row: str = ""
    gap_text: str = ""

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        left, width = rows.inches(ax)
        plan, start = self._plan(left, width), self._start(width)
        rows.set_rows(ax, plan.rows, plan.limits)
        draw_parts(ax, self.lanes, plan.heights, plan.scale, TOTAL)
        for y, lane, lines in zip(plan.heights, self.lanes, plan.texts, strict=True):
            # below the bar, beginning under the first part too short for its text if there is room
            under = min((part.start for part in lane.left_out(plan.scale, TOTAL)), default=0.0) * plan.scale
            x = max(PAD, min(under, start - BREAK - block_width(lines)))
            draw_block(ax, x, y + (TOTAL + block_height(lines) + 0.03) / 2 if lane.end else y, lines)
        ax.hlines((0, plan.rows.height), self.zoom[0], start / plan.scale, CONTEXT, ":", linewidth=0.8, clip_on=False)
        said = Line(self.limit_text, colour=SOFT_TEXT)
        draw_block(ax, min(start, width - block_width([said])), -0.14, [said])
        enlarged = ax.inset_axes((start / width, 0, ZOOM_SHARE, 1), label=ENLARGED)
        enlarged.set(xlim=self.zoom, ylim=ax.get_ylim(), xticks=[], yticks=[])
        self._draw_enlarged(enlarged, plan.heights, width)
        return ax

    def _plan(self, left: float, width: float) -> Plan:
        main = self._start(width) - BREAK
        scale = main / (max(self.limit, *(lane.end for lane in self.lanes)) or 1.0)
        named = ["; ".join(part.outside for part in lane.left_out(scale, TOTAL)) for lane in self.lanes]
        texts = [block([Line(text)], main - PAD) for text in named]
        below = pd.Series([block_height(lines) for lines in texts], [lane.label for lane in self.lanes])
        placed = rows.stack(below + TOTAL, left, GAP)
        beside_bars = placed._replace(centres=placed.centres - below / 2)
        return Plan(beside_bars, (0, width / scale), scale, beside_bars.centres.tolist(), texts)

    def _start(self, width: float) -> float:
        """Where the enlarged panel begins: as far right as it and the texts behind its bars leave."""
        ends = [self._text_start(lane, width) + block_width(lane.tail) for lane in self.lanes]
        last = max(self.limit, *(lane.end for lane in self.lanes))
        gap_end = self._inch(last, width) + PAD + rows.text_width(self.gap_text, weight="bold")
        return width - max(ZOOM_SHARE * width, gap_end, *ends) - 0.02

    def _inch(self, value: float, width: float) -> float:
        """How far into the enlarged panel a value lies, kept within the panel."""
        return float(np.interp(value, self.zoom, (0, ZOOM_SHARE * width)))

    def _text_start(self, lane: Lane, width: float) -> float:
        """Where the total begins in the enlarged panel: behind its bar, and never on the reference."""
        end, line = self._inch(lane.end, width), self._inch(self.limit, width)
        return (line if end <= line <= end + 2 * PAD + block_width(lane.tail) else end) + PAD

    def _draw_enlarged(self, ax: Axes, heights: list[float], width: float) -> None:
        """The enlarged panel, with a dashed edge where the axis is broken."""
        ax.spines["left"].set_linestyle((0, (4, 3)))
        ax.axvline(self.limit, color=TEXT, linestyle=":", linewidth=1.1, zorder=3)
        draw_parts(ax, self.lanes, heights, 0.0, TOTAL)
        for y, lane in zip(heights, self.lanes, strict=True):
            draw_block(ax, self._text_start(lane, width), y, lane.tail)
            if lane.label == self.gap_row:
                self._draw_gap(ax, y - ABOVE, lane.end, width)

    def _draw_gap(self, ax: Axes, y: float, end: float, width: float) -> None:
        """An arrow from the reference to the end of a bar, above the bar."""
        arrow = {"arrowstyle": "->", "color": TEXT, "linewidth": 1.0, "mutation_scale": 7, "shrinkA": 2.5, "shrinkB": 0}
        ax.annotate("", (np.clip(end, *self.zoom), y), (self.limit, y), arrowprops=arrow)
        draw_block(ax, self._inch(max(end, self.limit), width) + PAD, y, [Line(self.gap_text, weight="bold")])


@dataclass(frozen=True)
class Funnel(Bars):
    """Bars whose ends are joined to the next, so that the eye sees what is lost from stage to stage."""

    def _finish(self, ax: Axes, plan: Plan) -> None:
        stages, half = list(zip(plan.heights, self.lanes, strict=True)), self._thickness / 2
        for (above, wide), (below, narrow) in pairwise(stages):
            ends = [lane.parts[0].end if lane.parts[0].given else 0.0 for lane in (wide, narrow)]  # of what is known
            ax.plot(ends, (above + half, below - half), color=CONTEXT, linewidth=0.8)


@dataclass(frozen=True)
class Calendar(Bars):
    """Spans on the months of a year, named above."""

    months: tuple[str, ...] = ()

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        return super().room(width)._replace(top=0.26)

    def _finish(self, ax: Axes, plan: Plan) -> None:
        narrow = any(rows.text_width(name, NOTE) + PAD > plan.scale for name in self.months)
        for number, name in enumerate(self.months):
            said = name[:1] if narrow else name
            draw_block(ax, (number + 0.5) * plan.scale, -0.14, [Line(said, NOTE)], ha="center")
        ax.hlines(0, 0, len(self.months), color=CONTEXT, linewidth=0.8)
        ax.vlines(range(len(self.months) + 1), 0, 0.04, color=CONTEXT, linewidth=0.8)
