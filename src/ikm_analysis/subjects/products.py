"""Products: what is made and coached, where, and whether products or firms are counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.exhibit import Drawing, Exhibit
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import printed_shares

MADE = (
    "product_count",
    "firm_count",
    "group_count",
    "employment",
    "production",
    "training",
    "outreach",
    "market_access",
)
COACHED = "coached_firms"


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """The number counted in two units, coached firms among all, branches by kecamatan, product counts and limits."""
    for same in _same_number(scope):
        yield two_units(scope, same)
    for coached in _coached(scope):
        yield coached_share(scope, *coached)
    if len(places := _places(scope)):
        yield branches(scope, places)
    if len(counts := scope.observations[scope.observations["topic"] == "product_count"]):
        yield product_counts(scope, counts)
    yield scope.limits("products")


def _same_number(scope: Scope) -> list[list[str]]:
    """Sets of figures that rival each other with the same number in different units; each set once, largest first."""
    sets: list[set[str]] = []
    rivals = scope.relations[(scope.relations["kind"] == "rival") & (scope.relations["verdict"] == "units_differ")]
    for relation in rows_of(rivals[(rivals["delta"] == 0) & rivals["stated"].isin(_counts(scope))]):
        members = {relation["stated"], *relation["parts"].replace("+", " ").split()}
        for known in [known for known in sets if known & members]:
            sets.remove(known)
            members |= known
        sets.append(members)
    return [sorted(members) for members in sorted(sets, key=lambda members: (-len(members), min(members)))][:1]


def _counts(scope: Scope) -> set[str]:
    return set(scope.observations[scope.observations["topic"] == "product_count"]["observation_id"])


def two_units(scope: Scope, identifiers: list[str]) -> Exhibit:
    """One row per printed figure with the same number: as printed, its unit, its page."""
    language = scope.language
    rows = [scope.figure_row(identifier) for identifier in identifiers]
    by_unit = pd.Series([row["unit"] for row in rows]).value_counts()
    words = {
        "number": language.number(rows[0]["value"]),
        "times": language.listed(
            [language.say("products.times", n=language.number(int(n)), unit=unit) for unit, n in by_unit.items()]
        ),
        "units": language.listed([str(unit) for unit in by_unit.index]),
    }
    return scope.exhibit(
        "products_two_units",
        rows,
        "indicator item as_published value unit year observation source",
        identifiers,
        words=words,
        notes=[language.say("products.two_units.note", **words)],
        place=language.say("place.one", regency=rows[0]["regency"]),
    )


def _coached(scope: Scope) -> list[tuple[Row, list[Row]]]:
    """Each stated number of firms that splits into coached and not coached, with its parts, coached first."""
    addends = scope.observations[scope.observations["part_role"] == "addend"]
    found = []
    for whole in addends[addends["indicator"] == COACHED]["part_of"]:
        parts = [
            scope.figure_row(part) | {"is_coached": row == COACHED}
            for part, row in addends[addends["part_of"] == whole][["observation_id", "indicator"]].itertuples(
                index=False
            )
        ]
        found.append((scope.figure_row(whole), sorted(parts, key=lambda part: not part["is_coached"])))
    return found[:1]


def coached_share(scope: Scope, whole: Row, parts: list[Row]) -> Exhibit:
    """One row per part of the firms: coached and not coached, with its share of all; then all firms."""
    language = scope.language
    percents = printed_shares([part["value"] for part in parts], whole["value"])
    rows = [part | {"held_share": percent / 100} for part, percent in zip(parts, percents, strict=True)]
    bars = [
        {
            "label": language.say("chart.place_year", place=whole["regency"], year=whole["year"]),
            "part": row["indicator"],
            "share": float(row["held_share"]),
            "share_text": language.share(row["held_share"]),
            "base_text": language.say("chart.of", base=f"{language.number(whole['value'])} {whole['unit']}"),
            "known": True,
        }
        for row in rows
    ]
    words = {
        "coached": language.number(parts[0]["value"]),
        "all": language.number(whole["value"]),
        "share": language.share(rows[0]["held_share"]),
        "whole_text": whole["as_published"],
        "list": "; ".join(f"{bar['part']} {bar['share_text']}" for bar in bars),
    }
    return scope.exhibit(
        "products_coached",
        [*rows, whole | {"held_share": sum((row["held_share"] for row in rows), Decimal(0))}],
        "indicator item as_published value unit held_share year observation source",
        [row["observation"] for row in (*parts, whole)],
        words=words,
        notes=[language.say("products.coached.note", **words)],
        place=language.say("place.one", regency=whole["regency"]),
        drawing=Drawing("shares", pd.DataFrame(bars), 1),
    )


def _places(scope: Scope) -> pd.DataFrame:
    """Published figures with a kecamatan and a branch of industry; without salt, which is not the work of IKM."""
    located = scope.observations[(scope.observations["kecamatan"] != "") & scope.observations["topic"].isin(MADE)]
    branch = located["dimension"].map(reference.branches())
    return located.assign(branch=branch)[branch.notna() & (branch != "salt")]


def branches(scope: Scope, places: pd.DataFrame) -> Exhibit:
    """One row per published figure that places a branch of industry in a kecamatan."""
    language = scope.language
    labels = {code: capital(language.term("branch", code)) for code in places["branch"].unique()}
    rows = [
        scope.figure_row(identifier) | {"branch": labels[branch]}
        for identifier, branch in places[["observation_id", "branch"]].itertuples(index=False)
    ]
    rows.sort(key=lambda row: (row["regency"], row["kecamatan"], row["branch"], row["observation"]))
    counts = places.groupby(["regency", "kecamatan", "branch"]).size()
    spots = list(dict.fromkeys((row["regency"], row["kecamatan"]) for row in rows))
    ordered = list(places["branch"].value_counts().index)
    cells = [
        {
            "row": language.say("chart.kecamatan", kecamatan=kecamatan, regency=regency),
            "column": labels[code],
            "value": float(n) if (n := int(counts.get((regency, kecamatan, code), 0))) else float("nan"),
            "value_text": language.number(n) if n else "",
        }
        for regency, kecamatan in spots
        for code in ordered
    ]
    words = {
        "n": language.number(len(rows)),
        "kecamatan": language.number(len(spots)),
        "branches": language.number(len(ordered)),
        "list": "; ".join(
            f"{kecamatan}: "
            + language.listed([labels[code].lower() for code in ordered if (regency, kecamatan, code) in counts.index])
            for regency, kecamatan in spots
        ),
    }
    return scope.exhibit(
        "products_branches",
        rows,
        "regency kecamatan branch indicator as_published value unit year observation source",
        places["observation_id"],
        words=words,
        notes=[language.say("products.branches.note")],
        drawing=Drawing("matrix", pd.DataFrame(cells), len(spots)),
    )


def product_counts(scope: Scope, counts: pd.DataFrame) -> Exhibit:
    """One row per published number of products, motifs or brands."""
    language = scope.language
    rows = [scope.figure_row(identifier) for identifier in counts["observation_id"]]
    words = {"n": language.number(len(rows)), "pages": language.number(counts["source_id"].nunique())}
    return scope.exhibit(
        "products_counts",
        rows,
        "regency kecamatan indicator item as_published value unit year observation source",
        counts["observation_id"],
        words=words,
    )
