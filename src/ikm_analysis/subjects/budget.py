"""Budget: where the money goes, and whether the published parts add up to the published total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from ikm_analysis.exhibit import Drawing, Exhibit
from ikm_analysis.language import Language
from ikm_analysis.relations import ClosingRival, closing_rivals
from ikm_analysis.subjects.scope import Row, Scope
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import printed_shares, rounded

MILLION = Decimal(10) ** 6
MONEY = ("budget_total", "budget_part", "budget_proposed", "budget_planned", "budget_increase")


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """Reconciliation, shares and rupiah per group where two pages rival; then totals, unit costs, lines and limits."""
    for found in closing_rivals(scope.relations, scope.published.observations):
        case = Case(scope, found)
        yield reconciliation(case)
        yield shares(case)
        if groups := _groups(case):
            yield per_group(case, groups)
    totals = scope.relations[(scope.relations["kind"] == "total") & (scope.relations["unit"] == "rupiah")]
    if len(totals):
        yield budget_totals(scope, totals)
    if costs := _unit_costs(scope):
        yield unit_costs(scope, costs)
    if len(lines := scope.observations[scope.observations["indicator"].isin(MONEY)]):
        yield budget_lines(scope, lines)
    yield scope.limits("budget")


@dataclass(frozen=True)
class Case:
    """Two pages about the same money: a stated total that its parts miss, and a rival whose parts close."""

    scope: Scope
    found: ClosingRival

    @property
    def sides(self) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
        """The failing total with its parts, then the closing rival with its parts."""
        ours, theirs = zip(*self.found.pairs, strict=True)
        return (self.found.stated, list(ours)), (self.found.rival, list(theirs))

    @property
    def identifiers(self) -> list[str]:
        return [identifier for total, parts in self.sides for identifier in (total, *parts)]

    @property
    def place(self) -> str:
        return self.scope.language.say("place.one", regency=self.scope.figures[self.found.stated]["regency"])

    def amount(self, *identifiers: str) -> int:
        """The rupiah of one or more figures together."""
        return sum(int(self.scope.figures[identifier]["value"]) for identifier in identifiers)

    @property
    def words(self) -> dict[str, str]:
        """What the sentences about the case are filled with."""
        language, (stated, parts), (rival, _) = self.scope.language, *self.sides
        return {
            "what": language.term("dimension", self.scope.figures[stated]["dimension"]),
            "gap": language.rupiah_short(abs(int(self.found.gap))),
            "exact_gap": language.rupiah(int(self.found.gap)),
            "direction": language.say("budget.over" if self.found.gap > 0 else "budget.under"),
            "stated": language.rupiah_short(self.amount(stated)),
            "parts": language.rupiah_short(self.amount(*parts)),
            "rival": language.rupiah_short(self.amount(rival)),
            "publisher": self.scope.figure_row(stated)["publisher"],
            "rival_publisher": self.scope.figure_row(rival)["publisher"],
            "tolerance": language.rupiah(int(self.found.relation["tolerance"])),
            "by_parts": language.rupiah(int(self.found.by_parts)),
            "by_total": language.rupiah(int(self.found.by_total)),
        }


def reconciliation(case: Case) -> Exhibit:
    """One row per printed amount of both pages, then the sum of the parts and the difference; rupiah."""
    rows: list[Row] = []
    for total, parts in case.sides:
        summed = " + ".join(parts)
        rows.append(_stated_row(case, total))
        rows += [case.scope.figure_row(part) for part in parts]
        rows.append(_computed_row(case, total, "sum", case.amount(*parts), summed))
        rows.append(_computed_row(case, total, "gap", case.amount(*parts) - case.amount(total), f"{summed} − {total}"))
    (stated, ours), (rival, theirs) = case.sides
    between = f"{' + '.join(ours)} − {' − '.join(theirs)}"
    rows.append(_computed_row(case, stated, "gap_by_parts", int(case.found.by_parts), between))
    rows.append(_computed_row(case, stated, "gap_by_total", int(case.found.by_total), f"{rival} − {stated}"))
    words = case.words
    notes = [
        case.scope.language.say(f"budget.reconciliation.{note}", **words) for note in ("tolerance", "split", "closes")
    ]
    return case.scope.exhibit(
        "budget_reconciliation",
        rows,
        "publisher item as_published amount_rp observation source",
        case.identifiers,
        words=words,
        notes=[*notes, str(case.found.relation["reading"])],
        place=case.place,
        drawing=_reconciliation_drawing(case),
    )


def _stated_row(case: Case, total: str) -> Row:
    row = case.scope.figure_row(total)
    return row | {"item": case.scope.language.say("budget.item_stated", label=row["item"])}


def _computed_row(case: Case, total: str, role: str, amount: int, formula: str) -> Row:
    language = case.scope.language
    return case.scope.figure_row(total) | {
        "item": language.say(f"budget.item_{role}"),
        "as_published": language.say("budget.computed"),
        "amount_rp": amount,
        "observation": formula,
    }


def _reconciliation_drawing(case: Case) -> Drawing:
    language, ((stated, parts), (_, theirs)) = case.scope.language, case.sides
    lanes = {
        language.say("budget.lane_stated", **case.words): [stated],
        language.say("budget.lane_parts", **case.words): parts,
        language.say("budget.lane_rival", **case.words): theirs,
    }
    sums = [case.amount(*identifiers) for identifiers in lanes.values()]
    marks = [
        {
            "row": lane,
            "part": case.scope.figure_row(part)["item"] if len(identifiers) > 1 else language.say("budget.lane_total"),
            "value": case.amount(part) / 1e6,
            "value_text": _millions(language, case.amount(part)),
            "total_text": _millions(language, total),
        }
        for (lane, identifiers), total in zip(lanes.items(), sums, strict=True)
        for part in identifiers
    ]
    low, high = _zoom(sums)
    gap = int(case.found.gap)
    options = {
        "reference": sums[0] / 1e6,
        "gap_row": list(lanes)[1],
        "gap_text": f"{'+' if gap > 0 else '−'}{_millions(language, abs(gap))}",
        "zoom": (low / 1e6, high / 1e6),
        "note_text": " ".join(
            [language.say("budget.reconciliation.tolerance", **case.words), case.found.relation["reading"]]
        ),
        "zoom_text": language.say("budget.zoom", low=_millions(language, low), high=_millions(language, high)),
    }
    return Drawing("reconciliation", pd.DataFrame(marks), len(lanes), options, language.say("unit.million"))


def _millions(language: Language, rupiah: int | Decimal, decimals: int | None = None) -> str:
    """Rupiah in millions, as the labels of a chart print it; exact unless `decimals` says otherwise."""
    return language.number(Decimal(rupiah) / MILLION, decimals)


def _zoom(sums: list[int]) -> tuple[int, int]:
    """A range with round ends in which the largest difference between the sums is about a seventh of the width."""
    step = 5 * 10 ** (len(str(max(sums) - min(sums))) - 1)
    return (min(sums) // step - 2) * step, (max(sums) // step + 2) * step


def shares(case: Case) -> Exhibit:
    """One row per part and page: its share of the stated total and of the sum of the parts, to one decimal."""
    language = case.scope.language
    rows: list[Row] = []
    bars: list[Row] = []
    for total, parts in case.sides:
        amounts = [case.amount(part) for part in parts]
        percents = printed_shares(amounts, case.amount(total)), printed_shares(amounts, sum(amounts))
        for part, of_total, of_parts in zip(parts, *percents, strict=True):
            row = case.scope.figure_row(part)
            rows.append(row | {"share_of_total": of_total / 100, "share_of_parts": of_parts / 100})
            bars.append(_share_bar(language.share(of_parts / 100), row, of_parts, case))
        both = {"share_of_total": sum(percents[0]) / 100, "share_of_parts": sum(percents[1]) / 100}
        rows.append(_computed_row(case, total, "sum", sum(amounts), " + ".join(parts)) | both)
    n_parts = len(case.found.pairs)
    largest = max(rows[:n_parts], key=lambda row: row["share_of_parts"])
    words = case.words | {
        "largest": largest["item"],
        "share": language.share(largest["share_of_parts"]),
        "sum_of_stated": language.share(rows[n_parts]["share_of_total"]),
        "list": "; ".join(f"{bar['label']}, {bar['part']} {bar['share_text']}" for bar in bars),
    }
    return case.scope.exhibit(
        "budget_shares",
        rows,
        "publisher item amount_rp share_of_total share_of_parts observation",
        case.identifiers,
        words=words,
        notes=[language.say("budget.shares.note", **words)],
        place=case.place,
        drawing=Drawing("shares", pd.DataFrame(bars), len(case.sides)),
    )


def _share_bar(share_text: str, row: Row, percent: Decimal, case: Case) -> Row:
    parts = next(parts for _, parts in case.sides if row["observation"] in parts)
    base = case.scope.language.rupiah_short(case.amount(*parts))
    return {
        "label": row["publisher"],
        "part": row["item"],
        "share": float(percent / 100),
        "share_text": share_text,
        "base_text": case.scope.language.say("chart.of", base=base),
        "known": True,
    }


def _group_counts(scope: Scope) -> dict[tuple[str, str], Row]:
    """The one figure that counts groups of a dimension on a page; left out where a page counts them in several ways."""
    groups = scope.observations[
        (scope.observations["topic"] == "group_count") & (scope.observations["unit"] == "groups")
    ]
    once = groups[~groups.duplicated(["source_id", "dimension"], keep=False)]
    return {(row["source_id"], row["dimension"]): row for row in rows_of(once) if row["value"]}


def _groups(case: Case) -> dict[str, Row]:
    """For each part of both pages the figure that counts its groups on the same page; empty unless all are found."""
    counts, figures = _group_counts(case.scope), case.scope.figures
    parts = [part for _, parts in case.sides for part in parts]
    found = {part: counts.get((figures[part]["source_id"], figures[part]["dimension"])) for part in parts}
    return {part: row for part, row in found.items() if row} if all(found.values()) else {}


def per_group(case: Case, groups: dict[str, Row]) -> Exhibit:
    """One row per part and page: rupiah per group trained, and how many times the lowest of its page that is."""
    language = case.scope.language
    ours, theirs = ([_cost_row(case.scope, part, groups[part]) for part in parts] for _, parts in case.sides)
    for rows in (ours, theirs):
        lowest = min(row["cost"] for row in rows)
        for row in rows:
            row["times_lowest"] = rounded(row["cost"] / lowest, 2)
    most, least = max(ours, key=lambda row: row["cost"]), min(ours, key=lambda row: row["cost"])
    times = int(rounded(most["times_lowest"], 0))
    ratios = [
        language.say("budget.ratio", ratio=language.number(row["times_lowest"], 2), publisher=row["publisher"])
        for row in (*ours, *theirs)
        if row["item"] == most["item"]
    ]
    words = case.words | {
        "most": most["item_inside"],
        "least": least["item_inside"],
        "times": language.say(f"count_word.{times}") if times <= 10 else language.number(times),
        "ratios": language.listed(ratios),
        "list": "; ".join(
            f"{row['publisher']}, {row['item']} {language.rupiah(row['rp_per_group'])}" for row in (*ours, *theirs)
        ),
    }
    return case.scope.exhibit(
        "budget_per_group",
        [*ours, *theirs],
        "publisher item amount_rp n_groups rp_per_group times_lowest observation",
        [*groups, *(row["observation_id"] for row in groups.values())],
        words=words,
        notes=[language.say("budget.per_group.note", **words)],
        place=case.place,
        drawing=_dots(case, ours, theirs),
    )


def _cost_row(scope: Scope, part: str, groups: Row) -> Row:
    row, n_groups = scope.figure_row(part), int(groups["value"])
    cost = Fraction(row["amount_rp"], n_groups)
    both = f"{part} {groups['observation_id']}"
    return row | {"n_groups": n_groups, "cost": cost, "rp_per_group": int(rounded(cost, 0)), "observation": both}


def _dots(case: Case, ours: list[Row], theirs: list[Row]) -> Drawing:
    dots = pd.DataFrame([_dot(case, row, other) for row, other in zip(ours, theirs, strict=True)])
    return Drawing("dots", dots, len(ours), unit=case.scope.language.say("unit.million_per_group"))


def _dot(case: Case, row: Row, other: Row) -> Row:
    language = case.scope.language
    value, beside = (_millions(language, each["rp_per_group"], 2) for each in (row, other))
    return {
        "label": language.say("budget.with_groups", label=row["item"], n=language.number(row["n_groups"])),
        "value": row["rp_per_group"] / 1e6,
        "value_text": value,
        "note_text": language.say("budget.according_to", value=beside, publisher=other["publisher"]),
    }


def budget_totals(scope: Scope, totals: pd.DataFrame) -> Exhibit:
    """One row per published total in rupiah that has parts: stated, sum of parts, difference, tolerance, verdict."""
    language = scope.language
    rows = [
        scope.figure_row(row["stated"])
        | {
            "stated_rp": int(row["stated_value"]),
            "parts_rp": int(row["parts_value"]),
            "delta_rp": int(row["delta"]),
            "tolerance_rp": int(row["tolerance"]),
            "verdict": language.term("verdict", row["verdict"]),
            "reading": row["reading"] or language.say("budget.no_reading"),
            "observation": f"{row['stated']} = {' + '.join(row['parts'].split())}",
        }
        for row in rows_of(totals)
    ]
    failing = int((totals["verdict"] == "does_not_add_up").sum())
    return scope.exhibit(
        "budget_totals",
        rows,
        "item year stated_rp parts_rp delta_rp tolerance_rp verdict reading observation",
        totals["stated"],
        words={"n": language.number(len(rows)), "failing": language.number(failing)},
    )


def _unit_costs(scope: Scope) -> list[Row]:
    """Rupiah per group: amounts whose page also counts the groups of the same line, and printed costs per group."""
    counts = _group_counts(scope)
    costs = []
    for row in rows_of(scope.observations[scope.observations["topic"] == "budget"]):
        groups = counts.get((row["source_id"], row["dimension"]))
        if row["indicator"] == "unit_cost":
            printed = scope.figure_row(row["observation_id"])
            costs.append(printed | {"n_groups": None, "rp_per_group": printed["amount_rp"]})
        elif row["indicator"] == "budget_part" and groups:
            costs.append(_cost_row(scope, row["observation_id"], groups))
    return sorted(costs, key=lambda row: (-row["rp_per_group"], row["observation"]))


def unit_costs(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per published amount that gives rupiah per group, dearest first."""
    language = scope.language
    marks = [
        {
            "label": f"{row['item']}, {row['year']}, {row['publisher']}",
            "value": row["rp_per_group"] / 1e6,
            "value_text": _millions(language, row["rp_per_group"], 2),
        }
        for row in rows
    ]
    words = {
        "low": language.rupiah(rows[-1]["rp_per_group"]),
        "high": language.rupiah(rows[0]["rp_per_group"]),
        "list": "; ".join(f"{mark['label']}: {mark['value_text']}" for mark in marks),
    }
    return scope.exhibit(
        "budget_unit_costs",
        rows,
        "item year amount_rp n_groups rp_per_group publisher observation source",
        [row["observation"].split()[0] for row in rows],
        words=words,
        notes=[language.say("budget.unit_costs.note")],
        drawing=Drawing("bars", pd.DataFrame(marks), len(marks), unit=language.say("unit.million_per_group")),
    )


def budget_lines(scope: Scope, lines: pd.DataFrame) -> Exhibit:
    """One row per published amount of a budget, oldest first; totals and their parts both stand in it."""
    language = scope.language
    rows = [scope.figure_row(identifier) for identifier in lines["observation_id"]]
    parts = sum(row["part_of"] != "" for row in rows)
    return scope.exhibit(
        "budget_lines",
        sorted(rows, key=lambda row: (row["regency"], row["year"] or 9999, row["observation"])),
        "regency year item as_published amount_rp part_of observation source",
        lines["observation_id"],
        words={"n": language.number(len(rows)), "parts": language.number(parts)},
        notes=[language.say("budget.lines.note")],
    )
