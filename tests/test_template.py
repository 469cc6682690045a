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
SHEETS = {"firms": "IKM", "products": "Produk"}


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


def fill(path, sheet, rows):
    """Type rows into a sheet by field, or by field and kind of certificate."""
    book = load_workbook(path)
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


def test_an_empty_register_reads_as_no_firm_and_no_issue(empty, regency):
    register = clean_register(empty, regency)
    assert [len(table) for table in register.tables.values()] == [0, 0, 0, 0]


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


@pytest.fixture(scope="module")
def register(bangkalan):
    desa = {code: name for code, name, _ in reference.place_rows()}
    FIRMS[0]["desa"] = next(name for code, name in desa.items() if code.startswith("35.26.13."))
    fill(bangkalan, "firms", FIRMS)
    fill(bangkalan, "products", PRODUCTS)
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
    plain += ["founded_year", "group_name", "nib"]
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
    assert listed(book, "regency") == regencies
    assert {word.lower() for word in listed(book, "branch")} == {
        words["id"] for (kind, _), words in reference.terms().items() if kind == "branch"
    }
    assert {parse_status(word) for word in listed(book, "certificate_status")} == set(Status)
    known = {code: name for code, name, _ in reference.place_rows()}
    for name in regencies:
        kecamatan = {row["kecamatan"]: row["code"] for row in reference.places() if row["regency"] == name}
        assert listed(book, f"kecamatan_{name}") == list(kecamatan)
        for place, code in kecamatan.items():
            desa = [known[one] for one in known if one.startswith(f"{code}.")]
            assert not desa or listed(book, f"desa_{place.replace(' ', '_')}") == desa


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
