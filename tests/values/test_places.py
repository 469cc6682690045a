"""Places as registers write them: the right one, or asked back; never a wrong one."""

import csv
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikm_analysis import find_desa, find_kecamatan, gazetteer, read_address, reference
from ikm_analysis.issues import UnusableFile

KECAMATAN = reference.places()
DESA = [(code, name) for code, name, _ in reference.place_rows() if len(code) == 13]
OURS = [row for row in KECAMATAN if row["regency"] in ("Bangkalan", "Sampang")]
NAME_OF = {row["code"]: row["kecamatan"] for row in KECAMATAN}
REGENCY_OF = {row["code"][:5]: row["regency"] for row in KECAMATAN}


def edits(name):
    """Every text one letter left out, put in, exchanged or swapped away from a name."""
    yield from (name[:i] + name[i + 1 :] for i in range(len(name)))
    yield from (name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1))
    for letter in ascii_lowercase:
        yield from (name[:i] + letter + name[i + 1 :] for i in range(len(name)))
        yield from (name[:i] + letter + name[i:] for i in range(len(name) + 1))


@st.composite
def retyped(draw, marks):
    """A way to type a name again: its mark, case and blanks, by chance."""
    mark, case = draw(st.sampled_from(["", *marks])), draw(st.sampled_from([str.upper, str.lower, str.title, str]))
    blank, edge = (
        draw(st.sampled_from([" ", "\u00a0", "  ", "_", "-", ""])),
        draw(st.sampled_from(["", " ", "\u00a0", "\t"])),
    )
    return lambda name: f"{edge}{mark}{case(name).replace(' ', blank)}{edge}"


@settings(max_examples=300)
@given(st.sampled_from(KECAMATAN), retyped(["Kec. ", "KEC.", "Kecamatan ", "kec\u00a0", "(Kec.) "]))
def test_every_kecamatan_is_itself_however_its_case_blanks_and_mark_are_typed(place, typed):
    reading = find_kecamatan(typed(place["kecamatan"]), place["regency"])
    assert (reading.code, reading.name, reading.regency) == (place["code"], place["kecamatan"], place["regency"])
    assert reading.how in ("exact", "joined")
    assert reading.bps_code == (place["bps_code"] or None)


@settings(max_examples=300)
@given(st.sampled_from(DESA), retyped(["Ds. ", "DESA ", "Desa/Kel. ", "Kelurahan ", "kel."]))
def test_every_desa_is_itself_inside_its_kecamatan(place, typed):
    reading = find_desa(typed(place[1]), REGENCY_OF[place[0][:5]], NAME_OF[place[0][:8]])
    assert (reading.code, reading.name) == place


def test_one_typing_error_never_makes_another_kecamatan():
    readings = [
        (place["code"], find_kecamatan(text, place["regency"]).code)
        for place in OURS
        for text in edits(place["kecamatan"].lower())
    ]
    right = sum(code == found for code, found in readings)
    assert [found for code, found in readings if found not in (code, None)] == []
    assert right / len(readings) > 0.99


@settings(max_examples=300)
@given(st.sampled_from(DESA), st.data())
def test_one_typing_error_never_makes_another_desa(place, data):
    text = data.draw(st.sampled_from(sorted(edits(place[1].lower()))))
    assert find_desa(text, place[0][:5], place[0][:8]).code in (place[0], None)


@settings(max_examples=300)
@given(st.sampled_from(KECAMATAN), st.sampled_from(sorted(REGENCY_OF)), st.data())
def test_a_kecamatan_of_another_regency_is_not_accepted_even_mistyped(place, regency, data):
    if place["kecamatan"] in {row["kecamatan"] for row in KECAMATAN if row["code"].startswith(regency)}:
        return
    assert find_kecamatan(place["kecamatan"], regency).how in ("elsewhere", "alias")  # Sumenep: its Kota Sumenep
    text = data.draw(st.sampled_from([place["kecamatan"], *edits(place["kecamatan"].lower())]))
    assert find_kecamatan(text, regency).code in (None, "35.29.01")


