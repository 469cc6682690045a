"""What is known of a sheet: its tables, columns and rows, shown, corrected by hand, kept in a file and read again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import escape
from itertools import groupby
from pathlib import Path

from openpyxl.utils import column_index_from_string, get_column_letter

from ikm_analysis import reference
from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import Language
from ikm_analysis.sheets.headers import unit_of
from ikm_analysis.sheets.records import read_csv, records

SAVED = ("sheet", "header_rows", "column", "header", "field", "kind", "unit", "power", "numbers", "why")


class Role(StrEnum):
    """What one row of a sheet is."""

    TITLE = "title"
    HEADER = "header"
    NUMBERING = "numbering"  # (1) (2) (3), or letters
    BODY = "body"
    SUBTOTAL = "subtotal"
    FOOTER = "footer"
    BLANK = "blank"


@dataclass(frozen=True)
class Evidence:
    """One thing found: the rows or the column it is about, a message key and its values (words of headers only)."""

    where: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def line(self, lang: str) -> str:
        """The evidence as one sentence in `lang`."""
        values = dict(self.values)
        if code := values.get("field"):
            values["field"] = reference.fields()[str(code)][lang] if code in reference.fields() else code
        return f"{self.where}: {Language(lang).say(self.key, **values)}"


@dataclass(frozen=True)
class Column:
    """One column of one block: its header as found (rows joined by " / "), its field (None: not understood).

    `power` is the power of ten its unit states (`Rp.000`: 3). `numbers` says how its texts write numbers: "id", "en",
    "mixed", or "" when no text decides. `why`: header, near, alias, content, carried, saved, hand, or "".
    """

    index: int
    header: str
    field: str | None
    kind: str = ""
    unit: str = ""
    power: int = 0
    numbers: str = ""
    why: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it."""
        return get_column_letter(self.index + 1)


