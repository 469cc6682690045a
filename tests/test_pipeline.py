"""What lapses, where firms stall, the next step, its cost, and targets against what was done."""

import shutil
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import edit_csv
from ikm_analysis import reference
from ikm_analysis.pipeline import cost_to_close, lapsing, next_steps, one_step_away, stages, target_table
from ikm_analysis.requirements import duties, gap_ranges, gaps
from ikm_analysis.rules import read_rules
from made.tidy import firm, held, product, table

AS_OF = date(2026, 11, 22)


def gaps_of(products, certificates, firms=(), profile="law"):
    """Gaps of (firm, product name) pairs; products are p1, p2, ... in order."""
    names = dict.fromkeys(owner for owner, _ in products)
    rows = [product(f"p{n}", owner, name) for n, (owner, name) in enumerate(products, 1)]
    owners = table("firms", [*firms, *(firm(name) for name in names if name not in {one["firm_id"] for one in firms})])
    due = duties(table("products", rows), owners, AS_OF, profile)
    return gaps(due, table("certificates", certificates), AS_OF)


# What lapses.


def lapses(certificates, months=6, as_of=AS_OF):
    rows = lapsing(table("certificates", certificates), as_of, months).to_dict("records")
    return {row["certificate_id"]: (row["lapse"], row["has_ended"]) for row in rows}


@pytest.mark.parametrize(
    ("expires", "said"),
    [
        (date(2026, 11, 21), ("certain", "certain")),
        (date(2026, 11, 22), ("certain", "")),
        (date(2027, 5, 22), ("certain", "")),
        (date(2027, 5, 23), None),
        ((date(2026, 12, 1), date(2026, 12, 31)), ("certain", "")),
        ((date(2027, 1, 1), date(2027, 12, 31)), ("possible", "")),
        ((date(2026, 1, 1), date(2026, 12, 31)), ("certain", "possible")),
        ((date(2026, 1, 1), date(2027, 12, 31)), ("possible", "possible")),
        ((date(2028, 1, 1), date(2028, 12, 31)), None),
    ],
)
def test_a_certificate_lapses_for_certain_or_possibly_within_the_months_asked(expires, said):
    assert lapses([held("pirt", "f1", "p1", expires=expires)]).get("certificates1") == said


def test_months_end_on_the_last_day_there_is():
    assert lapses([held("pirt", "f1", "p1", expires=date(2027, 2, 28))], 3, date(2026, 11, 30))
    assert not lapses([held("pirt", "f1", "p1", expires=date(2027, 3, 1))], 3, date(2026, 11, 30))


def test_without_a_stated_end_the_term_of_the_kind_tells_where_a_source_gives_it():
    issued = [held(kind, "f1", "p1", issued=date(2022, 1, 10)) for kind in ("pirt", "tr", "halal")]
    found = lapsing(table("certificates", issued), AS_OF, 6)
    (row,) = found.to_dict("records")
    assert (row["certificate_kind"], row["ends_last"], row["is_by_term"]) == ("pirt", date(2027, 1, 10), True)


def test_what_was_never_held_or_has_no_end_is_not_listed():
    marks = [held("pirt", "f1", "p1", status) for status in ("held", "not_held", "in_process", "unknown")]
    assert not lapses(marks)
    assert lapses([held("pirt", "f1", "p1", "expired")]) == {"certificates1": ("certain", "certain")}


def test_a_certificate_that_was_renewed_is_left_out_and_the_first_to_end_stands_first():
    old, new = (held("pirt", "f1", "p1", expires=date(year, 1, 1)) for year in (2024, 2027))
    undated = held("pirt", "f1", "p1", "expired")
    other = held("pirt", "f2", "p2", expires=date(2026, 12, 1))
    of_firm = [held("pirt", "f3", expires=date(year, 1, 1)) for year in (2023, 2027)]
    found = list(lapses([old, new, undated, other, *of_firm]))
    assert found == ["certificates5", "certificates4", "certificates2", "certificates6"]
    assert not lapses([old, held("pirt", "f1", "p1", expires=date(2031, 1, 1))])
    marks = [held("pirt", "f1", "p1", status) for status in ("unknown", "in_process")]
    assert list(lapses([old, *marks])) == ["certificates1"]


# Where firms stand.


def food_firms(states):
    """A firm for each state: (NIB held, state of P-IRT, state of halal)."""
    firms = [firm(f"f{n}", nib="0220001234567" if nib else "") for n, (nib, *_) in enumerate(states)]
    marks = []
    for n, (_, pirt, halal) in enumerate(states):
        marks += [held("pirt", f"f{n}", f"p{n + 1}", pirt), held("bpom", f"f{n}", f"p{n + 1}", "not_held")]
        marks += [held("halal", f"f{n}", f"p{n + 1}", halal)]
    return gaps_of([(f"f{n}", "Keripik") for n in range(len(states))], marks, firms)


