"""Certification gaps of the office's own register: what is due on a day, held, missing, lapsing, and what comes next.

A gap is a range: at least what is surely missing, at most that and everything unknown. P-IRT and MD are one
requirement. In the public profile no row prints a count from one to four.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from ikm_analysis.associations import membership
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.pipeline import cost_to_close, one_step_away, stages
from ikm_analysis.requirements import duties, gap_ranges, gaps
from ikm_analysis.rules import read_rules
from ikm_analysis.subjects import lapses, targets
from ikm_analysis.subjects.registers import LEAST, Registers, merged, register_exhibit
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.subjects.told import told
from ikm_analysis.tables import rows_of

ARTICLES = (date(2017, 10, 8), date(2020, 2, 14))  # the days of the two articles this project starts from
COUNTS = ("n_held", "n_missing", "n_unknown")
PRINTED = (*COUNTS, "gap_least", "gap_most", "known_share")
COSTS = ("gap_least", "gap_most", "cost_least_rp", "cost_most_rp")
MISSED = ("missing", "lapsed")


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """Gaps by day, category and group, where firms stand, next steps, cost; then what lapses and when, and targets."""
    due = {day: gaps_on(registers, day) for day in sorted({*ARTICLES, as_of})}
    now = due[as_of]
    yield by_day(scope, registers, due)
    if len(now):
        for name, labels in _labels(scope, registers, now).items():
            yield by_group(scope, registers, now, as_of, name, labels)
        yield ladder(scope, registers, now, as_of)
        yield next_steps(scope, registers, now, as_of)
        yield cost(scope, registers, now, as_of)
    yield from lapses.exhibits(scope, registers, as_of)
    if len(registers.targets):
        yield targets.of_office(scope, registers, as_of)


@lru_cache(maxsize=4)
def gaps_on(registers: Registers, day: date) -> pd.DataFrame:
    """The gaps on a day, computed once for both languages of a run."""
    return gaps(duties(registers.products, registers.firms, day), registers.certificates, day)


def _labels(scope: Scope, registers: Registers, now: pd.DataFrame) -> dict[str, pd.Series[str]]:
    """What each row of the gaps belongs to, in words, by what they are grouped by; by group where firms name one."""
    unknown = scope.language.say("register.unknown")
    worded: dict[str, Callable[[Any], str]] = {
        "category": lambda code: _category(scope, code),
        "kecamatan": lambda name: name or unknown,
        "branch": lambda name: capital(name.casefold()) or unknown,
        "scale": lambda code: capital(scope.language.term("scale", code)),
    }
    labels = {name: now[name].map(words) for name, words in worded.items()}
    states = membership(registers.firms, registers.groups)
    if (states == "member").any() and not registers.tells(*states.value_counts()):
        others = {"alone": capital(scope.language.term("membership", "alone")), "unknown": unknown}
        named = registers.firms["group_name"].str.casefold().map(capital).replace("", unknown)
        of_firm = dict(zip(registers.firms["firm_id"], states.map(others).fillna(named), strict=True))
        labels["group"] = now["firm_id"].map(of_firm).fillna(unknown)
    return labels


def _exhibit(scope: Scope, registers: Registers, name: str, rows: Sequence[Row], as_of: date, **more: Any) -> Exhibit:
    said = {"as_of": scope.language.date(as_of), "least": LEAST, **more}
    return register_exhibit(scope, registers, f"certification_{name}", rows, **said)


def _ranges(scope: Scope, registers: Registers, found: pd.DataFrame) -> list[Row]:
    """Gap ranges as rows, the counts of those that would tell of single firms left out in the public profile."""
    rows: list[Row] = []
    for _, of in groupby(rows_of(found.assign(n_due=found["n"])), key=itemgetter("requirement")):
        shown = told(registers, list(of), ("n_due", *COUNTS), PRINTED)
        hidden = registers.withheld({str(at): row["n"] for at, row in enumerate(shown) if row["n_held"] is None})
        rows += [row | {"n_due": None if str(at) in hidden else row["n"]} for at, row in enumerate(shown)]
    for row in rows:
        row["unit"] = scope.language.term("unit", row["unit"])
        row["requirement"] = capital(scope.language.term("requirement", row["requirement"]))
    return rows


def _range(scope: Scope, row: Row) -> str:
    """A gap as printed: one number where it is known, else from–to."""
    if row["gap_most"] is None:
        return scope.language.say("register.withheld")
    ends = [scope.language.number(row[end]) for end in ("gap_least", "gap_most")]
    return "–".join(dict.fromkeys(ends))


def _range_of_due(scope: Scope, row: Row) -> str:
    """A gap beside the number with the duty."""
    return f"{_range(scope, row)} / {scope.language.number(row['n_due'])}" if row["n_due"] else _range(scope, row)


def by_day(scope: Scope, registers: Registers, due: dict[date, pd.DataFrame]) -> Exhibit:
    """One row a day and requirement: the same register has other gaps on another day, because other duties hold."""
    rows: list[Row] = [
        {"as_of": day} | row for day, found in due.items() for row in _ranges(scope, registers, gap_ranges(found))
    ]
    _withhold_near_days(registers, rows)
    marks = [
        {
            "row": row["requirement"],
            "column": scope.language.date(row["as_of"]),
            "value": row["gap_most"],
            "value_text": _range_of_due(scope, row),
        }
        for row in rows
    ]
    *_, last = due
    counts = [f"{row['requirement']} {_range(scope, row)}" for row in rows if row["as_of"] == last]
    said = scope.language.listed(counts) or scope.language.say("certification.no_duty")
    bare = ~registers.firms["firm_id"].isin(due[last]["firm_id"])
    unknown = {"products": int((due[last]["level"] == "unknown").sum()), "firms": int(bare.sum())}
    known = {name: _number(scope, None if registers.tells(n) else n) for name, n in unknown.items()}
    return _exhibit(scope, registers, "gap_days", rows, last, marks=_filled(marks), said=said, **known)


def _withhold_near_days(registers: Registers, rows: Sequence[Row]) -> None:
    """In the public profile, take the counts of a day that are near those of a later one: a few lapsed between them."""
    shown: list[Row] = []
    for row in reversed(rows):
        later = [one for one in shown if one["requirement"] == row["requirement"]]
        if row["n_held"] is None or registers.tells(*(one[name] - row[name] for one in later for name in COUNTS)):
            row |= dict.fromkeys(PRINTED)
        else:
            shown.append(row)


def by_group(
    scope: Scope, registers: Registers, now: pd.DataFrame, as_of: date, name: str, labels: pd.Series[str]
) -> Exhibit:
    """One row a group and requirement: with the duty, held, missing, unknown, and the gap as a range."""
    firms_of = now.assign(label=labels).drop_duplicates(["label", "firm_id"])["label"]
    grouped = now.assign(**{name: merged(labels, firms_of, scope, registers)})
    rows = _ranges(scope, registers, gap_ranges(grouped, name))
    last = {scope.language.say(f"register.{word}") for word in ("others", "unknown")}
    rows.sort(key=lambda row: (row["requirement"], row[name] in last, -row["n"], row[name]))
    marks = [
        {
            "row": row[name],
            "column": row["requirement"],
            "value": row["gap_most"],
            "value_text": _range_of_due(scope, row),
        }
        for row in rows
    ]
    marks.sort(key=lambda mark: mark["row"] in last)
    ranked = [row for row in rows if row["n_due"] and row["gap_least"]]
    top = max(ranked, key=lambda row: (row["gap_least"], row["gap_most"]), default=None)
    say, said = scope.language.say, scope.language.say("certification.no_sure_gap")
    if top:
        said = say("certification.largest_gap", of=top["requirement"], group=top[name], gap=_range(scope, top))
    return _exhibit(scope, registers, f"gap_{name}", rows, as_of, marks=_filled(marks), said=said)


def _filled(marks: Sequence[Row]) -> list[Row]:
    """The marks as a full grid: a pair without a duty is an empty cell."""
    known = {(mark["row"], mark["column"]): mark for mark in marks}
    lines, columns = (list(dict.fromkeys(mark[axis] for mark in marks)) for axis in ("row", "column"))
    empty = {"value": 0, "value_text": "–"}
    return [known.get((row, column), {"row": row, "column": column, **empty}) for row in lines for column in columns]


def ladder(scope: Scope, registers: Registers, now: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a stage: firms that need it, hold it, miss it, and the share of those ready that went on, as a range."""
    rows = rows_of(stages(now))
    worst = next((code for code in ("certain", "possible") if any(row["bottleneck"] == code for row in rows)), "")
    marks: list[Row] = []
    held = [row["n_held"] for row in rows]
    for row in rows:
        ready = {name: row[f"{name}_ready"] for name in COUNTS}
        beside = [row["n_ready"] - n for n in held]  # of those that hold what it needs some do not need it
        if registers.tells(row["n_ready"], *ready.values(), *(row[name] - n for name, n in ready.items()), *beside):
            row |= dict.fromkeys(("n_ready", "conversion_least", "conversion_most"))
        if registers.tells(*(row[name] for name in COUNTS)):
            row |= dict.fromkeys((*COUNTS, "n_ready", "conversion_least", "conversion_most"))
            row["n_firms"] = row["n_firms"] if row["n_firms"] >= LEAST else None
        row["stage"] = capital(scope.language.term("requirement", row["stage"]))
        counts = {name: _number(scope, row[name]) for name in ("n_firms", "n_held", "n_unknown")}
        told = "register.not_printed" if row["n_held"] is None else "certification.stage"
        texts = [scope.language.say(told, **counts)]
        texts += [scope.language.say(f"certification.stage_{row['bottleneck']}")] if row["bottleneck"] else []
        drawn = {"label": row["stage"], "value": row["n_held"], "unknown": row["n_unknown"] or 0}
        said = {"value_text": "; ".join(texts), "note_text": row["office"], "emphasis": row["bottleneck"] == worst}
        marks.append(drawn | said)
    bottlenecks = [row["stage"] for row in rows if row["bottleneck"]]
    held_up = "nowhere" if not bottlenecks else "unclear" if len(bottlenecks) > 2 else worst
    words = {"stages": scope.language.listed(bottlenecks), "n": scope.language.number(len(bottlenecks))}
    for row in rows:
        row["bottleneck"] = scope.language.say(f"certification.bottleneck_{row['bottleneck'] or 'no'}")
    finding = scope.language.say(f"certification.held_up_{held_up}", **words)
    return _exhibit(scope, registers, "stages", rows, as_of, marks=marks, said=finding)


