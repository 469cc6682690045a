"""What the shared reading of the pages found by hand must come out of the code, and nothing else."""

from decimal import Decimal

import pytest

from conftest import edit_csv
from ikm_analysis.published import read_published
from ikm_analysis.relations import Amount, closing_rivals, verdict

EQUAL = [
    "O006", "O007", "O014", "O039", "O045", "O051", "O060", "O066", "O078", "O117", "O148", "O152",
    "O155", "O175", "O183", "O219", "O231", "O236", "O239", "O243", "O263", "O266", "O269", "O275",
    "O278", "O285", "O288", "O336", "O384", "O387", "O393", "O426", "O438", "O448", "O467", "O520",
    "O530", "O540", "O549", "O565",
]  # fmt: skip
WITHIN = ["O072", "O210", "O214", "O221", "O227", "O160", "O300", "O419", "O294"]
FAILING = ["O145", "O200", "O201", "O181", "O381", "O431"]
# delta and tolerance as the reading by hand gives them, in base units
MEASURED = {
    "O145": (2_450_000, 510_000),
    "O200": (3_000_000, 1_500_000),
    "O201": (-3_000_000, 500_000),
    "O181": (-16_200_000, 1_650_000),
    "O381": (90, 0),
    "O431": (-20, 0),
    "O490": (-5, 0),
    "O194": (-360_000_000, 63_000_000),
    "O072": (1_000_000_000, 2_100_000_000),
    "O210": (22_500_000, 51_000_000),
    "O214": (50_000_000, 51_000_000),
    "O221": (-350_000, 1_000_000),
    "O227": (15_000_000, 50_000_000),
    "O160": (8_500_000, 500_000_000),
    "O300": (473_900_000, 701_050_000),
    "O419": (Decimal("0.1"), Decimal("0.2")),
    "O294": (900, 1_050),
}


def of_kind(published, *kinds):
    relations = published.relations
    return relations[relations["kind"].isin(kinds)]


def by_stated(relations, verdict):
    return sorted(relations[relations["verdict"] == verdict]["stated"])


def test_every_total_gets_the_verdict_found_by_hand(published):
    totals = of_kind(published, "total")
    linked = totals[~totals["stated"].isin(("", "O173"))]  # two more totals are declared, without linked parts
    assert by_stated(linked, "equal") == sorted(EQUAL)
    assert by_stated(linked, "within_rounding") == sorted(WITHIN)
    assert by_stated(linked, "does_not_add_up") == sorted(FAILING)
    assert by_stated(linked, "hedged") == ["O452", "O461"]
    assert by_stated(linked, "units_differ") == ["O412"]


def test_the_eight_sums_that_fail_are_totals_a_difference_and_a_product(published):
    sums = of_kind(published, "total", "difference", "product")
    assert by_stated(sums, "does_not_add_up") == sorted([*FAILING, "O194", "O490"])


@pytest.mark.parametrize("stated", MEASURED)
def test_difference_and_tolerance_are_as_measured_by_hand(published, stated):
    sums = of_kind(published, "total", "difference", "product")
    row = sums[sums["stated"] == stated].iloc[0]
    assert (row["delta"], row["tolerance"]) == MEASURED[stated]


def test_the_percentages_that_miss_are_found(published):
    ratios = of_kind(published, "ratio")
    failing = ratios[ratios["verdict"] == "does_not_add_up"]
    assert sorted(failing["stated"]) == ["", "", "O142", "O466", "O559"]
    assert sorted(failing[failing["stated"] == ""]["stated_text"]) == ["167 persen", "kurang dari 2 persen"]


def test_the_four_weekday_clashes_have_their_candidates_and_none_is_chosen(published):
    sources = published.sources.set_index("source_id")
    clashes = sources[sources["date_candidates"] != ""]["date_candidates"].to_dict()
    assert clashes == {
        "S001": "2020-02-03 2020-02-04 2020-03-03",
        "S033": "2015-03-17 2015-03-18",
        "S065": "2019-09-02 2019-10-02",
        "S102": "2022-06-22 2022-06-23",
    }
    assert all(sources.loc[name, "published_on"] is None for name in clashes)


