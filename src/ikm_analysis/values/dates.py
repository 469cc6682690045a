"""Dates as Indonesian pages and registers print them, read without inventing anything that is not printed.

Numeric dates are always day/month/year. A month stays a month, a date without a year stays without one, and a printed
weekday that is not the weekday of the printed day is reported with the days it may have meant; none is chosen.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, isfinite
from typing import Literal

from ikm_analysis.values.numbers import refusal, squeezed

Precision = Literal["day", "range", "month", "year", "day_without_year", "weekday"]
EXAMPLE = "Sabtu (7/10/2017), 7 Oktober 2017 or Agustus 2019"


def _table(names: str, start: int) -> dict[str, int]:
    return {name: place for place, synonyms in enumerate(names.split("|"), start) for name in synonyms.split()}


MONTHS = _table(
    "januari january jan | februari pebruari february feb peb | maret march mar mrt | april apr | mei may |"
    "juni june jun | juli july jul | agustus august agt agu ags agst aug | september sep sept |"
    "oktober october okt oct | november nopember nov nop | desember december des dec",
    start=1,
)
WEEKDAYS = _table(
    "senin monday|selasa tuesday|rabu wednesday|kamis thursday|jumat friday|sabtu saturday|minggu ahad sunday", start=0
)

_HOUR, _SIXTY = "(?:[01]?[0-9]|2[0-3])", "[0-5][0-9]"
# `09.15` is a time only with its zone: 07.10.17 is a date.
_TIME = rf"(?:pukul )?{_HOUR}(?: ?: ?{_SIXTY}(?: ?: ?{_SIXTY})?(?: wi(?:b|ta|t))?|\.{_SIXTY} wi(?:b|ta|t))"
_FRAME = re.compile(
    r"(?:(?:tmt|tgl\.?|tanggal) ?|(?:bangkalan|sampang|pamekasan|sumenep), ?)?"
    rf"(?:(?:kemar[ei]n|(?P<weekday>{'|'.join(WEEKDAYS)}))\b ?[.,]? ?)?"
    rf"(?P<core>[^:]*?)(?:(?:[ ,|-]+|t){_TIME})?(?: ?\b(?:kemar[ei]n|pagi|siang|sore|malam))*"
)
_DAY, _MONTH, _NAME = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", rf"(?P<name>{'|'.join(MONTHS)})\.?"
_YEAR, _TO = "'?(?P<year>[0-9]{4}|[0-9]{2})", r" ?(?:-|sampai|hingga|s\.?d\.?|s/d) ?"
_LAST_NAME = rf"(?P<last_name>{'|'.join(MONTHS)})\.?"
_FORMS: tuple[tuple[str, Precision], ...] = (
    (rf"{_DAY} ?(?P<mark>[/.-]) ?{_MONTH} ?(?P=mark) ?{_YEAR}", "day"),
    (rf"{_DAY}/{_MONTH} (?P<year>[0-9]{{4}})", "day"),
    (rf"{_DAY}[ -]*{_NAME},?[ -]*{_YEAR}", "day"),
    (rf"{_NAME} {_DAY}, (?P<year>[0-9]{{4}})", "day"),
    (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", "day"),
    (rf"{_DAY}{_TO}(?P<last_day>[0-9]{{1,2}}) {_NAME} (?P<year>[0-9]{{4}})", "range"),
    (rf"{_DAY} {_NAME}{_TO}(?P<last_day>[0-9]{{1,2}}) {_LAST_NAME} (?P<year>[0-9]{{4}})", "range"),
    (rf"{_NAME}{_TO}{_LAST_NAME} (?P<year>[0-9]{{4}})", "range"),
    (rf"{_NAME},?[ -]+(?P<year>[0-9]{{4}})", "month"),
    ("(?P<year>[0-9]{4})", "year"),
    (rf"{_DAY} ?/ ?{_MONTH}", "day_without_year"),
    (rf"{_DAY}[ -]*{_NAME}", "day_without_year"),
    ("", "weekday"),
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a printed date says, and no more.

    `date` is the one day meant (None unless it is printed in full and its weekday, if printed, agrees). `first` and
    `last` enclose what may be meant (both None where no year is printed; all candidates where the weekday clashes).
    `weekday` is the printed one, Monday 0; `weekday_agrees` is None where there is nothing to compare. `candidates`
    are the days that may be meant when a day is printed in full: that day alone, or, on a clash, the printed day and
    then, in order, the days one day or one month away that fall on the printed weekday.
    """

    text: str
    precision: Precision
    first: date | None = None
    last: date | None = None
    weekday: int | None = None
    candidates: tuple[date, ...] = ()

    @property
    def weekday_agrees(self) -> bool | None:
        """Tell whether the printed weekday is that of the printed day; None without both."""
        both = self.weekday is not None and self.candidates
        return self.candidates[0].weekday() == self.weekday if both else None

    @property
    def date(self) -> date | None:
        """Return the one day meant, or None."""
        return None if self.weekday_agrees is False or not self.candidates else self.candidates[0]


