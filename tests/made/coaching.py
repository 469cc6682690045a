"""An office's workbook of firms, products, groups, packages, outreach, its gallery and its targets, as offices keep it.

Titles, numbers of rows, totals, merged cells, figures and days as texts; every wrong input of coaching stands in it
once. Firms, persons and groups are made up.
"""

from ikm_analysis.sheets.cells import Merge
from made.layouts import sheet_of, write_workbook

FIRMS = [
    ["DAFTAR IKM BINAAN KABUPATEN BANGKALAN"],
    ["No", "Nama IKM", "Nama Pemilik", "Kecamatan", "Desa", "Kelompok", "Tenaga Kerja"],
    [1, "Contoh 001", "Pemilik Contoh A", "Kamal", "Banyuajuh", "Kelompok Mawar", 3],
    [2, "Contoh 002", "Pemilik Contoh B", "Kamal", "Banyuajuh", "kelompok mawar", 2],
    [3, "Contoh 003", "Pemilik Contoh C", "Kamal", "Gili Timur", "Kelompok Melatj", 4],
    [4, "Contoh 004", "Pemilik Contoh D", "Socah", None, "Tidak ada", 1],
    [5, "Contoh 005", "Pemilik Contoh E", "Socah", None, "Kelompok Kenanga", 1],
    [6, "Contoh 006", "Pemilik Contoh F", "Socah", None, None, 1],
    [7, "Contoh 006", "Pemilik Contoh G", "Labang", None, "-", 1],
    ["Jumlah", None, None, None, None, None, 13],
]
PRODUCTS = [
    ["No", "Nama IKM", "Nama Produk", "Kapasitas", "Satuan"],
    [1, "Contoh 001", "Petis", 100, "kg"],
    [2, "Contoh 002", "Petis", 80, "kg"],
    [3, "Contoh 002", "Terasi", 60, "kg"],
]
GROUPS = [
    ["DATA KELOMPOK IKM"],
    ["No", "Nama Kelompok", "Jenis Kelompok", "Ketua Kelompok", "Kecamatan", "Desa", "Jumlah Anggota", "Anggota"],
    [1, "Kelompok Mawar", "KUBE", "Ketua Contoh A", "Kamal", "Banyuajuh", 2, "1. Contoh 001\n2. CONTOH 002"],
    [2, "Kelompok Melati", "Sentra", "Ketua Contoh B", "Kamal", "Gili Timur", 3, "Contoh 003; Contoh 099"],
    [3, "Kelompok Anggrek", "KUBE", "Ketua Contoh C", "Socah", None, "2 orang", "Contoh 004"],
    [None, None, None, None, None, None, None, "Contoh 005"],
    [4, "Kelompok Dahlia", "Sentra", "Ketua Contoh D", "Socah", None, None, "Contoh 005, Contoh 006"],
    [5, None, "KUBE", "Ketua Contoh E", "Socah", None, 7, None],
    ["Jumlah", None, None, None, None, None, 14, None],
]
PACKAGES = [
    ["REKAPITULASI PAKET PELATIHAN TAHUN 2022"],
    ["No", "Nama Paket", "Kategori", "Pagu (Rp)", "Realisasi", "Jumlah Kelompok", "Jml Peserta", "Waktu", None],
    [None, None, None, None, None, None, None, "Mulai", "Selesai"],
    [1, "Olahan ikan", "Produksi", "300.000.000", 290000000, 10, "200 orang", "3 Oktober 2022", "7/10/2022"],
    [2, "Kemasan", None, 125000000, None, 5, 100, "Oktober - November 2022", None],
    [3, "Pembukuan", "Manajemen", 50000000, 50000000, 4, 80, "12 Oktober 2022", "10 Oktober 2022"],
    [None, "Jumlah", None, 475000000, None, 19, 380, None, None],
]
OUTREACH = [
    ["No", "Materi", "Lokasi Kegiatan", None, "Tanggal Pelaksanaan", "Peserta"],
    [None, None, "Kec.", "Desa", None, None],
    [1, "Label pangan", "Kamal", "Banyuajuh", "5 sampai 9 September 2022", 30],
    [2, "Label pangan", "Kamal", "Gili Timur", "7 September 2022", 25],
    [3, "Halal", "Kamal", None, "8 September 2022", 40],
    [4, "Halal", "Socah", None, "September 2022", 35],
    [5, "Merek", "Socah", None, "12 September 2022", None],
]
GALLERY = [
    ["Galeri", "Nama Produk", "Nama IKM", "Tgl Titip", "Titip", "Terjual", "Nilai Penjualan"],
    ["Galeri Contoh", "Petis", "Contoh 001", "1/8/2022", 10, 12, 250000],
    [None, "Terasi", None, "1/8/2022", 20, 5, 75000],
    [None, "Petis", None, "2/8/2022", 20, 4, 60000],
    [None, "Rengginang", "Contoh 001", "2/8/2022", 8, None, None],
    ["Toko Contoh", "Petis", "Contoh 098", "3/8/2022", 8, 8, 120000],
]
TARGETS = [
    ["No", "Indikator", "Satuan", "Tahun", "Target", "Realisasi"],
    [1, "Jumlah IKM bersertifikat halal", "IKM", 2022, 50, 41],
    [2, "Jumlah kelompok terlatih", "kelompok", 2022, "53", "40,5"],
    [3, "Persentase IKM berizin", "%", 2023, 80, None],
]
MERGES = {
    "Kelompok": [Merge(4, 1, 5, 1), Merge(4, 6, 5, 6)],
    "Paket": [Merge(1, 7, 1, 8), Merge(3, 2, 4, 2), *(Merge(1, i, 2, i) for i in range(7))],
    "Sosialisasi": [Merge(0, 2, 0, 3), *(Merge(0, i, 1, i) for i in (0, 1, 4, 5))],
    "Galeri": [Merge(1, 0, 4, 0)],
}
SHEETS = {
    "IKM": FIRMS,
    "Produk": PRODUCTS,
    "Kelompok": GROUPS,
    "Paket": PACKAGES,
    "Sosialisasi": OUTREACH,
    "Galeri": GALLERY,
    "Target": TARGETS,
}


def write_coaching(path, **sheets):
    """The workbook as an xlsx file; `sheets` holds the rows of sheets that differ."""
    rows = {**SHEETS, **sheets}
    return write_workbook(path, *(sheet_of(rows[name], MERGES.get(name, ()), name) for name in rows))
