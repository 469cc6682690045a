"""One sheet of the workbook: a title in A1, lines of text, then one named Excel table and perhaps its chart below.

The sheets keep the rules for accessible spreadsheets: no merged or hidden cells, no empty cell in a table, one header
row, Arial, one table from column A with no cell below or beside it, A4 with a repeated header row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil
from textwrap import wrap
from typing import Any

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from ikm_analysis.charts.palette import BLUES, LIGHT, PRIMARY, TEXT
from ikm_analysis.exhibit import NUMBERS, WORDS, Column, printed_value
from ikm_analysis.language import Language

MANY_ROWS = 20  # above it the header row is frozen and filtered: a deliberate departure, said on the cover
WIDEST, NARROWEST, LEAST_PAGE = 60, 9, 90  # in widths of a digit, about 0.19 cm
LEGIBLE, PORTRAIT = 165, 95  # the widest page that A4 across prints in at least 8 points, and upright at full size
BREAKABLE = 24  # a longer word, as an address, may break
EXCEL_DIGITS = 10**15  # Excel keeps 15 digits of a number and zeroes the rest without a word
HIGHEST_CM, ROW_CM = 17.0, 0.45  # of a chart, and of a row
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Live:
    """A cell that is more than what it shows: a formula that gives it, or a link to an address or a cell."""

    shown: int | Decimal | str
    formula: str = ""
    address: str | None = None
    cell: str | None = None


Value = None | str | int | Decimal | date | Live


@dataclass(frozen=True)
class Chart:
    """What a chart shows of a table: one column of it, and for each series its rows (from 0) with their labels.

    The labels stand in the column `label_column`, one past the last where the sheet has to add it: a chart takes them
    from cells, because LibreOffice loses labels that stand in the chart itself.
    """

    title: str
    alt: str
    column: int
    series: dict[str, dict[int, str]]
    labels: dict[int, str]
    label_column: int
    reach: float | None  # where the scale ends, with room for the number of the longest bar
    is_shares: bool

    @property
    def height(self) -> float:
        """Centimetres: room for title, axis and key, and for each bar with a label of two lines."""
        return min(HIGHEST_CM, 4 + 0.8 * max(3, *map(len, self.series.values())))


@dataclass(frozen=True)
class Page:
    """One sheet before it is written: what stands in A1, the lines under it, and its table (`rows` as `columns` say).

    A missing value is None, written as the language's sign for it and explained above the table.
    """

    name: str
    sheet: str
    title: str
    lines: Sequence[str | Live]
    columns: Sequence[Column]
    rows: list[list[Value]]
    language: Language
    chart: Chart | None = None
    mark: str = ""  # what every printed page must say, before its name and number

    @cached_property
    def printed(self) -> list[list[str]]:
        """The text of each cell as it shows, by column."""
        cells = [[_plain(row[n]) for row in self.rows] for n in range(len(self.columns))]
        columns = zip(self.columns, cells, strict=True)
        return [[printed_value(value, column, self.language) for value in values] for column, values in columns]

    @cached_property
    def widths(self) -> list[int]:
        """Width of each column in widths of a digit: as few lines a cell as still prints legibly on one page."""
        for lines in (2, 4, 6, 9, 14):
            widths = [_width(column, texts, lines) for column, texts in zip(self.columns, self.printed, strict=True)]
            if sum(widths) <= LEGIBLE:
                break
        return widths

    @property
    def heights(self) -> list[float]:
        """Height of the header row and of each row of the table in points: LibreOffice fits none on opening."""
        lines = [
            [_lines(column.label, 0.8 * width), *(_lines(text, width) for text in texts)]  # a heading is bold
            for column, texts, width in zip(self.columns, self.printed, self.widths, strict=True)
        ]
        return [min(400.0, 13.0 * max(row) + 2) for row in zip(*lines, strict=True)]  # Excel takes 409 points at most

    @cached_property
    def width(self) -> int:
        """Printed width: that of the table, and never less than the title needs in its larger type."""
        return max(sum(self.widths), ceil(len(self.title) * 1.5), LEAST_PAGE)

    @cached_property
    def head(self) -> list[str | Live]:
        """The cells under A1: long lines continue in the next row, since cells are neither merged nor cut off."""
        missing, sign = (self.language.say(f"exhibit.{name}") for name in ("missing_note", "missing"))
        is_said = any(isinstance(line, str) and line.startswith(f"{sign} =") for line in self.lines)
        unsaid = not is_said and any(None in row for row in self.rows)
        lines = [*self.lines, missing] if unsaid else self.lines
        return [part for line in lines for part in ([line] if isinstance(line, Live) else wrap(line, self.width))]

    @property
    def header_row(self) -> int:
        """The row of the headings."""
        return len(self.head) + 2

    @property
    def last_row(self) -> int:
        """The last row of the table."""
        return self.header_row + len(self.rows)

    def cells(self) -> Iterator[tuple[int, int, Value, str, str]]:
        """Every filled cell: its row and column, its value, its style and its number format."""
        for row, line in enumerate([self.title, *self.head], 1):
            yield row, 1, line, "Normal" if row > 1 else "Heading 1", "General"
        for n, column in enumerate(self.columns if self.rows else (), 1):
            side = "right" if column.kind in (*NUMBERS, "year") else "left"
            yield self.header_row, n, column.label, f"ikm header {side}", "@"
            for row, values in enumerate(self.rows, self.header_row + 1):
                value = values[n - 1]
                shown = self.language.say("exhibit.missing") if value is None else value
                style = "ikm link" if isinstance(value, Live) and not value.formula else f"ikm {side}"
                yield row, n, shown, style, _number_format(value, column, self.language)


def table_rows(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> list[list[Value]]:
    """The cells of a table, in the order of `columns`; blank is missing. Raises ValueError where Excel would round."""
    cells = [[row[column.name] for column in columns] for row in rows]
    for column, value in (pair for values in cells for pair in zip(columns, values, strict=True)):
        if isinstance(value, int) and abs(value) >= EXCEL_DIGITS:
            raise ValueError(f"{column.label}: {value} has more digits than Excel keeps; hand it over as text")
    return [[None if isinstance(value, str) and not value.strip() else value for value in values] for values in cells]


def _plain(value: Value) -> Any:
    return value.shown if isinstance(value, Live) else value


def _lines(text: str, width: float) -> int:
    return sum(len(wrap(line, int(width) - 1)) if len(line) >= width else 1 for line in text.splitlines())


def _width(column: Column, cells: Sequence[str], lines: int) -> int:
    """Width of a column: numbers on one line, texts on about `lines` for a hundred characters, words whole."""
    texts = [line for cell in cells for line in cell.splitlines()]
    heading = max(map(len, column.label.split())) * 1.2 + 2  # bold, and leaves room for the button of the filter
    longest = max(map(len, texts), default=0)
    word = min(BREAKABLE, max((len(word) for text in texts for word in text.split()), default=0))
    needed = min(longest, max(word, 10 * (longest / lines) ** 0.5)) if column.kind in WORDS else longest
    return ceil(min(WIDEST, max(NARROWEST, heading, needed + 2)))


def _number_format(value: Value, column: Column, language: Language) -> str:
    """The format of a cell by the kind of its column; a number shows never fewer decimals than it has, up to four."""
    number, decimals = _plain(value), column.decimals or 0
    if isinstance(number, Decimal) and column.kind != "share":
        decimals = max(decimals, min(4, -int(number.normalize().as_tuple().exponent)))
    places = f"0.{'0' * decimals}" if decimals else "0"
    formats = {"count": "#,##0", "year": "0", "rupiah": '"Rp"#,##0', "share": f"{places}%"}
    formats |= dict.fromkeys(("number", "ratio"), f"#,##{places}") | {"date": language.say("workbook.date")}
    return formats.get(column.kind, "General" if isinstance(value, Live) else "@")


def write_page(sheet: Worksheet, page: Page) -> dict[str, int | Decimal | str]:
    """Fill an empty sheet; return the value of each formula by cell. Raises ValueError for headings Excel refuses.

    Text stays text even where it looks like a formula: its type is set, and marked as quoted.
    """
    formulas = {}
    for row, column, value, style, number_format in page.cells():
        cell: Any = sheet.cell(row, column)
        cell.style, cell.number_format = style, number_format
        if isinstance(value, Live) and value.formula:
            cell.value, formulas[cell.coordinate] = value.formula, value.shown
            continue
        if isinstance(value, Live):
            cell.hyperlink = Hyperlink(ref=cell.coordinate, target=value.address, location=value.cell)
        shown = _plain(value)
        cell.value = NOT_XML.sub("\ufffd", shown) if isinstance(shown, str) else shown
        if isinstance(shown, str):
            cell.data_type, cell.quotePrefix = "s", shown.startswith(("=", "+", "-", "@"))
    if page.rows:
        _add_table(sheet, page)
    _set_print(sheet, page)
    return formulas


def _add_table(sheet: Worksheet, page: Page) -> None:
    labels = [column.label for column in page.columns]
    if len({"", *(label.strip().casefold() for label in labels)}) <= len(labels):
        raise ValueError(f"sheet {page.sheet!r}: headings must be filled and differ, not {labels}")
    area = f"A{page.header_row}:{get_column_letter(len(labels))}{page.last_row}"
    table = Table(displayName=page.name, name=page.name, ref=area)
    table.tableColumns = [TableColumn(id=n, name=label) for n, label in enumerate(labels, 1)]
    if len(page.rows) > MANY_ROWS:
        table.autoFilter = AutoFilter(ref=area)
        sheet.freeze_panes = f"B{page.header_row + 1}"
    sheet.add_table(table)
    for row, height in enumerate(page.heights, page.header_row):
        sheet.row_dimensions[row].height = height


def _set_print(sheet: Any, page: Page) -> None:
    """Set widths, and A4 fitted to one page across; F4, a little larger, prints the same."""
    widths = [*page.widths] + [NARROWEST] * ceil((page.width - sum(page.widths)) / NARROWEST)
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    last = page.last_row + (ceil(page.chart.height / ROW_CM) + 3 if page.chart else 0)
    sheet.print_area = f"A1:{get_column_letter(len(widths))}{last}"
    sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    upright = page.width <= PORTRAIT or page.chart  # so that table and chart stay on one page
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 9, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.sheet_view.showGridLines = True, False
    sheet.page_margins = PageMargins(left=0.6, right=0.6, top=0.6, bottom=0.8, header=0.4, footer=0.4)
    footer = sheet.oddFooter.center
    text = " ".join(filter(None, [page.mark, page.language.say("workbook.footer")]))
    footer.text, footer.font, footer.size = text, "Arial,Regular", 10


def add_styles(book: Workbook) -> None:
    """Give an empty workbook Arial as its normal font, and the styles of titles, lines, headings, cells and links."""
    inner: Any = book  # the default font of a workbook has no public name
    inner._fonts[0] = inner._named_styles["Normal"].font = _font()
    sides = {side: Alignment(side, "top", wrap_text=True, indent=int(side == "right")) for side in ("left", "right")}
    body = {"font": _font(), "border": Border(bottom=Side("thin", LIGHT[1:]))}
    edges = Border(top=Side("thin", PRIMARY[1:]), bottom=Side("medium", PRIMARY[1:]))
    heading = {"font": _font(bold=True), "fill": PatternFill("solid", fgColor=BLUES[0][1:]), "border": edges}
    styles: dict[str, dict[str, Any]] = {
        "Heading 1": {"font": _font(PRIMARY, size=14, bold=True), "builtinId": 16},
        "ikm link": {**body, "alignment": sides["left"], "font": _font(PRIMARY, underline="single")},
        **{f"ikm {side}": {**body, "alignment": alignment} for side, alignment in sides.items()},
        **{f"ikm header {side}": {**heading, "alignment": alignment} for side, alignment in sides.items()},
    }
    for name, parts in styles.items():
        book.add_named_style(NamedStyle(name=name, **parts))


def _font(colour: str = TEXT, size: int = 10, **more: Any) -> Font:
    """Arial, which every office has and Linux measures alike; never smaller than 10."""
    return Font(name="Arial", size=size, family=2, color=colour[1:], **more)
