"""An exhibit as a figure: finding, subtitle, drawing, note and source, laid out from measured text and checked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase
from numpy.typing import NDArray

from ikm_analysis import charts
from ikm_analysis.charts.bars import ENLARGED
from ikm_analysis.charts.palette import PAPER, SOFT_TEXT, contrast
from ikm_analysis.charts.rows import NOTE, Line, block, block_height, draw_block
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.issues import UnusableFile

CM = 1 / 2.54
WIDTH, BARE_WIDTH = 16.0 * CM, 15.5 * CM
EDGE = 0.012  # where all text begins, as a share of the width
ABOVE, BELOW, GAP = 0.10, 0.09, 0.13  # inches
SPACE_AFTER = {"title": 0.03}  # inches; GAP after the others
PNG_DPI = 300
TEXT_CONTRAST, MARK_CONTRAST, SMALLEST = 4.5, 3.0, 7.0
TOUCH = 1.0  # pixels two boxes may share: the empty rim of the letters
ROLES = {"title": ("finding",), "subtitle": ("measure", "place", "period", "unit"), "source": ("source_line",)}


class ExhibitFigure(Figure):
    """A figure that knows the exhibit it shows, so that its words can be checked; `bare` has the drawing only."""

    exhibit: Exhibit
    bare: bool


def figure(exhibit: Exhibit, *, bare: bool = False) -> ExhibitFigure:
    """Draw an exhibit 16 cm wide and as high as its words and rows need.

    `bare` leaves out title, subtitle and source (15.5 cm, for a document that prints them itself). Raises ValueError
    for an exhibit without a drawing and for a frame its kind of chart cannot show.
    """
    if (drawing := exhibit.drawing) is None:
        raise ValueError(f"exhibit {exhibit.name!r} has no drawing")
    width, options = BARE_WIDTH if bare else WIDTH, {**drawing.options}
    words = _words(exhibit, str(options.pop("note_text", "")), width * (1 - 2 * EDGE), bare)
    chart = charts.kind(drawing.kind).chart(drawing.frame, **options)
    room = chart.room(width * (1 - 2 * EDGE))
    heights = {role: block_height(lines) for role, lines in words.items()} | {"drawing": room.top + room.height}
    tops, height = _tops(heights)
    with charts.house_style():
        fig = ExhibitFigure(figsize=(width, height))
        fig.exhibit, fig.bare = exhibit, bare
        start, foot = EDGE + room.left / width, 1 - (tops["drawing"] + heights["drawing"]) / height
        chart.draw(fig.add_axes((start, foot, 1 - EDGE - start, room.height / height)))
        for role, lines in words.items():
            draw_block(fig, EDGE * width, tops[role] + heights[role] / 2, lines, label=role)
    return fig


def save_figure(exhibit: Exhibit, folder: Path, data_hash: str = "") -> list[Path]:
    """Write `<name>.png` (300 dpi) and `<name>.svg` into `folder`, naming the data; equal exhibits give equal bytes.

    Raises UnusableFile with every problem found if the figure is not fit to be printed; then nothing is written.
    """
    try:
        fig, found = _standing(exhibit)
    except ValueError as reason:
        raise UnusableFile("error.unfit_figure", figure=exhibit.name, problems=reason) from reason
    if found:
        raise UnusableFile("error.unfit_figure", figure=exhibit.name, problems="; ".join(found))
    png, svg = folder / f"{exhibit.name}.png", folder / f"{exhibit.name}.svg"
    about = {"Title": exhibit.finding, "Description": exhibit.alt, "Source": exhibit.source_line, "Software": None}
    about |= {"Comment": f"data {data_hash}"} if data_hash else {}
    with charts.house_style():
        fig.savefig(png, dpi=PNG_DPI, metadata=about)
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n' + (f"<!-- data {data_hash} -->\n" if data_hash else "")
    svg.write_text(prolog + svg_text(exhibit), encoding="utf-8", newline="\n")
    return [png, svg]


@lru_cache(maxsize=256)  # more than a run in two languages has: its pages take the figures already drawn
def svg_text(exhibit: Exhibit) -> str:
    """The figure as an `<svg>` element to stand in a page; its ids begin with the exhibit's name, so none clash.

    Warns of what a reader could not read: in a notebook an unfit figure is shown with that warning.
    """
    (fig, found), text = _standing(exhibit), StringIO()
    if found:
        warnings.warn(f"figure {exhibit.name!r}: {'; '.join(found)}", stacklevel=2)
    with charts.house_style(), matplotlib.rc_context({"svg.hashsalt": exhibit.name}):
        fig.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return _accessible(text.getvalue(), exhibit)


@lru_cache(maxsize=1)  # for the svg right after the png; a figure is large, its svg is kept longer
def _standing(exhibit: Exhibit) -> tuple[ExhibitFigure, list[str]]:
    """The figure with its title and source, and what is wrong with it, letters that the font lacks included."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        fig = figure(exhibit)
        return fig, figure_problems(fig)


