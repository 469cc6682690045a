"""What should agree, and by how much it does not: totals, differences, products, ratios and rival figures.

Totals follow from `part_of` in the observations; the rest is declared in `relations.csv`, where a total may also get a
reading and a rival may be a sum (`O186+O190`). The tolerance of a relation is what rounding alone can explain: the
tolerances of its figures together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from ikm_analysis.tables import rows_of
from ikm_analysis.values import parse_figure

HUNDRED = Decimal(100)


def last_digit_unit(value: Decimal) -> Decimal:
    """The unit of the last digit of `value` that is not zero: 1,000 for 195,000. 1 for zero."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)


@dataclass(frozen=True)
class Amount:
    """One figure of a relation: its value, what rounding can hide, unit and certainty."""

    value: Decimal
    tolerance: Decimal
    unit: str
    certainty: str

    @property
    def slack(self) -> Decimal:
        """How far an "about" may stretch: one unit of the last digit that is not zero. None is granted otherwise."""
        if self.certainty != "approx" or not self.value:
            return Decimal(0)
        return last_digit_unit(self.value)


@dataclass(frozen=True)
class Check:
    """What a relation's parts give, and how much of a difference rounding explains; base units of the stated figure."""

    value: Decimal
    tolerance: Decimal


def _total(stated: Amount, parts: Sequence[Amount]) -> Check:
    return Check(
        sum((part.value for part in parts), Decimal(0)),
        sum((part.tolerance for part in parts), stated.tolerance),
    )


def _difference(stated: Amount, parts: Sequence[Amount]) -> Check:
    first, second = parts
    return Check(first.value - second.value, stated.tolerance + first.tolerance + second.tolerance)


def _product(stated: Amount, parts: Sequence[Amount]) -> Check:
    first, second = parts
    widest = (abs(first.value) + first.tolerance) * (abs(second.value) + second.tolerance)
    return Check(first.value * second.value, stated.tolerance + widest - abs(first.value * second.value))


def _ratio(stated: Amount, parts: Sequence[Amount]) -> Check:
    """A stated percentage is held to its own last digit: the page computed it from the figures it prints."""
    first, second = parts
    return Check(HUNDRED * first.value / second.value, stated.tolerance)


def _rival(stated: Amount, parts: Sequence[Amount]) -> Check:
    """Of several rivals the one that lies farthest from the stated figure."""
    farthest = max(parts, key=lambda part: abs(part.value - stated.value))
    return Check(farthest.value, stated.tolerance + farthest.tolerance)


CHECKS: dict[str, Callable[[Amount, Sequence[Amount]], Check]] = {
    "total": _total,
    "difference": _difference,
    "product": _product,
    "ratio": _ratio,
    "rival": _rival,
}
SAME_UNIT = ("total", "difference", "rival")


def verdict(kind: str, stated: Amount, parts: Sequence[Amount], delta: Decimal, tolerance: Decimal) -> str:
    """equal, within_rounding, units_differ, hedged or does_not_add_up.

    Hedged: the figures differ by more than rounding, but a printed "about" (one unit of its last non-zero digit) or a
    printed bound ("more than") covers the difference.
    """
    if kind in SAME_UNIT and any(part.unit != stated.unit for part in parts):
        return "units_differ"
    if delta == 0:
        return "equal"
    if abs(delta) <= tolerance:
        return "within_rounding"
    hedge = tolerance + stated.slack + (Decimal(0) if kind == "ratio" else sum(part.slack for part in parts))
    return "hedged" if abs(delta) <= hedge or _bounded(kind, stated, parts, delta) else "does_not_add_up"


def _bounded(kind: str, stated: Amount, parts: Sequence[Amount], delta: Decimal) -> bool:
    """Whether a printed bound allows the difference: parts above a stated "more than", or "more than" among parts."""
    if (stated.certainty, delta > 0) in (("at_least", True), ("at_most", False)):
        return True
    certainties = {part.certainty for part in parts} if kind in ("total", "rival") else set()
    return ("at_least" in certainties and delta < 0) or ("at_most" in certainties and delta > 0)


