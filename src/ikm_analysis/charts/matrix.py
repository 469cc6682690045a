"""A grid of rows and columns whose cells print their value and are shaded by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import BLUES, CONTEXT, SOFT_TEXT, TEXT, UNKNOWN, readable
from ikm_analysis.charts.rows import Room
from ikm_analysis.charts.texts import LABEL, fits, line_height, text_width, wrapped

KIND = "matrix"
CELL_PAD = 0.04


@dataclass(frozen=True)
class Grid:
    """The names of rows and columns in the order given, and the value and text where they meet."""

    rows: list[str]
    columns: list[str]
    values: NDArray[np.float64]
    texts: NDArray[np.object_]


def draw_matrix(frame: pd.DataFrame, ax: Axes) -> Axes:
    """Cells shaded in at most five blues by value, each with its text.

    Columns: `row`; `column`; `value` (zero or more; missing: white and hatched; below zero: refused); `value_text`.
    Every row and column must meet in exactly one cell.
    """
    import seaborn as sns  # slow to import, so only where it draws

    grid = _grid(frame)
    shades = _shades(grid.values)
    left, width = rows.inches(ax)
    cell = width / len(grid.columns)
    sns.heatmap(
        shades, mask=np.isnan(shades), ax=ax, clip_on=False, cmap=ListedColormap(BLUES), vmin=0, vmax=len(BLUES) - 1,
        cbar=False, linewidths=0.6, linecolor=CONTEXT, xticklabels=False, yticklabels=False,
    )  # fmt: skip
    ax.set(xlabel="", ylabel="")
    _print_cells(ax, shades, grid.texts, cell)
    _print_rows(ax, grid.rows, left)
    _print_headings(ax, grid.columns, cell)
    return ax


def room_matrix(frame: pd.DataFrame, width: float, options: Mapping[str, Any]) -> Room:
    """Room for a matrix."""
    grid = _grid(frame)
    left = rows.label_room(grid.rows, width)
    cell = (width - left) / len(grid.columns)
    lines = [wrapped(text, left - rows.LABEL_PAD) for text in grid.rows]
    lines += [wrapped(text, cell - 2 * CELL_PAD) for text in grid.texts.ravel()]
    height = max(0.3 if len(grid.rows) <= 24 else 0.2, max(map(len, lines)) * line_height() + 0.06)
    return Room(left, height * len(grid.rows), _heading_height(grid.columns, cell))


def _grid(frame: pd.DataFrame) -> Grid:
    rows.need(frame, KIND, "row", "column", "value", "value_text")
    rows.refuse_negative(frame.assign(label=frame["row"]), KIND, "value")
    placed = frame.assign(value=frame["value"].astype(float)).set_index(["row", "column"])
    if placed.index.has_duplicates:
        raise ValueError(f"chart {KIND!r} has two values for {placed.index[placed.index.duplicated()][0]}")
    order = frame["row"].unique(), frame["column"].unique()
    wanted = pd.MultiIndex.from_product(order)
    texts = placed["value_text"].reindex(wanted)
    if texts.isna().any():
        raise ValueError(f"chart {KIND!r} has no text for {texts.index[texts.isna()][0]}; a missing value needs one")
    shape = len(order[0]), len(order[1])
    values = placed["value"].reindex(wanted).to_numpy().reshape(shape)
    return Grid(list(order[0]), list(order[1]), values, texts.to_numpy(dtype=object).reshape(shape))


def _shades(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shade of each cell: zero the palest, the rest in equal steps up to the highest value."""
    highest = float(np.nanmax(values, initial=0)) or 1.0
    return np.asarray(np.ceil(values / highest * (len(BLUES) - 1)))


def _print_cells(ax: Axes, shades: NDArray[np.float64], texts: NDArray[np.object_], cell: float) -> None:
    for (row, column), shade in np.ndenumerate(shades):
        text = "\n".join(wrapped(str(texts[row, column]), cell - 2 * CELL_PAD))
        behind = None
        if np.isnan(shade):
            ax.add_patch(Rectangle((column, row), 1, 1, **UNKNOWN.style))
            behind = {"facecolor": UNKNOWN.colour, "edgecolor": "none", "pad": 1.0}
        colour = SOFT_TEXT if np.isnan(shade) else readable(BLUES[int(shade)])
        ax.text(column + 0.5, row + 0.5, text, color=colour, fontsize=LABEL, ha="center", va="center", bbox=behind)


def _print_rows(ax: Axes, labels: list[str], left: float) -> None:
    wrapped_labels = ["\n".join(wrapped(label, left - rows.LABEL_PAD)) for label in labels]
    ax.set_yticks(np.arange(len(labels)) + 0.5, labels=wrapped_labels, rotation=0)
    ax.spines["left"].set_visible(False)


def _upright(labels: list[str], cell: float) -> bool:
    return all(fits(label, cell - 2 * CELL_PAD) for label in labels)


def _heading_height(labels: list[str], cell: float) -> float:
    if _upright(labels, cell):
        return max(len(wrapped(label, cell - 2 * CELL_PAD)) for label in labels) * line_height() + 0.08
    return max(map(text_width, labels)) + 0.1


def _print_headings(ax: Axes, labels: list[str], cell: float) -> None:
    upright = _upright(labels, cell)
    for number, label in enumerate(labels):
        text = "\n".join(wrapped(label, cell - 2 * CELL_PAD)) if upright else label
        ax.text(*rows.above(ax, (number + 0.5) * cell, 0.05), text, transform=ax.transAxes, color=TEXT, fontsize=LABEL,
                ha="center", va="bottom", rotation=0 if upright else 90)  # fmt: skip
