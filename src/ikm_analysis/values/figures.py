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
from ikm_analysis.values.numbers import UNSIGNED, read_unsigned, refusal, scale_power, spelled_values, squeezed

Certainty = Literal["exact", "rounded", "approx", "at_least", "at_most"]
EXAMPLE = "sekitar Rp3,8 miliar or 53 kelompok"

_DIGITS = re.compile(rf"(?P<minus>[-−])?(?P<digits>{UNSIGNED})(?:,-)?(?P<tail>%|[A-Za-z]+)?")
_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*-?|[%&±~<>≤≥-]")
_CURRENCY = "Rp"
_CASED = {_CURRENCY, "M", "T"}
_APART = {_CURRENCY, "rp", "belasan", "puluhan", "ratusan", "ribuan", "jutaan", "miliaran", "milyaran", "triliunan"}
_AS_TWO_WORDS = {"seribu": ["satu", "ribu"], "sejuta": ["satu", "juta"]}


def _hedges(approx: str, at_least: str, at_most: str) -> list[tuple[str, Certainty]]:
    """Return (phrase, certainty), longest phrase first: `tidak lebih dari` is at most, though it holds `lebih dari`."""
    lines: dict[Certainty, str] = {"approx": approx, "at_least": at_least, "at_most": at_most}
    pairs = [(phrase, certainty) for certainty, line in lines.items() for phrase in line.split(", ")]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


# A hedge is looked for everywhere on its side of the numeral: sooner seen where there is none than missed.
_HEDGES_BEFORE = _hedges(
    approx="kurang lebih, lebih kurang, sekitar, sekira, kira-kira, diperkirakan, perkiraan, kisaran, berkisar, "
    "hampir, about, around, ±, ~",
    at_least="lebih, lebih dari, tidak kurang, tak kurang, tidak kurang dari, tak kurang dari, paling sedikit, "
    "di atas, diatas, setidaknya, sedikitnya, minimal, more than, at least, >, ≥",
    at_most="tidak lebih dari, tak lebih dari, kurang dari, paling banyak, di bawah, dibawah, masih bawah angka, "
    "maksimal, less than, <, ≤",
)
_HEDGES_AFTER = _hedges(approx="kurang lebih, lebih kurang", at_least="lebih, minimal", at_most="maksimal")

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
    places = _numeral_places(words)
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
    numeral = read_unsigned(words[places[0]], text=text, power=power, negative="minus" in marks)
    shows_rounding = power is not None or numeral.step < 1
    return Figure(
        value=numeral.value,
        unit="rupiah" if in_rupiah else next((units()[word] for word in after if word in units()), None),
        certainty=_hedge(text, before, after, is_spread=scale.endswith("an"))
        or ("rounded" if shows_rounding else "exact"),
        step=numeral.step,
        text=text,
        has_scale_word=power is not None,
    )


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
            if not found or not _is_known_tail(found["tail"]):
                raise refusal(text, f"{piece!r} is not a numeral", EXAMPLE)
            words += ["minus"] * bool(found["minus"]) + [found["digits"]] + [found["tail"]] * bool(found["tail"])
        elif word := piece.strip("()[]\"'.,;:!?|“”"):
            if not _WORD.fullmatch(word) or set(word.casefold()) == {"o"}:
                raise refusal(text, f"{word!r} is not a word read here", EXAMPLE)
            words += _AS_TWO_WORDS.get(word.casefold(), [word])
    return _with_spelled_as_digits(text, [word if word in _CASED else word.casefold() for word in words])


def _is_known_tail(tail: str | None) -> bool:
    return tail is None or scale_power(tail.removesuffix("an")) is not None or tail.casefold() in units()


def _with_spelled_as_digits(text: str, words: list[str]) -> list[str]:
    result: list[str] = []
    for is_number, run in groupby(words, key=_number_words().__contains__):
        spelling = list(run)
        if is_number and " ".join(spelling) not in spelled_values():
            raise refusal(text, f"{' '.join(spelling)!r} is not one number in words", EXAMPLE)
        result += [str(spelled_values()[" ".join(spelling)])] if is_number else spelling
    return result


@cache
def _number_words() -> set[str]:
    return {part for spelling in spelled_values() for part in spelling.split()}


def _numeral_places(words: list[str]) -> list[int]:
    return [place for place, word in enumerate(words) if word[0] in "0123456789"]


def _without_base(text: str, words: list[str]) -> list[str]:
    """Return the words without `dari N` after the figure: in `8 dari 127 produk` the unit belongs to the 8 as well."""
    places = _numeral_places(words)
    if len(places) != 2:
        return words
    first, base = places
    start = base - 1 - (words[base - 1] == _CURRENCY)
    if start <= first or words[start] != "dari" or words[start - 1] in ("lebih", "kurang"):
        return words
    read_unsigned(words[base], text=text, power=0)
    has_scale = base + 1 < len(words) and scale_power(words[base + 1]) is not None
    return words[:start] + words[base + 1 + has_scale :]


def _hedge(text: str, before: list[str], after: list[str], *, is_spread: bool) -> Certainty | None:
    rest, found = _taken(before, _HEDGES_BEFORE)
    _, found_after = _taken(after, _HEDGES_AFTER)
    found |= found_after
    if _DENIALS & set(rest) or set(rest[-1:]) & _NOT_AFTER or set(after[:1]) & _NOT_BEFORE:
        raise refusal(text, "the words around it deny it, number it, date it or make it part of a range", EXAMPLE)
    if is_spread or "approx" in found:
        return "approx"
    if len(found) > 1:
        raise refusal(text, "both a lower and an upper bound", EXAMPLE)
    return found.pop() if found else None


def _taken(words: list[str], hedges: list[tuple[str, Certainty]]) -> tuple[list[str], set[Certainty]]:
    """Return the words left when the hedges are taken out, and what the hedges say."""
    line, found = f" {' '.join(words)} ", set[Certainty]()
    for phrase, certainty in hedges:
        if f" {phrase} " in line:
            line = line.replace(f" {phrase} ", " ")
            found.add(certainty)
    return line.split(), found
