"""Writing one sheet: a finding in A1, lines of text, then one named Excel table and perhaps its chart.

The sheets keep the rules for accessible spreadsheets: no merged or hidden cells, no empty cell in a table, one header
row, Arial, one table from column A with nothing below it, A4 with repeated header row.
"""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis.charts.palette import BLUES, LIGHT, PRIMARY, TEXT
from ikm_analysis.exhibit import Column
from ikm_analysis.language import Language
from ikm_analysis.present.workbook_charts import add_chart
from ikm_analysis.present.workbook_page import NARROWEST, Formula, Link, Page, Value, places, plain_text

PORTRAIT = 95  # the widest page, in widths of a digit, that A4 upright still prints at full size
NUMERIC = ("count", "year", "rupiah", "number", "share", "ratio")
LOCALE = {"id": "[$-421]", "en": "[$-409]"}
TABLE_NAME, CELL_LIKE = re.compile(r"[a-z][a-z0-9_]{3,}"), re.compile(r"[a-z]{1,3}[0-9]+")


def write_page(sheet: Worksheet, page: Page, language: Language) -> None:
    """Fill an empty sheet from its page. Raises ValueError for headings or a table name that Excel would refuse."""
    _check_names(page)
    _put(sheet.cell(1, 1), plain_text(page.title), "Heading 1")
    sheet.row_dimensions[1].height = 24
    for row, line in enumerate(page.head, 2):
        _put(sheet.cell(row, 1), line, "ikm line", page.body)
    if page.rows:
        _write_table(sheet, page, language)
    _set_print(sheet, page, language)
    if page.chart:
        below, beside = f"A{page.body[1] + 2}", f"{get_column_letter(len(page.columns) + 2)}{page.header_row}"
        add_chart(sheet, page.chart, page.header_row, below if page.chart_below else beside)


def _check_names(page: Page) -> None:
    labels = [column.label.strip() for column in page.columns]
    if not all(labels) or len({label.casefold() for label in labels}) < len(labels):
        raise ValueError(f"sheet {page.sheet!r}: headings must be filled and differ, not {labels}")
    if not TABLE_NAME.fullmatch(page.table_name) or CELL_LIKE.fullmatch(page.table_name):
        raise ValueError(f"sheet {page.sheet!r}: {page.table_name!r} cannot name an Excel table, budget_lines could")


def _write_table(sheet: Worksheet, page: Page, language: Language) -> None:
    labels = [" ".join(plain_text(column.label).split()) for column in page.columns]
    for n, (label, column) in enumerate(zip(labels, page.columns, strict=True), 1):
        _put(sheet.cell(page.header_row, n), label, f"ikm header {_side(column)}")
    for row, values in enumerate(page.rows, page.header_row + 1):
        for n, (value, column) in enumerate(zip(values, page.columns, strict=True), 1):
            shown = language.say("exhibit.missing") if value is None else value
            _put(sheet.cell(row, n), shown, _style(sheet, value, column, language), page.body)
    for row, height in enumerate(page.heights, page.header_row):
        sheet.row_dimensions[row].height = height
    area = f"A{page.header_row}:{get_column_letter(len(labels))}{page.body[1]}"
    table = Table(displayName=page.table_name, name=page.table_name, ref=area)
    table.tableColumns = [TableColumn(id=n, name=label) for n, label in enumerate(labels, 1)]
    if page.is_long:
        table.autoFilter = AutoFilter(ref=area)
        sheet.freeze_panes = sheet.cell(page.header_row + 1, 2)
    sheet.add_table(table)


def _put(cell: Cell, value: Value, style: str, body: tuple[int, int] = (0, 0)) -> None:
    """Write one value. Text stays text even where it looks like a formula: its type is set, and marked as quoted."""
    if isinstance(value, Formula):
        cell.value = value.text.format(row=cell.row, first=body[0], last=body[1])
    else:
        cell.value = value.text if isinstance(value, Link) else value
    cell.style = style
    if isinstance(value, str | Link):
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value).startswith(("=", "+", "-", "@"))
    if isinstance(value, Link):
        inside = f"{quote_sheetname(value.sheet)}!A1" if value.sheet else None
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate, target=value.address or None, location=inside, tooltip=value.tip
        )


