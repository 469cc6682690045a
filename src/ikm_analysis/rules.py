"""The rules a domain expert keeps as tables: product categories, requirements, scales, ladder and unit costs.

One row is one rule with its basis in law, validity, source and confidence; what is not verified says so in its note.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets.records import Cell, read_csv, records

Row = dict[str, Any]
Rules = dict[str, list[Row]]  # a table by name; dates are days, amounts whole rupiah, lists tuples of codes
KEYS = {"product_categories": "code", "requirements": "rule_id", "scales": "", "ladder": "", "unit_costs": "cost_id"}
SCALES, UNCLASSIFIABLE = ("micro", "small", "medium", "large"), "unclassifiable"


def read_rules(folder: Path | None = None) -> Rules:
    """The five tables, the corrected copies in `folder` before those that ship. Raises UnusableFile, naming the cell.

    Refused: unknown codes and kinds, unreadable or backward dates, negative amounts, identifiers and keywords given
    twice, two rows for one category, requirement, profile, scale and day, and stages that need each other.
    """
    rules: Rules = {}
    for name, key in KEYS.items():
        shipped = Path(str(reference.FOLDER / f"{name}.csv"))
        file = folder / shipped.name if folder and (folder / shipped.name).exists() else shipped
        cells = records(read_csv(file), shipped.read_text(encoding="utf-8").partition("\n")[0].split(","))
        known = _known(rules.get("product_categories") or [{"code": row["code"].text, "groups": ()} for row in cells])
        rows = [{at: _value(file, at, cell, known) for at, cell in row.items()} | {"at": row} for row in cells]
        rules[name] = rows
        _check_unique(file, [(row[key], row["at"][key]) for row in rows if key])
        _check_unique(file, [(word, row["at"]["keywords"]) for row in rows for word in row.get("keywords", ())])
        for row in rows:
            if row.get("valid_to", date.max) < row.get("valid_from", date.min):
                raise UnusableFile("error.period", file=file, cell=row["at"]["valid_to"].address, text=row["valid_to"])
        if name == "requirements":
            _check_overlaps(file, rows, rules["product_categories"])
        for profile in reference.rule_columns()["codes"]["profiles"] if name == "ladder" else ():
            _check_unique(file, [(row["stage"], row["at"]["stage"]) for row in rows if profile in row["profiles"]])
            _check_ladder(file, ladder(profile, rules))
    return rules


def _known(categories: list[Row]) -> dict[str, set[str]]:
    """The codes each column may hold; a column without an entry holds any text."""
    columns, kinds = reference.rule_columns(), {row["code"] for row in reference.certificate_kinds()}
    codes = {row["code"] for row in categories}
    known = dict.fromkeys(("any_of", "until_renewal", "certificate_kind"), kinds)
    known |= dict.fromkeys(("if_chilled", "if_short_life"), codes | {""})
    known |= {"category": codes.union({"all"}, *(row["groups"] for row in categories))}
    known |= {at: {code for kind, code in reference.terms() if kind == of} for at, of in columns["terms"].items()}
    return known | {at: set(listed) for at, listed in columns["codes"].items()}


def _value(file: Path, column: str, cell: Cell, known: dict[str, set[str]]) -> Any:
    """A cell as its column reads; blank days and numbers set no limit. Raises UnusableFile."""
    text, columns, at = cell.text.strip(), reference.rule_columns(), {"file": file, "cell": cell.address}
    codes = tuple(filter(None, text.split("|"))) if column in columns["lists"] else (text,)
    if wrong := [code for code in codes if code not in known.get(column, codes)]:
        options = ", ".join(sorted(known[column] - {""}))
        raise UnusableFile("error.rule_code", **at, column=column, text=wrong[0], known=options)
    if column in columns["numbers"]:
        if not (text.isascii() and text.isdigit()) and (text or column == "rupiah"):
            raise UnusableFile("error.amount", **at, text=text)
        return int(text) if text else None
    if column not in columns["days"]:
        return codes if column in columns["lists"] else text
    try:
        return date.fromisoformat(text) if text else (date.min if column == "valid_from" else date.max)
    except ValueError:
        raise UnusableFile("error.day", **at, text=text) from None


def _check_unique(file: Path, named: Iterable[tuple[str, Cell]]) -> None:
    first: dict[str, Cell] = {}
    for text, cell in named:
        if first.setdefault(text, cell) is not cell:
            raise UnusableFile("error.duplicate", file=file, cell=cell.address, text=text, first=first[text].address)


def _check_overlaps(file: Path, rows: list[Row], categories: list[Row]) -> None:
    """Refuse two rules of one requirement for one category, profile, scale and day; a rule gets its `categories`."""
    for row in rows:
        row["categories"] = {
            one["code"] for one in categories if row["category"] in (one["code"], *one["groups"], "all")
        }
    for one, two in combinations(rows, 2):
        is_same = one["requirement"] == two["requirement"] and one["categories"] & two["categories"]
        shares_scale = set(one["scales"] or SCALES) & set(two["scales"] or SCALES)
        shares_days = one["valid_from"] <= two["valid_to"] and two["valid_from"] <= one["valid_to"]
        if is_same and shares_scale and shares_days and set(one["profiles"]) & set(two["profiles"]):
            said = {"rule": two["rule_id"], "other": one["rule_id"], "first": one["at"]["valid_from"].address}
            raise UnusableFile("error.overlap", file=file, cell=two["at"]["valid_from"].address, **said)


def _check_ladder(file: Path, stages: dict[str, Row]) -> None:
    """Refuse stages that need each other."""
    try:
        TopologicalSorter({stage: row["needs"] for stage, row in stages.items()}).prepare()
    except CycleError as reason:
        circle = reason.args[1][1:]
        cell = stages[circle[0]]["at"]["needs"].address
        raise UnusableFile("error.cycle", file=file, cell=cell, text=", ".join(circle)) from None


def ladder(profile: str, rules: Rules) -> dict[str, Row]:
    """The stages of a profile by name, in the order of the file."""
    return {row["stage"]: row for row in rules["ladder"] if profile in row["profiles"]}


def scale_of(firms: pd.DataFrame, system: str, as_of: date, rules: Rules | None = None) -> np.ndarray[Any, Any]:
    """The scale of every firm on a day: micro, small, medium, large, or `unclassifiable` where a measure is unknown.

    `system`: `umkm` (UU 20/2008, then PP 7/2021: by sales, where unknown by assets or capital), `industry`
    (Permenperin 64/2016) or `workers` (BPS). Nothing is guessed: no measure, no scale.
    """
    scale = np.full(len(firms), UNCLASSIFIABLE, dtype=object)
    rows = [row for row in (rules or read_rules())["scales"] if row["system"] == system]
    for row in (row for row in rows if row["valid_from"] <= as_of <= row["valid_to"]):
        within = np.equal(scale, UNCLASSIFIABLE)
        for stem, measure in (("workers", "n_workers"), ("rp", row["measure"])):
            if (least := row[f"least_{stem}"]) is not None:
                values = pd.to_numeric(firms[measure]).to_numpy(dtype=float, na_value=np.nan)
                within &= (values >= least) & (values <= (row[f"most_{stem}"] or np.inf))
        scale[within] = row["scale"]
    return scale
