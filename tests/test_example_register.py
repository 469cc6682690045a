"""The example register is as untidy as real ones, nothing in it is real, and its truth is an independent answer key."""

import csv
import re
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import datetime
from importlib import import_module
from math import sqrt
from string import ascii_uppercase
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from ikm_analysis import reference, tables
from ikm_analysis.cleaning import clean_register
from ikm_analysis.project import ROOT, Folders
from made.register_rates import MEASURES, doubled, letters

TOLD = tomllib.loads((ROOT / "tools" / "example_rates.toml").read_text(encoding="utf-8"))
COMMITTED = Folders.raw / "registers" / "example_register.xlsx"
COMMITTED_BEFORE = COMMITTED.parent / "before" / "example_register_before.xlsx"
COACHING = ("groups", "packages", "outreach", "placements", "targets")
KINDS = ("pirt", "halal", "merek")
CERTIFIED = {("not_held", "held"), ("in_process", "held")}  # then and now
SEED = 11
PLACE = ("street", "kecamatan", "desa")


@pytest.fixture(scope="module")
def maker():
    sys.path.insert(0, str(ROOT / "tools"))
    return import_module("make_example_register")


def made(maker, folder, n, seed=SEED, *, with_before=True):
    """The registers and their truth as read back: per row its cells by field, what was meant, and the dirt by field."""
    path, before = folder / "register.xlsx", folder / "before.xlsx"
    maker.make(n, seed, path, before if with_before else None, folder)
    truth = {
        name: list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8", newline="")))
        for name in ("register", "coaching", "changes")
    }
    book = load_workbook(path)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    rows = []
    for meant in truth["register"]:
        order = maker.ORDER[meant["regency"]]
        line = sheets[meant["sheet"]][int(meant["row"]) - 1]
        dirt = defaultdict(set)
        for told in meant["dirt"].split():
            cell, kind = told.split(":")
            assert cell.lstrip(ascii_uppercase) == meant["row"]
            dirt[order[column_index_from_string(cell.rstrip("0123456789")) - 1]].add(kind)
        rows.append(SimpleNamespace(cells=dict(zip(order, line, strict=True)), meant=meant, dirt=dirt))
    return SimpleNamespace(path=path, before=before, book=book, sheets=sheets, rows=rows, **truth)


@pytest.fixture(scope="module")
def example(maker, tmp_path_factory):
    return made(maker, tmp_path_factory.mktemp("example"), 240)


@pytest.fixture(scope="module")
def large(maker, tmp_path_factory):
    return made(maker, tmp_path_factory.mktemp("large"), 3000, seed=2, with_before=False)


@pytest.fixture(scope="module")
def cleaned(example):
    return clean_register(example.path)