def _style(sheet: Worksheet, value: Value, column: Column, language: Language) -> str:
    """The named style of a body cell, made when first needed."""
    if isinstance(value, Link):
        return "ikm link"
    shown = value.value if isinstance(value, Formula) else value
    code = _number_format(shown, column, language)
    name = f"ikm {code}"
    book: Any = sheet.parent
    if name not in book.named_styles:
        book.add_named_style(_body_style(name, code, _side(column), _side(column) == "left"))
    return name


def _side(column: Column) -> str:
    return "right" if column.kind in NUMERIC else "left"


def _number_format(value: Value, column: Column, language: Language) -> str:
    match column.kind:
        case "count":
            return "#,##0"
        case "year":
            return "0"
        case "rupiah":
            return '"Rp"#,##0'
        case "share":
            return f"0.{'0' * column.decimals}%" if column.decimals else "0%"
        case "date":
            return f"{LOCALE[language.code]}d mmmm yyyy"
        case "text" | "identifier":
            return "@"
        case _:
            decimals = places(value, column)
            return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _body_style(name: str, code: str, side: str, wraps: bool = True) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=font(),
        number_format=code,
        alignment=Alignment(horizontal=side, vertical="top", wrap_text=wraps, indent=int(side == "right")),
        border=Border(bottom=Side(style="thin", color=LIGHT.lstrip("#"))),
    )


def font(size: int = 10, colour: str = TEXT, **more: Any) -> Font:
    """Arial, which every office has and Linux measures alike; never smaller than 10."""
    return Font(name="Arial", size=size, family=2, color=colour.lstrip("#"), **more)


def add_styles(book: Workbook) -> None:
    """Give an empty workbook Arial as its normal font, and the styles of titles, lines, headings and links."""
    inner: Any = book  # the default font of a workbook has no public name
    inner._fonts[0] = inner._named_styles["Normal"].font = font()
    edge = PRIMARY.lstrip("#")
    title = NamedStyle(name="Heading 1", font=font(14, PRIMARY, bold=True), alignment=Alignment(vertical="top"))
    title.builtinId = 16
    line = NamedStyle(name="ikm line", font=font(), alignment=Alignment(vertical="top"))
    for side in ("left", "right"):
        header = _body_style(f"ikm header {side}", "@", side)
        header.font, header.fill = font(bold=True), PatternFill("solid", fgColor=BLUES[0].lstrip("#"))
        header.border = Border(top=Side("thin", edge), bottom=Side("medium", edge))
        book.add_named_style(header)
    link = _body_style("ikm link", "@", "left")
    link.font = font(colour=PRIMARY, underline="single")
    for style in (title, line, link):
        book.add_named_style(style)


def _set_print(sheet: Worksheet, page: Page, language: Language) -> None:
    """Widths, and A4 fitted to one page across; F4, a little larger, prints the same."""
    widths = [*page.widths] if page.rows else [NARROWEST]
    widths += [NARROWEST] * ceil(max(0, page.width - sum(widths)) / NARROWEST)
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    top = page.body[1] + 2 if page.chart_below else page.header_row
    last = max(page.body[1], top + page.chart.rows if page.chart else 0)
    sheet.print_area = f"A1:{get_column_letter(len(widths))}{last}"
    if page.rows:
        sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 9, 1, 0
    upright = page.width <= PORTRAIT or page.chart_below  # so that table and chart stay on one page
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = 0.6
    margins.bottom, margins.footer = 0.8, 0.4
    footer = sheet.oddFooter.center
    footer.text, footer.font, footer.size = language.say("workbook.footer"), "Arial,Regular", 10
    sheet.sheet_view.showGridLines = False
