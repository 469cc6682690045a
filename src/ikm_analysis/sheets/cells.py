"""Typed cells: what a file holds, each value with the address a spreadsheet shows.

Rows and columns are counted from 0 in the code and written as a spreadsheet writes them (`B7`) in everything a person
reads. A text never becomes a number here, nor a number a text: the text `1.234` is 1,234 and the number 1.234 is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose formula failed: `#REF!`, `#N/A`. It is neither a text nor blank."""

    code: str

    def __str__(self) -> str:
        return self.code


# None is a blank cell. A cell of blanks only is a text that reads as blank.
Value = str | float | int | bool | date | datetime | time | timedelta | CellError | None


class Merge(NamedTuple):
    """A merged range, its ends included; its value stands in the first row and column."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of one file: every row from the first, all equally long, blanks as None.

    `formulas` holds (row, column) to formula text for cells whose value is a formula's cached result.
    """

    path: Path
    name: str
    rows: Sequence[Sequence[Value]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


def address(row: int, column: int) -> str:
    """The address a spreadsheet shows: `address(6, 1)` is `B7`."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def is_blank(value: Value) -> bool:
    """Whether nothing can be read in a cell: empty, or a text of blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())
