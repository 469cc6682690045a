"""Candidate associations: who is proposed with whom, why, and why the others are not."""

from collections import Counter, defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis import reference
from ikm_analysis.associations import candidates, listed_twice, membership, proposals
from made.tidy import firm, product, table

LIMITS = {name: int(reference.association_limits()[f"{name}_firms"]) for name in ("least", "most", "split")}
BURNEH = {"regency": "Bangkalan", "kecamatan_code": "35.26.03", "kecamatan": "Burneh"}
TUNJUNG = BURNEH | {"desa_code": "35.26.03.2008", "desa": "Tunjung"}
ALAS = BURNEH | {"desa_code": "35.26.03.2002", "desa": "Alas Kembang"}


def made(n, start=1, **more):
    """So many firms alike, numbered from `start`."""
    return [firm(f"r.xlsx!S!{number:03}", **more) for number in range(start, start + n)]


def found(firms, products=(), groups=(), twice=frozenset()):
    """The candidates as {firm_id: row}."""
    tables = (table(name, rows) for name, rows in (("firms", firms), ("products", products), ("groups", groups)))
    frame = candidates(*tables, twice)
    return {row["firm_id"]: row for row in frame.to_dict("records")}


def proposed(firms, states=None, **more):
    frame = table("firms", firms)
    states = pd.DataFrame(index=frame["firm_id"]) if states is None else states
    tables = (table(name, more.get(name, [])) for name in ("products", "groups"))
    return proposals(candidates(frame, *tables), frame, states).to_dict("records")


# Each firm once, whatever the order.

PLACES = [
    TUNJUNG,
    ALAS,
    BURNEH,
    {"regency": "Bangkalan"},
    {"regency": "Kab. Lain", "kecamatan": "Utara", "desa": "Satu"},
]
ONE_FIRM = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(["", "Timur", "Barat", "Dajah"]),
    st.sampled_from(["Batik", "Batik", "batik ", "Genteng", ""]),
    st.sampled_from(["", "", "", "Tidak ada", "Mawar"]),
    st.booleans(),
)


def drawn(rows):
    """Firms as drawn; every tenth is listed twice."""
    firms = [
        firm(f"r.xlsx!S!{n}", **place, dusun=dusun, branch=branch, group_name=group)
        for n, (place, dusun, branch, group, _) in enumerate(rows)
    ]
    products = [product(f"p{n}", f"r.xlsx!S!{n}", "Kain batik") for n, row in enumerate(rows) if row[4]]
    return firms, products, frozenset(one["firm_id"] for one in firms[::10])


def counted(firms, products, twice):
    """The proposals by place and kind, counted one firm at a time: {(place, kind): identifiers}."""
    makes_batik = {row["firm_id"] for row in products}
    free = {}
    for row in firms:
        kind = {"batik": "batik", "genteng": "building"}.get(row["branch"].strip().lower(), "")
        kind = "batik" if row["firm_id"] in makes_batik else kind
        if row["firm_id"] not in twice and row["group_name"] != "Mawar" and row.get("kecamatan") and kind:
            free[row["firm_id"]] = (row["kecamatan"], row.get("desa", ""), kind)
    sets = defaultdict(set)
    for identifier, (kecamatan, desa, kind) in free.items():
        sets[kecamatan, desa, kind].add(identifier)
    in_desa = {place: ids for place, ids in sets.items() if place[1] and len(ids) >= LIMITS["least"]}
    rest = defaultdict(set)
    for identifier in free.keys() - set().union(*in_desa.values()):
        kecamatan, _, kind = free[identifier]
        rest[kecamatan, "", kind].add(identifier)
    return in_desa | {place: ids for place, ids in rest.items() if len(ids) >= LIMITS["least"]}