def next_steps(scope: Scope, registers: Registers, now: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a requirement: products that miss this one alone, and the office that can give it."""
    found = one_step_away(now)
    is_missing = (now["product_id"] != "") & (now["level"] == "required") & now["state"].isin(MISSED)
    missing = Counter(now["requirement"][is_missing])
    rows: list[Row] = []
    for (requirement, office), group in found.groupby(["requirement", "office"]):
        counts = {f"n_{name}": int((group["certainty"] == name).sum()) for name in ("certain", "possible")}
        name = capital(scope.language.term("requirement", str(requirement)))
        more = missing[requirement] - sum(counts.values())  # products that miss others too follow from the gap
        told_of = dict.fromkeys(counts) if registers.tells(*counts.values(), more) else counts
        rows.append({"requirement": name, "office": office, **told_of})
    known = [row for row in rows if row["n_certain"] is not None]
    marks = [scope.bar(row["requirement"], row["n_certain"] + row["n_possible"]) for row in known]
    products = sum(row["n_certain"] + row["n_possible"] for row in known)
    return _exhibit(scope, registers, "next_steps", rows, as_of, marks=marks, products=products)


def cost(scope: Scope, registers: Registers, now: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a requirement: its gap, the unit costs it rests on, and what closing it would cost; a scenario."""
    costs = {row["cost_id"]: row for row in read_rules()["unit_costs"]}
    found = groupby(rows_of(cost_to_close(now, list(costs.values()))), key=itemgetter("requirement"))
    rows = [row for _, of in found for row in told(registers, list(of), COUNTS, COSTS)]
    for row in rows:
        used = [costs[name] for name in row["cost_ids"].split()]
        row["unit_costs"] = (
            "; ".join(f"{scope.language.rupiah(c['rupiah'])} ({c['source']}, {c['year']})" for c in used) or None
        )
        row["unit"] = scope.language.term("unit", row["unit"])
        row["requirement"] = capital(scope.language.term("requirement", row["requirement"]))
    known = [row for row in rows if row["cost_least_rp"] is not None]
    short = scope.language.rupiah_short
    amounts = [f"{row['requirement']} {short(row['cost_least_rp'])}–{short(row['cost_most_rp'])}" for row in known]
    said = scope.language.listed(amounts) or scope.language.say("register.none")
    unknown = scope.language.number(sum(row["unit_costs"] is None for row in rows))
    return _exhibit(scope, registers, "cost", rows, as_of, said=said, without=unknown, is_scenario=True)


def _number(scope: Scope, n: int | None) -> str:
    return scope.language.say("register.withheld") if n is None else scope.language.number(n)


def _category(scope: Scope, code: str) -> str:
    return _categories(scope.lang).get(code, scope.language.say("register.unknown"))


@cache
def _categories(lang: str) -> dict[str, str]:
    """The kinds of product in words, read and checked once rather than for every row."""
    return {row["code"]: row[lang] for row in read_rules()["product_categories"]}
