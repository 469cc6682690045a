"""Sources: can these figures be trusted? What was read, what agrees and what does not, what was said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pandas as pd

from ikm_analysis.exhibit import Drawing, Exhibit
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

VERDICTS = ("equal", "within_rounding", "hedged", "units_differ", "does_not_add_up")


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """Coverage, verdicts on totals, sums and ratios that fail, rival figures, weekday clashes, statements, limits."""
    yield coverage(scope)
    totals = scope.relations[scope.relations["kind"] == "total"]
    if len(totals):
        yield verdicts(scope, totals)
    failing = scope.relations[scope.relations["verdict"] == "does_not_add_up"]
    if len(sums := failing[failing["kind"].isin(("total", "difference", "product"))]):
        yield misses(scope, sums)
    if len(ratios := failing[failing["kind"] == "ratio"]):
        yield failing_ratios(scope, ratios)
    rivals = scope.relations[scope.relations["kind"] == "rival"]
    if len(unlike := rivals[~rivals["verdict"].isin(("equal", "within_rounding"))]):
        yield rival_figures(scope, rivals, unlike)
    if clashes := _clashing(scope):
        yield weekdays(scope, clashes)
    if said := _statements(scope):
        yield statements(scope, said)
    yield scope.limits("sources")


def coverage(scope: Scope) -> Exhibit:
    """One row per topic and regency: how many published figures were read."""
    language = scope.language
    counts = Counter(zip(scope.observations["topic"], scope.observations["regency"], strict=True))
    by_topic = Counter(scope.observations["topic"]).most_common()
    rows: list[Row] = [
        {
            "topic": capital(language.term("topic", topic)),
            "regency": regency,
            "n_figures": counts[topic, regency],
        }
        for topic, _ in by_topic
        for regency in scope.regencies
    ]
    cells = [
        {
            "row": row["topic"],
            "column": row["regency"],
            "value": row["n_figures"],
            "value_text": language.number(row["n_figures"]),
        }
        for row in rows
    ]
    pages = scope.observations["source_id"].nunique()
    words = {
        "n": language.number(len(scope.observations)),
        "pages": language.number(pages),
        "list": "; ".join(f"{capital(language.term('topic', topic))} {language.number(n)}" for topic, n in by_topic),
    }
    return scope.exhibit(
        "sources_coverage",
        rows,
        "topic regency n_figures",
        scope.observations["observation_id"],
        words=words,
        drawing=Drawing("matrix", pd.DataFrame(cells), len(by_topic)),
    )


def verdicts(scope: Scope, totals: pd.DataFrame) -> Exhibit:
    """One row per verdict: how many stated totals got it when their parts were added again."""
    language = scope.language
    counts = Counter(totals["verdict"])
    rows: list[Row] = [
        {"verdict": capital(language.term("verdict", code)), "n_totals": counts[code]} for code in VERDICTS
    ]
    bars = [
        {"label": row["verdict"], "value": row["n_totals"], "value_text": language.number(row["n_totals"])}
        for row in rows
    ]
    words = {
        "n": language.number(len(totals)),
        "failing": language.number(counts["does_not_add_up"]),
        "list": "; ".join(f"{bar['label']} {bar['value_text']}" for bar in bars),
    }
    return scope.exhibit(
        "sources_totals",
        rows,
        "verdict n_totals",
        [identifier for identifier in totals["stated"] if identifier],
        words=words,
        notes=[language.say("sources.totals.note")],
        sources=totals["source_id"],
        drawing=Drawing("bars", pd.DataFrame(bars), len(bars)),
    )


def misses(scope: Scope, failing: pd.DataFrame) -> Exhibit:
    """One row per total, difference or product that fails: stated, computed, difference, tolerance, reading."""
    language = scope.language
    ordered = sorted(rows_of(failing), key=lambda row: -abs(row["delta"] / row["stated_value"]))
    rows = [
        _relation_row(scope, row) | {"delta_share": rounded(row["delta"] / row["stated_value"], 3)} for row in ordered
    ]
    bars = [
        {
            "label": f"{row['stated_text']} ({of['stated'] or of['source_id']})",
            "value": float(row["delta_share"]) * 100,
            "value_text": language.share(row["delta_share"]),
        }
        for row, of in zip(rows, ordered, strict=True)
    ]
    words = {
        "n": language.number(len(rows)),
        "list": "; ".join(f"{bar['label']} {bar['value_text']}" for bar in bars),
    }
    return scope.exhibit(
        "sources_misses",
        rows,
        "relation_kind stated_text against computed delta tolerance unit delta_share reading observation source",
        [identifier for identifier in failing["stated"] if identifier],
        words=words,
        notes=[language.say("sources.misses.note")],
        sources=failing["source_id"],
        drawing=Drawing("bars", pd.DataFrame(bars), len(bars)),
    )


def failing_ratios(scope: Scope, failing: pd.DataFrame) -> Exhibit:
    """One row per printed percentage that does not follow from the figures printed beside it."""
    return scope.exhibit(
        "sources_ratios",
        [_relation_row(scope, row) for row in rows_of(failing)],
        "stated_text against computed delta tolerance unit reading observation source",
        [identifier for identifier in failing["stated"] if identifier],
        words={"n": scope.language.number(len(failing))},
        notes=[scope.language.say("sources.misses.note")],
        sources=failing["source_id"],
    )


def rival_figures(scope: Scope, rivals: pd.DataFrame, unlike: pd.DataFrame) -> Exhibit:
    """One row per pair or set of figures for the same thing that do not agree, differ in unit, or are hedged."""
    language = scope.language
    words = {"n": language.number(len(rivals)), "unlike": language.number(len(unlike))}
    return scope.exhibit(
        "sources_rivals",
        [_relation_row(scope, row) for row in rows_of(unlike)],
        "regency stated_text against delta unit verdict reading observation source",
        [identifier for identifier in unlike["stated"] if identifier],
        words=words,
        notes=[language.say("sources.rivals.note")],
        sources=unlike["source_id"],
    )


def _relation_row(scope: Scope, relation: Row) -> Row:
    """A relation as a row of an exhibit, in words."""
    language, figures = scope.language, scope.published_text
    members = [part.split("+") for part in relation["parts"].split()]
    against = "; ".join(" + ".join(figures[identifier] for identifier in group) for group in members)
    return {
        "regency": relation["regency"],
        "relation_kind": language.term("kind", relation["kind"]),
        "stated_text": relation["stated_text"],
        "against": against,
        "computed": _plain(relation["parts_value"]),
        "delta": _plain(relation["delta"]),
        "tolerance": relation["tolerance"],
        "unit": language.term("unit", relation["unit"]),
        "verdict": language.term("verdict", relation["verdict"]),
        "reading": relation["reading"] or language.say("budget.no_reading"),
        "observation": f"{relation['stated']} | {relation['parts']}".strip(" |"),
        "source": relation["source_id"],
    }


def _plain(value: Decimal) -> Decimal:
    """At most two decimals, as printed: ratios have endless ones."""
    return rounded(value, 2)


def _clashing(scope: Scope) -> list[Row]:
    pages = scope.published.sources
    return [row for row in rows_of(pages[pages["date_candidates"] != ""]) if row["regency"] in scope.regencies]


def weekdays(scope: Scope, clashes: list[Row]) -> Exhibit:
    """One row per page whose printed weekday is not that of its printed date, with the days it may mean."""
    language = scope.language
    rows = [
        {
            "publisher": row["publisher"],
            "date_as_printed": row["date_as_printed"],
            "candidates": "; ".join(
                language.date(date.fromisoformat(day), weekday=True) for day in row["date_candidates"].split()
            ),
            "source": row["source_id"],
        }
        for row in clashes
    ]
    words = {
        "n": language.number(len(rows)),
        "pages": language.number(int((scope.published.sources["date_as_printed"] != "").sum())),
        "list": "; ".join(f"{row['date_as_printed']}: {row['candidates']}" for row in rows),
    }
    years = sorted({row["printed_first"].year for row in clashes})
    return scope.exhibit(
        "sources_dates",
        rows,
        "publisher date_as_printed candidates source",
        [],
        words=words,
        notes=[language.say("sources.dates.note")],
        period=f"{years[0]}–{years[-1]}",
        sources=[row["source"] for row in rows],
    )


def _statements(scope: Scope) -> list[Row]:
    said = scope.published.statements
    return rows_of(said[said["regency"].isin(scope.regencies)])


def statements(scope: Scope, said: list[Row]) -> Exhibit:
    """One row per thing a page says without a number, restated."""
    language = scope.language
    rows = [
        {
            "said_about": capital(language.term("subject", row["subject"])),
            "said": row["indonesian" if scope.lang == "id" else "english"],
            "statement": row["statement_id"],
            "source": row["source_id"],
        }
        for row in said
    ]
    pages = {row["source_id"] for row in said}
    words = {"n": language.number(len(rows)), "pages": language.number(len(pages))}
    return scope.exhibit(
        "sources_statements",
        rows,
        "said_about said statement source",
        [],
        words=words,
        period=_years(scope, pages),
        sources=pages,
    )


def _years(scope: Scope, pages: set[str]) -> str:
    """First to last year in which the pages were dated."""
    of = scope.published.sources[scope.published.sources["source_id"].isin(pages)]
    years = sorted({day.year for day in of["printed_last"] if day})
    return scope.language.say("period.unknown") if not years else f"{years[0]}–{years[-1]}"