@settings(max_examples=20)
@given(st.lists(ONE_FIRM, max_size=120), st.randoms(use_true_random=False))
def test_every_firm_is_in_one_proposal_or_left_over_with_one_reason_whatever_the_order(rows, random):
    firms, products, twice = drawn(rows)
    once = found(firms, products, twice=twice)
    assert list(once) == [row["firm_id"] for row in firms]
    sets = defaultdict(set)
    for identifier, row in once.items():
        assert ("association_reason", row["reason"]) in reference.terms()
        assert bool(row["proposal_id"]) == row["reason"].startswith(("desa", "kecamatan"))
        if row["proposal_id"]:
            sets[row["proposal_id"]].add(identifier)
    assert all(LIMITS["least"] <= len(ids) <= LIMITS["most"] for ids in sets.values())
    whole = defaultdict(set)
    for name, ids in sets.items():
        whole[name.rpartition(" ")[0]] |= ids
    expected = counted(firms, products, twice)
    assert sorted(map(sorted, whole.values())) == sorted(map(sorted, expected.values()))
    random.shuffle(firms)
    random.shuffle(products)
    assert found(firms, products, twice=twice) == once


def test_the_limits_say_which_are_law_and_which_are_our_choice_and_leave_room_to_split():
    text = (reference.FOLDER / "association_limits.csv").read_text(encoding="utf-8")
    assert "least_firms,5,law,PP 29/2018" in text
    assert text.count(",choice of this project,") == len(reference.association_limits()) - 1
    assert 2 * LIMITS["least"] <= LIMITS["split"] <= LIMITS["most"]


def test_no_firm_at_all_gives_no_candidate_and_no_proposal():
    assert found([]) == {}
    assert proposed([]) == []


# What is similar.


@pytest.mark.parametrize(
    ("names", "branch", "firm_name", "kind", "kind_from"),
    [
        (["Kain batik"], "Sandang", "Mebel Jaya", "batik", "products"),
        (["Kain batik", "Sarung batik", "Mera"], "Sandang", "", "batik", "products"),
        (["Kain batik", "Genteng"], "Konveksi", "", "garment", "branch"),
        (["Mera"], "Kerajinan  Sapu", "", "craft", "branch"),
        ([], "Bengkel  LAS", "", "bengkel las", "branch"),
        ([], "Aneka industri", "Batik tulis Contoh", "batik", "name"),
        ([], "Lain-lain", "Contoh", "", ""),
        ([], "-", "Contoh", "", ""),
        ([], "", "Contoh", "", ""),
    ],
)
def test_products_that_agree_tell_the_kind_then_the_branch_then_the_name(names, branch, firm_name, kind, kind_from):
    firms = [firm("f1", **TUNJUNG, branch=branch) | {"firm_name": firm_name}]
    row = found(firms, [product(f"p{n}", "f1", name) for n, name in enumerate(names)])["f1"]
    assert (row["kind"], row["kind_from"]) == (kind, kind_from)
    assert row["reason"] == ("too_few_similar" if kind else "kind_unknown")


def test_a_product_whose_name_tells_nothing_is_of_the_category_written_beside_it():
    made_by = [product("p1", "f1", "Mera", product_category="Kain batik"), product("p2", "f2", "Mera")]
    rows = found([firm("f1", **TUNJUNG), firm("f2", **TUNJUNG)], made_by)
    assert [row["kind"] for row in rows.values()] == ["batik", ""]


@pytest.mark.parametrize(("n_batik", "kind"), [(3, "kriya"), (2, "")])
def test_a_branch_whose_firms_make_different_things_tells_nothing(n_batik, kind):
    names = ["Kain batik"] * n_batik + ["Genteng"] * (4 - n_batik)
    products = [product(f"p{n}", f"r.xlsx!S!{n:03}", name) for n, name in enumerate(names, 1)]
    rows = found(made(5, **TUNJUNG, branch="Kriya"), products)
    assert rows["r.xlsx!S!005"]["kind"] == kind


# Who is left out.


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Kelompok Contoh 01", "member"),
        ("Ada", "member"),
        ("Tidak ada", "alone"),
        ("belum", "alone"),
        ("Belum berkelompok", "alone"),
        ("TDK ADA", "alone"),
        ("-", "unknown"),
        ("", "unknown"),
        ("?", "unknown"),
    ],
)
def test_a_blank_or_a_dash_is_unknown_and_only_words_say_that_a_firm_is_alone(text, state):
    firms = table("firms", [firm("f1", group_name=text)])
    assert list(membership(firms, table("groups", []))) == [state]


def test_a_firm_that_a_group_lists_is_a_member_whatever_it_says_itself():
    firms = table("firms", [firm("f1"), firm("f2", group_name="Tidak ada"), firm("f3")])
    groups = table("groups", [{"member_ids": "f2; f9"}, {"member_ids": ""}])
    assert list(membership(firms, groups)) == ["unknown", "member", "unknown"]


