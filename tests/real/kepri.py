"""The ten tables of a provincial register joined to one workbook, as an office would hand it over."""

import csv
from pathlib import Path

from openpyxl import Workbook

FIRMS = ["ID usaha", "Nama perusahaan", "Jenis industri", "Kabupaten", "Kecamatan", "Desa", "Laki-laki", "Perempuan"]
FIRMS += ["Jumlah tenaga kerja", "Nilai investasi (Rp)", "Tahun berdiri"]
PRODUCTS = ["ID usaha", "Nama produk", "Kapasitas produksi", "Satuan", "Halal"]
PERMITS = ["ID usaha", "Nama izin", "Tahun terbit", "Masa berlaku"]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "registers" / "kepri" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_kepri(folder: Path, path: Path) -> None:
    """Firms, products and permits as three sheets; codes and places in words, every cell as it is in the tables."""
    words = {(row["jenis"], row["kode"]): row["arti"] for row in rows(folder, "kd_kode")}
    villages = rows(folder, "kd_desa")
    kab = {row["kdkab"]: row["kab"] for row in villages}
    kec = {row["kdkec"]: row["kec"] for row in villages}
    des = {row["kddes"]: row["des"] for row in villages}
    book = Workbook()
    sheet = book.active
    sheet.title = "Profil"
    sheet.append(FIRMS)
    for row in rows(folder, "profil"):
        branch = words.get(("katind", row["kat_ind"]), row["kat_ind"])
        place = [kab.get(row["kab"], row["kab"]), kec.get(row["kec"], row["kec"]), des.get(row["des"], row["des"])]
        workers = [row["laki"], row["pr"], row["jml"]]
        sheet.append([row["idx"], row["nm_prsh"], branch, *place, *workers, row["investasi"], row["th_berdiri"]])
    sheet = book.create_sheet("Produk")
    sheet.append(PRODUCTS)
    for row in rows(folder, "produk"):
        sheet.append([row["sender"], row["nm_prod"], row["jml_prod"], row["satuan"], row["halal"]])
    sheet = book.create_sheet("Perizinan")
    sheet.append(PERMITS)
    for row in rows(folder, "perizinan"):
        sheet.append([row["sender"], row["nama"], row["thn"], row["ms_berlaku"]])
    book.save(path)
