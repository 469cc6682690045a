"""Any office's file as typed cells: xlsx and xlsm (values only), xls, ods, and delimited text.

The format is told from the content. Numbers stay numbers and texts stay texts; blanks and empty texts are None. Error
cells, merged ranges, hidden rows and hidden sheets are known for xlsx, ods and xls; formulas for ods and xlsx (the text
only where it is written out, not for copies of a shared one), while in xls a result looks like a typed value. A formula
whose result was never stored is None, and known. Chart sheets hold no cells and are left out.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlrd
from defusedxml.ElementTree import fromstring
from openpyxl.utils import column_index_from_string
from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets import guard
from ikm_analysis.sheets.cells import CellError, Merge, Sheet


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a file in workbook order, hidden ones too and marked; no cell is skipped or moved.

    Raises UnusableFile, one line that says what to do, for whatever is no workbook or table, is locked, damaged, empty,
    hostile, or larger than the limits of `ikm_analysis.sheets.guard`.
    """
    content = guard.content_of(path)
    zipped, old = content.startswith(b"PK\x03\x04"), content.startswith(b"\xd0\xcf\x11\xe0")
    try:
        sheets = tuple((_read_zipped if zipped else _read_xls if old else _read_text)(path, content))
    except UnusableFile:
        raise
    except BaseException as reason:
        # Readers raise whatever comes up, from AssertionError to calamine's panic, which is no Exception.
        if not isinstance(reason, Exception) and type(reason).__name__ != "PanicException":
            raise
        raise UnusableFile("error.damaged", file=path) from reason
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFile("error.empty", file=path)
    return sheets


@dataclass
class Found:
    """What was found of one sheet so far; its rows need not be equally long yet."""

    rows: list[list[Any]] = field(default_factory=list)
    height: int = 0
    width: int = 0
    hidden: list[range] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    def sheet(self, path: Path, name: str, is_hidden: bool = False) -> Sheet:
        """The sheet: rows equally long, at least `height` of them and none blank after that."""
        rows, width = self.rows, max([self.width, *map(len, self.rows)])
        for row in rows:
            while "" in row:
                row[row.index("")] = None
            row += [None] * (width - len(row))
        while len(rows) > self.height and not any(value is not None for value in rows[-1]):
            rows.pop()
        rows += ([None] * width for _ in range(self.height - len(rows)))
        for at, column in self.errors:
            rows[at][column] = CellError(rows[at][column] or "#?")
        hidden = frozenset(at for span in self.hidden for at in range(span.start, min(span.stop, len(rows))))
        return Sheet(path, name, rows, tuple(self.merges), hidden, is_hidden, self.formulas)


# --- delimited text ---

TEXT_NAMES = {".csv", ".txt", ".tsv", ".xls"}  # web systems write tables of text under the name .xls
MARKUP = (b"<", b"%PDF", b"{\\rtf")
UTF16, UTF8_SEQUENCE = (b"\xff\xfe", b"\xfe\xff"), re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\udc80-\udcff]")


def csv_rows(path: Path, content: bytes) -> list[list[str]]:
    """The fields of every line: UTF-8 (with or without BOM), UTF-16 or cp1252; divided by tab, `;` or `,`."""
    try:
        text = content.decode("utf-16" if content.startswith(UTF16) else "utf-8-sig")
    except UnicodeDecodeError as reason:
        # Bytes that are UTF-8 in one place and not in another are a damaged file: cp1252 would read them as nonsense.
        mixed = UTF8_SEQUENCE.search(content) or content.startswith(UTF16)
        text = "x" * reason.start + "\0" if mixed else content.decode("cp1252", "surrogateescape")
    if unreadable := UNREADABLE.search(text):
        raise UnusableFile("error.encoding", file=path, byte=unreadable.start())
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:100_000]), strict=True)
    try:
        return list(lines)
    except csv.Error as reason:
        raise UnusableFile("error.csv", file=path, line=lines.line_num, reason=str(reason)) from reason


def _delimiter(text: str) -> str:
    """What divides the most lines alike, outside quotation marks; a title line above the table may hold any or none."""
    lines = re.sub(r'"[^"]*"', "", text).split("\n")
    alike = {mark: Counter(line.count(mark) for line in lines if mark in line).most_common(1) for mark in "\t;,"}
    return max(alike, key=lambda mark: [(lines, marks) for marks, lines in alike[mark]])


