"""Groups, packages, outreach, placements and targets of an office's workbook: what is read, doubted and never lost."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ikm_analysis import tables
from ikm_analysis.cleaning import COACHING, Fate, clean, clean_register
from ikm_analysis.present.cleaned import write_cleaned, write_returned
from ikm_analysis.sheets.cells import Merge
from ikm_analysis.sheets.layout import Role, find_layout, layouts_of
from made.coaching import SHEETS, write_coaching
from made.layouts import sheet_of, write_workbook


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return clean_register(write_coaching(tmp_path_factory.mktemp("office") / "binaan.xlsx"))


def register_of(*rows, name="Sheet1"):
    """One sheet, cleaned."""
    sheets = [sheet_of(rows, name=name)]
    return clean(sheets, layouts_of(sheets), "Bangkalan")


def days(table, row, stem):
    return table[f"{stem}_first"][row], table[f"{stem}_last"][row]


@pytest.mark.parametrize(
    ("cell", "code", "suggestion"),
    [
        ("IKM!F5", "group_not_listed", "Kelompok Melati"),
        ("IKM!F7", "group_not_listed", ""),
        ("Kelompok!G4", "members_do_not_add", "2"),
        ("Kelompok!H4", "member_not_found", "Contoh 099"),
        ("Kelompok!H7", "member_not_found", "Contoh 006"),
        ("Kelompok!A8", "row_without_name", ""),
        ("Paket!I6", "ends_before_start", "2022-10-12"),
        ("Sosialisasi!E5", "session_overlaps", "Sosialisasi!3"),
        ("Galeri!F2", "sold_more_than_placed", "10"),
        ("Galeri!B4", "product_not_found", ""),
        ("Galeri!B5", "product_not_found", ""),
        ("Galeri!C6", "firm_not_found", ""),
    ],
)
def test_every_wrong_input_has_its_issue_at_its_cell(office, cell, code, suggestion):
    sheet, _, address = cell.partition("!")
    (found,) = tables.rows_of(office.issues[(office.issues["sheet"] == sheet) & (office.issues["cell"] == address)])
    assert (found["code"], found["suggestion"]) == (code, suggestion)
    assert found["severity"] == ("refused" if code == "row_without_name" else "doubtful")


def test_nothing_is_doubted_but_what_is_wrong(office):
    assert office.issues["severity"].value_counts().to_dict() == {"doubtful": 11, "repaired": 2, "refused": 1}


def test_every_body_row_is_in_a_table_or_refused(office):
    assert office.rows == {"body": 32, "tidy": 31, "refused": 1, "unmapped": 0}
    assert {name: len(table) for name, table in office.tables.items() if name in COACHING} == {
        "groups": 4,
        "packages": 3,
        "outreach": 5,
        "placements": 5,
        "targets": 3,
    }
    assert office.fates[Fate.UNMAPPED] == 0


def test_members_are_the_firms_of_that_one_name(office):
    ids = office.firms.set_index("firm_id")["firm_name"]
    found = [[ids[one] for one in listed.split("; ")] for listed in office.groups["member_ids"]]
    assert found == [["Contoh 001", "Contoh 002"], ["Contoh 003"], ["Contoh 004", "Contoh 005"], ["Contoh 005"]]


def test_members_below_a_merged_name_belong_to_one_group(office):
    anggrek = office.groups.set_index("group_name").loc["Kelompok Anggrek"]
    assert (anggrek["n_members"], anggrek["members"]) == (2, "Contoh 004; Contoh 005")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Contoh 001; Contoh, 002", ["Contoh 001", "Contoh, 002"]),
        ("Contoh 001, Contoh 002", ["Contoh 001", "Contoh 002"]),
        ("1. Contoh 001\n2) Contoh 002\n", ["Contoh 001", "Contoh 002"]),
        ("- Contoh 001;\n", ["Contoh 001"]),
        ("1. Contoh 001 2. Contoh, 002", ["Contoh 001", "Contoh, 002"]),
        ("(1) Contoh 001, (2) Contoh 002", ["Contoh 001", "Contoh 002"]),
        ("1.Contoh 001\n2. Contoh 002, 3. Contoh 003", ["Contoh 001", "Contoh 002", "Contoh 003"]),
        ("Contoh 1. Jaya 7. Baru", ["Contoh 1. Jaya 7. Baru"]),
        ("7.5 Contoh Jaya", ["7.5 Contoh Jaya"]),
    ],
)
def test_names_of_members_are_parted_by_semicolons_lines_commas_or_numbers_that_count_on(cell, names):
    register = register_of(["Nama Kelompok", "Kecamatan", "Anggota"], ["Kelompok Mawar", "Kamal", cell])
    assert register.groups["members"][0].split("; ") == names


def test_a_span_in_one_cell_says_beginning_and_end(office):
    assert days(office.outreach, 0, "starts") == (date(2022, 9, 5), date(2022, 9, 5))
    assert days(office.outreach, 0, "ends") == (date(2022, 9, 9), date(2022, 9, 9))
    assert days(office.packages, 1, "starts") == (date(2022, 10, 1), date(2022, 10, 31))
    assert days(office.packages, 1, "ends") == (date(2022, 11, 1), date(2022, 11, 30))


def test_a_session_without_an_end_ends_as_it_begins_and_a_package_does_not():
    for name, header in (("outreach", "Materi Sosialisasi"), ("packages", "Nama Paket")):
        register = register_of([header, "Mulai", "Selesai"], ["Contoh", "7/9/2022", None], ["Lain", "7/9/2022", "xx"])
        day = date(2022, 9, 7) if name == "outreach" else None
        assert days(register.tables[name], 0, "ends") == (day, day)
        assert days(register.tables[name], 1, "ends") == (None, None)


def test_sessions_overlap_only_where_that_is_sure():
    header = ["Materi", "Kecamatan", "Desa", "Tanggal Pelaksanaan"]
    one, month = ["A", "Kamal", "Banyuajuh", "7/9/2022"], ["B", "Kamal", "Banyuajuh", "September 2022"]
    other_desa, other_day = ["C", "Kamal", "Gili Timur", "7/9/2022"], ["D", "Kamal", "Banyuajuh", "8/9/2022"]
    nowhere = ["E", None, None, "7/9/2022"]
    assert register_of(header, one, month, other_desa, other_day, nowhere).issues.empty
    again = register_of(header, one, ["F", "Kamal", None, "7/9/2022"])
    assert list(again.issues["code"]) == ["session_overlaps"]


def test_an_amount_merged_over_several_rows_is_counted_once(tmp_path):
    rows = [["Nama Paket", "Pagu (Rp)", "Kecamatan"], ["Kemasan", 5_000_000, "Kamal"], [None, None, "Socah"]]
    sheet = sheet_of(rows, [Merge(1, 0, 2, 0), Merge(1, 1, 2, 1)])
    packages = clean_register(write_workbook(tmp_path / "a.xlsx", sheet)).packages
    assert list(packages["package_name"]) == ["Kemasan", "Kemasan"]
    assert list(packages["kecamatan"]) == ["Kamal", "Socah"]
    assert list(packages["ceiling_rp"]) == [5_000_000, None]


def test_a_placed_product_and_its_firm_are_found_where_one_is_meant(office):
    placed = office.placements
    names = office.products.set_index("product_id")["product_name"]
    assert [names.get(one, "") for one in placed["product_id"]] == ["Petis", "Terasi", "", "", ""]
    firms = office.firms.set_index("firm_id")["firm_name"]
    assert [firms.get(one, "") for one in placed["firm_id"]] == ["Contoh 001", "Contoh 002", "", "Contoh 001", ""]
    assert set(placed["outlet"][:4]) == {"Galeri Contoh"}


def test_a_target_is_read_in_its_unit_and_money_of_a_gallery_in_rupiah(office):
    assert [str(one) for one in office.targets["realised"]] == ["41", "40.5", "None"]
    assert list(office.targets["target_unit"]) == ["IKM", "kelompok", "%"]
    assert office.placements["sold_rp"][1] == 75_000


def test_leaders_of_groups_are_in_no_table_and_no_message(office):
    text = "".join(table.to_csv() for table in office.tables.values()) + str(office) + office._repr_html_()
    assert "Ketua Contoh" not in text
    assert office.fates[Fate.PERSONAL] == 11


def test_the_balance_names_the_tables_that_have_rows(office):
    assert "7 usaha, 3 produk, 4 kelompok, 3 paket, 5 sosialisasi, 5 penitipan, 3 target." in str(office)


def test_the_workbook_given_back_marks_the_cells_and_reads_the_same(office, tmp_path):
    write_returned(office, tmp_path / "returned.xlsx")
    book = load_workbook(tmp_path / "returned.xlsx")
    for issue in office.issues[office.issues["severity"] != "repaired"].itertuples():
        assert book[issue.sheet][issue.cell].border.left.style == "medium"
    again = clean_register(tmp_path / "returned.xlsx")
    for name in COACHING:
        own = [column for column in again.tables[name] if not column.endswith(("_id", "_ids"))]
        pd.testing.assert_frame_equal(again.tables[name][own], office.tables[name][own])


def test_only_tables_with_rows_are_written_and_an_older_one_goes(office, tmp_path):
    write_cleaned(office, tmp_path)
    assert {f"{name}.csv" for name in COACHING} <= {path.name for path in tmp_path.iterdir()}
    write_cleaned(register_of(["Nama IKM", "Kecamatan"], ["Contoh 001", "Kamal"]), tmp_path)
    kept = {path.stem for path in tmp_path.glob("*.csv")}
    assert kept == {"firms", "products", "certificates", "issues", "layout"}


@pytest.mark.parametrize("name", COACHING)
def test_cleaning_a_cleaned_table_of_coaching_changes_nothing(office, tmp_path, name):
    again = clean_register(tables.store(name, office.tables[name], tmp_path))
    pd.testing.assert_frame_equal(again.tables[name], office.tables[name])
    assert {one for one, table in again.tables.items() if len(table)} <= {name, "issues"}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (["Indikator", "Target", "Realisasi"], ["a", 5, 4], "target_name target realised"),
        (["Nama Paket", "Pagu", "Realisasi"], ["a", 5, 4], "package_name ceiling_rp realised_rp"),
        (["Kode Rekening", "Indikator", "Pagu", "Realisasi"], ["5.1.02", "a", 5, 4], "account_code target_name "
         "ceiling_rp realised_rp"),
        (["Nama Paket", "Kategori", "Peserta (Org)", "Tanggal"], ["a", "b", "12 orang", "7/9/2022"], "package_name "
         "package_category n_participants starts"),
        (["Materi Sosialisasi", "Peserta", "Tempat"], ["a", "Nama Contoh", "b"], "session_name owner_name None"),
        (["Nama Kelompok", "Anggota", "Jumlah IKM"], ["a", 12, 12], "group_name n_members None"),
        (["Nama Kelompok", "Nama Anggota", "Kecamatan"], ["a", "b", "Kamal"], "group_name owner_name kecamatan"),
        (["Nama", "Jml Peserta", "Tgl Mulai"], ["a", 12, "7/9/2022"], "package_name n_participants starts"),
        (["Nama", "NIK", "Jml Peserta"], ["a", "b", 12], "owner_name nik n_participants"),
        (["Nama IKM", "Nilai Penjualan", "Tanggal Terbit"], ["a", 5, None], "firm_name sales_rp certificate_issued"),
        (["Outlet", "Nama Produk", "Nilai Penjualan"], ["a", "b", 5], "outlet product_name sold_rp"),
    ],
)  # fmt: skip
def test_what_a_word_means_is_said_by_the_columns_beside_it(header, row, expected):
    (block,) = find_layout(sheet_of([header, row, row])).blocks
    assert [str(column.field) for column in block.columns] == expected.split()


@pytest.mark.parametrize(
    ("header", "filled"),
    [
        (["Nama IKM", "Tenaga Kerja", "Outlet", "Terjual"], "placements"),
        (["Nama IKM", "Tenaga Kerja", "Outlet"], "firms"),
        (["Nama Produk", "Kapasitas", "Outlet"], "products"),
        (["Nama Produk", "Nama IKM", "Titip"], "placements"),
        (["Nama IKM", "Pelatihan", "Kelompok"], "firms"),
        (["Nama Kelompok", "Jenis Kelompok"], "groups"),
        (["Nama Kelompok", "NIK", "Kecamatan"], ""),
        (["Indikator", "Satuan"], ""),
    ],
)
def test_a_sheet_goes_into_the_table_of_what_its_rows_name(header, filled):
    register = register_of(header, *[[f"Contoh {n}"] * len(header) for n in range(3)])
    assert [name for name, table in register.tables.items() if len(table) and name != "issues"] == filled.split()


def test_a_group_of_another_number_is_no_misspelling():
    firms = sheet_of([["Nama IKM", "Kelompok", "Kecamatan"], ["Contoh 001", "Mawar 3", "Kamal"]], name="IKM")
    groups = sheet_of([["Nama Kelompok", "Kecamatan"], ["Mawar 2", "Kamal"]], name="Kelompok")
    register = clean([firms, groups], layouts_of([firms, groups]))
    assert list(register.issues["code"]) == ["group_not_listed"]
    assert list(register.issues["suggestion"]) == [""]


def test_a_group_without_the_word_for_a_group_is_close_to_it_but_not_the_same():
    firms = sheet_of([["Nama IKM", "Kelompok", "Kecamatan"], ["Contoh 001", "Mawar", "Kamal"]], name="IKM")
    groups = sheet_of([["Nama Kelompok", "Kecamatan"], ["Kel. Mawar", "Kamal"]], name="Kelompok")
    issues = clean([firms, groups], layouts_of([firms, groups])).issues
    assert list(issues["code"] + " " + issues["suggestion"]) == ["group_not_listed Kel. Mawar"]


MEMBERS = [["Nama Kelompok", "Nama IKM"], ["Mawar", "Contoh 001"], ["Mawar", "Contoh 009"], ["Melati", "Contoh 002"]]


def test_firms_beside_their_group_are_its_members_and_not_more_firms():
    sheets = [sheet_of(SHEETS["IKM"], name="IKM"), sheet_of(MEMBERS, name="Anggota")]
    register = clean(sheets, layouts_of(sheets), "Bangkalan")
    assert len(register.firms) == 7
    assert list(register.groups["members"]) == ["Contoh 001; Contoh 009", "Contoh 002"]
    assert [bool(ids) for ids in register.groups["member_ids"]] == [True, True]
    issues = register.issues[register.issues["sheet"] == "Anggota"]
    assert list(issues["cell"] + " " + issues["code"]) == ["B2 member_not_found"]


def test_firms_beside_their_group_are_the_firms_where_nothing_else_lists_them():
    register = register_of(*MEMBERS)
    assert (len(register.firms), len(register.groups)) == (3, 0)


def test_participants_of_a_training_are_not_more_firms_and_their_list_is_said_to_be_unused():
    people = sheet_of([["Nama Peserta", "Nama IKM", "Pelatihan"], ["Peserta A", "Contoh 001", "Kemasan"]], name="Hadir")
    sheets = [sheet_of(SHEETS["IKM"], name="IKM"), people]
    register = clean(sheets, layouts_of(sheets), "Bangkalan")
    assert len(register.firms) == 7
    (issue,) = tables.rows_of(register.issues[register.issues["sheet"] == "Hadir"])
    assert (issue["cell"], issue["code"], issue["raw"]) == ("A2", "table_not_understood", "")


@pytest.mark.parametrize(
    "header",
    [
        ["Kegiatan", "Tempat", "Tanggal", "Peserta"],
        ["Kode Rekening", "Nama Paket", "Pagu"],  # lines of a budget are no packages
    ],
)
def test_a_table_that_goes_nowhere_is_said_at_its_first_row_unless_its_sheet_is_hidden(header):
    sheet = sheet_of([header, ["5.1.02.01", "Contoh", 12, 40]])
    shown, hidden = (clean([one], layouts_of([one])) for one in (sheet, replace(sheet, is_hidden=True)))
    assert list(shown.issues["cell"] + " " + shown.issues["code"]) == ["A2 table_not_understood"]
    assert hidden.issues.empty
    assert shown.rows == hidden.rows == {"body": 1, "tidy": 0, "refused": 0, "unmapped": 1}


@pytest.mark.parametrize(
    ("unit", "target", "realised", "values", "doubted"),
    [
        ("%", "45,5%", "40%", ["45.5", "40"], []),
        (None, "45%", "40%", ["45", "40"], []),
        ("IKM", 100, "95%", ["100", "None"], ["D2"]),
        (None, 100, "95%", ["100", "None"], ["D2"]),
    ],
)
def test_a_share_of_a_target_in_another_unit_is_no_figure_of_it(unit, target, realised, values, doubted):
    register = register_of(["Indikator", "Satuan", "Target", "Realisasi"], ["IKM terlatih", unit, target, realised])
    assert [str(register.targets[name][0]) for name in ("target", "realised")] == values
    assert list(register.issues["cell"][register.issues["severity"] == "doubtful"]) == doubted
    assert not register.issues["cell"].duplicated().any()


def test_the_year_in_the_headings_of_targets_is_theirs():
    header = ["Indikator", "Target 2023", "Realisasi Tahun 2023"]
    register = register_of(["RENJA TAHUN 2024"], header, ["IKM terlatih", 50, 40])
    assert register.targets[["data_year", "target", "realised"]].to_numpy().tolist() == [[2023, 50, 40]]


# ---- properties: any rows of any of the sheets


@st.composite
def offices(draw):
    """Sheets with any of their body rows, in any order, without merged cells."""
    sheets = []
    for name, rows in SHEETS.items():
        layout = find_layout(sheet_of(rows))
        body = [row for row, role in zip(rows, layout.roles, strict=True) if role is Role.BODY]
        head = rows[: layout.roles.index(Role.BODY)]
        sheets.append(sheet_of([*head, *draw(st.lists(st.sampled_from(body), max_size=6))], name=name))
    return sheets


@given(offices())
def test_no_cell_and_no_row_of_any_office_is_lost(sheets):
    register = clean(sheets, layouts_of(sheets), "Bangkalan")
    assert sum(register.fates.values()) == sum(len(sheet.rows) * sheet.width for sheet in sheets)
    assert register.rows["body"] == sum(n for name, n in register.rows.items() if name != "body")
    n_rows = sum(len(register.tables[name]) for name in ("firms", "products", *COACHING))
    assert n_rows == register.rows["tidy"]


@given(st.permutations(SHEETS["Kelompok"][2:5]))
def test_the_order_of_groups_changes_nothing_but_their_addresses(rows):
    def groups(rows):
        sheets = [sheet_of(SHEETS["IKM"], name="IKM"), sheet_of([*SHEETS["Kelompok"][:2], *rows], name="Kelompok")]
        found = clean(sheets, layouts_of(sheets)).groups.drop(columns="group_id")
        return found.sort_values("group_name", ignore_index=True)

    pd.testing.assert_frame_equal(groups(rows), groups(SHEETS["Kelompok"][2:5]))


@settings(max_examples=25)
@given(offices(), st.integers(0, 8))
def test_given_a_layout_any_split_of_the_rows_gives_the_same_tables_of_coaching(sheets, cut):
    sheets = [sheet for sheet in sheets if sheet.name not in ("IKM", "Produk")]
    layouts = layouts_of(sheets)
    whole = clean(sheets, layouts, "Bangkalan")
    parts = [clean(sheets, limited(layouts, rows), "Bangkalan") for rows in (range(cut), range(cut, 99))]
    for name in COACHING:
        joined = pd.concat([part.tables[name] for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(joined, whole.tables[name], check_dtype=False)


def limited(layouts, rows):
    """The layouts with only `rows` as body; the others count as read elsewhere."""
    return [
        replace(one, roles=tuple(
            Role.BLANK if role is Role.BODY and row not in rows else role for row, role in enumerate(one.roles)
        ))
        for one in layouts
    ]  # fmt: skip
