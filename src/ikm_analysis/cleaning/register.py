"""Sheets and their layouts to firms, products, certificates and issues; nothing read is lost.

Every cell has one fate, and every body row gives rows to the tidy tables or is refused; both are counted and checked on
every run. A row is cleaned by its layout alone, so any split of the rows gives the same tables; what needs the whole
table (duplicates, spellings of hamlets) comes after and only adds issues.
"""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from ikm_analysis import reference, tables
from ikm_analysis.cleaning.columns import Fate, Term
from ikm_analysis.cleaning.parts import (
    OF_FIRM,
    Array,
    Part,
    Problem,
    fields_of,
    first_known,
    lists_firms,
    read_part,
    stated_regency,
    with_unknown_units,
)
from ikm_analysis.cleaning.whole_table import whole_table_problems
from ikm_analysis.issues import issue_sentence
from ikm_analysis.language import Language
from ikm_analysis.sheets.cells import Sheet, address, is_blank
from ikm_analysis.sheets.layout import Layout, layouts_of, load_layout
from ikm_analysis.sheets.open import read_sheets
from ikm_analysis.values.certificates import CertificateReading
from ikm_analysis.values.status import Status

Columns = dict[str, Array]
FIRM_FIELDS = [name for name in tables.TABLES["firms"].columns if name in reference.fields()]
PRODUCT_FIELDS = [name for name in tables.TABLES["products"].columns if name in reference.fields()]
CERTIFICATE_FIELDS = [code for code, row in reference.fields().items() if row["table"] == "certificates"]
SAYS_WHAT_IS_HELD = ("certificate", "certificate_kind", "certificate_number", "certificate_status")
PRODUCT_KINDS = {"pirt", "bpom", "halal", "sni", "tr", "kosmetik", "suplemen", "psat"}
SEVERITIES = ("refused", "doubtful", "repaired")  # the worst first


