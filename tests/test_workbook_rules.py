"""Every rule catches a workbook that breaks it, and says where."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from ikm_analysis.present.workbook import write_workbook
from test_workbook import exhibits, imprint, no_frames, sheet_of
from workbook_rules import workbook_problems

SHEET = sheet_of("products_branches")


@pytest.fixture(scope="module")
def good(published, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    write_workbook(path, exhibits(), **no_frames(published), imprint=imprint())
    return path


@pytest.fixture(scope="module")
def untouched(good, tmp_path_factory) -> set[str]:
    """What is found after openpyxl alone has read and written the workbook: it drops the alternative texts."""
    path = tmp_path_factory.mktemp("untouched") / "untouched.xlsx"
    load_workbook(good).save(path)
    return set(workbook_problems(path))


def test_a_good_workbook_passes(good):
    assert workbook_problems(good) == []


def top(sheet):
    """The row of the table's headings."""
    return int(re.search(r"\d+", next(iter(sheet.tables.values())).ref).group())


def merge(book, sheet):
    sheet.merge_cells("A2:C2")


def blank_heading(book, sheet):
    sheet.cell(top(sheet), 2).value = None


def twice_the_heading(book, sheet):
    sheet.cell(top(sheet), 2).value = sheet.cell(top(sheet), 1).value


def hide_a_row(book, sheet):
    sheet.row_dimensions[top(sheet) + 3].hidden = True


def hide_a_sheet(book, sheet):
    sheet.sheet_state = "hidden"


def default_name(book, sheet):
    sheet.title = "Sheet1"


def default_table(book, sheet):
    table = next(iter(sheet.tables.values()))
    del sheet.tables[table.displayName]
    table.displayName = table.name = "Table1"
    sheet.add_table(table)


def formula_from_data(book, sheet):
    sheet.cell(top(sheet) + 1, 1).value = '=HYPERLINK("http://x.id","y")'


def formula_without_value(book, sheet):
    sheet.cell(top(sheet) + 1, 3).value = "=ROUND(C20,6)"


def no_title(book, sheet):
    book.properties.title = None


def no_language(book, sheet):
    book.properties.language = None


def empty_cell(book, sheet):
    sheet.cell(top(sheet) + 2, 3).value = None


def blank_row(book, sheet):
    for column in (1, 2, 3):
        sheet.cell(top(sheet) + 4, column).value = None


def unexplained_sign(book, sheet):
    for row in range(2, top(sheet)):
        if str(sheet.cell(row, 1).value).startswith("…"):
            sheet.cell(row, 1).value = "Catatan lain"


def tiny_font(book, sheet):
    sheet.cell(top(sheet) + 1, 1).font = Font(name="Arial", size=7)


def other_font(book, sheet):
    sheet.cell(top(sheet) + 1, 1).font = Font(name="Times New Roman", size=11)


def broken_link(book, sheet):
    book.worksheets[1]["A5"].hyperlink = Hyperlink(ref="A5", location="'Tidak Ada'!A1")


def bare_address(book, sheet):
    sheet.cell(top(sheet) + 1, 1).value = "https://example.id/halaman"


def number_as_text(book, sheet):
    cell = sheet.cell(top(sheet) + 2, 3)
    cell.value, cell.data_type = "1.250", "s"


def pale_text(book, sheet):
    sheet.cell(top(sheet) + 1, 1).font = Font(name="Arial", size=10, color="BFBFBF")


def pale_fill(book, sheet):
    sheet.cell(top(sheet) + 1, 1).fill = PatternFill("solid", fgColor="333333")


def red_negatives(book, sheet):
    sheet.cell(top(sheet) + 2, 3).number_format = "#,##0;[Red]-#,##0"


def something_below(book, sheet):
    sheet.cell(sheet.max_row + 3, 1).value = "Jumlah"


def a_second_table(book, sheet):
    sheet["H1"].value, sheet["H2"].value = "Lain", "x"
    sheet.add_table(Table(displayName="second_table", ref="H1:H2"))


def no_table(book, sheet):
    sheet.tables.clear()


def filter_on_a_short_table(book, sheet):
    short = book[sheet_of("certification_halal")]
    table = next(iter(short.tables.values()))
    table.autoFilter = AutoFilter(ref=table.ref)


