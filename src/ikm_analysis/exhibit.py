"""The exhibit: one question answered by one table, with its finding in words and all that lets a reader follow it back.

Subjects return exhibits; every output (figure, sheet, page, summary, chapter, notebook cell) renders the same ones and
takes its words and numbers from their fields only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from ikm_analysis.language import Language

EVIDENCE = ("published", "register", "scenario", "illustrative")
WORDS, NUMBERS = ("text", "identifier"), ("count", "rupiah", "number", "share", "ratio")  # kinds of column


@dataclass(frozen=True)
class Column:
    """How one column of an exhibit's table reads.

    `name` is the column of the table, `label` its heading in the exhibit's language (unit included in brackets),
    `kind` one of WORDS, NUMBERS, year and date. Count and rupiah hold int; number, share (0-1) and ratio hold Decimal
    already rounded as printed: to `decimals`, or None to print those the value has; words hold str. A missing value is
    None and prints as "not reported".
    """

    name: str
    label: str
    kind: str
    decimals: int | None = None


@dataclass(frozen=True)
class Source:
    """One page an exhibit rests on; `line` is how a source line names it."""

    source_id: str
    line: str
    title: str
    address: str


@dataclass(frozen=True)
class Imprint:
    """What every output says of itself: language, whose document, the day the data reach to, and what made it."""

    lang: str
    office: str
    dated: date
    data_hash: str
    code_version: str

    @property
    def closing(self) -> str:
        """The imprint as the last line of a page or text."""
        return Language(self.lang).say("report.closing", **vars(self))


@dataclass(frozen=True)
class Drawing:
    """How to draw an exhibit: the name of a kind of chart, the tidy frame it draws, and its options.

    `frame` holds plain numbers to place and, in columns ending `text`, the printed words; `charts/kinds.toml` says
    which columns each kind needs. `unit` is the unit of the printed words where it is another than the table's (million
    rupiah).
    """

    kind: str
    frame: pd.DataFrame
    options: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One question, one table, one finding. All words are in `lang`; see the field comments."""

    subject: str  # "budget": also the stem of the notebook and the page
    name: str  # "budget_reconciliation": unique; the stem of the figure and the name of the sheet
    question: str
    finding: str  # the computed sentence; the title of the chart, the sheet and the section
    measure: str  # what is counted or summed
    place: str
    period: str
    unit: str
    table: pd.DataFrame
    columns: tuple[Column, ...]
    sources: tuple[Source, ...]
    source_line: str
    notes: tuple[str, ...]  # caveats and inferences, each a sentence
    alt: str  # what a person who cannot see the chart should hear; the main figures in it
    evidence: str
    lang: str
    drawing: Drawing | None = None

    def __post_init__(self) -> None:
        for name in ("finding", "measure", "place", "period", "unit", "source_line", "alt"):
            if not getattr(self, name).strip():
                raise ValueError(f"exhibit {self.name!r}: {name} is empty; every exhibit states it")
        if self.evidence not in EVIDENCE:
            raise ValueError(f"exhibit {self.name!r}: evidence {self.evidence!r} is not one of {', '.join(EVIDENCE)}")
        named = [column.name for column in self.columns]
        if len({column.label for column in self.columns}) < len(named):
            raise ValueError(f"exhibit {self.name!r}: two columns have the same heading")
        if list(self.table.columns) != named:
            raise ValueError(f"exhibit {self.name!r}: table has {list(self.table.columns)}, columns describe {named}")

    @property
    def subtitle(self) -> str:
        """Measure, place, period and unit of the table in one line, under every finding."""
        return self._subtitle(self.unit)

    @property
    def drawn_subtitle(self) -> str:
        """The same under a chart, whose labels may be printed in another unit."""
        return self._subtitle(self.drawn_unit)

    @property
    def drawn_unit(self) -> str:
        """The unit of the numbers printed in the drawing."""
        return (self.drawing and self.drawing.unit) or self.unit

    def _subtitle(self, unit: str) -> str:
        return Language(self.lang).say("exhibit.subtitle", **(vars(self) | {"unit": unit}))

    @property
    def sheet(self) -> str:
        """The name of its sheet in the workbook. Raises KeyError for an exhibit nobody has named in `messages.toml`."""
        return Language(self.lang).say(f"sheet.{self.name}")

    @property
    def evidence_line(self) -> str:
        """What kind of evidence the exhibit rests on, in words."""
        return Language(self.lang).say(f"evidence.{self.evidence}")

    def printed(self) -> pd.DataFrame:
        """The table as every output prints it: text, one row per row of `table`, headings as column names."""
        language = Language(self.lang)
        return pd.DataFrame(
            {
                column.label: [printed_value(value, column, language) for value in self.table[column.name]]
                for column in self.columns
            },
            dtype="object",
        )

    def _repr_html_(self) -> str:
        """Show the exhibit as the last line of a notebook cell: finding, chart, table, source, notes."""
        from ikm_analysis.present.pages import exhibit_section  # drawn only when shown

        return f'<div lang="{escape(self.lang)}">{exhibit_section(self)}</div>'

    def __str__(self) -> str:
        lines = [self.finding, self.subtitle, "", self.printed().to_string(index=False), "", self.source_line]
        return "\n".join([*lines, *self.notes])


def printed_value(value: Any, column: Column, language: Language) -> str:
    """One cell of a table as printed, by the kind of its column; a missing value as the language's sign for it."""
    if value is None:
        return language.say("exhibit.missing")
    match column.kind:
        case "rupiah":
            return language.rupiah(value)
        case "count" | "number" | "ratio":
            return language.number(value, column.decimals)
        case "share":
            return language.share(value, column.decimals or 0)
        case "date":
            return language.date(value)
        case _:
            return str(value)
