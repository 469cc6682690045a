"""The rows of a part as columns of the tables of coaching: groups, packages, outreach, placements and targets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference, tables
from ikm_analysis.cleaning.blocks import OF_FIRM
from ikm_analysis.cleaning.parts import Array, Part, Problem
from ikm_analysis.cleaning.readings import Span
from ikm_analysis.cleaning.tidy_rows import Columns, known_values, picked_of, row_ids
from ikm_analysis.sheets.cells import is_blank

AMOUNTS = ("count", "number", "rupiah")


def coaching_columns(part: Part, table: str, firm_ids: Array, firms: pd.DataFrame, products: pd.DataFrame) -> Columns:
    """One group, package, session, placement or target a row that names one.

    A name merged over several rows is one thing, but for rows that say more of it; of a merged amount only the
    first row has it, so that nothing is counted twice.
    """
    if table not in part.tables:
        return {}
    rows, spec, fields = _positions(part, table), tables.TABLES[table], reference.fields()
    columns = {name: known_values(part, name) for name in spec.columns if name in fields}
    for name in [name for name in columns if fields[name]["kind"] in AMOUNTS]:
        columns[name][_is_blank(part, name)] = None
    columns[spec.key] = row_ids(part, np.arange(len(part.body)), spec.key)
    for stem in ("starts", "ends", "placed"):
        if f"{stem}_first" in columns:
            columns |= dict(zip((f"{stem}_first", f"{stem}_last"), _days(part, stem, table), strict=True))
    if table == "groups":
        columns |= _members(part, rows, firms)
    if table == "placements":
        columns |= _placed(part, firm_ids, products)
    if table == "targets":
        _drop_shares(part, columns)
    return {name: values[rows] for name, values in columns.items()}


def _positions(part: Part, table: str) -> Array:
    """The rows that give one of the table: those that name it and, but for groups, those below that say more of it."""
    has_own = part.named_rows == np.arange(len(part.body))
    said = [column.field for column in part.block.columns if column.field] if table != "groups" else []
    for field in said:
        has_own |= ~_is_blank(part, field) if table in reference.fields()[field]["table"].split() else False
    return np.flatnonzero(~part.is_refused & has_own)


def _is_blank(part: Part, field: str) -> Array:
    """For every row whether it has nothing in the column of a field, but for what a merged cell above it says."""
    column = part.column(field)
    blank = (column is None or is_blank(part.sheet.rows[row][column.index]) for row in part.body.tolist())
    return np.fromiter(blank, dtype=bool, count=len(part.body))


def _days(part: Part, stem: str, table: str) -> tuple[Array, Array]:
    """First and last day of a beginning, end or placing; a session without an end ends as it begins.

    One cell with both ends of a span (`5 sampai 9 September 2022`) says beginning and end.
    """
    if part.column(f"{stem}_first"):
        pairs = [[days and days[0] for days in part.values(f"{stem}_{end}")] for end in ("first", "last")]
        return picked_of(pairs[0]), picked_of(pairs[1])
    values, begun = part.values(stem), part.values("starts")
    for row in np.flatnonzero(pd.isna(values) & _is_blank(part, stem)) if stem == "ends" else ():
        if table == "outreach" or isinstance(begun[row], Span):
            values[row] = begun[row]
    days = [_of_span(value, stem) for value in values]
    return picked_of([first for first, _ in days]), picked_of([last for _, last in days])


def _of_span(value: Any, stem: str) -> tuple[Any, Any]:
    if isinstance(value, Span):
        return (value.ended_from, value.last) if stem == "ends" else (value.first, value.begun_by)
    return value or (None, None)


def _drop_shares(part: Part, columns: Columns) -> None:
    """Leave out figures with a percent sign where the target itself is in another unit: they are a share of it."""
    target, rows, shares = part.column("target"), part.body.tolist(), set[tuple[int, int]]()
    for place, (unit, row) in enumerate(zip(columns["target_unit"], rows, strict=True)):
        cells = part.sheet.rows[row]
        in_percent = re.search("%|persen", str(unit or (target and cells[target.index])).casefold())
        for column in filter(None, (target, part.column("realised"))):
            if "%" in str(cells[column.index]) and not in_percent:
                columns[column.field or ""][place] = None
                shares.add((row, column.index))
    part.problems[:] = [one for one in part.problems if (one.row, one.column) not in shares]
    part.problems.extend(Problem(*cell, "doubtful", "other_unit") for cell in sorted(shares))


def names_in(members: str) -> list[str]:
    """The names of a list as `members` has it."""
    return [name for name in members.split("; ") if name]


def found_members(members: Iterable[str], firms: pd.DataFrame) -> Iterator[dict[str, str]]:
    """For every list of names the firm_id of each, blank unless exactly one firm has the name."""
    one = firms[~firms["firm_name"].str.casefold().duplicated(keep=False)]
    ids = dict(zip(one["firm_name"].str.casefold(), one["firm_id"], strict=True))
    return ({name: ids.get(name.casefold(), "") for name in names_in(listed)} for listed in members)


def _members(part: Part, rows: Array, firms: pd.DataFrame) -> Columns:
    """Members of each group, one a row below or beside its name counted too, and the firms they are."""
    listed: dict[int, list[str]] = {row: [] for row in rows.tolist()}
    field = "members" if part.column("members") else "firm_name"
    own = part.values(field)
    own[_is_blank(part, field)] = None
    for row, (head, names) in enumerate(zip(part.named_rows.tolist(), own, strict=True)):
        if names and (group := row if row in listed else head) in listed:
            listed[group].append(names)
    members = picked_of(["; ".join(listed.get(row, [])) for row in range(len(part.body))])
    if firms.empty:  # a cleaned table of groups, whose firms stand in another file
        return {"members": members}
    ids = ["; ".join(filter(None, found.values())) for found in found_members(members, firms)]
    return {"members": members, "member_ids": picked_of(ids)}


def _placed(part: Part, firm_ids: Array, products: pd.DataFrame) -> Columns:
    """The product of each placement and its firm, where the register has exactly one of that name and firm."""
    if products.empty:  # a cleaned table of placements, whose products stand in another file
        return {"firm_id": firm_ids}
    makers = dict(zip(products["product_id"], products["firm_id"], strict=True))
    named: dict[tuple[str, str], list[str]] = {}
    for identifier, firm, name in zip(makers, products["firm_id"], products["product_name"], strict=True):
        for maker in dict.fromkeys((firm, "")):
            named.setdefault((maker, name.casefold()), []).append(identifier)
    asked = zip(known_values(part, "product_name"), firm_ids, part.has_any(OF_FIRM), strict=True)
    meant = [named.get((firm, name.casefold()), []) if firm or not has_firm else [] for name, firm, has_firm in asked]
    ids = [one[0] if len(one) == 1 else "" for one in meant]
    firms = [firm or makers.get(identifier, "") for firm, identifier in zip(firm_ids, ids, strict=True)]
    return {"product_id": picked_of(ids), "firm_id": picked_of(firms)}
