"""Duties on a day and the gaps they leave: what is claimed, why, and what stays unknown."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import edit_csv
from ikm_analysis import reference
from ikm_analysis.cleaning import clean_register
from ikm_analysis.issues import UnusableFile
from ikm_analysis.project import Folders
from ikm_analysis.requirements import STATES, duties, gap_ranges, gaps
from ikm_analysis.rules import KEYS, read_rules, scale_of
from made.counted_gaps import FOOD, counted_by_branch
from made.tidy import firm, held, product, table

DAY_2017, DAY_2020, DAY_2026 = date(2017, 10, 7), date(2020, 2, 4), date(2026, 11, 22)
MILLION = 1_000_000


def due_of(name, as_of=DAY_2026, profile="law", rules=None, of_firm=None, **more):
    """The duties of one product of one firm, by requirement."""
    firms, products = (
        table("firms", [firm("f1", **(of_firm or {}))]),
        table("products", [product("p1", "f1", name, **more)]),
    )
    rows = duties(products, firms, as_of, profile, rules).to_dict("records")
    return {row["requirement"]: row for row in rows}


def category_of(name, **more):
    (category,) = {row["category"] for row in due_of(name, **more).values()}
    return category


def state_of(name, certificates, as_of=DAY_2026, requirement="distribution_permit", asked=(), **more):
    """State and path of one requirement of the first product of the first firm."""
    products = [product("p1", "f1", name), *more.get("others", [])]
    due = duties(table("products", products), table("firms", [firm("f1"), firm("f2")]), as_of)
    found = gaps(due, table("certificates", certificates), as_of, asked)
    (row,) = found[(found["product_id"] == "p1") & (found["requirement"] == requirement)].to_dict("records")
    return row["state"], row["path"]


def both(pirt, bpom, **more):
    return [held("pirt", "f1", "p1", pirt, **more), held("bpom", "f1", "p1", bpom)]


# What a product is.


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("RENGGINANG ketan", "dry_food"),
        ("Kerupuk", "dry_food"),
        ("Kerupuk ikan tamban", "fish_dry"),
        ("Petis Udang", "petis"),
        ("Terasi", "fish_dry"),
        ("Kain batik", "batik"),
        ("Sarung batik", "batik"),
        ("Genteng mantili", "building"),
        ("Garam beryodium", "salt"),
        ("Garam krosok", "salt_raw"),
        ("Jamu gendong", "jamu_fresh"),
        ("Kopi bubuk", "powder_drink"),
        ("Biji kopi", "fresh_plant"),
        ("Madu hutan", "sweet"),
        ("Bandeng presto", "fish_presto"),
        ("Roti", "food_unclear"),
    ],
)
def test_the_longest_keyword_in_a_name_tells_the_category(name, category):
    assert category_of(name) == category


def test_the_name_tells_before_the_category_and_the_branch():
    assert category_of("Batik tulis", product_category="Makanan ringan", of_firm={"branch": "Genteng"}) == "batik"
    assert category_of("Mera", product_category="Hasil Olahan Ikan Kering", of_firm={"branch": "Batik"}) == "fish_dry"
    row = due_of("Mera", of_firm={"branch": "Batik"})["brand"]
    assert (row["category"], row["category_from"]) == ("batik", "branch")


@pytest.mark.parametrize(
    ("more", "category"),
    [
        ({"storage": "Beku (freezer)"}, "food_chilled"),
        ({"storage": "suhu ruang atau dingin"}, "dry_food"),
        ({"shelf_life": "3 hari"}, "food_fresh"),
        ({"shelf_life": "3-5 hari"}, "food_fresh"),
        ({"shelf_life": "5-10 hari"}, "dry_food"),
        ({"shelf_life": "7 hari"}, "dry_food"),
        ({"shelf_life": "6 bulan"}, "dry_food"),
        ({"shelf_life": "suhu kamar 1 hari dan lemari es 7 hari"}, "dry_food"),
        ({}, "dry_food"),
    ],
)
def test_storage_and_shelf_life_change_the_category_only_where_they_are_clear(more, category):
    assert category_of("Keripik singkong", **more) == category


def test_no_duty_is_claimed_for_a_product_nobody_recognises():
    (row,) = due_of("Chitato").values()
    assert (row["requirement"], row["level"], row["reason"]) == ("", "unknown", "category_unknown")
    found = gaps(duties_of(["Chitato", "Keripik"]), table("certificates", []), DAY_2026)
    assert set(gap_ranges(found)["n_unclassified"]) == {1}
    assert set(gap_ranges(found)["n"]) == {1}


def duties_of(names, as_of=DAY_2026):
    firms = table("firms", [firm("f1")])
    return duties(table("products", [product(f"p{n}", "f1", name) for n, name in enumerate(names)]), firms, as_of)


# What it needs, and when.


def test_the_same_snack_has_other_duties_in_2017_2020_and_2026_each_with_its_reason():
    rows = {day.year: due_of("Rengginang", day) for day in (DAY_2017, DAY_2020, DAY_2026)}
    said = {year: {r: (row["level"], row["reason"]) for r, row in of.items()} for year, of in rows.items()}
    assert said[2017]["business_licence"] == ("conditional", "earlier_licences")
    assert said[2020]["business_licence"] == ("required", "earlier_licences")
    assert said[2026]["business_licence"] == ("required", "in_force")
    assert "iumk" in rows[2020]["business_licence"]["any_of"].split("|")
    assert rows[2026]["business_licence"]["any_of"] == "nib"
    assert said[2017]["halal"] == said[2020]["halal"] == ("recommended", "not_yet_compulsory")
    assert said[2026]["halal"] == ("required", "in_force")
    assert {of["distribution_permit"]["any_of"] for of in rows.values()} == {"pirt|bpom"}


def test_the_same_register_has_other_gaps_in_2017_2020_and_2026():
    certificates = table("certificates", [held("halal", "f1", "p1", "not_held"), *both("held", "not_held")])
    counted = {}
    for day in (DAY_2017, DAY_2020, DAY_2026):
        due = duties(table("products", [product("p1", "f1", "Rengginang")]), table("firms", [firm("f1")]), day)
        ranges = gap_ranges(gaps(due, certificates, day)).to_dict("records")
        counted[day.year] = {row["requirement"]: (row["gap_least"], row["gap_most"]) for row in ranges}
    assert counted[2017] == {"distribution_permit": (0, 0)}
    assert counted[2020] == {"distribution_permit": (0, 0), "business_licence": (0, 1)}
    assert counted[2026] == {"distribution_permit": (0, 0), "business_licence": (0, 1), "halal": (1, 1)}


@pytest.mark.parametrize(
    ("day", "sales", "level", "reason"),
    [
        (date(2024, 10, 17), 20_000 * MILLION, "recommended", "not_yet_compulsory"),
        (date(2024, 10, 18), 20_000 * MILLION, "required", "in_force"),
        (date(2024, 10, 18), 100 * MILLION, "recommended", "not_yet_compulsory"),
        (date(2024, 10, 18), None, "conditional", "scale_unknown"),
        (date(2026, 10, 17), 100 * MILLION, "recommended", "not_yet_compulsory"),
        (date(2026, 10, 18), 100 * MILLION, "required", "in_force"),
        (date(2026, 10, 18), None, "required", "in_force"),
    ],
)
def test_halal_of_food_is_compulsory_by_scale_and_day_and_an_unknown_scale_claims_nothing(day, sales, level, reason):
    row = due_of("Rengginang", day, of_firm={"sales_rp": sales})["halal"]
    assert (row["level"], row["reason"]) == (level, reason)


def test_the_law_asks_fish_processors_for_skp_and_practice_does_not():
    assert due_of("Ikan asin")["skp"]["level"] == "required"
    assert due_of("Ikan asin", profile="practice")["skp"]["level"] == "recommended"
    assert due_of("Ikan asin", profile="practice")["halal"]["level"] == "required"


def test_fresh_food_and_raw_salt_need_no_permit_and_leave_the_denominator():
    assert due_of("Kue basah")["distribution_permit"]["reason"] == "exempt"
    due = duties_of(["Kue basah", "Garam krosok", "Keripik"])
    found = gaps(due, table("certificates", []), DAY_2026)
    assert "not_applicable" not in set(found["level"])
    ranges = gap_ranges(found).set_index("requirement")
    assert ranges.loc["distribution_permit", "n"] == 1
    assert ranges.loc["halal", "n"] == 2


def test_whether_the_halal_deadline_was_moved_is_said_to_be_unverified():
    rules = {row["rule_id"]: row for row in read_rules()["requirements"]}
    assert "unverified" in rules[due_of("Rengginang")["halal"]["rule_id"].split()[-1]]["note"]


@pytest.mark.parametrize(
    ("system", "day", "measures", "scale"),
    [
        ("umkm", DAY_2020, {"sales_rp": 300 * MILLION}, "micro"),
        ("umkm", DAY_2020, {"sales_rp": 300 * MILLION + 1}, "small"),
        ("umkm", DAY_2020, {"assets_rp": 500 * MILLION}, "small"),
        ("umkm", DAY_2020, {"investment_rp": MILLION}, "unclassifiable"),
        ("umkm", DAY_2026, {"sales_rp": 2000 * MILLION}, "micro"),
        ("umkm", DAY_2026, {"sales_rp": 2000 * MILLION + 1, "investment_rp": 1}, "small"),
        ("umkm", DAY_2026, {"investment_rp": 10_000 * MILLION + 1}, "large"),
        ("umkm", DAY_2026, {"n_workers": 3}, "unclassifiable"),
        ("industry", DAY_2026, {"n_workers": 19, "investment_rp": 999 * MILLION}, "small"),
        ("industry", DAY_2026, {"n_workers": 19, "investment_rp": 1000 * MILLION}, "medium"),
        ("industry", DAY_2026, {"n_workers": 20, "investment_rp": 15_000 * MILLION}, "medium"),
        ("industry", DAY_2026, {"n_workers": 20, "investment_rp": 15_000 * MILLION + 1}, "large"),
        ("industry", DAY_2026, {"n_workers": 5}, "unclassifiable"),
        ("industry", DAY_2026, {"investment_rp": MILLION}, "unclassifiable"),
        ("industry", date(2015, 1, 1), {"n_workers": 5, "investment_rp": MILLION}, "unclassifiable"),
        ("workers", DAY_2017, {"n_workers": 4}, "micro"),
        ("workers", DAY_2017, {"n_workers": 19}, "small"),
        ("workers", DAY_2017, {"n_workers": 100}, "large"),
        ("workers", DAY_2017, {"n_workers": 0}, "unclassifiable"),
    ],
)
def test_a_firm_has_the_scale_of_a_system_on_a_day_and_none_where_a_measure_is_missing(system, day, measures, scale):
    assert list(scale_of(table("firms", [firm("f1", **measures)]), system, day)) == [scale]


# What it holds.


def test_pirt_or_md_is_one_requirement_and_either_holds_it():
    assert state_of("Keripik", both("held", "not_held"))[0] == "held"
    assert state_of("Keripik", both("not_held", "held"))[0] == "held"
    assert state_of("Keripik", both("not_held", "in_process"))[0] == "missing"
    found = gaps(duties_of(["Keripik"]), table("certificates", both("held", "held")), DAY_2026)
    assert list(found["requirement"]).count("distribution_permit") == 1


def test_a_kind_the_register_does_not_speak_of_is_unknown_and_never_missing():
    no_pirt = [held("pirt", "f1", "p1", "not_held")]
    assert state_of("Keripik", [])[0] == "unknown"
    assert state_of("Keripik", no_pirt)[0] == "unknown"
    assert state_of("Keripik", both("not_held", "unknown"))[0] == "unknown"
    assert state_of("Keripik", no_pirt, asked={"pirt"})[0] == "missing"
    assert state_of("Yoghurt", no_pirt, asked={"pirt"})[0] == "unknown"


YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("kind", "issued", "expires", "day", "state"),
    [
        ("halal", None, date(2026, 11, 22), DAY_2026, "held"),
        ("halal", None, date(2026, 11, 21), DAY_2026, "lapsed"),
        ("halal", None, YEAR, date(2025, 1, 1), "held"),
        ("halal", None, YEAR, date(2025, 6, 1), "lapse_possible"),
        ("halal", None, YEAR, date(2026, 1, 1), "lapsed"),
        ("halal", date(2021, 5, 1), date(2025, 5, 1), date(2020, 1, 1), "unknown"),
        ("halal", YEAR, None, date(2025, 6, 1), "unknown"),
        ("halal", YEAR, None, date(2025, 12, 31), "held"),
        ("halal", date(2023, 3, 1), None, DAY_2026, "held"),
        ("halal", date(2019, 3, 1), None, date(2021, 3, 1), "held"),
        ("halal", date(2019, 3, 1), None, date(2021, 3, 2), "lapse_possible"),
        ("halal", date(2019, 3, 1), None, DAY_2026, "lapse_possible"),
        ("tkdn", date(2020, 2, 29), None, date(2025, 2, 28), "held"),
        ("tkdn", date(2020, 2, 29), None, date(2025, 3, 1), "lapsed"),
        ("nib", date(2019, 1, 1), None, DAY_2026, "held"),
    ],
)
def test_a_certificate_counts_from_its_issue_until_it_ends_and_between_the_two_ends_it_is_doubtful(
    kind, issued, expires, day, state
):
    requirement = {"nib": "business_licence"}.get(kind, kind)
    certificates = [held(kind, "f1", "p1", issued=issued, expires=expires)]
    assert state_of("Tas kulit" if kind == "tkdn" else "Keripik", certificates, day, requirement)[0] == state


def test_a_mark_of_expiry_counts_from_the_day_it_ended():
    certificates = [held("halal", "f1", "p1", "expired", expires=date(2024, 6, 1))]
    assert state_of("Keripik", certificates, DAY_2026, "halal")[0] == "lapsed"
    assert state_of("Keripik", certificates, date(2023, 6, 1), "halal")[0] == "lapse_possible"
    assert state_of("Keripik", [held("halal", "f1", "p1", "expired")], DAY_2026, "halal")[0] == "lapsed"


def test_the_best_of_several_certificates_of_a_kind_counts():
    lapsed, valid = (
        held("halal", "f1", "p1", expires=date(2022, 1, 1)),
        held("halal", "f1", "p1", expires=date(2027, 1, 1)),
    )
    assert state_of("Keripik", [lapsed, valid], DAY_2026, "halal")[0] == "held"
    assert state_of("Keripik", [held("halal", "f1", "p1", "unknown"), lapsed], DAY_2026, "halal")[0] == "lapsed"


def test_a_pirt_of_a_firm_with_several_snacks_is_for_an_unknown_one_of_them():
    pirt = [held("pirt", "f1", expires=date(2027, 1, 1)), held("bpom", "f1", status="not_held")]
    assert state_of("Keripik", pirt)[0] == "held"
    assert state_of("Keripik", pirt, others=[product("p2", "f1", "Batik tulis")])[0] == "held"
    assert state_of("Keripik", pirt, others=[product("p2", "f1", "Rengginang")])[0] == "unknown"
    assert state_of("Keripik", pirt, others=[product("p2", "f1", "Chitato")])[0] == "unknown"
    none = [held("pirt", "f1", status="not_held"), held("bpom", "f1", status="not_held")]
    assert state_of("Keripik", none, others=[product("p2", "f1", "Rengginang")])[0] == "missing"
    assert state_of("Keripik", [held("pirt", "f2"), held("pirt", "")])[0] == "unknown"


def test_the_nib_in_the_list_of_firms_counts():
    for nib, state in (
        ("0220001234567", "held"),
        ("0220 0012 34567", "held"),
        ("02200012", "unknown"),
        ("-", "unknown"),
    ):
        due = duties(
            table("products", [product("p1", "f1", "Keripik")]), table("firms", [firm("f1", nib=nib)]), DAY_2026
        )
        found = gaps(due, table("certificates", []), DAY_2026).set_index("requirement")
        assert found.loc["business_licence", "state"] == state


def test_a_product_without_a_firm_has_duties_and_its_own_certificates_only():
    products = table("products", [product("p1", "", "Keripik"), product("p2", "gone", "Keripik")])
    due = duties(products, table("firms", [firm("f1", nib="0220001234567", kecamatan="Kamal")]), DAY_2026)
    assert set(due["kecamatan"]) == {""}
    found = gaps(due, table("certificates", [held("halal", "", "p1"), held("nib", "")]), DAY_2026)
    states = {(row.product_id, row.requirement): row.state for row in found.itertuples()}
    assert states["p1", "halal"] == "held"
    assert {states["p1", "business_licence"], states["p2", "halal"]} == {"unknown"}


# The wrong permit.


def test_a_pirt_that_left_the_list_counts_until_it_ends_and_needs_md_at_renewal():
    pirt = both("held", "not_held", issued=date(2016, 5, 1), expires=date(2021, 5, 1))
    assert state_of("Bandeng presto", pirt, DAY_2017) == ("held", "pirt_suffices")
    assert state_of("Bandeng presto", pirt, DAY_2020) == ("held", "md_at_renewal")
    assert state_of("Bandeng presto", pirt, DAY_2026) == ("lapsed", "md_at_renewal")
    assert state_of("Bandeng presto", both("held", "held"), DAY_2020) == ("held", "")
    assert due_of("Bandeng presto", DAY_2020)["distribution_permit"]["reason"] == "list_changed"


def test_a_pirt_for_salt_does_not_cover_it():
    assert state_of("Garam", both("held", "not_held")) == ("missing", "pirt_does_not_cover")
    assert state_of("Garam", both("not_held", "not_held")) == ("missing", "")


def test_a_snack_noted_as_lacking_bpom_needs_a_pirt_only():
    assert state_of("Keripik", both("unknown", "not_held")) == ("unknown", "pirt_suffices")
    assert state_of("Keripik", both("held", "in_process")) == ("held", "pirt_suffices")
    assert state_of("Keripik", [held("pirt", "f1", "p1", "not_held")]) == ("unknown", "")


# Gaps as ranges.


@pytest.fixture(scope="module")
def example():
    return clean_register(Folders.raw / "registers" / "example_register.xlsx")


def register(states, kecamatan="Kamal"):
    """A firm and snack for each state, with a halal status of that state."""
    firms = table("firms", [firm(f"f{n}", kecamatan=kecamatan) for n in range(len(states))])
    products = table("products", [product(f"p{n}", f"f{n}", "Keripik") for n in range(len(states))])
    marks = [held("halal", f"f{n}", f"p{n}", state) for n, state in enumerate(states)]
    return gaps(duties(products, firms, DAY_2026), table("certificates", marks), DAY_2026)


def halal(ranges):
    return ranges[ranges["requirement"] == "halal"].to_dict("records")


def test_the_gap_lies_between_all_unknown_held_and_none():
    (row,) = halal(gap_ranges(register(["held", "not_held", "in_process", "expired", "unknown", "unknown"])))
    assert (row["n"], row["n_held"], row["n_missing"], row["n_lapsed"], row["n_unknown"]) == (6, 1, 3, 1, 2)
    assert (row["gap_least"], row["gap_most"], str(row["known_share"])) == (3, 5, "0.667")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["held", "not_held", "in_process", "expired", "unknown"]), min_size=1, max_size=12))
def test_the_parts_add_up_and_knowing_more_only_narrows_the_range(states):
    (row,) = halal(gap_ranges(register(states)))
    assert row["n_held"] + row["n_missing"] + row["n_unknown"] == row["n"] == len(states)
    assert row["gap_most"] - row["gap_least"] == row["n_unknown"]
    (known,) = halal(gap_ranges(register([state if state != "unknown" else "held" for state in states])))
    assert row["gap_least"] <= known["gap_least"] <= known["gap_most"] <= row["gap_most"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=12), st.integers(1, 11))
def test_any_split_of_the_firms_gives_the_same_gaps(states, cut):
    marks = {"missing": "not_held", "lapsed": "expired", "lapse_possible": "in_process"}
    whole = register([marks.get(state, state) for state in states])
    firms = whole["firm_id"].unique()
    parts = [whole[whole["firm_id"].isin(half)] for half in (firms[:cut], firms[cut:])]
    summed = sum(row["gap_most"] for part in parts for row in halal(gap_ranges(part)))
    assert summed == halal(gap_ranges(whole))[0]["gap_most"]


def test_what_a_firm_holds_as_a_whole_is_counted_once_a_firm():
    due = duties_of(["Keripik", "Rengginang", "Batik tulis"])
    ranges = gap_ranges(gaps(due, table("certificates", []), DAY_2026)).set_index("requirement")
    assert tuple(ranges.loc["business_licence", ["unit", "n"]]) == ("firms", 1)
    assert tuple(ranges.loc["halal", ["unit", "n"]]) == ("products", 2)


def test_groups_under_five_are_marked_and_not_ranked():
    names = ["Kamal"] * 5 + ["Labang"] * 4 + ["Socah"] * 6 + [""] * 7
    firms = table("firms", [firm(f"f{n}", kecamatan=name) for n, name in enumerate(names)])
    products = table("products", [product(f"p{n}", f"f{n}", "Keripik") for n in range(len(names))])
    marks = table("certificates", [held("halal", f"f{n}", f"p{n}", "not_held") for n in range(len(names))])
    rows = halal(gap_ranges(gaps(duties(products, firms, DAY_2026), marks, DAY_2026), "kecamatan"))
    said = {row["kecamatan"]: (row["gap_least"], row["is_small"], row["rank"]) for row in rows}
    assert said == {"": (7, False, None), "Kamal": (5, False, 2), "Labang": (4, True, None), "Socah": (6, False, 1)}


def test_gaps_are_grouped_by_branch_scale_group_and_category():
    firms = table("firms", [firm("f1", branch="Makanan", group_name="Mekar", sales_rp=MILLION)])
    due = duties(table("products", [product("p1", "f1", "Keripik")]), firms, DAY_2026)
    found = gaps(due, table("certificates", []), DAY_2026)
    labels = {by: set(gap_ranges(found, by)[by]) for by in ("branch", "scale", "group", "category")}
    assert labels == {"branch": {"Makanan"}, "scale": {"micro"}, "group": {"Mekar"}, "category": {"dry_food"}}


def test_a_firm_without_a_listed_product_has_what_its_branch_asks_of_a_whole_firm():
    firms = table("firms", [firm("f1"), *(firm(f"f{n}", branch=text) for n, text in ((2, "Keripik"), (3, "Batik")))])
    due = duties(table("products", [product("p1", "f1", "Keripik")]), firms, DAY_2026)
    bare = due[due["product_id"] == ""]
    assert set(bare["firm_id"]) == {"f2", "f3"}
    assert set(bare["requirement"][bare["firm_id"] == "f2"]) == {"business_licence", "pkp", "cppb", "brand"}
    assert set(bare["category_from"]) == {"branch"}
    found = gap_ranges(gaps(due, table("certificates", [held("nib", "f2")]), DAY_2026)).set_index("requirement")
    assert list(found.loc["business_licence", ["n", "n_held", "n_unknown"]]) == [3, 1, 2]
    assert found.loc["distribution_permit", "n"] == 1


def test_a_register_without_products_and_branches_has_no_gaps():
    found = gaps(duties_of([]), table("certificates", [held("nib", "f1")]), DAY_2026)
    assert found.empty
    assert gap_ranges(found).empty
    assert gap_ranges(found, "kecamatan").empty


@pytest.mark.parametrize("day", [DAY_2017, DAY_2020, DAY_2026])
@pytest.mark.parametrize("requirement", ["distribution_permit", "halal"])
def test_gaps_of_the_example_by_branch_are_those_counted_product_by_product(example, day, requirement):
    found = gaps(duties(example.products, example.firms, day), example.certificates, day)
    found = found[found["category"].isin(FOOD) & (found["requirement"] == requirement)]
    level = "recommended" if requirement == "halal" and day.year < 2026 else "required"
    rows = gap_ranges(found, "branch", levels=(level,)).to_dict("records")
    assert {row["branch"]: (row["n"], row["n_held"], row["n_missing"], row["n_unknown"]) for row in rows} == (
        counted_by_branch(example, day, requirement)
    )


# What a domain expert changes.


@pytest.fixture
def own(tmp_path):
    """A folder with copies of the tables that a test may change."""
    for name in KEYS:
        shutil.copy(reference.FOLDER / f"{name}.csv", tmp_path)
    return tmp_path


def counted(rules, as_of=DAY_2026):
    firms = table("firms", [firm("f1", sales_rp=MILLION)])
    products = table("products", [product("p1", "f1", "Keripik"), product("p2", "f1", "Ikan asin")])
    found = gaps(duties(products, firms, as_of, rules=rules), table("certificates", []), as_of)
    return {row["requirement"]: row["n"] for row in gap_ranges(found).to_dict("records")}


def test_one_changed_row_changes_exactly_its_own_figure(own):
    before = counted(read_rules(own))
    assert before == {"business_licence": 1, "distribution_permit": 2, "halal": 2, "skp": 1}
    edit_csv(own / "requirements.csv", "rule_id", {"skp_fish_dry_law": {"level": "recommended"}})
    assert counted(read_rules(own)) == {name: n for name, n in before.items() if name != "skp"}
    edit_csv(own / "requirements.csv", "rule_id", {"sni_dry_food": {"level": "required"}})
    assert counted(read_rules(own)) == {name: n for name, n in before.items() if name != "skp"} | {"sni": 1}


def test_one_changed_date_moves_the_duty_to_that_day(own):
    rows = {"halal_food_small_staged": {"valid_to": "2028-10-17"}, "halal_food_small": {"valid_from": "2028-10-18"}}
    edit_csv(own / "requirements.csv", "rule_id", rows)
    moved = read_rules(own)
    assert counted(moved) == {name: n for name, n in counted(read_rules()).items() if name != "halal"}
    assert counted(moved, date(2028, 10, 18)) == counted(read_rules())


def test_a_new_keyword_or_bound_takes_effect(own):
    rows = {row["code"]: "|".join(row["keywords"]) for row in read_rules()["product_categories"]}
    edit_csv(own / "product_categories.csv", "code", {"dry_food": {"keywords": rows["dry_food"] + "|chitato"}})
    assert "halal" in due_of("Chitato", rules=read_rules(own))
    text = (own / "scales.csv").read_text(encoding="utf-8")
    (own / "scales.csv").write_text(text.replace("workers,bps,micro,1,4", "workers,bps,micro,1,3"), encoding="utf-8")
    four = table("firms", [firm("f1", n_workers=4)])
    assert list(scale_of(four, "workers", DAY_2026, read_rules(own))) == ["unclassifiable"]


def test_a_folder_needs_only_the_table_that_was_changed(own):
    for name in KEYS:
        if name != "unit_costs":
            (own / f"{name}.csv").unlink()
    edit_csv(own / "unit_costs.csv", "cost_id", {"halal_own_2021": {"rupiah": "1"}})
    costs = {row["cost_id"]: row["rupiah"] for row in read_rules(own)["unit_costs"]}
    assert (costs["halal_own_2021"], costs["halal_market_2021"]) == (1, 3 * MILLION)


@pytest.mark.parametrize(
    ("file", "row", "change", "column", "message"),
    [
        (
            "requirements",
            "permit_dry_food",
            {"any_of": "pirt|bpoom"},
            "any_of",
            "“bpoom” is not known in column any_of",
        ),
        ("requirements", "permit_dry_food", {"category": "snacks"}, "category", "“snacks” is not known"),
        ("requirements", "permit_dry_food", {"level": "wajib"}, "level", "use one of conditional, not_applicable"),
        ("requirements", "permit_dry_food", {"reason": "why"}, "reason", "“why” is not known"),
        ("requirements", "nib_2025", {"valid_from": "5 Juni 2025"}, "valid_from", "not of the form year-month-day"),
        ("requirements", "nib_2025", {"valid_from": "2025-02-30"}, "valid_from", "date “2025-02-30”"),
        ("requirements", "nib_2021", {"valid_to": "2020-01-01"}, "valid_to", "ends (2020-01-01) before it begins"),
        (
            "requirements",
            "nib_2025",
            {"valid_from": "2025-06-04"},
            "valid_from",
            "rule nib_2025 holds on the same days",
        ),
        ("requirements", "halal_food_small", {"scales": ""}, "valid_from", "as halal_food_medium in cell J"),
        ("requirements", "skp_fish_dry_practice", {"profiles": "law|practice"}, "valid_from", "skp_fish_dry_law"),
        ("requirements", "halal_jamu", {"category": "all"}, "valid_from", "holds on the same days as halal"),
        ("unit_costs", "halal_own_2021", {"rupiah": "-3100000"}, "rupiah", "“-3100000” is not a whole number"),
        ("unit_costs", "halal_own_2021", {"rupiah": ""}, "rupiah", "“” is not a whole number"),
        ("unit_costs", "halal_own_2021", {"certificate_kind": "hallal"}, "certificate_kind", "“hallal” is not known"),
        ("unit_costs", "halal_own_2021", {"cost_id": "halal_market_2021"}, "cost_id", "already stands in cell A2"),
        ("product_categories", "batik", {"keywords": "batik|genteng"}, "keywords", "“genteng” already stands"),
        ("product_categories", "batik", {"if_chilled": "cold"}, "if_chilled", "“cold” is not known"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_address(own, file, row, change, column, message):
    path = own / f"{file}.csv"
    edit_csv(path, KEYS[file], {row: change})
    with pytest.raises(UnusableFile) as refused:
        read_rules(own)
    assert str(path) in str(refused.value)
    assert message in str(refused.value)
    said = refused.value.values["cell"]
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))
    if file != "product_categories" or column != "keywords":
        assert said.rstrip("0123456789") == "ABCDEFGHIJKLMNOPQ"[header.index(column)]
    assert "{" not in refused.value.line("id")


def test_stages_that_need_each_other_are_refused_with_the_row(own):
    text = (own / "ladder.csv").read_text(encoding="utf-8")
    (own / "ladder.csv").write_text(
        text.replace("\npkp,business_licence,", "\npkp,distribution_permit,"), encoding="utf-8"
    )
    with pytest.raises(UnusableFile, match=r"ladder\.csv, cell B\d+: these stages need each other: .*pkp"):
        read_rules(own)


def test_a_stage_given_twice_is_refused(own):
    with (own / "ladder.csv").open("a", encoding="utf-8") as lines:
        lines.write("skp,,law,KKP,,,M,\n")
    with pytest.raises(UnusableFile, match="“skp” already stands"):
        read_rules(own)


# What ships.


def test_every_rule_that_ships_has_a_source_and_says_how_sure_it_is():
    for name in ("requirements", "scales", "ladder", "unit_costs"):
        rows = read_rules()[name]
        assert all(row["source"] and row["confidence"] in ("H", "M", "L") for row in rows)
    weak = [row for row in read_rules()["requirements"] if row["confidence"] == "L"]
    assert not [row["rule_id"] for row in weak if row["level"] == "required" and not row["note"]]


def test_every_category_has_a_licence_and_a_name_in_either_language():
    for row in read_rules()["product_categories"]:
        assert row["id"]
        assert row["en"]
        assert "business_licence" in due_of(row["keywords"][0])


def test_every_day_has_at_most_one_rule_for_a_product_and_requirement():
    words = [row["keywords"][0] for row in read_rules()["product_categories"]]
    for day in (date(2015, 1, 1) + timedelta(days=91 * step) for step in range(50)):
        due = duties_of(words, day)
        assert not due.duplicated(["product_id", "requirement"]).any()


def test_every_unit_cost_is_a_published_figure(published):
    figures = published.observations.set_index("observation_id")
    for row in read_rules()["unit_costs"]:
        figure = figures.loc[row["source"]]
        assert (figure["indicator"], int(figure["value"]), figure["regency"], figure["year"]) == (
            "unit_cost",
            row["rupiah"],
            row["regency"],
            row["year"],
        )
        assert row["certificate_kind"] in figure["dimension"]


def test_the_files_that_ship_are_read_without_a_folder():
    assert read_rules(Path(Folders.raw)) == read_rules()
