"""The empty register asks for what the tables hold, offers what they know, and reads back as it was filled in."""

import re
from datetime import date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from ikm_analysis import reference
from ikm_analysis.cleaning import clean_register
from ikm_analysis.issues import UnusableFile
from ikm_analysis.present.template import HEADER, LAST, write_template
from ikm_analysis.sheets.layout import layouts_of
from ikm_analysis.sheets.open import read_sheets
from ikm_analysis.values.status import Status, parse_status

REGENCIES = [None, "Bangkalan", "Sampang", "Pamekasan", "Sumenep"]
SHEETS = {
    "firms": "IKM",
    "products": "Produk",
    "groups": "Kelompok",
    "packages": "Paket Pelatihan",
    "outreach": "Sosialisasi",
    "placements": "Galeri",
    "targets": "Target",
}


@pytest.fixture(scope="module", params=REGENCIES)
def regency(request):
    return request.param


@pytest.fixture(scope="module")
def empty(tmp_path_factory, regency):
    path = tmp_path_factory.mktemp("template") / "register.xlsx"
    write_template(path, regency)
    return path


@pytest.fixture(scope="module")
def bangkalan(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "register.xlsx"
    write_template(path, "Bangkalan")
    return path


def columns(sheet):
    return [row for row in reference.template() if row["sheet"] == sheet]


def checks(worksheet):
    """The check of every column by its letter."""
    found = {}
    for check in worksheet.data_validations.dataValidation:
        letter, last = re.fullmatch(rf"([A-Z]+){HEADER + 1}:\1({LAST})", str(check.sqref)).groups()
        found[letter] = check
    return found


def listed(book, name):
    """The words a name in a formula stands for."""
    (sheet, cells), *more = book.defined_names[name].destinations
    assert not more
    return [cell.value for (cell,) in book[sheet][cells]]


def fill(path, tables):
    """Type the rows of each sheet by field, or by field and kind of certificate."""
    book = load_workbook(path)
    for sheet, rows in tables.items():
        for row, values in enumerate(rows, HEADER + 1):
            for n, column in enumerate(columns(sheet), 1):
                key = (column["field"], column["kind"]) if column["kind"] else column["field"]
                book[SHEETS[sheet]].cell(row, n).value = values.get(key)
    book.save(path)


def test_every_column_is_understood_as_the_field_it_is_for(empty):
    layouts = {layout.sheet: layout for layout in layouts_of(read_sheets(empty))}
    for sheet, title in SHEETS.items():
        (block,) = layouts[title].blocks
        assert [(column.field, column.kind) for column in block.columns] == [
            (row["field"], row["kind"]) for row in columns(sheet)
        ]
        money = [column for column in block.columns if (column.field or "").endswith("_rp")]
        assert all(column.unit == "Rp" and column.power == 0 for column in money)


def test_there_is_a_sheet_for_every_table_of_a_register(empty, regency):
    assert load_workbook(empty).sheetnames == ["Petunjuk", *SHEETS.values(), "Daftar"]
    assert clean_register(empty, regency).tables.keys() - {"certificates", "issues"} == SHEETS.keys()


def test_an_empty_register_reads_as_no_row_and_no_issue(empty, regency):
    register = clean_register(empty, regency)
    assert {len(table) for table in register.tables.values()} == {0}


FIRMS = [
    {
        "row_number": 1,
        "firm_name": "Contoh 001",
        "owner_name": "Pemilik Contoh 001",
        "phone": "084000000001",
        "street": "Dusun Contoh",
        "regency": "Bangkalan",
        "kecamatan": "Tanah Merah",
        "desa": "Pangeleyan",
        "branch": "Makanan dan minuman",
        "n_men": 0,
        "n_women": 3,
        "investment_rp": 7_500_000,
        "sales_rp": 120_000_000,
        "founded_year": 2015,
        "group_name": "Kelompok Contoh",
        "management": "Pembukuan rutin",
        "marketing": "Titip jual",
        "nib": "0000000000001",
        ("certificate_status", "pirt"): "Ada",
        ("certificate", "pirt"): "2153526019001-28",
        ("certificate_expires", "pirt"): datetime(2028, 12, 31),
        ("certificate_status", "halal"): "Proses",
        ("certificate_status", "merek"): "Ada",
        ("certificate", "merek"): "IDM999000001",
        ("certificate_expires", "merek"): datetime(2031, 5, 2),
    },
    {
        "row_number": 2,
        "firm_name": "Contoh 002",
        "regency": "Bangkalan",
        "kecamatan": "Socah",
        "n_women": 1,
        ("certificate_status", "pirt"): "Kedaluwarsa",
        ("certificate_status", "halal"): "Tidak ada",
        ("certificate_status", "merek"): "Tidak diketahui",
    },
]
PRODUCTS = [
    {
        "firm_name": "Contoh 001",
        "product_name": "Keripik Singkong",
        "product_category": "Keripik",
        "brand": "Merek Contoh",
        "capacity": 1200,
        "capacity_unit": "kg",
        "net_weight": "250 gram",
        "shelf_life": "180 hari",
        "storage": "Suhu ruang",
    },
    {"firm_name": "Contoh 002", "product_name": "Rengginang"},
]
MORE = {
    "groups": [
        {
            "group_name": "Kelompok Contoh",
            "group_kind": "KUBE",
            "regency": "Bangkalan",
            "kecamatan": "Tanah Merah",
            "branch": "Makanan dan minuman",
            "founded_year": 2019,
            "n_members": 2,
            "members": "Contoh 001; Contoh 002",
        },
        {"group_name": "Paguyuban Contoh", "regency": "Bangkalan", "n_members": 18},
    ],
    "packages": [
        {
            "package_name": "Paket Contoh",
            "package_category": "Mutu produk",
            "regency": "Bangkalan",
            "kecamatan": "Socah",
            "fund_source": "DBHCHT",
            "data_year": 2026,
            "ceiling_rp": 42_350_000,
            "realised_rp": 41_900_000,
            "n_groups": 3,
            "n_participants": 36,
            "starts": datetime(2026, 3, 5),
            "ends": datetime(2026, 3, 7),
        }
    ],
    "outreach": [
        {
            "session_name": "Cara mengurus P-IRT",
            "regency": "Bangkalan",
            "kecamatan": "Socah",
            "desa": "Bilaporah",
            "starts": datetime(2026, 2, 3),
            "ends": datetime(2026, 2, 3),
            "n_participants": 27,
            "n_firms_reached": 2,
        }
    ],
    "placements": [
        {
            "outlet": "Galeri Contoh",
            "firm_name": "Contoh 001",
            "product_name": "Keripik Singkong",
            "placed": datetime(2026, 4, 6),
            "n_placed": 24,
            "n_sold": 0,
            "sold_rp": 0,
        }
    ],
    "targets": [
        {
            "target_name": "Usaha yang mendapat P-IRT",
            "data_year": 2026,
            "target_unit": "usaha",
            "target": 43,
            "realised": 12,
        },
        {"target_name": "Kelompok yang dilatih", "data_year": 2026, "target_unit": "kelompok", "target": 18},
    ],
}


@pytest.fixture(scope="module")
def register(bangkalan):
    desa = {code: name for code, name, _ in reference.place_rows()}
    FIRMS[0]["desa"] = next(name for code, name in desa.items() if code.startswith("35.26.13."))
    fill(bangkalan, {"firms": FIRMS, "products": PRODUCTS, **MORE})
    return clean_register(bangkalan, "Bangkalan")


def told(table, names):
    """The rows of a table as plain values; what is missing is None."""
    return [
        tuple(None if value is None or value == "" or value != value else value for value in row)
        for row in table[names].astype(object).itertuples(index=False, name=None)
    ]


def test_filled_rows_read_back_as_they_were_typed(register):
    assert register.issues.empty
    plain = ["firm_name", "kecamatan", "desa", "branch", "n_men", "n_women", "investment_rp", "sales_rp"]
    plain += ["founded_year", "group_name", "management", "marketing", "nib"]
    assert told(register.firms, plain) == [tuple(row.get(name) for name in plain) for row in FIRMS]
    assert list(register.firms["kecamatan_code"]) == ["35.26.13", "35.26.02"]
    made = [
        "product_name",
        "product_category",
        "brand",
        "capacity",
        "capacity_unit",
        "net_weight",
        "shelf_life",
        "storage",
    ]
    assert [tuple(map(str, row)) for row in told(register.products, made)] == [
        tuple(str(row.get(name)) for name in made) for row in PRODUCTS
    ]


@pytest.mark.parametrize("sheet", MORE)
def test_filled_rows_of_coaching_read_back_as_they_were_typed(register, sheet):
    table = register.tables[sheet]
    days = dict.fromkeys(name for row in MORE[sheet] for name in row if f"{name}_first" in table)
    plain = [row["field"] for row in columns(sheet) if row["field"] in table]
    assert told(table, plain) == [tuple(row.get(name) for name in plain) for row in MORE[sheet]]
    for name in days:
        for end in ("first", "last"):
            assert list(table[f"{name}_{end}"]) == [row[name].date() for row in MORE[sheet]]


def test_firms_and_products_that_other_sheets_name_are_found(register):
    first, second = register.firms["firm_id"]
    assert list(register.groups["member_ids"]) == [f"{first}; {second}", ""]
    assert list(register.placements["firm_id"]) == [first]
    assert list(register.placements["product_id"]) == [register.products["product_id"].iloc[0]]


def test_filled_permits_read_back_with_status_number_and_last_day(register):
    found = told(
        register.certificates, ["certificate_kind", "certificate_status", "certificate_number", "expires_last"]
    )
    assert found[0] == ("pirt", "held", "2153526019001-28", date(2028, 12, 31))
    assert found[2] == ("merek", "held", "IDM999000001", date(2031, 5, 2))
    assert [row[:2] for row in (found[1], *found[3:])] == [
        ("halal", "in_process"),
        ("pirt", "expired"),
        ("halal", "not_held"),
        ("merek", "unknown"),
    ]


def test_owner_telephone_and_street_go_into_no_table(register):
    for table in register.tables.values():
        text = table.to_csv()
        assert not re.search("Pemilik Contoh|08400|Dusun Contoh", text)


def test_every_list_a_column_offers_is_there_and_holds_known_words(empty, regency):
    book = load_workbook(empty)
    regencies = [regency] if regency else ["Bangkalan", "Sampang"]
    assert listed(book, "list_regency") == regencies
    assert {parse_status(word) for word in listed(book, "list_certificate_status")} == set(Status)
    for kind in ("branch", "management", "marketing", "fund_source"):
        words = [one["id"] for (of, _), one in reference.terms().items() if of == kind]
        assert [word.lower() for word in listed(book, f"list_{kind}")] == [word.lower() for word in words]
    known = {code: name for code, name, _ in reference.place_rows()}
    for name in regencies:
        kecamatan = {row["kecamatan"]: row["code"] for row in reference.places() if row["regency"] == name}
        assert listed(book, f"kecamatan_{name}") == list(kecamatan)
        for place, code in kecamatan.items():
            desa = [known[one] for one in known if one.startswith(f"{code}.")]
            assert not desa or listed(book, f"desa_{place.replace(' ', '_')}") == desa


def test_a_place_left_without_its_regency_is_looked_up_in_that_of_the_template(tmp_path):
    write_template(tmp_path / "a.xlsx", "Sampang")
    book = load_workbook(tmp_path / "a.xlsx")
    headings = [cell.value for cell in book["IKM"][HEADER]]
    for heading, value in {"Nama IKM": "Contoh 001", "Kecamatan": "Sampang"}.items():
        book["IKM"].cell(HEADER + 1, headings.index(heading) + 1, value)
    book.save(tmp_path / "b.xlsx")
    register = clean_register(tmp_path / "b.xlsx")
    assert list(register.firms["kecamatan_code"]) == ["35.27.03"]
    assert register.issues.empty
    assert book["Daftar"].sheet_state == "hidden"


def test_the_menu_of_desa_follows_the_kecamatan_beside_it_and_that_of_kecamatan_the_regency(empty, regency):
    sheet = load_workbook(empty)["IKM"]
    letters = {row["field"]: get_column_letter(n) for n, row in enumerate(columns("firms"), 1)}
    found = checks(sheet)
    kecamatan, desa = found[letters["kecamatan"]], found[letters["desa"]]
    several = f'INDIRECT("kecamatan_"&${letters["regency"]}{HEADER + 1})'
    assert kecamatan.formula1 == (several if regency is None else f"kecamatan_{regency}")
    follows = f'INDIRECT("desa_"&SUBSTITUTE(${letters["kecamatan"]}{HEADER + 1}," ","_"))'
    assert desa.formula1 == (None if regency in ("Pamekasan", "Sumenep") else follows)


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_column_has_a_hint_and_warns_without_forbidding(bangkalan, sheet):
    worksheet = load_workbook(bangkalan)[SHEETS[sheet]]
    found = checks(worksheet)
    assert len(found) == len(columns(sheet))
    for check in found.values():
        assert check.errorStyle == "warning"
        assert check.showInputMessage
        assert check.showErrorMessage
        assert check.allowBlank
        assert 0 < len(check.promptTitle) <= 32
        assert 0 < len(check.prompt) <= 255
        assert check.prompt in {words["id"] for words in reference.messages().values()}


def test_an_end_before_its_beginning_and_more_sold_than_placed_are_doubted(bangkalan):
    book = load_workbook(bangkalan)
    place = {sheet: {row["field"]: n for n, row in enumerate(columns(sheet), 1)} for sheet in SHEETS}
    for sheet, field, other, bound in (
        ("packages", "ends", "starts", "formula1"),
        ("outreach", "ends", "starts", "formula1"),
        ("placements", "n_sold", "n_placed", "formula2"),
    ):
        check = checks(book[SHEETS[sheet]])[get_column_letter(place[sheet][field])]
        assert f"${get_column_letter(place[sheet][other])}{HEADER + 1}" in getattr(check, bound)


def test_numbers_keep_their_leading_zeros_and_days_and_amounts_their_form(bangkalan):
    sheet = load_workbook(bangkalan)["IKM"]
    formats = {
        (row["field"], row["kind"]): sheet.column_dimensions[get_column_letter(n)].number_format
        for n, row in enumerate(columns("firms"), 1)
    }
    assert formats["nib", ""] == formats["phone", ""] == "@"
    assert {form for (field, _), form in formats.items() if field == "certificate"} == {"@"}
    assert {form for (field, _), form in formats.items() if field == "certificate_expires"} == {"dd/mm/yyyy"}
    assert formats["investment_rp", ""] == "#,##0"
    kinds = {row["field"]: check for row, check in zip(columns("firms"), checks(sheet).values(), strict=True)}
    assert (kinds["nib"].type, kinds["nib"].formula1) == ("textLength", "13")
    assert (kinds["n_men"].type, kinds["founded_year"].type) == ("whole", "whole")
    assert kinds["certificate_expires"].type == "date"


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_header_stays_in_sight_and_on_every_page_of_a4_across(bangkalan, sheet):
    worksheet = load_workbook(bangkalan)[SHEETS[sheet]]
    assert worksheet.freeze_panes == f"C{HEADER + 1}"
    assert (worksheet.page_setup.orientation, worksheet.page_setup.paperSize) == ("landscape", 9)
    assert worksheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert worksheet.print_title_cols == "$A:$B"


def test_the_guide_explains_every_column_in_both_languages(bangkalan):
    lines = list(load_workbook(bangkalan)["Petunjuk"].iter_rows(values_only=True))
    for row in reference.template():
        hint = reference.messages()[f"template.help.{row['field']}"]
        assert any(line[0].endswith(hint["id"]) and line[1].endswith(hint["en"]) for line in lines)


def test_the_guide_says_what_each_level_means_and_that_the_levels_are_a_proposal(bangkalan):
    lines = [line[0] for line in load_workbook(bangkalan)["Petunjuk"].iter_rows(values_only=True)]
    assert any("usulan penyusun alat, bukan aturan" in line for line in lines)
    for (kind, code), words in reference.terms().items():
        if kind in ("management", "marketing"):
            meaning = reference.messages()[f"template.level.{kind}.{code}"]["id"]
            assert any(words["id"] in line.lower() and line.endswith(meaning) for line in lines)


def test_the_workbook_has_no_macros_links_or_formulas_in_cells(empty):
    with ZipFile(empty) as package:
        assert not [name for name in package.namelist() if re.search("vba|external|drawing", name, re.IGNORECASE)]
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_same_call_gives_the_same_bytes(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_template(tmp_path / name, "Sampang")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_regency_whose_places_are_not_known_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(UnusableFile, match="Contoh.*Bangkalan") as refused:
        write_template(tmp_path / "register.xlsx", "Contoh")
    assert "\n" not in refused.value.line("id")
    assert not (tmp_path / "register.xlsx").exists()
