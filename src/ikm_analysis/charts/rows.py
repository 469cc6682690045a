"""What all charts share: text measured before it is drawn, labelled rows, the value scale, the key. All in inches."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, BboxTransformTo, ScaledTranslation, Transform

from ikm_analysis.charts.palette import CONTEXT, TEXT, Fill

LABEL, NOTE = 9.0, 7.5  # points
PAD, LABEL_PAD, SWATCH = 0.06, 7 / 72, 0.16


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = LABEL, weight: str = "normal") -> float:
    """Width of one line in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72


def line_height(size: float = LABEL) -> float:
    """Height of one line in inches, its share of the space between lines included."""
    return 1.25 * size / 72


def fits(text: str, width: float, size: float = LABEL, weight: str = "normal") -> bool:
    """Whether every word of `text` is at most `width` inches wide, so that wrapping need not cut one."""
    return all(text_width(word, size, weight) <= width for word in text.split())


def wrapped(text: str, width: float, size: float = LABEL, weight: str = "normal") -> list[str]:
    """Lines no wider than `width` inches, as few as possible and about equally long; a word wider than that is cut."""
    lines = _filled(text, width, size, weight)
    least = sum(text_width(word, size, weight) for word in text.split()) / len(lines)  # or the words need more lines
    narrower = (share * width for share in (0.5, 0.6, 0.7, 0.8, 0.9) if share * width >= least)
    balanced = (_filled(text, room, size, weight) for room in narrower if fits(text, room, size, weight))
    return next((even for even in balanced if len(even) == len(lines)), lines)


def folded(texts: Iterable[str], width: float) -> tuple[list[str], list[float]]:
    """Each text with line breaks, no wider than `width` inches, and its height in inches."""
    lines = [wrapped(text, width) for text in texts]
    return ["\n".join(text) for text in lines], [len(text) * line_height() for text in lines]


def _filled(text: str, width: float, size: float, weight: str) -> list[str]:
    rest, lines = [piece for word in text.split() for piece in _pieces(word, width, size, weight)], []
    while rest:
        # From as many as fit without spaces downwards: measuring lines is what costs most.
        most = bisect_right([*accumulate(text_width(piece, size, weight) for piece in rest)], width)
        tried = (" ".join(rest[:n]) for n in range(most, 1, -1))
        lines.append(next((line for line in tried if text_width(line, size, weight) <= width), rest[0]))
        rest = rest[lines[-1].count(" ") + 1 :]
    return lines or [""]


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    ends = range(len(word), 1, -1)
    end = next((end for end in ends if text_width(word[:end], size, weight) <= width), 1)
    return [word[:end], *_pieces(word[end:], width, size, weight)] if end < len(word) else [word]


def _packed(items: Iterable[str], width: float, measured: Callable[[list[str]], float]) -> list[list[str]]:
    """As many items beside each other as fit into `width`, then the next line."""
    lines: list[list[str]] = [[]]
    for item in items:
        if lines[-1] and measured([*lines[-1], item]) > width:
            lines.append([])
        lines[-1].append(item)
    return lines


@dataclass(frozen=True)
class Line:
    """One printed line."""

    text: str
    size: float = LABEL
    weight: str = "normal"
    colour: str = TEXT


def block(lines: Iterable[Line], width: float) -> list[Line]:
    """The lines that say anything, each wrapped to `width` inches."""
    said = (line for line in lines if line.text.strip())
    return [replace(line, text=text) for line in said for text in wrapped(line.text, width, line.size, line.weight)]


def block_width(lines: Iterable[Line]) -> float:
    """Width of the widest line in inches."""
    return max((text_width(line.text, line.size, line.weight) for line in lines), default=0.0)


def block_height(lines: Iterable[Line]) -> float:
    """Height of all lines in inches."""
    return sum(line_height(line.size) for line in lines)


def draw_block(place: Axes | Figure, x: float, y: float, lines: Sequence[Line], **properties: Any) -> None:
    """Print lines below each other, centred `y` inches below the upper edge of an axes or a figure."""
    top, corner = y - block_height(lines) / 2, from_corner(place)
    for line in lines:
        place.text(x, top + line_height(line.size) / 2, line.text, fontsize=line.size, fontweight=line.weight,
                   color=line.colour, va="center", transform=corner, **properties)  # fmt: skip
        top += line_height(line.size)


