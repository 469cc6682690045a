"""The Excel workbook: a cover, a list of contents, one sheet per exhibit, and the evidence the exhibits rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import quote_sheetname

from ikm_analysis.exhibit import Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.present.workbook_charts import native_chart
from ikm_analysis.present.workbook_sheet import MANY_ROWS, Live, Page, add_styles, table_rows, write_page
from ikm_analysis.tables import rows_of

Row = dict[str, Any]
Rows = Sequence[Row]
COVER = ("office", "contents", "questions", "evidence", "count", "missing", "checks", "frozen", "licence", "trace")
ABOUT = {"checks": "reconciliation", "licence": "sources"}  # what the cover says only of tables that are there
# The workbook's own tables by their columns; a column called as a kind in terms.csv holds codes, shown in its words.
TABLES = {
    "cover": "headword text",
    "contents": "sheet finding rows",
    "contradictions": """relation_id kind regency stated stated_text unit stated_value parts_value delta tolerance
        verdict parts reading""",
    "reconciliation": """relation_id regency stated stated_text unit n_parts stated_value parts_sum difference tolerance
        status""",
    "total_parts": "relation_id observation_id source_id as_published unit value",
    "observations": """observation_id regency kecamatan topic indicator dimension as_published value unit certainty year
        part_of part_role source_id address""",
    "sources": "source_id publisher title date_as_printed published_on regency address",
}
CODES = ("kind", "unit", "verdict", "topic", "indicator", "dimension", "certainty", "part_role")
NUMBERS = ("stated_value", "parts_value", "delta", "tolerance", "parts_sum", "difference", "value")
KINDS = dict.fromkeys(NUMBERS, "number") | {"rows": "count", "n_parts": "count", "year": "year", "published_on": "date"}
SUM = "=SUMIFS(total_parts[value],total_parts[relation_id],[@relation_id])"
DIFFERENCE = "=ROUND([@parts_sum]-[@stated_value],6)"
STATUS = '=IF([@difference]=0,"{equal}",IF(ABS([@difference])<=[@tolerance],"{within_rounding}","{other}"))'
VERDICTS = ("equal", "within_rounding", "hedged", "does_not_add_up")


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
    in the language of the imprint. Any of them may be empty. Amounts are in base units of the column `unit`.

    Raises KeyError for an exhibit whose sheet nobody has named; ValueError for an unknown language, two tables of one
    name, headings Excel refuses, a number longer than Excel keeps, and a total whose parts do not add to what the
    relation says.
    """
    language = Language(imprint.lang)
    pages = [_exhibit_page(exhibit, language) for exhibit in exhibits]
    pages += _evidence_pages(rows_of(relations), rows_of(observations), rows_of(sources), language)
    cover = _cover(pages, exhibits, imprint, language)
    pages = [cover, _contents([cover, *pages], language), *pages]
    book, draft = _empty_book(imprint, language), BytesIO()
    values = [write_page(book.create_sheet(page.sheet), page) for page in pages]
    book.save(draft)
    charts = [page.chart for page in pages if page.chart]
    alts = {f"xl/drawings/drawing{n}.xml": [chart.alt] for n, chart in enumerate(charts, 1)}
    cached = {f"xl/worksheets/sheet{n}.xml": cells for n, cells in enumerate(values, 1) if cells}
    finish_package(draft, path, imprint.dated, alts=alts, cached=cached)


def _empty_book(imprint: Imprint, language: Language) -> Workbook:
    book = Workbook()
    add_styles(book)
    book.remove(book.worksheets[0])
    told = book.properties
    told.title, told.language = language.say("workbook.title"), language.say("workbook.locale")
    told.creator = told.lastModifiedBy = imprint.office
    told.identifier, told.version = imprint.data_hash, imprint.code_version
    return book


def _exhibit_page(exhibit: Exhibit, language: Language) -> Page:
    rows, columns, chart = rows_of(exhibit.table), [*exhibit.columns], native_chart(exhibit)
    if chart and chart.label_column == len(columns):
        columns.append(Column("chart_label", language.say("workbook.column.chart_label"), "text"))
        labels = [chart.labels.get(n, language.say("workbook.not_drawn")) for n in range(len(rows))]
        rows = [row | {"chart_label": label} for row, label in zip(rows, labels, strict=True)]
    lines = [exhibit.subtitle, exhibit.question, exhibit.evidence_line, exhibit.source_line, *exhibit.notes]
    lines += [language.say("workbook.no_rows")] * (not rows)
    cells = table_rows(rows, columns)
    return Page(exhibit.name, exhibit.sheet, exhibit.finding, lines, columns, cells, language, chart)


def _own_page(name: str, rows: Rows, language: Language, *lines: Live, **said: str) -> Page:
    """A sheet of the workbook's own: its words are the messages `workbook.<name>.*`, its columns stand in TABLES."""
    remarks = ["remark"] if name == "observations" and language.code == "en" else []  # noted in English only
    names = [*TABLES[name].split(), *remarks]
    columns = [Column(column, language.say(f"workbook.column.{column}"), KINDS.get(column, "text")) for column in names]
    worded = [row | {code: _word(language, code, row[code]) for code in CODES if code in names} for row in rows]
    title = language.say(f"workbook.{name}.finding", n=language.number(len(rows)), **said)
    notes: list[str | Live] = [*lines, language.say(f"workbook.{name}.notes")]
    return Page(name, language.say(f"sheet.{name}"), title, notes, columns, table_rows(worded, columns), language)


