import re
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from ikm_analysis import charts
from ikm_analysis.charts.bars import ENLARGED
from ikm_analysis.exhibit import Column, Drawing, Exhibit, Source
from ikm_analysis.present.figures import figure, figure_problems, save_figure, svg_text

KECAMATAN = [
    "Bangkalan",
    "Burneh",
    "Socah",
    "Kamal",
    "Kwanyar",
    "Labang",
    "Tragah",
    "Tanah-Merah",
    "Modung",
    "Blega",
    "Konang",
    "Galis",
    "Geger",
    "Kokop",
    "Tanjungbumi",
    "Sepulu",
    "Klampis",
    "Arosbaya",
]
LONG = "Kelompok Usaha Bersama Industri Kecil Batik Tulis Gentongan Tanjungbumi"
CERTIFICATES = ["BPOM", "P-IRT", "Halal", "SNI", "Merek"]


def bars(values, texts=None, labels=KECAMATAN, **columns):
    names = [labels[n % len(labels)] + (f" {n}" if n >= len(labels) else "") for n in range(len(values))]
    texts = texts or ["tidak diberitakan" if value is None else str(value).replace(".", ",") for value in values]
    return pd.DataFrame({"label": names, "value": values, "value_text": texts, **columns})


def drawing(kind, frame, **options):
    return Drawing(kind, frame, options)


def shares(*rows):
    columns = ["label", "part", "share", "share_text", "base_text", "known"]
    return pd.DataFrame([(*row, True)[:6] for row in rows], columns=columns)


def spans(*rows):
    return pd.DataFrame(rows, columns=["label", "low", "high", "text", "known"])


def matrix(rows, columns, value):
    cells = [(row, column, value(r, c)) for r, row in enumerate(rows) for c, column in enumerate(columns)]
    frame = pd.DataFrame(cells, columns=["row", "column", "value"])
    texts = ["tak ada data" if number is None else f"{number}" for _, _, number in cells]
    return frame.assign(value_text=texts)


def totals(*rows):
    return pd.DataFrame(rows, columns=["row", "part", "value", "value_text", "total_text"])


SAMPANG = totals(
    ("Diberitakan (Antara, 7 Okt)", "pagu", 751, "751", "751"),
    ("Jumlah rincian berita yang sama", "pengembangan produk", 598.86, "598,86", "753,45"),
    ("Jumlah rincian berita yang sama", "teknologi", 154.59, "154,59", "753,45"),
    ("Angka lengkap (Radar Madura, 5 Okt)", "pengembangan produk", 596.868, "596,868", "751,458"),
    ("Angka lengkap (Radar Madura, 5 Okt)", "teknologi", 154.59, "154,590", "751,458"),
)
ZOOM = {
    "reference": 751,
    "zoom": (740, 759),
    "zoom_text": "diperbesar: 740–759",
    "gap_row": "Jumlah rincian berita yang sama",
    "gap_text": "+2,45",
}
NOTE = (
    "Selisih di luar pembulatan (paling banyak 0,51). Angka lengkap pas: 596,868 + 154,590 = 751,458; "
    '"598,86" mungkin salah tukar angka (dugaan).'
)
COUNTS = [31, 22, 17, 12, 9, 8, 7, 5, 4, 3, 3, 2, 1, 1, 1, 1, 0, None]
UNITS = [("pengembangan hasil produksi, 23 kelompok", 26.04), ("iptek dan sistem produksi, 30 kelompok", 5.15)]

