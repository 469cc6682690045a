"""What cleaning hands back: tidy tables, the issues, the layout found, and the office's own workbook to correct."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from ikm_analysis.cleaning import COACHING, SEVERITIES, Register
from ikm_analysis.issues import issue_sentence
from ikm_analysis.language import Language
from ikm_analysis.present.package import finish_package
from ikm_analysis.sheets.cells import CellError, Sheet, Value, address, is_blank
from ikm_analysis.sheets.layout import Block, Layout, Role, save_layout
from ikm_analysis.tables import rows_of, store

DATED = date(2000, 1, 1)  # the package wants a day, and the file says nothing of when it was made
TO_CHECK = SEVERITIES[:2]
# Reasons that name another row or what is missing are said at every cell of theirs.
OF_THE_ROW = ("duplicate_", "session_", "member", "group_", "ends_", "sold_")
LEAST_SHARED = 10  # cells: fewer reasons of one kind in a column are read one by one


def _mark(style: Literal["medium", "dashed"], fill: str) -> tuple[Border, PatternFill]:
    edge = Side(style, color="9C2B00")
    return Border(left=edge, right=edge, top=edge, bottom=edge), PatternFill("solid", fgColor=fill)


OWN, SHARED = _mark("medium", "FCE4D6"), _mark("dashed", "FDF3EC")  # told apart without their colour
FONT, HEAD, NOTE = (Font("Calibri", 11, **how) for how in ({}, {"b": True}, {"color": "9C2B00"}))
PLAIN, WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
WIDTHS, NOTE_WIDTH, GUIDE_WIDTH, PAGE_WIDTH = (6, 40), 60, 110, 220  # characters
LINE, TALLEST = 15, 400  # points: one line, and about as high as a row may be
DEEPEST = 15  # rows: a header further down is not kept in sight, it would fill the window


@dataclass
class _Marks:
    """What one sheet shows: the look of marked cells, remarks at headings, reasons by row; and what the guide says."""

    looks: dict[tuple[int, int], tuple[Border, PatternFill]] = field(default_factory=dict)
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    guide: list[str] = field(default_factory=list)


def write_cleaned(register: Register, folder: Path) -> None:
    """Write the tidy tables as CSV, `layout.csv` and `returned.xlsx`.

    Firms, products, certificates and issues are always written; of coaching the tables with rows, and one that an
    earlier register left in the folder is removed where this one has none. All of it is made from an office's rows, so
    the folder tells git to leave it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as scratch:
        building = Path(scratch)
        filled = {name: table for name, table in register.tables.items() if len(table) or name not in COACHING}
        for name, table in filled.items():
            sentences = [issue_sentence(row, Language("id")) for row in rows_of(table)] if name == "issues" else None
            store(name, table if sentences is None else table.assign(sentence=sentences), building)
        save_layout(register.layouts, building / "layout.csv")
        write_returned(register, building / "returned.xlsx")
        (building / ".gitignore").write_text("*\n", encoding="utf-8")
        for file in sorted(building.iterdir()):
            os.replace(file, folder / file.name)
        for name in register.tables.keys() - filled.keys():
            (folder / f"{name}.csv").unlink(missing_ok=True)


def write_returned(register: Register, path: Path) -> None:
    """Write the register as the office keeps it, values at their own addresses, doubtful and refused cells marked.

    Text stays text (a text that begins with `=` too), and nothing of the file is left out: it is the office's own, with
    its personal data, and the guide in front says so. A column after the last one gives each row's reasons in
    Indonesian (remarks at the cells where a table has no heading). A reason that most cells of a column share is said
    once, at the first of them and at the heading; those cells have a dashed frame instead of a thick one.
    """
    language = Language("id")
    say, column = language.say, language.say("clean.check_column")
    issues = register.issues[register.issues["severity"].isin(TO_CHECK)]
    own = say("clean.returned_note", column=column)
    # A file given back before has the guide already: the old one makes room for the new one.
    pairs = [pair for pair in zip(register.sheets, register.layouts, strict=True) if not _is_guide(pair[0], own)]
    marks = {sheet.name: _marks_of(issues[issues["sheet"] == sheet.name], sheet, layout) for sheet, layout in pairs}
    book = Workbook(write_only=True)
    lines = [own, say("clean.own_frame", column=column), say("clean.shared_frame")]
    _write_guide(book, [*lines, *(line for one in marks.values() for line in one.guide)], set(marks))
    for sheet, layout in pairs:
        _write_sheet(book, sheet, layout, marks[sheet.name], column)
    draft = BytesIO()
    book.save(draft)
    finish_package(draft, path, DATED)


