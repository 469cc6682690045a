"""The kinds of chart, by name, and the chart that comes of a tidy frame; `kinds.toml` says which columns each reads.

Charts place marks and printed words (columns ending in `text`); they compute no finding and format no number. They
are laid out in inches, so that a row is as high as its label whatever the number of rows.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Any, NamedTuple

import matplotlib.style
import pandas as pd

from ikm_analysis.charts.bars import Bars, Calendar, Funnel, Lane, Part, Reconciliation
from ikm_analysis.charts.curve import Curve, Point
from ikm_analysis.charts.palette import BACKGROUND, PARTS, SERIES, SOFT_TEXT, UNKNOWN, Fill
from ikm_analysis.charts.rows import NOTE, Line
from ikm_analysis.charts.shaded import Matrix, Tile, Tiles

KNOWN = replace(SERIES[0], edge=SERIES[0].colour)  # outlined, so that a single day is seen
ROUNDING = 0.005  # by how much printed shares may exceed the whole
Chart = Bars | Matrix | Tiles | Curve


class Kind(NamedTuple):
    """How a frame is read into a chart: the columns it needs, the row's name first, and those that hold numbers."""

    name: str
    read: Callable[..., Chart]
    needs: list[str]
    numbers: list[str]
    signed: bool

    def chart(self, frame: pd.DataFrame, **options: Any) -> Chart:
        """The chart of a frame. Raises ValueError naming the columns it misses or a row that it cannot show."""
        if missing := [column for column in self.needs if column not in frame]:
            raise ValueError(f"chart {self.name!r} needs the columns {', '.join(missing)}, not only {list(frame)}")
        if frame.empty:
            raise ValueError(f"chart {self.name!r} has no row to draw")
        numbered = frame.astype(dict.fromkeys(self.numbers, float))
        below = numbered[(numbered[self.numbers] < 0).any(axis=1)]
        if not self.signed and len(below):
            raise ValueError(f"chart {self.name!r} cannot show a value below zero: {below[self.needs[0]].iloc[0]!r}")
        return self.read(numbered, **options)


def bars(frame: pd.DataFrame, *, dots: float = 0.0) -> Bars:
    """Horizontal bars from zero, in the order given, each with its value printed at its end; or dots at these ends."""
    key = _told_apart(list(frame["series"].unique()), SERIES, "series") if "series" in frame else {}
    lanes = []
    for row in frame.to_dict("records"):
        fill = key[row["series"]] if key else SERIES[0] if row.get("emphasis", True) else BACKGROUND
        value, note = row["value"], row.get("note_text")
        given = not math.isnan(value)
        parts = [Part(0.0, value, replace(fill, edge="none"), "", row["value_text"], given)]
        if given and row.get("unknown"):
            parts.append(Part(value, value + row["unknown"], UNKNOWN, "", ""))
        notes = [Line(note, NOTE, colour=SOFT_TEXT)] if isinstance(note, str) else []
        lanes.append(Lane(row["label"], parts, parts[-1].end if given else 0.0, notes))
    return Bars(lanes, key, dots, most=0.42)


def shares(frame: pd.DataFrame) -> Bars:
    """100 % bars, one per label, divided into parts; a part too short for its text is named beside the bar."""
    known = dict(zip(frame["part"], frame.get("known", [True] * len(frame)), strict=True))
    key = dict.fromkeys(known, UNKNOWN) | _told_apart([part for part in known if known[part]], PARTS, "known parts")
    lanes = []
    for label, group in frame.groupby("label", sort=False):
        if (whole := group["share"].sum()) > 1 + ROUNDING:
            raise ValueError(f"chart 'shares': the shares of {label!r} sum to {whole}, more than the whole")
        texts = group["share_text"]
        parts = _stacked(group["share"], group["part"].map(key), texts, group["part"] + ": " + texts)
        lanes.append(Lane(str(label), parts, 1.0, [Line(group["base_text"].iloc[0], colour=SOFT_TEXT)]))
    return Bars(lanes, key)


def spans(frame: pd.DataFrame, *, limit: float = 0.0, limit_text: str = "") -> Bars:
    """Ranges on an axis from zero, one bar per label; `limit` is marked by a thin line through all rows."""
    lanes = []
    for label, group in frame.groupby("label", sort=False):
        parts = []
        for low, high, text, known in zip(*(group[name] for name in ("low", "high", "text", "known")), strict=True):
            if high < low:
                raise ValueError(f"chart 'spans': {label!r} ends at {high}, before it begins at {low}")
            parts.append(Part(low, high, SERIES[0] if known else UNKNOWN, text, text, not math.isnan(high - low)))
        lanes.append(Lane(str(label), parts, max(limit, Lane("", parts).end)))
    return Bars(lanes, limit=limit, limit_text=limit_text)


def funnel(frame: pd.DataFrame) -> Funnel:
    """Stages below each other, bars from zero joined by lines that show what is lost."""
    return Funnel(bars(frame).lanes, most=0.42)


