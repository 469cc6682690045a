"""The rules for accessible spreadsheets (S1 to S26) and Microsoft's own checker, run on a finished workbook.

`workbook_problems` reads the file as it is on disk: the sheets through openpyxl, what openpyxl does not show (fonts,
drawings, properties, cached values) from the XML. Each problem names its rule, sheet and cell. S7 is kept the way the
cover says: frozen panes and filters only where a table is long, and the cover names those sheets. The page-number
footer is allowed by S16; S25, running a checker, is this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

LONG = 20
WIDEST, BREAKABLE = 60, 24
MISSING = {"…": re.compile("^… = ")}
TABLE_NAME, CELL_LIKE = re.compile(r"[a-z][a-z0-9_]{3,}"), re.compile(r"[a-z]{1,3}[0-9]+")
DEFAULT_TABLE, DEFAULT_SHEET = re.compile(r"(?i)(table|tabel)_?\d+"), re.compile(r"(?i)(sheet|lembar)\d*")
NUMBER_TEXT = re.compile(r"-?(Rp ?)?\d[\d.,]*%?")
NOTE_MARK = re.compile(r"(?i)\[(catatan|note) \d+\]|[¹²³⁰-⁹*†‡]")
FUNCTIONS = {"SUMIFS", "ROUND", "IF", "ABS", "COUNTIF", "ROWS"}
ENGLISH = re.compile(r"(?i)\b(and|of|with|which|sheet|reported|summary|contents|number|figures)\b")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Read:
    """One workbook as read: its parts, its formulas, and its cached values."""

    parts: dict[str, bytes]
    book: Workbook
    values: Workbook

    @property
    def cover_text(self) -> str:
        return "\n".join(str(cell.value) for row in self.book.worksheets[0] for cell in row if cell.value is not None)


def workbook_problems(path: Path) -> list[str]:
    """Every breach of a rule in the workbook at `path`, as `S3 Sheet!B2: what is wrong`; an empty list is a pass."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    read = Read(parts, load_workbook(path), load_workbook(path, data_only=True))
    of_sheets = [problem for sheet in read.book.worksheets for rule in SHEET_RULES for problem in rule(sheet, read)]
    return [*of_sheets, *(problem for rule in BOOK_RULES for problem in rule(read))]


def at(rule: str, sheet: Worksheet, what: str, cell: str = "") -> str:
    return f"{rule} {sheet.title}{'!' + cell if cell else ''}: {what}"


def table_of(sheet: Worksheet) -> Table | None:
    return next(iter(sheet.tables.values()), None)


def filled(sheet: Worksheet) -> Iterator[Cell]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def body(sheet: Worksheet) -> list[list[Cell]]:
    """The rows of the sheet's table under its header row."""
    table = table_of(sheet)
    return [list(row) for row in sheet[table.ref][1:]] if table else []


def header(sheet: Worksheet) -> list[Cell]:
    table = table_of(sheet)
    return list(sheet[table.ref][0]) if table else []


def head(sheet: Worksheet) -> list[Cell]:
    """The cells above the table."""
    top = header(sheet)[0].row if table_of(sheet) else sheet.max_row + 1
    return [cell for cell in filled(sheet) if cell.row < top]


def one_table(sheet: Worksheet, read: Read) -> Iterator[str]:
    if len(sheet.tables) > 1:
        yield at("S21", sheet, f"{len(sheet.tables)} tables; one a sheet is the rule")
    if not sheet.tables and sheet.max_column > 1:
        yield at("S1", sheet, "cells beside each other that are no Excel table")


def table_name(sheet: Worksheet, read: Read) -> Iterator[str]:
    for name in sheet.tables:
        if DEFAULT_TABLE.fullmatch(name) or not TABLE_NAME.fullmatch(name) or CELL_LIKE.fullmatch(name):
            yield at("S2", sheet, f"the table is called {name!r}")


def unmerged(sheet: Worksheet, read: Read) -> Iterator[str]:
    yield from (at("S3", sheet, "merged cells", str(area)) for area in sheet.merged_cells.ranges)


def no_blank_lines(sheet: Worksheet, read: Read) -> Iterator[str]:
    rows = body(sheet)
    for line in [*rows, *zip(*rows, strict=True)]:
        if all(cell.value is None for cell in line):
            yield at("S4", sheet, "a row or column of the table is blank", line[0].coordinate)