@pytest.mark.parametrize("regency", ["Bangkalan", "Sampang"])
def test_a_desa_typed_for_a_kecamatan_is_one_only_where_they_share_their_name(regency):
    for _, name in DESA:
        assert find_kecamatan(name, regency).how in ("exact", "joined", "elsewhere")


@pytest.mark.parametrize("regency", ["Bangkalan", "Sampang"])
@pytest.mark.parametrize(
    "city", ["Surabaya", "Gresik", "Malang", "Sidoarjo", "Lamongan", "Pasuruan", "Probolinggo", "Jember", "Jakarta"]
)
def test_a_city_is_no_kecamatan_here(city, regency):
    assert find_kecamatan(city, regency).code is None


@pytest.mark.parametrize(
    ("text", "regency", "code", "how"),
    [
        ("Galis", "Bangkalan", "35.26.18", "exact"),
        ("Galis", "Pamekasan", "35.28.03", "exact"),
        ("Galis", None, None, "asked_back"),
        ("Galis (Pamekasan)", None, "35.28.03", "joined"),
        ("Galis, Kab. Bangkalan", None, "35.26.18", "joined"),
        ("Galis, Pamekasan", "Bangkalan", None, "elsewhere"),
        ("Sampang", "Sampang", "35.27.03", "exact"),
        ("Sampang", None, None, "asked_back"),
        ("Sampang", "Bangkalan", None, "elsewhere"),
        ("Kab. Sampang", "Sampang", None, "asked_back"),
        ("Sampang Kota", "Sampang", "35.27.03", "alias"),
        ("Sumenep", "Sumenep", "35.29.01", "alias"),
        ("Kamal", None, "35.26.04", "exact"),
        ("Kamall", None, "35.26.04", "alias"),
        ("Kamql", None, None, "asked_back"),
        ("Kamql", "Bangkalan", "35.26.04", "near"),
        ("Tanah Merah", "Bangkalan", "35.26.13", "exact"),
        ("Tanah Merah", "Sampang", None, "elsewhere"),
        ("Labang", "KAB.BANGKALAN", "35.26.12", "exact"),
        ("Kr_Penang", "Kabupaten Sampang", "35.27.14", "alias"),
        ("Karangpenang (Karang Penang)", "35.27", "35.27.14", "joined"),
        ("Tj. Bumi", "3526", "35.26.09", "alias"),
        ("Konang / Galis", "Bangkalan", None, "asked_back"),
        ("Desa Galis", "Bangkalan", None, "asked_back"),
        ("Lajing", "Bangkalan", None, "elsewhere"),
        ("Galis 2", "Bangkalan", None, "asked_back"),
        ("Loa Janan", "Samarinda", None, "no_list"),
        ("Kec.", "Bangkalan", None, "blank"),
        (" - ", "Bangkalan", None, "blank"),
    ],
)
def test_a_kecamatan_is_looked_up_inside_its_regency(text, regency, code, how):
    reading = find_kecamatan(text, regency)
    assert (reading.code, reading.how) == (code, how)


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("35.26.18", "35.26.18", "code"),
        ("352618", "35.26.18", "code"),
        ("3526070", "35.26.18", "code"),  # BPS; cut to six digits it would be Klampis
        ("352607", "35.26.07", "code"),
        ("3527110", None, "elsewhere"),
        ("35.28.03", None, "elsewhere"),
        ("3526071", None, "asked_back"),
        ("3526", None, "asked_back"),
    ],
)
def test_a_code_is_known_by_its_form_and_never_cut(text, code, how):
    reading = find_kecamatan(text, "Bangkalan")
    assert (reading.code, reading.how) == (code, how)