def test_the_funnel_counts_firms_at_each_stage_and_how_many_of_the_ready_went_on():
    states = [(True, "held", "held")] * 3 + [(True, "held", "not_held")] * 5 + [(True, "not_held", "unknown")] * 2
    found = stages(food_firms([*states, (False, "held", "held")])).set_index("stage")
    of = ["n_firms", "n_held", "n_missing", "n_unknown", "n_ready", "conversion_least", "conversion_most"]
    assert list(found.loc["business_licence", of]) == [11, 10, 0, 1, 11, Decimal("0.909"), Decimal("1.000")]
    assert list(found.loc["distribution_permit", of]) == [11, 9, 2, 0, 10, Decimal("0.800"), Decimal("0.800")]
    assert list(found.loc["halal", of]) == [11, 4, 5, 2, 10, Decimal("0.300"), Decimal("0.500")]
    assert found.loc["halal", "office"] == "BPJPH, LP3H, Kemenag"


def test_the_bottleneck_is_certain_only_where_it_lies_below_every_other_stage():
    known = [(True, "held", "not_held")] * 6
    found = stages(food_firms(known)).set_index("stage")["bottleneck"]
    assert found["pkp"] == found["cppb"] == "possible"  # the register does not say whether they are held
    assert found["halal"] == "possible"
    without = food_firms(known)
    without = without[~without["requirement"].isin(("pkp", "cppb"))]
    assert dict(stages(without).set_index("stage")["bottleneck"]) == {
        "business_licence": "", "distribution_permit": "", "halal": "certain",
    }  # fmt: skip
    assert set(stages(without[without["firm_id"].isin(("f1", "f2"))])["bottleneck"]) == {""}
    alone = without[without["requirement"] == "business_licence"]
    assert set(stages(alone)["bottleneck"]) == {"possible"}  # nothing to compare it with


def test_the_law_asks_halal_only_for_a_licence_and_the_coaching_path_for_a_permit_first():
    found = food_firms([(True, "held", "held"), (True, "not_held", "not_held")])
    assert stages(found).set_index("stage").loc["halal", "n_ready"] == 2
    assert stages(found, "practice").set_index("stage").loc["halal", "n_ready"] == 1


def test_a_stage_waits_only_for_what_the_products_of_the_firm_need():
    firms = [firm(f"f{n}", nib="0220001234567") for n in range(3)]
    found = stages(gaps_of([("f0", "Keripik"), ("f1", "Garam"), ("f2", "Garam")], [held("sni", "f2", "p3")], firms))
    assert found.set_index("stage").loc["distribution_permit", "n_ready"] == 2  # the snack, and the salt with its SNI


def test_nothing_recommended_is_a_stage_unless_it_is_asked_for():
    found = food_firms([(True, "held", "held")])
    assert "brand" not in set(stages(found)["stage"])
    assert "brand" in set(stages(found, levels=("required", "recommended"))["stage"])


def test_the_next_step_is_the_first_thing_missing_on_the_ladder_with_its_office():
    found = food_firms([(True, "not_held", "not_held"), (True, "held", "not_held"), (True, "held", "held")])
    steps = next_steps(found).to_dict("records")
    assert [(row["product_id"], row["requirement"], row["n_missing"]) for row in steps] == [
        ("p1", "distribution_permit", 2),
        ("p2", "halal", 1),
    ]
    assert steps[0]["office"].startswith("Dinkes, DPMPTSP (P-IRT)")


def test_one_step_away_is_certain_only_where_all_else_is_known_to_be_held():
    states = [(True, "held", "not_held"), (False, "held", "not_held"), (True, "not_held", "not_held")]
    found = one_step_away(food_firms([*states, (True, "held", "held"), (True, "unknown", "unknown")]))
    assert [(row.product_id, row.requirement, row.certainty) for row in found.itertuples()] == [
        ("p1", "halal", "certain"),
        ("p2", "halal", "possible"),
    ]


def test_a_firm_without_a_listed_product_is_at_its_stage_but_no_product_is_a_step_away():
    firms = [firm("f1", branch="Keripik"), firm("f2", branch="Batik")]
    found = gaps_of([], [held("nib", "f1", status="not_held"), held("nib", "f2")], firms)
    counted = stages(found).set_index("stage")
    assert list(counted.loc["business_licence", ["n_firms", "n_held", "n_missing"]]) == [2, 1, 1]
    assert "distribution_permit" not in counted.index
    assert next_steps(found).empty


