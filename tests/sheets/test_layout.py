"""What a sheet is: its header, the role of every row, the meaning of every column, and the evidence for each."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis import reference
from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets.cells import CellError, Merge
from ikm_analysis.sheets.headers import number_convention, read_header, unit_of, words
from ikm_analysis.sheets.layout import Role, find_layout, layouts_of, load_layout, save_layout
from made.layouts import HEADER, MERGES, firm, office_register, sheet_of


def roles(layout):
    return [role.value for role in layout.roles]


def fields(layout, block=0):
    return [column.field for column in layout.blocks[block].columns]


def column(layout, letter):
    (found,) = (column for block in layout.blocks for column in block.columns if column.letter == letter)
    return found


def said(layout):
    return {evidence.key.removeprefix("layout.") for evidence in layout.evidence}


def table(*rows, header=("No", "Nama IKM", "Kecamatan", "Omzet")):
    return sheet_of([list(header), *rows])


@pytest.mark.parametrize("merged", [True, False])
def test_every_row_of_an_office_register_has_its_role(merged):
    layout = find_layout(office_register(merged))
    assert roles(layout) == (
        ["title"] * 3 + ["blank", "header", "header", "numbering", "title", "body", "body", "subtotal"]
        + ["header", "header", "body", "subtotal"] + ["footer"] * 3 + ["blank"] + ["footer"] * 2
    )  # fmt: skip
    (block,) = layout.blocks
    assert (block.header_rows, block.first_row, block.last_row) == ((4, 5), 7, 14)


@pytest.mark.parametrize("merged", [True, False])
def test_group_headers_combine_with_what_stands_below_them(merged):
    layout = find_layout(office_register(merged))
    places = ["row_number", "firm_name", "owner_name", "desa", "kecamatan", "n_men", "n_women", "n_workers"]
    assert fields(layout) == [*places, "investment_rp", *["certificate"] * 3]
    assert [one.kind for one in layout.blocks[0].columns][-3:] == ["pirt", "halal", "merek"]
    assert column(layout, "G").header == "Tenaga Kerja (Orang) / P"


def test_a_firm_called_jumlah_is_a_firm_and_a_total_is_none():
    layout = find_layout(
        table([1, "Jumlah Berkah", "Kamal", 5], [2, "Contoh 002", "Kamal", 5], [None, "Jumlah", None, 10])
    )
    assert roles(layout) == ["header", "body", "body", "subtotal"]


@pytest.mark.parametrize("label", ["TOTAL", "Sub Total", "Jumlah Kec. Kamal", "Jumlah seluruhnya", "Rata-rata"])
def test_wordings_of_totals(label):
    layout = find_layout(table([1, "Contoh 001", "Kamal", 5], [label, None, None, 5], [2, "Contoh 002", "Kamal", 5]))
    assert roles(layout) == ["header", "body", "subtotal", "body"]


def test_a_firm_with_nothing_but_its_name_is_kept_even_as_the_last_row():
    rows = [[i, f"Contoh {i}", "Kamal", 5, "x", "y", "z"] for i in range(1, 6)]
    header = ["No", "Nama IKM", "Kecamatan", "Omzet", "Komoditi", "Kemitraan", "Skala"]
    layout = find_layout(sheet_of([header, *rows, [None, "Contoh 6"], [7, "Contoh 7"], [None, "Contoh 8"]]))
    assert roles(layout)[1:] == ["body"] * 8


def test_what_stands_below_the_total_is_a_footer():
    rows = [
        [1, "Contoh 001", "Kamal", 5],
        ["Jumlah", None, None, 5],
        [None, "disusun di Contoh"],
        [None, None, "NIP. 0"],
    ]
    assert roles(find_layout(table(*rows))) == ["header", "body", "subtotal", "footer", "footer"]


def test_lines_numbered_beforehand_and_never_filled_in_are_blank():
    for last in (3, "3"):
        rows = [[1, "Contoh 001", "Kamal", 5], [2, "Contoh 002", "Kamal", 5], [last]]
        assert roles(find_layout(table(*rows))) == ["header", "body", "body", "blank"]


@pytest.mark.parametrize("name", ["Sumber Rejeki", "H. Contoh", "Total Jaya", "Ketua Contoh", "Jumlah Berkah"])
def test_a_firm_of_few_cells_is_no_footer_heading_or_total(name):
    header = ["Nama IKM", "Kecamatan", "Omzet", "Komoditi", "Kemitraan", "Skala"]
    rows = [[f"Contoh {i}", "Kamal", 5, "x", "y", "z"] for i in range(5)]
    assert roles(find_layout(sheet_of([header, *rows, [name], *rows, [name, "Kamal"]])))[1:] == ["body"] * 12


def test_lines_of_labels_and_values_above_a_header_are_titles():
    lines = [["Tahun :", 2022], ["Kabupaten", "Contoh", "Kecamatan", "Kamal"], []]
    layout = find_layout(sheet_of([*lines, ["No", "Nama IKM", "Alamat", "Omzet"], [1, "Contoh 001", "x", 5]]))
    assert roles(layout) == ["title", "title", "blank", "header", "body"]
    assert len(layout.blocks) == 1


def test_a_single_group_above_a_header_is_part_of_it():
    rows = [
        [None, None, "P-IRT"],
        ["No", "Nama IKM", "No", "Tgl", "Masa Berlaku"],
        [1, "Contoh 001", "206", "1/2/2020", "5 th"],
    ]
    for merges in ([], [Merge(0, 2, 0, 4)]):
        layout = find_layout(sheet_of(rows, merges))
        assert roles(layout) == ["header", "header", "body"]
        assert fields(layout)[2:] == ["certificate_number", "certificate_issued", "certificate_expires"]


def test_rows_of_blank_texts_are_blank():
    assert roles(find_layout(table([1, "Contoh 001", "Kamal", 5], [" ", "", None, "\t"]))) == [
        "header",
        "body",
        "blank",
    ]


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3, 4], ["(1)", "(2)", "(3)", "(4)"], ["a", "b", "c", "d"], ["1", "2", "3", "4=2x3"]]
)
def test_a_row_of_column_numbers_is_no_data(numbers):
    layout = find_layout(table(numbers, [1, "Contoh 001", "Kamal", 5]))
    assert roles(layout) == ["header", "numbering", "body"]


def test_tables_stacked_in_one_sheet_are_blocks():
    first = [["Tabel 1"], ["No", "Nama IKM", "Kecamatan"], [1, "Contoh 001", "Kamal"], [2, "Contoh 002", "Kamal"]]
    layout = find_layout(
        sheet_of([*first, [], ["Tabel 2. Produk"], ["No", "Nama Produk", "Satuan"], [1, "Petis", "kg"]])
    )
    assert roles(layout) == ["title", "header", "body", "body", "blank", "title", "header", "body"]
    assert [fields(layout, 0)[1], fields(layout, 1)[1]] == ["firm_name", "product_name"]


def test_a_line_of_units_below_a_header_belongs_to_it():
    rows = [["NO", "PROGRAM DAN KEGIATAN", "PAGU (Rp)", "REALISASI", None], [None, None, None, "(Rp)", "(%)"]]
    layout = find_layout(sheet_of([*rows, ["1", "2", "3", "4", "5"], ["A", "PROGRAM CONTOH", 100, 50, 0.5]]))
    assert fields(layout) == ["row_number", "description", "ceiling_rp", "realised_rp", "realised_share"]
    assert roles(layout) == ["header", "header", "numbering", "body"]


def test_three_header_rows_and_columns_without_own_header():
    top = ["Kode", None, "Uraian", "Kelompok Belanja", None, None, None]
    header = [top, [None, None, None, "Operasi", None, "Modal", None], [None] * 3 + ["Anggaran", "Realisasi"] * 2]
    merges = [Merge(0, 0, 2, 1), Merge(0, 2, 2, 2), Merge(0, 3, 0, 6), Merge(1, 3, 1, 4), Merge(1, 5, 1, 6)]
    body = [["3.31", "5.1.02", "Belanja Contoh", 10, "0,00", "0,00", "0,00"], ["3.31", "5.1.03", "Lain", 10, 5, 0, 0]]
    layout = find_layout(sheet_of([["REKAPITULASI"], *header, *body][1:], merges))
    assert fields(layout)[:3] == ["programme_code", "account_code", "description"]
    assert [(one.field, one.kind) for one in layout.blocks[0].columns[3:5]] == [
        ("ceiling_rp", "operation"),
        ("realised_rp", "operation"),
    ]
    assert layout.blocks[0].header_rows == (0, 1, 2)


def test_the_parts_of_a_certificate_stand_under_its_kind():
    header = [["No", "Nama Usaha", "P-IRT", None, None, "Halal", None]]
    header += [[None, None, "No", "Tgl Terbit", "Masa Berlaku", "Ada/Tidak", "Ket"]]
    layout = find_layout(sheet_of([*header, [1, "Contoh 001", "206", "1/2/2020", "5 th", "Ada", None]]))
    assert [(one.field, one.kind) for one in layout.blocks[0].columns[2:]] == [
        ("certificate_number", "pirt"),
        ("certificate_issued", "pirt"),
        ("certificate_expires", "pirt"),
        ("certificate_status", "halal"),
        ("certificate_note", "halal"),
    ]


@pytest.mark.parametrize(
    ("header", "field", "kind", "why"),
    [
        ("surat_izin ", "certificate", "permit", "header"),
        ("Nomor SPP-IRT", "certificate", "pirt", "header"),
        ("jml_naker", "n_workers", "", "header"),
        ("n_workers", "n_workers", "", "header"),
        ("Nama\nPemilik", "owner_name", "", "header"),
        ("Nama Pemlik", "owner_name", "", "near"),
        ("Kapasitas Poduksi", "capacity", "", "near"),
        ("Masa berlaku PIRT", "certificate_expires", "pirt", "alias"),
        ("Data Tenaga Kerja Tetap", "n_workers", "", "alias"),
        ("PIRT/Halal", "certificate", "permit", "alias"),
        ("Realisasi (%)", "realised_share", "", "header"),
        ("Kode Pos", None, "", ""),
        ("Status Pernikahan", None, "", ""),
        ("Omzet per Bulan", None, "", ""),
        ("Height", None, "", ""),
        ("Volume ml", None, "", ""),
    ],
)
def test_headers_are_read_by_their_words(header, field, kind, why):
    assert read_header([header]) == (field, kind, why)


def test_every_wording_leads_to_a_known_field_and_every_field_reads_back():
    known = reference.fields()
    assert all(field in known for field, _ in reference.headers().values())
    assert all(wording == words(wording) for wording in reference.headers())
    kinds = {kind for field, kind in reference.headers().values() if field.startswith("certificate")}
    assert kinds <= {row["code"] for row in reference.certificate_kinds()} | {""}
    for code, field in known.items():
        assert {read_header([name]).field for name in (code, field["id"], field["en"])} == {code}


@pytest.mark.parametrize(
    ("header", "unit", "power"),
    [
        ("Nilai Investasi (Rp.000)", "Rp.000", 3),
        ("Nilai Produksi (Rp. 000)", "Rp. 000", 3),
        ("Aset (Rp juta)", "Rp juta", 6),
        ("Target Rp. (juta)", "Rp juta", 6),
        ("Omzet Rp. 000.000", "Rp. 000.000", 6),
        ("Investasi dalam ribuan rupiah", "rupiah", 0),
        ("Tenaga Kerja (Orang)", "Orang", 0),
        ("investment_rp", "rp", 0),
        ("Datar (0-2%)", "", 0),
        ("Alamat (lengkap)", "", 0),
    ],
)
def test_units_in_headers(header, unit, power):
    assert unit_of(header) == (unit, power)


def test_a_unit_in_the_title_holds_for_money_without_a_unit():
    layout = find_layout(office_register())
    assert (column(layout, "I").unit, column(layout, "I").power) == ("ribuan rupiah", 3)
    assert column(layout, "F").power == 0
    assert "title_unit" in said(layout)


def test_an_amount_in_a_title_is_no_unit():
    layout = find_layout(
        sheet_of([["BANTUAN RP 500 JUTA TAHUN 2022"], [], ["No", "Nama IKM", "Omzet"], [1, "Contoh 001", 5]])
    )
    assert (column(layout, "C").unit, column(layout, "C").power) == ("", 0)


@pytest.mark.parametrize(
    ("texts", "convention"),
    [
        (["1.234", "1,234", "5", "1.234 hari"], ""),
        (["1.234.567"], "id"),
        (["12,5"], "id"),
        (["0,123"], "id"),
        (["Rp1.250.000,-"], "id"),
        (["1.234,50", "1.234"], "id"),
        (["1,234,567"], "en"),
        (["12.5 hari", "1.095 hari"], "en"),
        (["1.234,50", "1,234.50"], "mixed"),
        (["5,099,00", "12.05.2020", "5.1.02.01"], ""),
    ],
)
def test_how_texts_write_numbers(texts, convention):
    assert number_convention(texts) == convention


def test_the_whole_column_says_how_it_writes_numbers():
    rows = [[i, f"Contoh {i}", "Kamal", "1.234"] for i in range(1000)]
    assert column(find_layout(table(*rows)), "D").numbers == ""
    assert column(find_layout(table(*rows, [0, "Contoh", "Kamal", "12,5"])), "D").numbers == "id"
    mixed = find_layout(table(*rows, [0, "Contoh", "Kamal", "12,5"], [0, "Contoh", "Kamal", "12.5"]))
    assert column(mixed, "D").numbers == "mixed"
    assert "mixed" in said(mixed)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["3526010101900001", "3526 0141 0290 0002"], "nik"),
        ([3526010101900001, 3526014102900002.0], "nik"),
        (["0812-3456-7890", "+62 812 3456 789"], "phone"),
        ([81234567890, 81234567891], "phone"),
        (["(031) 309512", "031 3095123"], "phone"),
        (["contoh@contoh.id", "-"], "email"),
    ],
)
def test_personal_data_are_recognised_under_any_header(cells, field):
    for header in ("Keterangan", "Kapasitas", "Komoditi"):
        layout = find_layout(
            table(*[[i, f"Contoh {i}", cell] for i, cell in enumerate(cells)], header=["No", "Nama IKM", header])
        )
        assert (column(layout, "C").field, column(layout, "C").why) == (field, "content")


def test_numbers_of_permits_and_round_amounts_are_not_personal():
    cells = [["2063526010001-27", 850_000_000, "9120001234567"], ["2063526010002-27", 812_500_000, "8120001234568"]]
    header = ["No", "Nama IKM", "P-IRT", "Omzet", "NIB"]
    layout = find_layout(table(*[[1, "Contoh", *row] for row in cells], header=header))
    assert fields(layout)[2:] == ["certificate", "sales_rp", "nib"]


@pytest.mark.parametrize("beside", ["Nama Usaha", "NIK", "Jenis Kelamin"])
def test_a_bare_name_beside_a_firm_or_an_identity_is_a_persons(beside):
    layout = find_layout(table([1, "Contoh", "Contoh", 1], header=["No", "Nama", beside, "Omzet"]))
    assert column(layout, "B").field == "owner_name"
    assert (
        column(find_layout(table([1, "Contoh", "Kamal", 1], header=["No", "Nama", "Kec.", "Omzet"])), "B").field
        == "firm_name"
    )


def test_of_two_columns_with_one_meaning_the_second_is_set_aside_and_said():
    layout = find_layout(table([1, "Contoh", 2, 3], header=["No", "Nama IKM", "Omzet", "Penjualan"]))
    assert fields(layout)[2:] == ["sales_rp", None]
    assert "taken" in said(layout)
    twice = find_layout(table([1, "Contoh", "Ada", "Ada"], header=["No", "Nama IKM", "Perizinan", "Izin usaha"]))
    assert fields(twice)[2:] == ["certificate", "certificate"]


def test_a_column_of_marks_under_nib_says_whether_there_is_one():
    layout = find_layout(table([1, "Contoh", "Ada"], [2, "Contoh", "Belum"], header=["No", "Nama IKM", "NIB"]))
    assert (column(layout, "C").field, column(layout, "C").kind) == ("certificate", "nib")


HEADERLESS = [
    [1, "Contoh 001", "Petis", "Kamal", "0812 3456 7890", "3526010101900001", 1200, "kg", 3, "Ada", "Pangan"],
    [2, "Contoh 002", "Petis", "Socah", "081234567890", "3526010101900002", 500, "kg", 4, "Belum", "Pangan"],
    [
        4,
        "Contoh 003",
        "Terasi",
        "Kec. Tanah Merah",
        "081234567891",
        "3526010101900003",
        80,
        "Buah",
        2,
        "Ada",
        "Kerajinan",
    ],
]


def test_without_a_header_columns_are_known_by_their_content():
    layout = find_layout(sheet_of(HEADERLESS))
    expected = ["row_number", "firm_name", "product_name", "kecamatan", "phone", "nik", "capacity", "capacity_unit"]
    assert fields(layout) == [*expected, "n_workers", "certificate", "branch"]
    assert roles(layout) == ["body"] * 3
    assert {one.why for one in layout.blocks[0].columns} == {"content"}


def test_a_sheet_of_notes_is_no_table_and_says_so():
    layout = find_layout(sheet_of([["Catatan rapat"], ["hadir semua"], [], ["selesai"]]))
    assert layout.blocks == ()
    assert roles(layout) == ["title", "title", "blank", "title"]
    assert said(layout) == {"no_table"}


def test_a_table_of_unknown_words_is_still_found_below_its_title():
    rows = [["Hasil panen"], ["diolah"], ["Petak", "Bibit", "Panen"], ["Timur", "jagung", 5], ["Barat", "padi", 6]]
    layout = find_layout(sheet_of(rows))
    assert roles(layout) == ["title", "title", "header", "body", "body"]
    assert [one.header for one in layout.blocks[0].columns] == ["Petak", "Bibit", "Panen"]
    texts = find_layout(sheet_of([[None if v is None else str(v) for v in row] for row in rows]))
    assert roles(texts) == roles(layout)


def test_one_table_over_several_sheets_carries_its_columns_on():
    first = table([1, "Contoh 001", "Kamal", 5], [2, "Contoh 002", "Kamal", 5])
    second = sheet_of([[3, "Contoh 003", "Socah", 5], [4, "Contoh 004", "Socah", 5], [5, "Contoh 005", "Socah", 6]])
    _, layout = layouts_of([first, second])
    assert fields(layout) == ["row_number", "firm_name", "kecamatan", "sales_rp"]
    assert {one.why for one in layout.blocks[0].columns} == {"carried"}
    other = sheet_of([["5.1.02", "Belanja", 1, 2], ["5.1.02.01", "Belanja", 1, 2], ["5.1.02.02", "Belanja", 1, 2]])
    assert layouts_of([first, other])[1].blocks[0].columns[0].field == "account_code"


def test_a_person_corrects_the_meaning_of_a_column():
    layout = find_layout(table([1, "Contoh", 2, 3], header=["No", "Nama IKM", "Omzet", "Nilai lain"]))
    corrected = layout.with_field("D", "sales_rp", unit="Rp.000")
    assert fields(corrected)[2:] == [None, "sales_rp"]
    assert (column(corrected, "D").why, column(corrected, "D").power) == ("hand", 3)
    assert column(corrected.with_field("D", None), "D").field is None
    with pytest.raises(ValueError, match="Z"):
        layout.with_field("Z", "sales_rp")
    with pytest.raises(ValueError, match="turnover"):
        layout.with_field("D", "turnover")


def test_a_saved_layout_wins_in_a_longer_file_with_other_titles(tmp_path):
    header = ["No", "Nama IKM", "Kode Pos", "Nilai lain"]
    first = find_layout(table([1, "Contoh", 2, 3], header=header)).with_field("D", "assets_rp", unit="Rp.000")
    save_layout([first], tmp_path / "susunan.csv")
    saved = load_layout(tmp_path / "susunan.csv")
    later = sheet_of([["DAFTAR"], ["Keadaan Mei"], header, *[[i, f"Contoh {i}", 2, "1.000"] for i in range(50)]])
    layout = find_layout(later, saved)
    assert fields(layout) == fields(first)
    assert column(layout, "D").power == 3
    assert {one.why for one in layout.blocks[0].columns} == {"saved"}
    assert fields(find_layout(later))[3] is None


def test_a_header_of_words_nobody_knows_is_found_again_by_the_saved_layout(tmp_path):
    header = ["Bibit", "Petak", "Juragan"]
    first = find_layout(table(["Contoh", 1, "x"], header=header)).with_field("A", "firm_name")
    save_layout([first], tmp_path / "susunan.csv")
    later = sheet_of([["DAFTAR"], header, ["Contoh 1", "a", "x"], ["Contoh 2", "b", "y"]])
    layout = find_layout(later, load_layout(tmp_path / "susunan.csv"))
    assert roles(layout) == ["title", "header", "body", "body"]
    assert column(layout, "A").field == "firm_name"


def test_saving_keeps_every_column_and_loading_gives_it_back(tmp_path):
    layout = find_layout(office_register())
    save_layout([layout], tmp_path / "susunan.csv")
    (loaded,) = load_layout(tmp_path / "susunan.csv")
    assert loaded.blocks[0].columns == layout.blocks[0].columns
    assert loaded.blocks[0].header_rows == layout.blocks[0].header_rows
    assert "Contoh 001" not in (tmp_path / "susunan.csv").read_text(encoding="utf-8")


def test_a_saved_layout_with_an_unknown_meaning_is_refused_with_its_cell(tmp_path):
    path = tmp_path / "susunan.csv"
    save_layout([find_layout(office_register())], path)
    path.write_text(path.read_text(encoding="utf-8").replace("owner_name", "juragan"), encoding="utf-8")
    with pytest.raises(UnusableFile, match="C4.*juragan"):
        load_layout(path)


def test_a_layout_shows_headers_and_reasons_but_no_body_cell():
    layout = find_layout(sheet_of([*HEADER, firm(1, "<b>Contoh</b>"), firm(2)], MERGES))
    for shown in (str(layout), layout._repr_html_(), str(layout.evidence)):
        assert "Contoh" not in shown
        assert "Banyuajuh" not in shown
    assert "Nama IKM" in str(layout)
    assert all(evidence.line(lang) for evidence in layout.evidence for lang in ("id", "en"))
    strange = find_layout(table([1, "Contoh", 2, 3], header=["No", "Nama IKM", "<i>x</i>", "Omzet"]))
    assert "<i>" not in strange._repr_html_()
    assert "color: inherit" in strange._repr_html_()


TEXTS = st.sampled_from(
    ["No", "Nama IKM", "Kecamatan", "Kec.", "Omzet (Rp.000)", "P-IRT", "Tgl", "Tenaga Kerja", "L", "P", "Keterangan"]
    + ["Jumlah", "Jumlah Kamal", "TOTAL", "Sumber: x", "NIP. 1", "Bangkalan, 1 Mei 2020", "Tahun : 2020", "(1)", "(2)"]
    + ["a", "b", "2019", " ", "Contoh", "Kamal", "Ada", "1.234", "0812345678901", "3526010101900001"]
)
VALUES = st.one_of(
    st.none(), TEXTS, TEXTS, st.text(max_size=5), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.just(CellError("#REF!")),
)  # fmt: skip


@st.composite
def sheets(draw):
    width = draw(st.integers(0, 7))
    rows = draw(st.lists(st.lists(VALUES, min_size=width, max_size=width), max_size=14))
    corners = st.tuples(st.integers(0, 13), st.integers(0, 6), st.integers(0, 4), st.integers(0, 4))
    merges = [Merge(r, c, r + h, c + w) for r, c, h, w in draw(st.lists(corners, max_size=3))]
    inside = [m for m in merges if m.last_row < len(rows) and m.last_column < width]
    return sheet_of(rows, inside)


@settings(max_examples=400, deadline=None)
@given(sheet=sheets(), before=sheets())
def test_any_sheet_has_a_layout_with_one_role_per_row_and_blocks_that_do_not_overlap(sheet, before):
    first, layout = layouts_of([before, sheet])
    saved = find_layout(sheet, [first, layout])
    for found in (layout, saved):
        assert len(found.roles) == len(sheet.rows)
        covered = [
            row for block in found.blocks for row in (*block.header_rows, *range(block.first_row, block.last_row + 1))
        ]
        assert len(covered) == len(set(covered))
        body = {row for row, role in enumerate(found.roles) if role is Role.BODY}
        assert body <= set(covered)
        assert len(str(found)) < len(found._repr_html_())
    blank = [row for row, cells in enumerate(sheet.rows) if all(v is None or str(v).strip() == "" for v in cells)]
    assert all(layout.roles[row] in (Role.BLANK, Role.HEADER) for row in blank)


@settings(max_examples=200)
@given(st.lists(st.text(alphabet="0123456789.,- Rp", max_size=12)))
def test_the_convention_does_not_depend_on_order_or_repeats(texts):
    assert number_convention(texts) == number_convention([*reversed(texts), *texts])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=3))
def test_any_header_is_read_without_failing(levels):
    meaning = read_header(levels)
    assert meaning.field is None or meaning.field in reference.fields()
    assert all(isinstance(part, str) for part in (meaning.kind, meaning.why))


def test_values_of_every_kind_may_stand_in_a_table():
    cells = [date(2020, 1, 1), datetime(2020, 1, 1), time(1), timedelta(1), True, CellError("#N/A"), float("nan")]
    layout = find_layout(table(*[[i, "Contoh", "Kamal", cell] for i, cell in enumerate(cells)]))
    assert roles(layout) == ["header", *["body"] * len(cells)]
