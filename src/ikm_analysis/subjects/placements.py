"""Placements: which products of the office's registers are placed for sale, and which certified ones are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pandas as pd

from ikm_analysis.coaching import placed
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.requirements import STATES, states_of
from ikm_analysis.subjects.registers import Registers, merged
from ikm_analysis.subjects.scope import Row, Scope, capital
from ikm_analysis.subjects.told import (
    drawn,
    gathered,
    groups_exhibit,
    largest_first,
    sentence,
    told,
    told_bar,
    total_of,
)


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """Products placed for sale by branch and kecamatan, and certified products that are not, by branch.

    In the public profile all kecamatan stand together, because few products of one branch are from one kecamatan.
    """
    say, unknown = scope.language.say, scope.language.say("register.unknown")
    branches = registers.firms["branch"].str.casefold().map(capital).replace("", unknown)
    firms = registers.firms.assign(branch=merged(branches, branches, scope, registers))
    if registers.is_public:
        firms["kecamatan"] = say("coaching.all_kecamatan")
    valid = registers.certificates[states_of(registers.certificates, as_of) == STATES.index("held")]
    found = placed(registers.products, firms, valid, registers.placements)
    found[["branch", "kecamatan"]] = found[["branch", "kecamatan"]].replace("", unknown)
    yield placed_products(scope, registers, found)
    if found["is_certified"].any():
        yield not_placed(scope, registers, found, as_of)


def placed_products(scope: Scope, registers: Registers, found: pd.DataFrame) -> Exhibit:
    """One row a branch and kecamatan with a product placed for sale: how many, and of how many the sale is known."""
    is_placed, is_known = found["is_placed"], found["n_sold"].notna()
    details = {
        "n_sale_known": is_placed & is_known,
        "n_sale_unknown": is_placed & ~is_known,
        "n_perhaps_placed": found["is_perhaps_placed"],
    }
    parts = {"n_placed": is_placed, "n_unplaced": ~is_placed}
    rows = _counted(found, ["branch", "kecamatan"], parts | details)
    total = total_of(registers, rows, [*parts]) | total_of(registers, rows, ["n_sale_known", "n_sale_unknown"])
    rows = gathered(scope, registers, rows, [*parts], "branch", also=["n_products"])
    rows = largest_first(scope, _without(registers, rows, details), "branch", "n_placed")
    rows = [row for row in rows if row["n_placed"] != 0 or row["n_perhaps_placed"]]
    named = ["branch"] if registers.is_public else ["branch", "kecamatan"]
    marks = [told_bar(scope, ", ".join(row[name] for name in named), row["n_placed"]) for row in rows]
    unnamed = int((registers.placements["product_id"] == "").sum())
    of_rows = {"unnamed": unnamed, "named": len(registers.placements) - unnamed}
    of_rows = total_of(registers, [of_rows], [*of_rows])
    counts, sold = {"products": len(found), "n_placed": total["n_placed"]}, total["n_sale_known"]
    said = sentence(scope, "placed_and_sold", **counts, n_sale_known=sold) if total["n_placed"] else None
    said = said or sentence(scope, "placed", **counts)  # also where the sales are withheld
    return groups_exhibit(scope, registers, "placements", rows, said=said, **of_rows, **drawn(scope, marks))


def not_placed(scope: Scope, registers: Registers, found: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a branch: its certified products, and those of them that are not recorded as placed for sale.

    In the public profile all branches stand together: beside the products placed, few of one branch would follow.
    """
    if registers.is_public:
        found = found.assign(branch=scope.language.say("coaching.all"))
    is_certified, is_placed, is_perhaps = (found[f"is_{name}"] for name in ("certified", "placed", "perhaps_placed"))
    is_out = is_placed | is_perhaps
    details = {"n_certified_placed": is_certified & is_placed, "n_perhaps_placed": is_certified & is_perhaps}
    parts = {
        "n_certified": is_certified,
        "n_not_placed": is_certified & ~is_out,
        "n_certified_out": is_certified & is_out,
        "n_uncertified": ~is_certified,
        # what follows from these and from the products placed
        "n_uncertified_placed": ~is_certified & is_placed,
        "n_uncertified_unplaced": ~is_certified & ~is_placed,
    }
    rows = _counted(found, ["branch"], parts | details)
    total = total_of(registers, rows, [*parts])
    rows = largest_first(scope, told(registers, rows, [*parts]), "branch", "n_not_placed")
    rows = _without(registers, rows, details)
    marks = [told_bar(scope, row["branch"], row["n_not_placed"]) for row in rows if row["n_certified"] != 0]
    said = sentence(scope, "not_placed", n_not_placed=total["n_not_placed"], n_certified=total["n_certified"])
    return groups_exhibit(
        scope, registers, "not_placed", rows, said=said, as_of=scope.language.date(as_of), **drawn(scope, marks)
    )


def _without(registers: Registers, rows: list[Row], details: Iterable[str]) -> list[Row]:
    """Rows of products; in the public profile none has the details, because few products stand behind them."""
    return [row | dict.fromkeys(details) for row in rows] if registers.is_public else rows


def _counted(found: pd.DataFrame, by: list[str], flags: dict[str, pd.Series[bool]]) -> list[Row]:
    """One row a group of products: how many there are, and of how many each flag holds."""
    groups = found.assign(**{flag: holds.astype(int) for flag, holds in flags.items()}).groupby(by)
    return [
        dict(zip(by, key, strict=True)) | {"n_products": len(group)} | {flag: int(group[flag].sum()) for flag in flags}
        for key, group in groups
    ]
