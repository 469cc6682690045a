"""Candidate associations (paguyuban, sentra): firms of one place that make similar goods and are in no known group.

Pure functions on tidy tables; the order of their rows changes nothing. The law asks of a sentra at least five similar
firms in one place; the limits, and which of them are our choice, stand in `reference/association_limits.csv`. A
proposal says whom to visit; whether the firms would join, no register says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.cleaning.whole_table import spellings_of_hamlets
from ikm_analysis.requirements import told_categories
from ikm_analysis.rules import read_rules
from ikm_analysis.values.numbers import squeezed
from ikm_analysis.values.places import key
from ikm_analysis.values.status import Status, parse_status

Array = np.ndarray[Any, Any]
EVIDENCE = ("products", "branch", "name")  # what tells the kind of a firm, the strongest first
OPEN = "too_few_similar"  # no reason yet why a firm is in no proposal
WITHOUT = ("not_held", "in_process", "expired")  # states of a certificate that is not held


def membership(firms: pd.DataFrame, groups: pd.DataFrame) -> pd.Series[Any]:
    """What is known of each firm, as a column beside `firms`: `member`, `alone` or `unknown`.

    A member names a group or is listed as one; a firm is alone where the register says so (`Tidak ada`). Blanks and
    dashes are unknown.
    """
    said = _read(firms["group_name"], _membership)
    listed = {identifier.strip() for ids in groups["member_ids"] for identifier in ids.split(";")}
    return said.mask(firms["firm_id"].isin(listed), "member")


def _membership(text: str) -> str:
    if re.match(r"(?i)\W*(?:tidak|tdk|belum|blm)\b", text):
        return "alone"
    try:
        return {Status.HELD: "member", Status.NOT_HELD: "alone"}.get(parse_status(text), "unknown")
    except ValueError:
        return "member"


def listed_twice(firms: pd.DataFrame, issues: pd.DataFrame) -> frozenset[str]:
    """The identifiers of firms that repeat an earlier row: the whole row, or name, place, founding year and workers.

    A name alone is not enough: registers write `Penjahit` for a hundred tailors, and neighbours are called alike.
    """
    exact = issues[issues["code"] == "duplicate_exact"]
    rows = exact["file"] + "!" + exact["sheet"] + "!" + exact["cell"].str.extract("([0-9]+)", expand=False)
    told = firms[["regency", "kecamatan", "desa", "founded_year", "n_workers"]]
    told = told.assign(name=_read(firms["firm_name"], key), dusun=_read(firms["dusun"], key))
    is_again = told.duplicated() & told["name"].ne("") & told.notna().all(axis=1)
    return frozenset(rows) | frozenset(firms["firm_id"][is_again])


def candidates(
    firms: pd.DataFrame, products: pd.DataFrame, groups: pd.DataFrame, listed_twice: Collection[str] = frozenset()
) -> pd.DataFrame:
    """One row a firm: firm_id, membership, kind, kind_from, proposal_id (blank in none) and reason (terms.csv).

    `kind` is a product category (`product_categories.csv`) or a branch in small letters; `kind_from` what told it:
    products that agree on one category, the branch where those of its firms do not differ, else the name of the firm.
    Firms of one kind are gathered by desa, those left over by kecamatan. A set that is too large is cut between hamlets
    where that keeps its parts within the limits.
    """
    firms, limits = firms.reset_index(drop=True), reference.association_limits()
    least, most = int(limits["least_firms"]), int(limits["most_firms"])
    found = firms[["firm_id"]].assign(membership=membership(firms, groups))
    found["kind"], found["kind_from"] = _kinds(firms, products, limits)
    found = found.join(_places(firms))
    left_out = {
        "in_a_group": found["membership"] == "member",
        "listed_twice": found["firm_id"].isin(listed_twice),
        "place_unknown": found["kecamatan"] == "",
        "kind_unknown": found["kind"] == "",
    }
    found["proposal_id"], found["reason"] = "", np.select([*left_out.values()], [*left_out], OPEN)
    found = found.assign(spot=found["desa"] + "|" + _hamlets(firms)).sort_values(["spot", "firm_id"])
    for level in ("desa", "kecamatan"):
        free = found[(found["reason"] == OPEN) & (found[level] != "")]
        of = free[level] + " " + free["kind"].str.replace(" ", "_")
        n = free.groupby(of)["firm_id"].transform("size")
        enough, large = of.index[n >= least], n > most
        part = pd.Series(1, index=of.index)
        for _, spots in free[large].groupby(of[large])["spot"]:
            part[spots.index] = _parts(spots.to_numpy(), limits)
        found.loc[enough, "proposal_id"] = (of + " " + part.astype(str))[enough]
        found.loc[enough, "reason"] = pd.Series(level, index=of.index).mask(large, f"{level}_split")[enough]
    found = found[["firm_id", "membership", "kind", "kind_from", "proposal_id", "reason"]]
    return found.sort_index().astype("object")


def _kinds(firms: pd.DataFrame, products: pd.DataFrame, limits: dict[str, str]) -> tuple[Array, Array]:
    """The kind of every firm and what told it, both blank where nothing does."""
    rules = read_rules()
    made = products.assign(kind=told_categories(products["product_name"], rules))
    made["kind"] = made["kind"].mask(made["kind"] == "", told_categories(products["product_category"], rules))
    made = made.loc[made["kind"] != "", ["firm_id", "kind"]].drop_duplicates()
    one = made[~made["firm_id"].duplicated(keep=False)]
    by_products = firms["firm_id"].map(dict(zip(one["firm_id"], one["kind"], strict=True)).get)

    branch = _read(firms["branch"], lambda text: squeezed(text).casefold())
    is_vague = ~branch.str.contains("[a-z]") | branch.str.contains(rf"\b(?:{limits['vague_branches']})\b")
    category = told_categories(firms["branch"], rules)
    by_branch = branch.mask(is_vague, "").mask(category != "", category)
    kinds = pd.crosstab(branch, by_products)
    is_mixed = branch.isin(kinds.index[kinds.max(axis=1) < float(limits["branch_share"]) * kinds.sum(axis=1)])
    by_name = pd.Series(told_categories(firms["firm_name"], rules), index=firms.index)
    told = [by_products.fillna(""), by_branch.mask(is_mixed, ""), by_name]
    said = [kind != "" for kind in told]
    found = np.select(said, told, "")
    is_clear = ~np.isin(found.astype(str), limits["vague_categories"].split("|"))
    return np.where(is_clear, found, ""), np.where(is_clear, np.select(said, EVIDENCE, ""), "")


def _places(firms: pd.DataFrame) -> pd.DataFrame:
    """The kecamatan and desa of every firm, by code or, outside the lists, by name; blank where unknown."""
    named = (firms["regency"] + ", " + firms["kecamatan"]).str.casefold().str.strip(", ")
    code = firms["kecamatan_code"].mask(firms["kecamatan_code"] == "", firms["desa_code"].str[:8])
    kecamatan = code.mask(code == "", named.where(firms["kecamatan"] != "", ""))
    named = (kecamatan + ", " + firms["desa"].str.casefold()).where((kecamatan != "") & (firms["desa"] != ""), "")
    desa = firms["desa_code"].mask(firms["desa_code"] == "", named)
    return pd.DataFrame({"kecamatan_code": code, "kecamatan": kecamatan, "desa": desa})


def _hamlets(firms: pd.DataFrame) -> pd.Series[Any]:
    """The hamlet of every firm as its letters, a misspelt one as most of its desa spell it."""
    meant = {identifier: hamlet for identifier, *_, hamlet in spellings_of_hamlets(firms)}
    return _read(firms["firm_id"].map(meant.get).fillna(firms["dusun"]), key)


def _read(texts: pd.Series[Any], reader: Callable[[str], str]) -> pd.Series[Any]:
    """The texts as the reader reads them, each distinct one once."""
    return texts.map({text: reader(text) for text in texts.unique()}).astype("object")


def _parts(spots: Array, limits: dict[str, str]) -> Array:
    """The part, from 1, of each firm of a large set in order of hamlets: cut between hamlets near even cuts."""
    most, aim, n = int(limits["most_firms"]), int(limits["split_firms"]), len(spots)
    least, n_parts = aim // 2, -(-n // aim)
    between, cuts = np.flatnonzero(spots[1:] != spots[:-1]) + 1, [0]
    for number in range(1, n_parts):
        left, even = n_parts - number, n * number // n_parts
        low, high = max(cuts[-1] + least, n - left * most), min(cuts[-1] + most, n - left * least)
        near = between[(between >= low) & (between <= high)]
        cuts.append(near[np.abs(near - even).argmin()] if len(near) else min(max(even, low), high))
    return np.searchsorted(cuts, np.arange(n), side="right")


def proposals(candidates: pd.DataFrame, firms: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """One row a proposal, by proposal_id: where it is, its kind, and how many firms it has.

    Columns: proposal_id, level (desa, kecamatan), regency, kecamatan_code, kecamatan, desa_code and desa (blank in one
    of a kecamatan), kind, kind_from (the weakest of its firms), n_firms, n_desa (that are known), n_alone and n_unknown
    (by membership), n_without_least and n_without_most (firms that surely, or perhaps, hold no certificate). `states`
    has one row a firm_id, one column a kind of certificate.
    """
    placed = candidates[candidates["proposal_id"] != ""].sort_values("firm_id").reset_index(drop=True)
    at = pd.Index(firms["firm_id"]).get_indexer(pd.Index(placed["firm_id"]))
    named, where = firms.iloc[at].reset_index(drop=True), _places(firms).iloc[at].reset_index(drop=True)
    known = states.reindex(placed["firm_id"]).reset_index(drop=True)
    level = placed["reason"].str.removesuffix("_split")
    listed = where["kecamatan_code"].map({row["code"]: row["kecamatan"] for row in reference.places()}.get)
    placed = placed.assign(
        level=level,
        regency=named["regency"],
        kecamatan_code=where["kecamatan_code"],
        kecamatan=named["kecamatan"].mask(named["kecamatan"] == "", listed),
        desa_code=named["desa_code"].where(level == "desa", ""),
        desa=named["desa"].where(level == "desa", ""),
        kind_from=placed["kind_from"].map(EVIDENCE.index),
        n_desa=where["desa"].where(where["desa"] != ""),
        n_alone=placed["membership"] == "alone",
        n_unknown=placed["membership"] == "unknown",
        n_without_least=known.isin(WITHOUT).all(axis=1) & bool(len(known.columns)),
        n_without_most=~(known == "held").any(axis=1),
    )
    of = placed.groupby("proposal_id")
    found = of[["level", "regency", "kecamatan_code", "kecamatan", "desa_code", "desa", "kind"]].first()
    found["kind_from"] = of["kind_from"].max().map(EVIDENCE.__getitem__)
    found["n_firms"], found["n_desa"] = of.size(), of["n_desa"].nunique()
    found = found.join(of[["n_alone", "n_unknown", "n_without_least", "n_without_most"]].sum())
    by_number = sorted(found.index, key=lambda name: (name.rpartition(" ")[0], int(name.rpartition(" ")[2])))
    return found.loc[by_number].reset_index().astype("object")
