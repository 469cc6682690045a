"""The project's own tables (the published CSV files) as records, read strictly: one lost delimiter is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets import guard
from ikm_analysis.sheets.cells import Sheet, address, is_blank
from ikm_analysis.sheets.open import Found, csv_rows


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a record: its text exactly as found and its address as a spreadsheet shows it."""

    text: str
    address: str


def read_csv(path: Path) -> Sheet:
    """A CSV file in which every line has as many cells as the header or none. Raises UnusableFile for any other."""
    rows = csv_rows(path, guard.content_of(path))
    for number, row in enumerate(rows):
        if row and len(row) != (expected := len(rows[0])):
            cell = address(number, 0)
            raise UnusableFile("error.row_length", file=path, cell=cell, found=len(row), expected=expected)
    return Found(rows).sheet(path, path.stem)


def records(sheet: Sheet, columns: Sequence[str]) -> list[dict[str, Cell]]:
    """One mapping from column name to cell per body row; rows of blank cells are passed over.

    Raises UnusableFile for a missing, renamed or repeated column.
    """
    header = [str(name or "").strip() for row in sheet.rows[:1] for name in row]
    missing = [name for name in columns if name not in header]
    wrong = [name for name in header if name not in columns] or [name for name in header if header.count(name) > 1]
    if missing or wrong:
        found = {"missing": ", ".join(missing) or "-", "unknown": ", ".join(wrong) or "-"}
        raise UnusableFile("error.columns", file=sheet.path, expected=", ".join(columns), **found)
    return [
        {name: Cell(str(row[at] or ""), address(number, at)) for at, name in enumerate(header)}
        for number, row in enumerate(sheet.rows)
        if number and not all(map(is_blank, row))
    ]
