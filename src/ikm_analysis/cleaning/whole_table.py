"""What only the whole table shows: firms listed twice, spellings of one hamlet. Reported, never merged or dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

# Shorter names are one letter apart by chance; the limit holds for names of people and trades measured together.
LEAST_LETTERS = 8
Found = tuple[str, str, str, str]  # firm_id, field, code of the issue, suggestion


def whole_table_problems(firms: pd.DataFrame, typed: Mapping[str, tuple[Any, ...]]) -> Iterator[Found]:
    """Every firm that repeats another, exactly, but for case and marks, or but for one letter; and hamlets.

    `typed` is the whole row of each firm as the register has it.
    """
    yield from doubled_firms(firms, typed)
    yield from spellings_of_hamlets(firms)


def doubled_firms(firms: pd.DataFrame, typed: Mapping[str, tuple[Any, ...]]) -> Iterator[Found]:
    """Firms that repeat an earlier one of the same place; each names the row it repeats."""
    place = firms["kecamatan_code"] + "|" + firms["desa_code"] + "|" + firms["dusun"].str.casefold()
    letters = firms["firm_name"].str.casefold().str.replace(r"[^a-z0-9]+", "", regex=True)
    seen_rows: dict[tuple[Any, ...], str] = {}
    seen_names: dict[tuple[str, str], str] = {}
    for identifier, where, name in zip(firms["firm_id"], place, letters, strict=True):
        if not name:
            continue
        row = typed[identifier]
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
        bare = re.sub("[0-9]", "", name)
        if len(bare) >= LEAST_LETTERS:
            blocks.setdefault((where, re.sub("[^0-9]", "", name), bare[0]), []).append((bare, identifier))
    for block in blocks.values():
        letters = [name for name, _ in block]
        near = cdist(letters, letters, scorer=OSA.distance, score_cutoff=1) <= 1
        for later, row in enumerate(near):
            earlier = row[:later].nonzero()[0]
            if len(earlier):
                yield block[later][1], "firm_name", "duplicate_near", block[earlier[0]][1]


def spellings_of_hamlets(firms: pd.DataFrame) -> Iterator[Found]:
    """Hamlets of one desa whose names are a letter or two apart: the rarer one with the commoner as a suggestion."""
    where = firms["kecamatan_code"] + "|" + firms["desa_code"]
    keys = firms["dusun"].str.casefold().str.replace(r"[^a-z0-9]+", "", regex=True)
    common: dict[str, Counter[str]] = {}
    for place, key in zip(where, keys, strict=True):
        common.setdefault(place, Counter())[key] += 1
    meant = {(place, key): _commoner(key, counts) for place, counts in common.items() for key in counts if key}
    shown = firms.groupby(where + "|" + keys)["dusun"].agg(lambda names: names.value_counts().index[0])
    for identifier, place, key in zip(firms["firm_id"], where, keys, strict=True):
        if suggestion := meant.get((place, key)):
            yield identifier, "dusun", "hamlet_spelling", shown[f"{place}|{suggestion}"]


def _commoner(key: str, counts: Counter[str]) -> str | None:
    """The commonest hamlet at least twice as common and one letter (two in long names) away, or None."""
    limit = 1 if len(key) < LEAST_LETTERS else 2
    near = [other for other in counts if other and counts[other] >= 2 * counts[key]]
    near = [other for other in near if 0 < OSA.distance(key, other, score_cutoff=limit) <= limit]
    return max(near, key=lambda other: (counts[other], other), default=None)
