"""Published figures: the numeral with the words around it."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis.values.figures import parse_figure, units
from ikm_analysis.values.formats import format_number
from ikm_analysis.values.rupiah import parse_rupiah

# A selection of the hand-read figures in data/raw/observations.csv, every shape of text once.
with (Path(__file__).parent / "figures_as_published.csv").open(encoding="utf-8", newline="") as lines:
    PUBLISHED = [tuple(row.values()) for row in csv.DictReader(lines)]
HEDGED = {"approx", "at_least", "at_most"}


@pytest.mark.parametrize(("observation", "text", "value", "certainty"), PUBLISHED)
def test_a_published_figure_reads_as_the_hand_read_value(observation, text, value, certainty):
    figure = parse_figure(text)
    assert figure.value == Decimal(value), observation
    assert figure.certainty not in HEDGED or certainty in HEDGED, observation


@pytest.mark.parametrize(
    ("text", "value", "unit", "certainty", "step"),
    [
        ("Delapan dari 127 Produk IKM", "8", "products", "exact", "1"),
        ("Rp5 juta dari Rp10 juta", "5000000", "rupiah", "rounded", "1000000"),
        ("sembilan paket program", "9", "packages", "exact", "1"),
        ("dua puluh lima IKM", "25", "firms", "exact", "1"),
        ("tiga ribu hektare", "3000", "hectares", "rounded", "1000"),
        ("seribu orang", "1000", "people", "rounded", "1000"),
        ("Rp598,86 juta", "598860000", "rupiah", "rounded", "10000"),
        ("Rp751 juta", "751000000", "rupiah", "rounded", "1000000"),
        ("Rp 751.458.000", "751458000", "rupiah", "exact", "1"),
        ("Rp 1.500.000,-", "1500000", "rupiah", "exact", "1"),
        ("Rp 4,8 M", "4800000000", "rupiah", "rounded", "100000000"),
        ("Rp 1.100/kg", "1100", "rupiah", "exact", "1"),
        ("sekitar 3jutaan", "3000000", None, "approx", "1000000"),
        ("sekitar Rp3,8miliar", "3800000000", "rupiah", "approx", "100000000"),
        ("sekitar Rp5 miliar lebih", "5000000000", "rupiah", "approx", "1000000000"),
        ("320 ribu ton/tahun", "320000", "tonnes", "rounded", "1000"),
        ("25 persen", "25", "percent", "exact", "1"),
        ("74,34%", "74.34", "percent", "rounded", "0.01"),
        ("minus 4,25 persen", "-4.25", "percent", "rounded", "0.01"),
        ("913,5 hektare", "913.5", "hectares", "rounded", "0.1"),
        ("1.400 IKM", "1400", "firms", "exact", "1"),
        ("26 kelompok IKM genting", "26", "groups", "exact", "1"),
        ("lebih dari 500 IKM", "500", "firms", "at_least", "1"),
        ("kurang dari 500 IKM", "500", "firms", "at_most", "1"),
        ("tidak lebih dari 500 IKM", "500", "firms", "at_most", "1"),
        ("tak kurang dari 500 IKM", "500", "firms", "at_least", "1"),
        ("kurang lebih 500 IKM", "500", "firms", "approx", "1"),
        ("masih bawah angka 100", "100", None, "at_most", "1"),
        ("±40 orang", "40", "people", "approx", "1"),
        ("1000", "1000", None, "exact", "1"),
    ],
)
def test_the_words_around_a_numeral_give_unit_certainty_and_last_digit(text, value, unit, certainty, step):
    figure = parse_figure(text)
    assert (figure.value, figure.unit, figure.certainty, figure.step) == (
        Decimal(value),
        unit,
        certainty,
        Decimal(step),
    )


REFUSED = """
16 sampai 20|5-9 September|5 - 9|58.500 hingga 88.500 ton|5 September|7-14 hari|dua atau tiga IKM|dua tiga IKM
ratusan juta|ratusan IKM di 5 desa|Rp2.00O.000.000,00|2.000O IKM|1 OOO IKM|belum memiliki label|kosong|tidak ada
nihil||-|Rp|juta|Rp1.2 juta|Rp154.59 juta|132.293.418. kilogram|ke-3|ke 3|ketiga|kedua kelompok|tahun 2017
salah satu IKM|bukan 5 IKM|tidak 5|satu setengah ton|5 setengah|5 belas|30 puluh|dari 127 produk|hingga 100 IKM
1,234 ton|12.5 ton|1 233.30 ton|877 772 jiwa|5,099,00|6,318,563,994|1e5|١٢ IKM|½ ton|5 m²|US$ 5|Rp 5 juta 500 ribu
IKM 5 juta Rp|juta 5|5 M|8 dari 12.7 produk|12 IKM lebih dari 40|(127)|- 5|s/d 100|100 s/d|100 sampai|minimal 5 maksimal
2 ribu lima ratus|PP42/2024|3rd|007|Rp 5 -"""


@pytest.mark.parametrize(
    "text",
    [text for line in REFUSED.splitlines() for text in line.split("|")],
)
def test_a_text_that_does_not_state_one_figure_is_refused(text):
    with pytest.raises(ValueError, match="accepted is, for example"):
        parse_figure(text)


def test_print_shows_rounding_by_a_scale_word_or_decimals_only():
    assert parse_figure("sekitar 2 ribu IKM").has_scale_word
    assert parse_figure("sekitar 2 ribu IKM").has_scale_or_decimals
    assert parse_figure("0,5 ton").has_scale_or_decimals
    assert not parse_figure("0,5 ton").has_scale_word
    assert not parse_figure("2.000 IKM").has_scale_or_decimals


def test_every_unit_word_names_its_unit_after_a_numeral():
    assert {word: parse_figure(f"5 {word}").unit for word in units()} == units()


@settings(max_examples=100)
@given(
    st.integers(0, 10**13),
    st.sampled_from(["", "Rp ", "sekitar ", "lebih dari Rp"]),
    st.sampled_from(["", " IKM", " kelompok", " lebih"]),
)
def test_a_grouped_numeral_keeps_its_value_in_any_company(value, before, after):
    figure = parse_figure(f"{before}{format_number(value)}{after}")
    assert figure.value == value
    assert (figure.certainty == "exact") == (before in ("", "Rp ") and after != " lebih")


@settings(max_examples=150)
@given(st.from_regex(r"\A(Rp\.? ?)?[0-9]{1,3}([.,][0-9]{1,3}){0,2} ?(ribu|jt|juta|miliar|M)?\Z"))
def test_money_reads_as_the_same_amount_by_both_readers(text):
    try:
        rupiah = parse_rupiah(text)
    except ValueError:
        return
    if text.startswith("Rp") or not text.endswith("M"):
        assert parse_figure(text).value == rupiah


@settings(max_examples=150)
@given(st.from_regex(r"\A[A-Za-z ]{0,6}[0-9.]{0,4}[0-9][oO][0-9.,][0-9.,]{0,4}[A-Za-z ]{0,6}\Z"))
def test_a_letter_o_among_the_digits_is_never_accepted(text):
    with pytest.raises(ValueError, match="accepted is"):
        parse_figure(text)


@settings(max_examples=60)
@given(st.integers(min_value=1000), st.sampled_from(["", ".5", ".89"]), st.sampled_from(["", " ton", " IKM"]))
def test_english_grouping_is_never_accepted(whole, decimals, unit):
    with pytest.raises(ValueError, match="accepted is"):
        parse_figure(f"{whole:,}{decimals}{unit}")
