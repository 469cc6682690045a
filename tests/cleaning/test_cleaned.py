"""What cleaning hands back: files an office can correct and read again."""

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from ikm_analysis.cleaning import clean_register
from ikm_analysis.present.cleaned import write_cleaned, write_returned
from ikm_analysis.project import Folders
from ikm_analysis.sheets.layout import Role

EXAMPLE = Folders.raw / "registers" / "example_register.xlsx"


@pytest.fixture(scope="module")
def example():
    return clean_register(EXAMPLE)


@pytest.fixture(scope="module")
def returned(example, tmp_path_factory):
    path = tmp_path_factory.mktemp("returned") / "returned.xlsx"
    write_returned(example, path)
    return path


def same_but_for_file(one, other):
    for name in ("firms", "products", "certificates"):
        columns = [column for column in one.tables[name] if not column.endswith("_id")]
        pd.testing.assert_frame_equal(one.tables[name][columns], other.tables[name][columns])


def test_a_workbook_given_back_reads_as_the_one_it_was_made_from(example, returned):
    again = clean_register(returned)
    same_but_for_file(example, again)
    said = ["severity", "code", "sheet", "cell", "raw"]
    pd.testing.assert_frame_equal(example.issues[said], again.issues[said])


def test_giving_back_twice_adds_neither_column_nor_sheet(example, returned, tmp_path):
    write_returned(clean_register(returned), tmp_path / "again.xlsx")
    first, second = load_workbook(returned), load_workbook(tmp_path / "again.xlsx")
    assert first.sheetnames == second.sheetnames
    for one, other in zip(first, second, strict=True):
        assert [[cell.value for cell in row] for row in one] == [[cell.value for cell in row] for row in other]


def test_every_doubtful_cell_is_marked_and_its_row_says_why_in_words(example, returned):
    book = load_workbook(returned)
    for issue in example.issues[example.issues["severity"] != "repaired"].itertuples():
        page = book[issue.sheet]
        cell = page[issue.cell]
        assert cell.border.left.style in ("medium", "dashed")
        rows = [cell.row] if cell.border.left.style == "medium" else range(1, page.max_row + 1)
        assert any(f"{cell.column_letter}: " in str(page.cell(row, page.max_column).value) for row in rows)


def test_a_reason_most_of_a_column_shares_is_said_once_and_at_its_heading(example, returned):
    money = example.issues[example.issues["code"] == "money_without_unit"]
    book = load_workbook(returned)
    page = book[money["sheet"].iloc[0]]
    letter, first = money["cell"].iloc[0][0], int(money["cell"].iloc[0][1:])
    assert len(money) > 100
    assert {page[cell].border.left.style for cell in money["cell"]} == {"dashed"}
    said = [row for row in range(1, page.max_row + 1) if f"{letter}: " in str(page.cell(row, page.max_column).value)]
    assert said == [first]
    heading = next(page[f"{letter}{row}"] for row in range(1, first) if page[f"{letter}{row}"].comment)
    assert heading.border.left.style == "medium"
    assert str(len(money)) in heading.comment.text
    assert any(f"{letter} ({heading.value})" in row[0] for row in book.worksheets[0].values)


def test_reasons_that_name_another_row_are_never_gathered(tmp_path):
    book = Workbook()
    for row in [["Nama IKM", "Kecamatan"], *([["Contoh 001", "Kamal"]] * 30)]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    write_returned(clean_register(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    page = load_workbook(tmp_path / "b.xlsx")["Sheet"]
    assert all(page.cell(row, 3).value.startswith("A: ") for row in range(3, 32))


def test_a_table_without_headings_has_its_reasons_at_the_cells_and_reads_as_before(tmp_path):
    book = Workbook()
    for n in range(40):
        book.active.append([f"Contoh {n:03}", "Kamal", "Keripik", n % 7 + 1, 2010 + n % 10])
    book.active.append(["Contoh 000", "Kamal", "Keripik", 1, 2010])
    book.save(tmp_path / "a.xlsx")
    register = clean_register(tmp_path / "a.xlsx", "Bangkalan")
    write_returned(register, tmp_path / "b.xlsx")
    page = load_workbook(tmp_path / "b.xlsx")["Sheet"]
    assert page.max_column == 5
    assert all(page[cell].comment.text for cell in register.issues["cell"])
    again = clean_register(tmp_path / "b.xlsx", "Bangkalan")
    same_but_for_file(register, again)
    assert list(register.issues["code"]) == list(again.issues["code"])


def test_the_header_stays_in_sight_and_a_filter_finds_the_rows_with_a_reason(returned):
    page = load_workbook(returned)["Kab. Bangkalan"]
    assert page.freeze_panes == "C7"
    assert page.auto_filter.ref.startswith("A6:")
    heights = [page.row_dimensions[row].height or 15 for row in range(1, page.max_row + 1)]
    assert max(heights) <= 400
    assert max(column.width for column in page.column_dimensions.values()) <= 60


def test_a_corrected_cell_enters_and_nothing_else_changes(example, returned, tmp_path):
    refused = example.issues[example.issues["code"] == "not_money"].iloc[0]
    book = load_workbook(returned)
    book[refused["sheet"]][refused["cell"]] = "Rp12 juta"
    book.save(tmp_path / "corrected.xlsx")
    before, after = clean_register(returned), clean_register(tmp_path / "corrected.xlsx")
    assert refused["cell"] not in set(after.issues[after.issues["severity"] == "refused"]["cell"])
    columns = [name for name in before.firms if name != "firm_id"]
    changed = before.firms[columns].fillna("").compare(after.firms[columns].fillna(""))
    assert changed.to_numpy().tolist() == [["", 12_000_000]]


def test_text_stays_text_and_failed_formulas_stay_failed(tmp_path):
    book = Workbook()
    for row in [["Nama IKM", "Tenaga Kerja", "NIB"], ["=1+1", "#REF!", "0123456789012"], ["Contoh 002", 3, None]]:
        book.active.append(row)
    book.active["A2"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    write_returned(clean_register(tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    page = load_workbook(tmp_path / "b.xlsx").worksheets[1]
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")
    assert (page["B2"].value, page["B2"].data_type) == ("#REF!", "e")
    assert page["C2"].value == "0123456789012"


def test_what_is_made_from_an_office_s_rows_stays_out_of_git_and_holds_no_personal_data(example, tmp_path):
    write_cleaned(example, tmp_path / "out")
    assert (tmp_path / "out" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    personal = {
        str(cell).strip()
        for sheet, layout in zip(example.sheets, example.layouts, strict=True)
        for block in layout.blocks
        for column in block.columns
        if column.field in ("owner_name", "nik", "phone")
        for row, role in zip(sheet.rows, layout.roles, strict=True)
        if role is Role.BODY and len(str(cell := row[column.index])) > 8
    }
    assert len(personal) > 100
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "out").glob("*.csv")))
    assert not [value for value in personal if value in text]


def test_equal_registers_give_equal_bytes(example, tmp_path):
    for name in ("one", "two"):
        write_cleaned(example, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    filled = {f"{name}.csv" for name, table in example.tables.items() if len(table)}
    assert set(files) == {".gitignore", "layout.csv", "returned.xlsx", *filled}
    for name in files:
        assert Path(tmp_path, "one", name).read_bytes() == Path(tmp_path, "two", name).read_bytes()
