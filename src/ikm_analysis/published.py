"""Published evidence: the raw files of pages, figures, statements and relations as checked tidy tables.

Every figure is read again from its printed text; what the compiler of the file noted beside it must agree, or the
file is refused with the cell named. Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from ikm_analysis import tables
from ikm_analysis.issues import UnusableFile
from ikm_analysis.language import Language
from ikm_analysis.project import Folders
from ikm_analysis.relations import contradiction_rows, last_digit_unit, relation_rows
from ikm_analysis.sheets import Cell, Sheet, read_csv, records
from ikm_analysis.values import Figure, parse_date, parse_figure

RAW_COLUMNS = {
    "sources": "source_id publisher title date_as_printed published_on address regency note",
    "observations": "observation_id source_id regency kecamatan desa topic indicator dimension as_published read_as "
    "value unit period_as_printed year part_of part_role certainty remark",
    "statements": "statement_id source_id regency subject indonesian english",
    "relations": "relation_id kind regency stated stated_text source_id parts reading_basis indonesian english",
}
# What the compiler may call a figure whose printed words read as the key: a hedge in the text must be honoured, while
# "exact" against "rounded" is the compiler's judgement, and a hedge may also stand outside the quoted words.
FITTING = {
    "exact": {"exact", "rounded", "approx", "at_least", "at_most", "read_from_words"},
    "rounded": {"exact", "rounded", "approx", "at_least", "at_most"},
    "approx": {"approx"},
    "at_least": {"at_least", "approx"},
    "at_most": {"at_most", "approx"},
}

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
        return iter((name, getattr(self, name)) for name in tables.TABLES)


def read_published(raw: Path) -> Published:
    """The four raw files of `raw` as tables, contradictions computed.

    Raises UnusableFile for a missing column, a repeated or dangling identifier, text that is no figure, or a figure
    that disagrees with the value noted beside it.
    """
    rows = {name: records(sheet, columns.split()) for name, columns, sheet in _raw_sheets(raw)}
    files = {name: raw / f"{name}.csv" for name in rows}
    for name, entries in rows.items():
        _check_unique(files[name], entries, tables.TABLES[name].key)
    source_ids = {row["source_id"].text for row in rows["sources"]}
    figure_ids = {row["observation_id"].text for row in rows["observations"]}
    for name in ("observations", "statements", "relations"):
        _check_known(files[name], rows[name], "source_id", source_ids)
    _check_known(files["observations"], rows["observations"], "part_of", figure_ids)
    for column in ("stated", "parts"):
        _check_known(files["relations"], rows["relations"], column, figure_ids)

    sources = tables.tidy("sources", [_source(files["sources"], row) for row in rows["sources"]])
    figures = [_observation(files["observations"], row) for row in rows["observations"]]
    observations = tables.tidy("observations", figures)
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
    return Published(*(tables.load(name, processed) for name in tables.TABLES))


def published_balance(published: Published, language: Language) -> list[str]:
    """What was read and where it went, a line each. Raises ValueError when a sum of fates is not what was read."""
    figures, relations = published.observations, published.relations
    by_hand = int((figures["read_as"] != "").sum())
    verdicts = relations["verdict"].value_counts()
    if int(verdicts.sum()) != len(relations) or figures["value"].isna().any():
        raise ValueError("balance broken: a figure without a value or a relation without a verdict")
    printed = published.sources["date_as_printed"] != ""
    clashes = int((published.contradictions["kind"] == "weekday").sum())
    return [
        language.say(
            "balance.figures",
            n=language.number(len(figures)),
            grammar=language.number(len(figures) - by_hand),
            by_hand=language.number(by_hand),
            pages=language.number(len(published.sources)),
        ),
        language.say(
            "balance.relations",
            n=language.number(len(relations)),
            verdicts=language.listed(
                [f"{language.number(int(n))} {language.term('verdict', str(code))}" for code, n in verdicts.items()]
            ),
        ),
        language.say(
            "balance.dates",
            n=language.number(len(published.sources)),
            printed=language.number(int(printed.sum())),
            blank=language.number(int((~printed).sum())),
            clashes=language.number(clashes),
        ),
    ]


def _raw_sheets(raw: Path) -> list[tuple[str, str, Sheet]]:
    return [(name, columns, read_csv(raw / f"{name}.csv")) for name, columns in RAW_COLUMNS.items()]


def _text(row: Record) -> dict[str, Any]:
    return {name: cell.text.strip() for name, cell in row.items()}


def _check_unique(file: Path, rows: list[Record], key: str) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        cell = row[key]
        if not cell.text.strip():
            raise UnusableFile("error.no_id", file=file, cell=cell.address, column=key)
        if first := seen.get(cell.text):
            raise UnusableFile("error.duplicate", file=file, cell=cell.address, text=cell.text, first=first)
        seen[cell.text] = cell.address


def _check_known(file: Path, rows: list[Record], column: str, known: set[str]) -> None:
    """Every identifier in `column` (several are separated by blanks, sums by a plus) stands in `known`."""
    for row in rows:
        for identifier in row[column].text.replace("+", " ").split():
            if identifier not in known:
                cell = row[column].address
                raise UnusableFile("error.dangling", file=file, cell=cell, column=column, text=identifier)


def _source(file: Path, row: Record) -> dict[str, Any]:
    entry = _text(row)
    reading = None
    if entry["date_as_printed"]:
        try:
            reading = parse_date(entry["date_as_printed"])
        except ValueError as reason:
            cell = row["date_as_printed"]
            raise UnusableFile("error.date", file=file, cell=cell.address, text=cell.text) from reason
    clash = reading is not None and reading.weekday_agrees is False
    return entry | {
        "published_on": _day(file, row["published_on"]),
        "printed_first": reading and reading.first,
        "printed_last": reading and reading.last,
        "weekday_agrees": reading and reading.weekday_agrees,
        "date_candidates": " ".join(day.isoformat() for day in reading.candidates) if reading and clash else "",
    }


def _observation(file: Path, row: Record) -> dict[str, Any]:
    entry = _text(row)
    figure = _figure(file, row)
    _check_certainty(file, row, figure)
    if bool(entry["part_of"]) != (entry["part_role"] in ("addend", "subset")) or (
        entry["part_of"] == entry["observation_id"]
    ):
        cell = row["part_role"]
        raise UnusableFile("error.part_role", file=file, cell=cell.address, text=cell.text)
    return entry | {
        "value": figure.value,
        "step": figure.step,
        "tolerance": rounding_tolerance(figure, entry["certainty"]),
        "year": _year(file, row["year"]),
        "source_cell": f"{file.name}!{row['as_published'].address}",
    }


def _figure(file: Path, row: Record) -> Figure:
    """The printed figure read again; the value noted beside it, if any, must be the same."""
    cell = row["read_as"] if row["read_as"].text.strip() else row["as_published"]
    try:
        figure = parse_figure(cell.text)
    except ValueError as reason:
        raise UnusableFile("error.figure", file=file, cell=cell.address, text=cell.text) from reason
    noted = row["value"]
    if noted.text.strip() and _decimal(noted.text) != figure.value:
        raise UnusableFile(
            "error.value", file=file, cell=noted.address, text=cell.text, value=f"{figure.value:f}", noted=noted.text
        )
    return figure


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


def _check_certainty(file: Path, row: Record, figure: Figure) -> None:
    cell = row["certainty"]
    if cell.text.strip() not in FITTING[figure.certainty]:
        raise UnusableFile(
            "error.certainty", file=file, cell=cell.address, text=figure.text, reads=figure.certainty, noted=cell.text
        )


def rounding_tolerance(figure: Figure, certainty: str) -> Decimal:
    """How far the true value may lie from the printed one by rounding alone, in base units.

    With a scale word or decimals half a unit of the last printed digit; a bare numeral known to be rounded, half the
    unit of its last non-zero digit; any other numeral none.
    """
    if figure.has_scale_or_decimals:
        return figure.step / 2
    return last_digit_unit(figure.value) / 2 if certainty == "rounded" else Decimal(0)


def _year(file: Path, cell: Cell) -> int | None:
    text = cell.text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise UnusableFile("error.year", file=file, cell=cell.address, text=cell.text)
    return int(text)


def _day(file: Path, cell: Cell) -> date | None:
    text = cell.text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as reason:
        raise UnusableFile("error.day", file=file, cell=cell.address, text=cell.text) from reason
