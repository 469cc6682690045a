"""Money: whole rupiah from published and typed text, and back."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ikm_analysis.values.numbers import spelled
from ikm_analysis.values.rupiah import format_rupiah, format_rupiah_short, parse_rupiah


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("Rp751 juta", 751_000_000),
        ("Rp598,86 juta", 598_860_000),
        ("Rp 2,45 juta", 2_450_000),
        ("Rp 751.458.000", 751_458_000),
        ("Rp. 160.136.000", 160_136_000),
        ("Rp.500.000.000", 500_000_000),
        ("Rp. 789.374,-", 789_374),
        ("Rp 1.500.000,-", 1_500_000),
        ("Rp 1.500.000.-", 1_500_000),
        ("1,4 miliar", 1_400_000_000),
        ("1,4 MILYAR", 1_400_000_000),
        ("Rp 4,8 M", 4_800_000_000),
        ("Rp 2 T", 2_000_000_000_000),
        ("Rp1,5 triliun", 1_500_000_000_000),
        ("751jt", 751_000_000),
        ("600 rb", 600_000),
        ("Rp 5 ribu", 5_000),
        ("(5.000)", -5_000),
        ("(Rp5.000)", -5_000),
        ("Rp (5.000)", -5_000),
        ("-Rp5.000", -5_000),
        ("Rp-5.000", -5_000),
        ("minus Rp1,5 juta", -1_500_000),
        ("(1.234.567,00)", -1_234_567),
        ("1.000", 1_000),
        ("Rp1.000.000.000,00", 1_000_000_000),
        ("Rp. 6,789 milyar", 6_789_000_000),
        ("Rp360.363,8 miliar", 360_363_800_000_000),
        ("9.831.300.000", 9_831_300_000),
        ("IDR 1.000", 1_000),
        ("Rp1250000", 1_250_000),
        ("12500000", 12_500_000),
        ("rp\u00a01.250.000", 1_250_000),
        ("1.250.000 rupiah", 1_250_000),
        ("Rp 0,-", 0),
        ("Rp0,0005 juta", 500),
        ("Rp1.000.000.000,00 (satu miliar rupiah)", 1_000_000_000),
        ("Rp. 1.000.000.000,- (Satu Milyar Rupiah)", 1_000_000_000),
        ("Rp 1.500 (satu ribu lima ratus rupiah)", 1_500),
    ],
)
def test_an_amount_reads_as_whole_rupiah(text, rupiah):
    assert parse_rupiah(text) == rupiah


REFUSED = """
Rp2.00O.000.000,00|Rp2.000.00O|RpO|58.500 hingga 88.500|Rp5-8 juta|Rp 5 juta - Rp 8 juta|ratusan juta
Rp1.2 juta|Rp154.59 juta|Rp12.5|dibawah 50 juta|sekitar Rp5 juta|Rp5 juta lebih|3jutaan|1.234.567,89|Rp598,86
Rp0,0005 ribu|-||Rp|Rp.|juta|Rp juta|Rp 5 m|5 t|1,234|IDR 1,000|Rp598,860,000|6,318,563,994|Rp 1.100/kg|25%|nan
Rp 1e6|Rp 1_000|Rp ١٢٣|Rp 007|0203526010123|Rp1 juta 500 ribu|Rp5 juta,-|Rp1.000,-,-|-(5.000)|(5.000|5.000)
-Rp-5|((5))|US$ 5|$5|347,00[5]|Rp 1.000 000|Rp5 juta juta|Rp5 Rp6|1.000 (IKM)|#REF!"""


@pytest.mark.parametrize(
    "text",
    [text for line in REFUSED.splitlines() for text in line.split("|")],
)
def test_anything_that_is_not_one_amount_in_rupiah_is_refused(text):
    with pytest.raises(ValueError, match="accepted is, for example"):
        parse_rupiah(text)


def test_an_amount_with_sen_is_told_apart():
    with pytest.raises(ValueError, match=r"'1\.234\.567,89': has sen"):
        parse_rupiah("1.234.567,89")


def test_words_that_say_another_amount_are_a_reason_to_refuse():
    with pytest.raises(ValueError, match="in words"):
        parse_rupiah("Rp1.000.000.000,00 (satu juta rupiah)")


@settings(max_examples=100)
@given(st.integers(1, 10**15 - 1))
@example(21_000)
def test_an_amount_agrees_with_its_own_words_and_not_with_the_next(rupiah):
    assert parse_rupiah(f"{format_rupiah(rupiah)},00 ({spelled(rupiah)} rupiah)") == rupiah
    with pytest.raises(ValueError, match="in words"):
        parse_rupiah(f"{format_rupiah(rupiah)},00 ({spelled(rupiah - 1)} rupiah)")


@pytest.mark.parametrize(
    ("rupiah", "indonesian", "english"),
    [
        (598_860_000, "Rp598.860.000", "Rp598,860,000"),
        (-2_450_000, "-Rp2.450.000", "-Rp2,450,000"),
        (0, "Rp0", "Rp0"),
        (999, "Rp999", "Rp999"),
    ],
)
def test_an_amount_is_written_in_full(rupiah, indonesian, english):
    assert (format_rupiah(rupiah), format_rupiah(rupiah, "en")) == (indonesian, english)


@pytest.mark.parametrize(
    ("rupiah", "indonesian", "english"),
    [
        (598_860_000, "Rp598,86 juta", "Rp598.86 million"),
        (751_458_000, "Rp751,458 juta", "Rp751.458 million"),
        (1_040_000_000, "Rp1,04 miliar", "Rp1.04 billion"),
        (-2_450_000, "-Rp2,45 juta", "-Rp2.45 million"),
        (1_500_000_000_000, "Rp1,5 triliun", "Rp1.5 trillion"),
        (100_000_000, "Rp100 juta", "Rp100 million"),
        (310_005_856, "Rp310.005.856", "Rp310,005,856"),
        (1_242_350_000, "Rp1.242.350.000", "Rp1,242,350,000"),
        (1_242_300_000, "Rp1.242.300.000", "Rp1,242,300,000"),
        (5_000, "Rp5.000", "Rp5,000"),
        (0, "Rp0", "Rp0"),
    ],
)
def test_an_amount_is_written_short_only_where_nothing_is_lost(rupiah, indonesian, english):
    assert (format_rupiah_short(rupiah), format_rupiah_short(rupiah, "en")) == (indonesian, english)


@settings(max_examples=150)
@given(st.integers() | st.integers(-(10**9), 10**9).map(lambda number: number * 1000))
def test_written_amounts_read_back(rupiah):
    assert parse_rupiah(format_rupiah(rupiah)) == rupiah
    assert parse_rupiah(format_rupiah_short(rupiah)) == rupiah


@settings(max_examples=100)
@given(st.integers(min_value=1000), st.sampled_from(["Rp", "Rp ", "IDR ", ""]))
def test_english_amounts_are_never_accepted(rupiah, currency):
    with pytest.raises(ValueError, match="accepted is"):
        parse_rupiah(currency + format_rupiah(rupiah, "en").removeprefix("Rp"))


@settings(max_examples=200)
@given(st.from_regex(r"\A(Rp\.? ?)?[0-9.]{0,6}[0-9.,][oO][0-9.,][0-9.,]{0,5}( juta| M)?\Z"))
def test_a_letter_o_among_the_digits_is_never_accepted(text):
    with pytest.raises(ValueError, match="accepted is"):
        parse_rupiah(text)
