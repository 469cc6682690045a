"""Certification gaps of a register as printed: ranges that add up, days that differ, nobody told of alone."""

from dataclasses import replace
from datetime import date

import pytest

from ikm_analysis.project import Folders
from ikm_analysis.subjects import gaps
from ikm_analysis.subjects.register import LEAST, read_registers
from ikm_analysis.subjects.scope import Scope

COUNTS = ["n_due", "n_held", "n_missing", "n_unknown"]
REGENCIES = ("Bangkalan", "Sampang")


@pytest.fixture(scope="module")
def shown(published):
    """Every gap exhibit by profile, day and name."""
    registers = read_registers(Folders.raw / "registers")
    scope = Scope(published, REGENCIES, "en")
    return {
        (is_public, day): {
            exhibit.name: exhibit for exhibit in gaps.exhibits(scope, replace(registers, is_public=is_public), day)
        }
        for is_public in (True, False)
        for day in (date(2020, 2, 14), date(2026, 11, 1))
    }


def test_what_is_due_is_held_missing_or_unknown_and_the_gap_is_their_range(shown):
    for exhibits in shown.values():
        for name, exhibit in exhibits.items():
            if "gap_most" in exhibit.table and "n_due" in exhibit.table:
                known = exhibit.table.dropna(subset=["n_held"])
                assert (known["n_held"] + known["n_missing"] + known["n_unknown"] == known["n_due"]).all(), name
                assert (known["gap_least"] == known["n_missing"]).all()
                assert (known["gap_most"] == known["n_missing"] + known["n_unknown"]).all()


def test_no_public_row_prints_a_count_from_one_to_four(shown):
    for (is_public, _), exhibits in shown.items():
        for name, exhibit in exhibits.items() if is_public else ():
            for column in exhibit.table:
                if column.startswith("n_"):
                    told = [n for n in exhibit.table[column] if n is not None and 0 < n < LEAST]
                    assert not told, (name, column)


def test_groups_sum_to_the_whole_register_where_nothing_is_withheld(shown):
    exhibits = shown[False, date(2026, 11, 1)]
    whole = exhibits["certification_gap_days"].table
    whole = whole[whole["as_of"] == date(2026, 11, 1)].set_index("requirement")
    for name in ("category", "kecamatan", "branch", "scale"):
        table = exhibits[f"certification_gap_{name}"].table
        products = table[table["unit"] == "products"].groupby("requirement")[COUNTS].sum()
        for requirement, counts in products.iterrows():
            assert list(counts) == list(whole.loc[requirement, COUNTS]), (name, requirement)


def test_the_same_register_has_other_gaps_on_another_day(shown):
    days = shown[False, date(2026, 11, 1)]["certification_gap_days"].table
    halal = days[days["requirement"].str.startswith("Halal")]
    assert list(halal["as_of"]) == [date(2026, 11, 1)]  # voluntary for small firms before October 2026
    assert "1 November 2026" in shown[False, date(2026, 11, 1)]["certification_gap_days"].finding
    assert "14 February 2020" in shown[False, date(2020, 2, 14)]["certification_gap_days"].finding


def test_a_cost_is_a_scenario_that_names_what_it_rests_on_and_made_up_data_stay_made_up(shown, published):
    registers = read_registers(Folders.raw / "registers")
    of_office = replace(registers, evidence="register")
    costs = {
        evidence: next(
            exhibit
            for exhibit in gaps.exhibits(Scope(published, REGENCIES, "en"), kind, date(2026, 11, 1))
            if exhibit.name == "certification_cost"
        )
        for evidence, kind in {"scenario": of_office, "illustrative": registers}.items()
    }
    for evidence, exhibit in costs.items():
        assert exhibit.evidence == evidence
        named = exhibit.table.dropna(subset=["cost_least_rp"])
        assert len(named)
        assert named["unit_costs"].str.contains("O473").all()