def note_mark(book, sheet):
    sheet.cell(top(sheet) + 1, 1).value = "Kecamatan A*"


def too_wide(book, sheet):
    sheet.column_dimensions["A"].width = 90


def too_narrow(book, sheet):
    sheet.column_dimensions["A"].width = 4


def line_off_the_page(book, sheet):
    sheet["A2"].value = "Sebuah kalimat yang panjang. " * 20


def small_title(book, sheet):
    sheet["A1"].font = Font(name="Arial", size=10)


def only_symbols(book, sheet):
    sheet.cell(top(sheet) + 1, 1).value = "---"


def page_header(book, sheet):
    sheet.oddHeader.center.text = "Rahasia"


def an_english_heading(book, sheet):
    cell = sheet.cell(top(sheet), 1)
    cell.value = next(iter(sheet.tables.values())).tableColumns[0].name = "Number of products"


def cursor_elsewhere(book, sheet):
    book[sheet_of("certification_halal")].sheet_view.selection[0].activeCell = "C7"


def last_sheet_first(book, sheet):
    book.active = 3


def protected(book, sheet):
    sheet.protection.sheet = True


def not_in_contents(book, sheet):
    book.create_sheet("Tambahan")["A1"] = "Lembar yang tidak disebut"


BROKEN = [
    ("S1", no_table),
    ("S2", default_table),
    ("S3", merge),
    ("S4", blank_row),
    ("S5", blank_heading),
    ("S5", twice_the_heading),
    ("S6", too_wide),
    ("S6", too_narrow),
    ("S6", line_off_the_page),
    ("S7", filter_on_a_short_table),
    ("S8", empty_cell),
    ("S8", unexplained_sign),
    ("S9", hide_a_row),
    ("S9", hide_a_sheet),
    ("S12", note_mark),
    ("S13", bare_address),
    ("S14", tiny_font),
    ("S14", other_font),
    ("S15", small_title),
    ("S16", only_symbols),
    ("S16", page_header),
    ("S17", pale_text),
    ("S17", pale_fill),
    ("S17", red_negatives),
    ("S20", default_name),
    ("S21", something_below),
    ("S21", a_second_table),
    ("S22", broken_link),
    ("S22", not_in_contents),
    ("S23", no_title),
    ("S23", no_language),
    ("S24", an_english_heading),
    ("S26", cursor_elsewhere),
    ("S26", last_sheet_first),
    ("X4", number_as_text),
    ("X8", formula_without_value),
    ("X11", formula_from_data),
    ("DocumentProtected", protected),
]


@pytest.mark.filterwarnings("ignore:File may not be readable")
@pytest.mark.parametrize(("rule", "spoil"), BROKEN, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_rule_is_caught(good, untouched, tmp_path, rule, spoil):
    path = tmp_path / "spoiled.xlsx"
    book = load_workbook(good)
    spoil(book, book[SHEET])
    book.save(path)
    found = set(workbook_problems(path)) - untouched
    assert any(problem.startswith(f"{rule} ") for problem in found), found


def rewritten(good, path, change):
    """The package with `change` applied to its parts."""
    with ZipFile(good) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    path.write_bytes(out.getvalue())


def replaced(part, old, new):
    def change(parts):
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return change


def added(part):
    return lambda parts: parts.update({part: b"x"})


IN_THE_XML = [
    ("S18", replaced("xl/drawings/drawing1.xml", b' descr="', b' title="')),
    ("S19", added("xl/externalLinks/externalLink1.xml")),
    ("S19", added("xl/vbaProject.bin")),
    ("X6", replaced("xl/charts/chart1.xml", b'<delete val="0"', b'<delete val="1"')),
    ("S5", replaced("xl/tables/table4.xml", b'name="Kecamatan"', b'name="Tempat"')),
]


@pytest.mark.parametrize(("rule", "change"), IN_THE_XML, ids=["alt", "external", "macro", "axis", "heading"])
def test_a_rule_broken_in_the_xml_is_caught(good, tmp_path, rule, change):
    path = tmp_path / "spoiled.xlsx"
    rewritten(good, path, change)
    assert any(problem.startswith(f"{rule} ") for problem in workbook_problems(path))