@dataclass(frozen=True)
class Block:
    """One table of a sheet. Its body, totals and repeated headers included, is from `first_row` to `last_row`."""

    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Layout:
    """One sheet: its tables, one role per row, and the evidence. A loaded layout has no roles: it fits any file."""

    sheet: str
    blocks: tuple[Block, ...]
    roles: tuple[Role, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def with_field(self, column: str, field: str | None, kind: str = "", unit: str | None = None) -> Layout:
        """The layout with the meaning (and unit) of a column ("H") as a person says; a rival column gives it up.

        Raises ValueError for a column the tables do not have and for a field there is not.
        """
        letters = {one.letter for block in self.blocks for one in block.columns}
        if column not in letters or not (field is None or field in reference.fields()):
            raise ValueError(f"{column!r}, {field!r}: columns are {sorted(letters)}, fields {list(reference.fields())}")

        def corrected(one: Column) -> Column:
            if one.letter == column:
                stated = (one.unit, one.power) if unit is None else unit_of(f"({unit})")
                return replace(one, field=field, kind=kind, unit=stated[0], power=stated[1], why="hand")
            taken = field and (one.field, one.kind) == (field, kind) and not may_repeat(field)
            return replace(one, field=None, kind="", why="") if taken else one

        blocks = tuple(replace(block, columns=tuple(map(corrected, block.columns))) for block in self.blocks)
        said = Evidence(column, "layout.hand", {"field": field or "-"})
        return replace(self, blocks=blocks, evidence=(*self.evidence, said))

    def table(self, lang: str) -> list[list[str]]:
        """A heading and one row per column: letter, header, meaning, unit, way of writing numbers, why."""
        say, fields = Language(lang).say, reference.fields()
        rows = [[say(f"layout.{name}") for name in ("column", "heading_text", "meaning", "unit", "numbers", "why")]]
        for one in (column for block in self.blocks for column in block.columns):
            meaning = f"{fields[one.field][lang]} {one.kind}" if one.field else say("layout.not_understood")
            why = say(f"layout.why_{one.why}") if one.why else ""
            rows.append([one.letter, one.header, meaning.strip(), one.unit, one.numbers, why])
        return rows

    def __str__(self) -> str:
        said = [one.line("id") for one in self.evidence]
        return "\n".join([self.sheet, *(" | ".join(row) for row in self.table("id")), *said])

    def _repr_html_(self) -> str:
        """Show the layout in a notebook, in its own colours: every column with its reason, then the rows set apart."""
        say, (heads, *rows) = Language("id").say, self.table("id")
        kinds = {kind["code"]: kind["id"] for kind in reference.certificate_kinds()}
        of_columns: dict[str, list[str]] = {}
        of_rows: list[tuple[int, str]] = []
        for one in self.evidence:
            if one.where[:1].isdigit():
                of_rows.append((int(one.where.partition("-")[0]), f"{say('layout.row')} {one.line('id')}"))
            else:
                of_columns.setdefault(one.where, []).append(one.line("id").removeprefix(f"{one.where}: "))
        for column, row in zip((column for block in self.blocks for column in block.columns), rows, strict=True):
            if column.field and column.kind in kinds:
                row[2] = row[2].removesuffix(column.kind) + kinds[column.kind]
            row[3] = say("layout.no_unit") if row[3] == "?" else row[3]  # as the cleaning doubts a unit of money
            row[5] = "; ".join(of_columns.get(column.letter, [])) or row[5]
        used = [place for place in range(len(heads)) if any(row[place] for row in rows)]
        lines = "".join(
            "<tr>"
            + "".join(f'<{tag} style="text-align: left">{escape(row[place])}</{tag}>' for place in used)
            + "</tr>"
            for tag, row in [("th", heads), *(("td", row) for row in rows)]
        )
        table = f"<table>{lines}</table>" if rows else ""
        texts = [line for _, line in sorted(of_rows)] or [say("layout.no_table")] * (not rows)
        said = "".join(f"<li>{escape(line)}</li>" for line in texts)
        return f'<div lang="id" style="color: inherit"><p><b>{escape(self.sheet)}</b></p>{table}<ul>{said}</ul></div>'


def may_repeat(code: str) -> bool:
    """Whether several columns of one table may hold a field: certificates, personal data, codes of a budget."""
    one = reference.fields()[code]
    budget_code = one["table"] == "budget_lines" and one["kind"] == "key"
    return one["kind"] in ("certificate", "personal", "ignore") or budget_code


def save_layout(layouts: Iterable[Layout], path: Path) -> None:
    """Write what the columns mean as CSV, one row per column, to be corrected by hand and used for another file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SAVED)
        for layout in layouts:
            for block in layout.blocks:
                rows = " ".join(str(row + 1) for row in block.header_rows)
                for one in block.columns:
                    meaning = (one.header, one.field, one.kind, one.unit, one.power, one.numbers, one.why)
                    writer.writerow([layout.sheet, rows, one.letter, *meaning])


def load_layout(path: Path) -> tuple[Layout, ...]:
    """The layouts a file keeps, without roles. Raises UnusableFile for no such file or an unknown field or column."""
    found: list[Layout] = []
    for sheet, of_sheet in groupby(records(read_csv(path), SAVED), key=lambda row: row["sheet"].text):
        blocks = []
        for rows, of_block in groupby(of_sheet, key=lambda row: row["header_rows"].text):
            columns = []
            for cells in of_block:
                row = {name: cell.text for name, cell in cells.items()}
                try:
                    index = column_index_from_string(row["column"]) - 1
                    power = int(row["power"] or 0) or unit_of(f"({row['unit']})")[1]
                    reference.fields()[row["field"] or "row_number"]
                except (ValueError, KeyError) as reason:
                    cell = cells["column"].address
                    raise UnusableFile("error.layout", file=path, cell=cell, text=row["field"]) from reason
                meaning = (row["field"] or None, row["kind"], row["unit"], power, row["numbers"], row["why"])
                columns.append(Column(index, row["header"], *meaning))
            blocks.append(Block(tuple(int(one) - 1 for one in rows.split()), 0, 0, tuple(columns)))
        found.append(Layout(sheet, tuple(blocks)))
    return tuple(found)