def test_members_repeats_and_firms_without_a_place_or_a_kind_are_left_over_each_with_its_reason():
    firms = [
        *made(5, **TUNJUNG, branch="Batik"),
        firm("member", **TUNJUNG, branch="Batik", group_name="Mawar"),
        firm("again", **TUNJUNG, branch="Batik"),
        firm("nowhere", regency="Bangkalan", branch="Batik"),
        firm("nothing", **TUNJUNG),
        firm("lonely", **ALAS, branch="Batik"),
    ]
    rows = found(firms, twice={"again"})
    reasons = {identifier: row["reason"] for identifier, row in rows.items() if not row["proposal_id"]}
    assert reasons == {
        "member": "in_a_group",
        "again": "listed_twice",
        "nowhere": "place_unknown",
        "nothing": "kind_unknown",
        "lonely": "too_few_similar",
    }
    assert rows["r.xlsx!S!001"]["proposal_id"] == "35.26.03.2008 batik 1"


def test_a_neighbour_of_the_same_name_is_another_firm_unless_its_year_and_workers_agree_too():
    same = TUNJUNG | {"firm_name": "Penjahit", "founded_year": 2001, "n_workers": 2}
    firms = [
        firm("r.xlsx!S!2") | same,
        firm("r.xlsx!S!3") | same | {"firm_name": "PENJAHIT."},
        firm("r.xlsx!S!4") | same | {"founded_year": 2005},
        firm("r.xlsx!S!5") | same | {"founded_year": None},
        firm("r.xlsx!S!6") | same | {"founded_year": None},
        firm("r.xlsx!S!7") | same | ALAS,
        firm("r.xlsx!S!8"),
    ]
    issue = {"code": "duplicate_exact", "file": "r.xlsx", "sheet": "S", "cell": "B8"}
    issues = table("issues", [issue, issue | {"code": "duplicate_name", "cell": "B4"}])
    assert listed_twice(table("firms", firms), issues) == {"r.xlsx!S!3", "r.xlsx!S!8"}


# Where, and how large.


def test_what_is_left_of_the_desa_is_gathered_in_their_kecamatan():
    firms = [
        *made(6, **TUNJUNG, branch="Genteng"),
        *made(3, 11, **ALAS, branch="Genteng"),
        *made(2, 21, **BURNEH, branch="Genteng"),  # their desa is not known
        *made(4, 31, **TUNJUNG, branch="Batik"),
    ]
    counts = Counter((row["proposal_id"], row["reason"]) for row in found(firms).values())
    assert counts == {
        ("35.26.03.2008 building 1", "desa"): 6,
        ("35.26.03 building 1", "kecamatan"): 5,
        ("", "too_few_similar"): 4,
    }
    desa, kecamatan = sorted(proposed(firms), key=lambda row: row["level"])
    assert (desa["desa"], desa["n_firms"], desa["n_desa"]) == ("Tunjung", 6, 1)
    assert (kecamatan["desa"], kecamatan["desa_code"], kecamatan["n_firms"], kecamatan["n_desa"]) == ("", "", 5, 1)


def test_a_desa_that_is_known_tells_its_kecamatan():
    at = {"regency": "Bangkalan", "branch": "Batik"}
    firms = [*made(3, **at, desa_code="35.26.03.2008"), *made(3, 11, **at, desa_code="35.26.03.2002")]
    (row,) = proposed(firms)
    assert (row["kecamatan_code"], row["kecamatan"], row["n_desa"]) == ("35.26.03", "Burneh", 2)


def test_outside_the_lists_of_places_a_name_is_a_place_inside_its_regency_and_kecamatan():
    at = {"kecamatan": "Utara", "desa": "Satu", "branch": "Batik"}
    firms = [*made(5, regency="Kab. Lain", **at), *made(4, 11, regency="Kota Lain", **at)]
    firms += [firm("r.xlsx!S!021", regency="Kota Lain", **at | {"desa": "SATU"}), *made(5, 31, **at)]
    assert {row["proposal_id"] for row in found(firms).values()} == {
        "kab. lain, utara, satu batik 1",
        "kota lain, utara, satu batik 1",
        "utara, satu batik 1",
    }


