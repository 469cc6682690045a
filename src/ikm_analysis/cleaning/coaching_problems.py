"""What only whole tables of coaching show: members, groups and products that are not listed, days that cannot be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rapidfuzz.distance import OSA

from ikm_analysis.cleaning.coaching_rows import found_members, names_in
from ikm_analysis.cleaning.whole_table import Found, shortened
from ikm_analysis.tables import rows_of
from ikm_analysis.values.status import parse_status


def coaching_problems(tidy: Mapping[str, pd.DataFrame]) -> Iterator[Found]:
    """Everything in the tables of one register that contradicts itself or another table of it."""
    yield from members_not_found(tidy["groups"], tidy["firms"])
    yield from members_miscounted(tidy["groups"])
    yield from groups_not_listed(tidy["firms"], tidy["groups"])
    for name, key in (("packages", "package_id"), ("outreach", "session_id")):
        yield from ends_before_starts(tidy[name], key)
    yield from overlapping_sessions(tidy["outreach"])
    yield from placements_in_doubt(tidy["placements"], tidy["products"])


def members_not_found(groups: pd.DataFrame, firms: pd.DataFrame) -> Iterator[Found]:
    """Groups with members of which not exactly one firm of the register has the name."""
    if firms.empty or groups.empty:
        return
    for group, found in zip(groups["group_id"], found_members(groups["members"], firms), strict=True):
        if lost := [name for name, identifier in found.items() if not identifier]:
            yield group, "members", "member_not_found", "; ".join(lost)


def members_miscounted(groups: pd.DataFrame) -> Iterator[Found]:
    """Groups whose stated number of members is not that of the names listed."""
    for group, stated, members in zip(groups["group_id"], groups["n_members"], groups["members"], strict=True):
        n_named = len(names_in(members))
        if stated is not None and n_named and stated != n_named:
            yield group, "n_members", "members_do_not_add", str(n_named)


def groups_not_listed(firms: pd.DataFrame, groups: pd.DataFrame) -> Iterator[Found]:
    """Firms of a group that the register's own list of groups has not, with those listed a letter away."""
    listed = groups["group_name"].unique()
    known, shorter = {name.casefold() for name in listed}, defaultdict[str, list[str]](list)
    for name in listed:
        for form in shortened(_own_name(name)):
            shorter[form].append(name)
    named = [name for name in firms["group_name"].unique() if not _is_mark(name)] if known else []
    near = {name: _near_groups(name, shorter) for name in named if name.casefold() not in known}
    for firm, name in zip(firms["firm_id"], firms["group_name"], strict=True):
        if name in near:
            yield firm, "group_name", "group_not_listed", " | ".join(near[name])


def _near_groups(name: str, shorter: Mapping[str, list[str]]) -> list[str]:
    """The groups at most a letter apart, `Kelompok` left out; `Mawar 1` and `Mawar 2` are two groups."""
    own, digits = _own_name(name), re.findall("[0-9]", name)
    found = {one for form in shortened(own) for one in shorter.get(form, ()) if re.findall("[0-9]", one) == digits}
    return sorted(one for one in found if OSA.distance(_own_name(one), own) <= 1)


def _own_name(group: str) -> str:
    """The letters of a group's name without the word for a group: `mawar` of `Kel. Mawar`."""
    return re.sub(r"^(?:kelompok|kel|klp|kub|kube)\b\W*", "", group.casefold())


def _is_mark(name: str) -> bool:
    """Whether a group is named no more than `Tidak ada`, `-` or a blank names it."""
    try:
        parse_status(name)
    except ValueError:
        return False
    return True


def ends_before_starts(table: pd.DataFrame, key: str) -> Iterator[Found]:
    """What surely ended before it began."""
    for identifier, start, end in zip(table[key], table["starts_first"], table["ends_last"], strict=True):
        if start and end and end < start:
            yield identifier, "ends", "ends_before_start", start.isoformat()


def overlapping_sessions(outreach: pd.DataFrame) -> Iterator[Found]:
    """Sessions of days on which another was surely held in the same desa, or kecamatan where a desa is blank."""
    placed = outreach[outreach["kecamatan"] != ""]
    for _, sessions in placed.groupby(["regency", "kecamatan_code", "kecamatan"], sort=False):
        sure = [one for one in rows_of(sessions) if one["starts_last"] and one["ends_first"]]
        longest: dict[str, dict[str, Any]] = {}  # by desa the session that goes on longest
        for one in sorted(sure, key=lambda one: one["starts_last"]):
            if one["ends_first"] >= one["starts_last"]:
                same = ("", one["desa"]) if one["desa"] else tuple(longest)
                others = [longest[desa] for desa in same if desa in longest]
                other = max(others, key=lambda other: other["ends_first"], default=None)
                if other and other["ends_first"] >= one["starts_last"]:
                    yield one["session_id"], "starts", "session_overlaps", other["session_id"]
                longest[one["desa"]] = max(longest.get(one["desa"], one), one, key=lambda one: one["ends_first"])


def placements_in_doubt(placements: pd.DataFrame, products: pd.DataFrame) -> Iterator[Found]:
    """Placements of a product that the register has not, or has more than once; and of which more is sold than placed.

    Where the firm itself is not found, nothing more is said of its product.
    """
    for one in rows_of(placements):
        is_asked = one["product_name"] and not one["product_id"] and (one["firm_id"] or not one["firm_name"])
        if is_asked and len(products):
            yield one["placement_id"], "product_name", "product_not_found", ""
        if None not in (one["n_placed"], one["n_sold"]) and one["n_sold"] > one["n_placed"]:
            yield one["placement_id"], "n_sold", "sold_more_than_placed", str(one["n_placed"])
