"""Certification gaps of a register as printed: ranges that add up, days that differ, nobody told of alone."""

import re
from dataclasses import replace
from datetime import date

import pytest

from ikm_analysis.pipeline import lapsing
from ikm_analysis.project import Folders
from ikm_analysis.subjects import gaps, lapses
from ikm_analysis.subjects.registers import LEAST, Registers, read_registers
from ikm_analysis.subjects.scope import Scope
from made.tidy import firm, held, product, table

COUNTS = ["n_due", "n_held", "n_missing", "n_unknown"]
REGENCIES = ("Bangkalan", "Sampang")


@pytest.fixture(scope="module")
def registers():
    return read_registers(Folders.raw / "registers")


@pytest.fixture(scope="module")
def shown(published, registers):
    """Every gap exhibit by profile, day and name."""
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
    for name in ("category", "kecamatan", "branch", "scale", "group"):
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


def test_a_cost_is_a_scenario_that_names_what_it_rests_on_and_made_up_data_stay_made_up(published, registers):
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


# What lapses, and when.


@pytest.fixture(scope="module")
def shown_of(published, registers):
    """The exhibits of made-up certificates, products and firms by name."""

    def show(*, is_public=False, day=date(2026, 2, 10), **rows):
        tables = {
            name: table(name, rows.get(name, [])) for name in ("certificates", "products", "firms", "groups", "targets")
        }
        own = Registers((replace(registers.registers[0], **tables),), "register", is_public)
        return {exhibit.name: exhibit for exhibit in gaps.exhibits(Scope(published, REGENCIES, "en"), own, day)}

    return show


def numbers_in(text):
    return [int(word) for word in text.replace(",", "").split() if word.isdigit()]


def test_title_table_and_chart_of_what_lapses_add_up_to_the_same(shown):
    for is_public in (True, False):
        exhibits = shown[is_public, date(2026, 11, 1)]
        exhibit = exhibits["certification_lapsing"]
        columns = exhibit.table[["n_ended", "n_ending", "n_perhaps"]]
        printed = sum(n for n in columns.to_numpy().ravel() if n is not None)
        ended, coming = map(int, re.findall(r": (?:at least )?(\d+)", exhibit.finding))
        assert ended + coming == printed == exhibit.drawing.frame["value"].sum()
        steps = exhibits["certification_next_steps"]
        assert numbers_in(steps.finding)[0] == steps.table[["n_certain", "n_possible"]].sum().sum()
        calendar = exhibits["certification_calendar"]
        for place, name in enumerate(("n_certain", "n_possible")):
            counts = list(calendar.table[name])
            known = sum(filter(None, counts))
            said = re.findall(r"(some|at least \d+|\d+) (?:for sure|perhaps)", calendar.finding)[place]
            assert said == (str(known) if None not in counts else f"at least {known}" if known else "some")


def test_every_certificate_that_may_still_lapse_stands_once_in_the_calendar(shown, registers):
    day = date(2026, 11, 1)
    found = lapsing(registers.certificates, day, lapses.MONTHS)
    coming = found["lapse"][found["has_ended"] != "certain"].value_counts()
    rows, kinds = (shown[False, day][f"certification_{name}"].table for name in ("calendar", "lapsing"))
    assert len(coming)
    assert rows["n_certain"].sum() == coming.get("certain", 0) == kinds["n_ending"].sum()
    assert rows["n_possible"].sum() == coming.get("possible", 0) == kinds["n_perhaps"].sum()


ENDS = {
    "Apr–Jun 2026": date(2026, 5, 20),
    "2026": (date(2026, 1, 1), date(2026, 12, 31)),
    "2027": (date(2027, 1, 1), date(2027, 12, 31)),
    "time not known": (date(2025, 7, 1), date(2027, 12, 31)),
}


def test_the_calendar_says_when_a_certificate_ends_as_exactly_as_it_is_known(shown_of):
    marks = [held("pirt", f"f{n}", f"p{n}", expires=days) for n, days in enumerate(ENDS.values())]
    exhibit = shown_of(certificates=[*marks, held("pirt", "f9", "p9", expires=date(2027, 2, 11))])[
        "certification_calendar"
    ]
    counted = {row["ends_in"]: (row["n_certain"], row["n_possible"]) for row in exhibit.table.to_dict("records")}
    assert counted == {"2026": (1, 0), "Apr–Jun 2026": (1, 0), "2027": (0, 1), "time not known": (0, 1)}
    drawn = exhibit.drawing.frame.set_index("text")
    assert list(drawn["known"]) == [True, True, False, False]
    assert tuple(drawn.loc["Apr–Jun 2026: 1 for sure", ["start", "end"]]) == (2, 5)  # months since February began
    assert exhibit.drawing.options["months"][0] == exhibit.drawing.options["months"][-1] == "Feb"


