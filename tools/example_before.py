"""The example register as it stood a year earlier, and which of its firms were added, gone, changed, certified, lapsed.

How many firms of each stands in `example_rates.toml` under `before`; the rest, dirt and doubles included, is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Protocol, TypeVar

KINDS = ("pirt", "halal", "merek")


class Row(Protocol):
    """A row of a register, as `make_example_register` has it."""

    firm: int
    kind: str
    meant: dict[str, Any]
    cells: dict[str, Any]
    dirt: list[tuple[str, str]]


OneRow = TypeVar("OneRow", bound=Row)


def respelled(name: str, rng: Random) -> str:
    """The name of a firm as someone else writes it: in other letters, joined by a hyphen, or a letter left out."""
    plain = " ".join(name.split())
    other = plain.title() if plain.isupper() else plain.upper()
    return rng.choice((other, plain.replace(" ", "-"), re.sub("n", "", plain, count=1, flags=re.IGNORECASE)))


def a_year_before(
    rows: Sequence[OneRow], year: int, n: int, told: Mapping[str, float], words: Mapping[str, str], rng: Random
) -> list[OneRow]:
    """The rows of `year` without those added since, and with what was otherwise: `told` by share of the `n` firms.

    `words` are what one types for each status. Firms that stand in several rows stay as they are.
    """
    n_rows = Counter(row.firm for row in rows)
    rows = deepcopy(rows)
    pool = rng.sample(once := [row for row in rows if n_rows[row.firm] == 1], len(once))

    def taken(change: str, able: Callable[[OneRow], Any]) -> list[tuple[OneRow, Any]]:
        """As many rows as change so, each with what `able` says of it; no row changes twice."""
        found = [(row, said) for row in pool if (said := able(row))][: round(n * told[change])]
        changed = {row.firm for row, _ in found}
        pool[:] = [row for row in pool if row.firm not in changed]
        return found

    def permits(row: Row, status: str) -> list[str]:
        """The kinds of permits a row says plainly to have that status."""
        kinds = [kind for kind in KINDS if row.meant[f"{kind}_status"] == status and _is_clean(row, KINDS)]
        if status == "held":
            return [kind for kind in kinds if kind != "pirt" or _is_in_force(row, year)]
        return [kind for kind in kinds if row.cells[kind] == words[status]]

    def state(row: Row, kind: str, status: str) -> None:
        row.cells[kind] = words[status]
        row.meant |= {f"{kind}_status": status, f"{kind}_number": ""}

    added = {row.firm for row, _ in taken("added", lambda row: True)}
    for row, _ in taken("figures", lambda row: _is_clean(row, ("n_women", "sales_rp"))):
        row.cells |= {"n_women": row.cells["n_women"] + 1, "sales_rp": row.cells["sales_rp"] // 2}
        row.meant |= {"n_women": row.meant["n_women"] + 1, "sales_rp": row.meant["sales_rp"] // 2}
    for row, kinds in taken("certified", lambda row: permits(row, "held")):
        state(row, kind := rng.choice(kinds), rng.choice(("in_process", "not_held")))
        if kind == "pirt":
            row.cells["pirt_expires"], row.meant["expires_first"], row.meant["expires_last"] = None, "", ""
    for row, kinds in taken("lapsed", lambda row: permits(row, "not_held")):
        state(row, kinds[0], "held")
    for row, _ in taken("spelled", lambda row: True):
        row.cells["firm_name"] = respelled(row.cells["firm_name"], rng)
    return [row for row in rows if row.firm not in added]


def _is_clean(row: Row, names: Sequence[str]) -> bool:
    return not any(name in names for name, _ in row.dirt)


def _is_in_force(row: Row, year: int) -> bool:
    """Whether neither the number of its P-IRT nor the day beside it says that it ended in the year or before."""
    number, day = row.meant["pirt_number"], row.meant["expires_last"]
    return (not number or int(number[-2:]) > year % 100) and (not day or day > f"{year}-12-31")


def changes(before: Sequence[Row], after: Sequence[Row]) -> Iterator[list[str]]:
    """One line a firm of the two registers: its number, what became of it, the permits it got and those it lost."""
    old, new = ({row.firm: row.meant for row in rows if row.kind == "firm"} for rows in (before, after))
    for firm in sorted(old | new):
        was, now = old.get(firm), new.get(firm)
        if was is None or now is None:
            yield [str(firm), "gone" if was else "added", "", ""]
            continue
        states = {kind: (was[f"{kind}_status"], now[f"{kind}_status"]) for kind in KINDS}
        got = [kind for kind, (one, other) in states.items() if one in ("in_process", "not_held") and other == "held"]
        lost = [kind for kind, pair in states.items() if pair == ("held", "not_held")]
        yield [str(firm), "same" if was == now else "changed", " ".join(got), " ".join(lost)]
