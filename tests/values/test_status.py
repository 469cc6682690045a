"""Marks of yes/no and status columns."""

import pytest

from ikm_analysis.values.status import Status, parse_status


@pytest.mark.parametrize(
    ("marks", "status"),
    [
        ("ya|Ada|ADA|sudah|sdh|Y|V|v|√|✓|  sudah   ada ", Status.HELD),
        ("tidak|Tidak Ada|tdk ada|belum|Blm|N|x|X|×", Status.NOT_HELD),
        ("on proses|Proses Pengurusan|masih proses|dalam proses|PROSES|On Progress", Status.IN_PROCESS),
        ("habis masa berlaku|mati|Kedaluwarsa|kadaluarsa", Status.EXPIRED),
        ("| |\u00a0|-|–|n/a|N/A|NA|?|.", Status.UNKNOWN),
    ],
)
def test_a_mark_says_its_status(marks, status):
    assert {mark: parse_status(mark) for mark in marks.split("|")} == dict.fromkeys(marks.split("|"), status)


@pytest.mark.parametrize(
    "text",
    ["0203526010123", "1", "0", "00", "tidak ya", "ada?", "adaa", "yatidak", "ID351", "m", "tidak\u200bada"],
)
def test_a_number_or_an_unlisted_mark_is_refused(text):
    with pytest.raises(ValueError, match="accepted is, for example, ada"):
        parse_status(text)


def test_a_status_is_its_stored_word():
    assert [str(status) for status in Status] == ["held", "not_held", "in_process", "expired", "unknown"]