def test_nothing_to_do_gives_empty_tables():
    nothing = gaps_of([], [])
    assert stages(nothing).empty
    assert next_steps(nothing).empty
    assert one_step_away(nothing).empty
    assert cost_to_close(nothing, read_rules()["unit_costs"]).empty
    assert lapsing(table("certificates", []), AS_OF, 6).empty


# What it costs.


@pytest.fixture
def gap():
    """Three snacks of one firm: halal missing, unknown, held."""
    marks = [held("halal", "f1", f"p{n}", status) for n, status in enumerate(("not_held", "unknown", "held"), 1)]
    return gaps_of([("f1", "Keripik"), ("f1", "Rengginang"), ("f1", "Opak")], marks)


def costs_of(gap, unit_costs):
    rows = cost_to_close(gap, unit_costs).to_dict("records")
    return {row["requirement"]: row for row in rows}


def test_closing_a_gap_costs_from_the_least_gap_at_the_lowest_to_the_most_at_the_highest_unit_cost(gap):
    row = costs_of(gap, read_rules()["unit_costs"])["halal"]
    assert row["cost_ids"] == "halal_market_2021 halal_own_2021"
    assert (row["cost_least_rp"], row["cost_most_rp"]) == (1 * 3_000_000, 2 * 3_100_000)


def test_a_certificate_whose_cost_no_source_gives_has_no_cost(gap):
    row = costs_of(gap, read_rules()["unit_costs"])["distribution_permit"]
    assert (row["cost_ids"], row["unit_cost_least_rp"], row["cost_least_rp"], row["cost_most_rp"]) == (
        "",
        None,
        None,
        None,
    )
    assert row["gap_most"] == 3


def test_a_gap_of_nothing_costs_nothing_and_a_free_certificate_is_no_unknown_cost(gap):
    free = [{"cost_id": "free", "certificate_kind": "halal", "rupiah": 0, "per": ""}]
    row = costs_of(gap, free)["halal"]
    assert (row["cost_least_rp"], row["cost_most_rp"], row["cost_ids"]) == (0, 0, "free")


def test_a_cost_per_firm_is_not_used_for_products(gap):
    per_firm = [{"cost_id": "c", "certificate_kind": "halal", "rupiah": 5, "per": "firm"}]
    assert costs_of(gap, per_firm)["halal"]["cost_most_rp"] is None


def test_one_changed_unit_cost_changes_exactly_its_own_figure(gap, tmp_path):
    shutil.copy(reference.FOLDER / "unit_costs.csv", tmp_path)
    edit_csv(tmp_path / "unit_costs.csv", "cost_id", {"halal_own_2021": {"rupiah": "4000000"}})
    before, after = (costs_of(gap, rules["unit_costs"]) for rules in (read_rules(), read_rules(tmp_path)))
    changed = {(name, key) for name in before for key in before[name] if before[name][key] != after[name][key]}
    assert changed == {("halal", "unit_cost_most_rp"), ("halal", "cost_most_rp")}
    assert after["halal"]["cost_most_rp"] == 2 * 4_000_000


def test_the_gaps_of_the_costs_are_those_of_the_ranges(gap):
    costs = cost_to_close(gap, [])
    ranges = gap_ranges(gap).set_index("requirement")
    assert dict(costs.groupby("requirement")["gap_most"].sum()) == dict(ranges["gap_most"])


# Targets.


def graded(target, done):
    (row,) = target_table(pd.DataFrame({"target": [target], "realised": [done]}, dtype="object")).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("done", "grade"),
    [(120, "very_good"), (91, "very_good"), (90, "good"), (76, "good"), (75, "fair"), (65, "poor"), (66, "fair"),
     (51, "poor"), (50, "very_poor"), (0, "very_poor"), (None, "unknown")],
)  # fmt: skip
def test_a_target_is_graded_as_kabupaten_sampang_prints_it(done, grade):
    assert graded(100, done)["grade"] == grade


def test_a_share_just_above_a_bound_is_of_the_better_grade():
    assert graded(1000, 901)["grade"] == "very_good"
    assert graded(3, Decimal("2.7"))["grade"] == "good"


def test_a_row_says_target_realised_remaining_and_share():
    row = graded(30, 8)
    assert (row["target"], row["realised"], row["remaining"], row["realised_share"]) == (30, 8, 22, Decimal("0.267"))
    assert graded(5, 8)["remaining"] == -3
    for target, done in ((None, 3), (0, 3), (5, None)):
        row = graded(target, done)
        assert (row["remaining"], row["realised_share"], row["grade"]) == (None, None, "unknown")


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_done_is_never_graded_worse(target, one, two):
    order = ["very_poor", "poor", "fair", "good", "very_good"]
    low, high = sorted((one, two))
    assert order.index(graded(target, low)["grade"]) <= order.index(graded(target, high)["grade"])
