"""What all charts of labelled rows share: room for the labels, row positions in inches, the value scale, the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ikm_analysis.charts.palette import CONTEXT, Fill
from ikm_analysis.charts.texts import LABEL, PAD, line_height, text_width, wrapped

LABEL_PAD = 7 / 72
SWATCH = 0.16


@dataclass(frozen=True)
class Room:
    """What a drawing needs around and inside its axes, in inches."""

    left: float
    height: float
    top: float = 0.0


@dataclass(frozen=True)
class Rows:
    """Wrapped labels and the centre of each row, in inches below the top of the axes."""

    labels: list[str]
    centres: list[float]
    height: float


def need(frame: pd.DataFrame, kind: str, *columns: str) -> None:
    """Raise ValueError naming the columns a kind of chart misses, or the frame that has no row."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"chart {kind!r} needs the columns {', '.join(missing)}; the frame has {list(frame.columns)}")
    if frame.empty:
        raise ValueError(f"chart {kind!r} has no row to draw")


def refuse_negative(frame: pd.DataFrame, kind: str, *columns: str) -> None:
    """Raise ValueError naming the first row whose value lies below zero."""
    for column in columns:
        below = frame[frame[column].astype(float) < 0]
        if not below.empty:
            row = below.iloc[0]
            raise ValueError(f"chart {kind!r} cannot show a value below zero: {row['label']!r} has {row[column]}")


def bar_thickness(count: int) -> float:
    """Thickness in inches of one of `count` bars: many rows are drawn closer so that they stay on one page."""
    return 0.26 if count <= 12 else 0.20 if count <= 24 else 0.15


def label_room(labels: Iterable[str], width: float, most: float = 0.42) -> float:
    """Inches left of the axes that the row labels need: narrow where two lines do, else up to `most` of `width`."""
    for share in (min(0.28, most), min(0.34, most), most):
        lines = [wrapped(label, share * width) for label in labels]
        if max(map(len, lines)) <= 2:
            break
    return max(text_width(line) for label in lines for line in label) + LABEL_PAD + 0.02


def stack(labels: Sequence[str], marks: Sequence[float], left: float, gap: float) -> Rows:
    """Rows below each other, each as high as its mark or its label wrapped into the room `left`, whichever is more."""
    lines = [wrapped(label, left - LABEL_PAD) for label in labels]
    heights = np.array([max(mark, len(text) * line_height()) for mark, text in zip(marks, lines, strict=True)]) + gap
    bottoms = np.cumsum(heights)
    return Rows(["\n".join(text) for text in lines], list(bottoms - heights / 2), float(bottoms[-1]))


def figure_of(ax: Axes) -> Figure:
    """The figure an axes belongs to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("a chart is drawn on the axes of a figure; these have none")
    return figure


def inches(ax: Axes) -> tuple[float, float]:
    """The room left of the axes and the width of the axes, in inches."""
    width = figure_of(ax).get_figwidth()
    return ax.get_position().x0 * width, ax.get_position().width * width


def set_rows(ax: Axes, rows: Rows, limits: tuple[float, float]) -> None:
    """Label the rows, hide the value axis (values are printed) and put the axis line at zero."""
    ax.set_xlim(*limits)
    ax.set_ylim(rows.height, 0)
    ax.set_yticks(rows.centres, labels=rows.labels)
    ax.xaxis.set_visible(False)
    if limits[0] < 0:
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=CONTEXT, linewidth=0.8, zorder=3, clip_on=False)


def value_limits(width: float, values: Sequence[float], rooms: Sequence[float]) -> tuple[float, float]:
    """Axis limits with zero inside, so that each mark and the room for its text beyond its end fit into `width`."""
    right = [(value, room) for value, room in zip(values, rooms, strict=True) if value >= 0] or [(0.0, 0.0)]
    left = [(-value, room) for value, room in zip(values, rooms, strict=True) if value < 0] or [(0.0, 0.0)]
    pairs = [((width - r - s), (a + b)) for a, r in right for b, s in left]
    scale = min((space / reach for space, reach in pairs if reach > 0), default=width)
    low = max(value * scale + room for value, room in left) / scale
    return -low, width / scale - low


def above(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """The point `x` inches right of and `y` inches above the upper left corner of the axes, as shares of the axes."""
    place = ax.get_position()
    return x / inches(ax)[1], 1 + y / (place.height * figure_of(ax).get_figheight())


def key_lines(names: Sequence[str], width: float) -> list[list[str]]:
    """The names of a key, as many beside each other as fit into `width` inches."""
    lines: list[list[str]] = [[]]
    for name in names:
        if lines[-1] and _key_width([*lines[-1], name]) > width:
            lines.append([])
        lines[-1].append(name)
    return lines


def key_height(names: Sequence[str], width: float) -> float:
    """Inches above the axes that a key of these names needs."""
    return len(key_lines(names, width)) * 0.2 + 0.06 if names else 0.0


def draw_key(ax: Axes, fills: Mapping[str, Fill], *, markers: bool = False) -> None:
    """Print a key above the axes: a swatch (or the shape of the dots) and the name of each fill."""
    lines = key_lines(list(fills), inches(ax)[1])
    for number, names in enumerate(lines):
        x, y = 0.0, 0.12 + 0.2 * (len(lines) - number - 1)
        for name in names:
            ax.add_artist(_shape(ax, x, y, fills[name]) if markers else _swatch(ax, x, y, fills[name]))
            ax.text(*above(ax, x + SWATCH + PAD, y), name, transform=ax.transAxes, fontsize=LABEL, va="center")
            x += _key_width([name])


def _swatch(ax: Axes, x: float, y: float, fill: Fill) -> Artist:
    (left, low), (right, high) = above(ax, x, y - 0.06), above(ax, x + SWATCH, y + 0.06)
    return Rectangle((left, low), right - left, high - low, transform=ax.transAxes, clip_on=False, **fill.style)


def _shape(ax: Axes, x: float, y: float, fill: Fill) -> Artist:
    at_x, at_y = above(ax, x + SWATCH / 2, y)
    return Line2D(
        [at_x], [at_y], marker=fill.marker, color=fill.colour, linestyle="none", transform=ax.transAxes, clip_on=False
    )


def _key_width(names: Sequence[str]) -> float:
    return sum(SWATCH + PAD + text_width(name) + 0.18 for name in names)
