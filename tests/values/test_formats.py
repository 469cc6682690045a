"""Numbers, shares and dates as text."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis.values.formats import (
    format_date,
    format_number,
    format_ratio,
    format_share,
    printed_shares,
)


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1250000, None, "1.250.000", "1,250,000"),
        (Decimal("1234567.50"), None, "1.234.567,5", "1,234,567.5"),
        (Decimal("1581.00"), None, "1.581", "1,581"),
        (Decimal("1.5E+6"), None, "1.500.000", "1,500,000"),
        (Decimal("1500"), None, "1.500", "1,500"),
        (Decimal("-0.0"), None, "0", "0"),
        (-5000, None, "-5.000", "-5,000"),
        (Decimal("2.345"), 2, "2,35", "2.35"),
        (Decimal("2.5"), 0, "3", "3"),
        (Decimal("-2.5"), 0, "-3", "-3"),
        (Decimal("-0.04"), 1, "0,0", "0.0"),
        (80, 1, "80,0", "80.0"),
    ],
)
def test_a_number_is_written_with_the_marks_of_its_language(value, decimals, indonesian, english):
    assert format_number(value, "id", decimals) == indonesian
    assert format_number(value, "en", decimals) == english


@settings(max_examples=100)
@given(st.decimals(-(10**15), 10**15, places=3), st.sampled_from(["id", "en"]))
def test_numbers_are_written_as_babel_writes_them(value, lang):
    assert format_number(value, lang) == format_decimal(value + 0, "#,##0.###", lang)


def test_shares_and_ratios_are_exact_until_rounded_half_up():
    assert format_share(Fraction(59886, 75100)) == "79,7%"
    assert format_share(Fraction(59886, 75100), "en") == "79.7%"
    assert format_share(Decimal("0.8")) == "80,0%"
    assert format_share(Fraction(1, 8), "id", 0) == "13%"
    assert format_ratio(Fraction(5045, 1000)) == "5,05"
    assert format_ratio(Decimal("5.045"), "en") == "5.05"


def test_dates_are_written_in_words():
    assert format_date(date(2017, 10, 7)) == "7 Oktober 2017"
    assert format_date(date(2017, 10, 7), "en") == "7 October 2017"
    assert format_date(date(2019, 8, 1), pattern="MMMM y") == "Agustus 2019"
    assert format_date(date(2019, 8, 1), "en", pattern="MMMM y") == "August 2019"


@pytest.mark.parametrize("call", [format_number, format_share, format_ratio])
def test_a_float_is_refused_because_its_digits_are_not_exact(call):
    with pytest.raises(TypeError, match="float"):
        call(0.1)


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'jv'"):
        format_number(1, "jv")
    with pytest.raises(ValueError, match="'jv'"):
        format_date(date(2017, 10, 7), "jv")


def test_printed_shares_of_the_sampang_budget_add_to_their_printed_sum():
    shares = printed_shares([598_860_000, 154_590_000], 751_000_000)
    assert shares == [Decimal("79.7"), Decimal("20.6")]
    assert printed_shares([1, 1, 1], 3) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]
    assert printed_shares([], 3) == []


def test_shares_of_nothing_are_refused():
    with pytest.raises(ValueError, match="the whole is 0"):
        printed_shares([1], 0)


@settings(max_examples=150)
@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=8), st.integers(1, 10**10), st.integers(0, 3))
def test_printed_shares_add_up_and_stay_within_one_unit_of_the_exact_share(parts, whole, decimals):
    shares = printed_shares(parts, whole, decimals)
    exact = Fraction(sum(parts) * 100, whole)
    unit = Fraction(1, 10**decimals)
    assert abs(sum(map(Fraction, shares)) - exact) <= unit / 2
    assert all(abs(Fraction(s) - Fraction(p * 100, whole)) < unit for s, p in zip(shares, parts, strict=True))