@pytest.fixture(scope="module")
def earlier(example):
    return clean_register(example.before)


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
    forms = {
        "group_name": r"Kelompok Contoh \d\d",
        "members": r"(?:Contoh (?:\d{3}|Lain)(?:; |$))*",
        "package_name": r"Paket Contoh \d\d .*",
        "firm_name": r"(?i)contoh \d{3}",
        "outlet": "(?:Galeri|Toko) Contoh",
    }
    for told in example.coaching:
        assert re.fullmatch(forms.get(told["column"], ".*"), told["meant"])
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
    assert {str(merge) for merge in example.book["Kab. Bangkalan"].merged_cells.ranges} >= {"A1:X1", "K5:L5", "P5:R5"}
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
    maker.make(240, SEED, tmp_path / "again.xlsx", tmp_path / "before.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == example.path.read_bytes()
    assert (tmp_path / "before.xlsx").read_bytes() == example.before.read_bytes()
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
    for shipped, path in ((COMMITTED, example.path), (COMMITTED_BEFORE, example.before)):
        one, other = (
            {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(book)}
            for book in (shipped, path)
        )
        assert one == other


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


def by_row(coaching):
    """The truth of the sheets of coaching: per table and row what each column should be, and what is wrong."""
    rows = defaultdict(dict)
    for told in coaching:
        rows[told["table"], told["row"]] |= {told["column"]: told["meant"], "dirt": told["dirt"]}
    return rows


def number_of(firm_name):
    """The number of a firm, which no spelling of its name changes."""
    return int(re.sub(r"\D", "", firm_name) or 0)


def test_every_row_of_coaching_is_read_and_no_value_is_another_than_was_meant(example, cleaned):
    firms = {row.firm_id: row.firm_name for row in cleaned.firms.itertuples()}
    known = Counter()
    meant = by_row(example.coaching)
    for table in COACHING:
        rows = {row[0].rpartition("!")[2]: row for row in cleaned.tables[table].astype(object).itertuples(index=False)}
        assert list(rows) == [row for name, row in meant if name == table]
        for row, read in rows.items():
            said = meant[table, row]
            for column, value in read._asdict().items():
                text = "" if value is None or value != value else str(value)
                if column == "member_ids":
                    assert {number_of(firms[one]) for one in text.split("; ") if one} <= {
                        number_of(name) for name in said["members_found"].split("; ")
                    }
                elif column == "firm_id":
                    assert not text or number_of(firms[text]) == number_of(said["firm_name"])
                elif column == "firm_name":
                    assert text.casefold() == said[column].casefold()
                elif text and column in said and said[column]:
                    assert text == said[column], (table, row, column)
                    known[table, column] += 1
                elif column in said and "reversed" not in said["dirt"]:
                    assert text == said[column] == "", (table, row, column)  # what is blank is unknown, and only that
    for table in COACHING:
        typed = {name for name, *_ in TOLD["coaching"][table]["columns"]} & {*tables.TABLES[table].columns}
        assert {name for name in typed if not known[table, name]} <= {"firm_name"}


def test_what_no_program_should_believe_is_told_with_its_row(example, cleaned):
    codes = {
        "stranger": "member_not_found",
        "differs": "members_do_not_add",
        "reversed": "ends_before_start",
        "overlap": "session_overlaps",
        "oversold": "sold_more_than_placed",
        "unlisted": "product_not_found",
    }
    told = {(row["sheet"], row["dirt"].partition(":")[2], row["row"]) for row in example.coaching if row["dirt"]}
    issues = {(row.sheet, row.code, row.cell.lstrip(ascii_uppercase)) for row in cleaned.issues.itertuples()}
    asked = {(sheet, codes[kind], row) for sheet, kind, row in told if kind in codes}
    assert len(asked) == len(codes)
    firms = [row.meant for row in example.rows if "misspelt" in row.dirt["group_name"]]
    assert firms
    assert asked | {(row["sheet"], "group_not_listed", row["row"]) for row in firms} <= issues


def test_every_kind_of_wrong_entry_stands_in_the_sheets_of_coaching_once(example):
    found = Counter((table, row["dirt"]) for (table, _), row in by_row(example.coaching).items() if row["dirt"])
    told = [(table, f"{name}:{kind}") for table in COACHING for name, kind in TOLD["coaching"][table]["dirt"]]
    assert found == dict.fromkeys(told, 1)


def test_a_group_is_of_firms_of_one_kecamatan_that_make_similar_things(example, large):
    families = {branch: name for name, branches in TOLD["coaching"]["families"].items() for branch in branches}
    for register in (example, large):
        groups = defaultdict(list)
        for row in register.rows:
            if row.meant["row_kind"] == "firm" and row.meant["group_name"]:
                groups[row.meant["group_name"]].append(row.meant)
        listed = {row["group_name"]: row for (table, _), row in by_row(register.coaching).items() if table == "groups"}
        assert groups.keys() == listed.keys()
        n_firms = sum(row.meant["row_kind"] == "firm" for row in register.rows)
        assert sum(map(len, groups.values())) == pytest.approx(TOLD["coaching"]["members"] * n_firms, abs=6)
        for name, members in groups.items():
            assert {member["kecamatan_code"] for member in members} == {listed[name]["kecamatan_code"]}
            assert {families[member["branch"]] for member in members if member["branch"]} == {listed[name]["branch"]}
            assert 3 <= len(members) <= 6
            if listed[name]["members_found"]:
                assert {member["firm_name"] for member in members} == {*listed[name]["members_found"].split("; ")}


def test_levels_of_management_and_marketing_are_terms_or_no_such_word(example):
    for field in ("management", "marketing"):
        words = {code: one["id"] for (kind, code), one in reference.terms().items() if kind == field}
        found = Counter()
        for row in (row for row in example.rows if row.meant["row_kind"] == "firm" and field in row.cells):
            code, cell = row.meant[field], row.cells[field]
            found[code] += 1
            assert words.get(code) == (cell and cell.casefold()) or (row.dirt[field] and cell not in words.values())
        assert found.keys() == {*words, ""}


def test_the_register_of_a_year_before_differs_as_the_truth_of_changes_says(example, earlier, cleaned):
    names = ("n_women", "sales_rp", "kecamatan_code", "founded_year", "branch")
    firms, permits = [], []
    for register in (earlier, cleaned):
        rows = register.firms[register.firms["firm_name"].str.contains("[0-9]")].astype(object)
        number = dict(zip(rows["firm_id"], map(number_of, rows["firm_name"]), strict=True))
        firms.append({number[row["firm_id"]]: [row[name] for name in names] for row in rows.to_dict("records")})
        held = register.certificates[register.certificates["firm_id"].isin(number)]
        keys = zip(held["firm_id"].map(number), held["certificate_kind"], strict=True)
        permits.append(dict(zip(keys, held["certificate_status"], strict=True)))
    told = {int(row["firm"]): row for row in example.changes}
    assert firms[0].keys() == {firm for firm, row in told.items() if row["change"] != "added"}
    assert firms[1].keys() == {firm for firm, row in told.items() if row["change"] != "gone"}
    for firm, row in told.items():
        pairs = {kind: tuple(one.get((firm, kind), "unknown") for one in permits) for kind in KINDS}
        if row["change"] in ("changed", "same"):
            gained = [kind for kind, (was, now) in pairs.items() if (was, now) in CERTIFIED]
            lost = [kind for kind, pair in pairs.items() if pair == ("held", "not_held")]
            assert (" ".join(gained), " ".join(lost)) == (row["newly_certified"], row["lapsed"])
            same = firms[0][firm] == firms[1][firm] and not gained and not lost
            assert same == (row["change"] == "same"), firm


def test_some_names_of_the_year_before_are_spelled_otherwise(earlier, cleaned):
    now = {number_of(name): letters(name) for name in cleaned.firms["firm_name"]}
    assert any(letters(name) != now.get(number_of(name), "contoh") for name in earlier.firms["firm_name"])


def test_no_count_of_coaching_or_of_the_changes_repeats_a_published_figure(example, earlier, cleaned):
    with (Folders.raw / "observations.csv").open(encoding="utf-8", newline="") as lines:
        published = [row for row in csv.DictReader(lines) if row["value"]]
    printed = {float(row["value"]) for row in published}
    sheets = {name: cleaned.tables[name] for name in COACHING if name != "targets"}
    counts = {name: len(rows) for name, rows in sheets.items()}
    for table, rows in sheets.items():
        kinds = {name: reference.fields()[name]["kind"] for name in rows if name in reference.fields()}
        counts |= {(table, name): rows[name].sum() for name, kind in kinds.items() if kind in ("count", "rupiah")}
        money = [name for name, kind in kinds.items() if kind == "rupiah"]
        counts |= {(table, name, row): value for name in money for row, value in rows[name].dropna().items() if value}
    for name in ("target", "realised"):
        counts |= {(name, row): value for row, value in cleaned.targets[name].dropna().items()}
    groups = [row.meant["group_name"] for row in example.rows if row.meant["row_kind"] == "firm"]
    counts |= {"members": sum(map(bool, groups)), "others": sum(not name for name in groups)}
    counts["alone"] = sum("alone" in row.dirt["group_name"] for row in example.rows if row.meant["row_kind"] == "firm")
    states = [row["change"] for row in example.changes]
    counts |= Counter(states) | {"before": len(states) - states.count("added")}
    counts |= {name: sum(bool(row[name]) for row in example.changes) for name in ("newly_certified", "lapsed")}
    counts |= {"rows before": len(earlier.firms)} | Counter(earlier.firms["regency"])
    assert {what: n for what, n in counts.items() if float(n) in printed} == {}
