"""Files as typed cells with their addresses, so that every value can be followed back to the cell it stood in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from ikm_analysis.issues import UnusableFile

DELIMITERS = ",;\t"
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text exactly as found and its address as a spreadsheet shows it (row 1 is the header)."""

    text: str
    address: str


@dataclass(frozen=True)
class Sheet:
    """One table of one file: rows of cells, none skipped."""

    path: Path
    rows: tuple[tuple[Cell, ...], ...]


def read_csv(path: Path) -> Sheet:
    """Every cell of a CSV file, as text. `,` `;` and tab, with or without BOM, UTF-8 or cp1252 are all read.

    Raises UnusableFile when the file is absent, empty, or no text in either encoding.
    """
    try:
        text = _decoded(path, path.read_bytes())
    except OSError as reason:
        raise UnusableFile("error.unreadable", file=path, reason=reason.strerror) from reason
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = tuple(_cells(row, values) for row, values in enumerate(lines, 1))
    except csv.Error as reason:
        raise UnusableFile("error.csv", file=path, line=lines.line_num, reason=str(reason)) from reason
    if not rows:
        raise UnusableFile("error.empty", file=path)
    return Sheet(path, rows)


def records(sheet: Sheet, columns: Sequence[str]) -> list[dict[str, Cell]]:
    """One mapping from column name to cell per body row; rows of blank cells are passed over.

    Raises UnusableFile for a missing, renamed or repeated column and for a row with more cells than the header.
    """
    header = [cell.text.strip() for cell in sheet.rows[0]]
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing or unknown or len(set(header)) < len(header):
        raise UnusableFile(
            "error.columns",
            file=sheet.path,
            missing=", ".join(missing) or "-",
            unknown=", ".join(unknown or [name for name in header if header.count(name) > 1]) or "-",
            expected=", ".join(columns),
        )
    body = [row for row in sheet.rows[1:] if any(cell.text.strip() for cell in row)]
    for row in body:
        if len(row) != len(header):
            raise UnusableFile(
                "error.row_length", file=sheet.path, cell=row[0].address, found=len(row), expected=len(header)
            )
    return [dict(zip(header, row, strict=True)) for row in body]


def _decoded(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        # Bytes that are UTF-8 in one place and not in another are a damaged file: cp1252 would read them as nonsense.
        if UTF8_SEQUENCE.search(content):
            raise UnusableFile("error.encoding", file=path, byte=reason.start) from reason
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as other:
            raise UnusableFile("error.encoding", file=path, byte=other.start) from other
    if control := CONTROL.search(text):
        raise UnusableFile("error.encoding", file=path, byte=control.start())
    return text


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the header line, outside quotation marks."""
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return max(DELIMITERS, key=header.count)


def _cells(row: int, values: list[str]) -> tuple[Cell, ...]:
    return tuple(Cell(value, f"{get_column_letter(column)}{row}") for column, value in enumerate(values, 1))
