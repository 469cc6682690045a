"""Certification: how far products and firms are from their certificates, each share with its own base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.scope import Row, Scope, bar
from ikm_analysis.values.formats import rounded

BPOM = "bpom_labelled_products"
PIRT = "pirt"
COACHED = "coached_firms"
LACKING = "firms_without"
HELD = {
    "halal": ("halal_certified_products", "halal_certified_firms"),
    "licences": (
        "licensed_firms",
        "licensed_and_facilitated_firms",
        "nib_holding_firms",
        "iumk_holding_firms",
        "siup_holding_firms",
    ),
}


def exhibits(scope: Scope) -> Iterator[Exhibit]:
    """BPOM labels as a range, halal each with its own base, licences by year, and limits."""
    certified = scope.observations[scope.observations["topic"] == "certification"]
    for figure in certified[certified["indicator"] == BPOM]["observation_id"]:
        yield bpom(scope, figure, certified)
    for figure in scope.observations[scope.observations["indicator"] == COACHED]["observation_id"]:
        if len(stages := _stages(scope, figure)) > 2:
            yield pipeline(scope, stages)
    for name, indicators in HELD.items():
        rows = _with_base(scope, certified[certified["indicator"].isin(indicators)], indicators)
        if any(row["n_base"] for row in rows):
            yield held_shares(scope, f"certification_{name}", rows)
    yield scope.limits("certification")


def bpom(scope: Scope, identifier: str, certified: pd.DataFrame) -> Exhibit:
    """One row per permit that lets food circulate: held, not held, unknown, and the gap as a range of products."""
    language, labelled = scope.language, scope.figure_row(identifier)
    base = scope.figure_row(labelled["part_of"])
    n_base, n_held = int(base["value"]), int(labelled["value"])
    of_base = certified[certified["part_of"] == base["observation"]]
    pirt = of_base[of_base["dimension"].str.contains(PIRT, regex=False)]
    n_pirt, unsaid = None if pirt.empty else int(pirt["value"].iloc[0]), language.say("certification.no_figure")
    rows = [
        _permit_row(scope, "bpom", n_base, identifier, n_held),
        _permit_row(scope, "pirt", n_base, " ".join(pirt["observation_id"]) or unsaid, n_pirt),
        _permit_row(scope, "either", n_base, language.say("budget.computed"), n_held, n_pirt),
    ]
    return scope.exhibit(
        "certification_bpom",
        rows,
        about=[identifier, base["observation"], *pirt["observation_id"]],
        place=scope.place_of(identifier),
        marks=[_span(scope, row) for row in rows],
        options={"limit": n_base, "limit_text": language.number(n_base)},
        all=n_base,
        held=n_held,
        counted=base["unit"],
        as_printed=labelled["as_published"],
        least=rows[-1]["n_gap_least"],
        most=rows[-1]["n_gap_most"],
    )


def _span(scope: Scope, row: Row) -> Row:
    """A permit's gap as drawn: a solid bar where it is known, a hatched one over the range where it is not."""
    known = row["n_gap_least"] == row["n_gap_most"]
    least, most = (scope.language.number(row[end]) for end in ("n_gap_least", "n_gap_most"))
    text = scope.language.say("certification.gap_known" if known else "certification.gap", least=least, most=most)
    low = 0 if known else row["n_gap_least"]
    return {"label": row["certificate"], "low": low, "high": row["n_gap_most"], "text": text, "known": known}


def _permit_row(scope: Scope, kind: str, n_base: int, observation: str, *held: int | None) -> Row:
    """One permit, or several of which any one is enough: held, not held, unknown, and the gap that follows.

    The gap at least is what the best case leaves, at most what the worst does.
    """
    known = [n for n in held if n is not None]
    least = max(0, n_base - sum(known)) if len(known) == len(held) else 0
    most = n_base - max(known, default=0)
    exact = least == most
    return {
        "certificate": scope.language.say(f"certification.permit_{kind}"),
        "n_base": n_base,
        "n_held": n_base - most if exact else None,
        "n_not_held": most if exact else None,
        "n_unknown": most - least,
        "n_gap_least": least,
        "n_gap_most": most,
        "observation": observation,
    }


