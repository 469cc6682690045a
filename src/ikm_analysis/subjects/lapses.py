"""Certificates of the office's own register that have lapsed or will, and when; no count from one to four in public.

Every certificate is counted once in an exhibit, so that printed counts add up; what is not printed is in no sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from ikm_analysis import reference
from ikm_analysis.exhibit import Exhibit
from ikm_analysis.pipeline import lapsing
from ikm_analysis.subjects.products import months
from ikm_analysis.subjects.registers import LEAST, Registers, kind_in_words, register_exhibit
from ikm_analysis.subjects.scope import Row, Scope

MONTHS = 12
COLUMNS = {"ended": "n_ended", "certain": "n_ending", "possible": "n_perhaps"}
LAPSES = ("certain", "possible")


def exhibits(scope: Scope, registers: Registers, as_of: date) -> Iterator[Exhibit]:
    """What has lapsed or will in the months to come, and a calendar of these months."""
    found = lapsing(registers.certificates, as_of, MONTHS)
    if len(found):
        yield lapses(scope, registers, found, as_of)
    if len(coming := found[found["has_ended"] != "certain"]):
        yield calendar(scope, registers, coming, as_of)


def lapses(scope: Scope, registers: Registers, found: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a kind: certificates that have ended, and that end within the months to come, for certain or perhaps."""
    rows = list[Row]()
    state = found["lapse"].where(found["has_ended"] != "certain", "ended")
    for kind, states in state.groupby(found["certificate_kind"]):
        n = {column: int((states == state).sum()) for state, column in COLUMNS.items()}
        # Nothing printed is their sum, so no other count need be withheld beside a small one.
        counts = {column: None if registers.tells(count) else count for column, count in n.items()}
        rows.append({"certificate": kind_in_words(scope, str(kind)), **counts})
    rows.sort(key=lambda row: -sum(row[column] or 0 for column in COLUMNS.values()))
    marks = [
        scope.bar(row["certificate"], row[column], series=reference.columns()[column][scope.lang])
        for row in rows
        for column in COLUMNS.values()
        if row[column]
    ]
    words: Row = {"as_of": scope.language.date(as_of), "least": LEAST, "months": MONTHS}
    words |= {"ended": _sum(scope, rows, "n_ended"), "coming": _sum(scope, rows, "n_ending", "n_perhaps")}
    return register_exhibit(scope, registers, "certification_lapsing", rows, marks=marks, **words)


def calendar(scope: Scope, registers: Registers, coming: pd.DataFrame, as_of: date) -> Exhibit:
    """One row a kind and the quarter or year it ends in: certificates that surely lapse in the months to come, or may.

    What may end in several years stands once, under a day not known.
    """
    rows, marks = list[Row](), list[Row]()
    until = (pd.Timestamp(as_of) + pd.DateOffset(months=MONTHS)).date()
    ends = [_ends_in(*days) for days in zip(coming["ends_first"], coming["ends_last"], strict=True)]
    counts = Counter(zip(coming["certificate_kind"], ends, coming["lapse"], strict=True))
    for kind in sorted(set(coming["certificate_kind"])):
        spans = {span: _in_words(scope, *span) for span in sorted(set(ends), key=lambda span: span[::-1])}
        n = {lapse: {said: counts[kind, span, lapse] for span, said in spans.items()} for lapse in LAPSES}
        hidden = {lapse: registers.withheld(n[lapse]) for lapse in LAPSES}
        for span, said in spans.items():
            if any(n[lapse][said] for lapse in LAPSES):
                printed = {f"n_{lapse}": None if said in hidden[lapse] else n[lapse][said] for lapse in LAPSES}
                rows.append({"certificate": kind_in_words(scope, kind), "ends_in": said, **printed})
                marks.append(_mark(scope, rows[-1], *span, as_of, until))
    words: Row = {"as_of": scope.language.date(as_of), "until": scope.language.date(until), "least": LEAST}
    words |= {lapse: _sum(scope, rows, f"n_{lapse}") for lapse in LAPSES}
    options = {"months": [scope.language.month((as_of.month + number - 1) % 12 + 1) for number in range(MONTHS + 1)]}
    return register_exhibit(scope, registers, "certification_calendar", rows, marks=marks, options=options, **words)


def _sum(scope: Scope, rows: list[Row], *columns: str) -> str:
    """The sum of the counts printed, in words that say so where others are withheld."""
    counts = [row[column] for row in rows for column in columns]
    total = scope.language.number(sum(filter(None, counts)))
    if None not in counts:
        return total
    return (
        scope.language.say("certification.at_least", n=total)
        if any(counts)
        else scope.language.say("certification.some")
    )


def _ends_in(first: date | None, last: date | None) -> tuple[date, date]:
    """The quarter, else the year, within which a certificate ends; all days where it may end in several years."""
    for freq in ("Q", "Y") if first and last else ():
        if (period := pd.Period(first, freq)) == pd.Period(last, freq):
            return period.start_time.date(), period.end_time.date()
    return date.min, date.max


def _in_words(scope: Scope, first: date, last: date) -> str:
    if first.year != last.year:
        return scope.language.say("certification.day_unknown")
    quarter = f"{scope.language.month(first.month)}–{scope.language.month(last.month)} "
    return (quarter if last.month - first.month == 2 else "") + str(first.year)


def _mark(scope: Scope, row: Row, first: date, last: date, as_of: date, until: date) -> Row:
    """A span of the calendar, solid where all its certificates surely end in it."""
    texts = []
    for lapse in LAPSES:
        if (n := row[f"n_{lapse}"]) != 0:
            said = scope.language.say("certification.some") if n is None else scope.language.number(n)
            texts.append(scope.language.say(f"certification.lapse_{lapse}", n=said))
    days = {"start": max(first, as_of), "end": min(last, until) + timedelta(days=1)}
    ends = {end: 12 * (day.year - as_of.year) - as_of.month + 1 + months(day) for end, day in days.items()}
    text = f"{row['ends_in']}: {', '.join(texts)}"
    return {"label": row["certificate"], **ends, "text": text, "known": row["n_possible"] == 0}
