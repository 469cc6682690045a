"""Two registers of one office, an earlier and a later one: which firms are the same, and what became of them.

Pure functions on the tidy tables firms and certificates. Firms are matched by evidence, the strongest first; a firm
that is merely alike is `perhaps_same`, one that could be any of several `ambiguous`, so that added and gone are ranges.
A value that is blank in one of the two is no change: that register did not say it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import compress
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from ikm_analysis.cleaning.whole_table import LEAST_LETTERS, shortened
from ikm_analysis.requirements import LAPSED, Array, states_of
from ikm_analysis.rules import Row
from ikm_analysis.tables import TABLES, rows_of
from ikm_analysis.values.formats import rounded
from ikm_analysis.values.places import key

SURE = ("nib", "key", "name")
# What a firm is found by, the strongest evidence first.
EVIDENCE = {
    "nib": ("nib",),
    "key": ("firm_key", "name"),
    "row": ("row",),
    "desa": ("name", "kecamatan", "desa"),
    "kecamatan": ("name", "kecamatan"),
    "name": ("name",),
}
# What is of the register and its year rather than of the firm; places are compared by name.
NOT_COMPARED = ("firm_id", "firm_key", "kecamatan_code", "desa_code", "data_year", "years_in_business")
FIELDS = [name for name in TABLES["firms"].columns if name not in NOT_COMPARED]
# The state of a firm is the first of these that a certificate of it has; ended: held, but past its term.
STATES = ("held", "ended", "in_process", "expired", "not_held", "unknown")
HELD, ENDED, IN_PROCESS, EXPIRED, NOT_HELD, UNKNOWN = range(6)
CHANGED = ("changed_fields", "newly_certified", "lapsed")


class Edition(Protocol):
    """A register at one time: its tidy tables firms and certificates."""

    @property
    def firms(self) -> pd.DataFrame:
        """One row a firm."""

    @property
    def certificates(self) -> pd.DataFrame:
        """One row a certificate."""


class Told(NamedTuple):
    """What tells a firm from others, blank where it tells nothing; `row` is all that is said of it."""

    firm_id: str
    nib: str
    firm_key: str
    name: str
    kecamatan: str
    desa: str
    row: str


Spot = tuple[str, ...]  # a name, its kecamatan and its desa


def matched(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row a firm of either table: firm_id_before and firm_id (blank where the other has none), and match.

    `nib`: the same 13 digits, once in each. `key`: the same firm key and name. `name`: a name (letters and digits) that
    each has once in the same desa, or kecamatan where one does not say the desa; of several the row alike in all. Only
    `near`: names at most a letter apart in one place, or the same where the place is not said or the NIBs differ.
    `ambiguous` could be any of several; the rest is `unmatched`.
    """
    left = [{firm.firm_id: firm for firm in sorted(_told(firms))} for firms in (before, after)]
    rows: list[tuple[str, str, str]] = []
    for by, names in EVIDENCE.items():
        ours, theirs = (_grouped(side.values(), names) for side in left)
        for told in filter(all, ours.keys() & theirs.keys()):
            # Of rows alike in all it does not matter which is which, if either register has as many.
            if len(ours[told]) == len(theirs[told]) and (by == "row" or len(ours[told]) == 1):
                for one, other in zip(ours[told], theirs[told], strict=True):
                    if _agree(one, other, by):
                        rows.append((one.firm_id, other.firm_id, by if by in SURE else "name"))
                        del left[0][one.firm_id], left[1][other.firm_id]
    spots = [_grouped(side.values(), EVIDENCE["desa"]) for side in left]
    alike, n_alike = _alike(*spots), Counter[tuple[int, Spot]]()
    for here, there in alike:
        n_alike[0, here] += len(spots[1][there])
        n_alike[1, there] += len(spots[0][here])
    for here, there in alike:
        if n_alike[0, here] == n_alike[1, there] == 1:
            rows.append((spots[0].pop(here)[0].firm_id, spots[1].pop(there)[0].firm_id, "near"))
    for side, found in enumerate(spots):
        for spot, firms in found.items():
            match = "ambiguous" if n_alike[side, spot] else "unmatched"
            rows += [("", firm.firm_id, match) if side else (firm.firm_id, "", match) for firm in firms]
    table = pd.DataFrame(rows, columns=["firm_id_before", "firm_id", "match"], dtype="object")
    return table.sort_values(["firm_id", "firm_id_before"], ignore_index=True)


