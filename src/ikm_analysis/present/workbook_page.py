"""One sheet of the workbook before it is written: its words, its typed cells, and where everything will stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil
from textwrap import wrap
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter, quote_sheetname

from ikm_analysis.exhibit import Column
from ikm_analysis.language import Language
from ikm_analysis.present.workbook_charts import CHART_WIDTH, Chart

MANY_ROWS = 20  # above it the header row is frozen and filtered: a deliberate departure, said on the cover
WIDEST, NARROWEST, LEAST_PAGE = 60, 9, 90  # in widths of a digit, about 0.19 cm
LEGIBLE = 165  # the widest table that A4 across prints in at least 8 points
WRAPPING = (2, 4, 6, 9, 14)  # lines in a cell of a hundred characters: as few as keep the table legible
BREAKABLE = 24  # a longer word, as an address, may break
HIGHEST = 400.0  # Excel takes 409 points at most
MOST_PLACES = 4
EXCEL_DIGITS = 10**15  # Excel keeps 15 digits of a number and zeroes the rest without a word
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Formula:
    """A live formula and its value; `{row}`, `{first}` and `{last}` are its own row and the rows of the table."""

    text: str
    value: int | Decimal | str


@dataclass(frozen=True)
class Link:
    """Descriptive text that leads to a page address, or to A1 of a sheet of the workbook; `tip` says more."""

    text: str
    address: str = ""
    sheet: str = ""
    tip: str | None = None


Value = None | str | int | Decimal | date | Formula | Link
Rows = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Page:
    """One sheet before it is written: what stands in A1, the lines under it, and its table (`rows` as `columns` say).

    A missing value is None and is written as the language's sign for it; `notes` explains the sign.
    """

    sheet: str
    title: str
    notes: tuple[str | Formula, ...]
    table_name: str
    columns: tuple[Column, ...]
    rows: Rows
    chart: Chart | None = None

    @cached_property
    def printed(self) -> list[list[str]]:
        """Text about as long as each cell shows, by column; the heading first."""
        cells = [[row[n] for row in self.rows] for n in range(len(self.columns))]
        return [
            [column.label, *(_printed(value, column) for value in values)]
            for column, values in zip(self.columns, cells, strict=True)
        ]

    @cached_property
    def widths(self) -> list[int]:
        """Width of each column in widths of a digit: as few lines a cell as still prints legibly on one page."""
        for lines in WRAPPING:
            widths = [
                _width(texts, lines, column.kind) for texts, column in zip(self.printed, self.columns, strict=True)
            ]
            if sum(widths) <= LEGIBLE:
                break
        return widths

    @cached_property
    def heights(self) -> list[float]:
        """Height of the header row and of each row of the table in points: Excel fits none by itself on opening."""
        lines = [
            # A heading is bold and leaves room for the button of the filter.
            [_lines(heading, int(width * 0.8)), *(_lines(text, width) for text in texts)]
            for (heading, *texts), width in zip(self.printed, self.widths, strict=True)
        ]
        return [min(HIGHEST, 13.0 * max(row) + 2) for row in zip(*lines, strict=True)]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > MANY_ROWS

    @cached_property
    def width(self) -> int:
        """Printed width: the table with its chart, and never less than the title needs in its larger type."""
        table = sum(self.widths) if self.rows else 0
        beside = CHART_WIDTH + NARROWEST if self.chart and not self.chart_below else 0
        return max(table + beside, ceil(len(self.title) * 1.5), LEAST_PAGE)

    @property
    def chart_below(self) -> bool:
        """Whether the chart stands under the table, because beside a wide one the page would print too small."""
        return self.chart is not None and sum(self.widths) + NARROWEST + CHART_WIDTH > LEGIBLE

    @cached_property
    def head(self) -> list[str | Formula]:
        """The cells under A1: long lines continue in the next row, since cells are neither merged nor cut off."""
        lines = [
            [note] if isinstance(note, Formula) else wrap(plain_text(note), int(self.width * 1.05))
            for note in self.notes
        ]
        return [line for broken in lines for line in broken]

    @property
    def header_row(self) -> int:
        return len(self.head) + 2

    @property
    def body(self) -> tuple[int, int]:
        """First and last row of the table's body."""
        return self.header_row + 1, self.header_row + len(self.rows)

    def column_range(self, name: str) -> str:
        """The body of the named column, as a formula on another sheet refers to it."""
        letter = get_column_letter([column.name for column in self.columns].index(name) + 1)
        first, last = self.body
        return f"{quote_sheetname(self.sheet)}!${letter}${first}:${letter}${last}"

    def formulas(self) -> Iterator[tuple[str, Formula]]:
        """Every formula with its cell."""
        for row, line in enumerate(self.head, 2):
            if isinstance(line, Formula):
                yield f"A{row}", line
        for row, values in enumerate(self.rows, self.header_row + 1):
            for column, value in enumerate(values, 1):
                if isinstance(value, Formula):
                    yield f"{get_column_letter(column)}{row}", value