def _is_guide(sheet: Sheet, own: str) -> bool:
    return bool(sheet.rows) and sheet.rows[0][0] == own


def _marks_of(issues: pd.DataFrame, sheet: Sheet, layout: Layout) -> _Marks:
    """What to mark on a sheet: first the reasons most cells of a column share, then those of single cells."""
    marks, language = _Marks(), Language("id")
    counts = {name: language.number(int((issues["severity"] == name).sum())) for name in TO_CHECK}
    if layout.blocks:
        marks.guide.append(language.say("clean.guide_sheet", sheet=sheet.name, **counts))
    shared: dict[str, str] = {}
    letters = issues["cell"].str.rstrip("0123456789")
    kinds = issues["code"] + issues["suggestion"].where(issues["code"] == "certificate_doubtful", "")
    for (letter, header, kind), group in issues.groupby([letters, "header", kinds], sort=False):
        first, column = (part - 1 for part in coordinate_to_tuple(group["cell"].iloc[0]))
        if str(kind).startswith(OF_THE_ROW) or not _is_most(len(group), column, sheet, layout):
            continue
        issue = rows_of(group.iloc[:1])[0]
        said = {"n": language.number(len(group)), "sentence": issue_sentence(issue, language), "column": letter}
        shared |= dict.fromkeys(group["issue_id"], "") | {
            issue["issue_id"]: language.say("clean.shared_reason", **said)
        }
        marks.guide.append(language.say("clean.guide_column", sheet=sheet.name, header=header, **said))
        if heading := _heading(first, column, sheet, layout):
            marks.looks[heading], marks.remarks[heading] = OWN, language.say("clean.shared_remark", **said)
    for issue in rows_of(issues):
        row, column = (part - 1 for part in coordinate_to_tuple(issue["cell"]))
        is_shared = issue["issue_id"] in shared
        reason = shared[issue["issue_id"]] if is_shared else issue_sentence(issue, language)
        if not is_shared or (row, column) not in marks.looks:
            marks.looks[row, column] = SHARED if is_shared else OWN
        if reason and Role.HEADER in layout.roles:
            marks.reasons[row].append(f"{get_column_letter(column + 1)}: {reason}")
        elif reason:  # without a heading the column of reasons would be read as one more column
            marks.remarks[row, column] = "\n".join(filter(None, [marks.remarks.get((row, column)), reason]))
    return marks


def _is_most(n_cells: int, column: int, sheet: Sheet, layout: Layout) -> bool:
    """Whether so many cells are most of those filled in a column."""
    body = (row for row, role in zip(sheet.rows, layout.roles, strict=True) if role is Role.BODY)
    return n_cells >= LEAST_SHARED and n_cells * 2 > sum(not is_blank(row[column]) for row in body)


def _heading(row: int, column: int, sheet: Sheet, layout: Layout) -> tuple[int, int] | None:
    """The cell that heads a column in the table a row belongs to, or None without one."""
    block = next(block for block in layout.blocks if block.first_row <= row <= block.last_row)
    filled = [above for above in block.header_rows if not is_blank(sheet.rows[above][column])]
    return (filled[-1], column) if filled else None


def _write_guide(book: Workbook, lines: list[str], taken: set[str]) -> None:
    """A first sheet that says whose file this is, what the marks mean, and what concerns whole columns."""
    name = Language("id").say("clean.note_sheet")
    page = book.create_sheet(next(free for free in (name, *(f"{name} {n}" for n in range(2, 99))) if free not in taken))
    page.column_dimensions["A"].width = GUIDE_WIDTH
    _set_page(page, GUIDE_WIDTH)
    for number, line in enumerate(lines):
        cell = _cell(page, line, HEAD if number == 0 else FONT)
        cell.alignment = WRAPPED
        if number in (1, 2):  # each kind of mark is explained in a cell that has it
            cell.border, cell.fill = (OWN, SHARED)[number - 1]
        page.row_dimensions[number + 1].height = 6 + LINE * _n_lines(line, GUIDE_WIDTH)
        page.append([cell])


