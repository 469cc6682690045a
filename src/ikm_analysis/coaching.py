"""Coaching: what packages of training ask of the weeks there are, what they cost, where outreach and products went.

Pure functions on the tidy tables. What stands beside what is an observation, never an effect; blank is unknown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

Row = dict[str, Any]
Place = tuple[str, str]  # code and name of a kecamatan
DAYS = ("starts_first", "starts_last", "ends_first", "ends_last")
TRAINING = [
    "package_id", "package_name", "data_year", "n_groups", "n_participants", "money_rp", "money_from", "rp_per_group",
    "rp_per_participant", "days_least", "days_most", "groups_per_week_least", "groups_per_week_most",
]  # fmt: skip
COVERAGE = [
    "kecamatan_code", "kecamatan", "n_firms", "n_sessions", "n_participants", "n_firms_reached", "first_session_first",
    "first_session_last", "n_since_least", "n_since_most", "finding",
]  # fmt: skip
FLAGS = ["is_placed", "is_perhaps_placed", "is_certified"]
PLACED = ["product_id", "firm_id", "branch", "kecamatan", "n_sold", *FLAGS]


class Pace(NamedTuple):
    """What a plan asks of each week between two days; exact, the first and the last day counted."""

    n_days: int
    weeks: Fraction
    groups_per_week: Fraction
    packages_per_week: Fraction


def pace(n_groups: int, n_packages: int, first: date, last: date) -> Pace:
    """Groups and packages a week from `first` to `last`, both included. Raises ValueError if `last` is the earlier."""
    n_days = (last - first).days + 1
    if n_days < 1:
        raise ValueError(f"{last} lies before {first}")
    weeks = Fraction(n_days, 7)
    return Pace(n_days, weeks, n_groups / weeks, n_packages / weeks)


def training(packages: pd.DataFrame) -> pd.DataFrame:
    """One row a package: what it cost by group and by participant, how long it took, how many groups a week.

    Columns: package_id, package_name, data_year, n_groups, n_participants, money_rp and what it is (money_from:
    `realised` where the office says it, else `ceiling`), rp_per_group and rp_per_participant (whole rupiah), days_least
    and days_most (the first and the last day counted), groups_per_week_least and groups_per_week_most (one decimal).
    None, and blank for money_from, where a part of it is unknown.
    """
    return pd.DataFrame(list(map(_trained, rows_of(packages))), columns=TRAINING, dtype="object")


def _trained(package: Row) -> Row:
    row = {name: package.get(name) for name in TRAINING} | {"money_from": ""}
    for money in ("ceiling", "realised"):
        if package[f"{money}_rp"] is not None:
            row |= {"money_from": money, "money_rp": package[f"{money}_rp"]}
    for one in ("group", "participant"):
        if row["money_rp"] is not None and row[f"n_{one}s"]:
            row[f"rp_per_{one}"] = int(rounded(Fraction(row["money_rp"], row[f"n_{one}s"]), 0))
    begun_first, begun_last, ended_first, ended_last = (package[name] for name in DAYS)
    if None in (begun_first, begun_last, ended_first, ended_last) or ended_last < begun_first:
        return row
    shortest = pace(row["n_groups"] or 0, 1, min(begun_last, ended_first), ended_first)  # at best both on one day
    longest = pace(row["n_groups"] or 0, 1, begun_first, ended_last)
    row |= {"days_least": shortest.n_days, "days_most": longest.n_days}
    if row["n_groups"] is not None:
        for end, pace_of in {"least": longest, "most": shortest}.items():
            row[f"groups_per_week_{end}"] = rounded(pace_of.groups_per_week, 1)
    return row


def coverage(firms: pd.DataFrame, outreach: pd.DataFrame, certificates: pd.DataFrame) -> pd.DataFrame:
    """One row a kecamatan that has firms or sessions: what stands beside what.

    Columns: kecamatan_code and kecamatan (blank where unknown), n_firms, n_sessions, n_participants and n_firms_reached
    (None where a session does not say), first_session_first and first_session_last (between which the first session
    lies; None where a session without a day may have been earlier), n_since_least and n_since_most (certificates its
    firms hold that were issued after that session, for certain and perhaps; None without a session) and finding.
    """
    places = dict(zip(firms["firm_id"], _places(firms), strict=True))
    sessions: dict[Place, list[Row]] = defaultdict(list)
    held: dict[Place | None, list[Row]] = defaultdict(list)
    for place, session in zip(_places(outreach), rows_of(outreach), strict=True):
        sessions[place].append(session)
    for certificate in rows_of(certificates[certificates["certificate_status"] == "held"]):
        held[places.get(certificate["firm_id"])].append(certificate)
    n_firms = Counter(places.values())
    found = [_covered(place, n_firms[place], sessions[place], held[place]) for place in sorted({*n_firms, *sessions})]
    return pd.DataFrame(found, columns=COVERAGE, dtype="object")


def _places(frame: pd.DataFrame) -> Iterator[Place]:
    return zip(frame["kecamatan_code"], frame["kecamatan"], strict=True)


def _covered(place: Place, n_firms: int, sessions: list[Row], held: list[Row]) -> Row:
    row: Row = dict.fromkeys(COVERAGE) | dict(zip(COVERAGE, (*place, n_firms, len(sessions)), strict=False))
    for count in ("n_participants", "n_firms_reached"):
        said = [session[count] for session in sessions]
        row[count] = None if None in said else sum(said)
    begun_first, begun_last = ([session[name] for session in sessions] for name in DAYS[:2])
    first = None if None in begun_first else min(begun_first, default=None)
    last = min((day for day in begun_last if day), default=None)
    row |= {"first_session_first": first, "first_session_last": last}
    if sessions:
        days = [(certificate["issued_first"], certificate["issued_last"]) for certificate in held]
        row["n_since_least"] = sum(bool(issued and last and issued > last) for issued, _ in days)
        row["n_since_most"] = sum(not (issued and first and issued <= first) for _, issued in days)
    return row | {"finding": _finding(row)}


def _finding(row: Row) -> str:
    """What stands beside what in a kecamatan; where the days leave it open it is said to be open."""
    if not (row["kecamatan_code"] or row["kecamatan"]):
        return "place_unknown"
    if not (row["n_firms"] and row["n_sessions"]):
        return "firms_without_session" if row["n_firms"] else "session_without_firms"
    if row["n_since_least"]:
        return "session_and_certificate"
    return "session_and_undated" if row["n_since_most"] else "session_without_certificate"


def placed(
    products: pd.DataFrame, firms: pd.DataFrame, certificates: pd.DataFrame, placements: pd.DataFrame
) -> pd.DataFrame:
    """One row a product: whether it is noted as placed for sale, what is known of its sale, whether it is certified.

    Columns: product_id, firm_id, of its firm branch and kecamatan (blank where unknown), n_sold (pieces; None where not
    placed, or a placement does not say), is_placed, is_perhaps_placed (its firm placed something, not said what),
    is_certified (it holds a certificate of a kind for products, or its firm does, not said for which product).
    """
    of_products = certificates["certificate_kind"].isin(reference.product_certificates())
    held = certificates[of_products & (certificates["certificate_status"] == "held")]
    certified, by_firm = set(held["product_id"]) - {""}, set(held["firm_id"][held["product_id"] == ""]) - {""}
    unnamed = set(placements["firm_id"][placements["product_id"] == ""]) - {""}
    sold: dict[str, list[int | None]] = defaultdict(list)
    for product_id, n_sold in zip(placements["product_id"], placements["n_sold"], strict=True):
        sold[product_id].append(n_sold)
    place = {row["firm_id"]: row for row in rows_of(firms)}
    found = []
    for product_id, firm_id in zip(products["product_id"], products["firm_id"], strict=True):
        pieces = sold.get(product_id, [])
        row = {"product_id": product_id, "firm_id": firm_id, "is_placed": bool(pieces)}
        row |= {name: place[firm_id][name] if firm_id in place else "" for name in ("branch", "kecamatan")}
        row["is_perhaps_placed"] = not pieces and firm_id in unnamed
        row["n_sold"] = sum(filter(None, pieces)) if pieces and None not in pieces else None
        row["is_certified"] = product_id in certified or firm_id in by_firm
        found.append(row)
    return pd.DataFrame(found, columns=PLACED, dtype="object").astype(dict.fromkeys(FLAGS, bool))
