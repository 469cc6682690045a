"""Candidate associations in two real registers, counted a second time from the files, one firm at a time."""

import csv
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ikm_analysis import reference, tables
from ikm_analysis.associations import candidates, listed_twice
from ikm_analysis.cleaning import clean_register
from real.kepri import rows, write_kepri

DATA = Path(os.environ["IKM_REAL_DATA"])
BATIK = DATA / "registers" / "bangkalan_batik.xlsx"
NO_GROUPS = tables.framed("groups", {})


def judged(register, firms):
    twice = listed_twice(firms, register.issues)
    return candidates(firms, register.products, NO_GROUPS, twice)


def letters(text):
    return re.sub("[^a-z0-9]", "", str(text).lower())


@pytest.fixture(scope="module")
def batik():
    return clean_register(BATIK, "Bangkalan")


def test_a_register_that_names_no_kecamatan_gives_no_proposal(batik):
    assert Counter(judged(batik, batik.firms)["reason"]) == {
        "place_unknown": 1_103,
        "listed_twice": 5,
        "too_few_similar": 2,
    }


def batik_rows():
    """Name, hamlet, year and workers of every row, read without the package."""
    for name, address, _, year, *_, workers, _ in load_workbook(BATIK).active.iter_rows(min_row=2, values_only=True):
        yield name, re.sub(r"(?i)^\W*(dusun|dsn)[\s.]*", "", str(address)), year, workers


def test_batik_in_the_kecamatan_its_addresses_mean_is_cut_into_45_parts_that_keep_hamlets_together(batik):
    seen, n_batik, n_again = set(), 0, 0
    for name, hamlet, year, workers in batik_rows():
        identity = (letters(name), letters(hamlet), year, workers)
        n_again += identity in seen
        n_batik += identity not in seen and "batik" in re.findall("[a-z]+", name.lower())
        seen.add(identity)
    assert (n_batik, n_again) == (1_057, 5)

    firms = batik.firms.assign(kecamatan_code="35.26.09", kecamatan="Tanjung Bumi")
    found = judged(batik, firms)
    assert Counter(found["reason"]) == {
        "kecamatan_split": n_batik,
        "listed_twice": n_again,
        "kind_unknown": 1_110 - n_batik - n_again,
    }
    sizes = Counter(found["proposal_id"][found["proposal_id"] != ""])
    assert (len(sizes), min(sizes.values()), max(sizes.values())) == (45, 14, 30)
    parts = defaultdict(Counter)
    for hamlet, identifier in zip(firms["dusun"], found["proposal_id"], strict=True):
        if hamlet and identifier:
            parts[letters(hamlet)][identifier] += 1
    small = [of for of in parts.values() if sum(of.values()) <= 30]
    assert (len(parts), len(small), sum(len(of) > 1 for of in small)) == (53, 40, 2)


KEYWORDS = {
    word: row["code"]
    for row in csv.DictReader((reference.FOLDER / "product_categories.csv").open(encoding="utf-8", newline=""))
    for word in row["keywords"].split("|")
}


def category(text):
    said = f" {' '.join(re.findall('[a-z0-9]+', text.lower()))} "
    hits = [word for word in KEYWORDS if f" {word} " in said]
    return KEYWORDS[max(hits, key=lambda word: (len(word), -said.index(f" {word} ")))] if hits else ""


def kinds_of_kepri(firms):
    """The kind of each firm: products that agree, a branch that is not mixed, the name."""
    words = {(row["jenis"], row["kode"]): row["arti"] for row in rows(DATA, "kd_kode")}
    made, by_branch = defaultdict(set), defaultdict(Counter)
    for row in rows(DATA, "produk"):
        made[row["sender"]] |= {category(row["nm_prod"])} - {""}
    branches = {row["idx"]: words.get(("katind", row["kat_ind"]), row["kat_ind"]).lower() for row in firms}
    for identifier, branch in branches.items():
        if len(made[identifier]) == 1:
            by_branch[branch][min(made[identifier])] += 1
    mixed = {branch for branch, of in by_branch.items() if max(of.values()) < 0.75 * sum(of.values())}
    assert mixed == {"aneka industri", "industri kimia dan bahan bangunan", "industri pangan"}
    for row in firms:
        branch = branches[row["idx"]]
        if len(made[row["idx"]]) == 1:
            yield min(made[row["idx"]])
        else:
            yield category(row["nm_prsh"]) if branch in mixed else category(branch) or branch


def test_kepri_has_31_proposals_in_a_desa_and_38_in_a_kecamatan_and_none_of_unclear_food(tmp_path):
    firms = rows(DATA, "profil")
    free, seen = {}, set()
    for row, kind in zip(firms, kinds_of_kepri(firms), strict=True):
        identity = (letters(row["nm_prsh"]), row["des"], row["th_berdiri"], row["jml"])
        if identity not in seen and kind not in ("", "food_unclear"):
            free[row["idx"]] = (row["kec"], row["des"], kind)
        seen.add(identity)
    expected = {}
    for level in ("desa", "kecamatan"):
        sets = defaultdict(list)
        for identifier, (kecamatan, desa, kind) in free.items():
            sets[kecamatan, desa if level == "desa" else "", kind].append(identifier)
        expected[level] = {frozenset(ids) for ids in sets.values() if len(ids) >= 5}
        free = {
            identifier: at for identifier, at in free.items() if not any(identifier in ids for ids in expected[level])
        }
    counts = {level: (len(sets), sum(map(len, sets))) for level, sets in expected.items()}
    assert counts == {"desa": (31, 245), "kecamatan": (38, 233)}

    write_kepri(DATA, tmp_path / "kepri.xlsx")
    register = clean_register(tmp_path / "kepri.xlsx")
    found = judged(register, register.firms).assign(key=register.firms["firm_key"])
    for level, sets in expected.items():
        placed = found[found["reason"] == level]
        assert {frozenset(ids) for _, ids in placed.groupby("proposal_id")["key"]} == sets
    assert Counter(found["reason"]) == {
        "desa": 245,
        "kecamatan": 233,
        "too_few_similar": 252,
        "kind_unknown": 232,
        "listed_twice": 20,
    }
