"""Published evidence: the raw files of pages, figures, statements and relations as checked tidy tables.

Every figure is read again from its printed text; what the compiler of the file noted beside it must agree, or the
file is refused with the cell named. Nothing is corrected.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from ikm_analysis import tables
from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import Language
from ikm_analysis.project import Folders
from ikm_analysis.relations import KINDS, OF_TWO, addends_of, contradiction_rows, last_digit_unit, relation_rows
from ikm_analysis.sheets import Cell, read_csv, records
from ikm_analysis.values import Figure, parse_date, parse_figure

RAW = tomllib.loads((files(__package__) / "published.toml").read_text(encoding="utf-8"))
RAW_COLUMNS: dict[str, str] = RAW["columns"]

Record = dict[str, Cell]


@dataclass(frozen=True)
class Published:
    """The published evidence as tidy tables (see `ikm_analysis.tables`)."""

    sources: pd.DataFrame
    observations: pd.DataFrame
    statements: pd.DataFrame
    relations: pd.DataFrame
    contradictions: pd.DataFrame

    def __iter__(self) -> Iterator[tuple[str, pd.DataFrame]]:
        return iter((field.name, getattr(self, field.name)) for field in fields(self))

    @property
    def dated(self) -> date:
        """The newest day a page was printed on: how far the published data reach."""
        newest: date = max(day for day in [*self.sources["published_on"], *self.sources["printed_last"]] if day)
        return newest


def read_published(raw: Path) -> Published:
    """The four raw files of `raw` as tables, contradictions computed.

    Raises UnusableFile for a missing column, a repeated or dangling identifier, text that is no figure, or a figure
    that disagrees with the value noted beside it.
    """
    paths = {name: raw / f"{name}.csv" for name in RAW_COLUMNS}
    rows = {name: records(read_csv(paths[name]), columns.split()) for name, columns in RAW_COLUMNS.items()}
    for name, entries in rows.items():
        _check_unique(paths[name], entries, tables.TABLES[name].key)
    source_ids = {row["source_id"].text for row in rows["sources"]}
    figure_ids = {row["observation_id"].text for row in rows["observations"]}
    for name in ("observations", "statements", "relations"):
        _check_known(paths[name], rows[name], "source_id", source_ids)
    _check_known(paths["observations"], rows["observations"], "part_of", figure_ids)
    for column in ("stated", "parts"):
        _check_known(paths["relations"], rows["relations"], column, figure_ids)

    sources = tables.tidy("sources", [_source(paths["sources"], row) for row in rows["sources"]])
    figures = [_observation(paths["observations"], row) for row in rows["observations"]]
    observations = tables.tidy("observations", figures)
    _check_relations(paths["relations"], rows["relations"], observations)
    relations = tables.tidy("relations", relation_rows(observations, [_text(row) for row in rows["relations"]]))
    return Published(
        sources,
        observations,
        tables.tidy("statements", [_text(row) for row in rows["statements"]]),
        relations,
        tables.tidy("contradictions", contradiction_rows(relations, observations, sources)),
    )


def load_published(processed: Path = Folders.processed) -> Published:
    """The published evidence as last stored in the processed folder."""
    return Published(*(tables.load(field.name, processed) for field in fields(Published)))


def published_balance(published: Published, language: Language) -> list[str]:
    """What was read and where it went, a line each. Raises ValueError when a sum of fates is not what was read."""
    figures, relations = published.observations, published.relations
    verdicts = relations["verdict"].value_counts()
    if int(verdicts.sum()) != len(relations) or figures["value"].isna().any():
        raise ValueError("balance broken: a figure without a value or a relation without a verdict")
    by_hand, pages = int((figures["read_as"] != "").sum()), len(published.sources)
    printed = int((published.sources["date_as_printed"] != "").sum())
    clashes = int((published.contradictions["kind"] == "weekday").sum())
    counted = [f"{language.number(int(n))} {language.term('verdict', str(code))}" for code, n in verdicts.items()]

    def said(about: str, n: int, **counts: int) -> str:
        numbers = {name: language.number(count) for name, count in {"n": n, **counts}.items()}
        return language.say(f"balance.{about}", verdicts=language.listed(counted), **numbers)

    return [
        said("figures", len(figures), grammar=len(figures) - by_hand, by_hand=by_hand, pages=pages),
        said("relations", len(relations)),
        said("dates", pages, printed=printed, blank=pages - printed, clashes=clashes),
    ]


def _text(row: Record) -> dict[str, Any]:
    return {name: cell.text.strip() for name, cell in row.items()}


def _check_unique(file: Path, rows: list[Record], key: str) -> None:
    seen: dict[str, str] = {}
    for cell in (row[key] for row in rows):
        if not cell.text.strip():
            raise _refusal("no_id", file, cell, column=key)
        if first := seen.get(cell.text):
            raise _refusal("duplicate", file, cell, first=first)
        seen[cell.text] = cell.address


def _check_known(file: Path, rows: list[Record], column: str, known: set[str]) -> None:
    """Every identifier in `column` stands in `known`; `parts` may name several, and sums of several."""
    for row in rows:
        text = row[column].text.strip()
        named = text.replace("+", " ").split() if column == "parts" else [text]
        for identifier in filter(None, named):
            if identifier not in known:
                raise _refusal("dangling", file, row[column], column=column, text=identifier)


def _check_relations(file: Path, rows: list[Record], observations: pd.DataFrame) -> None:
    """Every relation is of a known kind and has what it needs to be checked."""
    totals, readings = addends_of(observations), dict[str, str]()
    values = dict(zip(observations["observation_id"], observations["value"], strict=True))
    for row in rows:
        kind, stated, parts = (row[name].text.strip() for name in ("kind", "stated", "parts"))
        sums = [part.split("+") for part in parts.split()]
        if kind not in KINDS:
            raise _refusal("relation_kind", file, row["kind"], known=", ".join(KINDS))
        if not sums and (kind != "total" or stated not in totals):
            raise _refusal("no_parts", file, row["parts"], kind=kind, stated=row["stated"].text)
        if not sums and readings.setdefault(stated, row["stated"].address) != row["stated"].address:
            raise _refusal("duplicate", file, row["stated"], first=readings[stated])
        is_summed, is_two = any(len(named) > 1 for named in sums), len(sums) == 2
        if any("" in named for named in sums) or (kind in OF_TWO and not is_two) or (kind == "total" and is_summed):
            raise _refusal("parts", file, row["parts"], kind=kind)
        if kind == "ratio" and not sum(values[name] for name in sums[1]):
            raise _refusal("zero_base", file, row["parts"])
        if not stated:
            _read(parse_figure, file, row["stated_text"], "stated_text")


def _refusal(key: str, file: Path, cell: Cell, **values: object) -> UnusableFile:
    """Why a file cannot be used as it is, with the cell and its text."""
    return UnusableFile(f"error.{key}", **{"file": file, "cell": cell.address, "text": cell.text, **values})


def _read(reader: Callable[[str], Any], file: Path, cell: Cell, key: str) -> Any:
    """What `reader` makes of the text of a cell; text it cannot read is refused."""
    try:
        return reader(cell.text.strip())
    except ValueError as reason:
        raise _refusal(key, file, cell) from reason


def _source(file: Path, row: Record) -> dict[str, Any]:
    entry = _text(row)
    reading = _read(parse_date, file, row["date_as_printed"], "date") if entry["date_as_printed"] else None
    candidates = reading.candidates if reading and reading.weekday_agrees is False else ()
    return entry | {
        "published_on": _read(date.fromisoformat, file, row["published_on"], "day") if entry["published_on"] else None,
        "printed_first": reading and reading.first,
        "printed_last": reading and reading.last,
        "weekday_agrees": reading and reading.weekday_agrees,
        "date_candidates": " ".join(day.isoformat() for day in candidates),
    }


def _observation(file: Path, row: Record) -> dict[str, Any]:
    entry, figure = _text(row), _figure(file, row)
    if entry["certainty"] not in RAW["fitting"][figure.certainty]:
        cell = row["certainty"]
        raise _refusal("certainty", file, cell, text=figure.text, reads=figure.certainty, noted=cell.text)
    is_part, own = entry["part_role"] in ("addend", "subset"), entry["part_of"] == entry["observation_id"]
    if bool(entry["part_of"]) != is_part or own:
        raise _refusal("part_role", file, row["part_role"])
    return entry | {
        "value": figure.value,
        "step": figure.step,
        "tolerance": rounding_tolerance(figure, entry["certainty"]),
        "year": _read(_year, file, row["year"], "year") if entry["year"] else None,
        "source_cell": f"{file.name}!{row['as_published'].address}",
    }


def _figure(file: Path, row: Record) -> Figure:
    """The printed figure read again; the value noted beside it, if any, must be the same."""
    cell, noted = row["read_as"] if row["read_as"].text.strip() else row["as_published"], row["value"]
    figure: Figure = _read(parse_figure, file, cell, "figure")
    try:
        agrees = not noted.text.strip() or Decimal(noted.text.strip()) == figure.value
    except InvalidOperation:
        agrees = False
    if not agrees:
        raise _refusal("value", file, noted, text=cell.text, value=f"{figure.value:f}", noted=noted.text)
    return figure


def rounding_tolerance(figure: Figure, certainty: str) -> Decimal:
    """How far the true value may lie from the printed one by rounding alone, in base units.

    With a scale word or decimals half a unit of the last printed digit; a bare numeral known to be rounded, half the
    unit of its last non-zero digit; any other numeral none.
    """
    if figure.has_scale_or_decimals:
        return figure.step / 2
    return last_digit_unit(figure.value) / 2 if certainty == "rounded" else Decimal(0)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValueError("a year has four digits")
    return int(text)
