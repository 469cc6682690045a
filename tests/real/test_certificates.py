"""Permits of a provincial register and issued P-IRT numbers; collected by `make test-real` only."""

import csv
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ikm_analysis import parse_certificate

REAL = Path(os.environ["IKM_REAL_DATA"])
STRICT = re.compile("[1-8](?:0[1-9]|1[0-6])[0-9]{10}-[0-9]{2}")


def rows(name):
    with (REAL / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def permits():
    """The name of each permit as typed, and what is read of it."""
    return [(row["nama"], parse_certificate(row["nama"])) for row in rows("registers/kepri/perizinan.csv")]


def letters(text):
    return re.sub("[^a-z]", "", text.casefold())


def of_kind(permits, kind):
    return [text for text, readings in permits if kind in {reading.kind for reading in readings}]


def test_pirt_permits_are_those_of_the_letters_rule_and_two_it_does_not_see(permits):
    """The rule counts names whose letters hold `pir`, or those that hold `irt`: 181 of 27 spellings, both ways."""
    for rule in ("pir", "irt"):
        counted = [text for text, _ in permits if rule in letters(text)]
        assert (len(counted), len(set(counted))) == (181, 27)
    read, plain = of_kind(permits, "pirt"), [text for text, _ in permits if "pirt" in letters(text)]
    assert (len(read), len(plain)) == (183, 180)
    assert set(plain) <= set(read)
    explained = {
        "P-IR": "the last letter is left out: only `pir` counts it; read as doubtful",
        "RIRT no 2.0614 2104 01.0075 19": "the first letter is mistyped: only `irt` counts it; read as doubtful",
        "sertifikat produksi pangan industri rumah tangga (": "written out in full: no letters rule counts it",
    }
    assert set(read) - set(plain) == set(explained)
    doubtful = {text for text, readings in permits for one in readings if "name_near" in one.issues}
    assert doubtful & set(read) == {"P-IR", "RIRT no 2.0614 2104 01.0075 19"}


def test_halal_permits_are_those_of_the_letters_rule(permits):
    """The rule counts names whose letters hold `halal` or `mui`: 95 of 24 spellings."""
    counted = [text for text, _ in permits if re.search("halal|mui", letters(text))]
    assert (len(counted), len(set(counted))) == (95, 24)
    assert of_kind(permits, "halal") == counted
    # `halal` itself stands in 86; the others name who issued it, and MUI is read as its halal certificate.
    without = Counter(text for text in counted if "halal" not in letters(text))
    assert without == {"LP POM MUI": 4, "MUI": 3, "mui": 1, "LP-POM MUI KEPRI": 1}


def test_every_permit_of_the_register_is_of_a_kind_blank_or_asked_back(permits):
    assert Counter(reading.kind for _, readings in permits for reading in readings) == {
        "pirt": 183, "halal": 95, "iumk": 87, "situ": 50, "permit": 20, "siup": 18, "slhs": 11, "tdi": 9, "sku": 7,
        "iui": 5, "tdp": 5, "domisili": 4, "pkp": 3, "ho": 2, "bpom": 1, "": 10,
    }  # fmt: skip
    assert Counter(text for text, readings in permits if readings[0].kind == "") == {
        "": 6, "FDI": 1, "notaris": 1, "Sertifikat hasil uji": 1, "no: 197/04-06": 1,
    }  # fmt: skip
    assert Counter(str(reading.status) for _, readings in permits for reading in readings) == {
        "held": 490, "unknown": 17, "in_process": 2, "not_held": 1,
    }  # fmt: skip


def test_cells_that_name_several_permits_are_split(permits):
    several = Counter(tuple(reading.kind for reading in readings) for _, readings in permits if len(readings) > 1)
    assert several == {
        ("situ", "siup"): 5, ("siup", "situ"): 2, ("siup", "situ", "tdp"): 1, ("iumk", "pirt"): 1,
        ("iumk", "domisili"): 1,
    }  # fmt: skip


def test_numbers_typed_into_names_are_found_and_judged(permits):
    found = {(one.kind, len(one.number), one.issues) for _, readings in permits for one in readings if one.number}
    assert found == {
        ("pirt", 16, ()),  # whole, with its hyphen
        ("pirt", 12, ("wrong_length",)),
        ("pirt", 16, ("wrong_length",)),  # one digit too many; not taken for a NIK, for it holds no birth date
        ("pirt", 17, ("name_near", "wrong_length")),
        ("situ", 23, ()),
        ("siup", 23, ()),
        ("slhs", 10, ()),
        ("", 9, ("number_unknown",)),
    }


def test_rights_under_way_are_in_process_and_brand_names_are_asked_back():
    readings = [parse_certificate(row["hak"], "merek")[0] for row in rows("registers/kepri/hak_cipta.csv")]
    assert Counter(str(reading.status) for reading in readings)["in_process"] == 18
    assert {reading.kind for reading in readings} == {"merek", "haki"}


FITS = "15 digits that fit, without the hyphen"
NOT_STRICT = {  # line of the file, to what is said of its number and why
    111: ("missing_hyphen", FITS),
    153: ("year_missing", "13 digits that fit, issued in 2017 and so of no old form: the year is left out"),
    163: ("missing_hyphen", FITS),
    164: ("missing_hyphen", FITS),
    165: ("missing_hyphen", FITS),
    166: ("missing_hyphen", FITS),
    167: ("missing_hyphen", FITS),
    169: ("missing_hyphen", FITS),
    171: ("missing_hyphen", FITS),
    172: ("missing_hyphen", FITS),
    173: ("wrong_length", "12 digits before the hyphen: one is left out, and nothing tells which"),
    174: ("wrong_length", "11 digits before the hyphen: two are left out"),
}


def test_the_issued_numbers_of_the_strict_form_are_whole_and_the_other_twelve_are_explained():
    numbers = dict(enumerate(rows("certificates/pirt_numbers_issued.csv"), start=2))
    strict = {line for line, row in numbers.items() if STRICT.fullmatch(row["nomor_pirt"])}
    assert (len(numbers), len(strict)) == (174, 162)
    read = {line: parse_certificate(row["nomor_pirt"], "pirt", issued=day(row)) for line, row in numbers.items()}
    assert all(len(readings) == 1 and readings[0].kind == "pirt" for readings in read.values())
    assert {line: read[line][0].issues for line in numbers if line not in strict} == {
        line: (issue,) for line, (issue, _) in NOT_STRICT.items()
    }
    # Only 59 of the strict ones end in the year of issue + 5; one has no day of issue to compare with.
    said = Counter(read[line][0].issues for line in strict)
    assert said == {("year_not_issue_plus_5",): 102, (): 60}
    assert all(read[line][0].number == numbers[line]["nomor_pirt"] for line in strict)


def day(row):
    text = row["tanggal_pemberian_pirt"]
    return None if text == "0000-00-00" else date.fromisoformat(text)