def test_the_751_million_is_split_between_parts_and_total(published):
    (case,) = closing_rivals(published.relations, published.observations)
    assert (case.stated, case.rival, case.pairs) == ("O145", "O152", (("O146", "O153"), ("O147", "O154")))
    assert (case.gap, case.by_parts, case.by_total) == (2_450_000, 1_992_000, 458_000)
    assert case.relation["tolerance"] == 510_000
    assert "dugaan" in case.relation["indonesian"]
    assert "transposition" in case.relation["english"]
    assert "inference" in case.relation["english"]


MUTATED_SUMS = {  # ten totals that agree, each with one part changed beyond any rounding
    "O015": ("13 dari Disperinaker", 13),
    "O046": ("984 IKM sektor agro", 984),
    "O061": ("51 IKM", 51),
    "O149": ("32 kelompok", 32),
    "O153": ("Rp 598.668.000", 598_668_000),
    "O177": ("9 perajin batik", 9),
    "O233": ("3.656 IKM", 3_656),
    "O290": ("50 usaha", 50),
    "O439": ("259,00 ton", 259),
    "O566": ("6.845 ton", 6_845),
}
MUTATED_RIVALS = {  # rivals that agree today
    "O222": ("Rp705 juta", 705_000_000),  # within the tolerance of its total, but at odds with O215
    "O270": ("47 IKM", 47),
}


def verdicts(published):
    return published.relations.set_index("relation_id")["verdict"]


def test_ten_planted_sums_are_found_and_nothing_else(raw, published):
    changes = {name: {"as_published": text, "value": str(value)} for name, (text, value) in MUTATED_SUMS.items()}
    edit_csv(raw / "observations.csv", "observation_id", changes)
    before, after = verdicts(published), verdicts(read_published(raw))
    changed = published.relations.set_index("relation_id")[before != after]
    touched = [row for row in changed.to_dict("records") if row["kind"] == "total"]
    part_of = published.observations.set_index("observation_id")["part_of"]
    assert sorted(row["stated"] for row in touched) == sorted({part_of[name] for name in MUTATED_SUMS})
    assert set(after[changed[changed["kind"] == "total"].index]) == {"does_not_add_up"}
    for row in changed.to_dict("records"):  # whatever else changed speaks of a planted figure
        assert set(MUTATED_SUMS) & {row["stated"], *row["parts"].replace("+", " ").split()}


def test_planted_rivals_are_found_and_nothing_else(raw, published):
    changes = {name: {"as_published": text, "value": str(value)} for name, (text, value) in MUTATED_RIVALS.items()}
    edit_csv(raw / "observations.csv", "observation_id", changes)
    before, after = verdicts(published), verdicts(read_published(raw))
    changed = published.relations.set_index("relation_id")[before != after]
    assert {"O267", "O269"} & set(changed["stated"])
    for row in changed.to_dict("records"):
        assert set(MUTATED_RIVALS) & {row["stated"], *row["parts"].replace("+", " ").split()}


def amount(value, certainty="exact", tolerance=0, unit="firms"):
    return Amount(Decimal(value), Decimal(tolerance), unit, certainty)


@pytest.mark.parametrize(
    ("stated", "parts", "expected"),
    [
        (amount(10), [amount(4), amount(6)], "equal"),
        (amount(10), [amount(4), amount(7)], "does_not_add_up"),
        (amount(10, tolerance=1), [amount(4), amount(7)], "within_rounding"),
        (amount(70, "approx"), [amount(39), amount(37)], "hedged"),
        (amount(70, "approx"), [amount(39), amount(57)], "does_not_add_up"),
        (amount(100, "at_least"), [amount(80), amount(30)], "hedged"),
        (amount(100, "at_least"), [amount(50), amount(30)], "does_not_add_up"),
        (amount(100, "at_most"), [amount(50), amount(30)], "hedged"),
        (amount(10), [amount(4, "at_least"), amount(5)], "hedged"),
        (amount(10), [amount(4), amount(6, unit="people")], "units_differ"),
    ],
)
def test_a_verdict_follows_rounding_then_hedges_then_units(stated, parts, expected):
    total = sum(part.value for part in parts)
    tolerance = stated.tolerance + sum(part.tolerance for part in parts)
    assert verdict("total", stated, parts, total - stated.value, tolerance) == expected