def _word(language: Language, kind: str, code: str) -> str:
    """The word for a code; a code an office has added to its data is shown as it is until terms.csv names it."""
    try:
        return language.term(kind, code)
    except KeyError:
        return code


def _cover(pages: Sequence[Page], exhibits: Sequence[Exhibit], imprint: Imprint, language: Language) -> Page:
    """What the workbook is and how to read it, as headwords with their texts."""
    there, long = {page.name for page in pages}, [page.sheet for page in pages if len(page.rows) > MANY_ROWS]
    said = vars(imprint) | {
        "dated": language.date(imprint.dated),
        "questions": "\n".join(dict.fromkeys(exhibit.question for exhibit in exhibits)),
        "evidence": "\n".join(dict.fromkeys(exhibit.evidence_line for exhibit in exhibits)),
        "sheets": language.number(len(pages) + 2),
        "tables": language.number(sum(bool(page.rows) for page in pages) + 2),
        "limit": language.number(MANY_ROWS),
        "long": language.listed(long) or language.say("workbook.none"),
        "missing": language.say("exhibit.missing_note"),
    }
    rows = [
        {"headword": language.say(f"workbook.headword.{word}"), "text": language.say(f"workbook.text.{word}", **said)}
        for word in COVER
        if ABOUT.get(word) in {None, *there}
    ]
    return _own_page("cover", rows, language, office=imprint.office)


def _contents(pages: Sequence[Page], language: Language) -> Page:
    """One row per sheet: a link to it, what it finds, and how many rows its table has."""
    rows = []
    for page in pages:
        link = Live(page.sheet, cell=f"{quote_sheetname(page.sheet)}!A1")
        rows.append({"sheet": link, "finding": page.title, "rows": len(page.rows)})
    return _own_page("contents", rows, language)


def _evidence_pages(relations: Rows, observations: Rows, sources: Rows, language: Language) -> list[Page]:
    """The published evidence as sheets, in order; a table without a row has no sheet."""
    addresses = {row["source_id"]: re.sub(r"^https?://(www\.)?", "", row["address"]) for row in sources}
    figures = [row | {"address": addresses.get(row["source_id"])} for row in observations]
    linked = []
    for row in sources:  # the short name leads to the page: LibreOffice cuts a link off where it should wrap
        link = Live(row["publisher"], address=row["address"])
        linked.append(row | {"publisher": link, "address": addresses[row["source_id"]]})
    unequal = [row for row in relations if row["verdict"] != "equal"]
    failing = language.number(sum(row["verdict"] == "does_not_add_up" for row in unequal))
    pages = [
        _own_page("contradictions", unequal, language, open=failing),
        *_reconciliation_pages(relations, observations, language),
        _own_page("observations", figures, language),
        _own_page("sources", linked, language),
    ]
    return [page for page in pages if page.rows]


def _reconciliation_pages(relations: Rows, observations: Rows, language: Language) -> list[Page]:
    """Every total beside the live sum of its parts; totals whose parts count other units are left out."""
    figures = {row["observation_id"]: row for row in observations}
    totals = [row for row in relations if row["kind"] == "total" and row["verdict"] != "units_differ"]
    totals = [row for row in totals if row["parts"] and row["stated"]]
    parts = [figures[part] | {"relation_id": row["relation_id"]} for row in totals for part in row["parts"].split()]
    checked = [row | _live_cells(row, parts, language) for row in totals]
    statuses = [row["status"].shown for row in checked]
    words = {code: language.term("verdict", code) for code in VERDICTS[:2]}
    counts = {code: statuses.count(word) for code, word in words.items()}
    live = {code: f'"&COUNTIF(reconciliation[status],"{word}")&"' for code, word in words.items()}
    shown = language.say("workbook.reconciliation.check", all=len(totals), **counts)
    text = language.say("workbook.reconciliation.check", all='"&ROWS(reconciliation[status])&"', **live)
    check = Live(shown, _formula(f'="{text}"', language))
    return [_own_page("reconciliation", checked, language, check), _own_page("total_parts", parts, language)]


def _live_cells(total: Row, parts: Rows, language: Language) -> Row:
    """The formulas of one total; what its sum gives must be what the relation says everywhere else."""
    values = [part["value"] for part in parts if part["relation_id"] == total["relation_id"]]
    summed, delta = sum(values, Decimal(0)), total["delta"]
    if summed != total["parts_value"] or summed - total["stated_value"] != delta:
        raise ValueError(f"{total['relation_id']}: the parts add to {summed}, the relation says {total['parts_value']}")
    words = {code: language.term("verdict", code) for code in VERDICTS}
    # That a hedge covers a difference cannot be computed from the row, so it is told.
    status = STATUS.format(**words, other=words["hedged" if total["verdict"] == "hedged" else "does_not_add_up"])
    return {
        "n_parts": len(values),
        "parts_sum": Live(summed, _formula(SUM, language)),
        "difference": Live(round(delta, 6), _formula(DIFFERENCE, language)),
        "status": Live(words[total["verdict"]], _formula(status, language)),
    }


def _formula(text: str, language: Language) -> str:
    """A formula in which `table[code]` is a column by its code, and `[@code]` the cell in the formula's own row."""

    def named(found: re.Match[str]) -> str:
        heading = language.say(f"workbook.column.{found['code']}")
        return f"reconciliation[[#This Row],[{heading}]]" if found["own"] else f"{found['table']}[{heading}]"

    return re.sub(r"(?P<table>\w*)\[(?P<own>@?)(?P<code>\w+)\]", named, text)
