"""The Excel workbook: a cover, a list of contents, one sheet per exhibit, and the evidence the exhibits rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from ikm_analysis.exhibit import Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.present.workbook_charts import native_chart
from ikm_analysis.present.workbook_evidence import evidence_pages
from ikm_analysis.present.workbook_page import MANY_ROWS, Link, Page, Rows, explained, frame_rows, plain_text
from ikm_analysis.present.workbook_sheet import add_styles, write_page

LOCALES = {"id": "id-ID", "en": "en-US"}
COVER = ("office", "contents", "questions", "evidence", "count", "missing", "checks", "frozen", "licence", "trace")
ABOUT_SHEET = {"checks": "reconciliation", "licence": "sources"}  # what the cover says only of sheets that are there
LONGEST_NAME = 31
NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def write_workbook(
    path: Path,
    exhibits: Sequence[Exhibit],
    *,
    relations: pd.DataFrame,
    observations: pd.DataFrame,
    sources: pd.DataFrame,
    imprint: Imprint,
) -> None:
    """Write the workbook to `path`; the same content gives the same bytes.

    `relations` has one row per thing that should agree, `observations` one per published figure, `sources` one per
    page, all as `ikm_analysis.tables` describes them, `relations` with a further column `reading`: the possible reading
    in the language of the imprint. Any of them may be empty. Amounts are in base units of the column `unit`. The day
    the data reach to becomes the date of the file, never the clock.

    A missing value is written as the language's sign for it, explained above the table: an empty cell would need a
    reason beside it, and a sign can be read aloud. Raises ValueError for an unknown language, for names that clash, for
    headings Excel refuses, for a number longer than Excel keeps, and when a total's parts do not add to what the
    relation says they do.
    """
    language = Language(imprint.lang)
    of_exhibits = [_exhibit_page(exhibit, language) for exhibit in exhibits]
    pages = _distinct([*of_exhibits, *evidence_pages(relations, observations, sources, language)])
    cover = _cover(pages, exhibits, imprint, language)
    ordered = [cover, _contents([cover, *pages], language), *pages]
    draft = BytesIO()
    _book(ordered, imprint, language).save(draft)
    finish_package(draft, path, imprint.dated, **_finish(ordered))


def _book(pages: Sequence[Page], imprint: Imprint, language: Language) -> Workbook:
    book = Workbook()
    add_styles(book)
    book.remove(book.worksheets[0])
    for page in pages:
        write_page(book.create_sheet(page.sheet), page, language)
    told = book.properties
    told.title, told.language = language.say("workbook.title"), LOCALES[language.code]
    told.creator = told.lastModifiedBy = imprint.office
    told.identifier, told.version = imprint.data_hash, imprint.code_version
    return book


def _exhibit_page(exhibit: Exhibit, language: Language) -> Page:
    rows, columns, chart = frame_rows(exhibit.table, exhibit.columns), exhibit.columns, native_chart(exhibit)
    if chart and chart.label_column == len(columns):
        # A chart takes its labels from cells: labels in the chart itself are lost in LibreOffice.
        label = language.say("workbook.column.chart_label")
        rows = tuple((*row, chart.label_of(n) or language.say("workbook.not_drawn")) for n, row in enumerate(rows))
        columns = (*columns, Column("chart_label", label, "text"))
    lines = [exhibit.subtitle, exhibit.question, exhibit.evidence_line, exhibit.source_line, *exhibit.notes]
    if not rows:
        lines.append(language.say("workbook.no_rows"))
    return Page(
        sheet=sheet_name(exhibit.name, language),
        title=exhibit.finding,
        notes=explained(tuple(line for line in lines if line.strip()), rows, language),
        table_name=exhibit.name,
        columns=columns,
        rows=rows,
        chart=chart,
    )


def sheet_name(name: str, language: Language) -> str:
    """Name the sheet of an exhibit: the message `sheet.<name>`, or the name itself where nobody has worded it."""
    try:
        said = language.say(f"sheet.{name}")
    except KeyError:
        said = name
    return NOT_IN_NAME.sub(" ", said).strip("' ")[:LONGEST_NAME].rstrip()


def _distinct(pages: Sequence[Page]) -> list[Page]:
    """The same pages with sheet names told apart by a number; raises ValueError for two tables of one name."""
    tables = [page.table_name.casefold() for page in pages]
    if twice := sorted({name for name in tables if tables.count(name) > 1}):
        raise ValueError(f"two tables of the workbook are called {', '.join(twice)}")
    taken: set[str] = set()
    return [replace(page, sheet=_free_name(page.sheet, taken)) for page in pages]


def _free_name(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted[: LONGEST_NAME - 3]} {n}" for n in range(2, 100))
    name = next(name for name in chain([wanted], numbered) if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _front(name: str, kinds: dict[str, str], rows: Rows, language: Language, **said: str) -> Page:
    """The cover or the contents: words are the messages `workbook.<name>.*`."""
    return Page(
        sheet=language.say(f"workbook.sheet.{name}"),
        title=language.say(f"workbook.{name}.title", **said),
        notes=(language.say(f"workbook.{name}.notes"),),
        table_name=name,
        columns=tuple(Column(word, language.say(f"workbook.{name}.{word}"), kind) for word, kind in kinds.items()),
        rows=rows,
    )


def _cover(pages: Sequence[Page], exhibits: Sequence[Exhibit], imprint: Imprint, language: Language) -> Page:
    """What the workbook is and how to read it, as headwords with their texts."""
    long = [page.sheet for page in pages if page.is_long]
    tables = {page.table_name for page in pages}
    said = {
        "office": imprint.office,
        "dated": language.date(imprint.dated),
        "data_hash": imprint.data_hash,
        "code_version": imprint.code_version,
        "questions": "\n".join(dict.fromkeys(exhibit.question for exhibit in exhibits if exhibit.question)),
        "evidence": "\n".join(dict.fromkeys(exhibit.evidence_line for exhibit in exhibits)),
        "sheets": language.number(len(pages) + 2),
        "tables": language.number(sum(bool(page.rows) for page in pages) + 2),
        "limit": language.number(MANY_ROWS),
        "long": language.listed(long) or language.say("workbook.none"),
        "missing": language.say("exhibit.missing_note"),
    }
    rows = [
        (
            language.say(f"workbook.cover.{word}"),
            plain_text(language.say(f"workbook.cover_text.{word}", **said)) or None,
        )
        for word in COVER
        if word not in ABOUT_SHEET or ABOUT_SHEET[word] in tables
    ]
    return _front("cover", {"headword": "text", "text": "text"}, tuple(rows), language, office=imprint.office)


def _contents(pages: Sequence[Page], language: Language) -> Page:
    """One row per sheet: a link to it, what it finds, and how many rows its table has."""
    rows = tuple((Link(page.sheet, sheet=page.sheet), page.title, len(page.rows)) for page in pages)
    return _front("contents", {"sheet": "text", "finding": "text", "rows": "count"}, rows, language)


def _finish(pages: Sequence[Page]) -> dict[str, Any]:
    """What `finish_package` fills in: alternative texts by drawing and values of formulas by sheet, both in order."""
    alts = [page.chart.alt for page in pages if page.chart]
    values = {
        f"xl/worksheets/sheet{n}.xml": {cell: formula.value for cell, formula in page.formulas()}
        for n, page in enumerate(pages, 1)
    }
    return {
        "alts": {f"xl/drawings/drawing{n}.xml": [alt] for n, alt in enumerate(alts, 1)},
        "cached": {name: cells for name, cells in values.items() if cells},
    }
