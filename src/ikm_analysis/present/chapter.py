"""Exhibits as a Word chapter that a planning office can paste: figures, tables, captions, sources, in its own form.

Every word and number in the body is a field of an exhibit or a message. The template holds the styles; it is written
by `tools/make_chapter_template.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from itertools import count, groupby
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Inches

from ikm_analysis.charts import house_style
from ikm_analysis.exhibit import EVIDENCE, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.chapter_fields import Caption, add_caption, add_list, add_sentence
from ikm_analysis.present.chapter_table import Layout, add_table, table_layout
from ikm_analysis.present.figures import PNG_DPI, figure
from ikm_analysis.present.package import finish_package

TEMPLATE = files(__package__) / "chapter.docx"
LOCALES = {"id": "id-ID", "en": "en-US"}
MOST_ROWS = 60  # a longer table is left to the workbook
HIGHEST_FIGURE = 8.5  # inches: leaves room on the page for its caption


@dataclass(frozen=True)
class Entry:
    """One exhibit, the captions of its figure and table (None where the chapter has none), and the table's layout."""

    exhibit: Exhibit
    figure: Caption | None
    table: Caption | None
    layout: Layout

    @property
    def opens_turned(self) -> bool:
        """Whether heading and finding go on a turned page with the table: no upright page is left nearly empty."""
        return self.layout.landscape and self.table is not None and self.figure is None


def write_chapter(path: Path, exhibits: Sequence[Exhibit], imprint: Imprint) -> None:
    """Write the chapter to `path`, in the order the exhibits come, one heading for each subject.

    The day the data reach to stands under the title and is the date of the file, never the clock, so that the same
    exhibits give the same bytes.
    """
    language = Language(imprint.lang)
    document = docx.Document(BytesIO(TEMPLATE.read_bytes()))
    describe(document, language, imprint)
    entries = numbered(exhibits, language)
    add_front(document, entries, language, imprint)
    for subject, of_subject in groupby(entries, key=lambda entry: entry.exhibit.subject):
        for position, entry in enumerate(of_subject):
            turn(document, landscape=entry.opens_turned)
            if position == 0:
                document.add_heading(language.say(f"subject.{subject}"), level=1)
            add_exhibit(document, entry, language)
    trace = language.say("chapter.trace", data_hash=imprint.data_hash, code_version=imprint.code_version)
    document.add_paragraph(trace, style="Sumber")
    draft = BytesIO()
    document.save(draft)
    finish_package(draft, path, imprint.dated)


def describe(document: Document, language: Language, imprint: Imprint) -> None:
    """Set what the file says of itself, and the language its spelling is checked in."""
    about = document.core_properties
    about.title, about.language = language.say("chapter.title"), LOCALES[language.code]
    about.author = about.last_modified_by = imprint.office
    about.identifier, about.version = imprint.data_hash, imprint.code_version
    for declared in (
        *document.styles.element.iter(qn("w:lang")),
        *document.settings.element.iter(qn("w:themeFontLang")),
    ):
        declared.set(qn("w:val"), LOCALES[language.code])


def numbered(exhibits: Iterable[Exhibit], language: Language) -> list[Entry]:
    """Exhibits with their captions, figures and tables counted apart in the order they come."""
    figures, tables = count(1), count(1)

    def caption(word: str, numbers: Iterator[int], subtitle: str, exhibit: Exhibit) -> Caption:
        return Caption(language.say(word), next(numbers), subtitle, exhibit.name)

    return [
        Entry(
            exhibit,
            caption("chapter.figure", figures, exhibit.drawn_subtitle, exhibit) if exhibit.drawing else None,
            caption("chapter.table", tables, exhibit.subtitle, exhibit) if len(exhibit.table) <= MOST_ROWS else None,
            table_layout(exhibit),
        )
        for exhibit in exhibits
    ]


