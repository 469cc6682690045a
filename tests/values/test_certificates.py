"""Permits as people type them into a cell."""

import re
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ikm_analysis import parse_certificate, reference
from ikm_analysis.values.certificates import CertificateReading
from ikm_analysis.values.status import Status


def one(text, kind=None, **known) -> CertificateReading:
    (reading,) = parse_certificate(text, kind, **known)
    return reading


def told(text, kind=None):
    """Kind and status of each permit of a cell."""
    return [(reading.kind, str(reading.status)) for reading in parse_certificate(text, kind)]


def numbered(text, kind=None):
    return [(reading.kind, reading.number) for reading in parse_certificate(text, kind)]


@pytest.mark.parametrize(
    "text",
    ["P-IRT", "PIRT", "p.irt", "P,IRT", "P_IRT", "P - IRT", "pirt\n", "SPP-IRT", "SPP IRT", "SP-PIRT", "No. PIRT",
     "Sertifikat P-IRT", "Depkes P-IRT", "sertifikat produksi pangan industri rumah tangga ("],
)  # fmt: skip
def test_a_name_is_told_by_its_letters_alone_and_its_number_is_asked_for(text):
    reading = one(text)
    assert (reading.kind, reading.number, reading.status) == ("pirt", "", Status.HELD)
    assert reading.issues == ("number_missing",)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        ("Halal MUI|MUI|LP POM MUI|LP-POM MUI|LPPOM MUI|sertifikasi halal|\nhalal|Halal BPJPH", "halal"),
        ("MD BPOM|BPOM RI|BPOM MD|Badan POM", "bpom"),
        ("IUMK|SIUMK|Surat Izin Usaha Mikro dan Kecil|Surat Ijin Usaha Micro dan Kecil|IUMK (Izin Usaha Mikro Kecil)",
         "iumk"),
        ("SIUP|Surat Izin Usaha Perdagangan (SIUP)", "siup"),
        ("TDI|Tanda Daftar Industri", "tdi"),
        ("IUI|Izin Usaha Industri (IUI)", "iui"),
        ("SITU|Surat Izin Tempat Usaha (SITU)|SITU Kecamatan", "situ"),
        ("HO|Izin gangguan", "ho"),
        ("Merk|HKI - Merek Dagang|Hak Merek", "merek"),
        ("HKI|hak cipta", "haki"),
        ("Laik Higiene Sanitasi Depot Air Minum|Izin Kesehatan Laik Sehat", "slhs"),
    ],
)  # fmt: skip
def test_other_names_tell_their_kind(texts, kind):
    assert {text: told(text) for text in texts.split("|")} == {text: [(kind, "held")] for text in texts.split("|")}


@pytest.mark.parametrize("text", ["Dinkes", "Ijin kelurahan", "izin", "Izin edar"])
def test_a_word_that_many_permits_share_is_a_permit_of_unclear_kind(text):
    assert (one(text).kind, one(text).issues) == ("permit", ("kind_unclear",))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("P-IR", "pirt"), ("RIRT", "pirt"), ("PIRTT", "pirt"), ("PRIT", "pirt"), ("Hallal", "halal"),
     ("Laik Higienen", "slhs"), ("Surat Izin Tempat Us", "situ")],
)  # fmt: skip
def test_a_name_one_letter_off_or_cut_off_is_asked_back(text, kind):
    assert (one(text).kind, "name_near" in one(text).issues) == (kind, True)


@pytest.mark.parametrize("text", ["wew", "FDI", "notaris", "kerupuk cap pelangi", "()", "٣٤٥", "Surat", "2016", "!!"])
def test_text_that_says_nothing_is_kept_and_asked_back(text):
    reading = one(text)
    assert (reading.text, reading.kind, reading.issues) == (text, "", ("not_understood",))
    assert one(text, "pirt").kind == "pirt"
    assert reading.status == Status.UNKNOWN


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "unknown"), ("-", "unknown"), ("ada", "held"), ("Belum", "not_held"), ("on proses", "in_process"),
     ("sedang diurus", "in_process"), ("mati", "expired"), ("√", "held")],
)  # fmt: skip
def test_a_mark_is_the_status_of_what_the_column_is_about(text, status):
    assert told(text, "pirt") == [("pirt", status)]
    assert told(text) == [("", status)]
    assert one(text, "permit").issues == ()