def in_hamlets(*sizes):
    """Batik firms of one desa in hamlets of these sizes, as {hamlet: the parts it is in}."""
    names = [f"Contoh {number:02}" for number in range(len(sizes)) for _ in range(sizes[number])]
    firms = [firm(f"r.xlsx!S!{n:03}", **TUNJUNG, branch="Batik", dusun=name) for n, name in enumerate(names)]
    parts, reasons, rows = defaultdict(Counter), set(), found(firms)
    assert found(firms[::-1]) == rows
    for row, name in zip(rows.values(), names, strict=True):
        parts[name][int(row["proposal_id"].rpartition(" ")[2])] += 1
        reasons.add(row["reason"])
    assert reasons == {"desa_split" if len(firms) > LIMITS["most"] else "desa"}
    return list(parts.values())


def test_a_desa_with_more_firms_than_one_coach_can_visit_is_cut_between_hamlets():
    assert in_hamlets(14, 16) == [{1: 14}, {1: 16}]
    assert in_hamlets(12, 15, 13) == [{1: 12}, {1: 15}, {2: 13}]
    assert in_hamlets(20, 20, 18) == [{1: 20}, {2: 20}, {3: 18}]


def test_a_hamlet_that_is_too_large_itself_is_cut_evenly():
    assert in_hamlets(72) == [{1: 24, 2: 24, 3: 24}]
    assert in_hamlets(31) == [{1: 15, 2: 16}]


def test_a_firm_whose_hamlet_is_misspelt_stays_with_its_neighbours():
    firms = [
        *made(20, **TUNJUNG, branch="Batik", dusun="Karang Laok"),
        *made(18, 21, **TUNJUNG, branch="Batik", dusun="Sumber"),
        *made(1, 39, **TUNJUNG, branch="Batik", dusun="Zarang Laok"),
    ]
    rows = found(firms)
    assert rows["r.xlsx!S!039"] == rows["r.xlsx!S!001"] | {"firm_id": "r.xlsx!S!039"}
    assert rows["r.xlsx!S!021"]["proposal_id"] == "35.26.03.2008 batik 2"


@settings(max_examples=15)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=9).filter(lambda sizes: sum(sizes) >= LIMITS["least"]))
def test_parts_keep_to_the_limits_and_are_numbered_without_a_gap(sizes):
    total = sum(in_hamlets(*sizes), Counter())
    assert sum(total.values()) == sum(sizes)
    assert sorted(total) == list(range(1, len(total) + 1))
    assert all(LIMITS["least"] <= n <= LIMITS["most"] for n in total.values())
    assert len(total) == (1 if sum(sizes) <= LIMITS["most"] else -(-sum(sizes) // LIMITS["split"]))


# What is said of a proposal.


def test_a_proposal_counts_what_is_known_of_its_firms_and_what_is_not():
    firms = [
        *made(2, **TUNJUNG, branch="Batik", group_name="Tidak ada"),
        *made(3, 3, **TUNJUNG, branch="Batik"),
        firm("r.xlsx!S!006", **TUNJUNG) | {"firm_name": "Batik Contoh"},
    ]
    states = pd.DataFrame(
        {
            "halal": ["held", "not_held", "expired", "not_held", "unknown"],
            "permit": ["not_held", "in_process", "not_held", "unknown", "unknown"],
        },
        index=[row["firm_id"] for row in firms[:5]],
    )
    (row,) = proposed(firms, states)
    assert (row["level"], row["kind"], row["kind_from"]) == ("desa", "batik", "name")
    assert (row["n_firms"], row["n_alone"], row["n_unknown"]) == (6, 2, 4)
    assert (row["n_without_least"], row["n_without_most"]) == (2, 5)


def test_where_a_register_asks_for_no_certificate_no_firm_surely_lacks_one():
    (row,) = proposed(made(5, **TUNJUNG, branch="Batik"))
    assert (row["n_without_least"], row["n_without_most"]) == (0, 5)


def test_the_proposals_of_one_place_stand_in_the_order_of_their_numbers():
    rows = proposed(made(260, **TUNJUNG, branch="Batik"))
    assert [row["proposal_id"] for row in rows] == [f"35.26.03.2008 batik {n}" for n in range(1, 12)]