@dataclass(frozen=True, eq=False)
class Register:
    """A cleaned register: tidy tables firms, products, certificates and issues, how it was read, and the balance.

    `fates` counts every cell of the file by what became of it; `rows` the body rows by what became of them. Names of
    firms are in it; owners, identity numbers, phones and streets are not.
    """

    path: Path
    regency: str | None
    sheets: tuple[Sheet, ...] = field(repr=False)
    layouts: tuple[Layout, ...] = field(repr=False)
    firms: pd.DataFrame = field(repr=False)
    products: pd.DataFrame = field(repr=False)
    certificates: pd.DataFrame = field(repr=False)
    issues: pd.DataFrame = field(repr=False)
    fates: Mapping[Fate, int]
    rows: Mapping[str, int]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The four tidy tables by name."""
        return {name: getattr(self, name) for name in ("firms", "products", "certificates", "issues")}

    def with_field(self, sheet: str, column: str, field: str | None, kind: str = "") -> Register:
        """The register cleaned again with column `column` (as a spreadsheet names it) of `sheet` meaning `field`."""
        corrected = [one.with_field(column, field, kind) if one.sheet == sheet else one for one in self.layouts]
        return clean(self.sheets, corrected, self.regency)

    def worst(self, n: int = 20, lang: str = "id") -> pd.DataFrame:
        """The first `n` issues to read: refused before doubtful before repaired, each in the order of the file."""
        language = Language(lang)
        rank = self.issues["severity"].map(SEVERITIES.index).to_numpy(dtype=int)
        issues = self.issues.iloc[np.argsort(rank, kind="stable")[:n]]
        shown = issues[["sheet", "cell", "header"]].reset_index(drop=True)
        shown.insert(0, "severity", [language.term("severity", code) for code in issues["severity"]])
        return shown.assign(sentence=[issue_sentence(issue, language) for issue in tables.rows_of(issues)])

    def balance(self, language: Language) -> list[str]:
        """What was read and where it went: cells, rows and issues, a line each."""
        fates = [f"{language.number(n)} {language.say(f'fate.{fate.value}')}" for fate, n in self.fates.items() if n]
        severities = self.issues["severity"].value_counts()
        counts = {name: language.number(n) for name, n in self.rows.items()}
        counts |= {name: language.number(len(table)) for name, table in self.tables.items()}
        said = {name: language.number(int(severities.get(name, 0))) for name in SEVERITIES}
        n_cells = language.number(sum(self.fates.values()))
        return [
            language.say("clean.cells", file=self.path.name, n=n_cells, fates=", ".join(fates)),
            language.say("clean.rows", **counts),
            language.say("clean.issues", **said),
        ]

    def issue_lines(self, language: Language, *, as_json: bool = False) -> Iterator[str]:
        """One line an issue, to read or as a JSON object; a register without any says so."""
        for issue in tables.rows_of(self.issues):
            sentence = issue_sentence(issue, language)
            if as_json:
                yield json.dumps({**issue, "sentence": sentence}, ensure_ascii=False)
            else:
                yield language.say("clean.line", **issue, sentence=sentence)
        if self.issues.empty and not as_json:
            yield language.say("clean.no_issue", file=self.path.name)

    def __str__(self) -> str:
        return "\n".join(self.balance(Language("id")))

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.balance(Language("id")))
        with pd.option_context("display.max_colwidth", None):
            return f"<ul>{lines}</ul>{self.worst(10).to_html(index=False, border=0)}"


def clean_register(path: Path | str, regency: str | None = None, layout: Path | str | None = None) -> Register:
    """A register workbook or CSV file as tidy tables, its issues by cell, and a balance in which no cell is lost.

    `regency` is where its places are looked up when no column says so; without it, the one a title names. `layout` is a
    file saved by `save_layout`.
    Raises UnusableFile for a file that is no workbook, encrypted, hostile or empty; never for a bad cell.
    """
    with _collector_paused():
        sheets = read_sheets(Path(path))
        layouts = layouts_of(sheets, load_layout(Path(layout)) if layout else None)
        return clean(sheets, [with_unknown_units(*pair) for pair in zip(sheets, layouts, strict=True)], regency)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the search for cycles: no cell is in one, and looking through a million takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def clean(sheets: Sequence[Sheet], layouts: Sequence[Layout], regency: str | None = None) -> Register:
    """The sheets cleaned by their layouts, one layout a sheet. Raises ValueError if a cell or row were lost."""
    blocks = [(sheet, layout, block) for sheet, layout in zip(sheets, layouts, strict=True) for block in layout.blocks]
    has_firms = any(lists_firms(block) for *_, block in blocks)
    parts = [
        read_part(sheet, layout, block, _tables_of(fields_of(block), lists_firms(block) or not has_firms), place)
        for sheet, layout, block in blocks
        for place in [regency or stated_regency(sheet, layout)]
    ]
    firms = tables.framed("firms", _stacked(map(_firms, parts)))
    firm_ids = [_firm_ids(part, firms) for part in parts]
    products = tables.framed("products", _stacked(map(_products, parts, firm_ids)))
    held = list(map(_certificates, parts, firm_ids))
    certificates = tables.framed("certificates", _stacked(held))
    _add_whole_table_problems(parts, firms)
    _add_marks_without_permit(parts, held)
    issues = tables.framed("issues", _stacked(map(_issues, parts)))
    fates, rows = _balance(sheets, parts)
    return Register(
        sheets[0].path, regency, tuple(sheets), tuple(layouts), firms, products, certificates, issues, fates, rows
    )


def _tables_of(fields: set[str], with_firms: bool) -> tuple[str, ...]:
    """The tidy tables the rows of a block go into."""
    goes = {
        "firms": with_firms and "firm_name" in fields,
        "products": "product_name" in fields,
        "certificates": bool(fields & {"certificate", "certificate_kind", "certificate_number"}),
    }
    return tuple(name for name, does in goes.items() if does)


def _ids(part: Part, positions: Array, own: str = "") -> Array:
    """File, sheet and row of the rows at `positions`, or the identifiers a cleaned table has in column `own`."""
    if own and part.column(own):
        return part.values(own)[positions]
    place = f"{part.sheet.path.name}!{part.sheet.name}!"
    return np.array([f"{place}{row + 1}" for row in part.body[positions].tolist()], dtype=object)


def _firms(part: Part) -> Columns:
    """One firm a row that names one; a name merged over several rows is one firm."""
    if "firms" not in part.tables:
        return {}
    positions = np.flatnonzero(part.has_any(OF_FIRM) & (part.firm_rows == np.arange(len(part.body))))
    columns = {name: _known(part, name)[positions] for name in FIRM_FIELDS}
    by_sex = zip(columns["n_men"], columns["n_women"], strict=True)
    summed = [men + women if men is not None and women is not None else None for men, women in by_sex]
    columns["n_workers"] = np.where(pd.isna(columns["n_workers"]), _picked(summed), columns["n_workers"])
    return columns | {"firm_id": _ids(part, positions, "firm_id")}


def _firm_ids(part: Part, firms: pd.DataFrame) -> Array:
    """The firm of every row: its own in a list of firms, else the one firm its identifier, key or name points to."""
    if "firms" in part.tables:
        named = part.has_any(OF_FIRM)[part.firm_rows]
        return np.where(named, _ids(part, part.firm_rows, "firm_id"), "")
    if firms.empty:  # a cleaned table of products or certificates names its firms, which stand in another file
        return _known(part, "firm_id")
    found = np.full(len(part.body), "", dtype=object)
    for field_name in OF_FIRM:
        one = firms[~firms[field_name].duplicated(keep=False)]
        ids = dict(zip(one[field_name].str.casefold(), one["firm_id"], strict=True))
        asked = part.values(field_name)
        answers = [ids.get(str(text).casefold(), "") if text else "" for text in asked]
        found = np.where(np.equal(found, ""), answers, found)
    column = next(filter(None, map(part.column, OF_FIRM)), None)
    lost = part.body[np.equal(found, "") & part.has_any(OF_FIRM) & ~part.is_refused] if part.tables and column else []
    part.problems.extend(Problem(int(row), column.index, "doubtful", "firm_not_found") for row in lost if column)
    return found


def _products(part: Part, firm_ids: Array) -> Columns:
    """One product a row that names one."""
    if "products" not in part.tables:
        return {}
    positions = np.flatnonzero(part.has_any(["product_name"]))
    columns = {name: _known(part, name)[positions] for name in PRODUCT_FIELDS}
    return columns | {"product_id": _ids(part, positions, "product_id"), "firm_id": firm_ids[positions]}


def _known(part: Part, name: str) -> Array:
    """The values of a field, as a tidy table keeps them: texts never None, places as resolved."""
    if name in ("kecamatan", "desa", "kecamatan_code", "desa_code"):
        stem, _, code = name.partition("_")
        return np.array([(getattr(p, code or "name") or "") if p else "" for p in part.places[stem]], dtype=object)
    values = part.places[name] if name in part.places else part.values(name)
    return np.where(pd.isna(values), "", values) if name in tables.IS_TEXT else values


def _certificates(part: Part, firm_ids: Array) -> Columns:
    """One certificate a kind and row; a cell that names several gives several, a blank one gives an unknown one."""
    if "certificates" not in part.tables:
        return {}
    kinds = dict.fromkeys(column.kind for column in part.block.columns if column.field in SAYS_WHAT_IS_HELD)
    found = _stacked(_of_kind(part, kind, firm_ids) for kind in kinds)
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
    of_product = np.array([reading.kind in PRODUCT_KINDS for reading in said], dtype=bool)[picked]
    has_product = of_product & part.has_any(["product_name"])[rows]
    issued = _interval(part, "issued", kind, rows)
    expires = _interval(part, "expires", kind, rows, since=issued)
    is_tidy = part.column("certificate_id") is not None
    return {
        "row": rows,
        "certificate_id": _ids(part, rows, "certificate_id")
        if is_tidy
        else _cell_ids(part, rows, columns[0].index, order),
        "firm_id": firm_ids[rows],
        "product_id": _known(part, "product_id")[rows] if is_tidy else np.where(has_product, _ids(part, rows), ""),
        "certificate_kind": _picked([reading.kind for reading in said], picked),
        "certificate_status": _picked([reading.status.value for reading in said], picked),
        "certificate_number": _picked([reading.number for reading in said], picked),
        "issued_first": issued[0],
        "issued_last": issued[1],
        "expires_first": first_known(expires[0], _picked([reading.expires_first for reading in said], picked)),
        "expires_last": first_known(expires[1], _picked([reading.expires_last for reading in said], picked)),
        "certificate_issues": _picked([" ".join(reading.issues) for reading in said], picked),
    }


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


def _picked(values: Sequence[Any], picked: Array | slice = slice(None)) -> Array:
    """The values, or those at the picked places, as an array of objects."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array[picked]


