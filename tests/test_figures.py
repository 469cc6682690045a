import re
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib.style
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from ikm_analysis import charts
from ikm_analysis.charts.texts import fits, text_width, wrapped
from ikm_analysis.exhibit import Column, Drawing, Exhibit, Source
from ikm_analysis.present.figures import figure, figure_problems, save_figure, svg_text

KECAMATAN = (
    "Bangkalan Burneh Socah Kamal Kwanyar Labang Tragah Tanah-Merah Modung Blega Konang Galis Geger Kokop "
    "Tanjungbumi Sepulu Klampis Arosbaya"
).split()
LONG = "Kelompok Usaha Bersama Industri Kecil Batik Tulis Gentongan Tanjungbumi"
CERTIFICATES = ["BPOM", "P-IRT", "Halal", "SNI", "Merek"]


def bars(values, texts=None, labels=KECAMATAN, **columns):
    names = [labels[n % len(labels)] + (f" {n}" if n >= len(labels) else "") for n in range(len(values))]
    texts = texts or ["tidak diberitakan" if value is None else str(value).replace(".", ",") for value in values]
    return pd.DataFrame({"label": names, "value": values, "value_text": texts, **columns})


def drawing(kind, frame, **options):
    return Drawing(kind, frame, len(frame), options)


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
