"""Ranges: what is known as a solid bar, what may lie between a lowest and a highest value as a hatched one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts import bands, rows
from ikm_analysis.charts.bands import Band, Part
from ikm_analysis.charts.palette import SERIES, TEXT, UNKNOWN
from ikm_analysis.charts.rows import Room, Rows
from ikm_analysis.charts.texts import LABEL, PAD, block_height, block_width, draw_block, text_width

KIND = "spans"


def draw_spans(frame: pd.DataFrame, ax: Axes, *, limit: float | None = None, limit_text: str = "") -> Axes:
    """Ranges on an axis from zero, one bar per label.

    Columns: `label`; `low` and `high` (below zero, or high below low: refused; missing: only the text is printed);
    `text` (in the span, or beside the bar); `known` (True: solid, False: white and hatched). Rows with one label
    lie on one bar. Options: `limit` (a value marked by a thin line through all rows) and `limit_text` above it.
    """
    left, width = rows.inches(ax)
    plan, spans, scale, thickness = _plan(frame, left, width, limit)
    rows.set_rows(ax, plan, (0, width / scale))
    placed = [(y, part) for y, band in zip(plan.centres, spans, strict=True) for part in band.parts]
    bands.draw_parts(ax, placed, scale, thickness)
    for y, band in zip(plan.centres, spans, strict=True):
        lines = bands.beside(band, scale, thickness, width)
        before_limit = (band.end - band.reach) * scale + block_width(lines) + 2 * PAD < 0
        draw_block(ax, (band.end if before_limit else band.reach) + PAD / scale, y, lines)
    if limit is not None:
        ax.axvline(limit, color=TEXT, linewidth=0.8, zorder=0.5)
        _print_limit(ax, limit * scale, limit_text)
    return ax


def room_spans(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for spans."""
    rows.need(frame, KIND, "label", "low", "high", "text", "known")
    left = rows.label_room(frame["label"], width, most=0.3)
    plan, *_ = _plan(frame, left, width - left, options.get("limit"))
    return Room(left, plan.height, 0.22 if options.get("limit_text") else 0.0)


def _plan(frame: pd.DataFrame, left: float, width: float, limit: float | None) -> tuple[Rows, list[Band], float, float]:
    rows.need(frame, KIND, "label", "low", "high", "text", "known")
    rows.refuse_negative(frame, KIND, "low", "high")
    spans = [_band(str(label), group, limit or 0.0) for label, group in frame.groupby("label", sort=False)]
    thickness = rows.bar_thickness(len(spans))
    scale = bands.fitted_scale(spans, thickness, width)
    marks = [max(thickness, block_height(bands.beside(band, scale, thickness, width))) for band in spans]
    return rows.stack([band.label for band in spans], marks, left, gap=0.6 * thickness), spans, scale, thickness


def _band(label: str, group: pd.DataFrame, limit: float) -> Band:
    spans = zip(group["low"].astype(float), group["high"].astype(float), group["text"], group["known"], strict=True)
    parts = []
    for low, high, text, known in spans:
        if high < low:
            raise ValueError(f"chart {KIND!r}: {label!r} ends at {high}, before it begins at {low}")
        parts.append(Part(low, high, text, text, SERIES[0] if known else UNKNOWN, given=low == low and high == high))
    return Band(label, parts, max([limit, *(part.end for part in parts if part.drawn)]))


def _print_limit(ax: Axes, x: float, text: str) -> None:
    width = rows.inches(ax)[1]
    centred = min(max(x, text_width(text) / 2), width - text_width(text) / 2)
    place = rows.above(ax, centred, 0.05)
    ax.text(*place, text, transform=ax.transAxes, fontsize=LABEL, color=TEXT, ha="center", va="bottom")
