"""Certification: how far products and firms are from their certificates, each share with its own base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pandas as pd

from ikm_analysis.exhibit import Drawing, Exhibit
from ikm_analysis.subjects.scope import Row, Scope
from ikm_analysis.values.formats import rounded

BPOM = "bpom_labelled_products"
PIRT = "pirt"
HALAL = ("halal_certified_products", "halal_certified_firms")
LICENCES = (
    "licensed_firms",
    "licensed_and_facilitated_firms",
    "nib_holding_firms",
    "iumk_holding_firms",
    "siup_holding_firms",
)


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """BPOM labels as a range, halal each with its own base, licences by year, and limits."""
    certified = scope.observations[scope.observations["topic"] == "certification"]
    for figure in certified[certified["indicator"] == BPOM]["observation_id"]:
        yield bpom(scope, figure)
    for name, indicators in (("halal", HALAL), ("licences", LICENCES)):
        rows = _with_base(scope, certified[certified["indicator"].isin(indicators)], indicators)
        if any(row["n_base"] for row in rows):
            yield held_shares(scope, f"certification_{name}", rows)
    yield scope.limits("certification")


def bpom(scope: Scope, identifier: str) -> Exhibit:
    """One row per permit that lets food circulate: held, not held, unknown, and the gap as a range of products."""
    language = scope.language
    labelled, base = scope.figures[identifier], scope.figures[scope.figures[identifier]["part_of"]]
    n_base, n_held = int(base["value"]), int(labelled["value"])
    pirt = scope.observations[
        (scope.observations["topic"] == "certification")
        & scope.observations["dimension"].str.contains(PIRT, regex=False)
        & (scope.observations["part_of"] == base["observation_id"])
    ]
    n_pirt = None if pirt.empty else int(pirt["value"].iloc[0])
    rows = [
        _permit_row(scope, "bpom", n_base, n_held, labelled),
        _permit_row(
            scope, "pirt", n_base, n_pirt, None if pirt.empty else scope.figures[pirt["observation_id"].iloc[0]]
        ),
        _either_row(scope, n_base, n_held, n_pirt),
    ]
    words = {
        "n": language.number(n_base),
        "held": language.number(n_held),
        "missing": language.number(n_base - n_held),
        "unit": language.term("unit", base["unit"]),
        "as_printed": labelled["as_published"],
        "least": language.number(rows[2]["n_gap_least"]),
        "most": language.number(rows[2]["n_gap_most"]),
    }
    spans = [_span(scope, row) for row in rows]
    return scope.exhibit(
        "certification_bpom",
        rows,
        "certificate n_base n_held n_not_held n_unknown n_gap_least n_gap_most observation",
        [identifier, base["observation_id"]],
        words=words,
        notes=[language.say(f"certification.bpom.{note}", **words) for note in ("words", "not_a_permit", "range")],
        place=language.say("place.one", regency=base["regency"]),
        drawing=Drawing("spans", pd.DataFrame(spans), len(spans), {"limit": n_base, "limit_text": words["n"]}),
    )


def _span(scope: Scope, row: Row) -> Row:
    """A permit's gap as drawn: a solid bar where it is known, a hatched one over the range where it is not."""
    known = row["n_gap_least"] == row["n_gap_most"]
    least, most = (scope.language.number(row[end]) for end in ("n_gap_least", "n_gap_most"))
    return {
        "label": row["certificate"],
        "low": 0 if known else row["n_gap_least"],
        "high": row["n_gap_most"],
        "text": scope.language.say("certification.gap_known" if known else "certification.gap", least=least, most=most),
        "known": known,
    }