def test_the_two_code_systems_are_converted_by_table():
    for place in OURS:
        for code in (place["code"], place["code"].replace(".", ""), place["bps_code"]):
            assert find_kecamatan(code, place["regency"]).code == find_kecamatan(code).code == place["code"]


@pytest.mark.parametrize(
    ("text", "regency", "kecamatan", "code", "how"),
    [
        ("Karang Anyar", "Bangkalan", "Kwanyar", "35.26.11.2007", "exact"),
        ("Karang Anyar", "Bangkalan", None, None, "asked_back"),
        ("Telaga Biru", "Bangkalan", None, "35.26.09.2014", "exact"),
        ("Talaga Biru", "Bangkalan", None, None, "asked_back"),
        ("Talaga Biru", "Bangkalan", "Kec. Tanjungbumi", "35.26.09.2014", "near"),
        ("Telaga Biru", "Bangkalan", "Galis", None, "elsewhere"),
        ("Telaga Biru", "Bangkalan", "Antah Berantah", None, "asked_back"),
        ("Telaga Biru", None, None, None, "asked_back"),
        ("Telaga Biru", None, "Tanjung Bumi", "35.26.09.2014", "exact"),
        ("Tlaga Biruh", "Bangkalan", "35.26.09", "35.26.09.2014", "near"),
        ("Sumur Kuning", "Bangkalan", "Kwanyar", "35.26.11.2009", "alias"),
        ("Soket Daya", "Bangkalan", "Tragah", "35.26.14.2002", "alias"),
        ("35.26.09.2014", "Bangkalan", None, "35.26.09.2014", "code"),
        ("3526092014", "Bangkalan", "Galis", None, "elsewhere"),
        ("Bumi Anyar", "Pamekasan", "Waru", None, "no_list"),
        ("", "Bangkalan", "Galis", None, "blank"),
    ],
)
def test_a_desa_is_looked_up_inside_its_kecamatan(text, regency, kecamatan, code, how):
    reading = find_desa(text, regency, kecamatan)
    assert (reading.code, reading.how) == (code, how)


def test_a_name_without_a_list_stands_as_written_without_a_code():
    reading = find_kecamatan("Kec. Loa Janan", "Kota Samarinda")
    assert (reading.name, reading.code, reading.suggestions) == ("Loa Janan", None, ())


@settings(max_examples=100)
@given(st.text(alphabet="abegiklmnorstu", min_size=1, max_size=9), st.sampled_from(["Bangkalan", "Sampang"]))
def test_a_text_asked_back_comes_with_two_names_each_of_which_reads_as_its_place(text, regency):
    reading = find_kecamatan(text, regency)
    if reading.how == "asked_back":
        found = [find_kecamatan(suggestion, regency) for suggestion in reading.suggestions]
        assert len({place.code for place in found} - {None}) == 2
        assert all(place.name in suggestion for place, suggestion in zip(found, reading.suggestions, strict=True))


@settings(max_examples=100)
@given(st.sampled_from(KECAMATAN), retyped(["Kec. "]))
def test_reading_a_name_as_found_changes_nothing(place, typed):
    first = find_kecamatan(typed(place["kecamatan"]), place["regency"])
    again = find_kecamatan(first.name, first.regency)
    assert (again.code, again.name, again.how) == (first.code, first.name, "exact")


