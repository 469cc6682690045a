"""Budget exports (DPA, RKA, realisation reports, cash plans) as tidy lines, so that nothing is added twice.

A budget sheet prints every amount once for each level above it: with ten levels the sum of all rows is ten times the
truth. Here a line knows what it is a part of, only leaves are added, and what does not add up is an issue at its cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ikm_analysis import reference, tables
from ikm_analysis.cleaning.columns import plain_number, reader
from ikm_analysis.cleaning.parts import SEVERITIES
from ikm_analysis.cleaning.readings import Fate, Reading
from ikm_analysis.language import Language
from ikm_analysis.sheets.cells import Sheet, Value, address, is_blank
from ikm_analysis.sheets.layout import Block, Column, Layout, Role, layouts_of, load_layout
from ikm_analysis.sheets.open import read_sheets
from ikm_analysis.values.dates import MONTHS

AMOUNTS, TEXTS = ("ceiling_rp", "planned_rp", "realised_rp"), ("programme_code", "account_code", "description")
Readers = list[tuple[str, Callable[[Value], Reading]]]  # of every column: the field it gives to a line, and its reader


@dataclass(frozen=True, eq=False)
class Budget:
    """One file: its lines and issues (tables `budget_lines`, `issues`), what it is, and the balance of what was read.

    `form`, `month` (its first day), where that is said, and `totals` (rupiah as printed, None where not) are those of
    `sheet`, which has most lines. `balance` counts cells by fate, and body rows as lines or refused rows.
    """

    lines: pd.DataFrame = field(repr=False)
    issues: pd.DataFrame = field(repr=False)
    balance: Mapping[str, int]
    sheet: str
    form: str
    month: date | None
    said_in: str
    totals: Mapping[str, int | None]

    @property
    def leaves(self) -> pd.DataFrame:
        """The lines that may be added: on the sheet with most lines, those with no line below them."""
        return self.lines[self.lines["is_leaf"].eq(True) & self.lines["sheet"].eq(self.sheet)]

    def total(self, column: str, lines: pd.DataFrame | None = None) -> int | None:
        """The sum of leaves (or of `lines`) in rupiah, None where one is blank; ValueError if it would count twice."""
        lines = self.leaves if lines is None else lines
        accounts = {code[0] for code in lines["code"][lines["kind"] == "account"]}
        if not lines["is_leaf"].eq(True).all() or len(set(lines["sheet"])) > 1 or len(accounts) > 1:
            raise ValueError("a parent repeats the lines below it, and sheets, or income and spending, are never added")
        return _sum(list(lines[column]))


def clean_budget(path: Path | str, layout: Path | str | None = None) -> Budget:
    """Every sheet of a budget export as tidy lines, with an issue for every doubt; `layout` is a saved layout.

    A file without lines has an issue that says what it is. Raises UnusableFile for one that cannot be read.
    """
    sheets = read_sheets(Path(path))
    layouts = layouts_of(sheets, load_layout(Path(layout)) if layout else None)
    main, *others = pages = sorted(map(_Page, sheets, layouts), key=lambda one: (-len(one.lines), -len(one.sheet.rows)))
    if not main.lines:
        main.note(0, 0, "no_lines", "refused", reference.budget_forms()[main.form][1]["id"], width=0)
    for page in filter(lambda page: page.lines, others):
        page.note(0, 0, "other_sheet", "doubtful", main.sheet.name, width=0)
    lines = tables.tidy("budget_lines", [page.row_of(line) for page in pages for line in page.lines])
    issues = tables.tidy("issues", [issue for page in pages for issue in page.issues])
    fates = sum((page.fates for page in pages), Counter[str]())
    balance = {"cells": sum(len(page.sheet.rows) * page.sheet.width for page in pages)} | fates
    balance |= {"body_rows": sum(page.layout.roles.count(Role.BODY) for page in pages), "lines": len(lines)}
    balance["refused_rows"] = int(issues["code"].eq("row_without_line").sum())
    if fates.total() != balance["cells"] or len(lines) + balance["refused_rows"] != balance["body_rows"]:
        raise ValueError(f"balance broken: {balance}")
    return Budget(lines, issues, balance, main.sheet.name, main.form, *main.month(), main.totals)


def compare(one: Budget, other: Budget, lang: str = "id") -> pd.DataFrame:
    """One row for each amount both documents print, with a verdict (equal, differs, other_month) and its sentence."""
    language, rows, words = Language(lang), [], {}
    for name, budget in {"one": one, "other": other}.items():
        month = f"{language.month(budget.month.month)} {budget.month.year}, {budget.said_in}" if budget.month else "?"
        words[name] = f"{reference.budget_forms()[budget.form][1][lang]} ({month})"
    for amount in AMOUNTS:
        first, second = one.totals[amount], other.totals[amount]
        if first is not None and second is not None:
            is_later = amount == "realised_rp" and one.month and other.month and one.month != other.month
            verdict = "equal" if first == second else "other_month" if is_later else "differs"
            words |= {"one_rp": language.rupiah(first), "other_rp": language.rupiah(second)}
            words["what"] = reference.fields()[amount][lang].partition(" (")[0]
            rows.append([amount, first, second, verdict, language.say(f"budget_compared.{verdict}", **words)])
    return pd.DataFrame(rows, columns=["amount", "one_rp", "other_rp", "verdict", "sentence"])


@dataclass(eq=False)
class _Line:
    """One line while it is placed; a higher `rank` stands deeper, `above` is what it is a part of, from the top."""

    row: int
    code: str
    key: str  # the code without blanks
    description: str
    amounts: dict[str, int | None]
    kind: str = ""
    rank: tuple[int, int, int] = (0, 0, 0)
    above: list[_Line] = field(default_factory=list)
    parts: list[_Line] = field(default_factory=list)

    def may_hold(self, line: _Line) -> bool:
        """Whether a line below this one can be a part of it; so can the same line again, as the unit of an office."""
        same = (line.code, line.description, line.amounts) == (self.code, self.description, self.amounts)
        if same or self.rank >= line.rank or {"", "office"} & {self.kind, line.kind}:
            return self.rank < line.rank or (same and line.code != "" and not self.parts)
        pairs = zip(self.key.split("."), line.key.split("."), strict=False)
        return (self.kind == "account") != (line.kind == "account") or all(a == b or "X" in a + b for a, b in pairs)


def _place(lines: Sequence[_Line]) -> None:
    """Give every line what it is a part of: the nearest line above whose code its own continues."""
    has_headings = bool(lines) and not lines[0].code and any(line.code for line in lines)
    stack: list[_Line] = []
    for line, next_key in zip(lines, [line.key for line in lines[1:]] + [""], strict=False):
        fitting = [(kind, rank) for kind, rank, form in reference.budget_codes() if form.fullmatch(line.key)]
        line.kind, rank = fitting[0] if fitting else ("", 7)
        if line.kind == "affair" and re.fullmatch(rf"{line.key}\.[0-9]", next_key):
            line.kind, rank = "account", 7  # `5` is spending where `5.1` follows
        line.rank = (1, rank, line.key.count(".") if rank == 7 else 0)
        if not line.key:
            # Leading blanks tell the level, below accounts or above them; of two headings, the first holds the second.
            indent = len(line.description) - len(line.description.lstrip())
            line.rank = (0, indent, bool(next_key)) if has_headings else (2, indent, 0)
        while stack and not stack[-1].may_hold(line):
            stack.pop()
        line.above = list(stack)
        for parent in stack[-1:]:
            parent.parts.append(line)
        stack.append(line)


def _sum(amounts: Sequence[int | None]) -> int | None:
    return sum(filter(None, amounts)) if amounts and None not in amounts else None


def _readers(block: Block, width: int) -> Readers:
    """The readers of a block; an amount in columns of several kinds of spending is their sum, or its column of none."""
    whole = {column.field for column in block.columns if column.field in AMOUNTS and not column.kind}
    used = {c.index: c for c in block.columns if c.field in (*AMOUNTS, *TEXTS) and not (c.kind and c.field in whole)}
    columns = [used.get(index) or Column(index, "", None) for index in range(width)]
    return [(column.field or "", reader(column)) for column in columns]


def _read(row: int, cells: Sequence[Value], readers: Readers) -> tuple[_Line, list[Reading]]:
    """A row as a line, and what each of its cells says."""
    readings = [read(cell) for (_, read), cell in zip(readers, cells, strict=True)]
    # Blanks before a description are its level, no slip of the hand.
    readings = [Reading(reading.value) if reading.code == "spaces" else reading for reading in readings]
    of: dict[str, list[Any]] = {name: [] for name in ("", *AMOUNTS, *TEXTS)}
    for (name, _), cell, reading in zip(readers, cells, readings, strict=True):
        if reading.fate is not Fate.BLANK:
            of[name].append(cell if name == "description" and reading.value else reading.value)
    codes = [code for code in of["programme_code"] + of["account_code"] if code]
    code = ".".join(codes) if "." not in "".join(codes) else codes[-1]  # one part, or one code, a column
    text, key = " ".join(map(str, filter(None, of["description"]))), re.sub(r"\s", "", code).strip(".")
    return _Line(row, code, key, text, {name: _sum(of[name]) for name in AMOUNTS}), readings


class _Page:
    """One sheet: its lines, its printed totals, the fates of its cells and its issues."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet, self.layout, self.fates = sheet, layout, Counter[str]()
        self.lines: list[_Line] = []
        self.issues: list[dict[str, str]] = []
        self.blocks = {row: block for block in layout.blocks for row in range(block.first_row, block.last_row + 1)}
        head = [row for row, role in enumerate(layout.roles) if role in (Role.TITLE, Role.HEADER)]
        self.heading = [(r, c, v) for r in head for c, v in enumerate(sheet.rows[r]) if isinstance(v, str)]
        forms = [(form, words) for form, (words, _) in reference.budget_forms().items()]
        self.form = next((form for *_, text in self.heading for form, words in forms if words.search(text)), "budget")
        readers = {block: _readers(block, sheet.width) for block in layout.blocks}
        totals: list[_Line] = []
        for row, (role, cells) in enumerate(zip(layout.roles, sheet.rows, strict=True)):
            line, readings = _read(row, cells, readers[self.blocks[row]]) if row in self.blocks else (None, [])
            has_amount = line is not None and set(line.amounts.values()) != {None}
            if line and role is Role.BODY and (line.code or (line.description and has_amount)):
                self.lines.append(line)
            else:
                totals += [line] if line and role is Role.SUBTOTAL and has_amount else []
                fate = Fate.REFUSED if role is Role.BODY else Fate.STRUCTURE
                readings = [Reading(None, Fate.BLANK if is_blank(cell) else fate) for cell in cells]
                if role is Role.BODY:
                    # A row without numbers may be a signature, and a sheet of another kind may be of persons.
                    is_shown = self.form != "budget" and any(isinstance(cell, (int, float)) for cell in cells)
                    self.note(row, 0, "row_without_line", "refused", width=len(cells) if is_shown else 0)
            self.fates.update(reading.fate.value for reading in readings)
            for column, reading in ((index, found) for index, found in enumerate(readings) if found.code):
                self.note(row, column, reading.code, SEVERITIES[reading.fate], reading.suggestion)
        _place(self.lines)
        self.totals = {name: _sum([line.amounts[name] for line in self.lines if not line.above]) for name in AMOUNTS}
        for line in totals[-1:]:
            line.kind, line.parts = "total", [each for each in self.lines if not each.parts]
            self.totals |= {name: amount for name, amount in line.amounts.items() if amount is not None}
        for line in (*self.lines, *totals[-1:]):
            self.check(line)

    def check(self, line: _Line) -> None:
        """Note a code that is none, a line printed twice, and every amount that its parts do not give."""
        columns = [one for one in self.blocks[line.row].columns if not is_blank(self.sheet.rows[line.row][one.index])]
        codes = [one.index for one in columns if one.field in TEXTS[:2]]
        if line.code and not line.kind:
            self.note(line.row, codes[-1], "unknown_code", "doubtful", line.code)
        if line.above and line.code == line.above[-1].code != "":
            self.note(line.row, codes[-1], "printed_twice", "repaired", line.code)
        for name, stated in line.amounts.items():
            known = [amount for part in line.parts if (amount := part.amounts[name]) is not None]
            if line.parts and stated is not None and sum(known) != stated:
                column = next(one.index for one in columns if one.field == name)
                code = "parts_differ" if len(known) == len(line.parts) else "parts_blank"
                said = f"{sum(known)} ({sum(known) - stated:+d}; {len(known)}/{len(line.parts)})"
                self.note(line.row, column, code, "doubtful", said)

    def note(self, row: int, column: int, code: str, severity: str, said: str = "", width: int = 1) -> None:
        """Add an issue at a cell, or at a row of `width` cells."""
        file, sheet, cell = self.sheet.path.name, self.sheet.name, address(row, column)
        columns = self.blocks[row].columns if row in self.blocks else ()
        header = next((one.header for one in columns if one.index == column), "")
        found = [] if code.startswith("personal") else self.sheet.rows[row][column : column + width]
        raw = "; ".join(plain_number(v) if isinstance(v, (int, float)) else str(v) for v in found if not is_blank(v))
        values = (f"{file}!{sheet}!{cell}:{code}", severity, code, file, sheet, cell, header, raw, said)
        self.issues.append(dict(zip(tables.TABLES["issues"].columns, values, strict=True)))

    def row_of(self, line: _Line) -> dict[str, Any]:
        """A line as a row of `budget_lines`."""
        file, sheet, lineage = self.sheet.path.name, self.sheet.name, (line, *reversed(line.above))
        identifier, *parents = (f"{file}!{sheet}!{one.row + 1}" for one in lineage)
        programme = next((one.code for one in lineage if one.kind in ("programme", "activity", "sub_activity")), "")
        place = (identifier, file, sheet, line.row + 1, "".join(parents[:1]), len(lineage), not line.parts)
        values = (*place, line.kind, line.code, programme, " ".join(line.description.split()))
        return dict(zip(tables.TABLES["budget_lines"].columns, values, strict=False)) | line.amounts

    def month(self) -> tuple[date | None, str]:
        """The month reported and where that stands: a title, the columns of a part of the year, or the file's name."""
        texts = [(address(row, c), text) for row, c, text in self.heading if self.layout.roles[row] is Role.TITLE]
        months = [c for b in self.layout.blocks for c in b.columns if str(c.field).removesuffix("_rp") in MONTHS]
        if 0 < len(months) < 12:
            texts.append((f"{months[0].letter}:{months[-1].letter}", reference.fields()[str(months[-1].field)]["id"]))
        texts.append((self.sheet.path.name, self.sheet.path.stem))
        year = re.search("(?<![0-9])20[0-9]{2}(?![0-9])", " ".join(text for _, text in texts))
        for where, text in texts:
            found = [MONTHS[word] for word in re.findall("[a-z]{4,}|mei", text.casefold()) if word in MONTHS]
            if found and year:
                return date(int(year[0]), found[-1], 1), where
        return None, ""
