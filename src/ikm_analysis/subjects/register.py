"""Register: what an office's own workbooks say of firms and certificates, beside what is published, never added to it.

Every count is of firms. In the `public` profile no group is smaller than five firms and no count of holders from one to
four is printed; `internal` adds the list of firms, with the columns `reference/fields.csv` allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any

import pandas as pd

from ikm_analysis.cleaning import SEVERITIES, Fate
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects import changes
from ikm_analysis.subjects.registers import (
    LEAST,
    STATES,
    Registers,
    kind_in_words,
    merged,
    register_exhibit,
    size,
)
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.subjects.told import told
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

SHOWN_KINDS = 5
BESIDE = ("firm_count", "product_count")


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """How far the registers can be read, their firms by place, branch and size, what they hold, what changed, problems.

    What has ended, and how old a register is, is that of the day `as_of`.
    """
    firms, unknown = registers.firms, scope.language.say("register.unknown")
    groups = {
        "kecamatan": firms["kecamatan"],
        "branch": firms["branch"].str.casefold().map(capital),
        "size": pd.Series(size(firms)).map(lambda code: capital(scope.language.term("size", code))),
    }
    groups = {name: labels.replace("", unknown) for name, labels in groups.items()}
    groups = {name: merged(labels, labels, scope, registers) for name, labels in groups.items()}
    yield cells(scope, registers)
    if len(firms) >= (LEAST if registers.is_public else 1):
        for name, labels in groups.items():
            yield firms_by(scope, registers, name, labels)
        if len(registers.states.columns):
            yield certificates(scope, registers)
            yield from filter(None, (held_by(scope, registers, *group) for group in groups.items()))
    yield from changes.exhibits(scope, registers, as_of)
    if len(registers.issues):
        yield problems(scope, registers)
    yield beside_published(scope, registers)
    if not registers.is_public:
        yield firm_list(scope, registers)


def cells(scope: Scope, registers: Registers) -> Exhibit:
    """One row a fate: the cells of the registers that had it."""
    counts = {fate: sum(register.fates[fate] for register in registers.registers) for fate in Fate}
    total = sum(counts.values())
    fates = {fate: n for fate, n in counts.items() if n}
    names = {fate: capital(scope.language.say(f"fate.{fate.value}")) for fate in fates}
    rows: list[Row] = [
        {"fate": names[fate], "n_cells": n, "cells_share": _share(n, total)} for fate, n in fates.items()
    ]
    severities = registers.issues["severity"].value_counts()
    body, refused = (sum(register.rows[what] for register in registers.registers) for what in ("body", "refused"))
    return register_exhibit(
        scope,
        registers,
        "register_cells",
        rows,
        marks=[scope.bar(row["fate"], row["n_cells"]) for row in rows],
        cells=total,
        refused=int(severities.get("refused", 0)),
        doubtful=int(severities.get("doubtful", 0)),
        body=body,
        refused_rows=refused,
    )


def firms_by(scope: Scope, registers: Registers, name: str, labels: pd.Series[str]) -> Exhibit:
    """One row a group: its firms and their share of all."""
    counts = _largest_first(scope, labels)
    rows = [{name: label, "n_firms": n, "firms_share": _share(n, len(labels))} for label, n in counts.items()]
    marks = [scope.bar(label, n) for label, n in counts.items()]
    most, n_most = next(iter(counts.items()), ("", 0))
    return register_exhibit(
        scope, registers, f"register_{name}", rows, marks=marks, firms=len(labels), most=most, most_firms=n_most
    )


def certificates(scope: Scope, registers: Registers) -> Exhibit:
    """One row a kind: firms by state, and the gap as a range, because what is unknown may be held or not."""
    rows: list[Row] = []
    for kind, states in registers.states.items():
        counts = _counts(states)
        n = {state: counts.get(state, 0) for state in STATES}
        hidden = registers.withheld_states(n)
        missing = n["in_process"] + n["expired"] + n["not_held"]
        gap = {"n_gap_least": missing, "n_gap_most": missing + n["unknown"]}
        row = {f"n_{state}": None if state in hidden else count for state, count in n.items()}
        rows.append({"certificate": kind_in_words(scope, str(kind)), **row, **({} if hidden else gap)})
    rows.sort(key=lambda row: (-(row["n_held"] or 0), row["certificate"]))
    held = {str(row["certificate"]): int(row["n_held"]) for row in rows if row["n_held"]}
    said = [f"{name} {scope.language.number(n)}" for name, n in list(held.items())[:SHOWN_KINDS]]
    unsaid = "exhibit.missing" if any(row["n_held"] is None for row in rows) else "register.none"
    return register_exhibit(
        scope,
        registers,
        "register_certificates",
        rows,
        marks=[scope.bar(name, n) for name, n in held.items()],
        firms=len(registers.firms),
        said=scope.language.listed(said) or scope.language.say(unsaid),
        least=LEAST,
    )


def held_by(scope: Scope, registers: Registers, name: str, labels: pd.Series[str]) -> Exhibit | None:
    """One row a group and kind: the firms of the group and how many of them hold it; the commonest kinds only.

    A kind of which no holder can be printed is left out, and one whose holders are withheld among the certificates,
    because they would follow from its groups; None where that leaves no kind.
    """
    kinds: list[tuple[int, str, list[Row]]] = []
    for kind, states in registers.states.items():
        held = _counts(labels[(states == "held").to_numpy()])
        cells: list[Row] = [
            {name: group, "n_firms": n, "n_held": held.get(group, 0), "n_rest": n - held.get(group, 0)}
            for group, n in _largest_first(scope, labels).items()
        ]
        cells = told(registers, cells, ["n_held", "n_rest"])
        if "held" not in registers.withheld_states(_counts(states)) and any(cell["n_held"] for cell in cells):
            kinds.append((-sum(held.values()), kind_in_words(scope, str(kind)), cells))
    if not kinds:
        return None
    rows: list[Row] = []
    marks = []
    kinds = sorted(kinds, key=itemgetter(0, 1))[:SHOWN_KINDS]
    for of_group in zip(*(cells for *_, cells in kinds), strict=True):
        for (_, certificate, _), cell in zip(kinds, of_group, strict=True):
            n = cell["n_held"]
            rows.append(cell | {"certificate": certificate})
            text = scope.language.say("register.withheld") if n is None else scope.language.number(n)
            marks.append({"row": cell[name], "column": certificate, "value": n, "value_text": text})
    top = max(rows, key=lambda row: row["n_held"] or 0)
    most = {"kind": top["certificate"], "group": top[name], "most": top["n_held"] or 0, "of": top["n_firms"]}
    return register_exhibit(scope, registers, f"register_held_by_{name}", rows, marks=marks, least=LEAST, **most)


def problems(scope: Scope, registers: Registers) -> Exhibit:
    """One row a heading of the registers: its cells with a problem, by what became of them."""
    issues, unnamed = registers.issues, scope.language.say("register.no_heading")
    found = {severity: _counts(issues["header"][issues["severity"] == severity]) for severity in SEVERITIES}
    rows: list[Row] = [
        {
            "heading": heading or unnamed,
            **{f"n_{severity}_cells": found[severity].get(heading, 0) for severity in SEVERITIES},
        }
        for heading in sorted(set(issues["header"]))
    ]
    rows.sort(key=lambda row: (-row["n_refused_cells"] - row["n_doubtful_cells"], row["heading"]))
    marks = [scope.bar(row["heading"], n) for row in rows if (n := row["n_refused_cells"] + row["n_doubtful_cells"])]
    first = marks[0]["label"] if marks else scope.language.say("register.none")
    return register_exhibit(
        scope,
        registers,
        "register_problems",
        rows,
        marks=marks,
        problems=int((issues["severity"] != "repaired").sum()),
        first=first,
    )


def beside_published(scope: Scope, registers: Registers) -> Exhibit:
    """The register's own count, then one row a published count of firms or products; never added."""
    published = scope.observations[scope.observations["topic"].isin(BESIDE)]
    own = {
        "publisher": ", ".join(source.line for source in registers.sources),
        "item": scope.language.say("register.own_count"),
        "value": Decimal(len(registers.firms)),
        "unit": scope.language.term("unit", "firms"),
    }
    figures = scope.figure_rows(published["observation_id"])
    return register_exhibit(
        scope, registers, "register_beside_published", [own, *figures], firms=len(registers.firms), figures=len(figures)
    )


def firm_list(scope: Scope, registers: Registers) -> Exhibit:
    """One row a firm, with the columns a planning document may name and what it holds."""
    states = registers.states.to_numpy()
    kinds = [kind_in_words(scope, str(kind)) for kind in registers.states.columns]
    rows = [
        {**firm, "held": ", ".join(kind for kind, state in zip(kinds, of_firm, strict=True) if state == "held")}
        for firm, of_firm in zip(rows_of(registers.firms), states, strict=True)
    ]
    return register_exhibit(scope, registers, "register_firm_list", rows, firms=len(rows))


def _largest_first(scope: Scope, labels: pd.Series[str]) -> dict[str, int]:
    """The firms of each group; what names no group comes last."""
    last = [scope.language.say(f"register.{name}") for name in ("others", "unknown")]
    last.append(capital(scope.language.term("size", "unknown")))
    counts = _counts(labels)
    order = sorted(counts, key=lambda label: (label in last, -counts[label], label))
    return {label: counts[label] for label in order}


def _counts(labels: pd.Series[Any]) -> dict[str, int]:
    return {str(label): int(n) for label, n in labels.value_counts().sort_index().items()}


def _share(n: int, of: int) -> Decimal:
    return rounded(Fraction(n, of), 3)