@pytest.mark.parametrize(
    ("text", "kecamatan", "desa", "dusun"),
    [
        ("Ds. Telaga Biru Kec. Tanjung Bumi", "35.26.09", "35.26.09.2014", None),
        ("Telaga Biru Kec. Tanjung Bumi", "35.26.09", "35.26.09.2014", None),
        ("Dsn Timur,Desa Macajah,Kec.Tanjungbumi,Kab.Bangkalan,Jawa Timur", "35.26.09", "35.26.09.2012", "Timur"),
        ("Dusun Laok RT 9 RW 9 Desa Paseseh Kec Tanjung Bumi 69156", "35.26.09", "35.26.09.2001", "Laok"),
        ("Kp. Baru Rt.9/9 Ds Banyuajuh Kec Kamal", "35.26.04", "35.26.04.2002", "Baru"),
        ("Dsn. Barat RT/RW 009/002 - Ds. Banyuajuh - Kec. Kamal", "35.26.04", "35.26.04.2002", "Barat"),
        ("Dsn Barat RT09RW03 Ds.Banyuajuh", "35.26.04", "35.26.04.2002", "Barat"),
        ("Jl. Raya Kamal No. 12, Kel. Kraton, Bangkalan", "35.26.01", "35.26.01.1005", None),
        ("Jl. Desa Telaga Biru No 5 Kec. Galis", "35.26.18", None, None),
        ("Mawar 12, Karang Anyar, Kwanyar", "35.26.11", "35.26.11.2007", None),
        ("Mawar Indah, Galis", "35.26.18", None, None),
        ("BATES, PASESEH", "35.26.09", "35.26.09.2001", None),
        ("Ds. Karang Anyar", None, None, None),
        ("Ds. Telaga Biru Kec. Galis", "35.26.18", None, None),
        ("Kec. Galis Kab. Pamekasan", None, None, None),
        ("Ds. Tambaan, Sampang", None, None, None),
        ("DSN TAJUNG", None, None, "TAJUNG"),
        ("DSNDENGKAH", None, None, "DENGKAH"),
        ("DUSUN KMP. MASJID", None, None, "MASJID"),
        ("PASAR TANJUNG BUMI", None, None, None),
        ("RANGMANTEH", None, None, None),
        ("", None, None, None),
    ],
)
def test_an_address_in_bangkalan_gives_its_places(text, kecamatan, desa, dusun):
    reading = read_address(text, "Bangkalan")
    assert (reading.kecamatan.code, reading.desa.code, reading.dusun) == (kecamatan, desa, dusun)


@pytest.mark.parametrize("regency", ["Sampang", None])
@pytest.mark.parametrize(
    ("text", "kecamatan"),
    [
        ("Ds. Tambaan, Sampang", "Camplong"),  # the regency, not the kecamatan of that name
        ("Jl. X, Rongtengah, Sampang", "Sampang"),
        ("Ds. Tambaan, Camplong, Sampang", "Camplong"),
        ("Kec. Sampang, Kab. Sampang", "Sampang"),
        ("Ds. Taman, Sampang", None),
        ("Sampang", None),
    ],
)
def test_a_last_part_that_names_a_regency_is_the_regency(text, kecamatan, regency):
    assert read_address(text, regency).kecamatan.name == kecamatan


def test_a_desa_of_the_address_is_not_looked_for_outside_a_kecamatan_that_is_not_understood():
    reading = read_address("[JALAN], Tanah Merah, Samarinda Utara")
    assert (reading.kecamatan.code, reading.desa.code) == (None, None)


def test_without_a_list_the_last_part_of_an_address_is_its_kecamatan_as_written():
    reading = read_address("[JALAN], Harapan Baru, Loa Janan Ilir", "Samarinda")
    assert (reading.kecamatan.name, reading.desa.name) == ("Loa Janan Ilir", "Harapan Baru")
    assert read_address("[JALAN], Harapan Baru, Palaran, Samarinda", "Kota Samarinda").kecamatan.name == "Palaran"
    assert read_address("[JALAN], Harapan Baru, -", "Samarinda").kecamatan.how == "blank"


