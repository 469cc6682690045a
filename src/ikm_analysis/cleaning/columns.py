"""What reads the cells of one column, by the kind of its field.

A number cell never passes through text. What a column writes decides for its doubtful texts (`numbers` of its layout
column); what stays ambiguous is doubtful and gives no value.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from ikm_analysis import reference
from ikm_analysis.cleaning.personal import personal_kind
from ikm_analysis.cleaning.readings import Fate, Reading, Span, Term
from ikm_analysis.sheets.cells import CellError, Value, is_blank
from ikm_analysis.sheets.layout import Column
from ikm_analysis.values.certificates import CertificateReading, parse_certificate
from ikm_analysis.values.dates import DateReading, excel_date, parse_date
from ikm_analysis.values.figures import parse_figure, units
from ikm_analysis.values.numbers import parse_number, scale_power, squeezed
from ikm_analysis.values.rupiah import parse_rupiah
from ikm_analysis.values.status import Status, parse_status

UNKNOWN_UNIT = "?"  # of a column of money whose unit is not written and whose figures are too small for rupiah
DASHES = ("-", "--", "–", "—")
SAYS_UNKNOWN = {*DASHES, "?", ".", "n/a", "na", "tidak ada", "tidak ada data", "tidak diketahui"}
UNSET = date(1970, 1, 1)  # where programs begin to count: a date never filled in, or its year
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number
# A term of years, or none at all.
_TERM = re.compile("([0-9]{1,2}) ?(?:tahun|thn|th)|seumur hidup|selamanya|selama usaha berjalan")
_NUMBERED = re.compile(r"^(?:[0-9]{1,3}[.)]|[-•*]) *(?=[^0-9 ])")
_COUNTED = re.compile(r"(?:^|(?<=[\s,;]))\(?([0-9]{1,3})[.)] *(?=[^0-9 ])")
_DAY_OF_MONTH = re.compile("(?<![0-9])[0-9]{1,2}(?![0-9])")
_CENTS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+[.,][0-9]{2}")
_ENGLISH = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MEASURED = re.compile(f"(?P<digits>[0-9][0-9.,]*) ?(?P<unit>{'|'.join(units())})", re.IGNORECASE)
_PACKED = re.compile(r"(?i)\b(?:lusin|kodi|gros+|rim)\b")  # many pieces each
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}")


def reader(column: Column, regency: str | None = None, dash: Status = Status.UNKNOWN) -> Callable[[Value], Reading]:
    """What reads one cell of a column, by the kind of its field; `dash` is what `-` says in a column of permits."""
    if fate := counted_fate(column):
        return lambda cell: Reading(None, Fate.BLANK if is_blank(cell) else fate)
    field = reference.fields()[column.field or ""]
    kind = "certificate" if column.field == "certificate_kind" else field["kind"]
    reads: dict[str, Callable[[Any], Reading]] = {
        "name": _name,
        "names": _names,
        "text": _text,
        "key": _key,
        "place": _text,
        "count": lambda cell: _whole(cell, column),
        "year": _year,
        "number": lambda cell: _number(cell, column),
        "rupiah": lambda cell: _rupiah(cell, column),
        "date": lambda cell: _date(cell, column),
        "certificate": lambda cell: _certificates(cell, column, regency, dash),
        "status": _status,
    }
    return _guarded(reads.get(kind, _text), is_figure=kind in ("count", "year", "number", "rupiah", "date"))


def counted_fate(column: Column) -> Fate | None:
    """The fate of the cells of a column that is only counted and never looked at; None for one that is read."""
    field = reference.fields().get(column.field or "")
    if field is None:
        return Fate.UNMAPPED
    if field["personal"]:
        return Fate.PERSONAL
    return Fate.STRUCTURE if field["kind"] == "ignore" else None


def _guarded(read: Callable[[Any], Reading], *, is_figure: bool) -> Callable[[Value], Reading]:
    """A reader with what holds for every kind: blanks, failed formulas, personal data in a column that is not."""

    def reading(cell: Value) -> Reading:
        if is_blank(cell):
            return Reading(None, Fate.BLANK)
        if isinstance(cell, CellError):
            return Reading(None, Fate.REFUSED, "error_cell", cell.code)
        if kind := personal_kind(cell):
            return Reading(None, Fate.PERSONAL, f"personal_{kind}")
        if is_figure and isinstance(cell, str) and squeezed(cell).casefold() in SAYS_UNKNOWN:
            return Reading(None)
        return read(cell)

    return reading


def plain_number(value: float) -> str:
    """A number cell as an identifier: 2063526010123.0 is `2063526010123`."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _text(cell: Any) -> Reading:
    if isinstance(cell, str):
        plain = squeezed(cell)
        return Reading(plain) if plain == cell else Reading(plain, Fate.REPAIRED, "spaces", plain)
    if isinstance(cell, (datetime, date)):
        return Reading(None, Fate.DOUBTFUL, "date_for_text", cell.isoformat())
    return Reading(plain_number(cell) if isinstance(cell, (int, float)) else str(cell))


