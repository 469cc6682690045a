"""A published figure: the numeral with the words around it, as value in base units, unit, certainty and last digit.

Read are one numeral, its scale word, the first known unit word after it, and the hedges around it. Where two numerals
compete, or the words may change what the numeral means, the text is refused: such a row gets a hand-read value.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal

from ikm_analysis.values.dates import MONTHS
from ikm_analysis.values.numbers import SCALE_WORD, UNSIGNED, read_unsigned, refusal, scale_power, spelled, squeezed

Certainty = Literal["exact", "rounded", "approx", "at_least", "at_most"]
EXAMPLE = "sekitar Rp3,8 miliar or 53 kelompok"

_CURRENCY = "Rp"
_DIGITS = re.compile(rf"(?P<minus>[-−])?(?P<digits>{UNSIGNED})(?:,-)?(?P<tail>%|[A-Za-z]+)?")
_WITH_BASE = re.compile(
    rf"(?P<figure>[^0-9]*{UNSIGNED}[^0-9]*)(?<! lebih)(?<! kurang) dari (?:{_CURRENCY} )?"
    rf"(?P<base>{UNSIGNED})(?: {SCALE_WORD}(?= |$))?(?P<rest>[^0-9]*)"
)
_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*-?|[%&±~<>≤≥-]")
_CASED = {_CURRENCY, "M", "T"}
_APART = {_CURRENCY, "rp", "belasan", "puluhan", "ratusan", "ribuan", "jutaan", "miliaran", "milyaran", "triliunan"}
_AS_TWO_WORDS = {"seribu": ["satu", "ribu"], "sejuta": ["satu", "juta"]}
_SPELLED = {spelled(number): str(number) for number in range(1, 1000)}  # those that stand before a scale word or a unit
_NUMBER_WORDS = {word for spelling in _SPELLED for word in spelling.split()}

# A hedge is looked for everywhere on its side of the numeral: sooner seen where there is none than missed.
_HEDGES: dict[Certainty, str] = {
    "approx": "kurang lebih, lebih kurang, sekitar, sekira, kira-kira, diperkirakan, perkiraan, kisaran, berkisar, "
    "hampir, about, around, ±, ~",
    "at_least": "lebih, lebih dari, tidak kurang, tak kurang, tidak kurang dari, tak kurang dari, paling sedikit, "
    "di atas, diatas, setidaknya, sedikitnya, minimal, more than, at least, >, ≥",
    "at_most": "tidak lebih dari, tak lebih dari, kurang dari, paling banyak, di bawah, dibawah, masih bawah angka, "
    "maksimal, less than, <, ≤",
}
_CERTAINTY = {phrase: certainty for certainty, phrases in _HEDGES.items() for phrase in phrases.split(", ")}
_BEFORE = sorted(_CERTAINTY, key=len, reverse=True)  # `tidak lebih dari` is at most, though it holds `lebih dari`
_AFTER = ["kurang lebih", "lebih kurang", "maksimal", "minimal", "lebih"]

# What turns the numeral into something else than the figure: a denial anywhere before it, a label, a range's end or a
# list mark right before it; a range's beginning or a date right after it.
_DENIALS = {"tidak", "tak", "bukan", "belum", "tanpa", "kurang", "salah"}
_NOT_AFTER = {"dari", "hingga", "sampai", "ke", "tahun", "nomor", "no", "pasal", "tanggal", "tgl", "d", "sd", "-"}
_NOT_BEFORE = {"-", "hingga", "sampai", "s", "sd", "setengah", *MONTHS}  # `s/d` has become `s per d`


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure as printed.

    `value` and `step` (the unit of the last printed digit) are in base units: scale words are multiplied out, a
    percentage stays the printed number. `unit` is a code of `units.csv`, None where no known word names one.
    `certainty` is exact (a bare numeral), rounded (scale word or decimals), approx, at_least or at_most; for the last
    two `value` is the printed bound.
    """

    value: Decimal
    unit: str | None
    certainty: Certainty
    step: Decimal
    text: str
    has_scale_word: bool = False

    @property
    def has_scale_or_decimals(self) -> bool:
        """Tell whether print itself shows rounding; if so, the value is good to half a `step`."""
        return self.has_scale_word or self.step < 1