def test_a_mark_in_a_column_of_one_kind_asks_for_the_number():
    assert one("ada", "pirt").issues == ("number_missing",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P-IRT (on Proses)", [("pirt", "in_process")]),
        ("HKI Merek/Dalam Proses", [("merek", "in_process")]),
        ("Sedang pengurusan Merk", [("merek", "in_process")]),
        ("belum memilki izin\n", [("permit", "not_held")]),
        ("Halal mati", [("halal", "expired")]),
        ("PIRT -", [("pirt", "unknown")]),
        ("PIRT: ?", [("pirt", "unknown")]),
        ("PIRT v, halal x", [("pirt", "held"), ("halal", "not_held")]),
        ("sudah PIRT belum halal", [("pirt", "held"), ("halal", "not_held")]),
        ("PIRT sudah halal belum", [("pirt", "held"), ("halal", "not_held")]),
        ("PIRT, belum halal", [("pirt", "held"), ("halal", "not_held")]),
        ("Belum ada PIRT dan Halal", [("pirt", "not_held"), ("halal", "not_held")]),
        ("belum PIRT; halal", [("pirt", "not_held"), ("halal", "held")]),
        ("PIRT 2063526010123-25, halal belum", [("pirt", "held"), ("halal", "not_held")]),
    ],
)
def test_a_mark_goes_with_its_permit(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    ["PIRT, halal belum", "PIRT dan Halal (on proses)", "belum 2063526010123-25", "PIRT ada, belum"],
)
def test_a_mark_that_may_be_about_one_permit_or_two_or_contradicts_the_cell_is_unclear(text):
    first = parse_certificate(text)[0]
    assert (first.status, "status_unclear" in first.issues) == (Status.UNKNOWN, True)


