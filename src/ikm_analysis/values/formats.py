"""Numbers, shares and dates as Indonesian (`id`) or English (`en`) text; separators and month names are CLDR's.

Everything is exact until the one rounding at the end, which is half up (away from zero), as readers expect of print.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from babel import dates, numbers

LANGUAGES = ("id", "en")


def rounded(value: int | Decimal | Fraction, decimals: int) -> Decimal:
    """Return the value with exactly `decimals` decimals, rounded half up from its exact value."""
    scaled = _exact(value) * 10**decimals
    units = floor(abs(scaled) + Fraction(1, 2))
    return Decimal(f"{'-' if scaled < 0 and units else ''}{units}E-{decimals}")


def _exact(value: int | Decimal | Fraction) -> Fraction:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: pass an int, a Decimal or a Fraction, so that rounding is exact")
    return Fraction(value)


def format_number(value: int | Decimal, lang: str = "id", decimals: int | None = None) -> str:
    """Return a number as text: `1.234.567,5` (id) or `1,234,567.5` (en).

    With `decimals`, exactly that many, rounded half up; without, those the value has, trailing zeros dropped.
    The Indonesian text reads back through `parse_number`, but for the one form it must refuse (`1,234`).
    """
    if decimals is not None:
        text = format(rounded(value, decimals), ",f")
    else:
        text = format(Decimal(value) if _exact(value) else Decimal(0), ",f")  # a zero has no sign and no decimals
        text = text.rstrip("0").rstrip(".") if "." in text else text
    marks = numbers.get_group_symbol(_known(lang)) + numbers.get_decimal_symbol(lang)
    return text.translate(str.maketrans(",.", marks))


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise ValueError(f"{lang!r} is not a language written here; use one of {', '.join(LANGUAGES)}")
    return lang


def format_share(share: Fraction | Decimal | int, lang: str = "id", decimals: int = 1) -> str:
    """Return a share (0 to 1) as a percentage without a space: `79,7%` (id) or `79.7%` (en)."""
    return f"{format_ratio(_exact(share) * 100, lang, decimals)}%"


def format_ratio(value: Fraction | Decimal | int, lang: str = "id", decimals: int = 2) -> str:
    """Return a ratio with a fixed number of decimals: `5,05` (id) or `5.05` (en)."""
    return format_number(rounded(value, decimals), lang, decimals)


def format_date(day: date, lang: str = "id", pattern: str = "d MMMM y", *, weekday: bool = False) -> str:
    """Return a day in words: `7 Oktober 2017` (id) or `7 October 2017` (en), after its weekday if asked for."""
    return dates.format_date(day, f"EEEE, {pattern}" if weekday else pattern, locale=_known(lang))


def printed_shares(parts: Sequence[int | Decimal], whole: int | Decimal, decimals: int = 1) -> list[Decimal]:
    """Return each part as a percentage of `whole`, rounded so that they add up to their rounded sum.

    Each is its exact percentage rounded down or up, up where the cut-off remainder is largest (earlier parts first
    among equals). Parts need not fill the whole: 598860000 and 154590000 of 751000000 are 79.7 and 20.6, together
    100.3. Raise ValueError where `whole` is zero.
    """
    if whole == 0:
        raise ValueError("the whole is 0: there are no shares of it; pass the total the parts belong to")
    exact = [_exact(part) / _exact(whole) * 100 * 10**decimals for part in parts]
    units = [floor(share) for share in exact]
    missing = int(rounded(sum(exact, Fraction(0)), 0)) - sum(units)
    by_remainder = sorted(range(len(exact)), key=lambda place: units[place] - exact[place])
    for place in by_remainder[:missing]:
        units[place] += 1
    return [Decimal(f"{unit}E-{decimals}") for unit in units]
