"""What should agree, and by how much it does not: totals, differences, products, ratios and rival figures.

Totals follow from `part_of` in the observations; the rest is declared in `relations.csv`, where a total may also get a
reading and a rival may be a sum (`O186+O190`). The tolerance of a relation is what rounding alone can explain: the
tolerances of its figures together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        return last_digit_unit(self.value) if self.certainty == "approx" and self.value else Decimal(0)


KINDS = ("total", "difference", "product", "ratio", "rival")
SAME_UNIT = ("total", "difference", "rival")
OF_TWO = ("difference", "product", "ratio")


def checked(kind: str, stated: Amount, parts: Sequence[Amount]) -> tuple[Decimal, Decimal]:
    """What a relation's parts give, and how much of a difference rounding explains; base units of the stated figure.

    A stated percentage is held to its own last digit: the page computed it from the figures it prints. Of several
    rivals the one that lies farthest from the stated figure counts.
    """
    first, last = parts[0], parts[-1]
    match kind:
        case "product":
            value = first.value * last.value
            widest = (abs(first.value) + first.tolerance) * (abs(last.value) + last.tolerance)
            return value, stated.tolerance + widest - abs(value)
        case "ratio":
            return HUNDRED * first.value / last.value, stated.tolerance
        case "rival":
            farthest = max(parts, key=lambda part: abs(part.value - stated.value))
            return farthest.value, stated.tolerance + farthest.tolerance
        case _:
            summed = sum((part.value for part in parts), Decimal(0))
            value = first.value - last.value if kind == "difference" else summed
            return value, sum((part.tolerance for part in parts), stated.tolerance)


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


def addends_of(observations: pd.DataFrame) -> dict[str, list[str]]:
    """The addends of every figure that has some, in the order they come."""
    addends = observations[observations["part_role"] == "addend"].groupby("part_of", sort=False)["observation_id"]
    return {str(stated): list(parts) for stated, parts in addends}


def relation_rows(observations: pd.DataFrame, declared: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per thing that should agree, with its verdict: the totals that follow from `part_of`, then the declared.

    A declared total without parts takes the addends of its stated figure and only adds a reading to that total.
    """
    figures = {row["observation_id"]: row for row in rows_of(observations)}
    readings = {row["stated"]: row for row in declared if not row["parts"]}
    blank = dict.fromkeys(("reading_basis", "indonesian", "english"), "")
    rows = []
    for stated, parts in addends_of(observations).items():
        derived = blank | {"relation_id": f"T-{stated}", "kind": "total", "regency": figures[stated]["regency"]}
        rows.append(readings.get(stated, derived) | {"stated": stated, "parts": " ".join(parts)})
    return [_row(figures, row) for row in (*rows, *(row for row in declared if row["parts"]))]


def _row(figures: Mapping[str, dict[str, Any]], declared: dict[str, Any]) -> dict[str, Any]:
    amounts, printed = [_amount(figures, part) for part in declared["parts"].split()], {}
    if declared["stated"]:
        stated, of = _amount(figures, declared["stated"]), figures[declared["stated"]]
        printed = {"stated_text": of["as_published"], "source_id": of["source_id"]}
    else:
        stated = _restated(declared["stated_text"], amounts)
    value, tolerance = checked(declared["kind"], stated, amounts)
    return (
        declared
        | printed
        | {
            "unit": stated.unit,
            "stated_value": stated.value,
            "parts_value": value,
            "delta": value - stated.value,
            "tolerance": tolerance,
            "verdict": verdict(declared["kind"], stated, amounts, value - stated.value, tolerance),
        }
    )


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

    @property
    def sides(self) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
        """The failing total with its parts, then the closing rival with its parts."""
        ours, theirs = zip(*self.pairs, strict=True)
        return (self.stated, list(ours)), (self.rival, list(theirs))


def closing_rivals(relations: pd.DataFrame, observations: pd.DataFrame) -> list[ClosingRival]:
    """Totals that do not add up for which a rival total, part for part, does; in the order of the relations."""
    figures = {row["observation_id"]: row for row in rows_of(observations)}
    totals = {row["stated"]: row for row in rows_of(relations) if row["kind"] == "total" and row["stated"]}
    rivals = [row for row in rows_of(relations) if row["kind"] == "rival" and row["stated"] in totals]
    found = []
    for row in rivals:
        for other in row["parts"].split():
            fails, closes = totals[row["stated"]], totals.get(other)
            if not closes or (fails["verdict"], closes["verdict"]) != ("does_not_add_up", "equal"):
                continue
            by_dimension = {figures[part]["dimension"]: part for part in closes["parts"].split()}
            pairs = tuple((part, by_dimension.get(figures[part]["dimension"], "")) for part in fails["parts"].split())
            if len(pairs) == len(by_dimension) and all(rival for _, rival in pairs):
                by_parts = fails["parts_value"] - closes["parts_value"]
                by_total = closes["stated_value"] - fails["stated_value"]
                found.append(ClosingRival(row["stated"], other, pairs, fails["delta"], by_parts, by_total, fails))
    return found
