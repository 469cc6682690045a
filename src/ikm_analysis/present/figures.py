"""An exhibit as a figure: finding, subtitle, drawing, note and source, laid out from measured text and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import StringIO
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from ikm_analysis import charts
from ikm_analysis.charts import measured
from ikm_analysis.charts.palette import SOFT_TEXT
from ikm_analysis.charts.texts import NOTE, Line, block, block_height, line_height
from ikm_analysis.exhibit import Drawing, Exhibit

CM = 1 / 2.54
WIDTH, BARE_WIDTH = 16.0 * CM, 15.5 * CM
EDGE = 0.012  # where all text begins, as a share of the width
ABOVE, BELOW, GAP, LEADING = 0.10, 0.09, 0.13, 0.03  # inches
PNG_DPI = 300
ROLES = {"title": ("finding",), "subtitle": ("measure", "place", "period", "unit"), "source": ("source_line",)}


class ExhibitFigure(Figure):
    """A figure that knows the exhibit it shows, so that its words can be checked; `bare` has the drawing only."""

    exhibit: Exhibit
    bare: bool


@dataclass(frozen=True)
class Words:
    """The lines above and below a drawing."""

    title: list[Line]
    subtitle: list[Line]
    note: list[Line]
    source: list[Line]

    @property
    def above(self) -> float:
        """Inches from the upper edge of the figure to the drawing."""
        head = block_height(self.title) + LEADING + block_height(self.subtitle) + GAP if self.title else 0.0
        return ABOVE + head

    @property
    def below(self) -> float:
        """Inches from the drawing to the lower edge of the figure."""
        return sum(GAP + block_height(lines) for lines in (self.note, self.source) if lines) + BELOW


def figure(exhibit: Exhibit, *, bare: bool = False) -> ExhibitFigure:
    """Draw an exhibit 16 cm wide and as high as its words and rows need.

    `bare` leaves out title, subtitle and source (15.5 cm, for a document that prints them itself). Raises ValueError
    for an exhibit without a drawing and for a frame its kind of chart cannot show.
    """
    drawing = _drawing(exhibit)
    kind, options = charts.kind(drawing.kind), {**drawing.options}
    width = BARE_WIDTH if bare else WIDTH
    words = _words(exhibit, str(options.pop("note_text", "")), width, bare)
    left = EDGE * width
    room = kind.room(drawing.frame, width - 2 * left, options)
    height = words.above + room.top + room.height + words.below
    with charts.house_style():
        fig = ExhibitFigure(figsize=(width, height))
        fig.exhibit, fig.bare = exhibit, bare
        start = left + room.left
        rectangle = (start / width, words.below / height, 1 - EDGE - start / width, room.height / height)
        kind.draw(drawing.frame, fig.add_axes(rectangle), **options)
        _print_words(fig, words)
    return fig


def figure_problems(fig: Figure) -> list[str]:
    """What a reader of the figure could not read or would miss, one sentence each; measured, not assumed."""
    with charts.house_style():
        return [*measured.problems(fig), *_missing_words(fig)]


def save_figure(exhibit: Exhibit, folder: Path) -> list[Path]:
    """Write `<name>.png` (300 dpi) and `<name>.svg` into `folder`; equal exhibits give equal bytes.

    Raises ValueError with every problem found if the figure is not fit to be printed; then nothing is written.
    """
    fig = _fit_figure(exhibit)
    png, svg = folder / f"{exhibit.name}.png", folder / f"{exhibit.name}.svg"
    about = {"Title": exhibit.finding, "Description": exhibit.alt, "Source": exhibit.source_line, "Software": None}
    with charts.house_style():
        fig.savefig(png, dpi=PNG_DPI, metadata=about)
    svg.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{_svg(fig)}', encoding="utf-8", newline="\n")
    return [png, svg]


def svg_text(exhibit: Exhibit) -> str:
    """The figure as an `<svg>` element to stand in a page; its ids begin with the exhibit's name, so none clash."""
    return _svg(_fit_figure(exhibit))


def _fit_figure(exhibit: Exhibit) -> ExhibitFigure:
    fig = figure(exhibit)
    if found := figure_problems(fig):
        raise ValueError(f"figure {exhibit.name!r} is not fit to print: {'; '.join(found)}")
    return fig


def _drawing(exhibit: Exhibit) -> Drawing:
    if exhibit.drawing is None:
        raise ValueError(f"exhibit {exhibit.name!r} has no drawing")
    return exhibit.drawing


def _words(exhibit: Exhibit, note: str, width: float, bare: bool) -> Words:
    room = width * (1 - 2 * EDGE)
    notes = block([Line(note, size=8.0)], room)
    if bare:
        return Words([], [], notes, [])
    return Words(
        block([Line(exhibit.finding, size=12.0, weight="bold")], room),
        block([Line(exhibit.drawn_subtitle, size=9.5, colour=SOFT_TEXT)], room),
        notes,
        block([Line(exhibit.source_line, size=NOTE, colour=SOFT_TEXT)], room),
    )


def _print_words(fig: Figure, words: Words) -> None:
    height = fig.get_figheight()
    source = height - BELOW - block_height(words.source)
    note = source - block_height(words.note) - (GAP if words.source else 0.0)
    _print_lines(fig, "title", ABOVE, words.title)
    _print_lines(fig, "subtitle", ABOVE + block_height(words.title) + LEADING, words.subtitle)
    _print_lines(fig, "note", note, words.note)
    _print_lines(fig, "source", source, words.source)


def _print_lines(fig: Figure, role: str, top: float, lines: list[Line]) -> None:
    for line in lines:
        middle = top + line_height(line.size) / 2
        fig.text(EDGE, 1 - middle / fig.get_figheight(), line.text, fontsize=line.size, fontweight=line.weight,
                 color=line.colour, va="center", label=role)  # fmt: skip
        top += line_height(line.size)


def _missing_words(fig: Figure) -> Iterator[str]:
    if not isinstance(fig, ExhibitFigure):
        yield "the figure shows no exhibit: title, unit, place, period, source and alt text are missing"
        return
    exhibit = fig.exhibit
    if not exhibit.alt.strip():
        yield "the figure has no alt text"
    if fig.bare:
        return
    drawn_unit = (exhibit.drawing and exhibit.drawing.unit) or exhibit.unit
    stated = {**vars(exhibit), "unit": drawn_unit}
    printed = {role: " ".join(text.get_text() for text in fig.texts if text.get_label() == role) for role in ROLES}
    for role, names in ROLES.items():
        for name in names:
            words = " ".join(stated[name].split())
            if words not in printed[role] or not words:
                yield f"the {role} does not print the {name} {words!r}"


def _svg(fig: ExhibitFigure) -> str:
    text = StringIO()
    with charts.house_style(), matplotlib.rc_context({"svg.hashsalt": fig.exhibit.name}):
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        fig.savefig(text, format="svg", metadata=nothing)
    return _accessible(text.getvalue(), fig.exhibit)


def _accessible(svg: str, exhibit: Exhibit) -> str:
    """The svg element alone, with role, title and description, every id beginning with the exhibit's name."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{exhibit.name}-", element)
    title, alt = f"{exhibit.name}-title", f"{exhibit.name}-alt"
    said = f'<title id="{title}">{escape(exhibit.finding)}</title>\n<desc id="{alt}">{escape(exhibit.alt)}</desc>'
    opening, rest = element.split(">", 1)
    return f'{opening} role="img" aria-labelledby="{title} {alt}">\n{said}{rest}'
