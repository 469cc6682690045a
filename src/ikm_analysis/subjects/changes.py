"""What changed between the earlier and the present edition of the office's registers, and how old they are.

In the public profile no count from one to four is printed, nor one from which such a count would follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.changes import age, changes
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.subjects.registers import LEAST, Registers, kind_in_words, register_exhibit, register_name
from ikm_analysis.subjects.scope import Row, Scope, bar, capital

STAYED, OPEN = ("changed", "same"), ("perhaps_same", "ambiguous_before", "ambiguous_now")
IN_BOTH = (*STAYED, "perhaps_same")
# What the firms of the earlier and of the present edition add up from; first those that count in both.
SUMS = (IN_BOTH, ("gone", *IN_BOTH, "ambiguous_before"), ("added", *IN_BOTH, "ambiguous_now"))
CERTIFIED = {"n_newly": "newly_certified", "n_lapsed": "lapsed", "n_newly_said": "newly_said", "n_ended": "ended"}


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """What became of firms and certificates, where there is an earlier edition, and how old the registers are."""
    before = registers.before
    if before and min(len(before.firms), len(registers.firms)) >= (LEAST if registers.is_public else 1):
        found = changes(before, registers, as_of)
        both = replace(registers, registers=registers.all_read)
        yield by_change(scope, both, found)
        yield newly_certified(scope, both, found, as_of)
    yield ages(scope, registers, as_of)


def by_change(scope: Scope, registers: Registers, found: pd.DataFrame) -> Exhibit:
    """One row a kind of change: its firms at least, and at most when those that are alike or ambiguous count too."""
    least = _counts(found)
    alike, before, now = (least[change] for change in OPEN)
    more = {"added": alike + now, "gone": alike + before} | dict.fromkeys(STAYED, alike + min(before, now))
    hidden = _withheld(registers, least)
    is_ranged = not hidden & {*OPEN}  # else what is withheld there would follow from the ranges
    rows, marks, said = [], [], []
    say, to_tell = scope.language.say, ("added", "gone", "changed")
    for change, n in least.items():
        word, most = scope.language.term("firm_change", change), n + more.get(change, 0) if is_ranged else n
        shown: Row = {"n_firms_least": n, "n_firms_most": most if is_ranged else None}
        rows.append({"change": capital(word)} | ({} if change in hidden else shown))
        if change not in hidden:
            text = "–".join(dict.fromkeys(map(scope.language.number, (n, most))))
            marks += [bar(capital(word), n, text, unknown=most - n)] if most or change not in OPEN else []
            said += [say(f"register.change_{change}", n=text)] if most and change in to_tell else []
    words: Row = {name: sum(map(least.get, names)) for name, names in zip(("before", "now"), SUMS[1:], strict=True)}
    unsaid = say(f"register.change_{'withheld' if hidden else 'none'}")
    words |= {"said": scope.language.listed(said) or unsaid, "least": LEAST}
    if hidden:  # a count withheld would follow from both
        words["before"] = say("exhibit.missing")
    return register_exhibit(scope, registers, "register_changes", rows, marks=marks, **words)


def _counts(found: pd.DataFrame) -> dict[str, int]:
    """The firms of each kind of change; those that could be any of several by the edition they stand in."""
    side = found["firm_id"].map(lambda now: "ambiguous_now" if now else "ambiguous_before")
    codes = found["change"].mask(found["change"] == "ambiguous", side)
    return {change: int((codes == change).sum()) for change in ("added", "gone", *STAYED, *OPEN)}


def _withheld(registers: Registers, counts: dict[str, int]) -> set[str]:
    """The changes whose counts are not printed: small ones, and others from which these would follow.

    Rather others of both editions than what was added. The firms of the earlier edition are then not printed either.
    """
    hidden = {change for change, n in counts.items() if registers.tells(n)}
    for names in (SUMS[0], SUMS[-1]):
        known = {change: min(counts[change], LEAST - 1) if change in hidden else counts[change] for change in names}
        hidden |= {*registers.withheld(known)}
    return hidden


def newly_certified(scope: Scope, registers: Registers, found: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a kind: firms of both editions that newly hold it, no longer hold it, or are newly said to hold it."""
    rows: list[Row] = []
    of = _counts(found)
    is_open = bool({*STAYED} & _withheld(registers, of))
    for kind in sorted({*registers.certificates["certificate_kind"]} - {""}):
        told = {name: found[column].str.split().map({kind}.issubset) for name, column in CERTIFIED.items()}
        counts = {name: int(is_so.sum()) for name, is_so in told.items()}
        shown = {name: n for name, n in counts.items() if not registers.tells(n)}
        changed = of["changed"] - sum(shown.get(name, 0) for name in ("n_newly", "n_lapsed"))
        others = of["changed"] + of["same"] - sum(shown.values())
        # A few that are left would follow; where nobody is left, what is withheld of the changes would.
        if registers.tells(changed, others) or (is_open and not (changed and others)):
            shown = {}
        rows.append({"certificate": kind_in_words(scope, kind), **shown})
    rows.sort(key=lambda row: -row.get("n_newly", 0))
    words: Row = {"as_of": scope.language.date(as_of), "least": LEAST}
    series = {name: reference.columns()[name][scope.lang] for name in ("n_newly", "n_lapsed")}
    marks = [
        scope.bar(row["certificate"], row[name], series=heading)
        for row in rows
        for name, heading in series.items()
        if row.get(name)
    ]
    for name, heading in series.items():
        said = [f"{mark['label']} {mark['value_text']}" for mark in marks if mark["series"] == heading]
        unsaid = "register.none" if all(name in row for row in rows) else "register.not_printed"
        words[name] = scope.language.listed(said) or scope.language.say(unsaid)
    return register_exhibit(scope, registers, "register_newly_certified", rows, marks=marks, **words)


def ages(scope: Scope, registers: Registers, as_of: date) -> Exhibit:
    """One row a register: the years its rows speak of, the share that names none, and calendar years since the last."""
    rows = [{"register": register_name(register), **age(register.firms, as_of)} for register in registers.all_read]
    newest, day = age(registers.firms, as_of), scope.language.date(as_of)
    said = "unsaid" if newest["age_least"] is None else "said"
    words = {"year": str(newest["year_most"]), "n": str(newest["age_least"]), "as_of": day}
    finding = scope.language.say(f"register.age_{said}", **words)
    both = replace(registers, registers=registers.all_read)
    return register_exhibit(scope, both, "register_age", rows, said=finding, as_of=day)
