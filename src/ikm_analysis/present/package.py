"""The finishing step for xlsx and docx files: alt text, cached values of formulas, and bytes that never vary.

Both formats are a zip of XML parts. The libraries that write them put the clock into the zip and into the document
properties, give charts no alternative text and formulas no value; this step mends all of it in one pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from xml.dom.minidom import Document, Element, parseString
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CORE, STYLES = "docProps/core.xml", "xl/styles.xml"
NO_CLOCK = (1980, 1, 1, 0, 0, 0)
# The order the schema demands of a font's children; openpyxl writes another, which validators count as an error.
FONT_ORDER = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"

Cached = Mapping[str, int | Decimal | str]
Change = Callable[[Document], None]


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
    changes: dict[str, Change] = {CORE: lambda part: _set_dates(part, dated)}
    if STYLES in parts:
        changes[STYLES] = _sort_fonts
    changes |= {name: _describing(name, texts) for name, texts in (alts or {}).items()}
    changes |= {name: _filling(name, values) for name, values in (cached or {}).items()}
    if unknown := set(changes) - set(parts):
        raise ValueError(f"{path.name} has no part {', '.join(sorted(unknown))}")
    path.write_bytes(_zipped({name: _finished(name, part, changes.get(name)) for name, part in parts.items()}))


def _finished(name: str, part: bytes, change: Change | None) -> bytes:
    """One part after its change; XML in canonical form, everything else as it is."""
    if change:
        document = parseString(part)
        change(document)
        part = document.toxml(encoding="UTF-8")
    return canonical(part) if name.endswith((".xml", ".rels")) else part


def canonical(xml: bytes) -> bytes:
    """Return the same XML with namespace prefixes declared at the root, sorted attributes, one quoting, no comments.

    openpyxl declares prefixes at the root without lxml and where they are used with it. Unlike W3C canonical XML this
    keeps a prefix no element uses: `mc:Ignorable` in Word names prefixes in its value.
    """
    hoisted = _single_prefixes(xml)
    root = dict(hoisted)
    out = [DECLARATION]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        kept = {key: value for key, value in attributes.items() if key not in hoisted} | root
        root.clear()
        out.append(f"<{name}{''.join(f' {key}={quoteattr(kept[key])}' for key in sorted(kept))}>")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: out.append(f"</{name}>")
    parser.CharacterDataHandler = lambda text: out.append(escape(text, {"\r": "&#13;"}))
    parser.Parse(xml, True)
    return "".join(out).encode("utf-8")


def _single_prefixes(xml: bytes) -> dict[str, str]:
    """Find the prefixes that mean one thing throughout; the declaration of any other must stay where it stands."""
    declared: dict[str, set[str]] = defaultdict(set)
    for name, _, address in re.findall(r"(xmlns:[\w.-]+)\s*=\s*([\"'])(.*?)\2", xml.decode("utf-8")):
        declared[name].add(address)
    return {name: addresses.pop() for name, addresses in declared.items() if len(addresses) == 1}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Zip the entries in fixed order (the content types first, as readers expect) and without the clock."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels"), name)):
            entry = ZipInfo(name, NO_CLOCK)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, parts[name], compress_type=ZIP_DEFLATED, compresslevel=6)
    return out.getvalue()


def _set_dates(part: Document, dated: date) -> None:
    for name in ("dcterms:created", "dcterms:modified"):
        for element in part.getElementsByTagName(name):
            _set_text(part, element, f"{dated.isoformat()}T00:00:00Z")


def _describing(name: str, texts: Sequence[str]) -> Change:
    def describe(part: Document) -> None:
        drawn = part.getElementsByTagName("cNvPr")
        if len(drawn) != len(texts):
            raise ValueError(f"{name} has {len(drawn)} drawings and {len(texts)} alternative texts")
        for element, text in zip(drawn, texts, strict=True):
            element.setAttribute("descr", text)

    return describe


def _filling(name: str, values: Cached) -> Change:
    def fill(part: Document) -> None:
        cells: dict[str, Any] = {
            cell.getAttribute("r"): cell for cell in part.getElementsByTagName("c") if cell.getElementsByTagName("f")
        }
        if odd := set(cells) ^ set(values):
            raise ValueError(f"{name}: formulas and cached values differ at {', '.join(sorted(odd))}")
        for reference, value in values.items():
            if isinstance(value, str):
                cells[reference].setAttribute("t", "str")
            text = value if isinstance(value, str) else format(value, "f")
            _set_text(part, cells[reference].getElementsByTagName("v")[0], text)

    return fill


def _sort_fonts(part: Document) -> None:
    for font in part.getElementsByTagName("font"):
        children: list[Any] = sorted(font.childNodes, key=lambda child: FONT_ORDER.split().index(child.nodeName))
        for child in children:
            font.appendChild(child)  # appending a child that is already there moves it to the end


def _set_text(part: Document, element: Element, text: str) -> None:
    while element.firstChild:
        element.removeChild(element.firstChild)
    element.appendChild(part.createTextNode(text))
