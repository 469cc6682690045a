"""Budget documents as offices export them, small and made up: every trap of the real ones."""

from datetime import datetime

from ikm_analysis.sheets.cells import Merge
from made.layouts import sheet_of, write_workbook

OFFICE = "3.31.0.00.0.00.01.0000"
SUB_1, SUB_2 = "3.31.02.2.01.0004", "3.31.02.2.01.0005"
NAMES = {
    "3": "URUSAN PEMERINTAHAN PILIHAN",
    "3.31": "URUSAN PEMERINTAHAN BIDANG PERINDUSTRIAN",
    OFFICE: "Dinas Contoh",
    "3.31.02": "PROGRAM PERENCANAAN DAN PEMBANGUNAN INDUSTRI",
    "3.31.02.2.01": "Penyusunan Rencana Pembangunan Industri",
    SUB_1: "Pembangunan Sarana dan Prasarana Industri",
    SUB_2: "Pemberdayaan Industri dan Peran Serta Masyarakat",
}
# (sub-activity, account, class of spending): ceiling and realised
LEAVES = {
    (SUB_1, "5.1.02.01.001.00024", "Operasi"): (1_275_800, 0),
    (SUB_1, "5.1.02.01.001.00025", "Operasi"): (162_000, 160_950),
    (SUB_1, "5.2.02.10.001.00002", "Modal"): (109_048_100, 0),
    (SUB_2, "5.1.02.01.001.00024", "Operasi"): (434_200, 0),
    (SUB_2, "5.1.02.02.001.00071", "Operasi"): (10_701_893_800, 2_049_000),
}
CEILING = sum(ceiling for ceiling, _ in LEAVES.values())
REALISED = sum(realised for _, realised in LEAVES.values())
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September"]
MONTHS += ["Oktober", "November", "Desember"]


def lineage(sub, account):
    """The codes of a leaf from the top: six of programmes, then the account from its first three parts on."""
    parts = account.split(".")
    return [
        "3",
        "3.31",
        OFFICE,
        "3.31.02",
        "3.31.02.2.01",
        sub,
        *(".".join(parts[:n]) for n in range(3, len(parts) + 1)),
    ]


def printed_lines(leaves=None):
    """Every line in the order of print: the codes from the top to it, its name, and per class [ceiling, realised]."""
    found = {}
    for (sub, account, group), amounts in (LEAVES if leaves is None else leaves).items():
        codes = lineage(sub, account)
        for depth in range(1, len(codes) + 1):
            sums = found.setdefault(tuple(codes[:depth]), {}).setdefault(group, [0, 0])
            sums[0] += amounts[0]
            sums[1] += amounts[1]
    return [(codes, NAMES.get(codes[-1], f"Belanja Contoh {codes[-1]}"), sums) for codes, sums in found.items()]


def as_exported(amount):
    """An export writes a zero as text and the rest as numbers."""
    return float(amount) if amount else "0,00"


def realisation(path, leaves=None, title="TAHUN ANGGARAN 2026", change=None):
    """A realisation report: four code columns under one heading, four classes of spending, texts beside numbers."""
    groups = ["Operasi", "Modal", "Tak Terduga", "Transfer"]
    rows = [
        ["KAB. CONTOH"],
        ["REKAPITULASI BELANJA MENURUT URUSAN, ORGANISASI, PROGRAM, KEGIATAN"],
        [title],
        [],
        ["Kode", None, None, None, "Uraian Urusan, Organisasi, Program, Kegiatan dan Sub Kegiatan", "Kelompok Belanja"],
        [*[None] * 5, *(text for group in groups for text in (group, None))],
        [*[None] * 5, *["Anggaran", "Realisasi"] * 4],
        ["1", None, None, None, *map(str, range(2, 11))],
    ]
    for codes, name, sums in printed_lines(leaves):
        cells = [as_exported(amount) for group in groups for amount in sums.get(group, (0, 0))]
        top = [codes[min(len(codes), 2) - 1], *codes[2:3], *codes[3:6][-1:], *codes[6:][-1:]]
        rows.append([*top, *[None] * (4 - len(top)), name, *cells])
    whole = printed_lines(leaves)[0][2]
    rows.append([*[None] * 4, "Jumlah", *(as_exported(a) for group in groups for a in whole.get(group, (0, 0)))])
    rows[12] = [*rows[12], 0.0343]  # someone's sum beside the table
    if rows[9][5] != "0,00":
        rows[9][5] = f"{int(rows[9][5]):,}".replace(",", ".")  # one amount as text
    if change:
        change(rows)
    merges = [Merge(4, 0, 6, 3), Merge(4, 4, 6, 4), Merge(4, 5, 4, 12), *(Merge(5, i, 5, i + 1) for i in (5, 7, 9, 11))]
    return write_workbook(path, sheet_of(rows, merges))