def _told(firms: pd.DataFrame) -> Iterator[Told]:
    for row in rows_of(firms):
        nib = re.sub(r"\D", "", row["nib"])
        nib = nib if len(nib) == 13 else ""
        kecamatan, desa = (row[f"{level}_code"] or key(row[level]) for level in ("kecamatan", "desa"))
        said = "|".join([kecamatan, desa, *(str(row[name]) for name in FIELDS)])
        yield Told(row["firm_id"], nib, row["firm_key"], key(row["firm_name"]), kecamatan, desa, said)


def _grouped(firms: Iterable[Told], names: Sequence[str]) -> dict[tuple[str, ...], list[Told]]:
    """The firms by what they say."""
    found = defaultdict(list)
    for firm in firms:
        found[tuple(getattr(firm, name) for name in names)].append(firm)
    return found


def _differ(one: str, other: str) -> bool:
    """Whether both say it and not the same."""
    return bool(one and other) and one != other


def _agree(one: Told, other: Told, by: str) -> bool:
    """Whether nothing speaks against two firms found by some evidence: a NIB or, where a name found them, a place."""
    is_there = one.kecamatan == other.kecamatan and not _differ(one.desa, other.desa)
    return by == "nib" or (not _differ(one.nib, other.nib) and (by == "key" or is_there))


def _alike(ours: Iterable[Spot], theirs: Iterable[Spot]) -> list[tuple[Spot, Spot]]:
    """The names in places that may be one: the same where no place differs, or in one kecamatan a letter apart.

    Two names a letter apart are the same once one letter, or none, is left out of each. Their digits must agree.
    """
    known = defaultdict(list)
    for spot in (spot for spot in ours if spot[0]):
        for told in (*_looks(spot), (spot[0], spot[1]), (spot[0], "any")):
            known[told].append(spot)
    pairs = set()
    for other in (spot for spot in theirs if spot[0]):
        asked = {*_looks(other), (other[0], "" if other[1] else "any")}  # a place that is not said may be any
        pairs |= {(one, other) for told in asked for one in known.get(told, ()) if _may_be_one(one, other)}
    return sorted(pairs)


def _looks(spot: Spot) -> set[tuple[str, ...]]:
    """The forms that a name has in common with one a letter apart, in its kecamatan."""
    name, kecamatan, _ = spot
    digits = re.sub("[^0-9]", "", name)
    return {(kecamatan, digits, form) for form in shortened(name)}


def _may_be_one(one: Spot, other: Spot) -> bool:
    (name, kecamatan, desa), (name_2, kecamatan_2, desa_2) = one, other
    is_near = kecamatan == kecamatan_2 != "" and min(len(name), len(name_2)) >= LEAST_LETTERS
    is_near = is_near and OSA.distance(name, name_2) <= 1
    return (name == name_2 or is_near) and not _differ(kecamatan, kecamatan_2) and not _differ(desa, desa_2)


