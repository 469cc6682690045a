"""One block of one sheet, read: the values of every field by row, the fate of every cell, a problem for every doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.cleaning.blocks import COACHING, IDENTITY, OF_FIRM, dash_is_none, named_by, stated_year
from ikm_analysis.cleaning.columns import counted_fate, plain_number, reader
from ikm_analysis.cleaning.readings import FATES, Fate, ReadColumn, Reading, read_column
from ikm_analysis.sheets.cells import Sheet, Value, is_blank
from ikm_analysis.sheets.layout import Block, Column, Layout, Role
from ikm_analysis.values.places import find_desa, find_kecamatan, read_address
from ikm_analysis.values.status import Status

Array = np.ndarray[Any, np.dtype[Any]]
SEVERITIES = {Fate.REFUSED: "refused", Fate.DOUBTFUL: "doubtful", Fate.PERSONAL: "doubtful", Fate.REPAIRED: "repaired"}


class Problem(NamedTuple):
    """A problem at one cell (row and column counted from 0), before it becomes a row of `issues`."""

    row: int
    column: int
    severity: str
    code: str
    suggestion: str = ""


@dataclass(frozen=True, eq=False)
class Part:
    """One block of one sheet with every cell read.

    All arrays follow `body`, the numbers of its body rows. `read` holds the readings of each column, with merged cells
    counting for all their rows; `places` the place and the year of each row, from its columns or the titles;
    `named_rows` the position of the row that names what each row is of (a firm, a group); `is_refused` marks rows
    without a name.
    """

    sheet: Sheet
    block: Block
    tables: tuple[str, ...]
    body: Array
    read: dict[int, ReadColumn]
    places: dict[str, Array]
    named_rows: Array
    is_refused: Array
    fates: Counter[Fate]
    problems: list[Problem]

    def column(self, field: str, kind: str = "") -> Column | None:
        """The first column of a field (and kind of certificate), or None."""
        return next((c for c in self.block.columns if c.field == field and c.kind == kind), None)

    def values(self, field: str, kind: str = "") -> Array:
        """The values of a field by row; None everywhere where the block has no such column."""
        column = self.column(field, kind)
        return self.read[column.index].of_rows if column else np.full(len(self.body), None, dtype=object)

    def has_any(self, fields: Iterable[str]) -> Array:
        """For every row whether it has a value in any of the fields."""
        found = np.zeros(len(self.body), dtype=bool)
        for field in fields:
            found |= pd.notna(self.values(field))
        return found

    @cached_property
    def _typed(self) -> list[int]:
        numbers = ("row_number", "review_note", "firm_id", "firm_key")
        return [column.index for column in self.block.columns if column.field not in numbers]

    def row_as_typed(self, row: int) -> tuple[Value, ...]:
        """A row of the sheet as typed, without what numbers it."""
        return tuple([self.sheet.rows[row][index] for index in self._typed])

    def shown(self, problem: Problem) -> str:
        """The cell of a problem as found; blank where it may hold personal data."""
        column = next((c for c in self.block.columns if c.index == problem.column), None)
        is_personal = column and column.field and reference.fields()[column.field]["personal"]
        maybe_personal = problem.code.startswith("personal_") or "possible_" in problem.suggestion
        if is_personal or maybe_personal or problem.code in ("row_without_name", "table_not_understood"):
            return ""
        value = self.sheet.rows[problem.row][problem.column]
        return "" if value is None else plain_number(value) if isinstance(value, (int, float)) else str(value)


def read_part(sheet: Sheet, layout: Layout, block: Block, tables: tuple[str, ...], regency: str | None) -> Part:
    """Every body cell of a block read by its column; `tables` are the tidy tables its rows go into."""
    body = np.array([r for r in range(block.first_row, block.last_row + 1) if layout.roles[r] is Role.BODY], dtype=int)
    columns = _columns(sheet, block, tables)
    cells = list(zip(*(sheet.rows[row] for row in body), strict=True)) or [()] * sheet.width
    dash = Status.NOT_HELD if dash_is_none(sheet, layout) else Status.UNKNOWN
    read = {column.index: _read(column, cells[column.index], reader(column, regency, dash)) for column in columns}
    fates = np.array([read[column.index].fates for column in columns], dtype=np.int8)
    problems = [problem for column in columns for problem in problems_of(read[column.index], body, column.index)]
    named_rows = _spread(sheet, body, columns, read, named_by(tables)[:1] if {*tables} & {*COACHING} else OF_FIRM)
    part = Part(sheet, block, tables, body, read, {}, named_rows, np.zeros(len(body), dtype=bool), Counter(), problems)
    if tables == ("groups",) and part.column("firm_name") and (group := part.column("group_name")):
        # Members one a row, each beside the name of the group.
        _, first, group_of = np.unique(read[group.index].codes, return_index=True, return_inverse=True)
        named_rows[:] = first[group_of]
    part.is_refused[:] = ~part.has_any(named_by(tables))
    lost = part.is_refused[np.newaxis, :] & (fates != FATES.index(Fate.BLANK))
    fates[lost] = FATES.index(Fate.REFUSED if tables else Fate.UNMAPPED)
    counts = np.bincount(fates.ravel(), minlength=len(FATES))
    part.fates.update({fate: int(n) for fate, n in zip(FATES, counts, strict=True)})
    if tables:
        problems += [Problem(int(row), 0, "refused", "row_without_name") for row in body[part.is_refused]]
    elif len(body) and not sheet.is_hidden:
        problems += [Problem(int(body[0]), 0, "doubtful", "table_not_understood")]
    part.places.update(_places(part, cells, regency))
    years, stated = part.values("data_year"), np.full(len(body), stated_year(sheet, layout, block), dtype=object)
    part.places["data_year"] = np.where(pd.isna(years), stated, years)
    problems += _row_problems(part)
    return part


def _read(column: Column, cells: Sequence[Value], read: Callable[[Value], Reading]) -> ReadColumn:
    """The column read; where its cells are only counted, they are told apart by nothing but being blank."""
    if counted_fate(column):
        return read_column(map(is_blank, cells), lambda blank: read(None if blank else "x"))
    return read_column(cells, read)


def problems_of(read: ReadColumn, body: Array, column: int) -> list[Problem]:
    """A problem for every cell whose reading has one."""
    said = [(SEVERITIES.get(r.fate, "doubtful"), r.code, r.suggestion) if r.code else None for r in read.readings]
    has_problem = np.array([what is not None for what in said], dtype=bool)
    if not has_problem.any():
        return []
    rows = np.flatnonzero(has_problem[read.codes])
    return [Problem(row, column, *said[code]) for row, code in zip(body[rows].tolist(), read.codes[rows], strict=True)]


def _columns(sheet: Sheet, block: Block, tables: Sequence[str]) -> list[Column]:
    """One column for every column of the sheet; what would go into none of the tables has no field."""
    by_index = {column.index: column for column in block.columns}
    columns = [by_index.get(index) or Column(index, "", None, "", "", 0, "", "") for index in range(sheet.width)]
    return [column if _is_kept(column, tables) else replace(column, field=None) for column in columns]


def _is_kept(column: Column, tables: Sequence[str]) -> bool:
    if column.field is None or column.field in (*IDENTITY, "product_id"):
        return bool(tables)
    field = reference.fields()[column.field]
    return bool(field["personal"]) or field["kind"] == "ignore" or bool({*field["table"].split()} & {*tables})


def _spread(
    sheet: Sheet, body: Array, columns: Sequence[Column], read: dict[int, ReadColumn], named_by: Sequence[str]
) -> Array:
    """Give merged cells to all their rows; return the position of the row that names what each row is of."""
    named_rows = np.arange(len(body))
    naming = {column.index for column in columns if column.field in named_by}
    for merge in sheet.merges:
        first, end = np.searchsorted(body, (merge.first_row, merge.last_row + 1))
        if end - first < 2 or body[first] != merge.first_row:
            continue
        read[merge.first_column].codes[first:end] = read[merge.first_column].codes[first]
        if merge.first_column in naming:
            named_rows[first:end] = first
    return named_rows


def _places(part: Part, cells: Sequence[Sequence[Value]], regency: str | None) -> dict[str, Array]:
    """Kecamatan, desa and hamlet of every row, each looked up inside the one before, with a problem for every doubt.

    A column of its own speaks before an address does, and a code where there is no name.
    """
    within = part.values("regency")
    within[pd.isna(within)] = regency
    address = _looked_up(part, cells, ["street"], [within], read_address)
    kecamatan = _looked_up(part, cells, ["kecamatan", "kecamatan_code"], [within], find_kecamatan)
    kecamatan = first_known(kecamatan, [_told(found, "kecamatan") for found in address])
    inside = np.array([place and (place.name or place.text) for place in kecamatan], dtype=object)
    desa = _looked_up(part, cells, ["desa", "desa_code"], [within, inside], find_desa)
    hamlets = first_known(part.values("dusun"), [found and found.dusun for found in address])
    return {
        "regency": within,
        "kecamatan": kecamatan,
        "desa": first_known(desa, [_told(found, "desa") for found in address]),
        "dusun": hamlets,
    }


def _looked_up(
    part: Part,
    cells: Sequence[Sequence[Value]],
    fields: Sequence[str],
    within: Sequence[Array],
    find: Callable[..., Any],
) -> Array:
    """What `find` says of each row's text inside its places, from the first of the columns the block has."""
    column = next(filter(None, map(part.column, fields)), None)
    if column is None:
        return np.full(len(part.body), None, dtype=object)
    is_personal = reference.fields()[column.field or ""]["personal"]
    texts = [_text_of(cell) for cell in cells[column.index]] if is_personal else part.values(column.field or "")
    read = read_column(zip(texts, *within, strict=True), lambda asked: _placed(find(*asked) if asked[0] else None))
    part.problems.extend(problems_of(read, part.body, column.index))
    return read.of_rows


