"""WordprocessingML that python-docx has no call for: fields, with the captions and lists they number, and tables.

A field carries its instruction, which Word follows when it updates, and the text shown until then. We write that text
ourselves, so a chapter reads right in a viewer that updates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from ikm_analysis.exhibit import Column, Exhibit

# Turned or not, cm between the margins of the template, size of letters: tried in this order.
FITS = ((False, 15.5, 9.0), (False, 15.5, 8.0), (True, 24.2, 9.0), (True, 24.2, 8.0))
MOST_LINES = 5  # in one cell
LONGEST_UNBROKEN = 14  # letters: `Rp598,86 juta` and `Karang Penang` stay on one line
MOST_ROWS_TOGETHER = 15  # a table up to this long moves to the next page rather than break
LEFT_KINDS = ("text", "identifier", "year", "date")
BREAKABLE_KINDS = ("text", "identifier")
PADDING_CM = 0.33  # the margins of a cell and a little more
WIDEST_WORD_CM = 5.0  # a longer one, as an address, may break
NARROW, WIDE = frozenset("iljtfI.,:;'’()|!-/ "), frozenset("mwMWOQ%…—")


@dataclass(frozen=True)
class Caption:
    """The caption of one figure or table: `label` ("Tabel") and `number` as printed, `name` unique in the chapter."""

    label: str
    number: int
    text: str
    name: str

    @property
    def bookmark(self) -> str:
        """Name of its bookmark, as Word makes them; from the name, so chapters pasted together keep theirs apart."""
        return f"_Ref{int(sha256(f'{self.label} {self.name}'.encode()).hexdigest(), 16) % 10**9:09d}"


def element(tag: str, *children: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    """One WordprocessingML element: `element("tab", val="right")` is `<w:tab w:val="right"/>`."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in attributes.items()})
    made.extend(children)
    return made


def text_run(text: str, *properties: BaseOxmlElement, tag: str = "t") -> BaseOxmlElement:
    """Run of plain text, its outer spaces kept."""
    content = OxmlElement(f"w:{tag}", {qn("xml:space"): "preserve"})
    content.text = text
    return element("r", *properties, content)


def field(instruction: str, shown: str) -> list[BaseOxmlElement]:
    """Whole field within one paragraph, the mark of its end last."""
    begin, separate, end = (element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, text_run(f" {instruction} ", tag="instrText"), separate, text_run(shown), end]


def add_caption(document: Document, caption: Caption, *, above: bool) -> None:
    """Add the caption, numbered by a SEQ field so that Word renumbers it among the captions of another document."""
    paragraph = document.add_paragraph(style="Caption")
    if above:
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(14)
    mark = {"id": str(int(caption.bookmark.removeprefix("_Ref")))}
    opening, closing = element("bookmarkStart", **mark, name=caption.bookmark), element("bookmarkEnd", **mark)
    number = field(rf"SEQ {caption.label} \* ARABIC", str(caption.number))
    paragraph._p.extend([opening, text_run(f"{caption.label} "), *number, closing, text_run(f". {caption.text}")])


def add_sentence(paragraph: Paragraph, template: str, captions: Mapping[str, Caption]) -> None:
    """Append a sentence, each `{placeholder}` in it a reference that Word keeps in step with its caption."""
    for part in re.split(r"(\{\w+\})", template):
        caption = captions.get(part.strip("{}"))
        named = caption and field(rf"REF {caption.bookmark} \h", f"{caption.label} {caption.number}")
        paragraph._p.extend(named or [text_run(part)])


def add_list(document: Document, heading: str, captions: Sequence[Caption], closing: str) -> None:
    """Add the captions as a TOC field of links. `closing` ends the field and goes when Word updates it."""
    document.add_paragraph(heading, style="TOC Heading")
    *opening, _, end = field(rf'TOC \h \z \c "{captions[0].label}"', "")
    for caption in captions:
        entry = document.add_paragraph(style="table of figures")._p
        # no leader until it points at a page number; wider than any line of ours
        entry.get_or_add_pPr().append(element("tabs", element("tab", val="right", leader="none", pos="8787")))
        shown = [text_run(f"{caption.label} {caption.number}. {caption.text}"), element("r", element("tab"))]
        page = field(rf"PAGEREF {caption.bookmark} \h", "")
        entry.extend([*opening, element("hyperlink", *shown, *page, anchor=caption.bookmark, history="1")])
        opening = []
    document.add_paragraph(closing, style="Sumber")._p.append(end)


