"""Personal data told by their form, wherever they stand: identity numbers, telephone numbers, e-mail addresses."""

from __future__ import annotations

import re

from ikm_analysis.sheets.cells import Value

_GAP = "[ .()-]{0,2}"  # personal numbers are written in groups too
# A NIK has its bearer's birth date in the middle (40 is added to the day of women).
_NIK = (
    "[0-9] [0-9] [0-9] [0-9] [0-9] [0-9] (?:[0-6] [0-9]|7 [01]) (?:0 [1-9]|1 [0-2]) [0-9] [0-9] [0-9] [0-9] [0-9] [0-9]"
)
PERSONAL = {
    # In groups, neither may be a piece of a longer number, such as a P-IRT typed with blanks.
    "nik": re.compile(
        f"(?<![0-9]){_NIK.replace(' ', '')}(?![0-9])"
        f"|(?<![0-9])(?<![0-9][ .()-]){_NIK.replace(' ', _GAP)}(?!{_GAP}[0-9])"
    ),
    "phone": re.compile(rf"(?<![0-9A-Za-z])(?:\+?62|0){_GAP}8[0-9](?:{_GAP}[0-9]){{7,10}}(?!{_GAP}[0-9])"),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"),
}
_MAYBE_PERSONAL = re.compile("@|(?:[0-9][ .()-]{0,2}){9}")  # nine digits or an address: no personal datum is less


def personal_kind(cell: Value) -> str | None:
    """Which personal datum a cell holds (nik, phone, email), or None."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        digits = str(cell) if isinstance(cell, int) else f"{cell:.0f}"
        return "nik" if PERSONAL["nik"].fullmatch(digits) else None
    if not isinstance(cell, str) or not _MAYBE_PERSONAL.search(cell):
        return None
    return next((kind for kind, form in PERSONAL.items() if form.search(cell)), None)