def _read_text(path: Path, content: bytes) -> Iterator[Sheet]:
    if path.suffix.lower() not in TEXT_NAMES or content[:100].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(MARKUP):
        raise UnusableFile("error.format", file=path)
    rows = csv_rows(path, content)
    guard.check_area(path, path.stem, len(rows), max(map(len, rows), default=0))
    yield Found(rows).sheet(path, path.stem)


# --- xls ---


class _Once(list[int]):
    """The sector after each sector, told once: xlrd would follow a ring of sectors for ever."""

    def __getitem__(self, sector: Any) -> Any:
        following = super().__getitem__(sector)
        self[sector] = -1
        return following


def _read_xls(path: Path, content: bytes) -> Iterator[Sheet]:
    """Read by xlrd, which knows error cells and hidden rows; calamine drops the one and does not tell the other."""
    options = {"formatting_info": True, "ragged_rows": True, "on_demand": True, "logfile": io.StringIO()}
    document = xlrd.compdoc.CompDoc(content, logfile=options["logfile"])
    document.SSAT = _Once(document.SSAT)
    streams = {name: document.locate_named_stream(name) for name in ("Workbook", "Book", "EncryptedPackage")}
    stream, start, length = streams["Workbook"] if streams["Workbook"][0] else streams["Book"]
    if not stream:
        raise UnusableFile("error.encrypted" if streams["EncryptedPackage"][0] else "error.format", file=path)
    try:
        book = xlrd.open_workbook(file_contents=stream[start : start + length], **options)
    except xlrd.XLRDError as reason:
        raise UnusableFile(f"error.{'encrypted' if 'encrypted' in str(reason) else 'damaged'}", file=path) from reason
    cells = 0
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        cells = guard.check_area(path, sheet.name, sheet.nrows, sheet.ncols, cells)
        found = Found([_xls_row(sheet, row) for row in range(sheet.nrows)])
        found.merges = [Merge(top, left, below - 1, after - 1) for top, below, left, after in sheet.merged_cells]
        found.hidden = [range(row, row + 1) for row, about in sheet.rowinfo_map.items() if about.hidden]
        yield found.sheet(path, sheet.name, sheet.visibility != 0)
        book.unload_sheet(index)


def _xls_row(sheet: Any, row: int) -> list[Any]:
    values: list[Any] = sheet.row_values(row)
    for column, kind in enumerate(sheet.row_types(row)):
        value = values[column]
        if kind == xlrd.XL_CELL_ERROR:
            values[column] = CellError(xlrd.error_text_from_code.get(value, "#?"))
        elif kind == xlrd.XL_CELL_BOOLEAN:
            values[column] = bool(value)
        elif kind == xlrd.XL_CELL_DATE and 0 <= value < 2_958_466:  # 31 December 9999
            moment = xlrd.xldate_as_datetime(value, sheet.book.datemode)
            is_day = moment.time() == time.min
            values[column] = moment.time() if value < 1 else moment.date() if is_day else moment
    return values


# --- xlsx and ods ---

WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
ATTRIBUTE = re.compile(rb"""(?<![\w:-])([\w:-]++)\s*+=\s*+(["'])(.*?)\2""", re.DOTALL)
PREFIX, PREFIXED = re.compile(rb"(</?)[\w.-]+:(?=\w)"), re.compile(rb"<[\w.-]+:(?:c|row)[\s/>]")
ROW, LAST = re.compile(rb"<row(?=[\s/>])([^>]*)>"), re.compile(rb"sheetData")
CELL = re.compile(rb"<c(?=[\s/>])([^>]*>(?:</c>|\s*<f)?)")
FORMULA = re.compile(rb"<f(?:\s[^<>]*?)?(?:/>|>([^<]*)</f>)")
ERROR = re.compile(rb"""(\st\s*=\s*)["']e["']""")
DECLARED = re.compile(rb"""\suniqueCount\s*=\s*["']([0-9]+)["']""")
ODS_TAG = re.compile(
    rb"<table:(table|table-row|(?:covered-)?table-cell)(?=[\s/>])"
    rb"""([^<>"']*+(?:(?:"[^<"]*+"|'[^<']*+')[^<>"']*+)*+)>"""
)
# As text, for calamine: the code of an error cell, tabs and line breaks inside a paragraph, all of which it drops.
ODS_ERROR = b' office:string-value="" calcext:value-type="error"'
ODS_LOST = {ODS_ERROR: b"", b"<text:tab/>": b"\t", b"<text:line-break/>": b"\n"}