@settings(max_examples=200)
@given(
    st.text(alphabet="xyzq", min_size=3, max_size=8),
    st.integers(8888, 9999),
    st.sampled_from(["{0}", "{0} {1}", "Jl. {0} No. {1}", "JALAN {0}/{1}", "{0} Gg {0} {1}", "Perum {0} Blok {0}"]),
    st.sampled_from([", ", " RT 2 RW 3 ", " RT.2/3, "]),
    st.sampled_from(["Kec. Galis", "Ds. Telaga Biru Kec. Tanjung Bumi", "Banyuajuh, Kamal", "Palaran"]),
    st.sampled_from(["Bangkalan", "Samarinda", None]),
)
def test_a_street_is_in_no_reading(name, number, street, end, place, regency):
    reading = read_address(f"{street.format(name, number)}{end}{place}", regency)
    assert name not in repr(reading)
    assert str(number) not in repr(reading)


def test_a_reading_shows_itself_in_words_and_in_both_languages():
    reading = find_kecamatan("Kec. <Kamql>", "Bangkalan")
    assert str(reading) == "“Kec. <Kamql>”: kecamatan Kamal, Bangkalan (35.26.04); tampaknya salah ketik."
    assert "looks mistyped" in reading.line("en")
    shown = reading._repr_html_()
    assert "&lt;Kamql&gt;" in shown
    assert 'lang="id"' in shown
    assert 'lang="en"' in shown
    assert "color" not in shown
    for text, regency in (("Galis", None), ("Larangan", "Sampang"), ("x", "Samarinda"), ("", None), ("352618", None)):
        assert "{" not in str(find_kecamatan(text, regency))


def gazetteer_file(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name", "bps_code"), *rows])
    return path


SAMARINDA = [
    ("64.72", "Kota Samarinda", "6472"),
    ("64.72.01", "Palaran", "6472010"),
    ("64.72.04", "Samarinda Ulu", "6472040"),
    ("64.72.01.1001", "Rawa Makmur", ""),
    ("64.72.01.1002", "Bukuan", ""),
]


def test_a_gazetteer_of_another_regency_comes_from_a_file(tmp_path):
    places = gazetteer(gazetteer_file(tmp_path / "places.csv", SAMARINDA))
    assert find_kecamatan("KEC. PALARAN", "Samarinda", gazetteer=places).code == "64.72.01"
    assert find_kecamatan("6472040", "Kota Samarinda", gazetteer=places).name == "Samarinda Ulu"
    assert find_desa("Bukuan", "6472", "Palaran", gazetteer=places).code == "64.72.01.1002"
    assert read_address("[JALAN], Bukuan, Palaran", "64.72", gazetteer=places).desa.name == "Bukuan"
    assert find_kecamatan("Galis", "Bangkalan", gazetteer=places).how == "no_list"
    assert find_kecamatan("Galis", "Bangkalan").how == "exact"


def test_digits_that_are_codes_of_two_places_are_asked_back_with_both(tmp_path):
    rows = [*SAMARINDA, ("64.72.01.1003", "Handil Bakti", "6472011001")]  # the Kemendagri digits of Rawa Makmur
    reading = find_desa("6472011001", "Samarinda", gazetteer=gazetteer(gazetteer_file(tmp_path / "places.csv", rows)))
    assert (reading.code, reading.how) == (None, "asked_back")
    assert [name.split(",")[0] for name in reading.suggestions] == ["Rawa Makmur", "Handil Bakti"]


@pytest.mark.parametrize(
    "row",
    [
        ("64.72.1", "Palaran", ""),
        ("64.72.01", "Palaran lagi", ""),
        ("64.71.01", "Tanpa Kota", ""),
        ("64.72.09", " ", ""),
    ],
)
def test_a_gazetteer_with_a_row_out_of_place_is_refused_with_its_cell(tmp_path, row):
    with pytest.raises(UnusableFile, match="cell A7"):
        gazetteer(gazetteer_file(tmp_path / "places.csv", [*SAMARINDA, row]))


def test_a_gazetteer_of_other_columns_is_refused(tmp_path):
    (tmp_path / "places.csv").write_text("kode,nama\n64.72,Samarinda\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="code, name, bps_code"):
        gazetteer(tmp_path / "places.csv")
