"""The Excel workbook: a cover, a list of contents, one sheet per exhibit, and the evidence the exhibits rest on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from itertools import groupby, product
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.chart import BarChart, data_source, label, legend, series, shapes
from openpyxl.chart.text import RichText
from openpyxl.drawing import text as lettering
from openpyxl.drawing.line import LineProperties
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis.charts.palette import PARTS, TEXT
from ikm_analysis.exhibit import NUMBERS, Column, Exhibit, Imprint
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.present.workbook_sheet import MANY_ROWS, Chart, Live, Page, add_styles, table_rows, write_page
from ikm_analysis.tables import rows_of

Row = dict[str, Any]
Rows = Sequence[Row]
SPEC = tomllib.loads((files(__package__) / "workbook.toml").read_text(encoding="utf-8"))
KINDS = {column: kind for kind, columns in SPEC["kinds"].items() for column in columns.split()}
VERDICTS = ("equal", "within_rounding", "hedged", "does_not_add_up")
DRAWN = {"bars": "value", "dots": "value", "shares": "share"}  # the kinds charted, and the column they draw
UNITS = (1.0, 0.01, 1e6)  # a share may be drawn as per cent, rupiah in millions
WIDTH_CM = 14.0  # of a chart


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
    for page in pages:
        if page.chart:
            _add_chart(book[page.sheet], page.chart, page)
    book.save(draft)
    charts = [page.chart for page in pages if page.chart]
    alts = {f"xl/drawings/drawing{n}.xml": [chart.alt] for n, chart in enumerate(charts, 1)}
    cached = {f"xl/worksheets/sheet{n}.xml": cells for n, cells in enumerate(values, 1) if cells}
    finish_package(draft, path, imprint.dated, alts=alts, cached=cached)


def _empty_book(imprint: Imprint, language: Language) -> Workbook:
    """A workbook without a sheet, with what it says of itself and the styles of its cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    told = book.properties
    told.title, told.language = language.say("workbook.title"), language.say("workbook.locale")
    told.creator = told.lastModifiedBy = imprint.office
    told.identifier, told.version = imprint.data_hash, imprint.code_version
    add_styles(book)
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
    mark = language.say("evidence.mark") if exhibit.evidence == "illustrative" else ""
    return Page(exhibit.name, exhibit.sheet, exhibit.finding, lines, columns, cells, language, chart, mark)


def native_chart(exhibit: Exhibit) -> Chart | None:
    """The chart of the first column that holds the numbers an exhibit draws as bars, dots or shares; else None.

    A part that is not in the table, as the rest of a hundred-percent bar, is left out.
    """
    drawing = exhibit.drawing
    if drawing is None or drawing.kind not in DRAWN:
        return None
    drawn = DRAWN[drawing.kind]
    frame = drawing.frame.dropna(subset=[drawn])
    parts = {str(name): part for name, part in frame.groupby("part", sort=False)} if "part" in frame else {"": frame}
    charted = (n for n, column in enumerate(exhibit.columns) if column.kind in NUMBERS)
    table, heading = exhibit.table, f"{exhibit.measure} ({exhibit.unit})"
    for n, unit in product(charted, UNITS):
        found = {name: _found_in(part["label"], part[drawn] * unit, table.iloc[:, n]) for name, part in parts.items()}
        if series := {name or exhibit.columns[n].label: rows for name, rows in found.items() if rows}:
            labels = {row: label for rows in series.values() for row, label in rows.items()}
            holds = [labels.items() <= set(enumerate(map(str, table[name]))) for name in table]
            reach = float(1.25 * unit * frame[drawn].max()) if (frame[drawn] >= 0).all() else None
            return Chart(heading, exhibit.alt, n, series, labels, [*holds, True].index(True), reach, drawn == "share")
    return None


def _found_in(labels: Iterable[str], numbers: Iterable[float], column: Iterable[Any]) -> dict[int, str]:
    """The row of each number with its label, sought below the one before; empty unless all are found."""
    cells = iter([(row, float(value)) for row, value in enumerate(column) if value is not None])
    found = [next((row for row, value in cells if isclose(value, number)), -1) for number in numbers]
    return {} if -1 in found else dict(zip(found, labels, strict=True))


def _add_chart(sheet: Worksheet, chart: Chart, page: Page) -> None:
    """Place a chart of Excel's own below the table; its labels and numbers are cells of the table."""
    stacked = len(chart.series) > 1
    bars: Any = BarChart()
    bars.type, bars.grouping, bars.overlap = "bar", *(("stacked", 100) if stacked else ("clustered", 0))
    bars.gapWidth, bars.width, bars.height = 45, WIDTH_CM, chart.height
    bars.title = chart.title
    bars.title.overlay, bars.title.tx.rich.p[0].r[0].rPr = False, _letters(b=True)
    bars.legend = legend.Legend(legendPos="b", txPr=_text()) if chart.is_shares else None
    for axis in (bars.x_axis, bars.y_axis):
        axis.delete, axis.majorGridlines, axis.txPr = False, None, _text()  # Excel hides an axis left unset
    bars.x_axis.scaling.orientation, bars.x_axis.tickLblPos = "maxMin", "low"  # the first label on top
    bars.x_axis.tickLblSkip, bars.y_axis.crosses = 1, "max"
    bars.y_axis.number_format = ";;;"  # nothing: every bar has its number
    bars.y_axis.scaling.max = 1 if chart.is_shares else chart.reach or None
    for order, (name, rows) in enumerate(chart.series.items()):
        bars.series.append(drawn_series := _series(name, order, stacked))
        below = [page.header_row + 1 + row for row in rows]
        drawn_series.cat = data_source.AxDataSource(
            strRef=data_source.StrRef(f=_cells(sheet, chart.label_column, below))
        )
        drawn_series.val = data_source.NumDataSource(numRef=data_source.NumRef(f=_cells(sheet, chart.column, below)))
    sheet.add_chart(bars, f"A{page.last_row + 2}")