def text_width(text: str, points: float) -> float:
    """Width in cm of a text in Arial, near enough to choose column widths by."""
    ems = (0.28 if sign in NARROW else 0.85 if sign in WIDE else 0.7 if sign.isupper() else 0.55 for sign in text)
    return sum(ems) * points * 2.54 / 72


def column_needs(column: Column, cells: Sequence[str], points: float) -> tuple[float, float]:
    """Least width in cm a column can do with, and the width at which no cell breaks."""
    heading = [text_width(word, points) * 1.1 for word in column.label.split()]  # bold
    whole = parts = [text_width(cell, points) for cell in cells]
    if column.kind in BREAKABLE_KINDS:
        words = [word for cell in cells for word in (cell.split() if len(cell) > LONGEST_UNBROKEN else [cell])]
        parts = [min(text_width(word, points), WIDEST_WORD_CM) for word in words]
    return max(heading + parts) + PADDING_CM, max(heading + whole) + PADDING_CM


def table_layout(exhibit: Exhibit) -> tuple[bool, float, list[float]]:
    """Whether the table turns the page, its size of letters in points, and its column widths in cm.

    Chosen is the first of FITS in which no word or number breaks and no cell runs over many lines. Columns are not
    counted: nine of small numbers stand well upright, and a turned page parts table and text.
    """
    printed = exhibit.printed()
    for landscape, room, points in FITS:
        needs = [column_needs(column, list(printed[column.label]), points) for column in exhibit.columns]
        least, wish = (sum(sizes) for sizes in zip(*needs, strict=True))
        granted = min(max((room - least) / (wish - least or 1), 0), 1)  # all get their least; the rest is shared
        shares = [low + (high - low) * granted for low, high in needs]
        widths = [share * room / sum(shares) for share in shares]
        layout = landscape, points, widths
        if least <= room and all(width * MOST_LINES >= need[1] for width, need in zip(widths, needs, strict=True)):
            break
    return layout


def add_table(document: Document, exhibit: Exhibit, points: float, widths: Sequence[float]) -> None:
    """Add the table: headings and column numbers, repeated on every page, and the cells as printed. No row splits."""
    measures = [element("tblW", w=str(Cm(sum(widths)).twips), type="dxa"), element("tblLayout", type="fixed")]
    spoken = [element("tblCaption", val=exhibit.subtitle), element("tblDescription", val=exhibit.finding)]
    look = element("tblPr", element("tblStyle", val="TabelBab"), *measures, element("tblLook", val="0620"), *spoken)
    table = element("tbl", look, element("tblGrid", *(element("gridCol", w=str(Cm(width).twips)) for width in widths)))
    labels, body = [column.label for column in exhibit.columns], exhibit.printed().to_numpy().tolist()
    rows = [labels, [f"({number})" for number in range(1, len(labels) + 1)], *body]
    sides = ["left" if column.kind in LEFT_KINDS else "right" for column in exhibit.columns]
    for place, texts in enumerate(rows):
        heads = place < len(rows) - len(body)
        # the headings stay with the first row, and the last row with the source line
        kept = heads or len(body) <= MOST_ROWS_TOGETHER or place in (len(rows) - len(body), len(rows) - 1)
        # no `val` on tblHeader: validators flag it, and its mere presence means yes
        marks = [element("cantSplit"), *([element("tblHeader")] if heads else [])]
        looks = zip(texts, ["center"] * len(sides) if heads else sides, widths, strict=True)
        cells = (cell(text, side, width, points, kept) for text, side, width in looks)
        table.append(element("tr", element("trPr", *marks), *cells))
    document.element.body.sectPr.addprevious(table)


def cell(text: str, side: str, width: float, points: float, kept: bool) -> BaseOxmlElement:
    """One cell with its width, side and size of letters; `kept` holds it on the page of the row below."""
    size = str(round(points * 2))
    box = element("tcPr", element("tcW", w=str(Cm(width).twips), type="dxa"), element("vAlign", val="center"))
    keeping = [element("keepNext")] if kept else []
    look = element("pPr", element("pStyle", val="IsiTabel"), *keeping, element("jc", val=side))
    written = text_run(text, element("rPr", element("sz", val=size), element("szCs", val=size)))
    return element("tc", box, element("p", look, written))
