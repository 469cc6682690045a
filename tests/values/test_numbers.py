"""Indonesian written numbers: one reading or a refusal."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis.values.formats import format_number
from ikm_analysis.values.numbers import parse_number, read_unsigned, scale_power, spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250.000", "1250000"),
        ("1.000", "1000"),
        ("598,86", "598.86"),
        ("1.234.567,89", "1234567.89"),
        ("1.234,567", "1234.567"),
        ("4886", "4886"),
        ("1121", "1121"),
        ("0", "0"),
        ("0,13", "0.13"),
        ("0,135", "0.135"),
        ("(5.000)", "-5000"),
        ("( 1.234.567,00 )", "-1234567"),
        ("-5.000", "-5000"),
        ("\u22125.000", "-5000"),
        ("minus 4,25", "-4.25"),
        (" 1.250 ", "1250"),
        ("\u00a01.250\u202f", "1250"),
    ],
)
def test_an_indonesian_number_reads_as_what_it_says(text, value):
    assert parse_number(text) == Decimal(value)


REFUSED = """
12.5|711.7|1,234|12,345|6,318,563,994|5,099,00|3,530,93|1 233.30|877 772|1_000|1e5|nan|inf|0x10||-|.|,|5.|,5|5,
58.500 hingga 88.500|5-8|7-14|007|0203526010123|00|1.2345|1.23.456|1234.567|0.135|1.234.567.89|١٢٣|१२|１２|2²|½
(5.000|5.000)|-(5.000)|--5|- 5|+5|2.00O.000|l.000|1.000\u200b|74,34%|Rp5|lima|1.000,-|347,00[5]"""


@pytest.mark.parametrize(
    "text",
    [text for line in REFUSED.splitlines() for text in line.split("|")],
)
def test_anything_that_is_not_one_indonesian_number_is_refused(text):
    with pytest.raises(ValueError, match=r"accepted is, for example, 1\.250\.000"):
        parse_number(text)


def test_a_refusal_names_the_text_and_says_why():
    with pytest.raises(ValueError, match=r"'0203526010123'.*identifier"):
        parse_number("0203526010123")
    with pytest.raises(ValueError, match=r"'1,234'.*English thousands"):
        parse_number("1,234")


def test_a_scale_word_settles_that_a_comma_before_three_digits_is_decimal():
    numeral = read_unsigned("6,789", text="6,789 milyar", power=scale_power("milyar"))
    assert (numeral.value, numeral.step) == (6789000000, 1000000)


def test_step_is_the_unit_of_the_last_printed_digit():
    assert read_unsigned("913,5", text="").step == Decimal("0.1")
    assert read_unsigned("1.400", text="").step == 1
    assert read_unsigned("598,86", text="", power=6).step == 10000


def test_long_numbers_keep_every_digit():
    digits = "1234567890" * 5
    assert parse_number(f"-{digits},5") == Decimal(f"-{digits}.5")
    assert read_unsigned(digits, text="", power=12).value == int(digits) * 10**12


def test_a_single_capital_is_a_scale_word_and_a_small_letter_is_not():
    assert (scale_power("M"), scale_power("T")) == (9, 12)
    assert scale_power("m") is None
    assert scale_power("t") is None


@settings(max_examples=150)
@given(st.integers() | st.decimals(-(10**12), 10**12, places=2))
def test_a_written_number_reads_back(value):
    assert parse_number(format_number(value)) == value


@settings(max_examples=200)
@given(st.text(alphabet="0123456789.,-() O", max_size=14))
def test_whatever_is_accepted_says_the_same_when_written_again(text):
    try:
        value = parse_number(text)
    except ValueError:
        return
    assert "O" not in text
    assert value == parse_number(format_number(value, decimals=max(4, -value.as_tuple().exponent)))


@settings(max_examples=100)
@given(st.integers(min_value=1000), st.sampled_from(["", ".5", ".50", ".89"]))
def test_english_grouping_is_never_accepted(whole, decimals):
    with pytest.raises(ValueError, match="accepted is"):
        parse_number(f"{whole:,}{decimals}")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (250, "dua ratus lima puluh"),
        (1000, "seribu"),
        (21000, "dua puluh satu ribu"),
        (1250000000, "satu miliar dua ratus lima puluh juta"),
        (751458000, "tujuh ratus lima puluh satu juta empat ratus lima puluh delapan ribu"),
    ],
)
def test_numbers_are_spelled_as_budget_documents_spell_them(number, words):
    assert spelled(number) == words


@pytest.mark.parametrize("number", [-1, 10**15])
def test_numbers_too_large_or_negative_are_not_spelled(number):
    with pytest.raises(ValueError, match="can be spelled"):
        spelled(number)
