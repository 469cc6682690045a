"""Bars that show how a whole is divided: one bar per base, as long as 100 %."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts import bands, rows
from ikm_analysis.charts.bands import Band, Part
from ikm_analysis.charts.palette import PARTS, SOFT_TEXT, UNKNOWN, Fill
from ikm_analysis.charts.rows import Room, Rows
from ikm_analysis.charts.texts import PAD, Line, block_height, draw_block

KIND = "shares"
ROUNDING = 0.005


def draw_shares(frame: pd.DataFrame, ax: Axes) -> Axes:
    """100 % bars, one per label, divided into parts; a part too short for its text is named beside the bar.

    Columns: `label`; `part` (up to four known ones); `share` (0-1; missing: named beside the bar, not drawn; below
    zero or summing to more than 1: refused); `share_text`; `base_text` (printed beside the bar, "dari 127 produk");
    optional `known` (False: the part is drawn white and hatched).
    """
    left, width = rows.inches(ax)
    plan, parted, scale, thickness = _plan(frame, left, width)
    rows.set_rows(ax, plan, (0, width / scale))
    placed = [(y, part) for y, band in zip(plan.centres, parted, strict=True) for part in band.parts]
    bands.draw_parts(ax, placed, scale, thickness)
    for y, band in zip(plan.centres, parted, strict=True):
        start = 1 if band.end else 0
        draw_block(ax, start + PAD / scale, y, bands.beside(band, scale, thickness, width))
    rows.draw_key(ax, _fills(frame))
    return ax


def room_shares(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for shares."""
    rows.need(frame, KIND, "label", "part", "share", "share_text", "base_text")
    left = rows.label_room(frame["label"], width, most=0.3)
    return Room(left, _plan(frame, left, width - left)[0].height, rows.key_height(list(_fills(frame)), width - left))


def _fills(frame: pd.DataFrame) -> dict[str, Fill]:
    known = frame["known"] if "known" in frame else [True] * len(frame)
    named = dict(zip(frame["part"], known, strict=True))
    free = iter(PARTS)
    if sum(map(bool, named.values())) > len(PARTS):
        raise ValueError(f"chart {KIND!r}: at most {len(PARTS)} known parts can be told apart: {', '.join(named)}")
    return {part: next(free) if is_known else UNKNOWN for part, is_known in named.items()}


def _plan(frame: pd.DataFrame, left: float, width: float) -> tuple[Rows, list[Band], float, float]:
    rows.need(frame, KIND, "label", "part", "share", "share_text", "base_text")
    rows.refuse_negative(frame, KIND, "share")
    fills = _fills(frame)
    parted = [_band(str(label), group, fills) for label, group in frame.groupby("label", sort=False)]
    thickness = rows.bar_thickness(len(parted))
    scale = bands.fitted_scale(parted, thickness, width)
    marks = [max(thickness, block_height(bands.beside(band, scale, thickness, width))) for band in parted]
    plan = rows.stack([band.label for band in parted], marks, left, gap=0.5 * thickness)
    return plan, parted, scale, thickness


def _band(label: str, group: pd.DataFrame, fills: Mapping[str, Fill]) -> Band:
    shares = group["share"].astype(float).fillna(0)
    if shares.sum() > 1 + ROUNDING:
        raise ValueError(f"chart {KIND!r}: the shares of {label!r} sum to {shares.sum()}, more than the whole")
    ends = shares.cumsum()
    parts = [
        Part(end - share, end, text, f"{name}: {text}", fills[name], bool(given))
        for end, share, text, name, given in zip(
            ends, shares, group["share_text"], group["part"], group["share"].notna(), strict=True
        )
    ]
    return Band(label, parts, 1.0, [Line(group["base_text"].iloc[0], colour=SOFT_TEXT)])
