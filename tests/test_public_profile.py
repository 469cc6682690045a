"""All that one public run prints of an office, attacked together: no count of one to four firms follows from it.

Not counted as telling of firms: how many have a duty or a known kind of product, or stand in no proposed association,
and counts of groups, sessions, packages, cells and issues.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ikm_analysis import reference
from ikm_analysis.cleaning import Register
from ikm_analysis.cleaning.register import TABLES
from ikm_analysis.project import Folders
from ikm_analysis.subjects import OF_REGISTERS, exhibits_of_registers
from ikm_analysis.subjects.registers import LEAST, Registers, read_registers
from ikm_analysis.subjects.scope import capital
from made.attack import FAR, SLACK, Knowledge, numbers
from made.tidy import firm, held, product, table

TODAY = date(2026, 11, 22)
PLACES = {place["kecamatan"]: place["code"] for place in reference.places() if place["regency"] == "Bangkalan"}
OF_OTHERS = {"n_groups", "n_sessions", "n_desa", "days_least", "days_most", "n_cells", "age_least"}
STATES = ("held", "in_process", "expired", "not_held", "unknown")
GAP = ("n_held", "n_missing", "n_unknown")
MEMBERSHIP = {"member": "n_member", "alone": "n_alone", "unknown": "n_unsaid"}
CHANGES = ("added", "gone", "changed", "same", "perhaps_same", "ambiguous_before", "ambiguous_now")
CERTIFIED = ("n_newly", "n_lapsed", "n_ended", "n_newly_said")
LICENCE = "Business licence (NIB; formerly SIUP, TDI, IUMK)"


@pytest.fixture(scope="session")
def show(published):
    """Every exhibit of one run by name."""

    def shown(registers):
        regencies = ("Bangkalan", "Sampang")
        runs = (exhibits_of_registers(published, registers, one, regencies, "en", TODAY) for one in OF_REGISTERS)
        return {exhibit.name: exhibit for run in runs for exhibit in run}

    return shown


# Offices.


def registers_of(rows, before=None, *, is_public=True):
    tables = {name: table(name, rows.get(name, [])) for name in TABLES}
    n_rows = {"body": len(rows["firms"]), "refused": 0}
    register = Register(Path("daftar.xlsx"), None, (), (), **tables, fates=Counter(), rows=n_rows)
    earlier = registers_of(before, is_public=is_public) if before else None
    return Registers((register,), "register", is_public, before=earlier)


def at(kecamatan):
    return {"regency": "Bangkalan", "kecamatan_code": PLACES.get(kecamatan, ""), "kecamatan": kecamatan}


DAYS = (None, date(2026, 5, 1), date(2026, 12, 20), date(2027, 3, 1), (date(2026, 1, 1), date(2026, 12, 31)))
BLOCK = st.fixed_dictionaries(
    {
        "size": st.sampled_from((1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16)),
        "kecamatan": st.sampled_from(("Kamal", "Socah", "Labang", "")),
        "branch": st.sampled_from(("Keripik", "Keripik", "Batik", "")),
        "n_workers": st.sampled_from((2, 7, None)),
        "group_name": st.sampled_from(("Kelompok A", "Kelompok B", "Tidak ada", "", "")),
        "has_nib": st.booleans(),
        "management": st.sampled_from(("pembukuan rutin", "seadanya", "")),
        "pirt": st.sampled_from(("held", "held", "not_held", "in_process", "expired", "unknown", "")),
        "halal": st.sampled_from(("held", "not_held", "unknown", "")),
        "issued": st.sampled_from((None, date(2025, 1, 1), date(2026, 6, 1))),
        "expires": st.sampled_from(DAYS),
        "product": st.sampled_from(("Keripik", "Terasi", "Batik", "Lain", "")),
        "is_placed": st.sampled_from((False, False, True)),
        "is_again": st.sampled_from((False, False, False, True)),
        "was": st.sampled_from(("same", "same", "changed", "missing", "otherwise")),
        "is_gone": st.sampled_from((False, False, False, True)),
    }
)
SESSIONS = st.lists(
    st.tuples(st.sampled_from(tuple(PLACES)[:4]), st.sampled_from((3, 20, None)), st.sampled_from((None, DAYS[1]))),
    max_size=3,
)
OFFICES = st.tuples(
    st.lists(BLOCK, min_size=2, max_size=9).filter(lambda blocks: 5 <= sum(one["size"] for one in blocks) <= 60),
    SESSIONS,
    st.booleans(),
)


def office(blocks, sessions, has_targets):
    """An office of blocks of firms that are alike, and its earlier edition."""
    rows, before = ({name: [] for name in TABLES} for _ in range(2))
    for number, (block, n) in enumerate((alike, n) for alike in blocks for n in range(alike["size"])):
        name, made = f"F{number:02}", f"P{number:02}" if block["product"] else ""
        row = firm(name, **at(block["kecamatan"]))
        row |= {key: block[key] for key in ("branch", "n_workers", "group_name", "management")}
        row |= {"nib": f"02200012{number:05}"} if block["has_nib"] else {}
        if block["is_again"]:
            row |= {"firm_name": f"Contoh {block['size']}", "founded_year": 2010, "n_workers": 3}
        said = {"pirt": {"issued": block["issued"], "expires": block["expires"]}, "halal": {"issued": block["issued"]}}
        marks = [held(kind, name, made, block[kind], **days) for kind, days in said.items() if block[kind]]
        rows["firms"].append(row)
        rows["certificates"] += marks
        rows["products"] += [product(made, name, block["product"])] if made else []
        rows["placements"] += [{"product_id": made, "firm_id": name}] if made and block["is_placed"] else []
        if block["was"] != "missing":
            status = {"held": "not_held"} if block["was"] == "otherwise" else {}
            before["firms"].append(row | ({"branch": "Mebel"} if block["was"] == "changed" else {}))
            before["certificates"] += [
                mark | {"certificate_status": status.get(mark["certificate_status"], mark["certificate_status"])}
                for mark in marks
            ]
        if block["is_gone"]:
            before["firms"].append(firm(f"G{number}", **at(block["kecamatan"]), firm_name=f"Lama {'x' * number} {n}"))
    for kecamatan, n, day in sessions:
        days = dict.fromkeys(("starts_first", "starts_last", "ends_first", "ends_last"), day)
        rows["outreach"].append(at(kecamatan) | days | {"n_participants": n, "n_firms_reached": n})
    if has_targets:
        said = {"target_unit": "usaha", "target": 30}
        rows["targets"] = [
            {"target_name": "Usaha memegang P-IRT", "data_year": year, **said} for year in range(2024, 2027)
        ]
    return rows, before if len(before["firms"]) >= LEAST else None


# What an attacker knows.


def rows_in(shown, name):
    return shown[name].table.to_dict("records") if name in shown else []


def said_in(shown, name, n):
    """The first counts of a finding, None for those it does not print."""
    return [*(numbers(shown[name].finding) if name in shown else []), *[None] * n][:n]


def leaks(shown):
    """Every count from one to four that is printed or can be worked out, by name."""
    known = Knowledge()
    for learn in (registered, due, lapsing, targeted, grouped, covered, rated, placed, changed):
        learn(known, shown)
    found = {name: n for name, n in known.determined().items() if 0 < abs(n) < LEAST and name[0] != SLACK}
    for exhibit in shown.values():
        counts = [column.name for column in exhibit.columns if column.kind == "count" and column.name not in OF_OTHERS]
        for row, name in (
            (row, name) for row in rows_in(shown, exhibit.name) for name in counts if "cells" not in name
        ):
            if row[name] is not None and 0 < row[name] < LEAST:
                found[exhibit.name, *map(str, row.values()), name] = row[name]
    return found


def registered(known, shown):
    """Firms by place, branch and size; of each kind their states, and the holders by group."""
    n_firms = int(rows_in(shown, "register_beside_published")[0]["value"])
    known.count("firms", printed=n_firms)
    groups = ("kecamatan", "branch", "size")
    for by in groups:
        for row in rows_in(shown, f"register_{by}"):
            known.count("firms", by, row[by], printed=row["n_firms"])
    for row in rows_in(shown, "register_certificates"):
        kind, is_whole = row["certificate"], None not in row.values()
        for state in STATES:
            known.count(kind, state, printed=row[f"n_{state}"], least=1, most=n_firms)
        known.adds_up(("firms",), [(kind, state) for state in STATES])
        known.rest((kind, "not said to be held"), ("firms",), [(kind, "held")])
        known.rest((kind, "gap"), ("firms",), [(kind, "held"), (kind, "unknown")])
        if is_whole:
            known.count(kind, "gap", printed=row["n_gap_least"])
    for by in groups:
        cells = defaultdict(list)
        for row in rows_in(shown, f"register_held_by_{by}"):
            cell = known.count(row["certificate"], "held", by, row[by], printed=row["n_held"], most=row["n_firms"])
            known.rest((row["certificate"], "not held", by, row[by]), ("firms", by, row[by]), [cell])
            cells[row["certificate"]].append(cell)
        for kind, names in cells.items():
            known.adds_up((kind, "held"), names)
            known.adds_up((kind, "not said to be held"), [(kind, "not held", *name[2:]) for name in names])


def due(known, shown):
    """Gaps by day and group, what closing them costs, the stages, and what is one step away."""
    days = rows_in(shown, "certification_gap_days")
    units = {row["requirement"]: row["unit"] for row in days}
    for row in days:
        gap(known, (row["requirement"], row["as_of"]), row)
    for one, other in ((one, other) for one in days for other in days):
        if one["requirement"] == other["requirement"] and one["as_of"] < other["as_of"]:
            names = [(row["requirement"], row["as_of"]) for row in (one, other)]
            for column in GAP:
                known.rest(("between days", *names, column), (*names[0], column), [(*names[1], column)], least=-FAR)
    for by in ("category", "kecamatan", "branch", "scale", "group"):
        cells = defaultdict(list)
        for row in rows_in(shown, f"certification_gap_{by}"):
            gap(known, (row["requirement"], by, row[by]), row)
            cells[row["requirement"]].append((row["requirement"], by, row[by]))
        for requirement, names in cells.items():
            if (by, units.get(requirement)) != ("category", "firms"):  # a firm has products of several categories
                for column in ("n_due", *GAP):
                    known.adds_up((requirement, TODAY, column), [(*name, column) for name in names])
    costs = defaultdict(list)
    for place, row in enumerate(rows_in(shown, "certification_cost")):
        gap(known, (row["requirement"], "cost", place), row)
        costs[row["requirement"]].append((row["requirement"], "cost", place))
    for requirement, names in costs.items():
        for column in GAP[1:]:
            known.adds_up((requirement, TODAY, column), [(*name, column) for name in names])
    for row in rows_in(shown, "certification_next_steps"):
        name, counts = (row["requirement"], "step"), ("n_certain", "n_possible")
        cells = [known.count(*name, column, printed=row[column]) for column in counts]
        if units.get(row["requirement"]) == "products":
            known.rest((*name, "misses more"), (row["requirement"], TODAY, "n_missing"), cells)
    for row in rows_in(shown, "certification_stages"):
        stage(known, (row["stage"], "stage"), row, units.get(row["stage"]) == "firms")


def gap(known, name, row):
    """One row of gaps: those with the duty hold it, miss it, or nothing is known."""
    for column in ("n_due", *GAP):
        known.count(*name, column, printed=row.get(column))
    known.adds_up((*name, "n_due"), [(*name, column) for column in GAP])
    for end, parts in {"gap_least": GAP[1:2], "gap_most": GAP[1:]}.items():
        known.adds_up(known.count(*name, end, printed=row[end]), [(*name, part) for part in parts])


def stage(known, name, row, is_of_firms):
    """One stage: the firms that need it, by state, those that are ready for it, and the share of these that went on."""
    for column in ("n_firms", *GAP, "n_ready"):
        known.count(*name, column, printed=row[column])
    known.adds_up((*name, "n_firms"), [(*name, column) for column in GAP])
    known.rest((*name, "not ready"), (*name, "n_firms"), [(*name, "n_ready")])
    if row["conversion_least"] is not None and row["n_ready"]:
        least, most = (round(row["n_ready"] * row[f"conversion_{end}"]) for end in ("least", "most"))
        known.count(*name, "n_held", "ready", printed=least)
        known.count(*name, "n_unknown", "ready", printed=most - least)
    known.adds_up((*name, "n_ready"), [(*name, column, "ready") for column in GAP])
    for column in GAP:
        known.rest((*name, column, "not ready"), (*name, column), [(*name, column, "ready")])
        if is_of_firms:
            known.adds_up((row["stage"], TODAY, column), [(*name, column)])
    if row["stage"] != LICENCE and not row["stage"].startswith("Distribution"):  # these need the licence alone
        known.rest((*name, "ready, not due"), (LICENCE, "stage", "n_held"), [(*name, "n_ready")])


def lapsing(known, shown):
    """Certificates that have ended or will, by kind and by time."""
    for row in rows_in(shown, "certification_lapsing"):
        for column in ("n_ended", "n_ending", "n_perhaps"):
            known.count(row["certificate"], column, printed=row[column], least=1)
    for total, column in {"n_ending": "n_certain", "n_perhaps": "n_possible"}.items():
        cells = defaultdict(list)
        for row in rows_in(shown, "certification_calendar"):
            cell = known.count(row["certificate"], row["ends_in"], column, printed=row[column], least=1)
            cells[row["certificate"]].append(cell)
        for kind, names in cells.items():
            known.adds_up((kind, total), names)


def targeted(known, shown):
    """Holders counted for targets of several years beside each other and beside all who are said to hold it."""
    counted = []
    for row in rows_in(shown, "certification_targets"):
        if row["basis"] == "counted from the register" and row["unit"] == "usaha":
            name = known.count("target", row["target_name"], row["year"], printed=row["realised"])
            for other in (*counted, ("P-IRT (home food permit)", "held")):
                known.rest(("between", name, other), other, [name], least=-FAR)
            counted.append(name)


def grouped(known, shown):
    """Members of groups by kecamatan, proposals, reasons why firms are in none, and licences by group."""
    rows = rows_in(shown, "groups_membership")
    if not rows:
        return
    _, *totals = said_in(shown, "groups_membership", 4)
    for state, n in zip(MEMBERSHIP, totals, strict=True):
        known.count(state, printed=n)
    firms = {row["kecamatan"]: row["n_firms"] for row in rows_in(shown, "register_kecamatan")}
    own = {row["kecamatan"] for row in rows if firms.get(row["kecamatan"]) == row["n_firms"]}
    apart = firms.keys() - own
    for row in rows:
        for state, column in MEMBERSHIP.items():
            is_own = row["kecamatan"] in own
            known.count(state, "kecamatan", row["kecamatan"] if is_own else "together", printed=row[column])
    for state in MEMBERSHIP:
        known.adds_up((state,), [(state, "kecamatan", label) for label in firms])
        if apart:
            known.adds_up((state, "kecamatan", "together"), [(state, "kecamatan", label) for label in apart])
    for of in [(), *[("kecamatan", label) for label in firms]]:
        known.adds_up(("firms", *of), [(state, *of) for state in MEMBERSHIP])
        known.rest(("in no group", *of), ("firms", *of), [("member", *of)])
    proposals, inside = [], defaultdict(list)
    for place, row in enumerate(rows_in(shown, "groups_proposals")):
        name = known.count("proposal", place, printed=row["n_firms"], least=LEAST)
        cells = [known.count(*name, state, printed=row[MEMBERSHIP[state]]) for state in ("alone", "unknown")]
        known.adds_up(name, cells)
        ends = [known.count(*name, end, printed=row[f"n_without_{end}"]) for end in ("least", "most")]
        known.rest((*name, "perhaps"), ends[1], ends[:1])
        known.rest((*name, "holding"), name, ends[1:])
        proposals.append(name)
        where = row["place"].split(", part")[0].split(", ")[-1].removeprefix("Kecamatan ")
        inside[where if where in firms else "Others"].append(name)
    for where, names in inside.items():
        known.at_least(("in no group", "kecamatan", where), names)
        for state in ("alone", "unknown"):
            known.at_least((state, "kecamatan", where), [(*name, state) for name in names])
    words = {
        term["en"].capitalize(): code
        for (kind, code), term in reference.terms().items()
        if kind == "association_reason"
    }
    left = []
    for row in rows_in(shown, "groups_left"):
        reasons = [("left", words[word[:1].upper() + word[1:]]) for word in row["reason"].split("; ")]
        if len(reasons) == 1:
            known.count(*reasons[0], printed=row["n_firms"])
        else:
            known.adds_up(known.count("left", len(left), printed=row["n_firms"]), reasons)
        left += [known.count(*reason, least=1) for reason in reasons]
    if left:
        known.adds_up(("firms",), [*left, *proposals])
    if ("left", "in_a_group") in left:
        known.adds_up(("member",), [("left", "in_a_group")])
    if ("left", "place_unknown") in left and "Unknown" in firms:
        known.rest(("of no place, listed twice"), ("in no group", "kecamatan", "Unknown"), [("left", "place_unknown")])
    licences = {row["group"]: row for row in rows_in(shown, "certification_gap_group") if row["requirement"] == LICENCE}
    for group, state in {"In no group": "alone", "Unknown": "unknown"}.items():
        if group in licences and (LICENCE, TODAY, "n_due") in known.low:
            known.at_least((state,), [(LICENCE, "group", group, "n_due")])


def covered(known, shown):
    """Participants, firms reached, and certificates since a session, which are not more than the holders."""
    kinds = [row["certificate"] for row in rows_in(shown, "register_certificates")]
    for row in rows_in(shown, "groups_coverage"):
        name = ("coverage", row["kecamatan"])
        ends = [known.count(*name, end, printed=row[f"n_since_{end}"]) for end in ("least", "most")]
        known.rest((*name, "perhaps"), ends[1], ends[:1])
        if row["n_since_most"] is not None:
            cells = [(kind, "held", "kecamatan", row["kecamatan"]) for kind in kinds]
            known.adds_up((*name, "certificates"), [known.count(*cell, most=row["n_firms"]) for cell in cells])
            known.rest((*name, "before the session"), (*name, "certificates"), ends[1:])


def rated(known, shown):
    """Levels of management and marketing."""
    cells = defaultdict(list)
    for row in rows_in(shown, "groups_professional"):
        cells[row["aspect"]].append(known.count(row["aspect"], row["level"], printed=row["n_firms"]))
    for names in cells.values():
        known.adds_up(("firms",), names)


def placed(known, shown):
    """Products by branch: those placed for sale, and those of them that are certified."""
    if "groups_placements" not in shown:
        return
    counts = {"placements": ("n_placed", "n_products"), "not_placed": ("n_not_placed", "n_certified")}
    branches = [row["branch"] for row in rows_in(shown, "register_branch")]
    for name, columns in counts.items():
        for column, n in zip(columns, said_in(shown, f"groups_{name}", 2), strict=True):
            known.count(column, printed=n)
            known.adds_up((column,), [(column, branch) for branch in branches])
        told_of = set()
        for row in rows_in(shown, f"groups_{name}"):
            labels = row["branch"].split(", ")
            for column in columns if {*labels} <= {*branches} else ():
                if len(labels) == 1:
                    known.count(column, *labels, printed=row[column])
                elif row[column] is not None:
                    known.adds_up(
                        known.count(column, row["branch"], printed=row[column]), [(column, one) for one in labels]
                    )
            told_of |= {*labels}
        for branch in {*branches} - told_of if told_of <= {*branches} else ():
            known.count(columns[0], branch, printed=0)
    nothing_perhaps = numbers(shown["groups_placements"].notes[0])[0] == 0
    for of in [(), *[(branch,) for branch in branches]]:
        known.rest(("unplaced", *of), ("n_products", *of), [("n_placed", *of)])
        if "groups_not_placed" in shown:
            known.rest(("out", *of), ("n_certified", *of), [("n_not_placed", *of)])
            known.rest(("uncertified", *of), ("n_products", *of), [("n_certified", *of)])
            if nothing_perhaps:
                known.rest(("uncertified, placed", *of), ("n_placed", *of), [("out", *of)])
                known.rest(("uncertified, unplaced", *of), ("unplaced", *of), [("n_not_placed", *of)])


def changed(known, shown):
    """Firms of two editions by what became of them, and the certificates they gained and lost."""
    rows = dict(zip(CHANGES, rows_in(shown, "register_changes"), strict=False))
    if not rows:
        return
    before, _ = said_in(shown, "register_changes", 2)
    known.count("before", printed=before)
    for change, row in rows.items():
        known.count(change, printed=row["n_firms_least"], least=1)
    both = ("changed", "same", "perhaps_same")
    known.adds_up(("before",), [(change,) for change in ("gone", *both, "ambiguous_before")])
    known.adds_up(("firms",), [(change,) for change in ("added", *both, "ambiguous_now")])
    for change, open_ in {"added": "ambiguous_now", "gone": "ambiguous_before"}.items():
        parts = [(name,) for name in (change, "perhaps_same", open_)]
        known.adds_up(known.count(change, "most", printed=rows[change]["n_firms_most"]), parts)
    known.adds_up(("stayed",), [("changed",), ("same",)])
    for row in rows_in(shown, "register_newly_certified"):
        least = int(any(row[name] is not None for name in CERTIFIED))
        names = [known.count(row["certificate"], name, "since", printed=row[name], least=least) for name in CERTIFIED]
        known.rest((row["certificate"], "changed otherwise"), ("changed",), names[:2])
        known.rest((row["certificate"], "none of these"), ("stayed",), names)


# What follows from what is printed.


# Made smaller step by step, a failing office would take minutes.
@settings(max_examples=5, phases=(Phase.explicit, Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
@given(OFFICES)
def test_no_count_of_a_few_firms_follows_from_all_that_is_printed_together(show, made):
    assert leaks(show(registers_of(*office(*made)))) == {}


def test_no_count_of_a_few_firms_follows_from_the_public_example(show):
    assert leaks(show(read_registers(Folders.raw / "registers"))) == {}


# That the attacker would find a leak.

ALIKE = {
    "kecamatan": "Kamal",
    "branch": "Keripik",
    "n_workers": 2,
    "group_name": "Kelompok A",
    "has_nib": True,
    "management": "pembukuan rutin",
    "pirt": "held",
    "halal": "held",
    "issued": date(2025, 1, 1),
    "expires": DAYS[2],
    "product": "Keripik",
    "is_placed": True,
    "is_again": False,
    "was": "same",
    "is_gone": False,
}
BATIK = {"branch": "Batik", "product": "Batik"}
BLOCKS = [
    {"size": 12},
    {"size": 3, "pirt": "not_held", "has_nib": False, "was": "changed"},
    {"size": 8, "kecamatan": "Socah", "halal": "not_held", "pirt": "in_process", "group_name": "Tidak ada"},
    {"size": 7, "kecamatan": "Socah", "halal": "", "group_name": "", "was": "changed", **BATIK},
    {"size": 6, "kecamatan": "Labang", "group_name": "Tidak ada", "was": "otherwise", **BATIK},
    {"size": 2, "kecamatan": "Labang", "was": "missing", "product": "Terasi", "branch": ""},
]
PIRT, HALAL = "P-IRT (home food permit)", "Halal certificate"
PLANTS = {
    "certification_gap_branch": ({"branch": "Keripik", "requirement": HALAL}, "n_due", 23),  # of 25
    "certification_gap_kecamatan": ({"kecamatan": "Kamal", "requirement": HALAL}, "n_held", 15),
    "certification_stages": ({"stage": HALAL}, "n_ready", 22),
    "register_certificates": ({"certificate": PIRT}, "n_in_process", 8),
    "register_held_by_kecamatan": ({"certificate": PIRT, "kecamatan": "Socah"}, "n_held", 7),
    "register_changes": ({"change": capital(reference.terms()["firm_change", "changed"]["en"])}, "n_firms_least", 16),
}


@pytest.fixture(scope="module")
def printed(show):
    """What is printed of an office in which most counts are not small."""
    return show(registers_of(*office([ALIKE | block for block in BLOCKS], [], False)))


@pytest.mark.parametrize("name", PLANTS)
def test_one_count_more_of_a_table_and_a_few_firms_follow(printed, name):
    """Each is a count of at least five that is withheld beside a smaller one."""
    (words, column, n), exhibit = PLANTS[name], printed[name]
    at = [words.items() <= row.items() for row in rows_in(printed, name)].index(True)
    assert exhibit.table.loc[at, column] is None
    planted = exhibit.table.copy()
    planted.loc[at, column] = n
    assert leaks({**printed, name: replace(exhibit, table=planted)})


def test_one_total_more_in_a_title_and_a_few_firms_follow(printed):
    exhibit = printed["register_changes"]
    assert exhibit.finding.startswith("From … firms in the earlier register to 38")
    told = replace(exhibit, finding=exhibit.finding.replace("…", "36", 1))
    assert ("added",) in leaks({**printed, "register_changes": told})


def test_without_that_count_none_does(printed):
    assert leaks(printed) == {}
    for name in ("groups_membership", "groups_placements", "groups_not_placed"):  # whose titles the attacker reads
        assert None not in said_in(printed, name, 2), name


def test_an_attacker_works_counts_out_from_bounds_and_from_several_sums():
    known = Knowledge()
    for total, parts in {"ab": 10, "bc": 8, "ac": 6, "de": 9}.items():
        known.adds_up(known.count(total, printed=parts), [(part,) for part in total])
    known.count("d", most=2)
    known.count("e", most=7)
    found = known.determined()
    assert {name: found[name,] for name in "abcde"} == {"a": 4, "b": 6, "c": 2, "d": 2, "e": 7}
    known.adds_up(known.count("wrong", printed=3), [("a",)])
    with pytest.raises(AssertionError, match="contradicts itself"):
        known.determined()