def _read_zipped(path: Path, content: bytes) -> Iterator[Sheet]:
    """Read by calamine after a look at the XML, from a copy with error cells turned into texts if there are any.

    Calamine would drop the codes of error cells, refuse a whole sheet for an error it does not know (`#SPILL!`), lose
    cells of rows out of order, and allot every cell between two far ones; the look prevents all four.
    """
    archive, cells = guard.open_archive(path, content), 0
    changed: dict[str, bytes] = {}
    listed = (_look_ods if "content.xml" in archive.namelist() else _look_xlsx)(path, archive, changed)
    for name, found in listed:
        cells = guard.check_area(path, name, found.height, found.width, cells)
    source = io.BytesIO(content)
    if changed:
        with ZipFile(source := io.BytesIO(), "w") as parts:
            for name, xml in guard.xml_parts(path, archive):
                parts.writestr(name.replace("meta-inf", "META-INF"), changed.pop(name, xml))
    source.seek(0)
    workbook = load_workbook(source)
    for index, ((name, found), about) in enumerate(zip(listed, workbook.sheets_metadata, strict=True)):
        if about.typ == SheetTypeEnum.WorkSheet and not name.startswith("'file:"):  # what ods keeps of other files
            sheet = workbook.get_sheet_by_index(index)
            found.rows = sheet.to_python(skip_empty_area=False)
            found.merges += [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            yield found.sheet(path, name, about.visible != SheetVisibleEnum.Visible)


@lru_cache(4096)
def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: value for name, _, value in ATTRIBUTE.findall(tag)}


def _look_xlsx(path: Path, archive: ZipFile, changed: dict[str, bytes]) -> list[tuple[str, Found]]:
    """Every sheet by name in workbook order; sheets with error cells are put into `changed` with texts instead."""
    lists, found, text, strings = {}, {}, 0, [0]
    for name, xml in guard.xml_parts(path, archive):
        if name in (WORKBOOK, RELATIONS):
            lists[name] = fromstring(xml)
        elif name == STRINGS:
            strings = [len(string) for string in re.split(rb"</(?:[\w.-]+:)?si>", xml)]
            if any(int(count) > len(strings) for count in DECLARED.findall(xml)):  # calamine would allot as many
                changed[name] = DECLARED.sub(b"", xml)
        elif re.fullmatch(r"xl/\w+sheets/[^/]+", name):
            found[name] = _look_sheet(xml)
            if found[name].errors:
                changed[name] = ERROR.sub(rb'\1"str"', xml)
            if max(strings) * len(xml) // 30 > guard.MAX_TEXT:  # no cell takes less than 30 bytes
                indices = map(int, re.findall(rb">\s*+([0-9]+)\s*+<", xml))
                text += sum(strings[index] for index in indices if index < len(strings))
    if text > guard.MAX_TEXT:
        raise UnusableFile("error.hostile", file=path, part=STRINGS)
    targets = {one.get("Id"): one.get("Target").lower().lstrip("/").removeprefix("xl/") for one in lists[RELATIONS]}
    listed = []
    for sheet in lists[WORKBOOK].iterfind("{*}sheets/{*}sheet"):
        target = targets[next(value for key, value in sheet.items() if key.endswith("}id"))]
        listed.append((sheet.get("name"), found.pop(f"xl/{target}")))
    return listed