def _interval(
    part: Part, stem: str, kind: str, rows: Array, since: tuple[Array, Array] | None = None
) -> tuple[Array, Array]:
    """First and last day of issue or expiry; a term in years runs from the days `since`."""
    if part.column(f"{stem}_first"):
        ends = (part.values(f"{stem}_{end}")[rows] for end in ("first", "last"))
        first, last = ([days and days[0] for days in values] for values in ends)
    else:
        values = part.values(f"certificate_{stem}", kind)[rows]
        starts = list(zip(*since, strict=True)) if since else [(None, None)] * len(values)
        days = [
            _lasting(value, start) if isinstance(value, Term) else value or (None, None)
            for value, start in zip(values, starts, strict=True)
        ]
        first, last = ([day[end] for day in days] for end in (0, 1))
    return _picked(first), _picked(last)


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
    return _picked(ids)


def _stacked(parts: Iterable[Columns]) -> Columns:
    """The columns of several parts one under the other."""
    filled = [part for part in parts if part]
    return {name: np.concatenate([part[name] for part in filled]) for name in filled[0]} if filled else {}


def _add_whole_table_problems(parts: Sequence[Part], firms: pd.DataFrame) -> None:
    """Problems only the whole table shows, added to the rows they speak of."""
    rows = [
        (identifier, part, int(row), typed)
        for part in parts
        if "firms" in part.tables
        for identifier, row, typed in zip(
            _ids(part, np.arange(len(part.body)), "firm_id"), part.body, part.rows_as_typed(), strict=True
        )
    ]
    typed_of = {identifier: typed for identifier, *_, typed in rows}
    places = {identifier: (part, row) for identifier, part, row, _ in rows}
    for identifier, field_name, code, suggestion in whole_table_problems(firms, typed_of):
        part, row = places[identifier]
        column = part.column(field_name) or part.column("street") or part.block.columns[0]
        suggestion = suggestion.partition("!")[2] if suggestion in places else suggestion
        part.problems.append(Problem(row, column.index, "doubtful", code, suggestion))


