"""Workbooks written byte by byte: what no honest program writes, and what honest ones write in odd ways."""

import io
import struct
import zipfile
import zlib

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# what a cell's style number 1 is: a date
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def zipped(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, text)
    return content.getvalue()


def worksheet(rows, after="", before=""):
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx_parts(*sheets, settings="", strings=(), states=()):
    """The parts of an xlsx file; a sheet is the text of its rows or the whole XML."""
    sheets = [sheet if sheet.startswith(("<?", "<x:")) else worksheet(sheet) for sheet in sheets]
    states = [*states, *[""] * len(sheets)]
    listed = "".join(
        f'<sheet name="Lembar{number}" sheetId="{number}" r:id="rId{number}" {states[number - 1]}/>'
        for number in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{settings}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": STYLES,
    }
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    if strings:
        items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">{items}</sst>'
    return parts


def xlsx(*sheets, **options):
    return zipped(xlsx_parts(*sheets, **options))


def row(number, **cells):
    """One row; a cell is what stands between its tags, or a pair of its attributes and that."""
    texts = []
    for column, cell in cells.items():
        about, inside = cell if isinstance(cell, tuple) else ("", cell)
        texts.append(f'<c r="{column}{number}" {about}>{inside}</c>')
    return f'<row r="{number}">{"".join(texts)}</row>'


def number(value):
    return f"<v>{value}</v>"


def text(value):
    return 't="inlineStr"', f'<is><t xml:space="preserve">{value}</t></is>'


def error(code, formula="1/0"):
    return 't="e"', f"<f>{formula}</f><v>{code}</v>"


URN = "urn:oasis:names:tc:opendocument:xmlns"
ODS_NAMES = " ".join(
    f'xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "table", "text", "style", "meta", "manifest")
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def ods_parts(*tables, styles="", manifest="", kind=ODS_KIND):
    tables = "".join(
        table
        if table.startswith("<table:table ")
        else f'<table:table table:name="Lembar{number}">{table}</table:table>'
        for number, table in enumerate(tables, 1)
    )
    return {
        "mimetype": kind,
        "META-INF/manifest.xml": f"<manifest:manifest {ODS_NAMES}>{manifest}</manifest:manifest>",
        "content.xml": f"<office:document-content {ODS_NAMES} {CALCEXT}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>",
    }


def ods(*tables, **options):
    return zipped(ods_parts(*tables, **options))


def ods_row(*cells, about=""):
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def ods_cell(value=None, kind="string", about=""):
    """A cell as LibreOffice writes it; None is a blank one."""
    if value is None:
        return f"<table:table-cell {about}/>"
    shown = "" if kind == "string" else f'office:{"date-value" if kind == "date" else "value"}="{value}"'
    kinds = f'office:value-type="{kind}" {shown} calcext:value-type="{kind}"'
    return f"<table:table-cell {about} {kinds}><text:p>{value}</text:p></table:table-cell>"


def ods_error(code, formula="of:=1/0"):
    about = f'table:formula="{formula}" office:value-type="string" office:string-value="" calcext:value-type="error"'
    return f"<table:table-cell {about}><text:p>{code}</text:p></table:table-cell>"


def bomb(size):
    """Parts of which one unpacks to `size` bytes from next to nothing."""
    parts = xlsx_parts(row(1, A=number(1)))
    parts["xl/worksheets/sheet1.xml"] = worksheet(row(1, A=number(1)) + " " * size)
    return parts


def lying(content, name, size, text=None):
    """The zip file with another unpacked size written for one part, in both places; the checksum is that of `text`."""
    content = bytearray(content)
    for signature, name_at, check_at, size_at in ((b"PK\x03\x04", 30, 14, 22), (b"PK\x01\x02", 46, 16, 24)):
        at = content.find(signature)
        while at >= 0:
            if content[at + name_at : at + name_at + len(name)] == name.encode():
                content[at + size_at : at + size_at + 4] = struct.pack("<I", size)
                if text is not None:
                    content[at + check_at : at + check_at + 4] = struct.pack("<I", zlib.crc32(text.encode()))
            at = content.find(signature, at + 4)
    return bytes(content)


FREE, END, TABLE = -1, -2, -3


def ole(streams, ring=False):
    """An OLE file of short streams (under 4 KiB in all); with `ring` the first stream's sectors follow one another."""
    short, chain, entries = b"", [], []
    for name, content in streams.items():
        first, count = len(chain), -(-len(content) // 64)
        chain += [*range(first + 1, first + count), END]
        short += content.ljust(count * 64, b"\0")
        entries.append((name, 2, first, len(content)))
    if ring:
        chain[chain.index(END)] = 0
    short_sectors = -(-len(short) // 512)
    # sectors: 0 allocation table, 1 directory, 2 short allocation table, 3 and on the short sectors
    table = [TABLE, END, END, *range(4, 3 + short_sectors), END]
    directory = entry("Root Entry", 5, 3, len(short), child=1)
    for index, (name, kind, first, size) in enumerate(entries):
        directory += entry(name, kind, first, size, right=index + 2 if index + 1 < len(entries) else FREE)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<iiiiiiii", 1, 1, 0, 4096, 2, 1, END, 0) + struct.pack("<109i", 0, *[FREE] * 108)
    tables = [struct.pack("<128i", *(numbers + [FREE] * 128)[:128]) for numbers in (table, chain)]
    return header + tables[0] + directory.ljust(512, b"\0") + tables[1] + short.ljust(short_sectors * 512, b"\0")


def entry(name, kind, first, size, child=FREE, right=FREE):
    """One directory entry of an OLE file."""
    named = (name + "\0").encode("utf-16-le")
    head = named.ljust(64, b"\0") + struct.pack("<HBB", len(named), kind, 1) + struct.pack("<iii", FREE, right, child)
    return (head + bytes(36) + struct.pack("<ii", first, size)).ljust(128, b"\0")


def record(code, content=b""):
    """One record of an xls stream."""
    return struct.pack("<HH", code, len(content)) + content


BEGIN = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6))  # of a workbook of Excel 97 to 2003
LOCKED = BEGIN + record(0x002F, bytes(54)) + record(0x000A)  # FILEPASS: everything after it is encrypted
