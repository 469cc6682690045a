"""One language at a time: the sentence for a key, the word for a code, and numbers as that language prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ikm_analysis import reference
from ikm_analysis.values import formats
from ikm_analysis.values.rupiah import format_rupiah, format_rupiah_short

LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Language:
    """Indonesian ("id") or English ("en"). Every word and number a reader sees is made here."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in LANGUAGES:
            raise ValueError(f"language {self.code!r} is not one of {', '.join(LANGUAGES)}")

    def say(self, key: str, **values: object) -> str:
        """The sentence for `key` with its placeholders filled. Raises KeyError for an unknown key or placeholder."""
        return reference.messages()[key][self.code].format(**values)

    def term(self, kind: str, code: str) -> str:
        """The word for a code of the data, for example the unit `firms`. Raises KeyError for an unknown code."""
        return reference.terms()[kind, code][self.code]

    def listed(self, items: list[str]) -> str:
        """Items joined as a sentence joins them: a, b and c."""
        if len(items) < 2:
            return "".join(items)
        key = "list.last_of_many" if len(items) > 2 else "list.last"
        return self.say(key, items=", ".join(items[:-1]), last=items[-1])

    def number(self, value: int | Decimal, decimals: int | None = None) -> str:
        """A number with this language's separators; `decimals` None prints as many as the value has."""
        return formats.format_number(value, self.code, decimals)

    def count_word(self, number: int) -> str:
        """A small number in words, up to ten; a larger one in digits."""
        return self.say(f"count_word.{number}") if 0 < number <= 10 else self.number(number)

    def rupiah(self, rupiah: int) -> str:
        """Exact rupiah in full: Rp598.860.000."""
        return format_rupiah(rupiah, self.code)

    def rupiah_short(self, rupiah: int) -> str:
        """Exact rupiah with a scale word where that loses nothing: Rp598,86 juta."""
        return format_rupiah_short(rupiah, self.code)

    def share(self, share: Decimal, decimals: int = 1) -> str:
        """A share of 1 as a percentage: 0.797 is 79,7%."""
        return formats.format_share(share, self.code, decimals)

    def date(self, day: date, *, weekday: bool = False) -> str:
        """One day: 7 Oktober 2017, or Sabtu, 7 Oktober 2017."""
        return formats.format_date(day, self.code, weekday=weekday)

    def month(self, month: int) -> str:
        """The short name of a month, 1 to 12: Jan, Feb."""
        return formats.format_date(date(2000, month, 1), self.code, "MMM")
