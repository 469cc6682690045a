"""Gaps of a provincial register by branch, counted a second time another way; collected by `make test-real` only."""

import os
from datetime import date
from pathlib import Path

import pytest

from ikm_analysis.cleaning import clean_register
from ikm_analysis.requirements import duties, gap_ranges, gaps
from made.counted_gaps import FOOD, category, counted_by_branch
from real.kepri import write_kepri

DATA = Path(os.environ["IKM_REAL_DATA"])
DAYS = (date(2017, 10, 7), date(2020, 2, 4), date(2026, 11, 22))


@pytest.fixture(scope="module")
def kepri(tmp_path_factory):
    path = tmp_path_factory.mktemp("kepri") / "kepri.xlsx"
    write_kepri(DATA, path)
    return clean_register(path)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("requirement", ["distribution_permit", "halal"])
def test_gaps_of_food_by_branch_are_those_counted_product_by_product(kepri, day, requirement):
    found = gaps(duties(kepri.products, kepri.firms, day), kepri.certificates, day)
    found = found[found["category"].isin(FOOD) & (found["requirement"] == requirement)]
    level = "recommended" if requirement == "halal" and day.year < 2026 else "required"
    rows = gap_ranges(found, "branch", levels=(level,)).to_dict("records")
    assert {row["branch"]: (row["n"], row["n_held"], row["n_missing"], row["n_unknown"]) for row in rows} == (
        counted_by_branch(kepri, day, requirement)
    )
    assert all((row["gap_least"], row["gap_most"]) == (row["n_missing"], row["n"] - row["n_held"]) for row in rows)


def test_the_permits_known_in_2017_have_all_lapsed_by_2026_and_what_followed_is_unknown(kepri):
    counted = {}
    for day in DAYS:
        ranges = gap_ranges(gaps(duties(kepri.products, kepri.firms, day), kepri.certificates, day))
        row = ranges.set_index("requirement").loc["distribution_permit"]
        counted[day.year] = (row["n"], row["n_held"], row["gap_least"], row["gap_most"])
    assert counted == {2017: (397, 52, 0, 345), 2020: (397, 33, 0, 364), 2026: (397, 0, 0, 397)}


def test_no_duty_is_claimed_for_the_tenth_of_products_nobody_recognises(kepri):
    found = duties(kepri.products, kepri.firms, DAYS[2])
    unknown = found[found["level"] == "unknown"]
    assert (len(kepri.products), len(unknown)) == (1219, 130)
    assert set(unknown["reason"]) == {"category_unknown"}
    assert set(found["product_id"]) == {*kepri.products["product_id"], ""}
    bare = kepri.firms[~kepri.firms["firm_id"].isin(kepri.products["firm_id"])]
    known = {row["firm_id"] for row in bare.to_dict("records") if category(row["branch"])}
    assert (len(bare), len(known)) == (20, 15)
    assert set(found["firm_id"][found["product_id"] == ""]) == known