def _look_sheet(xml: bytes) -> Found:
    """What is found in the XML of a sheet. Raises ValueError for rows or cells out of order.

    Most rows of a register are built alike, so each shape (their tags, with "#" for the row's number) is read once.
    """
    if (b":c" in xml or b":row" in xml) and PREFIXED.search(xml):
        xml = PREFIX.sub(rb"\1", xml)
    found, number = Found(), 0
    for row, following in pairwise(chain(ROW.finditer(xml), LAST.finditer(xml, xml.rfind(b"sheetData")))):
        start, end, previous = row.end(), following.start(), number
        if xml.rfind(b"<c", start, end) > xml.rfind(b">", start, end):
            raise ValueError("a row cut short")
        tags = b"\0".join([row[1], *CELL.findall(xml, start, end)])
        number += 1
        if not (shape := _shape(tags.replace(b"%d" % number, b"#"))):
            number = int(_attributes(row[1])[b"r"])
            shape = _shape(tags.replace(b"%d" % number, b"#"))
        if not shape or not previous < number <= guard.MAX_ROWS:
            raise ValueError("rows out of order")
        width, errors, formulas, is_hidden = shape
        if width:
            found.height, found.width = number, max(found.width, width)
        if errors:
            found.errors += [(number - 1, column) for column in errors]
        if is_hidden:
            found.hidden.append(range(number - 1, number))
        if formulas:
            texts = [html.unescape(text.decode()) for text in FORMULA.findall(xml, start, end)]
            texts = texts if len(texts) == len(formulas) else [""] * len(formulas)
            found.formulas |= {(number - 1, at): text and f"={text}" for at, text in zip(formulas, texts, strict=True)}
    return found


@lru_cache(4096)
def _shape(tags: bytes) -> tuple[int, list[int], list[int], bool] | None:
    """Width with content, columns of error cells and of formulas, whether the row is hidden; None if not row "#"."""
    if tags.count(b'"') % 2 or tags.count(b"'") % 2:
        raise ValueError("a sign inside quotation marks was taken for the end of a tag")
    head, *cells = tags.split(b"\0")
    about, column, width, errors, formulas = _attributes(head), -1, 0, [], []
    if about.get(b"r", b"#") != b"#":
        return None
    for cell in cells:
        attributes, previous, column = _attributes(cell), column, column + 1
        if b"r" in attributes:
            column = column_index_from_string(attributes[b"r"].removesuffix(b"#").decode()) - 1  # fails for another row
        if not previous < column < guard.MAX_COLUMNS:
            raise ValueError("cells out of order")
        if not cell.endswith((b"/>", b"</c>")):
            width = column + 1
            errors += [column] if attributes.get(b"t") == b"e" else []
            formulas += [column] if cell.endswith(b"<f") else []
    return width, errors, formulas, about.get(b"hidden", b"0") not in (b"0", b"false")


def _look_ods(path: Path, archive: ZipFile, changed: dict[str, bytes]) -> list[tuple[str, Found]]:
    """Every table by name; a repeated cell or row counts towards the area only where it holds something."""
    listed: list[tuple[str, Found]] = []
    found, row, column = Found(), range(0), 0
    for part, xml in guard.xml_parts(path, archive):
        if b"manifest:encryption-data" in xml or (part == "mimetype" and b"spreadsheet" not in xml):
            raise UnusableFile("error.format" if part == "mimetype" else "error.encrypted", file=path)
        if re.search(rb"""text:c\s*=\s*["']0*[0-9]{5}""", xml):  # a run of spaces is written as a number
            raise UnusableFile("error.hostile", file=path, part=part)
        if part != "content.xml":
            continue
        for lost, text in ODS_LOST.items():
            if lost in xml:
                changed[part] = changed.get(part, xml).replace(lost, text)
        for tag in ODS_TAG.finditer(xml):
            about = _attributes(tag[2])
            if tag[1] == b"table":
                found, row = Found(), range(0)
                listed.append((html.unescape(about[b"table:name"].decode()), found))
            elif tag[1] == b"table-row":
                row, column = range(row.stop, row.stop + int(about.get(b"table:number-rows-repeated", 1))), 0
                found.hidden += [row] if about.get(b"table:visibility", b"visible") != b"visible" else []
            else:
                first, column = column, column + int(about.get(b"table:number-columns-repeated", 1))
                if b"table:number-rows-spanned" in about:
                    down, across = (int(about[b"table:number-%s-spanned" % axis]) - 1 for axis in (b"rows", b"columns"))
                    found.merges.append(Merge(row.start, first, row.start + down, first + across))
                if formula := about.get(b"table:formula"):
                    found.formulas[row.start, first] = html.unescape(formula.decode()).partition(":")[2]
                if about.get(b"calcext:value-type") == b"error":
                    found.errors.append((row.start, first))
                if formula or b"office:" in tag[2]:
                    found.height, found.width = row.stop, max(found.width, column)
    return listed
