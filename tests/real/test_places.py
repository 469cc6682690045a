"""The gazetteer against the real spellings: two official lists, and registers; collected by `make test-real` only."""

import csv
import os
import random
from collections import Counter
from pathlib import Path
from string import ascii_lowercase

import pytest
from openpyxl import load_workbook

from ikm_analysis import find_desa, find_kecamatan, read_address
from ikm_analysis.reference import place_rows, places

REAL = Path(os.environ["IKM_REAL_DATA"])


def rows(name):
    with (REAL / "places" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def column(name, number):
    sheet = load_workbook(REAL / "registers" / name, read_only=True).active
    return [str(row[number]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_lists_are_the_official_ones():
    listed = {code: name for code, name, _ in place_rows()}
    assert all(listed[row["code"]] == row["name"] for row in rows("kecamatan_madura_kemendagri.csv"))
    assert all(listed[row["code"]] == row["name"] for row in rows("desa_bangkalan_sampang_kemendagri.csv"))
    bps = {row["kode_kemendagri"]: row["kode_bps"] for row in rows("kecamatan_crosswalk.csv")}
    assert {row["code"]: row["bps_code"] for row in places() if row["bps_code"]} == bps


def test_every_desa_of_the_other_official_list_is_found():
    pairs = rows("desa_crosswalk_kemendagri_bps.csv")
    found = [find_desa(pair["nama_bps"], pair["kabupaten"], pair["kecamatan"]) for pair in pairs]
    assert [reading.code for reading in found] == [pair["kode_kemendagri"] for pair in pairs]
    assert Counter(reading.how for reading in found) == {"exact": 383, "joined": 37, "alias": 34, "near": 13}


def test_without_other_spellings_at_least_460_of_the_467_are_found_and_none_is_wrong(monkeypatch):
    from ikm_analysis.values import places as module

    monkeypatch.delitem(module._KEYS, "alias")
    monkeypatch.setattr(module, "_found", module._found.__wrapped__)  # past the readings remembered
    pairs = rows("desa_crosswalk_kemendagri_bps.csv")
    found = [find_desa(pair["nama_bps"], pair["kabupaten"], pair["kecamatan"]).code for pair in pairs]
    assert sum(code == pair["kode_kemendagri"] for code, pair in zip(found, pairs, strict=True)) >= 460
    assert all(code in (None, pair["kode_kemendagri"]) for code, pair in zip(found, pairs, strict=True))


def test_without_the_kecamatan_a_desa_is_right_or_asked_back():
    pairs = rows("desa_crosswalk_kemendagri_bps.csv")
    found = [find_desa(pair["nama_bps"], pair["kabupaten"]).code for pair in pairs]
    assert all(code in (None, pair["kode_kemendagri"]) for code, pair in zip(found, pairs, strict=True))
    assert found.count(None) == 27


@pytest.mark.parametrize("regency", ["Bangkalan", "Sampang"])
def test_no_place_of_elsewhere_is_accepted(regency):
    others = [
        row["name"] for row in rows("kecamatan_madura_kemendagri.csv") if row["regency_code"] in ("35.28", "35.29")
    ]
    others.remove("Galis")
    assert len(others) == 39
    cities = ["Surabaya", "Gresik", "Malang", "Sidoarjo", "Lamongan", "Pasuruan", "Probolinggo", "Jember", "Jakarta"]
    readings = {name: find_kecamatan(name, regency) for name in [*others, *cities]}
    assert {name: reading.code for name, reading in readings.items() if reading.code} == {}
    assert {readings[name].how for name in others} == {"elsewhere"}


def mistyped(rng, name):
    """A name with one letter left out, put in, exchanged or swapped with the next."""
    at, letter = rng.randrange(len(name)), rng.choice(ascii_lowercase)
    ways = (
        name[at + 1 :],
        letter + name[at:],
        letter + name[at + 1 :],
        name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    )
    return name[:at] + rng.choice(ways)


def typed_variants(number):
    """Kecamatan as typed: case, marks, blanks, and one or two typing errors (two in names of over five letters)."""
    rng = random.Random(2027)
    ours = [row for row in rows("kecamatan_madura_kemendagri.csv") if row["regency_code"] in ("35.26", "35.27")]
    for _ in range(number):
        place = rng.choice(ours)
        name = place["name"]
        for _ in range(rng.choices((0, 1, 2 if len(name) > 5 else 1), (20, 65, 15))[0]):
            name = mistyped(rng, name)
        name = rng.choice((str.upper, str.lower, str.title, str))(name).replace(" ", rng.choice((" ", "\u00a0", "")))
        yield rng.choice(("", "Kec. ", "KEC ", "Kecamatan ", "kec.\u00a0")) + name, place


def test_of_a_thousand_typed_variants_98_in_a_hundred_are_right_and_none_is_wrong():
    variants = list(typed_variants(1000))
    found = [find_kecamatan(text, place["regency_code"]).code for text, place in variants]
    right = sum(code == place["code"] for code, (_, place) in zip(found, variants, strict=True))
    assert all(code in (None, place["code"]) for code, (_, place) in zip(found, variants, strict=True))
    assert right >= 980


def test_the_dusun_of_the_batik_register_are_found_and_no_kecamatan_is_made_of_them():
    readings = [read_address(address, "Bangkalan") for address in column("bangkalan_batik.xlsx", 1)]
    assert sum(reading.dusun is not None for reading in readings) == 1070
    assert {reading.kecamatan.name for reading in readings} == {None, "Tanjung Bumi"}


def test_the_kecamatan_of_samarinda_is_the_last_part_of_the_address():
    addresses = column("samarinda_industri.xlsx", 2)
    names = [read_address(address, "Samarinda").kecamatan.name for address in addresses]
    assert names == [last if (last := address.rsplit(",")[-1].strip()) != "-" else None for address in addresses]
    assert all(read_address(address).desa.code is None for address in addresses)
