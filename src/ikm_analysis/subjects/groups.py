"""Groups: who is coached together, with what money, how fast and where; what no page prints stays visible."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.coaching import pace
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.products import printed_period
from ikm_analysis.subjects.scope import Row, Scope, bar, members
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded

BILLION = 1_000_000_000
# What a line of training or aid is told by. Groups that only exist or apply are not coached, so they do not count.
COUNTED = {
    **dict.fromkeys(("budget_total", "budget_part", "budget_planned", "budget_proposed"), "amount_rp"),
    **dict.fromkeys(("groups_to_train", "groups_trained", "coached_groups"), "n_groups"),
    **dict.fromkeys(("aided_groups", "aid_recipient_groups"), "n_groups"),
    **dict.fromkeys(("training_packages", "aid_packages"), "n_packages"),
    **dict.fromkeys(("training_participants", "training_target_participants"), "n_participants"),
    "food_safety_training_participants": "n_participants",
}
COLUMNS = tuple(dict.fromkeys(COUNTED.values()))
SURE = ("exact", "rounded")  # what is printed as "about" or "more than" is not divided
MIDDLE, MIDDLE_DAY = "pertengahan ", 15  # "the middle of October" as a first day
SENTRA = "sentra_"  # how the codes of figures on an industrial centre begin
CENTRE_TOPICS = ("budget", "realisation", "market_access")
YEARLY = ("budget_total", "budget_proposed", "spending_part", "unrealised_budget")  # what is said of one year


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """Lines of training and aid, their pace, numbers of groups, outreach, the industrial centre, markets and limits."""
    if lines := _lines(scope):
        yield packages(scope, lines)
    if plans := list(_plans(scope)):
        yield weekly_pace(scope, plans)
    if len(counts := _counts(scope)):
        yield sizes(scope, counts)
    if len(sessions := scope.observations[scope.observations["topic"] == "outreach"]):
        yield outreach(scope, sessions)
    if len(figures := _centre(scope)):
        yield centre(scope, figures)
    if rows := [*_market(scope), *_said(scope, "market_access")]:
        said = sum("statement" in row for row in rows)
        yield scope.exhibit("groups_market", rows, figures=len(rows) - said, said=said)
    yield scope.limits("groups")


def _lines(scope: Scope) -> list[Row]:
    """One row per line of training or aid, of the pages that count groups, packages or participants in a year."""
    pages: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
    for figure in rows_of(scope.observations[scope.observations["indicator"].isin(COUNTED)]):
        pages[figure["source_id"], figure["year"]].append(figure)
    counting = [page for page in pages.values() if {COUNTED[figure["indicator"]] for figure in page} != {"amount_rp"}]
    rows = [_line(scope, line) for page in counting for line in _lines_of(page)]
    return sorted(rows, key=lambda row: (row["year"] or 9999, row["source"], row["observation"]))


def _lines_of(page: list[Row]) -> list[list[Row]]:
    """The figures of a page by line: those of one item and kecamatan, and its totals of money and of what is counted.

    Nothing is put together where a page gives the same thing twice.
    """
    items: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for figure in page:
        item = reference.terms()["dimension", figure["dimension"]]["id"]  # the pages' own word, whatever the language
        items[item, figure["kecamatan"]].append(figure)
    lines = [line for item in items.values() for line in ([item] if _is_one(item) else [[each] for each in item])]
    totals = [line for line in lines if not any(figure["part_of"] for figure in line)]
    together = [figure for line in totals for figure in line]
    if _is_one(together) and any(COUNTED[figure["indicator"]] == "amount_rp" for figure in together):
        return [together, *(line for line in lines if line not in totals)]
    return lines


def _is_one(figures: list[Row]) -> bool:
    """Whether figures say each thing only once."""
    return len({COUNTED[figure["indicator"]] for figure in figures}) == len(figures)


def _line(scope: Scope, figures: list[Row]) -> Row:
    figures = sorted(figures, key=lambda figure: COLUMNS.index(COUNTED[figure["indicator"]]))  # money names the line
    values = {COUNTED[figure["indicator"]]: int(figure["value"]) for figure in figures}
    row = scope.figure_row(figures[0]["observation_id"]) | dict.fromkeys(COLUMNS) | values
    row["observation"] = " ".join(figure["observation_id"] for figure in figures)
    row["as_published"] = "; ".join(figure["as_published"] for figure in figures)
    is_part = all(figure["part_role"] == "addend" for figure in figures)
    row["is_drawn"] = not is_part and bool(values.keys() & {"n_groups", "n_packages"})
    for one in ("group", "participant"):
        if row["amount_rp"] and row[f"n_{one}s"] and all(figure["certainty"] in SURE for figure in figures):
            row[f"rp_per_{one}"] = int(rounded(Fraction(row["amount_rp"], row[f"n_{one}s"]), 0))
    return row


def packages(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per line of training or aid: money, groups, packages and participants, None where no figure says."""
    say, number = scope.language.say, scope.language.number
    cells = []
    for row in (row for row in rows if row["is_drawn"]):
        label = say("groups.line", **{**row, "year": _year(scope, row), "first": row["observation"].split()[0]})
        for column in COLUMNS:
            value = row[column]
            text = "" if value is None else number(Decimal(value) / 1_000_000 if column == "amount_rp" else value)
            known = {"value": float("nan") if value is None else 1.0, "value_text": text}
            cells.append({"row": label, "column": say(f"groups.{column}"), **known})
    whole = sum(None not in (row["amount_rp"], row["n_groups"], row["n_packages"]) for row in rows)
    return scope.exhibit("groups_packages", rows, marks=cells, whole=whole)