@pytest.mark.parametrize(
    "text",
    ["membutuhkan sertifikat halal", "HALAL BAGI KUBE", "Halal 2016", "belum diperpanjang PIRT", "PIRT n Halal 1"],
)
def test_words_left_over_make_the_status_unknown_where_no_number_stands(text):
    reading = parse_certificate(text)[-1]
    assert (reading.status, "words_left" in reading.issues) == (Status.UNKNOWN, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P-IRT No. 2063526010123-25", [("pirt", "2063526010123-25")]),
        ("PIRT:2063526010123–25", [("pirt", "2063526010123-25")]),
        ("206 3526 01 0123 25", [("pirt", "2063526010123-25")]),
        ("No P-IRT : 2.06.3526.01.0123.25", [("pirt", "2063526010123-25")]),
        ("halal ID35110001325901022", [("halal", "ID35110001325901022")]),
        ("ID 3511 0001 3259 01022", [("halal", "ID35110001325901022")]),
        ("MD 224510107115", [("bpom", "MD224510107115")]),
        ("BPOM RI MD No. 240935001200027", [("bpom", "MD240935001200027")]),
        ("NIB 0123456789012", [("nib", "0123456789012")]),
        ("IDM000123456", [("merek", "IDM000123456")]),
        ("POM TR 123456789", [("tr", "TR123456789")]),
        ("NA18210100123", [("kosmetik", "NA18210100123")]),
        ("NA 12345", [("", "12345")]),
        ("SNI 3556:2010", [("sni", "SNI3556:2010")]),
        ("SITU : 503/3357/4.6.03.04/2015", [("situ", "503/3357/4.6.03.04/2015")]),
        ("510/123/SIUP-K/III/2016", [("siup", "510/123/SIUP-K/III/2016")]),
        ("2063526010123-25 (exp. 12/03/2025)", [("pirt", "2063526010123-25")]),
        ("2063526010123-25 2025", [("pirt", "2063526010123-25")]),
    ],
)
def test_a_number_is_text_in_one_form(text, expected):
    assert numbered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PIRT 2063526010123-25, Halal ID35110001325901022",
         [("pirt", "2063526010123-25"), ("halal", "ID35110001325901022")]),
        ("PIRT 2063526010123-25/Halal", [("pirt", "2063526010123-25"), ("halal", "")]),
        ("PIRT 2063526010123-25 2153526010124-25", [("pirt", "2063526010123-25"), ("pirt", "2153526010124-25")]),
        ("MD 224510107115 / 224510107116", [("bpom", "MD224510107115"), ("bpom", "224510107116")]),
        ("1. PIRT 2063526010123-25\n2. Halal ID35110001325901022",
         [("pirt", "2063526010123-25"), ("halal", "ID35110001325901022")]),
        ("NIB 1234567890123 PIRT 2063526010123-25", [("nib", "1234567890123"), ("pirt", "2063526010123-25")]),
        ("P-IRT & Halal", [("pirt", ""), ("halal", "")]),
        ("IZIN KEC.IUMK/PIRT", [("iumk", ""), ("pirt", "")]),
        ("SIUP, SITU, TDP", [("siup", ""), ("situ", ""), ("tdp", "")]),
        ("Surat Izin Usaha Mikro dan Kecil dan P-IRT", [("iumk", ""), ("pirt", "")]),
        ("UKL/UPL", [("permit", "")]),
        ("Halal, Halal MUI", [("halal", "")]),
    ],
)  # fmt: skip
def test_several_permits_in_a_cell_are_read_one_by_one(text, expected):
    assert numbered(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "issue"),
    [
        ("206352601012325", "pirt", "missing_hyphen"),
        ("9063526010123-25", "pirt", "unknown_packaging"),
        ("2993526010123-25", "pirt", "unknown_food_group"),
        ("2061208010246", "pirt", "old_form"),
        ("202200101140", "pirt", "wrong_length"),
        ("223094012932-15", "pirt", "wrong_length"),
        ("88901290121-02", "pirt", "wrong_length"),
        ("2O63526010123-25", "pirt", "letters_in_number"),
        ("MD 22451010711", "bpom", "wrong_length"),
        ("224510107115", "bpom", "letters_missing"),
        ("ID3511000132590", "halal", "halal_incomplete"),
        ("ID351100013259010222", "halal", "wrong_length"),
        ("ID35110001325901322", "halal", "halal_month"),
        ("15110012345678", "halal", "halal_legacy"),
        ("123456789012", "nib", "wrong_length"),
        ("SNI 01-3556-2000", "sni", "number_form"),
        ("SKP 123/2020", "skp", "layout_unverified"),
    ],
)
def test_what_does_not_fit_a_number_is_said_and_the_number_kept(text, kind, issue):
    reading = one(text, kind)
    assert (reading.kind, reading.issues) == (kind, (issue,))
    assert re.sub("[^0-9O]", "", reading.number) == re.sub("[^0-9O]", "", text)
    assert reading.status == Status.HELD


def test_a_number_decided_by_nothing_is_of_no_kind():
    assert (one("2063526010123").kind, one("2063526010123").issues) == (
        "",
        ("kind_unclear",),
    )  # NIB, or P-IRT cut short
    assert (one("no: 197/04-06").number, one("no: 197/04-06").issues) == ("197/04-06", ("number_unknown",))


def test_a_number_of_another_kind_than_the_column_is_said():
    assert one("MD 224510107115", "pirt").issues == ("other_kind",)
    assert one("2063526010123-25", "permit").issues == ()


def test_a_decree_is_not_yet_a_certificate():
    reading = one("No KH 12345678")
    assert (reading.kind, reading.status, reading.issues) == ("halal", Status.IN_PROCESS, ("halal_kh",))


def test_every_block_of_a_pirt_number_is_told():
    reading = one("2063526010123-25")
    told = {block.name: (block.code, block.meaning.get("en")) for block in reading.blocks}
    assert told == {
        "packaging": ("2", "Plastic"),
        "food_group": ("06", "Flour and its products"),
        "regency": ("3526", "Bangkalan"),
        "product": ("01", None),
        "firm": ("0123", None),
        "year": ("25", None),
    }
    assert (reading.expires_first, reading.expires_last) == (date(2025, 1, 1), date(2025, 12, 31))


def test_blocks_nobody_has_published_are_a_hint_only():
    for text in ("MD 240935001200027", "ID35110001325901022"):
        assert not any(block.is_official for block in one(text).blocks)
        assert "bukan dari aturan resmi" in str(one(text))
    assert [block.code for block in one("MD 224510107115").blocks] == ["2", "245", "10", "107", "115"]