def _words(exhibit: Exhibit, note: str, room: float, bare: bool) -> dict[str, list[Line]]:
    """The lines above and below the drawing by their role, in the order they stand."""
    words = {
        "title": Line(exhibit.finding, size=12.0, weight="bold"),
        "subtitle": Line(exhibit.drawn_subtitle, size=9.5, colour=SOFT_TEXT),
        "note": Line(note, size=8.0),
        "source": Line(exhibit.source_line, size=NOTE, colour=SOFT_TEXT),
    }
    return {role: block([line], room) for role, line in words.items() if role == "note" or not bare}


def _tops(heights: dict[str, float]) -> tuple[dict[str, float], float]:
    """Where each part of the figure begins, in inches from the upper edge, and the height of the whole."""
    tops, top, space = {}, ABOVE, 0.0
    for role in ("title", "subtitle", "drawing", "note", "source"):
        height = heights.get(role, 0.0)
        top += space if height else 0.0
        tops[role], space = top, SPACE_AFTER.get(role, GAP) if height else space
        top += height
    return tops, top + BELOW


def _accessible(svg: str, exhibit: Exhibit) -> str:
    """The svg element alone, with role, title and description, every id beginning with the exhibit's name."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{exhibit.name}-", element)
    title, alt = f"{exhibit.name}-title", f"{exhibit.name}-alt"
    said = f'<title id="{title}">{escape(exhibit.finding)}</title>\n<desc id="{alt}">{escape(exhibit.alt)}</desc>'
    opening, rest = element.split(">", 1)
    return f'{opening} role="img" aria-labelledby="{title} {alt}">\n{said}{rest}'


class _Wordless(RendererAgg):
    """Draws all but letters; the boxes behind them are kept."""

    def draw_text(self, *drawn: Any, **properties: Any) -> None:
        """Draw nothing."""


def figure_problems(fig: Figure) -> list[str]:
    """What a reader of the figure could not read or would miss, one sentence each; measured, not assumed."""
    with charts.house_style():
        renderer: Any = cast(Any, _Wordless)(*fig.bbox.size, fig.dpi)
        fig.draw(renderer)
        pixels = np.asarray(renderer.buffer_rgba())[::-1, :, :3] / 255  # rows from below, as boxes are counted
        texts = [text for text in fig.findobj(Text) if isinstance(text, Text) and text.get_visible()]
        boxes = [(text, text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]
        axes = [ax for ax in fig.findobj(Axes) if isinstance(ax, Axes)]
        of_texts = [problem for text, box in boxes for problem in _illegible(text, box, fig, pixels)]
        of_axes = [problem for ax in axes for problem in _misdrawn(ax)]
        return [*of_texts, *_overlaps(boxes), *_crossed(axes, boxes), *of_axes, *_missing_words(fig)]


def _named(text: Text) -> str:
    return repr(" ".join(text.get_text().split()))


def _illegible(text: Text, box: Bbox, fig: Figure, pixels: NDArray[np.float64]) -> Iterator[str]:
    name, size = _named(text), float(text.get_fontsize())
    if (over := _beyond(box, fig.bbox)) > 0.5:
        yield f"{name} runs {over / fig.dpi * 2.54:.2f} cm over the edge of the figure"
    elif text.axes is not None and text.get_clip_on() and (over := _beyond(box, text.axes.bbox)) > 0.5:
        yield f"{name} is cut off {over / fig.dpi * 2.54:.2f} cm outside its axes"
    if size < SMALLEST:
        yield f"{name} is printed in {size:.1f} pt, less than {SMALLEST:.0f} pt"
    font, letters = get_font(findfont(text.get_fontproperties())), set(text.get_text()) - {"\n"}
    if lacking := sorted(letter for letter in letters if not font.get_char_index(ord(letter))):
        yield f"{name} has letters that the font lacks: {' '.join(lacking)}"
    (left, low), (right, high) = np.rint(box.get_points()).astype(int).clip(min=0)
    seen = pixels[low:high, left:right]
    ratio = float(np.quantile(contrast(to_rgb(text.get_color()), seen), 0.05)) if seen.size else TEXT_CONTRAST
    if ratio < TEXT_CONTRAST:
        yield f"{name} has a contrast of {ratio:.1f}:1 with what is behind it, less than {TEXT_CONTRAST}:1"


def _beyond(box: BboxBase, frame: BboxBase) -> float:
    return float(max(frame.x0 - box.x0, frame.y0 - box.y0, box.x1 - frame.x1, box.y1 - frame.y1))


def _overlaps(boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    corners = [(text, box.x0, box.y0, box.x1, box.y1) for text, box in boxes]  # numbers, as pairs are thousands
    for (one, left, low, right, top), (other, left_2, low_2, right_2, top_2) in combinations(corners, 2):
        wide, high = min(right, right_2) - max(left, left_2), min(top, top_2) - max(low, low_2)
        if wide > TOUCH and high > TOUCH:
            yield f"{_named(one)} and {_named(other)} overlap by {wide:.0f} x {high:.0f} pixels"


def _crossed(axes: list[Axes], boxes: list[tuple[Text, Bbox]]) -> Iterator[str]:
    lines = [line for ax in axes for line in ax.lines if line.get_linestyle() != "None"]
    paths = [line.get_path().transformed(line.get_transform()) for line in lines]
    for text, box in boxes:
        if text.get_bbox_patch() is None and any(path.intersects_bbox(box.padded(-TOUCH), False) for path in paths):
            yield f"{_named(text)} has a line running through it"


def _misdrawn(ax: Axes) -> Iterator[str]:
    """Marks too pale to be seen, and a bar axis without zero."""
    rows = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    for patch in ax.patches:
        shown = [to_rgba(patch.get_facecolor()), to_rgba(patch.get_edgecolor())]
        ratio = max((float(contrast(rgb, to_rgb(PAPER))) for *rgb, alpha in shown if alpha), default=1.0)
        if ratio < MARK_CONTRAST and (width := patch.get_window_extent().width) > 0:
            mark = f"a mark {width:.0f} pixels wide among the rows {rows}"
            yield f"{mark} has a contrast of {ratio:.1f}:1 with the paper, less than {MARK_CONTRAST:.0f}:1"
    low, high = ax.get_xlim()
    has_bars = any(isinstance(held, BarContainer) for held in ax.containers)
    if has_bars and ax.get_label() != ENLARGED and not low <= 0 <= high:
        yield f"the bar axis runs from {low:g} to {high:g} without zero and is not marked as enlarged"


def _missing_words(fig: Figure) -> Iterator[str]:
    if not isinstance(fig, ExhibitFigure):
        yield "the figure shows no exhibit: title, unit, place, period, source and alt text are missing"
        return
    exhibit = fig.exhibit
    if not exhibit.alt.strip():
        yield "the figure has no alt text"
    stated = {**vars(exhibit), "unit": exhibit.drawn_unit}
    for role, name in ((role, name) for role, names in ROLES.items() for name in names if not fig.bare):
        printed = " ".join(text.get_text() for text in fig.texts if text.get_label() == role)
        words = " ".join(stated[name].split())
        if words not in printed or not words:
            yield f"the {role} does not print the {name} {words!r}"