def _name(cell: Any) -> Reading:
    reading = _text(cell)
    if reading.value and reading.value.casefold() in reference.test_marks():
        return Reading(reading.value, Fate.DOUBTFUL, "test_row")
    return reading


def _names(cell: Any) -> Reading:
    """Several names in a cell, each on a line of its own or parted by semicolons, by commas where there are neither.

    Numbers that count on from 1 part them too: `1. A 2. B`.
    """
    text, numbers = str(cell), _COUNTED.findall(str(cell))
    if [int(number) for number in numbers] == list(range(1, len(numbers) + 1)):
        text = _COUNTED.sub("\n", text)
    parts = re.split("[;\n]", text) if re.search("[;\n]", text.strip()) else text.split(",")
    return _name("; ".join(filter(None, (_NUMBERED.sub("", squeezed(part)).strip(" ,") for part in parts))))


def _key(cell: Any) -> Reading:
    reading = _text(cell)
    if isinstance(cell, (int, float)) and abs(cell) >= 10**EXACT_DIGITS:
        return Reading(reading.value, Fate.DOUBTFUL, "digits_lost")
    return reading


def _number(cell: Any, column: Column) -> Reading:
    """A number: a number cell as it is, a text as its column writes numbers."""
    if (
        isinstance(cell, bool)
        or not isinstance(cell, (int, float, str))
        or (isinstance(cell, float) and not isfinite(cell))
    ):
        return Reading(None, Fate.REFUSED, "not_a_number")
    if not isinstance(cell, str):
        return Reading(Decimal(int(cell)) if cell == int(cell) else Decimal(repr(cell)))
    text = squeezed(cell)
    if _CENTS.fullmatch(text) and len({text[-3], *re.findall("[.,]", text[:-3])}) == 1:
        # `5,099,00`: whatever the marks, a last group of two digits can only be decimals.
        value = Decimal(re.sub("[.,]", "", text[:-3]) + "." + text[-2:])
        return Reading(value, Fate.REPAIRED, "separators", str(value))
    if (grouped := _GROUPED.fullmatch(text)) and column.numbers != ("id" if grouped["mark"] == "." else "en"):
        return _ambiguous(text, grouped["mark"], column.numbers)
    try:
        return Reading(parse_number(text))
    except ValueError:
        if _ENGLISH.fullmatch(text):
            return Reading(Decimal(text.replace(",", "")), Fate.REPAIRED, "english_number", text.replace(",", ""))
        return _with_unit(text, column)


def _ambiguous(text: str, mark: str, numbers: str) -> Reading:
    """`1.234` or `1,234`: where no other text of the column speaks against it, a dot groups as Indonesian has it."""
    thousands, decimals = re.sub("[.,]", "", text), text.replace(",", ".")
    if numbers == "" and mark == ".":
        return Reading(Decimal(thousands), Fate.REPAIRED, "text_number", thousands)
    return Reading(None, Fate.DOUBTFUL, "ambiguous_number", f"{thousands} | {decimals}")


def _with_unit(text: str, column: Column) -> Reading:
    """A figure with a word beside it: `4 orang`, `satu`, `2 juta`. Its digits are read as the column writes numbers."""
    if text.casefold() in reference.test_marks():
        return Reading(None, Fate.DOUBTFUL, "test_row")
    field = reference.fields()[column.field or ""]
    own, said = _units_in(field["id"]), _units_in(text)
    is_other = bool(own and said) and not said & (own | _units_in(column.header))
    if is_other or (field["kind"] == "count" and _PACKED.search(text)):
        return Reading(None, Fate.DOUBTFUL, "other_unit")
    measured = _MEASURED.fullmatch(text)
    if measured and scale_power(measured["unit"]) is None:
        reading = _number(measured["digits"], column)
        return (
            reading
            if reading.value is None
            else Reading(reading.value, Fate.REPAIRED, "unit_in_cell", measured["digits"])
        )
    try:
        figure = parse_figure(text)
    except ValueError:
        return Reading(None, Fate.REFUSED, "not_a_number")
    if figure.certainty != "exact":
        return Reading(None, Fate.DOUBTFUL, "not_exact", str(figure.value))
    return Reading(figure.value, Fate.REPAIRED, "unit_in_cell", f"{figure.value:f}")


def _units_in(text: str) -> set[str]:
    return {units()[word] for word in re.findall("[a-z]+", text.casefold()) if word in units()}


def _whole(cell: Any, column: Column) -> Reading:
    """A count of people, things or years: whole and not negative."""
    reading = _number(cell, column)
    if reading.value is None:
        return reading
    if reading.value < 0:
        return Reading(None, Fate.REFUSED, "negative_count")
    if reading.value != int(reading.value):
        return Reading(None, Fate.DOUBTFUL, "fraction_of_count", f"{reading.value * 1000:f}".rstrip("0").rstrip("."))
    return reading._replace(value=int(reading.value))


def _year(cell: Any) -> Reading:
    if isinstance(cell, (datetime, date)):
        return Reading(cell.year, Fate.REPAIRED, "year_of_date", str(cell.year))
    text = plain_number(cell) if isinstance(cell, (int, float)) else squeezed(str(cell))
    if re.fullmatch("(?:19|20)[0-9]{2}", text):
        return Reading(int(text))
    return Reading(None, Fate.REFUSED, "not_a_year")