def calendar(frame: pd.DataFrame, *, months: Sequence[str]) -> Calendar:
    """Spans on the twelve `months` of a year, one row each."""
    lanes = []
    for row in frame.to_dict("records"):
        if row["end"] < row["start"]:
            raise ValueError(f"chart 'calendar': {row['label']!r} ends before it begins")
        part = Part(row["start"], row["end"], KNOWN if row["known"] else UNKNOWN, "", row["text"])
        lanes.append(Lane(row["label"], [part], float(len(months))))
    return Calendar(lanes, most=0.42, months=tuple(months))


def tiles(frame: pd.DataFrame) -> Tiles:
    """A tile for each area, shaded in at most five blues by value."""
    if frame.duplicated(["tile_row", "tile_column"]).any():
        raise ValueError("chart 'tiles' has two areas on one tile")
    places = frame[["tile_row", "tile_column"]]
    begun = frame.assign(**(places - places.groupby(frame["region"]).transform("min")))
    return Tiles([Tile(*row) for row in begun[list(Tile._fields)].itertuples(index=False)])


def curve(frame: pd.DataFrame) -> Curve:
    """Lines over time from zero, one per series, each point labelled where there is room and the last one always."""
    fills = _told_apart(list(frame["series"].unique()), SERIES, "series")
    return Curve([Point(*row) for row in frame[list(Point._fields)].itertuples(index=False)], fills)


def reconciliation(frame: pd.DataFrame, *, reference: float, zoom_text: str, **gap: Any) -> Reconciliation:
    """Stacked bars from zero with a second, enlarged panel at their ends.

    Options: `reference` (dotted line), `zoom` (first and last value of the enlarged panel) and `zoom_text` (the words
    above it, which must say that it is enlarged), `gap_row` and `gap_text` (an arrow from the reference to its end).
    """
    lanes = []
    for label, group in frame.groupby("row", sort=False):
        fills = [BACKGROUND] if len(group) == 1 else [SERIES[number % 2] for number in range(len(group))]
        texts = (group["part"] + " " + group["value_text"]).str.strip()
        total = Line(str(group["total_text"].iloc[0]), weight="bold")
        lanes.append(Lane(str(label), _stacked(group["value"], fills, texts, texts), tail=[total]))
    return Reconciliation(lanes, most=0.25, limit=reference, limit_text=zoom_text, **gap)


def matrix(frame: pd.DataFrame) -> Matrix:
    """Cells shaded in at most five blues by value, each with its text."""
    cells = frame.set_index(["row", "column"])
    if cells.index.has_duplicates:
        raise ValueError(f"chart 'matrix' has two values for {cells.index[cells.index.duplicated()][0]}")
    rows, columns = list(frame["row"].unique()), list(frame["column"].unique())
    cells = cells.reindex(pd.MultiIndex.from_product([rows, columns]))
    unsaid = cells.index[cells["value_text"].isna()]
    if len(unsaid):
        raise ValueError(f"chart 'matrix' has no text for {unsaid[0]}; a missing value needs one")
    return Matrix(rows, columns, cells["value"].tolist(), cells["value_text"].tolist())


def _stacked(lengths: pd.Series[float], fills: Iterable[Fill], inside: Iterable[str], out: Iterable[str]) -> list[Part]:
    """Parts that follow each other from zero; a missing length takes no room."""
    ends = lengths.fillna(0).cumsum()
    columns = (ends.shift(fill_value=0.0), ends, fills, inside, out, lengths.notna())
    return [Part(*values) for values in zip(*columns, strict=True)]


def _told_apart(names: Sequence[str], fills: Sequence[Fill], what: str) -> dict[str, Fill]:
    if len(names) > len(fills):
        raise ValueError(f"at most {len(fills)} {what} can be told apart, not {len(names)}: {', '.join(names)}")
    return dict(zip(names, fills, strict=False))


KINDS: dict[str, Callable[..., Chart]] = {
    reader.__name__: reader for reader in (bars, shares, matrix, reconciliation, funnel, calendar, tiles, curve, spans)
}
KINDS["dots"] = partial(bars, dots=8.0)
COLUMNS = tomllib.loads((files(__name__) / "kinds.toml").read_text(encoding="utf-8"))


def kind(name: str) -> Kind:
    """The kind of chart called `name`. Raises ValueError naming those there are."""
    if name not in KINDS:
        raise ValueError(f"no chart is called {name!r}; there are {', '.join(KINDS)}")
    spec = COLUMNS[name]
    words = {column: said for column, said in COLUMNS[spec.get("like", name)].items() if isinstance(said, str)}
    needs = [column for column, said in words.items() if not said.startswith("may")]
    numbers = [column for column in needs if words[column].startswith("number")]
    return Kind(name, KINDS[name], needs, numbers, "signed" in spec)


def house_style() -> AbstractContextManager[None]:
    """Matplotlib's settings for the time of a drawing: the house style over the defaults, whatever was set before."""
    return matplotlib.style.context(str(files(__name__) / "ikm.mplstyle"), after_reset=True)