DRAWINGS = {
    "bars_18": drawing("bars", bars(COUNTS)),
    "bars_signs": drawing("bars", bars([5, 3], ["US$5 dan $3", "3"], labels=["<Batik> & $jamu$", "A_b^c"])),
    "bars_one_row": drawing("bars", bars([127])),
    "bars_38": drawing("bars", bars([n % 17 for n in range(38)])),
    "bars_long_names": drawing("bars", bars([5, 3, 8], labels=[LONG, LONG + " Baru", "Batik"])),
    "bars_38_long_names": drawing("bars", bars(range(38), labels=[LONG])),
    "bars_zero": drawing("bars", bars([0])),
    "bars_equal": drawing("bars", bars([4, 4, 4])),
    "bars_huge": drawing("bars", bars([1_000_000, 3, 0, 1], ["1.000.000 produk", "3", "0", "1"])),
    "bars_missing": drawing("bars", bars([None, 3, None])),
    "bars_all_missing": drawing("bars", bars([None, None])),
    "bars_negative": drawing("bars", bars([5, -3, 2.5, -8.25, 0])),
    "bars_all_negative": drawing("bars", bars([-3, -8])),
    "bars_tiny": drawing("bars", bars([1e-9, 3e-9])),
    "bars_emphasis": drawing("bars", bars([9, 7, 4], emphasis=[False, True, False])),
    "bars_series": drawing(
        "bars",
        bars([5, 3, 4, 2, 6, 1], labels=["Bangkalan", "Sampang", "Sumenep"]).assign(
            label=["Bangkalan", "Bangkalan", "Sampang", "Sampang", "Sumenep", "Sumenep"], series=["2017", "2018"] * 3
        ),
    ),
    "bars_four_series": drawing(
        "bars", bars([5, 3, None, 2], series=["pangan olahan", "kerajinan tangan", "batik dan tenun", "jamu"])
    ),
    "bars_long_text": drawing("bars", bars([5, None], ["5", "tidak dapat dihitung karena sumber tidak menyebutnya"])),
    "shares_one": drawing(
        "shares",
        shares(
            ("Label BPOM", "berlabel", 0, "0", "dari 127 produk"),
            ("Label BPOM", "belum berlabel", 1, "127 (100%)", "dari 127 produk"),
        ),
    ),
    "shares_many": drawing(
        "shares",
        shares(
            *(
                row
                for number, name in enumerate([*KECAMATAN[:4], LONG])
                for row in (
                    (name, "punya", 0.02 + number / 6, f"{2 + number * 16}%", "dari 127 produk", True),
                    (name, "dalam proses", 0.1, "10%", "dari 127 produk", True),
                    (name, "tidak diketahui", 0.88 - number / 6, f"{88 - number * 16}%", "dari 127 produk", False),
                )
            )
        ),
    ),
    "shares_missing": drawing(
        "shares",
        shares(
            ("Sampang", "punya", None, "tidak diberitakan", "dari 53 kelompok"),
            ("Bangkalan", "punya", 0.5, "50%", "dari 127 produk"),
        ),
    ),
    "dots_two": drawing(
        "dots", bars([26.04, 5.15], labels=[n for n, _ in UNITS], note_text=["25,95 menurut angka lengkap", None])
    ),
    "dots_one": drawing("dots", bars([3])),
    "dots_38": drawing("dots", bars([n % 9 for n in range(38)])),
    "dots_zero_missing_huge": drawing("dots", bars([0, None, 1_000_000], note_text=["tercatat", None, "perkiraan"])),
    "dots_series": drawing("dots", bars([4, 2, 7], series=["2017", "2018", "2019"])),
    "matrix": drawing("matrix", matrix(KECAMATAN, CERTIFICATES, lambda r, c: None if r == 3 else (r * c) % 23)),
    "matrix_one": drawing("matrix", matrix(["Bangkalan"], ["BPOM"], lambda r, c: 0)),
    "matrix_38_long": drawing(
        "matrix", matrix([f"{LONG} {n}" for n in range(38)], CERTIFICATES, lambda r, c: r * 100_000 + c)
    ),
    "matrix_many_columns": drawing("matrix", matrix(CERTIFICATES, KECAMATAN, lambda r, c: r * c)),
    "reconciliation": drawing("reconciliation", SAMPANG, **ZOOM, note_text=NOTE),
    "reconciliation_short_part": drawing(
        "reconciliation",
        totals(
            ("Pagu", "pagu", 100, "100", "100"),
            ("Rincian", "pelatihan dan pendampingan", 97, "97", "99"),
            ("Rincian", "alat", 2, "2", "99"),
            ("Belum dirinci", "jumlah", None, "tidak diberitakan", "?"),
        ),
        reference=100,
        zoom=(95, 102),
        zoom_text="diperbesar: 95–102",
        gap_row="Rincian",
        gap_text="−1",
    ),
    "spans_gap": drawing(
        "spans",
        spans(
            ("P-IRT", 0, 41, "41 punya", True),
            ("P-IRT", 41, 127, "86 tidak diketahui", False),
            ("BPOM", 0, 0, "0 punya", True),
            ("BPOM", 0, 127, "antara 0 dan 127", False),
            (LONG, 0, 3, "3 punya", True),
            (LONG, 3, 9, "6 tidak diketahui", False),
            ("SNI", None, None, "tidak diberitakan", False),
        ),
        limit=127,
        limit_text="127 produk binaan",
    ),
    "spans_38": drawing("spans", spans(*((f"Desa {n}", n, 2 * n, f"{n}–{2 * n}", False) for n in range(38)))),
    "spans_one": drawing("spans", spans(("Bangkalan", 3, 9, "3–9", True))),
}


