"""What cleaning hands back: tidy tables, the issues, the layout found, and the office's own workbook to correct."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ikm_analysis.cleaning import Register
from ikm_analysis.issues import issue_sentence
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.sheets.cells import CellError, Sheet, Value, address, is_blank
from ikm_analysis.sheets.layout import Layout, Role, save_layout
from ikm_analysis.tables import rows_of, store

DATED = date(2000, 1, 1)  # the package wants a day, and the file says nothing of when it was made
TO_CHECK = ("refused", "doubtful")
EDGE = Side("medium", color="9C2B00")
MARK = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
FILL = PatternFill("solid", fgColor="FCE4D6")
NOTE = Font(italic=True, color="9C2B00")
WRAPPED = Alignment(wrap_text=True, vertical="top")
WIDTHS = (6, 40)


def write_cleaned(register: Register, folder: Path) -> None:
    """Write the four tidy tables as CSV, `layout.csv` and `returned.xlsx`.

    All of it is made from an office's rows, so the folder tells git to leave it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as scratch:
        building = Path(scratch)
        for name, table in register.tables.items():
            sentences = [issue_sentence(row, Language("id")) for row in rows_of(table)] if name == "issues" else None
            store(name, table if sentences is None else table.assign(sentence=sentences), building)
        save_layout(register.layouts, building / "layout.csv")
        write_returned(register, building / "returned.xlsx")
        (building / ".gitignore").write_text("*\n", encoding="utf-8")
        for file in sorted(building.iterdir()):
            os.replace(file, folder / file.name)


def write_returned(register: Register, path: Path) -> None:
    """Write the register as the office keeps it, values at their own addresses, doubtful and refused cells marked.

    Text stays text (a text that begins with `=` too), and nothing of the file is left out: it is the office's own, with
    its personal data, and the last sheet says so. A column after the last one gives each row's reasons in Indonesian.
    """
    language = Language("id")
    book = Workbook(write_only=True)
    issues = register.issues[register.issues["severity"].isin(TO_CHECK)]
    of_sheet = dict(iter(issues.groupby("sheet")))
    for sheet, layout in zip(register.sheets, register.layouts, strict=True):
        reasons: dict[str, list[str]] = {}
        if sheet.name in of_sheet:
            for issue in rows_of(of_sheet[sheet.name]):
                reasons.setdefault(issue["cell"], []).append(issue_sentence(issue, language))
        _write_sheet(book, sheet, layout, reasons, language.say("clean.check_column"))
    said = language.say("clean.returned_note", column=language.say("clean.check_column"))
    if not any(row[:1] == [said] for sheet in register.sheets for row in sheet.rows[:1]):
        _write_note(book, said, language.say("clean.note_sheet"), {sheet.name for sheet in register.sheets})
    draft = BytesIO()
    book.save(draft)
    finish_package(draft, path, DATED)


def _write_note(book: Workbook, text: str, name: str, taken: set[str]) -> None:
    """A last sheet that says whose file this is and what to do with it."""
    page = book.create_sheet(next(free for free in (name, *(f"{name} {n}" for n in range(2, 99))) if free not in taken))
    page.column_dimensions["A"].width = 100
    cell = WriteOnlyCell(page, text)
    cell.alignment = WRAPPED
    page.append([cell])


def _write_sheet(book: Workbook, sheet: Sheet, layout: Layout, reasons: dict[str, list[str]], heading: str) -> None:
    page = book.create_sheet(sheet.name)
    page.sheet_state = "hidden" if sheet.is_hidden else "visible"
    for index in range(sheet.width):
        longest = max((len(str(row[index])) for row in sheet.rows[:200] if not is_blank(row[index])), default=0)
        page.column_dimensions[get_column_letter(index + 1)].width = max(WIDTHS[0], min(longest + 2, WIDTHS[1]))
    columns = [column for block in layout.blocks for column in block.columns]
    # A file given back before has the column already: its old reasons make room for the new ones.
    notes = next((column.index for column in columns if column.field == "review_note"), sheet.width)
    page.column_dimensions[get_column_letter(notes + 1)].width = 60
    for hidden in sheet.hidden_rows:
        page.row_dimensions[hidden + 1].hidden = True
    # Under every header, repeated ones too, so that the file reads as before.
    roles = [*layout.roles, Role.BODY]
    headings = {row for row, role in enumerate(layout.roles) if role is Role.HEADER is not roles[row + 1]}
    heads = {row for row, role in enumerate(layout.roles) if role in (Role.TITLE, Role.HEADER)}
    for number, row in enumerate(sheet.rows):
        cells = [_cell(page, value, number in heads) for value in row]
        said = []
        for index in range(len(row)):
            if found := reasons.get(address(number, index)):
                cells[index].fill, cells[index].border = FILL, MARK
                said += [f"{get_column_letter(index + 1)}: {sentence}" for sentence in found]
        note = _cell(page, "\n".join(said) or (heading if number in headings else None), number in heads)
        note.font, note.alignment = NOTE, WRAPPED
        page.append([*cells[:notes], note, *cells[notes + 1 :]] if headings or said else cells)
    for merge in sheet.merges:
        first, last = address(merge.first_row, merge.first_column), address(merge.last_row, merge.last_column)
        page.merged_cells.add(f"{first}:{last}")


def _cell(page: Any, value: Value, is_head: bool) -> Any:
    """A cell that holds the value as it was: a text as text, a failed formula as its error."""
    found: Any = value.code if isinstance(value, CellError) else value
    cell = WriteOnlyCell(page, found)
    if isinstance(value, CellError):
        cell.data_type = "e"
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    if is_head:
        cell.font = Font(bold=True)
    return cell