def relation_rows(observations: pd.DataFrame, declared: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per thing that should agree, with its verdict: the totals that follow from `part_of`, then the declared.

    A declared total without parts takes the addends of its stated figure and only adds a reading to that total.
    """
    figures = {row["observation_id"]: row for row in rows_of(observations)}
    addends = observations[observations["part_role"] == "addend"].groupby("part_of", sort=False)["observation_id"]
    totals = {str(stated): list(parts) for stated, parts in addends}
    readings = {row["stated"]: row for row in declared if row["kind"] == "total" and not row["parts"]}
    if unknown := set(readings) - set(totals):
        raise ValueError(f"relations.csv: a total without parts whose figure has no addends: {', '.join(unknown)}")
    rows = [
        _row(figures, readings.get(stated) or _derived(figures, stated), list(parts))
        for stated, parts in totals.items()
    ]
    rest = [row for row in declared if row["parts"]]
    return rows + [_row(figures, row, row["parts"].split()) for row in rest]


def _derived(figures: Mapping[str, dict[str, Any]], stated: str) -> dict[str, Any]:
    blank = dict.fromkeys(("stated_text", "reading_basis", "indonesian", "english"), "")
    of = figures[stated]
    return blank | {
        "relation_id": f"T-{stated}",
        "kind": "total",
        "regency": of["regency"],
        "stated": stated,
        "source_id": of["source_id"],
    }


def _row(figures: Mapping[str, dict[str, Any]], declared: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    amounts = [_amount(figures, part) for part in parts]
    stated = _amount(figures, declared["stated"]) if declared["stated"] else _restated(declared["stated_text"], amounts)
    check = CHECKS[declared["kind"]](stated, amounts)
    delta = check.value - stated.value
    of = figures.get(declared["stated"], {})
    return declared | {
        "stated_text": of.get("as_published", declared["stated_text"]),
        "source_id": of.get("source_id", declared["source_id"]),
        "parts": " ".join(parts),
        "unit": stated.unit,
        "stated_value": stated.value,
        "parts_value": check.value,
        "delta": delta,
        "tolerance": check.tolerance,
        "verdict": verdict(declared["kind"], stated, amounts, delta, check.tolerance),
    }


def _amount(figures: Mapping[str, dict[str, Any]], part: str) -> Amount:
    """The figure `O186`, or the sum `O186+O190` in the unit and certainty of its first."""
    of = [figures[identifier] for identifier in part.split("+")]
    value = sum((figure["value"] for figure in of), Decimal(0))
    tolerance = sum((figure["tolerance"] for figure in of), Decimal(0))
    return Amount(value, tolerance, of[0]["unit"], of[0]["certainty"])


def _restated(text: str, parts: list[Amount]) -> Amount:
    """A stated figure that is no observation: read from its text; its unit, unless percent, that of the first part."""
    figure = parse_figure(text)
    unit = "percent" if figure.unit == "percent" else parts[0].unit
    tolerance = figure.step / 2 if figure.has_scale_or_decimals else Decimal(0)
    return Amount(figure.value, tolerance, unit, figure.certainty)


def contradiction_rows(
    relations: pd.DataFrame, observations: pd.DataFrame, sources: pd.DataFrame
) -> list[dict[str, Any]]:
    """One row per relation that does not hold or is hedged, then one per weekday that disagrees with its date."""
    printed = observations.set_index("observation_id")["as_published"]
    broken = relations[~relations["verdict"].isin(("equal", "within_rounding"))]
    rows = [
        row
        | {
            "contradiction_id": row["relation_id"],
            "stated": " ".join(filter(None, (row["stated"], f"“{row['stated_text']}”"))),
            "against": "; ".join(f"{part} “{printed[part]}”" for part in row["parts"].replace("+", " ").split()),
        }
        for row in rows_of(broken)
    ]
    clashing = sources[sources["date_candidates"] != ""]
    blank = dict.fromkeys(("unit", "reading_basis", "indonesian", "english"), "")
    return rows + [
        blank
        | {
            "contradiction_id": row["source_id"],
            "kind": "weekday",
            "regency": row["regency"],
            "stated": f"“{row['date_as_printed']}”",
            "against": row["date_candidates"],
            "delta": None,
            "tolerance": None,
            "verdict": "weekday_clash",
        }
        for row in rows_of(clashing)
    ]


@dataclass(frozen=True)
class ClosingRival:
    """A stated total that its parts miss, beside another page's total whose parts close.

    `pairs` are the parts of both by what they count; the gap splits into the parts' differences and the totals'.
    """

    stated: str
    rival: str
    pairs: tuple[tuple[str, str], ...]
    gap: Decimal
    by_parts: Decimal
    by_total: Decimal
    relation: dict[str, Any]


def closing_rivals(relations: pd.DataFrame, observations: pd.DataFrame) -> list[ClosingRival]:
    """Totals that do not add up for which a rival total, part for part, does; in the order of the relations."""
    figures = {row["observation_id"]: row for row in rows_of(observations)}
    totals = {row["stated"]: row for row in rows_of(relations) if row["kind"] == "total" and row["stated"]}
    rivals = [row for row in rows_of(relations) if row["kind"] == "rival" and row["stated"] in totals]
    found = []
    for row in rivals:
        for other in row["parts"].split():
            fails, closes = totals[row["stated"]], totals.get(other)
            if not closes or fails["verdict"] != "does_not_add_up" or closes["verdict"] != "equal":
                continue
            by_dimension = {figures[part]["dimension"]: part for part in closes["parts"].split()}
            pairs = [(part, by_dimension.get(figures[part]["dimension"])) for part in fails["parts"].split()]
            if len(pairs) == len(by_dimension) and all(rival for _, rival in pairs):
                matched = tuple((part, str(rival)) for part, rival in pairs)
                by_parts = sum((figures[a]["value"] - figures[b]["value"] for a, b in matched), Decimal(0))
                by_total = closes["stated_value"] - fails["stated_value"]
                found.append(ClosingRival(row["stated"], other, matched, fails["delta"], by_parts, by_total, fails))
    return found
