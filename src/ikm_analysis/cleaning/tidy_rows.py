"""The rows of a part as columns of the tidy tables firms, products and certificates, in the order of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter

from ikm_analysis import reference, tables
from ikm_analysis.cleaning.blocks import OF_FIRM, SAYS_WHAT_IS_HELD
from ikm_analysis.cleaning.parts import Array, Part, Problem, first_known
from ikm_analysis.cleaning.readings import Term
from ikm_analysis.values.certificate_numbers import PIRT_YEARS
from ikm_analysis.values.certificates import CertificateReading
from ikm_analysis.values.status import Status

Columns = dict[str, Array]
LATE = "year_not_issue_plus_5"
FIRM_FIELDS = [name for name in tables.TABLES["firms"].columns if name in reference.fields()]
PRODUCT_FIELDS = [name for name in tables.TABLES["products"].columns if name in reference.fields()]


def row_ids(part: Part, positions: Array, own: str = "") -> Array:
    """File, sheet and row of the rows at `positions`, or the identifiers a cleaned table has in column `own`."""
    if own and part.column(own):
        return part.values(own)[positions]
    place = f"{part.sheet.path.name}!{part.sheet.name}!"
    return np.array([f"{place}{row + 1}" for row in part.body[positions].tolist()], dtype=object)


def firm_columns(part: Part) -> Columns:
    """One firm a row that names one; a name merged over several rows is one firm."""
    if "firms" not in part.tables:
        return {}
    positions = np.flatnonzero(part.has_any(OF_FIRM) & (part.named_rows == np.arange(len(part.body))))
    columns = {name: known_values(part, name)[positions] for name in FIRM_FIELDS}
    by_sex = zip(columns["n_men"], columns["n_women"], strict=True)
    summed = [men + women if men is not None and women is not None else None for men, women in by_sex]
    columns["n_workers"] = np.where(pd.isna(columns["n_workers"]), picked_of(summed), columns["n_workers"])
    return columns | {"firm_id": row_ids(part, positions, "firm_id")}


def firm_ids(part: Part, firms: pd.DataFrame) -> Array:
    """The firm of every row: its own in a list of firms, else the one firm its identifier, key or name points to."""
    if "firms" in part.tables:
        named = part.has_any(OF_FIRM)[part.named_rows]
        return np.where(named, row_ids(part, part.named_rows, "firm_id"), "")
    if firms.empty:  # a cleaned table of products or certificates names its firms, which stand in another file
        return known_values(part, "firm_id")
    found = np.full(len(part.body), "", dtype=object)
    for field_name in OF_FIRM:
        one = firms[~firms[field_name].duplicated(keep=False)]
        ids = dict(zip(one[field_name].str.casefold(), one["firm_id"], strict=True))
        asked = part.values(field_name)
        answers = [ids.get(str(text).casefold(), "") if text else "" for text in asked]
        found = np.where(np.equal(found, ""), answers, found)
    column = next(filter(None, map(part.column, OF_FIRM)), None)
    if column and part.tables not in ((), ("groups",)):  # of members the group says it
        lost = part.body[np.equal(found, "") & part.has_any(OF_FIRM) & ~part.is_refused]
        part.problems.extend(Problem(int(row), column.index, "doubtful", "firm_not_found") for row in lost)
    return found


def product_columns(part: Part, firm_ids: Array) -> Columns:
    """One product a row that names one."""
    if "products" not in part.tables:
        return {}
    positions = np.flatnonzero(part.has_any(["product_name"]))
    columns = {name: known_values(part, name)[positions] for name in PRODUCT_FIELDS}
    return columns | {"product_id": row_ids(part, positions, "product_id"), "firm_id": firm_ids[positions]}


def known_values(part: Part, name: str) -> Array:
    """The values of a field, as a tidy table keeps them: texts never None, places as resolved."""
    if name in ("kecamatan", "desa", "kecamatan_code", "desa_code"):
        stem, _, code = name.partition("_")
        return np.array([(getattr(p, code or "name") or "") if p else "" for p in part.places[stem]], dtype=object)
    values = part.places[name] if name in part.places else part.values(name)
    return np.where(pd.isna(values), "", values) if name in tables.IS_TEXT else values


def certificate_columns(part: Part, firm_ids: Array) -> Columns:
    """One certificate a kind and row; a cell that names several gives several, a blank one gives an unknown one."""
    if "certificates" not in part.tables:
        return {}
    kinds = dict.fromkeys(column.kind for column in part.block.columns if column.field in SAYS_WHAT_IS_HELD)
    found = stacked(_of_kind(part, kind, firm_ids) for kind in kinds)
    order = np.argsort(found.pop("row"), kind="stable")
    return {name: values[order] for name, values in found.items()}


def _of_kind(part: Part, kind: str, firm_ids: Array) -> Columns:
    """The certificates of the columns that speak of one kind; `kind` is blank where a column names the kind by row."""
    columns = [column for column in part.block.columns if column.kind == kind and column.field in SAYS_WHAT_IS_HELD]
    columns.sort(key=lambda column: SAYS_WHAT_IS_HELD.index(column.field or ""))
    read = [part.read[column.index] for column in columns]
    sayings, which = np.unique(np.stack([column.codes for column in read]), axis=1, return_inverse=True)
    distinct = [
        _combined(kind, [c.readings[code].value for c, code in zip(read, codes, strict=True)]) for codes in sayings.T
    ]
    rows = np.flatnonzero(~part.is_refused)
    counts = np.array([len(readings) for readings in distinct], dtype=int)
    each = counts[which[rows]]
    rows, order = np.repeat(rows, each), np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
    said = [reading for readings in distinct for reading in readings]
    picked = (np.cumsum(counts) - counts)[which[rows]] + order
    of_product = np.array([reading.kind in reference.product_certificates() for reading in said], dtype=bool)[picked]
    has_product = of_product & part.has_any(["product_name"])[rows]
    issued = _interval(part, "issued", kind, rows)
    expires = _interval(part, "expires", kind, rows, since=issued)
    is_tidy = part.column("certificate_id") is not None
    numbered = [picked_of([getattr(r, f"expires_{end}") for r in said], picked) for end in ("first", "last")]
    doubts = [" ".join(reading.issues) for reading in said]
    late = _late(issued[0], issued[1], numbered[0], picked_of([reading.kind for reading in said], picked))
    doubted = part.body[rows[late]].tolist()
    part.problems.extend(Problem(row, columns[0].index, "doubtful", "certificate_doubtful", LATE) for row in doubted)
    return {
        "row": rows,
        "certificate_id": (
            row_ids(part, rows, "certificate_id") if is_tidy else _cell_ids(part, rows, columns[0].index, order)
        ),
        "firm_id": firm_ids[rows],
        "product_id": known_values(part, "product_id")[rows]
        if is_tidy
        else np.where(has_product, row_ids(part, rows), ""),
        "certificate_kind": picked_of([reading.kind for reading in said], picked),
        "certificate_status": picked_of([reading.status.value for reading in said], picked),
        "certificate_number": picked_of([reading.number for reading in said], picked),
        "issued_first": issued[0],
        "issued_last": issued[1],
        "expires_first": first_known(expires[0], numbered[0]),
        "expires_last": first_known(expires[1], numbered[1]),
        "certificate_issues": np.where(
            late, picked_of([f"{said} {LATE}".strip() for said in doubts], picked), picked_of(doubts, picked)
        ),
    }


def _late(first: Array, last: Array, expires: Array, kinds: Array) -> Array:
    """Whether a P-IRT ends in another year than the fifth after that of its issue, where the year of issue is known."""
    rows = zip(first, last, expires, kinds, strict=True)
    return np.array(
        [
            kind == "pirt" and a and b and end and a.year == b.year and end.year != a.year + PIRT_YEARS
            for a, b, end, kind in rows
        ],
        dtype=bool,
    )


def _combined(kind: str, values: Sequence[Any]) -> tuple[CertificateReading, ...]:
    """What mark, number and status of one kind say together; nothing said is a certificate of unknown status."""
    readings = [value for value in values if isinstance(value, tuple)]
    status = next((value for value in values if isinstance(value, Status)), None)
    if not readings:
        return (CertificateReading("", kind=kind or "permit", status=status or Status.UNKNOWN),)
    marks, *_ = readings
    numbered = {reading.number: reading for cell in readings for reading in cell if reading.number}
    if numbered and len(marks) == 1 and not marks[0].number:
        # A mark beside a number column: the mark says how it stands, the number what it is.
        stands = marks[0].status if marks[0].status is not Status.UNKNOWN else None
        numbered = {n: replace(r, kind=r.kind or marks[0].kind, status=stands or r.status) for n, r in numbered.items()}
    else:
        numbered |= {f"#{place}": reading for place, reading in enumerate(marks) if not reading.number}
    return tuple(_of_status(reading, status or reading.status) for reading in (numbered or {"": marks[0]}).values())


def _of_status(reading: CertificateReading, status: Status) -> CertificateReading:
    """The reading with the status a column of its own states; only what is held can lack its number."""
    issues = tuple(issue for issue in reading.issues if status is Status.HELD or issue != "number_missing")
    return replace(reading, status=status, issues=issues)


def _interval(
    part: Part, stem: str, kind: str, rows: Array, since: tuple[Array, Array] | None = None
) -> tuple[Array, Array]:
    """First and last day of issue or expiry; a term in years runs from the days `since`."""
    if part.column(f"{stem}_first"):
        ends = (part.values(f"{stem}_{end}")[rows] for end in ("first", "last"))
        first, last = ([days and days[0] for days in values] for values in ends)
    elif not part.column(f"certificate_{stem}", kind):
        first = last = [None] * len(rows)
    else:
        values = part.values(f"certificate_{stem}", kind)[rows]
        starts = list(zip(*since, strict=True)) if since else [(None, None)] * len(values)
        days = [
            _lasting(value, start) if isinstance(value, Term) else value or (None, None)
            for value, start in zip(values, starts, strict=True)
        ]
        first, last = ([day[end] for day in days] for end in (0, 1))
    return picked_of(first), picked_of(last)


def _lasting(term: Term, start: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    """The days on which a term ends that began between two days; 29 February ends on the 28th."""
    ends = [
        day and day.replace(year=day.year + term.years, day=min(day.day, 28 if day.month == 2 else day.day))
        for day in start
    ]
    return ends[0], ends[1]


def _cell_ids(part: Part, rows: Array, column: int, order: Array) -> Array:
    """File, sheet and cell; the second and later of one cell carry their number."""
    place = f"{part.sheet.path.name}!{part.sheet.name}!{get_column_letter(column + 1)}"
    ends = [f"#{n + 1}" if n else "" for n in order.tolist()]
    ids = [f"{place}{row + 1}{end}" for row, end in zip(part.body[rows].tolist(), ends, strict=True)]
    return picked_of(ids)


def picked_of(values: Sequence[Any], picked: Array | slice = slice(None)) -> Array:
    """The values, or those at the picked places, as an array of objects."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array[picked]


def stacked(parts: Iterable[Columns]) -> Columns:
    """The columns of several parts one under the other."""
    filled = [part for part in parts if part]
    return {name: np.concatenate([part[name] for part in filled]) for name in filled[0]} if filled else {}