def parse_date(text: str) -> DateReading:
    """Return what a printed date says: `Sabtu (7/10/2017)`, `29Okt 2024`, `Agustus 2019`, `Senin (12/3)`, `Kamis`.

    Two-digit years up to 49 are 20yy; years run from 1900 to 2099. Raise ValueError for a day that does not exist,
    for a bare number that is no year (an Excel serial is a date only in a number cell) and for any other text.
    """
    # The frame tries many places for a time, so a hostile cell of blanks and dashes would take it seconds.
    found = _FRAME.fullmatch(_normalised(text)) if len(text) <= 100 else None
    if found:
        for form, precision in _FORMS:
            core = re.fullmatch(form, found["core"])
            if core and (precision != "weekday" or found["weekday"]):
                return _reading(text, precision, WEEKDAYS.get(found["weekday"]), core.groupdict())
    raise refusal(text, "not a date in a form read here", EXAMPLE)


def _normalised(text: str) -> str:
    plain = squeezed(re.sub(r"[()]", " ", text.casefold()))
    plain = re.sub("[’‘`´]", "'", plain).replace("–", "-").replace("—", "-")
    return re.sub(r"\bjum(?:'|, ?| )at\b", "jumat", plain).replace(" ,", ",")


def _reading(text: str, precision: Precision, weekday: int | None, printed: dict[str, str | None]) -> DateReading:
    day, digits = printed.get("day"), printed.get("year")
    year = int(digits or 2000) + (2000 if digits and len(digits) == 2 else 0)  # a leap year, so 29/2 passes
    if not 1900 <= year < (2050 if digits and len(digits) == 2 else 2100):
        raise refusal(text, "the year is not one this can be sure of", EXAMPLE)
    month = MONTHS.get(printed.get("name") or "", int(printed.get("month") or 1))
    last_month = MONTHS.get(printed.get("last_name") or "", 12 if precision == "year" else month)
    try:
        first = date(year, month, int(day or 1))
        last = date(year, last_month, int(printed.get("last_day") or day or monthrange(year, last_month)[1]))
    except ValueError:
        raise refusal(text, "there is no such day", EXAMPLE) from None
    if last < first:
        raise refusal(text, "ends before it begins", EXAMPLE)
    if not digits:
        return DateReading(text, precision, weekday=weekday)
    candidates = _candidates(first, weekday) if precision == "day" else ()
    meant = candidates or (first, last)
    return DateReading(text, precision, min(meant), max(meant), weekday, candidates)


def _candidates(printed: date, weekday: int | None) -> tuple[date, ...]:
    if weekday is None or printed.weekday() == weekday:
        return (printed,)
    near = {days: printed + timedelta(days) for days in range(-31, 32)}
    others = (day for days, day in near.items() if abs(days) == 1 or day.day == printed.day)
    return (printed, *(day for day in others if day.weekday() == weekday))


def excel_date(serial: float) -> date:
    """Return the day of an Excel serial from a number cell, 1900 system: 43015 is 2017-10-07; the time is dropped.

    Raise ValueError below 61 (Excel counts a 29 February 1900 that never was, so those serials are a day apart
    between programs, and a number so small is hardly a date) and above 2958465 (31 December 9999).
    """
    if isinstance(serial, bool) or not isfinite(serial) or not 61 <= serial < 2958466:
        raise refusal(str(serial), "not an Excel date serial", "43015")
    return date(1899, 12, 30) + timedelta(days=floor(serial))
