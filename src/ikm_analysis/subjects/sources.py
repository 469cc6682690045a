"""Sources: can these figures be trusted? What was read, what agrees and what does not, what was said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pandas as pd

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.scope import Row, Scope, bar, capital
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
        yield unlike(scope, "sources_ratios", ratios)
    if len(rivals := scope.relations[(kind == "rival") & ~verdict.isin(("equal", "within_rounding"))]):
        yield unlike(scope, "sources_rivals", rivals, all=int((kind == "rival").sum()))
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
    topics = [topic for topic, _ in Counter(figures["topic"]).most_common()]
    rows, cells = [], []
    for topic, regency in product(topics, scope.regencies):
        name, n = capital(scope.language.term("topic", topic)), counts[topic, regency]
        rows.append({"topic": name, "regency": regency, "n_figures": n})
        cells.append({"row": name, "column": regency, "value": n, "value_text": scope.language.number(n)})
    return scope.exhibit("sources_coverage", rows, about=figures["observation_id"], marks=cells, figures=len(figures))


def verdicts(scope: Scope, totals: pd.DataFrame) -> Exhibit:
    """One row per verdict: how many stated totals got it when their parts were added again."""
    counts = Counter(totals["verdict"])
    words = {code: capital(scope.language.term("verdict", code)) for code in VERDICTS}
    rows: list[Row] = [{"verdict": word, "n_totals": counts[code]} for code, word in words.items()]
    return scope.exhibit(
        "sources_totals",
        rows,
        about=_stated(totals),
        marks=[scope.bar(row["verdict"], row["n_totals"]) for row in rows],
        all=len(totals),
        failing=counts["does_not_add_up"],
    )


def misses(scope: Scope, failing: pd.DataFrame) -> Exhibit:
    """One row per total, difference or product that fails: stated, computed, difference, tolerance, reading."""
    rows = [_relation_row(scope, row) for row in rows_of(failing)]
    rows.sort(key=lambda row: -abs(row["delta_share"] or 0))
    shares = [(f"{row['stated_text']} ({row['stated']})", row["delta_share"]) for row in rows]
    bars = [bar(label, share * 100, scope.language.share(share)) for label, share in shares if share is not None]
    return scope.exhibit("sources_misses", rows, about=_stated(failing), marks=bars)


def unlike(scope: Scope, name: str, relations: pd.DataFrame, **words: Any) -> Exhibit:
    """One row per relation that does not hold: percentages beside their figures, or rivals for the same thing."""
    rows = [_relation_row(scope, row) for row in rows_of(relations)]
    return scope.exhibit(name, rows, about=_stated(relations), **words)


def _stated(relations: pd.DataFrame) -> list[str]:
    return [identifier for identifier in relations["stated"] if identifier]


def _relation_row(scope: Scope, relation: Row) -> Row:
    """A relation as a row of an exhibit, in words; ratios have endless decimals, of which two are printed."""
    language, figures = scope.language, scope.figures
    groups = [[figures[part]["as_published"] for part in group.split("+")] for group in relation["parts"].split()]
    return {
        **relation,
        "relation_kind": language.term("kind", relation["kind"]),
        "against": "; ".join(" + ".join(group) for group in groups),
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
    listed = "; ".join(f"{row['date_as_printed']}: {row['candidates']}" for row in rows)
    return scope.exhibit("sources_dates", rows, list=listed)


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
    return scope.exhibit("sources_statements", rows)