def _add_marks_without_permit(parts: Sequence[Part], held: Sequence[Columns]) -> None:
    """A permit marked as held whose firm has none of the kind in the register's own list of permits contradicts it."""
    lists = [columns for part, columns in zip(parts, held, strict=True) if columns and part.column("certificate_kind")]
    listed = {key for columns in lists for key in zip(columns["firm_id"], columns["certificate_kind"], strict=True)}
    kinds = {kind for _, kind in listed}
    for part, columns in zip(parts, held, strict=True):
        if not columns or part.column("certificate_kind"):
            continue
        names = ("certificate_id", "firm_id", "certificate_kind", "certificate_status", "certificate_number")
        for cell, firm, kind, status, number in zip(*map(columns.get, names), strict=True):
            if status == Status.HELD and kind in kinds and not number and firm and (firm, kind) not in listed:
                row, column = coordinate_to_tuple(cell.rpartition("!")[2].partition("#")[0])
                part.problems.append(Problem(row - 1, column - 1, "doubtful", "mark_without_permit"))


def _issues(part: Part) -> Columns:
    """The problems of a part as rows of `issues`, in the order of the sheet; personal cells stay unsaid."""
    problems = sorted(dict.fromkeys(part.problems))
    headers = {column.index: column.header for column in part.block.columns}
    file, sheet = part.sheet.path.name, part.sheet.name
    cells = [address(problem.row, problem.column) for problem in problems]
    columns = {
        "issue_id": [f"{file}!{sheet}!{cell}:{p.code}" for cell, p in zip(cells, problems, strict=True)],
        "severity": [problem.severity for problem in problems],
        "code": [problem.code for problem in problems],
        "file": [file] * len(problems),
        "sheet": [sheet] * len(problems),
        "cell": cells,
        "header": [headers.get(problem.column, "") for problem in problems],
        "raw": [part.shown(problem) for problem in problems],
        "suggestion": [problem.suggestion for problem in problems],
    }
    return {name: _picked(values) for name, values in columns.items()}


def _balance(sheets: Sequence[Sheet], parts: Sequence[Part]) -> tuple[Counter[Fate], dict[str, int]]:
    """Every cell and body row by what became of it. Raises ValueError if one were lost or counted twice."""
    fates = sum((part.fates for part in parts), Counter[Fate]())
    for sheet in sheets:
        bodies = {int(row) for part in parts if part.sheet is sheet for row in part.body}
        fate = Fate.STRUCTURE if any(part.sheet is sheet for part in parts) else Fate.UNMAPPED
        for number, row in enumerate(sheet.rows):
            if number not in bodies:
                n_blank = sum(map(is_blank, row))
                fates.update({Fate.BLANK: n_blank, fate: len(row) - n_blank})
    n_cells = sum(len(sheet.rows) * sheet.width for sheet in sheets)
    if sum(fates.values()) != n_cells:
        raise ValueError(f"{sheets[0].path.name}: {sum(fates.values())} cells counted of {n_cells} read")
    n_refused = sum(int(part.is_refused.sum()) for part in parts if part.tables)
    n_unmapped = sum(len(part.body) for part in parts if not part.tables)
    n_body = sum(len(part.body) for part in parts)
    rows = {"body": n_body, "tidy": n_body - n_refused - n_unmapped, "refused": n_refused, "unmapped": n_unmapped}
    return fates, rows
