"""Products: what is made and coached, where, and whether products or firms are counted."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects import targets
from ikm_analysis.subjects.scope import Row, Scope, capital, members
from ikm_analysis.tables import rows_of
from ikm_analysis.values import parse_date
from ikm_analysis.values.formats import printed_shares

MADE = {
    "product_count",
    "firm_count",
    "group_count",
    "employment",
    "production",
    "training",
    "outreach",
    "market_access",
}
COACHED = "coached_firms"
NOT_REPORTED = {"value": float("nan"), "value_text": ""}


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """The number counted in two units, coached firms, branches, map, calendar, product counts, targets and limits."""
    if same := _same_number(scope):
        yield two_units(scope, same)
    addends = scope.observations[scope.observations["part_role"] == "addend"]
    for whole in addends[addends["indicator"] == COACHED]["part_of"].unique()[:1]:
        parts = addends[addends["part_of"] == whole].sort_values("indicator", key=lambda name: name != COACHED)
        yield coached_share(scope, str(whole), list(parts["observation_id"]))
    if len(places := _places(scope)):
        yield branches(scope, places)
    if any(place["regency"] in scope.regencies and place["tile_row"] for place in reference.places()):
        yield kecamatan_map(scope)
    if dated := _dated(scope):
        yield calendar(scope, dated)
    counts = scope.observations[scope.observations["topic"] == "product_count"]
    if len(counts):
        rows = scope.figure_rows(counts["observation_id"])
        yield scope.exhibit("products_counts", rows)
    if found := targets.published(scope):
        yield found
    yield scope.limits("products")


def _same_number(scope: Scope) -> list[str]:
    """The largest set of figures with the same number in different units, one of them a number of products."""
    counted = scope.observations[scope.observations["topic"] == "product_count"]["observation_id"]
    rivals = scope.relations[(scope.relations["verdict"] == "units_differ") & (scope.relations["delta"] == 0)]
    sets: list[set[str]] = []
    for relation in rows_of(rivals[rivals["stated"].isin(counted)]):
        joined = set(members(relation)).union(*(known for known in sets if known & set(members(relation))))
        sets = [known for known in sets if not known & joined] + [joined]
    sets.sort(key=len)
    return sorted(sets[-1]) if sets else []


def two_units(scope: Scope, identifiers: list[str]) -> Exhibit:
    """One row per printed figure with the same number: as printed, its unit, its page."""
    language = scope.language
    rows = scope.figure_rows(identifiers)
    units = Counter(row["unit"] for row in rows)
    times = [language.say("products.times", n=language.number(n), unit=unit) for unit, n in units.items()]
    return scope.exhibit(
        "products_two_units",
        rows,
        place=scope.place_of(identifiers[0]),
        number=language.number(rows[0]["value"]),
        times=language.listed(times),
        units=language.listed(list(units)),
    )


def coached_share(scope: Scope, whole: str, parts: list[str]) -> Exhibit:
    """One row per part of the firms, coached first, with its share of all; then all firms."""
    language, everyone = scope.language, scope.figure_row(whole)
    percents = printed_shares([scope.figures[part]["value"] for part in parts], everyone["value"])
    rows = [scope.figure_row(part) | {"held_share": share / 100} for part, share in zip(parts, percents, strict=True)]
    label = language.say("chart.place_year", place=everyone["regency"], year=everyone["year"])
    base = scope.counted(everyone)
    bars = [scope.share_bar(label, row["indicator"], row["held_share"], base) for row in rows]
    return scope.exhibit(
        "products_coached",
        [*rows, everyone | {"held_share": sum(percents) / 100}],
        place=scope.place_of(whole),
        marks=bars,
        all=int(everyone["value"]),
        share=language.share(rows[0]["held_share"]),
        whole_text=everyone["as_published"],
    )


def _places(scope: Scope) -> pd.DataFrame:
    """Published figures with a kecamatan and a branch of industry; without salt, which is not the work of IKM."""
    located = scope.observations[(scope.observations["kecamatan"] != "") & scope.observations["topic"].isin(MADE)]
    branch = located["dimension"].map(reference.branches())
    return located.assign(branch=branch)[branch.notna() & (branch != "salt")].sort_values(
        ["regency", "kecamatan", "branch", "observation_id"]
    )


def branches(scope: Scope, places: pd.DataFrame) -> Exhibit:
    """One row per published figure that places a branch of industry in a kecamatan."""
    language = scope.language
    labels = {code: capital(language.term("branch", code)) for code, _ in Counter(places["branch"]).most_common()}
    rows = [scope.figure_row(row["observation_id"]) | {"branch": labels[row["branch"]]} for row in rows_of(places)]
    counts = Counter((row["regency"], row["kecamatan"], row["branch"]) for row in rows)
    spots = list(dict.fromkeys((row["regency"], row["kecamatan"]) for row in rows))
    cells = []
    for (regency, kecamatan), branch in product(spots, labels.values()):
        name = language.say("chart.kecamatan", kecamatan=kecamatan, regency=regency)
        n = counts[regency, kecamatan, branch]
        shown = {"value": n, "value_text": language.number(n)} if n else NOT_REPORTED
        cells.append({"row": name, "column": branch, **shown})
    return scope.exhibit("products_branches", rows, marks=cells, kecamatan=len(spots), branches=len(labels))


def kecamatan_map(scope: Scope) -> Exhibit:
    """One row per kecamatan: how many published figures name it. A kecamatan without one is not one without IKM."""
    counts = Counter(zip(scope.observations["regency"], scope.observations["kecamatan"], strict=True))
    rows: list[Row] = [
        {**place, "n_figures": counts[place["regency"], place["kecamatan"]]}
        for place in reference.places()
        if place["regency"] in scope.regencies and place["tile_row"]
    ]
    tiles = [
        scope.bar(row["kecamatan"], row["n_figures"], region=row["regency"])
        | {place: int(row[place]) for place in ("tile_row", "tile_column")}
        for row in rows
    ]
    located = scope.observations[scope.observations["regency"].isin({row["regency"] for row in rows})]
    return scope.exhibit(
        "products_map",
        rows,
        about=located[located["kecamatan"] != ""]["observation_id"],
        marks=tiles,
        named=sum(row["n_figures"] > 0 for row in rows),
    )


def _dated(scope: Scope) -> list[Row]:
    """Figures of training and outreach whose printed period names its months; one for each page and period."""
    acts = scope.observations[scope.observations["topic"].isin(("training", "outreach", "group_count"))]
    rows = []
    for figure in rows_of(acts.drop_duplicates(["source_id", "period_as_printed"])):
        if period := printed_period(figure["period_as_printed"], figure["year"]):
            printed = figure["period_as_printed"]
            exact = any(sign.isdigit() for sign in printed.replace(str(figure["year"]), ""))
            days = {"first_day": period[0], "last_day": period[1], "is_exact": exact, "period": printed}
            rows.append(scope.figure_row(figure["observation_id"]) | days)
    return sorted(rows, key=lambda row: (row["first_day"], row["observation"]))


def printed_period(text: str, year: int | None) -> tuple[date, date] | None:
    """First and last day of a printed period within one year; None where it names no month or day."""
    printed = text.replace(" ini ", " ")
    try:
        reading = parse_date(printed if str(year) in text else f"{printed} {year}")
    except ValueError:
        return None
    return (reading.first, reading.last) if reading.first and reading.last and reading.precision != "year" else None


def calendar(scope: Scope, rows: list[Row]) -> Exhibit:
    """One row per dated activity: its period as printed and the first and last day it can mean."""
    language = scope.language
    spans = [
        {
            "label": f"{row['regency']}, {row['year']}: {row['indicator']}",
            "start": months(row["first_day"]),
            "end": months(row["last_day"] + timedelta(days=1)) or 12.0,
            "text": row["period"],
            "known": row["is_exact"],
        }
        for row in rows
    ]
    return scope.exhibit(
        "products_calendar",
        rows,
        marks=spans,
        options={"months": [language.month(month) for month in range(1, 13)]},
        exact=sum(row["is_exact"] for row in rows),
    )


def months(day: date) -> float:
    """A day as months since the year began: 0.5 for the middle of January."""
    return day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]
