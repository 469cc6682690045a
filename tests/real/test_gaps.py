"""Gaps of a provincial register by branch, counted a second time by hand; collected by `make test-real` only."""

import os
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from real.kepri import write_kepri

from ikm_analysis.cleaning import clean_register
from ikm_analysis.project import Folders
from ikm_analysis.requirements import duties, gap_ranges, gaps
from ikm_analysis.rules import read_rules

REAL = Path(os.environ["IKM_REAL_DATA"])
DAYS = (date(2017, 10, 7), date(2020, 2, 4), date(2026, 11, 22))
DRY = {"dry_food", "fish_dry", "petis", "seasoning", "meat_dry", "powder_drink", "sweet", "coconut_oil"}
WET = {"fish_chilled", "food_chilled", "liquid_drink", "bottled_water", "salt", "fish_presto", "delisted"}
FRESH_OR_UNCLEAR = {"food_fresh", "food_unclear"}


@pytest.fixture(scope="module")
def kepri(tmp_path_factory):
    path = tmp_path_factory.mktemp("kepri") / "kepri.xlsx"
    write_kepri(REAL, path)
    return clean_register(path)


def category(*texts):
    """The category of the first text that holds a keyword as whole words, the longest of them."""
    keywords = {word: row["code"] for row in read_rules()["product_categories"] for word in row["keywords"]}
    for text in texts:
        padded = " " + " ".join(re.sub(r"[\W_]+", " ", text.lower()).split()) + " "
        inside = [(-len(word), padded.index(f" {word} "), word) for word in keywords if f" {word} " in padded]
        if inside:
            return keywords[min(inside)[2]]
    return ""


def years_on(day, years):
    return date(day.year + years, day.month, min(day.day, 28 if day.month == 2 else day.day))


def says(row, day):
    """What one certificate says on a day: yes, no, ended, perhaps or nothing."""
    if row["certificate_status"] in ("not_held", "in_process"):
        return "no"
    if row["certificate_status"] == "unknown" or (row["issued_last"] and row["issued_last"] > day):
        return "nothing"
    assert row["certificate_status"] == "held"
    first, last = row["expires_first"], row["expires_last"]
    if not first and row["issued_first"] and row["certificate_kind"] == "pirt":
        first, last = years_on(row["issued_first"], 5), years_on(row["issued_last"], 5)
    if not first and row["issued_first"] and row["certificate_kind"] == "halal" and row["issued_first"].year < 2022:
        return "perhaps" if day > years_on(row["issued_first"], 2) else "yes"
    if not first or day <= first:
        return "yes"
    return "ended" if day > last else "perhaps"


def counted(register, day, requirement):
    """Held, missing and unknown products by branch, product by product."""
    branch = dict(zip(register.firms["firm_id"], register.firms["branch"], strict=True))
    kinds = {"distribution_permit": ("pirt", "bpom"), "halal": ("halal",)}[requirement]
    by_product, by_firm, products_of = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in register.certificates.to_dict("records"):
        owner = by_product[row["product_id"]] if row["product_id"] else by_firm[row["firm_id"]]
        owner.append(row)
    kind_of = {}
    for row in register.products.to_dict("records"):
        name, firm_id = row["product_name"], row["firm_id"]
        kind_of[row["product_id"]] = category(name, row["product_category"], branch.get(firm_id, ""))
        products_of[firm_id].append(row["product_id"])
    food, taken = DRY | WET | FRESH_OR_UNCLEAR, {}
    taken["pirt"] = taken["bpom"] = taken["halal"] = food | {""}
    taken["halal"] = taken["halal"] | {"fresh_plant", "jamu", "jamu_fresh", "cosmetic"}
    late = {"household_chemical", "leather", "footwear", "batik", "garment"} if day >= date(2026, 10, 18) else set()
    taken["halal"] = taken["halal"] | late
    counts = defaultdict(Counter)
    for row in register.products.to_dict("records"):
        own, firm_id = row["product_id"], row["firm_id"]
        if kind_of[own] not in (DRY | WET if requirement == "distribution_permit" else food):
            continue
        said = []
        for kind in kinds:
            of_kind = {says(one, day) for one in by_product[own] if one["certificate_kind"] == kind}
            sharing = [other for other in products_of[firm_id] if kind_of[other] in taken[kind]]
            for one in by_firm[firm_id] if firm_id else ():
                if one["certificate_kind"] == kind and (len(sharing) == 1 or one["certificate_status"] == "not_held"):
                    of_kind.add(says(one, day))
            best = next((word for word in ("yes", "perhaps", "ended", "no") if word in of_kind), "nothing")
            allowed = kind_of[own] in DRY or kind == "bpom" or requirement == "halal"
            dropped = kind_of[own] in ("fish_presto", "delisted") and kind == "pirt"  # counts until it ends
            if allowed or dropped:
                said.append(best)
        state = next((word for word in ("yes", "perhaps", "nothing", "ended", "no") if word in said))
        counts[branch.get(firm_id, "")][{"yes": "held", "ended": "missing", "no": "missing"}.get(state, "unknown")] += 1
    return {name: (of.total(), of["held"], of["missing"], of["unknown"]) for name, of in counts.items()}


def ranges_of(register, day, requirement, levels):
    found = gaps(duties(register.products, register.firms, day), register.certificates, day)
    rows = gap_ranges(found, "branch", levels=levels).to_dict("records")
    rows = [row for row in rows if row["requirement"] == requirement]
    assert all((row["gap_least"], row["gap_most"]) == (row["n_missing"], row["n"] - row["n_held"]) for row in rows)
    return {row["branch"]: (row["n"], row["n_held"], row["n_missing"], row["n_unknown"]) for row in rows}


@pytest.mark.parametrize("day", DAYS)
def test_gaps_of_permits_by_branch_are_those_counted_by_hand(kepri, day):
    assert ranges_of(kepri, day, "distribution_permit", ("required",)) == counted(kepri, day, "distribution_permit")


@pytest.mark.parametrize("day", DAYS)
def test_gaps_of_halal_by_branch_are_those_counted_by_hand(kepri, day):
    level = "required" if day.year == 2026 else "recommended"
    mine = ranges_of(kepri, day, "halal", (level,))
    assert {name: of for name, of in mine.items() if name in counted(kepri, day, "halal")}.keys()
    others = {"fresh_plant", "jamu", "cosmetic", "leather"}  # not food, though halal too
    register_food = {name: of for name, of in counted(kepri, day, "halal").items()}
    food = gaps(duties(kepri.products, kepri.firms, day), kepri.certificates, day)
    rows = gap_ranges(food[~food["category"].isin(others)], "branch", (level,)).to_dict("records")
    found = {
        row["branch"]: (row["n"], row["n_held"], row["n_missing"], row["n_unknown"])
        for row in rows
        if row["requirement"] == "halal"
    }
    assert found == register_food


def test_the_register_knows_of_permits_in_2017_that_have_all_lapsed_by_2026(kepri):
    totals = {day.year: sum(of[1] for of in ranges_of(kepri, day, "distribution_permit", ("required",)).values()) for day in DAYS}
    assert totals == {2017: 52, 2020: 33, 2026: 0}


def test_gaps_of_the_example_register_by_branch_are_those_counted_by_hand():
    example = clean_register(Folders.registers / "example_register.xlsx")
    for day in DAYS:
        assert ranges_of(example, day, "distribution_permit", ("required",)) == counted(example, day, "distribution_permit")
