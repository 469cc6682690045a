"""Whatever the file: sheets, or one line that says what to do; nothing is unpacked or allotted without end."""

import os
import random
import warnings

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets import guard, read_sheets
from made import hostile
from made.hostile import (
    bomb,
    lying,
    number,
    ods,
    ods_cell,
    ods_parts,
    ods_row,
    ole,
    row,
    worksheet,
    xlsx,
    xlsx_parts,
    zipped,
)

ENTITIES = '<!DOCTYPE w [<!ENTITY a "isi"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
HONEST = row(1, A=number(1))
SHEET = "xl/worksheets/sheet1.xml"


def locked_zip():
    content = bytearray(xlsx(HONEST))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def doubled():
    """One part twice, of which two readers might each read another."""
    with warnings.catch_warnings(action="ignore"):
        return zipped([*xlsx_parts(HONEST).items(), ("XL/styles.xml", hostile.STYLES)])


def many(parts):
    return zipped(xlsx_parts(HONEST) | {f"xl/media/{number}.png": "" for number in range(parts)})


def heavy():
    """Three hundred parts that each declare a mebibyte."""
    names = [f"xl/part{number}.xml" for number in range(300)]
    content = zipped(xlsx_parts(HONEST) | dict.fromkeys(names, "<a/>"))
    for name in names:
        content = lying(content, name, guard.MIB)
    return content


