"""Printed dates: what they say and no more."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis.values.dates import MONTHS, WEEKDAYS, excel_date, parse_date
from ikm_analysis.values.formats import format_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sabtu (7/10/2017)", "2017-10-07"),
        ("Kamis, (20/06/2024)", "2024-06-20"),
        ("Rabu,(22/1/2020)", "2020-01-22"),
        ("Senin, 24/07/2023", "2023-07-24"),
        ("Minggu (11/5) 2025)", "2025-05-11"),
        ("Kamis (28 Oktober 2021)", "2021-10-28"),
        ("Jumat. 3 Juni 2022", "2022-06-03"),
        ("Kamis 10 Februari 2022", "2022-02-10"),
        ("Selasa 02 Jan 2018 08:25 WIB", "2018-01-02"),
        ("Rabu, 20 Oktober 2021 14:31 WIB", "2021-10-20"),
        ("Selasa, 23 Maret 2021 - 20:42 WIB", "2021-03-23"),
        ("Sabtu, 04 Februari 2012 \u2013 11:06 WIB", "2012-02-04"),
        ("Minggu, 13 Oktober 2019 | 10:10", "2019-10-13"),
        ("20 Januari 2019, 18: 48: 21 WIB", "2019-01-20"),
        ("Selasa, 13 Mar 2018 21:08", "2018-03-13"),
        ("23/10/2021, 10:00 WIB", "2021-10-23"),
        ("23/10/2021 10.00 WIB", "2021-10-23"),
        ("29Okt 2024", "2024-10-29"),
        ("19 - Aug - 2022, 01:32", "2022-08-19"),
        ("Friday, August 17, 2012", "2012-08-17"),
        ("2016-11-21", "2016-11-21"),
        ("2017-10-07 00:00:00", "2017-10-07"),
        ("2017-10-07T00:00:00", "2017-10-07"),
        ("03/02/2020", "2020-02-03"),
        ("7-10-2017", "2017-10-07"),
        ("7.10.2017", "2017-10-07"),
        ("07-10-17", "2017-10-07"),
        ("07.10.17", "2017-10-07"),
        ("Senin (3/1/22)", "2022-01-03"),
        ("17 Agst 2020", "2020-08-17"),
        ("17 Ags. 2020", "2020-08-17"),
        ("1 Nopember 2020", "2020-11-01"),
        ("1 Pebruari 2020", "2020-02-01"),
        ("1 Mrt 2020", "2020-03-01"),
        ("Jum'at, 3 Januari 2020", "2020-01-03"),
        ("Jum\u2019at (13/10/2023)", "2023-10-13"),
        ("Jum, at (23/09/2022)", "2022-09-23"),
        ("Ahad (7/10/2018)", "2018-10-07"),
        ("Sabtu (22/02/2020) pagi", "2020-02-22"),
        ("Jumat (03/08/2018) kemaren", "2018-08-03"),
        ("TMT 1 Juli 2019", "2019-07-01"),
        ("tgl 5-8-2019", "2019-08-05"),
        ("Sampang, 4 Januari 2017", "2017-01-04"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_a_full_date_is_that_one_day(text, day):
    reading = parse_date(text)
    assert reading.date == reading.first == reading.last == date.fromisoformat(day)
    assert (reading.precision, reading.candidates) == ("day", (reading.date,))
    assert reading.weekday_agrees is (None if reading.weekday is None else True)


@pytest.mark.parametrize(
    ("text", "precision", "first", "last", "weekday"),
    [
        ("Agustus 2019", "month", date(2019, 8, 1), date(2019, 8, 31), None),
        ("Februari 2024", "month", date(2024, 2, 1), date(2024, 2, 29), None),
        ("2017", "year", date(2017, 1, 1), date(2017, 12, 31), None),
        ("29 September hingga 21 Desember 2022", "range", date(2022, 9, 29), date(2022, 12, 21), None),
        ("5 sampai 9 September 2022", "range", date(2022, 9, 5), date(2022, 9, 9), None),
        ("Okt-Nop 2017", "range", date(2017, 10, 1), date(2017, 11, 30), None),
        ("Senin (12/3)", "day_without_year", None, None, 0),
        ("29 Februari", "day_without_year", None, None, None),
        ("5 Okt 10:10", "day_without_year", None, None, None),
        ("kemarin (2/1)", "day_without_year", None, None, None),
        ("Jum\u2019at (24/12) kemarin", "day_without_year", None, None, 4),
        ("Sampang, 4/1", "day_without_year", None, None, None),
        ("Senin", "weekday", None, None, 0),
        ("Minggu", "weekday", None, None, 6),
        ("Senin malam", "weekday", None, None, 0),
    ],
)
def test_less_than_a_full_date_is_never_made_a_day(text, precision, first, last, weekday):
    reading = parse_date(text)
    assert (reading.precision, reading.first, reading.last, reading.weekday) == (precision, first, last, weekday)
    assert (reading.date, reading.candidates, reading.weekday_agrees) == (None, (), None)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Selasa (3/2/2020)", ["2020-02-03", "2020-02-04", "2020-03-03"]),
        ("rabu (17/3/2015)", ["2015-03-17", "2015-03-18"]),
        ("Rabu (2/9/2019)", ["2019-09-02", "2019-10-02"]),
        ("Kamis, 22 Juni 2022", ["2022-06-22", "2022-06-23"]),
        ("Jumat, 31 Desember 2022", ["2022-12-31", "2022-12-30"]),
        ("Selasa (5/6/2020)", ["2020-06-05", "2020-05-05"]),
        ("Senin (10/3/2020)", ["2020-03-10", "2020-02-10", "2020-03-09"]),
        ("Kamis (1/1/2020)", ["2020-01-01", "2020-01-02"]),
    ],
)
def test_a_weekday_that_clashes_gives_the_days_it_may_have_meant(text, candidates):
    reading = parse_date(text)
    days = [date.fromisoformat(day) for day in candidates]
    assert (reading.weekday_agrees, reading.date, list(reading.candidates)) == (False, None, days)
    assert (reading.first, reading.last) == (min(days), max(days))


REFUSED = """
31/02/2020|31/2|30 Februari 2024|29/2/2023|0000-00-00|00/00/0000|2/13/2020|43015|43015,5|4301|0017|1899|2100
07-10-98|5-8|12-3|08/2019|2016/11/21|2016-13-01|5/8-2019||-|kemarin|pagi|Agustus|Oktober\u2013November|minggu lalu
Senin depan|3 hari lalu|7 Oktober 2017 dan 8 Oktober 2017|Sabtuu 7/10/2017|7 Oktobr 2017|Okt-17|٧/١٠/٢٠١٧|1e3
9 sampai 5 September 2022|7/10/2017 25:00|7/10/2017x|rapat 7/10/2017|7 10 2017|7/10/20175|IKM"""


@pytest.mark.parametrize(
    "text",
    [text for line in REFUSED.splitlines() for text in line.split("|")],
)
def test_no_date_or_an_impossible_one_is_refused(text):
    with pytest.raises(ValueError, match="accepted is, for example, Sabtu"):
        parse_date(text)


def test_a_text_too_long_to_be_a_date_is_refused_unread():
    with pytest.raises(ValueError, match="not a date"):
        parse_date("7 Oktober 2017" + " -" * 16000)


def test_every_month_and_weekday_name_is_read():
    assert {name: parse_date(f"5 {name} 2020").date.month for name in MONTHS} == MONTHS
    assert {name: parse_date(name.upper()).weekday for name in WEEKDAYS} == WEEKDAYS


days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@settings(max_examples=100)
@given(days, st.sampled_from(["id", "en"]))
def test_a_written_date_reads_back_and_a_written_month_stays_a_month(day, lang):
    assert parse_date(format_date(day, lang)).date == day
    assert parse_date(day.isoformat()).date == day
    assert parse_date(f"{day.day}/{day.month}/{day.year}").date == day
    month = parse_date(format_date(day, lang, pattern="MMMM y"))
    assert month.date is None
    assert month.first <= day <= month.last


@settings(max_examples=100)
@given(days.filter(lambda day: 1900 < day.year < 2099), st.sampled_from(sorted(WEEKDAYS)))
def test_candidates_begin_with_the_printed_day_and_the_others_fall_on_the_printed_weekday(day, weekday):
    reading = parse_date(f"{weekday} ({day:%d/%m/%Y})")
    assert reading.candidates[0] == day
    assert all(other.weekday() == WEEKDAYS[weekday] for other in reading.candidates[1:])
    assert list(reading.candidates[1:]) == sorted(set(reading.candidates[1:]))
    assert reading.weekday_agrees is (day.weekday() == WEEKDAYS[weekday])


@settings(max_examples=300)
@given(st.text(alphabet="0123456789/- okJatsenin:.", max_size=14))
def test_a_day_is_only_ever_read_from_a_printed_day(text):
    try:
        reading = parse_date(text)
    except ValueError:
        return
    if reading.date:
        printed = {int(part) for part in "".join(c if c in "0123456789" else " " for c in text).split()}
        assert reading.date.day in printed
        assert {reading.date.year, reading.date.year - 2000} & printed


@pytest.mark.parametrize(
    ("serial", "day"),
    [(43015, date(2017, 10, 7)), (43015.99, date(2017, 10, 7)), (61, date(1900, 3, 1))],
)
def test_an_excel_serial_is_its_day(serial, day):
    assert excel_date(serial) == day


@pytest.mark.parametrize("serial", [60, 1, 0, -1, 2958466, float("nan"), float("inf"), True])
def test_a_number_that_is_no_excel_date_is_refused(serial):
    with pytest.raises(ValueError, match="43015"):
        excel_date(serial)
