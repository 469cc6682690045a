"""What only the whole table shows: firms listed twice, spellings of one hamlet. Reported, never merged or dropped."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

# Shorter names are one letter apart by chance; the limit holds for names of people and trades measured together.
LEAST_LETTERS = 8
FEW = 300  # names: so few are compared sooner than what is left of each without a letter is looked up
NO_DIGITS = str.maketrans("", "", "0123456789")
Typed = Callable[[str], tuple[Any, ...]]
Found = tuple[str, str, str, str]  # firm_id, field, code of the issue, suggestion


def whole_table_problems(firms: pd.DataFrame, typed: Typed) -> Iterator[Found]:
    """Every firm that repeats another, exactly, but for case and marks, or but for one letter; and hamlets.

    `typed` gives the whole row of a firm as the register has it.
    """
    yield from doubled_firms(firms, typed)
    yield from spellings_of_hamlets(firms)


def doubled_firms(firms: pd.DataFrame, typed: Typed) -> Iterator[Found]:
    """Firms that repeat an earlier one of the same place; each names the row it repeats."""
    place = firms["kecamatan_code"] + "|" + firms["desa_code"] + "|" + firms["dusun"].str.casefold()
    letters = firms["firm_name"].str.casefold().str.replace(r"[^a-z0-9]+", "", regex=True)
    seen_rows: dict[tuple[Any, ...], str] = {}
    seen_names: dict[tuple[str, str], str] = {}
    rows = zip(firms["firm_id"], place, letters, letters.duplicated(keep=False), strict=True)
    for identifier, where, name, is_repeated in rows:
        if name and is_repeated:
            row = typed(identifier)
            if row in seen_rows:
                yield identifier, "firm_name", "duplicate_exact", seen_rows[row]
            elif (where, name) in seen_names:
                yield identifier, "firm_name", "duplicate_name", seen_names[where, name]
            seen_rows.setdefault(row, identifier)
        seen_names.setdefault((where, name), identifier)
    yield from _near_names(seen_names)


def _near_names(names: dict[tuple[str, str], str]) -> Iterator[Found]:
    """Names of one place a single letter apart; different numbers (`Mawar 1`, `Mawar 2`) are different firms."""
    blocks: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for (where, name), identifier in names.items():
        bare = name.translate(NO_DIGITS)
        if len(bare) >= LEAST_LETTERS:
            digits = "" if bare == name else re.sub("[^0-9]+", "", name)
            blocks.setdefault((where, digits, bare[0]), []).append((bare, identifier))
    for block in filter(lambda block: len(block) > 1, blocks.values()):
        find = near_of_few if len(block) <= FEW else near_of_many
        for later, earlier in find([bare for bare, _ in block]):
            yield block[later][1], "firm_name", "duplicate_near", block[earlier][1]


def near_of_few(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of the names that are a letter apart from an earlier one, and of the first such."""
    near = np.tril(cdist(names, names, scorer=OSA.distance, score_cutoff=1) <= 1, -1)
    later = np.flatnonzero(near.any(axis=1))
    return zip(later.tolist(), near[later].argmax(axis=1).tolist(), strict=True)


def near_of_many(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """As `near_of_few`, without comparing all with all."""
    shorter = defaultdict[str, list[int]](list)
    for later, name in enumerate(names):
        alike: list[int] = []
        for form in shortened(name):
            alike += shorter[form]
            shorter[form].append(later)
        if near := [earlier for earlier in alike if OSA.distance(names[earlier], name) <= 1]:
            yield later, min(near)


def shortened(name: str) -> set[str]:
    """A name and what is left of it without one letter: names a letter apart have one of these in common."""
    return {name, *[name[:at] + name[at + 1 :] for at in range(len(name))]}


def spellings_of_hamlets(firms: pd.DataFrame) -> Iterator[Found]:
    """Hamlets of one desa whose names are a letter or two apart: the rarer one with the commoner as a suggestion."""
    firms = firms[firms["dusun"] != ""]
    where = firms["kecamatan_code"] + "|" + firms["desa_code"]
    keys = firms["dusun"].str.casefold().str.replace(r"[^a-z0-9]+", "", regex=True)
    common, shown = defaultdict[str, Counter[str]](Counter), defaultdict[tuple[str, str], Counter[str]](Counter)
    for place, key, name in zip(where, keys, firms["dusun"], strict=True):
        common[place][key] += 1
        shown[place, key][name] += 1
    ordered = {place: counts.most_common() for place, counts in common.items()}
    meant = {(place, key): _commoner(key, n, counts) for place, counts in ordered.items() for key, n in counts if key}
    for identifier, place, key in zip(firms["firm_id"], where, keys, strict=True):
        if suggestion := meant.get((place, key)):
            yield identifier, "dusun", "hamlet_spelling", shown[place, suggestion].most_common(1)[0][0]


def _commoner(key: str, n: int, ordered: Sequence[tuple[str, int]]) -> str | None:
    """The commonest hamlet at least twice as common and one letter (two in long names) away, or None."""
    limit = 1 if len(key) < LEAST_LETTERS else 2
    common = takewhile(lambda one: one[1] >= 2 * n, ordered)
    near = [one for one in common if one[0] and OSA.distance(key, one[0], score_cutoff=limit) <= limit]
    return max(near, key=lambda one: one[::-1])[0] if near else None