def explained(notes: tuple[str | Formula, ...], rows: Rows, language: Language) -> tuple[str | Formula, ...]:
    """The notes, with the meaning of the missing sign where the rows miss a value."""
    missing = any(value is None for row in rows for value in row)
    return tuple(dict.fromkeys((*notes, language.say("exhibit.missing_note")))) if missing else notes


def frame_rows(frame: pd.DataFrame, columns: Sequence[Column]) -> Rows:
    """The cells of a tidy frame as `columns` type them; raises ValueError for a number Excel would round."""
    typed = [[cell_value(value, column) for value in frame[column.name]] for column in columns]
    return tuple(zip(*typed, strict=True))


def cell_value(value: Any, column: Column) -> Value:
    """One value as a cell holds it: a number by the kind of its column, anything else as text; blank is missing."""
    if isinstance(value, Formula | Link):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    match column.kind:
        case "count" | "year" | "rupiah":
            if abs(int(value)) >= EXCEL_DIGITS:
                raise ValueError(f"{column.label}: {value} has more digits than Excel keeps; hand it over as text")
            return int(value)
        case "number" | "ratio" | "share":
            return Decimal(str(value))
        case "date":
            return date(value.year, value.month, value.day)
        case _:
            return plain_text(str(value)) or None


def plain_text(text: str) -> str:
    """Text as XML can hold it; a character it cannot hold becomes the replacement character, in sight."""
    return NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")) if text.strip() else ""


def places(value: object, column: Column) -> int:
    """Decimals of a number as shown: never fewer than it has, unless it has very many."""
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    own = min(MOST_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0
    return max(column.decimals or 0, own)


def _printed(value: Value, column: Column) -> str:
    """Text about as long as the cell shows it, in either language."""
    match value:
        case Formula():
            return _printed(value.value, column)
        case Link():
            return value.text
        case date():
            return "00 September 0000"
        case int() | Decimal() if column.kind == "share":
            return f"{value * 100:.{column.decimals or 0}f}%"
        case int() | Decimal():
            return f"{'Rp' if column.kind == 'rupiah' else ''}{value:,.{places(value, column)}f}"
        case _:
            return value or "…"


def _width(texts: Sequence[str], lines: float, kind: str) -> int:
    """Width of a column: numbers on one line, texts on about `lines` for every hundred characters, words whole."""
    heading, body = texts[0], [line for text in texts[1:] for line in text.split("\n")]
    longest = max(map(len, body), default=0)
    word = min(BREAKABLE, max((len(word) for text in body for word in text.split()), default=0))
    wrapped = min(longest, max(word, 10 * (longest / lines) ** 0.5)) if kind == "text" else longest
    of_heading = max(len(word) for word in heading.split()) * 1.2 + 2  # bold, and the button of the filter
    return ceil(min(WIDEST, max(wrapped + 2, of_heading, len(heading) / 2, NARROWEST)))


def _lines(text: str, width: int) -> int:
    """Lines a text takes in a column; a line holds a little less than its width."""
    return sum(len(wrap(line, width - 1)) if len(line) >= width else 1 for line in text.split("\n"))
