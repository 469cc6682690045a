"""What a column means once its cells and the columns beside it are known; most of the rules are in `beside.csv`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from ikm_analysis import reference
from ikm_analysis.sheets.cells import Value
from ikm_analysis.sheets.described import Column
from ikm_analysis.sheets.headers import content, words

_COUNTED = re.compile(r"[0-9][0-9.,]*(?: ?[a-zA-Z]+)?")  # `12`, `12 orang`


def meant_beside(
    one: Column, values: Sequence[Value], named: Sequence[str | None], left: Sequence[str | None]
) -> Column:
    """The column by its cells, by the fields its table names, and by those of the two columns left of it."""
    plain = words(one.header)
    is_person = named.count("firm_name") > 1 or {"nik", "sex", "birth_date"} & {*named}
    if one.field == "firm_name" and plain in ("nama", "name") and is_person:
        return replace(one, field="owner_name")
    if one.field == "nib" and content(values).field == "certificate":
        return replace(one, field="certificate", kind="nib")
    if one.field == "programme_code" and sum(str(value).startswith("5.") for value in values) * 2 > len(values):
        return replace(one, field="account_code")
    if one.field == "data_year" and len(set(map(str, values))) > 6 and not {"package_name", "target_name"} & {*named}:
        return replace(one, field="founded_year")
    if plain in ("jumlah", "jml", "total") and set(left) == {"n_men", "n_women"}:
        return replace(one, field="n_workers", kind="", why="alias")
    counted = sum(_COUNTED.fullmatch(str(value).strip()) is not None for value in values) * 2 > len(values)
    rules = (rule for rule in reference.beside() if rule["field"] == one.field)
    becomes = (rule["becomes"] for rule in rules if _holds(rule, plain, counted, {*named}))
    return replace(one, field=next(becomes, one.field))


def _holds(rule: Mapping[str, str], plain: str, counted: bool, named: Set[str | None]) -> bool:
    """Whether a column with these words and cells, beside these fields, is what a rule of `beside.csv` speaks of."""
    fits = re.fullmatch(rule["words"] or ".*", plain) and (counted or not rule["cells"])
    beside, without = ({*rule[name].split()} for name in ("beside", "without"))
    return bool(fits) and not without & named and (not beside or bool(beside & named))
