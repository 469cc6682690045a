"""Small registers as an office keeps them: made-up firms, with everything a register may hold of a person."""

from openpyxl import Workbook

HEADER = ("No", "Nama IKM", "Nama Pemilik", "NIK", "No HP", "Email", "Alamat", "Kecamatan", "Desa", "Cabang Industri",
          "Tenaga Kerja", "Keterangan", "P-IRT", "Halal", "Merek")  # fmt: skip
PEOPLE = 30


def person(n):
    """What the register says of the owner of firm `n`; none of it may leave memory."""
    return {
        "Nama Pemilik": f"Pemilik Buatan {n:03d}",
        "NIK": f"352690410170{n:04d}",
        "No HP": f"0840{n:07d}",
        "Email": f"buatan{n:03d}@contoh.id",
        "Alamat": f"Jl. Rahasia {n:03d}",
    }


def firm(n, **cells):
    """One row by heading: a firm that can be read in full."""
    return {"No": n, "Nama IKM": f"Contoh {n:03d}", **person(n), "Kecamatan": "Kamal", "Tenaga Kerja": 3, **cells}


def write_book(path, rows, header=HEADER, title=None):
    """A workbook of one sheet: the rows, dictionaries by heading, under the header."""
    book = Workbook()
    for row in ([title], []) if title else ():
        book.active.append(row)
    for row in (dict(zip(header, header, strict=True)), *rows):
        book.active.append([row.get(name) for name in header])
    book.save(path)
    return path


def thirty():
    """Thirty firms: two kecamatan too small to stand alone, and a permit of each sort of count.

    Of P-IRT 18 are held and 12 not; of Halal 3 are held and 27 in process; of Merek 7, all in one kecamatan, are held,
    2 in process and 21 not held.
    """
    return [
        firm(
            n,
            **{
                "Kecamatan": "Kamal" if n <= 14 else "Socah" if n <= 24 else "Labang" if n <= 28 else "Burneh",
                "Cabang Industri": "Pangan" if n <= 23 else "Kerajinan",
                "Tenaga Kerja": 2 if n <= 20 else 7,
                "Keterangan": "binaan",
                "P-IRT": "Ada" if n % 5 < 3 else "Tidak ada",
                "Halal": "Ada" if n <= 3 else "Proses",
                "Merek": "Ada" if n <= 7 else "Proses" if n <= 9 else "Tidak ada",
            },
        )
        for n in range(1, PEOPLE + 1)
    ]


def personal_texts(n=PEOPLE):
    """Every text of every owner."""
    return [text for number in range(1, n + 1) for text in person(number).values()]
