"""A register, cleaned: what stands in the tables, what is said of each cell, and that nothing is lost."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ikm_analysis import tables
from ikm_analysis.cleaning import clean, clean_register
from ikm_analysis.cleaning.columns import Fate
from ikm_analysis.cleaning.whole_table import doubled_firms, near_of_few, near_of_many
from ikm_analysis.sheets.cells import CellError, Sheet
from ikm_analysis.sheets.layout import layouts_of

HEADER = ["No", "Nama IKM", "Nama Pemilik", "Kecamatan", "Desa", "Tenaga Kerja", "Nilai Investasi (Rp.000)", "P-IRT"]


def register_of(path, rows, header=HEADER, regency="Bangkalan", **more):
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return clean_register(path, regency, **more)


def sheet_of(rows, name="Sheet1"):
    width = max(map(len, rows), default=0)
    return Sheet(Path("made.xlsx"), name, [[*row, *[None] * (width - len(row))] for row in rows])


@pytest.fixture
def three(tmp_path):
    return register_of(
        tmp_path / "daftar.xlsx",
        [
            [1, "Contoh 001", "Pemilik Contoh 001", "Kec. Kamal", "Banyuajuh", 4, 2500, "2063526010001-27"],
            [2, "Contoh 002", "Pemilik Contoh 002", "Labangg", None, "anjai", "1.250", "on proses"],
            [3, "Contoh 003", "Pemilik Contoh 003", "Larangan", None, None, None, None],
        ],
    )


def issue(register, cell):
    (found,) = register.issues[register.issues["cell"] == cell]["code"]
    return found


def test_a_row_is_a_firm_with_its_place_and_money_in_rupiah(three):
    firm = three.firms.iloc[0]
    assert firm["firm_name"] == "Contoh 001"
    assert firm["kecamatan_code"] == "35.26.04"
    assert firm["n_workers"] == 4
    assert firm["investment_rp"] == 2_500_000
    assert firm["firm_id"] == "daftar.xlsx!Sheet!2"


def test_a_permit_column_becomes_rows_and_a_blank_is_unknown(three):
    assert list(three.certificates["certificate_status"]) == ["held", "in_process", "unknown"]
    assert three.certificates["certificate_number"].iloc[0].startswith("2063526010001")
    assert three.certificates["certificate_id"].iloc[0] == "daftar.xlsx!Sheet!H2"


def test_every_doubt_has_its_cell(three):
    assert issue(three, "D3") == "place_read"
    assert issue(three, "D4") == "place_elsewhere"
    assert issue(three, "F3") == "not_a_number"
    assert issue(three, "G3") == "text_number"


def test_the_balance_counts_every_cell_once(three):
    assert sum(three.fates.values()) == 4 * 8
    assert three.fates[Fate.PERSONAL] == 3
    assert three.rows == {"body": 3, "tidy": 3, "refused": 0, "unmapped": 0}


def test_owners_are_in_no_table_and_no_message(three):
    text = "".join(table.to_csv() for table in three.tables.values()) + str(three) + three._repr_html_()
    assert "Pemilik Contoh" not in text


def test_a_row_that_names_nobody_is_refused_with_all_its_cells(tmp_path):
    register = register_of(tmp_path / "a.xlsx", [[1, "Contoh 001", None, "Kamal"], [2, None, None, "Kamal", None, 3]])
    assert register.rows["refused"] == 1
    assert register.fates[Fate.REFUSED] == 3
    assert len(register.firms) == 1


def test_several_permits_in_one_cell_become_several_rows(tmp_path):
    cell = "PIRT 2063526010001-27, Halal ID35110000000010122"
    register = register_of(tmp_path / "a.xlsx", [["Contoh 001", cell]], ["Nama IKM", "Perizinan"])
    assert list(register.certificates["certificate_kind"]) == ["pirt", "halal"]
    assert list(register.certificates["certificate_id"]) == ["a.xlsx!Sheet!B2", "a.xlsx!Sheet!B2#2"]


def test_number_and_expiry_columns_of_one_permit_are_one_certificate(tmp_path):
    header = ["Nama IKM", "P-IRT", "No P-IRT", "Masa berlaku P-IRT"]
    register = register_of(tmp_path / "a.xlsx", [["Contoh 001", "Ada", "2063526010001-27", "31/12/2027"]], header)
    (certificate,) = tables.rows_of(register.certificates)
    assert certificate["certificate_number"].startswith("2063526010001")
    assert certificate["certificate_status"] == "held"
    assert str(certificate["expires_last"]) == "2027-12-31"


def test_a_term_in_years_runs_from_the_day_of_issue(tmp_path):
    header = ["Nama IKM", "Nama izin", "Tahun terbit", "Masa berlaku"]
    register = register_of(tmp_path / "a.xlsx", [["Contoh 001", "P-IRT", "2017", "5 tahun"]], header)
    (certificate,) = tables.rows_of(register.certificates)
    assert (str(certificate["expires_first"]), str(certificate["expires_last"])) == ("2022-01-01", "2022-12-31")


def test_a_p_irt_that_does_not_end_five_years_after_its_issue_is_doubted(tmp_path):
    header = ["Nama IKM", "No P-IRT", "Tgl terbit P-IRT"]
    rows = [["Contoh 001", "2063526010001-22", "3-5-2017"], ["Contoh 002", "2063526010002-24", "3-5-2017"]]
    register = register_of(tmp_path / "a.xlsx", rows, header)
    assert list(register.certificates["certificate_issues"]) == ["", "year_not_issue_plus_5"]
    assert issue(register, "B3") == "certificate_doubtful"


def test_a_merged_name_is_one_firm_with_several_products(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in [["Nama IKM", "Kecamatan", "Nama Produk"], ["Contoh 001", "Kamal", "Rengginang"], [None, None, "Petis"]]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    register = clean_register(tmp_path / "a.xlsx", "Bangkalan")
    assert len(register.firms) == 1
    assert set(register.products["firm_id"]) == {"a.xlsx!Sheet!2"}
    assert len(register.products) == 2


def test_products_and_permits_of_other_sheets_find_their_firm(tmp_path):
    book = Workbook()
    sheets = {
        "Profil": [["ID usaha", "Nama IKM", "Kecamatan"], [7, "Contoh 007", "Kamal"], [8, "Contoh 008", "Kamal"]],
        "Produk": [["ID usaha", "Nama produk", "Halal"], [7, "Petis", "on"], [9, "Terasi", None]],
        "Izin": [["ID usaha", "Nama izin"], [8, "P-IRT"], [7, "Halal MUI"]],
    }
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "a.xlsx")
    register = clean_register(tmp_path / "a.xlsx", "Bangkalan")
    assert list(register.products["firm_id"]) == ["a.xlsx!Profil!2", ""]
    assert issue(register, "A3") == "firm_not_found"
    kinds = register.certificates.set_index("certificate_id")["certificate_kind"]
    assert kinds["a.xlsx!Izin!B2"] == "pirt"
    assert set(register.certificates["firm_id"]) == {"a.xlsx!Profil!2", "a.xlsx!Profil!3", ""}


def test_a_tick_without_a_permit_in_the_list_of_permits_is_a_contradiction(tmp_path):
    book = Workbook()
    sheets = {
        "Profil": [["ID usaha", "Nama IKM", "Kecamatan"], [7, "Contoh 007", "Kamal"], [8, "Contoh 008", "Kamal"]],
        "Produk": [["ID usaha", "Nama produk", "Halal"], [7, "Petis", "on"], [8, "Terasi", "on"]],
        "Izin": [["ID usaha", "Nama izin"], [8, "Halal MUI"]],
    }
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "a.xlsx")
    register = clean_register(tmp_path / "a.xlsx", "Bangkalan")
    doubted = register.issues[register.issues["code"] == "mark_without_permit"]
    assert list(doubted["sheet"] + doubted["cell"]) == ["ProdukC2"]


def test_duplicates_are_reported_and_never_dropped(tmp_path):
    rows = [["Batik Tulis Sekar", "Kamal"], ["Batik Tulis Sekar", "Kamal"], ["BATIK TULIS SEKAR.", "Kamal"]]
    rows += [["Batik Tulis Sekat", "Kamal"], ["Mawar 1", "Kamal"], ["Mawar 2", "Kamal"], ["Batik Tulis Sekar", "Socah"]]
    register = register_of(tmp_path / "a.xlsx", rows, ["Nama IKM", "Kecamatan"])
    assert len(register.firms) == 7
    found = register.issues[register.issues["code"].str.startswith("duplicate")]
    assert list(found["code"]) == ["duplicate_exact", "duplicate_name", "duplicate_near"]
    assert list(found["cell"]) == ["A3", "A4", "A5"]


@given(st.lists(st.text("ab", max_size=6), min_size=2, max_size=12))
def test_few_and_many_names_are_compared_alike(names):
    assert list(near_of_few(names)) == list(near_of_many(names))


def test_twenty_thousand_firms_of_no_place_are_compared_in_a_moment():
    names = [f"Usaha {chr(97 + n % 26) * 3}{chr(97 + n // 26 % 26) * 3}{chr(97 + n // 676) * 3}" for n in range(17_576)]
    firms = tables.framed("firms", {"firm_id": names, "firm_name": names})
    assert not list(doubled_firms(firms, lambda identifier: (identifier,)))


def test_hamlets_of_one_desa_keep_their_spelling_and_are_given_a_suggestion(tmp_path):
    rows = [[f"Contoh {n:03}", "DSN DENGKAH"] for n in range(9)] + [["Contoh 100", "DSN DEGKAH"]]
    register = register_of(tmp_path / "a.xlsx", rows, ["Nama IKM", "Alamat"])
    assert register.firms["dusun"].iloc[9].casefold() == "degkah"
    (found,) = tables.rows_of(register.issues[register.issues["code"] == "hamlet_spelling"])
    assert found["suggestion"].casefold() == "dengkah"
    assert found["raw"] == ""  # an address is personal


def test_money_without_a_unit_is_doubted_and_gives_no_rupiah(tmp_path):
    register = register_of(tmp_path / "a.xlsx", [["Contoh 001", 720000], ["Contoh 002", 35000]], ["Nama IKM", "Omzet"])
    assert list(register.firms["sales_rp"]) == [None, None]
    assert set(register.issues["code"]) == {"money_without_unit"}


def test_a_dash_is_unknown_unless_the_sheet_s_own_key_says_there_is_none(tmp_path):
    rows = [["Contoh 001", "-"], ["Contoh 002", "Ada"], [None, None]]
    register = register_of(tmp_path / "a.xlsx", rows, ["Nama IKM", "P-IRT"])
    assert list(register.certificates["certificate_status"]) == ["unknown", "held"]
    register = register_of(tmp_path / "b.xlsx", [*rows, ["Keterangan : (-) tidak ada", None]], ["Nama IKM", "P-IRT"])
    assert list(register.certificates["certificate_status"]) == ["not_held", "held"]


@pytest.mark.parametrize(
    "title",
    [
        ["DAFTAR IKM KABUPATEN BANGKALAN", None],
        ["Kabupaten : Bangkalan", None],
        ["Kabupaten/Kota", ": Bangkalan"],
        ["Kabid Industri Kab.", "Bangkalan"],
    ],
)
def test_a_regency_named_in_the_title_is_where_places_are_looked_up(tmp_path, title):
    book = Workbook()
    for row in [title, ["Nama IKM", "Kecamatan"], ["Contoh 001", "Galis"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert clean_register(tmp_path / "a.xlsx").firms["kecamatan_code"][0] == "35.26.18"


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (["DAFTAR IKM TAHUN 2024"], 2024),
        (["DAFTAR IKM", "Tahun Anggaran : 2024"], 2024),
        (["DAFTAR IKM TAHUN 2023", "Keadaan tahun 2024"], None),
        (["DAFTAR IKM 2024 USAHA"], None),
    ],
)
def test_rows_speak_of_the_one_year_the_titles_name_where_no_column_says_another(tmp_path, titles, year):
    book = Workbook()
    head = ["Nama IKM", "Kecamatan", "Tahun Data"]
    for row in [*([title] for title in titles), head, ["Contoh 001", "Galis"], ["Contoh 002", "Galis", 2019]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert list(clean_register(tmp_path / "a.xlsx").firms["data_year"]) == [year, 2019]


def test_workers_who_do_not_add_up_are_kept_and_said(tmp_path):
    header = ["Nama IKM", "Laki-laki", "Perempuan", "Jumlah tenaga kerja"]
    register = register_of(tmp_path / "a.xlsx", [["Contoh 001", 2, 3, 6], ["Contoh 002", 2, 3, None]], header)
    assert list(register.firms["n_workers"]) == [6, 5]
    assert issue(register, "D2") == "workers_do_not_add"


@pytest.mark.parametrize("name", ["firms", "products", "certificates"])
def test_cleaning_a_cleaned_table_changes_nothing(tmp_path, name):
    header = ["Nama IKM", "Kecamatan", "Desa", "Nama Produk", "Kapasitas", "Satuan", "Omzet (Rp)", "P-IRT", "Halal"]
    rows = [
        ["Contoh 001", "Kec. Kamal", "Banyuajuh", "Petis", "1.250,5", "kg", "12.500.000", "2063526010001-27", "Ada"],
        ["Contoh 002", "Tanah Merah", None, "Terasi", 300, "kg", 40000000, None, "on proses"],
    ]
    once = register_of(tmp_path / "a.xlsx", rows, header)
    path = tables.store(name, once.tables[name], tmp_path)
    twice = clean_register(path, "Bangkalan")
    pd.testing.assert_frame_equal(twice.tables[name], once.tables[name])


# ---- properties: any sheet of any cells

texts = st.sampled_from(
    ["Contoh 001", "Kamal", "Jumlah", "Ada", "2063526010001-27", "1.234", "(1)", "Rp 5 juta", " ", "-"]
)
cells = st.one_of(st.none(), texts, st.integers(-5, 10**13), st.floats(allow_nan=False), st.just(CellError("#N/A")))
headers = st.lists(st.sampled_from([*HEADER, "Alamat", "Halal", "", "Nama izin", "ID usaha"]), min_size=1, max_size=6)


@st.composite
def sheets(draw):
    header = draw(headers)
    row = st.lists(cells, min_size=len(header), max_size=len(header))
    above = draw(st.lists(row, max_size=2))
    return sheet_of([*above, header, *draw(st.lists(row, max_size=12))])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(sheets())
def test_no_cell_and_no_row_of_any_sheet_is_lost(sheet):
    register = clean([sheet], layouts_of([sheet]), "Bangkalan")
    assert sum(register.fates.values()) == len(sheet.rows) * sheet.width
    assert register.rows["body"] == sum(n for name, n in register.rows.items() if name != "body")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(sheets(), st.integers(0, 14))
def test_given_a_layout_any_split_of_the_rows_gives_the_same_tables(sheet, cut):
    layouts = layouts_of([sheet])
    whole = clean([sheet], layouts, "Bangkalan")
    parts = [clean([sheet], [limited(layouts[0], rows)], "Bangkalan") for rows in (range(cut), range(cut, 99))]
    for name in ("firms", "products", "certificates"):
        joined = pd.concat([part.tables[name] for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(joined, whole.tables[name], check_dtype=False)


def limited(layout, rows):
    """The layout with only `rows` as body; the others count as read elsewhere."""
    from dataclasses import replace

    from ikm_analysis.sheets.layout import Role

    roles = [Role.BLANK if role is Role.BODY and row not in rows else role for row, role in enumerate(layout.roles)]
    return replace(layout, roles=tuple(roles))