def plan_rows(months=7, change=None):
    """A cash plan: one code column, the office printed twice, planned by month, realised blank below the activity."""
    header = ["Kode Rekening", "Uraian", "Anggaran Tahun Ini", "Total RAK", "Realisasi", *MONTHS[:months]]
    rows = [["RENCANA ANGGARAN KAS DINAS CONTOH TAHUN 2026"], [], header]
    for codes, name, sums in printed_lines():
        ceiling = float(sum(amounts[0] for amounts in sums.values()))
        realised = 8_000_000.0 if len(codes) < 6 else None
        row = [codes[-1], name, ceiling, ceiling, realised, *[ceiling / 100] * months]
        rows += [row, list(row)] if codes[-1] == OFFICE else [row]
    rows.append(["JUMLAH", None, float(CEILING), float(CEILING), None, *[CEILING / 100] * months])
    if change:
        change(rows)
    return rows


def cash_plan(path, months=7, change=None):
    """The plan with a sheet that repeats one sub-activity of it, headed by lines without a code."""
    own = [line for line in printed_lines() if SUB_2 in line[0][5:]]
    heads = [[None, NAMES["3.31.02.2.01"]], [None, NAMES[SUB_2]]]
    body = [[codes[-1], name] for codes, name, _ in own[1:]]
    amounts = [own[0], *own]
    repeated = [[None, "Kegiatan", "Anggaran", "Realisasi"]]
    for row, (_, _, sums) in zip([*heads, *body], amounts, strict=True):
        repeated.append([*row, float(sums["Operasi"][0]), as_exported(sums["Operasi"][1])])
    return write_workbook(path, sheet_of(plan_rows(months, change), name="RAK Belanja"), sheet_of(repeated))


def dpa(path):
    """A DPA with the code of the programme in one column and of the account in another, signed at its end."""
    rows = [["DOKUMEN PELAKSANAAN ANGGARAN"], ["Tahun Anggaran 2026"], []]
    rows.append(["Kode Program/Kegiatan", "Kode Rekening", "Uraian", "Jumlah Anggaran (Rp)"])
    for codes, name, sums in printed_lines()[3:]:
        account = codes[-1] if len(codes) > 6 else None
        rows.append([codes[5] if account else codes[-1], account, name, sum(amounts[0] for amounts in sums.values())])
    rows += [[None, None, "Jumlah", CEILING], [], [None, None, None, "Contoh Nama Pejabat"]]
    return write_workbook(path, sheet_of(rows))


def dpa_revisions(path):
    """The form on which an office counts the revisions of its DPA: amounts and codes, but no account lines."""
    header = ["No.", "Tanggal Nota Dinas Pergeseran DPA", "Tanggal Pengesahan", "Revisi Ke", "Jenis Revisi**"]
    header += ["Pagu Awal (Dalam Rupiah)", "Pagu Akhir (Dalam Rupiah)", "Perubahan Pagu"]
    rows = [
        [None, None, "1. Revisi DPA"],
        [],
        [None, *header],
        [None, None, "(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)"],
        [None, 1.0, "24/01/2024", "26/01/2024", 1.0, 51101.0, 7535000000.0, 7535000000.0, "Tidak"],
        [None, 2.0, datetime(2024, 12, 7), "15/07/2024", 2.0, "51405, 51406", 7535000000.0, 9989000000.0, "Ya"],
        [None, 3.0, "NA", "NA", "NA", "NA", "NA", "NA", "NA"],
    ]
    return write_workbook(path, sheet_of(rows))


def table(path, header, *rows, titles=()):
    """A plain sheet with a header and rows."""
    return write_workbook(path, sheet_of([*([title] for title in titles), list(header), *map(list, rows)]))
