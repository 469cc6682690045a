"""Which product needs which certificate on a day, what it holds, and how large the gap is at least and at most.

Pure functions on the tidy tables firms, products and certificates; every figure depends on `as_of`, never on the clock.
What a register does not say is unknown, never no.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.rules import SCALES, UNCLASSIFIABLE, Row, Rules, read_rules, scale_of
from ikm_analysis.values.formats import rounded

Array = np.ndarray[Any, Any]
STATES = ("missing", "lapsed", "unknown", "lapse_possible", "held")  # of several kinds that satisfy, the last counts
MISSING, LAPSED, UNKNOWN, LAPSE_POSSIBLE, HELD = range(5)
BY_STRENGTH = np.array([UNKNOWN, MISSING, LAPSED, LAPSE_POSSIBLE, HELD])  # of one kind, any statement before none
LEAST = 5  # a smaller group would tell of single firms (reference/domain.md 5)
RULE = ["requirement", "any_of", "until_renewal", "level", "reason", "rule_id"]


def duties(
    products: pd.DataFrame, firms: pd.DataFrame, as_of: date, profile: str = "law", rules: Rules | None = None
) -> pd.DataFrame:
    """One row a product and requirement that has a rule on the day.

    A firm without a listed product has what its branch asks of a firm as a whole, with a blank product_id.

    Columns: product_id, firm_id, of its firm kecamatan, branch, group, has_nib and scale (system umkm); category and
    what told it (category_from: name, category, branch); requirement, any_of and until_renewal (kinds, `|` between),
    level, reason (terms.csv), rule_id. Of unknown category: one row of level `unknown`, so that no duty is claimed.
    """
    bare = firms[~firms["firm_id"].isin(products["firm_id"])].reindex(columns=products.columns, fill_value="")
    products = pd.concat([products.astype("object"), bare], ignore_index=True)
    rules, place = rules or read_rules(), _places(firms["firm_id"], products["firm_id"])
    frame = products[["product_id", "firm_id"]].astype("object")
    for name, column in {"kecamatan": "kecamatan", "branch": "branch", "group": "group_name"}.items():
        frame[name] = np.array([*firms[column], ""], dtype=object)[place]
    frame["has_nib"] = np.append(has_nib(firms), False)[place]
    frame["scale"] = np.append(scale_of(firms, "umkm", as_of, rules), UNCLASSIFIABLE)[place]
    frame["category"], frame["category_from"] = _categories(products, frame["branch"], rules)
    valid = [r for r in rules["requirements"] if r["valid_from"] <= as_of <= r["valid_to"] and profile in r["profiles"]]
    pairs = frame[["category", "scale"]].drop_duplicates().itertuples(index=False, name=None)
    due = [(*pair, *rule) for pair in pairs for rule in _due(pair[0], pair[1], valid)]
    found = frame.astype("object").merge(pd.DataFrame(due, columns=["category", "scale", *RULE], dtype="object"))
    return found[(found["product_id"] != "") | found["any_of"].isin(_held_by_firms(found))].reset_index(drop=True)


def has_nib(firms: pd.DataFrame) -> Array:
    """Whether the list of firms itself gives the NIB of each."""
    return firms["nib"].str.fullmatch(r"\D*(?:\d\D*){13}").to_numpy(dtype=bool)


def _held_by_firms(due: pd.DataFrame) -> set[str]:
    """Of the duties those whose kinds a firm holds as a whole."""
    of_product = reference.product_certificates()
    return {text for text in due["any_of"].unique() if text and not of_product & set(text.split("|"))}


def _places(ids: Any, wanted: Any) -> Array:
    """Where each wanted identifier stands; -1, the last place, for one that does not or is blank."""
    return np.where(np.equal(wanted, ""), -1, pd.Index(ids).get_indexer(pd.Index(wanted)))


def _due(category: str, scale: str, valid: list[Row]) -> list[tuple[str, ...]]:
    """The rules for one category and scale; where the scale is unknown, only what holds for every scale is sure."""
    found: dict[str, list[Row]] = {}
    for row in valid:
        if category in row["categories"] and scale in (*(row["scales"] or SCALES), UNCLASSIFIABLE):
            found.setdefault(row["requirement"], []).append(row)
    due = []
    for requirement, rows in found.items():
        covers_all = sum(len(row["scales"] or SCALES) for row in rows) == len(SCALES)
        is_sure = scale != UNCLASSIFIABLE or (covers_all and len({row["level"] for row in rows}) == 1)
        level, reason = (rows[0]["level"], rows[0]["reason"]) if is_sure else ("conditional", "scale_unknown")
        kinds = ("|".join(rows[0][name]) for name in ("any_of", "until_renewal"))
        due.append((requirement, *kinds, level, reason, " ".join(row["rule_id"] for row in rows)))
    return due if category else [("", "", "", "unknown", "category_unknown", "")]


def _categories(products: pd.DataFrame, branch: pd.Series[Any], rules: Rules) -> tuple[Array, Array]:
    """The category of each product and what told it: its name, else its category, else the branch of its firm."""
    category, told_by = np.full((2, len(products)), "", dtype=object)
    columns = {"name": products["product_name"], "category": products["product_category"], "branch": branch}
    for name, column in columns.items():
        told = told_categories(column, rules)
        told_by = np.where(np.equal(category, "") & np.not_equal(told, ""), name, told_by)
        category = np.where(np.equal(category, ""), told, category)
    for change, of in reference.rule_columns()["changes"].items():
        other = {"": ""} | {row["code"]: row[change] or row["code"] for row in rules["product_categories"]}
        is_so = products[of["column"]].str.fullmatch(of["pattern"]).to_numpy(dtype=bool)
        category[is_so] = [other[code] for code in category[is_so]]
    return category, told_by


def told_categories(texts: pd.Series[Any], rules: Rules) -> Array:
    """The category each text names (`product_categories.csv`), blank where it names none."""
    keywords = {word: row["code"] for row in rules["product_categories"] for word in row["keywords"]}
    return texts.map({text: _category(text, keywords) for text in texts.unique()}).to_numpy(dtype=object)


def _category(text: str, keywords: dict[str, str]) -> str:
    """The category of the longest keyword among the words of a text; of equally long ones the first."""
    words = re.findall(r"[^\W_]+", text.casefold())
    runs = (" ".join(words[at : at + size]) for size in (4, 3, 2, 1) for at in range(len(words) - size + 1))
    return keywords.get(max(filter(keywords.__contains__, runs), key=len, default=""), "")


def expiry(certificates: pd.DataFrame) -> Array:
    """First and last day each certificate may end, as two columns of ordinals, NaN where unknown.

    Where no end is stated it is the day of issue and the term of the kind, if that was read in a source (confidence H);
    a kind that is without a term today is never sure to have ended.
    """
    names = ["certificate_kind", "issued_first", "issued_last", "expires_first", "expires_last"]
    keys = zip(*(certificates[name] for name in names), strict=True)
    return np.array([_ends(*key) for key in keys], dtype=float).reshape(-1, 2)


@lru_cache(maxsize=65536)
def _ends(kind: str, issued: date | None, until: date | None, first: date | None, last: date | None) -> list[float]:
    rows = [row for row in reference.certificate_kinds() if row["code"] == kind and row["confidence"] == "H"]
    endless = [row["valid_from"] for row in rows if not row["term_years"]]
    terms = [int(row["term_years"]) for row in rows if row["term_years"]]
    if not (first or last) and terms and issued and until and not any(str(issued) >= year for year in endless):
        first = (pd.Timestamp(issued) + pd.DateOffset(years=min(terms))).date()
        last = None if endless else (pd.Timestamp(until) + pd.DateOffset(years=max(terms))).date()
    return [day.toordinal() if day else np.nan for day in (first, last)]


def states_of(certificates: pd.DataFrame, as_of: date) -> Array:
    """The state of each certificate on a day, as an index of STATES; one issued later, or perhaps later, is unknown."""
    today, status = as_of.toordinal(), certificates["certificate_status"].to_numpy(dtype=object)
    first, last = expiry(certificates).T
    is_held, is_expired = np.equal(status, "held"), np.equal(status, "expired")
    state = np.select([is_held, is_expired, np.equal(status, "unknown")], [HELD, LAPSED, UNKNOWN], MISSING)
    state[is_held & (today > first)] = LAPSE_POSSIBLE
    state[is_expired & (today <= last)] = LAPSE_POSSIBLE  # it had not ended on that day, or the mark is wrong
    state[is_held & (today > last)] = LAPSED
    is_later = np.array([day is not None and day > as_of for day in certificates["issued_last"]], dtype=bool)
    state[(is_held | is_expired) & is_later] = UNKNOWN
    return state


def gaps(duties: pd.DataFrame, certificates: pd.DataFrame, as_of: date, asked: Collection[str] = ()) -> pd.DataFrame:
    """The duties with `state` (see STATES) and `path`, without those of level not_applicable.

    A requirement is held when one of its kinds is, and missing only when every kind is said to be; a kind the register
    does not speak of leaves it unknown. `asked` names the kinds a register is taken to ask for: of a group that has one
    of them the others are passed over, an assumption to be named where it is used. A certificate of a product kind
    noted for a firm with several such products is for an unknown one of them. `path`: md_at_renewal,
    pirt_does_not_cover or pirt_suffices where the product goes for the wrong permit, else blank.
    """
    group, groups = pd.factorize(duties["any_of"] + "+" + duties["until_renewal"])
    kinds = sorted({kind for text in groups for kind in re.split(r"[|+]", text) if kind} | {"pirt", "bpom", "nib"})
    pirt, bpom = kinds.index("pirt"), kinds.index("bpom")
    (firm, firm_ids), (item, item_ids) = (pd.factorize(duties[name]) for name in ("firm_id", "product_id"))
    is_for = np.array([[kind in re.split(r"[|+]", text) for kind in kinds] for text in groups], dtype=int)
    is_for = is_for.reshape(-1, len(kinds))
    is_for[:, pirt] |= is_for[:, bpom]  # a P-IRT may be there for what it does not cover
    n_products = np.zeros((len(firm_ids) + 1, len(kinds)), dtype=int)  # of a firm, that a kind may be for
    np.add.at(n_products, firm, is_for[group] + (duties["level"] == "unknown").to_numpy(dtype=int)[:, None])

    said = certificates[certificates["certificate_kind"].isin(kinds)]
    kind, of_product = (
        _places(kinds, said["certificate_kind"]),
        said["certificate_kind"].isin(reference.product_certificates()).to_numpy(),
    )
    holder = _places(firm_ids, said["firm_id"])
    is_unnamed = of_product & (said["product_id"] == "").to_numpy()
    is_open = is_unnamed & (n_products[holder, kind] > 1) & (said["certificate_status"] != "not_held").to_numpy()
    strength = np.argsort(BY_STRENGTH)[np.where(is_open, UNKNOWN, states_of(said, as_of))]
    by_firm, by_item = (np.zeros((len(ids) + 1, len(kinds)), dtype=int) for ids in (firm_ids, item_ids))
    # The last row takes what is said of no firm, or of no product; nobody reads it.
    np.maximum.at(by_firm, (np.where(is_unnamed | ~of_product, holder, -1), kind), strength)
    np.maximum.at(by_item, (_places(item_ids, said["product_id"]), kind), strength)
    by_firm[firm[duties["has_nib"].to_numpy(dtype=bool)], kinds.index("nib")] = len(STATES) - 1

    best, path = np.full(len(duties), UNKNOWN), np.full(len(duties), "", dtype=object)
    for number, text in enumerate(groups):
        rows = np.flatnonzero(group == number)
        any_of, until = ([kinds.index(code) for code in part.split("|") if code] for part in text.split("+"))
        each = BY_STRENGTH[np.maximum(by_firm[firm[rows]], by_item[item[rows]])]
        counted = [code for code in any_of if kinds[code] in asked] or any_of
        best[rows] = each[:, counted + until].max(axis=1) if any_of else UNKNOWN
        had_pirt, lacks_md = np.isin(each[:, pirt], (LAPSED, LAPSE_POSSIBLE, HELD)), each[:, bpom] != HELD
        if pirt in until:
            path[rows[had_pirt & lacks_md]] = "md_at_renewal"
        elif {pirt, bpom} <= set(any_of):
            path[rows[each[:, bpom] == MISSING]] = "pirt_suffices"
        elif any_of == [bpom]:
            path[rows[had_pirt & lacks_md]] = "pirt_does_not_cover"
    found = duties.assign(state=np.array(STATES, dtype=object)[best], path=path)
    return found[found["level"] != "not_applicable"].reset_index(drop=True)


def gap_ranges(gaps: pd.DataFrame, by: str | None = None, levels: Collection[str] = ("required",)) -> pd.DataFrame:
    """One row a requirement, and group where `by` is kecamatan, branch, group, scale, category or any_of.

    Columns: requirement, unit (`firms` for what a firm holds as a whole, else `products`), `by`, n with the duty,
    n_held, n_missing (n_lapsed of them), n_unknown (n_lapse_possible of them), gap_least (every unknown is held),
    gap_most (none is), known_share (0-1), is_small (under five), rank (1: the most that surely miss it; blank and small
    groups have none), n_unclassified (products of the group whose category is unknown, in no other figure).
    """
    gaps = gaps.assign(label=gaps[by] if by else "")
    due = gaps[gaps["level"].isin(levels)]
    due = due.assign(unit=np.where(due["any_of"].isin(_held_by_firms(due)), "firms", "products"))
    is_again = due.duplicated(["requirement", "firm_id", "label"]) & (due["unit"] == "firms") & (due["firm_id"] != "")
    counts = due[~is_again].groupby(["requirement", "unit", "label", "state"]).size().unstack(fill_value=0)  # noqa: PD010
    n = counts.reindex(columns=list(STATES), fill_value=0).rename_axis(columns=None).reset_index()
    missing, unknown = n["missing"] + n["lapsed"], n["unknown"] + n["lapse_possible"]
    total = missing + unknown + n["held"]
    rank = missing.where((total >= LEAST) & (n["label"] != "")).groupby(n["requirement"]).rank("min", ascending=False)
    shares = [rounded(Decimal(int(a)) / int(b), 3) for a, b in zip(missing + n["held"], total, strict=True)]
    unclassified = gaps[gaps["level"] == "unknown"].groupby("label").size()
    found = n[["requirement", "unit", "label"]].assign(
        n=total, n_held=n["held"], n_missing=missing, n_lapsed=n["lapsed"], n_unknown=unknown,
        n_lapse_possible=n["lapse_possible"], gap_least=missing, gap_most=missing + unknown,
        known_share=pd.Series(shares, dtype="object"), is_small=total < LEAST,
        rank=pd.Series([int(place) if place == place else None for place in rank], dtype="object"),
        n_unclassified=n["label"].map(unclassified).fillna(0).astype(int),
    ).astype("object")  # fmt: skip
    return found.rename(columns={"label": by}) if by else found.drop(columns=["label", "rank"])