def parse_figure(text: str) -> Figure:
    """Return the figure a published phrase states: `sekitar Rp3,8miliar`, `Delapan dari 127 Produk IKM`, `25 persen`.

    Raise ValueError without exactly one numeral (`dari N` after it is its base, not a rival), for a numeral that breaks
    the grammar of `parse_number`, and for words that deny it, number it or make it the end of a range.
    """
    words = _without_base(text, _words(text))
    places = [place for place, word in enumerate(words) if word[0] in "0123456789"]
    if len(places) != 1:
        raise refusal(text, f"{len(places) or 'no'} numerals; one is needed", EXAMPLE)
    before, after = words[: places[0]], words[places[0] + 1 :]
    marks = []
    while before and before[-1] in (_CURRENCY, "minus"):
        marks.append(before.pop())
    power = scale_power(after[0].removesuffix("an")) if after else None
    scale = after.pop(0) if power is not None else ""
    in_rupiah = _CURRENCY in marks
    stray = any(word in _APART or scale_power(word) for word in before + after)
    if stray or (scale in ("M", "T") and not in_rupiah):
        raise refusal(text, "Rp or a word of magnitude stands apart from an amount", EXAMPLE)
    value, step = read_unsigned(words[places[0]], text=text, power=power, negative="minus" in marks)
    unit = "rupiah" if in_rupiah else next((units()[word] for word in after if word in units()), None)
    hedge = _hedge(text, before, after, is_spread=scale.endswith("an"))
    shown: Certainty = "rounded" if power is not None or step < 1 else "exact"
    return Figure(value, unit, hedge or shown, step, text, has_scale_word=power is not None)


@cache
def units() -> dict[str, str]:
    """Return the unit code of every known unit word (`hektare` is hectares), from `units.csv` beside this module."""
    lines = files(__package__).joinpath("units.csv").read_text(encoding="utf-8").splitlines()
    return {row["word"]: row["unit"] for row in csv.DictReader(lines)}


def _words(text: str) -> list[str]:
    """Return lower-case words and numerals in digits, so `Rp3jutaan` is Rp, 3, jutaan and `tiga ribu` is 3, ribu."""
    line = squeezed(text).replace("’", "'").replace("–", "-").replace("—", "-")
    line = re.sub(r"(?i)(?<![a-z])(?:rp\.?|idr)(?= ?[-−0-9])", f" {_CURRENCY} ", line)
    line = re.sub(r"/(?=[A-Za-z])", " per ", re.sub(r"([±~<>≤≥])", r" \1 ", line))
    words: list[str] = []
    for piece in line.split():
        if re.search("[0-9]", piece):
            found = _DIGITS.fullmatch(piece)
            tail = (found and found["tail"]) or "%"
            if not found or (scale_power(tail.removesuffix("an")) is None and tail.casefold() not in units()):
                raise refusal(text, f"{piece!r} is not a numeral", EXAMPLE)
            words += filter(None, [found["minus"] and "minus", found["digits"], found["tail"]])
        elif word := piece.strip("()[]\"'.,;:!?|“”"):
            if not _WORD.fullmatch(word) or set(word.casefold()) == {"o"}:
                raise refusal(text, f"{word!r} is not a word read here", EXAMPLE)
            words += _AS_TWO_WORDS.get(word.casefold(), [word])
    return _with_spelled_as_digits(text, [word if word in _CASED else word.casefold() for word in words])


def _with_spelled_as_digits(text: str, words: list[str]) -> list[str]:
    result: list[str] = []
    for is_number, run in groupby(words, key=_NUMBER_WORDS.__contains__):
        spelling = " ".join(run)
        if is_number and spelling not in _SPELLED:
            raise refusal(text, f"{spelling!r} is not one number in words", EXAMPLE)
        result += [_SPELLED[spelling]] if is_number else spelling.split()
    return result


def _without_base(text: str, words: list[str]) -> list[str]:
    """Return the words without `dari N` after the figure: in `8 dari 127 produk` the unit belongs to the 8 as well."""
    found = _WITH_BASE.fullmatch(" ".join(words))
    if not found:
        return words
    read_unsigned(found["base"], text=text, power=0)
    return (found["figure"] + found["rest"]).split()


def _hedge(text: str, before: list[str], after: list[str], *, is_spread: bool) -> Certainty | None:
    rest, found = _taken(before, _BEFORE)
    found |= _taken(after, _AFTER)[1]
    if _DENIALS & set(rest) or set(rest[-1:]) & _NOT_AFTER or set(after[:1]) & _NOT_BEFORE:
        raise refusal(text, "the words around it deny it, number it, date it or make it part of a range", EXAMPLE)
    if is_spread or "approx" in found:
        return "approx"
    if len(found) > 1:
        raise refusal(text, "both a lower and an upper bound", EXAMPLE)
    return found.pop() if found else None


def _taken(words: list[str], hedges: list[str]) -> tuple[list[str], set[Certainty]]:
    """Return the words left when the hedges are taken out, and what the hedges say."""
    line, found = f" {' '.join(words)} ", set[Certainty]()
    for phrase in hedges:
        if f" {phrase} " in line:
            line = line.replace(f" {phrase} ", " ")
            found.add(_CERTAINTY[phrase])
    return line.split(), found
