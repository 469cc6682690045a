"""A grid of rows and columns whose cells print their value and are shaded by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import BLUES, CONTEXT, SOFT_TEXT, TEXT, UNKNOWN, Fill
from ikm_analysis.charts.rows import Room, fits, folded, from_corner, text_width

CELL_PAD = 0.04


@dataclass(frozen=True)
class Matrix:
    """The names of rows and columns, and the value and text of each cell, row by row."""

    rows: list[str]
    columns: list[str]
    values: list[float]
    texts: list[str]

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        left = rows.label_room(self.rows, width)
        cell = (width - left) / len(self.columns)
        heights = folded(self.rows, left - rows.LABEL_PAD)[1] + folded(self.texts, cell - 2 * CELL_PAD)[1]
        height = max(0.3 if len(self.rows) <= 24 else 0.2, max(heights) + 0.06)
        return Room(left, height * len(self.rows), self._headings(cell)[2])

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        import seaborn as sns  # slow to import, so only where it draws

        left, width = rows.inches(ax)
        cell, highest = width / len(self.columns), np.nanmax(self.values, initial=0) or 1.0
        shades = np.ceil(np.array(self.values) / highest * (len(BLUES) - 1))  # zero alone is the palest
        sns.heatmap(
            shades.reshape(len(self.rows), -1), ax=ax, clip_on=False, cmap=ListedColormap(BLUES), vmin=0,
            vmax=len(BLUES) - 1, cbar=False, linewidths=0.6, linecolor=CONTEXT, xticklabels=False, yticklabels=False,
        )  # fmt: skip
        self._print_cells(ax, shades, cell)
        ax.set_yticks(np.arange(len(self.rows)) + 0.5, labels=folded(self.rows, left - rows.LABEL_PAD)[0])
        texts, rotation, _ = self._headings(cell)
        for number, text in enumerate(texts):
            ax.text((number + 0.5) * cell, -0.05, text, transform=from_corner(ax), color=TEXT, rotation=rotation,
                    ha="center", va="bottom")  # fmt: skip
        return ax

    def _print_cells(self, ax: Axes, shades: NDArray[np.float64], cell: float) -> None:
        for number, text in enumerate(folded(self.texts, cell - 2 * CELL_PAD)[0]):
            (row, column), shade = divmod(number, len(self.columns)), shades[number]
            fill = UNKNOWN if np.isnan(shade) else Fill(BLUES[int(shade)])
            if fill is UNKNOWN:
                ax.add_patch(Rectangle((column, row), 1, 1, **fill.style))
            ink = SOFT_TEXT if fill is UNKNOWN else fill.ink
            ax.text(column + 0.5, row + 0.5, text, color=ink, ha="center", va="center", bbox=fill.behind)

    def _headings(self, cell: float) -> tuple[list[str], float, float]:
        """The headings as printed, their rotation (upright only where no word need be cut), and inches above."""
        if not all(fits(name, cell - 2 * CELL_PAD) for name in self.columns):
            return self.columns, 90, max(map(text_width, self.columns)) + 0.1
        texts, heights = folded(self.columns, cell - 2 * CELL_PAD)
        return texts, 0, max(heights) + 0.08
