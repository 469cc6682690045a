"""Totals that should agree: bars at full scale from zero, and beside them the last stretch enlarged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts import bands, rows
from ikm_analysis.charts.bands import Part
from ikm_analysis.charts.measured import ENLARGED
from ikm_analysis.charts.palette import BACKGROUND, CONTEXT, SERIES, SOFT_TEXT, TEXT
from ikm_analysis.charts.rows import Room
from ikm_analysis.charts.texts import PAD, Line, block, block_height, block_width, draw_block, text_width

KIND = "reconciliation"
THICKNESS, GAP = 0.4, 0.26
ZOOM_SHARE, BREAK, LABELS = 0.28, 0.4, 0.25


@dataclass(frozen=True)
class Total:
    """One row: its parts, what they come to, and the text that says so."""

    label: str
    parts: list[Part]
    text: str

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return max(part.end for part in self.parts)


@dataclass(frozen=True)
class Panels:
    """Full scale from 0 to `main` inches; from `start` on, over `width` inches, the values from `low` to `high`."""

    main: float
    start: float
    width: float
    low: float
    high: float
    reference: float

    def inch(self, value: float) -> float:
        """How far into the enlarged panel a value lies, kept within the panel."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low) * self.width

    def value(self, inch: float) -> float:
        """The value that far into the enlarged panel, or beyond it."""
        return self.low + inch / self.width * (self.high - self.low)

    def text_start(self, total: Total) -> float:
        """Where the text of a total begins in the enlarged panel: behind its bar, and never on the reference."""
        end, line = self.inch(total.end), self.inch(self.reference)
        crosses = end <= line <= end + 2 * PAD + text_width(total.text, weight="bold")
        return (line if crosses else end) + PAD


def draw_reconciliation(
    frame: pd.DataFrame,
    ax: Axes,
    *,
    reference: float,
    zoom: tuple[float, float],
    zoom_text: str,
    gap_row: str = "",
    gap_text: str = "",
) -> Axes:
    """Stacked bars from zero with a second, enlarged panel at their ends.

    Columns: `row`; `part`; `value` (below zero: refused; missing: named below the bar); `value_text`; `total_text`
    (the same for all parts of a row; at the end of its bar in the enlarged panel). A row with one part is grey.
    Options: `reference` (dotted line), `zoom` (first and last value of the enlarged panel) and `zoom_text` (the words
    above it, which must say that it is enlarged), `gap_row` and `gap_text` (an arrow from the reference to its end).
    """
    left, width = rows.inches(ax)
    totals = _totals(frame)
    panels = _panels(totals, width, reference, zoom, gap_text)
    plan, scale = _plan(totals, left, panels), panels.main / _longest(totals, reference)
    below = [_below(total, scale, panels) for total in totals]
    heights = [centre - block_height(lines) / 2 for centre, lines in zip(plan.centres, below, strict=True)]
    rows.set_rows(ax, replace(plan, centres=heights), (0, width / scale))
    enlarged = _enlarged(ax, panels, plan.height, scale)
    placed = [(y, part) for y, total in zip(heights, totals, strict=True) for part in total.parts]
    bands.draw_parts(ax, placed, scale, THICKNESS)
    bands.draw_parts(enlarged, [(y, replace(part, inside="")) for y, part in placed], scale, THICKNESS)
    for y, total, lines in zip(heights, totals, below, strict=True):
        _print_below(ax, y, total, lines, scale, panels)
        draw_block(enlarged, panels.value(panels.text_start(total)), y, [Line(total.text, weight="bold")])
    if gap_row:
        place = [total.label for total in totals].index(gap_row)
        _print_gap(enlarged, heights[place] - (THICKNESS + GAP) / 2, totals[place].end, gap_text, panels)
    start = min(panels.start, width - text_width(zoom_text))
    ax.text(*rows.above(ax, start, 0.14), zoom_text, transform=ax.transAxes, color=SOFT_TEXT, va="center")
    return ax


