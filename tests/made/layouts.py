"""Sheets and workbooks as offices lay them out: every trap of the real files, small and made up."""

from pathlib import Path

from openpyxl import Workbook

from ikm_analysis.sheets.cells import Merge, Sheet

TOP = ["No.", "Nama IKM", "Nama Pemilik", "Alamat", None, "Tenaga Kerja (Orang)", None, None, "Nilai Investasi"]
HEADER = [
    [*TOP, "Perizinan", None, None],
    [None, None, None, "Desa", "Kec.", "L", "P", "Jml", None, "P-IRT", "Halal", "Merek"],
]
MERGES = [Merge(0, 3, 0, 4), Merge(0, 5, 0, 7), Merge(0, 9, 0, 11), *(Merge(0, i, 1, i) for i in (0, 1, 2, 8))]


def sheet_of(rows, merges=(), name="Sheet1"):
    """Rows as a sheet, shorter rows filled with blanks."""
    width = max(map(len, rows), default=0)
    return Sheet(Path("made.xlsx"), name, [[*row, *[None] * (width - len(row))] for row in rows], tuple(merges))


def firm(number, name=None, kecamatan="Kamal"):
    """A body row under HEADER."""
    name = name or f"Contoh {number:03}"
    return [number, name, f"Pemilik {name}", "Banyuajuh", kecamatan, 1, 2, 3, 5000, "Ada", "Belum", None]


def office_register(merged=True):
    """Titles, a unit, a header of two rows, a number row, a heading, subtotals, the header again, a total, footers."""
    rows = [
        ["DAFTAR IKM BINAAN"],
        ["KABUPATEN CONTOH TAHUN 2022"],
        ["Nilai dalam ribuan rupiah"],
        [],
        *HEADER,
        [f"({i})" for i in range(1, 13)],
        ["Kecamatan Kamal"],
        firm(1),
        firm(2, "Jumlah Berkah"),
        ["Jumlah Kecamatan Kamal", *[None] * 4, 2, 4, 6, 10000],
        *HEADER,
        firm(3, kecamatan="Socah"),
        ["JUMLAH", *[None] * 4, 3, 6, 9, 15000],
        ["Sumber : Dinas Contoh"],
        [*[None] * 8, "Bangkalan, 12 Mei 2022"],
        [*[None] * 8, "Kepala Dinas Contoh"],
        [],
        [*[None] * 8, "Nama Contoh"],
        [*[None] * 8, "NIP. 0"],
    ]
    merges = [Merge(a + 4, b, c + 4, d) for a, b, c, d in MERGES]
    return sheet_of(rows, merges + [Merge(a + 11, b, c + 11, d) for a, b, c, d in MERGES] if merged else ())


def write_workbook(path, *sheets):
    """The sheets as an xlsx file."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append(list(row))
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(path)
    return path