def add_front(document: Document, entries: Sequence[Entry], language: Language, imprint: Imprint) -> None:
    """Add the title, whose it is, what evidence it rests on, and the lists of tables and figures."""
    document.add_paragraph(language.say("chapter.title"), style="Title")
    document.add_paragraph(imprint.office, style="Subtitle")
    document.add_paragraph(language.say("chapter.dated", date=language.date(imprint.dated)), style="Subtitle")
    kinds = {entry.exhibit.evidence for entry in entries}
    for kind in EVIDENCE:
        if kind in kinds:
            document.add_paragraph(language.say(f"evidence.{kind}"))
    if "illustrative" in kinds:  # made-up figures must not pass for real ones when pages part
        mark = document.sections[0].header.paragraphs[0]
        mark.text, mark.style = language.say("evidence.illustrative"), "Header"
    tables = [entry.table for entry in entries if entry.table]
    figures = [entry.figure for entry in entries if entry.figure]
    for heading, captions in (("chapter.tables", tables), ("chapter.figures", figures)):
        if captions:
            add_list(document, language.say(heading), captions, language.say("chapter.refresh"))


def add_exhibit(document: Document, entry: Entry, language: Language) -> None:
    """Add one exhibit: its question, its finding, the figure, the table, and what they rest on."""
    exhibit = entry.exhibit
    document.add_heading(exhibit.question, level=2)
    add_finding(document, entry, language)
    if entry.figure:
        add_figure(document, exhibit)
        add_caption(document, entry.figure, above=False)
    if entry.table:
        turn(document, landscape=entry.layout.landscape)
        add_caption(document, entry.table, above=True)
        add_table(document, exhibit, entry.layout)
    add_sources(document, entry, language)


def add_finding(document: Document, entry: Entry, language: Language) -> None:
    """Add the finding and where to see it, or where the table is when it is too long for the chapter."""
    paragraph = document.add_paragraph(f"{entry.exhibit.finding.removesuffix('.')}. ")  # a title has no full stop
    captions = {"figure": entry.figure, "table": entry.table}
    shown = {place: caption for place, caption in captions.items() if caption}
    if shown:
        template = language.say(f"chapter.see_{'_and_'.join(shown)}", **{place: f"{{{place}}}" for place in shown})
        add_sentence(paragraph, template, shown)
    if not entry.table:
        rows = language.number(len(entry.exhibit.table))
        paragraph.add_run(" " * bool(shown) + language.say("chapter.in_workbook", rows=rows, sheet=entry.exhibit.name))


def add_figure(document: Document, exhibit: Exhibit) -> None:
    """Add the bare figure with its alternative text; its title and source stand in the text around it."""
    drawn, image = figure(exhibit, bare=True), BytesIO()
    with house_style():
        drawn.savefig(image, format="png", dpi=PNG_DPI, metadata={"Software": None})
    width, height = drawn.get_size_inches()
    shown = Inches(width * min(1, HIGHEST_FIGURE / height))
    placed = document.add_paragraph(style="Gambar").add_run().add_picture(image, width=shown)
    placed._inline.docPr.set("descr", exhibit.alt)
    placed._inline.docPr.set("name", exhibit.name)


def add_sources(document: Document, entry: Entry, language: Language) -> None:
    """Add the source line, the kind of evidence where it is not published, the meaning of signs, and the notes."""
    exhibit = entry.exhibit
    lines = [exhibit.source_line]
    if exhibit.evidence != "published":
        lines.append(exhibit.evidence_line)
    meaning = language.say("exhibit.missing_note")
    unsaid = meaning not in exhibit.notes
    if entry.table and unsaid and (exhibit.printed() == language.say("exhibit.missing")).to_numpy().any():
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
    if section.orientation == orientation:
        return
    document.add_paragraph(style="Batas")._p.set_sectPr(deepcopy(section._sectPr))
    section.orientation = orientation
    section.page_width, section.page_height = section.page_height, section.page_width
