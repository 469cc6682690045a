"""Coaching: what the office's registers say of groups, training packages, outreach and products placed for sale.

In the public profile no count of firms, products or participants from one to four is printed or follows from others.
What a register does not say is unknown; what stands beside something else is an observation, never its effect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.associations import candidates, listed_twice, membership, proposals
from ikm_analysis.coaching import coverage, training
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.rules import read_rules
from ikm_analysis.subjects import placements
from ikm_analysis.subjects.registers import LEAST, Registers, merged
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.subjects.told import (
    drawn,
    gathered,
    groups_exhibit,
    largest_first,
    sentence,
    told,
    told_bar,
    total_of,
)
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

MILLION = 1_000_000
REGENCY = len("35.26")  # of the code of a kecamatan
MEMBERSHIP = ("member", "alone", "unknown")
PARTS = tuple(f"n_{state}" for state in MEMBERSHIP)
ASPECTS = ("management", "marketing")
COLLECTED = ("groups", "packages", "outreach", "placements")


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """Membership, proposed associations, levels of management, training, coverage, placements, and what is missing."""
    if len(registers.firms) >= (LEAST if registers.is_public else 1):
        rows = _members(scope, registers)
        yield members(scope, registers, rows)
        twice = listed_twice(registers.firms, registers.issues)
        found = candidates(registers.firms, registers.products, registers.groups, twice)
        is_left = found["proposal_id"] == ""
        untold = {row["kecamatan"] for row in told(registers, rows, PARTS) if row["n_member"] is None}
        is_near = _is_near(found, _kecamatan(scope, registers), untold)
        if (~is_left & ~is_near).any():
            yield associations(scope, registers, found[~is_near])
        if is_left.any() and not is_near.any():
            yield from filter(None, [left_over(scope, registers, found, untold)])
        if not _is_blank(registers):
            yield professional(scope, registers)
        if len(registers.outreach):
            yield covered(scope, registers)
        if len(registers.placements) and len(registers.products) >= (LEAST if registers.is_public else 1):
            yield from placements.exhibits(scope, registers, as_of)
    if len(registers.packages):
        yield packages(scope, registers)
    if missing := [name for name in COLLECTED if not len(getattr(registers, name))] + ["firms"] * _is_blank(registers):
        yield to_collect(scope, registers, missing)


def _is_blank(registers: Registers) -> bool:
    """Whether nothing is said of how any firm is managed or sells."""
    return bool((registers.firms[list(ASPECTS)] == "").all(axis=None))


def _kecamatan(scope: Scope, registers: Registers) -> pd.Series[str]:
    """The kecamatan of each firm in words; in the public profile those of too few firms as others."""
    names = registers.firms["kecamatan"].replace("", scope.language.say("register.unknown"))
    return merged(names, names, scope, registers)


def _members(scope: Scope, registers: Registers) -> list[Row]:
    """One row a kecamatan: its firms by membership."""
    belongs = membership(registers.firms, registers.groups)
    return [
        {"kecamatan": label, "n_firms": len(states)}
        | {f"n_{state}": int((states == state).sum()) for state in MEMBERSHIP}
        for label, states in belongs.groupby(_kecamatan(scope, registers))
    ]


def members(scope: Scope, registers: Registers, rows: Sequence[Row]) -> Exhibit:
    """One row a kecamatan: firms that belong to a group, that say they do not, and those of which nothing is known."""
    total, n_firms = total_of(registers, rows, PARTS), len(registers.firms)
    rows = largest_first(scope, gathered(scope, registers, rows, PARTS, "kecamatan"), "kecamatan")
    is_known = total["n_unknown"] != n_firms
    number, shown = scope.language.number, [row for row in rows if is_known and row["n_member"] is not None]
    marks = [
        {
            "label": row["kecamatan"],
            "part": capital(scope.language.term("membership", state)),
            "share": row[f"n_{state}"] / row["n_firms"],
            "share_text": number(row[f"n_{state}"]),
            "base_text": scope.language.say("chart.of", base=number(row["n_firms"])),
            "known": state != "unknown",
        }
        for row in shown
        for state in MEMBERSHIP
        if row[f"n_{state}"] or row is shown[0]  # the first row has every part, so that the key has their order
    ]
    said = sentence(scope, "members" if is_known else "members_unknown", firms=n_firms, **total)
    rows = [row | {"n_unsaid": row["n_unknown"]} for row in rows]
    return groups_exhibit(scope, registers, "membership", rows, said=said, **drawn(scope, marks))


def _is_near(found: pd.DataFrame, kecamatan: pd.Series[str], untold: set[str]) -> pd.Series[bool]:
    """Of each firm, whether its proposal leaves fewer than five of a kecamatan whose members are not told."""
    is_left = found["proposal_id"] == ""
    return ~is_left & kecamatan.isin(untold) & (is_left.groupby(kecamatan).transform("sum") < LEAST)


def associations(scope: Scope, registers: Registers, found: pd.DataFrame) -> Exhibit:
    """One row a proposal: where firms of one kind could form an association, how many, and why they are named."""
    say, term = scope.language.say, scope.language.term
    kinds = {row["code"]: row[scope.lang] for row in read_rules()["product_categories"]}
    reasons = dict(zip(found["proposal_id"], found["reason"], strict=True))
    rows = rows_of(proposals(found, registers.firms, registers.states))
    for row in rows:
        row["kind"] = capital(kinds.get(row["kind"], row["kind"]))
        row["place"] = say(f"coaching.place_{row['level']}", desa=row["desa"], kecamatan=row["kecamatan"])
        if reasons[row["proposal_id"]].endswith("_split"):
            row["place"] = say("coaching.part", place=row["place"], part=row["proposal_id"].split()[-1])
        reason, evidence = term("association_reason", reasons[row["proposal_id"]]), term("kind_from", row["kind_from"])
        row["reason"] = say("coaching.why", reason=capital(reason), evidence=evidence)
        row["n_desa"] = row["n_desa"] or None  # of none it is known
        row["n_unsaid"] = row["n_unknown"]
        if registers.is_public:  # few firms stand behind a proposal, and most of the others of its place are told of
            row |= dict.fromkeys(("n_alone", "n_unsaid", "n_without_least", "n_without_most"))
    rows.sort(key=lambda row: (-row["n_firms"], row["proposal_id"]))
    marks = [scope.bar(f"{row['kind']}, {row['place']}", row["n_firms"]) for row in rows]
    limits, n_firms = reference.association_limits(), sum(row["n_firms"] for row in rows)
    bounds = {"smallest": limits["least_firms"], "largest": limits["most_firms"]}
    return groups_exhibit(scope, registers, "proposals", rows, firms=n_firms, **bounds, **drawn(scope, marks))


def left_over(scope: Scope, registers: Registers, found: pd.DataFrame, untold: set[str]) -> Exhibit | None:
    """One row a reason: the firms in no proposal; in the public profile the reasons of too few firms in one row.

    Members stand in another table, and so do firms without a kecamatan: what is not printed there must not follow here.
    None where it would.
    """
    left = found["reason"][found["proposal_id"] == ""]
    counts = {str(reason): int(n) for reason, n in left.value_counts().sort_index().items()}
    known, placeless = dict(counts), found["membership"][registers.firms["kecamatan"] == ""]
    if not registers.tells(*found["membership"].value_counts()):
        known.pop("in_a_group", None)
    if n := counts.get("place_unknown"):
        is_near = scope.language.say("register.unknown") in untold and len(placeless) - n < LEAST
        if is_near or registers.tells(int((placeless != "member").sum()) - n):
            known["place_unknown"] = min(n, LEAST - 1)
    hidden, term = registers.withheld(known), partial(scope.language.term, "association_reason")
    n_hidden = sum(counts[reason] for reason in hidden)
    if len(hidden) == 1 or registers.tells(n_hidden):
        return None
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows: list[Row] = [{"reason": capital(term(reason)), "n_firms": n} for reason, n in order if reason not in hidden]
    if hidden:
        rows.append({"reason": capital("; ".join(map(term, sorted(hidden)))), "n_firms": n_hidden})
    marks = [told_bar(scope, row["reason"], row["n_firms"]) for row in rows]
    total = total_of(registers, [{"left": len(left), "proposed": len(found) - len(left)}], ["left", "proposed"])
    said = sentence(scope, "left", firms=len(found), **total)
    if said and order[0][0] not in hidden:
        reason, n = order[0]
        said = scope.language.say("coaching.left_because", said=said, reason=term(reason), n=scope.language.number(n))
    return groups_exhibit(scope, registers, "left", rows, said=said, **drawn(scope, marks))


def professional(scope: Scope, registers: Registers) -> Exhibit:
    """One row an aspect and level (terms.csv, lowest first): its firms; words that are no level, and blanks, apart."""
    rows, top = list[Row](), list[str]()
    apart = {"other": scope.language.say("coaching.other_words"), "": scope.language.say("register.unknown")}
    for aspect in ASPECTS:
        terms = {code: term for (kind, code), term in reference.terms().items() if kind == aspect}
        codes = {word.casefold(): code for code, term in terms.items() for word in term.values()} | {"": ""}
        levels = {code: capital(term[scope.lang]) for code, term in terms.items()}
        levels |= apart
        said = Counter(codes.get(text.casefold(), "other") for text in registers.firms[aspect])
        if registers.tells(said["other"]):
            said[""] += said.pop("other")  # else a level would have to go with them
            del levels["other"]
        hidden = registers.withheld(said)
        name = capital(scope.language.term("aspect", aspect))
        rows += [
            {"aspect": name, "level": level, "n_firms": None if code in hidden else said[code]}
            for code, level in levels.items()
        ]
        rated = sum(said[code] for code in terms)
        total = total_of(registers, [{"rated": rated, "rest": len(registers.firms) - rated}], ["rated", "rest"])
        *_, highest = terms
        is_withheld = total["rated"] is None or {*apart, highest} & {*hidden}  # or a level would follow from the rated
        key = "not_told" if is_withheld else "at_top" if rated else "not_rated"
        words = {"aspect": scope.language.term("aspect", aspect), "n": scope.language.number(said[highest])}
        top.append(scope.language.say(f"coaching.{key}", **words, rated=scope.language.number(rated)))
    marks = [told_bar(scope, row["level"], row["n_firms"], series=row["aspect"]) for row in rows]
    marks.sort(key=lambda mark: mark["label"] in apart.values())
    said_of_all = scope.language.listed(top)
    return groups_exhibit(scope, registers, "professional", rows, said=said_of_all, **drawn(scope, marks))


def packages(scope: Scope, registers: Registers) -> Exhibit:
    """One row a package: money, groups and participants, cost by each, days and groups a week as ranges."""
    say, number, rows = scope.language.say, scope.language.number, rows_of(training(registers.packages))
    rows.sort(key=lambda row: (row["rp_per_group"] is None, -(row["rp_per_group"] or 0), row["package_id"]))
    marks = []
    for row in rows:
        row["money_from"] = capital(scope.language.term("money_from", row["money_from"])) if row["money_from"] else None
        if registers.tells(row["n_participants"]):
            row |= dict.fromkeys(("n_participants", "rp_per_participant"))
        label = say("chart.place_year", place=row["package_name"], year=row["data_year"] or say("period.unknown"))
        rupiah = row["rp_per_group"]
        millions = None if rupiah is None else rounded(Fraction(rupiah, MILLION), 2)
        text = say("register.unknown") if millions is None else number(millions, 2)
        marks.append({"label": label, "value": millions and float(millions), "value_text": text})
    known = [row["rp_per_group"] for row in rows if row["rp_per_group"] is not None]
    ends = "–".join(map(scope.language.rupiah_short, dict.fromkeys([*known[-1:], *known[:1]])))
    said = say(
        "coaching.cost" if known else "coaching.no_cost", ends=ends, known=number(len(known)), n=number(len(rows))
    )
    years = registers.packages["data_year"]
    return groups_exhibit(scope, registers, "training", rows, said=said, years=years, **drawn(scope, marks))


def covered(scope: Scope, registers: Registers) -> Exhibit:
    """One row a kecamatan: its firms, outreach sessions, and certificates issued after the first of them."""
    others, unknown = (scope.language.say(f"register.{word}") for word in ("others", "unknown"))
    small = set(registers.firms["kecamatan"][_kecamatan(scope, registers) == others])
    firms, outreach = (_gathered(frame, small, others) for frame in (registers.firms, registers.outreach))
    rows = rows_of(coverage(firms, outreach, registers.certificates))
    codes = Counter(row["finding"] for row in rows if row["n_firms"] and row["kecamatan"] != others)
    for row in rows:
        # Of several kecamatan taken together nothing is said: the firms may be in one and the sessions in another.
        said = capital(scope.language.term("coverage", row["finding"]))
        row["coverage"] = None if row["kecamatan"] == others else said
        row["kecamatan"] = row["kecamatan"] or unknown
        row |= {count: None for count in ("n_participants", "n_firms_reached") if registers.tells(row[count])}
        if registers.is_public:  # else holders withheld by kecamatan would follow
            row |= dict.fromkeys(("n_since_least", "n_since_most"))
    of = {"places": codes.total() - codes["place_unknown"], "without": codes["firms_without_session"]}
    of |= {"certain": codes["session_and_certificate"], "perhaps": codes["session_and_undated"]}
    rows = largest_first(scope, rows, "kecamatan")
    return groups_exhibit(scope, registers, "coverage", rows, marks=_tiles(scope, rows), **of)


def _gathered(frame: pd.DataFrame, small: set[str], others: str) -> pd.DataFrame:
    """A table whose rows of the small kecamatan are all of `others`."""
    is_small = frame["kecamatan"].isin(small)
    return frame.assign(
        kecamatan=frame["kecamatan"].mask(is_small, others), kecamatan_code=frame["kecamatan_code"].mask(is_small, "")
    )


def _tiles(scope: Scope, rows: Sequence[Row]) -> list[Row]:
    """A tile for every kecamatan of the regencies with rows, and its sessions; one without a row says nothing."""
    of_code = {row["kecamatan_code"]: row for row in rows if row["kecamatan_code"]}
    regencies, unknown = {code[:REGENCY] for code in of_code}, scope.language.say("exhibit.missing")
    tiles = []
    for place in reference.places():
        if place["tile_row"] and place["code"][:REGENCY] in regencies:
            n = of_code[place["code"]]["n_sessions"] if place["code"] in of_code else None
            tile = {"region": place["regency"], "label": place["kecamatan"], "value": n}
            tile |= {axis: int(place[axis]) for axis in ("tile_row", "tile_column")}
            tiles.append(tile | {"value_text": unknown if n is None else scope.language.number(n)})
    return tiles


def to_collect(scope: Scope, registers: Registers, missing: Sequence[str]) -> Exhibit:
    """One row a sheet of which the registers have nothing: what to collect there."""
    say, term = scope.language.say, scope.language.term
    rows = [{"sheet": say(f"template.sheet.{name}"), "limit_collect": term("collect", name)} for name in missing]
    if "firms" in missing:
        columns = scope.language.listed([term("aspect", aspect) for aspect in ASPECTS])
        rows[-1]["sheet"] = say("coaching.columns_of", sheet=rows[-1]["sheet"], columns=columns)
    return groups_exhibit(scope, registers, "collect", rows, said=scope.language.listed([row["sheet"] for row in rows]))