def _permit_row(scope: Scope, kind: str, n_base: int, n_held: int | None, figure: Row | None) -> Row:
    """One kind of permit: what is known to be held and not held of the base, and the gap that follows."""
    known = n_held is not None
    return {
        "certificate": scope.language.say(f"certification.permit_{kind}"),
        "n_base": n_base,
        "n_held": n_held,
        "n_not_held": n_base - n_held if n_held is not None else None,
        "n_unknown": 0 if known else n_base,
        "n_gap_least": n_base - n_held if n_held is not None else 0,
        "n_gap_most": n_base - (n_held or 0),
        "observation": figure["observation_id"] if figure else scope.language.say("certification.no_figure"),
    }


def _either_row(scope: Scope, n_base: int, *held: int | None) -> Row:
    """Any one of the permits is enough: the gap at least is what the best case leaves, at most what the worst does."""
    known = [n for n in held if n is not None]
    least = 0 if len(known) < len(held) else max(0, n_base - sum(known))
    most = n_base - max(known, default=0)
    return {
        "certificate": scope.language.say("certification.permit_either"),
        "n_base": n_base,
        "n_held": None if least < most else n_base - most,
        "n_not_held": None if least < most else most,
        "n_unknown": most - least,
        "n_gap_least": least,
        "n_gap_most": most,
        "observation": scope.language.say("budget.computed"),
    }


def _with_base(scope: Scope, held: pd.DataFrame, indicators: Sequence[str]) -> list[Row]:
    """Each figure of certificates held with the number it is held among, where the page gives one in the same unit.

    Parts of another such figure are left to it; a figure without a base gets no share.
    """
    rows = []
    for identifier in held["observation_id"]:
        figure = scope.figures[identifier]
        base = scope.figures.get(figure["part_of"])
        if base and base["indicator"] in indicators:
            continue
        same = base if base and base["unit"] == figure["unit"] else None
        share = rounded(figure["value"] / same["value"], 3) if same else None
        rows.append(
            scope.figure_row(identifier)
            | {
                "n_held": int(figure["value"]),
                "n_base": int(same["value"]) if same else None,
                "base": scope.figure_row(same["observation_id"])["indicator"] if same else None,
                "held_share": share,
                "observation": f"{identifier} / {same['observation_id']}" if same else identifier,
            }
        )
    return sorted(rows, key=lambda row: (row["regency"], row["year"] or 9999, row["observation"]))


def held_shares(scope: Scope, name: str, rows: list[Row]) -> Exhibit:
    """One row per published number of certificates held, its base where the page gives one, and the share of it."""
    language = scope.language
    based = [row for row in rows if row["n_base"]]
    lowest, highest = (choose(based, key=lambda row: row["held_share"]) for choose in (min, max))
    bars = [bar for row in based for bar in _share_bars(scope, row)]
    words = {
        "n": language.number(len(rows)),
        "based": language.number(len(based)),
        "low": language.share(lowest["held_share"]),
        "high": language.share(highest["held_share"]),
        "list": "; ".join(f"{bar['label']} {bar['share_text']} {bar['base_text']}" for bar in bars[::2]),
    }
    return scope.exhibit(
        name,
        rows,
        "regency year indicator item as_published n_held n_base base held_share observation source",
        [identifier for row in rows for identifier in row["observation"].split(" / ")],
        words=words,
        notes=[language.say(f"{name.replace('_', '.', 1)}.note", **words)],
        drawing=Drawing("shares", pd.DataFrame(bars), len(based)),
    )


def _share_bars(scope: Scope, row: Row) -> list[Row]:
    language = scope.language
    label = language.say(
        "chart.item_place_year",
        place=row["regency"],
        year=row["year"] or language.say("period.unknown"),
        source=row["source"],
    )
    base = language.say("chart.of", base=f"{language.number(row['n_base'])} {row['unit']}")
    parts = (("held", row["held_share"]), ("not_held", 1 - row["held_share"]))
    return [
        {
            "label": label,
            "part": language.say(f"certification.{part}"),
            "share": float(share),
            "share_text": language.share(Decimal(share)),
            "base_text": base,
            "known": True,
        }
        for part, share in parts
    ]
