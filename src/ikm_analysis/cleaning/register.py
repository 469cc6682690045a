"""Sheets and their layouts to the tidy tables of a register and its issues; nothing read is lost.

Every cell has one fate, and every body row gives rows to the tidy tables or is refused; both are counted and checked on
every run. A row is cleaned by its layout alone, so any split of the rows gives the same tables; what needs the whole
table (duplicates, spellings of hamlets, groups that are not listed) comes after and only adds issues.
"""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl.utils.cell import coordinate_to_tuple

from ikm_analysis import tables
from ikm_analysis.cleaning.blocks import COACHING, lists_firms, stated_regency, tables_of, with_unknown_units
from ikm_analysis.cleaning.coaching_problems import coaching_problems
from ikm_analysis.cleaning.coaching_rows import coaching_columns
from ikm_analysis.cleaning.parts import Part, Problem, read_part
from ikm_analysis.cleaning.readings import Fate
from ikm_analysis.cleaning.tidy_rows import (
    Columns,
    certificate_columns,
    firm_columns,
    firm_ids,
    picked_of,
    product_columns,
    row_ids,
    stacked,
)
from ikm_analysis.cleaning.whole_table import whole_table_problems
from ikm_analysis.issues import issue_sentence
from ikm_analysis.language import Language
from ikm_analysis.sheets.cells import Sheet, Value, address, is_blank
from ikm_analysis.sheets.layout import Layout, layouts_of, load_layout
from ikm_analysis.sheets.open import read_sheets
from ikm_analysis.values.status import Status

SEVERITIES = ("refused", "doubtful", "repaired")  # the worst first
TABLES = ("firms", "products", "certificates", *COACHING, "issues")
KINDS_SHOWN = 12  # kinds of problems a notebook shows


@dataclass(frozen=True, eq=False)
class Register:
    """A cleaned register: its tidy tables and issues, how it was read, and the balance.

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
    groups: pd.DataFrame = field(repr=False)
    packages: pd.DataFrame = field(repr=False)
    outreach: pd.DataFrame = field(repr=False)
    placements: pd.DataFrame = field(repr=False)
    targets: pd.DataFrame = field(repr=False)
    issues: pd.DataFrame = field(repr=False)
    fates: Mapping[Fate, int]
    rows: Mapping[str, int]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The nine tidy tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def with_field(
        self, sheet: str, column: str, field: str | None, kind: str = "", unit: str | None = None
    ) -> Register:
        """The register cleaned again with column `column` (as a spreadsheet names it) of `sheet` meaning `field`.

        `unit` is the unit of its figures as a heading would write it (`Rp.000`), None to leave it as found.
        """
        corrected = [one.with_field(column, field, kind, unit) if one.sheet == sheet else one for one in self.layouts]
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
        filled = {name: len(self.tables[name]) for name in TABLES[:-1] if len(self.tables[name]) or name == TABLES[0]}
        named = [f"{language.number(n)} {language.term('table', name)}" for name, n in filled.items()]
        said = {name: language.number(int(severities.get(name, 0))) for name in SEVERITIES}
        n_cells = language.number(sum(self.fates.values()))
        return [
            language.say("clean.cells", file=self.path.name, n=n_cells, fates=", ".join(fates)),
            language.say("clean.rows", **counts, tables=", ".join(named)),
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
        """Show the balance, then the kinds of problems: the worst and commonest first, each with its first cell."""
        language, keys = Language("id"), ["rank", "sheet", "header", "code", "of_permit"]
        issues = self.issues.assign(rank=[SEVERITIES.index(code) for code in self.issues["severity"]])
        issues["of_permit"] = issues["suggestion"].where(issues["code"] == "certificate_doubtful", "")
        issues["n"] = issues.groupby(keys)["code"].transform("size")
        kinds = issues.drop_duplicates(keys).sort_values(["rank", "n"], ascending=[True, False], kind="stable")
        rows = [
            {
                "severity": language.term("severity", kind["severity"]),
                "column": f"{kind['sheet']}, {kind['header'] or language.say('register.no_heading')}",
                "count": language.number(int(kind["n"])),
                "first_cell": kind["cell"],
                "said": issue_sentence(kind, language),
            }
            for kind in tables.rows_of(kinds.head(KINDS_SHOWN))
        ]
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.balance(language))
        more = language.say("clean.more_kinds", n=len(kinds) - len(rows)) if len(kinds) > len(rows) else ""
        with pd.option_context("display.max_colwidth", None):
            table = pd.DataFrame(rows).rename(columns=lambda name: language.say(f"clean.{name}"))
            html = re.sub("<(t[hd])>", r'<\1 style="text-align: left">', table.to_html(index=False, border=0))
        return f'<div lang="id"><ul>{lines}</ul>{html if rows else ""}<p>{escape(more)}</p></div>'


def clean_register(path: Path | str, regency: str | None = None, layout: Path | str | None = None) -> Register:
    """A register workbook or CSV file as tidy tables, its issues by cell, and a balance in which no cell is lost.

    `regency` is where its places are looked up when neither a column nor a title says so. `layout` is a file saved by
    `save_layout`.
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
        read_part(sheet, layout, block, tables_of(block, lists_firms(block) or not has_firms), place)
        for sheet, layout, block in blocks
        for place in [stated_regency(sheet, layout) or regency]
    ]
    firms = tables.framed("firms", stacked(map(firm_columns, parts)))
    makers = [firm_ids(part, firms) for part in parts]
    products = tables.framed("products", stacked(map(product_columns, parts, makers)))
    held = list(map(certificate_columns, parts, makers))
    certificates = tables.framed("certificates", stacked(held))
    tidy = {"firms": firms, "products": products, "certificates": certificates}
    for name in COACHING:
        columns = (coaching_columns(part, name, ids, firms, products) for part, ids in zip(parts, makers, strict=True))
        tidy[name] = tables.framed(name, stacked(columns))
    _add_whole_table_problems(parts, tidy)
    _add_marks_without_permit(parts, held)
    tidy["issues"] = tables.framed("issues", stacked(map(_issues, parts)))
    fates, rows = _balance(sheets, parts)
    return Register(sheets[0].path, regency, tuple(sheets), tuple(layouts), **tidy, fates=fates, rows=rows)


def _add_whole_table_problems(parts: Sequence[Part], tidy: Mapping[str, pd.DataFrame]) -> None:
    """Problems only whole tables show, added to the rows they speak of."""
    places: dict[str, tuple[Part, int]] = {}
    for part in parts:
        for name in {"firms", *COACHING} & {*part.tables}:
            ids = row_ids(part, np.arange(len(part.body)), tables.TABLES[name].key).tolist()
            places |= dict(zip(ids, ((part, row) for row in part.body.tolist()), strict=True))

    def typed(identifier: str) -> tuple[Value, ...]:
        part, row = places[identifier]
        return part.row_as_typed(row)

    found = (whole_table_problems(tidy["firms"], typed), coaching_problems(tidy))
    for identifier, field_name, code, suggestion in chain(*found):
        part, row = places[identifier]
        columns = map(part.column, (field_name, f"{field_name}_last", "street", "firm_name"))
        column = next(filter(None, columns), part.block.columns[0])
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
    return {name: picked_of(values) for name, values in columns.items()}


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