@pytest.mark.parametrize(
    ("number", "regency", "wrong"),
    [
        ("2063526010123-25", "Bangkalan", False),
        ("2063526010123-25", "Kab. Bangkalan", False),
        ("2063526010123-25", "Sampang", True),
        ("2063213010123-25", "Sampang", True),
        ("2063526010123-25", "Tanjungpinang", True),
        ("2062172010123-25", "Tanjungpinang", False),  # neither the place nor the code is known here
        ("2063213010123-25", None, False),
    ],
)
def test_a_number_of_another_regency_is_said_where_one_of_the_two_is_known(number, regency, wrong):
    assert ("wrong_regency" in one(number, regency=regency).issues) == wrong


def test_the_year_is_compared_with_the_day_of_issue():
    assert one("2063526010123-25", issued=date(2020, 12, 31)).issues == ()
    assert one("2063526010123-26", issued=date(2020, 1, 1)).issues == ("year_not_issue_plus_5",)
    assert one("2063526010123", "pirt", issued=date(2017, 1, 1)).issues == ("year_missing",)
    assert one("2063526010123", "pirt", issued=date(2010, 1, 1)).issues == ("old_form",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3526010101900001", None),
        ("3526010101900001", "nib"),
        ("3526019991900001", "nib"),
        ("NIB: 3526 0101 0190 0001", None),
        ("NIK 3526.0101.0190.0001", "pirt"),
        ("3526010101900001 2019", "nib"),
        ("PIRT / 3526010101900001", None),
        ("12/3526010101900001/X", None),
        ("35260101O1900001", "nib"),
        ("1. 3526010101900001", None),
        ("HP 3526010101900001 5 tahun", "halal"),
        ("3526010101900001-2063526010123", "pirt"),
        ("081234567890", None),
        ("+62 812-3456-7890", "pirt"),
    ],
)
def test_what_may_be_a_persons_number_is_in_no_field(text, kind):
    readings = parse_certificate(text, kind)
    assert any(issue in ("possible_nik", "possible_phone") for reading in readings for issue in reading.issues)
    shown = repr(readings) + "".join(map(str, readings)) + "".join(reading._repr_html_() for reading in readings)
    assert not re.search("0190|8123|3456|999190", re.sub("[ .-]", "", shown))


def test_sixteen_digits_that_hold_no_birth_date_are_a_wrong_pirt_number():
    assert one("PIRT NO : 2.02.2101030.0490.21").issues == ("wrong_length",)


def test_a_reading_shows_itself_in_words_without_colours_of_its_own():
    reading = one("<b>halal</b>", "halal")
    assert "color" not in reading._repr_html_()
    assert "<b>" not in reading._repr_html_()
    text = str(one("2063526010123-25", regency="Sampang"))
    assert "06: kelompok pangan, Tepung dan hasil olahnya" in text
    assert "31 Desember 2025" in text
    assert "! Kode kabupaten" in text
    assert one("2063526010123-25").in_words("en")[0] == "P-IRT (home food permit) 2063526010123-25: held"


def test_every_issue_kind_and_block_has_words():
    code = "".join(
        (reference.FOLDER / ".." / "values" / name).read_text()
        for name in ("certificates.py", "certificate_numbers.py")
    )
    words = {key.split(".")[1] for key in reference.messages() if key.startswith("certificate_issue.")}
    in_tables = {
        row["issue"] for row in (*reference.certificate_names().values(), *reference.number_layouts().values())
    }
    quoted = set(re.findall('"([a-z_0-9]+)"', code)) | {"unknown_packaging", "unknown_food_group"} | in_tables
    assert words <= quoted
    kinds = {row["code"] for row in reference.certificate_kinds()}
    assert {row["kind"] for row in reference.certificate_names().values()} <= kinds | {""}
    for row in reference.number_layouts().values():
        sizes = re.findall("([a-z_]+) ([0-9])", row["layout"])
        assert sum(int(size) for _, size in sizes) == (int(row["digits"]) if sizes else 0)
        assert {f"certificate.block_{name}" for name, _ in sizes} <= set(reference.messages())


