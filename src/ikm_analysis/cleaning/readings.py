"""What one cell says and what became of it, and the readings of a whole column.

Every distinct cell is read once and the reading mapped back, so a grammar is never run twice on one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]


class Fate(StrEnum):
    """What became of a cell; every cell has exactly one."""

    KEPT = "kept"
    REPAIRED = "repaired"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    BLANK = "blank"
    STRUCTURE = "structure"
    UNMAPPED = "unmapped"
    PERSONAL = "personal"


FATES = list(Fate)


class Reading(NamedTuple):
    """What one cell says: its value (None if none), its fate, and the code and suggestion of its issue, if any."""

    value: Any
    fate: Fate = Fate.KEPT
    code: str = ""
    suggestion: str = ""


class Span(NamedTuple):
    """A beginning and an end in one cell: the days around both, the last it can begin on and the first it can end on.

    `5 sampai 9 September` begins on the 5th and ends on the 9th, `Oktober - November` on some day of either.
    """

    first: date
    last: date
    begun_by: date
    ended_from: date


class Term(NamedTuple):
    """How long a certificate lasts, where a register says that and not a day."""

    years: int


@dataclass(frozen=True)
class ReadColumn:
    """The readings of a column: the distinct ones, and for every row which of them is its own."""

    readings: Sequence[Reading]
    codes: Codes

    @property
    def of_rows(self) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """The value of every row."""
        distinct = np.empty(len(self.readings), dtype=object)
        distinct[:] = [reading.value for reading in self.readings]
        return distinct[self.codes]

    @property
    def fates(self) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        """The fate of every row, as its place in FATES."""
        return np.array([FATES.index(reading.fate) for reading in self.readings], dtype=np.int8)[self.codes]


def read_column(cells: Iterable[Any], read: Callable[[Any], Reading]) -> ReadColumn:
    """Every cell read by `read`, each distinct one once. The texts `1` and numbers 1, 1.0 and true are kept apart."""
    cells = list(cells)
    kinds = set(map(type, cells)) - {str, type(None)}
    # A dictionary tells texts from numbers; only numbers of several kinds (1, 1.0, true) need their type beside them.
    keys = cells if len(kinds) < 2 else [cell if type(cell) is str else (type(cell), cell) for cell in cells]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(places.__getitem__, keys), dtype=np.intp, count=len(cells))
    return ReadColumn([read(key if len(kinds) < 2 or type(key) is str else key[1]) for key in places], codes)
