"""What a subject works with: the published tables of the regencies asked for, and the making of an exhibit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Scope:
    """The published evidence about some regencies, in one language."""

    published: Published
    regencies: tuple[str, ...]
    lang: str

    @cached_property
    def language(self) -> Language:
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
        about = [bool(ids & set(_members(row))) for row in rows_of(relations)]
        return relations.assign(reading=reading)[about]

    @cached_property
    def figures(self) -> dict[str, Row]:
        """Every published figure by its identifier, whatever the regency."""
        return {row["observation_id"]: row for row in rows_of(self.published.observations)}

    @cached_property
    def published_text(self) -> dict[str, str]:
        """Every published figure as printed, by its identifier."""
        return {identifier: row["as_published"] for identifier, row in self.figures.items()}

    @property
    def place(self) -> str:
        """The regencies in scope in words."""
        if len(self.regencies) == len(set(self.published.observations["regency"])):
            return self.language.say("place.all")
        key = "place.one" if len(self.regencies) == 1 else "place.several"
        return self.language.say(key, regency=self.language.listed(list(self.regencies)))

    def period(self, identifiers: Iterable[str]) -> str:
        """First to last year the figures describe."""
        years = [self.figures[identifier]["year"] for identifier in identifiers if self.figures[identifier]["year"]]
        if not years:
            return self.language.say("period.unknown")
        return str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"

    def pages(self, source_ids: Iterable[str]) -> tuple[Source, ...]:
        """The pages as source lines name them, in the order of their identifiers."""
        wanted = set(source_ids) - {""}
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
        rows: list[Row],
        columns: str,
        identifiers: Iterable[str],
        *,
        words: Mapping[str, str],
        finding: str = "finding",
        notes: Iterable[str] = (),
        place: str = "",
        period: str = "",
        sources: Iterable[str] = (),
        drawing: Drawing | None = None,
    ) -> Exhibit:
        """An exhibit whose words are the messages `<subject>.<rest of name>.*` filled with `words`.

        `columns` names, by blanks, the columns taken from `rows`, as `reference/columns.csv` describes them;
        `identifiers` are the observations it rests on, from which period and sources follow unless given.
        """
        subject, _, rest = name.partition("_")
        identifiers = list(identifiers)
        pages = self.pages([*sources, *(self.figures[identifier]["source_id"] for identifier in identifiers)])
        table = pd.DataFrame(rows, columns=columns.split(), dtype="object")
        table = table.where(table.notna(), None)
        missing = (table.map(lambda value: value is None)).any(axis=None)

        def say(part: str) -> str:
            return self.language.say(f"{subject}.{rest}.{part}", **words)

        return Exhibit(
            subject=subject,
            name=name,
            question=say("question"),
            finding=say(finding),
            measure=say("measure"),
            place=place or self.place,
            period=period or self.period(identifiers),
            unit=say("unit"),
            table=table,
            columns=tuple(self._column(column) for column in columns.split()),
            sources=pages,
            source_line=self.source_line(pages),
            notes=(*notes, *([self.language.say("exhibit.missing_note")] if missing else [])),
            alt=say("alt"),
            evidence="published",
            lang=self.lang,
            drawing=drawing,
        )

    def _column(self, name: str) -> Column:
        spec = reference.columns()[name]
        kind, _, decimals = spec["kind"].partition(":")
        return Column(name, spec[self.lang], kind, int(decimals) if decimals else None)

    def figure_row(self, identifier: str) -> Row:
        """A published figure as a row of an exhibit: every column that describes it, in words; `amount_rp` if money."""
        figure, term = self.figures[identifier], self.language.term
        inside = term("dimension", figure["dimension"])
        return {
            "regency": figure["regency"],
            "kecamatan": figure["kecamatan"],
            "year": figure["year"],
            "indicator": capital(term("indicator", figure["indicator"])),
            "item": capital(inside),
            "item_inside": inside,
            "as_published": figure["as_published"],
            "amount_rp": int(figure["value"]) if figure["unit"] == "rupiah" else None,
            "value": figure["value"],
            "unit": term("unit", figure["unit"]),
            "part_of": figure["part_of"],
            "observation": identifier,
            "source": figure["source_id"],
            "publisher": self.publishers[figure["source_id"]],
        }

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Who published each page."""
        sources = self.published.sources
        return dict(zip(sources["source_id"], sources["publisher"], strict=True))

    def limits(self, subject: str) -> Exhibit:
        """What the figures of a subject cannot bear: a question, the figures found for it, why, and what to collect."""
        rows = [self._limit(limit) for limit in reference.limits() if limit["subject"] == subject]
        none = sum(row["n_figures"] == 0 for row in rows)
        words = {"n": self.language.number(len(rows)), "none": self.language.number(none)}
        return self.exhibit(
            f"{subject}_limits",
            rows,
            "limit_question n_figures limit_reason limit_collect",
            self.observations["observation_id"],
            words=words | {"list": "; ".join(row["limit_question"] for row in rows)},
        )

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
        return {
            "limit_question": limit[f"question_{self.lang}"],
            "n_figures": len(found),
            "limit_reason": limit[f"reason_{self.lang}"],
            "limit_collect": limit[f"collect_{self.lang}"],
        }


def capital(words: str) -> str:
    """Words as a label begins, with a capital."""
    return words[:1].upper() + words[1:]


def _members(relation: Mapping[Any, Any]) -> list[str]:
    """The observations a relation speaks of."""
    return [relation["stated"], *relation["parts"].replace("+", " ").split()]