def _rupiah(cell: Any, column: Column) -> Reading:
    """Whole rupiah; the unit of the heading (`Rp.000`) counts for plain numbers and not for `Rp5 juta`."""
    text = squeezed(cell) if isinstance(cell, str) else ""
    if re.search("[A-Za-z]", text) or text.endswith("-"):
        try:
            amount = parse_rupiah(text)
        except ValueError:
            return Reading(None, Fate.REFUSED, "not_money")
        return Reading(amount, Fate.REPAIRED, "money_text", str(amount))
    reading = _number(cell, column)
    if reading.value is None:
        return reading
    if column.unit == UNKNOWN_UNIT:
        return Reading(None, Fate.DOUBTFUL, "money_without_unit", str(int(reading.value * 1000)))
    rupiah = reading.value.scaleb(column.power)
    if rupiah != int(rupiah):
        return Reading(None, Fate.DOUBTFUL, "sen", str(int(rupiah)))
    return reading._replace(value=int(rupiah))


def _date(cell: Any, column: Column) -> Reading:
    """First and last day a cell can mean; the day programs count from is doubted, because it stands for no day."""
    reading = _days(cell, column)
    if reading.value and reading.value[0] == UNSET:
        return Reading(None, Fate.DOUBTFUL, "unset_date")
    return reading


def _days(cell: Any, column: Column) -> Reading:
    if isinstance(cell, (datetime, date)):
        day = cell.date() if isinstance(cell, datetime) else cell
        return Reading((day, day))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if 1900 <= cell <= 2100 and float(cell).is_integer():
            return Reading((date(int(cell), 1, 1), date(int(cell), 12, 31)))
        try:
            day = excel_date(cell)
        except ValueError:
            return Reading(None, Fate.REFUSED, "not_a_date")
        return Reading((day, day), Fate.REPAIRED, "serial_date", day.isoformat())
    text = str(cell)
    if (column.field or "").startswith("certificate") and (term := _TERM.fullmatch(squeezed(text.casefold()))):
        return Reading(Term(int(term[1])) if term[1] else None)
    try:
        reading = parse_date(text)
    except ValueError:
        if re.fullmatch(" *[0-9]{5} *", text):
            return Reading(None, Fate.DOUBTFUL, "serial_text", excel_date(int(text)).isoformat())
        return Reading(None, Fate.REFUSED, "not_a_date")
    if reading.weekday_agrees is False:
        days = " | ".join(day.isoformat() for day in reading.candidates)
        return Reading((reading.first, reading.last), Fate.DOUBTFUL, "weekday_clash", days)
    if reading.first is None:
        return Reading(None, Fate.DOUBTFUL, "no_year")
    return Reading(_spanned(text, reading) if reading.precision == "range" else (reading.first, reading.last))


def _spanned(text: str, reading: DateReading) -> Span:
    first, last = reading.first or date.min, reading.last or date.max
    if _DAY_OF_MONTH.search(text):
        return Span(first, last, first, last)
    return Span(first, last, first.replace(day=monthrange(first.year, first.month)[1]), last.replace(day=1))


def _status(cell: Any) -> Reading:
    if isinstance(cell, (datetime, date)):
        return Reading(None, Fate.DOUBTFUL, "date_for_text", cell.isoformat())
    try:
        return Reading(parse_status(str(cell) if isinstance(cell, (str, bool)) else plain_number(cell)))
    except ValueError:
        return Reading(None, Fate.REFUSED, "not_a_status")


def _certificates(cell: Any, column: Column, regency: str | None, dash: Status) -> Reading:
    """All certificates a cell names, with what made any of them doubtful."""
    if isinstance(cell, (datetime, date)):
        return Reading(None, Fate.DOUBTFUL, "date_for_text", cell.isoformat())
    if isinstance(cell, (int, float)) and abs(cell) >= 10**EXACT_DIGITS:
        return Reading(None, Fate.DOUBTFUL, "digits_lost", plain_number(cell))
    text = plain_number(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell)
    if text.strip() in DASHES:
        return Reading((CertificateReading(text.strip(), column.kind, status=dash),))
    readings = tuple(parse_certificate(text, column.kind or None, regency))
    # A bare mark or name is an answer; that its number is not known stands in the table, not among the problems.
    codes = [issue for reading in readings for issue in reading.issues if issue != "number_missing"]
    if "not_understood" in codes and column.field == "certificate_number":
        # The layouts of many permits are not known: their numbers are kept as written.
        return Reading((CertificateReading(text, column.kind, squeezed(text), Status.HELD),))
    if "not_understood" in codes:
        return Reading(readings, Fate.REFUSED, "certificate_not_understood")
    if set(codes) == {"missing_hyphen"}:
        return Reading(readings, Fate.REPAIRED, "certificate_read", readings[0].number)
    return Reading(readings, Fate.DOUBTFUL, "certificate_doubtful", " ".join(codes)) if codes else Reading(readings)
