"""Budget: where the money goes, and whether the published parts add up to the published total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

import pandas as pd

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.relations import ClosingRival, closing_rivals
from ikm_analysis.subjects.scope import Row, Scope, bar
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import printed_shares, rounded

MILLION, BILLION = 1_000_000, 1_000_000_000
MONEY = ("budget_total", "budget_part", "budget_proposed", "budget_planned", "budget_increase")


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """Reconciliation, shares and rupiah per group where two pages rival; then totals, unit costs, lines and limits."""
    for found in closing_rivals(scope.relations, scope.published.observations):
        case = Case(scope, found)
        yield reconciliation(case)
        yield shares(case)
        parts = [part for pair in found.pairs for part in pair]
        if len(groups := _groups_of(scope, parts)) == len(parts):
            yield per_group(case, groups)
    totals = scope.relations.query("kind == 'total' and unit == 'rupiah' and stated != ''")
    if len(totals):
        yield budget_totals(scope, totals)
    if series := _over_years(scope, totals):
        yield by_year(scope, series)
    if costs := _unit_costs(scope):
        yield unit_costs(scope, costs)
    lines = scope.observations[scope.observations["indicator"].isin(MONEY)]["observation_id"]
    if len(lines):
        yield budget_lines(scope, scope.figure_rows(lines))
    yield scope.limits("budget")


@dataclass(frozen=True)
class Case:
    """Two pages about the same money: a stated total that its parts miss, and a rival whose parts close."""

    scope: Scope
    found: ClosingRival

    def amount(self, *identifiers: str) -> int:
        """The rupiah of one or more figures together."""
        return sum(int(self.scope.figures[identifier]["value"]) for identifier in identifiers)

    @property
    def words(self) -> dict[str, Any]:
        """What the sentences about the case are filled with."""
        language, found, ((_, parts), _) = self.scope.language, self.found, self.found.sides
        rows = {"": self.scope.figure_row(found.stated), "rival_": self.scope.figure_row(found.rival)}
        short = {"gap": abs(int(found.gap)), "stated": self.amount(found.stated)}
        short |= {"parts": self.amount(*parts), "rival": self.amount(found.rival)}
        exact = {"exact_gap": found.gap, "by_parts": found.by_parts, "by_total": found.by_total}
        exact["tolerance"] = found.relation["tolerance"]
        return {
            **{name: language.rupiah_short(amount) for name, amount in short.items()},
            **{name: language.rupiah(int(amount)) for name, amount in exact.items()},
            **{f"{side}publisher": row["publisher"] for side, row in rows.items()},
            "what": rows[""]["item_inside"],
            "direction": language.say("budget.over" if found.gap > 0 else "budget.under"),
        }

    def computed_row(self, total: str, role: str, amount: int, formula: str) -> Row:
        """An amount that is not printed but follows from printed ones by `formula`."""
        say = self.scope.language.say
        computed = {"item": say(f"budget.item_{role}"), "as_published": say("budget.computed")}
        return self.scope.figure_row(total) | computed | {"amount_rp": amount, "observation": formula}

    def exhibit(self, name: str, rows: list[Row], **more: Any) -> Exhibit:
        """An exhibit about the case, of its regency."""
        return self.scope.exhibit(name, rows, place=self.scope.place_of(self.found.stated), **self.words, **more)


def reconciliation(case: Case) -> Exhibit:
    """One row per printed amount of both pages, then the sum of the parts and the difference; rupiah."""
    rows: list[Row] = []
    for total, parts in case.found.sides:
        summed, row = " + ".join(parts), case.scope.figure_row(total)
        rows.append(row | {"item": case.scope.language.say("budget.item_stated", label=row["item"])})
        rows += case.scope.figure_rows(parts)
        rows.append(case.computed_row(total, "sum", case.amount(*parts), summed))
        rows.append(case.computed_row(total, "gap", case.amount(*parts) - case.amount(total), f"{summed} − {total}"))
    (stated, ours), (rival, theirs) = case.found.sides
    between = f"{' + '.join(ours)} − {' − '.join(theirs)}"
    rows.append(case.computed_row(stated, "gap_by_parts", int(case.found.by_parts), between))
    rows.append(case.computed_row(stated, "gap_by_total", int(case.found.by_total), f"{rival} − {stated}"))
    marks, options = _reconciliation_marks(case)
    return case.exhibit(
        "budget_reconciliation", rows, notes=[case.found.relation["reading"]], marks=marks, options=options
    )


def _reconciliation_marks(case: Case) -> tuple[list[Row], dict[str, Any]]:
    """The bars as drawn in millions, and where and how their ends are enlarged."""
    say, ((stated, ours), (_, theirs)) = case.scope.language.say, case.found.sides
    lanes = {"stated": [stated], "parts": ours, "rival": theirs}
    names = {lane: say(f"budget.lane_{lane}", **case.words) for lane in lanes}
    marks = [
        {
            "row": names[lane],
            "part": say("budget.lane_total") if lane == "stated" else case.scope.figure_row(part)["item"],
            "value": case.amount(part) / MILLION,
            "value_text": _millions(case.scope, case.amount(part)),
            "total_text": _millions(case.scope, case.amount(*parts)),
        }
        for lane, parts in lanes.items()
        for part in parts
    ]
    low, high = _zoom([case.amount(*parts) for parts in lanes.values()])
    gap, note = int(case.found.gap), say("budget.reconciliation.note", **case.words)
    return marks, {
        "reference": case.amount(stated) / MILLION,
        "gap_row": names["parts"],
        "gap_text": f"{'+' if gap > 0 else '−'}{_millions(case.scope, abs(gap))}",
        "zoom": (low / MILLION, high / MILLION),
        "zoom_text": say("budget.zoom", low=_millions(case.scope, low), high=_millions(case.scope, high)),
        "note_text": f"{note} {case.found.relation['reading']}",
    }


def _millions(scope: Scope, rupiah: int, decimals: int | None = None) -> str:
    """Rupiah in millions, as the labels of a chart print it; exact unless `decimals` says otherwise."""
    return scope.language.number(Decimal(rupiah) / MILLION, decimals)


def _zoom(sums: list[int]) -> tuple[int, int]:
    """A range with round ends in which the largest difference between the sums is about a seventh of the width."""
    step = 5 * 10 ** (len(str(max(sums) - min(sums))) - 1)
    return (min(sums) // step - 2) * step, (max(sums) // step + 2) * step


def shares(case: Case) -> Exhibit:
    """One row per part and page: its share of the stated total and of the sum of the parts, to one decimal."""
    language = case.scope.language
    rows: list[Row] = []
    bars: list[Row] = []
    for total, parts in case.found.sides:
        amounts = [case.amount(part) for part in parts]
        base = language.rupiah_short(sum(amounts))
        percents = (printed_shares(amounts, whole) for whole in (case.amount(total), sum(amounts)))
        pairs = [(of_total / 100, of_parts / 100) for of_total, of_parts in zip(*percents, strict=True)]
        for part, (of_total, of_parts) in zip(parts, pairs, strict=True):
            row = case.scope.figure_row(part)
            rows.append(row | {"share_of_total": of_total, "share_of_parts": of_parts})
            bars.append(case.scope.share_bar(row["publisher"], row["item"], of_parts, base))
        of_total, of_parts = map(sum, zip(*pairs, strict=True))
        whole = {"share_of_total": of_total, "share_of_parts": of_parts}
        rows.append(case.computed_row(total, "sum", sum(amounts), " + ".join(parts)) | whole)
    *ours, our_sum = rows[: len(case.found.pairs) + 1]
    largest = max(ours, key=lambda row: row["share_of_parts"])
    return case.exhibit(
        "budget_shares",
        rows,
        marks=bars,
        largest=largest["item"],
        share=language.share(largest["share_of_parts"]),
        sum_of_stated=language.share(our_sum["share_of_total"]),
    )


def _groups_of(scope: Scope, parts: Sequence[str]) -> dict[str, Row]:
    """For each amount the figure that counts its groups on the same page; none where a page counts several."""
    groups = scope.observations[scope.observations["topic"].eq("group_count") & scope.observations["unit"].eq("groups")]
    once = rows_of(groups[~groups.duplicated(["source_id", "dimension"], keep=False)])
    counts = {(row["source_id"], row["dimension"]): row for row in once if row["value"]}
    found = {part: counts.get((scope.figures[part]["source_id"], scope.figures[part]["dimension"])) for part in parts}
    return {part: row for part, row in found.items() if row}


def per_group(case: Case, groups: dict[str, Row]) -> Exhibit:
    """One row per part and page: rupiah per group trained, and how many times the lowest of its page that is."""
    scope = case.scope
    ours, theirs = ([_cost_row(scope, part, groups[part]) for part in parts] for _, parts in case.found.sides)
    for rows in (ours, theirs):
        lowest = min(row["cost"] for row in rows)
        for row in rows:
            row["times_lowest"] = rounded(row["cost"] / lowest, 2)
    most, least = max(ours, key=lambda row: row["cost"]), min(ours, key=lambda row: row["cost"])
    same = [row for row in (*ours, *theirs) if row["item"] == most["item"]]
    printed = [(scope.language.number(row["times_lowest"], 2), row["publisher"]) for row in same]
    ratios = [scope.language.say("budget.ratio", ratio=ratio, publisher=publisher) for ratio, publisher in printed]
    dots = [_dot(scope, row, other) for row, other in zip(ours, theirs, strict=True)]
    return case.exhibit(
        "budget_per_group",
        [*ours, *theirs],
        marks=dots,
        most=most["item_inside"],
        least=least["item_inside"],
        times=scope.language.count_word(int(rounded(most["times_lowest"], 0))),
        ratios=scope.language.listed(ratios),
    )


def _cost_row(scope: Scope, part: str, groups: Row) -> Row:
    row, n_groups = scope.figure_row(part), int(groups["value"])
    cost = Fraction(row["amount_rp"], n_groups)
    both = f"{part} {groups['observation_id']}"
    return row | {"n_groups": n_groups, "cost": cost, "rp_per_group": int(rounded(cost, 0)), "observation": both}


def _dot(scope: Scope, row: Row, other: Row) -> Row:
    value, beside = (_millions(scope, each["rp_per_group"], 2) for each in (row, other))
    label = scope.language.say("budget.with_groups", label=row["item"], n=scope.language.number(row["n_groups"]))
    note = scope.language.say("budget.according_to", value=beside, publisher=other["publisher"])
    return bar(label, row["rp_per_group"] / MILLION, value, note_text=note)


def budget_totals(scope: Scope, totals: pd.DataFrame) -> Exhibit:
    """One row per published total in rupiah that has parts: stated, sum of parts, difference, tolerance, verdict."""
    rows = []
    for row in rows_of(totals):
        amounts = {name: int(row[name]) for name in ("stated_value", "parts_value", "delta", "tolerance")}
        words = {
            "verdict": scope.language.term("verdict", row["verdict"]),
            "reading": row["reading"] or scope.language.say("budget.no_reading"),
            "observation": f"{row['stated']} = {' + '.join(row['parts'].split())}",
        }
        in_rupiah = {f"{name.removesuffix('_value')}_rp": amount for name, amount in amounts.items()}
        rows.append(scope.figure_row(row["stated"]) | in_rupiah | words)
    failing = int((totals["verdict"] == "does_not_add_up").sum())
    return scope.exhibit("budget_totals", rows, about=totals["stated"], failing=failing)


def _over_years(scope: Scope, totals: pd.DataFrame) -> dict[str, list[Row]]:
    """Totals whose parts are the amounts of at least three different years, each with its parts in order of year."""
    series = {}
    for total in rows_of(totals):
        parts = sorted(scope.figure_rows(total["parts"].split()), key=lambda row: row["year"] or 0)
        if len({row["year"] for row in parts if row["year"]}) == len(parts) >= 3:
            series[total["stated"]] = parts
    return series


def by_year(scope: Scope, series: dict[str, list[Row]]) -> Exhibit:
    """One row per amount of a year and page: the amount, and what it has come to since the first year."""
    rows = [
        row | {"cumulative_rp": total}
        for parts in series.values()
        for row, total in zip(parts, accumulate(row["amount_rp"] for row in parts), strict=True)
    ]
    points = [
        {
            "series": f"{row['publisher']} ({row['source']})",
            "x": row["year"],
            "x_text": str(row["year"]),
            "value": row["cumulative_rp"] / BILLION,
            "value_text": scope.language.number(Decimal(row["cumulative_rp"]) / BILLION),
        }
        for row in rows
    ]
    sums = [sum(row["amount_rp"] for row in parts) for parts in series.values()]
    stated = [int(scope.figures[total]["value"]) for total in series]
    return scope.exhibit(
        "budget_years",
        rows,
        marks=points,
        sums=scope.language.listed([scope.language.rupiah_short(amount) for amount in sums]),
        stated=scope.language.listed([scope.language.rupiah_short(amount) for amount in stated]),
    )


def _unit_costs(scope: Scope) -> list[Row]:
    """Rupiah per group: amounts whose page also counts the groups of the same line, and printed costs per group."""
    figures = scope.observations.set_index("observation_id")["indicator"]
    printed = scope.figure_rows(figures.index[figures == "unit_cost"])
    costs = [row | {"n_groups": None, "rp_per_group": row["amount_rp"]} for row in printed]
    groups = _groups_of(scope, list(figures.index[figures == "budget_part"]))
    costs += [_cost_row(scope, part, counted) for part, counted in groups.items()]
    return sorted(costs, key=lambda row: (-row["rp_per_group"], row["observation"]))


def unit_costs(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per published amount that gives rupiah per group, dearest first."""
    bars = []
    for row in rows:
        label, cost = f"{row['item']}, {row['year']}, {row['publisher']}", row["rp_per_group"]
        bars.append(bar(label, cost / MILLION, _millions(scope, cost, 2)))
    return scope.exhibit(
        "budget_unit_costs",
        rows,
        marks=bars,
        low=scope.language.rupiah(rows[-1]["rp_per_group"]),
        high=scope.language.rupiah(rows[0]["rp_per_group"]),
    )


def budget_lines(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per published amount of a budget, oldest first; totals and their parts both stand in it."""
    rows.sort(key=lambda row: (row["regency"], row["year"] or 9999, row["observation"]))
    parts = sum(row["part_of"] != "" for row in rows)
    return scope.exhibit("budget_lines", rows, parts=parts)
