"""Every tidy table: what one row is, its key, its columns. Tables are loaded and stored here only.

Stored as CSV in `data/processed/`, UTF-8, one row per grain, blank where nothing is known. In memory a `decimal` is an
exact Decimal, a `whole` an int, a `day` a datetime.date, a `flag` True or False; all of them None where unknown, and
`text` is never None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.project import Folders


@dataclass(frozen=True)
class Field:
    """One column of a tidy table: its kind (text, decimal, whole, day, flag) and what it means, unit included."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One tidy table: what one row is, the column that identifies it, and its columns in order."""

    name: str
    grain: str
    key: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> list[str]:
        return [field.name for field in self.fields]


TABLES = {
    name: Table(name, spec["grain"], spec["key"], tuple(Field(*line.split(None, 2)) for line in spec["columns"]))
    for name, spec in reference.tables().items()
}

IS_TEXT = {field.name for table in TABLES.values() for field in table.fields if field.kind == "text"}

READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "decimal": Decimal,
    "whole": int,
    "day": date.fromisoformat,
    "flag": lambda text: text == "true",
}


def tidy(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as table `name` declares them, its columns in order. Raises ValueError if a key repeats."""
    table = TABLES[name]
    frame = pd.DataFrame(rows, columns=table.columns, dtype="object")
    for field in table.fields:
        if field.kind != "text":
            frame[field.name] = frame[field.name].where(frame[field.name].notna(), None)
    if not frame[table.key].is_unique:
        raise ValueError(f"{table.name}: {table.key} is not unique")
    return frame


def framed(name: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Whole columns as table `name` declares them; a column not given is blank. Raises ValueError if a key repeats."""
    table = TABLES[name]
    n = max((len(values) for values in columns.values()), default=0)
    blank = {field.name: np.full(n, "" if field.kind == "text" else None, dtype=object) for field in table.fields}
    frame = pd.DataFrame({field: columns.get(field, blank[field]) for field in table.columns}, dtype="object")
    if not frame[table.key].is_unique:
        raise ValueError(f"{table.name}: {table.key} is not unique")
    return frame


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each a mapping from column name to value."""
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def store(name: str, frame: pd.DataFrame, folder: Path) -> Path:
    """Write a tidy table as `<folder>/<name>.csv`, equal bytes for equal tables."""
    path = folder / f"{name}.csv"
    text = frame.map(_stored).to_csv(index=False, lineterminator="\n")
    path.write_text(text, encoding="utf-8", newline="")
    return path


def load(name: str, folder: Path = Folders.processed) -> pd.DataFrame:
    """A processed table by name, as its entry in TABLES describes. Raises KeyError for an unknown name."""
    table = TABLES[name]
    frame = pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False, encoding="utf-8").astype("object")
    for field in table.fields:
        if field.kind != "text":
            reader = READERS[field.kind]
            values = [reader(text) if text else None for text in frame[field.name]]
            frame[field.name] = pd.Series(values, index=frame.index, dtype="object")
    return frame


def data_dictionary() -> str:
    """Every table as Markdown: grain, key, and a line for each column; kept as `docs/data_dictionary.md`."""
    parts = ["# Data dictionary", "Made from `src/ikm_analysis/reference/tables.toml` by `make docs`; do not edit."]
    for table in TABLES.values():
        lines = [f"| {field.name} | {field.kind} | {field.meaning} |" for field in table.fields]
        parts += [f"## {table.name}", f"One row is {table.grain}; key `{table.key}`."]
        parts.append("\n".join(["| column | kind | meaning |", "|---|---|---|", *lines]))
    return "\n\n".join(parts) + "\n"


def _stored(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
