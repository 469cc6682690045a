"""Charts with one mark per value and its figure printed at the end of the mark: bars and dots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import BACKGROUND, SERIES, SOFT_TEXT, Fill
from ikm_analysis.charts.rows import Room, Rows
from ikm_analysis.charts.texts import NOTE, PAD, Line, block, block_height, block_width, draw_block

TEXT_SHARE = 0.45
DOT = 8.0


@dataclass(frozen=True)
class Lane:
    """One value: where its mark lies (inches below the top of the axes), how it is filled and what is printed."""

    y: float
    value: float
    fill: Fill
    lines: list[Line]

    @property
    def known(self) -> bool:
        """Whether there is a value to mark; a missing one is only named."""
        return self.value == self.value


def draw_bars(frame: pd.DataFrame, ax: Axes) -> Axes:
    """Horizontal bars from zero, in the order given, each with its value printed at its end.

    Columns: `label`; `value` (missing: the text alone is printed, no bar; below zero: drawn to the left);
    `value_text`; optional `note_text` (small below the value); optional `series` (up to four, told apart by colour and
    hatch, named in a key; a label that returns gets one bar per series); optional `emphasis` (True in the main colour,
    False in grey).
    """
    plan, lanes, thickness = _plan(frame, "bars", *rows.inches(ax))
    shown = [lane for lane in lanes if lane.known]
    _set_axes(ax, plan, lanes, offset=0)
    bars = ax.barh([lane.y for lane in shown], [lane.value for lane in shown], height=thickness)
    for bar, lane in zip(bars, shown, strict=True):
        bar.update(lane.fill.style | {"linewidth": 0})
    _print_values(ax, lanes, offset=0)
    rows.draw_key(ax, _series(frame))
    return ax


def draw_dots(frame: pd.DataFrame, ax: Axes) -> Axes:
    """A dot at the end of a line from zero for each value, for comparing few amounts.

    Columns: `label`; `value` (missing: the text alone; below zero: refused); `value_text`; optional `note_text`
    (printed small below the value); optional `series` (up to four, told apart by colour and shape, named in a key).
    """
    plan, lanes, _ = _plan(frame, "dots", *rows.inches(ax))
    rows.refuse_negative(frame, "dots", "value")
    _set_axes(ax, plan, lanes, offset=DOT / 144)
    for lane in (lane for lane in lanes if lane.known):
        ax.hlines(lane.y, 0, lane.value, color=lane.fill.colour, linewidth=2.2)
        ax.plot(lane.value, lane.y, lane.fill.marker, color=lane.fill.colour, markersize=DOT, clip_on=False)
    _print_values(ax, lanes, offset=DOT / 144)
    rows.draw_key(ax, _series(frame), markers=True)
    return ax


def room_bars(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for bars."""
    return _room(frame, "bars", width)


def room_dots(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for dots."""
    return _room(frame, "dots", width)


def _room(frame: pd.DataFrame, kind: str, width: float) -> Room:
    rows.need(frame, kind, "label", "value", "value_text")
    left = rows.label_room(frame["label"], width)
    plan, _, _ = _plan(frame, kind, left, width - left)
    return Room(left, plan.height, rows.key_height(list(_series(frame)), width - left))


def _series(frame: pd.DataFrame) -> dict[str, Fill]:
    names = list(dict.fromkeys(frame["series"])) if "series" in frame else []
    if len(names) > len(SERIES):
        raise ValueError(f"at most {len(SERIES)} series can be told apart, not {len(names)}: {', '.join(names)}")
    return dict(zip(names, SERIES, strict=False))


def _fills(frame: pd.DataFrame) -> list[Fill]:
    if "series" in frame:
        named = _series(frame)
        return [named[name] for name in frame["series"]]
    if "emphasis" in frame:
        return [SERIES[0] if main else BACKGROUND for main in frame["emphasis"]]
    return [SERIES[0]] * len(frame)


def _lines(row: pd.Series, width: float) -> list[Line]:
    known = pd.notna(row["value"])
    value = Line(row["value_text"], weight="bold") if known else Line(row["value_text"], colour=SOFT_TEXT)
    note = row.get("note_text")
    notes = [Line(note, NOTE, colour=SOFT_TEXT)] if isinstance(note, str) else []
    return block([value, *notes], width * TEXT_SHARE)


def _plan(frame: pd.DataFrame, kind: str, left: float, width: float) -> tuple[Rows, list[Lane], float]:
    rows.need(frame, kind, "label", "value", "value_text")
    numbered = frame.reset_index(drop=True)
    groups = {str(label): list(group.index) for label, group in numbered.groupby("label", sort=False)}
    full = rows.bar_thickness(len(groups))
    thickness = full if len(groups) == len(frame) else max(0.16, 0.65 * full)
    texts = [_lines(row, width) for _, row in frame.iterrows()]
    heights = [max(thickness, block_height(lines)) for lines in texts]
    marks = [sum(heights[number] for number in group) for group in groups.values()]
    plan = rows.stack(list(groups), marks, left, gap=0.5 * full)
    fills, values = _fills(frame), frame["value"].astype(float).tolist()
    lanes = []
    for centre, mark, group in zip(plan.centres, marks, groups.values(), strict=True):
        top = centre - mark / 2
        for number in group:
            lanes.append(Lane(top + heights[number] / 2, values[number], fills[number], texts[number]))
            top += heights[number]
    return plan, lanes, thickness


def _set_axes(ax: Axes, plan: Rows, lanes: list[Lane], offset: float) -> None:
    values = [lane.value if lane.known else 0.0 for lane in lanes]
    rooms = [block_width(lane.lines) + 2 * PAD + offset for lane in lanes]
    rows.set_rows(ax, plan, rows.value_limits(rows.inches(ax)[1], values, rooms))


def _print_values(ax: Axes, lanes: list[Lane], offset: float) -> None:
    low, high = ax.get_xlim()
    pad = (PAD + offset) * (high - low) / rows.inches(ax)[1]
    for lane in lanes:
        if lane.known and lane.value < 0:
            draw_block(ax, lane.value - pad, lane.y, lane.lines, align="right")
        else:
            draw_block(ax, (lane.value if lane.known else 0.0) + pad, lane.y, lane.lines)