blocks = st.tuples(
    st.integers(1, 8).map(str),
    st.integers(1, 16).map("{:02}".format),
    st.integers(1101, 9999).map(str),
    st.integers(0, 99).map("{:02}".format),
    st.integers(0, 9999).map("{:04}".format),
    st.integers(0, 99).map("{:02}".format),
)
spellings = st.sampled_from(
    ["{0}{1}{2}{3}{4}-{5}", "{0}{1}{2}{3}{4}{5}", "{0}{1} {2} {3} {4} {5}", "{0}.{1}.{2}.{3}.{4}-{5}",
     "{0}{1}{2}{3}{4} - {5}", "{0}{1}{2}{3}{4}–{5}", "{0}{1} {2}{3}{4}/{5}"]
)  # fmt: skip
names = st.sampled_from(["P-IRT No. ", "PIRT:", "p.irt ", "SPP-IRT nomor: ", "PIRT", "No P,IRT : ", "dinkes pirt ", ""])


@given(blocks, spellings, names, st.sampled_from(["", " ", "\n", " (ada)", ", halal"]))
def test_a_pirt_number_in_any_spelling_reads_back_its_blocks(digits, spelling, name, after):
    reading = parse_certificate(name + spelling.format(*digits) + after, "pirt")[0]
    assert tuple(block.code for block in reading.blocks) == digits
    assert reading.number == f"{''.join(digits[:5])}-{digits[5]}"
    assert set(reading.issues) <= {"missing_hyphen"}
    assert (reading.kind, reading.status) == ("pirt", Status.HELD)


TYPED = (
    "PIRT|P-IRT|halal|MUI|belum|ada|on proses|dan|/|,|;|\n|-|&|(|)|no.|MD |ID|NA|TR|NIB|SIUP|x|n|wew|kelurahan|1. |"
    "2016|12/03/2020|2063526010123-25|206352601012325|35110001325901022|224510107115|503/12/IX/2016|5 tahun|O|٣|√"
)
typed = st.lists(
    st.sampled_from(TYPED.split("|")) | st.text(max_size=4) | st.from_regex("[0-9]{1,20}", fullmatch=True), max_size=8
)


@settings(max_examples=300)
@given(typed.map(" ".join) | typed.map("".join) | st.text(), st.sampled_from([None, "pirt", "nib", "permit", "?"]))
def test_no_text_raises_and_no_digit_is_lost(text, kind):
    assume("•" not in text)  # the sign that stands for a digit not shown
    readings = parse_certificate(text, kind, "Bangkalan", date(2020, 1, 1))
    assert readings
    for reading in readings:
        assert str(reading)
        assert reading.issues or reading.status or reading.kind
        for issue in reading.issues:
            assert f"certificate_issue.{issue}" in reference.messages()
    kept = re.sub("[^0-9•]", "", "".join(reading.text for reading in readings))
    assert len(kept) == len(re.sub("[^0-9]", "", text))
    assert all(now in ("•", was) for now, was in zip(kept, re.sub("[^0-9]", "", text), strict=True))
    hidden = [reading for reading in readings if {"possible_nik", "possible_phone"} & set(reading.issues)]
    assert ("•" in kept) == bool(hidden)


@given(typed, typed, st.sampled_from([None, "pirt", "nib", "permit"]))
def test_a_nik_among_other_words_is_never_shown(before, after, kind):
    readings = parse_certificate(" ".join([*before, "3526010101900001", *after]), kind)
    assert not any("3526010101900001" in re.sub("[^0-9]", "", f"{r.text} {r.number}") for r in readings)


@pytest.mark.parametrize("filling", [" ", ",", "dan ", "\n", ".", "- ", "1/", "a-", "p,", "1 "])
def test_a_cell_full_of_separators_is_read_like_any_other(filling):
    readings = parse_certificate("PIRT " + filling * 10_000 + " halal")
    assert [reading.kind for reading in readings if reading.kind] == ["pirt", "halal"]


@given(typed.map(" ".join))
def test_a_number_is_made_of_the_digits_of_its_own_part_of_the_cell(text):
    for reading in parse_certificate(text):
        assert re.sub("[^0-9]", "", reading.number) in re.sub("[^0-9]", "", reading.text)