def header_row(sheet: Worksheet, read: Read) -> Iterator[str]:
    table = table_of(sheet)
    if table is None:
        return
    if table.headerRowCount == 0:
        yield at("S5", sheet, "the table has no header row")
    counted = Counter(str(cell.value).casefold() for cell in header(sheet))
    for cell, column in zip(header(sheet), table.tableColumns, strict=True):
        if not isinstance(cell.value, str) or not cell.value.strip() or cell.data_type != "s":
            yield at("S5", sheet, "a heading is blank or no text", cell.coordinate)
        elif counted[cell.value.casefold()] > 1:
            yield at("S5", sheet, f"the heading {cell.value!r} is not unique", cell.coordinate)
        elif cell.value != column.name:
            yield at("S5", sheet, f"the table calls {cell.value!r} {column.name!r}", cell.coordinate)


def width(sheet: Worksheet, column: str) -> float:
    return float(sheet.column_dimensions[column].width)


def all_visible(sheet: Worksheet, read: Read) -> Iterator[str]:
    for column in {cell.column_letter for cell in filled(sheet)}:
        if width(sheet, column) > WIDEST:
            yield at("S6", sheet, f"column {column} is {width(sheet, column)} wide")
    for cell in [*header(sheet), *(cell for row in body(sheet) for cell in row)]:
        if isinstance(cell.value, str) and cell.data_type == "s":
            word = max(map(len, re.split(r"[\s/-]", cell.value)))
            if min(word, BREAKABLE) > width(sheet, cell.column_letter):
                yield at("S6", sheet, "a word is longer than its column", cell.coordinate)
            if len(cell.value) > width(sheet, cell.column_letter) and not cell.alignment.wrap_text:
                yield at("S6", sheet, "the text neither fits nor wraps", cell.coordinate)


def lines_fit(sheet: Worksheet, read: Read) -> Iterator[str]:
    """A line above the table runs over empty cells to its right, within what is printed."""
    if not sheet.print_area:
        yield at("S6", sheet, "no print area")
        return
    _, _, last, _ = range_boundaries(sheet.print_area.split("!")[-1])
    room = sum(width(sheet, cell.column_letter) for cell in next(sheet.iter_rows(max_row=1, max_col=last)))
    for cell in head(sheet):
        if cell.column > 1:
            yield at("S6", sheet, "a cell beside a line of text covers it", cell.coordinate)
        elif len(str(read.values[sheet.title][cell.coordinate].value)) * cell.font.sz / 10 > room * 1.1:
            yield at("S6", sheet, "the line runs over the printed page", cell.coordinate)


def frozen_if_long(sheet: Worksheet, read: Read) -> Iterator[str]:
    table = table_of(sheet)
    scrolled = bool(sheet.freeze_panes) or bool(sheet.auto_filter.ref) or bool(table and table.autoFilter)
    if scrolled and (len(body(sheet)) <= LONG or sheet.title not in read.cover_text):
        yield at("S7", sheet, "frozen or filtered though short, or not named on the cover")


def no_empty_cell(sheet: Worksheet, read: Read) -> Iterator[str]:
    signs = set()
    for cell in (cell for row in body(sheet) for cell in row):
        if cell.value is None or cell.value == "":
            yield at("S8", sheet, "an empty cell in the table", cell.coordinate)
        elif cell.value in MISSING:
            signs.add(cell.value)
    for sign in signs:
        if not any(MISSING[sign].match(str(cell.value)) for cell in head(sheet)):
            yield at("S8", sheet, f"{sign} is not explained above the table")


def nothing_hidden(sheet: Worksheet, read: Read) -> Iterator[str]:
    if sheet.sheet_state != "visible":
        yield at("S9", sheet, "the sheet is hidden")
    for name, dimension in [*sheet.row_dimensions.items(), *sheet.column_dimensions.items()]:
        if dimension.hidden or getattr(dimension, "height", None) == 0 or getattr(dimension, "width", None) == 0:
            yield at("S9", sheet, f"row or column {name} is hidden")


def no_marks(sheet: Worksheet, read: Read) -> Iterator[str]:
    """No sheet needs note marks, so none may stand anywhere: neither in the form of S10 nor as symbols."""
    for cell in (cell for row in body(sheet) for cell in row):
        if isinstance(cell.value, str) and NOTE_MARK.search(cell.value):
            yield at("S12", sheet, "a note mark in a cell of data", cell.coordinate)
    for cell in head(sheet):
        if isinstance(cell.value, str) and NOTE_MARK.search(cell.value):
            yield at("S10", sheet, "a note mark without a sheet of notes", cell.coordinate)


