"""Two editions of a register: firms found again on evidence only, and nothing blank taken for a change."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis.changes import CHANGED, age, changes, matched
from made.tidy import held, table

NIB, OTHER_NIB = "1234567890123", "3210987654321"
KAMAL, SOCAH = "35.26.03", "35.26.02"
BANYUAJUH, GILI = "35.26.03.2001", "35.26.03.2002"
HERE = {"kecamatan_code": KAMAL, "desa_code": BANYUAJUH}
DAY = date(2026, 1, 1)


@dataclass
class Edition:
    """A register by its firms and certificates."""

    firms: pd.DataFrame
    certificates: pd.DataFrame


def edition(firms, certificates=()):
    """Firms, each a mapping of what is said of it; its identifier is its place (`1`, `2`) unless given."""
    rows = [{"firm_id": str(n), **firm} for n, firm in enumerate(firms, 1)]
    return Edition(table("firms", rows), table("certificates", list(certificates)))


def named(name="Contoh Mawar", **more):
    return {"firm_name": name, **HERE, **more}


def matches(before, after):
    """How firms of the two were matched, by their identifiers."""
    found = matched(edition(before).firms, edition(after).firms)
    return {(row.firm_id_before, row.firm_id): row.match for row in found.itertuples()}


@pytest.mark.parametrize(
    ("before", "after", "match"),
    [
        (named(nib=NIB), named("Contoh Melati", nib="1234 5678 90123", kecamatan_code=SOCAH), "nib"),
        (named(nib="123"), named("Contoh Melati", nib="123"), None),  # no NIB
        (named(firm_key="K7"), named(firm_key="K7", kecamatan_code=SOCAH), "key"),
        (named(firm_key="K7"), named("Contoh Melati", firm_key="K7"), None),  # numbered anew
        (named(), named("CONTOH - MAWAR"), "name"),
        (named(), named(desa_code=""), "name"),
        (named(desa_code=""), named(), "name"),
        (named(), named(desa_code=GILI), None),
        (named(nib=NIB), named(nib=OTHER_NIB), "near"),
        (named(firm_key="K7", nib=NIB), named(firm_key="K7", nib=OTHER_NIB), "near"),
        (named(), named(kecamatan_code="", desa_code=""), "near"),
        (named(), named(kecamatan_code=SOCAH, desa_code=""), None),
        (named(), named("Contoh Mawwar"), "near"),
        (named(), named("Cnotoh Mawar"), "near"),
        (named(), named("Contoh Mawar 2"), None),
        (named("Contoh Mawar 1"), named("Contoh Mawar 2"), None),
        (named(), named("Contoh Mawat", desa_code=GILI), None),
        (named(), named("Contoh Mawat", kecamatan_code="", desa_code=""), None),
        (named("Mawar"), named("Mawat"), None),  # short names are a letter apart by chance
        (named("-"), named("-", desa_code=""), None),  # no name
    ],
)
def test_firms_are_the_same_on_evidence_and_only_near_where_something_speaks_against_it(before, after, match):
    expected = {("1", "1"): match} if match else {("1", ""): "unmatched", ("", "1"): "unmatched"}
    assert matches([before], [after]) == expected
    assert matches([after], [before]) == expected


def test_a_place_out_of_the_list_is_compared_by_its_name():
    place = {"kecamatan_code": "", "desa_code": "", "kecamatan": "Contohan", "desa": "Contohsari"}
    assert matches([named(**place)], [named(**place | {"desa": "CONTOH SARI"})]) == {("1", "1"): "name"}
    assert ("1", "1") not in matches([named(**place)], [named(**place | {"kecamatan": "Lain"})])


def test_a_name_of_several_firms_stays_ambiguous_and_the_firms_are_counted_apart():
    two = [named(n_workers=2), named(n_workers=3)]
    assert matches([named()], two) == {("1", ""): "ambiguous", ("", "1"): "ambiguous", ("", "2"): "ambiguous"}
    for place in ("kecamatan_code", "desa_code"):
        vague = [named(**{place: ""}, n_workers=2), named(n_workers=3)]
        assert set(matches([named(**{place: ""})], vague).values()) == {"ambiguous"}
    assert set(matches([named()], [named("Contoh Mawat"), named("Contoh Mawor")]).values()) == {"ambiguous"}


def test_of_several_the_one_that_is_alike_in_all_is_the_same():
    two = [named(n_workers=2), named(n_workers=3)]
    assert matches([named(n_workers=3)], two) == {("1", "2"): "name", ("", "1"): "unmatched"}
    assert matches([named(nib=NIB), named()], [named(), named(nib=NIB)]) == {("1", "2"): "nib", ("2", "1"): "name"}


def test_rows_alike_in_all_are_the_same_firms_where_either_register_has_as_many():
    assert Counter(matches([named()] * 3, [named()] * 3).values()) == {"name": 3}
    assert Counter(matches([named()] * 3, [named()] * 2).values()) == {"ambiguous": 5}


def test_a_nib_that_stands_twice_tells_nothing():
    doubled = [named(nib=NIB), named("Contoh Melati", nib=NIB)]
    assert matches([named(nib=NIB)], doubled) == {("1", "1"): "name", ("", "2"): "unmatched"}


def test_what_is_blank_in_one_of_the_registers_is_no_change_but_kept_apart():
    before = edition([named(nib=NIB, n_workers=2, branch="Batik", sales_rp=5, group_name="-")])
    after = edition([named("contoh mawar", n_workers=3, branch="BATIK", founded_year=2001, data_year=2025)])
    (row,) = changes(before, after).to_dict("records")
    assert (row["match"], row["change"]) == ("name", "changed")
    assert (row["changed_fields"], row["now_known"], row["no_longer_said"]) == (
        "n_workers",
        "founded_year",
        "nib sales_rp",
    )


def test_an_edition_in_which_only_blanks_differ_is_the_same():
    (row,) = changes(edition([named(n_workers=2)]), edition([named(firm_key="K1", data_year=2025)])).to_dict("records")
    assert row["change"] == "same"


@pytest.mark.parametrize(
    ("was", "now", "column"),
    [
        ("not_held", "held", "newly_certified"),
        ("in_process", "held", "newly_certified"),
        ("expired", "held", "newly_certified"),
        ("unknown", "held", "newly_said"),
        (None, "held", "newly_said"),
        ("held", "expired", "lapsed"),
        ("held", "not_held", "lapsed"),
        ("held", "held", None),
        ("held", "in_process", None),
        ("held", "unknown", None),
        ("held", None, None),
        ("not_held", "in_process", None),
    ],
)
def test_a_certificate_is_new_or_lapsed_only_where_both_registers_say_so(was, now, column):
    before, after = (edition([named()], [held("pirt", "1", status=status)] if status else []) for status in (was, now))
    (row,) = changes(before, after).to_dict("records")
    columns = ("newly_certified", "newly_said", "lapsed", "ended")
    assert {name: row[name] for name in columns if row[name]} == ({column: "pirt"} if column else {})
    assert row["change"] == ("changed" if column in CHANGED else "same")


def test_a_firm_holds_a_kind_with_any_of_its_products():
    before = edition([named()], [held("pirt", "1", "p1", "held"), held("halal", "1", status="not_held")])
    after = edition([named()], [held("pirt", "1", "p1", "expired"), held("pirt", "1", "p2"), held("halal", "1")])
    (row,) = changes(before, after).to_dict("records")
    assert (row["newly_certified"], row["lapsed"]) == ("halal", "")


def test_a_term_that_is_over_is_told_apart_from_what_the_registers_say():
    before, after = (edition([named()], [held("pirt", "1", expires=date(2025, 6, 30))]) for _ in range(2))
    assert changes(before, after)["ended"].tolist() == [""]
    on_the_day = changes(before, after, DAY)
    assert (on_the_day["ended"].tolist(), on_the_day["change"].tolist()) == (["pirt"], ["same"])
    assert changes(before, after, date(2025, 1, 1))["ended"].tolist() == [""]


def test_what_is_not_surely_one_firm_has_no_changes_of_its_own():
    before = edition([named(n_workers=2)], [held("pirt", "1", status="not_held")])
    after = edition([named("Contoh Mawat", n_workers=9)], [held("pirt", "1")])
    (row,) = changes(before, after).to_dict("records")
    assert row["change"] == "perhaps_same"
    assert not any(row[name] for name in CHANGED)


# What holds for any two registers, on few examples because each compares several.
few = settings(max_examples=20)
FIRM = st.fixed_dictionaries(
    {
        "firm_name": st.sampled_from(["Contoh Mawar", "contoh mawar", "Contoh Mawat", "Contoh Mawat 1", "Contoh", ""]),
        "firm_key": st.sampled_from(["", "", "K1", "K2"]),
        "nib": st.sampled_from(["", "", "", NIB, OTHER_NIB]),
        "kecamatan_code": st.sampled_from([KAMAL, KAMAL, SOCAH, ""]),
        "desa_code": st.sampled_from([BANYUAJUH, GILI, ""]),
        "n_workers": st.sampled_from([None, 2, 3]),
    }
)
STATUS = st.sampled_from(["held", "not_held", "in_process", "expired", "unknown"])
EDITION = st.lists(st.tuples(FIRM, STATUS), max_size=7).map(
    lambda firms: edition(
        [firm for firm, _ in firms], [held("pirt", str(n), status=status) for n, (_, status) in enumerate(firms, 1)]
    )
)


@few
@given(EDITION, EDITION)
def test_every_firm_of_both_registers_appears_exactly_once(before, after):
    found = changes(before, after)
    for name, one in (("firm_id_before", before), ("firm_id", after)):
        assert sorted(filter(None, found[name])) == sorted(one.firms["firm_id"])
    paired = (found["firm_id_before"] != "") & (found["firm_id"] != "")
    assert set(found["change"][paired]) <= {"same", "changed", "perhaps_same"}
    assert set(found["change"][~paired]) <= {"added", "gone", "ambiguous"}


@few
@given(EDITION)
def test_a_register_has_not_changed_against_itself(one):
    found = changes(one, one, DAY)
    assert (found["firm_id_before"] == found["firm_id"]).all()
    assert set(found["change"]) <= {"same"}


@few
@given(EDITION, EDITION)
def test_the_other_way_round_what_was_added_is_gone(before, after):
    there, back = changes(before, after), changes(after, before)
    other = {"added": "gone", "gone": "added"}
    turned = {(row.firm_id, row.firm_id_before): (row.match, other.get(row.change)) for row in back.itertuples()}
    for row in there.itertuples():
        match, change = turned[row.firm_id_before, row.firm_id]
        assert match == row.match
        assert change is None or change == row.change


@few
@given(EDITION, EDITION, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(before, after, random):
    def shuffled(one):
        rows = [random.sample(range(len(frame)), len(frame)) for frame in (one.firms, one.certificates)]
        return Edition(one.firms.iloc[rows[0]], one.certificates.iloc[rows[1]])

    pd.testing.assert_frame_equal(changes(shuffled(before), shuffled(after)), changes(before, after))


def test_many_firms_of_one_name_are_not_compared_one_by_one():
    before, after = ([named(n_workers=n) for n in range(first, first + 1000)] for first in (0, 5000))
    assert set(matches(before, after).values()) == {"ambiguous"}


def test_a_name_of_a_trade_in_many_places_is_compared_in_its_own_alone():
    def of(kecamatan):
        return [named("Penjahit", kecamatan_code=kecamatan, desa_code=f"{kecamatan}.{n}") for n in range(3000)]

    assert set(matches(of(KAMAL), of(SOCAH)).values()) == {"unmatched"}


def test_an_edition_is_as_old_as_the_years_its_rows_name():
    firms = edition([named(data_year=2023), named(data_year=2024), named()]).firms
    assert age(firms, DAY) == {
        "year_least": 2023,
        "year_most": 2024,
        "unsaid_share": Decimal("0.333"),
        "age_least": 2,
    }
    assert age(firms, date(2024, 12, 31))["age_least"] == 0
    assert age(firms, date(2023, 12, 31))["age_least"] is None  # not yet
    assert set(age(edition([]).firms, DAY).values()) == {None}
    assert age(edition([named()]).firms, DAY)["age_least"] is None
