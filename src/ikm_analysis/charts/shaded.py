"""Areas shaded by their values in five blues, each printing its value: a grid of rows and columns, and a tile map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import BLUES, CONTEXT, SOFT_TEXT, TEXT, UNKNOWN, Fill
from ikm_analysis.charts.rows import NOTE, Line, Room, block, block_height, draw_block, fits, folded, text_width

CELL_PAD, HEADING, SPACE = 0.04, 0.26, 0.05  # inches: inside a cell, a region's name, between tiles


def _shades(values: Iterable[float]) -> list[float]:
    """The place of each value among the blues, zero alone in the palest; a missing value has none."""
    given = np.array(list(values), dtype=float)
    return list(np.ceil(given / (np.nanmax(given, initial=0) or 1.0) * (len(BLUES) - 1)))


def _fill(shade: float) -> tuple[Fill, str]:
    """How an area is filled, and the colour of its text."""
    fill = UNKNOWN if math.isnan(shade) else Fill(BLUES[int(shade)], edge=CONTEXT)
    return fill, SOFT_TEXT if fill is UNKNOWN else fill.ink


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
        cell, shades = width / len(self.columns), _shades(self.values)
        sns.heatmap(
            np.reshape(shades, (len(self.rows), -1)), ax=ax, clip_on=False, cmap=ListedColormap(BLUES), vmin=0,
            vmax=len(BLUES) - 1, cbar=False, linewidths=0.6, linecolor=CONTEXT, xticklabels=False, yticklabels=False,
        )  # fmt: skip
        texts = folded(self.texts, cell - 2 * CELL_PAD)[0]
        for number, (text, (fill, ink)) in enumerate(zip(texts, map(_fill, shades), strict=True)):
            row, column = divmod(number, len(self.columns))
            if fill is UNKNOWN:
                ax.add_patch(Rectangle((column, row), 1, 1, **fill.style))
            ax.text(column + 0.5, row + 0.5, text, color=ink, ha="center", va="center", bbox=fill.behind)
        ax.set_yticks(np.arange(len(self.rows)) + 0.5, labels=folded(self.rows, left - rows.LABEL_PAD)[0])
        headings, rotation, _ = self._headings(cell)
        for number, text in enumerate(headings):
            ax.text((number + 0.5) * cell, -0.05, text, transform=rows.from_corner(ax), color=TEXT, rotation=rotation,
                    ha="center", va="bottom")  # fmt: skip
        return ax

    def _headings(self, cell: float) -> tuple[list[str], float, float]:
        """The headings as printed, their rotation (upright only where no word need be cut), and inches above."""
        if not all(fits(name, cell - 2 * CELL_PAD) for name in self.columns):
            return self.columns, 90, max(map(text_width, self.columns)) + 0.1
        texts, heights = folded(self.columns, cell - 2 * CELL_PAD)
        return texts, 0, max(heights) + 0.08


class Tile(NamedTuple):
    """One area, its place in its region's grid (which begins at 0), its value and what is printed."""

    region: str
    tile_row: int
    tile_column: int
    label: str
    value: float
    value_text: str

    def printed(self, width: float, ink: str = "") -> list[Line]:
        """The lines printed in a tile so wide."""
        lines = [Line(self.label, NOTE, colour=ink), Line(self.value_text, weight="bold", colour=ink)]
        return block(lines, width - SPACE - 2 * CELL_PAD)


@dataclass(frozen=True)
class Tiles:
    """A tile of equal size for each area, so that small ones are seen as well; each region under its name."""

    tiles: list[Tile]

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        return Room(0.0, sum(HEADING + self._tall(width) * n_rows for n_rows in self._n_rows().values()))

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        _, width = rows.inches(ax)
        side, tall = self._side(width), self._tall(width)
        ax.set(xlim=(0, width), ylim=(self.room(width).height, 0), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        fills, top = list(map(_fill, _shades(tile.value for tile in self.tiles))), 0.0
        for region, n_rows in self._n_rows().items():
            draw_block(ax, 0.0, top + HEADING / 2, [Line(region, weight="bold")])
            for tile, (fill, ink) in zip(self.tiles, fills, strict=True):
                if tile.region == region:
                    x, y = tile.tile_column * side, top + HEADING + tile.tile_row * tall
                    wide, high = side - SPACE, tall - SPACE
                    ax.add_patch(Rectangle((x, y), wide, high, **fill.style, linewidth=0.8))
                    lines = tile.printed(side, ink)
                    draw_block(ax, x + wide / 2, y + high / 2, lines, ha="center", bbox=fill.behind)
            top += HEADING + tall * n_rows
        return ax

    def _n_rows(self) -> dict[str, int]:
        """How many rows of tiles each region has."""
        ordered = sorted(self.tiles, key=lambda tile: (tile.region, tile.tile_row))
        return {tile.region: 1 + tile.tile_row for tile in ordered}

    def _side(self, width: float) -> float:
        """The width of a tile with the space beside it, in inches."""
        return width / max(4, *(1 + tile.tile_column for tile in self.tiles))

    def _tall(self, width: float) -> float:
        """The height of a tile with the space below it, in inches."""
        return max(block_height(tile.printed(self._side(width))) for tile in self.tiles) + 2 * CELL_PAD + SPACE
