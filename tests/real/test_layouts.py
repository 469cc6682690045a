"""What is found in the real files; collected by `make test-real` only."""

import os
from collections import Counter
from pathlib import Path

import pytest

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets.layout import Role, find_layout, layouts_of, load_layout, save_layout
from ikm_analysis.sheets.open import read_sheets

REAL = Path(os.environ["IKM_REAL_DATA"])
BATIK = "firm_name street years_in_business founded_year partnership assets_rp sales_rp n_workers certificate"
KALTIM = "firm_name product_name n_workers capacity capacity_unit investment_rp production_rp materials_rp branch"
SAMARINDA = "firm_name owner_name street phone n_workers investment_rp capacity branch"


def only(name):
    (sheet,) = read_sheets(REAL / name)
    return find_layout(sheet)


def fields(layout):
    return [column.field for block in layout.blocks for column in block.columns]


@pytest.mark.parametrize(
    ("name", "firms", "expected"),
    [
        ("registers/bangkalan_batik.xlsx", 1110, BATIK),
        ("registers/kaltim_industri_plain_header.xlsx", 1483, KALTIM),
        ("registers/samarinda_industri.xlsx", 1463, SAMARINDA),
    ],
)
def test_every_firm_is_a_body_row_and_every_column_is_understood(name, firms, expected):
    layout = only(name)
    assert Counter(layout.roles) == {Role.HEADER: 1, Role.BODY: firms}
    assert fields(layout) == expected.split()
    assert {column.why for block in layout.blocks for column in block.columns} == {"header"}


def test_the_file_without_header_is_read_by_content_and_asks_only_for_its_money():
    layout = only("registers/kaltim_industri_no_header.xlsx")
    assert Counter(layout.roles) == {Role.BODY: 1483}
    start = ["row_number", "firm_name", "product_name", "n_workers", "capacity", "capacity_unit"]
    assert fields(layout) == [*start, None, None, None, "branch"]


@pytest.mark.parametrize(
    ("name", "rows", "known"),
    [
        ("profil", 982, "firm_name sex kecamatan desa n_men n_women n_workers founded_year sales_rp investment_rp"),
        ("produk", 1219, "product_name capacity capacity_unit production_rp certificate firm_key"),
        ("perizinan", 499, "certificate_expires firm_key"),
    ],
)
def test_tables_of_the_provincial_register(name, rows, known):
    layout = only(f"registers/kepri/{name}.csv")
    assert Counter(layout.roles) == {Role.HEADER: 1, Role.BODY: rows}
    assert set(known.split()) <= set(fields(layout))


def test_the_realisation_report_has_a_header_of_three_rows_and_keeps_all_code_columns():
    layout = only("budgets/lampung_selatan_realisation_january_2026.xlsx")
    block = layout.blocks[0]
    assert block.header_rows == (5, 6, 7)
    assert (layout.roles[8], layout.roles[489]) == (Role.NUMBERING, Role.SUBTOTAL)
    assert layout.roles.count(Role.BODY) == 480
    assert fields(layout)[:5] == [*["programme_code"] * 3, "account_code", "description"]
    assert [(column.field, column.kind) for column in block.columns[5:9]] == [
        ("ceiling_rp", "operation"),
        ("realised_rp", "operation"),
        ("ceiling_rp", "capital"),
        ("realised_rp", "capital"),
    ]
    assert {column.numbers for column in block.columns[5:13]} == {"id"}


def test_the_cash_plan_has_its_months_its_total_and_its_side_sheets():
    layouts = {
        layout.sheet: layout for layout in layouts_of(read_sheets(REAL / "budgets/lampung_selatan_cash_plan_2026.xlsx"))
    }
    plan = layouts["RAK Belanja"]
    assert fields(plan)[:6] == ["account_code", "description", "ceiling_rp", "planned_rp", "realised_rp", "january_rp"]
    assert plan.roles[-1] is Role.SUBTOTAL
    assert layouts["Sheet10"].blocks[0].header_rows == (0, 1)
    assert layouts["Sheet10"].roles[2] is Role.NUMBERING
    assert fields(layouts["Sheet7"])[:2] == ["account_code", "description"]


def test_the_form_of_a_budget_has_its_letters_row():
    layout = only("budgets/banjarmasin_dpa_form.xlsx")
    assert layout.roles[:4] == (Role.TITLE, Role.BLANK, Role.HEADER, Role.NUMBERING)
    assert {"row_number", "ceiling_rp"} <= set(fields(layout))


def test_the_land_table_has_titles_a_total_and_footers():
    layout = only("tables/sampang_land_slope_2013.csv")
    roles = [Role.TITLE] * 2 + [Role.HEADER] + [Role.BODY] * 14 + [Role.SUBTOTAL] + [Role.FOOTER] * 2
    assert list(layout.roles) == roles
    assert [column.numbers for column in layout.blocks[0].columns[2:]] == ["id"] * 4


def test_titles_notes_and_footers_of_a_well_known_example():
    for layout in layouts_of(read_sheets(REAL / "weird_workbooks/readxl__deaths.xlsx")):
        assert layout.roles[:5] == (*[Role.TITLE] * 4, Role.HEADER)
        assert [column.header for column in layout.blocks[0].columns][:3] == ["Name", "Profession", "Age"]


def test_every_readable_workbook_has_a_layout_that_saves_and_loads(tmp_path):
    paths = sorted(path for path in REAL.rglob("*") if path.suffix in (".xlsx", ".xls", ".ods", ".csv"))
    for path in paths:
        try:
            sheets = read_sheets(path)
        except UnusableFile:
            continue
        layouts = layouts_of(sheets)
        assert [len(layout.roles) for layout in layouts] == [len(sheet.rows) for sheet in sheets]
        save_layout(layouts, tmp_path / "susunan.csv")
        if any(layout.blocks for layout in layouts):
            kept = [block.columns for layout in load_layout(tmp_path / "susunan.csv") for block in layout.blocks]
            assert kept == [block.columns for layout in layouts for block in layout.blocks]