def _series(name: str, order: int, stacked: bool) -> Any:
    fill = PARTS[order % len(PARTS)]
    made: Any = series.Series(idx=order, order=order, tx=series.SeriesLabel(v=name))
    made.spPr = shapes.GraphicalProperties(solidFill=fill.colour[1:], ln=LineProperties(solidFill=fill.edge[1:]))
    made.invertIfNegative = False
    # Flags left unset count as on: series and category would be printed over the bars.
    flags = dict.fromkeys(("showSerName", "showCatName", "showLegendKey", "showPercent", "showBubbleSize"), False)
    where, ink = ("ctr", fill.ink) if stacked else ("outEnd", TEXT)
    made.dLbls = label.DataLabelList(showVal=True, dLblPos=where, txPr=_text(ink), **flags)
    return made


def _cells(sheet: Worksheet, column: int, rows: Sequence[int]) -> str:
    """Refer to cells of one column, in order; rows that do not follow each other make it a union of ranges."""
    name, letter = quote_sheetname(sheet.title), get_column_letter(column + 1)
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), key=lambda place: place[1] - place[0])]
    areas = [f"{name}!${letter}${run[0]}:${letter}${run[-1]}" for run in runs]
    return areas[0] if len(areas) == 1 else f"({','.join(areas)})"


def _letters(colour: str = TEXT, **more: Any) -> lettering.CharacterProperties:
    return lettering.CharacterProperties(sz=1000, solidFill=colour[1:], latin=lettering.Font(typeface="Arial"), **more)


def _text(colour: str = TEXT) -> RichText:
    """Arial of 10 points for axes, labels and key."""
    letters = _letters(colour)
    return RichText(p=[lettering.Paragraph(pPr=lettering.ParagraphProperties(defRPr=letters), endParaRPr=letters)])


def _own_page(name: str, rows: Rows, language: Language, *lines: Live, **said: str) -> Page:
    """A sheet of the workbook's own: its words are the messages `workbook.<name>.*`, its columns stand in SPEC."""
    remarks = ["remark"] if name == "observations" and language.code == "en" else []  # noted in English only
    names = [*SPEC["tables"][name].split(), *remarks]
    columns = [Column(column, language.say(f"workbook.column.{column}"), KINDS.get(column, "text")) for column in names]
    codes = [code for code in SPEC["codes"] if code in names]
    worded = [row | {code: _word(language, code, row[code]) for code in codes} for row in rows]
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
    signs = ["missing_note" if exhibit.evidence == "published" else "withheld_note" for exhibit in exhibits]
    said = vars(imprint) | {
        "dated": language.date(imprint.dated),
        "questions": "\n".join(dict.fromkeys(exhibit.question for exhibit in exhibits)),
        "evidence": "\n".join(dict.fromkeys(exhibit.evidence_line for exhibit in exhibits)),
        "sheets": language.number(len(pages) + 2),
        "tables": language.number(sum(bool(page.rows) for page in pages) + 2),
        "limit": language.number(MANY_ROWS),
        "long": language.listed(long) or language.say("workbook.none"),
        "missing": "; ".join(language.say(f"exhibit.{sign}") for sign in dict.fromkeys(signs)),
    }
    rows = [
        {"headword": language.say(f"workbook.headword.{word}"), "text": language.say(f"workbook.text.{word}", **said)}
        for word in SPEC["cover"]
        if SPEC["only_with"].get(word) in {None, *there}
    ]
    return _own_page("cover", rows, language, office=imprint.office)


def _contents(pages: Sequence[Page], language: Language) -> Page:
    """One row per sheet: a link to it, what it finds, and how many rows its table has."""
    links = [Live(page.sheet, cell=f"{quote_sheetname(page.sheet)}!A1") for page in pages]
    told = zip(links, pages, strict=True)
    rows = [{"sheet": link, "finding": page.title, "rows": len(page.rows)} for link, page in told]
    return _own_page("contents", rows, language)


def _evidence_pages(relations: Rows, observations: Rows, sources: Rows, language: Language) -> list[Page]:
    """The published evidence as sheets, in order; a table without a row has no sheet."""
    addresses = {row["source_id"]: re.sub(r"^https?://(www\.)?", "", row["address"]) for row in sources}
    figures = [row | {"address": addresses.get(row["source_id"])} for row in observations]
    # The short name leads to the page: LibreOffice cuts a link off where it should wrap.
    links = {row["source_id"]: Live(row["publisher"], address=row["address"]) for row in sources}
    linked = [row | {"publisher": links[row["source_id"]], "address": addresses[row["source_id"]]} for row in sources]
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
    formulas = {name: _formula(text, language) for name, text in SPEC["formulas"].items()}
    other = words["hedged" if total["verdict"] == "hedged" else "does_not_add_up"]
    return {
        "n_parts": len(values),
        "parts_sum": Live(summed, formulas["parts_sum"]),
        "difference": Live(round(delta, 6), formulas["difference"]),
        "status": Live(words[total["verdict"]], formulas["status"].format(**words, other=other)),
    }


def _formula(text: str, language: Language) -> str:
    """A formula in which `table[code]` is a column by its code, and `[@code]` the cell in the formula's own row."""

    def named(found: re.Match[str]) -> str:
        heading = language.say(f"workbook.column.{found['code']}")
        return f"reconciliation[[#This Row],[{heading}]]" if found["own"] else f"{found['table']}[{heading}]"

    return re.sub(r"(?P<table>\w*)\[(?P<own>@?)(?P<code>\w+)\]", named, text)
