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
from ikm_analysis.charts.texts import (
    LABEL,
    PAD,
    Line,
    block,
    block_height,
    block_width,
    draw_block,
    line_height,
    text_width,
)

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
    """The two panels, in inches: full scale from 0 to `main`, enlarged from `start` over `width`."""

    main: float
    start: float
    width: float


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
    plan = _plan(totals, left, panels)
    scale = panels.main / _longest(totals)
    below = [_below(total, scale, panels) for total in totals]
    heights = [centre - block_height(lines) / 2 for centre, lines in zip(plan.centres, below, strict=True)]
    rows.set_rows(ax, replace(plan, centres=heights), (0, width / scale))
    enlarged = _enlarged(ax, panels, zoom, plan.height, width)
    placed = [(y, part) for y, total in zip(heights, totals, strict=True) for part in total.parts]
    for y, total, lines in zip(heights, totals, below, strict=True):
        _print_below(ax, y, total, lines, scale, panels)
        _print_total(enlarged, y, total, reference, zoom, panels)
        if total.label == gap_row:
            _print_gap(enlarged, y - THICKNESS / 2 - GAP / 2, total.end, reference, gap_text, panels)
    bands.draw_parts(ax, placed, scale, THICKNESS)
    bands.draw_parts(enlarged, [(y, _silent(part)) for y, part in placed if part.end > zoom[0]], scale, THICKNESS)
    enlarged.axvline(reference, color=TEXT, linestyle=":", linewidth=1.1, zorder=3)
    _join(ax, panels, zoom[0], plan.height, scale)
    _print_above(ax, panels.start, zoom_text)
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


def _longest(totals: list[Total]) -> float:
    return max(total.end for total in totals) or 1.0


def _left_out(total: Total, scale: float) -> list[Part]:
    return [part for part in total.parts if not bands.part_lines(part, scale, THICKNESS)]


def _below(total: Total, scale: float, panels: Panels) -> list[Line]:
    return block([Line("; ".join(part.outside for part in _left_out(total, scale)))], panels.main)


def _print_below(ax: Axes, y: float, total: Total, lines: list[Line], scale: float, panels: Panels) -> None:
    """Print the parts too short for their text below the bar, beginning under the first of them if there is room."""
    if lines:
        under = _left_out(total, scale)[0].start * scale
        x = max(0.0, min(under, panels.main - block_width(lines)))
        draw_block(ax, x / scale, y + (THICKNESS + block_height(lines) + 0.03) / 2 if total.end else y, lines)


def _plan(totals: list[Total], left: float, panels: Panels) -> rows.Rows:
    scale = panels.main / _longest(totals)
    marks = [THICKNESS + block_height(_below(total, scale, panels)) for total in totals]
    return rows.stack([total.label for total in totals], marks, left, gap=GAP + 0.08)


def _panels(totals: list[Total], width: float, reference: float, zoom: tuple[float, float], gap_text: str) -> Panels:
    zoomed = ZOOM_SHARE * width
    ends = [_text_start(total, reference, zoom, zoomed) + text_width(total.text, weight="bold") for total in totals]
    gap_ends = [
        _inch(max(total.end, reference), zoom, zoomed) + PAD + text_width(gap_text, weight="bold") for total in totals
    ]
    beyond = max(0.0, *(end + 0.02 - zoomed for end in [*ends, *gap_ends]))
    main = width - zoomed - beyond - BREAK
    return Panels(main, main + BREAK, zoomed)


def _inch(value: float, zoom: tuple[float, float], width: float) -> float:
    return (min(max(value, zoom[0]), zoom[1]) - zoom[0]) / (zoom[1] - zoom[0]) * width


def _text_start(total: Total, reference: float, zoom: tuple[float, float], width: float) -> float:
    end, line = _inch(total.end, zoom, width), _inch(reference, zoom, width)
    crosses = end <= line <= end + 2 * PAD + text_width(total.text, weight="bold")
    return (line if crosses else end) + PAD


def _enlarged(ax: Axes, panels: Panels, zoom: tuple[float, float], height: float, width: float) -> Axes:
    enlarged = ax.inset_axes((panels.start / width, 0, panels.width / width, 1), label=ENLARGED)
    enlarged.set_xlim(*zoom)
    enlarged.set_ylim(height, 0)
    enlarged.xaxis.set_visible(False)
    enlarged.yaxis.set_visible(False)
    enlarged.spines[["top", "right", "bottom"]].set_visible(False)
    enlarged.spines["left"].set_linestyle((0, (4, 3)))
    return enlarged


def _silent(part: Part) -> Part:
    return Part(part.start, part.end, "", "", part.fill)


def _print_total(ax: Axes, y: float, total: Total, reference: float, zoom: tuple[float, float], panels: Panels) -> None:
    start = _text_start(total, reference, zoom, panels.width)
    ax.text(start / panels.width, y, total.text, transform=ax.get_yaxis_transform(), color=TEXT, fontweight="bold",
            fontsize=LABEL, va="center")  # fmt: skip


def _print_gap(ax: Axes, y: float, end: float, reference: float, text: str, panels: Panels) -> None:
    arrow = {"arrowstyle": "->", "color": TEXT, "linewidth": 1.0, "mutation_scale": 7, "shrinkA": 2.5, "shrinkB": 0}
    ax.annotate("", (end, y), (reference, y), arrowprops=arrow)
    low, high = ax.get_xlim()
    x = max(end, reference) + PAD * (high - low) / panels.width
    ax.text(x, y, text, color=TEXT, fontsize=LABEL, fontweight="bold", va="center")


def _join(ax: Axes, panels: Panels, low: float, height: float, scale: float) -> None:
    for y in (0, height):
        ax.plot([low, panels.start / scale], [y, y], color=CONTEXT, linestyle=":", linewidth=0.8, clip_on=False)


def _print_above(ax: Axes, start: float, text: str) -> None:
    x = min(start, rows.inches(ax)[1] - text_width(text))
    y = 0.06 + line_height() / 2
    ax.text(*rows.above(ax, x, y), text, transform=ax.transAxes, color=SOFT_TEXT, fontsize=LABEL, va="center")
