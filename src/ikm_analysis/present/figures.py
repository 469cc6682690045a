"""An exhibit as a figure: finding, subtitle, drawing, note and source, laid out from measured text and checked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from io import StringIO
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from ikm_analysis import charts
from ikm_analysis.charts import measured
from ikm_analysis.charts.palette import SOFT_TEXT
from ikm_analysis.charts.rows import NOTE, Line, block, block_height, draw_block
from ikm_analysis.exhibit import Drawing, Exhibit

CM = 1 / 2.54
WIDTH, BARE_WIDTH = 16.0 * CM, 15.5 * CM
EDGE = 0.012  # where all text begins, as a share of the width
ABOVE, BELOW, GAP = 0.10, 0.09, 0.13  # inches
SPACE_AFTER = {"title": 0.03}  # inches; GAP after the others
PNG_DPI = 300
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
    drawing, width = _drawing(exhibit), BARE_WIDTH if bare else WIDTH
    options = {**drawing.options}
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


def figure_problems(fig: Figure) -> list[str]:
    """What a reader of the figure could not read or would miss, one sentence each; measured, not assumed."""
    with charts.house_style():
        return [*measured.problems(fig), *_missing_words(fig)]


def save_figure(exhibit: Exhibit, folder: Path, data_hash: str = "") -> list[Path]:
    """Write `<name>.png` (300 dpi) and `<name>.svg` into `folder`, naming the data; equal exhibits give equal bytes.

    Raises ValueError with every problem found if the figure is not fit to be printed; then nothing is written.
    """
    fig, found = _standing(exhibit)
    if found:
        raise ValueError(f"figure {exhibit.name!r} is not fit to print: {'; '.join(found)}")
    png, svg = folder / f"{exhibit.name}.png", folder / f"{exhibit.name}.svg"
    about = {"Title": exhibit.finding, "Description": exhibit.alt, "Source": exhibit.source_line, "Software": None}
    about |= {"Comment": f"data {data_hash}"} if data_hash else {}
    with charts.house_style():
        fig.savefig(png, dpi=PNG_DPI, metadata=about)
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n' + (f"<!-- data {data_hash} -->\n" if data_hash else "")
    svg.write_text(prolog + svg_text(exhibit), encoding="utf-8", newline="\n")
    return [png, svg]


@lru_cache(maxsize=128)
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
    """The figure with its title and source, and what is wrong with it."""
    fig = figure(exhibit)
    return fig, figure_problems(fig)


def _drawing(exhibit: Exhibit) -> Drawing:
    if exhibit.drawing is None:
        raise ValueError(f"exhibit {exhibit.name!r} has no drawing")
    return exhibit.drawing


def _words(exhibit: Exhibit, note: str, room: float, bare: bool) -> dict[str, list[Line]]:
    """The lines above and below the drawing by their role, in the order they stand."""
    words = {
        "title": Line(exhibit.finding, size=12.0, weight="bold"),
        "subtitle": Line(exhibit.drawn_subtitle, size=9.5, colour=SOFT_TEXT),
        "note": Line(note, size=8.0),
        "source": Line(exhibit.source_line, size=NOTE, colour=SOFT_TEXT),
    }
    return {role: block([line], room) for role, line in words.items() if role == "note" or not bare}


def _tops(heights: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Where each part of the figure begins, in inches from the upper edge, and the height of the whole."""
    tops, top, space = {}, ABOVE, 0.0
    for role in ("title", "subtitle", "drawing", "note", "source"):
        height = heights.get(role, 0.0)
        top += space if height else 0.0
        tops[role], space = top, SPACE_AFTER.get(role, GAP) if height else space
        top += height
    return tops, top + BELOW


def _missing_words(fig: Figure) -> Iterator[str]:
    if not isinstance(fig, ExhibitFigure):
        yield "the figure shows no exhibit: title, unit, place, period, source and alt text are missing"
        return
    exhibit = fig.exhibit
    if not exhibit.alt.strip():
        yield "the figure has no alt text"
    drawn_unit = (exhibit.drawing and exhibit.drawing.unit) or exhibit.unit
    stated = {**vars(exhibit), "unit": drawn_unit}
    for role, name in ((role, name) for role, names in ROLES.items() for name in names if not fig.bare):
        printed = " ".join(text.get_text() for text in fig.texts if text.get_label() == role)
        words = " ".join(stated[name].split())
        if words not in printed or not words:
            yield f"the {role} does not print the {name} {words!r}"


def _accessible(svg: str, exhibit: Exhibit) -> str:
    """The svg element alone, with role, title and description, every id beginning with the exhibit's name."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{exhibit.name}-", element)
    title, alt = f"{exhibit.name}-title", f"{exhibit.name}-alt"
    said = f'<title id="{title}">{escape(exhibit.finding)}</title>\n<desc id="{alt}">{escape(exhibit.alt)}</desc>'
    opening, rest = element.split(">", 1)
    return f'{opening} role="img" aria-labelledby="{title} {alt}">\n{said}{rest}'