def _text_of(cell: Value) -> str | None:
    return cell if isinstance(cell, str) else None


def _placed(found: Any) -> Reading:
    """Places as a reading: what is asked back or read otherwise than written is a problem; a blank tells nothing."""
    if found is None or getattr(found, "how", "") == "blank":
        return Reading(None)
    for place in (found.kecamatan, found.desa) if hasattr(found, "kecamatan") else (found,):
        if place.how in ("asked_back", "elsewhere"):
            return Reading(found, Fate.DOUBTFUL, f"place_{place.how}", " | ".join(place.suggestions))
        if place.how in ("alias", "joined", "near"):
            return Reading(found, Fate.REPAIRED, "place_read", place.name)
    return Reading(found)


def _told(address: Any, level: str) -> Any:
    """The place of one level an address tells, or None."""
    place = address and getattr(address, level)
    return place if place and place.how != "blank" else None


def _row_problems(part: Part) -> Iterator[Problem]:
    """Workers who do not add up, formulas without a stored result, and rows hidden in the file."""
    total = part.column("n_workers")
    if total:
        people = zip(part.body, *map(part.values, ("n_workers", "n_men", "n_women")), strict=True)
        for row, workers, men, women in people:
            if None not in (workers, men, women) and workers != men + women:
                yield Problem(int(row), total.index, "doubtful", "workers_do_not_add", f"{men} + {women}")
    body = set(part.body.tolist())
    for row, column in part.sheet.formulas:
        if row in body and part.sheet.rows[row][column] is None:
            yield Problem(row, column, "refused", "formula_without_value")
    for row in sorted(part.sheet.hidden_rows & body):
        yield Problem(row, 0, "doubtful", "hidden_row")


def first_known(*choices: Sequence[Any] | Array) -> Array:
    """For every row the first that is known."""
    found = np.full(len(choices[0]), None, dtype=object)
    for choice in reversed(choices):
        values = np.fromiter(choice, dtype=object, count=len(choice))
        found = np.where(values.astype(bool), values, found)
    return found