def changes(before: Edition, after: Edition, as_of: date | None = None) -> pd.DataFrame:
    """One row a firm of either register: firm_id_before, firm_id, match, change, and of what is surely one firm why.

    change: added, gone, changed (one of CHANGED is not blank), same, perhaps_same, ambiguous. Codes of fields parted by
    blanks: changed_fields, now_known (blank before), no_longer_said (blank now). Kinds of certificate: newly_certified
    (held now, before said not to be), newly_said (held now, nothing known before), lapsed (held before, now expired or
    not held), ended (said to be held in both, but surely over on the day `as_of`: perhaps long before).
    """
    rows = matched(before.firms, after.firms)
    sure = rows[rows["match"].isin(SURE)]
    old, new = _said(before.firms, sure["firm_id_before"]), _said(after.firms, sure["firm_id"])
    kinds = sorted({*before.certificates["certificate_kind"], *after.certificates["certificate_kind"]} - {""})
    was = _states(before.certificates, sure["firm_id_before"], kinds)
    now = _states(after.certificates, sure["firm_id"], kinds, as_of)
    found = {
        "changed_fields": (FIELDS, (old != new) & (old != "") & (new != "")),
        "now_known": (FIELDS, (old == "") & (new != "")),
        "no_longer_said": (FIELDS, (old != "") & (new == "")),
        "newly_certified": (kinds, (now == HELD) & np.isin(was, (IN_PROCESS, EXPIRED, NOT_HELD))),
        "newly_said": (kinds, (now == HELD) & (was == UNKNOWN)),
        "lapsed": (kinds, (was == HELD) & np.isin(now, (EXPIRED, NOT_HELD))),
        "ended": (kinds, (was == HELD) & (now == ENDED)),
    }
    for name, (codes, mask) in found.items():
        said = [" ".join(compress(codes, row)) for row in mask.tolist()]
        rows[name] = pd.Series(said, sure.index, dtype="object").reindex(rows.index, fill_value="")
    is_so = [rows["match"] == "near", rows["match"] == "ambiguous", rows["firm_id_before"] == "", rows["firm_id"] == ""]
    is_so.append((rows[list(CHANGED)] != "").any(axis=1))
    rows.insert(3, "change", np.select(is_so, ["perhaps_same", "ambiguous", "added", "gone", "changed"], "same"))
    return rows


def _said(firms: pd.DataFrame, firm_ids: pd.Series[Any]) -> Array:
    """What is said of each firm (row) and field (column), in letters and digits; blank where nothing is."""
    rows = firms.set_index("firm_id").loc[firm_ids, FIELDS].to_numpy(dtype=object)
    distinct = {value: "" if value is None else key(str(value)) for value in set(rows.ravel().tolist())}
    return np.array([[distinct[value] for value in row] for row in rows.tolist()], dtype=object).reshape(rows.shape)


def _states(certificates: pd.DataFrame, firm_ids: pd.Series[Any], kinds: list[str], as_of: date | None = None) -> Array:
    """The state of each firm (row) and kind (column) as an index of STATES."""
    status = certificates["certificate_status"].map(STATES.index).to_numpy(dtype=int)
    if as_of:
        status = np.where((status == HELD) & (states_of(certificates, as_of) == LAPSED), ENDED, status)
    # The last row and column take what is said of other firms and of no kind; nobody reads them.
    found = np.full((len(firm_ids) + 1, len(kinds) + 1), UNKNOWN)
    row = pd.Index(firm_ids).get_indexer(pd.Index(certificates["firm_id"]))
    np.minimum.at(found, (row, pd.Index(kinds).get_indexer(pd.Index(certificates["certificate_kind"]))), status)
    return found[:-1, :-1]


def age(firms: pd.DataFrame, as_of: date) -> Row:
    """The years the rows of a register speak of: year_least, year_most, unsaid_share (0-1, of the rows), and age_least.

    age_least: calendar years from the newest of them to that of `as_of`. None where nothing is said, or not yet.
    """
    years = firms["data_year"].dropna()
    least, most = (min(years), max(years)) if len(years) else (None, None)
    return {
        "year_least": least,
        "year_most": most,
        "unsaid_share": rounded(1 - Fraction(len(years), len(firms)), 3) if len(firms) else None,
        "age_least": as_of.year - most if most and most <= as_of.year else None,
    }