def test_what_the_public_calendar_withholds_does_not_follow_from_the_other_counts(shown_of):
    days = [date(2026, 3, 1)] * 2 + [date(2026, 5, 1)] * 6 + [date(2026, 8, 1)] * 7
    marks = [held("pirt", f"f{n}", f"p{n}", expires=day) for n, day in enumerate(days)]
    exhibits = shown_of(certificates=marks, is_public=True)
    counts = dict(exhibits["certification_calendar"].table[["ends_in", "n_certain"]].itertuples(index=False))
    assert counts == {"Jan–Mar 2026": None, "Apr–Jun 2026": None, "Jul–Sep 2026": 7}
    assert exhibits["certification_lapsing"].table["n_ending"].sum() == 15
    assert exhibits["certification_calendar"].finding.endswith(": at least 7 for sure, 0 perhaps")


# Where firms stand, and registers that say little.


def test_the_funnel_shows_held_and_unknown_firms_and_names_bottleneck_and_office(shown):
    exhibit = shown[False, date(2026, 11, 1)]["certification_stages"]
    assert exhibit.drawing.kind == "funnel"
    for row, mark in zip(exhibit.table.to_dict("records"), exhibit.drawing.frame.to_dict("records"), strict=True):
        assert (mark["value"], mark["unknown"]) == (row["n_held"], row["n_unknown"])
        assert mark["value_text"].startswith(f"{row['n_held']} of {row['n_firms']} firms, {row['n_unknown']} unknown")
        assert ("bottleneck" in mark["value_text"]) == (row["bottleneck"] != "no")
        assert mark["note_text"] == row["office"]


def test_a_sure_bottleneck_alone_is_in_the_main_colour(shown_of):
    firms = [firm(f"f{n}", nib="0220001234567" if n else "", branch="Batik") for n in range(12)]
    products = [product(f"p{n}", f"f{n}", "Jamu") for n in range(12)]
    marks = [held("tr", f"f{n}", f"p{n}", "held" if n > 8 else "not_held") for n in range(12)]
    exhibit = shown_of(firms=firms, products=products, certificates=marks)["certification_stages"]
    shown = exhibit.drawing.frame[["label", "value_text", "emphasis"]].to_dict("records")
    (sure,) = [mark for mark in shown if mark["emphasis"]]
    assert sure["label"].startswith("Distribution permit")
    assert "BOTTLENECK" in sure["value_text"]
    assert exhibit.finding.endswith(sure["label"])


def test_where_no_stage_or_any_of_many_may_hold_firms_up_the_title_says_so(shown_of, shown):
    few = shown_of(firms=[firm("f0", branch="Batik")])["certification_stages"]
    assert few.finding == "No stage is seen to hold firms up"
    many = shown[False, date(2026, 11, 1)]["certification_stages"]
    n = sum(many.table["bottleneck"] != "no")
    assert n > 2
    assert many.finding.startswith(f"Firms may be held up at one of {n} stages")


def test_no_stage_of_the_public_profile_has_one_to_four_firms(shown_of):
    firms = [firm(f"f{n}", branch="Batik" if n else "Ikan asin") for n in range(8)]
    rows = shown_of(firms=firms, is_public=True)["certification_stages"].table
    assert dict(rows[["office", "n_firms"]].itertuples(index=False))["DPMPTSP (OSS)"] == 8
    assert set(rows["n_firms"][rows["office"] != "DPMPTSP (OSS)"]) == {None}


def test_gaps_by_group_stand_only_where_a_firm_is_in_one(shown_of):
    firms = [firm(f"f{n}", branch="Batik", group_name=name) for n, name in enumerate(("", "Tidak ada", "-"))]
    assert "certification_gap_group" not in shown_of(firms=firms)
    named = [*firms, *(firm(f"g{n}", branch="Batik", group_name=name) for n, name in enumerate(("Mekar", "MEKAR")))]
    rows = shown_of(firms=named)["certification_gap_group"].table
    licences = dict(rows[["group", "n_due"]].itertuples(index=False))
    assert licences == {"Mekar": 2, "Unknown": 2, "In no group": 1}


def test_a_register_of_firms_alone_has_the_duties_of_firms_and_one_without_branches_says_why_it_has_none(shown_of):
    firms = [firm(f"f{n}", branch="Keripik", nib="0220001234567") for n in range(6)]
    days = shown_of(firms=firms)["certification_gap_days"].table
    last = days[days["as_of"] == date(2026, 2, 10)].set_index("unit")
    assert list(last.index) == ["firms"] * len(last)
    assert last["n_held"].max() == 6
    exhibits = shown_of(firms=[firm("f1")])
    assert list(exhibits) == ["certification_gap_days"]
    assert "names no product and no branch" in exhibits["certification_gap_days"].finding
    assert "1 firms without a listed product" in " ".join(exhibits["certification_gap_days"].notes)


def test_the_gaps_of_a_day_are_computed_once_for_both_languages(registers):
    assert gaps.gaps_on(registers, date(2026, 11, 1)) is gaps.gaps_on(registers, date(2026, 11, 1))
