"""What comes next: certificates that lapse, firms on the ladder, next steps and their office, cost, and targets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ikm_analysis import reference
from ikm_analysis.requirements import HELD, LAPSED, LEAST, MISSING, STATES, UNKNOWN, expiry, gap_ranges, states_of
from ikm_analysis.rules import Row, Rules, ladder, read_rules
from ikm_analysis.tables import rows_of
from ikm_analysis.values.formats import rounded


def lapsing(certificates: pd.DataFrame, as_of: date, months: int) -> pd.DataFrame:
    """One row a certificate that has ended or may end up to `months` after `as_of`, the first to end first.

    Columns: certificate_id, firm_id, product_id, certificate_kind, ends_first, ends_last, is_by_term (no end is stated:
    issue and term), lapse (by then: certain, possible), has_ended (on the day: certain, possible, blank). One followed
    by a later certificate of the same product and kind is left out.
    """
    until = (pd.Timestamp(as_of) + pd.DateOffset(months=months)).date() + timedelta(days=1)
    ends, now, words = (
        expiry(certificates),
        states_of(certificates, as_of),
        np.array(["", "certain", "", "possible", ""]),
    )
    frame = certificates[["certificate_id", "firm_id", "product_id", "certificate_kind"]].assign(
        ends_first=_days(ends[:, 0]),
        ends_last=_days(ends[:, 1]),
        is_by_term=~np.isnan(ends[:, 0]) & certificates["expires_first"].isna(),
        lapse=words[states_of(certificates, until)],
        has_ended=words[now],
    )
    is_void = np.isin(now, (MISSING, UNKNOWN)) | (np.isnan(ends[:, 1]) & (now == LAPSED))  # renews nothing
    end = pd.Series(np.where(is_void, -np.inf, np.nan_to_num(ends[:, 1], nan=np.inf)), frame.index)
    is_last = end == end.groupby([frame["product_id"], frame["certificate_kind"]]).transform("max")
    is_due = (frame["lapse"] != "") & (now != UNKNOWN) & (is_last | (frame["product_id"] == ""))
    found: pd.DataFrame = frame.loc[end[is_due].sort_values(kind="stable").index].reset_index(drop=True)
    return found.astype("object")


def _days(ordinals: Any) -> Any:
    return np.array([None if day != day else date.fromordinal(int(day)) for day in ordinals], dtype=object)


def stages(
    gaps: pd.DataFrame, profile: str = "law", levels: Collection[str] = ("required",), rules: Rules | None = None
) -> pd.DataFrame:
    """One row a stage of the ladder: how many firms stand there, and how many of those ready for it went on.

    A firm stands where a product of it has the duty (of one of `levels`, or a commitment); it holds a stage with any
    product, and is ready when it holds all the stage needs. Columns: stage, office, n_firms, n_ready, n_held, n_missing
    and n_unknown, of those ready n_held_ready, n_missing_ready and n_unknown_ready, conversion_least and
    conversion_most (0-1 of the ready, None where none is), bottleneck (certain: below every other stage; possible:
    perhaps; blank: not, or under five ready).
    """
    due = gaps[(gaps["firm_id"] != "") & (gaps["level"].isin(levels) | (gaps["reason"] == "commitment"))]
    state = due["state"].map(STATES.index).groupby([due["firm_id"], due["requirement"]]).max().unstack()  # noqa: PD010
    rows: list[Row] = []
    for stage, row in ladder(profile, rules or read_rules()).items():
        own, needed = state.get(stage, pd.Series(dtype=float)).dropna(), state[state.columns.intersection(row["needs"])]
        ready = own[(needed.isna() | (needed == HELD)).all(axis=1)[own.index]]
        counts: Row = {"n_firms": len(own), "n_ready": len(ready)}
        for end, of in {"": own, "_ready": ready}.items():
            held, missing = int((of == HELD).sum()), int((of <= LAPSED).sum())
            counts |= {f"n_held{end}": held, f"n_missing{end}": missing, f"n_unknown{end}": len(of) - held - missing}
        for name, least in (("conversion_least", HELD), ("conversion_most", UNKNOWN)):
            went_on = Decimal(int((ready >= least).sum()))
            counts[name] = rounded(went_on / len(ready), 3) if len(ready) else None
        rows += [{"stage": stage, "office": row["office"], **counts, "bottleneck": ""}] if len(own) else []
    compared = [row for row in rows if row["n_ready"] >= LEAST]
    for row in compared:
        others = [other for other in compared if other is not row]
        if all(row["conversion_least"] <= other["conversion_most"] for other in others):
            is_sure = others and all(row["conversion_most"] < other["conversion_least"] for other in others)
            row["bottleneck"] = "certain" if is_sure else "possible"
    return pd.DataFrame(rows, dtype="object")


def next_steps(gaps: pd.DataFrame, profile: str = "law", rules: Rules | None = None) -> pd.DataFrame:
    """One row a product that misses something required: the first of it on the ladder, and its office.

    Columns: product_id, firm_id, requirement, any_of, state, path, office, n_missing, n_unknown (requirements); a
    product with n_missing 1 is one step away, for certain where n_unknown is 0.
    """
    due = gaps[(gaps["level"] == "required") & (gaps["product_id"] != "")]
    steps = ladder(profile, rules or read_rules())
    place = due["state"].map(STATES.index)
    n = {"n_missing": place <= LAPSED, "n_unknown": (place > LAPSED) & (place < HELD)}
    due = due.assign(**{name: is_so.groupby(due["product_id"]).transform("sum") for name, is_so in n.items()})
    due["office"] = due["requirement"].map({stage: row["office"] for stage, row in steps.items()}).fillna("")
    order = due["requirement"].map({stage: order for order, stage in enumerate(steps)})[n["n_missing"]]
    found = due.loc[order.sort_values(kind="stable").index].drop_duplicates("product_id").sort_index()
    columns = ["product_id", "firm_id", "requirement", "any_of", "state", "path", "office", *n]
    return found[columns].reset_index(drop=True).astype("object")


def one_step_away(gaps: pd.DataFrame, profile: str = "law", rules: Rules | None = None) -> pd.DataFrame:
    """The next steps of products that miss one requirement; `certainty` is possible where others are unknown."""
    steps = next_steps(gaps, profile, rules).query("n_missing == 1").reset_index(drop=True)
    return steps.assign(certainty=np.where(steps["n_unknown"] == 0, "certain", "possible")).astype("object")


def cost_to_close(gaps: pd.DataFrame, unit_costs: Sequence[Row]) -> pd.DataFrame:
    """One row a requirement and the kinds that satisfy it: its gap and what closing it would cost; a scenario.

    Columns: requirement, any_of, unit, n_held, n_missing, n_unknown, gap_least, gap_most, cost_ids (the unit costs it
    rests on, by blanks; none: no source gives one and the costs are None), unit_cost_least_rp, unit_cost_most_rp,
    cost_least_rp (least gap at the lowest of them), cost_most_rp (most gap at the highest). A cost per firm is never
    used for products, nor back.
    """
    names = ["requirement", "any_of", "unit", "gap_least", "gap_most"]
    found = gap_ranges(gaps, "any_of")[[*names, "n_held", "n_missing", "n_unknown"]]
    costs = []
    for _, any_of, unit, least, most in found[names].itertuples(index=False, name=None):
        kinds, per = any_of.split("|"), ("", unit.removesuffix("s"))
        fit = [row for row in unit_costs if row["certificate_kind"] in kinds and row["per"] in per]
        low, high = (end((row["rupiah"] for row in fit), default=None) for end in (min, max))
        amounts = (None, None) if low is None else (least * low, most * high)
        costs.append((" ".join(row["cost_id"] for row in fit), low, high, *amounts))
    names = ["cost_ids", "unit_cost_least_rp", "unit_cost_most_rp", "cost_least_rp", "cost_most_rp"]
    return found.join(pd.DataFrame(costs, columns=names, dtype="object"))


def target_table(targets: pd.DataFrame) -> pd.DataFrame:
    """The targets as a Renja table has them, from the columns target and realised (None: unknown) of `targets`.

    Columns added: remaining (negative where exceeded), realised_share (realised of target, 0-1, None without either),
    grade (the five of Kabupaten Sampang by half-open bins; unknown without a share).
    """
    above = [(row["code"], Decimal(row["above_percent"] or "-Infinity")) for row in reference.grades()]
    rows: list[Row] = []
    for row in rows_of(targets):
        target, done = row["target"], row["realised"]
        rows.append(row | {"remaining": None, "realised_share": None, "grade": "unknown"})
        if target and done is not None:
            grade = next(code for code, percent in above if 100 * done > percent * target)
            rows[-1] |= {"remaining": target - done, "grade": grade}
            rows[-1]["realised_share"] = rounded(Decimal(done) / target, 3)
    return pd.DataFrame(rows, columns=[*targets, "remaining", "realised_share", "grade"], dtype="object")
