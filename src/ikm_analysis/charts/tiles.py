"""A tile map: one tile of equal size for each area, so that small areas are seen as well as large ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ikm_analysis.charts import rows
from ikm_analysis.charts.palette import BLUES, CONTEXT, SOFT_TEXT, UNKNOWN, Fill
from ikm_analysis.charts.rows import NOTE, Line, Room, block, block_height, draw_block

HEADING, SPACE, PAD = 0.26, 0.05, 0.04  # inches: a region's name, between tiles, inside a tile


class Tile(NamedTuple):
    """One area, where it lies in its region's grid, its value and what is printed."""

    region: str
    tile_row: int
    tile_column: int
    label: str
    value: float
    value_text: str


@dataclass(frozen=True)
class Tiles:
    """The tiles of one or more regions, each region under its name."""

    tiles: list[Tile]

    def room(self, width: float) -> Room:
        """The room the chart needs in `width` inches."""
        return Room(0.0, sum(height for *_, height in self._regions(width)))

    def draw(self, ax: Axes) -> Axes:
        """Draw on axes that leave that room."""
        _, width = rows.inches(ax)
        ax.set(xlim=(0, width), ylim=(self.room(width).height, 0), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        top, highest = 0.0, max((tile.value for tile in self.tiles if not math.isnan(tile.value)), default=0) or 1
        for name, tiles, side, height in self._regions(width):
            draw_block(ax, 0.0, top + HEADING / 2, [Line(name, weight="bold")])
            first_row, n_rows = _extent([tile.tile_row for tile in tiles])
            first_column, _ = _extent([tile.tile_column for tile in tiles])
            tall = (height - HEADING) / n_rows
            for tile in tiles:
                x, y = (tile.tile_column - first_column) * side, top + HEADING + (tile.tile_row - first_row) * tall
                _draw_tile(ax, tile, x, y, (side - SPACE, tall - SPACE), highest)
            top += height
        return ax

    def _regions(self, width: float) -> list[tuple[str, list[Tile], float, float]]:
        """Each region: its name, its tiles, the width of one in inches, and the height of all with the name."""
        by_region = sorted(self.tiles, key=lambda tile: tile.region)
        regions = [(name, list(tiles)) for name, tiles in groupby(by_region, key=lambda tile: tile.region)]
        columns = max(_extent([tile.tile_column for tile in tiles])[1] for _, tiles in regions)
        side = width / max(columns, 4)
        tall = max(block_height(_printed(tile, side - SPACE, "")) for tile in self.tiles) + 2 * PAD + SPACE
        rows_of = {name: _extent([tile.tile_row for tile in tiles])[1] for name, tiles in regions}
        return [(name, tiles, side, HEADING + tall * rows_of[name]) for name, tiles in regions]


def _extent(places: list[int]) -> tuple[int, int]:
    """The first row or column that tiles take, and how many there are from it to the last."""
    return min(places), 1 + max(places) - min(places)


def _printed(tile: Tile, width: float, ink: str) -> list[Line]:
    lines = [Line(tile.label, NOTE, colour=ink), Line(tile.value_text, weight="bold", colour=ink)]
    return block(lines, width - 2 * PAD)


def _draw_tile(ax: Axes, tile: Tile, x: float, y: float, size: tuple[float, float], highest: float) -> None:
    missing = math.isnan(tile.value)
    fill = UNKNOWN if missing else Fill(BLUES[math.ceil(tile.value / highest * (len(BLUES) - 1))], edge=CONTEXT)
    ax.add_patch(Rectangle((x, y), *size, **fill.style, linewidth=0.8))
    lines = _printed(tile, size[0], SOFT_TEXT if missing else fill.ink)
    draw_block(ax, x + size[0] / 2, y + size[1] / 2, lines, ha="center", bbox=fill.behind)