def _year(scope: Scope, row: Row) -> str:
    return str(row["year"] or scope.language.say("period.unknown"))


def _plans(scope: Scope) -> Iterator[Row]:
    """One row per plan and window: a plan is a page's groups to train and packages with the period printed for them."""
    figures = scope.observations
    dated = {row["source_id"]: row["printed_first"] for row in rows_of(scope.published.sources)}
    packages = rows_of(figures[figures["indicator"] == "training_packages"])
    by_page = {(row["source_id"], row["dimension"], row["year"]): row for row in packages}
    for groups in rows_of(figures[figures["indicator"] == "groups_to_train"]):
        plan = by_page.get((groups["source_id"], groups["dimension"], groups["year"]))
        printed = groups["period_as_printed"]
        if not plan or not (period := printed_period(printed.removeprefix(MIDDLE), groups["year"])):
            continue
        for window, first in _windows(printed, *period, dated[groups["source_id"]]):
            asked = pace(int(groups["value"]), int(plan["value"]), first, period[1])
            yield scope.figure_row(groups["observation_id"]) | {
                "window": scope.language.say(f"groups.window_{window}"),
                "first_day": first,
                "last_day": period[1],
                "n_days": asked.n_days,
                "weeks": rounded(asked.weeks, 1),
                "groups_per_week": rounded(asked.groups_per_week, 1),
                "packages_per_week": rounded(asked.packages_per_week, 2),
                "observation": f"{groups['observation_id']} {plan['observation_id']}",
                "period": printed,
            }


def _windows(printed: str, first: date, last: date, page: date | None) -> Iterator[tuple[str, date]]:
    """From which day a printed period may run: from its first month's first day, and from the latest day that fits."""
    yield "months", first
    if printed.startswith(MIDDLE):
        yield "middle", first.replace(day=MIDDLE_DAY)
    elif page and first < page <= last:
        yield "page", page


