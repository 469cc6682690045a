"""Exhibits as a Word chapter that a planning office can paste: figures, tables, captions, sources, in its own form.

Every word and number in the body is a field of an exhibit or a message. The template holds the styles; it is written
by `tools/make_chapter_template.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Inches

from ikm_analysis.charts import house_style
from ikm_analysis.exhibit import EVIDENCE, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.chapter_xml import Caption, add_caption, add_list, add_sentence, add_table, table_layout
from ikm_analysis.present.figures import PNG_DPI, figure
from ikm_analysis.present.package import finish_package

TEMPLATE = files(__package__) / "chapter.docx"
LOCALES = {"id": "id-ID", "en": "en-US"}
MOST_ROWS = 60  # a longer table is left to the workbook
HIGHEST_FIGURE = 8.5  # inches: leaves room on the page for its caption


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
    captions = {kind: numbered(language.say(f"chapter.{kind}"), texts) for kind, texts in subtitles.items()}
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


def numbered(label: str, texts: Mapping[str, str]) -> dict[str, Caption]:
    """Captions by the names of their exhibits, counted in the order they come."""
    return {name: Caption(label, number, text, name) for number, (name, text) in enumerate(texts.items(), start=1)}


def add_front(document: Document, exhibits: Sequence[Exhibit], language: Language, imprint: Imprint) -> None:
    """Set what the file says of itself and add the front: title, office, day the data reach to, kinds of evidence."""
    title, about = language.say("chapter.title"), document.core_properties
    about.title, about.language = title, LOCALES[language.code]
    about.author = about.last_modified_by = imprint.office
    about.identifier, about.version = imprint.data_hash, imprint.code_version
    for part, tag in ((document.styles, "w:lang"), (document.settings, "w:themeFontLang")):
        for checked in part.element.iter(qn(tag)):  # the language of the spelling check
            checked.set(qn("w:val"), LOCALES[language.code])
    document.add_paragraph(title, style="Title")
    document.add_paragraph(imprint.office, style="Subtitle")
    document.add_paragraph(language.say("chapter.dated", date=language.date(imprint.dated)), style="Subtitle")
    kinds = {exhibit.evidence for exhibit in exhibits}
    for kind in sorted(kinds, key=EVIDENCE.index):
        document.add_paragraph(language.say(f"evidence.{kind}"))
    trace = language.say("chapter.trace", data_hash=imprint.data_hash, code_version=imprint.code_version)
    document.add_paragraph(trace, style="Sumber")
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
    if signs and meaning not in exhibit.notes and (exhibit.printed() == sign).to_numpy().any():
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