LONG = xlsx_parts("".join(row(at, A=('t="s"', number(0))) for at in range(1, 6000)), strings=["x" * 100_000])
FAR = row(1, A=number(1)) + row(guard.MAX_ROWS, XFD=number(1))
WIDE_ODS = ods_row(
    ods_cell("a", about='table:number-columns-repeated="16384"'), about='table:number-rows-repeated="99999"'
)
REFUSED = {
    "text called a workbook": ("a.xlsx", b"No;Nama\n1;Contoh 001\n", "format"),
    "a page of a web system called xls": ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "format"),
    "a pdf called csv": ("a.csv", b"%PDF-1.4 1 0 obj", "format"),
    "a zip of something else": ("a.xlsx", zipped({"word/document.xml": "<w/>"}), "format"),
    "an ods of text": ("a.ods", ods(kind="application/vnd.oasis.opendocument.text"), "format"),
    "an OLE file of something else": ("a.xls", ole({"WordDocument": b"x" * 99}), "format"),
    "a locked xlsx": ("a.xlsx", ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x" * 99}), "encrypted"),
    "a locked xls": ("a.xls", ole({"Workbook": hostile.LOCKED}), "encrypted"),
    "a locked ods": ("a.ods", ods(manifest='<manifest:encryption-data manifest:checksum="x"/>'), "encrypted"),
    "a locked zip": ("a.xlsx", locked_zip(), "encrypted"),
    "a zip cut short": ("a.xlsx", xlsx(HONEST)[:-40], "damaged"),
    "the first bytes of a zip": ("a.xlsx", xlsx(HONEST)[:40], "damaged"),
    "an OLE file cut short": ("a.xls", ole({"Workbook": hostile.LOCKED})[:700], "damaged"),
    "an xls whose sectors go round": ("a.xls", ole({"Workbook": hostile.LOCKED * 9}, ring=True), "damaged"),
    "an xls without an end": ("a.xls", ole({"Workbook": hostile.BEGIN}), "damaged"),
    "XML cut short": ("a.xlsx", xlsx(worksheet(HONEST)[:-40]), "damaged"),
    "XML of two-byte letters": (
        "a.xlsx",
        zipped(xlsx_parts(HONEST) | {"xl/styles.xml": OUTSIDE.encode("utf-16")}),
        "damaged",
    ),
    "no list of sheets": ("a.xlsx", zipped({"xl/workbook.xml": "<workbook/>"}), "damaged"),
    "rows out of order": ("a.xlsx", xlsx(row(5, A=number(5)) + row(2, A=number(2))), "damaged"),
    "cells out of order": ("a.xlsx", xlsx(row(1, C=number(3), A=number(1))), "damaged"),
    "a cell of another row": ("a.xlsx", xlsx(row(1, A=number(1)).replace("A1", "A9")), "damaged"),
    "a string that is not there": ("a.xlsx", xlsx(row(1, A=('t="s"', number(7))), strings=["a"]), "damaged"),
    "a bomb of entities": ("a.xlsx", xlsx(worksheet(row(1, A=number("&b;")), before=ENTITIES)), "hostile"),
    "an entity from outside": ("a.xlsx", xlsx(worksheet(row(1, A=number("&a;")), before=OUTSIDE)), "hostile"),
    "an entity in a part nobody reads": (
        "a.xlsx",
        zipped(xlsx_parts(HONEST) | {"docProps/app.xml": OUTSIDE}),
        "hostile",
    ),
    "an entity in an ods": ("a.ods", zipped(ods_parts() | {"styles.xml": OUTSIDE}), "hostile"),
    "a part that unpacks a thousandfold": ("a.xlsx", zipped(bomb(9 * guard.MIB)), "hostile"),
    "a part that says it is smaller": ("a.xlsx", lying(xlsx(HONEST), SHEET, 99, worksheet(HONEST)[:100]), "hostile"),
    "a part that is there twice": ("a.xlsx", doubled(), "hostile"),
    "ten thousand parts": ("a.xlsx", many(guard.MAX_PARTS), "hostile"),
    "a long text in every cell": ("a.xlsx", zipped(LONG), "hostile"),
    "a run of spaces without end": ("a.ods", ods(ods_row(ods_cell('a<text:s text:c="999999999"/>'))), "hostile"),
    "parts that are too much together": ("a.xlsx", heavy(), "large"),
    "a cell at the far corner": ("a.xlsx", xlsx(FAR), "cells"),
    "too many cells in all sheets": ("a.xlsx", xlsx(*[HONEST + row(99_999, Z=number(1))] * 2), "cells"),
    "more cells in a row than can be": ("a.xlsx", xlsx("<row>" + "<c><v>1</v></c>" * 16_385 + "</row>"), "damaged"),
    "an ods that repeats a cell without end": ("a.ods", ods(WIDE_ODS), "cells"),
    "a csv of one long and many short lines": ("a.csv", b";" * 9_999 + b"\n" * 9_999, "cells"),
    "text in no encoding": ("a.csv", b"Nama\n\x81\x8d\n", "encoding"),
    "zeros": ("a.csv", bytes(99), "encoding"),
    "a quotation without end": ("a.csv", b'Nama;Desa\n"Contoh;Galis\n', "csv"),
    "a workbook without a cell": ("a.xlsx", xlsx("", ""), "empty"),
    "lines without a word": ("a.csv", b"\n;;\n\n", "empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(case, tmp_path):
    name, content, key = REFUSED[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnusableFile) as refusal:
        read_sheets(path)
    assert refusal.value.key == f"error.{key}"
    for lang in ("id", "en"):
        assert refusal.value.line(lang).startswith(str(path))
        assert "\n" not in refusal.value.line(lang)


def test_what_is_no_plain_file_is_refused(tmp_path):
    (tmp_path / "real.csv").write_bytes(b"a;b\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(guard.MAX_FILE + 1)
    (tmp_path / "empty.xlsx").touch()
    expected = {
        "": "no_file", "link.csv": "no_file", "pipe.csv": "no_file",
        "huge.csv": "large", "absent.csv": "unreadable", "empty.xlsx": "empty",
    }  # fmt: skip
    for name, key in expected.items():
        with pytest.raises(UnusableFile) as refusal:
            read_sheets(tmp_path / name)
        assert refusal.value.key == f"error.{key}", name


def test_the_cell_that_makes_a_sheet_too_wide_is_named(tmp_path):
    (path := tmp_path / "far.xlsx").write_bytes(xlsx(FAR))
    with pytest.raises(UnusableFile, match=r"Lembar1.*XFD1048576"):
        read_sheets(path)


FAR_CELLS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
NO_NAMES = FAR_CELLS.replace(' r="A1"', "").replace(' r="XFD1048576"', "")
WIDE = "<c><v>1</v></c>" * 9_999
CORNER = 'table:number-columns-repeated="16384" office:value="1"'
DISGUISED = {
    "rows and cells with a prefix": FAR_CELLS.replace("<", "<y:").replace("<y:/", "</y:"),
    "one cell with a prefix": FAR_CELLS.replace('<c r="X', '<y:c r="X').replace("</c></row>", "</y:c></row>"),
    "rows after a sign in an attribute": FAR_CELLS.replace('<row r="10', '<row x=">" r="10'),
    "a cell after a sign in an attribute": FAR_CELLS.replace('<c r="X', "<c x='>' r=\"X"),
    "blanks around the equals sign": NO_NAMES.replace('r="10', 'r = "10').replace("<c><v>1</v></c>", WIDE, 1),
    "other quotation marks": FAR_CELLS.replace('"', "'"),
    "a row number of nine digits": NO_NAMES.replace("1048576", "104857600"),
    "a comment around the first rows": "<!--" + FAR_CELLS + "-->" + FAR_CELLS,
}


@pytest.mark.parametrize("case", DISGUISED)
def test_far_cells_are_seen_however_they_are_written(case, tmp_path):
    (path := tmp_path / "a.xlsx").write_bytes(xlsx(worksheet(DISGUISED[case])))
    with pytest.raises(UnusableFile, match="too wide|damaged"):
        read_sheets(path)


def test_far_cells_are_seen_in_what_only_calls_itself_a_chart_sheet(tmp_path):
    parts = xlsx_parts(FAR)
    parts["xl/chartsheets/sheet1.xml"] = parts.pop(SHEET)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("worksheets/", "chartsheets/")
    (path := tmp_path / "a.xlsx").write_bytes(zipped(parts))
    with pytest.raises(UnusableFile, match="too wide|damaged"):
        read_sheets(path)


@pytest.mark.parametrize("about", [CORNER, CORNER.replace('"', "'"), f"x='>' {CORNER}", f'x=">" {CORNER}'])
def test_far_cells_of_an_ods_are_seen_however_they_are_written(about, tmp_path):
    body = ods_row(f"<table:table-cell {about}/>", about='table:number-rows-repeated="1048576"')
    (path := tmp_path / "a.ods").write_bytes(ods(body))
    with pytest.raises(UnusableFile, match="too wide|damaged"):
        read_sheets(path)


def test_an_honest_register_of_100000_rows_and_40_columns_is_not_too_large(tmp_path):
    assert guard.check_area(tmp_path, "", 100_001, 40) <= guard.MAX_CELLS
    cells = '<c r="AN100001" s="12" t="inlineStr"><is><t>Contoh</t></is></c>'
    assert len(cells) * 100_001 * 40 <= guard.MAX_UNPACKED


@pytest.mark.parametrize("declared", [0, 1, 99_999_999, 99_999_999_999_999_999])
def test_declared_counts_are_not_believed(declared, tmp_path):
    parts = xlsx_parts(row(1, A=('t="s"', number(0))), strings=["isi"])
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace('Count="1"', f'Count="{declared}"')
    sheet = '<dimension ref="A1:XFD1048576"/><sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("<sheetData>", sheet)
    (path := tmp_path / "a.xlsx").write_bytes(zipped(parts))
    assert read_sheets(path)[0].rows == [["isi"]]


def small_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lembar1")
    for at in range(9):
        sheet.write(at, at % 3, f"Contoh {at:03d}")
        sheet.write(at, 5, at * 1.5)
    sheet.write_merge(10, 11, 0, 2, "Jumlah")
    book.save(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mutated")


@pytest.fixture(scope="module")
def honest(folder):
    """One small workbook of each kind: its parts for a zipped one, its bytes for the others."""
    return {
        ".xlsx": xlsx_parts(
            row(1, A=hostile.text("a"), B=number(2), C=hostile.error("#N/A")) + HONEST.replace("1", "2")
        ),
        ".ods": ods_parts(ods_row(ods_cell("a"), ods_cell(about='table:number-columns-repeated="3"'), ods_cell("b"))),
        ".xls": small_xls(folder / "small.xls"),
        ".csv": "No;Nama;Desa\n1;Contoh 001;Galis\n2;“Contoh”;Labang\n".encode(),
    }


def reads_or_refuses(path):
    try:
        sheets = read_sheets(path)
    except UnusableFile:
        pass  # one line, as the test above shows of every message
    else:
        assert all(len(row) == sheet.width for sheet in sheets for row in sheet.rows)


@given(start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), rest=st.binary(max_size=2000))
def test_random_bytes_are_read_or_refused(folder, start, rest):
    for suffix in (".xlsx", ".xls", ".ods", ".csv"):
        (path := folder / f"random{suffix}").write_bytes(start + rest)
        reads_or_refuses(path)


def mutated(content, seed):
    """The bytes with a few of them changed, lost, added or made an extreme number."""
    chance, content = random.Random(seed), bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        at = chance.randrange(len(content) + 1)
        to = min(at + chance.randrange(9), len(content))
        content[at:to] = chance.choice(
            [b"", b"\xff\xff\xff\x7f", b"99999999", b"1048576", bytes([chance.randrange(256)])]
        )
    return bytes(content)


@given(suffix=st.sampled_from([".xlsx", ".ods", ".xls", ".csv"]), seed=st.integers(0), inside=st.booleans())
def test_a_mutated_workbook_is_read_or_refused(folder, honest, suffix, seed, inside):
    content = honest[suffix]
    if isinstance(content, dict):
        part = random.Random(seed).choice(list(content))
        parts = content | {part: mutated(content[part].encode(), seed)} if inside else content
        content = zipped(parts)
    (path := folder / f"mutated{suffix}").write_bytes(
        content if inside and suffix in (".xlsx", ".ods") else mutated(content, seed)
    )
    reads_or_refuses(path)