def weekly_pace(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per plan and window: its days, and the groups and packages they leave for each week."""
    language, bars = scope.language, []
    for row in rows:
        days = {name: language.date(row[f"{name}_day"]) for name in ("first", "last")}
        label = language.say("groups.from_to", **days)
        note = language.say("groups.by_packages", packages=language.number(row["packages_per_week"], 2), **row)
        bars.append(bar(label, row["groups_per_week"], language.number(row["groups_per_week"], 1), note_text=note))
    paces = [row["groups_per_week"] for row in rows]
    words: dict[str, Any] = {"low": language.number(min(paces), 1), "high": language.number(max(paces), 1)}
    printed = language.listed(list(dict.fromkeys(f"“{row['period']}”" for row in rows)))
    words |= {"printed": printed, "middle": MIDDLE_DAY}
    return scope.exhibit("groups_pace", rows, place=_place(scope, rows), marks=bars, **words)


def _place(scope: Scope, rows: list[Row]) -> str:
    """The regency of rows that are all of one, in words; else blank."""
    regencies = {row["regency"] for row in rows}
    return scope.language.say("place.one", regency=regencies.pop()) if len(regencies) == 1 else ""


def _counts(scope: Scope) -> pd.DataFrame:
    """Published numbers of groups, centres and their members, by year; without salt, which is not the work of IKM."""
    counts = scope.observations[scope.observations["topic"] == "group_count"]
    order = ["regency", "year", "source_id", "observation_id"]
    return counts[counts["dimension"].map(reference.branches()) != "salt"].sort_values(order)


def sizes(scope: Scope, counts: pd.DataFrame) -> Exhibit:
    """One row per published number of groups or members, with the rival figures of other pages beside it."""
    rows = _beside_rivals(scope, counts["observation_id"])
    numbers: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row, unit in zip(rows, counts["unit"], strict=True):
        if unit == "groups" and not row["part_of"]:
            numbers[scope.language.say("groups.count", **row), _year(scope, row)].append(row["value"])
    people, rivals = int((counts["unit"] == "people").sum()), sum(row["is_rival"] for row in rows)
    return scope.exhibit("groups_sizes", rows, marks=_cells(scope, numbers), people=people, rivals=rivals)


def _cells(scope: Scope, values: Mapping[tuple[str, str], list[Decimal]]) -> list[Row]:
    """The cells of a matrix, each with every value printed for its row and column; unknown where there is none."""
    rows, columns = (list(dict.fromkeys(place[side] for place in values)) for side in (0, 1))
    cells = []
    for row, column in product(rows, sorted(columns)):
        printed = values.get((row, column), [])
        text = " / ".join(map(scope.language.number, printed))
        value = float(max(printed)) if printed else float("nan")
        cells.append({"row": row, "column": column, "value": value, "value_text": text})
    return cells


def _beside_rivals(scope: Scope, identifiers: Iterable[str]) -> list[Row]:
    """Figures as rows, each with the rival ones of other pages as printed (`against`) and what may explain them."""
    relations = rows_of(scope.relations[scope.relations["kind"] == "rival"])
    none, rows = scope.language.say("budget.no_reading"), []
    for identifier in identifiers:
        found = [relation for relation in relations if identifier in members(relation)]
        others = dict.fromkeys(other for relation in found for other in members(relation) if other != identifier)
        printed = [f"{other} “{scope.figures[other]['as_published']}”" for other in others]
        said = {"against": "; ".join(printed), "reading": " ".join(relation["reading"] for relation in found)}
        said = {name: words or none for name, words in said.items()}
        rows.append(scope.figure_row(identifier) | said | {"is_rival": bool(found)})
    return rows


def outreach(scope: Scope, sessions: pd.DataFrame) -> Exhibit:
    """One row per published figure on outreach, then one per kecamatan none of them names, which is not one without."""
    located = sessions[(sessions["unit"] == "people") & (sessions["kecamatan"] != "")]
    people: Counter[tuple[str, str]] = Counter()
    for figure in rows_of(located):
        people[figure["regency"], figure["kecamatan"]] += int(figure["value"])
    rows = [
        scope.figure_row(figure["observation_id"]) | {place: figure[place] or None for place in ("kecamatan", "desa")}
        for figure in rows_of(sessions)
    ]
    known = [row for row in reference.places() if row["regency"] in scope.regencies]
    places = {(row["regency"], row["kecamatan"]): row for row in known}
    rows += [{"regency": place[0], "kecamatan": place[1]} for place in places if place not in people]
    tiles = []
    for place, row in places.items():
        if people and row["tile_row"]:
            tile = {name: int(row[name]) for name in ("tile_row", "tile_column")}
            missing = {"value": float("nan"), "value_text": scope.language.say("exhibit.missing")}
            mark = scope.bar(row["kecamatan"], people[place], region=row["regency"]) | tile
            tiles.append(mark if place in people else mark | missing)
    pages = {source: page["as_published"] for source, page in located.groupby("source_id")}
    alike = [(source, printed.iloc[0]) for source, printed in pages.items() if len(printed) > 1 == len(set(printed))]
    notes = [scope.language.say("groups.alike", page=source, printed=printed) for source, printed in alike]
    notes += [scope.language.say("groups.told", **row) for row in _said(scope, "outreach")]
    words: dict[str, Any] = {"named": len(people), "places": len(places)}
    return scope.exhibit("groups_outreach", rows, marks=tiles, notes=notes, **words)


def _centre(scope: Scope) -> pd.DataFrame:
    """Figures on money and buildings of the kecamatan whose industrial centre (sentra) pages describe, by year."""
    figures = scope.observations[scope.observations["kecamatan"] != ""]
    places = figures[figures["indicator"].str.startswith(SENTRA)][["regency", "kecamatan"]].drop_duplicates()
    there = figures[figures["topic"].isin(CENTRE_TOPICS)].merge(places)
    return there.sort_values(["year", "indicator", "source_id", "observation_id"])


def centre(scope: Scope, figures: pd.DataFrame) -> Exhibit:
    """One row per published figure on an industrial centre, with the rival figures of other pages beside it."""
    rows = _beside_rivals(scope, figures["observation_id"])
    amounts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row, code in zip(rows, figures["indicator"], strict=True):
        if code in YEARLY and row["year"]:
            page = scope.language.say("groups.page", **{**row, "indicator": scope.language.term("indicator", code)})
            amounts[page, str(row["year"])].append(row["value"] / BILLION)
    by_year: dict[str, set[Decimal]] = defaultdict(set)
    for (_, year), printed in amounts.items():
        by_year[year].update(printed)
    words: dict[str, Any] = {"years": len(by_year), "differing": sum(len(each) > 1 for each in by_year.values())}
    words["kecamatan"] = scope.language.listed(sorted(set(figures["kecamatan"])))
    return scope.exhibit("groups_centre", rows, place=_place(scope, rows), marks=_cells(scope, amounts), **words)


def _market(scope: Scope) -> list[Row]:
    """Published figures on access to markets, without those on industrial centres and on salt."""
    figures = scope.observations[scope.observations["topic"] == "market_access"]
    is_salt = figures["dimension"].map(reference.branches()) == "salt"
    shown = figures[~figures["indicator"].str.startswith(SENTRA) & ~is_salt]
    rows = scope.figure_rows(shown["observation_id"])
    return [row | {"said": f"{row['indicator']}: {row['item_inside']}"} for row in rows]


def _said(scope: Scope, subject: str) -> list[Row]:
    """What pages say about a subject without a number, one row each."""
    told = scope.published.statements
    told = told[(told["subject"] == subject) & told["regency"].isin(scope.regencies)]
    return [
        {
            "regency": row["regency"],
            "said": row["indonesian" if scope.lang == "id" else "english"],
            "statement": row["statement_id"],
            "source": row["source_id"],
            "publisher": scope.publishers[row["source_id"]],
        }
        for row in rows_of(told)
    ]
