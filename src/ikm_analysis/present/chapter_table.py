"""An exhibit's table in Word: as wide as its words need, its headings repeated on every page it runs over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from ikm_analysis.exhibit import Column, Exhibit
from ikm_analysis.present.chapter_fields import element, text_run

PORTRAIT_CM, LANDSCAPE_CM = 15.5, 24.2  # between the margins of the template
MOST_LINES = 5  # in one cell
LONGEST_UNBROKEN = 14  # letters: `Rp598,86 juta` and `Karang Penang` stay on one line
MOST_ROWS_TOGETHER = 15  # a table up to this long moves to the next page rather than break
FITS = ((False, 9.0), (False, 8.0), (True, 9.0), (True, 8.0))  # landscape, size of letters: tried in this order
LEFT_KINDS = ("text", "identifier", "year", "date")
BREAKABLE_KINDS = ("text", "identifier")
CM_PER_POINT = 2.54 / 72
PADDING_CM = 0.33  # the margins of a cell and a little more
WIDEST_WORD_CM = 5.0  # a longer one, as an address, may break
NARROW, WIDE = frozenset("iljtfI.,:;'’()|!-/ "), frozenset("mwMWOQ%…—")


@dataclass(frozen=True)
class Layout:
    """How a table lies on the page: turned or not, its size of letters in points, its column widths in cm."""

    landscape: bool
    points: float
    widths: tuple[float, ...]


def text_width(text: str, points: float) -> float:
    """Width in cm of a text in Arial, near enough to choose column widths by."""
    ems = (0.28 if sign in NARROW else 0.85 if sign in WIDE else 0.7 if sign.isupper() else 0.55 for sign in text)
    return sum(ems) * points * CM_PER_POINT


def column_needs(column: Column, cells: Sequence[str], points: float) -> tuple[float, float]:
    """Least width in cm a column can do with, and the width at which no cell breaks."""
    heading = max(text_width(word, points) * 1.1 for word in column.label.split())  # bold
    whole = [text_width(cell, points) for cell in cells]
    parts = whole
    if column.kind in BREAKABLE_KINDS:
        words = [word for cell in cells for word in (cell.split() if len(cell) > LONGEST_UNBROKEN else [cell])]
        parts = [min(text_width(word, points), WIDEST_WORD_CM) for word in words]
    return max([heading, *parts]) + PADDING_CM, max([heading, *whole]) + PADDING_CM


def shared_out(needs: Sequence[tuple[float, float]], room: float) -> tuple[float, ...]:
    """Column widths that fill the room: all get their least, and the rest goes where cells would break."""
    least, wish = [need[0] for need in needs], [need[1] for need in needs]
    if sum(wish) <= room or sum(least) >= room:
        base = wish if sum(wish) <= room else least
        return tuple(width * room / sum(base) for width in base)
    spare = (room - sum(least)) / (sum(wish) - sum(least))
    return tuple(low + (high - low) * spare for low, high in zip(least, wish, strict=True))


def table_layout(exhibit: Exhibit) -> Layout:
    """Choose the first of FITS in which no word or number breaks and no cell runs over many lines."""
    # Columns are not counted: nine of small numbers stand well upright, and a turned page parts table and text.
    printed = exhibit.printed()
    for landscape, points in FITS:
        needs = [column_needs(column, list(printed[column.label]), points) for column in exhibit.columns]
        room = LANDSCAPE_CM if landscape else PORTRAIT_CM
        widths = shared_out(needs, room)
        lines = max(wish / width for (_, wish), width in zip(needs, widths, strict=True))
        if sum(least for least, _ in needs) <= room and lines <= MOST_LINES:
            break
    return Layout(landscape, points, widths)


def add_table(document: Document, exhibit: Exhibit, layout: Layout) -> None:
    """Add the table: headings, column numbers, then the cells as printed."""
    count = len(exhibit.columns)
    sides = ["left" if column.kind in LEFT_KINDS else "right" for column in exhibit.columns]
    rows = [list(map(str, cells)) for cells in exhibit.printed().itertuples(index=False)]
    table = element("tbl", *table_opening(exhibit, layout))
    table.append(row([column.label for column in exhibit.columns], layout, ["center"] * count, heads=True))
    table.append(row([f"({number})" for number in range(1, count + 1)], layout, ["center"] * count, heads=True))
    for position, cells in enumerate(rows, start=1):
        kept = len(rows) <= MOST_ROWS_TOGETHER or position in (1, len(rows))  # the last stays with the source line
        table.append(row(cells, layout, sides, kept=kept))
    document.element.body.sectPr.addprevious(table)


def table_opening(exhibit: Exhibit, layout: Layout) -> list[BaseOxmlElement]:
    """Style, fixed widths, and the title and description that a screen reader speaks."""
    properties = element(
        "tblPr",
        element("tblStyle", val="TabelBab"),
        element("tblW", w=str(Cm(sum(layout.widths)).twips), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0620"),
        element("tblCaption", val=exhibit.subtitle),
        element("tblDescription", val=exhibit.finding),
    )
    return [properties, element("tblGrid", *(element("gridCol", w=str(Cm(width).twips)) for width in layout.widths))]


def row(
    cells: Sequence[str], layout: Layout, sides: Sequence[str], *, heads: bool = False, kept: bool = True
) -> BaseOxmlElement:
    """One row that never splits; one of the heading rows is repeated on every page."""
    # no `val` on tblHeader: validators flag it, and its mere presence means yes
    properties = element("trPr", element("cantSplit"), *([element("tblHeader")] if heads else []))
    columns = zip(cells, layout.widths, sides, strict=True)
    return element("tr", properties, *(cell(text, width, side, layout.points, kept) for text, width, side in columns))


def cell(text: str, width: float, side: str, points: float, kept: bool) -> BaseOxmlElement:
    """One cell with its width, alignment and size of letters; `kept` holds it on the page of the row below."""
    written = text_run(text)
    size = str(round(points * 2))
    written.insert(0, element("rPr", element("sz", val=size), element("szCs", val=size)))
    look = element("pPr", element("pStyle", val="IsiTabel"), *([element("keepNext")] if kept else []))
    look.append(element("jc", val=side))
    box = element("tcPr", element("tcW", w=str(Cm(width).twips), type="dxa"), element("vAlign", val="center"))
    return element("tc", box, element("p", look, written))
