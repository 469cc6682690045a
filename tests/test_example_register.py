"""The example register is as untidy as real ones, nothing in it is real, and its truth is an independent answer key."""

import csv
import re
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import datetime
from importlib.util import module_from_spec, spec_from_file_location
from math import sqrt
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from ikm_analysis import reference
from ikm_analysis.cleaning import clean_register
from ikm_analysis.project import ROOT, Folders
from made.register_rates import MEASURES, doubled, letters

TOLD = tomllib.loads((ROOT / "tools" / "example_rates.toml").read_text(encoding="utf-8"))
COMMITTED = Folders.raw / "registers" / "example_register.xlsx"
SEED = 11
PLACE = ("street", "kecamatan", "desa")


@pytest.fixture(scope="module")
def maker():
    spec = spec_from_file_location("make_example_register", ROOT / "tools" / "make_example_register.py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def made(maker, folder, n, seed=SEED):
    """The register and its truth as read back: per row its cells by field, what was meant, and the dirt by field."""
    path, truth = folder / "register.xlsx", folder / "truth.csv"
    maker.make(n, seed, path, truth)
    book = load_workbook(path)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    rows = []
    for meant in csv.DictReader(truth.open(encoding="utf-8", newline="")):
        order = maker.ORDER[meant["regency"]]
        line = sheets[meant["sheet"]][int(meant["row"]) - 1]
        dirt = defaultdict(set)
        for told in meant["dirt"].split():
            cell, kind = told.split(":")
            assert cell.lstrip("ABCDEFGHIJKLMNOPQRSTUV") == meant["row"]
            dirt[order[column_index_from_string(cell.rstrip("0123456789")) - 1]].add(kind)
        rows.append(SimpleNamespace(cells=dict(zip(order, line, strict=True)), meant=meant, dirt=dirt))
    return SimpleNamespace(path=path, book=book, sheets=sheets, rows=rows)


@pytest.fixture(scope="module")
def example(maker, tmp_path_factory):
    return made(maker, tmp_path_factory.mktemp("example"), 240)


@pytest.fixture(scope="module")
def large(maker, tmp_path_factory):
    return made(maker, tmp_path_factory.mktemp("large"), 3000, seed=2)


def interval(hits, n, z=3.3):
    """Wilson's interval of a share; 3.3 leaves one true rate in a thousand outside."""
    middle, reach = (hits + z * z / 2) / (n + z * z), z * sqrt(hits * (n - hits) / n + z * z / 4) / (n + z * z)
    return middle - reach - 1e-9, middle + reach + 1e-9


def typed(row, field):
    cell = row.cells[field]
    return f"{cell:%d-%m-%Y}" if isinstance(cell, datetime) else cell


def measured(rows, rate):
    """The rate found again in the register: hits and n, by the same measure as on the real file."""
    kind, (field, *_) = rate["dirt"], rate["into"]
    rows = [row for row in rows if rate.get("sheets", row.meant["regency"]) == row.meant["regency"]]
    if field == "pirt_expires":
        rows = [row for row in rows if row.meant["pirt_status"] == "held" and row.meant["row_kind"] == "firm"]
    if kind == "test":
        return MEASURES[kind]([row.cells["product_name"] for row in rows])
    rows = [row for row in rows if row.meant["row_kind"] != "test"]
    if field != "row":
        cells = [typed(row, name) for name in rate["into"] for row in rows]
        return MEASURES[kind](cells, [row.meant[field] for row in rows] if "meant" in rate else None)
    everything = lambda row: tuple(value for name, value in row.cells.items() if name != "number")  # noqa: E731
    owned = lambda row: tuple(row.cells[name] for name in ("firm_name", "owner_name", *PLACE))  # noqa: E731
    named = lambda row: tuple(str(row.cells[name]) for name in ("firm_name", "kecamatan", "desa"))  # noqa: E731
    plain = lambda row: tuple(re.sub(r"\W", "", text).lower() for text in named(row))  # noqa: E731
    return {"exact": doubled(everything), "figures": doubled(owned, everything), "near": doubled(plain, named)}[kind](
        rows
    )


@pytest.mark.parametrize("rate", TOLD["rates"], ids=lambda rate: f"{rate['dirt']}-{rate['into'][0]}-{rate['column']}")
def test_the_example_is_as_untidy_as_the_real_file_it_was_measured_on(rate, example, large):
    assert rate["rate"] == pytest.approx(rate["hits"] / rate["n"], abs=6e-5)
    for register in (example, large):
        hits, n = measured(register.rows, rate)
        low, high = interval(hits, n)
        assert low <= rate["rate"] <= high, f"{hits} of {n}, measured {rate['hits']} of {rate['n']}"


@pytest.mark.parametrize("kind", ["pirt", "halal", "dusun"])
def test_a_thing_is_spelled_in_as_many_ways_as_in_the_real_file(kind, large):
    told = TOLD["spellings"][kind]
    assert sum(told["words"].values()) == told["n"]
    if kind == "dusun":
        cells = [" ".join(row.cells["street"].split()) for row in large.rows if row.cells["street"]]
        found = [re.match(r"(D\w*\.? )?(?=CONTOH)", cell)[0] for cell in cells]
    else:
        cells = [row.cells[kind] for row in large.rows if row.meant["row_kind"] == "firm" and row.cells[kind]]
        found = [re.sub(r"(?: /.*| (?:No\. |No : )?(?:ID)?\d.*)", "", cell.strip()) for cell in cells]
        found = [label for label in found if label in told["words"]]
    for spelling, hits in told["words"].items():
        low, high = interval(found.count(spelling), len(found))
        assert low <= hits / told["n"] <= high, spelling
    assert len(set(found)) >= len(told["words"]) - 3


def test_places_of_the_second_sheet_carry_prefixes_as_often_as_addresses_do(large):
    for field, mark in (("kecamatan", "kec"), ("desa", "(?:ds|desa)")):
        cells = [row.cells[field] for row in large.rows if row.meant["regency"] == "Sampang" and row.cells[field]]
        words = TOLD["spellings"][f"{field}_prefix"]["words"]
        low, high = interval(sum(not re.match(rf"{mark}[. a-z]* ", cell.lower()) for cell in cells), len(cells))
        assert low <= words[""] / sum(words.values()) <= high


def test_permits_of_food_firms_stand_as_in_the_real_register(large):
    told = TOLD["states"]["pirt"]
    food = [row for row in large.rows if row.meant["branch"] in told["of"] and row.meant["row_kind"] == "firm"]
    found = Counter(row.meant["pirt_status"] for row in food)
    for state, typed_as in told["means"].items():
        low, high = interval(found[state], len(food))
        assert low <= told["words"][typed_as] / told["n"] <= high
        assert told["shares"][state] == pytest.approx(told["words"][typed_as] / told["n"], abs=1e-3)


def test_every_kind_of_dirt_stands_in_the_example_at_least_once(example):
    found = {(field, kind) for row in example.rows for field, kinds in row.dirt.items() for kind in kinds}
    found |= {("row", row.meant["row_kind"]) for row in example.rows}
    told = {(field, rate["dirt"]) for rate in TOLD["rates"] for field in rate["into"]}
    assert {pair for pair in told - found if pair[0] != "pirt_expires"} == set()


def test_the_truth_says_what_a_cell_without_dirt_says(example, large):
    plain = ("firm_name", "product_name", "nib", "group_name", "founded_year")
    for row in (*example.rows, *large.rows):
        if row.meant["row_kind"] in ("near", "test"):
            continue
        for field in plain:
            if not row.dirt[field]:
                assert str(row.cells[field] or "") == row.meant[field]
        thousands = 1000 if row.meant["regency"] == "Bangkalan" else 1
        for field in ("investment_rp", "sales_rp"):
            if not row.dirt[field]:
                assert row.cells[field] * thousands == int(row.meant[field])
        for field in ("n_men", "n_women"):
            assert ("" if row.cells[field] is None else str(row.cells[field])) == row.meant[field]
        for kind in ("pirt", "halal", "merek"):
            number, cell = row.meant[f"{kind}_number"], row.cells[kind] or ""
            where = cell + (row.cells["pirt"] if kind == "halal" and row.cells["pirt"] else "")
            assert re.sub(r"\D", "", number) in re.sub(r"\D", "", where)
            assert bool(cell or row.dirt["pirt"]) or row.meant[f"{kind}_status"] == ""


def test_the_truth_names_places_of_the_list_and_the_cell_is_a_spelling_of_them(example):
    names = {code: name for code, name, _ in reference.place_rows()}
    for row in example.rows:
        for field in ("kecamatan", "desa"):
            code, name = row.meant[f"{field}_code"], row.meant[field]
            assert row.meant["row_kind"] == "test" or names[code] == name
            assert not code or code.startswith({"Bangkalan": "35.26", "Sampang": "35.27"}[row.meant["regency"]])
            if name and "misspelt" not in row.dirt[field]:
                assert letters(row.cells[field]).endswith(letters(name))


def test_nothing_but_the_places_is_real(example):
    for row in example.rows:
        cells = row.cells
        assert re.fullmatch(r"contoh +\d{3} *|coba", cells["firm_name"].lower())
        assert cells["owner_name"] in (None, "-") or re.fullmatch(r"Pemilik Contoh \d{3}", cells["owner_name"])
        assert cells["nik"] is None or re.fullmatch(r"352[67]90\d{10}", cells["nik"])
        for field in ("phone", "sales_rp"):
            digits = re.sub(r"\D", "", str(cells[field] or ""))
            assert not digits.startswith("08") or digits.startswith("0840")
        assert re.fullmatch(r"(?:\d{13})?", row.meant["nib"])
        assert int(row.meant["nib"] or 0) < 1000
        assert re.fullmatch(r"(?:2\d\d352[67]\d\d9\d{3}-\d\d)?", row.meant["pirt_number"])
        assert re.fullmatch(r"(?:ID3599\d{13})?", row.meant["halal_number"])
        assert re.fullmatch(r"(?:IDM999\d{6})?", row.meant["merek_number"])
    known = {f"35{region}{place['code'][6:8]}" for region in (26, 27) for place in reference.places()}
    assert "352690" not in known


def test_its_counts_repeat_no_published_figure(example):
    with (Folders.raw / "observations.csv").open(encoding="utf-8", newline="") as lines:
        published = [row for row in csv.DictReader(lines) if row["value"]]
    printed = {float(row["value"]) for row in published}
    of_kecamatan = defaultdict(set)
    for row in published:
        of_kecamatan[row["regency"], row["kecamatan"]].add(float(row["value"]))
    every = [row.meant for row in example.rows]
    for rows in (every, [row for row in every if row["row_kind"] == "firm"]):
        for part in (rows, *([row for row in rows if row["regency"] == name] for name in ("Bangkalan", "Sampang"))):
            assert len(part) not in printed
            assert sum(bool(row["product_name"]) for row in part) not in printed
        for kind in ("pirt", "halal", "merek"):
            assert sum(row[f"{kind}_status"] == "held" for row in rows) not in printed
        for place, n in Counter((row["regency"], row["kecamatan"]) for row in rows).items():
            assert n not in of_kecamatan[place]


def test_every_sheet_and_every_printed_page_says_that_the_data_is_made_up(example):
    made_up = "DATA CONTOH, BUKAN KEADAAN SEBENARNYA"
    assert example.book.properties.title == made_up
    assert example.book.properties.category == "illustrative"
    for sheet in example.book:
        assert sheet["A1"].value == made_up
        assert sheet.oddFooter.center.text == made_up
    assert example.book["Baca dulu"]["A2"].value.startswith("MADE-UP EXAMPLE DATA")


def test_the_sheets_have_the_furniture_of_real_registers(example):
    first = example.sheets["Kab. Bangkalan"]
    starts = [str(line[0] or "") for line in first]
    header = first[4]
    assert header[1] == "Nama IKM "
    assert (header[10], header[11], first[5][10], first[5][11]) == ("Tenaga Kerja (Orang)", None, "L", "P")
    assert first[6][0] == "(1)"
    assert sum(line == header for line in first) > 2
    assert {str(merge) for merge in example.book["Kab. Bangkalan"].merged_cells.ranges} >= {"A1:V1", "K5:L5", "P5:R5"}
    kecamatan = {row.meant["kecamatan"] for row in example.rows if row.meant["regency"] == "Bangkalan"}
    assert [text for text in starts if text.startswith("Jumlah Kec.")] == [
        f"Jumlah Kec. {place['kecamatan']}" for place in reference.places() if place["kecamatan"] in kecamatan
    ][: len(kecamatan)]
    assert sum(text == "JUMLAH" for text in starts) == 1
    second = example.sheets["Kab. Sampang"]
    assert second[4] != header
    assert [line[0] for line in second if str(line[0]).startswith(("Sumber", "Keterangan"))][1].endswith("tidak ada")
    assert second[-1][18] == "PEJABAT CONTOH"


def test_the_same_call_gives_the_same_bytes_and_another_seed_other_firms(maker, tmp_path, example):
    maker.make(240, SEED, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == example.path.read_bytes()
    maker.make(240, SEED + 1, tmp_path / "other.xlsx")
    assert (tmp_path / "other.xlsx").read_bytes() != example.path.read_bytes()


@pytest.mark.parametrize("n", [10, 37])
def test_a_small_register_can_be_made(maker, tmp_path, n):
    register = made(maker, tmp_path, n)
    assert sum(row.meant["row_kind"] == "firm" for row in register.rows) == n
    assert len(register.rows) == n + 4


@pytest.mark.parametrize("n", [9, 100_001])
def test_a_size_nobody_needs_is_refused(maker, tmp_path, n):
    with pytest.raises(ValueError, match="10 to 100,000"):
        maker.make(n, 1, tmp_path / "register.xlsx")


def test_the_register_that_ships_is_the_one_the_script_makes(example):
    shipped = load_workbook(COMMITTED)
    assert {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in shipped} == example.sheets


def test_no_value_read_from_the_example_is_another_than_was_meant(large):
    """A cell may be asked back; what is read is right. A blank truth is a cell that does not say what was meant."""
    register = clean_register(large.path)
    firms = {row["firm_id"]: row for row in register.firms.astype(object).to_dict("records")}
    permits = defaultdict(list)
    for row in register.certificates.astype(object).to_dict("records"):
        permits[row["firm_id"], row["certificate_kind"]].append(row)
    fields = ("kecamatan_code", "desa_code", "n_men", "n_women", "investment_rp", "sales_rp", "nib", "founded_year")
    known = Counter()
    for row in large.rows:
        meant, firm_id = row.meant, f"{large.path.name}!{row.meant['sheet']}!{row.meant['row']}"
        pairs = [(name, firms[firm_id][name], meant[name]) for name in fields]
        for kind in ("pirt", "halal", "merek"):
            for permit in permits[firm_id, kind]:
                status = permit["certificate_status"]
                pairs.append((kind, "" if status == "unknown" else status, meant[f"{kind}_status"]))
                pairs.append((kind, permit["certificate_number"], meant[f"{kind}_number"]))
        for name, read, said in pairs:
            if said and read is not None and read == read and str(read):
                assert str(read) == said, (name, firm_id, row.dirt)
                known[name] += 1
    assert min(known[name] for name in fields) > 1000
    assert min(known[kind] for kind in ("pirt", "halal", "merek")) > 400