def _stages(scope: Scope, coached: str) -> list[str]:
    """All firms, the coached among them, then what coached firms hold, most first: figures of one page."""
    of_coached = scope.observations[scope.observations["part_of"] == coached]
    held = of_coached[~of_coached["indicator"].str.startswith(LACKING)].sort_values("value", ascending=False)
    whole = scope.figures[coached]["part_of"]
    return [*filter(None, [whole]), coached, *held["observation_id"]]


def pipeline(scope: Scope, stages: Sequence[str]) -> Exhibit:
    """One row per stage from all firms to a certificate: firms counted, and their share of all or of the coached."""
    bases = ["", stages[0], *[stages[1]] * (len(stages) - 2)]
    rows = [_held_row(scope, stage, scope.figures.get(base)) for stage, base in zip(stages, bases, strict=True)]
    texts = [f"{scope.language.number(row['n_held'])} {_share_note(scope, row)}".strip() for row in rows]
    marks = [bar(row["indicator"], row["n_held"], text) for row, text in zip(rows, texts, strict=True)]
    return scope.exhibit(
        "certification_pipeline",
        rows,
        place=scope.place_of(stages[1]),
        marks=marks,
        first=rows[0]["n_held"],
        coached=rows[1]["n_held"],
        last=rows[-1]["n_held"],
        last_item=rows[-1]["item_inside"],
    )


def _share_note(scope: Scope, row: Row) -> str:
    if row["held_share"] is None:
        return ""
    base = scope.language.number(row["n_base"])
    return f"({scope.language.share(row['held_share'])} {scope.language.say('chart.of', base=base)})"


def _with_base(scope: Scope, held: pd.DataFrame, indicators: Sequence[str]) -> list[Row]:
    """Each figure of certificates held with the number it is held among, where the page gives one in the same unit.

    Parts of another such figure are left to it; a figure without a base gets no share.
    """
    rows = []
    for identifier in held["observation_id"]:
        base = scope.figures.get(scope.figures[identifier]["part_of"])
        if not base or base["indicator"] not in indicators:
            same = base if base and base["unit"] == scope.figures[identifier]["unit"] else None
            rows.append(_held_row(scope, identifier, same))
    return sorted(rows, key=lambda row: (row["regency"], row["year"] or 9999, row["observation"]))


def _held_row(scope: Scope, identifier: str, base: Row | None) -> Row:
    row, value = scope.figure_row(identifier), scope.figures[identifier]["value"]
    if base is None:
        return row | {"n_held": int(value), "n_base": None, "base": None, "held_share": None}
    whole = scope.figure_row(base["observation_id"])
    return row | {
        "n_held": int(value),
        "n_base": int(base["value"]),
        "base": whole["indicator"],
        "held_share": rounded(value / base["value"], 3),
        "observation": f"{identifier} / {whole['observation']}",
        "whole": whole,
    }


def held_shares(scope: Scope, name: str, rows: list[Row]) -> Exhibit:
    """One row per published number of certificates held, its base where the page gives one, and the share of it."""
    based = [row for row in rows if row["n_base"]]
    shares = sorted(row["held_share"] for row in based)
    return scope.exhibit(
        name,
        rows,
        marks=[bar for row in based for bar in _share_bars(scope, row)],
        based=len(based),
        low=scope.language.share(shares[0]),
        high=scope.language.share(shares[-1]),
    )


def _share_bars(scope: Scope, row: Row) -> list[Row]:
    say, year = scope.language.say, row["year"] or scope.language.say("period.unknown")
    label = say("chart.place_year", place=row["regency"], year=f"{year} ({row['source']})")
    shares, base = {"held": row["held_share"], "not_held": 1 - row["held_share"]}, scope.counted(row["whole"])
    return [scope.share_bar(label, say(f"certification.{part}"), share, base) for part, share in shares.items()]
