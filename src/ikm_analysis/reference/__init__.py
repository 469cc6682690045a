"""What a domain expert corrects without touching code: words, terms and rules, each file with its source.

`messages.toml` holds every sentence in Indonesian and English, `terms.csv` the words for codes in the data,
`tables.toml` the tidy tables, `columns.csv` the columns of exhibits, `branches.csv` which dimension is which branch of
industry, `places.csv` the kecamatan (codes and names: cahyadsn/wilayah, MIT, after Kepmendagri 300.2.2-2138/2025; tiles
laid out from centroids), `limits.csv` what the published figures cannot answer.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

FOLDER = files(__name__)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message by dotted key: `{"budget.gap": {"id": ..., "en": ...}}`."""

    def flattened(tree: dict[str, Any], prefix: str) -> dict[str, dict[str, str]]:
        if set(tree) == {"id", "en"}:
            return {prefix: tree}
        flat: dict[str, dict[str, str]] = {}
        for key, branch in tree.items():
            flat |= flattened(branch, f"{prefix}.{key}" if prefix else key)
        return flat

    return flattened(tomllib.loads((FOLDER / "messages.toml").read_text(encoding="utf-8")), "")


@cache
def terms() -> dict[tuple[str, str], dict[str, str]]:
    """The words for each (kind, code) of the data: `{("unit", "firms"): {"id": "IKM", "en": "firms"}}`."""
    return {(row["kind"], row["code"]): {"id": row["id"], "en": row["en"]} for row in _rows("terms.csv")}


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Every tidy table by name: grain, key and its columns as lines of name, kind and meaning."""
    return tomllib.loads((FOLDER / "tables.toml").read_text(encoding="utf-8"))


@cache
def branches() -> dict[str, str]:
    """The branch of industry of each dimension code that names what is made."""
    return {row["dimension"]: row["branch"] for row in _rows("branches.csv")}


@cache
def places() -> list[dict[str, str]]:
    """Every kecamatan of Madura: Kemendagri code, regency, name, and its tile on the map where it has one."""
    return _rows("places.csv")


@cache
def limits() -> list[dict[str, str]]:
    """What the published figures cannot bear: one question each, with the filter that counts the figures for it."""
    return _rows("limits.csv")


@cache
def columns() -> dict[str, dict[str, str]]:
    """How each column of an exhibit's table reads: its kind, with decimals after a colon, and its heading."""
    return {row["name"]: row for row in _rows("columns.csv")}