def from_corner(place: Axes | Figure) -> Transform:
    """Points counted in inches to the right of and below the upper left corner of an axes or a figure."""
    corner = ScaledTranslation(0, 1, BboxTransformTo(place.bbox))
    return Affine2D().scale(1, -1) + place.figure.dpi_scale_trans + corner


def inches(ax: Axes) -> tuple[float, float]:
    """The room left of the axes and the width of the axes, in inches."""
    box = ax.bbox.transformed(ax.figure.dpi_scale_trans.inverted())
    return box.x0, box.width


class Room(NamedTuple):
    """What a drawing needs left of, inside and above its axes, in inches."""

    left: float
    height: float
    top: float = 0.0


class Rows(NamedTuple):
    """Wrapped labels, the centre of each row by its label (inches below the top of the axes), the whole height."""

    labels: list[str]
    centres: pd.Series[float]
    height: float


def label_room(labels: Iterable[str], width: float, most: float = 0.42) -> float:
    """Inches left of the axes that the row labels need: narrow where two lines do, else up to `most` of `width`."""
    for share in (min(0.28, most), min(0.34, most), most):
        lines = [wrapped(label, share * width) for label in labels]
        if max(map(len, lines)) <= 2:
            break
    return max(text_width(line) for label in lines for line in label) + LABEL_PAD + 0.02


def stack(marks: pd.Series[float], left: float, gap: float) -> Rows:
    """Rows below each other, each as high as its mark or its label (the index) wrapped into the room `left`."""
    labels, least = folded(marks.index, left - LABEL_PAD)
    heights = marks.clip(lower=pd.Series(least, marks.index)) + gap
    return Rows(labels, heights.cumsum() - heights / 2, float(heights.sum()))


def set_rows(ax: Axes, rows: Rows, limits: tuple[float, float]) -> None:
    """Label the rows, hide the value axis (values are printed) and put the axis line at zero."""
    tall = ax.bbox.height / ax.figure.dpi  # texts count inches from the top, so must bars
    ax.set(xlim=limits, ylim=(max(tall, rows.height), 0), xticks=[])
    ax.set_yticks(rows.centres, labels=rows.labels)
    if limits[0] < 0:
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=CONTEXT, linewidth=0.8, zorder=3, clip_on=False)


def value_limits(width: float, values: Sequence[float], rooms: Sequence[float]) -> tuple[float, float]:
    """Axis limits with zero inside, so that each mark and the room for its text beyond its end fit into `width`."""
    marks = [(0.0, 0.0), *zip(values, rooms, strict=True)]
    right = [(value, room) for value, room in marks if value >= 0]
    left = [(0.0, 0.0), *((-value, room) for value, room in marks if value < 0)]
    scale = min(((width - r - s) / (a + b) for a, r in right for b, s in left if a + b > 0), default=width)
    low = max(value * scale + room for value, room in left) / scale
    return -low, max(width / scale - low, 0.0)


def key_height(names: Collection[str], width: float) -> float:
    """Inches above the axes that a key of these names needs."""
    return 0.2 * len(_packed(names, width, _key_width)) + 0.06 if names else 0.0


def draw_key(ax: Axes, fills: Mapping[str, Fill], *, markers: bool = False) -> None:
    """Print a key above the axes: a swatch (or the shape of the dots) and the name of each fill."""
    shared: dict[str, Any] = {"transform": from_corner(ax), "clip_on": False}
    for number, names in enumerate(reversed(_packed(fills, inches(ax)[1], _key_width))):
        x, y = 0.0, -0.12 - 0.2 * number
        for name in names:
            fill = fills[name]
            if markers:
                ax.add_artist(Line2D([x + SWATCH / 2], [y], marker=fill.marker, color=fill.colour, ls="none", **shared))
            else:
                ax.add_artist(Rectangle((x, y - 0.06), SWATCH, 0.12, **shared, **fill.style))
            draw_block(ax, x + SWATCH + PAD, y, [Line(name)])
            x += _key_width([name])


def _key_width(names: Iterable[str]) -> float:
    return sum(SWATCH + PAD + text_width(name) + 0.18 for name in names)
