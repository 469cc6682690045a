"""What a file must pass before any parser sees it, so that a broken or hostile one is refused in one line.

Nothing is unpacked beyond what it declares and the limits allow, and no document type (the door to entity bombs and to
files elsewhere) reaches a parser. Macros, pictures and external links are never opened.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets.cells import address

MIB = 1 << 20
# An honest register of 100,000 rows and 40 columns passes: 25 MiB as xlsx, about 50 as CSV; unpacked 200 MiB, all in
# memory for a moment; 4 million cells. Readers allot every cell up to the farthest one.
MAX_FILE, MAX_UNPACKED, MAX_CELLS = 100 * MIB, 256 * MIB, 5_000_000
MAX_TEXT = 400 * MIB  # in all cells: every cell of a small file may name the same long string
MAX_RATIO = 200  # real parts unpack 4 to 30 times, an ods file of ticks alone 124 times; a bomb near 1,030
MAX_PARTS = 10_000  # real workbooks have tens; a picture in every row makes some thousands
MAX_ROWS, MAX_COLUMNS = 1 << 20, 1 << 14  # of any spreadsheet program


def content_of(path: Path) -> bytes:
    """The bytes of one plain file. Raises UnusableFile for a folder, link or device, an empty file, or too much."""
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise UnusableFile("error.no_file", file=path)
        if not (size := path.stat().st_size):
            raise UnusableFile("error.empty", file=path)
        if size > MAX_FILE:
            raise UnusableFile("error.large", file=path, found=size // MIB, limit=MAX_FILE // MIB)
        return path.read_bytes()
    except OSError as reason:
        raise UnusableFile("error.unreadable", file=path, reason=reason.strerror) from reason


def open_archive(path: Path, content: bytes) -> ZipFile:
    """The parts of a zipped workbook, weighed but not yet unpacked."""
    archive = ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    names, xml = {_name(part) for part in parts}, [part for part in parts if _is_xml(part)]
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise UnusableFile("error.format", file=path)
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableFile("error.encrypted", file=path)
    bombs = [part.filename for part in xml if part.file_size > max(MIB, MAX_RATIO * part.compress_size)]
    if bombs or len(parts) > MAX_PARTS or len(names) < len(parts):
        raise UnusableFile("error.hostile", file=path, part=(bombs or ["zip"])[0])
    if (size := sum(part.file_size for part in xml)) > MAX_UNPACKED:
        raise UnusableFile("error.large", file=path, found=size // MIB, limit=MAX_UNPACKED // MIB)
    return archive


def xml_parts(path: Path, archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Every XML part by name in lower case, looked at; an ods manifest before its content, strings before sheets."""
    for part in sorted(filter(_is_xml, archive.infolist()), key=lambda part: part.filename):
        honest = copy(part)
        honest.file_size += 1  # so that a part holding more than it declares is seen at the first byte too many
        with archive.open(honest) as unpacked:
            content = unpacked.read()
        if len(content) > part.file_size or b"<!DOCTYPE" in content:
            raise UnusableFile("error.hostile", file=path, part=part.filename)
        if b"\0" in content:
            raise ValueError("UTF-16, in which a document type is not seen, or no XML at all")
        yield _name(part), content


def check_area(path: Path, sheet: str, height: int, width: int, others: int = 0) -> int:
    """The cells of a sheet and of the `others` before it. Raises UnusableFile when they are more than can be held."""
    if (cells := others + height * width) > MAX_CELLS:
        raise UnusableFile("error.cells", file=path, sheet=sheet, cell=address(height - 1, min(width, MAX_COLUMNS) - 1))
    return cells


def _name(part: ZipInfo) -> str:
    return part.filename.replace("\\", "/").lower()


def _is_xml(part: ZipInfo) -> bool:
    return _name(part).endswith((".xml", ".rels", ".vml", "mimetype"))