def room_reconciliation(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for a reconciliation."""
    totals = _totals(frame)
    left = rows.label_room([total.label for total in totals], width, most=LABELS)
    panels = _panels(totals, width - left, options["reference"], options["zoom"], options.get("gap_text", ""))
    return Room(left, _plan(totals, left, panels).height, 0.26)


def _totals(frame: pd.DataFrame) -> list[Total]:
    rows.need(frame, KIND, "row", "part", "value", "value_text", "total_text")
    rows.refuse_negative(frame.rename(columns={"row": "label"}), KIND, "value")
    return [_total(str(label), group) for label, group in frame.groupby("row", sort=False)]


def _total(label: str, group: pd.DataFrame) -> Total:
    values = group["value"].astype(float).fillna(0)
    texts = [f"{part} {text}".strip() for part, text in zip(group["part"], group["value_text"], strict=True)]
    fills = [BACKGROUND] if len(group) == 1 else [SERIES[number % 2] for number in range(len(group))]
    placed = zip(values.cumsum() - values, values.cumsum(), texts, fills, strict=True)
    parts = [Part(start, end, text, text, fill) for start, end, text, fill in placed]
    return Total(label, parts, str(group["total_text"].iloc[0]))


def _longest(totals: list[Total], reference: float) -> float:
    return max(reference, *(total.end for total in totals)) or 1.0


def _left_out(total: Total, scale: float) -> list[Part]:
    return [part for part in total.parts if not bands.part_lines(part, scale, THICKNESS)]


def _below(total: Total, scale: float, panels: Panels) -> list[Line]:
    colour = TEXT if total.end else SOFT_TEXT
    return block([Line("; ".join(part.outside for part in _left_out(total, scale)), colour=colour)], panels.main - PAD)


def _print_below(ax: Axes, y: float, total: Total, lines: list[Line], scale: float, panels: Panels) -> None:
    """Print the parts too short for their text below the bar, beginning under the first of them if there is room."""
    if lines:
        under = _left_out(total, scale)[0].start * scale
        x = max(PAD, min(under, panels.main - block_width(lines)))
        draw_block(ax, x / scale, y + (THICKNESS + block_height(lines) + 0.03) / 2 if total.end else y, lines)


def _plan(totals: list[Total], left: float, panels: Panels) -> rows.Rows:
    scale = panels.main / _longest(totals, panels.reference)
    marks = [THICKNESS + block_height(_below(total, scale, panels)) for total in totals]
    return rows.stack([total.label for total in totals], marks, left, gap=GAP + 0.08)


def _panels(totals: list[Total], width: float, reference: float, zoom: tuple[float, float], gap_text: str) -> Panels:
    """The panels, the full one as wide as the enlarged one and the texts behind its bars leave."""
    zoomed = Panels(0.0, 0.0, ZOOM_SHARE * width, *zoom, reference)
    ends = [zoomed.text_start(total) + text_width(total.text, weight="bold") for total in totals]
    gap_start = zoomed.inch(max(reference, *(total.end for total in totals))) + PAD
    ends.append(gap_start + text_width(gap_text, weight="bold"))
    start = width - max(zoomed.width, *ends) - 0.02
    return replace(zoomed, main=start - BREAK, start=start)


def _enlarged(ax: Axes, panels: Panels, height: float, scale: float) -> Axes:
    """The enlarged panel: a dashed edge where the axis is broken, dotted lines from the stretch that it enlarges."""
    width = rows.inches(ax)[1]
    enlarged = ax.inset_axes((panels.start / width, 0, panels.width / width, 1), label=ENLARGED)
    enlarged.set(xlim=(panels.low, panels.high), ylim=(height, 0))
    enlarged.xaxis.set_visible(False)
    enlarged.yaxis.set_visible(False)
    enlarged.spines[["top", "right", "bottom"]].set_visible(False)
    enlarged.spines["left"].set_linestyle((0, (4, 3)))
    enlarged.axvline(panels.reference, color=TEXT, linestyle=":", linewidth=1.1, zorder=3)
    for y in (0, height):
        ax.plot([panels.low, panels.start / scale], [y, y], color=CONTEXT, linestyle=":", linewidth=0.8, clip_on=False)
    return enlarged


def _print_gap(ax: Axes, y: float, end: float, text: str, panels: Panels) -> None:
    arrow = {"arrowstyle": "->", "color": TEXT, "linewidth": 1.0, "mutation_scale": 7, "shrinkA": 2.5, "shrinkB": 0}
    ax.annotate("", (panels.value(panels.inch(end)), y), (panels.reference, y), arrowprops=arrow)
    x = panels.inch(max(end, panels.reference)) + PAD
    draw_block(ax, panels.value(x), y, [Line(text, weight="bold")])
