"""Indonesian written numbers, strictly: a dot groups thousands, a comma is the decimal mark.

Why an own grammar: every general reader tried is silently wrong on some of these texts (`int` takes `1_000`, `float`
takes `nan` and `1e5`, both take Arabic-Indic digits, English readers turn `1.000` into one). Here a text is one number
or a ValueError that names it.
"""

import re
from decimal import Decimal
from typing import NamedTuple

EXAMPLE = "1.250.000 or 598,86"

# M and T are upper case only: `m` is a metre and `t` a tonne as often as they are money.
_SCALES = {"ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12, "trilyun": 12}
_LETTER_SCALES = {"M": 9, "T": 12}
SCALE_WORD = rf"(?:(?i:{'|'.join(_SCALES)})|M|T)"
UNSIGNED = r"[0-9](?:[0-9.,]*[0-9])?"
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_SIGNED = re.compile(rf"(?:(?P<minus>[-−]|(?i:minus) )?(?P<plain>{UNSIGNED})|\( ?(?P<bracketed>{UNSIGNED}) ?\))")
_MAYBE_ENGLISH = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_FAULTS = {  # what is wrong with digits that are no number: the first that fits
    "0[0-9]": "leading zeros make this an identifier, not a number",
    ".*,.*,": "more than one comma: the decimal mark stands once",
    "": "a dot groups thousands, so three digits follow it; decimals take a comma",
}
_SPELLED_UNITS = {10**12: "triliun", 10**9: "miliar", 10**6: "juta", 1000: "ribu", 100: "ratus", 10: "puluh"}
_SMALL = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"]
_SMALL += [f"{word} belas" for word in _SMALL[2:10]]


class Numeral(NamedTuple):
    """A number as printed: its value, and `step`, the unit of its last printed digit (0.1 for `913,5`)."""

    value: Decimal
    step: Decimal


def refusal(text: str, why: str, example: str = EXAMPLE) -> ValueError:
    """Return the error every strict parser raises: it names the text, says why, and shows an accepted form."""
    return ValueError(f"{text!r}: {why}; accepted is, for example, {example}")


def squeezed(text: str) -> str:
    """Return the text with every run of blanks (non-breaking ones too) as one space, and none at the ends."""
    return " ".join(text.split())


def scale_power(word: str) -> int | None:
    """Return the power of ten of a scale word (`juta` 6, `M` 9), or None if the word is none."""
    return _LETTER_SCALES.get(word, _SCALES.get(word.casefold()))


def parse_number(text: str) -> Decimal:
    """Return the number an Indonesian text writes: `1.234.567,89`, `4886`, `(5.000)` and `minus 4,25` (both negative).

    Raise ValueError for anything else. `1,234` is refused too: it is 1.234 here and 1,234 in English, and nothing in
    the text says which. So are leading zeros (identifiers), ranges, and digits that are not 0 to 9.
    """
    found = _SIGNED.fullmatch(squeezed(text))
    if not found:
        raise refusal(text, "not one number written in Indonesian")
    digits = found["plain"] or found["bracketed"]
    return read_unsigned(digits, text=text, negative=bool(found["minus"] or found["bracketed"])).value


def read_unsigned(digits: str, *, text: str, power: int | None = None, negative: bool = False) -> Numeral:
    """Return the number in `digits` times ten to `power` (None: no scale word was printed); exact at any length.

    Raise ValueError naming `text`, the whole cell, where the digits break the grammar. A scale word settles what
    `6,789` means (`6,789 milyar` is decimal: nobody writes thousands of milyar that way), so it is accepted then.
    """
    if not _NUMBER.fullmatch(digits):
        raise refusal(text, next(why for form, why in _FAULTS.items() if re.match(form, digits)))
    if power is None and _MAYBE_ENGLISH.fullmatch(digits):
        raise refusal(text, "a comma before three digits may be a decimal mark or English thousands")
    whole, _, decimals = digits.replace(".", "").partition(",")
    # Built from text, because arithmetic on a Decimal rounds to 28 digits.
    exponent = (power or 0) - len(decimals)
    sign = "-" if negative and (whole + decimals).strip("0") else ""
    value, step = Decimal(f"{sign}{whole}{decimals}E{exponent}"), Decimal(f"1E{exponent}")
    return Numeral(Decimal(f"{value:f}"), Decimal(f"{step:f}"))  # 5.9886E+8 would print as such


def spelled(number: int) -> str:
    """Return a whole number from 0 to below 10^15 in Indonesian words: 1250 is `seribu dua ratus lima puluh`."""
    if not 0 <= number < 10**15:
        raise ValueError(f"{number}: only 0 up to 999 trillion can be spelled, for example 1250")
    if number < 20:
        return _SMALL[number]
    unit, word = next((unit, word) for unit, word in _SPELLED_UNITS.items() if number >= unit)
    count, rest = divmod(number, unit)
    head = f"se{word}" if count == 1 and unit <= 1000 else f"{spelled(count)} {word}"
    return f"{head} {spelled(rest)}" if rest else head
