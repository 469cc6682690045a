"""Sources: can these figures be trusted? What was read, what agrees and what does not, what was said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pandas as pd

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.scope import Row, Scope, bar, capital, drawing
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

VERDICTS = ("equal", "within_rounding", "hedged", "units_differ", "does_not_add_up")


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """Coverage, verdicts on totals, sums and ratios that fail, rival figures, weekday clashes, statements, limits."""
    yield coverage(scope)
    kind, verdict = scope.relations["kind"], scope.relations["verdict"]
    if (kind == "total").any():
        yield verdicts(scope, scope.relations[kind == "total"])
    fails = verdict == "does_not_add_up"
    if len(sums := scope.relations[fails & kind.isin(("total", "difference", "product"))]):
        yield misses(scope, sums)
    if len(ratios := scope.relations[fails & (kind == "ratio")]):
        yield failing_ratios(scope, ratios)
    if len(unlike := scope.relations[(kind == "rival") & ~verdict.isin(("equal", "within_rounding"))]):
        yield rival_figures(scope, unlike, int((kind == "rival").sum()))
    pages = scope.published.sources
    if len(clashes := pages[(pages["date_candidates"] != "") & pages["regency"].isin(scope.regencies)]):
        yield weekdays(scope, rows_of(clashes))
    said = scope.published.statements
    if len(here := said[said["regency"].isin(scope.regencies)]):
        yield statements(scope, rows_of(here))
    yield scope.limits("sources")


def coverage(scope: Scope) -> Exhibit:
    """One row per topic and regency: how many published figures were read."""
    figures = scope.observations
    counts: Counter[tuple[str, str]] = Counter(zip(figures["topic"], figures["regency"], strict=True))
    rows: list[Row] = [
        {"topic": capital(scope.language.term("topic", topic)), "regency": regency, "n_figures": counts[topic, regency]}
        for topic, _ in Counter(figures["topic"]).most_common()
        for regency in scope.regencies
    ]
    cells = [
        {"row": row["topic"], "column": row["regency"], "value": n, "value_text": scope.language.number(n)}
        for row in rows
        for n in (row["n_figures"],)
    ]
    return scope.exhibit(
        "sources_coverage",
        rows,
        "topic regency n_figures",
        about=figures["observation_id"],
        drawing=drawing("matrix", cells),
        figures=scope.language.number(len(figures)),
    )


def verdicts(scope: Scope, totals: pd.DataFrame) -> Exhibit:
    """One row per verdict: how many stated totals got it when their parts were added again."""
    language, counts = scope.language, Counter(totals["verdict"])
    rows: list[Row] = [
        {"verdict": capital(language.term("verdict", code)), "n_totals": counts[code]} for code in VERDICTS
    ]
    bars = [bar(row["verdict"], row["n_totals"], language.number(row["n_totals"])) for row in rows]
    return scope.exhibit(
        "sources_totals",
        rows,
        "verdict n_totals",
        about=filter(None, totals["stated"]),
        drawing=drawing("bars", bars),
        all=language.number(len(totals)),
        failing=language.number(counts["does_not_add_up"]),
    )


def misses(scope: Scope, failing: pd.DataFrame) -> Exhibit:
    """One row per total, difference or product that fails: stated, computed, difference, tolerance, reading."""
    rows = [_relation_row(scope, row) for row in rows_of(failing)]
    rows.sort(key=lambda row: -abs(row["delta_share"]))
    bars = [
        bar(
            f"{row['stated_text']} ({row['stated']})",
            row["delta_share"] * 100,
            scope.language.share(row["delta_share"]),
        )
        for row in rows
    ]
    columns = "relation_kind stated_text against computed delta tolerance unit delta_share reading observation source"
    return scope.exhibit("sources_misses", rows, columns, about=_stated(failing), drawing=drawing("bars", bars))


def failing_ratios(scope: Scope, failing: pd.DataFrame) -> Exhibit:
    """One row per printed percentage that does not follow from the figures printed beside it."""
    rows = [_relation_row(scope, row) for row in rows_of(failing)]
    columns = "stated_text against computed delta tolerance unit reading observation source"
    return scope.exhibit("sources_ratios", rows, columns, about=_stated(failing))


def rival_figures(scope: Scope, unlike: pd.DataFrame, n_rivals: int) -> Exhibit:
    """One row per pair or set of figures for the same thing that do not agree, differ in unit, or are hedged."""
    rows = [_relation_row(scope, row) for row in rows_of(unlike)]
    columns = "regency stated_text against delta unit verdict reading observation source"
    return scope.exhibit("sources_rivals", rows, columns, about=_stated(unlike), all=scope.language.number(n_rivals))


def _stated(relations: pd.DataFrame) -> list[str]:
    return [identifier for identifier in relations["stated"] if identifier]


def _relation_row(scope: Scope, relation: Row) -> Row:
    """A relation as a row of an exhibit, in words; ratios have endless decimals, of which two are printed."""
    language, figures = scope.language, scope.figures
    sums = [
        " + ".join(figures[part]["as_published"] for part in group.split("+")) for group in relation["parts"].split()
    ]
    return {
        **relation,
        "relation_kind": language.term("kind", relation["kind"]),
        "against": "; ".join(sums),
        "computed": rounded(relation["parts_value"], 2),
        "delta": rounded(relation["delta"], 2),
        "delta_share": rounded(relation["delta"] / relation["stated_value"], 3) if relation["stated_value"] else None,
        "unit": language.term("unit", relation["unit"]),
        "verdict": language.term("verdict", relation["verdict"]),
        "reading": relation["reading"] or language.say("budget.no_reading"),
        "observation": f"{relation['stated']} | {relation['parts']}".strip(" |"),
        "source": relation["source_id"],
    }


def weekdays(scope: Scope, clashes: list[Row]) -> Exhibit:
    """One row per page whose printed weekday is not that of its printed date, with the days it may mean."""
    rows = [row | {"candidates": _days(scope, row["date_candidates"]), "source": row["source_id"]} for row in clashes]
    return scope.exhibit(
        "sources_dates",
        rows,
        "publisher date_as_printed candidates source",
        period=_years(scope, rows),
        list="; ".join(f"{row['date_as_printed']}: {row['candidates']}" for row in rows),
    )


def _days(scope: Scope, days: str) -> str:
    return "; ".join(scope.language.date(date.fromisoformat(day), weekday=True) for day in days.split())


def statements(scope: Scope, said: list[Row]) -> Exhibit:
    """One row per thing a page says without a number, restated."""
    rows = [
        {
            "said_about": capital(scope.language.term("subject", row["subject"])),
            "said": row["indonesian" if scope.lang == "id" else "english"],
            "statement": row["statement_id"],
            "source": row["source_id"],
        }
        for row in said
    ]
    return scope.exhibit("sources_statements", rows, "said_about said statement source", period=_years(scope, rows))


def _years(scope: Scope, rows: list[Row]) -> str:
    """First to last year in which the pages the rows name were dated."""
    pages = scope.published.sources
    dated = pages[pages["source_id"].isin({row["source"] for row in rows})]["printed_last"]
    return scope.years(day.year for day in dated if day)
