"""What a subject works with: the published tables of the regencies asked for, and the making of an exhibit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
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
NOTES = ("note", "note_2", "note_3")
MARK_WORDS = ("series", "x_text", "row", "column", "label", "part", "value_text", "share_text", "base_text", "text")


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

    def years(self, years: Iterable[int]) -> str:
        """First to last of some years."""
        known = sorted(set(years))
        return (
            "–".join(map(str, dict.fromkeys((known[0], known[-1])))) if known else self.language.say("period.unknown")
        )

    def period(self, identifiers: Iterable[str]) -> str:
        """First to last year the figures describe."""
        return self.years(year for identifier in identifiers if (year := self.figures[identifier]["year"]))

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
        rows: Sequence[Row],
        columns: str,
        *,
        about: Iterable[str] | None = None,
        place: str = "",
        period: str = "",
        notes: Iterable[str] = (),
        drawing: Drawing | None = None,
        **words: Any,
    ) -> Exhibit:
        """An exhibit whose words are the messages `<subject>.<rest of name>.*`, filled with `words`.

        `columns` names, by blanks, the columns taken from `rows` (see `reference/columns.csv`). It rests on the
        observations `about`, else on those the rows cite, and on the pages they name. The words `n` (rows), `pages` and
        `list` (the marks of the drawing) are given; messages `note`, `note_2` ... become notes, before `notes`.
        """
        identifiers = list(_cited(rows) if about is None else about)
        pages = self.pages({*(row.get("source", "") for row in rows), *self._pages_of(identifiers)})
        table = pd.DataFrame(rows, columns=columns.split(), dtype="object")
        table = table.where(table.notna(), None)
        counts = {"n": self.language.number(len(rows)), "pages": self.language.number(len(pages))}
        words = {**counts, "list": _listed(drawing), **words}
        subject, _, rest = name.partition("_")

        def say(part: str) -> str:
            return self.language.say(f"{subject}.{rest}.{part}", **words)

        noted = [say(part) for part in NOTES if f"{subject}.{rest}.{part}" in reference.messages()]
        missing = [self.language.say("exhibit.missing_note")] if table.isna().any(axis=None) else []
        return Exhibit(
            subject=subject,
            name=name,
            question=say("question"),
            finding=say("finding"),
            measure=say("measure"),
            place=place or self.place,
            period=period or self.period(identifiers),
            unit=say("unit"),
            table=table,
            columns=tuple(self._column(column) for column in columns.split()),
            sources=pages,
            source_line=self.source_line(pages),
            notes=(*noted, *notes, *missing),
            alt=say("alt"),
            evidence="published",
            lang=self.lang,
            drawing=drawing,
        )

    def _pages_of(self, identifiers: Iterable[str]) -> set[str]:
        return {self.figures[identifier]["source_id"] for identifier in identifiers}

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

    def share_bar(self, label: str, part: str, share: Decimal, whole: Row) -> Row:
        """One part of a 100 % bar, with the base it is a share of printed beside it."""
        base = f"{self.language.number(whole['value'])} {whole['unit']}"
        return share_bar(label, part, share, self.language.share(share), self.language.say("chart.of", base=base))

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Who published each page."""
        sources = self.published.sources
        return dict(zip(sources["source_id"], sources["publisher"], strict=True))

    def limits(self, subject: str) -> Exhibit:
        """What the figures of a subject cannot bear: a question, the figures found for it, why, and what to collect."""
        rows = [self._limit(limit) for limit in reference.limits() if limit["subject"] == subject]
        none = self.language.number(sum(row["n_figures"] == 0 for row in rows))
        asked = "; ".join(row["limit_question"] for row in rows)
        columns = "limit_question n_figures limit_reason limit_collect"
        about = self.observations["observation_id"]
        return self.exhibit(f"{subject}_limits", rows, columns, about=about, none=none, list=asked)

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


def bar(label: str, value: float | Decimal, text: str, **more: object) -> Row:
    """One mark of a drawing of bars or dots."""
    return {"label": label, "value": float(value), "value_text": text, **more}


def share_bar(label: str, part: str, share: Decimal, text: str, base_text: str) -> Row:
    """One part of a 100 % bar."""
    words = {"label": label, "part": part, "share_text": text, "base_text": base_text}
    return {**words, "share": float(share), "known": True}


def drawing(kind: str, marks: Sequence[Row], unit: str = "", **options: object) -> Drawing:
    """A drawing of these marks; `unit` where the labels are printed in another unit than the table."""
    return Drawing(kind, pd.DataFrame(marks), options, unit)


def _listed(drawing: Drawing | None) -> str:
    """The marks of a drawing as alt text lists them: what each is called and what is printed beside it."""
    if drawing is None:
        return ""
    marks = [[str(mark[name]) for name in MARK_WORDS if name in mark] for mark in rows_of(drawing.frame)]
    return "; ".join(" ".join(words) for words in marks if words[-1])


def _cited(rows: Iterable[Row]) -> list[str]:
    """The observations named in the rows, each once."""
    cited = " ".join(str(row.get("observation", "")) for row in rows)
    return list(dict.fromkeys(re.findall(r"O\d+", cited)))


def members(relation: Row) -> list[str]:
    """The observations a relation speaks of."""
    return [name for name in (relation["stated"], *relation["parts"].replace("+", " ").split()) if name]