def links(sheet: Worksheet, read: Read) -> Iterator[str]:
    for cell in filled(sheet):
        if isinstance(cell.value, str) and re.match(r"(?i)(https?://|www\.)", cell.value):
            yield at("S13", sheet, "a bare address instead of a descriptive text", cell.coordinate)
        location = cell.hyperlink.location if cell.hyperlink else None
        if location and location.rpartition("!")[0].strip("'").replace("''", "'") not in read.book.sheetnames:
            yield at("S22", sheet, f"the link leads to {location}, which does not exist", cell.coordinate)


def title_in_a1(sheet: Worksheet, read: Read) -> Iterator[str]:
    title = sheet["A1"]
    if not isinstance(title.value, str) or not title.value.strip():
        yield at("S15", sheet, "no title", "A1")
    elif any(cell.font.sz >= title.font.sz for cell in filled(sheet) if cell.coordinate != "A1"):
        yield at("S15", sheet, "the title is not the largest text", "A1")


def no_symbols_only(sheet: Worksheet, read: Read) -> Iterator[str]:
    for cell in filled(sheet):
        if isinstance(cell.value, str) and not re.search(r"\w", cell.value) and cell.value not in MISSING:
            yield at("S16", sheet, f"only symbols: {cell.value!r}", cell.coordinate)
    if any(
        getattr(part, side).text for part in (sheet.oddHeader, sheet.evenHeader) for side in ("left", "center", "right")
    ):
        yield at("S16", sheet, "a page header")


def channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(rgb: str) -> float:
    red, green, blue = (channel(int(rgb[n : n + 2], 16)) for n in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb_of(colour: object, otherwise: str) -> str:
    rgb = getattr(colour, "rgb", None)
    return rgb[-6:] if isinstance(rgb, str) else otherwise


def contrast_and_colour(sheet: Worksheet, read: Read) -> Iterator[str]:
    for cell in filled(sheet):
        paper = rgb_of(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"
        low, high = sorted((luminance(rgb_of(cell.font.color, "000000")), luminance(paper)))
        if (high + 0.05) / (low + 0.05) < 4.5:
            yield at("S17", sheet, "text and background are too alike", cell.coordinate)
        if "[red]" in cell.number_format.casefold():
            yield at("S17", sheet, "negative numbers are told by colour alone", cell.coordinate)
    if len(sheet.conditional_formatting):
        yield at("S17", sheet, "cells are coloured by rule without a text beside them")


def where_the_table_stands(sheet: Worksheet, read: Read) -> Iterator[str]:
    table = table_of(sheet)
    if table is None:
        return
    left, _, right, bottom = range_boundaries(table.ref)
    if left != 1:
        yield at("S21", sheet, "the table does not start in column A", table.ref)
    for cell in filled(sheet):
        if cell.row > bottom or (cell.column > right and cell.row >= header(sheet)[0].row):
            yield at("S21", sheet, "something stands below or beside the table", cell.coordinate)


def numbers_are_numbers(sheet: Worksheet, read: Read) -> Iterator[str]:
    for cells in zip(*body(sheet), strict=True):
        if any(cell.data_type == "n" and cell.value is not None for cell in cells):
            for cell in cells:
                if isinstance(cell.value, str) and NUMBER_TEXT.fullmatch(cell.value):
                    yield at("X4", sheet, f"the number {cell.value!r} is stored as text", cell.coordinate)


def formulas(sheet: Worksheet, read: Read) -> Iterator[str]:
    """A formula counts cells of the workbook with a known function; anything else came in with the data."""
    for cell in filled(sheet):
        if cell.data_type == "f":
            used = set(re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", str(cell.value))))
            if not used or not used <= FUNCTIONS:
                yield at("X11", sheet, f"a formula that is none of ours: {cell.value}", cell.coordinate)
            if read.values[sheet.title][cell.coordinate].value is None:
                yield at("X8", sheet, "a formula without a value", cell.coordinate)


def cursor(sheet: Worksheet, read: Read) -> Iterator[str]:
    for selection in sheet.sheet_view.selection:
        if (selection.activeCell or "A1") != "A1":
            yield at("S26", sheet, f"the cursor is at {selection.activeCell}")


def unprotected(sheet: Worksheet, read: Read) -> Iterator[str]:
    if sheet.protection.sheet:
        yield at("DocumentProtected", sheet, "the sheet is protected")


def sheet_names(read: Read) -> Iterator[str]:
    for sheet in read.book.worksheets:
        if DEFAULT_SHEET.fullmatch(sheet.title):
            yield at("S20", sheet, "the sheet has a default name")
        if not any(True for _ in filled(sheet)):
            yield at("S20", sheet, "the sheet is blank")


def cover_and_contents(read: Read) -> Iterator[str]:
    sheets = read.book.worksheets
    if len(sheets) < 3:
        yield "S22: no cover and contents before the sheets"
        return
    linked = {cell.value for cell in filled(sheets[1]) if cell.hyperlink}
    for sheet in (sheets[0], *sheets[2:]):
        if sheet.title not in linked:
            yield at("S22", sheets[1], f"{sheet.title!r} is not linked")
    tables = sum(len(sheet.tables) for sheet in sheets)
    if not re.search(rf"\b{tables} (tabel|tables)\b", read.cover_text):
        yield at("S22", sheets[0], f"the number of tables, {tables}, is not told")


def properties(read: Read) -> Iterator[str]:
    told = read.book.properties
    for name in ("title", "language", "creator"):
        if not getattr(told, name) or getattr(told, name) == "openpyxl":
            yield f"S23 docProps/core.xml: no {name}"


def fonts(read: Read) -> Iterator[str]:
    root = fromstring(read.parts["xl/styles.xml"])
    for font in root.iter(f"{SPREADSHEET}font"):
        name, size = (font.find(f"{SPREADSHEET}{tag}") for tag in ("name", "sz"))
        if name is None or name.get("val") != "Arial" or size is None or float(size.get("val", 0)) < 10:
            found = [child.get("val") for child in (name, size) if child is not None]
            yield f"S14 xl/styles.xml: a font {' '.join(map(str, found))}; Arial of 10 points or more is the rule"


def drawings(read: Read) -> Iterator[str]:
    for part, xml in read.parts.items():
        if not part.startswith("xl/drawings/") or not part.endswith(".xml"):
            continue
        for element in fromstring(xml).iter():
            tag = element.tag.rpartition("}")[2]
            if tag == "cNvPr" and len((element.get("descr") or "").strip()) < 5:
                yield f"S18 {part}: {element.get('name')} has no alternative text"
            if tag == "txBody":
                yield f"S16 {part}: a text box"


def charts(read: Read) -> Iterator[str]:
    """Axes are shown and every flag of the data labels is set; the chart starts inside the printed area."""
    for part, xml in read.parts.items():
        if re.fullmatch(r"xl/charts/chart\d+\.xml", part):
            tags = [(element.tag.rpartition("}")[2], element.get("val")) for element in fromstring(xml).iter()]
            shown = [value for tag, value in tags if tag == "delete"]
            flags = {tag for tag, _ in tags if tag.startswith("show")}
            if shown != ["0"] * 2 or len(flags) < 6:
                yield f"X6 {part}: an axis or a flag of the labels is left to the reader's program"
    for sheet in read.book.worksheets:
        for chart in sheet._charts:
            _, _, right, bottom = range_boundaries(sheet.print_area.split("!")[-1] if sheet.print_area else "A1:A1")
            if chart.anchor._from.col >= right or chart.anchor._from.row >= bottom:
                yield at("X6", sheet, "a chart outside the printed area")


def nothing_from_outside(read: Read) -> Iterator[str]:
    for part in read.parts:
        if re.search(r"vbaProject|externalLink|connections\.xml|embeddings/", part):
            yield f"S19 {part}: a macro, or a link out of the workbook"


def one_language(read: Read) -> Iterator[str]:
    """S24 as far as a word list goes: no English word in the words we write in an Indonesian workbook."""
    if read.book.properties.language != "id-ID":
        return
    for sheet in read.book.worksheets:
        for cell in [*head(sheet), *header(sheet)]:
            if cell.data_type == "s" and (word := ENGLISH.search(str(cell.value))):
                yield at("S24", sheet, f"an English word: {word.group()}", cell.coordinate)


def first_sheet(read: Read) -> Iterator[str]:
    if read.book.views[0].activeTab:
        yield "S26 xl/workbook.xml: the first sheet is not the one in front"


SHEET_RULES = (
    one_table,
    table_name,
    unmerged,
    no_blank_lines,
    header_row,
    all_visible,
    lines_fit,
    frozen_if_long,
    no_empty_cell,
    nothing_hidden,
    no_marks,
    links,
    title_in_a1,
    no_symbols_only,
    contrast_and_colour,
    where_the_table_stands,
    numbers_are_numbers,
    formulas,
    cursor,
    unprotected,
)
BOOK_RULES = (
    sheet_names,
    cover_and_contents,
    properties,
    fonts,
    drawings,
    charts,
    nothing_from_outside,
    one_language,
    first_sheet,
)
