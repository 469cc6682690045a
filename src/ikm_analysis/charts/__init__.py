"""The kinds of chart, by name. Each `draw_*` takes a tidy frame and axes and returns the axes.

They place marks and printed words (columns ending in `text`); they compute no finding and format no number. Positions
are counted in inches, so that a row is as high as its label whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Any, NamedTuple

import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes

from ikm_analysis.charts.lanes import draw_bars, draw_dots, room_bars, room_dots
from ikm_analysis.charts.matrix import draw_matrix, room_matrix
from ikm_analysis.charts.reconciliation import draw_reconciliation, room_reconciliation
from ikm_analysis.charts.rows import Room
from ikm_analysis.charts.shares import draw_shares, room_shares
from ikm_analysis.charts.spans import draw_spans, room_spans


class Kind(NamedTuple):
    """How a kind of chart is drawn, and the room it needs in a given width."""

    draw: Callable[..., Axes]
    room: Callable[[pd.DataFrame, float, Mapping[str, Any]], Room]


KINDS = {
    "bars": Kind(draw_bars, room_bars),
    "shares": Kind(draw_shares, room_shares),
    "dots": Kind(draw_dots, room_dots),
    "matrix": Kind(draw_matrix, room_matrix),
    "reconciliation": Kind(draw_reconciliation, room_reconciliation),
    "spans": Kind(draw_spans, room_spans),
}


def kind(name: str) -> Kind:
    """The kind of chart called `name`. Raises ValueError naming those there are."""
    if name not in KINDS:
        raise ValueError(f"no chart is called {name!r}; there are {', '.join(KINDS)}")
    return KINDS[name]


def house_style() -> AbstractContextManager[None]:
    """Matplotlib's settings for the time of a drawing: the house style over the defaults, whatever was set before."""
    return matplotlib.style.context(str(files(__name__) / "ikm.mplstyle"), after_reset=True)


__all__ = ["KINDS", "Kind", "Room", "house_style", "kind"] + [f"draw_{name}" for name in KINDS]
