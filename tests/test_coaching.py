"""What coaching cost, where outreach went and what was placed, counted again by plain loops; unknown stays unknown."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ikm_analysis.coaching import coverage, placed, training
from made.tidy import firm, held, product, table

DAY = date(2026, 3, 2)


def package(money=None, groups=None, starts=None, ends=None, **more):
    """A package; `starts` and `ends` are a pair of days between which it began and ended."""
    days = {
        f"{name}_{end}": day
        for name, pair in (("starts", starts), ("ends", ends))
        if pair
        for end, day in zip(("first", "last"), pair, strict=True)
    }
    return {"package_name": "Paket Contoh", "ceiling_rp": money, "n_groups": groups, **days, **more}


def trained(*packages):
    return training(table("packages", list(packages))).to_dict("records")


def test_a_package_costs_its_money_by_group_and_by_participant():
    (row,) = trained(package(10_000_000, 3, n_participants=40))
    assert (row["money_from"], row["rp_per_group"], row["rp_per_participant"]) == ("ceiling", 3_333_333, 250_000)


def test_what_was_spent_counts_before_what_was_planned():
    (row,) = trained(package(10_000_000, 2, realised_rp=9_000_000))
    assert (row["money_from"], row["money_rp"], row["rp_per_group"]) == ("realised", 9_000_000, 4_500_000)


def test_what_a_package_does_not_say_is_unknown_and_never_nothing():
    nothing, no_money, no_group = trained(package(), package(groups=2), package(5_000_000, 0))
    assert {name for name, value in nothing.items() if value not in (None, "")} == {"package_id", "package_name"}
    assert no_money["rp_per_group"] is None
    assert no_group["rp_per_group"] is None
    assert no_group["money_rp"] == 5_000_000


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4), st.integers(0, 30))
def test_days_and_pace_lie_between_those_of_every_pair_of_days_that_is_possible(days, n_groups):
    first, last = sorted(days[:2]), sorted(days[2:])
    (row,) = trained(
        package(groups=n_groups, starts=[DAY + timedelta(n) for n in first], ends=[DAY + timedelta(n) for n in last])
    )
    possible = [
        end - begin + 1
        for begin in range(first[0], first[1] + 1)
        for end in range(last[0], last[1] + 1)
        if end >= begin
    ]
    if not possible:
        assert row["days_least"] is None
        assert row["groups_per_week_most"] is None
        return
    assert (row["days_least"], row["days_most"]) == (min(possible), max(possible))
    for end, n_days in {"least": max(possible), "most": min(possible)}.items():
        assert abs(Fraction(row[f"groups_per_week_{end}"]) - Fraction(7 * n_groups, n_days)) <= Fraction(1, 20)


def session(kecamatan, begins=None, **more):
    first, last = begins if isinstance(begins, tuple) else (begins, begins)
    return {"kecamatan": kecamatan, "kecamatan_code": kecamatan[:1], "starts_first": first, "starts_last": last, **more}


def placed_firm(number, kecamatan):
    return firm(f"F{number}", kecamatan=kecamatan, kecamatan_code=kecamatan[:1])


def covered(firms, sessions, certificates=()):
    found = coverage(table("firms", firms), table("outreach", sessions), table("certificates", list(certificates)))
    return {row["kecamatan"]: row for row in found.to_dict("records")}


def test_a_kecamatan_shows_whether_outreach_and_certificates_stand_beside_its_firms():
    issued = [held("pirt", f"F{n}", issued=day) for n, day in ((2, DAY), (3, DAY + timedelta(1)), (4, None))]
    firms = [placed_firm(n, name) for n, name in enumerate(("Kamal", "Socah", "Labang", "Burneh"), 1)]
    sessions = [session(name, DAY) for name in ("Socah", "Labang", "Burneh", "Galis", "")]
    assert {name: row["finding"] for name, row in covered(firms, sessions, issued).items()} == {
        "Kamal": "firms_without_session",
        "Socah": "session_without_certificate",  # issued on the very day of the session, not after it
        "Labang": "session_and_certificate",
        "Burneh": "session_and_undated",
        "Galis": "session_without_firms",
        "": "place_unknown",
    }


def test_people_reached_are_unknown_where_one_session_does_not_say():
    sessions = [session("Kamal", n_participants=20, n_firms_reached=8), session("Kamal", n_participants=30)]
    row = covered([placed_firm(1, "Kamal")], sessions)["Kamal"]
    assert (row["n_sessions"], row["n_participants"], row["n_firms_reached"]) == (2, 50, None)


def test_without_a_session_nothing_is_said_of_certificates_since():
    row = covered([placed_firm(1, "Kamal")], [], [held("pirt", "F1", issued=DAY)])["Kamal"]
    assert (row["n_sessions"], row["n_since_least"], row["n_since_most"]) == (0, None, None)


def test_a_session_without_a_day_may_have_been_the_first():
    row = covered(
        [placed_firm(1, "Kamal")], [session("Kamal", DAY), session("Kamal")], [held("pirt", "F1", issued=DAY)]
    )["Kamal"]
    assert (row["first_session_first"], row["first_session_last"]) == (None, DAY)
    assert (row["n_since_least"], row["n_since_most"]) == (0, 1)


SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted) | st.none()


@given(
    st.lists(st.sampled_from(("Kamal", "Socah", "")), max_size=6),
    st.lists(st.tuples(st.sampled_from(("Kamal", "Galis", "")), SPANS), max_size=4),
    st.lists(st.tuples(st.integers(1, 6), st.sampled_from(("held", "unknown", "not_held")), SPANS), max_size=8),
)
def test_coverage_loses_no_firm_and_no_session_and_its_range_holds_every_possible_count(places, sessions, certificates):
    def days(span):
        return span and tuple(DAY + timedelta(n) for n in span)

    rows = covered(
        [placed_firm(n, name) for n, name in enumerate(places, 1)],
        [session(name, days(span)) for name, span in sessions],
        [held("pirt", f"F{n}", status=status, issued=days(span)) for n, status, span in certificates],
    )
    assert {name: row["n_firms"] for name, row in rows.items() if row["n_firms"]} == Counter(places)
    assert {name: row["n_sessions"] for name, row in rows.items() if row["n_sessions"]} == Counter(
        name for name, _ in sessions
    )
    for name, row in rows.items():
        spans = [span for place, span in sessions if place == name]
        of_place = [span for n, status, span in certificates if status == "held" and places[n - 1 : n] == [name]]
        if not spans:
            assert row["n_since_most"] is None
            continue
        # The earliest and the latest day every event may have had, an event without a day having any.
        earliest = min(span[0] if span else -99 for span in spans)
        latest = min(span[1] if span else 99 for span in spans)
        assert row["n_since_least"] == sum((span[0] if span else -99) > latest for span in of_place)
        assert row["n_since_most"] == sum((span[1] if span else 99) > earliest for span in of_place)


def test_a_product_is_placed_perhaps_placed_or_not_noted():
    firms = [firm("F1", branch="Batik", kecamatan="Kamal"), firm("F2")]
    products = [
        product(name, maker, "Kain Contoh") for name, maker in (("P1", "F1"), ("P2", "F1"), ("P3", "F2"), ("P4", ""))
    ]
    placements = [
        {"product_id": "P1", "firm_id": "F1", "n_sold": 3},
        {"product_id": "P1", "firm_id": "F1", "n_sold": 4},
        {"firm_id": "F1"},
        {"product_name": "Kain lain"},
        {"product_id": "P3", "firm_id": "F2"},
    ]
    tables = {"products": products, "firms": firms, "certificates": [], "placements": placements}
    rows = placed(*(table(name, rows) for name, rows in tables.items())).to_dict("records")
    assert [(row["is_placed"], row["is_perhaps_placed"], row["n_sold"]) for row in rows] == [
        (True, False, 7),
        (False, True, None),
        (True, False, None),
        (False, False, None),
    ]
    assert [(row["branch"], row["kecamatan"]) for row in rows] == [("Batik", "Kamal")] * 2 + [("", "")] * 2


def test_a_product_is_certified_by_its_own_certificate_or_one_of_its_firm_for_no_named_product():
    firms = [firm("P1"), firm("F2")]  # a firm and a product may stand on one row and have one identifier
    products = [product("P1", "P1", "Keripik"), product("P2", "P1", "Kue"), product("P3", "F2", "Abon")]
    certificates = [
        held("pirt", "P1", "P1"),
        held("halal", "F2"),
        held("nib", "P1"),
        held("pirt", "P1", "P2", "unknown"),
    ]
    tables = {"products": products, "firms": firms, "certificates": certificates, "placements": []}
    found = placed(*(table(name, rows) for name, rows in tables.items()))
    assert list(found["is_certified"]) == [True, False, True]
