"""One cell of a register: what it says, and its fate."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikm_analysis.cleaning.columns import UNKNOWN_UNIT, reader
from ikm_analysis.cleaning.personal import personal_kind
from ikm_analysis.cleaning.readings import Fate, Reading, read_column
from ikm_analysis.sheets.cells import CellError
from ikm_analysis.sheets.layout import Column


def read(cell, field, **column):
    return reader(Column(0, "", field, **column))(cell)


@pytest.mark.parametrize(
    ("cell", "numbers", "value", "fate"),
    [
        ("1.234", "", 1234, Fate.REPAIRED),  # nothing speaks against Indonesian thousands
        ("1.234", "id", 1234, Fate.KEPT),
        ("1.234", "mixed", None, Fate.DOUBTFUL),
        ("1.095", "en", None, Fate.DOUBTFUL),  # beside 1.5 it may be decimals
        (1.234, "", Decimal("1.234"), Fate.KEPT),  # a number cell is the number it holds
        ("1,234", "", None, Fate.DOUBTFUL),
        ("1,234", "en", 1234, Fate.REPAIRED),
        ("1,234", "id", None, Fate.DOUBTFUL),
        ("43015", "", 43015, Fate.KEPT),
        (43015, "", 43015, Fate.KEPT),
        ("2.721,00", "mixed", 2721, Fate.KEPT),
        ("5,099,00", "mixed", 5099, Fate.REPAIRED),
        ("3,530,93", "mixed", Decimal("3530.93"), Fate.REPAIRED),
        ("12.5", "en", Decimal("12.5"), Fate.REPAIRED),
        ("400.000", "", 400000, Fate.REPAIRED),
        ("anjai", "", None, Fate.REFUSED),
        ("wew", "", None, Fate.DOUBTFUL),
        ("4 orang", "", 4, Fate.REPAIRED),
        ("1.5 hari", "en", Decimal("1.5"), Fate.REPAIRED),
        ("1.095 hari", "en", None, Fate.DOUBTFUL),  # beside 1.5 hari it may be a day or three years
        ("1.095 hari", "", 1095, Fate.REPAIRED),
        ("sekitar 40", "", None, Fate.DOUBTFUL),
        ("1_000", "", None, Fate.REFUSED),
        ("٣", "", None, Fate.REFUSED),
        (True, "", None, Fate.REFUSED),
    ],
)
def test_a_number_is_read_as_its_column_writes_numbers_or_doubted(cell, numbers, value, fate):
    reading = read(cell, "capacity", numbers=numbers)
    assert (reading.value, reading.fate) == (value, fate)
    assert bool(reading.code) == (fate is not Fate.KEPT)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (3.0, 3, ""),
        ("3", 3, ""),
        (-1, None, "negative_count"),
        (1.234, None, "fraction_of_count"),
        ("2,5", None, "fraction_of_count"),
        ("3 org", 3, "unit_in_cell"),
        ("3 orang", 3, "unit_in_cell"),
        ("3 kelompok", None, "other_unit"),
        ("25 (5 kelompok)", None, "other_unit"),
        ("1 lusin", None, "other_unit"),
    ],
)
def test_people_are_counted_whole_and_never_below_zero(cell, value, code):
    assert read(cell, "n_workers")[::2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "field", "header", "value"),
    [
        ("100 kg", "capacity", "Kapasitas per tahun", 100),
        ("5 lusin", "capacity", "", 5),
        ("15 KK", "n_members", "Anggota", None),
        ("15 KK", "n_members", "Anggota (KK)", 15),
        ("6 bulan", "years_in_business", "Lama usaha", None),
    ],
)
def test_a_unit_is_another_one_where_the_field_has_its_own_and_the_heading_names_no_more(cell, field, header, value):
    assert reader(Column(0, header, field))(cell).value == value


@pytest.mark.parametrize(
    ("cell", "power", "unit", "value", "code"),
    [
        (250, 3, "Rp.000", 250_000, ""),
        ("1.250", 3, "Rp.000", 1_250_000, "text_number"),
        ("Rp 2,5 juta", 3, "Rp.000", 2_500_000, "money_text"),  # a unit in the cell outweighs the heading's
        ("Rp. 789.374,-", 0, "Rp", 789_374, "money_text"),
        (720000, 0, UNKNOWN_UNIT, None, "money_without_unit"),
        ("ratusan juta", 0, "", None, "not_money"),
        (12.5, 0, "Rp", None, "sen"),
    ],
)
def test_money_is_whole_rupiah_in_the_unit_that_is_stated(cell, power, unit, value, code):
    assert read(cell, "sales_rp", power=power, unit=unit)[::2] == (value, code)


@pytest.mark.parametrize(
    ("cell", "days", "code"),
    [
        (datetime(2017, 10, 7), (date(2017, 10, 7), date(2017, 10, 7)), ""),
        ("7-10-2017", (date(2017, 10, 7), date(2017, 10, 7)), ""),
        (43015, (date(2017, 10, 7), date(2017, 10, 7)), "serial_date"),
        ("43015", None, "serial_text"),
        (2017, (date(2017, 1, 1), date(2017, 12, 31)), ""),
        ("Agustus 2019", (date(2019, 8, 1), date(2019, 8, 31)), ""),
        ("12 Maret", None, "no_year"),
        (1970, None, "unset_date"),
        ("1 Januari 1970", None, "unset_date"),
        ("2 Januari 1970", (date(1970, 1, 2), date(1970, 1, 2)), ""),
        ("besok", None, "not_a_date"),
    ],
)
def test_a_date_is_the_days_it_can_mean(cell, days, code):
    assert read(cell, "certificate_issued")[::2] == (days, code)


def test_a_failed_formula_is_refused_and_named():
    assert read(CellError("#REF!"), "n_workers") == Reading(None, Fate.REFUSED, "error_cell", "#REF!")


def test_blanks_are_blank_whatever_the_column():
    for field in ("firm_name", "n_workers", "sales_rp", "certificate", "owner_name", None):
        assert read("  ", field).fate is Fate.BLANK
        assert read(None, field).fate is Fate.BLANK


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("3526010101800001", "nik"),
        (3526010101800001, "nik"),
        ("hub. 0812-3456-7890", "phone"),
        ("+62 812 3456 7890", "phone"),
        ("Contoh 004 (0812.3456.7890)", "phone"),
        ("35.26.90.410170.0001", "nik"),
        ("3526 9041 0170 0001", "nik"),
        ("206 3526 01 0123 25", None),
        ("5.1.02.01.01.0052", None),
        ("no 2.0614 3526 01.0075 19", None),
        ("2 08 3526 01 0123 25", None),
        ("No 4 3526904101700001", "nik"),
        ("contoh@example.org", "email"),
        ("2063526010123-25", None),  # a P-IRT number
        ("1234567890123", None),  # an NIB
        ("Contoh 001", None),
        (15000000, None),
    ],
)
def test_personal_data_are_known_by_their_form_in_any_column(cell, kind):
    assert personal_kind(cell) == kind


def test_personal_data_in_another_column_give_no_value_and_no_words():
    reading = read("Contoh 001 0812 3456 7890", "firm_name")
    assert reading == Reading(None, Fate.PERSONAL, "personal_phone")


def test_a_column_of_persons_is_never_looked_at():
    assert read("Pemilik Contoh", "owner_name") == Reading(None, Fate.PERSONAL)


def test_texts_and_numbers_that_look_alike_are_read_apart():
    column = read_column(["1", 1, 1.0, True, "1"], lambda cell: Reading(type(cell).__name__))
    assert list(column.of_rows) == ["str", "int", "float", "bool", "str"]


cells = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.just(CellError("#N/A"))
)
FIELDS = ["firm_name", "n_workers", "sales_rp", "capacity", "founded_year", "certificate_issued", "certificate", "kbli"]


@given(st.lists(cells), st.sampled_from([*FIELDS, "owner_name", "row_number", None]))
def test_every_cell_has_one_fate_and_reading_never_fails(column, field):
    read = read_column(column, reader(Column(0, "", field)))
    assert len(read.fates) == len(column) == len(read.of_rows)
