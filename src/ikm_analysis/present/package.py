"""The finishing step for xlsx and docx files: alternative texts, cached values of formulas, bytes that never vary.

Both formats are a zip of XML parts. The libraries that write them put the clock into the zip and into the document
properties, give charts no alternative text and formulas no value; this step mends all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import BinaryIO
from xml.dom.minidom import Document, parseString
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NO_CLOCK = (1980, 1, 1, 0, 0, 0)
# The order in which the format demands the properties of a font; openpyxl writes them in another.
FONT_ORDER = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"

Cached = Mapping[str, int | Decimal | str]


def finish_package(
    draft: BinaryIO,
    path: Path,
    dated: date,
    *,
    alts: Mapping[str, Sequence[str]] | None = None,
    cached: Mapping[str, Cached] | None = None,
) -> None:
    """Write the xlsx or docx in `draft` to `path` so that the same content is the same bytes, any day, any time zone.

    `dated` becomes the created and modified date; take it from the data. `alts` holds, for each part with drawings
    (`xl/drawings/drawing1.xml`), one text per drawing in order of appearance; `cached` holds, for each sheet part, the
    value of each formula by cell. Raises ValueError when drawings and texts, or formulas and values, do not match one
    to one, or a part is not there.
    """
    with ZipFile(draft) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    changes: dict[str, Callable[[Document], None]] = {"docProps/core.xml": partial(_set_dates, dated)}
    if "xl/styles.xml" in parts:
        changes["xl/styles.xml"] = _sort_fonts
    changes |= {name: partial(_describe, name, texts) for name, texts in (alts or {}).items()}
    changes |= {name: partial(_fill, name, values) for name, values in (cached or {}).items()}
    if unknown := set(changes) - set(parts):
        raise ValueError(f"{path.name} has no part {', '.join(sorted(unknown))}")
    for name, change in changes.items():
        document = parseString(parts[name])
        change(document)
        parts[name] = document.toxml(encoding="UTF-8")
    with ZipFile(path, "w") as package:
        for name, part in parts.items():
            entry = ZipInfo(name, NO_CLOCK)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, part, ZIP_DEFLATED)


def _set_dates(dated: date, part: Document) -> None:
    for element in part.getElementsByTagName("dcterms:created") + part.getElementsByTagName("dcterms:modified"):
        element.childNodes[:] = [part.createTextNode(f"{dated.isoformat()}T00:00:00Z")]


def _sort_fonts(part: Document) -> None:
    for font in part.getElementsByTagName("font"):
        font.childNodes.sort(key=lambda child: FONT_ORDER.split().index(child.nodeName))


def _describe(name: str, texts: Sequence[str], part: Document) -> None:
    drawn = part.getElementsByTagName("cNvPr")
    if len(drawn) != len(texts):
        raise ValueError(f"{name} has {len(drawn)} drawings and {len(texts)} alternative texts")
    for element, text in zip(drawn, texts, strict=True):
        element.setAttribute("descr", text)


def _fill(name: str, values: Cached, part: Document) -> None:
    cells = {cell.getAttribute("r"): cell for cell in part.getElementsByTagName("c") if cell.getElementsByTagName("f")}
    if odd := set(cells) ^ set(values):
        raise ValueError(f"{name}: formulas and cached values differ at {', '.join(sorted(odd))}")
    for reference, value in values.items():
        if isinstance(value, str):
            cells[reference].setAttribute("t", "str")
        text = part.createTextNode(value if isinstance(value, str) else format(value, "f"))
        cells[reference].getElementsByTagName("v")[0].childNodes[:] = [text]
