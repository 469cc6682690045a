"""What a subject works with: the published tables of the regencies asked for, and the making of an exhibit."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Any

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.exhibit import Column, Drawing, Exhibit, Source
from ikm_analysis.language import Language
from ikm_analysis.published import Published
from ikm_analysis.tables import rows_of

Row = dict[str, Any]
# Beyond this many pages a source line would no longer fit under a chart; the table and the page name each of them.
NAMED_SOURCES = 3
EXHIBITS = files(__package__) / "exhibits.csv"
SPECS = {spec["name"]: spec for spec in csv.DictReader(EXHIBITS.read_text(encoding="utf-8").splitlines())}
SAID, NOTES = ("question", "finding", "measure", "unit", "alt"), ("note", "note_2", "note_3")
MARK_WORDS = ("series", "x_text", "row", "column", "label", "part", "value_text", "share_text", "base_text", "text")


@dataclass(frozen=True)
class Scope:
    """The published evidence about some regencies, in one language."""

    published: Published
    regencies: tuple[str, ...]
    lang: str

    @cached_property
    def language(self) -> Language:
        """The words and numbers of the language."""
        return Language(self.lang)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Published figures about the regencies in scope, one row each."""
        figures = self.published.observations
        return figures[figures["regency"].isin(self.regencies)]

    @cached_property
    def relations(self) -> pd.DataFrame:
        """Things that should agree and concern a regency in scope, with `reading` in the scope's language."""
        relations = self.published.relations
        reading = relations["indonesian" if self.lang == "id" else "english"]
        ids = set(self.observations["observation_id"])
        about = [bool(ids & set(members(row))) for row in rows_of(relations)]
        return relations.assign(reading=reading)[about]

    @cached_property
    def figures(self) -> dict[str, Row]:
        """Every published figure by its identifier, whatever the regency."""
        return {row["observation_id"]: row for row in rows_of(self.published.observations)}

    @property
    def place(self) -> str:
        """The regencies in scope in words."""
        if len(self.regencies) == len(set(self.published.observations["regency"])):
            return self.language.say("place.all")
        key = "place.one" if len(self.regencies) == 1 else "place.several"
        return self.language.say(key, regency=self.language.listed(list(self.regencies)))

    def place_of(self, identifier: str) -> str:
        """The regency a figure speaks of, in words."""
        return self.language.say("place.one", regency=self.figures[identifier]["regency"])

    def pages(self, source_ids: Iterable[str]) -> tuple[Source, ...]:
        """The pages as source lines name them, in the order of their identifiers."""
        wanted = set(source_ids)
        return tuple(self._source(row) for row in rows_of(self.published.sources) if row["source_id"] in wanted)

    def _source(self, row: Row) -> Source:
        # A date at odds with its weekday, or of more than one day, stands as printed: choosing a day is not ours to do.
        exact = row["published_on"] or (row["printed_first"] if row["printed_first"] == row["printed_last"] else None)
        day = self.language.date(exact) if exact else row["date_as_printed"] or self.language.say("period.undated")
        return Source(row["source_id"], f"{row['publisher']}, {day}", row["title"], row["address"])

    def source_line(self, sources: tuple[Source, ...]) -> str:
        """The source line under an exhibit: each page by name while they are few, else how many."""
        if len(sources) <= NAMED_SOURCES:
            return self.language.say("exhibit.source", lines="; ".join(source.line for source in sources))
        ends = {"first": sources[0].source_id, "last": sources[-1].source_id}
        return self.language.say("exhibit.source_many", n=self.language.number(len(sources)), **ends)

    def exhibit(
        self,
        name: str,
        rows: Sequence[Row],
        *,
        about: Iterable[str] | None = None,
        place: str = "",
        notes: Iterable[str] = (),
        marks: Sequence[Row] = (),
        options: Mapping[str, Any] | None = None,
        period: str = "",
        sources: tuple[Source, ...] = (),
        evidence: str = "published",
        **words: Any,
    ) -> Exhibit:
        """An exhibit whose words are the messages `<subject>.<rest of name>.*`, filled with `words` (int as printed).

        `exhibits.csv` names the columns taken from `rows`, the kind of chart that draws the `marks` with its `options`,
        and the unit of the marks where it is another than the table's. It rests on the observations `about`, else on
        those the rows cite, and on the pages they name. The words `n` (rows), `pages` and `list` (the marks) are given;
        messages `note`, `note_2` ... become notes, before `notes`. Other evidence than pages brings its `period` and
        `sources`.
        """
        spec, figures = SPECS[name], [self.figures[one] for one in (_cited(rows) if about is None else about)]
        pages = self.pages({row.get("source", "") for row in rows} | {figure["source_id"] for figure in figures})
        table = pd.DataFrame(rows, columns=spec["columns"].split(), dtype="object")
        table = table.where(table.notna(), None)
        drawn_unit = self.language.say(f"unit.{spec['drawn_unit']}") if spec["drawn_unit"] else ""
        words = {"n": len(rows), "pages": len(pages), "list": _listed(marks), **words}
        words = {name: self.language.number(word) if isinstance(word, int) else word for name, word in words.items()}
        message, is_drawn = name.replace("_", ".", 1), bool(spec["chart"] and marks)
        said = {part: self.language.say(f"{message}.{part}", **words) for part in SAID}
        noted = [part for part in NOTES if f"{message}.{part}" in reference.messages()]
        blank = "missing_note" if evidence == "published" else "withheld_note"
        missing = [self.language.say(f"exhibit.{blank}")] if table.isna().any(axis=None) else []
        return Exhibit(
            subject=name.partition("_")[0],
            name=name,
            place=place or self.place,
            period=period or self._period(figures, pages),
            table=table,
            columns=tuple(self._column(column) for column in spec["columns"].split()),
            sources=(*sources, *pages),
            source_line=self._marked(" ".join(map(self.source_line, filter(None, (sources, pages)))), evidence),
            notes=(*(self.language.say(f"{message}.{part}", **words) for part in noted), *notes, *missing),
            evidence=evidence,
            lang=self.lang,
            drawing=Drawing(spec["chart"], pd.DataFrame(marks), options or {}, drawn_unit) if is_drawn else None,
            **said,
        )

    def _marked(self, line: str, evidence: str) -> str:
        """A source line that says so where the data are made up, because it stands under every chart and table."""
        return f"{self.language.say('evidence.mark')} {line}" if evidence == "illustrative" else line

    def _period(self, figures: Sequence[Row], pages: Sequence[Source]) -> str:
        """First to last year the figures describe; without figures that in which the pages were dated."""
        dated, known = self.published.sources, {page.source_id for page in pages}
        days = dated[dated["source_id"].isin(known)]["printed_last"]
        years = [figure["year"] for figure in figures] if figures else [day.year for day in days if day]
        ends = sorted({min(filter(None, years)), max(filter(None, years))}) if any(years) else []
        return "–".join(map(str, ends)) or self.language.say("period.unknown")

    def _column(self, name: str) -> Column:
        spec = reference.columns()[name]
        kind, _, decimals = spec["kind"].partition(":")
        return Column(name, spec[self.lang], kind, int(decimals) if decimals else None)

    def figure_rows(self, identifiers: Iterable[str]) -> list[Row]:
        """Published figures as rows of an exhibit; see `figure_row`."""
        return [self.figure_row(identifier) for identifier in identifiers]

    def figure_row(self, identifier: str) -> Row:
        """A published figure as a row of an exhibit: every column that describes it, in words; `amount_rp` if money."""
        figure, term = self.figures[identifier], self.language.term
        inside = term("dimension", figure["dimension"])
        return {
            **{name: figure[name] for name in ("regency", "kecamatan", "year", "as_published", "value", "part_of")},
            "indicator": capital(term("indicator", figure["indicator"])),
            "item": capital(inside),
            "item_inside": inside,
            "amount_rp": int(figure["value"]) if figure["unit"] == "rupiah" else None,
            "unit": term("unit", figure["unit"]),
            "observation": identifier,
            "source": figure["source_id"],
            "publisher": self.publishers[figure["source_id"]],
        }

    def bar(self, label: str, count: int, **more: object) -> Row:
        """One mark of a drawing of bars, with its count printed."""
        return bar(label, count, self.language.number(count), **more)

    def counted(self, row: Row) -> str:
        """The number of a figure's row with its unit."""
        return f"{self.language.number(row['value'])} {row['unit']}"

    def share_bar(self, label: str, part: str, share: Decimal, base: str) -> Row:
        """One part of a 100 % bar, with the base it is a share of printed beside it."""
        words = {"share_text": self.language.share(share), "base_text": self.language.say("chart.of", base=base)}
        return {"label": label, "part": part, "share": float(share), **words, "known": True}

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Who published each page."""
        sources = self.published.sources
        return dict(zip(sources["source_id"], sources["publisher"], strict=True))

    def limits(self, subject: str) -> Exhibit:
        """What the figures of a subject cannot bear: a question, the figures found for it, why, and what to collect."""
        rows = [self._limit(limit) for limit in reference.limits() if limit["subject"] == subject]
        none, asked = sum(row["n_figures"] == 0 for row in rows), "; ".join(row["limit_question"] for row in rows)
        about = self.observations["observation_id"]
        return self.exhibit(f"{subject}_limits", rows, about=about, none=none, list=asked)

    def _limit(self, limit: dict[str, str]) -> Row:
        found = self.observations
        for column in ("topic", "indicator", "dimension"):
            if limit[column]:
                found = found[found[column].str.contains(limit[column], regex=False)]
        if limit["by_kecamatan"]:
            found = found[found["kecamatan"] != ""]
        if limit["years"]:
            first, last = map(int, limit["years"].split("-"))
            found = found[[year is not None and first <= year <= last for year in found["year"]]]
        said = {f"limit_{part}": limit[f"{part}_{self.lang}"] for part in ("question", "reason", "collect")}
        return {**said, "n_figures": len(found)}


def capital(words: str) -> str:
    """Words as a label begins, with a capital."""
    return words[:1].upper() + words[1:]


def bar(label: str, value: float | Decimal, text: str, **more: object) -> Row:
    """One mark of a drawing of bars or dots."""
    return {"label": label, "value": float(value), "value_text": text, **more}


def _listed(marks: Sequence[Row]) -> str:
    """The marks of a drawing as alt text lists them: what each is called and what is printed beside it."""
    listed = [[str(mark[name]) for name in MARK_WORDS if name in mark] for mark in marks]
    return "; ".join(" ".join(words) for words in listed if words[-1])


def _cited(rows: Iterable[Row]) -> list[str]:
    """The observations named in the rows, each once."""
    cited = " ".join(str(row.get("observation", "")) for row in rows)
    return list(dict.fromkeys(re.findall(r"O\d+", cited)))


def members(relation: Row) -> list[str]:
    """The observations a relation speaks of."""
    return [name for name in (relation["stated"], *relation["parts"].replace("+", " ").split()) if name]