def _write_sheet(book: Workbook, sheet: Sheet, layout: Layout, marks: _Marks, heading: str) -> None:
    page = book.create_sheet(sheet.name)
    page.sheet_state = "hidden" if sheet.is_hidden else "visible"
    columns = [column for block in layout.blocks for column in block.columns]
    # A file given back before has the column already: its old reasons make room for the new ones.
    notes = next((column.index for column in columns if column.field == "review_note"), sheet.width)
    widths = _widths(sheet, layout) | ({notes: NOTE_WIDTH} if Role.HEADER in layout.roles else {})
    for index, width in widths.items():
        page.column_dimensions[get_column_letter(index + 1)].width = width
    for hidden in sheet.hidden_rows:
        page.row_dimensions[hidden + 1].hidden = True
    _set_page(page, sum(widths.values()))
    if layout.blocks:
        _set_view(page, layout.blocks[0], notes)
    # Under every header, repeated ones too, so that the file reads as before.
    roles = [*layout.roles, Role.BODY]
    headings = {row for row, role in enumerate(layout.roles) if role is Role.HEADER is not roles[row + 1]}
    wide = {(merge.first_row, merge.first_column) for merge in sheet.merges if merge.last_column > merge.first_column}
    for number, row in enumerate(sheet.rows):
        cells = [_cell(page, value, HEAD if roles[number] in (Role.TITLE, Role.HEADER) else FONT) for value in row]
        said = "\n".join(marks.reasons[number])
        note = _cell(page, said or (heading if number in headings else None), NOTE if said else HEAD)
        note.alignment, n_lines = WRAPPED, _n_lines(said, NOTE_WIDTH)
        for index, (cell, value) in enumerate(zip(cells, row, strict=True)):
            if look := marks.looks.get((number, index)):
                cell.border, cell.fill = look
            if remark := marks.remarks.get((number, index)):
                cell.comment = Comment(remark, heading, height=LINE * (2 + _n_lines(remark, 50)), width=360)
            if isinstance(value, str) and (roles[number] is Role.HEADER or "\n" in value):
                cell.alignment = WRAPPED
                n_lines = max(n_lines, 0 if (number, index) in wide else _n_lines(value, widths[index]))
        if n_lines > 1:
            page.row_dimensions[number + 1].height = min(LINE * n_lines, TALLEST)
        page.append([*cells[:notes], note, *cells[notes + 1 :]] if number in headings or said else cells)
    for merge in sheet.merges:
        first, last = address(merge.first_row, merge.first_column), address(merge.last_row, merge.last_column)
        page.merged_cells.add(f"{first}:{last}")


def _n_lines(text: str, width: int) -> int:
    """The lines a text takes in a cell so many characters wide; a word that does not fit begins a new one."""
    return sum(max(1, len(wrap(line, width))) for line in text.splitlines())


def _widths(sheet: Sheet, layout: Layout) -> dict[int, int]:
    """The width of every column: its longest text among the first rows, or longest word of its heading."""
    read = (Role.HEADER, Role.BODY) if layout.blocks else tuple(Role)
    rows = [(row, role) for row, role in zip(sheet.rows, layout.roles, strict=True) if role in read][:200]
    lengths = [0] * sheet.width
    for row, role in rows:
        for index, value in enumerate(row):
            parts = str(value).split() if role is Role.HEADER else str(value).splitlines()
            lengths[index] = max([lengths[index], *map(len, parts)]) if value is not None else lengths[index]
    return {index: max(WIDTHS[0], min(length + 2, WIDTHS[1])) for index, length in enumerate(lengths)}


def _set_view(page: Any, block: Block, notes: int) -> None:
    """The header and the names stay in sight, and a filter finds the rows that have a reason."""
    if block.header_rows and block.header_rows[-1] < DEEPEST:
        head, columns = block.header_rows[-1], block.columns
        name = next((column.index for column in columns if column.field == "firm_name" and column.index < 3), -1)
        page.freeze_panes = address(head + 1, name + 1)
        page.auto_filter.ref = f"{address(head, 0)}:{address(block.last_row, notes)}"
        page.print_title_rows = f"{block.header_rows[0] + 1}:{head + 1}"


def _set_page(page: Any, width: int) -> None:
    """A4 across, on as many pages side by side as leave it readable."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = ceil(width / PAGE_WIDTH), 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, footer=0.3)
    page.oddFooter.center.text = Language("id").say("workbook.footer")


def _cell(page: Any, value: Value, font: Font) -> Any:
    """A cell that holds the value as it was: a text as text, a failed formula as its error."""
    found: Any = value.code if isinstance(value, CellError) else value
    cell = WriteOnlyCell(page, found)
    cell.font, cell.alignment = font, PLAIN
    if isinstance(value, CellError):
        cell.data_type = "e"
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    return cell