def months(*rows):
    frame = pd.DataFrame(rows, columns=["label", "start", "end", "text", "known"])
    return drawing(
        "calendar", frame, months=["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
    )


def tiles(values, labels=KECAMATAN, regions=("Bangkalan",), columns=5):
    rows = []
    for number, value in enumerate(values):
        name = labels[number % len(labels)] + (f" {number}" if number >= len(labels) else "")
        region = regions[number % len(regions)]
        text = "?" if value is None else str(value)
        rows.append((region, number // columns, number % columns, name, value, text))
    names = ["region", "tile_row", "tile_column", "label", "value", "value_text"]
    return drawing("tiles", pd.DataFrame(rows, columns=names))


def curve(**series):
    rows = [
        (name, 2017 + number, str(2017 + number), value, "tidak ada" if value is None else str(value))
        for name, values in series.items()
        for number, value in enumerate(values)
    ]
    return drawing("curve", pd.DataFrame(rows, columns=["series", "x", "x_text", "value", "value_text"]))


DRAWINGS |= {
    "funnel_stages": drawing("funnel", bars([627, 127, 52, 10])),
    "funnel_equal_zero_missing": drawing("funnel", bars([5, 5, 0, None])),
    "funnel_long_names": drawing("funnel", bars([9, 4], labels=[LONG, LONG + " Baru"])),
    "funnel_38": drawing("funnel", bars(range(38, 0, -1))),
    "funnel_huge": drawing("funnel", bars([1_000_000, 3, 1])),
    "calendar_one_day": months(("Pelatihan", 7.55, 7.58, "18/8/2022", True)),
    "calendar_whole_year": months(("Pelatihan", 0, 12, "sepanjang tahun", False), ("Lain", 3, 4, "April", True)),
    "calendar_long": months(
        *((f"{LONG} {n}", n % 12, n % 12 + 1, f"bulan ke-{n % 12 + 1}", n % 2 == 0) for n in range(38))
    ),
    "tiles_18": tiles(COUNTS),
    "tiles_38_two_regions": tiles(range(38), regions=("Bangkalan", "Sampang"), columns=8),
    "tiles_long_names": tiles([1, 2, 3], labels=[LONG, "B", "C"]),
    "tiles_zero": tiles([0, 0]),
    "tiles_one": tiles([5]),
    "tiles_huge": tiles([1_000_000, 1, 0]),
    "curve_one": curve(Antara=[10, 16, 19.8, 40.8, 76.8]),
    "curve_two_meeting": curve(Antara=[10, 16, 19.8, 40.8, 70], Radar=[10, 12, 19.8, 41, 70]),
    "curve_four": curve(**{"Memo Online": [1, 2, 3], "Media Jatim": [3, 2, 1], "Antara": [2, 2, 2], LONG: [0, 5, 0]}),
    "curve_zero": curve(Antara=[0, 0, 0]),
    "curve_missing": curve(Antara=[1, None, 3]),
    "curve_point": curve(Antara=[5]),
    "curve_huge": curve(Antara=[1, 1_000_000], Radar=[1, 2]),
}


def exhibit(name="contoh", drawing=DRAWINGS["bars_18"], **changes):
    fields = {
        "subject": "products",
        "name": name,
        "question": "Berapa?",
        "finding": "Rincian anggaran melebihi pagu yang diberitakan Rp2,45 juta",
        "measure": "Pembinaan kelompok IKM",
        "place": "Kabupaten Sampang",
        "period": "2017",
        "unit": "juta rupiah",
        "table": pd.DataFrame({"a": [1]}),
        "columns": (Column("a", "A", "count"),),
        "sources": (Source("antara", "Antara 7 Okt 2017", "Judul", "https://example.org"),),
        "source_line": "Sumber: Antara/Bisnis.com 7 Okt 2017; Radar Madura 5 Okt 2017, diolah.",
        "notes": (),
        "alt": "Dua batang: pagu 751 & rincian 753,45 juta rupiah.",
        "evidence": "published",
        "lang": "id",
        "drawing": drawing,
    }
    return Exhibit(**{**fields, **changes})


def ids(names):
    return pytest.mark.parametrize("name", list(names))


@pytest.mark.parametrize("bare", [False, True], ids=["standing", "bare"])
@ids(DRAWINGS)
def test_nothing_is_clipped_faint_or_overlapping_in(name, bare):
    assert figure_problems(figure(exhibit(name, DRAWINGS[name]), bare=bare)) == []


@ids(["bars_18", "bars_38_long_names", "shares_many", "dots_38", "spans_gap", "reconciliation", "matrix"])
def test_every_row_of_the_frame_has_its_label_printed(name):
    frame = DRAWINGS[name].frame
    rows = frame["label" if "label" in frame else "row"].unique()
    labels = figure(exhibit(name, DRAWINGS[name])).axes[0].get_yticklabels()
    assert [" ".join(label.get_text().split()) for label in labels] == list(rows)


def test_a_standing_figure_prints_finding_subtitle_and_source_and_is_16_cm_wide():
    fig = figure(exhibit())
    printed = " ".join(text.get_text() for text in fig.texts)
    for words in (exhibit().finding, exhibit().subtitle, exhibit().source_line):
        assert words in printed
    assert fig.get_figwidth() * 2.54 == pytest.approx(16)


def test_a_figure_drawn_in_another_unit_than_its_table_names_the_unit_drawn():
    fig = figure(exhibit(unit="rupiah", drawing=replace(DRAWINGS["dots_two"], unit="juta per kelompok")))
    assert figure_problems(fig) == []
    assert "(juta per kelompok)" in " ".join(text.get_text() for text in fig.texts)


def test_a_bare_figure_keeps_the_drawing_and_its_note_only_and_is_15_and_a_half_cm_wide():
    fig = figure(exhibit("budget", DRAWINGS["reconciliation"]), bare=True)
    assert " ".join(text.get_text() for text in fig.texts) == NOTE
    assert fig.get_figwidth() * 2.54 == pytest.approx(15.5)


def test_both_forms_draw_the_same_values():
    both = [figure(exhibit(), bare=bare).axes[0].containers[0] for bare in (False, True)]
    assert [bar.get_width() for bar in both[0]] == [bar.get_width() for bar in both[1]]


def test_a_long_finding_wraps_and_makes_the_figure_higher():
    short, long = figure(exhibit()), figure(exhibit(finding=" ".join(["Anggaran pembinaan melebihi pagu"] * 8)))
    assert figure_problems(long) == []
    assert long.get_figheight() > short.get_figheight()
    assert short.axes[0].get_position().height * short.get_figheight() == pytest.approx(
        long.axes[0].get_position().height * long.get_figheight()
    )


def test_settings_of_the_user_change_neither_the_figure_nor_are_changed_by_it(tmp_path):
    before = save_figure(exhibit(), tmp_path)[0].read_bytes()
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "figure.facecolor": "black"}):
        assert save_figure(exhibit(), tmp_path)[0].read_bytes() == before
        assert matplotlib.rcParams["font.size"] == 30


def test_an_exhibit_without_a_drawing_or_with_an_unknown_one_is_refused():
    with pytest.raises(ValueError, match="no drawing"):
        figure(exhibit(drawing=None))
    with pytest.raises(ValueError, match="no chart is called 'pie'"):
        figure(exhibit(drawing=drawing("pie", bars([1]))))


def seeded(change):
    fig = figure(exhibit("budget", DRAWINGS["reconciliation"]))
    change(fig, fig.axes[0])
    return figure_problems(fig)


def role(fig, name):
    return next(text for text in fig.texts if text.get_label() == name)


def zoom_panel(ax):
    return next(panel for panel in ax.child_axes if panel.get_label() == ENLARGED)


SEEDED = {
    "a title running over the edge": (
        lambda fig, ax: role(fig, "title").set_fontsize(30),
        r"'Rincian anggaran .*' runs \d+\.\d+ cm over the edge",
    ),
    "a label pushed over the edge": (
        lambda fig, ax: ax.text(-1000, 0.5, "terlalu kiri"),
        r"'terlalu kiri' runs \d+\.\d+ cm over the edge",
    ),
    "a label cut off by its axes": (
        lambda fig, ax: ax.text(-5, 0.1, "terpotong", clip_on=True),
        r"'terpotong' is cut off \d+\.\d+ cm",
    ),
    "two labels on one place": (
        lambda fig, ax: [ax.text(850, 0.6, word) for word in ("satu", "dua")],
        r"'satu' and 'dua' overlap by \d+ x \d+ pixels",
    ),
    "a value on the reference line": (
        lambda fig, ax: zoom_panel(ax).text(750.5, 0.65, "751"),
        r"'751' has a line running through it",
    ),
    "white text on ochre": (
        lambda fig, ax: ax.text(620, 0.95, "iptek", color="white"),
        r"'iptek' has a contrast of \d\.\d:1",
    ),
    "pale text on paper": (
        lambda fig, ax: role(fig, "source").set_color("#AAAAAA"),
        r"'Sumber: .*' has a contrast of 2\.3:1",
    ),
    "a pale mark": (
        lambda fig, ax: ax.patches[0].set(facecolor="#E0E0E0", edgecolor="none"),
        r"a mark \d+ pixels wide .* contrast of 1\.3:1",
    ),
    "a bar axis off zero": (lambda fig, ax: ax.set_xlim(500, 1300), r"bar axis runs from 500 to 1300 without zero"),
    "a zoom that does not say so": (
        lambda fig, ax: zoom_panel(ax).set_label(""),
        r"bar axis runs from 740 to 759 without zero",
    ),
    "tiny text": (lambda fig, ax: role(fig, "note").set_fontsize(5), r"printed in 5\.0 pt, less than 7 pt"),
    "letters that would print as boxes": (
        lambda fig, ax: role(fig, "note").set_text("Batik 纏"),
        r"'Batik 纏' has letters that the font lacks: 纏",
    ),
    "no source": (lambda fig, ax: role(fig, "source").remove(), r"the source does not print the source_line 'Sumber"),
    "no title": (lambda fig, ax: role(fig, "title").remove(), r"the title does not print the finding 'Rincian"),
    "no unit": (
        lambda fig, ax: role(fig, "subtitle").set_text("Pembinaan kelompok IKM, Kabupaten Sampang, 2017"),
        r"the subtitle does not print the unit 'juta rupiah'",
    ),
    "no alt text": (lambda fig, ax: object.__setattr__(fig.exhibit, "alt", " "), r"no alt text"),
}


@pytest.mark.filterwarnings("ignore:Glyph")
@ids(SEEDED)
def test_measuring_finds(name):
    change, reason = SEEDED[name]
    found = seeded(change)
    assert any(re.search(reason, problem) for problem in found), found


def test_a_figure_that_shows_no_exhibit_lacks_title_unit_source_and_alt_text():
    assert "alt text are missing" in figure_problems(Figure())[0]


def test_measuring_leaves_the_figure_as_it_was():
    fig = figure(exhibit())
    figure_problems(fig)
    assert all(text.get_visible() and text.get_alpha() is None for text in fig.texts)
    assert figure_problems(fig) == []


def test_an_unfit_figure_is_not_written(tmp_path):
    wide = drawing("matrix", matrix(["Bangkalan"], KECAMATAN * 3, lambda r, c: 1))
    crowded = drawing("bars", bars([1]), note_text="W" * 40)
    assert len(save_figure(exhibit("ok", crowded), tmp_path)) == 2
    with pytest.raises(ValueError, match="two values"):
        save_figure(exhibit("wide", wide), tmp_path)
    too_many = drawing("matrix", matrix(["Bangkalan"], [f"K{n}" for n in range(120)], lambda r, c: 88_888))
    with pytest.raises(ValueError, match="figure 'crowd' is not fit to print: .*overlap"):
        save_figure(exhibit("crowd", too_many), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ok.png", "ok.svg"]


@ids(["bars_four_series", "matrix", "reconciliation"])
def test_two_saves_give_the_same_bytes(name, tmp_path):
    (tmp_path / "again").mkdir()
    first = save_figure(exhibit(name, DRAWINGS[name]), tmp_path)
    again = save_figure(exhibit(name, DRAWINGS[name]), tmp_path / "again")
    assert [path.name for path in first] == [f"{name}.png", f"{name}.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def test_the_png_has_300_dots_an_inch_and_carries_title_alt_and_source_but_no_date_or_version(tmp_path):
    with Image.open(save_figure(exhibit(), tmp_path)[0]) as png:
        words = {"Title": exhibit().finding, "Description": exhibit().alt, "Source": exhibit().source_line}
        assert png.text == words
        assert png.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert png.width == pytest.approx(16 / 2.54 * 300, abs=1)


def test_the_svg_says_its_title_and_alt_text_to_a_screen_reader(tmp_path):
    root = ElementTree.fromstring(save_figure(exhibit(), tmp_path)[1].read_bytes())
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert [root.findtext(f"{space}{tag}") for tag in ("title", "desc")] == [exhibit().finding, exhibit().alt]
    named = root.get("aria-labelledby").split()
    assert [root.find(f"{space}{tag}").get("id") for tag in ("title", "desc")] == named
    assert not list(root.iter(f"{space}text"))


def test_two_figures_in_one_page_share_no_id_and_every_reference_resolves():
    pieces = [svg_text(exhibit(name, DRAWINGS["bars_four_series"])) for name in ("satu", "dua")]
    found = [set(re.findall(r'\bid="([^"]+)"', piece)) for piece in pieces]
    assert not found[0] & found[1]
    for piece, own in zip(pieces, found, strict=True):
        assert piece.startswith("<svg")
        assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', piece)) <= own
        assert len(re.findall(r'\bid="', piece)) == len(own)


def test_figures_leave_no_trace_in_pyplot():
    from matplotlib import pyplot

    figure(exhibit("matrix", DRAWINGS["matrix"]))
    assert pyplot.get_fignums() == []


def test_the_house_style_is_read_whatever_was_set_before():
    with matplotlib.rc_context({"font.size": 30}), charts.house_style():
        assert matplotlib.rcParams["font.size"] == 9


def test_a_changed_number_changes_the_picture(tmp_path):
    frame = DRAWINGS["bars_one_row"].frame
    changed = replace(DRAWINGS["bars_one_row"], frame=frame.assign(value_text="128"))
    one = svg_text(exhibit("a", DRAWINGS["bars_one_row"]))
    assert one != svg_text(exhibit("a", changed))


def test_a_notebook_is_warned_of_an_unfit_figure_and_still_shows_it():
    unfit = exhibit("unfit", drawing("bars", bars([5], ["\u4e2d\u6587"])))
    with pytest.warns(UserWarning, match="unfit"):
        assert "<svg" in unfit._repr_html_()
