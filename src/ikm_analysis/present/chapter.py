"""Exhibits as a Word chapter that a planning office can paste: figures, tables, captions, sources, in its own form.

Every word and number in the body is a field of an exhibit or a message. The template holds the styles; it is written
by `tools/make_chapter_template.py`. Fields, captions and tables are WordprocessingML, for which python-docx has no
call: a field carries its instruction, which Word follows when it updates, and the text shown until then, so that a
chapter reads right in a viewer that updates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Inches, Pt
from docx.text.paragraph import Paragraph

from ikm_analysis.charts import house_style
from ikm_analysis.exhibit import EVIDENCE, NUMBERS, WORDS, Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.figures import PNG_DPI, figure
from ikm_analysis.present.package import finish_package

TEMPLATE = files(__package__) / "chapter.docx"
MOST_ROWS = 60  # a longer table is left to the workbook
HIGHEST_FIGURE = 8.5  # inches: leaves room on the page for its caption
# Turned or not, cm between the margins of the template, size of letters: tried in this order.
FITS = ((False, 15.5, 9.0), (False, 15.5, 8.0), (True, 24.2, 9.0), (True, 24.2, 8.0))
MOST_LINES = 5  # in one cell
LONGEST_UNBROKEN = 14  # letters: `Rp598,86 juta` and `Karang Penang` stay on one line
MOST_ROWS_TOGETHER = 15  # a table up to this long moves to the next page rather than break
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


def write_chapter(path: Path, exhibits: Sequence[Exhibit], imprint: Imprint) -> None:
    """Write the chapter to `path`, in the order the exhibits come, one heading for each subject.

    The day the data reach to is the date of the file, never the clock: the same exhibits give the same bytes.
    """
    language = Language(imprint.lang)
    document = docx.Document(BytesIO(TEMPLATE.read_bytes()))
    subtitles = {
        "figure": {one.name: one.drawn_subtitle for one in exhibits if one.drawing},
        "table": {one.name: one.subtitle for one in exhibits if len(one.table) <= MOST_ROWS},
    }
    captions = {
        kind: {name: Caption(language.say(f"chapter.{kind}"), n, texts[name], name) for n, name in enumerate(texts, 1)}
        for kind, texts in subtitles.items()
    }
    add_front(document, exhibits, language, imprint)
    for kind in ("table", "figure"):
        if of_kind := list(captions[kind].values()):
            add_list(document, language.say(f"chapter.{kind}s"), of_kind, language.say("chapter.refresh"))
    for _, of_subject in groupby(exhibits, key=lambda exhibit: exhibit.subject):
        for position, exhibit in enumerate(of_subject):
            shown = {kind: named[exhibit.name] for kind, named in captions.items() if exhibit.name in named}
            add_exhibit(document, exhibit, shown, language, opens_subject=position == 0)
    document.save(draft := BytesIO())
    finish_package(draft, path, imprint.dated)


def add_front(document: Document, exhibits: Sequence[Exhibit], language: Language, imprint: Imprint) -> None:
    """Set what the file says of itself and add the front: title, office, day the data reach to, kinds of evidence."""
    title, locale, about = language.say("chapter.title"), language.say("workbook.locale"), document.core_properties
    about.title, about.language = title, locale
    about.author = about.last_modified_by = imprint.office
    about.identifier, about.version = imprint.data_hash, imprint.code_version
    for part, tag in ((document.styles, "w:lang"), (document.settings, "w:themeFontLang")):
        for checked in part.element.iter(qn(tag)):  # the language of the spelling check
            checked.set(qn("w:val"), locale)
    document.add_paragraph(title, style="Title")
    document.add_paragraph(imprint.office, style="Subtitle")
    document.add_paragraph(language.say("chapter.dated", date=language.date(imprint.dated)), style="Subtitle")
    kinds = {exhibit.evidence for exhibit in exhibits}
    for kind in sorted(kinds, key=EVIDENCE.index):
        document.add_paragraph(language.say(f"evidence.{kind}"))
    document.add_paragraph(language.say("chapter.trace", **vars(imprint)), style="Sumber")
    if "illustrative" in kinds:  # made-up figures must not pass for real ones when pages part
        mark = document.sections[0].header.paragraphs[0]
        mark.text, mark.style = language.say("evidence.illustrative"), "Header"


def add_exhibit(
    document: Document, exhibit: Exhibit, captions: Mapping[str, Caption], language: Language, *, opens_subject: bool
) -> None:
    """Add one exhibit: its question, its finding with where to see it, the figure, the table, what they rest on."""
    landscape, points, widths = table_layout(exhibit)
    # headings go on a turned page with their table unless a figure comes between: no page is left nearly empty
    turn(document, landscape=landscape and list(captions) == ["table"])
    if opens_subject:
        document.add_heading(language.say(f"subject.{exhibit.subject}"), level=1)
    document.add_heading(exhibit.question, level=2)
    finding = document.add_paragraph(f"{exhibit.finding.removesuffix('.')}. ")  # a title has no full stop
    if captions:
        see = f"chapter.see_{'_and_'.join(captions)}"
        add_sentence(finding, language.say(see, figure="{figure}", table="{table}"), captions)
    if "figure" in captions:
        add_figure(document, exhibit)
        add_caption(document, captions["figure"], above=False)
    if "table" in captions:
        turn(document, landscape=landscape)
        add_caption(document, captions["table"], above=True)
        add_table(document, exhibit, points, widths)
    else:
        rows = language.number(len(exhibit.table))
        finding.add_run(" " * bool(captions) + language.say("chapter.in_workbook", rows=rows, sheet=exhibit.sheet))
    add_sources(document, exhibit, language, signs="table" in captions)


def add_figure(document: Document, exhibit: Exhibit) -> None:
    """Add the bare figure with its alternative text; its title and source stand in the text around it."""
    drawn, image = figure(exhibit, bare=True), BytesIO()
    with house_style():
        drawn.savefig(image, format="png", dpi=PNG_DPI, metadata={"Software": None})
    width = Inches(drawn.get_figwidth() * min(1, HIGHEST_FIGURE / drawn.get_figheight()))
    placed = document.add_paragraph(style="Gambar").add_run().add_picture(image, width)
    placed._inline.docPr.attrib.update({"descr": exhibit.alt, "name": exhibit.name})


def add_sources(document: Document, exhibit: Exhibit, language: Language, *, signs: bool) -> None:
    """Add the source line, the kind of evidence where it is not published, what `signs` mean, and the notes."""
    lines = [exhibit.source_line]
    if exhibit.evidence != "published":
        lines.append(exhibit.evidence_line)
    sign, meaning = language.say("exhibit.missing"), language.say("exhibit.missing_note")
    is_said = any(note.startswith(f"{sign} =") for note in exhibit.notes)
    if signs and not is_said and (exhibit.printed() == sign).to_numpy().any():
        lines.append(meaning)
    for line in lines:
        document.add_paragraph(line, style="Sumber")
    if exhibit.notes:
        heading = document.add_paragraph(f"{language.say('exhibit.notes')}:", style="Sumber")
        heading.paragraph_format.keep_with_next = True
    for note in exhibit.notes:
        document.add_paragraph(note, style="Catatan")


def turn(document: Document, *, landscape: bool) -> None:
    """Begin a new section, on a new page, if the page does not already lie this way.

    The break has a paragraph of its own, one point high so that it never fills a page: within a caption, LibreOffice
    loses the number in references to it.
    """
    section = document.sections[-1]
    orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    if section.orientation != orientation:
        document.add_paragraph(style="Batas")._p.set_sectPr(deepcopy(section._sectPr))
        section.orientation = orientation
        section.page_width, section.page_height = section.page_height, section.page_width


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
    if column.kind in WORDS:
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
    sides = ["right" if column.kind in NUMBERS else "left" for column in exhibit.columns]
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
