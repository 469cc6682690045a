"""Targets and what was done, in the form of a Renja table: as pages print them, and as the office's list has them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.pipeline import target_table
from ikm_analysis.requirements import HELD, has_nib, states_of
from ikm_analysis.subjects.registers import LEAST, Registers, register_exhibit
from ikm_analysis.subjects.scope import Row, Scope, bar, members
from ikm_analysis.tables import rows_of
from ikm_analysis.values.certificates import parse_certificate
from ikm_analysis.values.figures import units

SAME = ("regency", "kecamatan", "dimension", "unit", "year")  # what a target and its realisation must agree in
HOLDERS = {"firms": "firm_id", "products": "product_id"}
PRIVATE = (*HOLDERS, "people")


def published(scope: Scope) -> Exhibit | None:
    """One row a published target and figure of what was done in the same unit, place and year; None without a target.

    Which indicators are of one thing is in `reference/target_pairs.csv`. What covers a part of the year is not graded;
    the percentage a page prints of the two figures, and readings of what was done, stand beside it.
    """
    figures, pairs, rows = scope.observations, reference.target_pairs(), list[Row]()
    for target in rows_of(figures[figures["indicator"].isin(pairs)]):
        pair, same = pairs[target["indicator"]], figures
        for name, wanted in {"indicator": pair["realised"], **{name: target[name] for name in SAME}}.items():
            same = same[same[name] == wanted]
        done: list[Row | None] = [*rows_of(same)]
        rows += [_published_row(scope, pair, target, one) for one in done or [None]]
    if not rows:
        return None
    rows.sort(key=lambda row: (row["regency"], row["year"] or 9999))
    rows = _graded(scope, rows)
    reached = {row["part_of"]: row["realised"] is not None for row in rows}
    labels = [f"{row['regency']}, {row['year']}: {row['indicator']} ({row['counted']})" for row in rows]
    marks = [_mark(scope, *named) for named in zip(rows, labels, strict=True)]
    return scope.exhibit("products_targets", rows, marks=marks, targets=len(reached), reached=sum(reached.values()))


def _published_row(scope: Scope, pair: Mapping[str, str], target: Row, done: Row | None) -> Row:
    """A target beside one figure of what was done, or none, with what there is to know of the two."""
    say, named = scope.language.say, scope.figure_row(target["observation_id"])
    row = named | {"part_of": named["observation"], "target": named["value"], "counted": scope.counted(named)}
    if done is None:
        reason = pair[f"reason_{scope.lang}"] or say("products.no_realisation")
        return row | {"realised": None, "period": None, "stated_text": None, "is_part": False, "remark": reason}
    period, own = done["period_as_printed"], done["observation_id"]
    is_part = bool(pair["part_year"]) and bool(re.search(pair["part_year"], f"{period}; {done['remark']}"))
    ratios, rivals = (rows_of(scope.relations[scope.relations["kind"] == kind]) for kind in ("ratio", "rival"))
    ratios = [one for one in ratios if one["parts"] == f"{own} {row['observation']}"]
    rivals = [one for one in rivals if own in members(one) and one["stated_value"] == done["value"]]
    remarks = [say("products.part_year")] * is_part + [one["reading"] for one in (*ratios, *rivals)]
    stated = "; ".join(one["stated_text"] for one in ratios) or None
    row |= {"realised": done["value"], "period": period or None, "is_part": is_part, "stated_text": stated}
    return row | {"remark": " ".join(remarks) or None, "observation": f"{own} / {row['observation']}"}


def _graded(scope: Scope, rows: list[Row]) -> list[Row]:
    """The rows as `target_table` has them, the grade in words; none for what covers a part of the year."""
    names = {one["code"]: one[scope.lang] for one in reference.grades()}
    names["unknown"] = scope.language.say("register.unknown")
    found = rows_of(target_table(pd.DataFrame(rows, dtype="object")))
    return [row | {"grade": None if row["is_part"] else names[row["grade"]]} for row in found]


def _mark(scope: Scope, row: Row, label: str) -> Row:
    """The share done as a bar with its grade; grey where it covers a part of the year, no bar where there is none."""
    if row["realised_share"] is None:
        return bar(label, float("nan"), row["grade"] or scope.language.say("exhibit.missing"), emphasis=True)
    said = {"share": scope.language.share(row["realised_share"]), "done": scope.language.number(row["realised"])}
    text = scope.language.say("products.done", **said, grade=row["grade"] or scope.language.say("products.not_graded"))
    return bar(label, row["realised_share"], text, emphasis=not row["is_part"])


def of_office(scope: Scope, registers: Registers, as_of: date) -> Exhibit:
    """One row a target of the office: what was done as it says, else holders the register names, else unknown."""
    done: list[Row] = []
    for row in rows_of(registers.targets):
        unit = next((units()[word] for word in row["target_unit"].casefold().split() if word in units()), "")
        day = min(as_of, date(row["data_year"], 12, 31)) if row["data_year"] else as_of
        kind = _kind(row["target_name"]) if row["realised"] is None and unit in HOLDERS else ""
        counted = _holders(registers, kind, unit, day) if kind else None
        basis = "office" if row["realised"] is not None else "unknown" if counted is None else "register"
        row |= {"realised": row["realised"] if counted is None else counted, "is_part": False}
        row |= {"unit_code": unit, "kind": kind}
        words = {"unit": row["target_unit"], "basis": scope.language.say(f"certification.basis_{basis}")}
        done.append(row | words | {"year": row["data_year"]})
    rows = _graded(scope, done)
    marks = list[Row]()
    _withhold(registers, rows)
    for row in rows:
        label = ", ".join(str(row[name]) for name in ("target_name", "year") if row[name])
        marks.append(
            _mark(scope, row, f"{label} ({scope.counted(row | {'value': row['target']})})" if row["target"] else label)
        )
    shares = [row["realised_share"] for row in rows]
    said: Row = {"as_of": scope.language.date(as_of), "least": LEAST, "unknown": shares.count(None)}
    said["reached"] = sum(share is not None and row["remaining"] <= 0 for row, share in zip(rows, shares, strict=True))
    said["short"] = len(rows) - said["unknown"] - said["reached"]
    years = registers.targets["data_year"]
    return register_exhibit(scope, registers, "certification_targets", rows, marks=marks, years=years, **said)


def _withhold(registers: Registers, rows: Sequence[Row]) -> None:
    """In the public profile, take small counts, and those near another of the same holders: a few lapsed between them.

    The firms that hold a kind, whenever they do, stand among the certificates too.
    """
    beside: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        n, kind, unit = row["realised"] or 0, row["kind"], row["unit_code"]
        others, is_told = beside[kind, unit] if kind else [], True
        if unit == "firms" and kind in registers.states:
            counts = Counter(map(str, registers.states[kind]))
            others, is_told = [*others, counts["held"]], "held" not in registers.withheld_states(counts)
        if unit in PRIVATE and (not is_told or registers.tells(n, *(n - other for other in others))):
            row |= dict.fromkeys(("realised", "remaining", "realised_share", "grade"))
        elif kind:
            beside[kind, unit].append(n)


def _kind(name: str) -> str:
    """The one kind of certificate a target names, blank where it names none or several."""
    kinds = {reading.kind for reading in parse_certificate(name)} - {"", "permit"}
    return kinds.pop() if len(kinds) == 1 else ""


def _holders(registers: Registers, kind: str, unit: str, day: date) -> int | None:
    """How many firms or products hold a kind, as far as the register says; None where it does not speak of it."""
    column, firms = HOLDERS[unit], registers.firms
    certificates = registers.certificates
    said = certificates[(certificates["certificate_kind"] == kind) & (certificates["certificate_status"] != "unknown")]
    held = set(said[column][states_of(said, day) == HELD])
    listed = set(firms["firm_id"][has_nib(firms)]) if (kind, unit) == ("nib", "firms") else set()
    return len((held | listed) - {""}) if len(said) or listed else None
