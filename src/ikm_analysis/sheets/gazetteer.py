"""Places of any regency from an office's own file, for `find_kecamatan`, `find_desa` and `read_address`."""

from __future__ import annotations

import re
from pathlib import Path

from ikm_analysis.issues import UnusableFile
from ikm_analysis.sheets.records import read_csv, records
from ikm_analysis.values.numbers import squeezed
from ikm_analysis.values.places import Gazetteer

CODE = re.compile(r"[0-9]{2}\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?")


def gazetteer(path: Path) -> Gazetteer:
    """The places of a CSV file with columns code, name and bps_code (may be blank), one row a place.

    Codes are those of Kemendagri: regency `35.26`, kecamatan `35.26.09`, desa `35.26.09.2001`. Raise UnusableFile for
    other columns, a place without a name, and a code of another form, given twice, or without the rows it lies in.
    """
    rows = [
        (row["code"], row["name"], row["bps_code"]) for row in records(read_csv(path), ("code", "name", "bps_code"))
    ]
    first = {code.text: code for code, _, _ in reversed(rows)}
    for code, name, _ in rows:
        is_placed = CODE.fullmatch(code.text) and {code.text[:5], code.text[:8]} <= first.keys()
        if not is_placed or first[code.text] is not code or not name.text.strip():
            raise UnusableFile("error.place_code", file=path, cell=code.address, text=code.text)
    return Gazetteer([(code.text, squeezed(name.text), bps.text.strip()) for code, name, bps in rows])
