"""Amounts of money: published or typed text to whole rupiah, and back to Indonesian or English text, exactly."""

import re
from decimal import Decimal

from ikm_analysis.values.formats import format_number
from ikm_analysis.values.numbers import SCALE_WORD, UNSIGNED, read_unsigned, refusal, scale_power, spelled, squeezed

EXAMPLE = "Rp598,86 juta or Rp 751.458.000"

_AMOUNT = re.compile(
    r"(?P<sign>[-−]|(?i:minus) )?(?P<outer>\()? ?(?:(?i:rp\.?|idr) ?)?(?P<inner_sign>[-−])?(?P<inner>\()? ?"
    rf"(?P<digits>{UNSIGNED})(?: ?(?P<scale>{SCALE_WORD})| ?[,.]-)?(?: ?(?i:rupiah))?"
    r" ?(?P<close>\))?(?: ?\((?P<words>[A-Za-z ]+)\))?"
)
_SHORT = {12: ("triliun", "trillion"), 9: ("miliar", "billion"), 6: ("juta", "million")}


def parse_rupiah(text: str) -> int:
    """Return an amount in whole rupiah: `Rp598,86 juta`, `Rp. 789.374,-`, `1,4 miliar`, `751jt`, `(5.000)` negative.

    `Rp`, `Rp.` or `IDR` may stand before it; scale words are ribu/rb, juta/jt, miliar/milyar/M, triliun/T. An amount
    in words in brackets after it, as in budget documents, must say the same amount. Raise ValueError for a range,
    `ratusan juta`, a dot used as decimal mark, a letter among the digits, an amount with sen, and no amount at all.
    """
    found = _AMOUNT.fullmatch(squeezed(text))
    if not found:
        raise refusal(text, "not one amount in rupiah", EXAMPLE)
    signs = [found[name] for name in ("sign", "inner_sign", "outer", "inner") if found[name]]
    if len(signs) > 1 or bool(found["close"]) != ("(" in signs):
        raise refusal(text, "brackets and minus signs do not go together", EXAMPLE)
    power = scale_power(found["scale"]) if found["scale"] else None
    value = read_unsigned(found["digits"], text=text, power=power, negative=bool(signs)).value
    if value != int(value):
        raise refusal(text, "has sen, so it is not whole rupiah", EXAMPLE)
    if found["words"] and not (0 <= value < 10**15 and _plain(found["words"]) == _plain(spelled(int(value)))):
        raise refusal(text, "the amount in words is not the amount in digits", EXAMPLE)
    return int(value)


def _plain(words: str) -> str:
    """Return an amount in words one way: offices write `seribu` and `satu ribu`, `miliar` and `milyar`."""
    plain = squeezed(words.casefold()).removesuffix(" rupiah")
    return plain.replace("milyar", "miliar").replace("satu ribu", "seribu")


def format_rupiah(rupiah: int, lang: str = "id") -> str:
    """Return whole rupiah in full: `Rp598.860.000` (id) or `Rp598,860,000` (en), negative `-Rp2.450.000`.

    The Indonesian text reads back through `parse_rupiah` to the same amount, whatever its size.
    """
    return f"{'-' if rupiah < 0 else ''}Rp{format_number(abs(rupiah), lang)}"


def format_rupiah_short(rupiah: int, lang: str = "id") -> str:
    """Return the amount with a scale word where three decimals lose nothing, else in full.

    598860000 is `Rp598,86 juta` or `Rp598.86 million`; 310005856 stays `Rp310.005.856`. Below a miliar the word is
    juta, below a juta there is none. The Indonesian text reads back through `parse_rupiah` to the same amount.
    """
    amount = abs(rupiah)
    power = next((power for power in _SHORT if amount >= 10**power), None)
    if power is None or amount % 10 ** (power - 3):
        return format_rupiah(rupiah, lang)
    indonesian, english = _SHORT[power]
    number = format_number(Decimal(f"{amount}E-{power}"), lang)
    return f"{'-' if rupiah < 0 else ''}Rp{number} {indonesian if lang == 'id' else english}"
